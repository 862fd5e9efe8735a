// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>

#include "orb/engine/base/error.hpp"
#include "orb/engine/cdr/code_set.hpp"
#include "orb/engine/dynamic/fixed_text.hpp"
#include "orb/engine/dynamic/idl_type.hpp"
#include "orb/engine/giop/object_url.hpp"
#include "orb/engine/types/root_type.hpp"
#include "orb/json/base64.hpp"
#include "orb/json/text.hpp"
#include "orb/json/value_form.hpp"

namespace corbel::json {
namespace {

using dynamic::Value;
using dynamic::Values;
using types::TCKind;
using types::TypeCode;

class FromJson {
public:
    FromJson(const Context& context, std::string_view path) : context_{context}, path_{path} {}

    Value value(const TypeCode& declared, const Node& node) {
        const auto& type = declared.resolved();
        switch (type.kind()) {
            case TCKind::tk_null:
            case TCKind::tk_void:
                if (!node.is(Node::Kind::null)) fail("null", node);
                return {};
            case TCKind::tk_boolean:
                if (!node.is(Node::Kind::boolean)) fail("true or false", node);
                return node.flag;
            case TCKind::tk_char: return character(node);
            case TCKind::tk_wchar: return wide_character(node);
            case TCKind::tk_short: return integer<std::int16_t>(type, node);
            case TCKind::tk_long: return integer<std::int32_t>(type, node);
            case TCKind::tk_longlong: return integer<std::int64_t>(type, node);
            case TCKind::tk_octet: return integer<std::uint8_t>(type, node);
            case TCKind::tk_ushort: return integer<std::uint16_t>(type, node);
            case TCKind::tk_ulong: return integer<std::uint32_t>(type, node);
            case TCKind::tk_ulonglong: return integer<std::uint64_t>(type, node);
            case TCKind::tk_enum: return ordinal(type, node);
            case TCKind::tk_float: return floating<float>("a float", node);
            case TCKind::tk_double: return floating<double>("a double", node);
            case TCKind::tk_longdouble: return floating<long double>("a long double", node);
            case TCKind::tk_string: return string(type, node);
            case TCKind::tk_wstring: return wide_string(type, node);
            case TCKind::tk_Principal: return octets(type, node);
            case TCKind::tk_any: return any(node);
            case TCKind::tk_TypeCode: return type_from_json(node, context_, path_);
            case TCKind::tk_fixed: return fixed(type, node);
            case TCKind::tk_objref: return reference(node);
            case TCKind::tk_abstract_interface:
                return node.is(Node::Kind::object) ? Value{valuetype(type, node)} : Value{reference(node)};
            case TCKind::tk_value:
            case TCKind::tk_value_box: return valuetype(type, node);
            case TCKind::tk_except:
            case TCKind::tk_struct: return members(type, node);
            case TCKind::tk_union: return selected(type, node);
            case TCKind::tk_sequence: return sequence(type, node);
            case TCKind::tk_array: return array(type, node);
            case TCKind::tk_alias:
            case TCKind::tk_native:
            case TCKind::tk_local_interface: break;
        }
        fail("a type that has values (" + words(type) + " has none that could be sent)", node);
    }

private:
    /// What is read while it lives stands at `step` inside the rest.
    class Step {
    public:
        Step(FromJson& form, const std::string& step) : form_{form}, length_{form.path_.size()} { form.path_ += step; }
        ~Step() { form_.path_.resize(length_); }
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;

    private:
        FromJson& form_;
        std::size_t length_;
    };

    [[noreturn]] void fail(const std::string& expected, const Node& found) const {
        throw Error{"at " + path_ + ": expected " + expected + ", found " + found.describe()};
    }

    std::string words(const TypeCode& type) const { return dynamic::idl_type(type, context_.model); }

    [[noreturn]] void refuse(const std::string& what) const { throw Error{"at " + path_ + ": " + what}; }

