// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/semantics.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "idlc/frontend/constant.hpp"
#include "idlc/frontend/repository_id.hpp"
#include "idlc/frontend/scope.hpp"
#include "idlc/frontend/suggest.hpp"

namespace corbel::idl {

namespace {

using syntax::Name;
using syntax::ScopedName;
using syntax::TypeSpec;

constexpr std::uint64_t largest_array = std::uint64_t{1} << 32;

/// What cannot be redefined where it is inherited.
bool is_feature(const Declaration& declaration) {
    return declaration.kind == Kind::operation || declaration.kind == Kind::attribute ||
           declaration.kind == Kind::state_member;
}

std::string_view noun_of(const Interface& interface) {
    return interface.is_local ? "a local interface" : interface.is_abstract ? "an abstract interface" : "an interface";
}
std::string_view noun_of(const ValueType& value) { return value.is_abstract ? "an abstract valuetype" : "a valuetype"; }

/// "an interface" and so on, for messages.
std::string_view noun(Kind kind) {
    switch (kind) {
        case Kind::module: return "a module";
        case Kind::interface: return "an interface";
        case Kind::forward: return "a forward declaration";
        case Kind::constant: return "a constant";
        case Kind::typedef_: return "a type";
        case Kind::structure: return "a struct";
        case Kind::union_: return "a union";
        case Kind::enumeration: return "an enum";
        case Kind::enumerator: return "an enumerator";
        case Kind::exception: return "an exception";
        case Kind::operation: return "an operation";
        case Kind::attribute: return "an attribute";
        case Kind::value_type: return "a valuetype";
        case Kind::value_box: return "a value box";
        case Kind::native: return "a native type";
        case Kind::state_member: return "a state member";
        case Kind::factory: return "a factory";
    }
    return {};
}

class Analysis {
public:
    Analysis(const Preprocessed& text, Diagnostics& diagnostics, const Options& options, Specification& result,
             bool incomplete)
        : text_{text}, diagnostics_{diagnostics}, result_{result}, incomplete_{incomplete},
          case_matters_{options.case_clash != CaseClash::error}, idl4_{options.idl4},
          evaluator_{diagnostics, [this](const ScopedName& name) { return value_named(name); }} {
        scope_ = new_scope(nullptr, nullptr, true);
        global_ = scope_;
        contents_ = &result.contents;
        predeclare();
    }

    void run(const std::vector<syntax::Definition>& definitions) {
        for (const auto& each : definitions) define(each);
        advance(text_.text.size());
        check_forwards();
    }

private:
    // -- the tree ---------------------------------------------------------------------------------------------------

    template <class D>
    D* make(const Name& name) {
        auto owned = std::make_unique<D>();
        auto* made = owned.get();
        result_.declarations.push_back(std::move(owned));
        made->name = name.text;
        made->scope = owner_;
        made->location = name.place;
        made->in_main_file = name.place.file == 0;
        made->comment = comment_;
        return made;
    }
    template <class D>
    D* make_with_id(const Name& name) {
        auto* made = make<D>(name);
        made->repository_id = repository_id(prefixes_.current(), made->path());
        return made;
    }
    TypeRef type(Type::Form form) {
        if (auto* primitive = std::get_if<Primitive>(&form)) {
            auto& known = primitives_[static_cast<std::size_t>(*primitive)];
            if (!known) known = keep(std::move(form));
            return known;
        }
        return keep(std::move(form));
    }
    TypeRef keep(Type::Form form) {
        result_.types.push_back(std::make_unique<Type>(std::move(form)));
        return result_.types.back().get();
    }
    TypeRef type_of(const Declaration& declaration) {
        auto& known = named_types_[&declaration];
        if (!known) known = keep(NamedType{&declaration});
        return known;
    }
    void add(const Declaration* declaration) {
        if (!meanings_.contains(declaration)) contents_->push_back(declaration);
    }

    Scope* new_scope(Scope* parent, const Declaration* declaration, bool forms_names) {
        return &scopes_.emplace_back(parent, declaration, forms_names);
    }

    /// For the time of its life declarations go into another scope.
    class Inside {
    public:
        Inside(Analysis& analysis, Scope* scope, const Declaration* owner, Declarations* contents)
            : analysis_{analysis}, scope_{analysis.scope_}, owner_{analysis.owner_}, contents_{analysis.contents_} {
            analysis.scope_ = scope;
            analysis.owner_ = owner;
            analysis.contents_ = contents;
            analysis.prefixes_.enter_scope();
        }
        ~Inside() {
            analysis_.prefixes_.leave();
            analysis_.scope_ = scope_;
            analysis_.owner_ = owner_;
            analysis_.contents_ = contents_;
        }
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

    private:
        Analysis& analysis_;
        Scope* scope_;
        const Declaration* owner_;
        Declarations* contents_;
    };

    /// What every IDL file finds in module CORBA without an #include (CORBA 3.0.3, 3.16). It stands in no contents.
    void predeclare() {
        const Name corba{"CORBA", Location{0, 0, 0, 1}};
        auto* module = make<Module>(corba);
        module->first = module;
        module->repository_id = "IDL:omg.org/CORBA:1.0";
        auto* scope = new_scope(global_, module, true);
        global_->put({Entry::Kind::declared, "CORBA", module, corba.place, scope, false});
        owner_ = module;
        const auto alias = [&](const char* name, TypeRef meaning) {
            auto* made = make<Typedef>({name, corba.place});
            made->type = meaning;
            scope->put({Entry::Kind::declared, name, made, corba.place, nullptr, true});
        };
        alias("TypeCode", type(Primitive::type_code));
        alias("Object", type(Primitive::object));
        alias("ValueBase", type(Primitive::value_base));
        alias("AbstractBase", type(Primitive::abstract_base));
        // Gone since CORBA 2.3; on the wire it is a sequence of octets.
        alias("Principal", type(SequenceType{type(Primitive::octet), 0}));
        const auto box = [&](const char* name, bool wide) {
            auto* made = make<ValueBox>({name, corba.place});
            made->in_main_file = false;
            made->repository_id = "IDL:omg.org/CORBA/" + made->name + ":1.0";
            made->type = type(StringType{wide, 0});
            scope->put({Entry::Kind::declared, name, made, corba.place, nullptr, false});
        };
        box("StringValue", false);
        box("WStringValue", true);
        // The Interface Repository is not mapped; COS files pass its objects on.
        alias("InterfaceDef", type(Primitive::object));
        owner_ = nullptr;
    }

    // -- messages ---------------------------------------------------------------------------------------------------

    void error(Code code, const Location& place, std::initializer_list<std::string> arguments = {}) {
        diagnostics_.report(code, place, arguments);
    }
    void declared_here(const Entry& entry) {
        if (entry.place.line != 0)
            diagnostics_.report(entry.kind == Entry::Kind::introduced ? Code::note_used_here : Code::note_declared_here,
                                entry.place, {entry.name});
    }
    void declared_here(const Declaration& declaration) {
        if (declaration.location.line != 0)
            diagnostics_.report(Code::note_declared_here, declaration.location, {declaration.name});
    }
    void unsupported(const std::string& what, const Location& place) { error(Code::unsupported, place, {what}); }

    // -- pragmas ----------------------------------------------------------------------------------------------------

    /// Does what the preprocessor met before this offset.
    void advance(std::size_t offset) {
        for (; next_event_ < text_.events.size() && text_.events[next_event_].offset <= offset; ++next_event_) {
            const auto& event = text_.events[next_event_];
            switch (event.kind) {
                // Included into a module, a file continues it.
                case Preprocessed::Event::enter_file:
                    prefixes_.enter_file(owner_ ? prefixes_.current() : std::string{});
                    break;
                case Preprocessed::Event::leave_file: prefixes_.leave(); break;
                case Preprocessed::Event::pragma: pragma(event); break;
            }
        }
    }

