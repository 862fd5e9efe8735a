// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/dynamic/definition.hpp"

namespace corbel::dynamic {

/// Definitions by repository id and by name, and the TypeCodes of their types. To be used by one thread at a time:
/// TypeCodes are made when they are asked for, and kept.
class Repository {
public:
    Repository();
    Repository(Repository&&) = default;
    Repository& operator=(Repository&&) = default;

    /// The container of all: kind `repository`, without name and id.
    const Definition& root() const noexcept { return *root_; }

    /// By repository id; null if there is none. Lives until it is removed.
    const Definition* find(std::string_view id) const;
    /// By scoped name, from the root if it begins with "::", else from `scope` outwards and in the bases of interfaces
    /// and valuetypes (CORBA 2.6, 10.5.4.1); null if there is none.
    const Definition* lookup(std::string_view scoped_name, const Definition& scope) const;
    /// The part of that name, inherited ones included; null if there is none.
    const Definition* part(const Definition& container, std::string_view name) const;

    /// BAD_PARAM, with the OMG's minor codes of 10.5.4: 2 the id is taken, 3 the name is taken, 4 nothing of this kind
    /// can stand there, 5 a base has an operation or attribute of this name.
    const Definition& add(const Definition& container, std::unique_ptr<Definition> definition);
    /// The same without the checks, for what a compiler has checked; of two with one id find() gives the first.
    const Definition& append(const Definition& container, std::unique_ptr<Definition> definition);
    /// Changes a definition's types, members, bases, ... but not its kind, name, id or contents.
    template <class Change>
    void change(const Definition& definition, Change change) {
        change(const_cast<Definition&>(definition));
        made_.clear();
    }
    /// Another repository id, also where it is named. BAD_PARAM minor 2 if it is taken.
    void change_id(const Definition& definition, const std::string& id);
    /// Another place, name and version; ids stay. BAD_PARAM as for add(), minor 4 also for a place inside of itself.
    void move(const Definition& definition, const Definition& container, const std::string& name,
              const std::string& version);
    /// Removes it and what it contains. BAD_INV_ORDER for the root and for one that others name: minor 1 of the OMG.
    void remove(const Definition& definition);
    /// All that `other` has and this has not; modules of one name become one.
    void merge(Repository&& other);

    /// BAD_INV_ORDER if a type that is named is not in the repository, BAD_TYPECODE for a definition without a type,
    /// IMP_LIMIT for a nesting or a size beyond those of TypeCodes.
    types::TypeCodePtr type(const TypeSpec& spec) const;
    types::TypeCodePtr type(const Definition& definition) const;
    /// The TypeCodes of exceptions by their ids.
    std::vector<types::TypeCodePtr> types(const std::vector<std::string>& ids) const;

    /// The definition and all its bases and supported interfaces, each once, the derived before the base.
    std::vector<const Definition*> lineage(const Definition& definition) const;
    /// The base that has state; null if there is none.
    const Definition* stateful_base(const Definition& value) const;

    /// The names of what all this is for: calls.
    Model model() const;

private:
    class TypeCodes;
    friend class TypeCodes;

    void require_place(const Definition& container, const Definition& definition, const std::string& name) const;
    void merge(Definition& into, Definition& from);
    void index(Definition& definition);
    void forget(const Definition& definition);

    std::unique_ptr<Definition> root_;
    std::map<std::string, Definition*, std::less<>> by_id_;
    mutable std::map<const Definition*, types::TypeCodePtr> made_;
};

}  // namespace corbel::dynamic
