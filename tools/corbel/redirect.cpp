// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/redirect.hpp"

#include <algorithm>

#include "orb/engine/giop/message.hpp"

namespace corbel::tool {

Redirect::Redirect(const giop::Address& from, const giop::Address& to)
    : host_{from.host == to.host && from.port != 0 ? from.host + '\0' : std::string{}}, from_{from.port}, to_{to.port} {}

Octets Redirect::pass(ByteView bytes) {
    if (!works()) return to_octets(bytes);
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    auto whole = understood_ ? whole_messages() : waiting_.size();
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
            understood_ = false;  // the client will say what is wrong with it
            break;
        }
    }
    return at;
}

// A host, its NUL, an octet of padding where the port would stand at an odd place, and the port in either byte order
// (CORBA 2.6, 15.7.2).
void Redirect::patch(std::size_t from, std::size_t to) {
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(to);
    for (auto at = waiting_.begin() + static_cast<std::ptrdiff_t>(from);; ++at) {
        at = std::search(at, end, host_.begin(), host_.end());
        if (at == end) return;
        const auto behind = static_cast<std::size_t>(end - at) - host_.size();
        for (std::size_t padding = 0; padding < 2 && padding + 2 <= behind; ++padding) {
            auto port = at + static_cast<std::ptrdiff_t>(host_.size() + padding);
            const auto big = static_cast<std::uint16_t>(port[0] << 8 | port[1]);
            const auto little = static_cast<std::uint16_t>(port[1] << 8 | port[0]);
            if (big != from_ && little != from_) continue;
            port[0] = static_cast<std::uint8_t>(big == from_ ? to_ >> 8 : to_ & 0xff);
            port[1] = static_cast<std::uint8_t>(big == from_ ? to_ & 0xff : to_ >> 8);
            break;
        }
    }
}

}  // namespace corbel::tool
