// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/outbox.hpp"

#include <algorithm>

namespace corbel::transport {

void Outbox::add(std::span<const ByteView> message) {
    for (const auto chunk : message) bytes_.insert(bytes_.end(), chunk.begin(), chunk.end());
}

Sent Outbox::send_with_all(Stream& stream, std::span<const ByteView> message, const SendWait& wait) {
    pieces_.assign(1, ByteView{bytes_}.subspan(begin_));
    pieces_.insert(pieces_.end(), message.begin(), message.end());
    const auto sent = stream.send_all(pieces_, wait);
    begin_ += std::min(sent.bytes, size());
    if (empty()) clear();
    return sent;
}

void Outbox::clear() noexcept {
    bytes_.clear();
    begin_ = 0;
}

}  // namespace corbel::transport
