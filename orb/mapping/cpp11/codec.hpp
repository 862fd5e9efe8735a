// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "orb/engine/cdr/layout.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"
#include "orb/mapping/cpp11/object.hpp"
#include "orb/mapping/cpp11/types.hpp"

/// How mapped types become CDR and back. A reader's and writer's errors leave as they are (SystemError).
namespace corbel {

/// Specialised for every mapped type; generated code does it for its own:
///   min_size   the least number of bytes a value takes on the wire, alignment not counted
///   encode     writes a value
///   decode     reads into a value, reusing what memory it has
template <class T>
struct Codec;

template <class T>
void encode(cdr::Writer& out, const T& value) {
    Codec<T>::encode(out, value);
}

template <class T>
void decode(cdr::Reader& in, T& value) {
    Codec<T>::decode(in, value);
}

/// What a struct of these members takes at least.
template <class... Members>
inline constexpr std::size_t min_size_of = (std::size_t{0} + ... + Codec<Members>::min_size);

[[noreturn]] void enum_out_of_range(std::uint32_t value, std::uint32_t count);
/// BAD_PARAM for what is to be sent, MARSHAL for what was received.
[[noreturn]] void bound_exceeded_in_value(const char* kind, std::size_t length, std::uint32_t bound);
[[noreturn]] void bound_exceeded_on_wire(const char* kind, std::size_t length, std::uint32_t bound);

/// An enum of `count` enumerators, numbered from zero.
template <class E>
E decode_enum(cdr::Reader& in, std::uint32_t count) {
    const auto value = in.get<std::uint32_t>();
    if (value >= count) enum_out_of_range(value, count);
    return static_cast<E>(value);
}

template <cdr::Primitive T>
struct Codec<T> {
    static constexpr std::size_t min_size = sizeof(T);
    static void encode(cdr::Writer& out, T value) { out.put(value); }
    static void decode(cdr::Reader& in, T& value) { value = in.get<T>(); }
};

template <>
struct Codec<bool> {
    static constexpr std::size_t min_size = 1;
    static void encode(cdr::Writer& out, bool value) { out.boolean(value); }
    static void decode(cdr::Reader& in, bool& value) { value = in.boolean(); }
};

template <>
struct Codec<char> {
    static constexpr std::size_t min_size = 1;
    static void encode(cdr::Writer& out, char value) { out.character(value); }
    static void decode(cdr::Reader& in, char& value) { value = in.character(); }
};

template <>
struct Codec<wchar_t> {
    static constexpr std::size_t min_size = 2;
    static void encode(cdr::Writer& out, wchar_t value) { out.wide_character(value); }
    static void decode(cdr::Reader& in, wchar_t& value) { value = in.wide_character(); }
};

template <>
struct Codec<long double> {
    static constexpr std::size_t min_size = 16;
    static void encode(cdr::Writer& out, long double value) { out.long_double(value); }
    static void decode(cdr::Reader& in, long double& value) { value = in.long_double(); }
};

template <>
struct Codec<std::string> {
    static constexpr std::size_t min_size = 5;
    static void encode(cdr::Writer& out, const std::string& value) { out.string(value); }
    static void decode(cdr::Reader& in, std::string& value) { in.string(value); }
};

template <>
struct Codec<std::wstring> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, const std::wstring& value) { out.wide_string(value); }
    static void decode(cdr::Reader& in, std::wstring& value) { in.wide_string(value); }
};

/// The bound of a string counts characters of the program's code set.
template <std::uint32_t N>
struct Codec<IDL::bounded_string<N>> {
    static constexpr std::size_t min_size = 5;
    static void encode(cdr::Writer& out, const IDL::bounded_string<N>& value) {
        if (value.size() > N) bound_exceeded_in_value("string", value.size(), N);
        out.string(value);
    }
    static void decode(cdr::Reader& in, IDL::bounded_string<N>& value) {
        in.string(value);
        if (value.size() > N) bound_exceeded_on_wire("string", value.size(), N);
    }
};

