// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "orb/engine/base/mutex.hpp"
#include "orb/engine/giop/locate.hpp"
#include "orb/engine/giop/request_table.hpp"
#include "orb/engine/invocation/channel.hpp"
#include "orb/engine/transport/io_thread.hpp"

namespace corbel::transport {

/// A request whose answer has not come. Of a synchronous call it lives on the caller's stack, of an asynchronous one on
/// the heap. Guarded by the mutex of its connection, but for `sent`, which the mutex for writing guards, what is
/// said to be the caller's, and what its reply is.
struct Pending : giop::Outstanding {
    explicit Pending(Reply* reply = nullptr, bool asynchronous = false) : reply{reply}, asynchronous{asynchronous} {}

    Reply* const reply;                  ///< for the answer; null if none is expected
    const bool asynchronous;             ///< it is an AsynchronousPending
    bool finished = false;
    bool waiting = false;                ///< its caller sleeps until it is finished or may read
    bool reads = false;                  ///< the caller's: it has the role of reading
    bool answered = false;               ///< the caller's: it has read its answer itself
    bool continued = false;              ///< the caller's: the answer has begun, and its tail has the role of reading
    giop::LocateStatus location{};
    Clock::time_point began;
    Bell bell;                           ///< rung when it need wait no longer
};

struct AsynchronousPending : Pending {
    AsynchronousPending() : Pending{&answer, true} {}

    Reply answer;
    Channel::Done done;
    bool beginning = true;  ///< its caller is still sending it, and lets `done` run if it is finished meanwhile
    std::shared_ptr<AsynchronousPending> self;  ///< until it is finished
    std::shared_ptr<const void> connection;     ///< stays until all its answers have come
    IoThread::Timer deadline;
};

}  // namespace corbel::transport
