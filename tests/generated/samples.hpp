// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "everything.hpp"

/// A value of any type of everything.idl; values of different seeds differ wherever the type allows it.
namespace samples {

template <class T>
T sample(int seed);

/// Becomes whatever a constructor asks for.
struct Anything {
    int seed;
    template <class T>
    operator T() const {
        return sample<T>(seed);
    }
};

/// How many members a struct or exception has.
template <class T>
inline constexpr std::size_t member_count = 0;
template <> inline constexpr std::size_t member_count<Everything::Point> = 2;
template <> inline constexpr std::size_t member_count<Everything::Segment> = 4;
template <> inline constexpr std::size_t member_count<Everything::Mixed> = 13;
template <> inline constexpr std::size_t member_count<Everything::Wide> = 4;
template <> inline constexpr std::size_t member_count<Everything::Lists> = 10;
template <> inline constexpr std::size_t member_count<Everything::Detailed> = 8;
template <> inline constexpr std::size_t member_count<Everything::Holder> = 5;
template <> inline constexpr std::size_t member_count<Everything::Inner::Report> = 3;
template <> inline constexpr std::size_t member_count<Everything::Inner::Broken> = 2;
template <> inline constexpr std::size_t member_count<Everything::interface::_cxx_struct> = 4;
template <> inline constexpr std::size_t member_count<Everything::interface::Keywords::_cxx_what> = 2;
template <> inline constexpr std::size_t member_count<Everything::Outer::Deep::Coin> = 2;

template <class T, std::size_t... indices>
T structure(int seed, std::index_sequence<indices...>) {
    return T(Anything{seed + static_cast<int>(indices)}...);
}

template <class T>
struct Maker {
    static T make(int seed) {
        if constexpr (std::is_same_v<T, bool>) {
            return seed % 2 == 1;
        } else if constexpr (std::is_same_v<T, char>) {
            return static_cast<char>('a' + seed % 26);
        } else if constexpr (std::is_same_v<T, wchar_t>) {
            return static_cast<wchar_t>(L'\u20ac' + seed);
        } else if constexpr (std::is_enum_v<T>) {
            return static_cast<T>(seed % 2);
        } else if constexpr (std::is_arithmetic_v<T>) {
            return static_cast<T>(seed * 3);
        } else if constexpr (std::is_base_of_v<std::string, T>) {
            return T(std::string{"\xc3\xa9-"} + std::to_string(seed));
        } else if constexpr (std::is_base_of_v<std::wstring, T>) {
            return T(L"\u20ac-" + std::to_wstring(seed));
        } else if constexpr (member_count<T> > 0) {
            return structure<T>(seed, std::make_index_sequence<member_count<T>>{});
        } else {
            return T{};  // references: nil
        }
    }
};

template <class T>
struct Maker<std::vector<T>> {
    static std::vector<T> make(int seed) { return {sample<T>(seed), sample<T>(seed + 1)}; }
};
template <class T, std::uint32_t N>
struct Maker<IDL::bounded_vector<T, N>> {
    static IDL::bounded_vector<T, N> make(int seed) { return sample<std::vector<T>>(seed); }
};
template <class T, std::size_t N>
struct Maker<std::array<T, N>> {
    static std::array<T, N> make(int seed) {
        auto array = std::array<T, N>();
        for (auto& element : array) element = sample<T>(seed++);
        return array;
    }
};

template <>
struct Maker<CORBA::Any> {
    static CORBA::Any make(int seed) {
        CORBA::Any any;
        if (seed % 3 == 0) any <<= seed;
        if (seed % 3 == 1) any <<= sample<Everything::Points>(seed);
        return any;
    }
};
template <>
struct Maker<CORBA::typecode_reference> {
    static CORBA::typecode_reference make(int seed) {
        return seed % 2 ? Everything::_tc_Lists : Everything::_tc_Tree;
    }
};
template <>
struct Maker<Everything_Point> {
    static Everything_Point make(int seed) { return Everything_Point{seed}; }
};
template <>
struct Maker<Everything::Tree> {
    static Everything::Tree make(int seed) {
        Everything::Tree tree;
        tree.value(seed);
        if (seed < 4) tree.children(sample<std::vector<Everything::Tree>>(seed + 1));
        return tree;
    }
};
template <>
struct Maker<Everything::Node> {
    static Everything::Node make(int seed) {
        Everything::Node node;
        if (seed > 2) node.leaf(seed);
        if (seed == 1) node.branches(sample<std::vector<Everything::Node>>(2));
        if (seed == 2) node.pair(sample<IDL::bounded_vector<Everything::Node, 2>>(3));
        return node;
    }
};
template <>
struct Maker<Everything::ByLong> {
    static Everything::ByLong make(int seed) {
        Everything::ByLong value;
        if (seed % 4 == 0) value.number(seed);
        if (seed % 4 == 1) value.text("text", 3);
        if (seed % 4 == 2) value.place(sample<Everything::Point>(seed));
        if (seed % 4 == 3) value.other(2.5, -77);
        return value;
    }
};

template <class T>
T sample(int seed) {
    return Maker<T>::make(seed);
}

}  // namespace samples
