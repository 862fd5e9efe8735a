// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/record.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cstring>

namespace corbel::naming {
namespace {

// The form of a record: bit 0 for a binding of type context, above it what the value is.
enum class Content : std::uint8_t { text, ior, own_context };

constexpr std::string_view ior_prefix = "IOR:";
constexpr char digits[] = "0123456789abcdef";

int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

// Nothing unless unpacking gives the same text again.
std::optional<std::string> ior_bytes(std::string_view reference) {
    if (!reference.starts_with(ior_prefix) || reference.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve((reference.size() - ior_prefix.size()) / 2);
    for (std::size_t i = ior_prefix.size(); i < reference.size(); i += 2) {
        const int high = digit_value(reference[i]);
        const int low = digit_value(reference[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::string ior_text(std::string_view bytes) {
    std::string text{ior_prefix};
    text.reserve(text.size() + 2 * bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

// Each step is one-to-one in the word and in the sum so far: two rows that differ in one word have different sums.
class Sum {
public:
    void add(std::uint64_t word) {
        value_ = (value_ ^ word) * 0x9e3779b97f4a7c15u;
        value_ ^= value_ >> 29;
    }

    void add(std::string_view bytes) {
        add(bytes.size());
        for (; bytes.size() >= 8; bytes.remove_prefix(8)) add(word(bytes.substr(0, 8)));
        if (!bytes.empty()) add(word(bytes));
    }

    std::uint64_t value() const { return value_; }

private:
    // Little-endian everywhere, for a store may move to another machine.
    static std::uint64_t word(std::string_view bytes) {
        std::uint64_t word = 0;
        if constexpr (std::endian::native == std::endian::little) {
            std::memcpy(&word, bytes.data(), bytes.size());
        } else {
            for (std::size_t i = 0; i < bytes.size(); ++i)
                word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
        }
        return word;
    }

    std::uint64_t value_ = 0xc0ba1cba11ed5eedu;
};

}  // namespace

ContextId context_id(std::int64_t number) {
    if (number == 0) return NamingStore::root;
    std::array<char, 16> text;
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), static_cast<std::uint64_t>(number), 16).ptr;
    return {text.data(), end};
}

std::optional<std::int64_t> context_number(const ContextId& id) {
    if (id == NamingStore::root) return 0;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number, 16);
    if (error != std::errc{} || end != id.data() + id.size() || number == 0) return std::nullopt;
    if (context_id(static_cast<std::int64_t>(number)) != id) return std::nullopt;
    return static_cast<std::int64_t>(number);
}

Record pack(const Bound& bound) {
    Record record;
    auto content = Content::text;
    if (!bound.context.empty()) {
        content = Content::own_context;
        record.value = bound.context;
    } else if (auto bytes = ior_bytes(bound.reference)) {
        content = Content::ior;
        record.value = std::move(*bytes);
    } else {
        record.value = bound.reference;
    }
    record.form = static_cast<std::uint8_t>(static_cast<unsigned>(content) << 1 |
                                            (bound.type == BindingType::context ? 1u : 0u));
    return record;
}

Bound unpack(std::uint8_t form, std::string_view value) {
    switch (static_cast<Content>(form >> 1)) {
        case Content::text: return {type_of(form), {}, std::string{value}};
        case Content::ior: return {type_of(form), {}, ior_text(value)};
        case Content::own_context: return {type_of(form), ContextId{value}, {}};
    }
    throw StoreError{"a binding has the form " + std::to_string(form) + ", which is none"};
}

BindingType type_of(std::uint8_t form) { return form & 1 ? BindingType::context : BindingType::object; }

std::uint64_t sum_of(std::initializer_list<std::uint64_t> words) {
    Sum sum;
    for (const auto word : words) sum.add(word);
    return sum.value();
}

std::uint64_t sum_of(std::int64_t context) { return sum_of({static_cast<std::uint64_t>(context)}); }

std::uint64_t sum_of(std::int64_t context, std::string_view id, std::string_view kind, std::uint8_t form,
                     std::string_view value) {
    Sum sum;
    sum.add(static_cast<std::uint64_t>(context));
    sum.add(id);
    sum.add(kind);
    sum.add(form);
    sum.add(value);
    return sum.value();
}

}  // namespace corbel::naming
