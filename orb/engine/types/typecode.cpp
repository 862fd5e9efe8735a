// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/types/typecode.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <unordered_map>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/types/keyword.hpp"
#include "orb/engine/types/label.hpp"

namespace corbel::types {
namespace {

constexpr std::array<std::string_view, kind_count> kind_names{
    "tk_null",      "tk_void",      "tk_short",      "tk_long",       "tk_ushort",    "tk_ulong",
    "tk_float",     "tk_double",    "tk_boolean",    "tk_char",       "tk_octet",     "tk_any",
    "tk_TypeCode",  "tk_Principal", "tk_objref",     "tk_struct",     "tk_union",     "tk_enum",
    "tk_string",    "tk_sequence",  "tk_array",      "tk_alias",      "tk_except",    "tk_longlong",
    "tk_ulonglong", "tk_longdouble", "tk_wchar",     "tk_wstring",    "tk_fixed",     "tk_value",
    "tk_value_box", "tk_native",    "tk_abstract_interface", "tk_local_interface"};

// Least bytes on the wire of the kinds without parts.
constexpr std::uint32_t simple_size(TCKind kind) {
    switch (kind) {
        case TCKind::tk_short:
        case TCKind::tk_ushort: return 2;
        case TCKind::tk_long:
        case TCKind::tk_ulong:
        case TCKind::tk_float:
        case TCKind::tk_enum:
        case TCKind::tk_TypeCode:
        case TCKind::tk_any:
        case TCKind::tk_Principal:
        case TCKind::tk_wstring:
        case TCKind::tk_sequence:
        case TCKind::tk_value:
        case TCKind::tk_value_box: return 4;
        case TCKind::tk_double:
        case TCKind::tk_longlong:
        case TCKind::tk_ulonglong: return 8;
        case TCKind::tk_objref: return 8;
        case TCKind::tk_longdouble: return 16;
        case TCKind::tk_boolean:
        case TCKind::tk_char:
        case TCKind::tk_octet:
        case TCKind::tk_wchar: return 1;
        case TCKind::tk_string: return 5;
        case TCKind::tk_abstract_interface: return 5;
        default: return 0;
    }
}

[[noreturn]] void bad_part(std::string text) {
    throw SystemError{Error::bad_param, minor::bad_typecode, std::move(text)};
}

}  // namespace

std::string_view name_of(TCKind kind) noexcept {
    const auto index = static_cast<std::uint32_t>(kind);
    return index < kind_count ? kind_names[index] : "tk_unknown";
}

std::ostream& operator<<(std::ostream& out, TCKind kind) { return out << name_of(kind); }

// -- Making.

std::shared_ptr<TypeCode> TypeCode::make(TCKind kind) {
    auto made = std::make_shared<TypeCode>(Passkey{}, kind);
    made->this_ = made;
    return made;
}

std::shared_ptr<TypeCode> TypeCode::make(TCKind kind, std::string id, std::string name) {
    auto made = make(kind);
    made->id_ = std::move(id);
    made->name_ = std::move(name);
    return made;
}

TypeCode::Edge TypeCode::edge_to(TypeCodePtr type) {
    if (!type) bad_part("a TypeCode is made of a nil TypeCode");
    const auto* node = type.get();
    return {std::move(type), node};
}

// Takes the open wholes a new one refers to into the new one, which takes the place of the placeholders of its id.
class TypeCode::Closing {
public:
    explicit Closing(TypeCode& whole) : whole_{whole} {}

    void run() {
        whole_.each_edge([this](Edge& edge) { move(edge); });
        // owned_ grows while its nodes' edges are moved.
        for (std::size_t i = 0; i < whole_.owned_.size(); ++i)
            whole_.owned_[i]->each_edge([this](Edge& edge) { move(edge); });
        whole_.open_ = still_open_;
    }

private:
    void move(Edge& edge) {
        if (!edge.node || !edge.node->is_open()) return;
        // What it leads to is still to be copied.
        kept_.push_back(edge.owner);
        if (edge.node->placeholder_ && edge.node->id_ == whole_.id_) {
            edge = {nullptr, &whole_};
        } else {
            edge = {nullptr, copy(*edge.node)};
        }
    }

