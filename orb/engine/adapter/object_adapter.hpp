// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "orb/engine/adapter/object_key.hpp"
#include "orb/engine/adapter/poa.hpp"
#include "orb/engine/adapter/request_hook.hpp"
#include "orb/engine/invocation/reference.hpp"
#include "orb/engine/invocation/request_handler.hpp"

namespace corbel::adapter {

/// What the adapter asks of the ORB it stands in.
class Host {
public:
    virtual ~Host() = default;

    /// A reference with this ORB's addresses; `components` are added to its IIOP profile.
    virtual Reference make_reference(std::string_view type_id, ByteView object_key,
                                     std::span<const giop::Tagged> components) = 0;

    /// Whether a reference with this address leads back to this ORB.
    virtual bool is_own_address(const giop::Address& address) const noexcept = 0;

    /// Runs `work` on a thread of the ORB, never on the caller's stack.
    virtual void post(std::function<void()> work) = 0;

    /// As post(), when `delay` has passed; dropped where the ORB stops before.
    virtual void post_later(std::chrono::nanoseconds delay, std::function<void()> work) = 0;

    /// Whether it has threads; without, all is done in ORB::run and perform_work.
    virtual bool has_threads() const noexcept { return true; }

    /// Runs `work` in ORB::run or perform_work (Thread::main_thread); is_main_thread() there.
    /// `work` may be destroyed without having run, when the ORB stops.
    virtual void post_to_main(std::function<void()> work) = 0;
    virtual bool is_main_thread() const noexcept = 0;
};

/// The server side of an ORB above its transports: the tree of POAs and the table that finds one by an object key.
class ObjectAdapter final : public RequestHandler, public std::enable_shared_from_this<ObjectAdapter> {
public:
    struct Settings {
        std::size_t held_requests = 1000;                 ///< per POAManager
        std::chrono::nanoseconds hold_time = std::chrono::seconds{30};  ///< for which one is held; zero: no limit
        cdr::CodeSet native_chars = cdr::CodeSet::utf_8;  ///< of colocated calls
        bool direct_calls = true;                         ///< colocated calls need no messages
    };

    ObjectAdapter(std::weak_ptr<Host> host, Settings settings);
    ~ObjectAdapter() override;

    /// The root POA; created in holding state by the first call.
    std::shared_ptr<Poa> root();

    void handle(ServerRequest& request) noexcept override;

    /// Sees the requests from now on. Set once, before the first request.
    void hook(std::shared_ptr<RequestHook> hook) noexcept { hook_ = std::move(hook); }
    bool is_hooked() const noexcept { return hook_ != nullptr; }

    /// Called for each new POA before it can be found, on the thread that creates it: the place to add components to
    /// its references. Set once, before the first POA.
    using PoaCreated = std::function<void(Poa&)>;
    void on_poa_created(PoaCreated created) { poa_created_ = std::move(created); }
    const PoaCreated& on_poa_created() const noexcept { return poa_created_; }

    /// Types of policies that POAs may be given besides the seven, without meaning here.
    /// Set once, before the first POA.
    void other_policies(std::vector<PolicyType> types) { other_policies_ = std::move(types); }
    std::span<const PolicyType> other_policies() const noexcept { return other_policies_; }

    Location locate(ByteView object_key) noexcept override;

    /// Requests with the object key `key` ("NameService") go to `target`: at once if it is an object of this adapter,
    /// by LOCATION_FORWARD if not. A nil target takes the key away. BAD_PARAM for an empty key or one of the
    /// adapter's own form.
    void bind_key(const std::string& key, const Reference& target);

    /// The key of a reference to an object of this adapter, empty for any other.
    Octets own_key(const giop::Ior& ior) const;

    /// Destroys all POAs; further requests get OBJECT_NOT_EXIST. BAD_INV_ORDER for `wait` in an upcall.
    void destroy(bool etherealize, bool wait);

    /// BAD_INV_ORDER (minor OMG 4) when it is gone: references and POAs may outlive it, and calls that are under way.
    /// It is not kept for longer than a question takes.
    std::shared_ptr<Host> host() const;
    const Settings& settings() const noexcept { return settings_; }
    const InstanceStamp& stamp() const noexcept { return stamp_; }

    /// The POA with that key, if there is one: no adapter activator is asked.
    std::shared_ptr<Poa> known(ByteView adapter_key) const;

    /// For PoaManager and Poa: a manager has been activated, or a POA destroyed. Until then the server is being set up:
    /// requests for objects and POAs that are not there wait for that, at most for hold_time, as do those of a POA
    /// whose manager is in holding state.
    void set_up();

    /// For Poa.
    Octets new_adapter_key(const Poa* parent, const std::string& name, Lifespan lifespan);
    void add(const std::shared_ptr<Poa>& poa);
    void remove(const Poa& poa);

    /// Tells it from every other one of the process, those that are gone included.
    std::uint64_t number() const noexcept { return number_; }
    /// Grows whenever an active object or a POA is not to be found any more.
    std::uint64_t changes() const noexcept { return changes_.load(std::memory_order_acquire); }
    void has_changed() noexcept { changes_.fetch_add(1, std::memory_order_release); }

private:
    struct BoundKey {
        Octets own_key;       // of an object of this adapter
        giop::Ior elsewhere;  // otherwise
    };

    void handle_watched(ServerRequest& request) noexcept;
    void find_and_dispatch(ServerRequest& request) noexcept;
    void dispatch(ServerRequest& request, const ObjectKey& key);
    bool hold_early(ServerRequest& request);
    void handle_bound(ServerRequest& request, ByteView key);
    std::shared_ptr<Poa> find(ByteView adapter_key);
    std::shared_ptr<Poa> find_by_path(ByteView adapter_key);
    std::shared_ptr<const BoundKey> find_bound(ByteView key) const;

    const std::weak_ptr<Host> host_;
    std::shared_ptr<RequestHook> hook_;
    PoaCreated poa_created_;
    std::vector<PolicyType> other_policies_;
    const Settings settings_;
    const InstanceStamp stamp_;
    std::atomic<std::uint32_t> last_number_{0};
    const std::uint64_t number_;
    std::atomic<std::uint64_t> changes_{0};

    std::once_flag root_once_;
    std::shared_ptr<Poa> root_;

    std::atomic<bool> is_set_up_{false};
    std::mutex early_mutex_;
    std::vector<std::shared_ptr<ServerRequest>> early_;  // before that

    mutable std::shared_mutex mutex_;
    BytesMap<std::shared_ptr<Poa>> poas_;
    BytesMap<std::shared_ptr<const BoundKey>> bound_keys_;
};

/// Whether this thread is in an upcall of `adapter`, or in a servant manager or the like that it has called.
bool is_in_user_code(const ObjectAdapter& adapter) noexcept;

/// BAD_INV_ORDER, OMG minor 3, if it is: `operation` would wait for its end.
void require_outside_of_upcalls(const ObjectAdapter& adapter, const char* operation);

}  // namespace corbel::adapter
