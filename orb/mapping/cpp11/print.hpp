// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <initializer_list>
#include <string_view>

#include "orb/engine/base/table.hpp"
#include "orb/mapping/cpp11/types.hpp"

/// Stream output of mapped types. std::ostream may be incomplete: generated code includes <iosfwd> only.
namespace corbel {

void print_text(std::ostream& out, std::string_view text);  ///< as it is
void print_value(std::ostream& out, bool value);
void print_value(std::ostream& out, char value);
void print_value(std::ostream& out, wchar_t value);
void print_value(std::ostream& out, long long value);
void print_value(std::ostream& out, unsigned long long value);
void print_value(std::ostream& out, float value);  ///< the fewest digits that give the value back
void print_value(std::ostream& out, double value);
void print_value(std::ostream& out, long double value);
void print_value(std::ostream& out, std::string_view value);  ///< quoted, escaped
void print_value(std::ostream& out, std::wstring_view value);

template <class T>
inline constexpr bool is_listed = false;
template <class T>
inline constexpr bool is_listed<std::vector<T>> = true;
template <class T, std::uint32_t N>
inline constexpr bool is_listed<IDL::bounded_vector<T, N>> = true;
template <class T, std::size_t N>
inline constexpr bool is_listed<std::array<T, N>> = true;

/// Specialised for types of the standard library that have no operator<< of their own: `static void print(out, value)`.
template <class T>
struct Print;

/// A value for people: numbers as numbers, text quoted, sequences in braces, everything else by its own operator<<.
template <class T>
void print(std::ostream& out, const T& value) {
    if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, char> || std::is_same_v<T, wchar_t> ||
                  std::is_floating_point_v<T>) {
        print_value(out, value);
    } else if constexpr (std::is_integral_v<T>) {
        print_value(out, static_cast<std::conditional_t<std::is_signed_v<T>, long long, unsigned long long>>(value));
    } else if constexpr (std::is_base_of_v<std::string, T>) {
        print_value(out, std::string_view{value});
    } else if constexpr (std::is_base_of_v<std::wstring, T>) {
        print_value(out, std::wstring_view{value});
    } else if constexpr (is_listed<T>) {
        std::string_view separator = "{";
        for (const auto& element : value) {
            print_text(out, separator);
            print<typename T::value_type>(out, element);
            separator = ", ";
        }
        print_text(out, value.empty() ? "{}" : "}");
    } else if constexpr (requires { sizeof(Print<T>); }) {
        Print<T>::print(out, value);
    } else {
        out << value;
    }
}

template <class T>
void print_erased(std::ostream& out, const void* value) {
    print(out, *static_cast<const T*>(value));
}

// The common ones are in the library.
extern template void print_erased<bool>(std::ostream& out, const void* value);
extern template void print_erased<std::uint8_t>(std::ostream& out, const void* value);
extern template void print_erased<std::int16_t>(std::ostream& out, const void* value);
extern template void print_erased<std::uint16_t>(std::ostream& out, const void* value);
extern template void print_erased<std::int32_t>(std::ostream& out, const void* value);
extern template void print_erased<std::uint32_t>(std::ostream& out, const void* value);
extern template void print_erased<std::int64_t>(std::ostream& out, const void* value);
extern template void print_erased<std::uint64_t>(std::ostream& out, const void* value);
extern template void print_erased<float>(std::ostream& out, const void* value);
extern template void print_erased<double>(std::ostream& out, const void* value);
extern template void print_erased<std::string>(std::ostream& out, const void* value);

/// A value of any mapped type that is there to be printed.
struct Printable {
    template <class T>
    Printable(const T& printed) noexcept : value{&printed}, print{&print_erased<T>} {}  // NOLINT: converts on purpose

    const void* value;
    void (*print)(std::ostream& out, const void* value);
};

struct TypeMember;
inline constexpr const TypeMember* no_members = nullptr;

/// Bench::Point{id: 1, name: "a"}: as many of the members as there are values.
std::ostream& print_members(std::ostream& out, const char* type, const TypeMember* members,
                            std::initializer_list<Printable> values);
std::ostream& print_members(std::ostream& out, const char* type, const char* const* names,
                            std::initializer_list<Printable> values);

/// Bench::Colour::red, or Bench::Colour(7) for a value that is none of the enum's.
std::ostream& print_enumerator(std::ostream& out, const char* type, Table<const char*> names,
                               std::uint32_t value);

}  // namespace corbel
