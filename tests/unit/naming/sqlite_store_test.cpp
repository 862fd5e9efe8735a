// SPDX-License-Identifier: BSL-1.0
// The store file: what survives, what is refused, what is told.
#include <catch2/catch.hpp>

#include <sqlite3.h>

#include <fstream>
#include <map>
#include <thread>

#include "cos-naming/record.hpp"
#include "cos-naming/sqlite_store.hpp"
#include "tests/unit/naming/folder.hpp"

using namespace corbel::naming;

namespace {

namespace fs = std::filesystem;
const auto root = NamingStore::root;

Bound object(const std::string& reference) { return {BindingType::object, {}, reference}; }

/// Everything a store has, by its names' paths.
void collect(NamingStore& store, const ContextId& context, const std::string& path,
             std::map<std::string, std::string>& all) {
    for (const auto& binding : store.list(context, {}, 100'000)) {
        Bound bound;
        REQUIRE(store.find(context, binding.name, bound) == Outcome::done);
        const auto name = path + "/" + to_string({binding.name});
        all[name] = bound.context.empty() ? bound.reference : "context";
        if (!bound.context.empty()) collect(store, bound.context, name, all);
    }
}

std::map<std::string, std::string> content(NamingStore& store) {
    std::map<std::string, std::string> all;
    collect(store, root, "", all);
    return all;
}

std::map<std::string, std::string> content(const std::string& path) {
    SqliteStore store{{.path = path, .limits = {}}};
    return content(store);
}

void fill(const std::string& path, int count) {
    SqliteStore store{{.path = path, .limits = {}}};
    ContextId plant;
    REQUIRE(store.bind_new_context(root, {"plant", "area"}, plant) == Outcome::done);
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = t; i < count; i += 8)
                store.bind(i % 3 ? plant : root, {"n" + std::to_string(i), "k"},
                           object("IOR:0001" + std::string(2 * (i % 50), 'a')));
        });
    for (auto& thread : threads) thread.join();
}

std::string read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void write_file(const std::string& path, const std::string& text) {
    std::ofstream{path, std::ios::binary | std::ios::trunc} << text;
}

void sql(const std::string& path, const char* statements) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, statements, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
}

/// The files of a store as a killed process leaves them.
void copy_as_killed(const std::string& from, const std::string& to) {
    for (const char* companion : {"", "-wal", "-lock"})
        fs::copy_file(from + companion, to + companion, fs::copy_options::overwrite_existing);
}

}  // namespace

TEST_CASE("names and the ids of contexts survive") {
    const Folder folder;
    const auto path = folder / "names.db";
    ContextId child;
    const Component strange{"a/b.\\ \x01\xff", std::string(300, 'k')};
    {
        SqliteStore store{{.path = path, .limits = {}}};
        CHECK(store.bind_new_context(root, {"child", ""}, child) == Outcome::done);
        CHECK(store.bind(child, strange, object("IOR:00ff")) == Outcome::done);
        CHECK(store.bind(root, {"up", ""}, {BindingType::context, root, {}}) == Outcome::done);
        CHECK(store.bind(root, {"", ""}, object("")) == Outcome::done);
        CHECK(store.rebind(root, {"", ""}, object("corbaloc::h/k")) == Outcome::done);
        CHECK(store.bind(root, {"gone", ""}, object("x")) == Outcome::done);
        CHECK(store.unbind(root, {"gone", ""}) == Outcome::done);
        CHECK(store.bind(root, {"odd", ""}, object("IOR:00FF")) == Outcome::done);
    }
    CHECK_FALSE(fs::exists(path + "-wal"));
    SqliteStore store{{.path = path, .limits = {}}};
    Bound bound;
    CHECK(store.exists(child));
    CHECK(store.find(child, strange, bound) == Outcome::done);
    CHECK(bound == object("IOR:00ff"));
    CHECK(store.find(root, {"up", ""}, bound) == Outcome::done);
    CHECK(bound == Bound{BindingType::context, root, {}});
    CHECK(store.find(root, {"", ""}, bound) == Outcome::done);
    CHECK(bound == object("corbaloc::h/k"));
    CHECK(store.find(root, {"odd", ""}, bound) == Outcome::done);
    CHECK(bound == object("IOR:00FF"));
    CHECK(store.find(root, {"gone", ""}, bound) == Outcome::not_bound);
    CHECK(store.destroy_context(child) == Outcome::not_empty);
}

