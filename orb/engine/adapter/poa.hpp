// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "orb/engine/adapter/adapter_error.hpp"
#include "orb/engine/adapter/object_key.hpp"
#include "orb/engine/adapter/poa_manager.hpp"
#include "orb/engine/adapter/policies.hpp"
#include "orb/engine/adapter/servant_manager.hpp"
#include "orb/engine/base/function_ref.hpp"
#include "orb/engine/base/turn.hpp"
#include "orb/engine/invocation/reference.hpp"
#include "orb/engine/invocation/servant.hpp"

namespace corbel::adapter {

class ObjectAdapter;

/// Looks byte strings up by views of them.
struct BytesHash {
    using is_transparent = void;
    /// Eight bytes a step: keys and ids are a few words, and every request looks two of them up.
    std::size_t operator()(std::string_view text) const noexcept {
        std::uint64_t hash = text.size();
        const auto mix = [&hash](std::uint64_t word) {
            hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
            hash ^= hash >> 32;
        };
        for (; text.size() >= 8; text.remove_prefix(8)) mix(word_of(text.substr(0, 8)));
        if (!text.empty()) mix(word_of(text));
        return static_cast<std::size_t>(hash);
    }

private:
    static std::uint64_t word_of(std::string_view text) noexcept {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), text.size());
        return word;
    }
};
template <class Value>
using BytesMap = std::unordered_map<std::string, Value, BytesHash, std::equal_to<>>;

/// A portable object adapter (CORBA 2.6, 11.3.8): a name space of object ids with its policies, its active objects and
/// its child POAs. All operations may be called from any thread. Where the specification names a user exception,
/// AdapterError is thrown; all operations but the simple accessors throw OBJECT_NOT_EXIST once the POA is destroyed.
class Poa : public std::enable_shared_from_this<Poa> {
public:
    /// For ObjectAdapter and create_child().
    Poa(ObjectAdapter& adapter, std::shared_ptr<Poa> parent, std::string name, Octets adapter_key,
        std::shared_ptr<PoaManager> manager, const Policies& policies);
    ~Poa();

    const std::string& name() const noexcept { return name_; }
    const Policies& policies() const noexcept { return policies_; }
    const std::shared_ptr<PoaManager>& manager() const noexcept { return manager_; }
    std::shared_ptr<Poa> parent() const noexcept { return parent_; }
    std::vector<std::shared_ptr<Poa>> children() const;
    ObjectAdapter& adapter() const noexcept { return adapter_; }
    /// POA::id: unique among the POAs of the process.
    const Octets& id() const noexcept { return adapter_key_; }

    /// `manager` null: a new one in holding state. `attachment`: see attachment(). AdapterAlreadyExists, also while
    /// requests run in a POA of that name that is being destroyed; InvalidPolicy. BAD_INV_ORDER (minor OMG 17) while
    /// this POA itself is being destroyed.
    std::shared_ptr<Poa> create_child(const std::string& name, std::shared_ptr<PoaManager> manager,
                                      std::span<const Policy> policies,
                                      std::shared_ptr<const void> attachment = {});

    /// What a mapping keeps with this POA; opaque here. Null for the root.
    const void* attachment() const noexcept { return attachment_.get(); }

    /// AdapterNonExistent; with `activate`, the adapter activator is asked first. What it creates is found, and gets
    /// requests, when it has returned (CORBA 2.6, 11.3.3.2); its own thread finds it at once. TRANSIENT (minor OMG 4)
    /// if it cannot be asked yet: requests still run in the POA of that name, which is being destroyed.
    std::shared_ptr<Poa> find_child(const std::string& name, bool activate);

    /// Takes the POA and its descendants out of service: new requests get OBJECT_NOT_EXIST, running ones end
    /// normally, then its name is free, servants are let go and, with `etherealize`, the servant activator is told of
    /// each. With `wait` returns after all that; BAD_INV_ORDER from an upcall of the same ORB and from its servant
    /// managers. `etherealize` of the first call counts.
    void destroy(bool etherealize, bool wait);

