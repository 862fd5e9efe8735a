// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/sqlite_names.hpp"

#include <filesystem>
#include <random>
#include <tuple>

namespace corbel::naming {
namespace {

constexpr std::int64_t application_id = 0x434f534e;  // "COSN"
constexpr std::int64_t schema_version = 2;  // 1 had no leases, and no clock in the ledger

constexpr const char* schema = R"(
    CREATE TABLE ledger(one INTEGER PRIMARY KEY CHECK(one = 1), identity INTEGER, changes INTEGER, contexts INTEGER,
                        bindings INTEGER, digest INTEGER, sum INTEGER, clock INTEGER);
    CREATE TABLE context(id INTEGER PRIMARY KEY, sum INTEGER);
    CREATE TABLE binding(context INTEGER, id BLOB, kind BLOB, form INTEGER, value BLOB, sum INTEGER,
                         PRIMARY KEY(context, id, kind)) WITHOUT ROWID;
)";

std::int64_t number_of(const ContextId& context) {
    const auto number = context_number(context);
    if (!number) throw StoreError{"there is no context " + context};
    return *number;
}

std::uint64_t ledger_sum_of_1(const Ledger& ledger) {
    return sum_of({static_cast<std::uint64_t>(ledger.identity), static_cast<std::uint64_t>(ledger.changes),
                   static_cast<std::uint64_t>(ledger.contexts), static_cast<std::uint64_t>(ledger.bindings),
                   ledger.digest});
}

std::uint64_t ledger_sum(const Ledger& ledger) {
    return sum_of({ledger_sum_of_1(ledger), static_cast<std::uint64_t>(ledger.clock)});
}

// A damaged name may be of any length.
std::string shown(const Component& name) { return name.id.substr(0, 100) + "." + name.kind.substr(0, 100); }

std::int64_t as_stored(std::uint64_t sum) { return static_cast<std::int64_t>(sum); }

// A row of: SELECT context, id, kind, form, value, sum FROM binding
struct BindingRow {
    explicit BindingRow(const sqlite::Statement& row)
        : context{row.number(0)}, name{std::string{row.bytes(1)}, std::string{row.bytes(2)}},
          record{static_cast<std::uint8_t>(row.number(3)), std::string{row.bytes(4)}},
          sum{sum_of(context, name.id, name.kind, record.form, record.value)},
          is_whole{row.number(3) == record.form && row.number(5) == as_stored(sum)} {}

    std::int64_t context;
    Component name;
    Record record;
    std::uint64_t sum;
    bool is_whole;
};

std::int64_t random_identity() {
    std::random_device device;
    return static_cast<std::int64_t>((std::uint64_t{device()} << 31) ^ device());
}

}  // namespace

SqliteNames::Statements::Statements(sqlite::Database& database)
    : has_context{database, "SELECT 1 FROM context WHERE id = ?"},
      has_bindings{database, "SELECT 1 FROM binding WHERE context = ? LIMIT 1"},
      find{database,
           "SELECT context, id, kind, form, value, sum FROM binding WHERE context = ? AND id = ? AND kind = ?"},
      insert{database, "INSERT INTO binding VALUES(?, ?, ?, ?, ?, ?)"},
      erase{database, "DELETE FROM binding WHERE context = ? AND id = ? AND kind = ?"},
      add_context{database, "INSERT INTO context VALUES(?, ?)"},
      remove_context{database, "DELETE FROM context WHERE id = ?"},
      write_ledger{database, "REPLACE INTO ledger VALUES(1, ?, ?, ?, ?, ?, ?, ?)"} {}

SqliteNames::SqliteNames(sqlite::Database& database, bool may_be_new) : database_{database} {
    if (database.number("SELECT count(*) FROM sqlite_schema") == 0) {
        // A file of more than its first page had tables once.
        std::error_code error;
        const auto size = std::filesystem::file_size(database.path(), error);
        if (!may_be_new || error || size > 4096) damaged("it has no tables");
        create_tables();
    }
    if (database.number("PRAGMA application_id") != application_id)
        throw StoreError{database.path() + " is a database, but not one of cos-naming"};
    const auto version = database.number("PRAGMA user_version");
    if (version < 1 || version > schema_version)
        throw StoreError{database.path() + " has the format " + std::to_string(version) + "; this cos-naming knows " +
                         std::to_string(schema_version)};
    if (const auto mode = database.text("PRAGMA journal_mode = WAL"); mode != "wal")
        throw StoreError{database.path() + " cannot have a write-ahead log on this file system (journal mode " + mode +
                         ")"};
    // A commit returns when it is on disk. When the log moves into the file is the store's decision.
    database.execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cell_size_check = ON;"
                     "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768");
    if (version < schema_version) upgrade();
    statements_ = std::make_unique<Statements>(database);
    read_ledger();
}

