// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <atomic>

#include "cos-naming/leases.hpp"
#include "cos-naming/liveness.hpp"
#include "cos-naming/memory_store.hpp"
#include "cos-naming/sqlite_store.hpp"
#include "tests/unit/naming/folder.hpp"

using namespace corbel::naming;
using namespace std::chrono_literals;

namespace {

const auto root = NamingStore::root;

template <class Condition>
bool comes_true(Condition condition) {
    for (int i = 0; i < 2000 && !condition(); ++i) std::this_thread::sleep_for(10ms);
    return condition();
}

bool is_bound(NamingStore& store, const Component& name) {
    Bound bound;
    return store.find(root, name, bound) == Outcome::done;
}

Bound leased(NamingStore& store, const std::string& reference, std::chrono::milliseconds term, bool with_server) {
    return {BindingType::object, {}, reference, new_lease(store, term, with_server)};
}

/// Objects that are there, are not, or do not answer, by the text of their reference.
Liveness::State ask(const std::string& reference) {
    if (reference == "dead") return Liveness::State::dead;
    return reference == "silent" ? Liveness::State::unreachable : Liveness::State::alive;
}

}  // namespace

TEST_CASE("a binding ends with its lease and not before; renewal puts that off") {
    MemoryStore store;
    const auto brief = leased(store, "brief", 100ms, false);
    const auto renewed = leased(store, "renewed", 100ms, false);
    const auto endless = leased(store, "endless", 0ms, true);
    REQUIRE(store.bind(root, {"brief", ""}, brief) == Outcome::done);
    REQUIRE(store.bind(root, {"renewed", ""}, renewed) == Outcome::done);
    REQUIRE(store.bind(root, {"endless", ""}, endless) == Outcome::done);
    auto later = renewed;
    later.lease->end += 60s;
    Leases leases{store};
    CHECK(store.replace(root, {"renewed", ""}, renewed, later) == Outcome::done);
    CHECK(comes_true([&] { return !is_bound(store, {"brief", ""}); }));
    CHECK(store.now() >= brief.lease->end);
    CHECK(is_bound(store, {"renewed", ""}));
    CHECK(is_bound(store, {"endless", ""}));
    const auto given = leased(store, "given", 10ms, false);
    REQUIRE(store.bind(root, {"given", ""}, given) == Outcome::done);
    leases.given(*given.lease);
    CHECK(comes_true([&] { return !is_bound(store, {"given", ""}); }));
}

TEST_CASE("a lease that ended while the service was down ends after the start") {
    const Folder folder;
    const auto path = folder / "names.db";
    {
        SqliteStore store{{.path = path, .limits = {}}};
        REQUIRE(store.bind(root, {"brief", ""}, leased(store, "brief", 150ms, false)) == Outcome::done);
        REQUIRE(store.bind(root, {"long", ""}, leased(store, "long", 60s, false)) == Outcome::done);
    }
    std::this_thread::sleep_for(300ms);
    SqliteStore store{{.path = path, .limits = {}}};
    CHECK(is_bound(store, {"brief", ""}));  // the time that was left is still left: its server could not renew it
    const Leases leases{store};
    CHECK(comes_true([&] { return !is_bound(store, {"brief", ""}); }));
    CHECK(is_bound(store, {"long", ""}));
}

TEST_CASE("a binding whose lease ends with its server goes when the server is gone") {
    MemoryStore store;
    for (const char* reference : {"alive", "dead", "silent"}) {
        store.bind(root, {reference, "with"}, leased(store, reference, 0ms, true));
        store.bind(root, {reference, "without"}, {BindingType::object, {}, reference});
    }
    std::atomic<int> asked{0};
    Liveness liveness{store,
                      [&](const std::string& reference) {
                          ++asked;
                          return ask(reference);
                      },
                      {.interval = 5ms}};
    CHECK(comes_true([&] { return !is_bound(store, {"silent", "with"}); }));
    CHECK(asked >= 7);  // three rounds of patience
    CHECK_FALSE(is_bound(store, {"dead", "with"}));
    CHECK(is_bound(store, {"alive", "with"}));
    for (const char* reference : {"alive", "dead", "silent"}) CHECK(is_bound(store, {reference, "without"}));
    Bound bound;
    REQUIRE(store.find(root, {"alive", "with"}, bound) == Outcome::done);
    CHECK(liveness.mark(root, {"alive", "with"}, bound)->state == Liveness::State::alive);
    REQUIRE(store.find(root, {"alive", "without"}, bound) == Outcome::done);
    CHECK_FALSE(liveness.mark(root, {"alive", "without"}, bound));
}

TEST_CASE("all objects are asked if that is wanted, and keep their names") {
    MemoryStore store;
    ContextId inner;
    REQUIRE(store.bind_new_context(root, {"inner", ""}, inner) == Outcome::done);
    store.bind(inner, {"up", ""}, {BindingType::context, root, {}});
    store.bind(inner, {"a", ""}, {BindingType::object, {}, "dead"});
    store.bind(root, {"b", ""}, {BindingType::object, {}, "silent"});
    const Bound dead{BindingType::object, {}, "dead"};
    const Bound silent{BindingType::object, {}, "silent"};
    Liveness liveness{store, ask, {.interval = 5ms, .everything = true}};
    CHECK(comes_true([&] {
        const auto mark = liveness.mark(root, {"b", ""}, silent);
        return mark && mark->unanswered > 4;
    }));
    REQUIRE(liveness.mark(inner, {"a", ""}, dead));
    CHECK(liveness.mark(inner, {"a", ""}, dead)->state == Liveness::State::dead);
    CHECK_FALSE(liveness.mark(inner, {"a", ""}, silent));  // it is bound to something else
    Bound bound;
    CHECK(store.find(inner, {"a", ""}, bound) == Outcome::done);
}
