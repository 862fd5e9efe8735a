// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "idlc/frontend/semantics/types.hpp"

namespace corbel::idl {

/// Is this module CORBA itself? It may declare what others find there.
bool is_corba(const Declaration* scope);
/// "an abstract valuetype" and so on, for messages.
std::string_view noun_of_value(bool is_abstract, bool is_event);
/// Whether the comment in front of an interface or component is or has the line //@CORBA(ami=true), which is taken out:
/// it is no part of what the comment says.
bool take_ami(std::string& comment);

/// It is the base or inherits from it, on whatever way. Of interfaces or valuetypes.
template <class D>
bool inherits_from(const D& derived, const D& base) {
    std::unordered_set<const D*> seen{&derived};
    std::vector<const D*> pending{&derived};
    while (!pending.empty()) {
        auto* next = pending.back();
        pending.pop_back();
        if (next == &base) return true;
        for (auto* each : next->bases)
            if (seen.insert(each).second) pending.push_back(each);
    }
    return false;
}

/// One function per kind of declaration.
class Analysis final : public Types {
public:
    Analysis(const Preprocessed& text, Diagnostics& diagnostics, const Options& options, Specification& result,
             bool incomplete)
        : Types{text, diagnostics, options, result, incomplete}, idl4_{options.idl4} {}

    /// What is in sight of the source, from another text.
    void read_before(const Preprocessed& text, const std::vector<syntax::Definition>& definitions);
    void run(const std::vector<syntax::Definition>& definitions);

private:
    const Declaration* define(const syntax::Definition& definition) override;

    const Declaration* nothing(const Location& place);
    const Declaration* module(const syntax::Module& from);
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
    const Declaration* import(const syntax::Import& from, const Location& place);
    const Declaration* alias(const syntax::Typedef& from);
    const Declaration* constant(const syntax::Constant& from);
    const Declaration* fixed_constant(const syntax::Constant& from);
    static bool can_be_constant(TypeRef type);
    /// Members of a struct or exception into `members`; the scope is that of the struct.
    void members(const std::vector<syntax::Member>& from, std::vector<Member>& members);
    /// What a struct or a union begins with: the one declared forward, or a new one under its name, with the scope of
    /// its members; null with a message where the name cannot be that.
    template <class D, class Syntax>
    D* begin_members(const Syntax& from) {
        auto* known = declared_before<D>(from.name, from.is_forward);
        auto* made = known ? known : make_with_id<D>(from.name);
        if (known) same_id(*known, from.name);
        auto* inner = new_scope(scope_, made, false);
        if (!known && !claim(from.name, Entry::Kind::declared, made, inner)) return nullptr;
        if (from.is_forward) return made;
        complete(*made, from.name);
        inner_scopes_[made] = inner;
        return made;
    }
    const Declaration* structure(const syntax::Structure& from);
    void complete(Declaration& made, const Name& name);
    const Declaration* exception(const syntax::Exception& from);
    const Declaration* native(const syntax::Native& from);
    void check_forwards();

    // -- annotations and what else is of IDL 4

    using Annotations = syntax::Annotations;

    const Declaration* annotation_type(const syntax::AnnotationType& from);
    void check_declared(const syntax::Annotation& annotation, const std::vector<syntax::Name>& parameters);
    /// Reports what is unknown, what of the known has no effect here (all but `used`), and any of them without IDL 4.
    void check_annotations(const Annotations& annotations, std::initializer_list<std::string_view> used = {});
    static const syntax::Annotation* find(const Annotations& annotations, std::string_view name);
    /// The only argument; null after an error.
    const syntax::Expression* argument(const syntax::Annotation& annotation, const std::string& form);
    std::optional<Integer> number(const syntax::Annotation& annotation, IntegerRange range, const std::string& form,
                                  const std::string& rule);
    /// The member with what @optional and @default say of it.
    Member annotated(Member member, const Annotations& annotations);
    /// @name or @name(TRUE) is among them.
    bool is_set(const Annotations& annotations, const std::string& name);
    std::optional<Value> initial_value(const Annotations& annotations, TypeRef type);
    /// The base of a struct or bitset; null after an error.
    template <class D>
    const D* base_of(const ScopedName& name, Code wrong_kind, const std::string& feature) {
        if (!idl4_) error(Code::idl4_feature, name.place, {feature});
        auto* entry = resolve(name);
        auto* base = entry ? behind_typedef<D>(entry->declaration) : nullptr;
        if (entry && !base) error(wrong_kind, name.place, {name.text()});
        if (entry && !base) declared_here(*entry);
        if (base && is_complete(type_of(*base))) return is_too_deep(*base, name.place) ? nullptr : base;
        if (!base) return nullptr;
        error(Code::incomplete_base, name.place, {name.text()});
        declared_here(*entry);
        return nullptr;
    }
    /// What walks over the bases of a struct or bitset calls itself.
    template <class D>
    bool is_too_deep(const D& base, const Location& place) {
        constexpr int deepest = 256;
        int depth = 1;
        for (auto* each = &base; each; each = each->base)
            if (++depth > deepest) return error(Code::inheritance_too_deep, place, {std::to_string(deepest)}), true;
        return false;
    }
    template <class D, class Members>
    void check_inherited(const D& base, const Members& members) {
        for (const auto& each : members)
            if (auto* entry = inner_scopes_.at(&base)->find(each.name);
                entry && entry->kind != Entry::Kind::introduced) {
                error(Code::member_of_base, each.location, {each.name, base.name});
                declared_here(*entry);
            }
        if (base.base) check_inherited(*base.base, members);
    }
    const Declaration* enumeration(const syntax::Enum& from, const Annotations& annotations);
    void number_enumerators(const syntax::Enum& from, Enum& made, const std::vector<Enumerator*>& enumerators);
    const Declaration* bitmask(const syntax::Bitmask& from, const Annotations& annotations);
    void flags(const syntax::Bitmask& from, Bitmask& made, std::uint16_t bound);
    const Declaration* bitset(const syntax::Bitset& from);
    void bitfield(const syntax::Bitfield& from, Bitset& made);
    /// Of the field; null after an error.
    TypeRef bitfield_type(const syntax::Bitfield& from, std::uint16_t width);

