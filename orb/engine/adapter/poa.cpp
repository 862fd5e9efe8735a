// SPDX-License-Identifier: BSL-1.0
// The tree of POAs, their end, and what is set in them.
#include "orb/engine/adapter/poa.hpp"

#include <utility>

#include "orb/engine/adapter/active_object.hpp"
#include "orb/engine/adapter/calls_in_progress.hpp"
#include "orb/engine/adapter/current.hpp"
#include "orb/engine/adapter/object_adapter.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::adapter {
namespace {

void require_servant(const ServantPtr& servant) {
    if (!servant) throw SystemError{Error::bad_param, 0, "a nil servant was given to a POA"};
}

}  // namespace

Poa::Poa(ObjectAdapter& adapter, std::shared_ptr<Poa> parent, std::string name, Octets adapter_key,
         std::shared_ptr<PoaManager> manager, const Policies& policies)
    : adapter_{adapter}, parent_{std::move(parent)}, name_{std::move(name)}, adapter_key_{std::move(adapter_key)},
      manager_{std::move(manager)}, policies_{policies} {}

Poa::~Poa() = default;

// -- the tree

std::vector<std::shared_ptr<Poa>> Poa::children() const {
    std::vector<std::shared_ptr<Poa>> all;
    const std::shared_lock lock{mutex_};
    for (const auto& [name, child] : children_) all.push_back(child);
    return all;
}

std::shared_ptr<Poa> Poa::create_child(const std::string& name, std::shared_ptr<PoaManager> manager,
                                       std::span<const Policy> policies, std::shared_ptr<const void> attachment) {
    const auto checked = Policies::from(policies, adapter_.other_policies());
    if (!manager) manager = std::make_shared<PoaManager>(adapter_);
    {
        const std::shared_lock lock{mutex_};
        require_free(name);
    }
    auto child = std::make_shared<Poa>(adapter_, shared_from_this(), name,
                                       adapter_.new_adapter_key(this, name, checked.lifespan), manager, checked);
    child->attachment_ = std::move(attachment);
    if (const auto& created = adapter_.on_poa_created()) created(*child);
    {
        const std::unique_lock lock{mutex_};
        require_free(name);  // still
        child->in_activation_ = activating_ == std::this_thread::get_id();
        children_.emplace(name, child);
        adapter_.add(child);
    }
    manager->add(child);
    return child;
}

/// With the mutex.
void Poa::require_free(const std::string& name) const {
    if (destroyed_ && users_ != 0)
        throw SystemError{Error::bad_inv_order, minor::omg | 17,
                          "POA " + name_ + " is being destroyed and gets no children any more"};
    require_alive();
    const auto at = children_.find(name);
    if (at == children_.end()) return;
    const bool dying = at->second->destroyed_;
    throw AdapterError{Fault::adapter_already_exists,
                       "POA " + name_ + " has a child \"" + escaped(name, 64) +
                           (dying ? "\" that is being destroyed: requests still run in it" : "\" already")};
}

std::shared_ptr<Poa> Poa::find_child(const std::string& name, bool activate) {
    const auto find = [&]() -> std::shared_ptr<Poa> {
        const std::shared_lock lock{mutex_};
        const auto at = children_.find(name);
        return at == children_.end() ? nullptr : at->second;
    };
    require_alive();
    auto child = find();
    if (child && !child->in_activation_ && !child->destroyed_) return child;
    if (child || activate) {
        const std::lock_guard calls{activations_};
        child = find();
        const auto activator = activate ? adapter_activator() : nullptr;
        if (!child && activator && ask(*activator, name)) child = find();
        if (child && !child->destroyed_) return child;
        if (child && activator)
            throw SystemError{Error::transient, minor::omg | 4,
                              "POA " + name + " is being destroyed: requests still run in it, and when they have ended "
                              "the adapter activator can be asked for it again"};
    }
    throw AdapterError{Fault::adapter_non_existent, "POA " + name_ + " has no child \"" + escaped(name, 64) + "\""};
}

/// Calls the adapter activator; what it has created begins to serve when it has returned.
bool Poa::ask(AdapterActivator& activator, const std::string& name) {
    std::thread::id outer;
    {
        const std::unique_lock lock{mutex_};
        outer = std::exchange(activating_, std::this_thread::get_id());
    }
    const auto finish = [&] {
        const std::unique_lock lock{mutex_};
        activating_ = outer;
        if (outer == std::thread::id{})
            for (const auto& [child_name, child] : children_) child->in_activation_ = false;
    };
    bool created = false;
    try {
        const UserCode within{adapter_};
        created = activator.unknown_adapter(*this, name);
    } catch (...) {
        finish();
        throw SystemError{Error::obj_adapter, minor::unknown_adapter_failed,
                          "the adapter activator of POA " + name_ + " failed: " + what_was_thrown()};
    }
    finish();
    return created;
}

void Poa::wait_until_activated(Deadline deadline) {
    std::unique_lock calls{parent_->activations_, std::defer_lock};
    take(calls, deadline);
}

/// TIMEOUT at the deadline.
void Poa::take(std::unique_lock<Turn>& turn, Deadline deadline) const {
    if (!turn.try_lock_until(deadline))
        throw SystemError{Error::timeout, minor::deadline_passed, Completion::no,
                          "POA " + name_ + " is busy with other calls, and this one's time was over before its turn"};
}

void Poa::destroy(bool etherealize, bool wait) {
    if (wait) require_outside_of_upcalls(adapter_, "POA::destroy");
    bool first;
    {
        const std::unique_lock lock{mutex_};
        first = !destroyed_.exchange(true);
        if (first) etherealize_at_end_ = etherealize;
    }
    if (first) {
        for (const auto& child : children()) child->destroy(etherealize, wait);
        adapter_.remove(*this);
        give_up_tree();
        manager_->remove(*this);  // another POA of this name may be there for what was held
    }
    if (!wait) return;
    std::unique_lock lock{idle_mutex_};
    idle_.wait(lock, [&] { return finished_; });
}

