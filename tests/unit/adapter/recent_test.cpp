// SPDX-License-Identifier: BSL-1.0
// What a thread has found before is found again without a lock, but never when it should not be.
#include <catch2/catch.hpp>

#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {

using namespace policy;

TEST_CASE("recent: an object that was called before is gone when it is deactivated, and another one may be there") {
    SmallOrb orb;
    orb.active_root();
    const auto poa = orb.child("user", {user_id});
    std::weak_ptr<Servant> watched;
    Reference reference;
    {
        const auto first = says("first");
        watched = first;
        poa->activate(id("x"), first);
        reference = poa->id_to_reference(id("x"));
    }
    for (int i = 0; i < 3; ++i) CHECK(ask(reference) == "first");
    poa->deactivate(id("x"));
    CHECK(watched.expired());
    CHECK(error_of_action([&] { call(reference); }).error() == Error::object_not_exist);
    poa->activate(id("x"), says("second"));
    for (int i = 0; i < 3; ++i) CHECK(ask(reference) == "second");
}

TEST_CASE("recent: a persistent POA that is destroyed and made anew has its own objects") {
    SmallOrb orb;
    orb.active_root();
    Reference reference;
    for (const auto* answer : {"first", "second", "third"}) {
        const auto poa = orb.child("kept", {persistent, user_id});
        poa->activate(id("x"), says(answer));
        reference = poa->id_to_reference(id("x"));
        CHECK(ask(reference) == answer);
        CHECK(ask(reference) == answer);
        poa->destroy(true, true);
        CHECK(error_of_action([&] { call(reference); }).error() == Error::object_not_exist);
    }
}

TEST_CASE("recent: ORBs of one thread, at the same time and one after the other, keep their objects apart") {
    const auto persistent_object = [](SmallOrb& orb, const std::string& answer) {
        orb.active_root();
        const auto poa = orb.child("kept", {persistent, user_id});
        poa->activate(id("x"), says(answer));
        return poa->id_to_reference(id("x"));
    };
    for (int i = 0; i < 3; ++i) {
        SmallOrb one, two;
        const auto first = persistent_object(one, "one"), second = persistent_object(two, "two");
        for (int j = 0; j < 3; ++j) {
            CHECK(ask(first) == "one");
            CHECK(ask(second) == "two");
        }
    }
}

TEST_CASE("recent: more objects than are remembered, called from within each other") {
    SmallOrb orb;
    orb.active_root();
    const auto poa = orb.child("user", {user_id});
    std::vector<Reference> references;
    for (int i = 0; i < 40; ++i) {
        const auto name = "object " + std::to_string(i);
        poa->activate(id(name), servant([&references, i](ServerRequest& request) {
                          const auto inner = i == 0 ? std::string{} : ask(references[static_cast<std::size_t>(i) - 1]);
                          request.reply([&](cdr::Writer& out) { out.string(std::to_string(i) + " " + inner); });
                      }));
        references.push_back(poa->id_to_reference(id(name)));
    }
    CHECK(ask(references[3]) == "3 2 1 0 ");
    for (int round = 0; round < 3; ++round)
        for (std::size_t i = 0; i < references.size(); ++i)
            CHECK(ask(references[i]).starts_with(std::to_string(i) + " "));
    poa->deactivate(id("object 1"));
    CHECK(error_of_action([&] { call(references[1]); }).error() == Error::object_not_exist);
    CHECK(ask(references[0]) == "0 ");
}

TEST_CASE("recent: an object may end itself, and its POA, within a call") {
    SmallOrb orb;
    orb.active_root();
    const auto poa = orb.child("user", {user_id});
    bool destroy = false;
    const auto ends = servant([&](ServerRequest& request) {
        if (destroy) poa->destroy(true, false);
        else poa->deactivate(id("x"));
        request.reply([](cdr::Writer&) {});
    });
    for (destroy = false;; destroy = true) {
        poa->activate(id("x"), ends);
        const auto reference = poa->id_to_reference(id("x"));
        CHECK(call(reference).status == giop::ReplyStatus::no_exception);
        CHECK(error_of_action([&] { call(reference); }).error() == Error::object_not_exist);
        if (destroy) break;
    }
}

}  // namespace corbel::adapter
