// SPDX-License-Identifier: BSL-1.0
// Eventtypes and homes, by the IDL they are equivalent to (CORBA Components, formal/02-06-65, 1.6.6 and 1.7).
#include "idlc/frontend/semantics/analysis.hpp"

namespace corbel::idl {

namespace {

std::string origin_of(const syntax::Home& home) { return "home '" + home.name.text + "'"; }

}  // namespace

void Analysis::inherit_event_base(ValueType& made, Scope& inner) {
    for (auto* each : made.bases)
        if (events_.contains(each)) return;
    auto* base = standard<ValueType>("EventBase", made.location);
    if (!base || inherits_from(made, *base)) return;
    if (!base->is_abstract && !made.bases.empty())
        return error(Code::stateful_base_first, made.location, {base->scoped_name()});
    if (!base->is_abstract && made.is_abstract)
        return error(Code::abstract_base, made.location, {made.name, base->scoped_name()});
    made.bases.push_back(base);
    inner.bases.push_back(inner_scopes_.at(base));
}

void Analysis::consumer(const syntax::Value& from, const ValueType& event) {
    const Implied implied{*this, "eventtype '" + from.name.text + "'"};
    const Name name{from.name.text + "Consumer", from.name.place};
    auto* made = const_cast<Interface*>(events_.at(&event));
    if (!made) {
        made = make_with_id<Interface>(name);
        if (!claim(name, Entry::Kind::declared, made)) return;
        events_[&event] = made;
    }
    if (from.is_forward) {
        forward(*made, name);
        return;
    }
    comment_.clear();
    complete(*made, name);
    auto* inner = new_scope(scope_, made, true);
    for (auto* each : consumers_of(event)) inherit_from(*each, *made, *inner);
    auto* base = made->bases.empty() ? standard<Interface>("EventConsumerBase", name.place) : nullptr;
    if (base) inherit_from(*base, *made, *inner);
    inherit({}, *made, *inner);
    inner_scopes_[made] = inner;
    made->is_defined = true;
    {
        const Inside inside{*this, inner, made, &made->contents};
        imply({"push_" + event.name, name.place}, type(Primitive::void_),
              {{Direction::in, "the_" + event.name, type_of(event), name.place}}, {});
    }
    add(made);
}

// Of the nearest eventtypes that it inherits from.
std::vector<const Interface*> Analysis::consumers_of(const ValueType& value) const {
    std::vector<const Interface*> result;
    std::unordered_set<const ValueType*> seen;
    std::vector<const ValueType*> pending{value.bases.rbegin(), value.bases.rend()};
    while (!pending.empty()) {
        auto* next = pending.back();
        pending.pop_back();
        if (!seen.insert(next).second) continue;
        if (const auto event = events_.find(next); event == events_.end())
            pending.insert(pending.end(), next->bases.rbegin(), next->bases.rend());
        else if (event->second && event->second->is_defined)
            result.push_back(event->second);
    }
    return result;
}

const Declaration* Analysis::home(const syntax::Home& from) {
    const auto comment = comment_;
    auto* managed = managed_component(from);
    if (!managed) {
        lose(from.name);
        return nullptr;
    }
    auto* explicit_part = explicit_home(from, *managed);
    auto* implicit_part = implicit_home(from, *managed);
    comment_ = comment;
    std::vector<const Interface*> parts;
    for (auto* each : {explicit_part, implicit_part})
        if (each) parts.push_back(each);
    auto* made = imply_interface(from.name, parts);
    if (!made) return nullptr;
    add(made);
    homes_.emplace(made, HomeParts{explicit_part, managed});
    return made;
}

const Interface* Analysis::managed_component(const syntax::Home& from) {
    auto* entry = resolve(from.managed);
    auto* interface = entry ? behind_typedef<Interface>(entry->declaration) : nullptr;
    if (!entry || components_.contains(interface)) return interface;
    error(Code::home_manages, from.managed.place, {from.managed.text(), from.name.text});
    declared_here(*entry);
    return nullptr;
}

const Analysis::HomeParts* Analysis::base_home(const ScopedName& base, const syntax::Home& from,
                                               const Interface& managed) {
    auto* entry = resolve(base);
    if (!entry) return nullptr;
    const auto known = homes_.find(behind_typedef<Interface>(entry->declaration));
    if (known == homes_.end()) {
        error(Code::home_base, base.place, {base.text()});
        declared_here(*entry);
        return nullptr;
    }
    if (!inherits_from(managed, *known->second.managed)) {
        error(Code::home_manages_other, from.managed.place,
              {from.name.text, known->second.managed->scoped_name(), base.text(), from.managed.text()});
        declared_here(*entry);
    }
    return &known->second;
}

const Interface* Analysis::explicit_home(const syntax::Home& from, const Interface& managed) {
    auto* named = only_base(from, "home");
    auto* base = named ? base_home(*named, from, managed) : nullptr;
    auto* inherited = base ? base->explicit_part : standard<Interface>("CCMHome", from.name.place);
    const Name name{from.name.text + "Explicit", from.name.place};
    Interface* made = nullptr;
    {
        const Implied implied{*this, origin_of(from)};
        made = make_with_id<Interface>(name);
        if (!claim(name, Entry::Kind::declared, made)) return nullptr;
    }
    auto* inner = new_scope(scope_, made, true);
    if (inherited) inherit_from(*inherited, *made, *inner);
    inherit(from.supports, *made, *inner);
    managed_ = &managed;
    define_contents(from, *made, *inner);
    managed_ = nullptr;
    return made;
}

const Interface* Analysis::implicit_home(const syntax::Home& from, const Interface& managed) {
    auto* key = from.key ? primary_key(from) : nullptr;
    const auto place = from.name.place;
    auto* keyless = from.key ? nullptr : standard<Interface>("KeylessCCMHome", place);
    const Implied implied{*this, origin_of(from)};
    comment_.clear();
    auto* made = imply_interface({from.name.text + "Implicit", place},
                                 keyless ? std::vector<const Interface*>{keyless} : std::vector<const Interface*>{});
    if (!made) return nullptr;
    {
        const Inside inside{*this, inner_scopes_.at(made), made, &made->contents};
        auto* component = type_of(managed);
        if (key) {
            const Parameter by_key{Direction::in, "key", type_of(*key), from.key->place};
            imply({"create", place}, component, {by_key}, {"CreateFailure", "DuplicateKeyValue", "InvalidKey"});
            imply({"find_by_primary_key", place}, component, {by_key},
                  {"FinderFailure", "UnknownKeyValue", "InvalidKey"});
            imply({"remove", place}, type(Primitive::void_), {by_key},
                  {"RemoveFailure", "UnknownKeyValue", "InvalidKey"});
            imply({"get_primary_key", place}, type_of(*key), {{Direction::in, "comp", component, place}}, {});
        } else if (!from.key) {
            imply({"create", place}, component, {}, {"CreateFailure"});
        }
    }
    add(made);
    return made;
}

const ValueType* Analysis::primary_key(const syntax::Home& from) {
    auto* entry = resolve(*from.key);
    if (!entry) return nullptr;
    auto* base = standard<ValueType>("PrimaryKeyBase", from.key->place);
    auto* key = behind_typedef<ValueType>(entry->declaration);
    if (!base || (key && inherits_from(*key, *base) && check_primary_key(*key, from.key->place))) return key;
    if (!key || !inherits_from(*key, *base))
        error(Code::primary_key_type, from.key->place, {from.key->text(), from.name.text});
    declared_here(*entry);
    return nullptr;
}

// CORBA Components, 1.7.2.1.
bool Analysis::check_primary_key(const ValueType& key, const Location& place) {
    if (key.is_abstract) return error(Code::primary_key_abstract, place, {key.name}), false;
    bool has_state = false;
    for (auto* each = &key; each; each = each->stateful_base()) {
        for (auto* declaration : each->contents) {
            auto* member = dynamic_cast<const StateMember*>(declaration);
            if (!member) continue;
            has_state = true;
            const auto code = !member->is_public             ? std::optional{Code::primary_key_private}
                              : holds_reference(member->type) ? std::optional{Code::primary_key_reference}
                                                             : std::nullopt;
            if (code) return error(*code, place, {key.name, member->name}), false;
        }
    }
    if (!has_state) error(Code::primary_key_empty, place, {key.name});
    return has_state;
}

namespace {

void add_parts(TypeRef type, std::vector<TypeRef>& parts, std::unordered_set<const Declaration*>& seen) {
    if (auto* sequence = type->as<SequenceType>()) return parts.push_back(sequence->element);
    if (auto* map = type->as<MapType>()) return parts.push_back(map->value);
    if (auto* optional = type->as<OptionalType>()) return parts.push_back(optional->value);
    if (auto* array = type->as<ArrayType>()) return parts.push_back(array->element);
    auto* named = type->as<NamedType>();
    if (!named || !seen.insert(named->declaration).second) return;
    if (auto* structure = dynamic_cast<const Structure*>(named->declaration)) {
        for (const auto& each : structure->all_members()) parts.push_back(each.type);
    } else if (auto* choice = dynamic_cast<const Union*>(named->declaration)) {
        for (const auto& each : choice->cases) parts.push_back(each.member.type);
    } else if (auto* box = dynamic_cast<const ValueBox*>(named->declaration)) {
        parts.push_back(box->type);
    } else if (auto* value = dynamic_cast<const ValueType*>(named->declaration)) {
        for (auto* base = value; base; base = base->stateful_base())
            for (auto* each : base->contents)
                if (each->kind == Kind::state_member) parts.push_back(static_cast<const StateMember*>(each)->type);
    }
}

}  // namespace

// Without recursion: types may be nested in thousands.
bool Analysis::holds_reference(TypeRef type) {
    std::unordered_set<const Declaration*> seen;
    std::vector<TypeRef> pending{type};
    while (!pending.empty()) {
        auto* next = unaliased(pending.back());
        pending.pop_back();
        if (next->is(Primitive::object) || declared<Interface>(next)) return true;
        add_parts(next, pending, seen);
    }
    return false;
}

const Declaration* Analysis::home_state(const syntax::StateMember& from, const Location& place) {
    error(Code::state_of_home, place, {from.is_public ? "public" : "private"});
    for (const auto& each : from.member.declarators) lose(each.name);
    return nullptr;
}

const Declaration* Analysis::home_factory(const syntax::Factory& from) {
    return home_operation(from.name, from.parameters, from.raises, "factory", "CreateFailure");
}

const Declaration* Analysis::finder(const syntax::Operation& from) {
    if (from.is_oneway) error(Code::oneway_result, from.result.place);
    return home_operation(from.name, from.parameters, from.raises, "finder", "FinderFailure");
}

const Declaration* Analysis::home_operation(const Name& name, const std::vector<syntax::Parameter>& from,
                                            const std::vector<ScopedName>& raises, const std::string& noun,
                                            const char* failure) {
    auto* made = make_with_id<Operation>(name);
    bool good = claim(name, Entry::Kind::declared, made);
    made->result = type_of(*managed_);
    good = parameters(from, made->parameters) && good;
    for (const auto& each : made->parameters)
        if (each.direction != Direction::in) error(Code::factory_out, each.location, {each.name, noun});
    good = exceptions(raises, made->raises) && good;
    auto* exception = standard<Exception>(failure, name.place);
    // Who names it says what is so anyway.
    std::erase(made->raises, exception);
    if (exception) made->raises.insert(made->raises.begin(), exception);
    if (good && exception) add(made);
    return nullptr;
}

}  // namespace corbel::idl
