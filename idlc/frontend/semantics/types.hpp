// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <unordered_set>

#include "idlc/frontend/semantics/repository_ids.hpp"

namespace corbel::idl {

/// What a written type means, and whether it may stand where it does.
class Types : public RepositoryIds {
protected:
    using TypeSpec = syntax::TypeSpec;

    using RepositoryIds::RepositoryIds;
    ~Types() = default;

    /// What the definition declares, where that is one type; null after an error.
    virtual const Declaration* define(const syntax::Definition& definition) = 0;

    /// Where a type stands decides whether it may be anonymous, incomplete or void.
    enum class Use { member, alias, element, parameter, result, constant };
    /// Null after an error.
    TypeRef resolve_type(const TypeSpec& spec, Use use);
    static bool is_complete(TypeRef type);
    /// The type of a declarator: `element`, or an array of it.
    TypeRef declared_type(TypeRef element, const syntax::Declarator& declarator);
    bool holds_local(TypeRef type) const;
    /// A struct, union or box is local if a member is. What is only declared yet counts as not local.
    void note_local(const Declaration& holder, TypeRef member);

private:
    TypeRef primitive_type(Primitive primitive, const Location& place, Use use);
    TypeRef named_type(const ScopedName& name, Use use);
    static bool is_type(const Declaration& declaration);
    TypeRef string_type(const syntax::StringSpec& spec);
    TypeRef fixed_type(const syntax::FixedSpec& spec, const Location& place, Use use);
    TypeRef sequence_type(const syntax::SequenceSpec& spec, const Location& place, Use use);
    TypeRef map_type(const syntax::MapSpec& spec, const Location& place, Use use);
    static bool can_be_key(TypeRef type);
    TypeRef constructed_type(const syntax::Definition& definition, Use use);

    std::unordered_set<const Declaration*> local_types_;  ///< but interfaces
};

}  // namespace corbel::idl