    template <class Wire>
    Value integer(const TypeCode& type, const Node& node) {
        Wire number{};
        const auto* end = node.text.data() + node.text.size();
        const auto [stopped, error] = std::from_chars(node.text.data(), end, number);
        const bool may_be = node.is(Node::Kind::number) || node.is(Node::Kind::string);
        if (!may_be || error != std::errc{} || stopped != end)
            fail("a whole number of type " + std::string{keyword_of(type.kind())} + " (" +
                     std::to_string(std::numeric_limits<Wire>::min()) + " to " +
                     std::to_string(std::numeric_limits<Wire>::max()) + ")",
                 node);
        if constexpr (std::is_signed_v<Wire>) return std::int64_t{number};
        else return std::uint64_t{number};
    }

    template <class T>
    Value floating(const std::string& what, const Node& node) {
        if (node.is(Node::Kind::string)) {
            if (node.text == "NaN") return std::numeric_limits<T>::quiet_NaN();
            if (node.text == "Infinity") return std::numeric_limits<T>::infinity();
            if (node.text == "-Infinity") return -std::numeric_limits<T>::infinity();
        }
        const auto expected = what + ": a number, \"NaN\", \"Infinity\" or \"-Infinity\"";
        if (!node.is(Node::Kind::number) && !node.is(Node::Kind::string)) fail(expected, node);
        T number{};
        const auto* end = node.text.data() + node.text.size();
        const auto [stopped, error] = std::from_chars(node.text.data(), end, number);
        if (error == std::errc::result_out_of_range) return out_of_range<T>(what, node);
        if (error != std::errc{} || stopped != end || !std::isfinite(number)) fail(expected, node);
        return number;
    }

    // from_chars does not tell too large from too small.
    template <class T>
    Value out_of_range(const std::string& what, const Node& node) {
        const auto number = std::strtold(node.text.c_str(), nullptr);
        if (std::fabs(number) < 1) return static_cast<T>(number);
        fail(what + " (its magnitude at most " + std::to_string(std::numeric_limits<T>::max_exponent10) +
                 " decimal places)",
             node);
    }

    const std::string& text(const std::string& expected, const Node& node) {
        if (!node.is(Node::Kind::string)) fail(expected, node);
        return node.text;
    }

    Value character(const Node& node) {
        constexpr const char* expected = "a char: a text of one character up to U+00FF";
        const auto wide = from_utf8(text(expected, node));
        if (wide.size() != 1 || static_cast<std::uint32_t>(wide[0]) > 0xff) fail(expected, node);
        return static_cast<char>(wide[0]);
    }

    Value wide_character(const Node& node) {
        const auto wide = from_utf8(text("a wchar: a text of one character", node));
        if (wide.size() != 1) fail("a wchar: a text of one character", node);
        return wide[0];
    }

    Value string(const TypeCode& type, const Node& node) {
        const auto& value = text("a string", node);
        if (value.find('\0') != value.npos) fail("a string without the character U+0000", node);
        within_bound(type, value.size(), "bytes of UTF-8");
        return value;
    }

    Value wide_string(const TypeCode& type, const Node& node) {
        auto value = from_utf8(text("a wstring", node));
        within_bound(type, value.size(), "characters");
        return value;
    }

    void within_bound(const TypeCode& type, std::size_t length, const char* what) const {
        if (type.length() && length > type.length())
            refuse("expected at most " + std::to_string(type.length()) + " " + what + ", found " +
                   std::to_string(length));
    }

    Value ordinal(const TypeCode& type, const Node& node) {
        std::vector<std::string> names;
        for (std::uint32_t i = 0; i < type.member_count(); ++i) {
            names.push_back(type.member_name(i));
            if (node.is(Node::Kind::string) && node.text == names.back()) return std::uint64_t{i};
        }
        std::string list;
        for (std::size_t i = 0; i < names.size() && i < 12; ++i) list += (i ? ", " : "") + names[i];
        if (names.size() > 12) list += ", ...";
        const auto hint = node.is(Node::Kind::string) ? nearest(node.text, names) : std::string{};
        refuse("expected an enumerator of " + type.name() + " (" + list + "), found " + node.describe() +
               (hint.empty() ? std::string{} : "; did you mean \"" + hint + "\"?"));
    }

