// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/object_adapter.hpp"

#include <random>

#include "orb/engine/adapter/current.hpp"
#include "orb/engine/adapter/recent.hpp"
#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::adapter {
namespace {

InstanceStamp random_stamp() {
    std::random_device random;
    InstanceStamp stamp;
    for (auto& octet : stamp) octet = static_cast<std::uint8_t>(random());
    return stamp;
}

std::atomic<std::uint64_t> last_adapter{0};

SystemError no_object(ByteView key) {
    return {Error::object_not_exist, minor::unknown_object,
            "this server has no object with the key \"" + escaped(as_text(key), 64) + "\""};
}

SystemError no_adapter() {
    return {Error::object_not_exist, minor::no_such_adapter,
            "the object's POA does not exist (any more): the reference is of an earlier run of the server, or its POA "
            "was destroyed or is not created yet"};
}

SystemError unexpected(const std::string& who) {
    return {Error::unknown, minor::servant_threw, Completion::maybe,
            who + " threw an exception that is not CORBA's: it is not derived from std::exception"};
}

void fail(ServerRequest& request, const SystemError& error) noexcept {
    try {
        request.reply_system_exception(error);
    } catch (...) {  // The client is gone or memory is: nobody is left to be told.
    }
}

}  // namespace

ObjectAdapter::ObjectAdapter(std::weak_ptr<Host> host, Settings settings)
    : host_{std::move(host)}, settings_{settings}, stamp_{random_stamp()}, number_{++last_adapter} {}

ObjectAdapter::~ObjectAdapter() = default;

std::shared_ptr<Host> ObjectAdapter::host() const {
    if (auto host = host_.lock()) return host;
    throw SystemError{Error::bad_inv_order, minor::orb_has_shut_down, "the ORB is gone"};
}

std::shared_ptr<Poa> ObjectAdapter::root() {
    std::call_once(root_once_, [this] {
        auto poa = std::make_shared<Poa>(*this, nullptr, "RootPOA", new_adapter_key(nullptr, {}, Lifespan::transient),
                                         std::make_shared<PoaManager>(*this), Policies::root());
        if (poa_created_) poa_created_(*poa);
        poa->manager()->add(poa);
        add(poa);
        const std::unique_lock lock{mutex_};
        root_ = std::move(poa);
    });
    return root_;
}

[[gnu::hot]] void ObjectAdapter::handle(ServerRequest& request) noexcept {
    if (hook_) return handle_watched(request);
    find_and_dispatch(request);
}

/// A request that comes a second time, from a POAManager or for the main thread, is watched already.
void ObjectAdapter::handle_watched(ServerRequest& request) noexcept {
    if (dynamic_cast<WatchedRequest*>(&request)) return find_and_dispatch(request);
    const UserCode hooks{*this};
    WatchedRequest watched{request, *hook_};
    try {
        request.arguments().complete();  // the hook sees a request once
        if (!watched.arrive()) return;
    } catch (const std::exception& error) {
        return fail(request, {Error::internal, 0, error.what()});
    } catch (...) {
        return fail(request, unexpected("what was to watch the request"));
    }
    find_and_dispatch(watched);
}

[[gnu::hot]] void ObjectAdapter::find_and_dispatch(ServerRequest& request) noexcept {
    try {
        const auto key = request.object_key();
        if (const auto recent = Poa::Recent::find(*this, key))
            return recent->poa->dispatch(request, key.subspan(recent->id_at), recent->object.get());
        if (const auto own = ObjectKey::parse(key)) return dispatch(request, *own);
        handle_bound(request, key);
    } catch (const SystemError& error) {
        if (log::enabled(log::Channel::poa, log::Level::debug))
            log::write(log::Channel::poa, log::Level::debug,
                       "request " + escaped(request.operation(), 80) + " is refused: " + error.what());
        fail(request, error);
    } catch (const std::exception& error) {
        fail(request, {Error::internal, 0, error.what()});
    } catch (...) {
        fail(request, unexpected("what was to answer the request"));
    }
}

void ObjectAdapter::dispatch(ServerRequest& request, const ObjectKey& key) {
    const bool was_set_up = is_set_up_.load(std::memory_order_acquire);
    auto poa = find(key.adapter);
    if (!poa && !was_set_up) {
        if (hold_early(request)) return;
        poa = find(key.adapter);  // it may have been created meanwhile
    }
    if (!poa) throw no_adapter();
    poa->dispatch(request, key.object_id);
}

// False if the server is set up by now, or too many wait.
bool ObjectAdapter::hold_early(ServerRequest& request) {
    if (is_set_up_.load(std::memory_order_acquire)) return false;
    const std::lock_guard lock{early_mutex_};
    if (is_set_up_ || early_.size() >= settings_.held_requests) return false;
    early_.push_back(request.defer());
    if (early_.size() == 1 && settings_.hold_time.count() > 0)
        host()->post_later(settings_.hold_time, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->set_up();
        });
    return true;
}

void ObjectAdapter::set_up() {
    if (is_set_up_.load(std::memory_order_relaxed)) return;
    std::vector<std::shared_ptr<ServerRequest>> early;
    {
        const std::lock_guard lock{early_mutex_};
        is_set_up_.store(true, std::memory_order_release);
        early.swap(early_);
    }
    for (auto& request : early)
        host()->post([self = shared_from_this(), request = std::move(request)] { self->handle(*request); });
}

