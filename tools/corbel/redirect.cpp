// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/redirect.hpp"

#include <algorithm>

#include "orb/engine/giop/message.hpp"

namespace corbel::tool {

Redirect::Redirect(const std::string& host, Port port)
    : host_{host.empty() ? std::string{} : host + '\0'}, port_{std::move(port)} {}

Octets Redirect::pass(ByteView bytes) {
    if (host_.empty()) return to_octets(bytes);
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    auto whole = understood_ ? whole_messages() : 0;
    if (!understood_) whole = waiting_.size();
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(whole);
    Octets ready{waiting_.begin(), end};
    waiting_.erase(waiting_.begin(), end);
    return ready;
}

std::size_t Redirect::whole_messages() {
    std::size_t at = 0;
    while (waiting_.size() - at >= giop::MessageHeader::length) {
        try {
            const auto header = giop::MessageHeader::parse(ByteView{waiting_}.subspan(at), ~std::uint32_t{0});
            if (waiting_.size() - at < header.total()) break;
            patch(at + giop::MessageHeader::length, at + header.total());
            at += header.total();
        } catch (const SystemError&) {
            understood_ = false;  // the receiver will say what is wrong with it
            break;
        }
    }
    return at;
}

void Redirect::patch(std::size_t from, std::size_t to) {
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(to);
    for (auto at = waiting_.begin() + static_cast<std::ptrdiff_t>(from);; ++at) {
        at = std::search(at, end, host_.begin(), host_.end());
        const auto host = static_cast<std::size_t>(at - waiting_.begin());
        const auto length = (host_.size() + 1) / 2 * 2 + 2;  // to the end of the port
        if (at == end || to - host < length) return;
        if (host >= from + 8) patch_address(host);
    }
}

// The beginning of an IIOP profile, or an alternate address: byte order, version or padding, the length of the host,
// the host with its NUL, padding to an even place, the port (CORBA 2.6, 15.7.2 and 13.6.7.2).
void Redirect::patch_address(std::size_t host) {
    const auto* front = waiting_.data() + host - 8;
    const bool little = front[0] == 1;
    const bool profile = front[1] == 1 && front[2] <= 2;
    const bool alternate = front[1] == 0 && front[2] == 0 && front[3] == 0;
    const auto length = static_cast<std::uint8_t>(host_.size());
    if (front[0] > 1 || (!profile && !alternate) || front[little ? 4 : 7] != length) return;
    auto* port = waiting_.data() + host + (host_.size() + 1) / 2 * 2;
    const auto old = static_cast<std::uint16_t>(little ? port[1] << 8 | port[0] : port[0] << 8 | port[1]);
    if (old == 0) return;
    const auto made = port_(old);
    port[little ? 0 : 1] = static_cast<std::uint8_t>(made & 0xff);
    port[little ? 1 : 0] = static_cast<std::uint8_t>(made >> 8);
}

}  // namespace corbel::tool
