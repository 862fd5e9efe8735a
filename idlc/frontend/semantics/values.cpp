// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/semantics/analysis.hpp"

namespace corbel::idl {

const Declaration* Analysis::value(const syntax::Value& from) {
    auto* made = begin<ValueType>(from, noun_of_value(from.is_abstract, from.is_event));
    if (!made) return nullptr;
    made->is_abstract = from.is_abstract;
    if (from.is_event) events_.emplace(made, nullptr);
    if (from.is_forward) {
        forward(*made, from.name);
        if (from.is_event) consumer(from, *made);
        return nullptr;
    }
    complete(*made, from.name);
    auto* inner = new_scope(scope_, made, true);
    Features features;
    inherit(from, *made, *inner, features);
    support(from, *made, *inner, features);
    // What marshals a custom value marshals the state of its bases too (CORBA 3.0.3, 5.5), so what inherits is custom.
    made->is_custom = from.is_custom || (made->stateful_base() && made->stateful_base()->is_custom);
    check_truncatable(from, *made);
    if (from.is_event) inherit_event_base(*made, *inner);
    define_contents(from, *made, *inner);
    if (from.is_event) consumer(from, *made);
    return made;
}

void Analysis::inherit(const syntax::Value& from, ValueType& made, Scope& inner, Features& features) {
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

void Analysis::support(const syntax::Value& from, ValueType& made, Scope& inner, Features& features) {
    for (const auto& name : from.supports) {
        auto* interface = base_named<Interface>(name, made, Code::not_an_interface, made.supports);
        if (!interface) continue;
        if (!interface->is_abstract) {
            if (supported(made)) error(Code::concrete_support_twice, name.place, {name.text()});
            else check_support(made, *interface, name.place);
        }
        made.supports.push_back(interface);
        inner.bases.push_back(inner_scopes_.at(interface));
        check_features(*interface, features, name.place);
    }
    if (!supported(made)) check_inherited_support(made, from.name.place);
}

const Interface* Analysis::supported(const ValueType& value) const {
    const auto known = supported_.find(&value);
    return known == supported_.end() ? nullptr : known->second;
}

// CORBA 3.0.3, 3.9.5.
void Analysis::check_support(const ValueType& made, const Interface& interface, const Location& place) {
    for (auto* base : made.bases) {
        auto* inherited = supported(*base);
        if (inherited && !inherits_from(interface, *inherited))
            error(Code::support_not_derived, place, {interface.scoped_name(), inherited->scoped_name(), made.name});
    }
    supported_.emplace(&made, &interface);
}

void Analysis::check_inherited_support(const ValueType& made, const Location& place) {
    const Interface* best = nullptr;
    for (auto* base : made.bases) {
        auto* inherited = supported(*base);
        if (!inherited || (best && inherits_from(*best, *inherited))) continue;
        if (best && !inherits_from(*inherited, *best))
            return error(Code::supports_unrelated, place, {made.name, best->scoped_name(), inherited->scoped_name()});
        best = inherited;
    }
    if (best) supported_.emplace(&made, best);
}

void Analysis::check_truncatable(const syntax::Value& from, ValueType& made) {
    made.is_truncatable = from.is_truncatable;
    if (!from.is_truncatable) return;
    if (from.is_custom) error(Code::truncatable_custom, from.name.place);
    if (auto* base = made.stateful_base(); base && base->is_custom) {
        error(Code::truncatable_to_custom, from.bases.front().place, {from.bases.front().text()});
        declared_here(*base);
    }
    if (!made.bases.empty() && !made.stateful_base())
        error(Code::truncatable_without_base, from.bases.front().place, {from.bases.front().text()});
}

const Declaration* Analysis::state_member(const syntax::StateMember& from) {
    auto* owner = dynamic_cast<const ValueType*>(owner_);
    auto* type = resolve_type(from.member.type, Use::member);
    const auto& first = from.member.declarators.front().name;
    if (owner && owner->is_abstract) error(Code::state_of_abstract, first.place, {owner->name});
    if (type && holds_local(type)) error(Code::local_state, from.member.type.place, {to_text(type)});
    for (const auto& each : from.member.declarators) {
        comment_ = from.member.comment;
        auto* own = declared_type(type, each);
        auto* made = make_with_id<StateMember>(each.name);
        made->is_public = from.is_public;
        made->type = own;
        if (claim(each.name, Entry::Kind::declared, made) && own) add(made);
    }
    return nullptr;
}

const Declaration* Analysis::factory(const syntax::Factory& from) {
    auto* owner = dynamic_cast<const ValueType*>(owner_);
    if (owner && owner->is_abstract) error(Code::factory_of_abstract, from.name.place, {owner->name});
    auto* made = make<Factory>(from.name);
    bool good = claim(from.name, Entry::Kind::declared, made);
    good = parameters(from.parameters, made->parameters) && good;
    for (const auto& each : made->parameters)
        if (each.direction != Direction::in) error(Code::factory_out, each.location, {each.name, "factory"});
    good = exceptions(from.raises, made->raises) && good;
    if (good) add(made);
    return nullptr;
}

const Declaration* Analysis::value_box(const syntax::Value& from) {
    if (from.is_event) {
        error(Code::event_box, from.name.place, {from.name.text});
        lose(from.name);
        return nullptr;
    }
    if (from.is_abstract || from.is_custom)
        error(Code::modified_box, from.name.place, {from.is_abstract ? "abstract" : "custom"});
    auto* boxed = resolve_type(*from.boxed, Use::member);
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

}  // namespace corbel::idl
