// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/exception_holder.hpp"

#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/system_exception.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"

namespace Messaging {
namespace {

constexpr bool native_little = corbel::native_order == corbel::ByteOrder::little_endian;

}  // namespace

const corbel::ValueForm ExceptionHolder::_form_{_repository_id_, nullptr, &corbel::create_value<ExceptionHolder>};

/// The text stands behind what the body of a reply has, where other ORBs do not look.
ExceptionHolder::ExceptionHolder(const corbel::SystemError& error) : little_endian_{native_little} {
    corbel::cdr::Writer out;
    corbel::giop::write_system_exception(out, error);
    out.string(error.text());
    exception_ = out.copy();
}

ExceptionHolder::ExceptionHolder(const CORBA::UserException& exception)
    : is_system_exception_{false}, little_endian_{native_little} {
    corbel::cdr::Writer out;
    out.identifier(exception._rep_id());
    exception._encode(out);
    exception_ = out.copy();
}

void ExceptionHolder::_encode_state(corbel::cdr::Writer& out) const {
    out.boolean(is_system_exception_);
    out.boolean(little_endian_);
    out.octets(exception_);
}

void ExceptionHolder::_decode_state(corbel::cdr::Reader& in) {
    is_system_exception_ = in.boolean();
    little_endian_ = in.boolean();
    exception_ = corbel::to_octets(in.octets());
    environment_ = in.environment();
}

corbel::cdr::Reader ExceptionHolder::reader() const {
    corbel::cdr::Encoding encoding;
    encoding.order = little_endian_ ? corbel::ByteOrder::little_endian : corbel::ByteOrder::big_endian;
    corbel::cdr::Reader in{exception_, encoding};
    in.environment(environment_);
    return in;
}

void ExceptionHolder::raise_exception() const { raise_exception_with_list({}); }

void ExceptionHolder::raise_exception_with_list(const std::vector<CORBA::typecode_reference>& exc_list) const {
    try {
        auto in = reader();
        if (is_system_exception_) raise_system_exception(in);
        raise_user_exception(exc_list);
    } catch (const corbel::SystemError& error) {
        corbel::rethrow(error);
    }
}

void ExceptionHolder::raise_system_exception(corbel::cdr::Reader& in) const {
    const auto error = corbel::giop::read_system_exception(in);
    if (in.at_end()) throw error;
    std::string text;
    in.string(text);
    throw corbel::SystemError{error.error(), error.minor(), error.completed(), std::move(text)};
}

void ExceptionHolder::raise_user_exception(const std::vector<CORBA::typecode_reference>& others) const {
    auto in = reader();
    const auto id = in.identifier();
    for (const auto& each : raises_)
        if (id == each.repository_id) each.raise(in);
    for (const auto& each : others)
        if (each && each->id() == id) {
            auto whole = reader();
            auto exception = corbel::take_any(whole, each.pointer());
            corbel::require_end(whole, "member of the exception");
            throw CORBA::UnknownUserException{std::move(exception)};
        }
    corbel::raise_unlisted_exception(id, "the operation");
}

}  // namespace Messaging
