// SPDX-License-Identifier: BSL-1.0
// The way of a request through its POA (CORBA 2.6, 11.2.6 and 11.3.7.6).
#include <utility>

#include "orb/engine/adapter/active_object.hpp"
#include "orb/engine/adapter/current.hpp"
#include "orb/engine/adapter/located_request.hpp"
#include "orb/engine/adapter/object_adapter.hpp"
#include "orb/engine/adapter/poa.hpp"
#include "orb/engine/adapter/recent.hpp"
#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::adapter {
namespace {

SystemError unexpected(const Poa& poa, const ServerRequest& request) {
    const auto what = what_was_thrown();
    if (log::enabled(log::Channel::poa, log::Level::warning))
        log::write(log::Channel::poa, log::Level::warning,
                   "a servant of POA " + poa.name() + " threw an exception that is not CORBA's in " +
                       escaped(request.operation(), 80) + ": " + what);
    return {Error::unknown, minor::servant_threw, Completion::maybe,
            "the servant threw an exception that is not CORBA's: " + what};
}

/// `answering` is what the servant gets.
void invoke_watched(WatchedRequest& request, const Upcall& upcall, ServerRequest& answering) {
    struct Leave {
        WatchedRequest& request;
        ~Leave() { request.leave(); }
    } const leave{request};
    request.enter(upcall);
    upcall.servant()->_invoke(answering);
}

/// A request that waits for the main thread; refused if the ORB stops before.
struct Postponed {
    explicit Postponed(std::shared_ptr<ServerRequest> request) : request{std::move(request)} {}
    Postponed(const Postponed&) = delete;
    Postponed& operator=(const Postponed&) = delete;
    ~Postponed() {
        if (!request) return;
        try {
            request->reply_system_exception({Error::transient, minor::request_discarded,
                                             "the server goes down; the request was waiting for its main thread"});
        } catch (...) {  // The client is gone or memory is: nobody is left to be told.
        }
    }

    std::shared_ptr<ServerRequest> request;
};

}  // namespace

[[gnu::hot]] void Poa::dispatch(ServerRequest& request, ByteView id, ActiveObject* recent) {
    if (in_activation_) wait_until_activated(request.deadline());
    const Stay stay{*this};
    if (!stay)
        throw SystemError{Error::object_not_exist, minor::no_such_adapter, "POA " + name_ + " has been destroyed"};
    if (!manager_->lets_through() && manager_->turn_away(request)) return;
    if (policies_.thread == Thread::main_thread && !adapter_.host()->is_main_thread())
        return adapter_.host()->post_to_main(
            [handler = adapter_.shared_from_this(), postponed = std::make_shared<Postponed>(request.defer())] {
                handler->handle(*std::exchange(postponed->request, nullptr));
            });
    std::unique_lock one_at_a_time{upcalls_, std::defer_lock};
    if (policies_.thread == Thread::single_thread) {
        request.arguments().complete();  // others do not wait for a client that is slow
        take(one_at_a_time, request.deadline());
    }
    try {
        perform(request, id, recent);
    } catch (const ForwardRequest& forward) {
        request.reply_forward(forward.target, false);
    } catch (const SystemError&) {
        throw;
    } catch (...) {
        throw SystemError{Error::unknown, minor::servant_threw, Completion::maybe,
                          "the servant manager of POA " + name_ + " threw an exception that is not CORBA's: " +
                              what_was_thrown()};
    }
}

bool Poa::knows(ByteView id) const {
    const std::shared_lock lock{mutex_};
    return policies_.processing != Processing::active_object_map_only || find(id) != nullptr;
}

[[gnu::hot]] void Poa::perform(ServerRequest& request, ByteView id, ActiveObject* recent) {
    if (policies_.retains())
        if (const auto object = use(request, id, recent)) return upcall(request, id, object.servant());
    request.arguments().complete();  // a servant manager is asked once
    switch (policies_.processing) {
        case Processing::default_servant: return perform_by_default_servant(request, id);
        case Processing::servant_manager:
            return policies_.retains() ? perform_by_activator(request, id) : perform_by_locator(request, id);
        case Processing::active_object_map_only: break;
    }
    throw SystemError{Error::object_not_exist, minor::unknown_object,
                      "object \"" + escaped(as_text(id), 64) + "\" is not active in POA " + name_};
}

