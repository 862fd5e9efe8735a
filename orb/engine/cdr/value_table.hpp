// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <limits>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/cdr/reader.hpp"

/// What is remembered of the valuetypes of one message or encapsulation: the targets of indirections
/// (CORBA 2.6, 15.3.4.3).
namespace corbel::cdr {

inline constexpr std::int32_t first_value_tag = 0x7fffff00;

/// Kept by position, which almost always rises.
template <class T>
class ByPosition {
public:
    T* find(std::size_t position) {
        const auto at = lower(position);
        return at != entries_.end() && at->first == position ? &at->second : nullptr;
    }
    /// The one that is there already, or a new one.
    T& at(std::size_t position) {
        if (entries_.empty() || entries_.back().first < position) return entries_.emplace_back(position, T{}).second;
        const auto at = lower(position);
        if (at != entries_.end() && at->first == position) return at->second;
        return entries_.emplace(at, position, T{})->second;
    }

    template <class Action>
    void each(Action action) {
        for (auto& [position, entry] : entries_) action(entry);
    }

private:
    auto lower(std::size_t position) {
        auto low = entries_.begin();
        for (auto count = entries_.size(); count > 0;) {
            const auto half = count / 2;
            if (low[static_cast<std::ptrdiff_t>(half)].first < position) {
                low += static_cast<std::ptrdiff_t>(half) + 1;
                count -= half + 1;
            } else {
                count = half;
            }
        }
        return low;
    }

    std::vector<std::pair<std::size_t, T>> entries_;
};

/// Of a reader.
class ValueTable {
public:
    struct Entry {
        std::uint32_t level = 0;       ///< chunked values around it
        std::shared_ptr<void> object;  ///< what was made of it; null if it has only been skipped
        void (*release)(void* object) = nullptr;
        Reader::Mark after;            ///< behind it, once it has been read
        bool complete = false;
    };

    /// Empties what was made, for values that refer to each other are freed by nothing else, and forgets it.
    void release_all() noexcept {
        values.each([](Entry& entry) {
            if (entry.object && entry.release) entry.release(entry.object.get());
        });
        values.each([](Entry& entry) {
            if (std::exchange(entry.object, nullptr)) entry.complete = false;
        });
    }

    ByPosition<Entry> values;
    ByPosition<std::string_view> texts;                  ///< repository ids and code bases
    ByPosition<std::vector<std::string_view>> id_lists;
    std::list<Octets> gathered;                          ///< data that was spread over chunks
    std::size_t met = 0;                                 ///< values whose state began
    unsigned being_made = 0;                             ///< of Making
    static constexpr auto no_target = std::numeric_limits<std::size_t>::max();
    std::size_t lowest_target = no_target;               ///< of the indirections met
};

/// Of a writer.
struct ValueRecord {
    std::unordered_map<const void*, std::size_t> values;
    std::vector<std::shared_ptr<const void>> owners;  ///< so that no address is used twice
    std::unordered_map<std::string, std::size_t> ids;
    std::unordered_map<std::string, std::size_t> id_lists;
    std::uint32_t level = 0;       ///< chunked values that are being written
    std::uint32_t depth = 0;
    std::size_t chunk_before = 0;  ///< of the open chunk: where its size would stand without padding
    std::size_t chunk_size_at = 0;
    std::size_t chunk_start = 0;
    std::size_t end_tag = 0;       ///< behind the last one
};

}  // namespace corbel::cdr