    void pragma(const Preprocessed::Event& event) {
        auto words = pragma_words(event.body);
        if (words.size() > 1 && words.back() == ";") words.pop_back();
        if (words.empty()) return;
        if (words[0] == "prefix") return pragma_prefix(words, event.place);
        if (words[0] == "ID") return pragma_id(words, event.place);
        if (words[0] == "version") return pragma_version(words, event.place);
        if (words[0] != "once") diagnostics_.report(Code::unknown_pragma, event.place, {words[0]});
    }
    void pragma_prefix(const std::vector<std::string>& words, const Location& place) {
        if (words.size() != 2 || !words[1].starts_with('"'))
            return error(Code::pragma_form, place, {"#pragma prefix \"example.org\""});
        const auto prefix = words[1].substr(1);
        if (!is_prefix(prefix)) return error(Code::bad_prefix, place, {prefix});
        prefixes_.set(prefix);
    }
    void pragma_id(const std::vector<std::string>& words, const Location& place) {
        if (words.size() != 3 || !words[2].starts_with('"'))
            return error(Code::pragma_form, place, {"#pragma ID Name \"IDL:example.org/Name:1.0\""});
        if (auto* declaration = pragma_target(words[1], place)) set_id(*declaration, words[2].substr(1), place);
    }
    void pragma_version(const std::vector<std::string>& words, const Location& place) {
        if (words.size() != 3) return error(Code::pragma_form, place, {"#pragma version Name 2.3"});
        auto* declaration = pragma_target(words[1], place);
        if (!declaration) return;
        if (!is_version(words[2])) return error(Code::bad_version, place, {words[2]});
        const auto id = with_version(declaration->repository_id, words[2]);
        if (id.empty()) return error(Code::version_of_other_format, place, {declaration->repository_id});
        set_id(*declaration, id, place);
    }
    /// Once for each declaration; the same again does no harm.
    void set_id(Declaration& declaration, const std::string& id, const Location& place) {
        if (const auto fault = fault_of_repository_id(id); !fault.empty())
            return error(Code::bad_repository_id, place, {id, fault});
        if (fixed_ids_.contains(&declaration) && declaration.repository_id != id)
            return error(Code::repository_id_again, place, {declaration.name, declaration.repository_id});
        declaration.repository_id = id;
        fixed_ids_.insert(&declaration);
    }
    Declaration* pragma_target(const std::string& text, const Location& place) {
        ScopedName name;
        name.place = place;
        std::string_view rest{text};
        name.absolute = rest.starts_with("::");
        if (name.absolute) rest.remove_prefix(2);
        for (;;) {
            const auto part = rest.substr(0, rest.find("::"));
            name.parts.push_back({std::string{part.starts_with('_') ? part.substr(1) : part}, place});
            if (part.size() == rest.size()) break;
            rest.remove_prefix(part.size() + 2);
        }
        return with_id(name);
    }
    /// The declaration of that name; null after an error, which it is too to have no repository id.
    Declaration* with_id(const ScopedName& name) {
        auto* entry = resolve(name, false);
        if (!entry || !entry->declaration) return nullptr;
        if (entry->declaration->repository_id.empty()) {
            error(Code::has_no_repository_id, name.place, {entry->name});
            return nullptr;
        }
        return const_cast<Declaration*>(entry->declaration);  // ours: every declaration is made by make()
    }

    // -- typeid and typeprefix (CORBA 3.0.3, 3.15.1 and 3.15.2) -----------------------------------------------------

    const Declaration* type_id(const syntax::TypeId& from) {
        const auto id = evaluator_.text(from.id, from.id_place);
        auto* declaration = with_id(from.name);
        if (id && declaration) set_id(*declaration, *id, from.id_place);
        return nullptr;
    }
    const Declaration* type_prefix(const syntax::TypePrefix& from) {
        const auto prefix = evaluator_.text(from.prefix, from.prefix_place);
        if (!prefix) return nullptr;
        if (!is_prefix(*prefix)) error(Code::bad_prefix, from.prefix_place, {*prefix});
        else if (from.name.parts.empty()) set_type_prefix(nullptr, result_.contents, *prefix, from.prefix_place);
        else if (auto* declaration = with_id(from.name)) prefix_scope(*declaration, from, *prefix);
        return nullptr;
    }
    void prefix_scope(const Declaration& declaration, const syntax::TypePrefix& from, const std::string& prefix) {
        auto* contents = contents_of(declaration);
        if (!contents) return error(Code::no_prefix_scope, from.name.place, {from.name.text()});
        set_type_prefix(first_opening(&declaration), *contents, prefix, from.prefix_place);
    }
    /// Of a scope that is no type with members; null for other declarations.
    static const Declarations* contents_of(const Declaration& declaration) {
        if (auto* module = dynamic_cast<const Module*>(&declaration)) return &module->contents;
        if (auto* interface = dynamic_cast<const Interface*>(&declaration)) return &interface->contents;
        if (auto* value = dynamic_cast<const ValueType*>(&declaration)) return &value->contents;
        return nullptr;
    }
    static const Declarations* nested_of(const Declaration& declaration) {
        if (auto* structure = dynamic_cast<const Structure*>(&declaration)) return &structure->nested;
        if (auto* choice = dynamic_cast<const Union*>(&declaration)) return &choice->nested;
        if (auto* exception = dynamic_cast<const Exception*>(&declaration)) return &exception->nested;
        return contents_of(declaration);
    }
    void set_type_prefix(const Declaration* target, const Declarations& contents, const std::string& prefix,
                         const Location& place) {
        const auto [known, fresh] = type_prefixes_.emplace(target, prefix);
        if (!fresh && known->second != prefix && !is_inside(target))
            return error(Code::type_prefix_again, place, {target ? target->name : "::", known->second});
        known->second = prefix;
        if (fresh && target) prefix_id(*target, prefix);
        if (fresh) prefix_ids(contents, prefix);
        if (const auto others = reopened_.find(target); fresh && others != reopened_.end())
            for (auto* each : others->second) prefix_ids(each->contents, prefix);
        // Within the scope it names, what follows gets the prefix too.
        std::size_t around = 0;
        for (auto* scope = owner_; scope; scope = scope->scope, ++around)
            if (first_opening(scope) == target) return prefixes_.set(prefix, around);
        if (!target) prefixes_.set(prefix, around);
    }
    bool is_inside(const Declaration* target) const {
        auto* scope = owner_;
        while (scope && first_opening(scope) != target) scope = scope->scope;
        return scope || !target;
    }
    void prefix_ids(const Declarations& contents, const std::string& prefix) {
        for (auto* each : contents) {
            // An inner scope with a prefix of its own keeps it.
            if (type_prefixes_.contains(first_opening(each))) continue;
            prefix_id(*each, prefix);
            if (auto* inner = nested_of(*each)) prefix_ids(*inner, prefix);
        }
    }
    void prefix_id(const Declaration& declaration, const std::string& prefix) {
        auto& ours = const_cast<Declaration&>(declaration);
        if (!ours.repository_id.empty() && !fixed_ids_.contains(&ours))
            ours.repository_id = repository_id(prefix, ours.path());
    }
    static const Declaration* first_opening(const Declaration* declaration) {
        auto* module = dynamic_cast<const Module*>(declaration);
        return module ? module->first : declaration;
    }

    // -- names ------------------------------------------------------------------------------------------------------

    /// Enters a name into the current scope; false after an error. A name that was there stays.
    bool claim(const Name& name, Entry::Kind kind, const Declaration* declaration, Scope* inner = nullptr) {
        if (claimable(name)) {
            keep_meaning(name, declaration);
            if (scope_->declaration() && scope_->forms_names()) inheritable_.insert(lower(name.text));
            scope_->put({kind, name.text, declaration, name.place, inner, false});
            return true;
        }
        if (!scope_->find(name.text))
            scope_->put({Entry::Kind::lost, name.text, nullptr, name.place, nullptr, false});
        return false;
    }
    /// Files that describe module CORBA itself declare its TypeCode and so on as interfaces; the names go on to mean
    /// what they always do, and the description leaves no trace but its inner names.
    void keep_meaning(const Name& name, const Declaration* declaration) {
        auto* existing = scope_->find(name.text);
        // An InterfaceDef is an Object only as long as nothing declares it.
        if (existing && existing->predeclared && declaration && name.text != "InterfaceDef")
            meanings_.emplace(declaration, static_cast<const Typedef*>(existing->declaration)->type);
    }
    void lose(const Name& name) {
        if (scope_->declaration() && scope_->forms_names()) inheritable_.insert(lower(name.text));
        if (!scope_->find(name.text))
            scope_->put({Entry::Kind::lost, name.text, nullptr, name.place, nullptr, false});
    }

