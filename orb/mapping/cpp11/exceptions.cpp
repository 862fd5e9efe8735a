// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/exceptions.hpp"

#include <array>
#include <ostream>
#include <utility>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/base/minor_text.hpp"

namespace CORBA {
namespace {

constexpr const char* completion_names[] = {"COMPLETED_YES", "COMPLETED_NO", "COMPLETED_MAYBE"};

}  // namespace

std::ostream& operator<<(std::ostream& out, CompletionStatus value) {
    return value <= COMPLETED_MAYBE ? out << completion_names[value] : out << static_cast<std::uint32_t>(value);
}

std::ostream& operator<<(std::ostream& out, const Exception& exception) { return out << exception.what(); }

SystemException::SystemException(corbel::Error error, std::uint32_t minor, CompletionStatus completed,
                                 std::string reason)
    : minor_{minor}, completed_{completed}, error_{error} {
    if (!reason.empty()) reason_ = std::make_shared<const std::string>(std::move(reason));
    describe();
}

void SystemException::minor(std::uint32_t value) {
    minor_ = value;
    describe();
}

void SystemException::completed(CompletionStatus value) {
    completed_ = value;
    describe();
}

void SystemException::describe() {
    auto text = "CORBA::" + corbel::in_words(error_, minor_, static_cast<corbel::Completion>(completed_),
                                             reason_ ? std::string_view{*reason_} : std::string_view{});
    what_ = std::make_shared<const std::string>(std::move(text));
}

const char* SystemException::what() const noexcept { return what_->c_str(); }
const char* SystemException::_name() const noexcept { return corbel::name_of(error_).data(); }
const char* SystemException::_rep_id() const noexcept { return corbel::repository_id_of(error_).data(); }

}  // namespace CORBA

namespace corbel {
namespace {

template <Error E>
[[noreturn]] void throw_standard(const SystemError& error) {
    throw StandardException<E>{error.minor(), static_cast<CORBA::CompletionStatus>(error.completed()), error.text()};
}

using Throw = void (*)(const SystemError&);

template <std::size_t... I>
constexpr std::array<Throw, sizeof...(I)> throwers_of(std::index_sequence<I...>) {
    return {&throw_standard<static_cast<Error>(I)>...};
}

constexpr auto throwers = throwers_of(std::make_index_sequence<error_count>{});

}  // namespace

void rethrow(const SystemError& error) {
    throwers[static_cast<unsigned>(error.error())](error);
    std::terminate();
}

SystemError to_system_error(const CORBA::SystemException& exception) {
    return {exception.error(), exception.minor(), static_cast<Completion>(exception.completed()), exception.reason()};
}

void bad_union_access(const char* type, const char* member) {
    throw CORBA::BAD_PARAM{minor::bad_union, CORBA::COMPLETED_NO,
                           std::string{"the discriminator of "} + type + " does not select " + member};
}

}  // namespace corbel
