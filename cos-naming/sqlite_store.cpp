// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/sqlite_store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <utility>

#include "cos-naming/sqlite_names.hpp"

namespace corbel::naming {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_in_batch = 1024;

// How far back the clock of leases may fall when the process is killed.
constexpr std::chrono::seconds clock_precision{5};

// A new file is there after a power failure when its folder is on disk as well.
void sync_folder(const std::string& path) {
    auto folder = fs::path{path}.parent_path();
    if (folder.empty()) folder = ".";
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = file >= 0 && ::fsync(file) == 0;
    const int error = errno;
    if (file >= 0) ::close(file);
    if (!done) throw StoreError{"cannot sync the folder " + folder.string() + ": " + std::strerror(error)};
}

std::int64_t clock_of(sqlite::Database& damaged) {
    try {
        return damaged.number("SELECT clock FROM ledger");
    } catch (const sqlite::Error&) {
        return 0;  // leases last longer than they should, rather than end too early
    }
}

bool is_there(const std::string& path) {
    std::error_code error;
    return fs::exists(path, error);
}

const char* const companions[] = {"", "-wal", "-shm"};

// For names of files.
std::string seconds_since_1970() {
    return std::to_string(std::chrono::system_clock::now().time_since_epoch() / std::chrono::seconds{1});
}

}  // namespace

/// Notes what is changed, so that it can be done to the table once it is on disk.
class SqliteStore::RecordingNames final : public Names {
public:
    explicit RecordingNames(SqliteNames& names) : names_{names} {}

    bool has_context(const ContextId& context) override { return names_.has_context(context); }
    bool has_bindings(const ContextId& context) override { return names_.has_bindings(context); }
    std::optional<Bound> find(const ContextId& context, const Component& name) override {
        return names_.find(context, name);
    }
    std::size_t context_count() override { return names_.context_count(); }
    std::size_t binding_count() override { return names_.binding_count(); }

    void add_context(const ContextId& context) override {
        names_.add_context(context);
        edits_.push_back([=](Names& table) { table.add_context(context); });
    }
    void remove_context(const ContextId& context) override {
        names_.remove_context(context);
        edits_.push_back([=](Names& table) { table.remove_context(context); });
    }
    void put(const ContextId& context, const Component& name, const Bound& bound) override {
        names_.put(context, name, bound);
        edits_.push_back([=](Names& table) { table.put(context, name, bound); });
    }
    void erase(const ContextId& context, const Component& name) override {
        names_.erase(context, name);
        edits_.push_back([=](Names& table) { table.erase(context, name); });
    }

    bool empty() const { return edits_.empty(); }
    void repeat_on(Names& table) const {
        for (const auto& edit : edits_) edit(table);
    }

private:
    SqliteNames& names_;
    std::vector<std::function<void(Names&)>> edits_;
};

/// A change that waits for its turn and for the disk, on the stack of the thread that wants it.
struct SqliteStore::Waiting {
    Perform perform;
    Outcome outcome = Outcome::done;
    std::optional<StoreError> error;
    bool is_finished = false;  // under queue_mutex_
    std::condition_variable finished;
};

// -- Opening and closing

SqliteStore::SqliteStore(Settings settings)
    : settings_{std::move(settings)}, lock_{settings_.path}, clerk_{settings_.limits} {
    if (settings_.recover) {
        recover();
    } else {
        open();
    }
    writer_ = std::thread{[this] { write_changes(); }};
}

SqliteStore::~SqliteStore() {
    {
        const std::lock_guard lock{queue_mutex_};
        stopping_ = true;
    }
    queued_.notify_one();
    writer_.join();
}

void SqliteStore::report(const std::string& what) const {
    if (settings_.report) settings_.report(what);
}

void SqliteStore::open() {
    const auto note = lock_.read();
    const bool may_be_new = !note || note->changes == 0;
    if (!may_be_new && !is_there(settings_.path))
        throw StoreError{settings_.path + " is gone, but " + settings_.path +
                         "-lock knows of its changes. Put it back, or remove that file as well to begin without names"};
    auto database = std::make_unique<sqlite::Database>(settings_.path, sqlite::Access::create);
    auto names = std::make_unique<SqliteNames>(*database, may_be_new);
    sync_folder(settings_.path);
    const auto& ledger = names->ledger();
    const auto changes = static_cast<std::uint64_t>(ledger.changes);
    if (note && note->identity == static_cast<std::uint64_t>(ledger.identity) && changes < note->changes)
        throw StoreError{settings_.path + " is damaged: the last " + std::to_string(note->changes - changes) +
                         " acknowledged changes are missing. If it is an older copy on purpose, remove " +
                         settings_.path + "-lock; else restore a backup, or start once with --recover"};
    auto table = names->load();
    try {
        database->checkpoint(true);  // proves that the disk takes what the log holds
    } catch (const sqlite::Error& error) {
        if (error.is_fatal()) throw;
        report(error.what());  // no room, or somebody reads: the log keeps it
    }
    lock_.write({static_cast<std::uint64_t>(ledger.identity), changes});
    database_ = std::move(database);
    names_ = std::move(names);
    set_clock(ledger.clock);
    const std::unique_lock lock{table_mutex_};
    table.observe(table_.take_observer());
    table_ = std::move(table);
}

