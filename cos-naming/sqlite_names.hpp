// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cos-naming/name_table.hpp"
#include "cos-naming/sqlite.hpp"

namespace corbel::naming {

/// The one row in which a store file keeps account of its others: with it, rows that vanish are missed.
struct Ledger {
    std::int64_t identity = 0;  ///< of the store; random
    std::int64_t changes = 0;   ///< committed so far
    std::int64_t contexts = 0;
    std::int64_t bindings = 0;
    std::uint64_t digest = 0;  ///< the sums of all contexts and bindings, added
    std::int64_t clock = 0;    ///< NamingStore::now() at the last commit, in milliseconds

    friend bool operator==(const Ledger&, const Ledger&) = default;
};

/// Names in a store file, for one thread at a time. Changes belong to a transaction of the caller's.
class SqliteNames final : public Names {
public:
    /// Opens the file for one writer; creates tables in an empty one, brings a file of an older version up to date.
    /// Throws StoreError for a file that is not a store or was written by a newer version. `may_be_new` false: an empty
    /// file is damage.
    SqliteNames(sqlite::Database& database, bool may_be_new);

    bool has_context(const ContextId& context) override;
    bool has_bindings(const ContextId& context) override;
    std::optional<Bound> find(const ContextId& context, const Component& name) override;
    std::size_t context_count() override { return static_cast<std::size_t>(ledger_.contexts); }
    std::size_t binding_count() override { return static_cast<std::size_t>(ledger_.bindings); }
    void add_context(const ContextId& context) override;
    void remove_context(const ContextId& context) override;
    void put(const ContextId& context, const Component& name, const Bound& bound) override;
    void erase(const ContextId& context, const Component& name) override;

    const Ledger& ledger() const noexcept { return ledger_; }
    /// As the file has it.
    void read_ledger();
    /// To be called before the end of a transaction that changed names. `clock`: see Ledger.
    void write_ledger(std::int64_t clock);

    /// All names. Throws StoreError, and tells what is wrong, unless each row has its sum and none is missing.
    NameTable load();

    /// Adds what can still be read of a damaged store file: its rows whose sums are right, and the contexts they name.
    /// Gives the number of rows that cannot be; a page that cannot be read counts as one.
    std::size_t add_what_is_whole(sqlite::Database& damaged);

private:
    void create_tables();
    std::int64_t read_ledger_row();
    void upgrade();
    void load_contexts(NameTable& table, Ledger& seen);
    void load_bindings(NameTable& table, Ledger& seen);
    [[noreturn]] void damaged(const std::string& how) const;
    void remove_row(std::int64_t context, const Component& name);
    std::size_t add_whole_contexts(sqlite::Database& damaged);
    std::size_t add_whole_bindings(sqlite::Database& damaged, const std::string& order);
    void add_missing_context(const ContextId& context);

    struct Statements {
        explicit Statements(sqlite::Database& database);
        sqlite::Statement has_context, has_bindings, find, insert, erase, add_context, remove_context, write_ledger;
    };

    sqlite::Database& database_;
    std::unique_ptr<Statements> statements_;
    Ledger ledger_;
};

}  // namespace corbel::naming
