// SPDX-License-Identifier: BSL-1.0
// Active objects, and the ways between references, ids and servants.
#include "orb/engine/adapter/active_object.hpp"
#include "orb/engine/adapter/current.hpp"
#include "orb/engine/adapter/dynamic_servant.hpp"
#include "orb/engine/adapter/object_adapter.hpp"
#include "orb/engine/adapter/poa.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::adapter {
namespace {

std::string key_of(ByteView id) { return std::string{as_text(id)}; }

std::string quoted(ByteView id) { return "\"" + escaped(as_text(id), 64) + "\""; }

void require_servant(const ServantPtr& servant) {
    if (!servant) throw SystemError{Error::bad_param, 0, "a nil servant was given to a POA"};
}

}  // namespace

// -- the active object map

ObjectId Poa::activate(const ServantPtr& servant) {
    require_retain("activate_object");
    if (!policies_.assigns_ids()) wrong_policy("activate_object", "SYSTEM_ID");
    require_servant(servant);
    const std::unique_lock lock{mutex_};
    require_alive();
    return add(next_id(), servant)->id;
}

void Poa::activate(const ObjectId& id, const ServantPtr& servant) {
    require_retain("activate_object_with_id");
    require_servant(servant);
    ObjectKey::compose(adapter_key_, id);  // checks the length
    std::unique_lock lock{mutex_};
    require_alive();
    if (policies_.assigns_ids() && !could_have_assigned(id))
        throw SystemError{
            Error::bad_param, minor::invalid_object_id,
            "object id " + quoted(id) + " was not assigned by POA " + name_ + ", whose policy is SYSTEM_ID"};
    wait_until_etherealized(lock, id, no_deadline);
    require_alive();
    add(id, servant);
}

/// A thread whose turn it is sees to the end itself, as nobody else could.
void Poa::wait_until_etherealized(std::unique_lock<std::shared_mutex>& lock, ByteView id, Deadline deadline) {
    const bool my_turn = upcalls_.is_mine() || manager_calls_.is_mine();
    for (auto at = leaving_.find(as_text(id)); at != leaving_.end(); at = leaving_.find(as_text(id))) {
        const auto object = at->second;
        if (object->etherealized_by == std::this_thread::get_id() || Upcall::is_in(*this, id))
            throw SystemError{Error::bad_inv_order, minor::would_wait_for_itself,
                              "object " + quoted(id) + " of POA " + name_ +
                                  " is being deactivated: what this thread does within it must end before it can be "
                                  "activated again"};
        if (my_turn && object->users == 0) {
            lock.unlock();
            part_with(*object);
            lock.lock();
        } else if (deadline == no_deadline) {
            etherealized_.wait(lock);
        } else if (etherealized_.wait_until(lock, deadline) == std::cv_status::timeout) {
            throw SystemError{Error::timeout, minor::deadline_passed, Completion::no,
                              "object " + quoted(id) + " of POA " + name_ +
                                  " is being deactivated, and the call's time was over before that came to its end"};
        }
    }
}

Poa::ActiveObjectPtr Poa::add(ByteView id, const ServantPtr& servant) {
    if (active_.contains(as_text(id)))
        throw AdapterError{Fault::object_already_active, "object " + quoted(id) + " is active in POA " + name_};
    if (policies_.has_unique_ids() && by_servant_.contains(servant.get()))
        throw AdapterError{Fault::servant_already_active,
                           "the servant is active in POA " + name_ + ", whose policy is UNIQUE_ID"};
    auto object = std::make_shared<ActiveObject>(id, servant);
    if (policies_.has_unique_ids())
        by_servant_.emplace(servant.get(), object);
    else if (has_servant_manager())
        ++incarnations_[servant.get()];
    active_.emplace(key_of(id), object);
    return object;
}

void Poa::deactivate(const ObjectId& id) {
    require_retain("deactivate_object");
    const Stay stay{*this};
    ActiveObjectPtr object;
    {
        const std::unique_lock lock{mutex_};
        object = find(id);
        if (!object)
            throw AdapterError{Fault::object_not_active, "object " + quoted(id) + " is not active in POA " + name_};
        take_out(object);
    }
    give_up({&object, 1});
}

