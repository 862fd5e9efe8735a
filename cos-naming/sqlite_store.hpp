// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "cos-naming/clerk.hpp"
#include "cos-naming/name_table.hpp"
#include "cos-naming/store_lock.hpp"

namespace corbel::naming {

namespace sqlite {
class Database;
}
class SqliteNames;

/// Keeps names in an SQLite file and a copy of them in memory. A change returns when it is on disk, and is seen by
/// others from then on; changes that come at the same time are written together. Finding and listing names does not
/// touch the disk. When a change cannot be written it fails, nothing of it is seen, and the next one tries anew.
class SqliteStore final : public NamingStore {
public:
    struct Settings {
        std::string path;
        Limits limits;
        int log_pages = 4096;  ///< when the write-ahead log has as many, it is moved into the file
        bool recover = false;  ///< a damaged file is copied aside, and served as far as it is whole
        std::function<void(const std::string&)> report = {};  ///< told what an operator should know; from any thread
    };

    /// Creates the file if there is none. Reads and verifies all of it: StoreError if a byte of a name is not as it was
    /// written, if acknowledged changes are missing, or if another process serves this store.
    explicit SqliteStore(Settings settings);
    ~SqliteStore() override;

    bool exists(const ContextId& context) override;
    std::optional<ContextId> create_context() override;
    Outcome bind_new_context(const ContextId& context, const Component& name, ContextId& created) override;
    Outcome destroy_context(const ContextId& context) override;
    Outcome bind(const ContextId& context, const Component& name, const Bound& bound) override;
    Outcome rebind(const ContextId& context, const Component& name, const Bound& bound) override;
    Outcome unbind(const ContextId& context, const Component& name) override;
    Outcome find(const ContextId& context, const Component& name, Bound& bound) override;
    std::vector<Binding> list(const ContextId& context, const std::optional<Component>& after,
                              std::size_t limit) override;
    Outcome replace(const ContextId& context, const Component& name, const Bound& expected,
                    const std::optional<Bound>& with) override;
    std::vector<Leased> leases() override;
    std::vector<Leased> ended_leases() override;
    std::chrono::milliseconds now() override;
    bool observe(Observer observer) override;
    StoreSize size() override;

private:
    class RecordingNames;
    struct Waiting;
    using Perform = std::function<Outcome(Names&)>;

    Outcome commit(Perform perform);
    void open();
    void set_clock(std::int64_t at);
    void keep_clock() noexcept;
    void note_changes() noexcept;
    void recover();
    void write_changes();
    std::vector<Waiting*> next_batch();
    void finish(const std::vector<Waiting*>& batch);
    void commit_batch(const std::vector<Waiting*>& batch);
    void write_batch(const std::vector<Waiting*>& batch);
    void fail_batch(const std::vector<Waiting*>& batch, const StoreError& error);
    void move_log_into_file();
    void report(const std::string& what) const;

    static constexpr auto no_start = std::chrono::milliseconds::max();

    const Settings settings_;
    StoreLock lock_;
    Clerk clerk_;

    // The writing thread's, once it runs.
    std::unique_ptr<sqlite::Database> database_;  // none while the file is out of use
    std::unique_ptr<SqliteNames> names_;
    bool failing_ = false;

    std::atomic<std::chrono::milliseconds> clock_start_{no_start};  // of now(), by the steady clock

    std::shared_mutex table_mutex_;
    NameTable table_;  // what is committed

    std::mutex queue_mutex_;
    std::condition_variable queued_;
    std::vector<Waiting*> queue_;
    bool stopping_ = false;
    std::thread writer_;
};

/// Copies the store at `path`, which may be in use, to the new file `copy`. StoreError if there is such a file already.
void copy_store(const std::string& path, const std::string& copy);

/// Puts what copy_store() made in the place of the store at `path`, which nobody may serve; what was there stays beside
/// it as PATH.before-TIME. StoreError if somebody does, or if the copy is not whole: nothing has changed then.
void restore_store(const std::string& copy, const std::string& path);

}  // namespace corbel::naming
