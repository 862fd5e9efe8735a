// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/limit.hpp"
#include "orb/engine/base/shared_ptr.hpp"
#include "orb/engine/cdr/encoding.hpp"
#include "orb/engine/cdr/tail.hpp"

namespace corbel::cdr {

/// Types whose CDR form is their own bytes at their own alignment: integers, octet, float and double.
template <class T>
concept Primitive = (std::integral<T> || std::same_as<T, float> || std::same_as<T, double>) && sizeof(T) <= 8 &&
                    !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t>;

template <Primitive T>
constexpr T byte_swapped(T value) noexcept {
    if constexpr (sizeof(T) == 1) {
        return value;
    } else if constexpr (sizeof(T) == 2) {
        return std::bit_cast<T>(__builtin_bswap16(std::bit_cast<std::uint16_t>(value)));
    } else if constexpr (sizeof(T) == 4) {
        return std::bit_cast<T>(__builtin_bswap32(std::bit_cast<std::uint32_t>(value)));
    } else {
        return std::bit_cast<T>(__builtin_bswap64(std::bit_cast<std::uint64_t>(value)));
    }
}

class ValueReader;
class ValueTable;

/// Where a reader stands among the chunks of valuetypes (CORBA 2.6, 15.3.4.6).
struct Chunks {
    std::uint32_t level = 0;  ///< chunked values that are being read
    std::uint32_t open = 0;   ///< those of them whose end tag has not been met
    std::size_t end = 0;      ///< of the current chunk; not behind the position between chunks
};

/// Reads values from bytes in CDR (CORBA 2.6, 15.3). A view: the bytes must outlive it.
///
/// Every read checks what is left first and throws SystemError MARSHAL, or DATA_CONVERSION for text, without having
/// taken memory for a length that cannot be there. After a throw the reader's position is unspecified.
class Reader {
public:
    Reader() = default;

    /// `origin`: the offset of bytes[0] from the point where alignment counts from (the start of the message or of
    /// the encapsulation); only its low three bits matter.
    explicit Reader(ByteView bytes, Encoding encoding = {}, std::size_t origin = 0)
        : data_{bytes.data()}, size_{bytes.size()}, limit_{bytes.size()}, skew_{origin & 7}, encoding_{encoding},
          swap_{encoding.order != native_order} {}

    /// The bytes were received as GIOP 1.1 fragments: at each of these positions (rising, inside the bytes) alignment
    /// counts anew, as if `origin` bytes stood before it (CORBA 2.6, 15.4.9: alignment is relative to the fragment).
    /// The reader's own origin must be 0; the positions must outlive the reader.
    void seams(std::span<const std::size_t> positions, std::size_t origin);

    /// Whether no seam lies between `from`, a position seen earlier, and the current one: only then do the bytes
    /// since(from) mean the same at another place of equal alignment.
    bool seamless(std::size_t from) const noexcept;

    /// The bytes are the first ones of `size`, and `tail`, which must outlive the reading, has the others. They are
    /// received when something is read that is not there, or by complete(). For bytes without seams.
    void continued_by(Tail& tail, std::size_t size) noexcept {
        tail_ = &tail;
        size_ = size;
    }
    bool is_continued() const noexcept { return tail_ != nullptr; }

    /// Receives what has not come.
    void complete() {
        if (tail_) receive_all();
    }

    /// Whether the `count` bytes behind padding to a multiple of `boundary` are the last ones and have not all come:
    /// then receive_end() reads them, straight into the memory they belong to.
    bool ends_in(std::size_t count, std::size_t boundary) const noexcept {
        return tail_ && size_ > limit_ && aligned(boundary) <= limit_ && size_ - aligned(boundary) == count;
    }
    void receive_end(std::size_t boundary, Tail::Memory memory);

    const Encoding& encoding() const noexcept { return encoding_; }
    void encoding(const Encoding& encoding) noexcept {
        encoding_ = encoding;
        swap_ = encoding.order != native_order;
    }
    bool swaps() const noexcept { return swap_; }

    /// Bytes read so far; the position modulo 8 with respect to alignment is alignment_offset().
    std::size_t position() const noexcept { return position_; }
    std::size_t alignment_offset() const noexcept { return (position_ + skew_) & 7; }
    std::size_t remaining() const noexcept { return size_ - position_; }
    bool at_end() const noexcept { return position_ == size_; }

