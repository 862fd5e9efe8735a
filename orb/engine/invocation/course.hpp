// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/giop/ior.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/engine/invocation/route.hpp"

namespace corbel {

/// What calls get after Invoker::shut_down().
SystemError shut_down_error();

/// What one call goes through until it has its answer: where it is sent, how often it was forwarded and sent again,
/// when it must be over. Used by one thread at a time.
class Course {
public:
    /// INV_OBJREF for a nil target, BAD_INV_ORDER after shut_down().
    Course(const Invoker& invoker, const Reference& target);
    ~Course();
    Course(const Course&) = delete;
    Course& operator=(const Course&) = delete;

    Deadline deadline() const noexcept { return deadline_; }
    const Route& route() const noexcept { return *route_; }
    SyncScope sync_scope() const noexcept { return sync_scope_; }
    const std::shared_ptr<const Route>& route_pointer() const noexcept { return route_; }
    RequestHead head(std::string_view operation, bool response_expected = true) const;

    /// Finds the way for the next attempt, waiting for a server that restarts; throws as ChannelProvider::channel_for.
    void find_route();
    /// The same in steps, for a thread that must not sleep: the way that is known, if it is good still; another one, to
    /// which a connection may have to be opened; how long to wait where that has failed, for this call or for another
    /// one to the same place.
    bool use_known_route();
    void look_for_route();
    std::chrono::milliseconds no_route(const SystemError& error);

    /// Some time has passed since the last attempt.
    void begins_again() noexcept;

    /// The addresses of the reference in force.
    std::string place() const;

    /// An attempt has failed. Returns when the request may be sent again; throws `error` if it may not.
    void failed(const SystemError& error);
    /// The same for a thread that must not sleep: how long to wait before.
    std::chrono::milliseconds failure(const SystemError& error);

    /// True for an answer that is the caller's; false if the request is to be sent again, elsewhere or otherwise.
    /// Throws the system exception that the server raised, TRANSIENT after too many forwards.
    bool settled(Reply& reply, std::string_view operation);

    /// Another place is named by a LOCATION_FORWARD or a LocateReply.
    void forward(giop::Ior target, bool permanent);

private:
    void raise(Reply& reply, std::string_view operation);
    void address_otherwise(Reply& reply);
    std::chrono::milliseconds pause_for_restart(const SystemError& error);

    const Invoker& invoker_;
    Reference::State& state_;
    Clock::time_point now_;  ///< when the attempt began, by coarse_now()
    Deadline deadline_;
    SyncScope sync_scope_;
    std::shared_ptr<const Route> route_;
    std::uint64_t route_number_ = 0;  ///< it is of use to the next call under this number
    unsigned forwards_ = 0;
    unsigned retries_ = 0;
    bool fell_back_ = false;
    Deadline patience_end_{};                ///< once it waits for a server to restart
    std::chrono::milliseconds pause_{5};     ///< before the next try then
};

/// The system exception that a reply holds, with who raised it and in answer to what.
SystemError raised(Reply& reply, std::string_view operation, const std::string& peer);

/// Calls the hook; true if it has sent the request elsewhere.
template <class Action>
bool forwarded_by_hook(Course& course, Action&& action) {
    try {
        action();
        return false;
    } catch (Forwarded& forward) {
        course.forward(std::move(forward.target), false);
        return true;
    }
}

}  // namespace corbel
