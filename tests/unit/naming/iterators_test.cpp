// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "cos-naming/iterators.hpp"
#include "cos-naming/memory_store.hpp"

using namespace corbel::naming;

namespace {

void fill(NamingStore& store, std::size_t count, std::size_t length = 8) {
    for (std::size_t i = 0; i < count; ++i) {
        auto id = std::to_string(1'000'000 + i);
        id.resize(std::max(length, id.size()), 'x');
        store.bind(NamingStore::root, {id, ""}, {BindingType::object, {}, "object"});
    }
}

}  // namespace

TEST_CASE("a page tells whether there is more") {
    MemoryStore store;
    fill(store, 3);
    CHECK(read_page(store, NamingStore::root, {}, 3).bindings.size() == 3);
    CHECK_FALSE(read_page(store, NamingStore::root, {}, 3).more);
    CHECK(read_page(store, NamingStore::root, {}, 2).more);
    CHECK(read_page(store, NamingStore::root, {}, 0).bindings.empty());
    CHECK(read_page(store, NamingStore::root, {}, 0).more);
    CHECK_FALSE(read_page(store, "nowhere", {}, 0).more);
}

TEST_CASE("a page is bounded whatever is asked for") {
    MemoryStore store;
    fill(store, max_page + 5);
    const auto page = read_page(store, NamingStore::root, {}, 0xffffffff);
    CHECK(page.bindings.size() == max_page);
    CHECK(page.more);

    MemoryStore long_names;
    fill(long_names, 3000, max_component_length);
    const auto some = read_page(long_names, NamingStore::root, {}, 0xffffffff);
    CHECK(some.more);
    CHECK(some.bindings.size() == max_page_bytes / max_component_length);
}

TEST_CASE("an iterator gives every name once") {
    MemoryStore store;
    fill(store, 25000);
    Iterators iterators;
    const auto id = iterators.open(NamingStore::root, {});
    std::size_t seen = 0;
    std::optional<Component> last;
    while (true) {
        const auto some = iterators.next(store, id, 0xffffffff);
        REQUIRE(some);
        if (some->empty()) break;
        CHECK((!last || *last < some->front().name));
        last = some->back().name;
        seen += some->size();
    }
    CHECK(seen == 25000);
    CHECK(iterators.close(id));
    CHECK_FALSE(iterators.close(id));
    CHECK_FALSE(iterators.next(store, id, 1));
}

TEST_CASE("iterators are bounded: the longest unused one goes first") {
    MemoryStore store;
    fill(store, 3);
    Iterators iterators{3};
    const auto first = iterators.open(NamingStore::root, {});
    const auto second = iterators.open(NamingStore::root, {});
    iterators.open(NamingStore::root, {});
    CHECK(iterators.next(store, first, 1));
    iterators.open(NamingStore::root, {});
    CHECK(iterators.count() == 3);
    CHECK_FALSE(iterators.is_open(second));
    CHECK(iterators.next(store, first, 1)->size() == 1);
}

TEST_CASE("an iterator ends when it is long unused") {
    MemoryStore store;
    fill(store, 3);
    Iterators iterators{10, std::chrono::minutes{5}};
    const auto now = Iterators::Clock::now();
    const auto idle = iterators.open(NamingStore::root, {}, {}, now);
    const auto busy = iterators.open(NamingStore::root, {}, {}, now);
    CHECK(iterators.next(store, busy, 1, now + std::chrono::minutes{4}));
    iterators.open(NamingStore::root, {}, {}, now + std::chrono::minutes{6});
    CHECK_FALSE(iterators.is_open(idle));
    CHECK(iterators.is_open(busy));
}

TEST_CASE("a client that opens too many iterators ends its own") {
    MemoryStore store;
    Iterators iterators{100, std::chrono::minutes{15}, 3};
    const auto other = iterators.open(NamingStore::root, {}, "other");
    std::vector<std::string> own;
    for (int i = 0; i < 5; ++i) own.push_back(iterators.open(NamingStore::root, {}, "greedy"));
    CHECK(iterators.count() == 4);
    CHECK(iterators.is_open(other));
    CHECK_FALSE(iterators.is_open(own[1]));
    CHECK(iterators.is_open(own[2]));
    CHECK(iterators.close(own[2]));
    const auto more = iterators.open(NamingStore::root, {}, "greedy");
    CHECK(iterators.is_open(own[3]));
    CHECK(iterators.is_open(more));
}

TEST_CASE("an iterator goes through 100,000 names while others come and go") {
    MemoryStore store;
    Iterators iterators;
    const auto name = [](int number) {
        auto digits = std::to_string(number);
        return Component{"n" + std::string(6 - digits.size(), '0') + digits, "k"};
    };
    for (int i = 0; i < 100'000; ++i) store.bind(NamingStore::root, name(i), {BindingType::object, {}, "x"});
    auto page = read_page(store, NamingStore::root, {}, 10);
    REQUIRE(page.more);
    const auto id = iterators.open(NamingStore::root, page.bindings.back().name);
    std::size_t seen = page.bindings.size();
    auto last = page.bindings.back().name;
    for (int round = 0;; ++round) {
        const auto some = iterators.next(store, id, 1'000'000);
        REQUIRE(some);
        if (some->empty()) break;
        CHECK(some->size() <= max_page);
        CHECK(some->front().name > last);
        last = some->back().name;
        seen += some->size();
        store.unbind(NamingStore::root, name(round));                                  // behind it
        store.bind(NamingStore::root, {last.id, "l"}, {BindingType::object, {}, "x"});  // before it
    }
    CHECK(seen == 100'010);  // ten pages, each of which found a new name behind it
}
