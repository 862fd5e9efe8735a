// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/object_key.hpp"

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::adapter {
namespace {

constexpr std::uint8_t magic[] = {0xcb, 0xe1};
constexpr std::uint8_t transient = 'T';
constexpr std::uint8_t persistent = 'P';
constexpr std::size_t head_size = 3;
constexpr std::size_t transient_size = head_size + std::tuple_size_v<InstanceStamp> + 4;

Octets begin(std::uint8_t kind) { return {magic[0], magic[1], kind}; }

[[noreturn]] void too_long(const std::string& what, std::size_t size, std::size_t limit) {
    throw SystemError{Error::imp_limit, minor::length_too_large,
                      what + " takes " + std::to_string(size) + " bytes of an object key; it may take " +
                          std::to_string(limit) + ": choose shorter names"};
}

constexpr std::uint64_t largest_short = 0xffffffff;

}  // namespace

void put_number(ObjectId& id, std::uint64_t number) {
    for (int shift = number <= largest_short ? 24 : 56; shift >= 0; shift -= 8)
        id.push_back(static_cast<std::uint8_t>(number >> shift));
}

std::optional<std::uint64_t> number_in(ByteView id) noexcept {
    if (id.size() != 4 && id.size() != 8) return {};
    std::uint64_t number = 0;
    for (auto octet : id) number = number << 8 | octet;
    if (number == 0 || (id.size() == 8 && number <= largest_short)) return {};
    return number;
}

std::optional<ObjectKey> ObjectKey::parse(ByteView key) noexcept {
    if (key.size() <= head_size || key[0] != magic[0] || key[1] != magic[1]) return {};
    std::size_t size = 0;
    if (key[2] == transient) size = transient_size;
    if (key[2] == persistent) size = head_size + 1 + key[3];
    if (size == 0 || key.size() < size) return {};
    return ObjectKey{key.first(size), key.subspan(size)};
}

std::optional<std::vector<std::string>> ObjectKey::path(ByteView adapter) {
    if (adapter.size() <= head_size || adapter[2] != persistent) return {};
    std::vector<std::string> names;
    for (auto rest = adapter.subspan(head_size + 1); !rest.empty();) {
        const std::size_t size = rest[0];
        if (rest.size() < 1 + size) return {};
        names.emplace_back(as_text(rest.subspan(1, size)));
        rest = rest.subspan(1 + size);
    }
    return names;
}

Octets ObjectKey::transient_adapter(const InstanceStamp& stamp, std::uint32_t number) {
    auto key = begin(transient);
    key.insert(key.end(), stamp.begin(), stamp.end());
    for (int shift = 24; shift >= 0; shift -= 8) key.push_back(static_cast<std::uint8_t>(number >> shift));
    return key;
}

Octets ObjectKey::persistent_adapter(const std::vector<std::string>& path) {
    // What is left is enough for the ids that a POA assigns itself.
    constexpr std::size_t room = 200;
    std::size_t size = 0;
    for (const auto& name : path) size += 1 + name.size();
    if (size > room) too_long("the path of POA \"" + escaped(path.back(), 40) + "\"", size, room);
    auto key = begin(persistent);
    key.push_back(static_cast<std::uint8_t>(size));
    for (const auto& name : path) {
        key.push_back(static_cast<std::uint8_t>(name.size()));
        key.insert(key.end(), name.begin(), name.end());
    }
    return key;
}

Octets ObjectKey::compose(ByteView adapter, ByteView object_id) {
    if (adapter.size() + object_id.size() > max_size)
        too_long("object id \"" + escaped(as_text(object_id), 40) + "\"", object_id.size(), max_size - adapter.size());
    Octets key;
    key.reserve(adapter.size() + object_id.size());
    key.insert(key.end(), adapter.begin(), adapter.end());
    key.insert(key.end(), object_id.begin(), object_id.end());
    return key;
}

}  // namespace corbel::adapter
