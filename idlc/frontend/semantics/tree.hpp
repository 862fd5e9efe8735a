// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <initializer_list>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "idlc/frontend/ast.hpp"
#include "idlc/frontend/diagnostics.hpp"
#include "idlc/frontend/scope.hpp"
#include "idlc/frontend/syntax.hpp"

namespace corbel::idl {

/// The result while it grows, and the messages about it.
class Tree {
protected:
    using Name = syntax::Name;

    Tree(Diagnostics& diagnostics, Specification& result)
        : diagnostics_{diagnostics}, result_{result}, contents_{&result.contents} {}
    ~Tree() = default;

    template <class D>
    D* make(const Name& name) {
        auto owned = std::make_unique<D>();
        auto* made = owned.get();
        result_.declarations.push_back(std::move(owned));
        made->name = name.text;
        made->scope = owner_;
        made->location = name.place;
        made->in_main_file = is_main(name.place);
        made->comment = comment_;
        if (!origin_.empty()) origins_.emplace(made, origin_);
        return made;
    }
    bool is_main(const Location& place) const { return main_files_.contains(place.file); }
    TypeRef type(Type::Form form);
    TypeRef type_of(const Declaration& declaration);
    void error(Code code, const Location& place, std::initializer_list<std::string> arguments = {});
    void declared_here(const Entry& entry);
    void declared_here(const Declaration& declaration);
    /// Tells what implies the name, where it is none of the source.
    void implied_here(const Name& name);
    void unsupported(const std::string& what, const Location& place) { error(Code::unsupported, place, {what}); }

    Diagnostics& diagnostics_;
    Specification& result_;
    const Declaration* owner_ = nullptr;  ///< the declaration that holds what comes now; null: the global scope
    Declarations* contents_;              ///< where declarations go now
    std::string comment_;                 ///< of the definition at hand
    std::string origin_;  ///< what implies the declarations at hand: "home 'H'"; empty: the source has them
    std::unordered_map<const Declaration*, std::string> origins_;  ///< of those that are implied
    std::set<std::uint32_t> main_files_;  ///< and those that are included into a scope of it

private:
    TypeRef keep(Type::Form form);
    void declared_here(const Declaration* declaration, const std::string& name, const Location& place);

    TypeRef primitives_[static_cast<std::size_t>(Primitive::abstract_base) + 1] = {};
    std::unordered_map<const Declaration*, TypeRef> named_types_;
};

}  // namespace corbel::idl