[[gnu::hot]] Poa::Use Poa::use(ServerRequest& request, ByteView id, ActiveObject* recent) {
    if (recent && recent->join()) return {*this, *recent};
    const auto changes = adapter_.changes();
    auto object = use(id);
    const auto key = request.object_key();
    const bool is_own = key.data() <= id.data() && id.data() + id.size() == key.data() + key.size();
    if (object && is_own)
        Recent::remember(adapter_, changes, key, key.size() - id.size(), shared_from_this(), object.owned());
    return object;
}

Poa::Use Poa::use(ByteView id) {
    const std::shared_lock lock{mutex_};
    auto object = find(id);
    if (!object) return {};
    ++object->users;
    return {*this, std::move(object)};
}

void Poa::perform_by_default_servant(ServerRequest& request, ByteView id) {
    ServantPtr servant;
    {
        const std::shared_lock lock{mutex_};
        servant = default_servant_;
    }
    if (!servant)
        throw SystemError{Error::obj_adapter, minor::no_default_servant, "POA " + name_ + " has no default servant"};
    upcall(request, id, servant);
}

void Poa::perform_by_activator(ServerRequest& request, ByteView id) {
    const auto object = incarnate(id, request.deadline());
    upcall(request, id, object.servant());
}

Poa::Use Poa::incarnate(ByteView id, Deadline deadline) {
    std::shared_ptr<ServantActivator> activator;
    std::unique_lock calls{manager_calls_, std::defer_lock};
    for (bool leaving = true; leaving;) {
        {
            std::unique_lock lock{mutex_};
            wait_until_etherealized(lock, id, deadline);
        }
        take(calls, deadline);
        const std::unique_lock lock{mutex_};
        activator = servant_activator_;
        if (auto object = find(id)) {  // incarnated for another request meanwhile
            ++object->users;
            return {*this, std::move(object)};
        }
        leaving = leaving_.contains(as_text(id));
        if (leaving) calls.unlock();
    }
    if (!activator)
        throw SystemError{Error::obj_adapter, minor::no_servant_manager, "POA " + name_ + " has no servant manager"};
    const auto servant = [&] {
        const UserCode within{adapter_};
        return activator->incarnate(to_octets(id), *this);
    }();
    if (!servant)
        throw SystemError{Error::obj_adapter, minor::null_servant,
                          "the servant activator of POA " + name_ + " returned no servant"};
    const std::unique_lock lock{mutex_};
    try {
        auto object = add(id, servant);
        ++object->users;
        return {*this, std::move(object)};
    } catch (const AdapterError& error) {
        throw SystemError{Error::obj_adapter, minor::wrong_incarnation,
                          "incarnate of POA " + name_ + ": " + error.what()};
    }
}

void Poa::perform_by_locator(ServerRequest& request, ByteView id) {
    std::shared_ptr<ServantLocator> locator;
    {
        const std::shared_lock lock{mutex_};
        locator = servant_locator_;
    }
    if (!locator)
        throw SystemError{Error::obj_adapter, minor::no_servant_manager, "POA " + name_ + " has no servant manager"};
    const auto object_id = to_octets(id);
    const std::string operation{request.operation()};
    ServantLocator::Cookie cookie;
    const auto servant = [&] {
        const UserCode within{adapter_};
        return locator->preinvoke(object_id, *this, operation, cookie);
    }();
    if (!servant)
        throw SystemError{Error::obj_adapter, minor::null_servant,
                          "the servant locator of POA " + name_ + " returned no servant"};
    const auto postinvoke = [&] {
        const UserCode within{adapter_};
        locator->postinvoke(object_id, *this, operation, cookie, servant);
    };
    LocatedRequest located{request, postinvoke};
    upcall(request, object_id, servant, &located);
}

/// `located`, if there is one, is what answers the request.
[[gnu::hot]] void Poa::upcall(ServerRequest& request, ByteView id, const ServantPtr& servant, ServerRequest* located) {
    const Upcall frame{*this, id, servant, &request};
    auto& answering = located ? *located : request;
    const auto fail = [&](const SystemError& error) {
        if (!answering.answered()) answering.reply_system_exception(error);
    };
    try {
        if (adapter_.is_hooked())
            invoke_watched(dynamic_cast<WatchedRequest&>(request), frame, answering);
        else
            servant->_invoke(answering);
    } catch (const Forwarded& forward) {
        if (!answering.answered()) answering.reply_forward(forward.target, false);
    } catch (const SystemError& error) {
        fail(error);
    } catch (...) {
        fail(unexpected(*this, request));
    }
}

}  // namespace corbel::adapter
