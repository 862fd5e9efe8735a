// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/idl_source.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "orb/engine/dynamic/idl_literal.hpp"
#include "orb/engine/dynamic/idl_names.hpp"

namespace corbel::dynamic {
namespace {

using types::TCKind;
using Kind = DefinitionKind;
using Definitions = std::vector<const Definition*>;

constexpr std::size_t line_width = 100;

bool is_struct(const Definition& each) { return each.kind == Kind::structure || each.kind == Kind::union_; }
bool has_forward(const Definition& each) { return each.is_interface() || each.kind == Kind::value || is_struct(each); }
/// A struct, union or exception, which has the types that are declared in it where a member names them first.
bool holds_members(const Definition& each) { return is_struct(each) || each.kind == Kind::exception; }
bool is_scope(const Definition& each) { return !each.container || each.kind == Kind::module; }

/// What can stand in #pragma prefix (CORBA 3.0.3, 3.15.2).
bool is_prefix(std::string_view text) {
    return text.find("//") == text.npos && std::string_view{"_-./"}.find(text.front()) == std::string_view::npos &&
           text.back() != '/';
}

/// What stands directly in a module, or in none, and has `each` in it.
const Definition& unit_of(const Definition& each) {
    const auto* at = &each;
    while (!is_scope(*at->container)) at = at->container;
    return *at;
}

/// Of an id that nothing here has, as module CORBA's predeclared ones: "CORBA::StringValue".
std::string usual_name(std::string_view id) {
    if (id.starts_with("IDL:")) id.remove_prefix(4);
    if (id.starts_with("omg.org/")) id.remove_prefix(8);
    std::string text;
    for (const auto c : id.substr(0, id.rfind(':'))) text += c == '/' ? "::" : std::string(1, c);
    return text;
}

/// From the outermost module to this one.
Definitions chain(const Definition& module) {
    Definitions all;
    for (const auto* at = &module; at->container; at = at->container) all.insert(all.begin(), at);
    return all;
}

/// What a definition and its parts name.
struct Use {
    const Definition* target;
    bool whole;  ///< a forward declaration is not enough
};

/// Text in lines, the modules around what is being written, and the order of what is written.
class Source {
public:
    Source(const Repository& definitions, const IncludedIdl& included)
        : definitions_{definitions}, included_{included}, names_{definitions} {}

    void contents(const Definition& scope) {
        for (const auto& each : scope.contents) {
            if (each->kind == Kind::module) contents(*each);
            else require(*each);
        }
    }

    /// The definition, after all it needs.
    void require(const Definition& definition) {
        const auto& unit = unit_of(definition);
        if (is_included(unit) || !begun_.insert(&unit).second) return;
        const auto used = uses(unit);
        for (const auto& use : used) require_use(use, unit);
        std::set<const Definition*> seen;
        if (!incomplete_.empty() && !is_struct(unit) && unit.kind != Kind::alias)
            for (const auto& use : used) complete(*use.target, seen);
        alone(unit);
    }

    void alone(const Definition& unit) {
        open(unit);
        line(declaration(unit));
        done_.insert(&unit);
        incomplete_.erase(&unit);
        pragmas(unit);
    }

    std::string text() {
        while (!waiting_.empty()) {
            const auto* next = waiting_.back();
            waiting_.pop_back();
            require(*next);
        }
        close_to(0);
        return (includes_ ? "#include <" + included_.file + ">\n\n" : std::string{}) + text_;
    }

private:
    // -- order

    bool is_included(const Definition& unit) {
        if (!included_.declared || !included_.declared->find(unit.id)) return false;
        includes_ = true;
        return true;
    }

    void require_use(const Use& use, const Definition& user) {
        const auto& unit = unit_of(*use.target);
        if (&unit == &user || done_.contains(&unit) || is_included(unit)) return;
        const bool forward_is_enough =
            !use.whole && use.target == &unit && has_forward(unit) && (!is_struct(unit) || reaches(unit, user));
        if (!forward_is_enough) return require(unit);
        if (!forward_.insert(&unit).second) return;
        open(unit);
        line(head(unit) + ";");
        own_pragma(unit);
        if (is_struct(unit)) incomplete_.insert(&unit);
        waiting_.insert(waiting_.begin(), &unit);
    }

    /// Whether a struct is made of the other type: then that one comes first.
    bool reaches(const Definition& from, const Definition& wanted) const {
        std::set<const Definition*> seen{&from};
        Definitions left{&from};
        while (!left.empty()) {
            const auto* each = left.back();
            left.pop_back();
            if (each == &wanted) return true;
            for (const auto& use : uses(*each)) {
                const auto& unit = unit_of(*use.target);
                if ((is_struct(unit) || unit.kind == Kind::alias) && seen.insert(&unit).second) left.push_back(&unit);
            }
        }
        return false;
    }

