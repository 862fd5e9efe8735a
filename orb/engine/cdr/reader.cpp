// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/cdr/reader.hpp"

#include <algorithm>
#include <utility>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/code_set.hpp"
#include "orb/engine/cdr/long_double.hpp"
#include "orb/engine/cdr/value_table.hpp"

namespace corbel::cdr {
namespace {

[[noreturn]] void marshal(std::uint32_t minor, std::string text) {
    throw SystemError{Error::marshal, minor, std::move(text)};
}

[[noreturn]] void no_wide_characters(const Encoding& encoding) {
    marshal(minor::wchar_in_giop_1_0,
            encoding.giop_minor == 0
                ? "GIOP 1.0 has no wchar and no wstring; the reference of this object must offer GIOP 1.1 or 1.2"
                : "no code set for wide characters was negotiated: the reference has no code-set component");
}

}  // namespace

void Reader::too_short(std::size_t wanted) const {
    marshal(minor::message_too_short, "the data ends too early: " + std::to_string(wanted) + " more needed at offset " +
                                          std::to_string(position_) + " of " + std::to_string(size_) + " bytes");
}

void Reader::too_deep() {
    marshal(minor::nesting_too_deep, "values are nested deeper than " + max_depth.text());
}

void Reader::seams(std::span<const std::size_t> positions, std::size_t origin) {
    seams_ = positions;
    seam_origin_ = origin;
    find_limit();
}

void Reader::receive_all() {
    auto& tail = *std::exchange(tail_, nullptr);
    const auto size = std::exchange(size_, limit_);  // if it throws, no more than this can be read
    data_ = tail.complete();
    size_ = size;
    find_limit();
}

void Reader::receive_end(std::size_t boundary, Tail::Memory memory) {
    const auto start = aligned(boundary);
    auto& tail = *std::exchange(tail_, nullptr);
    const auto size = std::exchange(size_, limit_);
    tail.receive(size - start, memory);
    position_ = size_ = limit_ = size;
}

// The end of the data that can be read before a tag of a chunked value must be.
std::size_t Reader::data_end() const noexcept { return chunks_.level ? std::max(chunks_.end, position_) : size_; }

// Finds the stretch that the position lies in: between two seams, within a chunk.
void Reader::find_limit() noexcept {
    limit_ = size_;
    if (!seams_.empty()) {
        const auto next = std::upper_bound(seams_.begin(), seams_.end(), position_);
        skew_ = next == seams_.begin() ? 0 : (seam_origin_ - *(next - 1)) & 7;
        if (next != seams_.end()) limit_ = *next;
    }
    limit_ = std::min(limit_, data_end());
}

// The start of a primitive that reaches the limit. Padding never goes over a seam or a chunk's end; a value may go over
// a seam.
std::size_t Reader::place(std::size_t boundary, std::size_t size) {
    complete();
    auto start = aligned(boundary);
    while (start >= limit_ && (limit_ != size_ || chunks_.level)) {
        if (chunks_.level && limit_ == data_end()) {
            next_chunk();
        } else {
            position_ = limit_;
            find_limit();
        }
        start = aligned(boundary);
    }
    if (start > size_ || size > size_ - start) too_short(size ? size : start - position_);
    if (start + size > data_end()) marshal(minor::bad_value, "a chunk of a valuetype ends within a primitive");
    if (start + size > limit_) {  // split by a seam
        position_ = start + size;
        find_limit();
    }
    return start;
}

const std::uint8_t* Reader::take_beyond(std::size_t count, std::size_t boundary) {
    if (count > remaining()) too_short(count);
    complete();
    if (chunks_.level) return gather(count, boundary);
    const auto* at = data_ + position_;
    position_ += count;
    find_limit();
    return at;
}

// Bytes that may be spread over chunks, primitives of `boundary` bytes whole in each.
const std::uint8_t* Reader::gather(std::size_t count, std::size_t boundary) {
    const auto open_chunk = [&] {
        next_chunk();
        position_ = aligned(boundary);
        if (position_ > chunks_.end) marshal(minor::bad_value, "a chunk of a valuetype ends within padding");
        find_limit();
    };
    if (position_ >= chunks_.end) open_chunk();
    if (count <= data_end() - position_) {
        const auto* at = data_ + position_;
        position_ += count;
        find_limit();
        return at;
    }
    if (!values_) values_ = std::make_shared<ValueTable>();
    auto& whole = values_->gathered.emplace_back();
    while (true) {
        const auto part = std::min(count - whole.size(), data_end() - position_) / boundary * boundary;
        whole.insert(whole.end(), data_ + position_, data_ + position_ + part);
        position_ += part;
        if (whole.size() == count) break;
        if (position_ != chunks_.end) marshal(minor::bad_value, "a chunk of a valuetype ends within a primitive");
        open_chunk();
    }
    find_limit();
    return whole.data();
}

// A tag between two chunks, behind the last one.
std::int32_t Reader::tag_outside_chunks() {
    position_ = data_end();
    const auto chunks = std::exchange(chunks_, {});
    find_limit();
    const auto tag = get<std::int32_t>();
    chunks_ = chunks;
    chunks_.end = 0;
    find_limit();
    return tag;
}

void Reader::next_chunk() {
    if (chunks_.open < chunks_.level) marshal(minor::bad_value, "the state of a valuetype ends before its last member");
    const auto tag = tag_outside_chunks();
    if (tag < 0) marshal(minor::bad_value, "the state of a valuetype ends before its last member");
    if (tag == 0 || tag >= first_value_tag)
        marshal(minor::bad_value, "a valuetype stands where its state has other data");
    if (static_cast<std::size_t>(tag) > remaining()) too_short(static_cast<std::size_t>(tag));
    chunks_.end = position_ + static_cast<std::size_t>(tag);
    find_limit();
}

void Reader::reset(const Mark& mark) {
    complete();
    position_ = mark.position;
    chunks_ = mark.chunks;
    depth_ = mark.depth;
    value_depth_ = mark.value_depth;
    find_limit();
}

bool Reader::seamless(std::size_t from) const noexcept {
    return std::none_of(seams_.begin(), seams_.end(), [&](auto seam) { return seam > from && seam < position_; });
}

void Reader::seek(std::size_t position) {
    if (position > size_) too_short(position);
    complete();
    position_ = position;
    find_limit();
}

void Reader::charge(std::size_t elements) {
    if (elements > budget_)
        marshal(minor::too_many_elements, "a message holds more elements that take no bytes on the wire than " +
                                              default_budget.text());
    budget_ -= static_cast<std::uint32_t>(elements);
}

bool Reader::boolean() {
    const auto octet = *take(1);
    if (octet > 1) marshal(minor::boolean_out_of_range, "a boolean is " + std::to_string(octet) + ", not 0 or 1");
    return octet == 1;
}

char Reader::character() {
    const auto octet = *take(1);
    if (octet >= 0x80 && encoding_.chars == CodeSet::utf_8 && encoding_.native_chars == CodeSet::utf_8)
        throw SystemError{Error::data_conversion, minor::char_not_in_codeset,
                          "a char above 0x7f is not a character of UTF-8, the code set of this connection"};
    return static_cast<char>(octet);
}

wchar_t Reader::wide_character() {
    if (encoding_.giop_minor == 0 || encoding_.wide_chars == CodeSet::none) no_wide_characters(encoding_);
    if (encoding_.giop_minor == 1) {
        const auto unit = static_cast<char16_t>(get<std::uint16_t>());
        return utf16_to_wide({&unit, 1})[0];
    }
    const auto bytes = *take(1);
    std::u16string units;
    if (bytes == 2) {  // one unit can be no mark
        const auto* const at = take(bytes);
        units.push_back(static_cast<char16_t>(at[0] << 8 | at[1]));
    } else {
        utf16_units(units, bytes);
    }
    const auto wide = utf16_to_wide(units);
    if (wide.size() != 1)
        throw SystemError{Error::data_conversion, minor::invalid_utf16,
                          "a wchar of " + std::to_string(bytes) + " octets is not one character of UTF-16"};
    return wide[0];
}

long double Reader::long_double() {
    align(8);
    std::array<std::uint8_t, 16> bytes;
    std::memcpy(bytes.data(), take(16), 16);
    return quad_to_long_double(bytes, encoding_.order);
}

[[gnu::hot]] void Reader::string(std::string& out) {
    const auto length = get<std::uint32_t>();
    if (length == 0) {
        marshal(minor::string_without_nul, "a string of length 0: its length counts the terminating NUL");
    }
    const auto* text = reinterpret_cast<const char*>(take(length));
    const std::string_view view{text, length - 1};
    if (text[length - 1] != '\0') marshal(minor::string_without_nul, "a string has no terminating NUL");
    if (is_plain(view)) return void(out.assign(view));
    if (!view.empty() && std::memchr(view.data(), 0, view.size()))
        marshal(minor::string_with_nul, "a string has a NUL inside");
    if (encoding_.native_chars == encoding_.chars) {
        if (encoding_.chars == CodeSet::utf_8) require_utf8(view);
        out.assign(view);
    } else if (encoding_.native_chars == CodeSet::utf_8) {
        out = latin1_to_utf8(view);
    } else {
        out = utf8_to_latin1(view);
    }
}

std::string_view Reader::identifier() {
    const auto length = get<std::uint32_t>();
    if (length == 0) return {};  // Some ORBs write an empty string so; no name or host is meant by it.
    const auto* text = reinterpret_cast<const char*>(take(length));
    if (text[length - 1] != '\0') marshal(minor::string_without_nul, "a string has no terminating NUL");
    return {text, length - 1};
}

// UTF-16 on the wire (CORBA 2.6, 15.3.1.6): a byte-order mark decides; without one the bytes are big-endian.
void Reader::utf16_units(std::u16string& units, std::size_t bytes) {
    if (bytes % 2 != 0) marshal(minor::invalid_utf16, "UTF-16 text of an odd number of octets");
    const auto* at = take(bytes);
    bool little = false;
    if (bytes >= 2 && at[0] == 0xff && at[1] == 0xfe) {
        little = true;
        at += 2, bytes -= 2;
    } else if (bytes >= 2 && at[0] == 0xfe && at[1] == 0xff) {
        at += 2, bytes -= 2;
    }
    units.resize(bytes / 2);
    for (auto& unit : units) {
        unit = static_cast<char16_t>(little ? at[0] | at[1] << 8 : at[0] << 8 | at[1]);
        at += 2;
    }
}

void Reader::wide_string(std::wstring& out) {
    if (encoding_.giop_minor == 0 || encoding_.wide_chars == CodeSet::none) no_wide_characters(encoding_);
    const auto length = get<std::uint32_t>();
    std::u16string units;
    if (encoding_.giop_minor == 1) {
        // GIOP 1.1: the length counts characters and the terminating NUL, each an unsigned short.
        if (length == 0) marshal(minor::string_without_nul, "a wide string of length 0 in GIOP 1.1");
        if (length > remaining() / 2) too_short(length);
        if (std::size_t{length} * 2 > limit_ - position_) complete();
        units.resize(length);
        get_array(reinterpret_cast<std::uint16_t*>(units.data()), length);
        if (units.back() != 0) marshal(minor::string_without_nul, "a wide string has no terminating NUL");
        units.pop_back();
    } else {
        utf16_units(units, length);
    }
    if (units.find(u'\0') != units.npos) marshal(minor::string_with_nul, "a wide string has a NUL inside");
    out = utf16_to_wide(units);
}

std::uint32_t Reader::length(std::size_t min_element_size) {
    const auto count = claimed_length(min_element_size);
    if (std::size_t{count} * min_element_size > limit_ - position_) complete();
    return count;
}

std::uint32_t Reader::claimed_length(std::size_t min_element_size) {
    const auto count = get<std::uint32_t>();
    if (min_element_size == 0) {
        charge(count);
    } else if (count > remaining() / min_element_size) {
        marshal(minor::length_too_large, "a sequence claims " + std::to_string(count) + " elements of at least " +
                                             std::to_string(min_element_size) + " bytes, but " +
                                             std::to_string(remaining()) + " bytes are left");
    }
    return count;
}

Reader Reader::encapsulation() {
    const auto bytes = octets();
    auto inner = *this;
    inner.become_encapsulation(bytes);
    return inner;
}

Reader Reader::of_encapsulation(ByteView bytes, Encoding code_sets) {
    Reader inner{{}, code_sets};
    inner.become_encapsulation(bytes);
    return inner;
}

void Reader::become_encapsulation(ByteView bytes) {
    if (bytes.empty()) marshal(minor::bad_byte_order, "an encapsulation is empty: it must begin with its byte order");
    if (bytes[0] > 1)
        marshal(minor::bad_byte_order,
                "an encapsulation names byte order " + std::to_string(bytes[0]) + ", not 0 or 1");
    data_ = bytes.data();
    size_ = bytes.size();
    limit_ = bytes.size();
    seams_ = {};
    position_ = 1;
    skew_ = 0;
    chunks_ = {};
    values_.reset();
    encoding_.order = static_cast<ByteOrder>(bytes[0]);
    swap_ = encoding_.order != native_order;
}

}  // namespace corbel::cdr
