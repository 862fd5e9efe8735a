// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {
namespace {

int index_of_error(std::initializer_list<Policy> list) {
    try {
        Policies::from({list.begin(), list.size()});
    } catch (const AdapterError& error) {
        return error.fault() == Fault::invalid_policy ? error.index() : -2;
    }
    return -1;
}

}  // namespace

TEST_CASE("policies: defaults are those of create_POA") {
    const auto all = Policies::from({});
    CHECK(all.thread == Thread::orb_control);
    CHECK(all.lifespan == Lifespan::transient);
    CHECK(all.has_unique_ids());
    CHECK(all.assigns_ids());
    CHECK_FALSE(all.activates_implicitly());
    CHECK(all.retains());
    CHECK(all.processing == Processing::active_object_map_only);
    CHECK(Policies::root().activates_implicitly());
}

TEST_CASE("policies: illegal combinations name the first policy of the list that takes part") {
    using namespace policy;
    CHECK(index_of_error({non_retain}) == 0);
    CHECK(index_of_error({persistent, non_retain}) == 1);
    CHECK(index_of_error({map_only, non_retain}) == 0);
    CHECK(index_of_error({default_servant}) == 0);
    CHECK(index_of_error({user_id, unique, default_servant}) == 1);
    CHECK(index_of_error({implicit, user_id}) == 0);
    CHECK(index_of_error({user_id, implicit}) == 0);
    CHECK(index_of_error({multiple, default_servant, non_retain, implicit}) == 2);
}

TEST_CASE("policies: legal combinations pass") {
    using namespace policy;
    CHECK(index_of_error({default_servant, multiple, non_retain}) == -1);
    CHECK(index_of_error({default_servant, multiple}) == -1);
    CHECK(index_of_error({servant_manager, non_retain}) == -1);
    CHECK(index_of_error({servant_manager}) == -1);
    CHECK(index_of_error({implicit, multiple}) == -1);
    CHECK(index_of_error({user_id, persistent, single_thread}) == -1);
    CHECK(index_of_error({multiple, multiple}) == -1);
}

TEST_CASE("policies: unknown types, unknown values and contradictions are invalid") {
    using namespace policy;
    CHECK(index_of_error({multiple, {static_cast<PolicyType>(99), 0}}) == 1);
    CHECK(index_of_error({{PolicyType::lifespan, 2}}) == 0);
    CHECK(index_of_error({unique, persistent, multiple}) == 2);
}

}  // namespace corbel::adapter
