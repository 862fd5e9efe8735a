// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/any.hpp"

#include <algorithm>
#include <ostream>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/types/typecode.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"
#include "orb/mapping/cpp11/value.hpp"

namespace corbel {

// A value of one C++ type that is read as another one of an equivalent IDL type.
void AnyValue::read(const types::TypeCode& type, FunctionRef<void(cdr::Reader&)> decode) const {
    cdr::Writer out;
    encode(out, type);
    cdr::Reader in{out.contiguous(), out.encoding()};
    decode(in);
}

void Codec<CORBA::typecode_reference>::encode(cdr::Writer& out, const CORBA::typecode_reference& value) {
    if (!value) throw SystemError{Error::bad_typecode, minor::bad_typecode, "a nil TypeCode cannot be sent"};
    value.pointer()->write(out);
}

void Codec<CORBA::typecode_reference>::decode(cdr::Reader& in, CORBA::typecode_reference& value) {
    value = types::TypeCode::read(in);
}

namespace {

bool is_value(const types::TypeCode& type) {
    const auto kind = type.resolved().kind();
    return kind == types::TCKind::tk_value || kind == types::TCKind::tk_value_box;
}

// The state of a valuetype that its TypeCode does not describe is known to a registered factory, or to nobody.
std::shared_ptr<const AnyValue> take_value(cdr::Reader& in, const types::TypeCode& type) {
    const auto start = in.mark();
    try {
        return EncodedValue::take(in, type);
    } catch (const SystemError& error) {
        if (!is_value(type) || error.minor() != minor::unregistered_value) throw;
    }
    in.reset(start);
    using Reference = IDL::traits<CORBA::ValueBase>::ref_type;
    return std::make_shared<const Held<Reference>>(Reference{decode_value(in, nullptr)});
}

}  // namespace

CORBA::Any take_any(cdr::Reader& in, types::TypeCodePtr type) {
    auto value = take_value(in, *type);
    const auto kind = type->resolved().kind();
    if (kind == types::TCKind::tk_null || kind == types::TCKind::tk_void) value.reset();
    return {std::move(type), std::move(value)};
}

}  // namespace corbel

namespace CORBA {
namespace {

bool is_any_object(const corbel::types::TypeCode& type) {
    return type.kind() == TCKind::tk_objref && type.id() == Object::_repository_id_;
}

bool is_any_value(const corbel::types::TypeCode& type) {
    return type.kind() == TCKind::tk_value && type.id() == ValueBase::_repository_id_;
}

bool is_value(TCKind kind) { return kind == TCKind::tk_value || kind == TCKind::tk_value_box; }

corbel::Octets encoded(const Any& any) {
    corbel::cdr::Writer out;
    if (any.value()) any.value()->encode(out, *any.type_pointer());
    return out.copy();
}

}  // namespace

Any::Any(const Any& other) noexcept = default;
Any::Any(Any&& other) noexcept = default;
Any& Any::operator=(const Any& other) noexcept = default;
Any& Any::operator=(Any&& other) noexcept = default;
Any::~Any() = default;

Any::Any(typecode_reference type, std::shared_ptr<const corbel::AnyValue> value) noexcept
    : type_{type.pointer()}, value_{std::move(value)} {}

typecode_reference Any::type() const { return type_ ? type_ : _tc_null.pointer(); }

void Any::type(const typecode_reference& type) {
    if (!type || !type->equivalent(this->type()))
        throw BAD_TYPECODE{corbel::minor::bad_typecode, COMPLETED_NO,
                           "an any of type " + this->type().pointer()->to_string() + " cannot be given a type that " +
                               "is not equivalent to it"};
    type_ = type.pointer();
}

bool Any::holds(const corbel::types::TypeCodePtr& type) const {
    if (!value_) return false;
    if (type == type_ || type->equivalent(*type_)) return true;
    const auto kind = type_->resolved().kind();
    return (is_any_object(*type) && kind == TCKind::tk_objref) || (is_any_value(*type) && is_value(kind));
}

void Any::read(corbel::FunctionRef<void(corbel::cdr::Reader&)> decode) const {
    corbel::translated([&] { value_->read(*type_, decode); });
}

void Any::encode(corbel::cdr::Writer& out) const {
    const auto& type = type_ ? type_ : _tc_null.pointer();
    type->write(out);
    if (value_) value_->encode(out, *type);
}

void Any::decode(corbel::cdr::Reader& in, Any& any) {
    const corbel::cdr::Nested nested{in};
    any = corbel::take_any(in, corbel::types::TypeCode::read(in));
}

bool operator==(const Any& one, const Any& other) {
    if (one.type() != other.type()) return false;
    if (one.value_ == other.value_) return true;
    return corbel::translated([&] { return encoded(one) == encoded(other); });
}

std::ostream& operator<<(std::ostream& out, const Any& any) {
    out << "any(" << any.type();
    if (any.value_) {
        out << ", ";
        if (const auto* received = dynamic_cast<const corbel::EncodedValue*>(any.value_.get()))
            received->print(out, *any.type_);
        else
            any.value_->print(out);
    }
    return out << ')';
}

void operator<<=(Any& any, const char* text) { any <<= std::string{text}; }
void operator<<=(Any& any, const wchar_t* text) { any <<= std::wstring{text}; }
void operator<<=(Any& any, const TypeCodeConstant& type) { any <<= typecode_reference{type}; }

}  // namespace CORBA