template <std::uint32_t N>
struct Codec<IDL::bounded_wstring<N>> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, const IDL::bounded_wstring<N>& value) {
        if (value.size() > N) bound_exceeded_in_value("wstring", value.size(), N);
        out.wide_string(value);
    }
    static void decode(cdr::Reader& in, IDL::bounded_wstring<N>& value) {
        in.wide_string(value);
        if (value.size() > N) bound_exceeded_on_wire("wstring", value.size(), N);
    }
};

/// Types that nest through sequences: their depth counts (cdr::Reader::max_depth), as it is the sender's choice.
template <class T>
inline constexpr bool may_nest = std::is_class_v<T> && !std::is_base_of_v<std::string, T> &&
                                 !std::is_base_of_v<std::wstring, T>;

/// Structs that are read and written as blocks: generated code tells of their layout, and here it is so.
template <class T>
concept Block = requires { Codec<T>::layout; } && Codec<T>::layout.size == sizeof(T) &&
                Codec<T>::layout.alignment == alignof(T) && Codec<T>::layout.is_of_cdr() &&
                std::is_trivially_copyable_v<T> && std::is_standard_layout_v<T>;

/// The codec of any type behind one signature: for lists of arguments, and for the structs of a block.
template <class T>
void encode_outgoing(cdr::Writer& out, const void* value) {
    Codec<T>::encode(out, *static_cast<const T*>(value));
}

template <class T>
void decode_incoming(cdr::Reader& in, void* value) {
    Codec<T>::decode(in, *static_cast<T*>(value));
}

/// Structs that lie one after the other, with the codec for those that cannot be a part of a block.
void encode_blocks(cdr::Writer& out, const void* structs, std::size_t count, const cdr::Layout& layout,
                   void (*encode)(cdr::Writer& out, const void* value));
void decode_blocks(cdr::Reader& in, void* structs, std::size_t count, const cdr::Layout& layout,
                   void (*decode)(cdr::Reader& in, void* value));

/// `count` elements that stand one after the other.
template <class T>
void encode_elements(cdr::Writer& out, const T* elements, std::size_t count) {
    if constexpr (cdr::Primitive<T>) {
        out.put_array(elements, count);
    } else if constexpr (Block<T>) {
        encode_blocks(out, elements, count, Codec<T>::layout, &encode_outgoing<T>);
    } else {
        for (std::size_t i = 0; i < count; ++i) Codec<T>::encode(out, elements[i]);
    }
}

template <class T>
void decode_elements(cdr::Reader& in, T* elements, std::size_t count) {
    if constexpr (cdr::Primitive<T>) {
        in.get_array(elements, count);
    } else if constexpr (Block<T>) {
        decode_blocks(in, elements, count, Codec<T>::layout, &decode_incoming<T>);
    } else {
        for (std::size_t i = 0; i < count; ++i) Codec<T>::decode(in, elements[i]);
    }
}

/// What sequences of these have as length: decode_sequence() takes no memory before their bytes have come.
template <class T>
std::uint32_t sequence_length(cdr::Reader& in) {
    if constexpr (cdr::Primitive<T> || Block<T>) {
        return in.claimed_length(Codec<T>::min_size);
    } else {
        return in.length(Codec<T>::min_size);
    }
}

/// resize() of elements that are received next: they need no value before.
template <class T>
void resize_for_received(std::vector<T>& value, std::size_t size) {
#if defined(__GLIBCXX__) && !defined(_GLIBCXX_SANITIZE_VECTOR)
    struct Access : std::vector<T> {
        static auto& of(std::vector<T>& value) { return value.*(&Access::_M_impl); }
    };
    value.reserve(size);
    Access::of(value)._M_finish = value.data() + size;
#else
    value.resize(size);
#endif
}

/// Memory for elements from number `first` on that are received straight into it: it grows with what has come, but for
/// a beginning that costs little.
template <class T>
std::uint8_t* memory_for_received(std::vector<T>& value, std::size_t first, std::size_t bytes, std::size_t count) {
    constexpr std::size_t beginning = (std::size_t{1} << 20) / sizeof(T);
    const auto wanted = first + (bytes + sizeof(T) - 1) / sizeof(T);  // the last one may lack its padding
    const auto ahead = 4 * wanted < beginning ? beginning : 4 * wanted;
    if (wanted > value.capacity()) value.reserve(ahead < count ? ahead : count);
    if (wanted > value.size()) resize_for_received(value, wanted);
    return reinterpret_cast<std::uint8_t*>(value.data() + first);
}