    /// WrongPolicy unless the policy is default_servant; NoServant if none is set.
    ServantPtr default_servant() const;
    void default_servant(ServantPtr servant);

    /// WrongPolicy unless the policies are servant_manager and, for an activator, retain. BAD_INV_ORDER (minor OMG 6)
    /// if there is one already.
    std::shared_ptr<ServantActivator> servant_activator() const;
    void servant_activator(std::shared_ptr<ServantActivator> activator);
    std::shared_ptr<ServantLocator> servant_locator() const;
    void servant_locator(std::shared_ptr<ServantLocator> locator);

    std::shared_ptr<AdapterActivator> adapter_activator() const;
    void adapter_activator(std::shared_ptr<AdapterActivator> activator);

    /// Policies system id and retain, else WrongPolicy. ServantAlreadyActive where ids are unique.
    ObjectId activate(const ServantPtr& servant);
    /// Policy retain, else WrongPolicy. ObjectAlreadyActive, ServantAlreadyActive. BAD_PARAM (minor OMG 14) for an id
    /// that a POA with system ids cannot have assigned. Waits for the etherealize of an earlier activation;
    /// BAD_INV_ORDER where that would be for ever: from a request of the object or from its etherealize itself.
    void activate(const ObjectId& id, const ServantPtr& servant);

    /// New requests no longer find the object; does not wait for those of it that run. When the last of them ends, the
    /// servant is let go and the servant activator told, on that request's thread, or on this one if there is none, or
    /// on one that must know of its end to go on. ObjectNotActive, WrongPolicy.
    void deactivate(const ObjectId& id);

    /// References to objects that need not be active. WrongPolicy without system ids for the first.
    Reference create_reference(std::string_view repository_id);
    Reference create_reference(const ObjectId& id, std::string_view repository_id);

    /// May activate implicitly. ServantNotActive, WrongPolicy.
    ObjectId servant_to_id(const ServantPtr& servant);
    Reference servant_to_reference(const ServantPtr& servant);

    /// WrongAdapter for a reference of another POA.
    ObjectId reference_to_id(const Reference& reference) const;
    ServantPtr reference_to_servant(const Reference& reference) const;  ///< ObjectNotActive, WrongPolicy
    ServantPtr id_to_servant(const ObjectId& id) const;                 ///< ObjectNotActive, WrongPolicy
    Reference id_to_reference(const ObjectId& id);                      ///< ObjectNotActive, WrongPolicy

    /// For ObjectAdapter::on_poa_created: goes into the IIOP profile of each reference.
    void add_component(giop::Tagged component) { components_.push_back(std::move(component)); }

    /// For ObjectAdapter: performs a request to one of this POA's objects, now or later. Throws the SystemError that
    /// answers it if nothing else has. The object id lives as long as the request. `recent` is the object as the thread
    /// has found it before.
    class Recent;
    class DirectObject;
    struct ActiveObject;
    void dispatch(ServerRequest& request, ByteView object_id, ActiveObject* recent = nullptr);
    /// For LocateRequest: whether a request to the object would find a servant, as far as can be told without asking
    /// servant managers.
    bool knows(ByteView object_id) const;

    /// For PoaManager: waits until no request runs here or `enough` is true, which is asked whenever a request ends
    /// and at wake_waiting().
    void wait_until_idle(FunctionRef<bool()> enough);
    void wake_waiting();
    /// For PoaManager: deactivates every object; its servant is let go, and etherealized, when its last request ends.
    void deactivate_all();

private:
    using ActiveObjectPtr = std::shared_ptr<ActiveObject>;
    class Use;

    [[noreturn]] void wrong_policy(const char* operation, const char* needed) const;
    void require_retain(const char* operation) const;
    void require_alive() const;
    bool ask(AdapterActivator& activator, const std::string& name);
    void wait_until_activated(Deadline deadline);
    void require_free(const std::string& name) const;
    bool enter() noexcept;
    void leave() noexcept;
    void finish() noexcept;

    class Stay;