    Octets octets(const TypeCode& type, const Node& node) {
        if (node.is(Node::Kind::array)) {
            Octets bytes;
            const auto octet = TypeCode::primitive(TCKind::tk_octet);
            for (std::size_t i = 0; i < node.items.size(); ++i) {
                const Step step{*this, "[" + std::to_string(i) + "]"};
                bytes.push_back(static_cast<std::uint8_t>(value(*octet, node.items[i]).as<std::uint64_t>()));
            }
            return bytes;
        }
        auto bytes = node.is(Node::Kind::string) ? from_base64(node.text) : std::nullopt;
        if (!bytes) fail("base64 or an array of octets for " + words(type), node);
        return std::move(*bytes);
    }

    Value sequence(const TypeCode& type, const Node& node) {
        if (dynamic::is_octets(type)) {
            auto bytes = octets(type, node);
            within_bound(type, bytes.size(), "octets");
            return bytes;
        }
        if (!node.is(Node::Kind::array)) fail("an array for " + words(type), node);
        within_bound(type, node.items.size(), "elements");
        return elements(type, node);
    }

    Value array(const TypeCode& type, const Node& node) {
        const auto expected = std::to_string(type.length()) + " elements for " + words(type);
        if (dynamic::is_octets(type)) {
            auto bytes = octets(type, node);
            if (bytes.size() != type.length()) fail(expected, node);
            return bytes;
        }
        if (!node.is(Node::Kind::array) || node.items.size() != type.length()) fail("an array of " + expected, node);
        return elements(type, node);
    }

    Values elements(const TypeCode& type, const Node& node) {
        Values all;
        all.reserve(node.items.size());
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const Step step{*this, "[" + std::to_string(i) + "]"};
            all.push_back(value(type.content(), node.items[i]));
        }
        return all;
    }

    static std::vector<std::string> names_of(const TypeCode& type) {
        std::vector<std::string> names;
        for (std::uint32_t i = 0; i < type.member_count(); ++i) names.push_back(type.member_name(i));
        return names;
    }

    void refuse_unknown(const Node& node, const std::vector<std::string>& names, const std::string& type,
                        const std::set<std::string>& extra = {}) const {
        for (const auto& [name, ignored] : node.members) {
            if (extra.count(name) || std::find(names.begin(), names.end(), name) != names.end()) continue;
            refuse(type + " has no member \"" + escaped(name, 80) + "\"" + instead_of(name, names));
        }
    }

    Value member(const TypeCode& type, const std::string& name, const Node& node) {
        const auto* found = node.find(name);
        if (!found) refuse("the member \"" + name + "\" (" + words(type) + ") is missing");
        const Step step{*this, "." + name};
        return value(type, *found);
    }

    Values members(const TypeCode& type, const Node& node) {
        if (!node.is(Node::Kind::object)) fail("an object with the members of " + type.name(), node);
        const auto names = names_of(type);
        refuse_unknown(node, names, type.name());
        Values all;
        for (std::uint32_t i = 0; i < type.member_count(); ++i) all.push_back(member(type.member(i), names[i], node));
        return all;
    }

    // -- unions

