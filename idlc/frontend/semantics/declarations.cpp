// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/semantics/analysis.hpp"

#include <utility>

#include "idlc/frontend/semantics.hpp"

namespace corbel::idl {

void Analysis::read_before(const Preprocessed& text, const std::vector<syntax::Definition>& definitions) {
    const Reading reading{*this, text};
    for (const auto& each : definitions) define(each);
}

void Analysis::run(const std::vector<syntax::Definition>& definitions) {
    for (const auto& each : definitions) define(each);
    advance(text_->text.size());
    mark_asynchronous();
    check_forwards();
}

const Declaration* Analysis::define(const syntax::Definition& definition) {
    advance(definition.offset);
    const bool has_bound = std::holds_alternative<syntax::Enum>(definition.form) ||
                           std::holds_alternative<syntax::Bitmask>(definition.form);
    if (has_bound) check_annotations(definition.annotations, {"bit_bound"});
    else if (std::holds_alternative<syntax::Interface>(definition.form) ||
             std::holds_alternative<syntax::Component>(definition.form))
        check_annotations(definition.annotations, {"ami"});
    else check_annotations(definition.annotations);
    comment_ = definition.comment;
    const auto& place = definition.place;
    return std::visit(
        overloaded{[&](const syntax::Nothing&) { return nothing(place); },
                   [&](const syntax::Module& each) { return module(each); },
                   [&](const syntax::Interface& each) { return interface(each, definition.annotations); },
                   [&](const syntax::Value& each) { return each.boxed ? value_box(each) : value(each); },
                   [&](const syntax::StateMember& each) {
                       return managed_ ? home_state(each, place) : state_member(each);
                   },
                   [&](const syntax::Factory& each) { return managed_ ? home_factory(each) : factory(each); },
                   [&](const syntax::Typedef& each) { return alias(each); },
                   [&](const syntax::Constant& each) { return constant(each); },
                   [&](const syntax::Structure& each) { return structure(each); },
                   [&](const syntax::Exception& each) { return exception(each); },
                   [&](const syntax::Union& each) { return union_type(each); },
                   [&](const syntax::Enum& each) { return enumeration(each, definition.annotations); },
                   [&](const syntax::Bitmask& each) { return bitmask(each, definition.annotations); },
                   [&](const syntax::Bitset& each) { return bitset(each); },
                   [&](const syntax::Native& each) { return native(each); },
                   [&](const syntax::Operation& each) { return each.is_finder ? finder(each) : operation(each); },
                   [&](const syntax::Attribute& each) { return attribute(each); },
                   [&](const syntax::TypeId& each) { return type_id(each); },
                   [&](const syntax::TypePrefix& each) { return type_prefix(each); },
                   [&](const syntax::Import& each) { return import(each, place); },
                   [&](const syntax::AnnotationType& each) { return annotation_type(each); },
                   [&](const syntax::Component& each) { return component(each, definition.annotations); },
                   [&](const syntax::Port& each) { return port(each); },
                   [&](const syntax::Home& each) { return home(each); }},
        definition.form);
}

const Declaration* Analysis::nothing(const Location& place) {
    diagnostics_.report(Code::extra_semicolon, place);
    return nullptr;
}

const Declaration* Analysis::module(const syntax::Module& from) {
    auto* existing = scope_->find(from.name.text);
    const bool reopens = existing && existing->kind == Entry::Kind::declared && existing->declaration &&
                         existing->declaration->kind == Kind::module && existing->name == from.name.text;
    auto* made = make_with_id<Module>(from.name);
    auto* inner = reopens ? existing->inner : new_scope(scope_, made, true);
    made->first = reopens ? static_cast<const Module*>(existing->declaration) : made;
    if (reopens) {
        tell_other_prefix(*made);
        made->repository_id = made->first->repository_id;
        reopened_[made->first].push_back(made);
    }
    if (reopens && made->first->location.line == 0) adopt(made);
    const bool claimed = reopens || claim(from.name, Entry::Kind::declared, made, inner);
    if (from.contents.empty() && !incomplete_) error(Code::empty_module, from.name.place, {from.name.text});
    {
        const Inside inside{*this, inner, made, &made->contents};
        if (const auto own = type_prefixes_.find(made->first); own != type_prefixes_.end())
            prefixes_.set_type_prefix(own->second);
        for (const auto& each : from.contents) define(each);
        advance(from.end);
    }
    if (claimed) add(made);
    return nullptr;
}

// Names are visible everywhere, so an import of one that was included says nothing new.
const Declaration* Analysis::import(const syntax::Import& from, const Location& place) {
    if (!from.file.pieces.empty()) error(Code::import_of_file, place, {from.file.pieces.front()});
    else if (!resolve_quietly(from.name)) error(Code::import_of_unknown, from.name.place, {from.name.text()});
    return nullptr;
}

const Declaration* Analysis::alias(const syntax::Typedef& from) {
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

const Declaration* Analysis::constant(const syntax::Constant& from) {
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

const Declaration* Analysis::fixed_constant(const syntax::Constant& from) {
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

bool Analysis::can_be_constant(TypeRef type) {
    if (unaliased(type)->as<StringType>() || unaliased(type)->as<FixedType>() || declared<Enum>(type)) return true;
    auto* primitive = unaliased(type)->as<Primitive>();
    return primitive && *primitive != Primitive::void_ && *primitive < Primitive::any;
}

void Analysis::members(const std::vector<syntax::Member>& from, std::vector<Member>& members) {
    for (const auto& each : from) {
        auto* type = resolve_type(each.type, Use::member);
        check_annotations(each.annotations, {"optional", "default"});
        for (const auto& declarator : each.declarators) {
            auto* own = declared_type(type, declarator);
            if (claim(declarator.name, Entry::Kind::member, nullptr) && own)
                members.push_back(annotated({declarator.name.text, own, declarator.name.place, each.comment},
                                            each.annotations));
        }
    }
}

const Declaration* Analysis::structure(const syntax::Structure& from) {
    auto* made = begin_members<Structure>(from);
    if (!made) return nullptr;
    if (from.is_forward) return forward(*made, from.name);
    if (from.members.empty() && !from.base && !incomplete_)
        error(Code::empty_struct, from.name.place, {from.name.text});
    if (from.base) made->base = base_of<Structure>(*from.base, Code::not_a_struct, "inheritance of structs");
    {
        const Inside inside{*this, inner_scopes_.at(made), made, &made->nested};
        members(from.members, made->members);
        advance(from.end);
    }
    if (made->base) check_inherited(*made->base, made->members);
    if (made->base && holds_local(type_of(*made->base))) note_local(*made, type_of(*made->base));
    for (const auto& each : made->members) note_local(*made, each.type);
    made->is_defined = true;
    add(made);
    return made;
}

void Analysis::complete(Declaration& made, const Name& name) {
    made.location = name.place;
    made.in_main_file = is_main(name.place);
    made.comment = comment_;
}

const Declaration* Analysis::exception(const syntax::Exception& from) {
    auto* made = make_with_id<Exception>(from.name);
    auto* inner = new_scope(scope_, made, false);
    if (!claim(from.name, Entry::Kind::declared, made, inner)) return nullptr;
    {
        const Inside inside{*this, inner, made, &made->nested};
        members(from.members, made->members);
        advance(from.end);
    }
    for (const auto& each : made->members) note_local(*made, each.type);
    add(made);
    return nullptr;
}

const Declaration* Analysis::native(const syntax::Native& from) {
    auto* made = make_with_id<Native>(from.name);
    if (claim(from.name, Entry::Kind::declared, made)) add(made);
    return nullptr;
}

void Analysis::check_forwards() {
    if (incomplete_) return;
    for (auto* each : forward_order_) {
        if (auto* interface = dynamic_cast<const Interface*>(each)) {
            if (!interface->is_defined && !origins_.contains(interface))
                diagnostics_.report(Code::interface_never_defined, each->location,
                                    {each->name, components_.contains(interface) ? "component" : "interface"});
        } else if (auto* value = dynamic_cast<const ValueType*>(each)) {
            if (!value->is_defined)
                diagnostics_.report(Code::value_never_defined, each->location,
                                    {each->name, events_.contains(value) ? "eventtype" : "valuetype"});
        } else if (!is_complete(type_of(*each))) {
            error(Code::never_defined, each->location, {each->name});
        }
    }
}

void analyse(const syntax::Specification& source, const Preprocessed& text, const ReadBefore& before,
             Diagnostics& diagnostics, const Options& options, Specification& result) {
    Analysis analysis{text, diagnostics, options, result, source.has_errors};
    if (before.text) analysis.read_before(*before.text, before.source.contents);
    analysis.run(source.contents);
}

}  // namespace corbel::idl