    // -- unions

    const Declaration* union_type(const syntax::Union& from);
    TypeRef discriminator(const TypeSpec& spec);
    /// Labels as numbers: equal numbers are equal labels.
    static Integer number(const Value& value);
    using Enumerators = std::unordered_map<std::string_view, const Enumerator*>;
    void cases(const syntax::Union& from, Union& made);
    void add_label(const syntax::Label& label, TypeRef discriminator, const Enumerators& enumerators,
                   std::map<Integer, Location>& labels, Case& result);
    static std::optional<Value> enumerator_label(const syntax::Label& label, const Enumerators& enumerators);
    std::optional<Value> unlabelled(TypeRef discriminator, const std::map<Integer, Location>& labels);

    // -- interfaces, operations, attributes

    const Declaration* interface(const syntax::Interface& from, const Annotations& annotations);
    /// "a local interface" and so on, for messages.
    std::string_view noun_of(const Interface& interface) const;
    std::string_view noun_of(const ValueType& value) const;
    template <class D>
    bool same_as_forward(const D& known, std::string_view noun, const Name& name) {
        if (noun_of(known) == noun && same_id(known, name)) return true;
        if (noun_of(known) != noun) {
            error(Code::other_than_forward, name.place, {name.text, std::string{noun}, std::string{noun_of(known)}});
            declared_here(known);
        }
        std::erase(forward_order_, static_cast<const Declaration*>(&known));
        return false;
    }

