// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/constant.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <locale>
#include <sstream>

namespace corbel::idl {

using syntax::Chain;
using syntax::Expression;
using syntax::Literal;
using syntax::LiteralKind;
using syntax::Operator;
using syntax::ScopedName;
using syntax::Unary;

namespace {

constexpr Integer one = 1;
constexpr IntegerRange widest{-(one << 63), (one << 64) - 1};
constexpr IntegerRange narrow{-(one << 31), (one << 32) - 1};

bool holds(const IntegerRange& range, Integer value) { return value >= range.least && value <= range.greatest; }

std::string_view spelling(Operator op) {
    switch (op) {
        case Operator::or_: return "|";
        case Operator::xor_: return "^";
        case Operator::and_: return "&";
        case Operator::shift_left: return "<<";
        case Operator::shift_right: return ">>";
        case Operator::add:
        case Operator::plus: return "+";
        case Operator::subtract:
        case Operator::minus: return "-";
        case Operator::multiply: return "*";
        case Operator::divide: return "/";
        case Operator::modulo: return "%";
        case Operator::complement: return "~";
    }
    return {};
}

std::string_view noun(Operator op) {
    switch (op) {
        case Operator::or_: return "or";
        case Operator::xor_: return "exclusive or";
        case Operator::and_: return "and";
        case Operator::shift_left:
        case Operator::shift_right: return "shift";
        case Operator::add: return "addition";
        case Operator::subtract: return "subtraction";
        case Operator::multiply: return "multiplication";
        case Operator::divide: return "division";
        case Operator::modulo: return "modulo";
        case Operator::plus:
        case Operator::minus: return "negation";
        case Operator::complement: return "complement";
    }
    return {};
}

/// What an expression is the result of; nothing for a literal or a name.
std::optional<Operator> last_operator(const Expression& expression) {
    if (auto* chain = std::get_if<Chain>(&expression.form)) return chain->operators.back();
    auto* unary = std::get_if<Unary>(&expression.form);
    if (!unary) return std::nullopt;
    return unary->op == Operator::plus ? last_operator(*unary->operand) : unary->op;
}

std::string describe(const Literal& literal) {
    switch (literal.kind) {
        case LiteralKind::integer: return "an integer";
        case LiteralKind::floating: return "a floating-point number";
        case LiteralKind::fixed: return "a fixed-point number";
        case LiteralKind::character: return "a character";
        case LiteralKind::wide_character: return "a wide character";
        case LiteralKind::boolean: return "a boolean";
        case LiteralKind::string: return literal.pieces.front().starts_with('L') ? "a wide string" : "a string";
    }
    return {};
}

std::string describe(const Declaration& declaration) {
    if (auto* constant = dynamic_cast<const Constant*>(&declaration))
        return "'" + constant->name + "' of type '" + to_text(constant->type) + "'";
    if (declaration.kind == Kind::enumerator) return "the enumerator '" + declaration.name + "'";
    return "'" + declaration.name + "'";
}

bool is_hex(char c) { return std::string_view{"0123456789abcdefABCDEF"}.find(c) != std::string_view::npos; }
bool is_octal(char c) { return c >= '0' && c <= '7'; }

unsigned digit(char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

std::u32string from_utf8(std::string_view text) {
    std::u32string result;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : 0;
        char32_t value = more == 3 ? lead & 7 : more == 2 ? lead & 15 : more == 1 ? lead & 31 : lead;
        std::size_t seen = 0;
        while (seen < more && i + 1 + seen < text.size() && (text[i + 1 + seen] & 0xc0) == 0x80)
            value = value << 6 | (static_cast<unsigned char>(text[i + 1 + seen++]) & 0x3f);
        // What is no UTF-8 is Latin-1.
        result += seen == more ? value : char32_t{lead};
        i += seen == more ? more + 1 : 1;
    }
    return result;
}

}  // namespace

std::string_view name_of(Primitive primitive) noexcept {
    constexpr std::string_view names[] = {
        "void", "boolean", "char", "wchar", "octet", "short", "unsigned short", "long", "unsigned long", "long long",
        "unsigned long long", "float", "double", "long double", "int8", "any", "Object", "CORBA::TypeCode", "ValueBase",
        "CORBA::AbstractBase"};
    return names[static_cast<std::size_t>(primitive)];
}

std::optional<IntegerRange> range_of(TypeRef type) noexcept {
    auto* primitive = unaliased(type)->as<Primitive>();
    if (!primitive) return std::nullopt;
    switch (*primitive) {
        case Primitive::octet: return IntegerRange{0, 255};
        case Primitive::int8: return IntegerRange{-128, 127};
        case Primitive::short_: return IntegerRange{-(one << 15), (one << 15) - 1};
        case Primitive::ushort: return IntegerRange{0, (one << 16) - 1};
        case Primitive::long_: return IntegerRange{-(one << 31), (one << 31) - 1};
        case Primitive::ulong: return IntegerRange{0, (one << 32) - 1};
        case Primitive::longlong: return IntegerRange{-(one << 63), (one << 63) - 1};
        case Primitive::ulonglong: return IntegerRange{0, (one << 64) - 1};
        default: return std::nullopt;
    }
}

std::string to_text(Integer value) {
    const bool negative = value < 0;
    auto rest = negative ? 0 - static_cast<unsigned __int128>(value) : static_cast<unsigned __int128>(value);
    std::string text;
    do {
        text += static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    } while (rest != 0);
    if (negative) text += '-';
    std::reverse(text.begin(), text.end());
    return text;
}

std::string to_text(TypeRef type) {
    return std::visit(
        overloaded{
            [](Primitive primitive) { return std::string{name_of(primitive)}; },
            [](const StringType& string) {
                return std::string{string.wide ? "wstring" : "string"} +
                       (string.bound ? "<" + std::to_string(string.bound) + ">" : "");
            },
            [](const SequenceType& sequence) {
                return "sequence<" + to_text(sequence.element) +
                       (sequence.bound ? ", " + std::to_string(sequence.bound) : "") + ">";
            },
            [](const MapType& map) {
                return "map<" + to_text(map.key) + ", " + to_text(map.value) +
                       (map.bound ? ", " + std::to_string(map.bound) : "") + ">";
            },
            [](const OptionalType& optional) { return "@optional " + to_text(optional.value); },
            [](const ArrayType& array) {
                auto text = to_text(array.element);
                for (const auto length : array.dimensions) text += "[" + std::to_string(length) + "]";
                return text;
            },
            [](const FixedType& fixed) {
                return "fixed<" + std::to_string(fixed.digits) + ", " + std::to_string(fixed.scale) + ">";
            },
            [](const NamedType& named) { return named.declaration->scoped_name(); }},
        type->form());
}

std::nullopt_t Evaluator::mismatch(const Expression& expression, std::string_view wanted) {
    if (auto* literal = std::get_if<Literal>(&expression.form))
        return fail(Code::wrong_kind_of_value, expression.place, {describe(*literal), std::string{wanted}});
    if (auto* unary = std::get_if<Unary>(&expression.form))
        return fail(Code::operator_not_for, expression.place, {std::string{spelling(unary->op)}, std::string{wanted}});
    if (auto* chain = std::get_if<Chain>(&expression.form))
        return fail(Code::operator_not_for, expression.place,
                    {std::string{spelling(chain->operators.front())}, std::string{wanted}});
    return std::nullopt;
}

// -- integers -------------------------------------------------------------------------------------------------------

std::optional<Integer> Evaluator::bounded(Integer value, const Location& place) {
    if (holds(widest, value)) return value;
    return fail(Code::integer_overflow, place);
}

bool Evaluator::overflows(Integer operand, const IntegerRange& range, std::optional<Operator> from,
                          const Location& place) {
    if (from == Operator::shift_left || from == Operator::complement) return false;
    const auto& steps = holds(narrow, range.least) && holds(narrow, range.greatest) ? narrow : widest;
    if (holds(steps, operand)) return false;
    fail(Code::step_overflow, place,
         {from ? "the result of the " + std::string{noun(*from)} : to_text(operand), type_name_, to_text(steps.least),
          to_text(steps.greatest)});
    return true;
}

namespace {

enum class Fault { none, octal, large };

Fault read(std::string_view text, Integer& value) {
    unsigned base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text[0] == '0') {
        base = 8;
    }
    value = 0;
    for (const char c : text) {
        if (digit(c) >= base) return Fault::octal;
        value = value * base + static_cast<int>(digit(c));
        if (value > widest.greatest) return Fault::large;
    }
    return Fault::none;
}

}  // namespace

