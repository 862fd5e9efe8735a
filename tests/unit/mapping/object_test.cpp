// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <sstream>

#include "tests/unit/mapping/loopback.hpp"
#include "tests/unit/mapping/sample.hpp"

namespace {

using TargetRef = IDL::traits<Sample::Target>::ref_type;
using BaseRef = IDL::traits<Sample::Base>::ref_type;
using ObjectRef = IDL::traits<CORBA::Object>::ref_type;

struct Here : Sample::Here {
    explicit Here(std::int32_t number) : number_{number} {}
    std::int32_t number() override { return number_; }

private:
    std::int32_t number_;
};

std::shared_ptr<Loopback> loopback() { return std::make_shared<Loopback>(std::make_shared<Sample::TargetServant>()); }

}  // namespace

TEST_CASE("a nil reference is INV_OBJREF when it is used", "[object]") {
    TargetRef target;
    CHECK(!target);
    CHECK(target == nullptr);
    CHECK_THROWS_AS(target->ping(), CORBA::INV_OBJREF);
    CHECK(TargetRef{nullptr} == target);
    CHECK(IDL::traits<Sample::Target>::narrow(nullptr) == nullptr);
    CHECK(corbel::make_object_reference<Sample::Target>({}) == nullptr);
    CORBA::typecode_reference type;
    CHECK_THROWS_AS(type->kind(), CORBA::INV_OBJREF);
}

TEST_CASE("references widen by themselves, narrow by traits, and share", "[object]") {
    const auto peer = loopback();
    const auto keep = peer->invoker();
    TargetRef target = corbel::make_object_reference<Sample::Target>(peer->reference(Sample::Target::_repository_id_));
    BaseRef base = target;
    ObjectRef object = base;
    CHECK(IDL::traits<Sample::Target>::narrow(object) == target);
    CHECK(peer->operations.empty());
    base->ping();
    CHECK(peer->operations == std::vector<std::string>{"ping"});

    auto weak = target.weak_reference();
    CHECK(!weak.expired());
    CHECK(weak.lock() == target);
    target.reset();
    base = nullptr;
    CHECK(!weak.expired());
    object.reset();
    CHECK(weak.expired());
    CHECK(weak.lock() == nullptr);
}

TEST_CASE("narrow asks the object only if its reference does not say", "[object]") {
    const auto peer = loopback();
    const auto keep = peer->invoker();
    const auto known = corbel::make_object_reference<CORBA::Object>(peer->reference(Sample::Target::_repository_id_));
    CHECK(IDL::traits<Sample::Target>::narrow(known));
    CHECK(peer->operations.empty());

    const auto unknown = corbel::make_object_reference<CORBA::Object>(peer->reference(""));
    CHECK(IDL::traits<Sample::Base>::narrow(unknown));
    CHECK(peer->operations == std::vector<std::string>{"_is_a"});
    CHECK(unknown->_is_a("IDL:omg.org/CORBA/Object:1.0"));
    CHECK(!unknown->_is_a("IDL:Sample/Stranger:1.0"));
    CHECK(IDL::traits<Sample::Here>::narrow(unknown) == nullptr);
    CHECK(IDL::traits<CORBA::Object>::narrow(unknown) == unknown);
}

TEST_CASE("_non_existent falls back to the name it had up to GIOP 1.1", "[object]") {
    const auto peer = loopback();
    const auto keep = peer->invoker();
    const auto object = corbel::make_object_reference<CORBA::Object>(peer->reference(""));
    CHECK(!object->_non_existent());
    CHECK(peer->operations == std::vector<std::string>{"_non_existent", "_not_existent"});
}

TEST_CASE("references to the same object are equal", "[object]") {
    const auto peer = loopback();
    const auto keep = peer->invoker();
    const auto one = corbel::make_object_reference<Sample::Target>(peer->reference(Sample::Target::_repository_id_));
    const auto two = corbel::make_object_reference<Sample::Target>(peer->reference(Sample::Target::_repository_id_));
    CHECK(one == two);
    CHECK(one->_is_equivalent(two));
    CHECK(one->_hash(1000) == two->_hash(1000));
    CHECK(!one->_is_local());
    CHECK(one != TargetRef{});
    CHECK(!one->_is_equivalent(nullptr));
    CHECK(peer->operations.empty());
    std::ostringstream out;
    out << one << ' ' << TargetRef{};
    CHECK(out.str() == "object IDL:Sample/Target:1.0 nil");
}

TEST_CASE("local objects live in the program only", "[object]") {
    const IDL::traits<Sample::Here>::ref_type here = CORBA::make_reference<Here>(42);
    CHECK(here->number() == 42);
    const ObjectRef object = here;
    CHECK(object->_is_local());
    CHECK(!object->_non_existent());
    CHECK(IDL::traits<Sample::Here>::narrow(object) == here);
    CHECK(IDL::traits<Sample::Target>::narrow(object) == nullptr);
    CHECK(object->_is_equivalent(here));
    CHECK(object->_hash(10) <= 10);
    CHECK_THROWS_AS(object->_is_a("IDL:Sample/Here:1.0"), CORBA::NO_IMPLEMENT);

    corbel::cdr::Writer out;
    try {
        corbel::encode(out, here);
        FAIL("a local object was sent");
    } catch (const corbel::SystemError& error) {
        CHECK(error.error() == corbel::Error::marshal);
    }
    CHECK(IDL::traits<Sample::Here>::is_local::value);
    CHECK(IDL::traits<Sample::Here>::make_reference<Here>(1)->number() == 1);
}

TEST_CASE("servant references have the same face", "[object]") {
    auto servant = CORBA::make_reference<Sample::TargetServant>();
    const corbel::servant_reference<corbel::Servant> base = servant;
    CHECK(base->is_a(Sample::Base::_repository_id_));
    CHECK(base == corbel::servant_reference<corbel::Servant>{servant});
    auto weak = servant.weak_reference();
    CHECK(weak.lock() == servant);
    CHECK_THROWS_AS(corbel::servant_reference<corbel::Servant>{}->repository_id(), CORBA::INV_OBJREF);
}