/// Of elements that end a message which has not all been received: how many of them are read, which may be none.
template <class T>
std::size_t receive_elements(cdr::Reader& in, std::vector<T>& value, std::size_t count) try {
    std::size_t first = 0;
    const auto memory = [&](std::size_t bytes) { return memory_for_received(value, first, bytes, count); };
    if constexpr (cdr::Primitive<T>) {
        if (!in.ends_in(count * sizeof(T), sizeof(T))) return 0;
        in.receive_end(sizeof(T), memory);
        if constexpr (sizeof(T) > 1)
            if (in.swaps())
                for (std::size_t i = 0; i < count; ++i) value[i] = cdr::byte_swapped(value[i]);
        return count;
    } else {
        if (cdr::receive_block(in, count, Codec<T>::layout, memory)) return count;
        value.resize(1);
        Codec<T>::decode(in, value[0]);  // behind it the next one may stand as in memory
        first = 1;
        return cdr::receive_block(in, count - 1, Codec<T>::layout, memory) ? count : 1;
    }
} catch (...) {
    value.clear();  // no element without a value is left
    throw;
}

/// `count` elements, to be decoded into. Those that are there are reused if they are enough; resize() would bring the
/// moving of elements into each program.
template <class T>
void make_room(std::vector<T>& value, std::size_t count) {
    if (value.size() < count) value = std::vector<T>(count);
    while (value.size() > count) value.pop_back();
}

/// The elements of a sequence whose length has been read and checked; existing elements are reused.
template <class T>
void decode_sequence(cdr::Reader& in, std::vector<T>& value, std::uint32_t count) {
    if constexpr (cdr::Primitive<T> || Block<T>) {
        if (in.is_continued() && count != 0) {
            const auto received = receive_elements(in, value, count);
            in.complete();
            value.resize(count);
            return decode_elements(in, value.data() + received, count - received);
        }
    }
    if constexpr (sizeof(T) == 1 && cdr::Primitive<T>) {
        const auto* bytes = reinterpret_cast<const T*>(in.take_view(count).data());
        value.assign(bytes, bytes + count);
    } else if constexpr (cdr::Primitive<T>) {
        if (const auto* elements = in.array_in_place<T>(count)) return value.assign(elements, elements + count);
        value.resize(count);
        decode_elements(in, value.data(), count);
    } else if constexpr (may_nest<T>) {
        const cdr::Nested nested{in};
        make_room(value, count);
        decode_elements(in, value.data(), count);
    } else {
        make_room(value, count);
        decode_elements(in, value.data(), count);
    }
}

template <class T>
void decode_sequence(cdr::Reader& in, std::vector<T>& value) {
    decode_sequence(in, value, sequence_length<T>(in));
}

template <class T>
void encode_sequence(cdr::Writer& out, const std::vector<T>& value) {
    out.length(value.size());
    encode_elements(out, value.data(), value.size());
}

void encode_sequence(cdr::Writer& out, const std::vector<bool>& value);
void decode_sequence(cdr::Reader& in, std::vector<bool>& value);
void decode_sequence(cdr::Reader& in, std::vector<bool>& value, std::uint32_t count);

// The common ones are in the library, so that they are not a part of every program's stubs.
#define CORBEL_ARGUMENT_IN_LIBRARY(T)                                             \
    extern template void encode_outgoing<T>(cdr::Writer& out, const void* value); \
    extern template void decode_incoming<T>(cdr::Reader& in, void* value);
#define CORBEL_SEQUENCE_IN_LIBRARY(T)                                                             \
    extern template void encode_sequence(cdr::Writer& out, const std::vector<T>& value);          \
    extern template void decode_sequence(cdr::Reader& in, std::vector<T>& value, std::uint32_t count); \
    extern template void decode_sequence(cdr::Reader& in, std::vector<T>& value);
