// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <charconv>
#include <optional>

#include "orb/engine/base/error.hpp"
#include "orb/engine/types/root_type.hpp"
#include "orb/json/text.hpp"
#include "orb/json/value_form.hpp"

namespace corbel::json {
namespace {

using types::TCKind;
using types::TypeCode;
using types::TypeCodePtr;

// -- to JSON

std::string bounded(std::string_view word, std::uint32_t bound) {
    return std::string{word} + (bound ? "<" + std::to_string(bound) + ">" : std::string{});
}

class TypeToJson {
public:
    explicit TypeToJson(const Context& context) : context_{context} {}

    Node operator()(const TypeCode& type) {
        if (auto text = spelling(type)) return Node::string(std::move(*text));
        return description(type);
    }

private:
    // The type in the words of IDL, if every name in it is known to the model.
    std::optional<std::string> spelling(const TypeCode& type) {
        if (const auto keyword = keyword_of(type.kind()); !keyword.empty()) return std::string{keyword};
        switch (type.kind()) {
            case TCKind::tk_string: return bounded("string", type.length());
            case TCKind::tk_wstring: return bounded("wstring", type.length());
            case TCKind::tk_fixed:
                return "fixed<" + std::to_string(type.fixed_digits()) + "," + std::to_string(type.fixed_scale()) + ">";
            case TCKind::tk_sequence: {
                auto element = spelling(type.content());
                if (!element) return std::nullopt;
                return "sequence<" + *element + (type.length() ? "," + std::to_string(type.length()) : "") + ">";
            }
            case TCKind::tk_array: return array(type);
            case TCKind::tk_objref:
            case TCKind::tk_value:
            case TCKind::tk_abstract_interface:
                if (const auto root = types::root_type_name(type.id()); !root.empty()) return std::string{root};
                break;
            default: break;
        }
        auto name = context_.model ? context_.model->name_of(type) : std::string{};
        return name.empty() ? std::nullopt : std::optional{std::move(name)};
    }

    std::optional<std::string> array(const TypeCode& type) {
        std::string dimensions;
        const auto* at = &type;
        for (; at->kind() == TCKind::tk_array; at = &at->content())
            dimensions += "[" + std::to_string(at->length()) + "]";
        auto element = spelling(*at);
        return element ? std::optional{*element + dimensions} : std::nullopt;
    }

    static std::string_view word(TCKind kind) {
        switch (kind) {
            case TCKind::tk_objref: return "interface";
            case TCKind::tk_abstract_interface: return "abstract interface";
            case TCKind::tk_local_interface: return "local interface";
            case TCKind::tk_value: return "valuetype";
            case TCKind::tk_value_box: return "valuebox";
            case TCKind::tk_except: return "exception";
            default: return types::name_of(kind).substr(3);
        }
    }

    Node description(const TypeCode& type) {
        auto node = Node::object();
        if (type.has_id() && std::find(open_.begin(), open_.end(), type.id()) != open_.end() &&
            can_recur(type.kind())) {
            node.add("kind", Node::string("recursive"));
            node.add("id", Node::string(type.id()));
            return node;
        }
        node.add("kind", Node::string(std::string{word(type.kind())}));
        if (type.has_id()) {
            node.add("id", Node::string(type.id()));
            node.add("name", Node::string(type.name()));
            open_.push_back(type.id());
        }
        parts(type, node);
        if (type.has_id()) open_.pop_back();
        return node;
    }

    static bool can_recur(TCKind kind) {
        return kind == TCKind::tk_struct || kind == TCKind::tk_union || kind == TCKind::tk_value ||
               kind == TCKind::tk_value_box || kind == TCKind::tk_except;
    }