    /// A struct that only had a forward declaration until now, as a sequence may name it, is declared in full before
    /// something else than a type is made of the sequence.
    void complete(const Definition& used, std::set<const Definition*>& seen) {
        if (!seen.insert(&used).second || (!is_struct(used) && used.kind != Kind::alias)) return;
        if (is_struct(used)) require(used);
        for (const auto& each : uses(used)) complete(*each.target, seen);
    }

    std::vector<Use> uses(const Definition& definition) const {
        std::vector<Use> all;
        add_uses(definition, all);
        return all;
    }

    void add(const std::string& id, bool whole, std::vector<Use>& all) const {
        if (const auto* target = definitions_.find(id)) all.push_back({target, whole});
    }

    void add(const TypeSpec& spec, bool in_sequence, std::vector<Use>& all) const {
        const auto* target = spec.is_named() ? definitions_.find(spec.id) : nullptr;
        if (target) all.push_back({target, is_struct(*target) && !in_sequence});
        for (const auto& each : spec.content) add(each, in_sequence || spec.kind == TCKind::tk_sequence, all);
    }

    void add_uses(const Definition& each, std::vector<Use>& all) const {
        for (const auto* ids : {&each.bases, &each.supports, &each.raises, &each.set_raises})
            for (const auto& id : *ids) add(id, true, all);
        add(each.type, false, all);
        for (const auto& one : each.members) add(one.type, false, all);
        for (const auto& one : each.parameters) add(one.type, false, all);
        for (const auto& one : each.contents) add_uses(*one, all);
    }

    // -- modules, lines and ids

    void line(const std::string& text) {
        for (std::size_t at = 0; at <= text.size();) {
            const auto end = std::min(text.find('\n', at), text.size());
            if (end > at) text_.append(4 * open_.size(), ' ').append(text, at, end - at);
            text_ += '\n';
            at = end + 1;
        }
    }

    /// The modules around the definition.
    void open(const Definition& unit) {
        const auto wanted = chain(*unit.container);
        const auto common =
            std::mismatch(open_.begin(), open_.end(), wanted.begin(), wanted.end()).first - open_.begin();
        close_to(static_cast<std::size_t>(common));
        for (auto i = open_.size(); i < wanted.size(); ++i) {
            if (i == 0) prefix(*wanted[0]);
            line("module " + names_.word(wanted[i]->name) + " {");
            open_.push_back(wanted[i]);
        }
        if (wanted.empty()) prefix(unit);
    }

    void close_to(std::size_t depth) {
        while (open_.size() > depth) {
            const auto& closed = *open_.back();
            open_.pop_back();
            line("};");
            if (done_.insert(&closed).second) own_pragma(closed);
        }
    }

    /// What stands between "IDL:" and the name in the id of a definition that is in no module,
    /// and of all that is in it.
    void prefix(const Definition& outermost) {
        const auto ending = "/" + outermost.name + ":1.0";
        const auto& id = outermost.id;
        auto found = id.starts_with("IDL:") && id.ends_with(ending) && id.size() > ending.size() + 4
                         ? id.substr(4, id.size() - 4 - ending.size())
                         : std::string{};
        if (!found.empty() && !is_prefix(found)) found.clear();
        if (found == prefix_) return;
        prefix_ = found;
        line("#pragma prefix \"" + prefix_ + "\"");
    }

    std::string usual_id(const Definition& each) const {
        std::string path = prefix_;
        for (const auto* outer : chain(each)) path += (path.empty() ? "" : "/") + outer->name;
        return "IDL:" + path + ":1.0";
    }

    void own_pragma(const Definition& each) {
        if (each.kind == Kind::factory || each.id == usual_id(each) || !told_.insert(&each).second) return;
        std::string name = names_.word(each.name);
        for (const auto* scope = each.container; !is_scope(*scope); scope = scope->container)
            name = names_.word(scope->name) + "::" + name;
        line("#pragma ID " + name + " \"" + each.id + "\"");
    }

    void pragmas(const Definition& each) {
        own_pragma(each);
        for (const auto& part : each.contents) pragmas(*part);
    }

    // -- types

    std::string name(const std::string& id, const Definition& where) const {
        const auto* target = definitions_.find(id);
        return target ? names_.name(*target, where) : usual_name(id);
    }

    /// A type that is declared in a struct stands where it is named first.
    std::string named(const std::string& id, const Definition& where) {
        const auto* target = definitions_.find(id);
        if (!target || !holds_members(*target->container) || !done_.insert(target).second) return name(id, where);
        auto text = declaration(*target);
        text.pop_back();
        return text;
    }

