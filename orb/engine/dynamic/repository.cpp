// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/repository.hpp"

#include <algorithm>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::dynamic {
namespace {

using Kind = DefinitionKind;

[[noreturn]] void refuse(std::uint32_t omg_code, const std::string& text) {
    throw SystemError{Error::bad_param, minor::omg | omg_code, text};
}

/// CORBA 2.6, 10.4.3: what can stand in what.
bool may_contain(Kind container, Kind part) {
    switch (part) {
        case Kind::module: return container == Kind::repository || container == Kind::module;
        case Kind::operation:
        case Kind::attribute:
            return container == Kind::interface || container == Kind::abstract_interface ||
                   container == Kind::local_interface || container == Kind::value;
        case Kind::value_member:
        case Kind::factory: return container == Kind::value;
        case Kind::structure:
        case Kind::union_:
        case Kind::enumeration: return true;
        case Kind::interface:
        case Kind::abstract_interface:
        case Kind::local_interface:
        case Kind::value:
        case Kind::value_box: return container == Kind::repository || container == Kind::module;
        default: return container != Kind::structure && container != Kind::union_ && container != Kind::exception;
    }
}

bool is_part_of_interface(Kind kind) { return kind == Kind::operation || kind == Kind::attribute; }

// Names that differ only in case are one name (CORBA 2.6, 3.2.3).
bool same_name(std::string_view one, std::string_view other) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

const Definition* own_part(const Definition& container, std::string_view name) {
    for (const auto& each : container.contents)
        if (each->name == name) return each.get();
    return nullptr;
}

bool names(const TypeSpec& type, std::string_view id) {
    return type.id == id || std::any_of(type.content.begin(), type.content.end(),
                                        [&](const TypeSpec& each) { return names(each, id); });
}

bool names(const Definition& each, const std::string& id) {
    const auto in = [&](const std::vector<std::string>& ids) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    const auto any = [&](const auto& list) {
        return std::any_of(list.begin(), list.end(), [&](const auto& one) { return names(one.type, id); });
    };
    return names(each.type, id) || any(each.members) || any(each.parameters) || in(each.bases) || in(each.supports) ||
           in(each.raises) || in(each.set_raises);
}

/// Somebody outside of `removed` who names `id`; null if nobody does.
const Definition* user_of(const Definition& where, const Definition& removed, const std::string& id) {
    if (&where == &removed) return nullptr;
    if (names(where, id)) return &where;
    for (const auto& each : where.contents)
        if (const auto* found = user_of(*each, removed, id)) return found;
    return nullptr;
}

void replace(std::string& id, const std::string& old, const std::string& fresh) {
    if (id == old) id = fresh;
}

void replace(TypeSpec& type, const std::string& old, const std::string& fresh) {
    replace(type.id, old, fresh);
    for (auto& each : type.content) replace(each, old, fresh);
}

/// Wherever `where` or a part of it names the id.
void replace(Definition& where, const std::string& old, const std::string& fresh) {
    replace(where.type, old, fresh);
    for (auto& each : where.members) replace(each.type, old, fresh);
    for (auto& each : where.parameters) replace(each.type, old, fresh);
    for (auto* ids : {&where.bases, &where.supports, &where.raises, &where.set_raises})
        for (auto& id : *ids) replace(id, old, fresh);
    for (const auto& each : where.contents) replace(*each, old, fresh);
}

std::string place_of(const Definition& container) {
    return container.container ? container.scoped_name() : std::string{"the repository"};
}

/// The owner of a definition that has a container.
std::unique_ptr<Definition>& slot_of(const Definition& definition) {
    auto& list = definition.container->contents;
    return *std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.get() == &definition; });
}

}  // namespace

Repository::Repository() : root_{std::make_unique<Definition>()} { root_->kind = Kind::repository; }

const Definition* Repository::find(std::string_view id) const {
    const auto at = by_id_.find(id);
    return at == by_id_.end() ? nullptr : at->second;
}

const Definition* Repository::part(const Definition& container, std::string_view name) const {
    if (const auto* own = own_part(container, name)) return own;
    for (const auto* each : lineage(container))
        if (const auto* inherited = own_part(*each, name)) return inherited;
    return nullptr;
}

const Definition* Repository::lookup(std::string_view scoped_name, const Definition& scope) const {
    const bool absolute = scoped_name.starts_with("::");
    if (absolute) scoped_name.remove_prefix(2);
    const auto first = scoped_name.substr(0, scoped_name.find("::"));
    const auto* found = part(absolute ? *root_ : scope, first);
    for (const auto* outer = scope.container; !found && !absolute && outer; outer = outer->container)
        found = part(*outer, first);
    for (auto colons = scoped_name.find("::"); found && colons != scoped_name.npos; colons = scoped_name.find("::")) {
        scoped_name.remove_prefix(colons + 2);
        found = part(*found, scoped_name.substr(0, scoped_name.find("::")));
    }
    return found;
}

