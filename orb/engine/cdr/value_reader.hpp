// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "orb/engine/cdr/reader.hpp"

namespace corbel::cdr {

/// What stands where a value is expected.
struct ValueHeader {
    enum class Kind : std::uint8_t { null, indirection, state };

    Kind kind = Kind::null;
    std::size_t position = 0;           ///< of the value's tag: this one's or the one an indirection leads to
    std::uint32_t level = 0;            ///< its place among chunked values, from 1; 0 if it is not chunked
    std::vector<std::string_view> ids;  ///< the most derived first; empty: the formal type's
    std::string_view codebase;
};

/// Reads the form that values have on the wire (CORBA 2.6, 15.3.4): value tags, repository ids, code bases, chunks,
/// indirections, null. The state itself is read from the reader, which goes over chunks by itself and throws MARSHAL
/// where the state ends. Everything is checked; MARSHAL for what is malformed, for indirections that lead to no value,
/// for nesting beyond Reader::max_value_depth and for more than max_ids ids.
class ValueReader {
public:
    explicit ValueReader(Reader& in);

    /// The value at the reader's position. Behind a header of kind `state` its state follows, then end().
    ValueHeader begin();

    /// Skips what is left of a chunked value's state: what a base does not know of.
    void end(const ValueHeader& header);

    /// What remember() was told for the value at `position`; null if it has only been skipped.
    const std::shared_ptr<void>& known(std::size_t position) const;
    /// For indirections within and behind the value's state; call it before the state is read. `release` empties the
    /// object, where it may refer to others.
    void remember(std::size_t position, std::shared_ptr<void> object, void (*release)(void* object) = nullptr);

    /// Goes back to a value that has been met; reset() the reader to its mark afterwards.
    void revisit(std::size_t position);

    static constexpr std::size_t max_ids = 128;

private:
    ValueHeader state(std::int32_t tag);
    ValueHeader indirection(bool in_chunk);
    std::string_view text();
    std::vector<std::string_view> id_list();
    std::size_t target();

    Reader& in_;
    ValueTable& table_;
};

/// While values are made of what is read: where the outermost one ends before done(), all that were made are emptied,
/// for those that refer to each other are freed by nothing else.
class Making {
public:
    explicit Making(Reader& in);
    ~Making();
    Making(const Making&) = delete;
    Making& operator=(const Making&) = delete;

    void done() noexcept { done_ = true; }

private:
    ValueTable& table_;
    bool done_ = false;
};

/// The same for whoever reads more than values, when something behind them cannot be read.
void release_values(Reader& in) noexcept;

/// What is met of values from here on, for those who take a part out of a message.
class ValueTargets {
public:
    explicit ValueTargets(Reader& in);

    /// Whether there was a value at all.
    bool met() const noexcept;
    /// Whether an indirection led to a value before `position`.
    bool lead_before(std::size_t position) const noexcept;

private:
    const Reader& in_;
    std::size_t met_ = 0;
};

}  // namespace corbel::cdr
