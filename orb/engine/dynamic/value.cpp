// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/value.hpp"

#include <unordered_map>
#include <unordered_set>

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
        if (depth_ == max_depth)
            throw SystemError{Error::imp_limit, minor::nesting_too_deep,
                              "a value of this type is nested too deep, or without an end: " + type.to_string()};
        ++depth_;
        auto made = value(type);
        --depth_;
        return made;
    }

    Union with_label(const TypeCode& type, std::int64_t discriminator) {
        Union made{discriminator, {}};
        const auto selected = type.selected_member(discriminator);
        if (selected >= 0) made.member.push_back((*this)(type.member(static_cast<std::uint32_t>(selected))));
        return made;
    }

private:
    static constexpr unsigned max_depth = 256;

    Value value(const TypeCode& type) {
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
        if (type.member_count() == 0) return Union{};
        if (type.default_index() != 0) return with_label(type, type.member_label(0));
        return with_label(type, unused_label(type).value_or(0));
    }

    unsigned depth_ = 0;
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

Union initial_union(const TypeCode& type, std::int64_t discriminator) {
    return Initial{}.with_label(type.resolved(), discriminator);
}

namespace {

class Copy {
public:
    Value operator()(const Value& value) {
        if (auto* values = std::get_if<Values>(&value.content)) return all(*values);
        if (auto* made = std::get_if<Union>(&value.content)) return Union{made->discriminator, all(made->member)};
        if (auto* any = std::get_if<Any>(&value.content)) return Any{any->type, all(any->content)};
        if (auto* shared = std::get_if<ValuetypePtr>(&value.content)) return valuetype(*shared);
        return value;
    }

private:
    Values all(const Values& values) {
        Values copies;
        copies.reserve(values.size());
        for (const auto& each : values) copies.push_back((*this)(each));
        return copies;
    }

    ValuetypePtr valuetype(const ValuetypePtr& original) {
        if (!original) return {};
        auto& known = copies_[original.get()];
        if (known) return known;
        const auto made = known = std::make_shared<Valuetype>(Valuetype{original->type, {}, original->opaque});
        made->state = all(original->state);
        return made;
    }

    std::unordered_map<const Valuetype*, ValuetypePtr> copies_;
};

// The number of values a discriminator can have; 0: more than could be counted through.
std::uint64_t values_of(const TypeCode& discriminator) {
    switch (discriminator.kind()) {
        case TCKind::tk_boolean: return 2;
        case TCKind::tk_enum: return discriminator.member_count();
        case TCKind::tk_char:
        case TCKind::tk_octet: return 256;
        case TCKind::tk_short:
        case TCKind::tk_ushort: return 65536;
        default: return 0;
    }
}

}  // namespace

Value copy_of(const Value& value) { return Copy{}(value); }

Value value_of_label(const TypeCode& declared, std::int64_t label) {
    switch (declared.resolved().kind()) {
        case TCKind::tk_short:
        case TCKind::tk_long:
        case TCKind::tk_longlong: return label;
        case TCKind::tk_boolean: return label != 0;
        case TCKind::tk_char: return static_cast<char>(label);
        case TCKind::tk_wchar: return static_cast<wchar_t>(label);
        default: return static_cast<std::uint64_t>(label);
    }
}

std::int64_t label_of(const Value& value) {
    if (auto* number = std::get_if<std::int64_t>(&value.content)) return *number;
    if (auto* flag = std::get_if<bool>(&value.content)) return *flag;
    if (auto* letter = std::get_if<char>(&value.content)) return static_cast<unsigned char>(*letter);
    if (auto* letter = std::get_if<wchar_t>(&value.content)) return *letter;
    return static_cast<std::int64_t>(value.as<std::uint64_t>());
}

std::optional<std::int64_t> unused_label(const TypeCode& declared) {
    const auto& type = declared.resolved();
    std::unordered_set<std::int64_t> labels;
    for (std::uint32_t i = 0; i < type.member_count(); ++i)
        if (static_cast<std::int32_t>(i) != type.default_index()) labels.insert(type.member_label(i));
    const auto& discriminator = type.discriminator().resolved();
    const auto count = values_of(discriminator);
    const bool is_short = discriminator.kind() == TCKind::tk_short;
    for (std::uint64_t i = 0; count == 0 || i < count; ++i) {
        const auto label = is_short ? std::int64_t{static_cast<std::int16_t>(i)} : static_cast<std::int64_t>(i);
        if (!labels.contains(label)) return label;
    }
    return std::nullopt;
}

std::vector<StateMember> state_of(const TypeCode& declared) {
    const auto& type = declared.resolved();
    if (type.kind() == TCKind::tk_value_box) return {{"value", type.content_type()}};
    std::vector<StateMember> members;
    if (const auto base = type.concrete_base_type()) members = state_of(*base);
    for (std::uint32_t i = 0; i < type.member_count(); ++i)
        members.push_back({type.member_name(i), type.member_type(i)});
    return members;
}

bool is_octets(const TypeCode& declared) noexcept {
    const auto& type = declared.resolved();
    if (type.kind() != TCKind::tk_sequence && type.kind() != TCKind::tk_array) return false;
    return type.content().resolved().kind() == TCKind::tk_octet;
}

}  // namespace corbel::dynamic
