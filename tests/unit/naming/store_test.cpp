// SPDX-License-Identifier: BSL-1.0
// What every NamingStore must do. Compiled once for the stores of one process, and once for the one in etcd.
#include <catch2/catch.hpp>

#include <atomic>
#include <set>
#include <thread>

#include "cos-naming/memory_store.hpp"
#include "cos-naming/sqlite_store.hpp"
#include "tests/unit/naming/folder.hpp"
#ifdef CORBEL_TEST_ETCD
#include "tests/integration/naming/etcd_fixture.hpp"
#define STORES Etcd
#else
#define STORES Memory, Sqlite
#endif

using namespace corbel::naming;

namespace {

struct Memory {
    MemoryStore store;
};

struct SmallMemory {
    MemoryStore store{{.contexts = 3, .bindings = 4}};
};

struct Sqlite {
    Folder folder;
    SqliteStore store{{.path = folder / "names.db", .limits = {}}};
};

struct SmallSqlite {
    Folder folder;
    SqliteStore store{{.path = folder / "names.db", .limits = {.contexts = 3, .bindings = 4}}};
};

Bound object(const std::string& reference) { return {BindingType::object, {}, reference}; }
Bound foreign(const std::string& reference) { return {BindingType::context, {}, reference}; }

std::vector<std::string> ids(const std::vector<Binding>& bindings) {
    std::vector<std::string> all;
    for (const auto& binding : bindings) all.push_back(binding.name.id);
    return all;
}

}  // namespace

TEMPLATE_TEST_CASE("a store binds, finds and forgets", "", STORES) {
    TestType fixture;
    NamingStore& store = fixture.store;
    const auto root = NamingStore::root;
    Bound bound;
    CHECK(store.exists(root));
    CHECK(store.find(root, {"a", ""}, bound) == Outcome::not_bound);
    CHECK(store.bind(root, {"a", ""}, object("one")) == Outcome::done);
    CHECK(store.bind(root, {"a", ""}, object("two")) == Outcome::already_bound);
    CHECK(store.find(root, {"a", ""}, bound) == Outcome::done);
    CHECK(bound == object("one"));
    // The kind is a part of the name.
    CHECK(store.bind(root, {"a", "k"}, object("three")) == Outcome::done);
    CHECK(store.unbind(root, {"a", ""}) == Outcome::done);
    CHECK(store.unbind(root, {"a", ""}) == Outcome::not_bound);
    CHECK(store.find(root, {"a", "k"}, bound) == Outcome::done);
    CHECK(store.size().bindings == 1);
    CHECK(store.size().contexts == 1);
}

TEMPLATE_TEST_CASE("rebind replaces only what is of the same type", "", STORES) {
    TestType fixture;
    NamingStore& store = fixture.store;
    const auto root = NamingStore::root;
    Bound bound;
    CHECK(store.rebind(root, {"a", ""}, object("one")) == Outcome::done);
    CHECK(store.rebind(root, {"a", ""}, object("two")) == Outcome::done);
    CHECK(store.rebind(root, {"a", ""}, foreign("three")) == Outcome::other_type);
    CHECK(store.find(root, {"a", ""}, bound) == Outcome::done);
    CHECK(bound == object("two"));
    CHECK(store.bind(root, {"c", ""}, foreign("four")) == Outcome::done);
    CHECK(store.rebind(root, {"c", ""}, object("five")) == Outcome::other_type);
    CHECK(store.rebind(root, {"c", ""}, foreign("six")) == Outcome::done);
}

