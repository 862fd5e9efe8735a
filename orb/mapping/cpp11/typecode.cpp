// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/typecode.hpp"

#include <memory>
#include <ostream>

#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"

namespace CORBA {

using corbel::types::TypeCodePtr;

namespace {

bool has_member_types(TCKind kind) {
    using enum corbel::types::TCKind;
    return kind == tk_struct || kind == tk_union || kind == tk_except || kind == tk_value;
}

void require_kind(bool has) {
    if (!has) throw TypeCode::BadKind{};
}

}  // namespace

void TypeCode::require_member(std::uint32_t index) const {
    require_kind(code_->has_members());
    if (index >= code_->member_count()) throw Bounds{};
}

bool TypeCode::equal(const typecode_reference& other) const { return other && code_->equal(*other.pointer()); }

bool TypeCode::equivalent(const typecode_reference& other) const {
    return other && code_->equivalent(*other.pointer());
}

const std::string& TypeCode::id() const {
    require_kind(code_->has_id());
    return code_->id();
}

const std::string& TypeCode::name() const {
    require_kind(code_->has_id());
    return code_->name();
}

std::uint32_t TypeCode::member_count() const {
    require_kind(code_->has_members());
    return code_->member_count();
}

const std::string& TypeCode::member_name(std::uint32_t index) const {
    require_member(index);
    return code_->member_name(index);
}

typecode_reference TypeCode::member_type(std::uint32_t index) const {
    require_kind(has_member_types(kind()));
    require_member(index);
    return code_->member_type(index);
}

Any TypeCode::member_label(std::uint32_t index) const {
    require_kind(kind() == TCKind::tk_union);
    require_member(index);
    if (code_->default_index() == static_cast<std::int32_t>(index)) {
        Any zero;
        zero <<= std::uint8_t{0};
        return zero;
    }
    return corbel::any_of_ordinal(code_->discriminator_type(), code_->member_label(index));
}

typecode_reference TypeCode::discriminator_type() const {
    require_kind(kind() == TCKind::tk_union);
    return code_->discriminator_type();
}

std::int32_t TypeCode::default_index() const {
    require_kind(kind() == TCKind::tk_union);
    return code_->default_index();
}

std::uint32_t TypeCode::length() const {
    require_kind(code_->has_length());
    return code_->length();
}

typecode_reference TypeCode::content_type() const {
    require_kind(code_->has_content());
    return code_->content_type();
}

std::uint16_t TypeCode::fixed_digits() const {
    require_kind(kind() == TCKind::tk_fixed);
    return code_->fixed_digits();
}

std::int16_t TypeCode::fixed_scale() const {
    require_kind(kind() == TCKind::tk_fixed);
    return code_->fixed_scale();
}

Visibility TypeCode::member_visibility(std::uint32_t index) const {
    require_kind(kind() == TCKind::tk_value);
    require_member(index);
    return code_->member_visibility(index);
}

ValueModifier TypeCode::type_modifier() const {
    require_kind(kind() == TCKind::tk_value);
    return code_->type_modifier();
}

typecode_reference TypeCode::concrete_base_type() const {
    require_kind(kind() == TCKind::tk_value);
    return code_->concrete_base_type();
}

bool operator==(const typecode_reference& one, const typecode_reference& other) {
    if (one.pointer() == other.pointer()) return true;
    return one && other && one.pointer()->equal(*other.pointer());
}

std::ostream& operator<<(std::ostream& out, const typecode_reference& type) {
    return type ? out << type.pointer()->to_string() : out << "nil";
}

const TypeCodePtr& TypeCodeConstant::build() const {
    auto made = std::make_unique<const TypeCodePtr>(make_());
    const TypeCodePtr* built = nullptr;
    if (built_.compare_exchange_strong(built, made.get(), std::memory_order_acq_rel)) built = made.release();
    return *built;
}

#define CORBEL_PRIMITIVE(constant, kind) \
    constinit const TypeCodeConstant constant{[] { return corbel::types::TypeCode::primitive(TCKind::kind); }};
CORBEL_PRIMITIVE(_tc_null, tk_null)
CORBEL_PRIMITIVE(_tc_void, tk_void)
CORBEL_PRIMITIVE(_tc_short, tk_short)
CORBEL_PRIMITIVE(_tc_long, tk_long)
CORBEL_PRIMITIVE(_tc_ushort, tk_ushort)
CORBEL_PRIMITIVE(_tc_ulong, tk_ulong)
CORBEL_PRIMITIVE(_tc_longlong, tk_longlong)
CORBEL_PRIMITIVE(_tc_ulonglong, tk_ulonglong)
CORBEL_PRIMITIVE(_tc_float, tk_float)
CORBEL_PRIMITIVE(_tc_double, tk_double)
CORBEL_PRIMITIVE(_tc_longdouble, tk_longdouble)
CORBEL_PRIMITIVE(_tc_boolean, tk_boolean)
CORBEL_PRIMITIVE(_tc_char, tk_char)
CORBEL_PRIMITIVE(_tc_wchar, tk_wchar)
CORBEL_PRIMITIVE(_tc_octet, tk_octet)
CORBEL_PRIMITIVE(_tc_any, tk_any)
CORBEL_PRIMITIVE(_tc_TypeCode, tk_TypeCode)
CORBEL_PRIMITIVE(_tc_string, tk_string)
CORBEL_PRIMITIVE(_tc_wstring, tk_wstring)
#undef CORBEL_PRIMITIVE
constinit const TypeCodeConstant _tc_Object{
    [] { return corbel::types::TypeCode::interface_(Object::_repository_id_, "Object"); }};

}  // namespace CORBA