    Value selected(const TypeCode& type, const Node& node) {
        if (!node.is(Node::Kind::object)) fail("an object {\"_d\": label, member: value} of " + type.name(), node);
        refuse_unknown(node, names_of(type), type.name(), {"_d"});
        if (node.members.size() > (node.find("_d") ? 2u : 1u))
            refuse("a union has one member at a time, found several");
        dynamic::Union made;
        made.discriminator = node.find("_d") ? given_label(type, *node.find("_d")) : label_of_member(type, node);
        const auto index = type.selected_member(made.discriminator);
        const auto* other = first_member(node);
        if (index < 0) {
            if (other) refuse("the label selects no member, found \"" + *other + "\"");
            return made;
        }
        const auto& name = type.member_name(static_cast<std::uint32_t>(index));
        if (other && *other != name) refuse("the label selects the member \"" + name + "\", found \"" + *other + "\"");
        made.member.push_back(member(type.member(static_cast<std::uint32_t>(index)), name, node));
        return made;
    }

    static const std::string* first_member(const Node& node) {
        for (const auto& [name, ignored] : node.members)
            if (name != "_d") return &name;
        return nullptr;
    }

    std::int64_t given_label(const TypeCode& type, const Node& node) {
        const Step step{*this, "._d"};
        const auto label = value(type.discriminator(), node);
        if (label.is<std::int64_t>()) return label.as<std::int64_t>();
        if (label.is<std::uint64_t>()) return static_cast<std::int64_t>(label.as<std::uint64_t>());
        if (label.is<bool>()) return label.as<bool>();
        if (label.is<char>()) return static_cast<unsigned char>(label.as<char>());
        return label.as<wchar_t>();
    }

    // Without "_d" the first label of the member that is there stands for it.
    std::int64_t label_of_member(const TypeCode& type, const Node& node) {
        const auto* name = first_member(node);
        if (!name) refuse("a union needs \"_d\" or a member");
        for (std::uint32_t i = 0; i < type.member_count(); ++i)
            if (static_cast<std::int32_t>(i) != type.default_index() && type.member_name(i) == *name)
                return type.member_label(i);
        return default_label(type);
    }

    std::int64_t default_label(const TypeCode& type) {
        std::int64_t label = 0;
        while (type.selected_member(label) != type.default_index()) ++label;
        return label;
    }

    // -- any, fixed, references, valuetypes

    Value any(const Node& node) {
        if (!node.is(Node::Kind::object)) fail("an any: {\"_type\": type, \"value\": value}", node);
        refuse_unknown(node, {"_type", "value"}, "any");
        const auto* type = node.find("_type");
        if (!type) refuse("the type of an any (\"_type\") is missing");
        dynamic::Any any{type_from_json(*type, context_, path_ + "._type"), {}};
        const auto kind = any.type->resolved().kind();
        if (kind == TCKind::tk_null || kind == TCKind::tk_void) return any;
        any.content.push_back(member(*any.type, "value", node));
        return any;
    }

    Value fixed(const TypeCode& type, const Node& node) {
        const auto digits = static_cast<std::size_t>(type.fixed_digits());
        const auto scale = static_cast<std::size_t>(std::max<std::int16_t>(type.fixed_scale(), 0));
        const auto expected = "a number with up to " + std::to_string(digits - scale) + " digits before and " +
                              std::to_string(scale) + " behind the point";
        if (!node.is(Node::Kind::number) && !node.is(Node::Kind::string)) fail(expected, node);
        auto read = dynamic::fixed_from_text(node.text, type.fixed_digits(), type.fixed_scale());
        if (read.outcome != dynamic::FixedReading::Outcome::exact) fail(expected, node);
        return std::move(read.value);
    }

    giop::Ior reference(const Node& node) {
        if (node.is(Node::Kind::null)) return {};
        const auto& url = text("an object reference (\"IOR:...\", \"corbaloc:...\") or null", node);
        if (context_.resolve && !url.starts_with("IOR:") && !url.starts_with("corbaloc:")) return context_.resolve(url);
        try {
            const auto parsed = giop::parse_object_url(url);
            if (auto* ior = std::get_if<giop::Ior>(&parsed)) return *ior;
            if (auto* corbaloc = std::get_if<giop::Corbaloc>(&parsed); corbaloc && !corbaloc->rir)
                return corbaloc->to_ior();
        } catch (const SystemError& error) {
            refuse(error.what());
        }
        fail("IOR:... or corbaloc:...", node);
    }

