// SPDX-License-Identifier: BSL-1.0
#include <charconv>
#include <cmath>
#include <map>

#include "orb/engine/cdr/code_set.hpp"
#include "orb/engine/dynamic/fixed_text.hpp"
#include "orb/json/base64.hpp"
#include "orb/json/text.hpp"
#include "orb/json/value_form.hpp"

namespace corbel::json {
namespace {

using dynamic::Value;
using dynamic::Values;
using types::TCKind;
using types::TypeCode;

// Whole numbers that every reader of JSON holds exactly (RFC 8259, section 6).
constexpr std::uint64_t largest_exact = (std::uint64_t{1} << 53) - 1;

Node integer(std::int64_t value) {
    const auto size = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    return size > largest_exact ? Node::string(std::to_string(value)) : Node::number(std::to_string(value));
}

Node integer(std::uint64_t value) {
    return value > largest_exact ? Node::string(std::to_string(value)) : Node::number(std::to_string(value));
}

template <class T>
std::string shortest(T value) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

template <class T>
Node floating(T value) {
    if (std::isnan(value)) return Node::string("NaN");
    if (std::isinf(value)) return Node::string(value < 0 ? "-Infinity" : "Infinity");
    return Node::number(shortest(value));
}

// A number if the same digits mean the same to a reader that holds numbers in doubles.
Node long_double(long double value) {
    if (!std::isfinite(value)) return floating(value);
    const auto narrow = static_cast<double>(value);
    auto text = shortest(value);
    const bool exact = static_cast<long double>(narrow) == value && shortest(narrow) == text;
    return exact ? Node::number(std::move(text)) : Node::string(std::move(text));
}

// A string is UTF-8 unless the ORB passes ISO-8859-1 through.
Node text(const std::string& value) {
    return Node::string(cdr::is_utf8(value) ? value : cdr::latin1_to_utf8(value));
}

class ToJson {
public:
    explicit ToJson(const Context& context) : context_{context} {}

    Node value(const TypeCode& declared, const Value& value) {
        const auto& type = declared.resolved();
        switch (type.kind()) {
            case TCKind::tk_null:
            case TCKind::tk_void: return {};
            case TCKind::tk_boolean: return Node::boolean(value.as<bool>());
            case TCKind::tk_char: return Node::string(cdr::latin1_to_utf8(std::string(1, value.as<char>())));
            case TCKind::tk_wchar: return Node::string(to_utf8(std::wstring(1, value.as<wchar_t>())));
            case TCKind::tk_short:
            case TCKind::tk_long:
            case TCKind::tk_longlong: return integer(value.as<std::int64_t>());
            case TCKind::tk_octet:
            case TCKind::tk_ushort:
            case TCKind::tk_ulong:
            case TCKind::tk_ulonglong: return integer(value.as<std::uint64_t>());
            case TCKind::tk_enum:
                return Node::string(type.member_name(static_cast<std::uint32_t>(value.as<std::uint64_t>())));
            case TCKind::tk_float: return floating(value.as<float>());
            case TCKind::tk_double: return floating(value.as<double>());
            case TCKind::tk_longdouble: return long_double(value.as<long double>());
            case TCKind::tk_string: return text(value.as<std::string>());
            case TCKind::tk_wstring: return Node::string(to_utf8(value.as<std::wstring>()));
            case TCKind::tk_Principal: return Node::string(to_base64(value.as<Octets>()));
            case TCKind::tk_any: return any(value.as<dynamic::Any>());
            case TCKind::tk_TypeCode: return type_to_json(*value.as<types::TypeCodePtr>(), context_);
            case TCKind::tk_fixed:
                return Node::string(dynamic::fixed_to_text(value.as<dynamic::Fixed>(), type.fixed_scale()));
            case TCKind::tk_objref: return reference(value.as<giop::Ior>());
            case TCKind::tk_abstract_interface:
                return value.is<giop::Ior>() ? reference(value.as<giop::Ior>())
                                             : valuetype(value.as<dynamic::ValuetypePtr>());
            case TCKind::tk_value:
            case TCKind::tk_value_box: return valuetype(value.as<dynamic::ValuetypePtr>());
            case TCKind::tk_except:
            case TCKind::tk_struct: return members(type, value.as<Values>());
            case TCKind::tk_union: return selected(type, value.as<dynamic::Union>());
            case TCKind::tk_sequence:
            case TCKind::tk_array: return elements(type, value);
            case TCKind::tk_alias:
            case TCKind::tk_native:
            case TCKind::tk_local_interface: break;
        }
        return {};
    }

