// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/cdr/writer.hpp"

#include <algorithm>
#include <limits>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/code_set.hpp"
#include "orb/engine/cdr/long_double.hpp"
#include "orb/engine/cdr/value_table.hpp"

namespace corbel::cdr {
namespace {

[[noreturn]] void no_wide_characters(const Encoding& encoding) {
    throw SystemError{Error::marshal, minor::wchar_in_giop_1_0,
                      encoding.giop_minor == 0
                          ? "GIOP 1.0 has no wchar and no wstring; the reference must offer GIOP 1.1 or 1.2"
                          : "no code set for wide characters was negotiated: the reference has no code-set component"};
}

/// UTF-16 as GIOP 1.2 has it: big-endian without a byte-order mark, which every ORB reads alike. Only a text that
/// begins with what a reader would take for a mark has one before it.
std::u16string utf16_text(std::wstring_view text) {
    auto units = wide_to_utf16(text);
    if (!units.empty() && (units[0] == u'\xfeff' || units[0] == u'\xfffe')) units.insert(units.begin(), u'\xfeff');
    return units;
}

void put_big_endian(std::uint8_t* out, const std::u16string& units) noexcept {
    for (const auto unit : units) {
        *out++ = static_cast<std::uint8_t>(unit >> 8);
        *out++ = static_cast<std::uint8_t>(unit);
    }
}

void require_no_nul(bool found) {
    if (found)
        throw SystemError{Error::bad_param, minor::string_with_nul,
                          "a string with a NUL inside cannot be sent: CORBA strings end at the first NUL"};
}

}  // namespace

Writer::Writer(Encoding encoding) : encoding_{encoding}, swap_{encoding.order != native_order} {}

bool Writer::in_chunks() const noexcept { return values_ && values_->level != 0; }

void Writer::enlarge(std::size_t count) {
    buffer_.resize(std::max({std::size_t{256}, buffer_.size() * 2, used_ + count}));
}

void Writer::forget() {
    borrowed_.clear();
    borrowed_bytes_ = 0;
    values_.reset();
}

void Writer::borrow(const void* bytes, std::size_t count) {
    const auto* const first = static_cast<const std::uint8_t*>(bytes);
    borrowed_bytes_ += count;
    if (!borrowed_.empty() && borrowed_.back().at == used_) {
        auto& last = borrowed_.back().bytes;
        if (last.data() + last.size() == first) return void(last = {last.data(), last.size() + count});
    }
    borrowed_.push_back({used_, {first, count}});
}

void Writer::character(char value) {
    if (static_cast<unsigned char>(value) >= 0x80 && encoding_.chars == CodeSet::utf_8 &&
        encoding_.native_chars == CodeSet::utf_8)
        throw SystemError{Error::data_conversion, minor::char_not_in_codeset,
                          "a char above 0x7f is not a character of UTF-8, the code set of this connection"};
    *grow(1) = static_cast<std::uint8_t>(value);
}

void Writer::wide_character(wchar_t value) {
    if (encoding_.giop_minor == 0 || encoding_.wide_chars == CodeSet::none) no_wide_characters(encoding_);
    if (encoding_.giop_minor == 1) {
        const auto units = wide_to_utf16({&value, 1});
        if (units.size() != 1)
            throw SystemError{Error::data_conversion, minor::char_not_in_codeset,
                              "a wchar above U+FFFF does not fit into GIOP 1.1"};
        return put(static_cast<std::uint16_t>(units[0]));
    }
    const auto units = utf16_text({&value, 1});
    auto* const out = grow(1 + units.size() * 2);
    *out = static_cast<std::uint8_t>(units.size() * 2);
    put_big_endian(out + 1, units);
}

void Writer::long_double(long double value) {
    align(8);
    const auto quad = long_double_to_quad(value, encoding_.order);
    std::memcpy(grow(quad.size()), quad.data(), quad.size());
}

[[gnu::hot]] void Writer::string(std::string_view text) {
    if (is_plain(text)) return identifier(text);
    require_no_nul(!text.empty() && std::memchr(text.data(), 0, text.size()) != nullptr);
    if (encoding_.native_chars == encoding_.chars) {
        if (encoding_.chars == CodeSet::utf_8) require_utf8(text);
        return identifier(text);
    }
    identifier(encoding_.native_chars == CodeSet::utf_8 ? utf8_to_latin1(text) : latin1_to_utf8(text));
}

[[gnu::hot]] void Writer::identifier(std::string_view text) {
    if (text.size() >= std::numeric_limits<std::uint32_t>::max()) length(text.size() + 1);
    align(4);
    auto* const out = grow(4 + text.size() + 1);
    auto count = static_cast<std::uint32_t>(text.size() + 1);
    if (swap_) count = byte_swapped(count);
    std::memcpy(out, &count, sizeof count);
    if (!text.empty()) std::memcpy(out + 4, text.data(), text.size());
    out[4 + text.size()] = 0;
}

void Writer::wide_string(std::wstring_view text) {
    if (encoding_.giop_minor == 0 || encoding_.wide_chars == CodeSet::none) no_wide_characters(encoding_);
    require_no_nul(text.find(L'\0') != text.npos);
    if (encoding_.giop_minor == 1) {
        const auto units = wide_to_utf16(text);
        length(units.size() + 1);
        for (auto unit : units) put(static_cast<std::uint16_t>(unit));
        return put(std::uint16_t{0});
    }
    const auto units = utf16_text(text);
    length(units.size() * 2);
    put_big_endian(grow(units.size() * 2), units);
}

void Writer::length(std::size_t count) {
    if (count > std::numeric_limits<std::uint32_t>::max())
        throw SystemError{Error::bad_param, minor::length_too_large,
                          std::to_string(count) + " elements are more than CDR can count (4294967295)"};
    put(static_cast<std::uint32_t>(count));
}

Writer Writer::begin_encapsulation(Encoding encoding) {
    encoding.order = native_order;
    Writer inner{encoding};
    inner.put(static_cast<std::uint8_t>(native_order));
    return inner;
}

void Writer::take_back(std::size_t size) {
    while (!borrowed_.empty() && borrowed_.back().at >= size) {
        borrowed_bytes_ -= borrowed_.back().bytes.size();
        borrowed_.pop_back();
    }
    used_ = std::min(used_, size);
    values_.reset();
}

std::span<const ByteView> Writer::pieces() const {
    chunks_.clear();
    std::size_t from = 0;
    for (const auto& block : borrowed_) {
        if (block.at > from) chunks_.push_back(ByteView{buffer_}.subspan(from, block.at - from));
        chunks_.push_back(block.bytes);
        from = block.at;
    }
    if (used_ > from) chunks_.push_back(ByteView{buffer_}.subspan(from, used_ - from));
    return chunks_;
}

Octets Writer::copy() const {
    Octets all;
    all.reserve(size());
    for (auto chunk : chunks()) all.insert(all.end(), chunk.begin(), chunk.end());
    return all;
}

}  // namespace corbel::cdr
