// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/types.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>

namespace corbel::idl::cpp11 {
namespace {

/// What a primitive is in C++ and the fewest bytes of one on the wire.
struct PrimitiveRow {
    Primitive primitive;
    std::string_view text;
    std::size_t size;
};

constexpr std::array primitives = std::to_array<PrimitiveRow>({
    {Primitive::void_, "void", 0},
    {Primitive::boolean, "bool", 1},
    {Primitive::char_, "char", 1},
    {Primitive::wchar, "wchar_t", 2},
    {Primitive::octet, "std::uint8_t", 1},
    {Primitive::int8, "std::int8_t", 1},
    {Primitive::short_, "std::int16_t", 2},
    {Primitive::ushort, "std::uint16_t", 2},
    {Primitive::long_, "std::int32_t", 4},
    {Primitive::ulong, "std::uint32_t", 4},
    {Primitive::longlong, "std::int64_t", 8},
    {Primitive::ulonglong, "std::uint64_t", 8},
    {Primitive::float_, "float", 4},
    {Primitive::double_, "double", 8},
    {Primitive::longdouble, "long double", 16},
    {Primitive::any, "CORBA::Any", 4},
    // An empty repository id and no profile.
    {Primitive::object, "IDL::traits<CORBA::Object>::ref_type", 8},
    {Primitive::type_code, "IDL::traits<CORBA::TypeCode>::ref_type", 4},
    {Primitive::value_base, "IDL::traits<CORBA::ValueBase>::ref_type", 4},
    {Primitive::abstract_base, "IDL::traits<CORBA::AbstractBase>::ref_type", 5},
});

const PrimitiveRow& row(Primitive primitive) {
    return *std::ranges::find(primitives, primitive, &PrimitiveRow::primitive);
}

/// Sizes of nested arrays multiply beyond what a size_t holds.
std::size_t saturating_product(std::size_t a, std::size_t b) {
    std::size_t product = 0;
    return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::size_t>::max() : product;
}

std::size_t saturating_sum(std::size_t a, std::size_t b) {
    std::size_t sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::size_t>::max() : sum;
}

template <class Number>
std::string shortest_number(Number value) {
    std::array<char, 64> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return {digits.data(), end};
}

template <class Float>
std::string float_literal(long double value, std::string_view suffix) {
    auto text = shortest_number(static_cast<Float>(value));
    if (text.find_first_of(".en") == text.npos) text += ".0";
    return text.append(suffix);
}

std::string integer_literal(Integer value, TypeRef type) {
    const auto* primitive = type->as<Primitive>();
    const auto digits = value < 0 ? shortest_number(static_cast<std::int64_t>(value))
                                  : shortest_number(static_cast<std::uint64_t>(value));
    switch (primitive ? *primitive : Primitive::ulong) {
        case Primitive::long_:
            // The digits of the least long are no long.
            return value == std::numeric_limits<std::int32_t>::min() ? "-2147483647 - 1" : digits;
        case Primitive::ulong: return digits + "U";
        case Primitive::longlong:
            return value == std::numeric_limits<std::int64_t>::min() ? "-9223372036854775807LL - 1" : digits + "LL";
        case Primitive::ulonglong: return digits + "ULL";
        default: return digits;
    }
}

/// "-0.05" for the digits -5 and the scale 2.
std::string decimal(const FixedValue& value) {
    const bool is_negative = value.digits.starts_with('-');
    auto digits = value.digits.substr(is_negative);
    if (digits.size() <= value.scale) digits.insert(0, value.scale + 1 - digits.size(), '0');
    if (value.scale) digits.insert(digits.size() - value.scale, ".");
    return (is_negative ? "-" : "") + digits;
}

std::string octal(unsigned value) {
    return {'\\', static_cast<char>('0' + (value >> 6 & 7)), static_cast<char>('0' + (value >> 3 & 7)),
            static_cast<char>('0' + (value & 7))};
}

/// Quotes and backslashes are escaped, and question marks for the sake of trigraphs.
std::string plain_letter(char letter) {
    const bool is_special = letter == '"' || letter == '\'' || letter == '\\' || letter == '?';
    return is_special ? std::string{'\\', letter} : std::string{letter};
}

bool is_plain(std::uint32_t letter) { return letter >= ' ' && letter <= '~'; }

std::string one_letter(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return is_plain(byte) ? plain_letter(letter) : octal(byte);
}

/// A universal character name may not stand for a character below U+00A0.
std::string one_wide_letter(wchar_t letter) {
    const auto code = static_cast<std::uint32_t>(letter);
    if (is_plain(code)) return plain_letter(static_cast<char>(code));
    if (code < 0x100) return octal(code);
    std::array<char, 8> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), code, 16).ptr;
    const std::string hex{digits.data(), end};
    const std::size_t width = code > 0xffff ? 8 : 4;
    return (width == 8 ? "\\U" : "\\u") + std::string(width - hex.size(), '0') + hex;
}

}  // namespace

