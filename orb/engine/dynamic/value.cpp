// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/value.hpp"

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::dynamic {
namespace {

using types::TCKind;
using types::TypeCode;

class Initial {
public:
    Value operator()(const TypeCode& declared) {
        const auto& type = declared.resolved();
        if (++parts_ > 1'000'000)
            throw SystemError{Error::imp_limit, minor::too_many_elements,
                              "a value of this type has more than a million parts: " + type.to_string()};
        switch (type.kind()) {
            case TCKind::tk_null:
            case TCKind::tk_void: return {};
            case TCKind::tk_boolean: return false;
            case TCKind::tk_char: return char{};
            case TCKind::tk_wchar: return wchar_t{};
            case TCKind::tk_short:
            case TCKind::tk_long:
            case TCKind::tk_longlong: return std::int64_t{};
            case TCKind::tk_octet:
            case TCKind::tk_ushort:
            case TCKind::tk_ulong:
            case TCKind::tk_ulonglong:
            case TCKind::tk_enum: return std::uint64_t{};
            case TCKind::tk_float: return float{};
            case TCKind::tk_double: return double{};
            case TCKind::tk_longdouble: return static_cast<long double>(0);
            case TCKind::tk_string: return std::string{};
            case TCKind::tk_wstring: return std::wstring{};
            case TCKind::tk_Principal: return Octets{};
            case TCKind::tk_any: return Any{TypeCode::primitive(TCKind::tk_null), {}};
            case TCKind::tk_TypeCode: return TypeCode::primitive(TCKind::tk_null);
            case TCKind::tk_fixed: return Fixed{std::string(type.fixed_digits(), '0')};
            case TCKind::tk_objref:
            case TCKind::tk_abstract_interface: return giop::Ior{};
            case TCKind::tk_value:
            case TCKind::tk_value_box: return ValuetypePtr{};
            case TCKind::tk_struct:
            case TCKind::tk_except: return members(type);
            case TCKind::tk_union: return first_member(type);
            case TCKind::tk_sequence: return is_octets(type) ? Value{Octets{}} : Value{Values{}};
            case TCKind::tk_array: return array(type);
            case TCKind::tk_alias:
            case TCKind::tk_native:
            case TCKind::tk_local_interface: break;
        }
        throw SystemError{Error::bad_typecode, minor::bad_typecode,
                          "there are no values of this type: " + type.to_string()};
    }

private:
    Values members(const TypeCode& type) {
        Values all;
        for (std::uint32_t i = 0; i < type.member_count(); ++i) all.push_back((*this)(type.member(i)));
        return all;
    }

    Value array(const TypeCode& type) {
        if (is_octets(type)) return Octets(type.length());
        Values all;
        for (std::uint32_t i = 0; i < type.length(); ++i) all.push_back((*this)(type.content()));
        return all;
    }

    Value first_member(const TypeCode& type) {
        Union made;
        if (type.member_count() == 0) return made;
        if (type.default_index() != 0) made.discriminator = type.member_label(0);
        const auto selected = type.selected_member(made.discriminator);
        if (selected >= 0) made.member.push_back((*this)(type.member(static_cast<std::uint32_t>(selected))));
        return made;
    }

    unsigned parts_ = 0;
};

}  // namespace

void Value::wrong_alternative() {
    throw SystemError{Error::bad_param, minor::bad_typecode, "a dynamic value is not of the type it is used as"};
}

bool operator==(const Union& one, const Union& other) {
    return one.discriminator == other.discriminator && one.member == other.member;
}

bool operator==(const Any& one, const Any& other) {
    if (!one.type || !other.type) return !one.type && !other.type;
    return one.type->equal(*other.type) && one.content == other.content;
}

bool operator==(const Value& one, const Value& other) {
    if (one.is<types::TypeCodePtr>() && other.is<types::TypeCodePtr>()) {
        const auto& mine = one.as<types::TypeCodePtr>();
        const auto& theirs = other.as<types::TypeCodePtr>();
        return mine && theirs ? mine->equal(*theirs) : mine == theirs;
    }
    return one.content == other.content;
}

Value initial_value(const TypeCode& type) { return Initial{}(type); }

std::vector<StateMember> state_of(const TypeCode& declared) {
    const auto& type = declared.resolved();
    if (type.kind() == TCKind::tk_value_box) return {{"value", type.content_type()}};
    std::vector<StateMember> members;
    if (const auto base = type.concrete_base_type()) members = state_of(*base);
    for (std::uint32_t i = 0; i < type.member_count(); ++i) members.push_back({type.member_name(i), type.member_type(i)});
    return members;
}

bool is_octets(const TypeCode& declared) noexcept {
    const auto& type = declared.resolved();
    if (type.kind() != TCKind::tk_sequence && type.kind() != TCKind::tk_array) return false;
    return type.content().resolved().kind() == TCKind::tk_octet;
}

}  // namespace corbel::dynamic
