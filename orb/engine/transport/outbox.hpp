// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <vector>

#include "orb/engine/transport/stream.hpp"

namespace corbel::transport {

/// Messages of a connection that wait to leave together with what is sent next. Keeps its memory.
class Outbox {
public:
    bool empty() const noexcept { return begin_ == bytes_.size(); }
    std::size_t size() const noexcept { return bytes_.size() - begin_; }

    /// Behind what is there.
    void add(std::span<const ByteView> message);

    /// Sends all that is there and then `message`; what has left is taken out, but nothing of `message` kept. As
    /// Stream::send_all() otherwise; the bytes are those of both.
    Sent send_all(Stream& stream, std::span<const ByteView> message = {}, const SendWait& wait = {}) {
        if (!empty()) return send_with_all(stream, message, wait);
        return message.empty() ? Sent{} : stream.send_all(message, wait);
    }

    void clear() noexcept;

private:
    Sent send_with_all(Stream& stream, std::span<const ByteView> message, const SendWait& wait);

    Octets bytes_;
    std::size_t begin_ = 0;         // of what has not left
    std::vector<ByteView> pieces_;  // of one gather write
};

}  // namespace corbel::transport