std::optional<Primitive> undefined(const Declaration& declaration) {
    return visit(declaration, overloaded{
        [](const Interface& each) -> std::optional<Primitive> {
            if (each.is_defined) return {};
            return each.is_abstract ? Primitive::abstract_base : Primitive::object;
        },
        [](const ValueType& each) -> std::optional<Primitive> {
            if (each.is_defined) return {};
            return Primitive::value_base;
        },
        [](const auto&) -> std::optional<Primitive> { return {}; },
    });
}

std::string string_literal(std::string_view text) {
    std::string literal = "\"";
    for (auto letter : text) literal += letter == '\'' ? "'" : one_letter(letter);
    return literal + "\"";
}

std::string wide_string_literal(std::wstring_view text) {
    std::string literal = "L\"";
    for (auto letter : text) literal += letter == L'\'' ? "'" : one_wide_letter(letter);
    return literal + "\"";
}

std::string Types::text(TypeRef type, const Place& place) const {
    return std::visit(overloaded{
        [&](Primitive primitive) { return names_.rooted(row(primitive).text, place); },
        [&](const StringType& string) {
            const std::string wide = string.wide ? "w" : "";
            if (!string.bound) return names_.rooted("std::" + wide + "string", place);
            return names_.rooted("IDL::bounded_" + wide + "string<" + std::to_string(string.bound) + ">", place);
        },
        [&](const SequenceType& sequence) {
            const auto element = text(sequence.element, place);
            if (!sequence.bound) return names_.rooted("std::vector<" + element + ">", place);
            return names_.rooted("IDL::bounded_vector<" + element + ", " + std::to_string(sequence.bound) + ">", place);
        },
        [&](const MapType& map) {
            const auto entry = text(map.key, place) + ", " + text(map.value, place);
            if (!map.bound) return names_.rooted("std::map<" + entry + ">", place);
            return names_.rooted("IDL::bounded_map<" + entry + ", " + std::to_string(map.bound) + ">", place);
        },
        [&](const OptionalType& optional) {
            return names_.rooted("IDL::optional<" + text(optional.value, place) + ">", place);
        },
        [&](const ArrayType& array) { return array_text(array, 0, place); },
        [&](const FixedType& fixed) {
            return names_.rooted(
                "IDL::Fixed<" + std::to_string(fixed.digits) + ", " + std::to_string(fixed.scale) + ">", place);
        },
        [&](const NamedType& named) { return named_text(*named.declaration, place); },
    }, type->form());
}

std::string Types::text(const FixedValue& value, const Place& place) const {
    const auto digits = value.digits.size() - value.digits.starts_with('-');
    const auto all = std::max<std::size_t>({digits, value.scale, 1});
    return names_.rooted("IDL::Fixed<" + std::to_string(all) + ", " + std::to_string(value.scale) + ">", place);
}

