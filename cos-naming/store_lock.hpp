// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace corbel::naming {

/// Makes one process the owner of a store: an advisory lock on the file PATH-lock for as long as this lives. That file
/// also notes the last change that was acknowledged, so that changes a damaged store has lost are missed. The note is
/// written after the change is durable and need not be so itself: at worst it is too old.
class StoreLock {
public:
    struct Note {
        std::uint64_t identity = 0;  ///< of the store
        std::uint64_t changes = 0;
    };

    /// Throws StoreError, with the process that holds the lock, if there is one.
    explicit StoreLock(const std::string& store_path);
    ~StoreLock();
    StoreLock(const StoreLock&) = delete;
    StoreLock& operator=(const StoreLock&) = delete;

    /// Nothing for a new file and for a note that is not whole.
    std::optional<Note> read() const;
    /// Does not fail: an old note is as good as one that cannot be written.
    void write(const Note& note) noexcept;

private:
    int file_ = -1;
};

}  // namespace corbel::naming