std::optional<Integer> Evaluator::integer(const Expression& expression, const IntegerRange& range) {
    if (auto* literal = std::get_if<Literal>(&expression.form)) {
        if (literal->kind != LiteralKind::integer) return mismatch(expression, type_name_);
        Integer value = 0;
        switch (read(literal->pieces.front(), value)) {
            case Fault::octal: return fail(Code::not_octal, expression.place, {literal->pieces.front()});
            case Fault::large: return fail(Code::integer_overflow, expression.place);
            case Fault::none: break;
        }
        return value;
    }
    if (auto* name = std::get_if<ScopedName>(&expression.form)) {
        auto* declaration = find(*name);
        if (!declaration) return std::nullopt;
        auto* constant = dynamic_cast<const Constant*>(declaration);
        auto* value = constant ? std::get_if<Integer>(&constant->value) : nullptr;
        if (value) return *value;
        return fail(Code::wrong_kind_of_value, expression.place, {describe(*declaration), type_name_});
    }
    if (auto* unary = std::get_if<Unary>(&expression.form)) {
        const auto& operand = *unary->operand;
        const auto value = integer(operand, range);
        if (!value || overflows(*value, range, last_operator(operand), operand.place)) return std::nullopt;
        if (unary->op == Operator::plus) return value;
        if (unary->op == Operator::minus) return bounded(-*value, expression.place);
        return bounded(range.least == 0 ? range.greatest - *value : -(*value + 1), expression.place);
    }
    const auto& chain = std::get<Chain>(expression.form);
    auto result = integer(chain.operands[0], range);
    auto from = last_operator(chain.operands[0]);
    for (std::size_t i = 0; result && i < chain.operators.size(); from = chain.operators[i++]) {
        if (overflows(*result, range, from, chain.operands[i].place)) return std::nullopt;
        const auto& right = chain.operands[i + 1];
        const auto operand = integer(right, range);
        if (!operand || overflows(*operand, range, last_operator(right), right.place)) return std::nullopt;
        result = apply(chain.operators[i], *result, *operand, chain.operands[i + 1]);
    }
    return result;
}

