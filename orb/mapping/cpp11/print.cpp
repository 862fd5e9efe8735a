// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/print.hpp"

#include <charconv>
#include <ostream>

#include "orb/mapping/cpp11/typecode.hpp"

namespace corbel {
namespace {

template <class Number>
void print_number(std::ostream& out, Number value) {
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.write(digits, end - digits);
}

void print_escaped(std::ostream& out, std::uint32_t unit, char quote) {
    constexpr char digits[] = "0123456789abcdef";
    if (unit == static_cast<unsigned char>(quote) || unit == '\\') {
        out.put('\\').put(static_cast<char>(unit));
    } else if (unit >= 0x20 && unit < 0x7f) {
        out.put(static_cast<char>(unit));
    } else if (unit == '\n') {
        out.write("\\n", 2);
    } else if (unit < 0x100) {
        out.write("\\x", 2).put(digits[unit >> 4]).put(digits[unit & 15]);
    } else {
        out.write("\\u{", 3);
        for (int shift = 20; shift >= 0; shift -= 4)
            if (unit >> shift) out.put(digits[unit >> shift & 15]);
        out.put('}');
    }
}

template <class NextName>
std::ostream& print_list(std::ostream& out, const char* type, std::initializer_list<Printable> values,
                         NextName next_name) {
    print_text(out, type);
    const char* separator = "{";
    for (const auto& each : values) {
        out << separator << next_name() << ": ";
        each.print(out, each.value);
        separator = ", ";
    }
    return out << (values.size() ? "}" : "{}");
}

}  // namespace

void print_text(std::ostream& out, std::string_view text) {
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
}

void print_value(std::ostream& out, bool value) { print_text(out, value ? "true" : "false"); }

void print_value(std::ostream& out, char value) {
    out.put('\'');
    print_escaped(out, static_cast<unsigned char>(value), '\'');
    out.put('\'');
}

void print_value(std::ostream& out, wchar_t value) {
    out.write("L'", 2);
    print_escaped(out, static_cast<std::uint32_t>(value), '\'');
    out.put('\'');
}

void print_value(std::ostream& out, long long value) { print_number(out, value); }
void print_value(std::ostream& out, unsigned long long value) { print_number(out, value); }
void print_value(std::ostream& out, float value) { print_number(out, value); }
void print_value(std::ostream& out, double value) { print_number(out, value); }
void print_value(std::ostream& out, long double value) { print_number(out, value); }

// Bytes above 0x7f are passed as they are: text is UTF-8.
void print_value(std::ostream& out, std::string_view value) {
    out.put('"');
    for (const auto character : value) {
        const auto octet = static_cast<unsigned char>(character);
        if (octet >= 0x80) {
            out.put(character);
        } else {
            print_escaped(out, octet, '"');
        }
    }
    out.put('"');
}

void print_value(std::ostream& out, std::wstring_view value) {
    out.write("L\"", 2);
    for (const auto character : value) print_escaped(out, static_cast<std::uint32_t>(character), '"');
    out.put('"');
}

std::ostream& print_members(std::ostream& out, const char* type, const TypeMember* members,
                            std::initializer_list<Printable> values) {
    return print_list(out, type, values, [&] { return members++->name; });
}

std::ostream& print_members(std::ostream& out, const char* type, const char* const* names,
                            std::initializer_list<Printable> values) {
    return print_list(out, type, values, [&] { return *names++; });
}

std::ostream& print_enumerator(std::ostream& out, const char* type, Table<const char*> names,
                               std::uint32_t value) {
    print_text(out, type);
    if (value < names.size()) return out << "::" << names[value];
    return out << '(' << value << ')';
}

template void print_erased<bool>(std::ostream& out, const void* value);
template void print_erased<std::uint8_t>(std::ostream& out, const void* value);
template void print_erased<std::int16_t>(std::ostream& out, const void* value);
template void print_erased<std::uint16_t>(std::ostream& out, const void* value);
template void print_erased<std::int32_t>(std::ostream& out, const void* value);
template void print_erased<std::uint32_t>(std::ostream& out, const void* value);
template void print_erased<std::int64_t>(std::ostream& out, const void* value);
template void print_erased<std::uint64_t>(std::ostream& out, const void* value);
template void print_erased<float>(std::ostream& out, const void* value);
template void print_erased<double>(std::ostream& out, const void* value);
template void print_erased<std::string>(std::ostream& out, const void* value);

}  // namespace corbel
