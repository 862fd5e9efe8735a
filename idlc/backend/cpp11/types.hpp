// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "idlc/backend/cpp11/names.hpp"
#include "idlc/frontend/ast.hpp"

namespace corbel::idl::cpp11 {

/// How IDL types and values are said in C++.
class Types {
public:
    explicit Types(const Names& names) : names_{names} {}

    /// `std::vector<Point>`; a typedef by its own name.
    std::string text(TypeRef type, const Place& place) const;
    /// `IDL::Fixed<3, 2>` for 1.25d: a constant of the type `fixed` has as many digits as it needs.
    std::string text(const FixedValue& value, const Place& place) const;

    /// Passed by value: numbers, enumerations and references. Everything else goes by const reference.
    static bool is_by_value(TypeRef type);
    /// Whether what is stored as this type may be, or have in it, a reference to a value.
    static bool holds_values(TypeRef type);
    /// A reference to an object, a value or a TypeCode, or the handle that a native is.
    static bool is_reference(TypeRef type);

    /// The type of an `in` parameter and of a getter's result: `std::int32_t`, `const Point&`.
    std::string in(TypeRef type, const Place& place) const;
    /// The type of a parameter of that direction.
    std::string parameter(Direction direction, TypeRef type, const Place& place) const;

    /// `std::int32_t count{}`: a variable or data member with the type's initial value or its own.
    std::string variable(TypeRef type, std::string_view name, const Place& place,
                         const std::optional<Value>& initial_value = {}) const;

    /// The fewest bytes a value takes on the wire, padding not counted.
    std::size_t min_size(TypeRef type) const;
    std::size_t min_size(const Declaration& declaration) const;

    /// A constant expression of the type (for strings: what their constructor takes).
    std::string literal(const Value& value, TypeRef type, const Place& place) const;

private:
    std::string array_text(const ArrayType& array, std::size_t dimension, const Place& place) const;
    std::string named_text(const Declaration& declaration, const Place& place) const;
    std::size_t form_size(TypeRef type) const;

    const Names& names_;
    mutable std::map<const Declaration*, std::size_t> sizes_;
};

/// What stands in for an interface or valuetype that is declared and never defined: the base of all of its kind.
std::optional<Primitive> undefined(const Declaration& declaration);

/// "text\015": a C++ literal of the bytes; whatever is not plain printable ASCII is three octal digits.
std::string string_literal(std::string_view text);
std::string wide_string_literal(std::wstring_view text);

}  // namespace corbel::idl::cpp11
