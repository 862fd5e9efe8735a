// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/semantics/repository_ids.hpp"

#include <utility>

#include "idlc/frontend/suggest.hpp"

namespace corbel::idl {

namespace {

Location place_of(const PragmaWord& word, const Preprocessed::Event& event) {
    return event.place_in_body(word.at, word.length);
}

}  // namespace

void RepositoryIds::advance(std::size_t offset) {
    for (; next_event_ < text_->events.size() && text_->events[next_event_].offset <= offset; ++next_event_) {
        const auto& event = text_->events[next_event_];
        switch (event.kind) {
            case Preprocessed::Event::enter_file:
                prefixes_.enter_file(owner_);
                if (owner_ && is_main(event.place) && event.file != text_->builtin_file) take_in(event.file);
                break;
            case Preprocessed::Event::leave_file: prefixes_.leave(); break;
            case Preprocessed::Event::pragma: pragma(event); break;
        }
    }
}

void RepositoryIds::take_in(std::uint32_t file) {
    main_files_.insert(file);
    for (auto& each : result_.includes)
        if (each.resolved == result_.files[file]) each.is_inside = true;
}

void RepositoryIds::pragma(const Preprocessed::Event& event) {
    auto words = pragma_words(event.body);
    if (words.size() > 1 && words.back().text == ";") words.pop_back();
    if (words.empty()) return;
    const auto& name = words[0].text;
    if (name == "prefix") return pragma_prefix(words, event);
    if (name == "ID") return pragma_id(words, event);
    if (name == "version") return pragma_version(words, event);
    if (name == "corba_ami") return pragma_ami(words, event);
    if (name == "once") return;
    Suggestion guess{name};
    for (const auto* each : {"ID", "corba_ami", "prefix", "version"}) guess.consider(each);
    diagnostics_.report(Code::unknown_pragma, place_of(words[0], event), {name});
    if (!guess.text().empty())
        diagnostics_.report(Code::note_did_you_mean, place_of(words[0], event), {"#pragma " + guess.text()});
}

void RepositoryIds::pragma_prefix(const PragmaWords& words, const Preprocessed::Event& event) {
    if (words.size() != 2 || !words[1].text.starts_with('"'))
        return error(Code::pragma_form, event.place, {"#pragma prefix \"example.org\""});
    const auto prefix = words[1].text.substr(1);
    if (!is_prefix(prefix)) return error(Code::bad_prefix, place_of(words[1], event), {prefix});
    prefixes_.set(prefix, owner_);
}

void RepositoryIds::pragma_id(const PragmaWords& words, const Preprocessed::Event& event) {
    if (words.size() != 3 || !words[2].text.starts_with('"'))
        return error(Code::pragma_form, event.place, {"#pragma ID Name \"IDL:example.org/Name:1.0\""});
    if (auto* declaration = pragma_target(words[1], event))
        set_id(*declaration, words[2].text.substr(1), place_of(words[2], event));
}

void RepositoryIds::pragma_version(const PragmaWords& words, const Preprocessed::Event& event) {
    if (words.size() != 3) return error(Code::pragma_form, event.place, {"#pragma version Name 2.3"});
    auto* declaration = pragma_target(words[1], event);
    if (!declaration) return;
    const auto place = place_of(words[2], event);
    const auto& version = words[2].text;
    if (!has_version_form(version)) return error(Code::bad_version, place, {version});
    if (!is_version(version) && !diagnostics_.tolerate(Code::version_range, place, {version})) return;
    const auto id = with_version(declaration->repository_id, version);
    if (id.empty()) return error(Code::version_of_other_format, place, {declaration->repository_id});
    fix_id(*declaration, id, place);
}

/// It may stand in front of the interface.
void RepositoryIds::pragma_ami(PragmaWords words, const Preprocessed::Event& event) {
    if (words.size() != 2) return error(Code::pragma_form, event.place, {"#pragma corba_ami \"Module::Interface\""});
    auto& name = words[1];
    if (name.text.starts_with('"')) name = {name.text.substr(1), name.at + 1, name.length - 2};
    asynchronous_.emplace_back(std::move(name), &event);
}

void RepositoryIds::mark_asynchronous() {
    for (const auto& [word, event] : asynchronous_) {
        auto* declaration = pragma_target(word, *event);
        if (!declaration) continue;
        auto* interface = dynamic_cast<Interface*>(declaration);
        if (!interface || interface->is_abstract || interface->is_local)
            error(Code::not_asynchronous, place_of(word, *event), {word.text});
        else interface->is_asynchronous = true;
    }
}

void RepositoryIds::set_id(Declaration& declaration, const std::string& id, const Location& place) {
    if (const auto fault = fault_of_repository_id(id); !fault.empty())
        return error(Code::bad_repository_id, place, {id, fault});
    fix_id(declaration, id, place);
}

void RepositoryIds::fix_id(Declaration& declaration, const std::string& id, const Location& place) {
    if (fixed_ids_.contains(&declaration) && declaration.repository_id != id)
        return error(Code::repository_id_again, place, {declaration.name, declaration.repository_id});
    declaration.repository_id = id;
    fixed_ids_.insert(&declaration);
}

Declaration* RepositoryIds::pragma_target(const PragmaWord& word, const Preprocessed::Event& event) {
    ScopedName name;
    name.place = place_of(word, event);
    std::string_view rest{word.text};
    name.absolute = rest.starts_with("::");
    if (name.absolute) rest.remove_prefix(2);
    for (;;) {
        const auto part = rest.substr(0, rest.find("::"));
        const auto at = word.at + static_cast<std::size_t>(rest.data() - word.text.data());
        name.parts.push_back({std::string{part.starts_with('_') ? part.substr(1) : part},
                              event.place_in_body(at, part.size())});
        if (part.size() == rest.size()) break;
        rest.remove_prefix(part.size() + 2);
    }
    return with_id(name);
}

Declaration* RepositoryIds::with_id(const ScopedName& name) {
    auto* entry = resolve(name, false);
    const bool is_member = entry && entry->kind == Entry::Kind::member;
    if (!entry || (!entry->declaration && !is_member)) return nullptr;
    if (is_member || entry->declaration->repository_id.empty()) {
        error(Code::has_no_repository_id, name.place, {entry->name});
        return nullptr;
    }
    return const_cast<Declaration*>(entry->declaration);  // ours: every declaration is made by make()
}

const Declaration* RepositoryIds::type_id(const syntax::TypeId& from) {
    const auto id = evaluator_.text(from.id);
    auto* declaration = with_id(from.name);
    if (id && declaration) set_id(*declaration, *id, from.id.place);
    return nullptr;
}

const Declaration* RepositoryIds::type_prefix(const syntax::TypePrefix& from) {
    const auto prefix = evaluator_.text(from.prefix);
    if (!prefix) return nullptr;
    if (!is_prefix(*prefix)) error(Code::bad_prefix, from.prefix.place, {*prefix});
    else if (from.name.parts.empty()) set_type_prefix(nullptr, result_.contents, *prefix, from.prefix.place);
    else if (auto* declaration = with_id(from.name)) prefix_scope(*declaration, from, *prefix);
    return nullptr;
}

void RepositoryIds::prefix_scope(const Declaration& declaration, const syntax::TypePrefix& from,
                                 const std::string& prefix) {
    auto* contents = contents_of(declaration);
    if (!contents) return error(Code::no_prefix_scope, from.name.place, {from.name.text()});
    set_type_prefix(first_opening(&declaration), *contents, prefix, from.prefix.place);
}

const Declarations* RepositoryIds::contents_of(const Declaration& declaration) {
    if (auto* module = dynamic_cast<const Module*>(&declaration)) return &module->contents;
    if (auto* interface = dynamic_cast<const Interface*>(&declaration)) return &interface->contents;
    if (auto* value = dynamic_cast<const ValueType*>(&declaration)) return &value->contents;
    return nullptr;
}

const Declarations* RepositoryIds::nested_of(const Declaration& declaration) {
    if (auto* structure = dynamic_cast<const Structure*>(&declaration)) return &structure->nested;
    if (auto* choice = dynamic_cast<const Union*>(&declaration)) return &choice->nested;
    if (auto* exception = dynamic_cast<const Exception*>(&declaration)) return &exception->nested;
    return contents_of(declaration);
}

void RepositoryIds::set_type_prefix(const Declaration* target, const Declarations& contents, const std::string& prefix,
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
        if (first_opening(scope) == target) return prefixes_.set_type_prefix(prefix, around);
    if (!target) prefixes_.set_type_prefix(prefix, around);
}

bool RepositoryIds::is_inside(const Declaration* target) const {
    auto* scope = owner_;
    while (scope && first_opening(scope) != target) scope = scope->scope;
    return scope || !target;
}

void RepositoryIds::prefix_ids(const Declarations& contents, const std::string& prefix) {
    for (auto* each : contents) {
        // An inner scope with a prefix of its own keeps it.
        if (type_prefixes_.contains(first_opening(each))) continue;
        prefix_id(*each, prefix);
        if (auto* inner = nested_of(*each)) prefix_ids(*inner, prefix);
    }
}

void RepositoryIds::prefix_id(const Declaration& declaration, const std::string& prefix) {
    auto& ours = const_cast<Declaration&>(declaration);
    if (!ours.repository_id.empty() && !fixed_ids_.contains(&ours))
        ours.repository_id = repository_id({prefix, nullptr, true}, ours);
}

bool RepositoryIds::same_id(const Declaration& known, const Name& name) {
    if (fixed_ids_.contains(const_cast<Declaration*>(&known))) return true;
    const auto& prefix = prefixes_.current();
    const auto id = repository_id(prefix, known);
    if (id == known.repository_id) return true;
    // The file that defines it may be included behind the forward declaration, and state no prefix or the same again.
    if (name.place.file != known.location.file &&
        (!prefix.is_stated || repository_id({prefix.text}, known) == known.repository_id))
        return true;
    error(Code::forward_with_other_id, name.place, {name.text, id, known.repository_id});
    declared_here(known);
    return false;
}

// Who forgot the prefix gets ids that no other program knows. Told once for each of them.
void RepositoryIds::tell_other_prefix(const Module& made) {
    const auto& first = *made.first;
    const bool has_own_id = fixed_ids_.contains(const_cast<Module*>(&first)) || type_prefixes_.contains(&first);
    if (!made.in_main_file || first.location.line == 0 || has_own_id) return;
    if (made.repository_id == first.repository_id || !other_prefixes_.insert(made.repository_id).second) return;
    diagnostics_.report(Code::other_module_prefix, made.location, {made.name, first.repository_id, made.repository_id});
    declared_here(first);
}

// The source opens the predeclared module CORBA for the first time: from now on it is the source's.
void RepositoryIds::adopt(Module* made) {
    made->repository_id = repository_id(prefixes_.current(), *made);
    made->first = made;
    auto* entry = scope_->find(made->name);
    entry->declaration = made;
    entry->place = made->location;
}

}  // namespace corbel::idl