TEMPLATE_TEST_CASE("contexts are created, bound and destroyed when empty", "", STORES) {
    TestType fixture;
    NamingStore& store = fixture.store;
    const auto root = NamingStore::root;
    ContextId child;
    REQUIRE(store.bind_new_context(root, {"child", ""}, child) == Outcome::done);
    ContextId other;
    CHECK(store.bind_new_context(root, {"child", ""}, other) == Outcome::already_bound);
    Bound bound;
    CHECK(store.find(root, {"child", ""}, bound) == Outcome::done);
    CHECK(bound == Bound{BindingType::context, child, {}});
    CHECK(store.bind(child, {"x", ""}, object("x")) == Outcome::done);
    CHECK(store.destroy_context(child) == Outcome::not_empty);
    CHECK(store.unbind(child, {"x", ""}) == Outcome::done);
    CHECK(store.destroy_context(child) == Outcome::done);
    CHECK(store.destroy_context(child) == Outcome::no_context);
    CHECK_FALSE(store.exists(child));
    for (const auto outcome : {store.bind(child, {"x", ""}, object("x")), store.rebind(child, {"x", ""}, object("x")),
                               store.unbind(child, {"x", ""}), store.find(child, {"x", ""}, bound),
                               store.bind_new_context(child, {"x", ""}, other)})
        CHECK(outcome == Outcome::no_context);
    CHECK(store.list(child, {}, 10).empty());
    // The name of a destroyed context stays until it is unbound.
    CHECK(store.find(root, {"child", ""}, bound) == Outcome::done);
    CHECK(store.unbind(root, {"child", ""}) == Outcome::done);
    CHECK(store.destroy_context(root) == Outcome::not_empty);
}

TEMPLATE_TEST_CASE("a list goes on behind the last name", "", STORES) {
    TestType fixture;
    NamingStore& store = fixture.store;
    const auto root = NamingStore::root;
    for (const char* id : {"d", "b", "a", "c"}) store.bind(root, {id, ""}, object(id));
    ContextId child;
    store.bind_new_context(root, {"b", "dir"}, child);
    const auto all = store.list(root, {}, 100);
    CHECK(ids(all) == std::vector<std::string>{"a", "b", "b", "c", "d"});
    CHECK(all[2] == Binding{{"b", "dir"}, BindingType::context});
    CHECK(ids(store.list(root, {}, 2)) == std::vector<std::string>{"a", "b"});
    CHECK(ids(store.list(root, Component{"b", ""}, 2)) == std::vector<std::string>{"b", "c"});
    // The last name may be gone by then.
    store.unbind(root, {"c", ""});
    CHECK(ids(store.list(root, Component{"c", ""}, 2)) == std::vector<std::string>{"d"});
    CHECK(store.list(root, Component{"d", ""}, 2).empty());
    CHECK(store.list(root, {}, 0).empty());
}

TEMPLATE_TEST_CASE("context ids are not used twice", "", STORES) {
    TestType fixture;
    NamingStore& store = fixture.store;
    std::set<ContextId> seen;
    for (int i = 0; i < 300; ++i) {
        const auto id = store.create_context();
        REQUIRE(id);
        CHECK(id->size() <= 32);
        CHECK(seen.insert(*id).second);
        store.destroy_context(*id);
    }
    TestType another;
    CHECK_FALSE(another.store.exists(*store.create_context()));
}

TEMPLATE_TEST_CASE("of many who bind one name, one succeeds", "", STORES) {
    TestType fixture;
    NamingStore& store = fixture.store;
    std::atomic<int> done{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 200; ++i)
                if (store.bind(NamingStore::root, {std::to_string(i), ""}, object("x")) == Outcome::done) ++done;
        });
    for (auto& thread : threads) thread.join();
    CHECK(done == 200);
    CHECK(store.list(NamingStore::root, {}, 1000).size() == 200);
}