    Node members(const TypeCode& type, const Values& all) {
        auto node = Node::object();
        for (std::uint32_t i = 0; i < type.member_count(); ++i)
            node.add(type.member_name(i), value(type.member(i), all.at(i)));
        return node;
    }

    // Finds the valuetypes that stand in more than one place.
    void look_for_shared(const Value& value) {
        if (auto* all = std::get_if<Values>(&value.content)) return look_for_shared(*all);
        if (auto* any = std::get_if<dynamic::Any>(&value.content)) return look_for_shared(any->content);
        if (auto* chosen = std::get_if<dynamic::Union>(&value.content)) return look_for_shared(chosen->member);
        if (auto* made = std::get_if<dynamic::ValuetypePtr>(&value.content); made && *made)
            if (++places_[made->get()] == 1) look_for_shared((*made)->state);
    }

private:
    void look_for_shared(const Values& all) {
        for (const auto& each : all) look_for_shared(each);
    }

    static Node reference(const giop::Ior& ior) { return ior.is_nil() ? Node{} : Node::string(ior.to_string()); }

    Node any(const dynamic::Any& any) {
        auto node = Node::object();
        const auto type = any.type ? any.type : TypeCode::primitive(TCKind::tk_null);
        node.add("_type", type_to_json(*type, context_));
        node.add("value", any.content.empty() ? Node{} : value(*type, any.content.front()));
        return node;
    }

    Node selected(const TypeCode& type, const dynamic::Union& chosen) {
        auto node = Node::object();
        node.add("_d", label(type.discriminator().resolved(), chosen.discriminator));
        const auto member = type.selected_member(chosen.discriminator);
        if (member < 0) return node;
        const auto index = static_cast<std::uint32_t>(member);
        node.add(type.member_name(index), value(type.member(index), chosen.member.at(0)));
        return node;
    }

    Node label(const TypeCode& type, std::int64_t label) {
        switch (type.kind()) {
            case TCKind::tk_boolean: return value(type, label != 0);
            case TCKind::tk_char: return value(type, static_cast<char>(label));
            case TCKind::tk_wchar: return value(type, static_cast<wchar_t>(label));
            case TCKind::tk_short:
            case TCKind::tk_long:
            case TCKind::tk_longlong: return value(type, label);
            default: return value(type, static_cast<std::uint64_t>(label));
        }
    }

    Node elements(const TypeCode& type, const Value& value) {
        if (dynamic::is_octets(type)) return Node::string(to_base64(value.as<Octets>()));
        auto node = Node::array();
        for (const auto& each : value.as<Values>()) node.items.push_back(this->value(type.content(), each));
        return node;
    }

    Node valuetype(const dynamic::ValuetypePtr& made) {
        if (!made) return {};
        auto node = Node::object();
        if (places_[made.get()] > 1) {
            const auto [known, first] = numbers_.try_emplace(made.get(), numbers_.size() + 1);
            const auto number = Node::number(static_cast<long long>(known->second));
            if (!first) {
                node.add("_ref", number);
                return node;
            }
            node.add("_value", Node::string(made->type->resolved().id()));
            node.add("_id", number);
        } else {
            node.add("_value", Node::string(made->type->resolved().id()));
        }
        const auto state = dynamic::state_of(*made->type);
        for (std::size_t i = 0; i < state.size(); ++i)
            node.add(state[i].name, value(*state[i].type, made->state.at(i)));
        return node;
    }

    const Context& context_;
    std::map<const dynamic::Valuetype*, unsigned> places_;
    std::map<const dynamic::Valuetype*, std::size_t> numbers_;
};

}  // namespace

Node to_json(const Value& value, const TypeCode& type, const Context& context) {
    ToJson form{context};
    form.look_for_shared(value);
    return form.value(type, value);
}

Node members_to_json(const Values& members, const TypeCode& type, const Context& context) {
    ToJson form{context};
    form.look_for_shared(Value{members});
    return form.members(type.resolved(), members);
}

}  // namespace corbel::json