std::optional<Integer> Evaluator::apply(Operator op, Integer left, Integer right, const Expression& operand) {
    const auto& place = operand.place;
    switch (op) {
        case Operator::or_: return left | right;
        case Operator::xor_: return bounded(left ^ right, place);
        case Operator::and_: return left & right;
        case Operator::add: return bounded(left + right, place);
        case Operator::subtract: return bounded(left - right, place);
        case Operator::divide:
        case Operator::modulo:
            if (right == 0) return fail(Code::division_by_zero, place);
            return op == Operator::divide ? bounded(left / right, place) : left % right;
        case Operator::shift_left:
        case Operator::shift_right:
            if (right < 0 || right > 63) return fail(Code::shift_range, place, {to_text(right)});
            if (op == Operator::shift_right) return left >> static_cast<int>(right);
            // Below 2^64, times at most 2^63: no overflow of 128 bits.
            return bounded(left * (one << static_cast<int>(right)), place);
        case Operator::multiply: {
            const auto size = [](Integer value) { return value < 0 ? -value : value; };
            if (left != 0 && size(right) > widest.greatest / size(left)) return fail(Code::integer_overflow, place);
            return bounded(left * right, place);
        }
        default: return std::nullopt;
    }
}

std::optional<std::uint32_t> Evaluator::length(const Expression& expression, std::string_view what) {
    type_name_ = what;
    const auto value = integer(expression, {0, (one << 32) - 1});
    if (!value) return std::nullopt;
    if (*value < 1 || *value > std::numeric_limits<std::uint32_t>::max())
        return fail(Code::length_range, expression.place, {std::string{what}, to_text(*value)});
    return static_cast<std::uint32_t>(*value);
}

std::optional<Integer> Evaluator::whole(const Expression& expression, IntegerRange range, Code code,
                                        std::initializer_list<std::string> arguments) {
    type_name_ = "a number of digits";
    const auto value = integer(expression, widest);
    if (!value || (*value >= range.least && *value <= range.greatest)) return value;
    switch (arguments.size()) {
        case 0: return fail(code, expression.place, {to_text(*value)});
        default: return fail(code, expression.place, {*arguments.begin(), to_text(*value)});
    }
}

