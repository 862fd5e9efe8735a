// SPDX-License-Identifier: BSL-1.0
// The store in etcd as several daemons have it. etcd_test.py starts the etcd.
#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "cos-naming/leases.hpp"
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

namespace {

/// What an observer was told, as "bound root/a one".
class Told {
public:
    explicit Told(NamingStore& store) : store_{store} {
        REQUIRE(store.observe([this](const Change& change) {
            constexpr const char* kinds[] = {"bound ", "rebound ", "unbound ", "missed"};
            auto line = kinds[static_cast<int>(change.kind)] + change.context;
            if (change.kind != Change::Kind::missed)
                line += "/" + to_string({change.name}) + " " + change.bound.reference;
            const std::lock_guard lock{mutex_};
            lines_.push_back(std::move(line));
        }));
    }
    ~Told() { store_.observe(nullptr); }

    std::vector<std::string> lines() {
        const std::lock_guard lock{mutex_};
        return lines_;
    }

private:
    NamingStore& store_;
    std::mutex mutex_;
    std::vector<std::string> lines_;
};

}  // namespace

TEST_CASE("etcd: all daemons tell of the changes of all, in one order") {
    Pair pair;
    Told first{pair.first.store}, second{pair.second};
    const auto change_names = [](NamingStore& store, const std::string& who) {
        for (int i = 0; i < 30; ++i) {
            const Component name{who + std::to_string(i % 3), "k"};
            store.rebind(NamingStore::root, name, object(who));
            store.rebind(NamingStore::root, {"both", ""}, object(who + std::to_string(i)));
            if (i % 3 == 2) store.unbind(NamingStore::root, name);
        }
    };
    std::thread one{[&] { change_names(pair.first.store, "a"); }};
    change_names(pair.second, "b");
    one.join();
    REQUIRE(pair.second.unbind(NamingStore::root, {"both", ""}) == Outcome::done);
    const auto is_told = [](Told& told) {
        const auto lines = told.lines();
        return !lines.empty() && lines.back().starts_with("unbound root/both ");
    };
    REQUIRE(comes([&] { return is_told(first) && is_told(second); }));
    const auto lines = first.lines();
    CHECK(lines == second.lines());
    CHECK(lines.size() == 2 * (30 + 30 + 10) + 1);
    CHECK(std::count(lines.begin(), lines.end(), "unbound root/a2.k a") == 10);
}

TEST_CASE("etcd: renewals are no changes, and leases are told as bindings") {
    Pair pair;
    Told told{pair.second};
    auto& store = pair.first.store;
    auto bound = object("one");
    bound.lease = Lease{7, std::chrono::minutes{1}, store.now() + std::chrono::minutes{1}, false};
    REQUIRE(store.bind(NamingStore::root, {"a", ""}, bound) == Outcome::done);
    for (int i = 0; i < 3; ++i) {
        auto renewed = bound;
        renewed.lease->end += std::chrono::seconds{1};
        REQUIRE(store.replace(NamingStore::root, {"a", ""}, bound, renewed) == Outcome::done);
        bound = renewed;
    }
    REQUIRE(store.replace(NamingStore::root, {"a", ""}, bound, std::nullopt) == Outcome::done);
    REQUIRE(comes([&] { return told.lines().size() >= 2; }));
    CHECK(told.lines() == std::vector<std::string>{"bound root/a one", "unbound root/a one"});
}

TEST_CASE("etcd: a change that is made from now on has a later moment") {
    Pair pair;
    std::atomic<std::uint64_t> moment{0};
    pair.second.observe([&](const Change& change) { moment = change.moment; });
    REQUIRE(pair.first.store.bind(NamingStore::root, {"a", ""}, object("x")) == Outcome::done);
    const auto now = pair.second.moment();
    REQUIRE(comes([&] { return moment > 0; }));
    CHECK(moment <= now);
    REQUIRE(pair.first.store.unbind(NamingStore::root, {"a", ""}) == Outcome::done);
    CHECK(comes([&] { return moment > now; }));
    pair.second.observe(nullptr);
}

TEST_CASE("etcd: whichever daemon is there ends a lease, and none does while it is renewed") {
    Pair pair;
    const Component name{"held", ""}, brief{"brief", ""};
    auto first = std::make_unique<EtcdStore>(Etcd::settings(pair.first.name));
    const Leases ends{pair.second};
    auto bound = object("x");
    bound.lease = new_lease(*first, std::chrono::milliseconds{1500}, false);
    REQUIRE(first->bind(NamingStore::root, name, bound) == Outcome::done);
    REQUIRE(first->bind(NamingStore::root, brief, bound) == Outcome::done);
    Bound found;
    for (int i = 0; i < 8; ++i) {  // by the one daemon and by the other
        std::this_thread::sleep_for(std::chrono::milliseconds{500});
        NamingStore& by = i % 2 == 0 ? *first : pair.second;
        REQUIRE(by.find(NamingStore::root, name, found) == Outcome::done);
        REQUIRE(found.lease);
        auto renewed = found;
        renewed.lease->end = by.now() + renewed.lease->term;
        REQUIRE(by.replace(NamingStore::root, name, found, renewed) == Outcome::done);
    }
    CHECK(first->find(NamingStore::root, brief, found) == Outcome::not_bound);
    first.reset();
    CHECK(comes([&] { return pair.second.find(NamingStore::root, name, found) == Outcome::not_bound; }));
    CHECK(pair.second.leases().empty());
}

