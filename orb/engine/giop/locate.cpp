// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/locate.hpp"

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/header_writer.hpp"

namespace corbel::giop {
namespace {

LocateStatus status_of(std::uint32_t value, Version version) {
    const auto last = version.minor < 2 ? LocateStatus::object_forward : LocateStatus::needs_addressing_mode;
    if (value > static_cast<std::uint32_t>(last))
        throw SystemError{Error::marshal, minor::enum_out_of_range,
                          "a LocateReply of GIOP 1." + std::to_string(version.minor) + " has the unknown status " +
                              std::to_string(value)};
    return static_cast<LocateStatus>(value);
}

}  // namespace

void LocateRequestHeader::read(cdr::Reader& in, Version version) {
    id = in.get<std::uint32_t>();
    target.read(in, version);
}

void LocateReplyHeader::read(cdr::Reader& in, Version version) {
    id = in.get<std::uint32_t>();
    status = status_of(in.get<std::uint32_t>(), version);
}

void write_locate_request(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id, const Target& target) {
    HeaderWriter writing{out, encoding, MessageType::locate_request};
    writing.id(id);
    target.write(out, {1, encoding.giop_minor});
    end_message(out);
}

void write_locate_reply(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id, LocateStatus status,
                        const Ior* forward) {
    HeaderWriter writing{out, encoding, MessageType::locate_reply};
    writing.id(id);
    out.put(static_cast<std::uint32_t>(status));
    // Unlike a Reply's, the body is not aligned to 8, in no version (CORBA 2.6, 15.4.6.2).
    if (forward) forward->write(out);
    end_message(out);
}

}  // namespace corbel::giop