std::vector<const Definition*> Repository::lineage(const Definition& definition) const {
    std::vector<const Definition*> all{&definition};
    const auto add = [&](const std::vector<std::string>& ids) {
        for (const auto& id : ids)
            if (const auto* base = find(id); base && std::find(all.begin(), all.end(), base) == all.end())
                all.push_back(base);
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto* each = all[i];
        add(each->bases);
        add(each->supports);
    }
    return all;
}

const Definition* Repository::stateful_base(const Definition& value) const {
    const auto* base = value.bases.empty() ? nullptr : find(value.bases.front());
    return base && base->kind == Kind::value && !base->is_abstract ? base : nullptr;
}

const Definition& Repository::add(const Definition& container, std::unique_ptr<Definition> definition) {
    if (!definition->id.empty() && find(definition->id)) refuse(2, "the repository id " + definition->id + " is taken");
    require_place(container, *definition, definition->name);
    return append(container, std::move(definition));
}

void Repository::require_place(const Definition& container, const Definition& definition,
                               const std::string& name) const {
    const auto place = place_of(container);
    if (!may_contain(container.kind, definition.kind))
        refuse(4, place + " cannot contain a definition of this kind: " + name);
    for (const auto& each : container.contents)
        if (each.get() != &definition && same_name(each->name, name))
            refuse(3, place + " has a definition of the name " + name);
    if (!is_part_of_interface(definition.kind)) return;
    for (const auto* base : lineage(container))
        for (const auto& each : base->contents)
            if (each.get() != &definition && is_part_of_interface(each->kind) && same_name(each->name, name))
                refuse(5, place + " inherits " + name + " from " + base->scoped_name());
}

void Repository::change_id(const Definition& definition, const std::string& id) {
    if (definition.id == id) return;
    if (find(id)) refuse(2, "the repository id " + id + " is taken");
    const auto old = definition.id;
    auto& changed = const_cast<Definition&>(definition);
    by_id_.erase(old);
    changed.id = id;
    by_id_.emplace(id, &changed);
    replace(*root_, old, id);
    made_.clear();
}

void Repository::move(const Definition& definition, const Definition& container, const std::string& name,
                      const std::string& version) {
    for (const auto* outer = &container; outer; outer = outer->container)
        if (outer == &definition) refuse(4, definition.scoped_name() + " cannot be moved into itself");
    require_place(container, definition, name);
    auto& moved = const_cast<Definition&>(definition);
    moved.name = name;
    moved.version = version;
    if (&container != definition.container) {
        auto& home = const_cast<Definition&>(container);
        auto& old = definition.container->contents;
        auto owned = std::move(slot_of(definition));
        std::erase(old, nullptr);
        owned->container = &home;
        home.contents.push_back(std::move(owned));
    }
    made_.clear();
}

const Definition& Repository::append(const Definition& container, std::unique_ptr<Definition> definition) {
    auto& home = const_cast<Definition&>(container);
    definition->container = &home;
    index(*definition);
    made_.clear();
    return *home.contents.emplace_back(std::move(definition));
}

void Repository::index(Definition& definition) {
    by_id_.emplace(definition.id, &definition);
    for (const auto& each : definition.contents) index(*each);
}

void Repository::forget(const Definition& definition) {
    for (const auto& each : definition.contents) forget(*each);
    if (find(definition.id) == &definition) by_id_.erase(definition.id);
}

void Repository::remove(const Definition& definition) {
    if (!definition.container)
        throw SystemError{Error::bad_inv_order, minor::omg | 2, "a repository cannot be destroyed from outside"};
    if (const auto* user = user_of(*root_, definition, definition.id))
        throw SystemError{Error::bad_inv_order, minor::omg | 1,
                          definition.scoped_name() + " is in use: " + user->scoped_name() + " names it"};
    forget(definition);
    auto& list = definition.container->contents;
    const auto removed = std::move(slot_of(definition));
    std::erase(list, nullptr);
    made_.clear();
}

void Repository::merge(Repository&& other) {
    merge(*root_, *other.root_);
    other = {};
    made_.clear();
}

void Repository::merge(Definition& into, Definition& from) {
    for (auto& each : from.contents) {
        auto* known = by_id_.contains(each->id) ? by_id_.find(each->id)->second : nullptr;
        if (!known) {
            append(into, std::move(each));
        } else if (known->kind == Kind::module && each->kind == Kind::module) {
            merge(*known, *each);
        } else if (!known->is_defined && each->is_defined && known->kind == each->kind) {
            auto* container = known->container;
            each->container = container;
            by_id_.erase(each->id);
            auto& place = slot_of(*known);
            place = std::move(each);
            index(*place);
        }
    }
}

}  // namespace corbel::dynamic
