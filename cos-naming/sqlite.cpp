// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/sqlite.hpp"

#include <sqlite3.h>

namespace corbel::naming::sqlite {
namespace {

constexpr int busy_milliseconds = 5000;

bool is_failed_sync(int code) {
    return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC || code == SQLITE_IOERR_CLOSE;
}

// SQLite's own words, and what helps where it is known.
std::string describe(int code, const char* message) {
    switch (code & 0xff) {
        case SQLITE_FULL: return "the disk is full";
        case SQLITE_NOTADB: return "this is no SQLite database, or its first bytes are damaged";
        case SQLITE_CORRUPT: return std::string{"the file is damaged ("} + message + ")";
        case SQLITE_BUSY: return "another process holds the database";
        case SQLITE_READONLY: return "the file or its folder may not be written";
        case SQLITE_IOERR:
            return std::string{"the disk fails ("} + (is_failed_sync(code) ? "cannot sync" : message) + ")";
        default: return message;
    }
}

int flags_of(Access access) {
    switch (access) {
        case Access::read: return SQLITE_OPEN_READONLY;
        case Access::write: return SQLITE_OPEN_READWRITE;
        case Access::create: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
    return 0;
}

}  // namespace

Error::Error(const std::string& what, int code) : StoreError{what, is_failed_sync(code)}, code_{code} {}

bool Error::is_damage() const noexcept { return (code_ & 0xff) == SQLITE_CORRUPT || (code_ & 0xff) == SQLITE_NOTADB; }

bool Error::is_fatal() const noexcept { return is_failed_sync(code_) || is_damage(); }

// -- Database

void Database::Close::operator()(sqlite3* connection) const noexcept { sqlite3_close_v2(connection); }

Database::Database(const std::string& path, Access access) : path_{path} {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, flags_of(access) | SQLITE_OPEN_NOMUTEX, nullptr);
    connection_.reset(opened);
    if (opened) sqlite3_extended_result_codes(opened, 1);
    require(opened ? code : SQLITE_NOMEM, "open");
    sqlite3_busy_timeout(opened, busy_milliseconds);
    sqlite3_wal_hook(
        opened,
        [](void* pages, sqlite3*, const char*, int count) {
            *static_cast<int*>(pages) = count;
            return SQLITE_OK;
        },
        log_pages_.get());
}

void Database::require(int code, const char* doing) const {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    const char* message = connection_ ? sqlite3_errmsg(connection_.get()) : sqlite3_errstr(code);
    throw Error{"cannot " + std::string{doing} + " " + path_ + ": " + describe(code, message), code};
}

void Database::execute(const std::string& sql) {
    require(sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr), "use");
}

std::int64_t Database::number(const std::string& sql) {
    Statement statement{*this, sql.c_str()};
    return statement.step() ? statement.number(0) : 0;
}

std::string Database::text(const std::string& sql) {
    Statement statement{*this, sql.c_str()};
    return statement.step() ? std::string{statement.bytes(0)} : std::string{};
}

bool Database::in_transaction() const noexcept { return sqlite3_get_autocommit(connection_.get()) == 0; }

void Database::checkpoint(bool empty) {
    const int mode = empty ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    require(sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, mode, nullptr, nullptr), "write");
}

void Database::copy_to(const std::string& path) {
    Database copy{path, Access::create};
    auto* backup = sqlite3_backup_init(copy.connection_.get(), "main", connection_.get(), "main");
    copy.require(backup ? SQLITE_OK : sqlite3_extended_errcode(copy.connection_.get()), "write");
    sqlite3_backup_step(backup, -1);
    copy.require(sqlite3_backup_finish(backup), "write");
}

// -- Statement

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

Statement::Statement(Database& database, const char* sql) : database_{&database} {
    sqlite3_stmt* prepared = nullptr;
    const int code =
        sqlite3_prepare_v3(database.connection_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    statement_.reset(prepared);
    database.require(code, "read");
}

void Statement::reset() noexcept { sqlite3_reset(statement_.get()); }

void Statement::set(int at, std::int64_t value) {
    database_->require(sqlite3_bind_int64(statement_.get(), at, value), "use");
}

void Statement::set(int at, std::string_view bytes) {
    const char* data = bytes.empty() ? "" : bytes.data();  // a null pointer would be NULL instead of no bytes
    database_->require(sqlite3_bind_blob64(statement_.get(), at, data, bytes.size(), SQLITE_STATIC), "use");
}

bool Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    // The statement must not hold its locks, and the message is gone after a reset.
    try {
        database_->require(code, "use");
    } catch (...) {
        reset();
        throw;
    }
    return false;
}

void Statement::run() {
    while (step()) {
    }
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string_view Statement::bytes(int column) const {
    const void* data = sqlite3_column_blob(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return data ? std::string_view{static_cast<const char*>(data), static_cast<std::size_t>(size)}
                : std::string_view{};
}

// -- Transaction

Transaction::Transaction(Database& database) : database_{database} { database_.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
    if (!database_.in_transaction()) return;
    try {
        database_.execute("ROLLBACK");
    } catch (const Error&) {
        // Nothing of it is in the file; who goes on sees in_transaction().
    }
}

void Transaction::commit() { database_.execute("COMMIT"); }

}  // namespace corbel::naming::sqlite
