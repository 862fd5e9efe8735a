// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/cdr/layout.hpp"

#include <algorithm>
#include <cstring>

#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"

namespace corbel::cdr {
namespace {

constexpr std::size_t in_cache = 16 * 1024;

template <class T>
void swap_at(std::uint8_t* at) noexcept {
    T value;
    std::memcpy(&value, at, sizeof value);
    value = byte_swapped(value);
    std::memcpy(at, &value, sizeof value);
}

template <class T>
void swap_run(std::uint8_t* first, std::size_t stride, std::size_t structs, std::uint32_t run) noexcept {
    for (; structs > 0; --structs, first += stride)
        for (std::uint32_t i = 0; i < run; ++i) swap_at<T>(first + i * sizeof(T));
}

/// Field by field, not struct by struct: the loops are tight.
void swap_fields(std::uint8_t* structs, std::size_t count, const Layout& layout) noexcept {
    for (const auto& field : layout.fields) {
        auto* const first = structs + field.offset;
        if (field.size == 2) swap_run<std::uint16_t>(first, layout.size, count, field.count);
        if (field.size == 4) swap_run<std::uint32_t>(first, layout.size, count, field.count);
        if (field.size == 8) swap_run<std::uint64_t>(first, layout.size, count, field.count);
    }
}

void clear_run(std::uint8_t* first, std::size_t stride, std::size_t structs, std::uint32_t size) noexcept {
    if (size == 4) {
        for (; structs > 0; --structs, first += stride) std::memset(first, 0, 4);
    } else {
        for (; structs > 0; --structs, first += stride) std::memset(first, 0, size);
    }
}

/// If they `end` what is written, the last struct ends with its last field.
void clear_padding(std::uint8_t* structs, std::size_t count, const Layout& layout, bool end) noexcept {
    std::uint32_t position = 0;
    for (const auto& field : layout.fields) {
        if (field.offset != position) clear_run(structs + position, layout.size, count, field.offset - position);
        position = field.offset + field.size * field.count;
    }
    if (position != layout.size)
        clear_run(structs + position, layout.size, end ? count - 1 : count, layout.size - position);
}

bool run_is_clear(const std::uint8_t* first, std::size_t stride, std::size_t structs, std::uint32_t size) noexcept {
    std::uint32_t all = 0;
    if (size == 4) {
        for (; structs > 0; --structs, first += stride) {
            std::uint32_t word;
            std::memcpy(&word, first, sizeof word);
            all |= word;
        }
    } else {
        for (; structs > 0; --structs, first += stride)
            for (std::uint32_t i = 0; i < size; ++i) all |= first[i];
    }
    return all == 0;
}

/// Whether structs can leave from the memory they are in: nothing stands in their padding, as in most memory that was
/// fresh. To look costs half of what a copy does. (Nobody need have written to padding, which valgrind may say.)
bool padding_is_clear(const std::uint8_t* structs, std::size_t count, const Layout& layout, bool end) noexcept {
    std::uint32_t position = 0;
    for (const auto& field : layout.fields) {
        if (field.offset != position && !run_is_clear(structs + position, layout.size, count, field.offset - position))
            return false;
        position = field.offset + field.size * field.count;
    }
    return position == layout.size ||
           run_is_clear(structs + position, layout.size, end ? count - 1 : count, layout.size - position);
}

template <class T>
bool in_range(const std::uint8_t* first, const Layout& layout, std::size_t structs, const Field& field,
              bool swap) noexcept {
    for (; structs > 0; --structs, first += layout.size)
        for (std::uint32_t i = 0; i < field.count; ++i) {
            T value;
            std::memcpy(&value, first + i * sizeof(T), sizeof(T));
            if ((swap ? byte_swapped(value) : value) >= field.below) return false;
        }
    return true;
}

bool in_range(const std::uint8_t* structs, std::size_t count, const Layout& layout, bool swap) noexcept {
    for (const auto& field : layout.fields) {
        if (field.below == 0) continue;
        const auto* const first = structs + field.offset;
        if (!(field.size == 1 ? in_range<std::uint8_t>(first, layout, count, field, swap)
                              : in_range<std::uint32_t>(first, layout, count, field, swap)))
            return false;
    }
    return true;
}

std::size_t bytes_of(std::size_t count, const Layout& layout) noexcept {
    return count * layout.size - (layout.size - layout.end());
}

bool stands_as_in_memory(const Reader& in, std::size_t count, const Layout& layout) noexcept {
    const auto first = layout.fields[0].size;
    const auto start = (in.alignment_offset() + first - 1) / first * first;
    return count != 0 && start % layout.alignment == 0 && count <= in.remaining() / layout.end();
}

}  // namespace

bool write_block(Writer& out, const void* structs, std::size_t count, const Layout& layout) {
    const auto first = layout.fields[0].size;
    const auto start = (out.alignment_offset() + first - 1) / first * first;
    if (count == 0 || start % layout.alignment != 0) return false;
    out.align(first);
    if (!out.swaps() && !layout.is_padded()) {
        out.block(structs, bytes_of(count, layout));
        return true;
    }
    const auto* from = static_cast<const std::uint8_t*>(structs);
    const auto most = std::max<std::size_t>(1, in_cache / layout.size);
    const bool may_stay = out.borrowing() && !out.swaps();
    for (auto left = count; left > 0;) {  // each piece is gone over while it is near
        const auto some = std::min(left, most);
        const bool end = some == left;
        const auto bytes = end ? bytes_of(some, layout) : some * layout.size;
        if (may_stay && bytes >= Writer::borrow_threshold && padding_is_clear(from, some, layout, end)) {
            out.block(from, bytes);
        } else {
            auto* const to = out.append(bytes);
            std::memcpy(to, from, bytes);
            if (layout.is_padded()) clear_padding(to, some, layout, end);
            if (out.swaps()) swap_fields(to, some, layout);
        }
        from += some * layout.size;
        left -= some;
    }
    return true;
}

bool read_block(Reader& in, void* structs, std::size_t count, const Layout& layout) {
    const auto first = layout.fields[0].size;
    if (!stands_as_in_memory(in, count, layout)) return false;
    const auto bytes = bytes_of(count, layout);
    const auto* const block = in.whole_block(bytes, first);
    if (!block) return false;
    if (layout.is_checked() && !in_range(block, count, layout, in.swaps())) return false;
    std::memcpy(structs, block, bytes);
    if (in.swaps()) swap_fields(static_cast<std::uint8_t*>(structs), count, layout);
    in.skip(static_cast<std::size_t>(block - in.rest().data()) + bytes);
    return true;
}

bool receive_block(Reader& in, std::size_t count, const Layout& layout, Tail::Memory memory) {
    const auto first = layout.fields[0].size;
    if (layout.is_checked() || !stands_as_in_memory(in, count, layout)) return false;
    const auto bytes = bytes_of(count, layout);
    if (!in.ends_in(bytes, first)) return false;
    in.receive_end(first, memory);
    if (in.swaps()) swap_fields(memory(bytes), count, layout);
    return true;
}

}  // namespace corbel::cdr
