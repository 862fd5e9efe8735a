// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "orb/engine/base/table.hpp"
#include "orb/engine/cdr/tail.hpp"

namespace corbel::cdr {

class Reader;
class Writer;

/// A run of primitives of one type in a struct's memory.
struct Field {
    std::uint32_t offset;
    std::uint32_t size;       ///< of one: 1, 2, 4 or 8
    std::uint32_t count = 1;
    std::uint32_t below = 0;  ///< every value of the run is less: of an enum its enumerators, of a bool 2; 0: any value
};

/// How a struct of fixed size lies in memory: as it does in CDR wherever the position is a multiple of `alignment`
/// (CORBA 2.6, 15.3.2). So do arrays of it, one struct after the other: whole blocks are written and read.
struct Layout {
    Table<Field> fields;  ///< in rising order, each aligned to its size
    std::uint32_t size = 0;
    std::uint32_t alignment = 1;

    /// Where the next field would stand without padding.
    constexpr std::uint32_t end() const noexcept {
        const auto& last = fields[fields.size() - 1];
        return last.offset + last.size * last.count;
    }
    /// Bytes of memory between fields and behind the last one.
    constexpr bool is_padded() const noexcept {
        std::uint32_t used = 0;
        for (const auto& each : fields) used += each.size * each.count;
        return used != size;
    }
    constexpr bool is_checked() const noexcept {
        for (const auto& each : fields)
            if (each.below != 0) return true;
        return false;
    }
    /// The fields stand where CDR puts them, and those of the next struct too.
    constexpr bool is_of_cdr() const noexcept {
        std::uint32_t position = 0;
        for (const auto& each : fields) {
            position = (position + each.size - 1) / each.size * each.size;
            if (position != each.offset) return false;
            position += each.size * each.count;
        }
        const auto first = fields[0].size;
        return (position + first - 1) / first * first == size && size % alignment == 0;
    }
};

/// Writes `count` structs, at least one, if the position is one where they lie as in memory; false, and nothing is
/// written, if not. Padding is written as zeros; where it holds nothing else, a writer that borrows borrows the
/// structs.
bool write_block(Writer& out, const void* structs, std::size_t count, const Layout& layout);

/// The same for reading. False too where the bytes are not there in one piece or a value is out of its range: reading
/// one struct after the other says what is wrong.
bool read_block(Reader& in, void* structs, std::size_t count, const Layout& layout);

/// The same for structs that end a message and have not all been received (Reader::ends_in()), of a layout that is not
/// checked.
bool receive_block(Reader& in, std::size_t count, const Layout& layout, Tail::Memory memory);

}  // namespace corbel::cdr
