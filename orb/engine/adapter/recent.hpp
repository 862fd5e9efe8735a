// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/adapter/active_object.hpp"

namespace corbel::adapter {

/// The active objects that this thread has found last, by their object keys: found again without a lock. What is found
/// here was active at some moment since the call of find(); an entry lapses with any deactivation and any POA's end.
///
/// Keeps the memory of a POA and of an entry of its map, not the servant.
class Poa::Recent {
public:
    struct Entry {
        std::uint64_t adapter = 0;   // its number; 0: none
        std::uint64_t changes = 0;   // of the adapter, when it was looked for
        Octets key;
        std::size_t id_at = 0;       // where the object id begins
        std::shared_ptr<Poa> poa;
        ActiveObjectPtr object;
        unsigned pins = 0;           // requests of this thread that are on their way to it
    };

    /// An entry for as long as a request uses it, or none.
    class Found {
    public:
        explicit Found(Entry* entry) noexcept : entry_{entry} {
            if (entry_) ++entry_->pins;
        }
        ~Found() {
            if (entry_) --entry_->pins;
        }
        Found(const Found&) = delete;
        Found& operator=(const Found&) = delete;

        explicit operator bool() const noexcept { return entry_ != nullptr; }
        const Entry* operator->() const noexcept { return entry_; }

    private:
        Entry* entry_;
    };

    static Found find(const ObjectAdapter& adapter, ByteView key) noexcept;

    /// `changes`: those of the adapter before the object was looked for.
    static void remember(const ObjectAdapter& adapter, std::uint64_t changes, ByteView key, std::size_t id_at,
                         const std::shared_ptr<Poa>& poa, const ActiveObjectPtr& object);

    /// Forgets what this thread knows of the adapter.
    static void forget(const ObjectAdapter& adapter) noexcept;
};

}  // namespace corbel::adapter