    /// What the name means in the scope or its bases, which are looked through only if one of them can have it: chains
    /// of thousands of bases must not make every name slow.
    std::vector<Entry*> find_in(Scope& scope, const std::string& name) {
        if (!scope.bases.empty() && inheritable_.contains(lower(name))) return scope.find_with_bases(name);
        auto* entry = scope.find(name);
        return entry ? std::vector<Entry*>{entry} : std::vector<Entry*>{};
    }
    bool claimable(const Name& name) {
        auto* existing = scope_->find(name.text);
        if (existing && gives_way(*existing)) return true;
        if (existing && is_builtin(name.place)) return false;
        if (existing) {
            const bool used = existing->kind == Entry::Kind::introduced;
            const bool same = existing->name == name.text;
            const auto code = same ? (used ? Code::redefined_after_use : Code::redefined)
                                   : (used ? Code::case_clash_with_use : Code::case_clash);
            error(code, name.place, {name.text, existing->name});
            declared_here(*existing);
            if (same) return false;
            if (is_clash(code, name.place)) return false;
        }
        return !named_like_scope(name) && not_inherited(name);
    }
    /// What the compiler brings, predeclared or in its orb.idl, gives way to what the source declares, whichever comes
    /// first.
    bool gives_way(const Entry& entry) const {
        const bool builtin = entry.place.line == 0 || (is_builtin(entry.place) && entry.inner == nullptr);
        return entry.predeclared || entry.kind == Entry::Kind::lost ||
               (builtin && entry.kind == Entry::Kind::declared);
    }
    bool is_builtin(const Location& place) const { return text_.builtin_file && place.file == *text_.builtin_file; }
    bool named_like_scope(const Name& name) {
        auto* enclosing = scope_->declaration();
        if (!enclosing || lower(enclosing->name) != lower(name.text)) return false;
        const bool same = enclosing->name == name.text;
        if (same) error(Code::named_like_scope, name.place, {name.text, std::string{noun(enclosing->kind)}});
        else error(Code::case_clash, name.place, {name.text, enclosing->name});
        declared_here(*enclosing);
        return same || is_clash(Code::case_clash, name.place);
    }
    /// Whether names that differ in case have clashed; the first time it tells of the option.
    bool is_clash(Code code, const Location& place) {
        if (!diagnostics_.is_error(code)) return false;
        if (!std::exchange(told_of_case_clash_, true)) diagnostics_.report(Code::note_case_clash, place);
        return true;
    }
    // Types, constants and exceptions may be redefined in a derived interface, operations and attributes not
    // (CORBA 3.0.3, 3.8.5).
    bool not_inherited(const Name& name) {
        if (scope_->bases.empty()) return true;
        for (auto* inherited : find_in(*scope_, name.text)) {
            if (!inherited->declaration || !is_feature(*inherited->declaration)) continue;
            const bool same = inherited->name == name.text;
            const auto code = same ? Code::redefines_inherited : Code::case_clash;
            error(code, name.place, {name.text, inherited->name});
            declared_here(*inherited);
            if (same || is_clash(code, name.place)) return false;
        }
        return true;
    }

    /// What a scoped name means (CORBA 3.0.3, 3.15.2); null if nothing, which has been reported.
    Entry* resolve(const ScopedName& name, bool introduces = true) {
        auto* entry = name.absolute ? resolve_in(*global_, name.parts.front(), nullptr)
                                    : resolve_first(name.parts.front(), introduces);
        for (std::size_t i = 1; entry && i < name.parts.size(); ++i) {
            if (entry->kind == Entry::Kind::lost) return nullptr;
            auto* scope = scope_of(*entry);
            if (!scope) {
                error(Code::not_a_scope, name.parts[i - 1].place, {entry->name});
                declared_here(*entry);
                return nullptr;
            }
            entry = resolve_in(*scope, name.parts[i], entry);
        }
        if (entry && entry->kind == Entry::Kind::lost) return nullptr;
        return entry;
    }

    Scope* scope_of(const Entry& entry) {
        if (entry.inner) return entry.inner;
        const auto found = inner_scopes_.find(entry.declaration);
        return entry.declaration && found != inner_scopes_.end() ? found->second : nullptr;
    }

    Entry* resolve_first(const Name& name, bool introduces) {
        const auto other = [&](const Entry* each) { return each->name != name.text; };
        for (auto* scope = case_matters_ ? scope_ : nullptr; scope; scope = scope->parent()) {
            auto found = find_in(*scope, name.text);
            std::erase_if(found, other);
            if (found.empty()) continue;
            auto* entry = choose(found, name);
            if (entry && introduces) introduce(*entry, scope, name);
            return entry;
        }
        for (auto* scope = scope_; scope; scope = scope->parent()) {
            auto found = find_in(*scope, name.text);
            if (found.empty()) continue;
            auto* entry = choose(found, name);
            if (entry && introduces) introduce(*entry, scope, name);
            return entry;
        }
        unknown(name, nullptr);
        return nullptr;
    }
    Entry* resolve_in(Scope& scope, const Name& name, const Entry* owner) {
        auto found = find_in(scope, name.text);
        found.erase(std::remove_if(found.begin(), found.end(),
                                   [](const Entry* each) { return each->kind == Entry::Kind::introduced; }),
                    found.end());
        if (found.empty()) {
            unknown(name, &scope, owner);
            return nullptr;
        }
        return choose(found, name);
    }
    Entry* choose(const std::vector<Entry*>& found, const Name& name) {
        auto* entry = found.front();
        if (found.size() > 1) {
            error(Code::ambiguous, name.place, {name.text});
            for (auto* each : found) declared_here(*each);
            return nullptr;
        }
        if (entry->name != name.text && entry->kind != Entry::Kind::lost) {
            error(Code::wrong_case, name.place, {name.text, entry->name});
            declared_here(*entry);
        }
        return entry;
    }
    void introduce(const Entry& entry, const Scope* found_in, const Name& name) {
        const Entry copy{Entry::Kind::introduced, entry.name, entry.declaration, name.place, scope_of(entry), false};
        if (entry.kind == Entry::Kind::lost) return;
        for (auto* scope = scope_; scope && scope != found_in; scope = scope->parent()) {
            auto* known = scope->find(entry.name);
            if (!known || (case_matters_ && known->name != entry.name)) scope->put(copy);
            if (scope->forms_names()) break;
        }
    }

    void unknown(const Name& name, Scope* in, const Entry* owner = nullptr) {
        // What a broken declaration would have declared is not known.
        if (incomplete_) return;
        Suggestion guess{name.text};
        const auto consider = [&](const Entry& entry) {
            if (entry.kind == Entry::Kind::declared) guess.consider(entry.name);
        };
        if (in) in->each(consider);
        for (auto* scope = in ? nullptr : scope_; scope; scope = scope->parent()) scope->each(consider);
        for (const auto* word : {"boolean", "char", "double", "fixed", "float", "long", "Object", "octet", "sequence",
                                 "short", "string", "unsigned", "wchar", "wstring"})
            if (!in) guess.consider(word);
        if (!guess.text().empty())
            return error(Code::not_declared_did_you_mean, name.place, {name.text, guess.text()});
        if (owner) return error(Code::not_declared_in, name.place, {name.text, owner->name});
        error(Code::not_declared, name.place, {name.text});
    }

    // -- types ------------------------------------------------------------------------------------------------------

    /// Where a type stands decides whether it may be anonymous, incomplete or void.
    enum class Use { member, alias, element, parameter, result, constant };

