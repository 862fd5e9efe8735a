// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <future>

#include "cos-naming/memory_store.hpp"
#include "cos-naming/watches.hpp"

using namespace corbel::naming;
using namespace std::chrono_literals;

namespace {

const auto root = NamingStore::root;

Bound object(const std::string& reference) { return {BindingType::object, {}, reference}; }

struct Service {
    explicit Service(Watches::Settings settings = {}) : watches{store, settings} {
        store.observe([this](const Change& change) { watches.note(change); });
    }
    ~Service() { store.observe(nullptr); }

    ContextId context(const ContextId& parent, const std::string& id) {
        ContextId created;
        REQUIRE(store.bind_new_context(parent, {id, ""}, created) == Outcome::done);
        return created;
    }

    MemoryStore store;
    Watches watches;
};

/// What one watcher has been told, as "1 bound a/b".
class Seen {
public:
    Watches::Send send() {
        return [this](std::uint64_t first, const std::vector<WatchedChange>& changes) {
            constexpr const char* kinds[] = {" bound ", " rebound ", " unbound "};
            const std::lock_guard lock{mutex_};
            if (changes.empty()) ++looks_;
            for (const auto& change : changes)
                lines_.push_back(std::to_string(first++) + kinds[static_cast<int>(change.kind)] +
                                 to_string(change.name));
            changed_.notify_all();
        };
    }

    std::vector<std::string> wait_for(std::size_t count) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, 20s, [&] { return lines_.size() >= count; });
        return lines_;
    }

    void wait_for_look() {
        std::unique_lock lock{mutex_};
        CHECK(changed_.wait_for(lock, 20s, [&] { return looks_ > 0; }));
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> lines_;
    unsigned looks_ = 0;
};

bool becomes_empty(Watches& watches) {
    for (int i = 0; i < 2000 && watches.count() > 0; ++i) std::this_thread::sleep_for(10ms);
    return watches.count() == 0;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a watch of a context tells of its own names, in order") {
    Seen seen;
    Service service;
    const auto plant = service.context(root, "plant");
    service.store.bind(root, {"before", ""}, object("one"));
    REQUIRE(service.watches.open(root, false, "me", seen.send()));
    service.store.bind(root, {"a", "k"}, object("one"));
    service.store.bind(plant, {"deeper", ""}, object("one"));
    service.store.rebind(root, {"a", "k"}, object("two"));
    service.store.unbind(root, {"a", "k"});
    service.store.unbind(root, {"before", ""});
    CHECK(seen.wait_for(4) == Lines{"1 bound a.k", "2 rebound a.k", "3 unbound a.k", "4 unbound before"});
}

TEST_CASE("a deep watch tells of the contexts below, as they come and go") {
    Seen seen;
    Service service;
    const auto plant = service.context(root, "plant");
    const auto hall = service.context(plant, "hall");
    const auto apart = *service.store.create_context();
    const auto below_apart = service.context(apart, "inner");
    const auto id = service.watches.open(plant, true, "me", seen.send());
    REQUIRE(id);
    auto& store = service.store;
    store.bind(root, {"not", ""}, object("one"));
    store.bind(hall, {"pump", ""}, object("one"));
    store.bind(below_apart, {"unseen", ""}, object("one"));
    store.bind(hall, {"apart", ""}, {BindingType::context, apart, {}});
    store.bind(below_apart, {"seen", ""}, object("one"));
    store.bind(plant, {"short", ""}, {BindingType::context, below_apart, {}});
    store.bind(below_apart, {"nearer", ""}, object("one"));
    store.unbind(plant, {"short", ""});
    store.bind(below_apart, {"far", ""}, object("one"));
    store.bind(hall, {"up", ""}, {BindingType::context, plant, {}});  // a cycle
    store.bind(plant, {"last", ""}, object("one"));
    const Lines expected{"1 bound hall/pump",          "2 bound hall/apart", "3 bound hall/apart/inner/seen",
                         "4 bound short",              "5 bound short/nearer", "6 unbound short",
                         "7 bound hall/apart/inner/far", "8 bound hall/up",    "9 bound last"};
    CHECK(seen.wait_for(expected.size()) == expected);
    CHECK(service.watches.last_change(*id) == 9);
}

TEST_CASE("a watch that ends is told no more") {
    Seen seen;
    Service service;
    const auto id = service.watches.open(root, true, "me", seen.send());
    REQUIRE(id);
    service.store.bind(root, {"a", ""}, object("one"));
    seen.wait_for(1);
    CHECK(service.watches.close(*id));
    CHECK_FALSE(service.watches.close(*id));
    CHECK_FALSE(service.watches.last_change(*id));
    service.store.bind(root, {"b", ""}, object("one"));
    CHECK(seen.wait_for(1) == Lines{"1 bound a"});
}

