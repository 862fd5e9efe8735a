// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/fragment.hpp"

#include <algorithm>
#include <cstring>

namespace corbel::giop {
namespace {

constexpr std::size_t smallest_fragment = 32;
constexpr std::size_t flags_at = 6;
constexpr std::size_t type_at = 7;
constexpr std::size_t size_at = 8;
constexpr std::uint8_t fragment_flag = 2;

bool may_be_cut(const std::uint8_t* header) {
    const auto type = static_cast<MessageType>(header[type_at]);
    return header[5] >= 2 && (type == MessageType::request || type == MessageType::reply ||
                              type == MessageType::locate_request || type == MessageType::locate_reply);
}

void store_size(std::uint8_t* header, std::size_t total) {
    auto size = static_cast<std::uint32_t>(total - MessageHeader::length);
    if (static_cast<ByteOrder>(header[flags_at] & 1) != native_order) size = cdr::byte_swapped(size);
    std::memcpy(header + size_at, &size, sizeof size);
}

void set_more(std::uint8_t* header, bool more) {
    header[flags_at] = static_cast<std::uint8_t>(more ? header[flags_at] | fragment_flag
                                                      : header[flags_at] & ~fragment_flag);
}

// The next `count` bytes of the message, as pieces.
void take(std::span<const ByteView>& rest, std::size_t& offset, std::size_t count, std::vector<ByteView>& out) {
    while (count > 0) {
        const auto piece = rest.front().subspan(offset, std::min(count, rest.front().size() - offset));
        if (!piece.empty()) out.push_back(piece);
        count -= piece.size();
        offset += piece.size();
        if (offset == rest.front().size()) rest = rest.subspan(1), offset = 0;
    }
}

}  // namespace

FragmentedMessage::FragmentedMessage(std::span<const ByteView> message, std::size_t fragment_size) {
    std::size_t left = 0;
    for (auto chunk : message) left += chunk.size();
    fragment_size = std::max(fragment_size & ~std::size_t{7}, smallest_fragment);
    const auto* header = message.front().data();  // A Writer's first piece holds the whole header and the request id.
    if (left <= fragment_size || !may_be_cut(header)) {
        chunks_.assign(message.begin(), message.end());
        return;
    }
    std::memcpy(first_.data(), header, first_.size());
    set_more(first_.data(), true);
    store_size(first_.data(), fragment_size);

    const auto payload = fragment_size - sizeof(FragmentHeader);
    headers_.reserve((left - fragment_size + payload - 1) / payload);  // chunks_ refer to them: they must not move
    chunks_.push_back(first_);
    std::size_t offset = first_.size();
    take(message, offset, fragment_size - first_.size(), chunks_);
    for (left -= fragment_size; left > 0;) {
        const auto count = std::min(left, payload);
        left -= count;
        auto& fragment = headers_.emplace_back();
        std::memcpy(fragment.data(), header, fragment.size());  // the request id stands behind the header in each kind
        fragment[type_at] = static_cast<std::uint8_t>(MessageType::fragment);
        set_more(fragment.data(), left > 0);
        store_size(fragment.data(), count + fragment.size());
        chunks_.push_back(fragment);
        take(message, offset, count, chunks_);
    }
}

}  // namespace corbel::giop