    /// The bytes from `from`, a position seen earlier, to the current one.
    ByteView since(std::size_t from) const noexcept { return {data_ + from, position_ - from}; }
    ByteView rest() const noexcept { return {data_ + position_, remaining()}; }
    /// Those of the rest that are there in one piece.
    ByteView at_hand() const noexcept { return {data_ + position_, limit_ - position_}; }

    /// Goes back or forth to a position of this reader; MARSHAL if it lies outside. Among chunks use mark(), reset().
    void seek(std::size_t position);

    /// A place to come back to.
    struct Mark {
        std::size_t position = 0;
        Chunks chunks;
        std::uint16_t depth = 0;
        std::uint16_t value_depth = 0;
    };
    Mark mark() const noexcept { return {position_, chunks_, depth_, value_depth_}; }
    void reset(const Mark& mark);
    bool in_chunks() const noexcept { return chunks_.level != 0; }

    void skip(std::size_t count) { take(count); }
    void align(std::size_t boundary) {
        const auto start = aligned(boundary);
        position_ = start < limit_ ? start : place(boundary, 0);
    }

    template <Primitive T>
    T get() {
        auto start = aligned(sizeof(T));
        if (start + sizeof(T) > limit_) [[unlikely]]
            start = place(sizeof(T), sizeof(T));
        T value;
        std::memcpy(&value, data_ + start, sizeof(T));
        position_ = start + sizeof(T);
        return swap_ ? byte_swapped(value) : value;
    }

    /// `count` primitives, aligned once, copied as a block and byte-swapped where needed. Over a seam they go on
    /// without padding, as omniORB writes them.
    template <Primitive T>
    void get_array(T* out, std::size_t count) {
        if (count == 0) return;
        align(sizeof(T));
        std::memcpy(out, take_elements(count, sizeof(T)), count * sizeof(T));
        if constexpr (sizeof(T) > 1)
            if (swap_)
                for (std::size_t i = 0; i < count; ++i) out[i] = byte_swapped(out[i]);
    }

    /// The same as they lie in the message, if they can be used there: in the own byte order, aligned in memory, no
    /// seam among them. Null, and nothing is read, if not, if they are not all there, or if there are none: an empty
    /// sequence has no padding either.
    template <Primitive T>
    const T* array_in_place(std::size_t count) {
        const auto start = aligned(sizeof(T));
        if (count == 0 || swap_ || start > limit_ || count > (limit_ - start) / sizeof(T)) return nullptr;
        const auto* at = data_ + start;
        if (reinterpret_cast<std::uintptr_t>(at) % alignof(T) != 0) return nullptr;
        position_ = start + count * sizeof(T);
        return reinterpret_cast<const T*>(at);
    }

    /// `count` bytes behind padding to a multiple of `boundary`, if they are there in one piece; null if not. Reads
    /// nothing.
    const std::uint8_t* whole_block(std::size_t count, std::size_t boundary) const noexcept {
        const auto start = aligned(boundary);
        return start <= limit_ && count <= limit_ - start ? data_ + start : nullptr;
    }

    bool boolean();        ///< MARSHAL for an octet that is neither 0 nor 1.
    char character();      ///< DATA_CONVERSION for a char above 0x7f when the transmission code set is UTF-8.
    wchar_t wide_character();
    long double long_double();  ///< IEEE quadruple on the wire; precision beyond the platform's is rounded.

    /// Reads into `out`, reusing its capacity. MARSHAL for a length of 0, a missing terminating NUL, or a NUL inside.
    void string(std::string& out);
    std::string string() {
        std::string text;
        string(text);
        return text;
    }
    void wide_string(std::wstring& out);

    /// A string that is not converted (operation names, repository ids, hosts: always ISO-8859-1); the view lives as
    /// long as the bytes.
    std::string_view identifier();

    /// A sequence's length, checked against the bytes left: MARSHAL unless length * min_element_size bytes can follow.
    /// Elements of no size on the wire (min_element_size 0) are charged to a budget (hardening W4).
    std::uint32_t length(std::size_t min_element_size);
    /// The same where the elements may not have been received: memory must not be taken for them before they have.
    std::uint32_t claimed_length(std::size_t min_element_size);

