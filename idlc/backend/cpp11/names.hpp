// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "idlc/frontend/ast.hpp"

namespace corbel::idl::cpp11 {

/// The C++ identifier of an IDL identifier: keywords of C++20, the fixed-width integer names, `what` and the macros no
/// standard header can be had without are prefixed with `_cxx_`.
std::string escaped(std::string_view identifier);

/// The C++ name of a declaration. Beside what is escaped in every identifier: types, constants and modules called
/// `std`, `corbel`, `obv` or `swap`, which generated code needs, and at global scope what begins like the namespaces of
/// skeletons (`POA_`, `AMIC_`).
std::string escaped(const Declaration& declaration);

/// That of a bitmask's flag, which is no function and stands in a class with a swap().
std::string escaped_flag(std::string_view identifier);

/// The declarations inside one, in order; empty for most kinds.
const Declarations& contents(const Declaration& declaration);

/// A name for something that is only ours, near `wanted`, that none of `taken` has.
std::string unused(std::string wanted, const std::set<std::string>& taken);

/// A C++ scope, outermost name first: {"Bench", "Target"}.
using Path = std::vector<std::string>;

/// Where a piece of generated text stands: the scope, and the names that hide others there (parameters).
struct Place {
    Path scope;
    std::set<std::string> hidden = {};
};

/// What C++ name lookup will find, so that the output can say a name as briefly as a person would and never wrongly.
class Names {
public:
    explicit Names(const Specification& specification);

    /// {"Bench", "Colour", "red"}: C++ enumerators stand inside their enumeration.
    static Path path(const Declaration& declaration);
    /// {"POA_Bench", "Target"}: the scope and name of an interface's skeleton.
    static Path skeleton_path(const Declaration& declaration);

    /// {"AMIC_Bench", "Target"}: the class of an interface's asynchronous stub.
    static Path asynchronous_path(const Declaration& declaration);

    /// {"Bank", "obv", "Account"}: the class of a valuetype's state.
    static Path obv_path(const ValueType& value);
    /// {"Bank", "Account_init"}: that of its factories; with underscores behind it where a type is called so.
    Path factory_path(const ValueType& value) const;

    /// The shortest name that means `declaration` at `place`; it begins with `::` where something else is in the way.
    std::string name(const Declaration& declaration, const Place& place) const;
    std::string skeleton_name(const Declaration& declaration, const Place& place) const;
    std::string obv_name(const ValueType& value, const Place& place) const;

    /// `::Bench::Point`: inside the library's namespaces, whose names are not ours to know, nothing shorter is certain.
    static std::string rooted(const Declaration& declaration);
    static std::string rooted_type_code(const Declaration& declaration);

    /// A class that is not of the IDL and has the names of `base`.
    void derive(const Path& derived, const Path& base);
    std::string name(const Path& target, const Place& place) const { return shortest(target, place); }

    /// Those of the library's modules whose name a scope of the specification has, too: "CORBA" where there is a module
    /// X::CORBA.
    std::set<std::string> shadowed_modules() const;

    /// Every name that a declaration or member has anywhere.
    static std::set<std::string> all(const Specification& specification);

    /// A name for a local variable or parameter of ours, near `wanted`: neither one of `taken` nor that of a type,
    /// constant or module anywhere, which it would hide.
    std::string ours(std::string wanted, const std::set<std::string>& taken = {}) const;

    /// The parameter that an IDL identifier becomes at `place`: with `the_` in front of it where a type or constant of
    /// that name is seen.
    std::string parameter(std::string_view identifier, const Place& place) const;

    /// `std::string` or, where a declaration named `std` is in the way, `::std::string`.
    std::string rooted(std::string_view name, const Place& place) const;

    /// `_tc_Colour` beside the type.
    std::string type_code_name(const Declaration& declaration, const Place& place) const;

private:
    static Path prefixed_path(const std::string& prefix, const Declaration& declaration);
    void collect(const Declarations& declarations);
    void collect(const Declaration& declaration);
    void collect(const Interface& interface);
    void collect(const ValueType& value);
    void collect_factories(const ValueType& value);
    /// The names that a class finds in its base.
    void inherit(const Path& scope, const Path& base);
    void declare(const Path& scope, const std::string& name);
    bool is_declared(const Path& scope, std::size_t depth, const std::string& name) const;
    std::string shortest(const Path& target, const Place& place) const;

    std::map<Path, std::set<std::string>> declared_;
    std::map<Path, std::set<std::string>> types_;  ///< types, constants and modules among these
    std::set<std::string> all_types_;
    std::vector<const ValueType*> stateful_;
};

/// "Bench::Target".
std::string qualified(const Path& path);

}  // namespace corbel::idl::cpp11
