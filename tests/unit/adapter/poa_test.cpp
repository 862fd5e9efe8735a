// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {
namespace {

using namespace policy;

struct Fixture {
    SmallOrb orb;
    std::shared_ptr<Poa> root = orb.active_root();
};

}  // namespace

TEST_CASE_METHOD(Fixture, "poa: activation gives an id that finds the servant") {
    const auto one = servant();
    const auto id = root->activate(one);
    CHECK(root->id_to_servant(id) == one);
    CHECK(root->servant_to_id(one) == id);
    const auto reference = root->id_to_reference(id);
    CHECK(reference.ior().type_id == "IDL:Test:1.0");
    CHECK(root->reference_to_id(reference) == id);
    CHECK(root->reference_to_servant(reference) == one);
    CHECK(call(reference).status == giop::ReplyStatus::no_exception);
}

TEST_CASE_METHOD(Fixture, "poa: a servant is active once where ids are unique") {
    const auto one = servant();
    root->activate(one);
    CHECK(fault_of([&] { root->activate(one); }) == Fault::servant_already_active);
    const auto many = orb.child("many", {multiple});
    CHECK(many->activate(one) != many->activate(one));
}

TEST_CASE_METHOD(Fixture, "poa: user ids are the user's") {
    const auto poa = orb.child("user", {user_id});
    poa->activate(id("x"), says("x"));
    CHECK(fault_of([&] { poa->activate(id("x"), servant()); }) == Fault::object_already_active);
    CHECK(fault_of([&] { poa->activate(servant()); }) == Fault::wrong_policy);
    CHECK(fault_of([&] { poa->create_reference("IDL:Test:1.0"); }) == Fault::wrong_policy);
    CHECK(ask(poa->create_reference(id("x"), "IDL:Other:1.0")) == "x");
}

TEST_CASE_METHOD(Fixture, "poa: an id that the POA cannot have assigned is refused") {
    CHECK(error_of_action([&] { root->activate(id("made up"), servant()); }).minor() == minor::invalid_object_id);
    CHECK(error_of_action([&] { root->create_reference(Octets{0, 0, 0, 9}, ""); }).error() == Error::bad_param);
    const auto reference = root->create_reference("IDL:Test:1.0");
    root->activate(root->reference_to_id(reference), says("later"));
    CHECK(ask(reference) == "later");
}

TEST_CASE_METHOD(Fixture, "poa: implicit activation happens once for unique ids, each time for multiple ones") {
    const auto one = servant();
    CHECK(root->servant_to_id(one) == root->servant_to_id(one));
    const auto many = orb.child("many", {multiple, implicit});
    CHECK(many->servant_to_id(one) != many->servant_to_id(one));
    const auto explicit_only = orb.child("explicit", {});
    CHECK(fault_of([&] { explicit_only->servant_to_id(one); }) == Fault::servant_not_active);
    CHECK(fault_of([&] { orb.child("neither", {multiple})->servant_to_reference(one); }) == Fault::wrong_policy);
}

TEST_CASE_METHOD(Fixture, "poa: a deactivated object is gone, and may come back") {
    const auto poa = orb.child("user", {user_id});
    poa->activate(id("x"), says("first"));
    const auto reference = poa->id_to_reference(id("x"));
    poa->deactivate(id("x"));
    CHECK(error_of_action([&] { call(reference); }).error() == Error::object_not_exist);
    CHECK(fault_of([&] { poa->deactivate(id("x")); }) == Fault::object_not_active);
    CHECK(fault_of([&] { poa->id_to_servant(id("x")); }) == Fault::object_not_active);
    CHECK(fault_of([&] { poa->id_to_reference(id("x")); }) == Fault::object_not_active);
    poa->activate(id("x"), says("second"));
    CHECK(ask(reference) == "second");
}

TEST_CASE_METHOD(Fixture, "poa: a servant is let go when its last request ends") {
    const auto poa = orb.child("user", {user_id});
    std::weak_ptr<Servant> watched;
    bool alive_in_upcall = false;
    {
        auto one = servant([&](ServerRequest& request) {
            poa->deactivate(id("x"));
            alive_in_upcall = !watched.expired();
            request.reply([](cdr::Writer&) {});
        });
        watched = one;
        poa->activate(id("x"), one);
    }
    CHECK_FALSE(watched.expired());
    call(poa->id_to_reference(id("x")));
    CHECK(alive_in_upcall);
    CHECK(watched.expired());
}

TEST_CASE_METHOD(Fixture, "poa: references of other POAs are refused") {
    const auto one = orb.child("one", {user_id}), two = orb.child("two", {user_id});
    const auto reference = one->create_reference(id("x"), "");
    CHECK(fault_of([&] { two->reference_to_id(reference); }) == Fault::wrong_adapter);
    CHECK(fault_of([&] { two->reference_to_servant(reference); }) == Fault::wrong_adapter);
    CHECK(fault_of([&] { two->reference_to_servant(Reference{}); }) == Fault::wrong_adapter);
}