    std::string type(const TypeSpec& spec, const Definition& where) {
        if (spec.is_named()) return named(spec.id, where);
        const auto bound = spec.length ? ", " + std::to_string(spec.length) : std::string{};
        switch (spec.kind) {
            case TCKind::tk_sequence: {
                const auto& element = spec.content.at(0);
                const bool map = !element.is_named() && element.kind == TCKind::tk_struct;
                const auto inner = map ? type(element.content.at(0), where) + ", " + type(element.content.at(1), where)
                                       : type(element, where);
                // Older compilers take >> for an operator.
                const bool apart = !spec.length && inner.ends_with('>');
                return (map ? "map<" : "sequence<") + inner + bound + (apart ? " >" : ">");
            }
            case TCKind::tk_string:
            case TCKind::tk_wstring:
                return (spec.kind == TCKind::tk_string ? "string" : "wstring") +
                       (spec.length ? "<" + std::to_string(spec.length) + ">" : std::string{});
            case TCKind::tk_fixed:
                return "fixed<" + std::to_string(spec.length) + ", " + std::to_string(spec.scale) + ">";
            default: return idl_keyword(spec.kind);
        }
    }

    std::string declarator(const TypeSpec& spec, const std::string& declared, const Definition& where) {
        if (!spec.is_named() && spec.kind == TCKind::tk_union)
            return "@optional " + declarator(spec.content.at(0), declared, where);
        std::string dimensions;
        const auto* at = &spec;
        for (; !at->is_named() && at->kind == TCKind::tk_array; at = &at->content.at(0))
            dimensions += "[" + std::to_string(at->length) + "]";
        return type(*at, where) + " " + names_.word(declared) + dimensions;
    }

    std::string list(const std::string& before, const std::vector<std::string>& ids, const Definition& where,
                     const std::string& behind = {}) const {
        std::string text;
        for (const auto& id : ids) text += (text.empty() ? before : ", ") + name(id, where);
        return text.empty() ? text : text + behind;
    }

    // -- declarations, without a newline at their end

    static std::string block(const std::string& head, const std::vector<std::string>& parts) {
        if (parts.empty()) return head + " {};";
        std::string text = head + " {\n";
        for (const auto& each : parts) {
            for (std::size_t at = 0; at < each.size();) {
                const auto end = std::min(each.find('\n', at), each.size());
                text.append(4, ' ').append(each, at, end - at).append(1, '\n');
                at = end + 1;
            }
        }
        return text + "};";
    }

    std::string head(const Definition& each) const {
        const auto word = names_.word(each.name);
        switch (each.kind) {
            case Kind::abstract_interface: return "abstract interface " + word;
            case Kind::local_interface: return "local interface " + word;
            case Kind::interface: return "interface " + word;
            case Kind::structure: return "struct " + word;
            case Kind::union_: return "union " + word;
            default: return (each.is_abstract ? "abstract valuetype " : "valuetype ") + word;
        }
    }

    std::string declaration(const Definition& each) {
        if (!each.is_defined) return head(each) + ";";
        switch (each.kind) {
            case Kind::interface:
            case Kind::abstract_interface:
            case Kind::local_interface:
                return block(head(each) + list(" : ", each.bases, *each.container), parts(each));
            case Kind::value: return value(each);
            case Kind::structure: return block(head(each), members(each));
            case Kind::exception: return block("exception " + names_.word(each.name), members(each));
            case Kind::union_: return union_(each);
            case Kind::enumeration: return enumeration(each);
            case Kind::alias: return "typedef " + declarator(each.type, each.name, each) + ";";
            case Kind::value_box: return "valuetype " + names_.word(each.name) + " " + type(each.type, each) + ";";
            case Kind::native: return "native " + names_.word(each.name) + ";";
            case Kind::constant: return constant(each);
            case Kind::operation: return operation(each);
            case Kind::attribute: return attribute(each);
            case Kind::value_member:
                return (each.is_public ? "public " : "private ") + declarator(each.type, each.name, each) + ";";
            case Kind::factory:
                return "factory " + names_.word(each.name) + "(" + parameters(each) + ")" + raises(each) + ";";
            default: return {};
        }
    }

    std::vector<std::string> parts(const Definition& each) {
        std::vector<std::string> all;
        for (const auto& one : each.contents) all.push_back(declaration(*one));
        return all;
    }