std::string Types::array_text(const ArrayType& array, std::size_t dimension, const Place& place) const {
    if (dimension == array.dimensions.size()) return text(array.element, place);
    return names_.rooted("std::array<" + array_text(array, dimension + 1, place) + ", " +
                         std::to_string(array.dimensions[dimension]) + ">", place);
}

std::string Types::named_text(const Declaration& declaration, const Place& place) const {
    if (const auto stand_in = undefined(declaration)) return names_.rooted(row(*stand_in).text, place);
    const auto name = names_.name(declaration, place);
    if (declaration.kind != Kind::interface && declaration.kind != Kind::value_type &&
        declaration.kind != Kind::value_box)
        return name;
    return names_.rooted("IDL::traits<" + name + ">::ref_type", place);
}

bool Types::is_reference(TypeRef type) {
    const auto* plain = unaliased(type);
    return declared<Interface>(type) || declared<ValueType>(type) || declared<ValueBox>(type) ||
           declared<Native>(type) || plain->is(Primitive::object) || plain->is(Primitive::type_code) ||
           plain->is(Primitive::value_base) || plain->is(Primitive::abstract_base);
}

bool Types::is_by_value(TypeRef type) {
    const auto* plain = unaliased(type);
    if (plain->as<Primitive>()) return !plain->is(Primitive::any);
    return declared<Enum>(type) || declared<Bitmask>(type) || declared<Bitset>(type) || is_reference(type);
}

namespace {

/// Of structs and unions that hold themselves each is looked at once.
class ValueSearch {
public:
    bool finds(TypeRef type) {
        return std::visit(overloaded{
            [](Primitive primitive) {
                return primitive == Primitive::value_base || primitive == Primitive::abstract_base;
            },
            [&](const SequenceType& sequence) { return finds(sequence.element); },
            [&](const MapType& map) { return finds(map.value); },
            [&](const OptionalType& optional) { return finds(optional.value); },
            [&](const ArrayType& array) { return finds(array.element); },
            [&](const NamedType& named) { return finds_in(*named.declaration); },
            [](const auto&) { return false; },
        }, unaliased(type)->form());
    }

private:
    bool finds_in(const Declaration& declaration) {
        if (!seen_.insert(&declaration).second) return false;
        switch (declaration.kind) {
            case Kind::value_type:
            case Kind::value_box: return true;
            case Kind::interface: return static_cast<const Interface&>(declaration).is_abstract;
            case Kind::structure:
                return std::ranges::any_of(static_cast<const Structure&>(declaration).all_members(),
                                           [&](const Member& member) { return finds(member.type); });
            case Kind::union_:
                return std::ranges::any_of(static_cast<const Union&>(declaration).cases,
                                           [&](const Case& each) { return finds(each.member.type); });
            default: return false;
        }
    }

    std::set<const Declaration*> seen_;
};

}  // namespace

bool Types::holds_values(TypeRef type) { return ValueSearch{}.finds(type); }

std::string Types::in(TypeRef type, const Place& place) const {
    return is_by_value(type) ? text(type, place) : "const " + text(type, place) + "&";
}

std::string Types::parameter(Direction direction, TypeRef type, const Place& place) const {
    return direction == Direction::in ? in(type, place) : text(type, place) + "&";
}

std::string Types::variable(TypeRef type, std::string_view name, const Place& place,
                            const std::optional<Value>& initial_value) const {
    const auto type_text = text(type, place);
    if (initial_value) {
        const auto* optional = unaliased(type)->as<OptionalType>();
        const auto value = literal(*initial_value, optional ? optional->value : type, place);
        return type_text + " " + std::string{name} + "{" + value + "}";
    }
    // Braces would be the number 0.
    if (const auto* enumeration = declared<Enum>(type);
        enumeration && (enumeration->initial || enumeration->has_numbers()))
        return type_text + " " + std::string{name} + "{" +
               names_.name(enumeration->initial ? *enumeration->initial : *enumeration->enumerators.front(), place) +
               "}";
    // clang 14 ends with an internal error when braces initialise arrays of arrays of strings.
    const auto* innermost = unaliased(type);
    while (const auto* array = innermost->as<ArrayType>()) innermost = unaliased(array->element);
    const bool is_array = unaliased(type)->as<ArrayType>();
    const auto initial = is_array && innermost->as<StringType>() ? " = " + type_text + "()" : "{}";
    return type_text + " " + std::string{name} + initial;
}