TEST_CASE_METHOD(Fixture, "poa: the tree of children") {
    const auto a = orb.child("a", {});
    const auto b = a->create_child("b", nullptr, {});
    CHECK(b->parent() == a);
    CHECK(b->manager() != root->manager());
    CHECK(b->manager()->state() == PoaManager::State::holding);
    CHECK(root->children() == std::vector{a});
    CHECK(root->find_child("a", false) == a);
    CHECK(fault_of([&] { root->find_child("z", true); }) == Fault::adapter_non_existent);
    CHECK(fault_of([&] { orb.child("a", {}); }) == Fault::adapter_already_exists);
    CHECK(fault_of([&] { orb.child("c", {non_retain}); }) == Fault::invalid_policy);
}

TEST_CASE_METHOD(Fixture, "poa: destroy takes the descendants along and frees the name") {
    const auto a = orb.child("a", {user_id});
    const auto b = a->create_child("b", root->manager(), {});
    std::weak_ptr<Servant> watched;
    {
        const auto one = servant();
        watched = one;
        b->activate(one);
    }
    a->activate(id("x"), servant());
    const auto reference = a->id_to_reference(id("x"));
    a->destroy(true, true);
    CHECK(watched.expired());
    CHECK(error_of_action([&] { call(reference); }).minor() == minor::no_such_adapter);
    CHECK(error_of_action([&] { b->activate(servant()); }).error() == Error::object_not_exist);
    const auto again = orb.child("a", {user_id});
    again->activate(id("x"), servant());
    CHECK(error_of_action([&] { call(reference); }).error() == Error::object_not_exist);  // it was transient
}

TEST_CASE_METHOD(Fixture, "poa: a persistent reference outlives its POA") {
    Reference reference;
    {
        const auto poa = orb.child("a", {user_id, persistent});
        reference = poa->create_reference(id("x"), "IDL:Test:1.0");
        poa->destroy(true, true);
    }
    CHECK(error_of_action([&] { call(reference); }).error() == Error::object_not_exist);
    const auto poa = orb.child("a", {user_id, persistent});
    poa->activate(id("x"), says("back"));
    CHECK(ask(reference) == "back");
    SmallOrb next_run;
    next_run.active_root();
    const auto there = next_run.child("a", {user_id, persistent});
    CHECK(there->create_reference(id("x"), "IDL:Test:1.0").ior() == reference.ior());
}

TEST_CASE_METHOD(Fixture, "poa: system ids of a persistent POA do not repeat in the next run") {
    SmallOrb next_run;
    const auto one = orb.child("a", {persistent})->create_reference("");
    const auto other = next_run.child("a", {persistent})->create_reference("");
    CHECK_FALSE(one.ior() == other.ior());
    CHECK_NOTHROW(next_run.root()->find_child("a", false)->activate(
        orb.root()->find_child("a", false)->reference_to_id(one), servant()));
}

TEST_CASE_METHOD(Fixture, "poa: the default servant serves what is not active") {
    const auto poa = orb.child("a", {user_id, default_servant, multiple});
    CHECK(fault_of([&] { poa->default_servant(); }) == Fault::no_servant);
    const auto reference = poa->create_reference(id("x"), "");
    CHECK(error_of_action([&] { call(reference); }).minor() == minor::no_default_servant);
    CHECK(fault_of([&] { poa->id_to_servant(id("x")); }) == Fault::object_not_active);
    const auto one = says("default");
    poa->default_servant(one);
    poa->activate(id("y"), says("active"));
    CHECK(ask(reference) == "default");
    CHECK(ask(poa->create_reference(id("y"), "")) == "active");
    CHECK(poa->id_to_servant(id("x")) == one);
    CHECK(poa->reference_to_servant(reference) == one);
    CHECK(fault_of([&] { root->default_servant(one); }) == Fault::wrong_policy);
    CHECK(fault_of([&] { root->default_servant(); }) == Fault::wrong_policy);
}

TEST_CASE_METHOD(Fixture, "poa: without retention nothing is active") {
    const auto poa = orb.child("a", {user_id, default_servant, multiple, non_retain});
    CHECK(fault_of([&] { poa->activate(id("x"), servant()); }) == Fault::wrong_policy);
    CHECK(fault_of([&] { poa->deactivate(id("x")); }) == Fault::wrong_policy);
    CHECK(fault_of([&] { poa->id_to_reference(id("x")); }) == Fault::wrong_policy);
    ObjectId seen;
    ServantPtr one = servant([&](ServerRequest& request) {
        seen = poa->servant_to_id(one);
        request.reply([](cdr::Writer&) {});
    });
    poa->default_servant(one);
    call(poa->create_reference(id("x"), ""));
    CHECK(seen == id("x"));
    CHECK(fault_of([&] { poa->servant_to_id(one); }) == Fault::servant_not_active);
    one.reset();
}

}  // namespace corbel::adapter