// Once: when the file is opened anew the clock has run on.
void SqliteStore::set_clock(std::int64_t at) {
    if (clock_start_.load() == no_start) clock_start_ = NamingStore::now() - std::chrono::milliseconds{at};
}

// The damaged file stays as it is under another name; a new one takes its place only when it is complete.
void SqliteStore::recover() {
    const auto aside = settings_.path + ".damaged-" + seconds_since_1970();
    const auto fresh = settings_.path + ".recovered";
    for (const char* companion : companions) {
        if (is_there(settings_.path + companion)) fs::copy_file(settings_.path + companion, aside + companion);
        fs::remove(fresh + companion);
    }
    std::size_t broken = 0;
    std::int64_t clock = 0;
    {
        sqlite::Database database{fresh, sqlite::Access::create};
        SqliteNames names{database, true};
        sqlite::Transaction transaction{database};
        if (is_there(settings_.path)) {
            sqlite::Database damaged{settings_.path, sqlite::Access::write};
            broken = names.add_what_is_whole(damaged);
            clock = clock_of(damaged);
        }
        names.write_ledger(clock);
        transaction.commit();
        database.checkpoint(true);
        report("recovered " + std::to_string(names.binding_count()) + " bindings; " + std::to_string(broken) +
               " rows or pages could not be read; the file as it was is " + aside);
    }
    for (const char* companion : {"-wal", "-shm"}) fs::remove(settings_.path + companion);
    fs::rename(fresh, settings_.path);
    sync_folder(settings_.path);
    lock_.write({});
    open();
}

// -- The writing thread

void SqliteStore::write_changes() {
    for (auto batch = next_batch(); !batch.empty(); batch = next_batch()) {
        commit_batch(batch);
        finish(batch);
        move_log_into_file();
    }
    keep_clock();
    names_.reset();
    database_.reset();
}

// Empty at the end.
std::vector<SqliteStore::Waiting*> SqliteStore::next_batch() {
    std::unique_lock lock{queue_mutex_};
    const auto is_due = [this] { return stopping_ || !queue_.empty(); };
    while (!queued_.wait_for(lock, clock_precision, is_due)) {
        lock.unlock();
        keep_clock();
        lock.lock();
    }
    const auto count = std::min(queue_.size(), most_in_batch);
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<Waiting*> batch{queue_.begin(), end};
    queue_.erase(queue_.begin(), end);
    return batch;
}

// A change is gone as soon as its thread sees that it is finished.
void SqliteStore::finish(const std::vector<Waiting*>& batch) {
    const std::lock_guard lock{queue_mutex_};
    for (auto* change : batch) {
        change->is_finished = true;
        change->finished.notify_one();
    }
}

void SqliteStore::commit_batch(const std::vector<Waiting*>& batch) {
    try {
        if (!database_) open();
        write_batch(batch);
        if (std::exchange(failing_, false)) report("the store can be written again");
    } catch (const sqlite::Error& error) {
        if (error.is_fatal()) {
            names_.reset();
            database_.reset();
        }
        fail_batch(batch, error);
    } catch (const StoreError& error) {
        fail_batch(batch, error);
    } catch (const std::exception& error) {
        fail_batch(batch, StoreError{error.what()});
    }
}

void SqliteStore::write_batch(const std::vector<Waiting*>& batch) {
    RecordingNames recorder{*names_};
    {
        sqlite::Transaction transaction{*database_};
        names_->read_ledger();
        for (auto* change : batch) change->outcome = change->perform(recorder);
        if (recorder.empty()) return;
        names_->write_ledger(now().count());
        transaction.commit();
    }
    note_changes();
    const std::unique_lock lock{table_mutex_};
    recorder.repeat_on(table_);
}

void SqliteStore::note_changes() noexcept {
    const auto& ledger = names_->ledger();
    lock_.write({static_cast<std::uint64_t>(ledger.identity), static_cast<std::uint64_t>(ledger.changes)});
}

// For leases alone; without them the disk has its rest. A disk that fails is told by the next change.
void SqliteStore::keep_clock() noexcept {
    if (!database_ || !table_.has_leases()) return;
    try {
        sqlite::Transaction transaction{*database_};
        names_->read_ledger();
        names_->write_ledger(now().count());
        transaction.commit();
        note_changes();
    } catch (const std::exception&) {
    }
}