TEMPLATE_TEST_CASE("replace changes only what is still as expected", "", STORES) {
    TestType fixture;
    NamingStore& store = fixture.store;
    const auto root = NamingStore::root;
    const auto now = store.now();
    Bound leased{BindingType::object, {}, "IOR:00ff",
                 Lease{7, std::chrono::seconds{10}, now + std::chrono::seconds{10}, true}};
    CHECK(store.replace(root, {"a", ""}, leased, std::nullopt) == Outcome::not_bound);
    CHECK(store.bind(root, {"a", ""}, leased) == Outcome::done);
    Bound found;
    CHECK(store.find(root, {"a", ""}, found) == Outcome::done);
    CHECK(found == leased);
    auto renewed = leased;
    renewed.lease->end += std::chrono::seconds{5};
    CHECK(store.replace(root, {"a", ""}, leased, renewed) == Outcome::done);
    CHECK(store.replace(root, {"a", ""}, leased, std::nullopt) == Outcome::not_bound);
    REQUIRE(store.leases().size() == 1);
    CHECK(store.leases().front().bound == renewed);
    CHECK(store.replace("12", {"a", ""}, renewed, std::nullopt) == Outcome::no_context);
    CHECK(store.replace(root, {"a", ""}, renewed, object("two")) == Outcome::done);
    CHECK(store.leases().empty());
    CHECK(store.replace(root, {"a", ""}, object("two"), std::nullopt) == Outcome::done);
    CHECK(store.find(root, {"a", ""}, found) == Outcome::not_bound);
    CHECK(store.now() >= now);
}

#ifndef CORBEL_TEST_ETCD

TEMPLATE_TEST_CASE("a full store says so and goes on", "", SmallMemory, SmallSqlite) {
    TestType fixture;
    NamingStore& store = fixture.store;
    const auto root = NamingStore::root;
    ContextId child;
    CHECK(store.bind_new_context(root, {"1", ""}, child) == Outcome::done);
    CHECK(store.create_context());
    CHECK_FALSE(store.create_context());
    CHECK(store.bind_new_context(root, {"2", ""}, child) == Outcome::full);
    for (const char* id : {"2", "3", "4"}) CHECK(store.bind(root, {id, ""}, object(id)) == Outcome::done);
    CHECK(store.bind(root, {"5", ""}, object("5")) == Outcome::full);
    CHECK(store.rebind(root, {"5", ""}, object("5")) == Outcome::full);
    CHECK(store.rebind(root, {"4", ""}, object("5")) == Outcome::done);
    CHECK(store.unbind(root, {"4", ""}) == Outcome::done);
    CHECK(store.bind(root, {"5", ""}, object("5")) == Outcome::done);
}

TEMPLATE_TEST_CASE("an observer is told of each change, in order, and of no other", "", Memory, Sqlite) {
    TestType fixture;
    NamingStore& store = fixture.store;
    const auto root = NamingStore::root;
    std::vector<std::string> seen;
    const auto kind_of = [](const Change& change) {
        constexpr const char* kinds[] = {"bound ", "rebound ", "unbound "};
        return kinds[static_cast<int>(change.kind)];
    };
    CHECK(store.bind(root, {"before", ""}, object("one")) == Outcome::done);
    CHECK(store.observe([&](const Change& change) {
        seen.push_back(kind_of(change) + change.context + "/" + to_string({change.name}) + " " +
                       change.bound.reference);
    }));
    const Bound leased{BindingType::object, {}, "two", Lease{7, std::chrono::seconds{1}, store.now(), false}};
    auto renewed = leased;
    renewed.lease->end += std::chrono::seconds{5};
    ContextId context;
    store.bind(root, {"a", "k"}, object("one"));
    store.bind(root, {"a", "k"}, object("again"));
    store.rebind(root, {"a", "k"}, leased);
    store.replace(root, {"a", "k"}, leased, renewed);
    store.rebind(root, {"a", "k"}, object("two"));
    store.unbind(root, {"a", "k"});
    store.unbind(root, {"a", "k"});
    store.bind_new_context(root, {"c", ""}, context);
    store.bind(context, {"d", ""}, object("three"));
    CHECK(store.observe(nullptr));
    store.unbind(root, {"before", ""});
    CHECK(seen == std::vector<std::string>{"bound root/a.k one", "rebound root/a.k two", "unbound root/a.k two",
                                           "bound root/c ", "bound " + context + "/d three"});
}

#endif