    void parts(const TypeCode& type, Node& node) {
        switch (type.kind()) {
            case TCKind::tk_sequence:
            case TCKind::tk_array:
                node.add("element", (*this)(type.content()));
                if (type.length())
                    node.add(type.kind() == TCKind::tk_array ? "length" : "bound",
                             Node::number(static_cast<long long>(type.length())));
                return;
            case TCKind::tk_alias:
            case TCKind::tk_value_box: node.add("type", (*this)(type.content())); return;
            case TCKind::tk_value: return value_parts(type, node);
            case TCKind::tk_union: node.add("discriminator", (*this)(type.discriminator())); break;
            default: break;
        }
        if (!type.has_members()) return;
        auto members = Node::array();
        for (std::uint32_t i = 0; i < type.member_count(); ++i) members.items.push_back(member(type, i));
        node.add("members", std::move(members));
    }

    Node member(const TypeCode& type, std::uint32_t index) {
        if (type.kind() == TCKind::tk_enum) return Node::string(type.member_name(index));
        auto node = Node::object();
        if (type.kind() == TCKind::tk_union) {
            if (static_cast<std::int32_t>(index) == type.default_index()) node.add("default", Node::boolean(true));
            else node.add("label", label(type.discriminator().resolved(), type.member_label(index)));
        }
        node.add("name", Node::string(type.member_name(index)));
        node.add("type", (*this)(type.member(index)));
        return node;
    }

    Node label(const TypeCode& type, std::int64_t value) {
        switch (type.kind()) {
            case TCKind::tk_boolean: return to_json(value != 0, type);
            case TCKind::tk_char: return to_json(static_cast<char>(value), type);
            case TCKind::tk_wchar: return to_json(static_cast<wchar_t>(value), type);
            case TCKind::tk_short:
            case TCKind::tk_long:
            case TCKind::tk_longlong: return to_json(value, type);
            default: return to_json(static_cast<std::uint64_t>(value), type);
        }
    }

    void value_parts(const TypeCode& type, Node& node) {
        constexpr std::string_view modifiers[] = {"", "custom", "abstract", "truncatable"};
        if (const auto modifier = static_cast<std::size_t>(type.type_modifier()))
            node.add("modifier", Node::string(std::string{modifiers[modifier & 3]}));
        if (const auto base = type.concrete_base_type()) node.add("base", (*this)(*base));
        auto members = Node::array();
        for (std::uint32_t i = 0; i < type.member_count(); ++i) {
            auto one = member(type, i);
            if (type.member_visibility(i) == types::Visibility::private_member) one.add("private", Node::boolean(true));
            members.items.push_back(std::move(one));
        }
        node.add("members", std::move(members));
    }

    const Context& context_;
    std::vector<std::string> open_;
};

// -- from JSON

class TypeFromJson {
public:
    TypeFromJson(const Context& context, std::string_view path) : context_{context}, path_{path} {}

    TypeCodePtr operator()(const Node& node) {
        if (!node.is(Node::Kind::string) && !node.is(Node::Kind::object))
            fail("expected a type: a text like \"sequence<long>\" or an object, found " + node.describe());
        try {
            return node.is(Node::Kind::string) ? spelled(node.text) : described(node);
        } catch (const SystemError& error) {
            fail(error.what());
        }
    }

private:
    [[noreturn]] void fail(const std::string& what) const { throw Error{"at " + path_ + ": " + what}; }

    static std::string_view trimmed(std::string_view text) {
        while (text.starts_with(' ')) text.remove_prefix(1);
        while (text.ends_with(' ')) text.remove_suffix(1);
        return text;
    }

    std::uint32_t number(std::string_view text) {
        text = trimmed(text);
        std::uint32_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size())
            fail("\"" + std::string{text} + "\" is no number");
        return value;
    }

    /// What stands in "word<...>"; nothing if the text does not begin so.
    static std::optional<std::string_view> inside(std::string_view text, std::string_view word) {
        if (!text.starts_with(word)) return std::nullopt;
        const auto rest = trimmed(text.substr(word.size()));
        if (!rest.starts_with('<') || !rest.ends_with('>')) return std::nullopt;
        return rest.substr(1, rest.size() - 2);
    }

    TypeCodePtr spelled(std::string_view written) {
        const auto text = trimmed(written);
        if (++depth_ > 64) fail("a type is nested more than 64 deep");
        auto type = spelled_type(text);
        --depth_;
        return type;
    }

