// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "orb/engine/base/table.hpp"
#include "orb/mapping/cpp11/codec.hpp"

/// How the arguments and results of calls pass: into messages and out of them, and without one to a servant of the same
/// process. Calls are made of lists of these: a function for each type, not for each operation.
namespace corbel {

/// Whether a value can be handed on as a copy because encoding and decoding it would come to the same.
enum class Direct : std::uint8_t { never, if_sound, always };

/// Types that say nothing else take the way of messages. Where `kind` is if_sound, is_sound(value) is false for what a
/// message could not carry: the message is made then, and says what is wrong.
template <class T>
struct DirectPassing {
    static constexpr Direct kind = cdr::Primitive<T> || std::is_same_v<T, bool> ? Direct::always : Direct::never;
};

template <class E>
    requires std::is_enum_v<E> && requires { Codec<E>::count; }
struct DirectPassing<E> {
    static constexpr Direct kind = Direct::if_sound;
    static bool is_sound(E value) noexcept { return static_cast<std::uint32_t>(value) < Codec<E>::count; }
};

/// Whether each field is below its limit.
bool is_in_range(const void* value, const cdr::Layout& layout) noexcept;

template <class T>
    requires requires { Codec<T>::layout; } && std::is_trivially_copyable_v<T>
struct DirectPassing<T> {
    static constexpr Direct kind = Codec<T>::layout.size != sizeof(T)    ? Direct::never
                                   : Codec<T>::layout.is_checked() ? Direct::if_sound
                                                                   : Direct::always;
    static bool is_sound(const T& value) noexcept { return is_in_range(&value, Codec<T>::layout); }
};

/// Whether all characters are of ASCII and none is NUL: the same in every code set.
bool is_plain_text(std::string_view text) noexcept;

template <>
struct DirectPassing<std::string> {
    static constexpr Direct kind = Direct::if_sound;
    static bool is_sound(const std::string& value) noexcept { return is_plain_text(value); }
};

template <std::uint32_t N>
struct DirectPassing<IDL::bounded_string<N>> {
    static constexpr Direct kind = Direct::if_sound;
    static bool is_sound(const std::string& value) noexcept { return value.size() <= N && is_plain_text(value); }
};

/// Of arrays and sequences, which pass as their elements do.
template <class T>
struct ElementsPassing {
    static constexpr Direct kind = DirectPassing<T>::kind;
    template <class Elements>
    static bool is_sound(const Elements& value) noexcept {
        for (const auto& each : value)
            if (!DirectPassing<T>::is_sound(each)) return false;
        return true;
    }
};

template <class T, std::size_t N>
struct DirectPassing<std::array<T, N>> : ElementsPassing<T> {};

template <class T>
struct DirectPassing<std::vector<T>> : ElementsPassing<T> {};

template <class T, std::uint32_t N>
struct DirectPassing<IDL::bounded_vector<T, N>> {
    static constexpr Direct kind = DirectPassing<T>::kind == Direct::never ? Direct::never : Direct::if_sound;
    static bool is_sound(const std::vector<T>& value) noexcept {
        if constexpr (DirectPassing<T>::kind == Direct::if_sound)
            if (!ElementsPassing<T>::is_sound(value)) return false;
        return value.size() <= N;
    }
};

template <class T>
bool is_sound(const void* value) {
    return DirectPassing<T>::is_sound(*static_cast<const T*>(value));
}

template <class T>
void assign(void* to, const void* from) {
    *static_cast<T*>(to) = *static_cast<const T*>(from);
}

#define CORBEL_PASSED_IN_LIBRARY(T) extern template void assign<T>(void* to, const void* from);
CORBEL_PASSED_IN_LIBRARY(std::string)
CORBEL_PASSED_IN_LIBRARY(std::vector<std::uint8_t>)
CORBEL_PASSED_IN_LIBRARY(std::vector<std::int32_t>)
CORBEL_PASSED_IN_LIBRARY(std::vector<std::uint32_t>)
CORBEL_PASSED_IN_LIBRARY(std::vector<double>)
CORBEL_PASSED_IN_LIBRARY(std::vector<std::string>)
#undef CORBEL_PASSED_IN_LIBRARY

/// A value on its way to the other side.
struct OutgoingType {
    void (*encode)(cdr::Writer& out, const void* value);
    Direct direct;
    bool (*is_sound)(const void* value);  ///< null unless that matters
};

struct Outgoing {
    const void* value;
    const OutgoingType* type;
};
using OutgoingList = Table<Outgoing>;

/// A variable for a value that comes from the other side.
struct IncomingType {
    void (*decode)(cdr::Reader& in, void* value);
    void (*assign)(void* to, const void* from);  ///< null where that must not be
};

struct Incoming {
    void* value;
    const IncomingType* type;
};
using IncomingList = Table<Incoming>;

template <class T>
consteval OutgoingType outgoing_type_of() {
    constexpr auto kind = DirectPassing<T>::kind;
    if constexpr (kind == Direct::if_sound) return {&encode_outgoing<T>, kind, &is_sound<T>};
    else return {&encode_outgoing<T>, kind, nullptr};
}

template <class T>
consteval IncomingType incoming_type_of() {
    if constexpr (DirectPassing<T>::kind != Direct::never) return {&decode_incoming<T>, &assign<T>};
    else return {&decode_incoming<T>, nullptr};
}

template <class T>
inline constexpr OutgoingType outgoing_type = outgoing_type_of<T>();
template <class T>
inline constexpr IncomingType incoming_type = incoming_type_of<T>();

/// Lists of the arguments and results of a call, for as long as its expression.
template <std::size_t count>
struct OutgoingValues {
    Outgoing values[count];
    operator OutgoingList() const noexcept { return values; }  // NOLINT: converts on purpose
};
template <std::size_t count>
struct IncomingValues {
    Incoming values[count];
    operator IncomingList() const noexcept { return values; }  // NOLINT: converts on purpose
};

template <class... T>
OutgoingValues<sizeof...(T)> in(const T&... values) noexcept {
    return {{{&values, &outgoing_type<T>}...}};
}
template <class... T>
IncomingValues<sizeof...(T)> out(T&... values) noexcept {
    return {{{&values, &incoming_type<T>}...}};
}

void encode(cdr::Writer& out, OutgoingList list);
void decode(cdr::Reader& in, IncomingList list);

}  // namespace corbel
