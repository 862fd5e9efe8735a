// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cos-naming/naming_store.hpp"

namespace corbel::naming {

/// A piece of a list that one reply carries, and whether there is more.
struct Page {
    std::vector<Binding> bindings;
    bool more = false;
};

/// The most bindings one reply carries, and the bytes of names after which it ends early.
inline constexpr std::size_t max_page = 10'000;
inline constexpr std::size_t max_page_bytes = 4 * 1024 * 1024;

/// The bindings of a context behind `after`, `how_many` at most and never more than a page.
Page read_page(NamingStore& store, const ContextId& context, const std::optional<Component>& after,
               std::size_t how_many);

/// The lists that clients go through: cursors, no copies of names. Their number is bounded, in all and for each client:
/// one too many ends the one that was longest unused, a client's own first; one unused for `idle` ends as well. Usable
/// from many threads.
class Iterators {
public:
    using Clock = std::chrono::steady_clock;

    explicit Iterators(std::size_t most = 1024, Clock::duration idle = std::chrono::minutes{15},
                       std::size_t most_of_client = 128)
        : most_{most}, idle_{idle}, most_of_client_{most_of_client} {}

    /// An iterator over what follows `after` in `context`; gives its id.
    std::string open(const ContextId& context, std::optional<Component> after, const std::string& client = {},
                     Clock::time_point now = Clock::now());

    bool is_open(const std::string& id);

    /// Goes on by at most `how_many`; nothing if there is no such iterator (any more).
    std::optional<std::vector<Binding>> next(NamingStore& store, const std::string& id, std::size_t how_many,
                                             Clock::time_point now = Clock::now());

    /// False if there is no such iterator.
    bool close(const std::string& id);

    std::size_t count();

private:
    struct Cursor {
        std::mutex mutex;
        ContextId context;
        std::optional<Component> after;
    };
    struct Entry {
        std::string id;
        std::string client;
        std::shared_ptr<Cursor> cursor;
        Clock::time_point used;
    };

    std::shared_ptr<Cursor> use(const std::string& id, Clock::time_point now);
    using Place = std::list<Entry>::iterator;
    void end(Place entry);
    void make_room(const std::string& client, Clock::time_point now);

    const std::size_t most_;
    const Clock::duration idle_;
    const std::size_t most_of_client_;
    std::mutex mutex_;
    std::uint64_t last_id_ = 0;
    std::list<Entry> entries_;  // the longest unused one first
    std::unordered_map<std::string, Place> by_id_;
    std::unordered_map<std::string, std::size_t> of_client_;
};

}  // namespace corbel::naming