    TypeCodePtr spelled_type(std::string_view text) {
        if (text.ends_with(']')) {
            const auto open = text.find('[');
            if (open == text.npos) fail("\"" + std::string{text} + "\" has ']' without '['");
            return array(spelled(text.substr(0, open)), text.substr(open));
        }
        if (const auto kind = kind_of(text)) return TypeCode::primitive(*kind);
        if (text == "string") return TypeCode::string();
        if (text == "wstring") return TypeCode::wstring();
        if (auto basic = basic_type(without_module(text))) return basic;
        if (const auto bound = inside(text, "string")) return TypeCode::string(number(*bound));
        if (const auto bound = inside(text, "wstring")) return TypeCode::wstring(number(*bound));
        if (const auto parts = inside(text, "fixed")) return fixed(*parts);
        if (const auto parts = inside(text, "sequence")) return sequence(*parts);
        if (auto found = context_.model ? context_.model->type(text) : nullptr) return found;
        fail("the type \"" + escaped(text, 120) + "\" is not known" + suggestion(text));
    }

    static std::string_view without_module(std::string_view text) {
        return text.starts_with("CORBA::") ? text.substr(7) : text;
    }

    // What IDL has without a declaration, in module CORBA or out of it.
    static TypeCodePtr basic_type(std::string_view word) {
        if (word == "Object") return types::root_type(TCKind::tk_objref);
        if (word == "ValueBase") return types::root_type(TCKind::tk_value);
        if (word == "AbstractBase") return types::root_type(TCKind::tk_abstract_interface);
        if (word == "TypeCode" || word == "Principal") return TypeCode::primitive(*kind_of(word));
        return {};
    }

    std::string suggestion(std::string_view text) const {
        if (!context_.model) return ": there is no IDL to look in";
        std::vector<std::string> names;
        for (const auto& each : context_.model->types()) names.push_back(each.name);
        const auto hint = nearest(text, names);
        return hint.empty() ? ": it is no keyword and no name in the IDL" : "; did you mean \"" + hint + "\"?";
    }

    TypeCodePtr array(TypeCodePtr element, std::string_view dimensions) {
        const auto end = dimensions.find(']');
        if (!dimensions.starts_with('[') || end == dimensions.npos) fail("the dimensions of an array are wrong");
        const auto length = number(dimensions.substr(1, end - 1));
        const auto rest = trimmed(dimensions.substr(end + 1));
        return TypeCode::array(rest.empty() ? std::move(element) : array(std::move(element), rest), length);
    }

    TypeCodePtr fixed(std::string_view parts) {
        const auto comma = parts.find(',');
        if (comma == parts.npos) fail("fixed has digits and a scale: fixed<9,2>");
        return TypeCode::fixed(static_cast<std::uint16_t>(number(parts.substr(0, comma))),
                               static_cast<std::int16_t>(number(parts.substr(comma + 1))));
    }

    TypeCodePtr sequence(std::string_view parts) {
        int depth = 0;
        for (auto i = parts.size(); i-- > 0;) {
            if (parts[i] == '>') ++depth;
            if (parts[i] == '<') --depth;
            if (parts[i] == ',' && depth == 0)
                return TypeCode::sequence(spelled(parts.substr(0, i)), number(parts.substr(i + 1)));
        }
        return TypeCode::sequence(spelled(parts));
    }

    const Node& part(const Node& node, const char* name) {
        if (const auto* found = node.find(name)) return *found;
        fail("the description of a type lacks \"" + std::string{name} + "\"");
    }

    std::string text(const Node& node, const char* name) {
        const auto& found = part(node, name);
        if (!found.is(Node::Kind::string))
            fail("\"" + std::string{name} + "\" of a type must be a text, found " + found.describe());
        return found.text;
    }

    std::vector<types::Member> members(const Node& node) {
        std::vector<types::Member> all;
        for (const auto& each : part(node, "members").items)
            all.push_back({text(each, "name"), (*this)(part(each, "type"))});
        return all;
    }

