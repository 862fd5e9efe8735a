// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/server_call.hpp"

#include <exception>
#include <string>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/value_reader.hpp"
#include "orb/engine/invocation/server_request.hpp"
#include "orb/mapping/cpp11/direct_call.hpp"
#include "orb/mapping/cpp11/portable_server.hpp"

namespace corbel {
namespace {

SystemError unexpected(std::string_view operation, const char* what) {
    if (log::enabled(log::Channel::poa, log::Level::warning))
        log::write(log::Channel::poa, log::Level::warning,
                   "a servant threw an exception that is not CORBA's in " + escaped(operation, 80) + ": " + what);
    return {Error::unknown, minor::servant_threw, Completion::maybe, std::string{"the servant threw: "} + what};
}

/// The index of the name among operations that are sorted by name; `count` if it is not there.
std::size_t find_operation(std::string_view name, const void* operations, std::size_t count) noexcept {
    std::size_t low = 0;
    for (auto high = count; low < high;) {
        const auto middle = (low + high) / 2;
        const auto& each = operation_at(operations, middle).name;
        // Most names differ in their first letter.
        const bool differ = !name.empty() && each[0] != name[0];
        const auto order = differ ? static_cast<unsigned char>(each[0]) - static_cast<unsigned char>(name[0])
                                  : each.compare(name);
        if (order == 0) return middle;
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return count;
}

}  // namespace

const NamedOperation& operation_at(const void* operations, std::size_t index) noexcept {
    constexpr auto size = sizeof(Operation<PortableServer::ServantBase>);
    return *reinterpret_cast<const NamedOperation*>(static_cast<const char*>(operations) + index * size);
}

[[gnu::hot]] std::string_view ServerCall::operation() const noexcept {
    return direct_ ? direct_->operation() : request_ ? request_->operation() : std::string_view{};
}

[[gnu::hot]] void ServerCall::read(IncomingList arguments) {
    if (direct_) return direct_->read(arguments);
    decode(request_->arguments(), arguments);
    request_->end_of_arguments();
    arguments_read_ = true;
}

[[gnu::hot]] void ServerCall::reply_listed(OutgoingList results) {
    if (direct_) return direct_->send(results);
    send([&](cdr::Writer& out) { encode(out, results); });
}

[[gnu::hot]] bool ServerCall::offer(const Facet& facet, std::size_t count) {
    if (facets_) {
        if (facet.interface) facets_->push_back(facet);
        return false;
    }
    const auto index = find_operation(operation(), facet.operations, count);
    if (index == count) return false;
    perform([&] { facet.perform(facet.servant, facet.operations, index, this); },
            operation_at(facet.operations, index).raises);
    return true;
}

[[gnu::hot]] void ServerCall::perform(FunctionRef<void()> operation, RaisesList raises) noexcept {
    try {
        try {
            operation();
        } catch (const CORBA::UserException& exception) {
            fail(exception, raises);
        } catch (const CORBA::SystemException& exception) {
            fail(to_system_error(exception));
        } catch (const SystemError& error) {
            fail(error);
        } catch (const std::exception& exception) {
            fail(unexpected(this->operation(), exception.what()));
        } catch (...) {
            fail(unexpected(this->operation(), "something that is no std::exception"));
        }
    } catch (const std::exception&) {
        // The connection is gone, or memory is: nobody is left to be told. The request answers NO_RESPONSE if it can.
    } catch (...) {
    }
}

void ServerCall::send(FunctionRef<void(cdr::Writer&)> results) {
    replying_ = true;
    request_->reply(results);
}

void ServerCall::fail(const CORBA::UserException& exception, RaisesList raises) {
    if (request_->answered()) return;
    const std::string_view id{exception._rep_id()};
    for (const auto& each : raises)
        if (id == each.repository_id)
            return request_->reply_user_exception(id, [&](cdr::Writer& out) { exception._encode(out); });
    fail({Error::unknown, minor::unlisted_user_exception, Completion::maybe,
          "the servant raised " + std::string{id} + ", which the IDL of " + escaped(operation()) + " does not list"});
}

void ServerCall::fail(const SystemError& error) {
    if (request_->answered()) return;
    if (!arguments_read_) cdr::release_values(request_->arguments());  // nobody has got them
    if (!replying_) return request_->reply_system_exception(error);
    auto executed = error;  // the results could not be encoded: the operation itself has been performed
    executed.completed(Completion::yes);
    request_->reply_system_exception(executed);
}

void ServerCall::bad_operation(std::string_view interface_id) noexcept {
    perform(
        [&] {
            throw SystemError{Error::bad_operation, minor::unknown_operation,
                              "no operation '" + escaped(operation()) + "'" +
                                  (interface_id.empty() ? "" : " in " + std::string{interface_id})};
        },
        {});
}

}  // namespace corbel