    const TypeCode* copy(const TypeCode& node) {
        auto& known = copies_[&node];
        if (known) return known;
        auto made = std::make_unique<TypeCode>(Passkey{}, node.kind_);
        made->placeholder_ = node.placeholder_;
        made->modifier_ = node.modifier_;
        made->default_index_ = node.default_index_;
        made->length_ = node.length_;
        made->min_size_ = node.min_size_;
        made->id_ = node.id_;
        made->name_ = node.name_;
        made->parts_ = node.parts_;
        made->labels_ = node.labels_;
        made->content_ = node.content_;
        made->root_ = &whole_;
        still_open_ |= made->placeholder_;
        known = made.get();
        whole_.owned_.push_back(std::move(made));
        return known;
    }

    TypeCode& whole_;
    bool still_open_ = false;
    std::unordered_map<const TypeCode*, const TypeCode*> copies_;
    std::vector<TypeCodePtr> kept_;
};

TypeCodePtr TypeCode::finish(std::shared_ptr<TypeCode> made) {
    made->index_labels();
    made->compute_min_size();
    bool open = false;
    std::as_const(*made).each_edge([&](const Edge& edge) { open |= edge.node && edge.node->is_open(); });
    made->open_ = open;
    if (open && made->has_id() && made->kind_ != TCKind::tk_alias) Closing{*made}.run();
    return made;
}

TypeCodePtr TypeCode::primitive(TCKind kind) {
    // Never destroyed: TypeCodes of other static objects refer to them until the end.
    static const auto& all = *new auto([] {
        std::array<TypeCodePtr, kind_count> made;
        for (std::uint32_t i = 0; i < kind_count; ++i) {
            const auto kind = static_cast<TCKind>(i);
            auto type = make(kind);
            type->min_size_ = simple_size(kind);
            made[i] = std::move(type);
        }
        return made;
    }());
    switch (kind) {
        case TCKind::tk_objref:
        case TCKind::tk_struct:
        case TCKind::tk_union:
        case TCKind::tk_enum:
        case TCKind::tk_sequence:
        case TCKind::tk_array:
        case TCKind::tk_alias:
        case TCKind::tk_except:
        case TCKind::tk_fixed:
        case TCKind::tk_value:
        case TCKind::tk_value_box:
        case TCKind::tk_native:
        case TCKind::tk_abstract_interface:
        case TCKind::tk_local_interface:
            bad_part(std::string{name_of(kind)} + " has parameters: use its own factory");
        default: break;
    }
    if (static_cast<std::uint32_t>(kind) >= kind_count)
        bad_part("there is no TypeCode of kind " + std::to_string(static_cast<std::uint32_t>(kind)));
    return all[static_cast<std::uint32_t>(kind)];
}

TypeCodePtr TypeCode::with_members(TCKind kind, std::string id, std::string name, std::vector<Member> members) {
    auto made = make(kind, std::move(id), std::move(name));
    made->parts_.reserve(members.size());
    for (auto& member : members) made->parts_.push_back({std::move(member.name), edge_to(std::move(member.type))});
    return finish(std::move(made));
}

TypeCodePtr TypeCode::structure(std::string id, std::string name, std::vector<Member> members) {
    return with_members(TCKind::tk_struct, std::move(id), std::move(name), std::move(members));
}

TypeCodePtr TypeCode::exception(std::string id, std::string name, std::vector<Member> members) {
    return with_members(TCKind::tk_except, std::move(id), std::move(name), std::move(members));
}

TypeCodePtr TypeCode::union_(std::string id, std::string name, TypeCodePtr discriminator,
                             std::vector<UnionMember> members, std::int32_t default_index) {
    if (default_index < -1 || default_index >= static_cast<std::int64_t>(members.size()))
        bad_part("union " + name + ": there is no member " + std::to_string(default_index) + " to be the default");
    auto made = make(TCKind::tk_union, std::move(id), std::move(name));
    made->content_ = edge_to(std::move(discriminator));
    if (!is_discriminator(made->content_.node->resolved().kind()))
        bad_part("union " + made->name_ + ": a discriminator cannot be of kind " +
                 std::string{name_of(made->content_.node->resolved().kind())});
    made->default_index_ = default_index;
    made->parts_.reserve(members.size());
    for (auto& member : members)
        made->parts_.push_back({std::move(member.name), edge_to(std::move(member.type)), member.label});
    return finish(std::move(made));
}

TypeCodePtr TypeCode::enumeration(std::string id, std::string name, std::vector<std::string> members) {
    auto made = make(TCKind::tk_enum, std::move(id), std::move(name));
    made->parts_.reserve(members.size());
    for (auto& member : members) made->parts_.push_back({std::move(member), {}});
    return finish(std::move(made));
}

TypeCodePtr TypeCode::alias(std::string id, std::string name, TypeCodePtr original) {
    auto made = make(TCKind::tk_alias, std::move(id), std::move(name));
    made->content_ = edge_to(std::move(original));
    return finish(std::move(made));
}

TypeCodePtr TypeCode::named(TCKind kind, std::string id, std::string name) {
    return finish(make(kind, std::move(id), std::move(name)));
}

TypeCodePtr TypeCode::interface_(std::string id, std::string name) {
    return named(TCKind::tk_objref, std::move(id), std::move(name));
}

TypeCodePtr TypeCode::abstract_interface(std::string id, std::string name) {
    return named(TCKind::tk_abstract_interface, std::move(id), std::move(name));
}

TypeCodePtr TypeCode::local_interface(std::string id, std::string name) {
    return named(TCKind::tk_local_interface, std::move(id), std::move(name));
}

TypeCodePtr TypeCode::native(std::string id, std::string name) {
    return named(TCKind::tk_native, std::move(id), std::move(name));
}

TypeCodePtr TypeCode::text(TCKind kind, std::uint32_t bound) {
    if (bound == 0) return primitive(kind);
    auto made = make(kind);
    made->length_ = bound;
    return finish(std::move(made));
}

TypeCodePtr TypeCode::string(std::uint32_t bound) { return text(TCKind::tk_string, bound); }
TypeCodePtr TypeCode::wstring(std::uint32_t bound) { return text(TCKind::tk_wstring, bound); }

TypeCodePtr TypeCode::with_content(TCKind kind, TypeCodePtr content, std::uint32_t length) {
    auto made = make(kind);
    made->content_ = edge_to(std::move(content));
    made->length_ = length;
    return finish(std::move(made));
}

TypeCodePtr TypeCode::sequence(TypeCodePtr element, std::uint32_t bound) {
    return with_content(TCKind::tk_sequence, std::move(element), bound);
}

TypeCodePtr TypeCode::array(TypeCodePtr element, std::uint32_t length) {
    return with_content(TCKind::tk_array, std::move(element), length);
}

TypeCodePtr TypeCode::fixed(std::uint16_t digits, std::int16_t scale) {
    if (digits == 0 || digits > 31) bad_part("fixed has 1 to 31 digits, not " + std::to_string(digits));
    auto made = make(TCKind::tk_fixed);
    made->digits_ = digits;
    made->scale_ = scale;
    return finish(std::move(made));
}

TypeCodePtr TypeCode::value(std::string id, std::string name, ValueModifier modifier, TypeCodePtr concrete_base,
                            std::vector<ValueMember> members) {
    auto made = make(TCKind::tk_value, std::move(id), std::move(name));
    made->modifier_ = modifier;
    if (concrete_base && concrete_base->kind() != TCKind::tk_null) {
        if (concrete_base->resolved().kind() != TCKind::tk_value || concrete_base->placeholder_)
            bad_part("value " + made->name_ + ": its concrete base is not a valuetype");
        made->content_ = edge_to(std::move(concrete_base));
    }
    made->parts_.reserve(members.size());
    for (auto& member : members)
        made->parts_.push_back({std::move(member.name), edge_to(std::move(member.type)), 0, member.visibility});
    return finish(std::move(made));
}

TypeCodePtr TypeCode::value_box(std::string id, std::string name, TypeCodePtr boxed) {
    auto made = make(TCKind::tk_value_box, std::move(id), std::move(name));
    made->content_ = edge_to(std::move(boxed));
    return finish(std::move(made));
}

TypeCodePtr TypeCode::recursive(std::string id) {
    if (id.empty()) bad_part("a placeholder for an enclosing type needs that type's repository id");
    auto made = make(TCKind::tk_struct, std::move(id), {});
    made->placeholder_ = true;
    made->open_ = true;
    return made;
}

void TypeCode::index_labels() {
    if (kind_ != TCKind::tk_union) return;
    labels_.reserve(parts_.size());
    for (std::uint32_t i = 0; i < parts_.size(); ++i)
        if (static_cast<std::int32_t>(i) != default_index_) labels_.push_back({parts_[i].label, i});
    std::stable_sort(labels_.begin(), labels_.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
}

// Types still being made count nothing, so the result stays a lower bound.
void TypeCode::compute_min_size() {
    constexpr std::uint64_t largest = 1u << 30;
    std::uint64_t size = simple_size(kind_);
    switch (kind_) {
        case TCKind::tk_struct:
        case TCKind::tk_except:
            if (kind_ == TCKind::tk_except) size = 4;  // its repository id goes before the members
            for (const auto& part : parts_) size += part.type.node->min_size_;
            break;
        case TCKind::tk_union:
        case TCKind::tk_alias: size = content_.node->min_size_; break;
        case TCKind::tk_array: size = std::uint64_t{content_.node->min_size_} * length_; break;
        case TCKind::tk_fixed: size = (digits_ + 2u) / 2; break;
        default: break;
    }
    min_size_ = static_cast<std::uint32_t>(std::min(size, largest));
}

// -- Asking.

bool TypeCode::has_id() const noexcept {
    switch (kind_) {
        case TCKind::tk_objref:
        case TCKind::tk_struct:
        case TCKind::tk_union:
        case TCKind::tk_enum:
        case TCKind::tk_alias:
        case TCKind::tk_except:
        case TCKind::tk_value:
        case TCKind::tk_value_box:
        case TCKind::tk_native:
        case TCKind::tk_abstract_interface:
        case TCKind::tk_local_interface: return true;
        default: return false;
    }
}

bool TypeCode::has_members() const noexcept {
    return kind_ == TCKind::tk_struct || kind_ == TCKind::tk_except || kind_ == TCKind::tk_union ||
           kind_ == TCKind::tk_enum || kind_ == TCKind::tk_value;
}

bool TypeCode::has_length() const noexcept {
    return kind_ == TCKind::tk_string || kind_ == TCKind::tk_wstring || kind_ == TCKind::tk_sequence ||
           kind_ == TCKind::tk_array;
}

bool TypeCode::has_content() const noexcept {
    return kind_ == TCKind::tk_sequence || kind_ == TCKind::tk_array || kind_ == TCKind::tk_alias ||
           kind_ == TCKind::tk_value_box;
}

void TypeCode::require(bool has, const char* what) const {
    if (!has)
        throw SystemError{Error::bad_operation, minor::bad_typecode,
                          "a TypeCode of kind " + std::string{name_of(kind_)} + " has no " + what};
}

const TypeCode::Part& TypeCode::part(std::uint32_t index) const {
    require(has_members(), "members");
    if (index >= parts_.size())
        bad_part(name_ + " has " + std::to_string(parts_.size()) + " members; there is no member " +
                 std::to_string(index));
    return parts_[index];
}

TypeCodePtr TypeCode::self() const {
    if (!root_) return this_.lock();
    return {root_->this_.lock(), this};
}

TypeCodePtr TypeCode::share(const Edge& edge) const {
    if (edge.owner || !edge.node) return edge.owner;
    return edge.node->self();
}

const std::string& TypeCode::id() const {
    require(has_id(), "repository id");
    return id_;
}

const std::string& TypeCode::name() const {
    require(has_id(), "name");
    return name_;
}

std::uint32_t TypeCode::member_count() const {
    require(has_members(), "members");
    return static_cast<std::uint32_t>(parts_.size());
}

const std::string& TypeCode::member_name(std::uint32_t index) const { return part(index).name; }

const TypeCode& TypeCode::member(std::uint32_t index) const {
    require(kind_ != TCKind::tk_enum, "member types");
    return *part(index).type.node;
}

TypeCodePtr TypeCode::member_type(std::uint32_t index) const {
    require(kind_ != TCKind::tk_enum, "member types");
    return share(part(index).type);
}

std::int64_t TypeCode::member_label(std::uint32_t index) const {
    require(kind_ == TCKind::tk_union, "member labels");
    return part(index).label;
}

const TypeCode& TypeCode::discriminator() const {
    require(kind_ == TCKind::tk_union, "discriminator");
    return *content_.node;
}

TypeCodePtr TypeCode::discriminator_type() const {
    require(kind_ == TCKind::tk_union, "discriminator");
    return share(content_);
}

std::int32_t TypeCode::default_index() const {
    require(kind_ == TCKind::tk_union, "default member");
    return default_index_;
}

std::uint32_t TypeCode::length() const {
    require(has_length(), "length");
    return length_;
}

const TypeCode& TypeCode::content() const {
    require(has_content(), "content type");
    return *content_.node;
}

TypeCodePtr TypeCode::content_type() const {
    require(has_content(), "content type");
    return share(content_);
}

std::uint16_t TypeCode::fixed_digits() const {
    require(kind_ == TCKind::tk_fixed, "digits");
    return digits_;
}

std::int16_t TypeCode::fixed_scale() const {
    require(kind_ == TCKind::tk_fixed, "scale");
    return scale_;
}

Visibility TypeCode::member_visibility(std::uint32_t index) const {
    require(kind_ == TCKind::tk_value, "member visibility");
    return part(index).visibility;
}

ValueModifier TypeCode::type_modifier() const {
    require(kind_ == TCKind::tk_value, "type modifier");
    return modifier_;
}

TypeCodePtr TypeCode::concrete_base_type() const {
    require(kind_ == TCKind::tk_value, "concrete base type");
    return share(content_);
}

const TypeCode& TypeCode::resolved() const noexcept {
    // Ends: an alias can refer back only to a type that is not an alias.
    const auto* type = this;
    while (type->kind_ == TCKind::tk_alias) type = type->content_.node;
    return *type;
}

std::int32_t TypeCode::selected_member(std::int64_t discriminator) const {
    require(kind_ == TCKind::tk_union, "members selected by labels");
    const auto found = std::lower_bound(labels_.begin(), labels_.end(), discriminator,
                                        [](const Label& label, std::int64_t value) { return label.value < value; });
    if (found == labels_.end() || found->value != discriminator) return default_index_;
    return static_cast<std::int32_t>(found->member);
}

// -- IDL for people.

std::string_view keyword_of(TCKind kind) noexcept {
    switch (kind) {
        case TCKind::tk_void: return "void";
        case TCKind::tk_short: return "short";
        case TCKind::tk_long: return "long";
        case TCKind::tk_ushort: return "unsigned short";
        case TCKind::tk_ulong: return "unsigned long";
        case TCKind::tk_float: return "float";
        case TCKind::tk_double: return "double";
        case TCKind::tk_boolean: return "boolean";
        case TCKind::tk_char: return "char";
        case TCKind::tk_octet: return "octet";
        case TCKind::tk_any: return "any";
        case TCKind::tk_TypeCode: return "CORBA::TypeCode";
        case TCKind::tk_Principal: return "CORBA::Principal";
        case TCKind::tk_longlong: return "long long";
        case TCKind::tk_ulonglong: return "unsigned long long";
        case TCKind::tk_longdouble: return "long double";
        case TCKind::tk_wchar: return "wchar";
        default: return {};
    }
}

namespace {

std::string_view simple_name(TCKind kind) {
    switch (kind) {
        case TCKind::tk_null: return "null";
        case TCKind::tk_string: return "string";
        case TCKind::tk_wstring: return "wstring";
        default: break;
    }
    const auto keyword = keyword_of(kind);
    return keyword.empty() ? name_of(kind) : keyword;
}

// "Bench::Point" of "IDL:Bench/Point:1.0"; the prefix of an organisation stays, as it is part of the id.
std::string scoped_name(std::string_view id) {
    const auto end = id.rfind(':');
    if (!id.starts_with("IDL:") || end < 5) return {};
    std::string scoped;
    for (const char c : id.substr(4, end - 4))
        if (c == '/') scoped += "::";
        else scoped += c;
    return scoped;
}

}  // namespace

std::string TypeCode::reference() const {
    if (has_id()) {
        const auto scoped = scoped_name(id_);
        return escaped(!scoped.empty() ? scoped : !name_.empty() ? name_ : std::string{name_of(kind_)});
    }
    std::string out;
    switch (kind_) {
        case TCKind::tk_sequence:
            out = "sequence<" + content_.node->reference();
            if (length_) out += ", " + std::to_string(length_);
            return out + ">";
        case TCKind::tk_array: {
            const auto* element = this;
            std::string dimensions;
            for (; element->kind_ == TCKind::tk_array; element = element->content_.node)
                dimensions += "[" + std::to_string(element->length_) + "]";
            return element->reference() + dimensions;
        }
        case TCKind::tk_fixed: return "fixed<" + std::to_string(digits_) + ", " + std::to_string(scale_) + ">";
        default:
            out = simple_name(kind_);
            if (length_) out += "<" + std::to_string(length_) + ">";
            return out;
    }
}

void TypeCode::describe(std::string& out) const {
    const auto members = [&](auto line) {
        out += " {";
        for (std::uint32_t i = 0; i < parts_.size(); ++i) line(i);
        out += parts_.empty() ? "}" : " }";
    };
    const auto declaration = [&](std::uint32_t i) {
        out += " " + parts_[i].type.node->reference() + " " + escaped(parts_[i].name) + ";";
    };
    switch (kind_) {
        case TCKind::tk_struct:
        case TCKind::tk_except:
            out = (kind_ == TCKind::tk_struct ? "struct " : "exception ") + reference();
            return members(declaration);
        case TCKind::tk_enum:
            out = "enum " + reference();
            return members([&](std::uint32_t i) { out += (i ? ", " : " ") + escaped(parts_[i].name); });
        case TCKind::tk_union: {
            out = "union " + reference() + " switch (" + content_.node->reference() + ")";
            const auto& discriminator = content_.node->resolved();
            return members([&](std::uint32_t i) {
                const auto label = parts_[i].label;
                if (static_cast<std::int32_t>(i) == default_index_) out += " default:";
                else if (discriminator.kind_ == TCKind::tk_enum && label >= 0 &&
                         label < static_cast<std::int64_t>(discriminator.parts_.size()))
                    out += " case " + escaped(discriminator.parts_[static_cast<std::size_t>(label)].name) + ":";
                else out += " case " + std::to_string(label) + ":";
                declaration(i);
            });
        }
        case TCKind::tk_value:
            out = "valuetype " + reference();
            if (content_.node) out += " : " + content_.node->reference();
            return members(declaration);
        case TCKind::tk_alias: out = "typedef " + content_.node->reference() + " " + reference(); return;
        case TCKind::tk_value_box: out = "valuetype " + reference() + " " + content_.node->reference(); return;
        case TCKind::tk_objref: out = "interface " + reference(); return;
        case TCKind::tk_abstract_interface: out = "abstract interface " + reference(); return;
        case TCKind::tk_local_interface: out = "local interface " + reference(); return;
        case TCKind::tk_native: out = "native " + reference(); return;
        default: out = reference();
    }
}

std::string TypeCode::to_string() const {
    std::string out;
    describe(out);
    return out;
}

}  // namespace corbel::types
