// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "idlc/frontend/ast.hpp"
#include "idlc/frontend/suggest.hpp"

namespace corbel::idl {

class Scope;

/// What a name means in a scope.
struct Entry {
    enum class Kind {
        declared,
        member,      ///< of a struct, union or exception, a parameter: a name and nothing more
        introduced,  ///< used here before, declared elsewhere (CORBA 3.0.3, 3.15.3)
        lost         ///< its declaration was wrong or is not supported; using it is no further fault
    };
    Kind kind{};
    std::string name;  ///< as declared
    const Declaration* declaration = nullptr;
    Location place;
    Scope* inner = nullptr;    ///< the scope the declaration opens
    bool predeclared = false;  ///< gives way to a declaration in the source
};

/// A naming scope. Names differ in more than case (CORBA 3.0.3, 3.2.3) unless whoever fills it puts others in.
class Scope {
public:
    /// A forming scope keeps the names used in it to itself; one that is not (a struct, an operation) passes them on.
    Scope(Scope* parent, const Declaration* declaration, bool forms_names)
        : parent_{parent}, declaration_{declaration}, forms_names_{forms_names} {}

    Scope* parent() const noexcept { return parent_; }
    const Declaration* declaration() const noexcept { return declaration_; }
    bool forms_names() const noexcept { return forms_names_; }

    /// The entry of this name, or else one in another spelling; null if there is none.
    Entry* find(std::string_view name) { return find(name, lower(name)); }
    /// Adds an entry, or replaces the one of that very name.
    Entry& put(Entry entry);
    /// Adds an entry whose name is not there in any spelling.
    Entry& add(Entry entry) {
        auto key = lower(entry.name);
        return names_.emplace(std::move(key), std::move(entry))->second;
    }

    /// The scopes of the interfaces this one inherits from directly.
    std::vector<Scope*> bases;

    /// What `name` means here or in the bases, in any spelling. More than one if bases disagree.
    std::vector<Entry*> find_with_bases(std::string_view name);

    template <class Function>
    void each(Function function) const {
        for (const auto& [key, entry] : names_) function(entry);
    }

private:
    Entry* find(std::string_view name, const std::string& key);
    void collect(std::string_view name, const std::string& key, std::vector<Entry*>& found);

    Scope* parent_;
    const Declaration* declaration_;
    bool forms_names_;
    std::unordered_multimap<std::string, Entry> names_;  ///< by lower case
};

}  // namespace corbel::idl