// -- users: the requests that run, and the tree

[[gnu::hot]] bool Poa::enter() noexcept {
    if (destroyed_) return false;
    auto users = users_.load();
    while (users != 0)
        if (users_.compare_exchange_weak(users, users + 1)) return true;
    return false;
}

[[gnu::hot]] void Poa::leave() noexcept {
    if (users_.fetch_sub(1) == 1) return finish();
    if (waiting_.load() != 0) wake_waiting();
}

void Poa::finish() noexcept {
    if (parent_) {  // From here on the name can be used again (CORBA 2.6, 11.3.8.3: apparent destruction).
        const std::unique_lock lock{parent_->mutex_};
        parent_->children_.erase(name_);
    }
    std::vector<ActiveObjectPtr> objects;
    ServantPtr default_servant;
    {
        const std::unique_lock lock{mutex_};
        for (const auto& [id, object] : active_) objects.push_back(object);
        for (const auto& object : objects) {
            object->etherealize = etherealize_at_end_;
            object->cleanup = true;
            take_out(object);
        }
        default_servant.swap(default_servant_);
    }
    let_go(objects);
    objects.clear();
    default_servant.reset();
    {
        const std::unique_lock lock{mutex_};
        servant_activator_.reset();
        servant_locator_.reset();
        adapter_activator_.reset();
    }
    const std::lock_guard lock{idle_mutex_};
    finished_ = true;
    idle_.notify_all();
}

void Poa::wait_until_idle(FunctionRef<bool()> enough) {
    ++waiting_;
    ++awaited_;
    CallsInProgress::settle();
    {
        std::unique_lock lock{idle_mutex_};
        const auto idle = [&] { return users_ <= (destroyed_ ? 0u : 1u) && !CallsInProgress::any(this); };
        idle_.wait(lock, [&] { return idle() || enough(); });
    }
    --awaited_;
    --waiting_;
}

void Poa::wake_waiting() {
    const std::lock_guard lock{idle_mutex_};
    idle_.notify_all();
}

void Poa::require_alive() const {
    if (destroyed_)
        throw SystemError{Error::object_not_exist, minor::no_such_adapter, "POA " + name_ + " has been destroyed"};
}

// -- policies

void Poa::wrong_policy(const char* operation, const char* needed) const {
    throw AdapterError{Fault::wrong_policy, std::string{operation} + ": POA " + name_ + " needs the policy " + needed};
}

void Poa::require_retain(const char* operation) const {
    require_alive();
    if (!policies_.retains()) wrong_policy(operation, "RETAIN");
}

// -- servants that are set

ServantPtr Poa::default_servant() const {
    require_alive();
    if (policies_.processing != Processing::default_servant) wrong_policy("get_servant", "USE_DEFAULT_SERVANT");
    const std::shared_lock lock{mutex_};
    if (!default_servant_) throw AdapterError{Fault::no_servant, "POA " + name_ + " has no default servant yet"};
    return default_servant_;
}

void Poa::default_servant(ServantPtr servant) {
    require_alive();
    if (policies_.processing != Processing::default_servant) wrong_policy("set_servant", "USE_DEFAULT_SERVANT");
    require_servant(servant);
    const std::unique_lock lock{mutex_};
    default_servant_.swap(servant);
}

std::shared_ptr<ServantActivator> Poa::servant_activator() const {
    require_alive();
    if (policies_.processing != Processing::servant_manager || !policies_.retains())
        wrong_policy("get_servant_manager", "USE_SERVANT_MANAGER and RETAIN");
    const std::shared_lock lock{mutex_};
    return servant_activator_;
}

void Poa::servant_activator(std::shared_ptr<ServantActivator> activator) {
    require_alive();
    if (policies_.processing != Processing::servant_manager || !policies_.retains())
        wrong_policy("set_servant_manager", "USE_SERVANT_MANAGER and, for a ServantActivator, RETAIN");
    const std::unique_lock lock{mutex_};
    if (servant_activator_)
        throw SystemError{Error::bad_inv_order, minor::servant_manager_is_set,
                          "POA " + name_ + " has a servant manager already; it can be set once"};
    servant_activator_ = std::move(activator);
}

std::shared_ptr<ServantLocator> Poa::servant_locator() const {
    require_alive();
    if (policies_.processing != Processing::servant_manager || policies_.retains())
        wrong_policy("get_servant_manager", "USE_SERVANT_MANAGER and NON_RETAIN");
    const std::shared_lock lock{mutex_};
    return servant_locator_;
}

void Poa::servant_locator(std::shared_ptr<ServantLocator> locator) {
    require_alive();
    if (policies_.processing != Processing::servant_manager || policies_.retains())
        wrong_policy("set_servant_manager", "USE_SERVANT_MANAGER and, for a ServantLocator, NON_RETAIN");
    const std::unique_lock lock{mutex_};
    if (servant_locator_)
        throw SystemError{Error::bad_inv_order, minor::servant_manager_is_set,
                          "POA " + name_ + " has a servant manager already; it can be set once"};
    servant_locator_ = std::move(locator);
}

std::shared_ptr<AdapterActivator> Poa::adapter_activator() const {
    const std::shared_lock lock{mutex_};
    return adapter_activator_;
}

void Poa::adapter_activator(std::shared_ptr<AdapterActivator> activator) {
    require_alive();
    const std::unique_lock lock{mutex_};
    adapter_activator_.swap(activator);
}

}  // namespace corbel::adapter