    /// Null after an error.
    TypeRef resolve_type(const TypeSpec& spec, Use use) {
        return std::visit(overloaded{[&](Primitive primitive) { return primitive_type(primitive, spec.place, use); },
                                     [&](const ScopedName& name) { return named_type(name, use); },
                                     [&](const syntax::StringSpec& string) { return string_type(string); },
                                     [&](const syntax::SequenceSpec& sequence) {
                                         return sequence_type(sequence, spec.place, use);
                                     },
                                     [&](const syntax::FixedSpec& fixed) { return fixed_type(fixed, spec.place, use); },
                                     [&](const std::unique_ptr<syntax::Definition>& definition) {
                                         return constructed_type(*definition, use);
                                     }},
                          spec.form);
    }
    TypeRef primitive_type(Primitive primitive, const Location& place, Use use) {
        if (primitive == Primitive::void_ && use != Use::result) {
            error(Code::void_here, place);
            return nullptr;
        }
        return type(primitive);
    }
    TypeRef named_type(const ScopedName& name, Use use) {
        auto* entry = resolve(name);
        if (!entry) return nullptr;
        auto* declaration = entry->declaration;
        if (!declaration || !is_type(*declaration)) {
            error(declaration && declaration->kind == Kind::exception ? Code::exception_as_type : Code::not_a_type,
                  name.place, {name.text()});
            declared_here(*entry);
            return nullptr;
        }
        if (entry->predeclared) return static_cast<const Typedef*>(declaration)->type;
        if (const auto kept = meanings_.find(declaration); kept != meanings_.end()) return kept->second;
        if (declaration->kind == Kind::typedef_ && is_builtin(declaration->location))
            return static_cast<const Typedef*>(declaration)->type;
        auto* found = type_of(*declaration);
        if (use == Use::member && !is_complete(found)) {
            error(Code::incomplete_type, name.place, {name.text()});
            declared_here(*entry);
            return nullptr;
        }
        return found;
    }
    static bool is_type(const Declaration& declaration) {
        switch (declaration.kind) {
            case Kind::interface:
            case Kind::typedef_:
            case Kind::structure:
            case Kind::union_:
            case Kind::enumeration:
            case Kind::value_type:
            case Kind::value_box:
            case Kind::native: return true;
            default: return false;
        }
    }
    static bool is_complete(TypeRef type) {
        type = unaliased(type);
        while (auto* array = type->as<ArrayType>()) type = unaliased(array->element);
        if (auto* structure = declared<Structure>(type)) return structure->is_defined;
        if (auto* choice = declared<Union>(type)) return choice->is_defined;
        return true;
    }
    TypeRef string_type(const syntax::StringSpec& spec) {
        StringType string{spec.wide, 0};
        if (spec.bound) {
            const auto bound = evaluator_.length(*spec.bound, "the bound of a string");
            if (!bound) return nullptr;
            string.bound = *bound;
        }
        return type(string);
    }
    TypeRef fixed_type(const syntax::FixedSpec& spec, const Location& place, Use use) {
        if (!spec.digits) {
            error(Code::fixed_without_digits, place);
            return nullptr;
        }
        if (use == Use::parameter || use == Use::result) {
            error(Code::anonymous_type, place);
            return nullptr;
        }
        const auto digits = evaluator_.whole(*spec.digits, {1, 31}, Code::fixed_digits);
        if (!digits) return nullptr;
        const auto scale = evaluator_.whole(*spec.scale, {0, *digits}, Code::fixed_scale, {to_text(*digits)});
        if (!scale) return nullptr;
        return type(FixedType{static_cast<std::uint16_t>(*digits), static_cast<std::uint16_t>(*scale)});
    }
    TypeRef sequence_type(const syntax::SequenceSpec& spec, const Location& place, Use use) {
        SequenceType sequence;
        sequence.element = resolve_type(*spec.element, Use::element);
        if (spec.bound) {
            const auto bound = evaluator_.length(*spec.bound, "the bound of a sequence");
            if (!bound) return nullptr;
            sequence.bound = *bound;
        }
        if (use == Use::parameter || use == Use::result || use == Use::constant) {
            error(Code::anonymous_type, place);
            return nullptr;
        }
        return sequence.element ? type(sequence) : nullptr;
    }
    TypeRef constructed_type(const syntax::Definition& definition, Use use) {
        const bool forward = std::visit(overloaded{[](const syntax::Structure& each) { return each.is_forward; },
                                                   [](const syntax::Union& each) { return each.is_forward; },
                                                   [](const auto&) { return false; }},
                                        definition.form);
        if (forward) {
            const bool is_union = std::holds_alternative<syntax::Union>(definition.form);
            error(Code::keyword_before_type, definition.place, {is_union ? "union" : "struct"});
            return nullptr;
        }
        if (use != Use::member && use != Use::alias) {
            error(Code::definition_here, definition.place);
            return nullptr;
        }
        const auto* made = define(definition);
        return made ? type_of(*made) : nullptr;
    }
    /// The type of a declarator: `element`, or an array of it.
    TypeRef declared_type(TypeRef element, const syntax::Declarator& declarator) {
        if (declarator.dimensions.empty()) return element;
        ArrayType array{element, {}};
        std::uint64_t total = 1;
        for (const auto& each : declarator.dimensions) {
            const auto length = evaluator_.length(each, "the size of an array");
            if (!length) return nullptr;
            array.dimensions.push_back(*length);
            total *= *length;
            if (total > largest_array) {
                error(Code::array_too_large, declarator.name.place, {declarator.name.text});
                return nullptr;
            }
        }
        return element ? type(std::move(array)) : nullptr;
    }

    // -- declarations -----------------------------------------------------------------------------------------------

    /// What the definition declares, where that is one type; null after an error.
    const Declaration* define(const syntax::Definition& definition) {
        advance(definition.offset);
        for (const auto& each : definition.annotations) unsupported("annotation '@" + each.text + "'", each.place);
        comment_ = definition.comment;
        const auto& place = definition.place;
        return std::visit(
            overloaded{[&](const syntax::Nothing&) { return nothing(place); },
                       [&](const syntax::Module& each) { return module(each); },
                       [&](const syntax::Interface& each) { return interface(each); },
                       [&](const syntax::Value& each) { return each.boxed ? value_box(each) : value(each); },
                       [&](const syntax::StateMember& each) { return state_member(each); },
                       [&](const syntax::Factory& each) { return factory(each); },
                       [&](const syntax::Typedef& each) { return alias(each); },
                       [&](const syntax::Constant& each) { return constant(each); },
                       [&](const syntax::Structure& each) { return structure(each); },
                       [&](const syntax::Exception& each) { return exception(each); },
                       [&](const syntax::Union& each) { return union_type(each); },
                       [&](const syntax::Enum& each) { return enumeration(each); },
                       [&](const syntax::Native& each) { return native(each); },
                       [&](const syntax::Operation& each) { return operation(each); },
                       [&](const syntax::Attribute& each) { return attribute(each); },
                       [&](const syntax::TypeId& each) { return type_id(each); },
                       [&](const syntax::TypePrefix& each) { return type_prefix(each); },
                       [&](const syntax::Import& each) { return import(each, place); },
                       [&](const syntax::Component& each) { return component(each, place); }},
            definition.form);
    }

    const Declaration* nothing(const Location& place) {
        diagnostics_.report(Code::extra_semicolon, place);
        return nullptr;
    }
    // Of the component model only this is known: what was declared.
    const Declaration* component(const syntax::Component& from, const Location& place) {
        const auto code = from.keyword == "component" ? Code::component_
                          : from.keyword == "home"    ? Code::home_
                                                      : Code::event_type;
        error(code, place, {from.name.text});
        lose(from.name);
        return nullptr;
    }