void SqliteNames::upgrade() {
    sqlite::Transaction transaction{database_};
    database_.execute("ALTER TABLE ledger ADD COLUMN clock INTEGER; UPDATE ledger SET clock = 0;"
                      "PRAGMA user_version = " + std::to_string(schema_version));
    statements_ = std::make_unique<Statements>(database_);
    if (read_ledger_row() != as_stored(ledger_sum_of_1(ledger_))) damaged("its ledger does not match its sum");
    write_ledger(0);
    statements_.reset();
    transaction.commit();
}

void SqliteNames::create_tables() {
    database_.text("PRAGMA journal_mode = WAL");
    database_.execute("PRAGMA synchronous = FULL");
    sqlite::Transaction transaction{database_};
    database_.execute(schema);
    database_.execute("PRAGMA application_id = " + std::to_string(application_id) +
                      "; PRAGMA user_version = " + std::to_string(schema_version));
    statements_ = std::make_unique<Statements>(database_);
    ledger_ = {.identity = random_identity()};
    add_context(NamingStore::root);
    write_ledger(0);
    statements_.reset();
    transaction.commit();
}

void SqliteNames::damaged(const std::string& how) const {
    throw StoreError{database_.path() + " is damaged: " + how +
                     ". Restore a backup, or start once with --recover, which keeps a copy of the file and serves "
                     "the names that are whole"};
}

// -- The ledger

// Gives the sum that the row has.
std::int64_t SqliteNames::read_ledger_row() {
    sqlite::Statement row{database_, "SELECT identity, changes, contexts, bindings, digest, clock, sum FROM ledger"};
    if (!row.step()) damaged("its ledger is missing");
    ledger_ = {row.number(0), row.number(1), row.number(2), row.number(3), static_cast<std::uint64_t>(row.number(4)),
               row.number(5)};
    return row.number(6);
}

void SqliteNames::read_ledger() {
    if (read_ledger_row() != as_stored(ledger_sum(ledger_))) damaged("its ledger does not match its sum");
}

void SqliteNames::write_ledger(std::int64_t clock) {
    ++ledger_.changes;
    ledger_.clock = clock;
    statements_->write_ledger
        .with(ledger_.identity, ledger_.changes, ledger_.contexts, ledger_.bindings, as_stored(ledger_.digest),
              as_stored(ledger_sum(ledger_)), ledger_.clock)
        .run();
}

// -- Names

bool SqliteNames::has_context(const ContextId& context) {
    const auto number = context_number(context);
    if (!number) return false;
    const bool found = statements_->has_context.with(*number).step();
    statements_->has_context.reset();
    return found;
}

bool SqliteNames::has_bindings(const ContextId& context) {
    const bool found = statements_->has_bindings.with(number_of(context)).step();
    statements_->has_bindings.reset();
    return found;
}

std::optional<Bound> SqliteNames::find(const ContextId& context, const Component& name) {
    auto& find = statements_->find;
    if (!find.with(number_of(context), std::string_view{name.id}, std::string_view{name.kind}).step())
        return std::nullopt;
    const BindingRow row{find};
    find.reset();
    if (!row.is_whole) damaged("the binding of " + shown(name) + " does not match its sum");
    return unpack(row.record.form, row.record.value);
}

void SqliteNames::add_context(const ContextId& context) {
    const auto number = number_of(context);
    const auto sum = sum_of(number);
    statements_->add_context.with(number, as_stored(sum)).run();
    ++ledger_.contexts;
    ledger_.digest += sum;
}

void SqliteNames::remove_context(const ContextId& context) {
    const auto number = number_of(context);
    statements_->remove_context.with(number).run();
    --ledger_.contexts;
    ledger_.digest -= sum_of(number);
}

// The row's own sum leaves the digest with it.
void SqliteNames::remove_row(std::int64_t context, const Component& name) {
    auto& find = statements_->find;
    if (!find.with(context, std::string_view{name.id}, std::string_view{name.kind}).step()) return;
    const auto sum = static_cast<std::uint64_t>(find.number(5));
    find.reset();
    statements_->erase.with(context, std::string_view{name.id}, std::string_view{name.kind}).run();
    --ledger_.bindings;
    ledger_.digest -= sum;
}

