// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/trace.hpp"

#include <algorithm>
#include <limits>

#include "orb/engine/giop/describe.hpp"
#include "orb/engine/giop/message_reader.hpp"

namespace corbel::giop {
namespace {

constexpr std::size_t row = 16;

void write(std::string line, ByteView bytes) {
    const bool with_bytes = log::enabled(log::Channel::giop, log::Level::trace);
    if (with_bytes) (line += '\n') += dump(bytes);
    log::write(log::Channel::giop, with_bytes ? log::Level::trace : log::Level::debug, line);
}

std::string peer_text(const char* direction, std::string_view peer) {
    return std::string{direction} + " " + std::string{peer} + ": ";
}

}  // namespace

std::string dump(ByteView bytes, std::size_t most) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    const auto shown = std::min(bytes.size(), most);
    for (std::size_t at = 0; at < shown; at += row) {
        std::string right;
        text += "    ";
        for (std::size_t i = at; i < at + row; ++i) {
            if (i % 8 == 0 && i != at) text += ' ';
            if (i >= shown) {
                text += "   ";
                continue;
            }
            text += digits[bytes[i] >> 4];
            text += digits[bytes[i] & 15];
            text += ' ';
            right += bytes[i] >= 0x20 && bytes[i] < 0x7f ? static_cast<char>(bytes[i]) : '.';
        }
        ((text += "| ") += right) += '\n';
    }
    if (shown < bytes.size()) text += "    ... " + std::to_string(bytes.size() - shown) + " more\n";
    if (!text.empty()) text.pop_back();
    return text;
}

void trace_received(std::string_view peer, const Message& message) {
    write(peer_text("from", peer) + describe(message), message.bytes());
}

void trace_sent(std::string_view peer, std::span<const ByteView> chunks) {
    Octets all;
    for (const auto chunk : chunks) all.insert(all.end(), chunk.begin(), chunk.end());
    if (all.size() < MessageHeader::length) return;
    try {
        MessageReader reader;
        reader.feed(all);
        const auto message = reader.next();
        write(peer_text("to", peer) + (message ? describe(*message) : "a message that is not whole"), all);
    } catch (const SystemError&) {  // over the reader's limit
        write(peer_text("to", peer) + std::to_string(all.size()) + " bytes", all);
    }
}

}  // namespace corbel::giop