    const Declaration* module(const syntax::Module& from) {
        auto* existing = scope_->find(from.name.text);
        const bool reopens = existing && existing->kind == Entry::Kind::declared && existing->declaration &&
                             existing->declaration->kind == Kind::module && existing->name == from.name.text;
        auto* made = make_with_id<Module>(from.name);
        auto* inner = reopens ? existing->inner : new_scope(scope_, made, true);
        made->first = reopens ? static_cast<const Module*>(existing->declaration) : made;
        if (reopens) {
            made->repository_id = made->first->repository_id;
            reopened_[made->first].push_back(made);
        }
        if (reopens && made->first->location.line == 0) adopt(made);
        const bool claimed = reopens || claim(from.name, Entry::Kind::declared, made, inner);
        if (from.contents.empty() && !incomplete_) error(Code::empty_module, from.name.place, {from.name.text});
        {
            const Inside inside{*this, inner, made, &made->contents};
            if (const auto own = type_prefixes_.find(made->first); own != type_prefixes_.end()) prefixes_.set(own->second);
            for (const auto& each : from.contents) define(each);
            advance(from.end);
        }
        if (claimed) add(made);
        return nullptr;
    }
    static bool is_corba(const Declaration* scope) { return scope && !scope->scope && scope->name == "CORBA"; }
    // The source opens the predeclared module CORBA for the first time: from now on it is the source's.
    void adopt(Module* made) {
        made->repository_id = repository_id(prefixes_.current(), made->path());
        made->first = made;
        auto* entry = scope_->find(made->name);
        entry->declaration = made;
        entry->place = made->location;
    }

    // -- interfaces

    const Declaration* interface(const syntax::Interface& from) {
        if (from.keyword_name && !is_corba(scope_->declaration())) {
            error(Code::keyword_as_name, from.name.place, {from.name.text});
            return nullptr;
        }
        auto* known = declared_before<Interface>(from.name, from.is_forward);
        auto* made = known ? known : make_with_id<Interface>(from.name);
        Interface written;
        written.is_abstract = from.is_abstract;
        written.is_local = from.is_local;
        if (known && !same_as_forward(*known, written, from.name)) return nullptr;
        if (!known && !claim(from.name, Entry::Kind::declared, made)) return nullptr;
        made->is_abstract = from.is_abstract;
        made->is_local = from.is_local;
        if (from.is_forward) return forward(*made, from.name);
        complete(*made, from.name);
        auto* inner = new_scope(scope_, made, true);
        inherit(from, *made, *inner);
        inner_scopes_[made] = inner;
        made->is_defined = true;
        {
            const Inside inside{*this, inner, made, &made->contents};
            for (const auto& each : from.contents) define(each);
            advance(from.end);
        }
        add(made);
        return made;
    }

    /// What this name already stands for, where that may be said again: a forward declaration that is not defined yet
    /// or, if this is a forward declaration itself, a definition.
    template <class D>
    D* declared_before(const Name& name, bool is_forward) {
        auto* entry = scope_->find(name.text);
        if (!entry || entry->kind != Entry::Kind::declared || entry->name != name.text) return nullptr;
        auto* known = dynamic_cast<D*>(const_cast<Declaration*>(entry->declaration));
        return known && (is_forward || !known->is_defined) ? known : nullptr;
    }
    template <class D>
    const Declaration* forward(D& definition, const Name& name) {
        auto* made = make<Forward>(name);
        made->repository_id = definition.repository_id;
        made->definition = &definition;
        if (meanings_.contains(&definition)) return nullptr;
        if (!definition.is_defined && forwards_.insert(&definition).second) forward_order_.push_back(&definition);
        add(made);
        return nullptr;
    }
    template <class D>
    bool same_as_forward(const D& known, const D& written, const Name& name) {
        if (noun_of(known) == noun_of(written) && same_id(known, name)) return true;
        if (noun_of(known) != noun_of(written)) {
            error(Code::other_than_forward, name.place,
                  {name.text, std::string{noun_of(written)}, std::string{noun_of(known)}});
            declared_here(known);
        }
        std::erase(forward_order_, static_cast<const Declaration*>(&known));
        return false;
    }
    bool same_id(const Declaration& known, const Name& name) {
        if (fixed_ids_.contains(const_cast<Declaration*>(&known))) return true;
        const auto id = repository_id(prefixes_.current(), known.path());
        if (id == known.repository_id) return true;
        error(Code::forward_with_other_id, name.place, {name.text, id, known.repository_id});
        declared_here(known);
        return false;
    }

    void inherit(const syntax::Interface& from, Interface& made, Scope& inner) {
        Features features;
        for (const auto& name : from.bases) {
            auto* base = base_named<Interface>(name, made, Code::not_an_interface, made.bases);
            if (!base) continue;
            if (made.is_abstract && !base->is_abstract)
                error(Code::abstract_base, name.place, {made.name, name.text()});
            // Before CORBA 2.4, Policy and Current were no local interfaces.
            if (is_builtin(base->location)) made.is_local = made.is_local || base->is_local;
            if (base->is_local && !made.is_local) error(Code::local_base, name.place, {made.name, name.text()});
            made.bases.push_back(base);
            inner.bases.push_back(inner_scopes_.at(base));
            if (from.bases.size() > 1) check_features(*base, features, name.place);
        }
    }
    /// What `name` in the list of bases (or supported interfaces) of `made` means; null after an error.
    template <class Base>
    const Base* base_named(const ScopedName& name, const Declaration& made, Code wrong_kind,
                           const std::vector<const Base*>& before) {
        auto* entry = resolve(name);
        if (!entry) return nullptr;
        auto* base = behind_typedef<Base>(entry->declaration);
        if (!base) {
            error(wrong_kind, name.place, {name.text()});
            declared_here(*entry);
        } else if (!base->is_defined) {
            const bool itself = static_cast<const Declaration*>(base) == &made;
            error(itself ? Code::inherits_itself : Code::incomplete_base, name.place, {name.text()});
            if (!itself) declared_here(*entry);
        } else if (std::find(before.begin(), before.end(), base) != before.end()) {
            error(Code::base_twice, name.place, {name.text()});
        } else {
            return base;
        }
        return nullptr;
    }
    // Other compilers let a typedef stand for a base.
    template <class D>
    const D* behind_typedef(const Declaration* declaration) {
        if (declaration && declaration->kind == Kind::typedef_) return declared<D>(type_of(*declaration));
        return dynamic_cast<const D*>(declaration);
    }
    /// What a declaration inherits so far.
    struct Features {
        std::unordered_map<std::string, const Declaration*> names;
        std::unordered_set<const Declaration*> seen;
    };
    // Operations, attributes and state of two bases must not share a name (CORBA 3.0.3, 3.8.5).
    void check_features(const Declaration& base, Features& features, const Location& place) {
        std::vector<const Declaration*> pending{&base};
        while (!pending.empty()) {
            auto* next = pending.back();
            pending.pop_back();
            if (!features.seen.insert(next).second) continue;
            for (auto* each : *contents_of(*next))
                if (is_feature(*each)) check_feature(*each, features, place);
            if (auto* interface = dynamic_cast<const Interface*>(next)) {
                pending.insert(pending.end(), interface->bases.rbegin(), interface->bases.rend());
            } else if (auto* value = dynamic_cast<const ValueType*>(next)) {
                pending.insert(pending.end(), value->supports.rbegin(), value->supports.rend());
                pending.insert(pending.end(), value->bases.rbegin(), value->bases.rend());
            }
        }
    }
    void check_feature(const Declaration& feature, Features& features, const Location& place) {
        const auto [known, fresh] =
            features.names.emplace(case_matters_ ? feature.name : lower(feature.name), &feature);
        if (fresh) return;
        error(Code::inherited_twice, place, {feature.name});
        declared_here(*known->second);
        declared_here(feature);
    }

    // -- valuetypes