// -- fixed point ----------------------------------------------------------------------------------------------------

std::optional<Decimal> Evaluator::decimal(const Expression& expression, bool integers) {
    const auto fitting = [&](std::optional<Decimal> value) -> std::optional<Decimal> {
        return value ? value : fail(Code::fixed_too_long, expression.place);
    };
    if (auto* literal = std::get_if<Literal>(&expression.form)) {
        const auto& digits = literal->pieces.front();
        if (literal->kind == LiteralKind::fixed) return fitting(Decimal::parse(digits));
        const bool has_exponent = digits.find_first_of("eE") != digits.npos;
        if (literal->kind == LiteralKind::floating && !has_exponent) {
            if (!diagnostics_.tolerate(Code::fixed_literal, expression.place, {digits, type_name_}))
                return std::nullopt;
            return fitting(Decimal::parse(digits + 'd'));
        }
        if (literal->kind != LiteralKind::integer || !integers) return mismatch(expression, type_name_);
        const auto value = integer(expression, widest);
        return value ? fitting(Decimal::of(*value)) : std::nullopt;
    }
    if (auto* name = std::get_if<ScopedName>(&expression.form)) {
        auto* declaration = find(*name);
        if (!declaration) return std::nullopt;
        auto* constant = dynamic_cast<const Constant*>(declaration);
        if (auto* value = constant ? std::get_if<FixedValue>(&constant->value) : nullptr) return Decimal::of(*value);
        auto* whole = constant ? std::get_if<Integer>(&constant->value) : nullptr;
        if (whole && integers) return fitting(Decimal::of(*whole));
        return fail(Code::wrong_kind_of_value, expression.place, {describe(*declaration), type_name_});
    }
    if (auto* unary = std::get_if<Unary>(&expression.form)) {
        if (unary->op == Operator::complement) return mismatch(expression, type_name_);
        const auto value = decimal(*unary->operand, integers);
        if (!value) return std::nullopt;
        return unary->op == Operator::minus ? -*value : *value;
    }
    const auto& chain = std::get<Chain>(expression.form);
    auto result = decimal(chain.operands[0], integers);
    for (std::size_t i = 0; result && i < chain.operators.size(); ++i) {
        const auto operand = decimal(chain.operands[i + 1], integers);
        if (!operand) return std::nullopt;
        switch (chain.operators[i]) {
            case Operator::add: result = fitting(*result + *operand); break;
            case Operator::subtract: result = fitting(*result - *operand); break;
            case Operator::multiply: result = fitting(*result * *operand); break;
            case Operator::divide:
                if (operand->is_zero()) return fail(Code::division_by_zero, chain.operands[i + 1].place);
                result = fitting(*result / *operand);
                break;
            default: return mismatch(expression, type_name_);
        }
    }
    return result;
}

std::optional<std::pair<FixedType, FixedValue>> Evaluator::fixed(const Expression& expression) {
    type_name_ = "'fixed'";
    const auto value = decimal(expression, only_integers(expression));
    if (!value) return std::nullopt;
    const auto type = value->type();
    return std::pair{type, *value->value(type)};
}

// -- floating point -------------------------------------------------------------------------------------------------

bool Evaluator::only_integers(const Expression& expression) {
    if (auto* literal = std::get_if<Literal>(&expression.form)) return literal->kind == LiteralKind::integer;
    if (auto* name = std::get_if<ScopedName>(&expression.form)) {
        auto* constant = dynamic_cast<const Constant*>(find(*name));
        return constant && std::holds_alternative<Integer>(constant->value);
    }
    if (auto* unary = std::get_if<Unary>(&expression.form)) return only_integers(*unary->operand);
    const auto& operands = std::get<Chain>(expression.form).operands;
    return std::all_of(operands.begin(), operands.end(), [this](const auto& each) { return only_integers(each); });
}

namespace {

// Not strtold: the locale of the process must not change what 1.5 is.
template <class Number>
bool read(const std::string& text, long double& value) {
    std::istringstream in{text};
    in.imbue(std::locale::classic());
    Number number = 0;
    in >> number;
    value = number;
    return !in.fail() && std::isfinite(value);
}

}  // namespace

