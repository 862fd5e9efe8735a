// SPDX-License-Identifier: BSL-1.0
// Every combination of the seven policies: the legal ones make POAs that do what their policies say, the others name
// the policy that is in the way.
#include <catch2/catch.hpp>

#include <array>

#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {
namespace {

constexpr std::array<std::uint32_t, 7> value_counts{3, 2, 2, 2, 2, 2, 3};
constexpr std::uint32_t first_type = static_cast<std::uint32_t>(PolicyType::thread);

using Combination = std::array<Policy, 7>;

/// The next one, as an odometer counts; false after the last.
bool advance(Combination& all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (++all[i].value < value_counts[i]) return true;
        all[i].value = 0;
    }
    return false;
}

std::uint32_t value(const Combination& all, PolicyType type) {
    return all[static_cast<std::uint32_t>(type) - first_type].value;
}

/// A pair of values that CORBA 2.6, 11.3.7 does not allow together.
struct Conflict {
    PolicyType one;
    std::uint32_t one_value;
    PolicyType other;
    std::uint32_t other_value;
};
constexpr Conflict conflicts[]{
    {PolicyType::processing, 0, PolicyType::retention, 1},           // the active object map only, but none kept
    {PolicyType::processing, 1, PolicyType::id_uniqueness, 0},       // a default servant has many ids
    {PolicyType::implicit_activation, 0, PolicyType::id_assignment, 0},
    {PolicyType::implicit_activation, 0, PolicyType::retention, 1}};

/// The index of the first policy of the list that takes part in a conflict; -1: none does.
int expected_index(const Combination& all) {
    int first = -1;
    for (const auto& each : conflicts) {
        if (value(all, each.one) != each.one_value || value(all, each.other) != each.other_value) continue;
        const auto earlier = std::min(static_cast<std::uint32_t>(each.one), static_cast<std::uint32_t>(each.other));
        const auto index = static_cast<int>(earlier - first_type);
        first = first < 0 ? index : std::min(first, index);
    }
    return first;
}

struct Activator : ServantActivator {
    int incarnated = 0, etherealized = 0;
    ServantPtr incarnate(const ObjectId&, Poa&) override { return ++incarnated, says("activator"); }
    void etherealize(const ObjectId&, Poa&, const ServantPtr&, bool, bool) override { ++etherealized; }
};

struct Locator : ServantLocator {
    int before = 0, after = 0;
    ServantPtr preinvoke(const ObjectId&, Poa&, std::string_view, Cookie& cookie) override {
        cookie = ++before;
        return says("locator");
    }
    void postinvoke(const ObjectId&, Poa&, std::string_view, const Cookie& cookie, const ServantPtr&) override {
        after = std::any_cast<int>(cookie);
    }
};

/// A POA of this combination and what it must do.
struct Trial {
    SmallOrb& orb;
    const Combination& policies;
    Poa& poa;

    bool is(PolicyType type, std::uint32_t wanted) const { return value(policies, type) == wanted; }
    bool user_ids() const { return is(PolicyType::id_assignment, 0); }
    bool retains() const { return is(PolicyType::retention, 0); }

    /// An object that is not active yet.
    Reference new_object() const {
        return user_ids() ? poa.create_reference(id("new"), "IDL:Test:1.0") : poa.create_reference("IDL:Test:1.0");
    }

    void explicit_activation() const {
        const auto first = says("mine");
        if (!retains()) {
            CHECK(fault_of([&] { poa.activate(id("a"), first); }) == Fault::wrong_policy);
            return;
        }
        const auto activate = [&](const char* name) {
            if (!user_ids()) return poa.activate(first);
            poa.activate(id(name), first);
            return id(name);
        };
        if (user_ids()) CHECK(fault_of([&] { poa.activate(first); }) == Fault::wrong_policy);
        const auto key = activate("a");
        CHECK(ask(poa.id_to_reference(key)) == "mine");
        if (is(PolicyType::id_uniqueness, 0))
            CHECK(fault_of([&] { activate("b"); }) == Fault::servant_already_active);
        else
            CHECK(ask(poa.id_to_reference(activate("b"))) == "mine");
        poa.deactivate(key);
        CHECK(fault_of([&] { poa.id_to_reference(key); }) == Fault::object_not_active);
    }

    void implicit_activation() const {
        const auto servant = says("implicit");
        if (is(PolicyType::implicit_activation, 0)) {
            CHECK(ask(poa.servant_to_reference(servant)) == "implicit");
            return;
        }
        const bool may_ask = retains() && (is(PolicyType::id_uniqueness, 0) || is(PolicyType::implicit_activation, 0));
        const auto fault = fault_of([&] { poa.servant_to_reference(servant); });
        if (is(PolicyType::processing, 1))
            CHECK((fault == Fault::servant_not_active || fault == Fault::wrong_policy));
        else
            CHECK(fault == (may_ask ? Fault::servant_not_active : Fault::wrong_policy));
    }

    void requests_to_what_is_not_active() const {
        const auto object = new_object();
        if (is(PolicyType::processing, 0)) {
            CHECK(error_of_action([&] { ask(object); }).error() == Error::object_not_exist);
        } else if (is(PolicyType::processing, 1)) {
            CHECK(error_of_action([&] { ask(object); }).error() == Error::obj_adapter);
            poa.default_servant(says("default"));
            CHECK(ask(object) == "default");
        } else if (retains()) {
            const auto activator = std::make_shared<Activator>();
            poa.servant_activator(activator);
            CHECK(fault_of([&] { poa.servant_locator(std::make_shared<Locator>()); }) == Fault::wrong_policy);
            CHECK(ask(object) == "activator");
            CHECK(ask(object) == "activator");
            CHECK(activator->incarnated == 1);
            poa.deactivate(poa.reference_to_id(object));
            CHECK(activator->etherealized == 1);
        } else {
            const auto locator = std::make_shared<Locator>();
            poa.servant_locator(locator);
            CHECK(fault_of([&] { poa.servant_activator(std::make_shared<Activator>()); }) == Fault::wrong_policy);
            CHECK(ask(object) == "locator");
            CHECK(ask(object) == "locator");
            CHECK(locator->before == 2);
            CHECK(locator->after == 2);
        }
    }
};

}  // namespace

TEST_CASE("policies: every combination is refused with the index of its first policy in the way, or works") {
    SmallOrb orb;
    orb.active_root();
    Combination all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i].type = static_cast<PolicyType>(first_type + i);
    int legal = 0, illegal = 0;
    do {
        std::string values;
        for (const auto& each : all) values += std::to_string(each.value);
        CAPTURE(values);
        const auto name = "poa" + values;
        const auto index = expected_index(all);
        try {
            const auto poa = orb.root()->create_child(name, orb.root()->manager(), all);
            REQUIRE(index == -1);
            const Trial trial{orb, all, *poa};
            trial.explicit_activation();
            trial.implicit_activation();
            trial.requests_to_what_is_not_active();
            poa->destroy(true, true);
            ++legal;
        } catch (const AdapterError& error) {
            REQUIRE(error.fault() == Fault::invalid_policy);
            REQUIRE(error.index() == index);
            ++illegal;
        }
    } while (advance(all));
    CHECK(legal == 126);
    CHECK(illegal == 288 - 126);
}

}  // namespace corbel::adapter
