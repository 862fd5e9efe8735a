// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/semantics/names.hpp"

#include <algorithm>
#include <utility>

#include "idlc/frontend/suggest.hpp"

namespace corbel::idl {

bool is_feature(const Declaration& declaration) {
    return declaration.kind == Kind::operation || declaration.kind == Kind::attribute ||
           declaration.kind == Kind::state_member;
}

namespace {

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
        case Kind::bitmask: return "a bitmask";
        case Kind::bitset: return "a bitset";
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

// Predeclared names that mean what they do only as long as nothing declares them.
bool is_stand_in(std::string_view name) {
    return name == "InterfaceDef" || name == "Environment" || name == "ServiceType" || name == "ServiceOption" ||
           name == "ServiceDetailType";
}

// Types of IDL 4 that are names without it.
bool is_idl4_integer(std::string_view name) {
    if (name.starts_with('u')) name.remove_prefix(1);
    return name == "int8" || name == "int16" || name == "int32" || name == "int64";
}

}  // namespace

Names::Names(const Preprocessed& text, Diagnostics& diagnostics, const Options& options, Specification& result,
             bool incomplete)
    : Tree{diagnostics, result}, text_{&text}, incomplete_{incomplete},
      case_matters_{options.case_clash != CaseClash::error},
      evaluator_{diagnostics, [this](const ScopedName& name) { return value_named(name); }} {
    main_files_.insert(text.main_files.begin(), text.main_files.end());
    scope_ = new_scope(nullptr, nullptr, true);
    global_ = scope_;
    predeclare();
}

void Names::add(const Declaration* declaration) {
    if (!meanings_.contains(declaration)) contents_->push_back(declaration);
}

Scope* Names::new_scope(Scope* parent, const Declaration* declaration, bool forms_names) {
    return &scopes_.emplace_back(parent, declaration, forms_names);
}

void Names::predeclare() {
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
        meanings_.emplace(made, meaning);  // where the name is introduced into another scope, too
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
    // COS files lean on these, whichever orb.idl they find. An Environment holds the exception of a call, or nothing.
    alias("Environment", type(Primitive::any));
    alias("ServiceType", type(Primitive::ushort));
    alias("ServiceOption", type(Primitive::ulong));
    alias("ServiceDetailType", type(Primitive::ulong));
    // The Interface Repository is not mapped; COS files pass its objects on.
    alias("InterfaceDef", type(Primitive::object));
    owner_ = nullptr;
}

bool Names::claim(const Name& name, Entry::Kind kind, const Declaration* declaration, Scope* inner) {
    auto* existing = scope_->find(name.text);
    if (claimable(name, existing)) {
        keep_meaning(name, existing, declaration);
        if (scope_->declaration() && scope_->forms_names()) inheritable_.insert(lower(name.text));
        Entry entry{kind, name.text, declaration, name.place, inner, false};
        existing ? scope_->put(std::move(entry)) : scope_->add(std::move(entry));
        return true;
    }
    if (!existing) scope_->put({Entry::Kind::lost, name.text, nullptr, name.place, nullptr, false});
    return false;
}

void Names::keep_meaning(const Name& name, const Entry* existing, const Declaration* declaration) {
    if (existing && existing->predeclared && declaration && !is_stand_in(name.text))
        meanings_.emplace(declaration, static_cast<const Typedef*>(existing->declaration)->type);
}

void Names::lose(const Name& name) {
    if (scope_->declaration() && scope_->forms_names()) inheritable_.insert(lower(name.text));
    if (!scope_->find(name.text))
        scope_->put({Entry::Kind::lost, name.text, nullptr, name.place, nullptr, false});
}

std::vector<Entry*> Names::find_in(Scope& scope, const std::string& name) {
    if (!scope.bases.empty() && inheritable_.contains(lower(name))) return scope.find_with_bases(name);
    auto* entry = scope.find(name);
    return entry ? std::vector<Entry*>{entry} : std::vector<Entry*>{};
}

bool Names::claimable(const Name& name, const Entry* existing) {
    if (existing && gives_way(*existing)) return true;
    if (existing && is_builtin(name.place)) return false;
    if (existing) {
        const bool used = existing->kind == Entry::Kind::introduced;
        const bool same = existing->name == name.text;
        // In a module alone can it be taken: no class of C++ could have such names.
        const bool in_module = !scope_->declaration() || scope_->declaration()->kind == Kind::module;
        const auto code = same ? (!used       ? Code::redefined
                                  : in_module ? Code::name_changes_meaning
                                              : Code::redefined_after_use)
                               : (used ? Code::case_clash_with_use : Code::case_clash);
        error(code, name.place, {name.text, existing->name});
        declared_here(*existing);
        implied_here(name);
        if (code == Code::name_changes_meaning) {
            if (!diagnostics_.is_error(code)) return !named_like_scope(name);
            diagnostics_.report(Code::note_changes_meaning, name.place);
        }
        if (same || is_clash(code, name.place)) return false;
    }
    return !named_like_scope(name) && not_inherited(name);
}

bool Names::gives_way(const Entry& entry) const {
    const bool builtin = entry.place.line == 0 || (is_builtin(entry.place) && entry.inner == nullptr);
    return entry.predeclared || entry.kind == Entry::Kind::lost ||
           (builtin && entry.kind == Entry::Kind::declared);
}

bool Names::named_like_scope(const Name& name) {
    auto* enclosing = scope_->declaration();
    if (!enclosing || enclosing->name.size() != name.text.size() || lower(enclosing->name) != lower(name.text))
        return false;
    const bool same = enclosing->name == name.text;
    if (same) error(Code::named_like_scope, name.place, {name.text, std::string{noun(enclosing->kind)}});
    else error(Code::case_clash, name.place, {name.text, enclosing->name});
    declared_here(*enclosing);
    implied_here(name);
    return same || is_clash(Code::case_clash, name.place);
}

bool Names::is_clash(Code code, const Location& place) {
    if (!diagnostics_.is_error(code)) return false;
    if (!std::exchange(told_of_case_clash_, true)) diagnostics_.report(Code::note_case_clash, place);
    return true;
}

// Types, constants and exceptions may be redefined in a derived interface, operations and attributes not
// (CORBA 3.0.3, 3.8.5).
bool Names::not_inherited(const Name& name) {
    if (scope_->bases.empty()) return true;
    for (auto* inherited : find_in(*scope_, name.text)) {
        if (!inherited->declaration || !is_feature(*inherited->declaration)) continue;
        const bool same = inherited->name == name.text;
        const auto code = same ? Code::redefines_inherited : Code::case_clash;
        error(code, name.place, {name.text, inherited->name});
        declared_here(*inherited);
        implied_here(name);
        if (same || is_clash(code, name.place)) return false;
    }
    return true;
}

Entry* Names::resolve(const ScopedName& name, bool introduces) {
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

Scope* Names::scope_of(const Entry& entry) {
    if (entry.inner) return entry.inner;
    const auto found = inner_scopes_.find(entry.declaration);
    return entry.declaration && found != inner_scopes_.end() ? found->second : nullptr;
}

Entry* Names::resolve_first(const Name& name, bool introduces) {
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

Entry* Names::resolve_in(Scope& scope, const Name& name, const Entry* owner) {
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

Entry* Names::choose(const std::vector<Entry*>& found, const Name& name) {
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

void Names::introduce(const Entry& entry, const Scope* found_in, const Name& name) {
    const Entry copy{Entry::Kind::introduced, entry.name, entry.declaration, name.place, scope_of(entry), false};
    if (entry.kind == Entry::Kind::lost) return;
    for (auto* scope = scope_; scope; scope = scope->parent()) {
        auto* known = scope->find(entry.name);
        // What a scope declares is not introduced to it, what it inherits is.
        if (scope == found_in && (scope->bases.empty() || (known && known->name == entry.name))) return;
        if (!known || (case_matters_ && known->name != entry.name)) scope->put(copy);
        if (scope->forms_names()) break;
    }
}

namespace {

/// What types of other languages are called in IDL.
constexpr std::pair<std::string_view, std::string_view> foreign_types[] = {
    {"bool", "boolean"}, {"byte", "octet"}, {"int", "long"}, {"int16_t", "short"}, {"int32_t", "long"},
    {"int64_t", "long long"}, {"size_t", "unsigned long"}, {"uint8_t", "octet"}, {"uint16_t", "unsigned short"},
    {"uint32_t", "unsigned long"}, {"uint64_t", "unsigned long long"}, {"wchar_t", "wchar"}};

}  // namespace

void Names::unknown(const Name& name, Scope* in, const Entry* owner) {
    // What a broken declaration would have declared is not known.
    if (incomplete_) return;
    if (!in && is_idl4_integer(name.text)) return error(Code::idl4_word, name.place, {name.text});
    Suggestion guess{name.text};
    const auto consider = [&](const Entry& entry) {
        if (entry.kind == Entry::Kind::declared) guess.consider(entry.name);
    };
    if (in) in->each(consider);
    for (auto* scope = in ? nullptr : scope_; scope; scope = scope->parent()) scope->each(consider);
    for (const auto* word : {"boolean", "char", "double", "fixed", "float", "long", "Object", "octet", "sequence",
                             "short", "string", "unsigned", "wchar", "wstring"})
        if (!in) guess.consider(word);
    for (const auto& [foreign, ours] : foreign_types)
        if (!in && name.text == foreign)
            return error(Code::not_declared_did_you_mean, name.place, {name.text, std::string{ours}});
    if (!guess.text().empty())
        return error(Code::not_declared_did_you_mean, name.place, {name.text, guess.text()});
    if (owner) return error(Code::not_declared_in, name.place, {name.text, owner->name});
    error(Code::not_declared, name.place, {name.text});
}

bool Names::resolve_quietly(const ScopedName& name) {
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

const Declaration* Names::value_named(const ScopedName& name) {
    auto* entry = resolve(name);
    if (!entry) return nullptr;
    auto* declaration = entry->declaration;
    if (declaration && (declaration->kind == Kind::constant || declaration->kind == Kind::enumerator))
        return declaration;
    error(Code::not_a_constant, name.place, {name.text()});
    declared_here(*entry);
    return nullptr;
}

}  // namespace corbel::idl