// CORBA 3.0.3, 3.10.2: only a long double is computed from long doubles.
long double Evaluator::step(long double value) const {
    return in_long_double_ ? value : static_cast<long double>(static_cast<double>(value));
}

std::optional<long double> Evaluator::floating(const Expression& expression, bool integers) {
    if (auto* literal = std::get_if<Literal>(&expression.form)) {
        if (literal->kind == LiteralKind::integer && !integers)
            return fail(Code::mixed_numbers, expression.place, {literal->pieces.front()});
        if (literal->kind == LiteralKind::integer) {
            const auto value = integer(expression, widest);
            return value ? std::optional{static_cast<long double>(*value)} : std::nullopt;
        }
        if (literal->kind != LiteralKind::floating) return mismatch(expression, type_name_);
        long double value = 0;
        const auto& text = literal->pieces.front();
        if (!(in_long_double_ ? read<long double>(text, value) : read<double>(text, value))) {
            // An exponent far below zero is zero; far above, it is no number.
            if (text.find('-') != std::string::npos && std::fabs(value) < 1) return 0.0L;
            return fail(Code::floating_range, expression.place, {text, type_name_});
        }
        return value;
    }
    if (auto* name = std::get_if<ScopedName>(&expression.form)) {
        auto* declaration = find(*name);
        if (!declaration) return std::nullopt;
        auto* constant = dynamic_cast<const Constant*>(declaration);
        if (auto* value = constant ? std::get_if<long double>(&constant->value) : nullptr) return step(*value);
        auto* whole = constant ? std::get_if<Integer>(&constant->value) : nullptr;
        if (whole && integers) return static_cast<long double>(*whole);
        if (whole) return fail(Code::mixed_numbers, expression.place, {constant->name});
        return fail(Code::wrong_kind_of_value, expression.place, {describe(*declaration), type_name_});
    }
    if (auto* unary = std::get_if<Unary>(&expression.form)) {
        if (unary->op == Operator::complement) return mismatch(expression, type_name_);
        const auto value = floating(*unary->operand, integers);
        if (!value) return std::nullopt;
        return unary->op == Operator::minus ? -*value : *value;
    }
    const auto& chain = std::get<Chain>(expression.form);
    auto result = floating(chain.operands[0], integers);
    for (std::size_t i = 0; result && i < chain.operators.size(); ++i) {
        const auto op = chain.operators[i];
        if (op != Operator::add && op != Operator::subtract && op != Operator::multiply && op != Operator::divide)
            return mismatch(expression, type_name_);
        const auto operand = floating(chain.operands[i + 1], integers);
        if (!operand) return std::nullopt;
        if (op == Operator::divide && *operand == 0) return fail(Code::division_by_zero, chain.operands[i + 1].place);
        switch (op) {
            case Operator::add: *result += *operand; break;
            case Operator::subtract: *result -= *operand; break;
            case Operator::multiply: *result *= *operand; break;
            default: *result /= *operand; break;
        }
        result = step(*result);
        if (!std::isfinite(*result)) return fail(Code::floating_range, expression.place, {"the result", type_name_});
    }
    return result;
}

// -- characters and strings -----------------------------------------------------------------------------------------

std::optional<std::u32string> Evaluator::escape(std::string_view& rest, bool wide, const Location& place) {
    constexpr std::string_view letters = "ntvbrfa\\?'\"", meanings = "\n\t\v\b\r\f\a\\?'\"";
    const char c = rest[0];
    if (const auto which = letters.find(c); which != std::string_view::npos) {
        rest.remove_prefix(1);
        return std::u32string{static_cast<char32_t>(static_cast<unsigned char>(meanings[which]))};
    }
    const auto take = [&](std::size_t most, auto belongs, unsigned base) {
        char32_t value = 0;
        std::size_t count = 0;
        while (count < most && count < rest.size() && belongs(rest[count])) value = value * base + digit(rest[count++]);
        rest.remove_prefix(count);
        return std::pair{value, count};
    };
    if (is_octal(c)) {
        const auto value = take(3, is_octal, 8).first;
        if (value > 255) return fail(Code::escape_range, place);
        return std::u32string{value};
    }
    if (c == 'x' || (c == 'u' && wide)) {
        rest.remove_prefix(1);
        const auto [value, count] = take(c == 'x' ? 2 : 4, is_hex, 16);
        if (count == 0) return fail(Code::escape_without_digits, place, {std::string{c}});
        return std::u32string{value};
    }
    return fail(Code::unknown_escape, place, {std::string{c}});
}