void Poa::deactivate_all() {
    const Stay stay{*this};
    if (!stay) return;
    std::vector<ActiveObjectPtr> objects;
    {
        const std::unique_lock lock{mutex_};
        for (const auto& [id, object] : active_) objects.push_back(object);
        for (const auto& object : objects) {
            object->cleanup = true;
            take_out(object);
        }
    }
    give_up(objects);
}

void Poa::take_out(const ActiveObjectPtr& object) {
    active_.erase(key_of(object->id));
    object->active = false;
    adapter_.has_changed();
    by_servant_.erase(object->servant.get());
    if (servant_activator_) leaving_.emplace(key_of(object->id), object);
}

/// Where the caller was the last one to use it, it is gone. The caller has a share in the memory.
[[gnu::hot]] void Poa::let_go(ActiveObject& object) noexcept {
    if (leave(object)) part_with(object);
}

/// All are free to go before the first is: what is done for one may have to wait for another.
void Poa::let_go(std::span<const ActiveObjectPtr> objects) noexcept {
    std::vector<ActiveObject*> last;
    for (const auto& object : objects)
        if (leave(*object)) last.push_back(object.get());
    for (auto* object : last) part_with(*object);
}

/// True for the last one.
[[gnu::hot]] bool Poa::leave(ActiveObject& object) noexcept {
    if (object.users.fetch_sub(1) != 1) return false;
    if (has_servant_manager()) {
        const std::unique_lock lock{mutex_};
        etherealized_.notify_all();
    }
    return true;
}

void Poa::part_with(ActiveObject& object) noexcept {
    if (!has_servant_manager() || etherealize(object)) object.servant.reset();
}

/// False if another thread does it.
bool Poa::etherealize(ActiveObject& object) noexcept {
    std::unique_lock one_at_a_time{upcalls_, std::defer_lock};
    if (policies_.thread == Thread::single_thread) one_at_a_time.lock();
    const std::lock_guard calls{manager_calls_};
    std::shared_ptr<ServantActivator> activator;
    bool remaining = false;
    {
        const std::unique_lock lock{mutex_};
        if (object.etherealized_by != std::thread::id{}) return false;
        object.etherealized_by = std::this_thread::get_id();
        activator = servant_activator_;
        if (const auto at = incarnations_.find(object.servant.get()); at != incarnations_.end()) {
            remaining = --at->second != 0;
            if (!remaining) incarnations_.erase(at);
        }
    }
    if (activator && object.etherealize) {
        try {
            const UserCode within{adapter_};
            activator->etherealize(object.id, *this, object.servant, object.cleanup, remaining);
        } catch (...) {  // CORBA 2.6, 11.3.5.2: exceptions of etherealize are ignored.
        }
    }
    const std::unique_lock lock{mutex_};
    const auto at = leaving_.find(as_text(object.id));
    if (at != leaving_.end() && at->second.get() == &object) leaving_.erase(at);
    etherealized_.notify_all();
    return true;
}

Poa::ActiveObjectPtr Poa::find(ByteView id) const {
    const auto at = active_.find(as_text(id));
    return at == active_.end() ? nullptr : at->second;
}

ObjectId Poa::next_id() {
    ObjectId id;
    if (policies_.lifespan == Lifespan::persistent) id.assign(adapter_.stamp().begin(), adapter_.stamp().end());
    put_number(id, ++last_id_);
    return id;
}

bool Poa::could_have_assigned(ByteView id) const {
    // A persistent POA's ids are of any run of the program; a transient one's are its own.
    const bool persistent = policies_.lifespan == Lifespan::persistent;
    const auto stamp = persistent ? adapter_.stamp().size() : 0;
    const auto number = id.size() < stamp ? std::nullopt : number_in(id.subspan(stamp));
    return number && (persistent || *number <= last_id_);
}

// -- references, ids and servants

Reference Poa::reference(ByteView id, std::string_view repository_id) const {
    return adapter_.host()->make_reference(repository_id, ObjectKey::compose(adapter_key_, id), components_);
}

Reference Poa::reference_to(const ServantPtr& servant, ByteView id) {
    if (const auto* dynamic = dynamic_cast<const DynamicServant*>(servant.get()))
        return reference(id, dynamic->primary_interface(*this, id));
    return reference(id, servant->repository_id());
}

Reference Poa::create_reference(std::string_view repository_id) {
    require_alive();
    if (!policies_.assigns_ids()) wrong_policy("create_reference", "SYSTEM_ID");
    ObjectId id;
    {
        const std::unique_lock lock{mutex_};
        id = next_id();
    }
    return reference(id, repository_id);
}