TEST_CASE("a watcher that fails is dropped, others go on") {
    Seen seen;
    Service service;
    REQUIRE(service.watches.open(root, false, "dead", [](auto, auto&) { throw std::runtime_error{"gone"}; }));
    REQUIRE(service.watches.open(root, false, "me", seen.send()));
    service.store.bind(root, {"a", ""}, object("one"));
    service.store.bind(root, {"b", ""}, object("one"));
    CHECK(seen.wait_for(2).size() == 2);
    for (int i = 0; i < 2000 && service.watches.count() > 1; ++i) std::this_thread::sleep_for(10ms);
    CHECK(service.watches.count() == 1);
}

TEST_CASE("a quiet watcher is asked whether it is there") {
    Seen seen;
    Service service{{.quiet = 20ms}};
    REQUIRE(service.watches.open(root, false, "me", seen.send()));
    seen.wait_for_look();
    CHECK(service.watches.count() == 1);
    Service other{{.quiet = 20ms}};
    REQUIRE(other.watches.open(root, false, "dead", [](auto, auto&) { throw std::runtime_error{"gone"}; }));
    CHECK(becomes_empty(other.watches));
}

TEST_CASE("a slow watcher loses its oldest changes and sees that it did; nobody waits for it") {
    std::promise<void> go_on;
    std::atomic<bool> waiting{false};
    std::vector<std::uint64_t> numbers;
    Service service{{.queue = 5, .batch = 2}};
    auto future = go_on.get_future().share();
    const auto id = service.watches.open(root, false, "slow", [&](std::uint64_t first, const auto& changes) {
        waiting = true;
        future.wait();
        for (std::size_t i = 0; i < changes.size(); ++i) numbers.push_back(first + i);
    });
    REQUIRE(id);
    service.store.bind(root, {"first", ""}, object("one"));
    for (int i = 0; i < 2000 && !waiting; ++i) std::this_thread::sleep_for(10ms);
    for (int i = 0; i < 20; ++i) service.store.bind(root, {"n" + std::to_string(i), ""}, object("one"));
    for (int i = 0; i < 2000 && service.watches.last_change(*id) != 21u; ++i) std::this_thread::sleep_for(10ms);
    CHECK(service.watches.last_change(*id) == 21);
    go_on.set_value();
    for (int i = 0; i < 2000 && service.watches.count() > 0; ++i) {
        std::this_thread::sleep_for(10ms);
        service.watches.last_change(*id);
        if (i == 20) service.watches.close(*id);
    }
    // Those on their way when it became slow, and the newest five.
    REQUIRE(numbers.size() >= 6);
    CHECK(numbers.front() == 1);
    CHECK(std::vector<std::uint64_t>(numbers.end() - 5, numbers.end()) ==
          std::vector<std::uint64_t>{17, 18, 19, 20, 21});
}

TEST_CASE("what the store cannot tell is seen from the numbers, and contexts that came unseen are watched") {
    Seen seen;
    Service service;
    const auto plant = service.context(root, "plant");
    const auto id = service.watches.open(root, true, "me", seen.send());
    REQUIRE(id);
    service.store.bind(plant, {"a", ""}, object("one"));
    CHECK(seen.wait_for(1) == Lines{"1 bound plant/a"});
    service.store.observe(nullptr);
    const auto hall = service.context(plant, "hall");
    service.store.observe([&](const Change& change) { service.watches.note(change); });
    service.watches.note({.kind = Change::Kind::missed});
    service.store.bind(hall, {"b", ""}, object("one"));
    CHECK(seen.wait_for(2) == Lines{"1 bound plant/a", "3 bound plant/hall/b"});
}

TEST_CASE("a change made before a watch began is not told, however late the store tells of it") {
    Seen seen;
    struct Late final : MemoryStore {
        std::uint64_t moment() override { return 7; }
    } store;
    Watches watches{store, {}};
    REQUIRE(watches.open(root, false, "me", seen.send()));
    for (const std::uint64_t moment : {6u, 7u, 8u})
        watches.note({Change::Kind::bound, root, {std::to_string(moment), ""}, object("one"), moment});
    CHECK(seen.wait_for(1) == Lines{"1 bound 8"});
}

TEST_CASE("watches are bounded, in all and for each client") {
    Service service{{.most = 3, .most_of_client = 2, .contexts = 3}};
    const auto nothing = [](auto, auto&) {};
    CHECK(service.watches.open(root, false, "one", nothing));
    CHECK(service.watches.open(root, false, "one", nothing));
    CHECK_FALSE(service.watches.open(root, false, "one", nothing));
    const auto plant = service.context(root, "plant");
    const auto deep = service.watches.open(root, true, "two", nothing);
    REQUIRE(deep);
    CHECK_FALSE(service.watches.open(root, false, "three", nothing));
    // More contexts than may be followed end the deep watch alone.
    for (int i = 0; i < 3; ++i) service.context(plant, "c" + std::to_string(i));
    for (int i = 0; i < 2000 && service.watches.count() > 2; ++i) std::this_thread::sleep_for(10ms);
    CHECK_FALSE(service.watches.last_change(*deep));
    CHECK(service.watches.count() == 2);
}
