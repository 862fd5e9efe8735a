// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/policies.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "orb/engine/adapter/adapter_error.hpp"

namespace corbel::adapter {
namespace {

[[noreturn]] void invalid(std::size_t index, std::string text) {
    throw AdapterError{Fault::invalid_policy, std::move(text), static_cast<std::uint16_t>(index)};
}

template <class Value>
void set(Value& policy, std::uint32_t value, std::uint32_t count, std::size_t index) {
    if (value >= count) invalid(index, "policy " + std::to_string(index) + " has no value " + std::to_string(value));
    policy = static_cast<Value>(value);
}

void apply(Policies& all, const Policy& policy, std::size_t index) {
    switch (policy.type) {
        case PolicyType::thread: return set(all.thread, policy.value, 3, index);
        case PolicyType::lifespan: return set(all.lifespan, policy.value, 2, index);
        case PolicyType::id_uniqueness: return set(all.id_uniqueness, policy.value, 2, index);
        case PolicyType::id_assignment: return set(all.id_assignment, policy.value, 2, index);
        case PolicyType::implicit_activation: return set(all.implicit_activation, policy.value, 2, index);
        case PolicyType::retention: return set(all.retention, policy.value, 2, index);
        case PolicyType::processing: return set(all.processing, policy.value, 3, index);
    }
    invalid(index, "policy type " + std::to_string(static_cast<std::uint32_t>(policy.type)) + " is not one of a POA");
}

/// The first policy of the list that is one of `types`: at least one is, since the defaults go together.
std::size_t first_of(std::span<const Policy> list, std::initializer_list<PolicyType> types) {
    for (std::size_t i = 0; i < list.size(); ++i)
        if (std::find(types.begin(), types.end(), list[i].type) != types.end()) return i;
    return 0;
}

void require_compatible(const Policies& all, std::span<const Policy> list) {
    using enum PolicyType;
    std::size_t first = list.size();
    const char* reason = nullptr;
    const auto forbid = [&](bool conflict, std::initializer_list<PolicyType> types, const char* text) {
        if (!conflict || (reason && first_of(list, types) >= first)) return;
        first = first_of(list, types);
        reason = text;
    };
    forbid(all.processing == Processing::active_object_map_only && !all.retains(), {processing, retention},
           "USE_ACTIVE_OBJECT_MAP_ONLY requires RETAIN");
    forbid(all.processing == Processing::default_servant && all.has_unique_ids(), {processing, id_uniqueness},
           "USE_DEFAULT_SERVANT requires MULTIPLE_ID");
    forbid(all.activates_implicitly() && !all.assigns_ids(), {implicit_activation, id_assignment},
           "IMPLICIT_ACTIVATION requires SYSTEM_ID");
    forbid(all.activates_implicitly() && !all.retains(), {implicit_activation, retention},
           "IMPLICIT_ACTIVATION requires RETAIN");
    if (reason) invalid(first, reason);
}

}  // namespace

Policies Policies::from(std::span<const Policy> list, std::span<const PolicyType> others) {
    Policies all;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (std::find(others.begin(), others.end(), list[i].type) != others.end()) continue;
        for (std::size_t j = 0; j < i; ++j)
            if (list[j].type == list[i].type && list[j].value != list[i].value)
                invalid(i, "policies " + std::to_string(j) + " and " + std::to_string(i) +
                               " are of one type and contradict each other");
        apply(all, list[i], i);
    }
    require_compatible(all, list);
    return all;
}

Policies Policies::root() {
    Policies all;
    all.implicit_activation = ImplicitActivation::implicit;
    return all;
}

}  // namespace corbel::adapter
