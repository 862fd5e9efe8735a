// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "orb/mapping/cpp11/codec.hpp"
#include "orb/mapping/cpp11/print.hpp"
#include "orb/mapping/cpp11/typecode.hpp"

/// The types of IDL 4, and what they are on the wire, where every CORBA 2 ORB knows the form:
///   map<K, V>             std::map                  a sequence of structs of key and value, in ascending order
///   @optional T           std::optional             a union of a boolean whose case TRUE is the value
///   bitmask, bitset       a class around its bits   an unsigned integer
///   int8                  std::int8_t               an octet
namespace IDL {

/// map<K, V, N>: a std::map whose bound is checked when it is sent (BAD_PARAM) and received (MARSHAL).
template <class K, class V, std::uint32_t N>
class bounded_map : public std::map<K, V> {
public:
    using bound = std::integral_constant<std::uint32_t, N>;
    using std::map<K, V>::map;
    bounded_map() = default;
    bounded_map(const std::map<K, V>& entries) : std::map<K, V>(entries) {}  // NOLINT: converts on purpose
    bounded_map(std::map<K, V>&& entries) noexcept : std::map<K, V>(std::move(entries)) {}  // NOLINT
};

template <class T>
using optional = std::optional<T>;

template <class K, class V>
struct traits<std::map<K, V>> : corbel::by_reference_traits<std::map<K, V>> {
    using key_traits = traits<K>;
    using value_traits = traits<V>;
    using is_bounded = std::false_type;
};
template <class K, class V, std::uint32_t N>
struct traits<bounded_map<K, V, N>> : corbel::by_reference_traits<bounded_map<K, V, N>> {
    using key_traits = traits<K>;
    using value_traits = traits<V>;
    using is_bounded = std::true_type;
    using bound = std::integral_constant<std::uint32_t, N>;
};

}  // namespace IDL

namespace corbel {

/// What a generated bitmask is: its bits, and whatever is done with bits.
template <class Mask, class Bits>
class Bitmask {
public:
    using _bits_type = Bits;

    constexpr Bitmask() noexcept = default;
    constexpr Bitmask(Bits bits) noexcept : bits_{bits} {}  // NOLINT: converts on purpose
    constexpr operator Bits() const noexcept { return bits_; }

    constexpr Mask& operator|=(Bits bits) noexcept { return set(bits_ | bits); }
    constexpr Mask& operator&=(Bits bits) noexcept { return set(bits_ & bits); }
    constexpr Mask& operator^=(Bits bits) noexcept { return set(bits_ ^ bits); }

    Bits _bits() const noexcept { return bits_; }
    void _bits(Bits bits) noexcept { bits_ = bits; }

private:
    template <class Wide>
    constexpr Mask& set(Wide bits) noexcept {
        bits_ = static_cast<Bits>(bits);
        return static_cast<Mask&>(*this);
    }

    Bits bits_{};
};

/// What a generated bitset is: all its bits, those of its base the least significant ones.
class Bitset {
public:
    std::uint64_t _bits() const noexcept { return bits_; }
    void _bits(std::uint64_t bits) noexcept { bits_ = bits; }

    friend bool operator==(const Bitset&, const Bitset&) = default;

protected:
    template <class T, unsigned first, unsigned width>
    T field() const noexcept {
        const auto bits = bits_ >> first & mask<width>;
        if constexpr (std::is_signed_v<T>) {
            constexpr auto sign = std::uint64_t{1} << (width - 1);
            return static_cast<T>(static_cast<std::int64_t>((bits ^ sign) - sign));
        } else {
            return static_cast<T>(bits);
        }
    }
    /// Keeps the lowest bits of the value, as bit-fields of C++ do.
    template <unsigned first, unsigned width, class T>
    void field(T value) noexcept {
        bits_ = (bits_ & ~(mask<width> << first)) | (static_cast<std::uint64_t>(value) & mask<width>) << first;
    }

private:
    template <unsigned width>
    static constexpr std::uint64_t mask = ~std::uint64_t{} >> (64 - width);

    std::uint64_t bits_ = 0;
};

template <class T>
concept HasBits = requires { typename T::_bits_type; };

}  // namespace corbel

/// Of bitmasks and bitsets: the integer that holds one, and its bits.
template <corbel::HasBits T>
struct IDL::traits<T> : corbel::by_value_traits<T> {
    using underlying_type = typename T::_bits_type;
    using bit_bound = std::integral_constant<std::uint32_t, 8 * sizeof(underlying_type)>;
};

