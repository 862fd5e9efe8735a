// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/typecode.hpp"

#include <algorithm>
#include <memory>
#include <ostream>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/types/typecode.hpp"
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

void require_complete(const TypeCodePtr& code) {
    if (code->is_placeholder())
        throw BAD_TYPECODE{corbel::minor::incomplete_typecode, COMPLETED_NO,
                           "a TypeCode made by create_recursive_tc stands for " + code->id() +
                               " in the parts of that type; ask the type itself"};
}

}  // namespace

void TypeCode::require_member(std::uint32_t index) const {
    require_complete(code_);
    require_kind(code_->has_members());
    if (index >= code_->member_count()) throw Bounds{};
}

TCKind TypeCode::kind() const noexcept { return code_->kind(); }

bool TypeCode::equal(const typecode_reference& other) const { return other && code_->equal(*other.pointer()); }

bool TypeCode::equivalent(const typecode_reference& other) const {
    return other && code_->equivalent(*other.pointer());
}

const std::string& TypeCode::id() const {
    require_kind(code_->has_id());
    return code_->id();
}

const std::string& TypeCode::name() const {
    require_complete(code_);
    require_kind(code_->has_id());
    return code_->name();
}

std::uint32_t TypeCode::member_count() const {
    require_complete(code_);
    require_kind(code_->has_members());
    return code_->member_count();
}

const std::string& TypeCode::member_name(std::uint32_t index) const {
    require_member(index);
    return code_->member_name(index);
}

typecode_reference TypeCode::member_type(std::uint32_t index) const {
    require_complete(code_);
    require_kind(has_member_types(kind()));
    require_member(index);
    return code_->member_type(index);
}

Any TypeCode::member_label(std::uint32_t index) const {
    require_complete(code_);
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
    require_complete(code_);
    require_kind(kind() == TCKind::tk_union);
    return code_->discriminator_type();
}

std::int32_t TypeCode::default_index() const {
    require_complete(code_);
    require_kind(kind() == TCKind::tk_union);
    return code_->default_index();
}

std::uint32_t TypeCode::length() const {
    require_complete(code_);
    require_kind(code_->has_length());
    return code_->length();
}

typecode_reference TypeCode::content_type() const {
    require_complete(code_);
    require_kind(code_->has_content());
    return code_->content_type();
}

std::uint16_t TypeCode::fixed_digits() const {
    require_complete(code_);
    require_kind(kind() == TCKind::tk_fixed);
    return code_->fixed_digits();
}

std::int16_t TypeCode::fixed_scale() const {
    require_complete(code_);
    require_kind(kind() == TCKind::tk_fixed);
    return code_->fixed_scale();
}

Visibility TypeCode::member_visibility(std::uint32_t index) const {
    require_complete(code_);
    require_kind(kind() == TCKind::tk_value);
    require_member(index);
    return code_->member_visibility(index);
}

ValueModifier TypeCode::type_modifier() const {
    require_complete(code_);
    require_kind(kind() == TCKind::tk_value);
    return code_->type_modifier();
}

typecode_reference TypeCode::concrete_base_type() const {
    require_complete(code_);
    require_kind(kind() == TCKind::tk_value);
    return code_->concrete_base_type();
}

typecode_reference TypeCode::get_compact_typecode() const {
    return corbel::translated([&] { return code_->compact(); });
}

bool operator==(const typecode_reference& one, const typecode_reference& other) {
    if (one.pointer() == other.pointer()) return true;
    return one && other && one.pointer()->equal(*other.pointer());
}

std::ostream& operator<<(std::ostream& out, const typecode_reference& type) {
    return type ? out << type.pointer()->to_string() : out << "nil";
}

const TypeCodePtr& TypeCodeConstant::build() const {
    std::vector<const TypeCodeConstant*> open;
    corbel::TypeDescription::build(*this, open);
    return *built();
}

#define CORBEL_PRIMITIVE(constant, kind) \
    constinit const TypeCodeConstant constant = corbel::TypeDescription::plain(TCKind::kind);
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
constinit const TypeCodeConstant _tc_Object = corbel::interface_type(Object::_repository_id_, "Object");
constinit const TypeCodeConstant _tc_ValueBase =
    corbel::value_type("IDL:omg.org/CORBA/ValueBase:1.0", "ValueBase", ValueModifier::none);
constinit const TypeCodeConstant _tc_AbstractBase =
    corbel::abstract_interface_type("IDL:omg.org/CORBA/AbstractBase:1.0", "AbstractBase");

}  // namespace CORBA

