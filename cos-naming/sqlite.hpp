// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "cos-naming/naming_store.hpp"

struct sqlite3;
struct sqlite3_stmt;

/// As much of SQLite as a store needs; the only place that knows its C interface. All throw Error.
namespace corbel::naming::sqlite {

/// What SQLite reports, with the file it is about.
class Error : public StoreError {
public:
    Error(const std::string& what, int code);

    /// The disk failed while data was being made durable, or the file is damaged: the connection is of no use any more.
    bool is_fatal() const noexcept;
    /// The file is no database or has damaged pages.
    bool is_damage() const noexcept;

private:
    int code_;  // SQLite's extended result code
};

enum class Access { read, write, create };

/// A connection to a database file. For one thread at a time.
class Database {
public:
    Database(const std::string& path, Access access);

    const std::string& path() const noexcept { return path_; }

    /// One or more statements without parameters whose rows are of no interest.
    void execute(const std::string& sql);
    /// The first column of the first row.
    std::int64_t number(const std::string& sql);
    std::string text(const std::string& sql);

    bool in_transaction() const noexcept;

    /// Pages in the write-ahead log after the last commit.
    int log_pages() const noexcept { return *log_pages_; }
    /// Moves the write-ahead log into the database file; with `empty` waits for readers and cuts the log to nothing.
    void checkpoint(bool empty);

    /// A copy of the database as it is now, though others may be writing, as the new file `path`, durable on return.
    void copy_to(const std::string& path);

private:
    friend class Statement;
    struct Close {
        void operator()(sqlite3* connection) const noexcept;
    };

    void require(int code, const char* doing) const;

    std::string path_;
    std::unique_ptr<int> log_pages_ = std::make_unique<int>(0);
    std::unique_ptr<sqlite3, Close> connection_;
};

/// A prepared statement; lives no longer than its database.
class Statement {
public:
    Statement(Database& database, const char* sql);

    /// The parameters from the first one on: numbers, and bytes, which must live until the last step.
    template <class... Values>
    Statement& with(const Values&... values) {
        reset();
        int at = 0;
        (set(++at, values), ...);
        return *this;
    }

    /// Goes to the next row; false behind the last one.
    bool step();
    /// For statements without rows: performs it.
    void run();

    /// Lets go of the rows; until then the statement reads the database as it was at the first step.
    void reset() noexcept;

    std::int64_t number(int column) const;
    std::string_view bytes(int column) const;  ///< until the next step or reset

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };

    void set(int at, std::int64_t value);
    void set(int at, std::string_view bytes);

    Database* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// BEGIN; rolled back unless committed. Takes the right to write at once.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    void commit();

private:
    Database& database_;
};

}  // namespace corbel::naming::sqlite