namespace {

bool is_surrogate(char32_t c) { return c >= 0xd800 && c < 0xe000; }
bool is_high_surrogate(char32_t c) { return c >= 0xd800 && c < 0xdc00; }
bool is_low_surrogate(char32_t c) { return c >= 0xdc00 && c < 0xe000; }

std::string in_hexadecimal(char32_t c) {
    std::ostringstream text;
    text << std::hex << static_cast<std::uint32_t>(c);
    return text.str();
}

}  // namespace

/// The characters of one literal with its quotes and prefix: bytes of a narrow one, code points of a wide one.
std::optional<std::u32string> Evaluator::characters(std::string_view literal, const Location& place) {
    if (literal.find('\n') != literal.npos) return std::nullopt;  // it ran over its line, which has been reported
    const bool wide = literal.starts_with('L');
    if (wide) literal.remove_prefix(1);
    if (literal.size() < 2) return std::u32string{};
    literal = literal.substr(1, literal.size() - 2);
    std::u32string result;
    while (!literal.empty()) {
        const auto plain = literal.substr(0, literal.find('\\'));
        if (wide) {
            result += from_utf8(plain);
        } else {
            for (const char c : plain) result += static_cast<unsigned char>(c);
        }
        literal.remove_prefix(plain.size());
        if (literal.size() < 2) break;
        literal.remove_prefix(1);
        const auto meaning = escape(literal, wide, place);
        if (!meaning) return std::nullopt;
        if (!result.empty() && is_high_surrogate(result.back()) && is_low_surrogate(meaning->front()))
            result.back() = 0x10000 + ((result.back() - 0xd800) << 10) + (meaning->front() - 0xdc00);
        else
            result += *meaning;
    }
    if (const auto half = std::find_if(result.begin(), result.end(), is_surrogate); half != result.end())
        return fail(Code::half_character, place, {in_hexadecimal(*half)});
    return result;
}

std::optional<std::string> Evaluator::text(const syntax::Text& literals) {
    std::string value;
    for (const auto& piece : literals.pieces) {
        const auto part = characters(piece, literals.place);
        if (!part) return std::nullopt;
        value.append(part->begin(), part->end());
    }
    return value;
}

std::optional<Value> Evaluator::text_value(const Expression& expression, const StringType& type) {
    auto* literal = std::get_if<Literal>(&expression.form);
    if (!literal || literal->kind != LiteralKind::string) return mismatch(expression, type_name_);
    std::u32string value;
    for (const auto& piece : literal->pieces) {
        if (piece.starts_with('L') != literal->pieces.front().starts_with('L'))
            return fail(Code::mixed_strings, expression.place);
        const auto part = characters(piece, expression.place);
        if (!part) return std::nullopt;
        value += *part;
    }
    const bool is_wide = literal->pieces.front().starts_with('L');
    if (is_wide && !type.wide) return mismatch(expression, type_name_);
    if (type.wide && !is_wide && !takes_narrow(expression, *literal)) return std::nullopt;
    if (value.find(U'\0') != std::u32string::npos) return fail(Code::nul_in_string, expression.place);
    if (type.bound && value.size() > type.bound)
        return fail(Code::string_too_long, expression.place, {std::to_string(value.size()), type_name_});
    if (type.wide) return Value{std::wstring{value.begin(), value.end()}};
    return Value{std::string{value.begin(), value.end()}};
}

bool Evaluator::takes_narrow(const Expression& expression, const syntax::Literal& literal) {
    return diagnostics_.tolerate(Code::narrow_literal, expression.place, {describe(literal), type_name_});
}

std::optional<Value> Evaluator::character(const Expression& expression, bool wide) {
    auto* literal = std::get_if<Literal>(&expression.form);
    const bool is_narrow = literal && literal->kind == LiteralKind::character;
    if (!is_narrow && (!literal || !wide || literal->kind != LiteralKind::wide_character))
        return mismatch(expression, type_name_);
    if (wide && is_narrow && !takes_narrow(expression, *literal)) return std::nullopt;
    const auto value = characters(literal->pieces.front(), expression.place);
    if (!value) return std::nullopt;
    if (value->size() != 1) return fail(Code::not_one_character, expression.place, {std::to_string(value->size())});
    if (wide) return Value{static_cast<wchar_t>(value->front())};
    return Value{static_cast<char>(value->front())};
}