    /// sequence<octet> as a view of the bytes.
    ByteView octets() { return take_view(length(1)); }
    ByteView take_view(std::size_t count) { return {take(count), count}; }
    /// The bytes of `count` primitives of `size` bytes, which the reader is aligned for.
    ByteView take_primitives(std::size_t count, std::size_t size) { return {take_elements(count, size), count * size}; }

    /// A reader of the encapsulation that starts here (its length first); it has its own end, byte order and
    /// alignment and inherits code sets. MARSHAL if it is empty or names no byte order (CORBA 2.6, 15.3.3).
    Reader encapsulation();

    /// The same for an encapsulation whose bytes are all of `bytes`, without a length before them.
    static Reader of_encapsulation(ByteView bytes, Encoding code_sets = {});

    /// What values that are more than bytes belong to (an object reference to its ORB): set by whoever made the reader,
    /// inherited by encapsulations, opaque here, null where there is none. Must outlive the values read.
    void* environment() const noexcept { return environment_; }
    void environment(void* environment) noexcept { environment_ = environment; }

    /// Nesting of values that contain values (Any, TypeCode, recursive structs): MARSHAL beyond the limit.
    /// Sub-readers inherit the depth. Use Nested. Valuetypes have a limit of their own; each grants one level more.
    void enter() {
        if (++depth_ > max_depth + value_depth_) too_deep();
    }
    void leave() noexcept { --depth_; }

    /// Takes from the budget of things that cost memory without costing bytes.
    void charge(std::size_t elements);

    static inline constinit Limit max_depth{64, "maxNesting"};
    static inline constinit Limit max_value_depth{1024, "maxValueNesting"};
    static inline constinit Limit default_budget{64 * 1024, "maxEmptyElements"};

private:
    friend class Making;
    friend class ValueReader;
    friend class ValueTargets;
    friend void release_values(Reader& in) noexcept;

    std::size_t aligned(std::size_t boundary) const noexcept {
        return ((position_ + skew_ + (boundary - 1)) & ~(boundary - 1)) - skew_;
    }
    void receive_all();
    std::size_t place(std::size_t boundary, std::size_t size);
    void become_encapsulation(ByteView bytes);
    void find_limit() noexcept;
    void next_chunk();
    std::size_t data_end() const noexcept;
    std::int32_t tag_outside_chunks();
    const std::uint8_t* take_beyond(std::size_t count, std::size_t boundary);
    const std::uint8_t* gather(std::size_t count, std::size_t boundary);
    const std::uint8_t* take(std::size_t count) {
        if (count > limit_ - position_) [[unlikely]]
            return take_beyond(count, 1);
        const auto* at = data_ + position_;
        position_ += count;
        return at;
    }
    const std::uint8_t* take_elements(std::size_t count, std::size_t size) {
        if (count > remaining() / size) too_short(count);
        if (count * size > limit_ - position_) [[unlikely]]
            return take_beyond(count * size, size);
        return take(count * size);
    }
    void utf16_units(std::u16string& units, std::size_t bytes);
    [[noreturn]] void too_short(std::size_t wanted) const;
    [[noreturn]] static void too_deep();

    const std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t position_ = 0;
    std::size_t limit_ = 0;  // where something else than the bytes of data comes next: a seam, a chunk's end, the tail
    std::size_t skew_ = 0;
    std::span<const std::size_t> seams_;
    std::size_t seam_origin_ = 0;
    void* environment_ = nullptr;
    Tail* tail_ = nullptr;  // null once it is here
    Encoding encoding_;
    bool swap_ = false;
    std::uint16_t depth_ = 0;
    std::uint16_t value_depth_ = 0;
    std::uint32_t budget_ = default_budget;
    Chunks chunks_;
    std::shared_ptr<ValueTable> values_;  // null until there is a value; shared by copies of this reader
};

/// Counts a level of nesting for as long as it lives.
class Nested {
public:
    explicit Nested(Reader& reader) : reader_{reader} { reader_.enter(); }
    ~Nested() { reader_.leave(); }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;

private:
    Reader& reader_;
};

}  // namespace corbel::cdr