    std::string value(const Definition& each) {
        auto front = (each.is_custom ? "custom " : "") + head(each);
        front += list(each.is_truncatable ? " : truncatable " : " : ", each.bases, *each.container);
        return block(front + list(" supports ", each.supports, *each.container), parts(each));
    }

    std::vector<std::string> members(const Definition& each) {
        std::vector<std::string> all;
        for (const auto& one : each.members) all.push_back(declarator(one.type, one.name, each) + ";");
        return all;
    }

    std::string enumerator(const TypeSpec& type, const std::string& name, const Definition& where) const {
        const auto* found = definitions_.find(type.id);
        while (found && found->kind == Kind::alias) found = definitions_.find(found->type.id);
        return found && found->kind == Kind::enumeration ? names_.enumerator(*found, name, where) : name;
    }

    std::string union_(const Definition& each) {
        const auto front = head(each) + " switch (" + type(each.type, each) + ")";
        const auto code = definitions_.type(each.type);
        std::vector<std::string> all;
        for (std::size_t i = 0; i < each.members.size(); ++i) {
            const auto& one = each.members[i];
            auto text = one.is_default ? "default:"
                                       : "case " + enumerator(each.type, idl_label(one.label, *code), each) + ":";
            const bool goes_on = i + 1 < each.members.size() && each.members[i + 1].name == one.name;
            all.push_back(goes_on ? text : text + " " + declarator(one.type, one.name, each) + ";");
        }
        return block(front, all);
    }

    std::string enumeration(const Definition& each) const {
        std::vector<std::string> lines;
        std::string all;
        for (const auto& one : each.members) {
            all += (all.empty() ? "" : ", ") + names_.word(one.name);
            lines.push_back(names_.word(one.name) + (&one == &each.members.back() ? "" : ","));
        }
        const auto front = "enum " + names_.word(each.name);
        return all.size() > line_width ? block(front, lines) : front + " { " + all + " };";
    }

    std::string constant(const Definition& each) {
        const auto code = definitions_.type(each.type);
        const auto text = enumerator(each.type, idl_literal(each.value, *code), each);
        // The digits of the value are those of the type.
        const bool fixed = !each.type.is_named() && each.type.kind == TCKind::tk_fixed;
        return "const " + (fixed ? "fixed" : type(each.type, each)) + " " + names_.word(each.name) + " = " + text + ";";
    }

    std::string raises(const Definition& each) const { return list(" raises (", each.raises, each, ")"); }

    std::string parameters(const Definition& each) {
        constexpr std::array directions{"in ", "out ", "inout "};
        std::string text;
        for (const auto& one : each.parameters)
            text += (text.empty() ? "" : ", ") +
                    (directions[static_cast<unsigned>(one.direction)] + declarator(one.type, one.name, each));
        return text;
    }

    std::string operation(const Definition& each) {
        std::string contexts;
        for (const auto& one : each.contexts) contexts += (contexts.empty() ? " context (\"" : ", \"") + one + "\"";
        if (!contexts.empty()) contexts += ")";
        return (each.is_oneway ? "oneway " : "") + type(each.type, each) + " " + names_.word(each.name) + "(" +
               parameters(each) + ")" + raises(each) + contexts + ";";
    }

    std::string attribute(const Definition& each) {
        const auto text = (each.is_readonly ? "readonly attribute " : "attribute ") +
                          declarator(each.type, each.name, each);
        if (each.is_readonly) return text + raises(each) + ";";
        return text + list(" getraises (", each.raises, each, ")") +
               list(" setraises (", each.set_raises, each, ")") + ";";
    }

    const Repository& definitions_;
    const IncludedIdl included_;
    const IdlNames names_;
    bool includes_ = false;
    std::string text_;
    std::string prefix_;
    Definitions open_;                              // modules, the outermost first
    std::set<const Definition*> begun_;             // with all they need
    std::set<const Definition*> done_;              // written in full
    std::set<const Definition*> forward_;           // declared forward
    std::set<const Definition*> incomplete_;        // structs and unions of these that are not yet written in full
    std::set<const Definition*> told_;              // have a pragma
    Definitions waiting_;                           // declared forward; the next is the last
};

}  // namespace

std::string idl_source(const Repository& definitions, const IncludedIdl& included) {
    return idl_source(definitions, definitions.root(), included);
}

std::string idl_source(const Repository& definitions, const Definition& wanted, const IncludedIdl& included) {
    Source source{definitions, included};
    if (is_scope(wanted)) source.contents(wanted);
    else source.require(wanted);
    return source.text();
}

std::string idl_declaration(const Repository& definitions, const Definition& wanted) {
    Source source{definitions, {}};
    source.alone(unit_of(wanted));
    return source.text();
}

}  // namespace corbel::dynamic