Reference Poa::create_reference(const ObjectId& id, std::string_view repository_id) {
    require_alive();
    if (policies_.assigns_ids()) {
        const std::shared_lock lock{mutex_};
        if (!could_have_assigned(id))
            throw SystemError{
                Error::bad_param, minor::invalid_object_id,
                "object id " + quoted(id) + " was not assigned by POA " + name_ + ", whose policy is SYSTEM_ID"};
    }
    return reference(id, repository_id);
}

ObjectId Poa::activate_implicitly(const ServantPtr& servant) {
    const std::unique_lock lock{mutex_};
    require_alive();
    if (policies_.has_unique_ids())
        if (const auto at = by_servant_.find(servant.get()); at != by_servant_.end()) return at->second->id;
    if (!policies_.activates_implicitly())
        throw AdapterError{Fault::servant_not_active, "the servant is not active in POA " + name_};
    return add(next_id(), servant)->id;
}

ObjectId Poa::servant_to_id(const ServantPtr& servant) {
    require_alive();
    require_servant(servant);
    const bool by_map = policies_.retains() && (policies_.has_unique_ids() || policies_.activates_implicitly());
    const bool by_default = policies_.processing == Processing::default_servant;
    if (!by_map && !by_default)
        wrong_policy("servant_to_id", "USE_DEFAULT_SERVANT, or RETAIN with UNIQUE_ID or IMPLICIT_ACTIVATION");
    const auto* upcall = Upcall::current();
    if (by_default && upcall && &upcall->poa() == this && upcall->servant() == servant) {
        const std::shared_lock lock{mutex_};
        if (default_servant_ == servant) return to_octets(upcall->object_id());
    }
    if (!by_map) throw AdapterError{Fault::servant_not_active, "the servant performs no request of POA " + name_};
    return activate_implicitly(servant);
}

Reference Poa::servant_to_reference(const ServantPtr& servant) {
    require_alive();
    require_servant(servant);
    const auto* upcall = Upcall::current();
    if (upcall && &upcall->poa() == this && upcall->servant() == servant)
        return reference_to(servant, upcall->object_id());
    if (!policies_.retains() || !(policies_.has_unique_ids() || policies_.activates_implicitly()))
        wrong_policy("servant_to_reference", "RETAIN with UNIQUE_ID or IMPLICIT_ACTIVATION outside of an upcall");
    return reference_to(servant, activate_implicitly(servant));
}

ObjectId Poa::id_in(const Reference& reference) const {
    if (reference) {
        const auto key = adapter_.own_key(reference.ior());
        const auto own = ObjectKey::parse(key);
        if (own && std::equal(own->adapter.begin(), own->adapter.end(), adapter_key_.begin(), adapter_key_.end()))
            return to_octets(own->object_id);
    }
    throw AdapterError{Fault::wrong_adapter, "the reference is not one of POA " + name_};
}

ObjectId Poa::reference_to_id(const Reference& reference) const {
    require_alive();
    return id_in(reference);
}

ServantPtr Poa::reference_to_servant(const Reference& reference) const {
    require_alive();
    if (!policies_.retains() && policies_.processing != Processing::default_servant)
        wrong_policy("reference_to_servant", "RETAIN or USE_DEFAULT_SERVANT");
    return incarnation(id_in(reference));
}

ServantPtr Poa::id_to_servant(const ObjectId& id) const {
    require_alive();
    if (!policies_.retains() && policies_.processing != Processing::default_servant)
        wrong_policy("id_to_servant", "RETAIN or USE_DEFAULT_SERVANT");
    return incarnation(id);
}

ServantPtr Poa::incarnation(ByteView id) const {
    const std::shared_lock lock{mutex_};
    if (const auto object = find(id)) return object->servant;
    if (default_servant_) return default_servant_;
    throw AdapterError{Fault::object_not_active, "object " + quoted(id) + " is not active in POA " + name_};
}

Reference Poa::id_to_reference(const ObjectId& id) {
    require_retain("id_to_reference");
    ServantPtr servant;
    {
        const std::shared_lock lock{mutex_};
        if (const auto object = find(id)) servant = object->servant;
    }
    if (!servant)
        throw AdapterError{Fault::object_not_active, "object " + quoted(id) + " is not active in POA " + name_};
    return reference_to(servant, id);
}

}  // namespace corbel::adapter
