// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/semantics/analysis.hpp"

#include <utility>

namespace corbel::idl {

const Declaration* Analysis::union_type(const syntax::Union& from) {
    auto* made = begin_members<Union>(from);
    if (!made) return nullptr;
    if (from.is_forward) return forward(*made, from.name);
    if (from.cases.empty() && !incomplete_) error(Code::empty_union, from.name.place, {from.name.text});
    {
        const Inside inside{*this, inner_scopes_.at(made), made, &made->nested};
        check_annotations(from.discriminator_annotations);
        made->discriminator = discriminator(from.discriminator);
        cases(from, *made);
        advance(from.end);
    }
    for (const auto& each : made->cases) note_local(*made, each.member.type);
    made->is_defined = true;
    if (made->discriminator) add(made);
    return made;
}

TypeRef Analysis::discriminator(const TypeSpec& spec) {
    auto* type = resolve_type(spec, Use::member);
    if (!type) return nullptr;
    auto* primitive = unaliased(type)->as<Primitive>();
    // CORBA 3.0.3, 3.11.2.2; octet and wchar came with IDL 4.
    const bool is_new = primitive && (*primitive == Primitive::octet || *primitive == Primitive::int8 ||
                                      *primitive == Primitive::wchar);
    const bool good = declared<Enum>(type) || range_of(type) ||
                      (primitive && (*primitive == Primitive::boolean || *primitive == Primitive::char_));
    if (is_new ? idl4_ : good) return type;
    error(is_new ? Code::idl4_discriminator : Code::discriminator_type, spec.place, {to_text(type)});
    return nullptr;
}

Integer Analysis::number(const Value& value) {
    return std::visit(overloaded{[](Integer each) { return each; }, [](bool each) { return Integer{each}; },
                                 [](char each) { return Integer{static_cast<unsigned char>(each)}; },
                                 [](wchar_t each) { return Integer{each}; },
                                 [](const Enumerator* each) { return Integer{each->value}; },
                                 [](const auto&) { return Integer{}; }},
                      value);
}

void Analysis::cases(const syntax::Union& from, Union& made) {
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
        check_annotations(each.annotations, {"optional"});
        if (!claim(name, Entry::Kind::member, nullptr) || !own) continue;
        result.member = annotated({name.text, own, name.place, each.comment}, each.annotations);
        made.cases.push_back(std::move(result));
    }
    if (!made.discriminator) return;
    made.unlabelled = unlabelled(made.discriminator, labels);
    if (made.unlabelled || !default_place) return;
    error(Code::default_of_all, *default_place);
    std::erase_if(made.cases, [](const Case& each) { return each.is_default && each.labels.empty(); });
    for (auto& each : made.cases) each.is_default = false;
}

void Analysis::add_label(const syntax::Label& label, TypeRef discriminator, const Enumerators& enumerators,
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
std::optional<Value> Analysis::enumerator_label(const syntax::Label& label, const Enumerators& enumerators) {
    auto* name = std::get_if<ScopedName>(&label.value.form);
    if (!name || name->absolute || name->parts.size() != 1) return std::nullopt;
    const auto found = enumerators.find(name->parts.front().text);
    return found == enumerators.end() ? std::nullopt : std::optional<Value>{found->second};
}

std::optional<Value> Analysis::unlabelled(TypeRef discriminator, const std::map<Integer, Location>& labels) {
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

}  // namespace corbel::idl