    ObjectId next_id();
    bool could_have_assigned(ByteView id) const;
    ActiveObjectPtr add(ByteView id, const ServantPtr& servant);
    ActiveObjectPtr find(ByteView id) const;
    Use use(ByteView id);
    Use use(ServerRequest& request, ByteView id, ActiveObject* recent);
    void wait_until_etherealized(std::unique_lock<std::shared_mutex>& lock, ByteView id, Deadline deadline);
    void take_out(const ActiveObjectPtr& object);
    void let_go(ActiveObject& object) noexcept;
    void let_go(std::span<const ActiveObjectPtr> objects) noexcept;
    bool leave(ActiveObject& object) noexcept;
    void part_with(ActiveObject& object) noexcept;
    bool etherealize(ActiveObject& object) noexcept;
    void take(std::unique_lock<Turn>& turn, Deadline deadline) const;
    bool has_servant_manager() const noexcept { return policies_.processing == Processing::servant_manager; }
    /// The map is no user of the objects any more, or will not be when the last direct call of each ends.
    void give_up(std::span<const ActiveObjectPtr> objects);
    void give_up_tree() noexcept;
    void left_directly(ActiveObject& object) noexcept;
    void left_directly() noexcept;
    ServantPtr incarnation(ByteView id) const;
    ObjectId activate_implicitly(const ServantPtr& servant);
    ObjectId id_in(const Reference& reference) const;
    Reference reference(ByteView id, std::string_view repository_id) const;
    Reference reference_to(const ServantPtr& servant, ByteView id);

    void perform(ServerRequest& request, ByteView id, ActiveObject* recent);
    void perform_by_default_servant(ServerRequest& request, ByteView id);
    void perform_by_activator(ServerRequest& request, ByteView id);
    void perform_by_locator(ServerRequest& request, ByteView id);
    Use incarnate(ByteView id, Deadline deadline);
    void upcall(ServerRequest& request, ByteView id, const ServantPtr& servant, ServerRequest* located = nullptr);

    ObjectAdapter& adapter_;
    const std::shared_ptr<Poa> parent_;
    const std::string name_;
    const Octets adapter_key_;
    const std::shared_ptr<PoaManager> manager_;
    const Policies policies_;
    std::shared_ptr<const void> attachment_;  // written, as the next, before anybody can find the POA
    std::vector<giop::Tagged> components_;

    mutable std::shared_mutex mutex_;  // guards all down to the blank line; never held while user code is called
    std::condition_variable_any etherealized_;
    BytesMap<ActiveObjectPtr> active_;
    std::unordered_map<const Servant*, ActiveObjectPtr> by_servant_;  // unique ids only
    BytesMap<ActiveObjectPtr> leaving_;  // deactivated and still to be etherealized, where there is a servant activator
    std::unordered_map<const Servant*, std::size_t> incarnations_;  // in both, by servant; not with unique ids
    std::map<std::string, std::shared_ptr<Poa>> children_;
    ServantPtr default_servant_;
    std::shared_ptr<ServantActivator> servant_activator_;
    std::shared_ptr<ServantLocator> servant_locator_;
    std::shared_ptr<AdapterActivator> adapter_activator_;
    std::uint64_t last_id_ = 0;
    std::thread::id activating_;  // the thread that is in the adapter activator

    // Taken in this order.
    Turn upcalls_;        // those of Thread::single_thread
    Turn manager_calls_;  // servant activators are called one after the other
    Turn activations_;    // and adapter activators
    std::atomic<bool> in_activation_{false};  // the parent's adapter activator has not returned yet

    std::atomic<std::uint32_t> users_{1};  // the requests that run, and the tree until destroy()
    std::atomic<bool> destroyed_{false};
    std::atomic<bool> etherealize_at_end_{false};
    std::atomic<unsigned> waiting_{0};
    std::atomic<unsigned> awaited_{0};  // who is concerned when a direct call ends
    std::mutex lingering_;
    bool tree_lingers_ = false;  // destroyed, and still a user until the last direct call ends
    mutable std::mutex idle_mutex_;
    std::condition_variable idle_;
    bool finished_ = false;
};

}  // namespace corbel::adapter