void SqliteNames::put(const ContextId& context, const Component& name, const Bound& bound) {
    const auto number = number_of(context);
    remove_row(number, name);
    const auto record = pack(bound);
    const auto sum = sum_of(number, name.id, name.kind, record.form, record.value);
    statements_->insert
        .with(number, std::string_view{name.id}, std::string_view{name.kind}, std::int64_t{record.form},
              std::string_view{record.value}, as_stored(sum))
        .run();
    ++ledger_.bindings;
    ledger_.digest += sum;
}

void SqliteNames::erase(const ContextId& context, const Component& name) { remove_row(number_of(context), name); }

// -- Reading it all

NameTable SqliteNames::load() {
    NameTable table;
    Ledger seen{ledger_.identity, ledger_.changes, 0, 0, 0, ledger_.clock};
    load_contexts(table, seen);
    load_bindings(table, seen);
    if (seen.contexts != ledger_.contexts || seen.bindings != ledger_.bindings)
        damaged("it has " + std::to_string(seen.contexts) + " contexts and " + std::to_string(seen.bindings) +
                " bindings, but " + std::to_string(ledger_.contexts) + " and " + std::to_string(ledger_.bindings) +
                " were written");
    if (seen != ledger_) damaged("its rows are not those that were written");
    return table;
}

void SqliteNames::load_contexts(NameTable& table, Ledger& seen) {
    sqlite::Statement row{database_, "SELECT id, sum FROM context"};
    while (row.step()) {
        const auto number = row.number(0);
        if (row.number(1) != as_stored(sum_of(number)))
            damaged("the context " + context_id(number) + " does not match its sum");
        table.add_context(context_id(number));
        ++seen.contexts;
        seen.digest += sum_of(number);
    }
}

void SqliteNames::load_bindings(NameTable& table, Ledger& seen) {
    sqlite::Statement rows{database_,
                           "SELECT context, id, kind, form, value, sum FROM binding ORDER BY context, id, kind"};
    std::int64_t last_context = 0;
    Component last;
    ContextId context = NamingStore::root;
    while (rows.step()) {
        BindingRow row{rows};
        if (!row.is_whole) damaged("the binding of " + shown(row.name) + " does not match its sum");
        // Rows out of order would not be found by their names.
        if (seen.bindings > 0 && std::tie(row.context, row.name) <= std::tie(last_context, last))
            damaged("the binding of " + shown(row.name) + " is not in its place");
        if (row.context != last_context) context = context_id(row.context);
        last_context = row.context;
        last = row.name;
        ++seen.bindings;
        seen.digest += row.sum;
        table.append(context, std::move(row.name), std::move(row.record));
    }
}

// -- Saving what is whole

void SqliteNames::add_missing_context(const ContextId& context) {
    if (!has_context(context)) add_context(context);
}

std::size_t SqliteNames::add_whole_contexts(sqlite::Database& damaged) {
    std::size_t broken = 0;
    try {
        sqlite::Statement row{damaged, "SELECT id, sum FROM context"};
        while (row.step()) {
            if (row.number(1) == as_stored(sum_of(row.number(0)))) {
                add_missing_context(context_id(row.number(0)));
            } else {
                ++broken;
            }
        }
    } catch (const sqlite::Error&) {
        ++broken;
    }
    return broken;
}

// Throws Error at a page that cannot be read.
std::size_t SqliteNames::add_whole_bindings(sqlite::Database& damaged, const std::string& order) {
    std::size_t broken = 0;
    const auto sql = "SELECT context, id, kind, form, value, sum FROM binding ORDER BY " + order;
    sqlite::Statement rows{damaged, sql.c_str()};
    while (rows.step()) {
        const BindingRow row{rows};
        if (!row.is_whole) {
            ++broken;
            continue;
        }
        const auto bound = unpack(row.record.form, row.record.value);
        add_missing_context(context_id(row.context));
        if (!bound.context.empty()) add_missing_context(bound.context);
        put(context_id(row.context), row.name, bound);
    }
    return broken;
}

std::size_t SqliteNames::add_what_is_whole(sqlite::Database& damaged) {
    auto broken = add_whole_contexts(damaged);
    try {
        return broken + add_whole_bindings(damaged, "context, id, kind");
    } catch (const sqlite::Error&) {
        ++broken;
    }
    try {  // from the other end up to the page that cannot be read
        return broken + add_whole_bindings(damaged, "context DESC, id DESC, kind DESC");
    } catch (const sqlite::Error&) {
        return broken + 1;
    }
}

}  // namespace corbel::naming
