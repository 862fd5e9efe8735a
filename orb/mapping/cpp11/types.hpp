// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// The types of the mapping that are not the standard library's, and IDL::traits (IDL to C++11, 6.2).
namespace IDL {

/// string<N>: a std::string whose bound is checked when it is sent (BAD_PARAM) and received (MARSHAL).
template <std::uint32_t N>
class bounded_string : public std::string {
public:
    using bound = std::integral_constant<std::uint32_t, N>;
    using std::string::basic_string;
    bounded_string() = default;
    bounded_string(const std::string& text) : std::string{text} {}                 // NOLINT: converts on purpose
    bounded_string(std::string&& text) noexcept : std::string{std::move(text)} {}  // NOLINT
};

/// wstring<N>, bounded as bounded_string is.
template <std::uint32_t N>
class bounded_wstring : public std::wstring {
public:
    using bound = std::integral_constant<std::uint32_t, N>;
    using std::wstring::basic_string;
    bounded_wstring() = default;
    bounded_wstring(const std::wstring& text) : std::wstring{text} {}              // NOLINT: converts on purpose
    bounded_wstring(std::wstring&& text) noexcept : std::wstring{std::move(text)} {}  // NOLINT
};

/// sequence<T, N>: a std::vector whose bound is checked when it is sent (BAD_PARAM) and received (MARSHAL).
template <class T, std::uint32_t N>
class bounded_vector : public std::vector<T> {
public:
    using bound = std::integral_constant<std::uint32_t, N>;
    using std::vector<T>::vector;
    bounded_vector() = default;
    bounded_vector(const std::vector<T>& elements) : std::vector<T>(elements) {}  // NOLINT: converts on purpose
    bounded_vector(std::vector<T>&& elements) noexcept : std::vector<T>(std::move(elements)) {}  // NOLINT
};

template <class T>
struct traits;

}  // namespace IDL

namespace corbel {

/// What `out << IDL::traits<T>::write(value)` prints.
template <class T>
struct Printed {
    const T& value;
};

template <class T>
void print(std::ostream& out, const T& value);

template <class T>
std::ostream& operator<<(std::ostream& out, Printed<T> printed) {
    print(out, printed.value);
    return out;
}

template <class T, class In>
struct basic_traits {
    using value_type = T;
    using in_type = In;
    using out_type = T&;
    using inout_type = T&;

    static void write_on(std::ostream& out, const T& value) { print(out, value); }
    static Printed<T> write(const T& value) { return {value}; }
};

/// Passed by value: numbers, enums and references.
template <class T>
using by_value_traits = basic_traits<T, T>;

/// Passed by reference to const: everything else.
template <class T>
using by_reference_traits = basic_traits<T, const T&>;

/// Of enums: the integer that holds one in C++, and its bits.
template <class T>
struct enum_traits : by_value_traits<T> {
    using underlying_type = std::underlying_type_t<T>;
    using bit_bound = std::integral_constant<std::uint32_t, 8 * sizeof(T)>;
};

/// Of strings and sequences.
template <class T, class Element>
struct unbounded_traits : by_reference_traits<T> {
    using element_traits = IDL::traits<Element>;
    using is_bounded = std::false_type;
};

template <class T, class Element, std::uint32_t N>
struct bounded_traits : by_reference_traits<T> {
    using element_traits = IDL::traits<Element>;
    using is_bounded = std::true_type;
    using bound = std::integral_constant<std::uint32_t, N>;
};

}  // namespace corbel

namespace IDL {

/// How a type is passed and what is known of it (IDL to C++11, 6.2). Interfaces specialise it (see object.hpp).
template <class T>
struct traits : corbel::by_reference_traits<T> {};
template <class T>
    requires std::is_arithmetic_v<T>
struct traits<T> : corbel::by_value_traits<T> {};
template <class T>
    requires std::is_enum_v<T>
struct traits<T> : corbel::enum_traits<T> {};

template <>
struct traits<std::string> : corbel::unbounded_traits<std::string, char> {};
template <>
struct traits<std::wstring> : corbel::unbounded_traits<std::wstring, wchar_t> {};
template <std::uint32_t N>
struct traits<bounded_string<N>> : corbel::bounded_traits<bounded_string<N>, char, N> {};
template <std::uint32_t N>
struct traits<bounded_wstring<N>> : corbel::bounded_traits<bounded_wstring<N>, wchar_t, N> {};
template <class T>
struct traits<std::vector<T>> : corbel::unbounded_traits<std::vector<T>, T> {};
template <class T, std::uint32_t N>
struct traits<bounded_vector<T, N>> : corbel::bounded_traits<bounded_vector<T, N>, T, N> {};
template <class T, std::size_t N>
struct traits<std::array<T, N>> : corbel::by_reference_traits<std::array<T, N>> {
    using element_traits = IDL::traits<T>;
    using dimensions = std::integral_constant<std::uint32_t, N>;
};

}  // namespace IDL