    const Declaration* value(const syntax::Value& from) {
        if (from.keyword_name && !is_corba(scope_->declaration())) {
            error(Code::keyword_as_name, from.name.place, {from.name.text});
            return nullptr;
        }
        auto* known = declared_before<ValueType>(from.name, from.is_forward);
        auto* made = known ? known : make_with_id<ValueType>(from.name);
        ValueType written;
        written.is_abstract = from.is_abstract;
        if (known && !same_as_forward(*known, written, from.name)) return nullptr;
        if (!known && !claim(from.name, Entry::Kind::declared, made)) return nullptr;
        made->is_abstract = from.is_abstract;
        made->is_custom = from.is_custom;
        if (from.is_forward) return forward(*made, from.name);
        complete(*made, from.name);
        auto* inner = new_scope(scope_, made, true);
        Features features;
        inherit(from, *made, *inner, features);
        support(from, *made, *inner, features);
        check_truncatable(from, *made);
        inner_scopes_[made] = inner;
        made->is_defined = true;
        {
            const Inside inside{*this, inner, made, &made->contents};
            for (const auto& each : from.contents) define(each);
            advance(from.end);
        }
        add(made);
        return made;
    }
    void inherit(const syntax::Value& from, ValueType& made, Scope& inner, Features& features) {
        for (const auto& name : from.bases) {
            auto* base = base_named<ValueType>(name, made, Code::not_a_value_type, made.bases);
            if (!base) continue;
            if (made.is_abstract && !base->is_abstract) {
                error(Code::abstract_base, name.place, {made.name, name.text()});
            } else if (!base->is_abstract && &name != &from.bases.front()) {
                error(Code::stateful_base_first, name.place, {name.text()});
            } else {
                made.bases.push_back(base);
                inner.bases.push_back(inner_scopes_.at(base));
                check_features(*base, features, name.place);
            }
        }
    }
    void support(const syntax::Value& from, ValueType& made, Scope& inner, Features& features) {
        for (const auto& name : from.supports) {
            auto* interface = base_named<Interface>(name, made, Code::not_an_interface, made.supports);
            if (!interface) continue;
            if (!interface->is_abstract && std::any_of(made.supports.begin(), made.supports.end(),
                                                       [](auto* each) { return !each->is_abstract; }))
                error(Code::concrete_support_twice, name.place, {name.text()});
            made.supports.push_back(interface);
            inner.bases.push_back(inner_scopes_.at(interface));
            check_features(*interface, features, name.place);
        }
    }
    void check_truncatable(const syntax::Value& from, ValueType& made) {
        made.is_truncatable = from.is_truncatable;
        if (!from.is_truncatable) return;
        if (from.is_custom) error(Code::truncatable_custom, from.name.place);
        if (!made.bases.empty() && !made.stateful_base())
            error(Code::truncatable_without_base, from.bases.front().place, {from.bases.front().text()});
    }

    const Declaration* state_member(const syntax::StateMember& from) {
        auto* owner = dynamic_cast<const ValueType*>(owner_);
        auto* type = resolve_type(from.member.type, Use::member);
        const auto& first = from.member.declarators.front().name;
        if (owner && owner->is_abstract) error(Code::state_of_abstract, first.place, {owner->name});
        if (type && holds_local(type)) error(Code::local_state, from.member.type.place, {to_text(type)});
        for (const auto& each : from.member.declarators) {
            comment_ = from.member.comment;
            auto* own = declared_type(type, each);
            auto* made = make<StateMember>(each.name);
            made->is_public = from.is_public;
            made->type = own;
            if (claim(each.name, Entry::Kind::declared, made) && own) add(made);
        }
        return nullptr;
    }
    const Declaration* factory(const syntax::Factory& from) {
        auto* owner = dynamic_cast<const ValueType*>(owner_);
        if (owner && owner->is_abstract) error(Code::factory_of_abstract, from.name.place, {owner->name});
        auto* made = make<Factory>(from.name);
        bool good = claim(from.name, Entry::Kind::declared, made);
        good = parameters(from.parameters, made->parameters) && good;
        for (const auto& each : made->parameters)
            if (each.direction != Direction::in) error(Code::factory_out, each.location, {each.name});
        good = exceptions(from.raises, made->raises) && good;
        if (good) add(made);
        return nullptr;
    }

    const Declaration* value_box(const syntax::Value& from) {
        auto* boxed = resolve_type(*from.boxed, Use::alias);
        if (boxed && (declared<ValueType>(boxed) || declared<ValueBox>(boxed) ||
                      unaliased(boxed)->is(Primitive::value_base))) {
            error(Code::box_of_value, from.boxed->place, {to_text(boxed)});
            boxed = nullptr;
        }
        auto* made = make_with_id<ValueBox>(from.name);
        made->type = boxed;
        note_local(*made, boxed);
        if (!boxed) lose(from.name);
        else if (claim(from.name, Entry::Kind::declared, made)) add(made);
        return nullptr;
    }

    const Declaration* native(const syntax::Native& from) {
        auto* made = make_with_id<Native>(from.name);
        if (claim(from.name, Entry::Kind::declared, made)) add(made);
        return nullptr;
    }

    // Names are visible everywhere, so an import of one that was included says nothing new.
    const Declaration* import(const syntax::Import& from, const Location& place) {
        if (!from.file.empty()) error(Code::import_of_file, place, {from.file});
        else if (!resolve_quietly(from.name)) error(Code::import_of_unknown, from.name.place, {from.name.text()});
        return nullptr;
    }
    bool resolve_quietly(const ScopedName& name) {
        auto* scope = name.absolute ? global_ : scope_;
        auto found = find_in(*scope, name.parts.front().text);
        while (found.empty() && !name.absolute && (scope = scope->parent()))
            found = find_in(*scope, name.parts.front().text);
        for (std::size_t i = 1; found.size() == 1 && i < name.parts.size(); ++i) {
            auto* inner = scope_of(*found.front());
            if (!inner) return false;
            found = find_in(*inner, name.parts[i].text);
        }
        return found.size() == 1;
    }

    // -- local types (CORBA 3.0.3, 3.8.7): a local interface and every type that contains one

    bool holds_local(TypeRef type) const {
        for (;;) {
            type = unaliased(type);
            if (auto* sequence = type->as<SequenceType>()) type = sequence->element;
            else if (auto* array = type->as<ArrayType>()) type = array->element;
            else break;
        }
        if (auto* interface = declared<Interface>(type)) return interface->is_local;
        auto* named = type->as<NamedType>();
        return named && local_types_.contains(named->declaration);
    }
    /// A struct, union or box is local if a member is. What is only declared yet counts as not local.
    void note_local(const Declaration& holder, TypeRef member) {
        if (member && holds_local(member)) local_types_.insert(&holder);
    }
    void check_not_local(TypeRef type, const Location& place) {
        auto* interface = dynamic_cast<const Interface*>(owner_);
        if (type && interface && !interface->is_local && holds_local(type))
            error(Code::local_type_leaves, place, {to_text(type), interface->name});
    }

