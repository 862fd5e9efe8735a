// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <span>
#include <vector>

#include "orb/engine/giop/message.hpp"

namespace corbel::giop {

/// A GIOP 1.2 message cut into a first part and Fragments (CORBA 2.6, 15.4.9), ready for one gather write. The
/// message's bytes are referenced, not copied: they must stay until it is sent.
class FragmentedMessage {
public:
    /// No part is longer than `fragment_size` octets with its headers; it is rounded down to a multiple of 8 and up to
    /// at least 32. A message that is not longer, is not of GIOP 1.2 (1.1 fragments break too many peers), or may not
    /// be fragmented stays as it is.
    FragmentedMessage(std::span<const ByteView> message, std::size_t fragment_size);

    FragmentedMessage(const FragmentedMessage&) = delete;
    FragmentedMessage& operator=(const FragmentedMessage&) = delete;

    /// All bytes to send, in order.
    std::span<const ByteView> chunks() const noexcept { return chunks_; }

    /// Messages that chunks() make up: 1 if it stayed as it is.
    std::size_t parts() const noexcept { return 1 + headers_.size(); }

private:
    using FragmentHeader = std::array<std::uint8_t, MessageHeader::length + 4>;

    std::array<std::uint8_t, MessageHeader::length> first_{};
    std::vector<FragmentHeader> headers_;
    std::vector<ByteView> chunks_;
};

}  // namespace corbel::giop