TEST_CASE("etcd: a lease that another daemon has renewed is not ended by one that has not heard of it") {
    Pair pair;
    auto bound = object("x");
    bound.lease = Lease{9, std::chrono::minutes{1}, {}, true};
    REQUIRE(pair.first.store.bind(NamingStore::root, {"a", ""}, bound) == Outcome::done);
    Bound seen;
    REQUIRE(pair.second.find(NamingStore::root, {"a", ""}, seen) == Outcome::done);
    auto renewed = bound;
    renewed.lease->end += std::chrono::seconds{1};
    REQUIRE(pair.first.store.replace(NamingStore::root, {"a", ""}, bound, renewed) == Outcome::done);
    CHECK(pair.second.replace(NamingStore::root, {"a", ""}, seen, std::nullopt) == Outcome::not_bound);
    // One that is bound anew on terms of the same text is another one as well.
    REQUIRE(pair.first.store.find(NamingStore::root, {"a", ""}, seen) == Outcome::done);
    REQUIRE(pair.second.rebind(NamingStore::root, {"a", ""}, bound) == Outcome::done);
    CHECK(pair.first.store.replace(NamingStore::root, {"a", ""}, seen, std::nullopt) == Outcome::not_bound);
    CHECK(pair.first.store.find(NamingStore::root, {"a", ""}, seen) == Outcome::done);
}

TEST_CASE("etcd: a daemon that misses an object alone does not remove it") {
    Pair pair;
    auto bound = object("x");
    bound.lease = Lease{9, std::chrono::minutes{1}, {}, true};
    REQUIRE(pair.first.store.bind(NamingStore::root, {"a", ""}, bound) == Outcome::done);
    const auto binding_seen_by = [](NamingStore& store) {
        Leased binding{NamingStore::root, {"a", ""}, {}};
        REQUIRE(store.find(binding.context, binding.name, binding.bound) == Outcome::done);
        return binding;
    };
    auto& first = pair.first.store;
    CHECK_FALSE(first.all_miss(binding_seen_by(first), true));
    CHECK_FALSE(first.all_miss(binding_seen_by(first), false));  // it is back
    CHECK_FALSE(pair.second.all_miss(binding_seen_by(pair.second), true));
    CHECK(first.all_miss(binding_seen_by(first), true));
    // Who renews is not missing.
    auto renewed = binding_seen_by(first).bound;
    const auto before = renewed;
    renewed.lease->end += std::chrono::seconds{1};
    REQUIRE(first.replace(NamingStore::root, {"a", ""}, before, renewed) == Outcome::done);
    CHECK_FALSE(pair.second.all_miss(binding_seen_by(pair.second), true));
    {
        EtcdStore third{Etcd::settings(pair.first.name)};
        CHECK_FALSE(first.all_miss(binding_seen_by(first), true));
    }
    CHECK(first.all_miss(binding_seen_by(first), true));
}

TEST_CASE("etcd: the clock of leases stands while etcd does not answer") {
    etcd::ContactClock clock;
    const auto start = clock.now();
    std::this_thread::sleep_for(std::chrono::milliseconds{2300});
    const auto silent = clock.now();
    CHECK(silent - start <= std::chrono::seconds{2});
    clock.touch();
    CHECK(clock.now() - silent < std::chrono::milliseconds{500});
    CHECK(comes([&] { return clock.now() > silent; }));
}

TEST_CASE("etcd: what was compacted is said to be missed") {
    Pair pair;
    const auto url = Etcd::settings(pair.first.name).url;
    etcd::Members members{url, {}};
    const etcd::Layout layout{pair.first.name};
    for (int i = 0; i < 5; ++i) pair.first.store.rebind(NamingStore::root, {"a", ""}, object(std::to_string(i)));
    const auto now = static_cast<std::int64_t>(pair.first.store.moment());
    HttpConnection connection{url.members.front(), nullptr, Deadline::clock::now() + std::chrono::seconds{10}};
    const auto compacted =
        connection.post("/v3/kv/compaction", R"({"revision": ")" + std::to_string(now) + R"("})",
                        Deadline::clock::now() + std::chrono::seconds{10});
    REQUIRE(compacted.status == 200);
    std::atomic<int> begun{0}, events{0};
    const etcd::Feed feed{members,
                          {layout.first(), layout.end()},
                          {[&](bool again) {
                               ++begun;
                               return again ? static_cast<std::int64_t>(pair.first.store.moment()) : now - 4;
                           },
                           [&](const auto& some) { events += static_cast<int>(some.size()); }, [] {}},
                          {}};
    REQUIRE(comes([&] { return begun == 2; }));
    CHECK(events == 0);
    REQUIRE(pair.first.store.unbind(NamingStore::root, {"a", ""}) == Outcome::done);
    CHECK(comes([&] { return events > 0; }));
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
