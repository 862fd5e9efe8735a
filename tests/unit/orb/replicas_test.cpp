// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <optional>

#include "orb/mapping/cpp11/replicas.hpp"
#include "tests/unit/orb/echo_servant.hpp"

namespace {

/// A process that serves the object "x" under the key that all of its kind use.
struct Replica {
    explicit Replica(const std::string& name) : orb{name} {
        const auto root = orb.root();
        poa = root->create_POA("shared", nullptr,
                               {root->create_lifespan_policy(PortableServer::LifespanPolicyValue::PERSISTENT),
                                root->create_id_assignment_policy(PortableServer::IdAssignmentPolicyValue::USER_ID)});
        poa->activate_object_with_id(id, CORBA::make_reference<EchoServant>(poa, name));
        poa->the_POAManager()->activate();
    }
    std::string url() { return orb->object_to_string(poa->id_to_reference(id)); }

    const std::vector<std::uint8_t> id = PortableServer::string_to_ObjectId("x");
    TestOrb orb;
    IDL::traits<PortableServer::POA>::ref_type poa;
};

std::string name_of(const TestOrb& client, const std::string& url) {
    return IDL::traits<Test::Echo>::narrow(client->string_to_object(url))->name();
}

}  // namespace

TEST_CASE("replicas: a client goes on with another process when the first one is gone") {
    TestOrb client{"client"};
    std::optional<Replica> first{"first"};
    Replica second{"second"};
    const auto alone = first->url();
    corbel::set_replicas(first->orb.ref(), second.orb->endpoints());
    const auto both = first->url();
    CHECK(name_of(client, alone) == "first");
    CHECK(name_of(client, both) == "first");
    first.reset();
    CHECK_THROWS_AS(name_of(client, alone), CORBA::SystemException);
    CHECK(name_of(client, both) == "second");
}

TEST_CASE("replicas: a reference that another process made is the ORB's own while that is a replica") {
    Replica first{"first"}, second{"second"};
    const auto theirs = first.orb->string_to_object(second.url());
    CHECK_THROWS_AS(first.poa->reference_to_id(theirs), PortableServer::POA::WrongAdapter);
    corbel::set_replicas(first.orb.ref(), second.orb->endpoints());
    CHECK(first.poa->reference_to_id(theirs) == first.id);
    corbel::set_replicas(first.orb.ref(), {});
    CHECK_THROWS_AS(first.poa->reference_to_id(theirs), PortableServer::POA::WrongAdapter);
}

TEST_CASE("replicas: what is no address is refused") {
    Replica only{"only"};
    const auto before = only.url();
    for (const char* wrong : {"host:99999", "host", ":2809", "host:0", "host:1-5", ""})
        CHECK_THROWS_AS(corbel::set_replicas(only.orb.ref(), {wrong}), CORBA::BAD_PARAM);
    corbel::set_replicas(only.orb.ref(), only.orb->endpoints());
    CHECK(only.url() == before);
}