void ObjectAdapter::handle_bound(ServerRequest& request, ByteView key) {
    auto bound = find_bound(key);
    if (!bound && hold_early(request)) return;
    if (!bound) bound = find_bound(key);
    if (!bound) throw no_object(key);
    const auto own = ObjectKey::parse(bound->own_key);
    if (!own) return request.reply_forward(bound->elsewhere, false);
    dispatch(request, *own);
}

Location ObjectAdapter::locate(ByteView key) noexcept {
    try {
        auto own = ObjectKey::parse(key);
        const auto bound = own ? nullptr : find_bound(key);
        if (bound && !bound->elsewhere.is_nil()) return {Location::Status::object_forward, bound->elsewhere};
        if (bound) own = ObjectKey::parse(bound->own_key);
        const auto poa = own ? find(own->adapter) : nullptr;
        const bool may_come = !poa && !is_set_up_;  // its requests will wait
        return {may_come || (poa && poa->knows(own->object_id)) ? Location::Status::object_here
                                                                : Location::Status::unknown_object,
                {}};
    } catch (...) {  // Whatever an adapter activator has thrown.
        return {Location::Status::unknown_object, {}};
    }
}

void ObjectAdapter::bind_key(const std::string& key, const Reference& target) {
    if (key.empty() || ObjectKey::parse(as_bytes(key)))
        throw SystemError{Error::bad_param, minor::bad_option,
                          "\"" + escaped(key, 64) + "\" cannot be an object key of the program's own"};
    std::shared_ptr<const BoundKey> bound;
    if (target) {
        auto own = own_key(target.ior());
        bound = std::make_shared<BoundKey>(own.empty() ? BoundKey{{}, target.ior()} : BoundKey{std::move(own), {}});
    }
    const std::unique_lock lock{mutex_};
    if (bound)
        bound_keys_.insert_or_assign(key, std::move(bound));
    else
        bound_keys_.erase(key);
}

Octets ObjectAdapter::own_key(const giop::Ior& ior) const {
    const auto host = this->host();
    for (const auto& profile : giop::iiop_profiles(ior)) {
        bool own = false;
        for (const auto& address : profile.addresses) own = own || host->is_own_address(address);
        if (!own) continue;
        if (ObjectKey::parse(profile.object_key)) return profile.object_key;
        if (const auto bound = find_bound(profile.object_key)) return bound->own_key;
    }
    return {};
}

void ObjectAdapter::destroy(bool etherealize, bool wait) {
    if (wait) require_outside_of_upcalls(*this, "ORB::shutdown");
    set_up();
    std::shared_ptr<Poa> root;
    {
        const std::unique_lock lock{mutex_};
        root = root_;
        bound_keys_.clear();
    }
    if (root) root->destroy(etherealize, wait);
    Poa::Recent::forget(*this);
}

Octets ObjectAdapter::new_adapter_key(const Poa* parent, const std::string& name, Lifespan lifespan) {
    if (lifespan == Lifespan::transient) return ObjectKey::transient_adapter(stamp_, ++last_number_);
    std::vector<std::string> path{name};
    for (; parent && parent->parent(); parent = parent->parent().get()) path.insert(path.begin(), parent->name());
    return ObjectKey::persistent_adapter(path);
}

void ObjectAdapter::add(const std::shared_ptr<Poa>& poa) {
    const std::unique_lock lock{mutex_};
    poas_.insert_or_assign(std::string{as_text(poa->id())}, poa);
}

void ObjectAdapter::remove(const Poa& poa) {
    set_up();  // what waits for this one waits in vain
    std::shared_ptr<Poa> last;  // let go outside of the lock
    const std::unique_lock lock{mutex_};
    const auto at = poas_.find(as_text(poa.id()));
    if (at == poas_.end() || at->second.get() != &poa) return;
    last = std::move(at->second);
    poas_.erase(at);
    has_changed();
}

std::shared_ptr<Poa> ObjectAdapter::known(ByteView adapter_key) const {
    const std::shared_lock lock{mutex_};
    const auto at = poas_.find(as_text(adapter_key));
    return at == poas_.end() ? nullptr : at->second;
}

std::shared_ptr<Poa> ObjectAdapter::find(ByteView adapter_key) {
    auto poa = known(adapter_key);
    return poa ? poa : find_by_path(adapter_key);
}

std::shared_ptr<Poa> ObjectAdapter::find_by_path(ByteView adapter_key) {
    const auto path = ObjectKey::path(adapter_key);
    std::shared_ptr<Poa> poa;
    {
        const std::shared_lock lock{mutex_};
        poa = root_;
    }
    if (!path || !poa) return nullptr;
    try {
        for (const auto& name : *path) poa = poa->find_child(name, true);
    } catch (const AdapterError&) {
        return nullptr;
    }
    const auto& id = poa->id();
    return std::equal(id.begin(), id.end(), adapter_key.begin(), adapter_key.end()) ? poa : nullptr;
}

std::shared_ptr<const ObjectAdapter::BoundKey> ObjectAdapter::find_bound(ByteView key) const {
    const std::shared_lock lock{mutex_};
    const auto at = bound_keys_.find(as_text(key));
    return at == bound_keys_.end() ? nullptr : at->second;
}

bool is_in_user_code(const ObjectAdapter& adapter) noexcept {
    return Upcall::is_in(adapter) || UserCode::is_in(adapter);
}

void require_outside_of_upcalls(const ObjectAdapter& adapter, const char* operation) {
    if (is_in_user_code(adapter))
        throw SystemError{Error::bad_inv_order, minor::orb_shutdown_from_upcall,
                          std::string{operation} + " cannot wait within an upcall or a servant manager"};
}

}  // namespace corbel::adapter