    const Declaration* operation(const syntax::Operation& from) {
        auto* made = make<Operation>(from.name);
        made->is_oneway = from.is_oneway;
        const bool claimed = claim(from.name, Entry::Kind::declared, made);
        made->result = resolve_type(from.result, Use::result);
        check_not_local(made->result, from.result.place);
        bool good = claimed && made->result;
        good = parameters(from.parameters, made->parameters) && good;
        good = exceptions(from.raises, made->raises) && good;
        good = contexts(from, *made) && good;
        if (from.is_oneway) check_oneway(from, *made);
        if (good) add(made);
        return nullptr;
    }
    bool parameters(const std::vector<syntax::Parameter>& from, std::vector<Parameter>& result) {
        const Inside inside{*this, new_scope(scope_, nullptr, false), owner_, contents_};
        bool good = true;
        for (const auto& each : from) {
            auto* type = resolve_type(each.type, Use::parameter);
            const bool claimed = claim(each.name, Entry::Kind::member, nullptr);
            check_not_local(type, each.type.place);
            if (type && claimed) result.push_back({each.direction, each.name.text, type, each.name.place});
            good = good && type && claimed;
        }
        return good;
    }
    bool contexts(const syntax::Operation& from, Operation& made) {
        for (const auto& each : from.context) {
            auto text = evaluator_.text(each, from.context_place);
            if (!text) return false;
            if (!is_context(*text)) error(Code::bad_context, from.context_place, {*text});
            made.context.push_back(*std::move(text));
        }
        return true;
    }
    // CORBA 3.0.3, 3.13.2.
    static bool is_context(std::string_view text) {
        if (text.ends_with('*')) text.remove_suffix(1);
        const auto fits = [](unsigned char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
        };
        return !text.empty() && text.front() != '.' && std::all_of(text.begin(), text.end(), fits);
    }
    void check_oneway(const syntax::Operation& from, const Operation& made) {
        if (made.result && !made.result->is(Primitive::void_)) error(Code::oneway_result, from.result.place);
        for (const auto& each : from.parameters)
            if (each.direction != Direction::in) error(Code::oneway_out, each.name.place, {each.name.text});
        if (!from.raises.empty()) error(Code::oneway_raises, from.raises.front().place);
    }
    bool exceptions(const std::vector<ScopedName>& names, std::vector<const Exception*>& list) {
        bool good = true;
        for (const auto& name : names) {
            auto* entry = resolve(name);
            auto* exception = entry ? dynamic_cast<const Exception*>(entry->declaration) : nullptr;
            if (entry && is_native_exception(*entry)) continue;
            if (entry && !exception) {
                error(Code::not_an_exception, name.place, {name.text()});
                declared_here(*entry);
            } else if (exception && std::find(list.begin(), list.end(), exception) != list.end()) {
                error(Code::exception_twice, name.place, {name.text()});
            } else if (exception) {
                list.push_back(exception);
            }
            good = good && exception;
        }
        return good;
    }

    // In local interfaces and valuetypes a native type may be raised (CORBA 3.0.3, 3.11.5).
    bool is_native_exception(const Entry& entry) const {
        auto* interface = dynamic_cast<const Interface*>(owner_);
        return entry.declaration && entry.declaration->kind == Kind::native && (!interface || interface->is_local);
    }

    const Declaration* attribute(const syntax::Attribute& from) {
        auto* type = resolve_type(from.type, Use::parameter);
        check_not_local(type, from.type.place);
        std::vector<const Exception*> getting, setting;
        if (!from.raises.empty() && !from.is_readonly) error(Code::raises_of_attribute, from.raises.front().place);
        if (!from.set_raises.empty() && from.is_readonly) error(Code::readonly_setraises, from.set_raises_place);
        exceptions(from.raises, getting);
        exceptions(from.get_raises, getting);
        exceptions(from.set_raises, setting);
        for (const auto& name : from.names) {
            auto* made = make<Attribute>(name);
            made->is_readonly = from.is_readonly;
            made->type = type;
            made->get_raises = getting;
            made->set_raises = setting;
            if (claim(name, Entry::Kind::declared, made) && type) add(made);
        }
        return nullptr;
    }

    // -- types

    const Declaration* alias(const syntax::Typedef& from) {
        const auto comment = comment_;
        auto* type = resolve_type(from.type, Use::alias);
        for (const auto& each : from.declarators) {
            comment_ = comment;
            auto* own = declared_type(type, each);
            auto* made = make_with_id<Typedef>(each.name);
            made->type = own;
            if (!own) {
                lose(each.name);
            } else if (claim(each.name, Entry::Kind::declared, made)) {
                add(made);
            }
        }
        return nullptr;
    }

    const Declaration* constant(const syntax::Constant& from) {
        auto* bare = std::get_if<syntax::FixedSpec>(&from.type.form);
        if (bare && !bare->digits) return fixed_constant(from);
        auto* type = resolve_type(from.type, Use::constant);
        if (type && !can_be_constant(type)) {
            error(Code::constant_type, from.type.place, {to_text(type)});
            type = nullptr;
        }
        auto value = type ? evaluator_.evaluate(from.value, type) : std::nullopt;
        if (!value) {
            lose(from.name);
            return nullptr;
        }
        auto* made = make_with_id<Constant>(from.name);
        made->type = type;
        made->value = *std::move(value);
        if (claim(from.name, Entry::Kind::declared, made)) add(made);
        return nullptr;
    }
    const Declaration* fixed_constant(const syntax::Constant& from) {
        auto value = evaluator_.fixed(from.value);
        if (!value) {
            lose(from.name);
            return nullptr;
        }
        auto* made = make_with_id<Constant>(from.name);
        made->type = type(value->first);
        made->value = std::move(value->second);
        if (claim(from.name, Entry::Kind::declared, made)) add(made);
        return nullptr;
    }
    static bool can_be_constant(TypeRef type) {
        if (unaliased(type)->as<StringType>() || unaliased(type)->as<FixedType>() || declared<Enum>(type)) return true;
        auto* primitive = unaliased(type)->as<Primitive>();
        return primitive && *primitive != Primitive::void_ && *primitive < Primitive::any;
    }

    /// Members of a struct or exception into `members`; the scope is that of the struct.
    void members(const std::vector<syntax::Member>& from, std::vector<Member>& members) {
        for (const auto& each : from) {
            auto* type = resolve_type(each.type, Use::member);
            for (const auto& declarator : each.declarators) {
                auto* own = declared_type(type, declarator);
                if (claim(declarator.name, Entry::Kind::member, nullptr) && own)
                    members.push_back({declarator.name.text, own, declarator.name.place, each.comment});
            }
        }
    }

    const Declaration* structure(const syntax::Structure& from) {
        auto* known = declared_before<Structure>(from.name, from.is_forward);
        auto* made = known ? known : make_with_id<Structure>(from.name);
        auto* inner = new_scope(scope_, made, false);
        if (!known && !claim(from.name, Entry::Kind::declared, made, inner)) return nullptr;
        if (from.is_forward) return forward(*made, from.name);
        complete(*made, from.name);
        inner_scopes_[made] = inner;
        if (from.members.empty() && !incomplete_)
            error(Code::empty_struct, from.name.place, {from.name.text});
        {
            const Inside inside{*this, inner, made, &made->nested};
            members(from.members, made->members);
            advance(from.end);
        }
        for (const auto& each : made->members) note_local(*made, each.type);
        made->is_defined = true;
        add(made);
        return made;
    }
    void complete(Declaration& made, const Name& name) {
        made.location = name.place;
        made.in_main_file = name.place.file == 0;
        made.comment = comment_;
    }

    const Declaration* exception(const syntax::Exception& from) {
        auto* made = make_with_id<Exception>(from.name);
        auto* inner = new_scope(scope_, made, false);
        if (!claim(from.name, Entry::Kind::declared, made, inner)) return nullptr;
        {
            const Inside inside{*this, inner, made, &made->nested};
            members(from.members, made->members);
            advance(from.end);
        }
        add(made);
        return nullptr;
    }

    const Declaration* enumeration(const syntax::Enum& from) {
        auto* made = make_with_id<Enum>(from.name);
        if (!claim(from.name, Entry::Kind::declared, made)) return nullptr;
        comment_.clear();
        for (const auto& name : from.enumerators) {
            auto* enumerator = make<Enumerator>(name);
            enumerator->enumeration = made;
            enumerator->value = static_cast<std::uint32_t>(made->enumerators.size());
            if (claim(name, Entry::Kind::declared, enumerator)) made->enumerators.push_back(enumerator);
        }
        add(made);
        return made;
    }

    // -- unions