namespace corbel {

template <HasBits T>
struct Codec<T> {
    using Bits = typename T::_bits_type;
    static constexpr std::size_t min_size = sizeof(Bits);
    static void encode(cdr::Writer& out, T value) { out.put(static_cast<Bits>(value._bits())); }
    static void decode(cdr::Reader& in, T& value) { value._bits(in.get<Bits>()); }
};

template <class T>
struct Codec<std::optional<T>> {
    static constexpr std::size_t min_size = 1;
    static void encode(cdr::Writer& out, const std::optional<T>& value) {
        out.boolean(value.has_value());
        if (value) Codec<T>::encode(out, *value);
    }
    static void decode(cdr::Reader& in, std::optional<T>& value) {
        if (!in.boolean()) return value.reset();
        if (!value) value.emplace();
        Codec<T>::decode(in, *value);
    }
};

/// `count` entries follow. Of two with one key the second holds.
template <class K, class V>
void decode_entries(cdr::Reader& in, std::map<K, V>& value, std::uint32_t count) {
    const cdr::Nested nested{in};
    value.clear();
    for (std::uint32_t i = 0; i < count; ++i) {
        K key{};
        Codec<K>::decode(in, key);
        Codec<V>::decode(in, value[std::move(key)]);
    }
}

template <class K, class V>
struct Codec<std::map<K, V>> {
    static constexpr std::size_t min_size = 4;
    static constexpr std::size_t entry_size = Codec<K>::min_size + Codec<V>::min_size;
    static void encode(cdr::Writer& out, const std::map<K, V>& value) {
        out.length(value.size());
        for (const auto& [key, entry] : value) {
            Codec<K>::encode(out, key);
            Codec<V>::encode(out, entry);
        }
    }
    static void decode(cdr::Reader& in, std::map<K, V>& value) { decode_entries(in, value, in.length(entry_size)); }
};

template <class K, class V, std::uint32_t N>
struct Codec<IDL::bounded_map<K, V, N>> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, const IDL::bounded_map<K, V, N>& value) {
        if (value.size() > N) bound_exceeded_in_value("map", value.size(), N);
        Codec<std::map<K, V>>::encode(out, value);
    }
    static void decode(cdr::Reader& in, IDL::bounded_map<K, V, N>& value) {
        const auto count = in.length(Codec<std::map<K, V>>::entry_size);
        if (count > N) bound_exceeded_on_wire("map", count, N);
        std::map<K, V>& entries = value;
        decode_entries(in, entries, count);
    }
};

// -- enums whose numbers are not their places

/// The place in `values`, all enumerators in order; their count for what is none of them.
template <class E>
std::uint32_t place_of(E value, std::span<const E> values) {
    std::uint32_t place = 0;
    while (place < values.size() && values[place] != value) ++place;
    return place;
}

template <class E>
void encode_numbered_enum(cdr::Writer& out, E value, std::span<const E> values) {
    const auto place = place_of(value, values);
    if (place == values.size()) enum_out_of_range(static_cast<std::uint32_t>(value), place);
    out.put(place);
}

template <class E>
E decode_numbered_enum(cdr::Reader& in, std::span<const E> values) {
    return values[decode_enum<std::uint32_t>(in, static_cast<std::uint32_t>(values.size()))];
}

// -- TypeCodes

template <const CORBA::TypeCodeConstant& Value>
inline constexpr TypeMember optional_members[] = {{"value", Value, 1}};
template <const CORBA::TypeCodeConstant& Value>
inline constinit const CORBA::TypeCodeConstant optional_of =
    union_type("", "", CORBA::_tc_boolean, optional_members<Value>);

template <const CORBA::TypeCodeConstant& Key, const CORBA::TypeCodeConstant& Value>
inline constexpr TypeMember map_entry_members[] = {{"key", Key}, {"value", Value}};
template <const CORBA::TypeCodeConstant& Key, const CORBA::TypeCodeConstant& Value>
inline constinit const CORBA::TypeCodeConstant map_entry_of = struct_type("", "", map_entry_members<Key, Value>);
template <const CORBA::TypeCodeConstant& Key, const CORBA::TypeCodeConstant& Value, std::uint32_t Bound = 0>
inline constinit const CORBA::TypeCodeConstant map_of =
    TypeDescription::list(types::TCKind::tk_sequence, map_entry_of<Key, Value>, Bound);

template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::int8_t> = &CORBA::_tc_octet;
template <class T>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::optional<T>> = &optional_of<*type_code_of<T>>;
template <class K, class V>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::map<K, V>> =
    &map_of<*type_code_of<K>, *type_code_of<V>>;
template <class K, class V, std::uint32_t N>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<IDL::bounded_map<K, V, N>> =
    &map_of<*type_code_of<K>, *type_code_of<V>, N>;

// -- stream output

struct FlagName {
    const char* name;
    unsigned position;
};

/// Files::Rights{read | write}; bits without a name as one number.
std::ostream& print_flags(std::ostream& out, const char* type, std::span<const FlagName> flags, std::uint64_t bits);

/// `none`, or the value.
template <class T>
struct Print<std::optional<T>> {
    static void print(std::ostream& out, const std::optional<T>& value) {
        if (value) corbel::print(out, *value);
        else print_text(out, "none");
    }
};

/// {key: value, ...}
template <class K, class V>
struct Print<std::map<K, V>> {
    static void print(std::ostream& out, const std::map<K, V>& value) {
        std::string_view separator = "{";
        for (const auto& [key, entry] : value) {
            print_text(out, separator);
            corbel::print(out, key);
            print_text(out, ": ");
            corbel::print(out, entry);
            separator = ", ";
        }
        print_text(out, value.empty() ? "{}" : "}");
    }
};
template <class K, class V, std::uint32_t N>
struct Print<IDL::bounded_map<K, V, N>> : Print<std::map<K, V>> {};

}  // namespace corbel