    dynamic::ValuetypePtr valuetype(const TypeCode& formal, const Node& node) {
        if (node.is(Node::Kind::null)) return {};
        if (!node.is(Node::Kind::object)) fail("an object with the state of " + formal.name() + ", or null", node);
        if (const auto* number = node.find("_ref")) {
            const auto known = numbered_.find(number->text);
            if (known == numbered_.end())
                refuse("there is no value with \"_id\" " + number->text + " before this \"_ref\"");
            const Step step{*this, "._ref"};
            require_conforming(*known->second->type, formal, *number);
            return known->second;
        }
        auto made = std::make_shared<dynamic::Valuetype>();
        made->type = actual_type(formal, node);
        if (const auto* number = node.find("_id")) numbered_[number->text] = made;
        std::vector<std::string> names;
        const auto state = dynamic::state_of(*made->type);
        for (const auto& each : state) names.push_back(each.name);
        refuse_unknown(node, names, made->type->name(), {"_value", "_id"});
        for (const auto& each : state) made->state.push_back(member(*each.type, each.name, node));
        return made;
    }

    types::TypeCodePtr actual_type(const TypeCode& formal, const Node& node) {
        const auto* named = node.find("_value");
        if (!named) {
            if (has_values(formal)) return formal.self();
            refuse("the type of the valuetype (\"_value\") is missing: " + words(formal) + " itself has no values" +
                   choices(formal));
        }
        const Step step{*this, "._value"};
        if (named->text == formal.id() && has_values(formal)) return formal.self();
        auto found = context_.model ? context_.model->type(named->text) : nullptr;
        if (!found || !is_valuetype(*found))
            refuse("expected the name or id of a valuetype, found " + named->describe() + choices(formal));
        require_conforming(*found, formal, *named);
        if (!has_values(*found)) refuse(words(*found) + " is abstract: it has no values" + choices(formal));
        return found;
    }

    void require_conforming(const TypeCode& actual, const TypeCode& formal, const Node& node) const {
        static const dynamic::Model empty;
        if ((context_.model ? *context_.model : empty).conforms(actual, formal)) return;
        const bool box = formal.kind() == TCKind::tk_value_box;
        const bool abstract = formal.kind() == TCKind::tk_abstract_interface;
        refuse("expected " + (abstract ? "a valuetype that supports " + words(formal)
                              : box    ? "the value box " + words(formal)
                                       : "the valuetype " + words(formal) + " or one that is derived from it") +
               ", found " + node.describe() + (node.is(Node::Kind::string) ? "" : ", which is of " + words(actual)) +
               choices(formal));
    }

    static bool is_valuetype(const TypeCode& type) {
        return type.kind() == TCKind::tk_value || type.kind() == TCKind::tk_value_box;
    }

    static bool has_values(const TypeCode& type) {
        if (type.kind() == TCKind::tk_value_box) return true;
        return type.kind() == TCKind::tk_value && type.type_modifier() != types::ValueModifier::abstract_ &&
               type.id() != types::value_base_id;
    }

    /// What the IDL has that may stand for `formal`.
    std::string choices(const TypeCode& formal) const {
        std::vector<std::string> names;
        if (context_.model)
            for (const auto& each : context_.model->types())
                if (is_valuetype(*each.type) && has_values(*each.type) && context_.model->conforms(*each.type, formal))
                    names.push_back(each.name);
        return instead_of({}, names);
    }

    const Context& context_;
    std::string path_;
    std::map<std::string, dynamic::ValuetypePtr> numbered_;
};

}  // namespace

Value from_json(const Node& node, const TypeCode& type, const Context& context, std::string_view path) {
    return FromJson{context, path}.value(type, node);
}

}  // namespace corbel::json