    const Declaration* union_type(const syntax::Union& from) {
        auto* known = declared_before<Union>(from.name, from.is_forward);
        auto* made = known ? known : make_with_id<Union>(from.name);
        auto* inner = new_scope(scope_, made, false);
        if (!known && !claim(from.name, Entry::Kind::declared, made, inner)) return nullptr;
        if (from.is_forward) return forward(*made, from.name);
        complete(*made, from.name);
        inner_scopes_[made] = inner;
        if (from.cases.empty() && !incomplete_) error(Code::empty_union, from.name.place, {from.name.text});
        {
            const Inside inside{*this, inner, made, &made->nested};
            made->discriminator = discriminator(from.discriminator);
            cases(from, *made);
            advance(from.end);
        }
        for (const auto& each : made->cases) note_local(*made, each.member.type);
        made->is_defined = true;
        add(made);
        return made;
    }
    TypeRef discriminator(const TypeSpec& spec) {
        auto* type = resolve_type(spec, Use::member);
        if (!type) return nullptr;
        auto* primitive = unaliased(type)->as<Primitive>();
        // CORBA 3.0.3, 3.11.2.2; octet and wchar came with IDL 4.
        const bool is_new = primitive && (*primitive == Primitive::octet || *primitive == Primitive::wchar);
        const bool good = declared<Enum>(type) || range_of(type) ||
                          (primitive && (*primitive == Primitive::boolean || *primitive == Primitive::char_));
        if (is_new ? idl4_ : good) return type;
        error(Code::discriminator_type, spec.place, {to_text(type)});
        return nullptr;
    }

    /// Labels as numbers: equal numbers are equal labels.
    static Integer number(const Value& value) {
        return std::visit(overloaded{[](Integer each) { return each; }, [](bool each) { return Integer{each}; },
                                     [](char each) { return Integer{static_cast<unsigned char>(each)}; },
                                     [](wchar_t each) { return Integer{each}; },
                                     [](const Enumerator* each) { return Integer{each->value}; },
                                     [](const auto&) { return Integer{}; }},
                          value);
    }

    using Enumerators = std::unordered_map<std::string_view, const Enumerator*>;

    void cases(const syntax::Union& from, Union& made) {
        Enumerators enumerators;
        if (auto* enumeration = made.discriminator ? declared<Enum>(made.discriminator) : nullptr)
            for (auto* each : enumeration->enumerators) enumerators.emplace(each->name, each);
        std::map<Integer, Location> labels;
        const Location* default_place = nullptr;
        for (const auto& each : from.cases) {
            Case result;
            for (const auto& label : each.labels) {
                if (label.is_default) {
                    if (default_place) {
                        error(Code::two_defaults, label.place);
                        diagnostics_.report(Code::note_first_here, *default_place);
                    } else {
                        default_place = &label.place;
                        result.is_default = true;
                    }
                } else if (made.discriminator) {
                    add_label(label, made.discriminator, enumerators, labels, result);
                }
            }
            auto* type = resolve_type(each.type, Use::member);
            auto* own = declared_type(type, each.declarator);
            const auto& name = each.declarator.name;
            if (!claim(name, Entry::Kind::member, nullptr) || !own) continue;
            result.member = {name.text, own, name.place, each.comment};
            made.cases.push_back(std::move(result));
        }
        if (!made.discriminator) return;
        made.unlabelled = unlabelled(made.discriminator, labels);
        if (made.unlabelled || !default_place) return;
        error(Code::default_of_all, *default_place);
        std::erase_if(made.cases, [](const Case& each) { return each.is_default && each.labels.empty(); });
        for (auto& each : made.cases) each.is_default = false;
    }
    void add_label(const syntax::Label& label, TypeRef discriminator, const Enumerators& enumerators,
                   std::map<Integer, Location>& labels, Case& result) {
        auto value = enumerator_label(label, enumerators);
        if (!value) value = evaluator_.evaluate(label.value, discriminator);
        if (!value) return;
        const auto [known, fresh] = labels.emplace(number(*value), label.place);
        if (!fresh) {
            error(Code::label_twice, label.place);
            diagnostics_.report(Code::note_first_here, known->second);
            return;
        }
        result.labels.push_back(*value);
    }
    // The discriminator says what the name means: it neither hides nor is hidden by the names of members.
    static std::optional<Value> enumerator_label(const syntax::Label& label, const Enumerators& enumerators) {
        auto* name = std::get_if<ScopedName>(&label.value.form);
        if (!name || name->absolute || name->parts.size() != 1) return std::nullopt;
        const auto found = enumerators.find(name->parts.front().text);
        return found == enumerators.end() ? std::nullopt : std::optional<Value>{found->second};
    }
    std::optional<Value> unlabelled(TypeRef discriminator, const std::map<Integer, Location>& labels) {
        auto* enumeration = declared<Enum>(discriminator);
        const bool is_boolean = unaliased(discriminator)->is(Primitive::boolean);
        const bool is_wide = unaliased(discriminator)->is(Primitive::wchar);
        const auto range = range_of(discriminator);
        const Integer greatest = enumeration  ? static_cast<Integer>(enumeration->enumerators.size()) - 1
                                 : is_boolean ? Integer{1}
                                 : range      ? range->greatest
                                 : is_wide    ? Integer{0xffff}
                                              : Integer{255};
        Integer free = 0;
        while (free <= greatest && labels.contains(free)) ++free;
        if (free > greatest && range && range->least < 0)
            for (free = -1; free >= range->least && labels.contains(free);) --free;
        if (free > greatest || (range && free < range->least)) return std::nullopt;
        if (enumeration) return enumeration->enumerators[static_cast<std::size_t>(free)];
        if (is_boolean) return free != 0;
        if (range) return free;
        if (is_wide) return static_cast<wchar_t>(free);
        return static_cast<char>(free);
    }

    // -- values and ends

    const Declaration* value_named(const ScopedName& name) {
        auto* entry = resolve(name);
        if (!entry) return nullptr;
        auto* declaration = entry->declaration;
        if (declaration && (declaration->kind == Kind::constant || declaration->kind == Kind::enumerator))
            return declaration;
        error(Code::not_a_constant, name.place, {name.text()});
        declared_here(*entry);
        return nullptr;
    }

    void check_forwards() {
        if (incomplete_) return;
        for (auto* each : forward_order_) {
            if (auto* interface = dynamic_cast<const Interface*>(each)) {
                if (!interface->is_defined)
                    diagnostics_.report(Code::interface_never_defined, each->location, {each->name});
            } else if (auto* value = dynamic_cast<const ValueType*>(each)) {
                if (!value->is_defined)
                    diagnostics_.report(Code::value_never_defined, each->location, {each->name});
            } else if (!is_complete(type_of(*each))) {
                error(Code::never_defined, each->location, {each->name});
            }
        }
    }

    const Preprocessed& text_;
    Diagnostics& diagnostics_;
    Specification& result_;
    bool told_of_case_clash_ = false;
    const bool incomplete_;    ///< some declarations were lost in syntax errors
    const bool case_matters_;  ///< names that differ only in case are different
    const bool idl4_;
    Evaluator evaluator_;
    PrefixStack prefixes_;
    std::size_t next_event_ = 0;

    std::deque<Scope> scopes_;
    Scope* global_ = nullptr;
    Scope* scope_ = nullptr;               ///< where names go now
    const Declaration* owner_ = nullptr;   ///< the declaration of that scope
    Declarations* contents_ = nullptr;     ///< where declarations go now
    std::string comment_;                  ///< of the definition at hand
    std::unordered_map<const Declaration*, Scope*> inner_scopes_;

    TypeRef primitives_[static_cast<std::size_t>(Primitive::abstract_base) + 1] = {};
    std::unordered_map<const Declaration*, TypeRef> named_types_;
    std::unordered_set<const Declaration*> fixed_ids_;  ///< by typeid, #pragma ID or version
    std::unordered_map<const Declaration*, std::string> type_prefixes_;  ///< null: the global scope; modules: the first
    std::unordered_set<std::string> inheritable_;  ///< lower case: every name in an interface, valuetype or module
    std::unordered_map<const Declaration*, TypeRef> meanings_;  ///< of declarations of predeclared names
    std::unordered_map<const Declaration*, std::vector<const Module*>> reopened_;  ///< by the first opening
    std::unordered_set<const Declaration*> local_types_;  ///< but interfaces
    std::unordered_set<const Declaration*> forwards_;
    std::vector<const Declaration*> forward_order_;
};

}  // namespace

void analyse(const syntax::Specification& source, const Preprocessed& text, Diagnostics& diagnostics,
             const Options& options, Specification& result) {
    Analysis{text, diagnostics, options, result, source.has_errors}.run(source.contents);
}

}  // namespace corbel::idl