#define CORBEL_NUMBER_IN_LIBRARY(T) \
    CORBEL_ARGUMENT_IN_LIBRARY(T)   \
    CORBEL_SEQUENCE_IN_LIBRARY(T)
CORBEL_NUMBER_IN_LIBRARY(std::uint8_t)
CORBEL_NUMBER_IN_LIBRARY(std::int16_t)
CORBEL_NUMBER_IN_LIBRARY(std::uint16_t)
CORBEL_NUMBER_IN_LIBRARY(std::int32_t)
CORBEL_NUMBER_IN_LIBRARY(std::uint32_t)
CORBEL_NUMBER_IN_LIBRARY(std::int64_t)
CORBEL_NUMBER_IN_LIBRARY(std::uint64_t)
CORBEL_NUMBER_IN_LIBRARY(float)
CORBEL_NUMBER_IN_LIBRARY(double)
CORBEL_SEQUENCE_IN_LIBRARY(std::string)
CORBEL_ARGUMENT_IN_LIBRARY(bool)
CORBEL_ARGUMENT_IN_LIBRARY(std::string)
#undef CORBEL_ARGUMENT_IN_LIBRARY
#undef CORBEL_NUMBER_IN_LIBRARY
#undef CORBEL_SEQUENCE_IN_LIBRARY

template <class T>
struct Codec<std::vector<T>> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, const std::vector<T>& value) { encode_sequence(out, value); }
    static void decode(cdr::Reader& in, std::vector<T>& value) { decode_sequence(in, value); }
};

template <class T, std::uint32_t N>
struct Codec<IDL::bounded_vector<T, N>> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, const IDL::bounded_vector<T, N>& value) {
        if (value.size() > N) bound_exceeded_in_value("sequence", value.size(), N);
        Codec<std::vector<T>>::encode(out, value);
    }
    static void decode(cdr::Reader& in, IDL::bounded_vector<T, N>& value) {
        const auto count = sequence_length<T>(in);
        if (count > N) bound_exceeded_on_wire("sequence", count, N);
        std::vector<T>& elements = value;
        decode_sequence(in, elements, count);
    }
};

template <class T, std::size_t N>
struct Codec<std::array<T, N>> {
    static constexpr std::size_t min_size = N * Codec<T>::min_size;
    static void encode(cdr::Writer& out, const std::array<T, N>& value) { encode_elements(out, value.data(), N); }
    static void decode(cdr::Reader& in, std::array<T, N>& value) { decode_elements(in, value.data(), N); }
};

/// The context of an operation that has a context clause (CORBA 2.6, 4.6 and 15.4.2): stubs send an empty one, and what
/// servants are sent is read and dropped.
struct RequestContext {};

template <>
struct Codec<RequestContext> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, RequestContext) { out.length(0); }
    static void decode(cdr::Reader& in, RequestContext&);
};

/// MARSHAL: the interface of the object is local.
[[noreturn]] void local_object_on_wire();
/// MARSHAL for a local object.
void encode_reference(cdr::Writer& out, const CORBA::Object* object);
/// A reference to an object of the ORB that the message came through (cdr::Reader::environment); nil for nil.
Reference decode_reference(cdr::Reader& in);

/// Not a part of Codec, so that generated code can have it in one place for each interface.
template <class T>
void decode_object(cdr::Reader& in, object_reference<T>& value) {
    if constexpr (IDL::traits<T>::is_local::value) {
        if (decode_reference(in)) local_object_on_wire();
        value.reset();
    } else {
        value = make_object_reference<T>(decode_reference(in));
    }
}
extern template void decode_object(cdr::Reader& in, object_reference<CORBA::Object>& value);

template <class T>
struct Codec<object_reference<T>> {
    static constexpr std::size_t min_size = 8;
    static void encode(cdr::Writer& out, const object_reference<T>& value) {
        encode_reference(out, shared_pointer(value).get());
    }
    static void decode(cdr::Reader& in, object_reference<T>& value) { decode_object(in, value); }
};

}  // namespace corbel