// -- by type --------------------------------------------------------------------------------------------------------

/// A scoped name alone: a constant of the same kind of type.
std::optional<Value> Evaluator::named(const Expression& expression, TypeRef type) {
    auto* declaration = find(std::get<ScopedName>(expression.form));
    if (!declaration) return std::nullopt;
    const auto& wanted = unaliased(type)->form();
    auto* constant = dynamic_cast<const Constant*>(declaration);
    if (auto* string = std::get_if<StringType>(&wanted); string && constant) {
        if (auto* text = std::get_if<std::string>(&constant->value); text && !string->wide) {
            if (string->bound && text->size() > string->bound)
                return fail(Code::string_too_long, expression.place, {std::to_string(text->size()), type_name_});
            return *text;
        }
        if (auto* text = std::get_if<std::wstring>(&constant->value); text && string->wide) {
            if (string->bound && text->size() > string->bound)
                return fail(Code::string_too_long, expression.place, {std::to_string(text->size()), type_name_});
            return *text;
        }
    }
    if (auto* enumeration = declared<Enum>(type)) {
        if (constant && std::holds_alternative<const Enumerator*>(constant->value) &&
            std::get<const Enumerator*>(constant->value)->enumeration == enumeration)
            return constant->value;
        auto* enumerator = dynamic_cast<const Enumerator*>(declaration);
        if (enumerator && enumerator->enumeration == enumeration) return Value{enumerator};
    }
    if (auto* primitive = std::get_if<Primitive>(&wanted); primitive && constant) {
        const auto& value = constant->value;
        if ((*primitive == Primitive::boolean && std::holds_alternative<bool>(value)) ||
            (*primitive == Primitive::char_ && std::holds_alternative<char>(value)) ||
            (*primitive == Primitive::wchar && std::holds_alternative<wchar_t>(value)))
            return value;
    }
    return fail(Code::wrong_kind_of_value, expression.place, {describe(*declaration), type_name_});
}

std::optional<Value> Evaluator::evaluate(const Expression& expression, TypeRef type) {
    type_name_ = "'" + to_text(type) + "'";
    if (const auto range = range_of(type)) {
        const auto value = integer(expression, *range);
        if (!value) return std::nullopt;
        if (*value < range->least || *value > range->greatest)
            return fail(Code::integer_range, expression.place,
                        {to_text(*value), type_name_, to_text(range->least), to_text(range->greatest)});
        return *value;
    }
    const auto* real = unaliased(type);
    if (real->is(Primitive::float_) || real->is(Primitive::double_) || real->is(Primitive::longdouble)) {
        in_long_double_ = real->is(Primitive::longdouble);
        auto value = floating(expression, only_integers(expression));
        if (!value) return std::nullopt;
        if (real->is(Primitive::float_)) *value = static_cast<float>(*value);
        if (real->is(Primitive::double_)) *value = static_cast<double>(*value);
        if (!std::isfinite(*value)) return fail(Code::floating_range, expression.place, {"the value", type_name_});
        return *value;
    }
    if (auto* fixed = real->as<FixedType>()) {
        const auto number = decimal(expression, only_integers(expression));
        if (!number) return std::nullopt;
        auto value = number->value(*fixed);
        if (!value) return fail(Code::fixed_range, expression.place, {"the value", type_name_});
        return *std::move(value);
    }
    if (std::holds_alternative<ScopedName>(expression.form)) return named(expression, type);
    if (auto* string = real->as<StringType>()) return text_value(expression, *string);
    if (real->is(Primitive::char_)) return character(expression, false);
    if (real->is(Primitive::wchar)) return character(expression, true);
    auto* literal = std::get_if<Literal>(&expression.form);
    if (real->is(Primitive::boolean) && literal && literal->kind == LiteralKind::boolean)
        return literal->pieces.front() == "TRUE" || literal->pieces.front() == "true";
    return mismatch(expression, type_name_);
}

}  // namespace corbel::idl
