// SPDX-License-Identifier: BSL-1.0
// What is acknowledged is on disk, whatever the disk does.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "cos-naming/sqlite_store.hpp"
#include "tests/unit/naming/fault_vfs.hpp"
#include "tests/unit/naming/folder.hpp"

using namespace corbel::naming;

namespace {

namespace fs = std::filesystem;
using Fault = FaultDisk::Fault;
using Content = std::map<std::string, std::string>;
const auto root = NamingStore::root;

Content content(NamingStore& store, const ContextId& context = root) {
    Content all;
    for (const auto& binding : store.list(context, {}, 100'000)) {
        Bound bound;
        REQUIRE(store.find(context, binding.name, bound) == Outcome::done);
        all[binding.name.id] = bound.context.empty() ? bound.reference : "context";
    }
    return all;
}

Component numbered(int i) { return {"n" + std::to_string(i), ""}; }

// The i-th change of a writer: some names come, go later, and one changes all the time.
void perform(NamingStore& store, const ContextId& context, int i) {
    const auto reference = Bound{BindingType::object, {}, "r" + std::to_string(i)};
    if (i % 3 == 0) store.rebind(context, {"value", ""}, reference);
    if (i % 3 == 1) store.bind(context, numbered(i), reference);
    if (i % 3 == 2 && i > 40) store.unbind(context, numbered(i - 40));
}

// The last hundred decide.
Content after(int changes) {
    Content all;
    for (int i = std::max(0, changes - 100); i < changes; ++i) {
        if (i % 3 == 0) all["value"] = "r" + std::to_string(i);
        if (i % 3 == 1) all["n" + std::to_string(i)] = "r" + std::to_string(i);
        if (i % 3 == 2 && i > 40) all.erase("n" + std::to_string(i - 40));
    }
    return all;
}

struct Writer {
    ContextId context;
    std::atomic<int> started{0};
    std::atomic<int> acknowledged{0};
};

bool is_one_of(const Content& found, int from, int to) {
    for (int changes = from; changes <= to; ++changes)
        if (found == after(changes)) return true;
    return false;
}

}  // namespace

TEST_CASE("a power failure loses nothing that was acknowledged and invents nothing") {
    const Folder folder;
    const auto path = folder / "names.db";
    FaultDisk disk{folder.path()};
    std::array<Writer, 4> writers;
    SqliteStore store{{.path = path, .limits = {}, .log_pages = 40}};
    for (auto& writer : writers) writer.context = *store.create_context();
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (auto& writer : writers)
        threads.emplace_back([&] {
            for (int i = 0; !stop; ++i) {
                ++writer.started;
                perform(store, writer.context, i);
                ++writer.acknowledged;
                std::this_thread::sleep_for(std::chrono::microseconds{200});  // leaves the processor to the copies
            }
        });
    const Folder copies;
    const auto copy = copies / "names.db";
    for (std::uint64_t round = 0; round < 40; ++round) {
        std::this_thread::sleep_for(std::chrono::microseconds{(round * 7919) % 4000});
        for (const char* companion : {"", "-wal", "-shm", "-lock"}) fs::remove(copy + companion);
        std::array<int, 4> least{};
        for (std::size_t i = 0; i < least.size(); ++i) least[i] = writers[i].acknowledged;
        if (round % 4) fs::copy_file(path + "-lock", copy + "-lock");
        disk.cut_power(copies.path(), round);
        std::array<int, 4> most{};
        for (std::size_t i = 0; i < most.size(); ++i) most[i] = writers[i].started;
        SqliteStore found{{.path = copy, .limits = {}}};
        for (std::size_t i = 0; i < least.size(); ++i) {
            CAPTURE(round, i, least[i], most[i]);
            CHECK(found.exists(writers[i].context));
            CHECK(is_one_of(content(found, writers[i].context), least[i], most[i]));
        }
    }
    stop = true;
    for (auto& thread : threads) thread.join();
    for (auto& writer : writers) CHECK(content(store, writer.context) == after(writer.acknowledged));
}

TEST_CASE("a full disk fails changes, not reads, and the next change after it succeeds") {
    const Folder folder;
    const auto path = folder / "names.db";
    FaultDisk disk{folder.path()};
    std::vector<std::string> told;
    Content expected;
    {
        SqliteStore store{
            {.path = path, .limits = {}, .report = [&](const std::string& what) { told.push_back(what); }}};
        for (int i = 0; i < 20; ++i) perform(store, root, i);
        disk.fail(Fault::full);
        for (int i = 20; i < 25; ++i)
            CHECK_THROWS_WITH(store.rebind(root, {"value", ""}, {BindingType::object, {}, "lost"}),
                              Catch::Contains("disk is full") && Catch::Contains(path));
        CHECK_THROWS_AS(store.create_context(), StoreError);
        CHECK(content(store) == after(20));
        disk.fail(Fault::none);
        for (int i = 20; i < 100; ++i) perform(store, root, i);
        CHECK(content(store) == after(100));
        expected = content(store);
    }
    REQUIRE(told.size() == 2);
    CHECK_THAT(told[0], Catch::Contains("disk is full"));
    CHECK_THAT(told[1], Catch::Contains("can be written again"));
    SqliteStore again{{.path = path, .limits = {}}};
    CHECK(content(again) == expected);
}

TEST_CASE("whichever write or sync fails, memory and disk agree on what was acknowledged") {
    const auto fault = GENERATE(Fault::full, Fault::write_error, Fault::sync_error);
    const bool once = GENERATE(true, false);
    for (int after_writes = 0; after_writes < 40; after_writes += once ? 1 : 5) {
        CAPTURE(static_cast<int>(fault), once, after_writes);
        const Folder folder;
        const auto path = folder / "names.db";
        FaultDisk disk{folder.path()};
        Content acknowledged;
        std::set<std::string> unsure;
        {
            SqliteStore store{{.path = path, .limits = {}, .log_pages = 10}};
            disk.fail(fault, after_writes, once ? 1 : 1'000'000);
            const auto bind = [&](int i) {
                try {
                    store.bind(root, numbered(i), {BindingType::object, {}, "x"});
                    acknowledged[numbered(i).id] = "x";
                } catch (const StoreError& error) {
                    if (error.may_be_done()) unsure.insert(numbered(i).id);
                }
            };
            for (int i = 0; i < 15; ++i) bind(i);
            disk.fail(Fault::none);
            for (int i = 15; i < 18; ++i) bind(i);
            CHECK(acknowledged.contains("n17"));
            auto found = content(store);
            for (const auto& name : unsure) found.erase(name);
            CHECK(found == acknowledged);
        }
        SqliteStore again{{.path = path, .limits = {}}};
        auto found = content(again);
        for (const auto& name : unsure) found.erase(name);
        CHECK(found == acknowledged);
    }
}
