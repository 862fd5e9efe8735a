// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/direct_object.hpp"

#include <algorithm>
#include <bit>

#include "orb/engine/adapter/calls_in_progress.hpp"
#include "orb/engine/adapter/current.hpp"
#include "orb/engine/adapter/exchange.hpp"
#include "orb/engine/adapter/object_adapter.hpp"

namespace corbel::adapter {

/// An active object that has been found, with what a call of it needs. Kept while a call is in it.
class Poa::DirectObject::Target final : public Answering {
public:
    Target(const DirectObject& way, std::shared_ptr<Poa> poa, ActiveObjectPtr object, std::vector<Facet> facets)
        : poa{std::move(poa)}, object{std::move(object)}, facets{std::move(facets)}, adapter_{way.adapter_},
          encoding_{way.encoding_}, environment_{way.environment_} {}

    const Facet* facet(const void* interface) const noexcept {
        for (const auto& each : facets)
            if (each.interface == interface) return &each;
        return nullptr;
    }

    /// False for good.
    bool is_there() const noexcept { return object->active && !poa->destroyed_; }

    Reply reply(std::string_view operation, FunctionRef<void(ServerRequest&)> answer) const override {
        auto exchange = Exchange::take(encoding_);
        auto* const environment = environment_();
        {
            const giop::IiopProfile unknown;
            ColocatedRequest request{exchange, RequestHead{&unknown, operation}, no_deadline, environment};
            answer(request);
        }
        return exchange->reply(exchange, environment);
    }

    const std::shared_ptr<Poa> poa;
    const ActiveObjectPtr object;
    const std::vector<Facet> facets;

private:
    const std::shared_ptr<ObjectAdapter> adapter_;  // the POA refers to it
    const cdr::Encoding encoding_;
    const std::function<void*()> environment_;
};

/// A call's stay with its object and POA.
class Poa::DirectObject::Visit {
public:
    Visit(const Target& target, CallsInProgress::Place& place) noexcept
        : poa_{*target.poa}, object_{*target.object}, place_{place} {
        CallsInProgress::note(place_.object, &object_);
        CallsInProgress::note(place_.poa, &poa_);
    }
    ~Visit() {
        CallsInProgress::note(place_.object, nullptr);
        if (poa_.awaited_ != 0) poa_.left_directly(object_);
        CallsInProgress::note(place_.poa, nullptr);
        if (poa_.awaited_ != 0) poa_.left_directly();
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

private:
    Poa& poa_;
    ActiveObject& object_;
    CallsInProgress::Place& place_;
};

Poa::DirectObject::DirectObject(std::shared_ptr<ObjectAdapter> adapter, ByteView key, const cdr::Encoding& encoding,
                                std::function<void*()> environment)
    : adapter_{std::move(adapter)}, key_{to_octets(key)}, encoding_{encoding}, environment_{std::move(environment)} {}

Poa::DirectObject::~DirectObject() {
    if (owned_) CallsInProgress::release(std::move(owned_));
}

// A servant may let the last reference to its object go, and this with it: nothing here is used after the upcall.
bool Poa::DirectObject::perform(const void* interface, Upcall upcall) {
    const CallsInProgress::Taken place;
    if (!place) return false;
    const auto* target = target_.load(std::memory_order_acquire);
    if (!target && !(target = find())) return false;
    CallsInProgress::note(place->kept, target);
    if (target_.load(std::memory_order_acquire) != target) return false;
    {
        const Visit visit{*target, *place.operator->()};
        if (target->is_there()) {
            const auto* facet = target->poa->manager_->lets_through() ? target->facet(interface) : nullptr;
            if (!facet) return false;
            const adapter::Upcall frame{*target->poa, target->object->id, target->object->servant};
            upcall(*facet, *target);
            return true;
        }
    }
    give_up(target);
    return false;
}

/// Looks for it now and then only: objects of default servants and servant locators are never found.
const Poa::DirectObject::Target* Poa::DirectObject::find() {
    constexpr unsigned pause = 1024;
    const auto call = calls_.fetch_add(1, std::memory_order_relaxed);
    if (call == 0 || (call < pause ? !std::has_single_bit(call) : call % pause != 0)) return nullptr;
    auto found = look_for();
    if (!found) return nullptr;
    const std::lock_guard lock{mutex_};
    if (!owned_) owned_ = std::move(found);
    target_.store(owned_.get(), std::memory_order_release);
    calls_ = 1;
    return owned_.get();
}

std::shared_ptr<const Poa::DirectObject::Target> Poa::DirectObject::look_for() const {
    const auto key = ObjectKey::parse(key_);
    auto poa = key ? adapter_->known(key->adapter) : nullptr;
    if (!poa || !poa->policies_.retains() || poa->policies_.thread != Thread::orb_control || poa->in_activation_)
        return nullptr;
    ActiveObjectPtr object;
    ServantPtr servant;
    {
        const std::shared_lock lock{poa->mutex_};
        object = poa->find(key->object_id);
        if (object) servant = object->servant;
    }
    auto facets = servant ? servant->_facets() : std::vector<Facet>{};
    if (facets.empty()) return nullptr;
    return std::make_shared<const Target>(*this, std::move(poa), std::move(object), std::move(facets));
}

void Poa::DirectObject::give_up(const Target* target) noexcept {
    std::shared_ptr<const Target> old;
    {
        const std::lock_guard lock{mutex_};
        if (owned_.get() != target) return;
        target_.store(nullptr, std::memory_order_release);
        old = std::move(owned_);
    }
    CallsInProgress::release(std::move(old));
}

// -- what those who wait for the end of calls do

void Poa::give_up(std::span<const ActiveObjectPtr> objects) {
    ++awaited_;
    CallsInProgress::settle();
    std::vector<ActiveObjectPtr> free;
    for (const auto& object : objects) {
        const std::lock_guard lock{lingering_};
        object->lingers = CallsInProgress::any(object.get());
        if (object->lingers)
            ++awaited_;
        else
            free.push_back(object);
    }
    let_go(free);
    --awaited_;
}

void Poa::left_directly(ActiveObject& object) noexcept {
    {
        const std::lock_guard lock{lingering_};
        if (!object.lingers || CallsInProgress::any(&object)) return;
        object.lingers = false;
    }
    let_go(object);
    --awaited_;
}

void Poa::give_up_tree() noexcept {
    ++awaited_;
    CallsInProgress::settle();
    {
        const std::lock_guard lock{lingering_};
        tree_lingers_ = CallsInProgress::any(this);
        if (tree_lingers_) return;
    }
    --awaited_;
    leave();
}

void Poa::left_directly() noexcept {
    bool last = false;
    {
        const std::lock_guard lock{lingering_};
        if (tree_lingers_ && !CallsInProgress::any(this)) last = std::exchange(tree_lingers_, false);
    }
    if (last) {
        --awaited_;
        leave();
    }
    if (waiting_ != 0) wake_waiting();
}

}  // namespace corbel::adapter
