// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/record.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cstring>

namespace corbel::naming {
namespace {

// The form of a record: bit 0 for a binding of type context, above it two bits for what the value is, then a bit for a
// lease, which stands before the value.
enum class Content : std::uint8_t { text, ior, own_context };
constexpr std::uint8_t lease_bit = 8;

constexpr std::string_view ior_prefix = "IOR:";
constexpr char digits[] = "0123456789abcdef";

// The two digits of each byte: every resolve writes a reference.
constexpr auto digit_pairs = [] {
    std::array<char, 512> pairs{};
    for (std::size_t i = 0; i < 256; ++i) {
        pairs[2 * i] = digits[i >> 4];
        pairs[2 * i + 1] = digits[i & 15];
    }
    return pairs;
}();

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
    std::string text(ior_prefix.size() + 2 * bytes.size(), '\0');
    auto* to = ior_prefix.copy(text.data(), ior_prefix.size()) + text.data();
    for (const char c : bytes) {
        std::memcpy(to, &digit_pairs[2u * static_cast<unsigned char>(c)], 2);
        to += 2;
    }
    return text;
}

// Four little-endian words: number, term and end in milliseconds, and 1 if it ends with the server.
constexpr std::size_t lease_size = 32;

void add_word(std::string& bytes, std::uint64_t word) {
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(word >> shift & 0xff);
}

std::uint64_t take_word(std::string_view& bytes) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8; ++i) word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
    bytes.remove_prefix(8);
    return word;
}

std::string lease_bytes(const Lease& lease) {
    std::string bytes;
    bytes.reserve(lease_size);
    add_word(bytes, lease.number);
    add_word(bytes, static_cast<std::uint64_t>(lease.term.count()));
    add_word(bytes, static_cast<std::uint64_t>(lease.end.count()));
    add_word(bytes, lease.ends_with_server ? 1 : 0);
    return bytes;
}

Lease take_lease(std::string_view& value) {
    if (value.size() < lease_size) throw StoreError{"the lease of a binding is cut off"};
    Lease lease;
    lease.number = take_word(value);
    lease.term = std::chrono::milliseconds{static_cast<std::int64_t>(take_word(value))};
    lease.end = std::chrono::milliseconds{static_cast<std::int64_t>(take_word(value))};
    lease.ends_with_server = take_word(value) == 1;
    return lease;
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
    if (bound.lease) {
        record.form |= lease_bit;
        record.value.insert(0, lease_bytes(*bound.lease));
    }
    return record;
}

Bound unpack(std::uint8_t form, std::string_view value) {
    std::optional<Lease> lease;
    if (has_lease(form)) lease = take_lease(value);
    switch (static_cast<Content>((form & ~lease_bit) >> 1)) {
        case Content::text: return {type_of(form), {}, std::string{value}, lease};
        case Content::ior: return {type_of(form), {}, ior_text(value), lease};
        case Content::own_context: return {type_of(form), ContextId{value}, {}, lease};
    }
    throw StoreError{"a binding has the form " + std::to_string(form) + ", which is none"};
}

BindingType type_of(std::uint8_t form) { return form & 1 ? BindingType::context : BindingType::object; }

bool has_lease(std::uint8_t form) { return (form & lease_bit) != 0; }

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