    TypeCodePtr described(const Node& node) {
        if (++depth_ > 64) fail("a type is nested more than 64 deep");
        const auto kind = text(node, "kind");
        auto type = described(kind, node);
        --depth_;
        return type;
    }

    TypeCodePtr described(const std::string& kind, const Node& node) {
        const auto count = [&](const char* name) { return node.find(name) ? number(node.find(name)->text) : 0; };
        if (kind == "sequence") return TypeCode::sequence((*this)(part(node, "element")), count("bound"));
        if (kind == "array") return TypeCode::array((*this)(part(node, "element")), count("length"));
        const auto id = text(node, "id");
        if (kind == "recursive") return TypeCode::recursive(id);
        const auto name = node.find("name") ? text(node, "name") : std::string{};
        if (kind == "struct") return TypeCode::structure(id, name, members(node));
        if (kind == "exception") return TypeCode::exception(id, name, members(node));
        if (kind == "enum") {
            std::vector<std::string> names;
            for (const auto& each : part(node, "members").items) names.push_back(each.text);
            return TypeCode::enumeration(id, name, std::move(names));
        }
        if (kind == "alias") return TypeCode::alias(id, name, (*this)(part(node, "type")));
        if (kind == "valuebox") return TypeCode::value_box(id, name, (*this)(part(node, "type")));
        if (kind == "interface") return TypeCode::interface_(id, name);
        if (kind == "abstract interface") return TypeCode::abstract_interface(id, name);
        if (kind == "local interface") return TypeCode::local_interface(id, name);
        if (kind == "native") return TypeCode::native(id, name);
        if (kind == "union") return union_(id, name, node);
        if (kind == "valuetype") return value(id, name, node);
        fail("\"" + kind + "\" is no kind of type");
    }

    TypeCodePtr union_(const std::string& id, const std::string& name, const Node& node) {
        const auto discriminator = (*this)(part(node, "discriminator"));
        std::vector<types::UnionMember> all;
        std::int32_t default_index = -1;
        for (const auto& each : part(node, "members").items) {
            std::int64_t label = 0;
            if (each.find("default")) default_index = static_cast<std::int32_t>(all.size());
            else label = this->label(*discriminator, part(each, "label"));
            all.push_back({label, text(each, "name"), (*this)(part(each, "type"))});
        }
        return TypeCode::union_(id, name, discriminator, std::move(all), default_index);
    }

    std::int64_t label(const TypeCode& type, const Node& node) {
        const auto value = from_json(node, type, context_, path_ + ".label");
        if (value.is<std::int64_t>()) return value.as<std::int64_t>();
        if (value.is<std::uint64_t>()) return static_cast<std::int64_t>(value.as<std::uint64_t>());
        if (value.is<bool>()) return value.as<bool>();
        if (value.is<char>()) return static_cast<unsigned char>(value.as<char>());
        return value.as<wchar_t>();
    }

    TypeCodePtr value(const std::string& id, const std::string& name, const Node& node) {
        const auto modifier = node.find("modifier") ? text(node, "modifier") : std::string{};
        const auto kind = modifier == "custom"        ? types::ValueModifier::custom
                          : modifier == "abstract"    ? types::ValueModifier::abstract_
                          : modifier == "truncatable" ? types::ValueModifier::truncatable
                                                      : types::ValueModifier::none;
        std::vector<types::ValueMember> all;
        for (const auto& each : part(node, "members").items)
            all.push_back({text(each, "name"), (*this)(part(each, "type")),
                           each.find("private") ? types::Visibility::private_member
                                                : types::Visibility::public_member});
        return TypeCode::value(id, name, kind, node.find("base") ? (*this)(*node.find("base")) : nullptr,
                               std::move(all));
    }

    const Context& context_;
    std::string path_;
    unsigned depth_ = 0;
};

}  // namespace

Node type_to_json(const TypeCode& type, const Context& context) { return TypeToJson{context}(type); }

TypeCodePtr type_from_json(const Node& node, const Context& context, std::string_view path) {
    return TypeFromJson{context, path}(node);
}

}  // namespace corbel::json
