// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <future>
#include <set>
#include <thread>

#include "orb/engine/base/log.hpp"
#include "orb/engine/core/host_addresses.hpp"
#include "orb/engine/giop/limits.hpp"
#include "orb/engine/transport/socket.hpp"
#include "tests/unit/core/test_orb.hpp"

namespace corbel::core {
namespace {

using adapter::Policy;
using adapter::PolicyType;

constexpr Policy user_id{PolicyType::id_assignment, 0}, persistent{PolicyType::lifespan, 1},
    main_thread{PolicyType::thread, 2};

adapter::ObjectId id(std::string_view text) { return to_octets(as_bytes(text)); }

}  // namespace

TEST_CASE("orb: two of them in a process talk over TCP and do not know of each other") {
    const auto server = loopback_orb(), client = Orb::create();
    const auto reference = serve(*server, servant([](ServerRequest& request) {
        const auto text = request.arguments().string();
        request.end_of_arguments();
        request.reply([&](cdr::Writer& out) { out.string(text + "!"); });
    }));
    const auto there = client->string_to_object(server->object_to_string(reference));
    for (int i = 0; i < 10; ++i) {
        auto reply = client->invoker()->call(there, "shout", [](cdr::Writer& out) { out.string("hello"); });
        CHECK(reply.body.string() == "hello!");
    }
    client->destroy();
    CHECK(error_of_action([&] { ask(there); }).error() == Error::bad_inv_order);
    auto reply = server->invoker()->call(reference, "shout", [](cdr::Writer& out) { out.string("still"); });
    CHECK(reply.body.string() == "still!");
    server->destroy();
}

TEST_CASE("orb: calls to its own objects need no socket") {
    const auto orb = loopback_orb();
    const auto caller = std::this_thread::get_id();
    const auto reference = serve(*orb, servant([&](ServerRequest& request) {
        CHECK(std::this_thread::get_id() == caller);
        request.reply([](cdr::Writer& out) { out.string("near"); });
    }));
    CHECK(ask(reference) == "near");
    CHECK(ask(orb->string_to_object(orb->object_to_string(reference))) == "near");
    orb->destroy();
}

TEST_CASE("orb: references carry version, addresses, code sets and the type of ORB") {
    Options options;
    options.endpoints = {{"127.0.0.1", 0, {}}, {"127.0.0.2", 0, {}}};
    const auto orb = Orb::create(options);
    const auto profiles = giop::iiop_profiles(orb->root_poa()->create_reference("IDL:Test:1.0").ior());
    REQUIRE(profiles.size() == 1);
    CHECK(profiles[0].version == giop::Version{1, 2});
    CHECK(profiles[0].addresses == orb->addresses());
    REQUIRE(profiles[0].addresses.size() == 2);
    CHECK(profiles[0].addresses[1].host == "127.0.0.2");
    CHECK(profiles[0].addresses[0].port != 0);
    CHECK(profiles[0].code_sets);
    CHECK(profiles[0].components.size() == 3);
    CHECK(profiles[0].object_key.size() < 256);
    orb->destroy();

    options.max_giop_version = {1, 0};
    const auto old = Orb::create(options);
    const auto bare = giop::iiop_profiles(old->root_poa()->create_reference("IDL:Test:1.0").ior());
    CHECK(bare.at(0).version == giop::Version{1, 0});
    CHECK(bare.at(0).components.empty());
    old->destroy();
}

TEST_CASE("orb: a server at every interface publishes an address of the host") {
    const auto orb = Orb::create();
    const auto address = orb->addresses().at(0);
    CHECK_FALSE(address.host.empty());
    CHECK(address.host != "0.0.0.0");
    CHECK(address.port != 0);
    const auto client = Orb::create();
    CHECK(ask(at(*client, serve(*orb, says("found")))) == "found");
    client->destroy();
    orb->destroy();
}

TEST_CASE("orb: a port in use is INITIALIZE and named") {
    const auto first = loopback_orb();
    const auto port = first->addresses().at(0).port;
    const auto second = loopback_orb({}, port);
    const auto error = error_of_action([&] { second->root_poa(); });
    CHECK(error.error() == Error::initialize);
    CHECK_THAT(error.what(), Catch::Contains("127.0.0.1:" + std::to_string(port)));
    first->destroy();
    CHECK_NOTHROW(second->root_poa());  // the port is free now
    second->destroy();
}

TEST_CASE("orb: it listens at all its endpoints or at none") {
    const auto first = loopback_orb();
    const auto taken = first->addresses().at(0).port;
    const auto path = std::filesystem::temp_directory_path() / ("corbel-all-" + std::to_string(getpid()) + ".sock");
    Options options;
    options.endpoints = {{"", 0, path.string()}, {"127.0.0.1", taken, {}}};
    const auto second = Orb::create(options);
    CHECK(error_of_action([&] { second->root_poa(); }).error() == Error::initialize);
    CHECK_FALSE(std::filesystem::exists(path));
    first->destroy();
    CHECK_NOTHROW(second->root_poa());
    CHECK(second->addresses().size() == 2);
    second->destroy();
}

TEST_CASE("orb: the file of an inherited Unix-domain socket stays") {
    const auto path = std::filesystem::temp_directory_path() / ("corbel-kept-" + std::to_string(getpid()) + ".sock");
    giop::Address address{"", 0, path.string()};
    const auto sockets = transport::listen_at(address);
    const auto client = Orb::create();
    for (const auto* run : {"first", "second"}) {
        Options options;
        options.inherited_sockets = {::dup(sockets.front().get())};
        const auto server = Orb::create(options);
        CHECK(ask(at(*client, serve(*server, says(run)))) == run);
        server->destroy();
        CHECK(std::filesystem::exists(path));
    }
    client->destroy();
    std::filesystem::remove(path);
}

TEST_CASE("orb: a persistent reference survives a restart on the same port") {
    const auto client = Orb::create();
    Reference reference;
    std::uint16_t port = 0;
    for (const auto* run : {"first", "second", "third"}) {
        const auto server = loopback_orb({}, port);
        const auto root = server->root_poa();
        port = server->addresses().at(0).port;
        const auto poa = root->create_child("kept", root->manager(), std::array{user_id, persistent});
        poa->activate(id("x"), says(run));
        root->manager()->activate();
        const auto now = poa->id_to_reference(id("x"));
        if (!reference) reference = at(*client, now);
        CHECK(now.ior() == reference.ior());
        CHECK(ask(reference) == run);
        server->destroy();
    }
    const auto error = error_of_action([&] { ask(reference); });
    CHECK(error.error() == Error::transient);
    client->destroy();
}

TEST_CASE("orb: a transient reference does not survive a restart") {
    const auto client = Orb::create();
    auto server = loopback_orb();
    const auto reference = at(*client, serve(*server, says("first")));
    const auto port = server->addresses().at(0).port;
    CHECK(ask(reference) == "first");
    server->destroy();
    server = loopback_orb({}, port);
    serve(*server, says("second"));
    CHECK(error_of_action([&] { ask(reference); }).error() == Error::object_not_exist);
    server->destroy();
    client->destroy();
}

TEST_CASE("orb: keys of the program's own, called and located") {
    const auto server = loopback_orb(), client = Orb::create();
    server->register_object_key("NameService", serve(*server, says("names")));
    const auto place = server->addresses().at(0).to_string();
    const auto reference = client->string_to_object("corbaloc::" + place + "/NameService");
    CHECK(client->invoker()->locate(reference) == Location::Status::object_here);
    CHECK(ask(reference) == "names");
    CHECK(ask(client->string_to_object("corbaloc:iiop:1.2@" + place + "/NameService")) == "names");
    CHECK(ask(server->string_to_object("corbaloc::" + place + "/NameService")) == "names");
    client->destroy();
    server->destroy();
}

TEST_CASE("orb: an endpoint that shares memory, without a path, serves Corbel and others") {
    Options options;
    options.endpoints = {{"127.0.0.1", 0, {}}, parse_endpoint("giop:shm:")};
    const auto server = Orb::create(options), client = Orb::create();
    const auto reference = serve(*server, says("through memory"));
    CHECK(ask(at(*client, reference)) == "through memory");
    const auto addresses = giop::iiop_profiles(reference.ior()).at(0).addresses;
    REQUIRE(addresses.size() == 3);
    const auto& path = addresses[0].unix_path;
    CHECK(addresses[0] == giop::Address{{}, 0, path, true});
    CHECK(addresses[1].host == "127.0.0.1");
    CHECK(addresses[2] == giop::Address{{}, 0, path});
    CHECK(std::filesystem::exists(path));
    client->destroy();
    server->destroy();
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("orb: a Unix-domain endpoint serves") {
    const auto path = std::filesystem::temp_directory_path() / ("corbel-core-" + std::to_string(getpid()) + ".sock");
    Options options;
    options.endpoints = {{"", 0, path.string()}};
    const auto server = Orb::create(options), client = Orb::create();
    CHECK(ask(at(*client, serve(*server, says("over unix")))) == "over unix");
    client->destroy();
    server->destroy();
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("orb: requests wait for the root POA's manager to be activated") {
    const auto server = loopback_orb(), client = Orb::create();
    const auto root = server->root_poa();
    const auto reference = at(*client, root->id_to_reference(root->activate(says("at last"))));
    auto answer = std::async(std::launch::async, [&] { return ask(reference); });
    CHECK(answer.wait_for(std::chrono::milliseconds{100}) == std::future_status::timeout);
    root->manager()->activate();
    CHECK(answer.get() == "at last");
    client->destroy();
    server->destroy();
}

TEST_CASE("orb: shutdown ends what is held and run() returns") {
    const auto server = loopback_orb(), client = Orb::create();
    const auto root = server->root_poa();
    const auto reference = at(*client, root->id_to_reference(root->activate(says("never"))));
    auto answer = std::async(std::launch::async, [&] { return error_of_action([&] { ask(reference); }).error(); });
    std::thread runner{[&] { server->run(); }};
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    server->shutdown(true);
    runner.join();
    CHECK(answer.get() == Error::object_not_exist);
    CHECK(error_of_action([&] { server->root_poa(); }).minor() == minor::orb_has_shut_down);
    server->destroy();
    client->destroy();
}

TEST_CASE("orb: shutdown in an upcall cannot wait, and ends run() without waiting") {
    const auto server = loopback_orb(), client = Orb::create();
    std::atomic<std::uint32_t> shutdown_minor{0}, destroy_minor{0};
    const auto reference = at(*client, serve(*server, servant([&](ServerRequest& request) {
        shutdown_minor = error_of_action([&] { server->shutdown(true); }).minor();
        destroy_minor = error_of_action([&] { server->destroy(); }).minor();
        server->shutdown(false);
        request.reply([](cdr::Writer& out) { out.string("bye"); });
    })));
    std::thread runner{[&] { server->run(); }};
    CHECK(ask(reference) == "bye");
    runner.join();
    CHECK(shutdown_minor == minor::orb_shutdown_from_upcall);
    CHECK(destroy_minor == minor::orb_shutdown_from_upcall);
    server->destroy();
    server->destroy();
    client->destroy();
}

TEST_CASE("orb: shutdown waits for the requests that run and answers them") {
    const auto server = loopback_orb(), client = Orb::create();
    std::promise<void> entered;
    const auto reference = at(*client, serve(*server, servant([&](ServerRequest& request) {
        entered.set_value();
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        request.reply([](cdr::Writer& out) { out.string("done"); });
    })));
    auto answer = std::async(std::launch::async, [&] { return ask(reference); });
    entered.get_future().wait();
    server->destroy();
    CHECK(answer.get() == "done");
    client->destroy();
}

TEST_CASE("orb: shutdown from several threads at once") {
    for (int round = 0; round < 20; ++round) {
        const auto server = loopback_orb(), client = Orb::create();
        const auto reference = at(*client, serve(*server, says("x")));
        ask(reference);
        std::thread runner{[&] { server->run(); }}, one{[&] { server->shutdown(true); }},
            other{[&] { server->destroy(); }}, caller{[&] {
                try {
                    for (;;) ask(reference);
                } catch (const SystemError&) {
                }
            }};
        for (auto* thread : {&runner, &one, &other, &caller}) thread->join();
        client->destroy();
    }
}

TEST_CASE("orb: destroy() from several threads at once") {
    const auto server = loopback_orb();
    const auto reference = serve(*server, says("x"));
    for (int round = 0; round < 300; ++round) {
        const auto client = Orb::create();
        ask(at(*client, reference));
        std::atomic<int> ready{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 3; ++i)
            threads.emplace_back([&] {
                for (++ready; ready < 3;) std::this_thread::yield();
                client->destroy();
            });
        for (auto& thread : threads) thread.join();
        CHECK(error_of_action([&] { ask(at(*client, reference)); }).minor() == minor::orb_has_shut_down);
    }
    server->destroy();
}

TEST_CASE("orb: what the end of an ORB calls cannot wait for it") {
    const auto server = loopback_orb();
    struct Last : TestServant {
        Orb& orb;
        std::vector<std::uint32_t>& minors;
        Last(Orb& orb, std::vector<std::uint32_t>& minors)
            : TestServant{[](ServerRequest&) {}}, orb{orb}, minors{minors} {}
        ~Last() override {
            minors.push_back(error_of_action([&] { orb.shutdown(true); }).minor());
            minors.push_back(error_of_action([&] { orb.destroy(); }).minor());
        }
    };
    std::vector<std::uint32_t> minors;
    serve(*server, std::make_shared<Last>(*server, minors));
    server->destroy();
    CHECK(minors == std::vector<std::uint32_t>(2, minor::orb_shutdown_from_upcall));
}

TEST_CASE("orb: the last reference to it may go within a request, and another request goes on") {
    const auto client = Orb::create();
    auto server = loopback_orb();
    const auto root = server->root_poa();
    std::promise<void> inside, dropped;
    const auto slow = at(*client, serve(*server, servant([&](ServerRequest& request) {
        inside.set_value();
        dropped.get_future().wait();
        root->create_reference("");  // the ORB is there, or its POA gone already
        request.reply([](cdr::Writer& out) { out.string("done"); });
    })));
    const auto dropper = at(*client, serve(*server, servant([&](ServerRequest& request) {
        server.reset();
        request.reply([](cdr::Writer& out) { out.string("dropped"); });
    })));
    auto answer = std::async(std::launch::async, [&] {
        try {
            return ask(slow);
        } catch (const SystemError& error) {
            return std::string{name_of(error.error())};
        }
    });
    inside.get_future().wait();
    try {
        CHECK(ask(dropper) == "dropped");
    } catch (const SystemError&) {  // its connection may be gone before the answer
    }
    dropped.set_value();
    const auto text = answer.get();
    CHECK((text == "done" || text == "OBJECT_NOT_EXIST"));
    for (bool ended = false; !ended; std::this_thread::yield()) {
        try {
            root->create_reference("");
        } catch (const SystemError&) {
            ended = true;
        }
    }
    client->destroy();
}

TEST_CASE("orb: a call that waits for a restart ends with its ORB") {
    Options patient;
    patient.restart_patience = std::chrono::minutes{10};
    auto client = Orb::create(patient);
    const auto reference = client->string_to_object("corbaloc::127.0.0.1:1/nobody");
    auto error = std::async(std::launch::async, [reference] { return error_of_action([&] { ask(reference); }); });
    CHECK(error.wait_for(std::chrono::milliseconds{50}) == std::future_status::timeout);
    client->destroy();
    client.reset();
    const auto how = error.get().error();
    CHECK((how == Error::bad_inv_order || how == Error::transient));  // waiting, or about to wait again
}

TEST_CASE("orb: limits of what is received can be raised, for the process, and the refusal says how") {
    const auto with_profiles = [](std::size_t count) {
        giop::IiopProfile profile;
        profile.addresses = {{"127.0.0.1", 1, {}}};
        profile.object_key = {1};
        return giop::Ior{"IDL:X:1.0", {count, giop::Tagged{giop::tag::internet_iop, profile.write()}}}.to_string();
    };
    const auto usual = Orb::create();
    CHECK(usual->string_to_object(with_profiles(32)));
    const auto refusal = [&] {
        return std::string{error_of_action([&] { usual->string_to_object(with_profiles(41)); }).what()};
    };
    CHECK_THAT(refusal(), Catch::Contains("may have 32; -ORBmaxProfiles raises it"));
    Options raised;
    raised.max_profiles = 40;
    const auto other = Orb::create(raised);
    CHECK(usual->string_to_object(with_profiles(40)));
    CHECK_THAT(refusal(), Catch::Contains("may have 40; -ORBmaxProfiles raises it"));
    CHECK(giop::limits::components == 64u);
    raised.max_profiles = 32;
    raised.sources["maxProfiles"] = "program";  // what is built in, said aloud
    Orb::create(raised);
    CHECK(giop::limits::profiles == 32u);
}

TEST_CASE("orb: main-thread POAs are served by run() and perform_work()") {
    const auto server = loopback_orb(), client = Orb::create();
    const auto root = server->root_poa();
    const auto poa = root->create_child("main", root->manager(), std::array{user_id, main_thread});
    std::thread::id ran;
    poa->activate(id("x"), servant([&](ServerRequest& request) {
        ran = std::this_thread::get_id();
        request.reply([](cdr::Writer& out) { out.string("main"); });
    }));
    root->manager()->activate();
    const auto reference = at(*client, poa->id_to_reference(id("x")));
    auto answer = std::async(std::launch::async, [&] { return ask(reference); });
    while (!server->work_pending()) std::this_thread::yield();
    server->perform_work();
    CHECK(answer.get() == "main");
    CHECK(ran == std::this_thread::get_id());
    answer = std::async(std::launch::async, [&] {
        auto text = ask(reference);
        server->shutdown(false);
        return text;
    });
    ran = {};
    server->run();
    CHECK(answer.get() == "main");
    CHECK(ran == std::this_thread::get_id());
    server->destroy();
    client->destroy();
}

TEST_CASE("orb: an object that goes without destroy() stops its server") {
    const auto client = Orb::create();
    Reference reference;
    {
        const auto server = loopback_orb();
        reference = at(*client, serve(*server, says("x")));
        CHECK(ask(reference) == "x");
    }
    CHECK_THROWS_AS(ask(reference), SystemError);
    client->destroy();
}

TEST_CASE("orb: without threads of its own it serves in the program's loop") {
    Options options;
    options.max_threads = 0;
    const auto server = loopback_orb(options), client = loopback_orb();
    std::set<std::thread::id> served_by;
    const auto target = at(*client, serve(*server, servant([&](ServerRequest& request) {
                               served_by.insert(std::this_thread::get_id());
                               request.reply([](cdr::Writer& out) { out.string("served"); });
                           })));
    const auto descriptor = server->work_descriptor();
    CHECK_FALSE(server->work_pending());
    server->perform_work();  // nothing to do: returns
    std::atomic<bool> over{false};
    std::thread caller{[&] {
        for (int i = 0; i < 3; ++i) CHECK(ask(target) == "served");
        over = true;
    }};
    std::size_t rounds = 0;
    while (!over) {
        pollfd readable{descriptor, POLLIN, 0};
        ::poll(&readable, 1, 100);
        if (!server->work_pending()) continue;
        server->perform_work();
        ++rounds;
    }
    caller.join();
    CHECK(rounds > 0);
    CHECK(served_by == std::set<std::thread::id>{std::this_thread::get_id()});
    server->destroy();
}

TEST_CASE("orb: without threads run() serves, main-thread POAs included, until shutdown") {
    Options options;
    options.max_threads = 0;
    const auto server = loopback_orb(options), client = loopback_orb();
    const auto root = server->root_poa();
    root->manager()->activate();
    const std::array policies{adapter::Policy{adapter::PolicyType::thread, 2}};
    const auto poa = root->create_child("main", root->manager(), policies);
    std::thread::id served_by;
    const auto target = at(*client, poa->id_to_reference(poa->activate(servant([&](ServerRequest& request) {
                               served_by = std::this_thread::get_id();
                               request.reply([](cdr::Writer& out) { out.string("served"); });
                           }))));
    std::thread caller{[&] {
        CHECK(ask(target) == "served");
        server->shutdown(false);
    }};
    server->run();
    caller.join();
    CHECK(served_by == std::this_thread::get_id());
}

TEST_CASE("orb: references carry what is to be published, and a useless address is warned of") {
    std::vector<std::string> warnings;
    log::set_sink([&](log::Channel, log::Level, std::string_view text) { warnings.emplace_back(text); });
    Options options;
    options.published = parse_publications("giop:tcp:nat.invalid:,giop:tcp:192.0.2.1:7");
    options.not_listened_at = {{"192.0.2.2", 8, {}}};
    const auto orb = loopback_orb(options);
    const auto reference = serve(*orb, says("here"));
    const auto profile = giop::iiop_profiles(reference.ior()).at(0);
    REQUIRE(profile.addresses.size() == 3);
    CHECK(profile.addresses.at(0).host == "nat.invalid");
    CHECK(profile.addresses.at(0).port != 0);
    CHECK(profile.addresses.at(1) == giop::Address{"192.0.2.1", 7, {}});
    CHECK(profile.addresses.at(2) == giop::Address{"192.0.2.2", 8, {}});
    CHECK(ask(reference) == "here");  // known to be its own
    REQUIRE(warnings.size() == 1);
    CHECK_THAT(warnings.front(), Catch::Contains("nat.invalid") && Catch::Contains("cannot be looked up"));
    warnings.clear();
    options.published = parse_publications("giop:tcp:192.0.2.1:");
    options.not_listened_at.clear();
    const auto path = std::filesystem::temp_directory_path() / ("corbel-publish-" + std::to_string(::getpid()));
    options.endpoints = {{{}, 0, path.string()}};
    const auto local = Orb::create(options);
    local->addresses();
    REQUIRE(warnings.size() == 1);
    CHECK_THAT(warnings.front(), Catch::Contains("192.0.2.1:0") && Catch::Contains("-ORBendPointPublish"));
    log::set_sink(nullptr);
}

TEST_CASE("orb: of a range of ports the first that is free is taken") {
    const auto first = loopback_orb();
    const auto port = first->addresses().at(0).port;
    Options options;
    options.endpoints = {{"127.0.0.1", port, {}, static_cast<std::uint16_t>(port + 20)}};
    const auto second = Orb::create(options);
    const auto next = second->addresses().at(0).port;
    CHECK(next > port);
    CHECK(next <= port + 20);
    options.endpoints = {{"127.0.0.1", port, {}, port}};
    const auto third = Orb::create(options);
    const auto error = error_of_action([&] { third->addresses(); });
    CHECK(error.error() == Error::initialize);
    CHECK_THAT(error.what(), Catch::Contains("every port from " + std::to_string(port) + " to"));
    for (const auto& each : {first, second, third}) each->destroy();
}

TEST_CASE("orb: GIOP 1.0 references carry each address in a profile of its own") {
    Options options;
    options.max_giop_version = {1, 0};
    options.endpoints = {{"127.0.0.1", 0, {}}, {"127.0.0.2", 0, {}}};
    const auto orb = Orb::create(options), client = Orb::create();
    const auto reference = serve(*orb, says("here"));
    const auto profiles = giop::iiop_profiles(reference.ior());
    REQUIRE(profiles.size() == 2);
    CHECK(profiles[1].addresses == std::vector{orb->addresses().at(1)});
    CHECK(ask(at(*client, reference)) == "here");
    client->destroy();
    orb->destroy();
}

TEST_CASE("orb: what can be published is chosen by family, interface, name; the rest is refused or doubted") {
    const giop::Address everywhere{"", 2809, {}}, ipv6{"::1", 7, {}}, path{"", 0, "/tmp/s"};
    const auto published = [](std::string_view text, const std::vector<giop::Address>& listening) {
        return publish(parse_publications(text), listening);
    };
    CHECK(publish({}, {ipv6, path}) == std::vector{ipv6, path});
    CHECK(published("interface(lo)", {everywhere}) == std::vector{giop::Address{"127.0.0.1", 2809, {}}});
    CHECK(published("ipv4|addr", {ipv6}) == std::vector{ipv6});
    CHECK(published("giop:tcp:h:,giop:tcp:h:", {path, ipv6}) == std::vector{giop::Address{"h", 7, {}}});
    CHECK(published("hostname", {everywhere}).at(0).host == host_name());
    const auto refusal = error_of_action([&] { published("interface(none)", {everywhere}); });
    CHECK(refusal.error() == Error::initialize);
    CHECK_THAT(refusal.what(), Catch::Contains("interface(none)"));

    CHECK(doubts({{"127.0.0.1", 1, {}}}, {{"127.0.0.1", 1, {}}}).empty());
    CHECK_THAT(doubts({{"127.0.0.1", 1, {}}}, {everywhere}).at(0), Catch::Contains("other hosts cannot reach"));
    CHECK_THAT(doubts({{"192.0.2.1", 1, {}}, {"fe80::1", 1, {}}}, {everywhere}).at(0), Catch::Contains("segment"));
    CHECK_THAT(doubts({{"localhost", 1, {}}, {"192.0.2.1", 1, {}}}, {everywhere}).at(0),
               Catch::Contains("a name that"));
    CHECK(doubts({{"192.0.2.1", 1, {}}}, {everywhere}).empty());
    for (const auto* host : {"255.255.255.255", "224.0.0.1", "239.1.2.3", "240.0.0.1", "0.0.0.1", "ff02::1"}) {
        CAPTURE(host);
        const auto all = doubts({{host, 1, {}}, {"192.0.2.1", 1, {}}}, {everywhere});
        REQUIRE(all.size() == 1);
        CHECK_THAT(all.front(), Catch::Contains("nobody can connect to it") && Catch::Contains(host));
    }
    CHECK_THAT(doubts({{"169.254.1.1", 1, {}}}, {everywhere}).at(0), Catch::Contains("segment"));
    CHECK_THAT(doubts({{"192.0.2.1", 1, {}}, {"127.0.0.1", 1, {}}}, {everywhere}).at(0),
               Catch::Contains("127.0.0.1:1 behind others, which other hosts cannot reach"));
}

TEST_CASE("orb: an address of this host alone stands behind the others") {
    Options options;
    options.endpoints = {{"127.0.0.1", 0, {}}};
    options.published = parse_publications("giop:tcp:127.0.0.1:,giop:tcp:192.0.2.1:7");
    options.not_listened_at = {{"192.0.2.2", 8, {}}};
    const auto orb = loopback_orb(options);
    const auto profile = giop::iiop_profiles(serve(*orb, says("here")).ior()).at(0);
    REQUIRE(profile.addresses.size() == 3);
    CHECK(profile.addresses[0].host == "192.0.2.1");
    CHECK(profile.addresses[1].host == "192.0.2.2");
    CHECK(profile.addresses[2].host == "127.0.0.1");
    orb->destroy();
}

}  // namespace corbel::core