std::size_t Types::min_size(TypeRef type) const {
    const auto* plain = unaliased(type);
    const auto* named = plain->as<NamedType>();
    return named ? min_size(*named->declaration) : form_size(plain);
}

std::size_t Types::form_size(TypeRef type) const {
    return std::visit(overloaded{
        [](Primitive primitive) { return row(primitive).size; },
        // The length; a narrow one counts its terminating NUL.
        [](const StringType& string) -> std::size_t { return string.wide ? 4 : 5; },
        [](const SequenceType&) -> std::size_t { return 4; },
        [](const MapType&) -> std::size_t { return 4; },
        [](const OptionalType&) -> std::size_t { return 1; },
        [&](const ArrayType& array) {
            auto size = min_size(array.element);
            for (auto dimension : array.dimensions) size = saturating_product(size, dimension);
            return size;
        },
        [](const FixedType& fixed) -> std::size_t { return fixed.digits / 2u + 1; },
        [](const NamedType&) -> std::size_t { return 0; },
    }, type->form());
}

std::size_t Types::min_size(const Declaration& declaration) const {
    if (const auto known = sizes_.find(&declaration); known != sizes_.end()) return known->second;
    const auto sum = [&](const std::vector<Member>& members) {
        std::size_t size = 0;
        for (const auto& member : members) size = saturating_sum(size, min_size(member.type));
        return size;
    };
    const auto size = visit(declaration, overloaded{
        [](const Enum&) -> std::size_t { return 4; },
        [](const Interface& each) -> std::size_t { return each.is_abstract ? 5 : 8; },
        [](const Native&) -> std::size_t { return 0; },
        [](const Bitmask& each) -> std::size_t { return each.width / 8u; },
        [](const Bitset& each) -> std::size_t { return each.width() / 8u; },
        [&](const Structure& each) { return sum(each.all_members()); },
        [&](const Exception& each) { return sum(each.members); },
        [&](const Union& each) {
            auto least = each.has_implicit_default() ? 0 : std::numeric_limits<std::size_t>::max();
            for (const auto& branch : each.cases) least = std::min(least, min_size(branch.member.type));
            return saturating_sum(min_size(each.discriminator), least);
        },
        [](const auto&) -> std::size_t { return 4; },
    });
    return sizes_[&declaration] = size;
}

std::string Types::literal(const Value& value, TypeRef type, const Place& place) const {
    const auto* plain = unaliased(type);
    return std::visit(overloaded{
        [&](Integer number) { return integer_literal(number, plain); },
        [&](long double number) {
            if (plain->is(Primitive::float_)) return float_literal<float>(number, "F");
            if (plain->is(Primitive::longdouble)) return float_literal<long double>(number, "L");
            return float_literal<double>(number, "");
        },
        [](bool truth) -> std::string { return truth ? "true" : "false"; },
        [](char letter) { return "'" + (letter == '"' ? "\"" : one_letter(letter)) + "'"; },
        [](wchar_t letter) { return "L'" + (letter == L'"' ? "\"" : one_wide_letter(letter)) + "'"; },
        [](const std::string& string) { return string_literal(string); },
        [](const std::wstring& string) { return wide_string_literal(string); },
        [&](const Enumerator* enumerator) { return names_.name(*enumerator, place); },
        [](const FixedValue& fixed) { return "\"" + decimal(fixed) + "\""; },
    }, value);
}

}  // namespace corbel::idl::cpp11