void SqliteStore::fail_batch(const std::vector<Waiting*>& batch, const StoreError& error) {
    for (auto* change : batch) change->error = error;
    if (!std::exchange(failing_, true)) report(std::string{"changes fail: "} + error.what());
}

// What cannot be moved stays in the log, where it is safe, and is moved later.
void SqliteStore::move_log_into_file() {
    if (!database_ || database_->log_pages() < settings_.log_pages) return;
    try {
        database_->checkpoint(false);
    } catch (const sqlite::Error& error) {
        if (!std::exchange(failing_, true)) report(std::string{"the store file cannot be written: "} + error.what());
    }
}

// -- NamingStore

Outcome SqliteStore::commit(Perform perform) {
    Waiting change;
    change.perform = std::move(perform);
    {
        std::unique_lock lock{queue_mutex_};
        queue_.push_back(&change);
        queued_.notify_one();
        change.finished.wait(lock, [&] { return change.is_finished; });
    }
    if (change.error) throw StoreError{*change.error};
    return change.outcome;
}

bool SqliteStore::exists(const ContextId& context) {
    const std::shared_lock lock{table_mutex_};
    return table_.has_context(context);
}

std::optional<ContextId> SqliteStore::create_context() {
    ContextId created;
    if (commit([&](Names& names) { return clerk_.create_context(names, created); }) != Outcome::done)
        return std::nullopt;
    return created;
}

Outcome SqliteStore::bind_new_context(const ContextId& context, const Component& name, ContextId& created) {
    return commit([&](Names& names) { return clerk_.bind_new_context(names, context, name, created); });
}

Outcome SqliteStore::destroy_context(const ContextId& context) {
    return commit([&](Names& names) { return clerk_.destroy_context(names, context); });
}

Outcome SqliteStore::bind(const ContextId& context, const Component& name, const Bound& bound) {
    return commit([&](Names& names) { return clerk_.bind(names, context, name, bound); });
}

Outcome SqliteStore::rebind(const ContextId& context, const Component& name, const Bound& bound) {
    return commit([&](Names& names) { return clerk_.rebind(names, context, name, bound); });
}

Outcome SqliteStore::unbind(const ContextId& context, const Component& name) {
    return commit([&](Names& names) { return clerk_.unbind(names, context, name); });
}

Outcome SqliteStore::find(const ContextId& context, const Component& name, Bound& bound) {
    const std::shared_lock lock{table_mutex_};
    return table_.find(context, name, bound);
}

std::vector<Binding> SqliteStore::list(const ContextId& context, const std::optional<Component>& after,
                                       std::size_t limit) {
    const std::shared_lock lock{table_mutex_};
    return table_.list(context, after, limit);
}

Outcome SqliteStore::replace(const ContextId& context, const Component& name, const Bound& expected,
                             const std::optional<Bound>& with) {
    return commit([&](Names& names) { return clerk_.replace(names, context, name, expected, with); });
}

std::vector<Leased> SqliteStore::leases() {
    const std::shared_lock lock{table_mutex_};
    return table_.leases();
}

std::vector<Leased> SqliteStore::ended_leases() {
    const std::shared_lock lock{table_mutex_};
    return table_.leases(now());
}

std::chrono::milliseconds SqliteStore::now() { return NamingStore::now() - clock_start_.load(); }

bool SqliteStore::observe(Observer observer) {
    const std::unique_lock lock{table_mutex_};
    table_.observe(std::move(observer));
    return true;
}

StoreSize SqliteStore::size() {
    const std::shared_lock lock{table_mutex_};
    return {table_.context_count(), table_.binding_count()};
}

// -- Copies

void copy_store(const std::string& path, const std::string& copy) {
    if (is_there(copy)) throw StoreError{copy + " exists already; name a new file"};
    const auto partial = copy + ".partial";
    for (const char* companion : {"", "-wal", "-shm", "-journal"}) fs::remove(partial + companion);
    {
        sqlite::Database database{path, sqlite::Access::read};
        database.copy_to(partial);
    }
    sqlite::Database database{partial, sqlite::Access::write};
    SqliteNames{database, false}.load();
    database.execute("PRAGMA journal_mode = DELETE");  // one file, whole in itself
    fs::rename(partial, copy);
    sync_folder(copy);
}

void restore_store(const std::string& copy, const std::string& path) {
    StoreLock lock{path};
    const auto fresh = path + ".restored", aside = path + ".before-" + seconds_since_1970();
    fs::remove(fresh);
    copy_store(copy, fresh);
    for (const char* companion : {"-wal", "-shm", ""})
        if (is_there(path + companion)) fs::rename(path + companion, aside + companion);
    fs::rename(fresh, path);
    sync_folder(path);
    lock.write({});  // the changes behind the copy are given up
}

}  // namespace corbel::naming