TEST_CASE("leases survive with the time that was left of them") {
    using namespace std::chrono_literals;
    const Folder folder;
    const auto path = folder / "names.db";
    Bound leased{BindingType::object, {}, "IOR:00ff", Lease{0xffff'ffff'ffff'fff7, 60s, {}, true}};
    std::chrono::milliseconds at_end{};
    {
        SqliteStore store{{.path = path, .limits = {}}};
        CHECK(store.now() < 60s);  // a new store, not a clock of the machine
        std::this_thread::sleep_for(50ms);
        leased.lease->end = store.now() + 60s;
        CHECK(store.bind(root, {"leased", ""}, leased) == Outcome::done);
        at_end = store.now();
    }
    SqliteStore store{{.path = path, .limits = {}}};
    REQUIRE(store.leases().size() == 1);
    CHECK(store.leases().front().bound == leased);
    CHECK(store.now() >= at_end);
    CHECK(store.now() < at_end + 60s);
}

TEST_CASE("a store of the format before is brought up to date") {
    const Folder folder;
    const auto path = folder / "names.db";
    fill(path, 20);
    const auto before = content(path);
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    sqlite3_stmt* row = nullptr;
    REQUIRE(sqlite3_prepare_v2(database, "SELECT identity, changes, contexts, bindings, digest FROM ledger", -1, &row,
                               nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_step(row) == SQLITE_ROW);
    const auto word = [&](int column) { return static_cast<std::uint64_t>(sqlite3_column_int64(row, column)); };
    const auto sum = static_cast<std::int64_t>(sum_of({word(0), word(1), word(2), word(3), word(4)}));
    sqlite3_finalize(row);
    sqlite3_close(database);
    sql(path, ("ALTER TABLE ledger DROP COLUMN clock; PRAGMA user_version = 1; UPDATE ledger SET sum = " +
               std::to_string(sum)).c_str());
    CHECK(content(path) == before);
    CHECK(content(path) == before);
}

TEST_CASE("one process serves a store") {
    const Folder folder;
    const auto path = folder / "names.db";
    const SqliteStore store{{.path = path, .limits = {}}};
    CHECK_THROWS_WITH(SqliteStore({.path = path, .limits = {}}),
                      Catch::Contains("process " + std::to_string(::getpid())) && Catch::Contains("--store"));
}

TEST_CASE("what is no store is refused and stays as it is") {
    const Folder folder;
    const auto path = folder / "names.db";
    const auto open = [&] { SqliteStore{{.path = path, .limits = {}}}; };
    write_file(path, "this is a text, and a long one, so that it is more than the header of a database: "
                     "one hundred bytes");
    const auto text = read_file(path);
    CHECK_THROWS_WITH(open(), Catch::Contains("no SQLite database"));
    CHECK(read_file(path) == text);

    write_file(path, "");
    sql(path, "CREATE TABLE other(x)");
    CHECK_THROWS_WITH(open(), Catch::Contains("not one of cos-naming"));
    fs::remove(path);
    fill(path, 10);
    sql(path, "PRAGMA user_version = 3");
    CHECK_THROWS_WITH(open(), Catch::Contains("format 3"));
    CHECK_THROWS_WITH(SqliteStore({.path = folder / "no/names.db", .limits = {}}), Catch::Contains("No such file"));
}

TEST_CASE("rows that were changed, added or removed by others are missed") {
    const Folder folder;
    const auto original = folder / "original.db";
    const auto path = folder / "names.db";
    fill(original, 50);
    for (const char* change :
         {"DELETE FROM binding WHERE id = x'6e31'", "UPDATE binding SET value = x'00' WHERE id = x'6e32'",
          "UPDATE binding SET kind = x'' WHERE id = x'6e33'", "DELETE FROM context WHERE id <> 0",
          "INSERT INTO context VALUES(77, 1)", "DELETE FROM ledger", "UPDATE ledger SET bindings = 49",
          "UPDATE ledger SET changes = changes + 1", "DELETE FROM binding"}) {
        CAPTURE(change);
        fs::copy_file(original, path, fs::copy_options::overwrite_existing);
        sql(path, change);
        CHECK_THROWS_WITH(content(path), Catch::Contains("is damaged") && Catch::Contains("--recover"));
    }
}

TEST_CASE("a flipped byte of a store is told, or changes nothing") {
    const Folder folder;
    const auto original = folder / "original.db";
    fill(original, 60);
    const auto expected = content(original);
    const auto bytes = read_file(original);
    const auto path = folder / "names.db";
    const auto lock = read_file(original + "-lock");
    std::size_t told = 0;
    for (std::size_t at = 0; at < bytes.size(); at += at < 100 ? 3 : 97) {
        auto flipped = bytes;
        flipped[at] = static_cast<char>(flipped[at] ^ (at % 2 ? 0xff : 0x10));
        write_file(path, flipped);
        write_file(path + "-lock", lock);
        try {
            const auto found = content(path);
            if (found != expected) FAIL_CHECK("silently other names after a flip at " << at);
        } catch (const StoreError&) {
            ++told;
        }
        for (const char* companion : {"-wal", "-shm"}) fs::remove(path + companion);
    }
    CHECK(told > 20);
}

TEST_CASE("a flipped byte of the log of a killed process is told, or changes nothing") {
    const Folder folder;
    const auto killed = folder / "killed.db";
    std::map<std::string, std::string> expected;
    {
        const auto living = folder / "living.db";
        fill(living, 5);
        SqliteStore store{{.path = living, .limits = {}}};
        for (int i = 0; i < 10; ++i) store.bind(root, {"late" + std::to_string(i), ""}, object("IOR:00"));
        expected = content(store);
        copy_as_killed(living, killed);
    }
    const auto log = read_file(killed + "-wal");
    REQUIRE(log.size() > 10'000);
    const auto path = folder / "names.db";
    copy_as_killed(killed, path);
    CHECK(content(path) == expected);
    std::size_t told = 0;
    for (std::size_t at = 0; at < log.size(); at += at < 60 ? 3 : 701) {
        copy_as_killed(killed, path);
        auto flipped = log;
        flipped[at] = static_cast<char>(flipped[at] ^ 0x40);
        write_file(path + "-wal", flipped);
        fs::remove(path + "-shm");
        try {
            const auto found = content(path);
            if (found != expected) FAIL_CHECK("silently other names after a flip at " << at);
        } catch (const StoreError&) {
            ++told;
        }
    }
    CHECK(told > 40);
}

TEST_CASE("files that vanish or shrink are missed") {
    const Folder folder;
    const auto path = folder / "names.db";
    fill(path, 20);
    const auto bytes = read_file(path);
    const auto open = [&] { SqliteStore{{.path = path, .limits = {}}}; };
    write_file(path, "");
    CHECK_THROWS_WITH(open(), Catch::Contains("damaged"));
    write_file(path, bytes.substr(0, 4096));
    CHECK_THROWS_AS(open(), StoreError);
    write_file(path, bytes.substr(0, bytes.size() - 4096));
    CHECK_THROWS_AS(open(), StoreError);
    fs::remove(path);
    CHECK_THROWS_WITH(open(), Catch::Contains("is gone"));
    CHECK_FALSE(fs::exists(path));
    write_file(path, bytes);
    CHECK(content(path).size() == 21);
}

TEST_CASE("recover keeps what is whole, and the file as it was") {
    const Folder folder;
    const auto path = folder / "names.db";
    fill(path, 400);
    const auto before = content(path);
    auto bytes = read_file(path);
    const auto at = bytes.find("n101");
    REQUIRE(at != bytes.npos);
    bytes[at + 3] = 'x';
    write_file(path, bytes);
    CHECK_THROWS_AS(content(path), StoreError);
    std::string told;
    const auto report = [&](const std::string& what) { told += what; };
    {
        SqliteStore store{{.path = path, .limits = {}, .recover = true, .report = report}};
        auto after = content(store);
        CHECK(after.size() + 1 == before.size());
        for (const auto& [name, reference] : after) CHECK(before.at(name) == reference);
        CHECK(store.bind(root, {"new", ""}, object("x")) == Outcome::done);
    }
    CHECK_THAT(told, Catch::Contains("1 rows or pages could not be read"));
    CHECK(content(path).size() == before.size());
    int copies = 0;
    for (const auto& entry : fs::directory_iterator{folder.path()})
        if (entry.path().string().find(".damaged-") != std::string::npos) {
            ++copies;
            CHECK(read_file(entry.path().string()) == bytes);
        }
    CHECK(copies == 1);
}

TEST_CASE("a page that cannot be read costs its names only") {
    const Folder folder;
    const auto path = folder / "names.db";
    fill(path, 2000);
    auto bytes = read_file(path);
    std::size_t at = bytes.size() / 2 / 4096 * 4096;
    while (bytes.at(at) != '\x0a') at += 4096;  // the kind of page that holds rows alone
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), 4096, '\xee');
    write_file(path, bytes);
    CHECK_THROWS_AS(content(path), StoreError);
    SqliteStore store{{.path = path, .limits = {}, .recover = true}};
    CHECK(content(store).size() > 1800);
}

TEST_CASE("a store is copied while it is in use") {
    const Folder folder;
    const auto path = folder / "names.db";
    const auto copy = folder / "copy.db";
    fill(path, 100);
    SqliteStore store{{.path = path, .limits = {}}};
    std::atomic<bool> stop{false};
    std::thread writer{[&] {
        for (int i = 0; !stop; ++i) store.rebind(root, {"busy", ""}, object(std::to_string(i)));
    }};
    copy_store(path, copy);
    stop = true;
    writer.join();
    CHECK(content(copy).size() >= 101);
    CHECK_THROWS_WITH(copy_store(path, copy), Catch::Contains("exists already"));
    CHECK_THROWS_AS(copy_store(folder / "none.db", folder / "other.db"), StoreError);
}
