// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>

namespace corbel::adapter {

/// The seven policies of a POA (CORBA 2.6, 11.3.7). The values of each are those of its IDL enumeration.
enum class Thread : std::uint32_t { orb_control, single_thread, main_thread };
enum class Lifespan : std::uint32_t { transient, persistent };
enum class IdUniqueness : std::uint32_t { unique, multiple };
enum class IdAssignment : std::uint32_t { user, system };
enum class ImplicitActivation : std::uint32_t { implicit, none };
enum class Retention : std::uint32_t { retain, non_retain };
enum class Processing : std::uint32_t { active_object_map_only, default_servant, servant_manager };

/// CORBA::PolicyType of the seven.
enum class PolicyType : std::uint32_t {
    thread = 16, lifespan, id_uniqueness, id_assignment, implicit_activation, retention, processing
};

/// A policy as it is handed to create_POA: its type and the value of its enumeration.
struct Policy {
    PolicyType type;
    std::uint32_t value;
    friend bool operator==(const Policy&, const Policy&) = default;
};

/// What a POA was created with; the defaults are those of create_POA.
struct Policies {
    Thread thread = Thread::orb_control;
    Lifespan lifespan = Lifespan::transient;
    IdUniqueness id_uniqueness = IdUniqueness::unique;
    IdAssignment id_assignment = IdAssignment::system;
    ImplicitActivation implicit_activation = ImplicitActivation::none;
    Retention retention = Retention::retain;
    Processing processing = Processing::active_object_map_only;

    bool retains() const noexcept { return retention == Retention::retain; }
    bool has_unique_ids() const noexcept { return id_uniqueness == IdUniqueness::unique; }
    bool assigns_ids() const noexcept { return id_assignment == IdAssignment::system; }
    bool activates_implicitly() const noexcept { return implicit_activation == ImplicitActivation::implicit; }

    friend bool operator==(const Policies&, const Policies&) = default;

    /// The defaults changed by `list`. AdapterError InvalidPolicy with the index of the first policy of the list that
    /// is unknown, has no such value, is given twice with different values, or takes part in a combination that
    /// CORBA 2.6, 11.3.7 forbids. Those of the types `others` mean nothing here and are passed over.
    static Policies from(std::span<const Policy> list, std::span<const PolicyType> others = {});

    /// Those of the root POA: the defaults, with implicit activation.
    static Policies root();
};

}  // namespace corbel::adapter
