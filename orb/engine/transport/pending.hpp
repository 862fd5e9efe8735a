// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <optional>
#include <vector>

#include "orb/engine/giop/locate.hpp"
#include "orb/engine/invocation/channel.hpp"
#include "orb/engine/transport/io_thread.hpp"

namespace corbel::transport {

/// A request whose answer has not come. Of a synchronous call it lives on the caller's stack, of an asynchronous one on
/// the heap. Guarded by the mutex of its connection, but for what is said to be the caller's and what its reply is.
struct Pending {
    explicit Pending(Reply* reply = nullptr, bool asynchronous = false) : reply{reply}, asynchronous{asynchronous} {}

    Reply* const reply;                  ///< for the answer; null if none is expected
    const bool asynchronous;             ///< it is an AsynchronousPending
    bool locate = false;
    bool finished = false;
    bool waiting = false;                ///< its caller sleeps until it is finished or may read
    bool offers_code_sets = false;
    bool sent = false;                   ///< the peer may have it; guarded by the mutex for writing
    bool reads = false;                  ///< the caller's: it has the role of reading
    bool answered = false;               ///< the caller's: it has read its answer itself
    std::uint32_t id = 0;
    giop::LocateStatus location{};
    Clock::time_point began;
    std::optional<SystemError> error;
    std::condition_variable ready;
};

struct AsynchronousPending : Pending {
    AsynchronousPending() : Pending{&answer, true} {}

    Reply answer;
    Channel::Done done;
    std::shared_ptr<AsynchronousPending> self;  ///< until it is finished
    std::shared_ptr<const Channel> connection;  ///< stays until all its answers have come
    IoThread::Timer deadline;
};

/// The requests under way on a connection by their ids. An id is a place in the table and how often the place was used, so
/// that a reply that comes too late meets nobody (hardening W8).
class PendingTable {
public:
    /// IMP_LIMIT if every place is taken.
    std::uint32_t enroll(Pending& pending);

    /// Null for an id that is not, or no longer, pending.
    Pending* remove(std::uint32_t id) noexcept;

    std::size_t size() const noexcept { return places_.size() - free_.size(); }
    bool empty() const noexcept { return size() == 0; }

    /// Removes all and hands each to `visit`.
    template <class Visit>
    void clear(Visit visit) {
        for (std::uint32_t place = 0; place < places_.size(); ++place)
            if (auto* pending = places_[place].pending) {
                vacate(place);
                visit(*pending);
            }
    }

    template <class Predicate>
    Pending* find_if(Predicate predicate) const {
        for (const auto& place : places_)
            if (place.pending && predicate(*place.pending)) return place.pending;
        return nullptr;
    }

private:
    struct Place {
        Pending* pending = nullptr;
        std::uint16_t uses = 0;
    };

    void vacate(std::uint32_t place) noexcept;

    std::vector<Place> places_;
    std::vector<std::uint16_t> free_;  // has room for all places, so that vacate() cannot fail
};

}  // namespace corbel::transport
