// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/request.hpp"

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/header_writer.hpp"

namespace corbel::giop {
namespace {

constexpr std::size_t reserved = 3;  // octets after the response flags, in 1.1 and 1.2

ResponseFlags response_of(std::uint8_t flags) {
    if (flags != 0 && flags != 1 && flags != 3)
        throw SystemError{Error::marshal, minor::enum_out_of_range,
                          "a request has the response flags " + std::to_string(flags) + ", not 0, 1 or 3"};
    return static_cast<ResponseFlags>(flags);
}

std::string_view checked_operation(std::string_view name) {
    if (name.size() > limits::operation)
        throw SystemError{Error::marshal, minor::length_too_large,
                          "an operation's name of " + std::to_string(name.size()) + " characters; " +
                              std::to_string(limits::operation) + " are allowed"};
    return name;
}

void read_1_0(cdr::Reader& in, RequestHeader& header, Version version) {
    read_service_contexts(in, header.service_contexts);
    header.id = in.get<std::uint32_t>();
    header.response = in.boolean() ? ResponseFlags::with_target : ResponseFlags::none;
    if (version.minor == 1) in.skip(reserved);
    header.target.read(in, version);
    header.operation = checked_operation(in.identifier());
    header.principal = in.octets();
}

void read_1_2(cdr::Reader& in, RequestHeader& header, Version version) {
    header.id = in.get<std::uint32_t>();
    header.response = response_of(in.get<std::uint8_t>());
    in.skip(reserved);
    header.target.read(in, version);
    header.operation = checked_operation(in.identifier());
    read_service_contexts(in, header.service_contexts);
    header.principal = {};
    if (!in.at_end()) in.align(8);
}

}  // namespace

void RequestHeader::read(cdr::Reader& in, Version version) {
    version.minor < 2 ? read_1_0(in, *this, version) : read_1_2(in, *this, version);
}

Draft begin_request(cdr::Writer& out, const cdr::Encoding& encoding, const RequestHeader& header,
                    std::span<const ServiceContext> contexts) {
    HeaderWriter writing{out, encoding, MessageType::request};
    const Version version{1, encoding.giop_minor};
    const std::uint8_t padding[reserved]{};
    if (version.minor < 2) {
        write_service_contexts(out, contexts);
        writing.id(header.id);
        out.boolean(header.response_expected());
        if (version.minor == 1) out.bytes(padding);
        header.target.write(out, version);
        out.identifier(header.operation);
        out.octets(header.principal);
    } else {
        writing.id(header.id);
        out.put(static_cast<std::uint8_t>(header.response));
        out.bytes(padding);
        header.target.write(out, version);
        out.identifier(header.operation);
        write_service_contexts(out, contexts);
    }
    return writing.body();
}

Draft begin_request(cdr::Writer& out, const cdr::Encoding& encoding, const RequestHeader& header) {
    return begin_request(out, encoding, header, header.service_contexts);
}

}  // namespace corbel::giop
