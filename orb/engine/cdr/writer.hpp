// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/shared_ptr.hpp"
#include "orb/engine/cdr/encoding.hpp"
#include "orb/engine/cdr/reader.hpp"

namespace corbel::cdr {

struct ValueRecord;
class ValueWriter;

/// Writes values as CDR (CORBA 2.6, 15.3) into a buffer of its own that keeps its capacity from message to message.
///
/// With borrowing on, large blocks of primitives are not copied but referenced: chunks() then names the user's memory,
/// which must live and stay unchanged until the message is sent. Alignment counts from the first byte written.
class Writer {
public:
    explicit Writer(Encoding encoding = {});

    /// Starts again, keeping the buffer.
    void clear(const Encoding& encoding) {
        this->encoding(encoding);
        clear();
    }
    void clear() {
        if (borrowed_bytes_ != 0 || values_) forget();
        used_ = skew_ = 0;
    }

    const Encoding& encoding() const noexcept { return encoding_; }
    /// For a header and body whose code sets differ; bytes already written stay as they are.
    void encoding(const Encoding& encoding) noexcept {
        encoding_ = encoding;
        swap_ = encoding.order != native_order;
    }
    bool swaps() const noexcept { return swap_; }

    /// Whether large blocks may be referenced instead of copied; off at first.
    void borrowing(bool on) noexcept { borrowing_ = on; }
    bool borrowing() const noexcept { return borrowing_; }

    /// Bytes of the message so far, borrowed ones included.
    std::size_t size() const noexcept { return used_ + borrowed_bytes_; }

    /// Where the next byte stands, modulo 8, with respect to alignment.
    std::size_t alignment_offset() const noexcept { return (size() + skew_) & 7; }

    /// Memory it holds for the next message.
    std::size_t capacity() const noexcept { return buffer_.size(); }

    void align(std::size_t boundary) {
        const auto padding = (0 - (size() + skew_)) & (boundary - 1);
        if (padding) std::memset(grow(padding), 0, padding);
    }

    /// Whether what is written next belongs to a chunk of a valuetype.
    bool in_chunks() const noexcept;

    /// Alignment counts as if `origin` bytes stood before the first one (for a body written apart from its header).
    void origin(std::size_t origin) noexcept { skew_ = origin & 7; }

    template <Primitive T>
    void put(T value) {
        align(sizeof(T));
        if (swap_) value = byte_swapped(value);
        std::memcpy(grow(sizeof(T)), &value, sizeof(T));
    }

    template <Primitive T>
    void put_array(const T* values, std::size_t count) {
        if (count == 0) return;
        align(sizeof(T));
        if (sizeof(T) == 1 || !swap_) return block(values, count * sizeof(T));
        auto* out = grow(count * sizeof(T));
        for (std::size_t i = 0; i < count; ++i, out += sizeof(T)) {
            const auto swapped = byte_swapped(values[i]);
            std::memcpy(out, &swapped, sizeof(T));
        }
    }

    /// Bytes as they are, without alignment; borrowed when that is on and there are many.
    void block(const void* bytes, std::size_t count) {
        if (borrowing_ && count >= borrow_threshold) return borrow(bytes, count);
        if (count) std::memcpy(grow(count), bytes, count);
    }
    void bytes(ByteView view) { block(view.data(), view.size()); }
    /// Room for `count` bytes, without alignment: to be filled before anything else is written.
    std::uint8_t* append(std::size_t count) { return grow(count); }
    /// Bytes as they are, copied even where borrowing is on: for memory that goes before the message is sent.
    void copied(ByteView view) {
        if (!view.empty()) std::memcpy(grow(view.size()), view.data(), view.size());
    }

    void boolean(bool value) { *grow(1) = value; }
    void character(char value);
    void wide_character(wchar_t value);
    void long_double(long double value);

    /// BAD_PARAM for a NUL inside, DATA_CONVERSION for text the transmission code set cannot hold.
    void string(std::string_view text);
    void wide_string(std::wstring_view text);

    /// A string that is not converted: operation names, repository ids, hosts.
    void identifier(std::string_view text);

    /// A sequence's length. BAD_PARAM beyond 2^32-1.
    void length(std::size_t count);

    void octets(ByteView view) {
        length(view.size());
        bytes(view);
    }

    /// Puts `inner`, which must have begun with its byte-order octet (see begin_encapsulation), as sequence<octet>.
    void encapsulation(const Writer& inner) { octets(inner.contiguous()); }

    /// A writer for an encapsulation in native byte order, its byte-order octet already written.
    static Writer begin_encapsulation(Encoding encoding = {});

    /// Overwrites four bytes at `offset`, which must lie in owned bytes before the first borrowed block.
    void patch(std::size_t offset, std::uint32_t value) {
        if (swap_) value = byte_swapped(value);
        std::memcpy(buffer_.data() + offset, &value, sizeof value);
    }
    void patch_octet(std::size_t offset, std::uint8_t value) { buffer_[offset] = value; }

    /// Drops everything after the first `size` bytes; those must be owned, not borrowed.
    void truncate(std::size_t size) {
        if (borrowed_bytes_ != 0 || values_) return take_back(size);
        if (size < used_) used_ = size;
    }

    /// The message as pieces in order; valid until the next change.
    std::span<const ByteView> chunks() const {
        if (borrowed_bytes_ != 0 || used_ == 0) return pieces();
        whole_ = contiguous();
        return {&whole_, 1};
    }

    /// The message as one piece; it must hold no borrowed block.
    ByteView contiguous() const noexcept { return {buffer_.data(), used_}; }

    /// A copy of the whole message, borrowed blocks included.
    Octets copy() const;

    static constexpr std::size_t borrow_threshold = 4096;

private:
    friend class ValueWriter;

    struct Borrowed {
        std::size_t at;  // how many owned bytes stand before it
        ByteView bytes;
    };

    std::uint8_t* grow(std::size_t count) {
        if (buffer_.size() - used_ < count) enlarge(count);
        auto* at = buffer_.data() + used_;
        used_ += count;
        return at;
    }
    void enlarge(std::size_t count);
    void forget();
    void borrow(const void* bytes, std::size_t count);
    void take_back(std::size_t size);
    std::span<const ByteView> pieces() const;

    Octets buffer_;  // its size is the capacity; used_ of it count
    std::size_t used_ = 0;
    std::size_t skew_ = 0;
    std::size_t borrowed_bytes_ = 0;
    Encoding encoding_;
    bool swap_ = false;
    bool borrowing_ = false;
    std::vector<Borrowed> borrowed_;
    mutable std::vector<ByteView> chunks_;
    mutable ByteView whole_;
    std::shared_ptr<ValueRecord> values_;  // null until there is a value
};

}  // namespace corbel::cdr