namespace corbel {

using types::TypeCode;
using types::TypeCodePtr;

// A struct, union, exception or value around this one is referred to by its id (CORBA 2.6, 15.3.5.1); nothing can refer
// to an alias or a sequence so, and they are written out again.
TypeCodePtr TypeDescription::build(const Constant& constant, std::vector<const Constant*>& open) {
    // One that is complete in itself would say again what stands around it.
    const auto* known = constant.built();
    if (std::vector<const Constant*> seen; known && !leads_to(constant, open, seen)) return *known;
    if (std::ranges::count(open, &constant)) return TypeCode::recursive(constant.id_);
    const bool encloses = constant.id_ && constant.kind_ != TCKind::tk_alias;
    if (encloses) open.push_back(&constant);
    auto type = make(constant, open);
    if (encloses) open.pop_back();
    if (known || type->is_open()) return type;
    auto kept = std::make_unique<const TypeCodePtr>(std::move(type));
    const TypeCodePtr* built = nullptr;
    if (__atomic_compare_exchange_n(&constant.built_, &built, kept.get(), false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        built = kept.release();
    return *built;
}

bool TypeDescription::leads_to(const Constant& constant, const std::vector<const Constant*>& open,
                               std::vector<const Constant*>& seen) {
    if (open.empty() || std::ranges::count(seen, &constant)) return false;
    if (std::ranges::count(open, &constant)) return true;
    seen.push_back(&constant);
    if (constant.content_ && leads_to(*constant.content_, open, seen)) return true;
    if (constant.kind_ == TCKind::tk_enum) return false;
    const Members parts{static_cast<const TypeMember*>(constant.parts_), constant.count_};
    return std::ranges::any_of(parts, [&](const auto& part) { return leads_to(part.type, open, seen); });
}

TypeCodePtr TypeDescription::make(const Constant& constant, std::vector<const Constant*>& open) {
    const auto number = constant.number_;
    const Members parts{static_cast<const TypeMember*>(constant.kind_ == TCKind::tk_enum ? nullptr : constant.parts_),
                        constant.kind_ == TCKind::tk_enum ? 0 : constant.count_};
    const auto content = [&] { return constant.content_ ? build(*constant.content_, open) : nullptr; };
    const auto members = [&] {
        std::vector<types::Member> list;
        for (const auto& each : parts) list.push_back({each.name, build(each.type, open)});
        return list;
    };
    switch (constant.kind_) {
        case TCKind::tk_string: return TypeCode::string(static_cast<std::uint32_t>(number));
        case TCKind::tk_wstring: return TypeCode::wstring(static_cast<std::uint32_t>(number));
        case TCKind::tk_fixed: {
            const auto scale = static_cast<std::int16_t>(number & 0xffff);
            return TypeCode::fixed(static_cast<std::uint16_t>((number - scale) / 65536), scale);
        }
        case TCKind::tk_sequence: return TypeCode::sequence(content(), static_cast<std::uint32_t>(number));
        case TCKind::tk_array: return TypeCode::array(content(), static_cast<std::uint32_t>(number));
        case TCKind::tk_alias: return TypeCode::alias(constant.id_, constant.name_, content());
        case TCKind::tk_value_box: return TypeCode::value_box(constant.id_, constant.name_, content());
        case TCKind::tk_struct: return TypeCode::structure(constant.id_, constant.name_, members());
        case TCKind::tk_except: return TypeCode::exception(constant.id_, constant.name_, members());
        case TCKind::tk_objref: return TypeCode::interface_(constant.id_, constant.name_);
        case TCKind::tk_abstract_interface: return TypeCode::abstract_interface(constant.id_, constant.name_);
        case TCKind::tk_local_interface: return TypeCode::local_interface(constant.id_, constant.name_);
        case TCKind::tk_native: return TypeCode::native(constant.id_, constant.name_);
        case TCKind::tk_enum: {
            const auto* names = static_cast<const char* const*>(constant.parts_);
            return TypeCode::enumeration(constant.id_, constant.name_, {names, names + constant.count_});
        }
        case TCKind::tk_union: {
            std::vector<types::UnionMember> list;
            for (const auto& each : parts) list.push_back({each.label, each.name, build(each.type, open)});
            return TypeCode::union_(constant.id_, constant.name_, content(), std::move(list), number);
        }
        case TCKind::tk_value: {
            std::vector<types::ValueMember> list;
            for (const auto& each : parts)
                list.push_back({each.name, build(each.type, open), static_cast<types::Visibility>(each.label)});
            return TypeCode::value(constant.id_, constant.name_, static_cast<types::ValueModifier>(number), content(),
                                   std::move(list));
        }
        default: return TypeCode::primitive(constant.kind_);
    }
}

}  // namespace corbel
