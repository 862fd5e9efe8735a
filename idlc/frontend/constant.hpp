// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "idlc/frontend/decimal.hpp"
#include "idlc/frontend/diagnostics.hpp"
#include "idlc/frontend/syntax.hpp"

namespace corbel::idl {

/// "unsigned long" for Primitive::ulong.
std::string_view name_of(Primitive primitive) noexcept;

/// The values an integer type has; empty for other types.
struct IntegerRange {
    Integer least, greatest;
};
std::optional<IntegerRange> range_of(TypeRef type) noexcept;

std::string to_text(Integer value);

/// Computes constant expressions (CORBA 3.0.3, 3.10.2). Integers are exact: every step must lie between -2^31 and
/// 2^32 - 1 for types of up to 32 bits and between -2^63 and 2^64 - 1 for others, the result in the range of its type.
class Evaluator {
public:
    /// Finds a declaration or reports that there is none and gives null.
    using Lookup = std::function<const Declaration*(const syntax::ScopedName&)>;

    Evaluator(Diagnostics& diagnostics, Lookup lookup) : diagnostics_{diagnostics}, lookup_{std::move(lookup)} {}

    /// The value as one of `type`; nothing after an error, which has been reported.
    std::optional<Value> evaluate(const syntax::Expression& expression, TypeRef type);

    /// A length: 1 to 2^32 - 1. `what` names it in messages.
    std::optional<std::uint32_t> length(const syntax::Expression& expression, std::string_view what);

    /// A number between `least` and `greatest`, else the report `code` with the arguments, then the number.
    std::optional<Integer> whole(const syntax::Expression& expression, IntegerRange range, Code code,
                                 std::initializer_list<std::string> arguments = {});

    /// The value of `const fixed`, whose type it also decides.
    std::optional<std::pair<FixedType, FixedValue>> fixed(const syntax::Expression& expression);

    std::optional<std::string> text(const syntax::Text& literals);

private:
    using Expression = syntax::Expression;

    std::optional<Integer> integer(const Expression& expression, const IntegerRange& range);
    std::optional<Integer> apply(syntax::Operator op, Integer left, Integer right, const Expression& expression);
    /// Whether an operand is beyond what steps to a type of that range are, which is reported; `from` is what it is the
    /// result of. Patterns of bits (of << and ~) may be: what is not used of them is lost.
    bool overflows(Integer operand, const IntegerRange& range, std::optional<syntax::Operator> from,
                   const Location& place);
    std::optional<Integer> bounded(Integer value, const Location& place);
    std::optional<long double> floating(const Expression& expression, bool integers);
    long double step(long double value) const;
    std::optional<Decimal> decimal(const Expression& expression, bool integers);
    bool only_integers(const Expression& expression);
    std::optional<Value> named(const Expression& expression, TypeRef type);
    std::optional<Value> text_value(const Expression& expression, const StringType& type);
    std::optional<std::u32string> characters(std::string_view literal, const Location& place);
    std::optional<std::u32string> escape(std::string_view& rest, bool wide, const Location& place);
    std::optional<Value> character(const Expression& expression, bool wide);
    /// Whether a literal without L may be a value of a wide type.
    bool takes_narrow(const Expression& expression, const syntax::Literal& literal);

    const Declaration* find(const syntax::ScopedName& name) { return lookup_(name); }
    std::nullopt_t fail(Code code, const Location& place, std::initializer_list<std::string> arguments = {}) {
        diagnostics_.report(code, place, arguments);
        return std::nullopt;
    }
    std::nullopt_t mismatch(const Expression& expression, std::string_view wanted);

    Diagnostics& diagnostics_;
    Lookup lookup_;
    bool in_long_double_ = false;  ///< the type of the constant being computed
    std::string type_name_;  ///< of the constant being computed, for messages
};

/// The type as IDL writes it: "sequence<long, 5>", "Bank::Account".
std::string to_text(TypeRef type);

}  // namespace corbel::idl
