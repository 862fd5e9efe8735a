// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/recent.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "orb/engine/adapter/object_adapter.hpp"

namespace corbel::adapter {
namespace {

constexpr std::size_t places = 8;

/// Trivially destructible, so that it can still be asked when the thread's entries are gone.
thread_local bool gone = false;

/// Keys of one POA differ at their ends.
[[gnu::hot]] std::size_t place_of(ByteView key) noexcept {
    std::uint32_t end = 0;
    if (key.size() >= sizeof end) std::memcpy(&end, key.data() + key.size() - sizeof end, sizeof end);
    else std::copy(key.begin(), key.end(), reinterpret_cast<std::uint8_t*>(&end));
    end ^= end >> 16;
    return (end ^ end >> 8) % places;
}

struct Entries : std::array<Poa::Recent::Entry, places> {
    ~Entries() { gone = true; }
};
thread_local Entries entries;

}  // namespace

[[gnu::hot]] Poa::Recent::Found Poa::Recent::find(const ObjectAdapter& adapter, ByteView key) noexcept {
    if (gone) return Found{nullptr};
    auto& entry = entries[place_of(key)];
    const bool is_it = entry.adapter == adapter.number() && entry.changes == adapter.changes() &&
                       entry.key.size() == key.size() && std::memcmp(entry.key.data(), key.data(), key.size()) == 0;
    return Found{is_it ? &entry : nullptr};
}

void Poa::Recent::remember(const ObjectAdapter& adapter, std::uint64_t changes, ByteView key, std::size_t id_at,
                           const std::shared_ptr<Poa>& poa, const ActiveObjectPtr& object) {
    if (gone) return;
    auto& entry = entries[place_of(key)];
    if (entry.pins != 0) return;
    entry.adapter = 0;  // while it is written
    entry.key.assign(key.begin(), key.end());
    entry.id_at = id_at;
    entry.poa = poa;
    entry.object = object;
    entry.changes = changes;
    entry.adapter = adapter.number();
}

void Poa::Recent::forget(const ObjectAdapter& adapter) noexcept {
    if (gone) return;
    for (auto& entry : entries)
        if (entry.adapter == adapter.number() && entry.pins == 0) entry = {};
}

}  // namespace corbel::adapter
