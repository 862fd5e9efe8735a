// SPDX-License-Identifier: BSL-1.0
// The store in etcd as several daemons have it. etcd_test.py starts the etcd.
#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "tests/integration/naming/etcd_fixture.hpp"

using namespace corbel::naming;

namespace {

Bound object(const std::string& reference) { return {BindingType::object, {}, reference}; }

/// Two daemons that serve one store.
struct Pair {
    Etcd first;
    EtcdStore second{Etcd::settings(first.name)};
};

template <class Condition>
bool comes(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return true;
}

}  // namespace

TEST_CASE("etcd: what one daemon did all others see at once") {
    Pair pair;
    Bound bound;
    for (int i = 0; i < 20; ++i) {
        const Component name{std::to_string(i), "k"};
        REQUIRE(pair.first.store.bind(NamingStore::root, name, object("IOR:" + name.id)) == Outcome::done);
        REQUIRE(pair.second.find(NamingStore::root, name, bound) == Outcome::done);
        REQUIRE(bound == object("IOR:" + name.id));
        REQUIRE(pair.second.unbind(NamingStore::root, name) == Outcome::done);
        REQUIRE(pair.first.store.find(NamingStore::root, name, bound) == Outcome::not_bound);
    }
}

TEST_CASE("etcd: of two daemons that bind a name one succeeds") {
    Pair pair;
    std::atomic<int> done{0};
    const auto bind_all = [&](NamingStore& store) {
        for (int i = 0; i < 100; ++i)
            if (store.bind(NamingStore::root, {std::to_string(i), ""}, object("x")) == Outcome::done) ++done;
    };
    std::thread first{[&] { bind_all(pair.first.store); }}, second{[&] { bind_all(pair.second); }};
    first.join();
    second.join();
    CHECK(done == 100);
}

TEST_CASE("etcd: a context is destroyed, or gets a name, but not both") {
    Pair pair;
    int destroyed = 0;
    for (int i = 0; i < 40; ++i) {
        const auto context = pair.first.store.create_context();
        REQUIRE(context);
        Outcome binding{}, destruction{};
        std::thread binder{[&] { binding = pair.first.store.bind(*context, {"a", ""}, object("x")); }};
        destruction = pair.second.destroy_context(*context);
        binder.join();
        destroyed += destruction == Outcome::done;
        REQUIRE((binding == Outcome::done) == (destruction == Outcome::not_empty));
        REQUIRE((binding == Outcome::no_context) == (destruction == Outcome::done));
    }
    WARN(destroyed << " of 40 were destroyed");
}

TEST_CASE("etcd: names of all characters stand in their order") {
    Etcd etcd;
    const std::set<Component> names{{"", ""}, {"", "a"}, {"a", ""}, {"a", "b"}, {std::string{"a\0", 2}, ""},
                                    {std::string{"a\0b", 3}, "c"}, {"a\1", ""}, {"a/b", "."}, {"ab", ""},
                                    {"\x7f\xc3\xa4\xff", "\xff"}, {"\"<>&", "\\"}};
    for (const auto& name : names) REQUIRE(etcd.store.bind(NamingStore::root, name, object(name.id)) == Outcome::done);
    const auto all = etcd.store.list(NamingStore::root, {}, 100);
    REQUIRE(all.size() == names.size());
    CHECK(std::equal(all.begin(), all.end(), names.begin(), [](const auto& a, const auto& b) { return a.name == b; }));
    Bound bound;
    for (const auto& name : names) {
        REQUIRE(etcd.store.find(NamingStore::root, name, bound) == Outcome::done);
        CHECK(bound.reference == name.id);
    }
}

TEST_CASE("etcd: a list of more than one answer is whole") {
    Etcd etcd;
    std::vector<std::thread> writers;
    for (int t = 0; t < 8; ++t)
        writers.emplace_back([&, t] {
            for (int i = t; i < 1203; i += 8) etcd.store.bind(NamingStore::root, {std::to_string(i), ""}, object("x"));
        });
    for (auto& writer : writers) writer.join();
    CHECK(etcd.store.list(NamingStore::root, {}, 2000).size() == 1203);
    CHECK(etcd.store.list(NamingStore::root, {}, 1101).size() == 1101);
    CHECK(etcd.store.size().bindings == 1203);
}

TEST_CASE("etcd: contexts that no store makes are not there, references that are too long are refused") {
    Etcd etcd;
    for (const char* id : {"", "no such context", "a/b", "root/x", "../binding/root", "00", "ffffffffffffffffff"}) {
        Bound bound;
        CHECK_FALSE(etcd.store.exists(id));
        CHECK(etcd.store.find(id, {"a", ""}, bound) == Outcome::no_context);
        CHECK(etcd.store.bind(id, {"a", ""}, object("x")) == Outcome::no_context);
        CHECK(etcd.store.unbind(id, {"a", ""}) == Outcome::no_context);
        CHECK(etcd.store.destroy_context(id) == Outcome::no_context);
    }
    CHECK(etcd.store.bind(NamingStore::root, {"a", ""}, object(std::string(70'000, 'x'))) == Outcome::full);
}

TEST_CASE("etcd: daemons see each other come and go") {
    Etcd etcd;
    std::mutex mutex;
    std::vector<std::string> seen;
    etcd.store.announce({"127.0.0.1:1"}, [&](const auto& daemons) {
        const std::lock_guard lock{mutex};
        seen = daemons;
    });
    const auto are_seen = [&](std::vector<std::string> daemons) {
        return comes([&] {
            const std::lock_guard lock{mutex};
            return seen == daemons;
        });
    };
    CHECK(are_seen({"127.0.0.1:1"}));
    {
        EtcdStore other{Etcd::settings(etcd.name)};
        other.announce({"127.0.0.1:2"}, [](const auto&) {});
        CHECK(are_seen({"127.0.0.1:1", "127.0.0.1:2"}));
    }
    CHECK(are_seen({"127.0.0.1:1"}));
}