    /// What an interface or a valuetype begins with: the one declared forward, or a new one under its name; null with a
    /// message where the name cannot be that.
    template <class D, class Syntax>
    D* begin(const Syntax& from, std::string_view noun) {
        if (from.keyword_name && !is_corba(scope_->declaration())) {
            error(Code::keyword_as_name, from.name.place, {from.name.text});
            return nullptr;
        }
        auto* known = declared_before<D>(from.name, from.is_forward);
        auto* made = known ? known : make_with_id<D>(from.name);
        if (known && !same_as_forward(*known, noun, from.name)) return nullptr;
        if (!known && !claim(from.name, Entry::Kind::declared, made)) return nullptr;
        return made;
    }
    /// What an interface or a valuetype ends with, once its bases are known.
    template <class D, class Syntax>
    const Declaration* define_contents(const Syntax& from, D& made, Scope& inner) {
        inner_scopes_[&made] = &inner;
        made.is_defined = true;
        {
            const Inside inside{*this, &inner, &made, &made.contents};
            for (const auto& each : from.contents) define(each);
            advance(from.end);
        }
        add(&made);
        return &made;
    }
    /// The bases of those names, beside those that it has.
    void inherit(const std::vector<ScopedName>& names, Interface& made, Scope& inner);
    void inherit_from(const Interface& base, Interface& made, Scope& inner) {
        made.bases.push_back(&base);
        inner.bases.push_back(inner_scopes_.at(&base));
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
    void check_features(const Declaration& base, Features& features, const Location& place);
    void check_feature(const Declaration& feature, Features& features, const Location& place);
    void check_not_local(TypeRef type, const Location& place);
    const Declaration* operation(const syntax::Operation& from);
    bool parameters(const std::vector<syntax::Parameter>& from, std::vector<Parameter>& result);
    bool contexts(const syntax::Operation& from, Operation& made);
    static bool is_context(std::string_view text);
    void check_oneway(const syntax::Operation& from, const Operation& made);
    bool exceptions(const std::vector<ScopedName>& names, std::vector<const Exception*>& list);
    bool is_native_exception(const Entry& entry) const;
    const Declaration* attribute(const syntax::Attribute& from);

    // -- valuetypes

    const Declaration* value(const syntax::Value& from);
    void inherit(const syntax::Value& from, ValueType& made, Scope& inner, Features& features);
    void support(const syntax::Value& from, ValueType& made, Scope& inner, Features& features);
    /// The interface of those a valuetype supports that is not abstract and inherits from all the others; or null.
    const Interface* supported(const ValueType& value) const;
    void check_support(const ValueType& made, const Interface& interface, const Location& place);
    void check_inherited_support(const ValueType& made, const Location& place);
    void check_truncatable(const syntax::Value& from, ValueType& made);
    const Declaration* state_member(const syntax::StateMember& from);
    const Declaration* factory(const syntax::Factory& from);
    const Declaration* value_box(const syntax::Value& from);

    // -- components: each declaration becomes the IDL that the specification says it is equivalent to

    /// For the time of its life declarations are implied by something in the source.
    class Implied {
    public:
        Implied(Analysis& analysis, std::string origin) : analysis_{analysis} { analysis.origin_ = std::move(origin); }
        ~Implied() { analysis_.origin_.clear(); }
        Implied(const Implied&) = delete;
        Implied& operator=(const Implied&) = delete;

    private:
        Analysis& analysis_;
    };
    /// A definition of module Components; null if it has none of that kind, which is told once.
    template <class D>
    const D* standard(const std::string& name, const Location& place) {
        auto* entry = standard_entry(name);
        auto* found = entry ? behind_typedef<D>(entry->declaration) : nullptr;
        if constexpr (requires { found->is_defined; })
            if (found && !found->is_defined) found = nullptr;
        if (!found) tell_missing(entry, name, place);
        return found;
    }
    const Entry* standard_entry(const std::string& name);
    void tell_missing(const Entry* entry, const std::string& name, const Location& place);
    /// An interface in the scope at hand, with nothing in it yet; null after an error.
    Interface* imply_interface(const Name& name, const std::vector<const Interface*>& bases);
    /// An operation in the interface at hand. What it raises is of module Components.
    void imply(const Name& name, TypeRef result, std::vector<Parameter> parameters,
               std::initializer_list<const char*> raises);

    /// The only base of a component or home; null if there is none.
    template <class Syntax>
    const ScopedName* only_base(const Syntax& from, const std::string& noun) {
        if (from.is_truncatable && !from.bases.empty())
            error(Code::not_truncatable, from.bases.front().place, {noun});
        if (from.bases.size() > 1) error(Code::one_base, from.bases[1].place, {noun});
        return from.bases.empty() ? nullptr : &from.bases.front();
    }
    const Declaration* component(const syntax::Component& from, const Annotations& annotations);
    const Interface* base_component(const syntax::Component& from, const Interface& made);
    const Declaration* port(const syntax::Port& from);
    bool claim_port(const syntax::Port& from);
    /// What a facet or receptacle is of; null after an error and where no operation can take or give it.
    TypeRef port_interface(const syntax::Port& from);
    /// Of the consumers that an event port takes or gives; null after an error.
    TypeRef port_consumer(const syntax::Port& from);
    void publisher(const syntax::Port& from, TypeRef type);
    void receptacle(const syntax::Port& from, TypeRef type);
    void multiple_receptacle(const syntax::Port& from, TypeRef type);

    void inherit_event_base(ValueType& made, Scope& inner);
    void consumer(const syntax::Value& from, const ValueType& event);
    std::vector<const Interface*> consumers_of(const ValueType& value) const;

    struct HomeParts {
        const Interface* explicit_part = nullptr;
        const Interface* managed = nullptr;
    };
    const Declaration* home(const syntax::Home& from);
    const Interface* managed_component(const syntax::Home& from);
    const HomeParts* base_home(const ScopedName& base, const syntax::Home& from, const Interface& managed);
    const Declaration* home_state(const syntax::StateMember& from, const Location& place);
    const ValueType* primary_key(const syntax::Home& from);
    bool check_primary_key(const ValueType& key, const Location& place);
    static bool holds_reference(TypeRef type);
    const Interface* explicit_home(const syntax::Home& from, const Interface& managed);
    const Interface* implicit_home(const syntax::Home& from, const Interface& managed);
    const Declaration* home_factory(const syntax::Factory& from);
    const Declaration* finder(const syntax::Operation& from);
    const Declaration* home_operation(const Name& name, const std::vector<syntax::Parameter>& from,
                                      const std::vector<ScopedName>& raises, const std::string& noun,
                                      const char* failure);

    const bool idl4_;
    std::unordered_set<const Interface*> components_;
    std::unordered_map<const Interface*, HomeParts> homes_;
    std::unordered_map<const ValueType*, const Interface*> events_;  ///< and their consumers; null if that was wrong
    const Interface* managed_ = nullptr;                             ///< by the home at hand
    std::unordered_set<std::string> missing_;  ///< in module Components, of which it has been told
    std::map<std::string, std::vector<syntax::Name>> annotation_types_;  ///< their parameters
    std::unordered_set<const Declaration*> forwards_;
    std::vector<const Declaration*> forward_order_;
    std::unordered_map<const ValueType*, const Interface*> supported_;
    std::unordered_set<const Declaration*> silently_local_;  ///< without the word, for the sake of a base
};

}  // namespace corbel::idl
