// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/request.hpp"

#include <cstring>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/header_writer.hpp"

namespace corbel::giop {
namespace {

constexpr std::size_t reserved = 3;  // octets after the response flags, in 1.1 and 1.2

[[noreturn]] void bad_response_flags(std::uint8_t flags) {
    throw SystemError{Error::marshal, minor::enum_out_of_range,
                      "a request has the response flags " + std::to_string(flags) + ", not 0, 1 or 3"};
}

ResponseFlags response_of(std::uint8_t flags) {
    if (flags != 0 && flags != 1 && flags != 3) bad_response_flags(flags);
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

constexpr std::size_t up_to(std::size_t boundary, std::size_t offset) {
    return (offset + boundary - 1) & ~(boundary - 1);
}

/// The usual header: of GIOP 1.2 in the own byte order, an object named by its key, no service contexts. False, and
/// nothing is read, for any other, be it right or wrong.
bool read_usual(cdr::Reader& in, RequestHeader& header) {
    const auto bytes = in.at_hand();
    const auto word = [&bytes](std::size_t at) {
        std::uint32_t value;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        return value;
    };
    constexpr std::size_t key_at = 16;
    if (in.swaps() || bytes.size() < key_at || (word(8) & 0xffff) != 0 || word(12) > limits::object_key) return false;
    const auto operation_at = up_to(4, key_at + word(12)) + 4;
    if (bytes.size() < operation_at) return false;
    const std::size_t length = word(operation_at - 4);
    const auto end = up_to(4, operation_at + length) + 4;
    if (length == 0 || length > limits::operation || bytes.size() < end) return false;
    if (bytes[operation_at + length - 1] != 0 || word(end - 4) != 0) return false;
    header.response = response_of(bytes[4]);
    header.id = word(0);
    header.target.disposition = AddressingDisposition::key;
    header.target.object_key = bytes.subspan(key_at, word(12));
    header.operation = as_text(bytes.subspan(operation_at, length - 1));
    header.service_contexts.clear();
    header.principal = {};
    in.skip(end);
    if (!in.at_end()) in.align(8);
    return true;
}

void read_1_2(cdr::Reader& in, RequestHeader& header, Version version) {
    if (read_usual(in, header)) return;
    header.id = in.get<std::uint32_t>();
    header.response = response_of(in.get<std::uint8_t>());
    in.skip(reserved);
    header.target.read(in, version);
    header.operation = checked_operation(in.identifier());
    read_service_contexts(in, header.service_contexts);
    header.principal = {};
    if (!in.at_end()) in.align(8);
}

/// GIOP 1.2, the own byte order, no service contexts: all offsets follow from two lengths.
Draft begin_plain_request(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id, ResponseFlags response,
                          ByteView object_key, std::string_view operation) {
    constexpr std::size_t key_at = MessageHeader::length + 12;  // behind id, response flags and disposition
    const auto operation_at = up_to(4, key_at + 4 + object_key.size());
    const auto contexts_at = up_to(4, operation_at + 4 + operation.size() + 1);
    const auto end = contexts_at + 4;
    out.clear(encoding);
    auto* const bytes = out.append(up_to(8, end));
    const auto put = [bytes](std::size_t offset, std::size_t value) {
        const auto word = static_cast<std::uint32_t>(value);
        std::memcpy(bytes + offset, &word, sizeof word);
    };
    constexpr auto beginning = usual_beginning(MessageType::request);
    std::memcpy(bytes, &beginning, sizeof beginning);
    put(8, 0);  // the size is open
    put(12, id);
    put(16, 0);
    bytes[16] = static_cast<std::uint8_t>(response);
    put(20, 0);  // AddressingDisposition::key and padding
    put(key_at, object_key.size());
    put(operation_at - 4, 0);  // padding, or written over
    if (!object_key.empty()) std::memcpy(bytes + key_at + 4, object_key.data(), object_key.size());
    put(contexts_at - 4, 0);
    put(operation_at, operation.size() + 1);
    if (!operation.empty()) std::memcpy(bytes + operation_at + 4, operation.data(), operation.size());
    bytes[operation_at + 4 + operation.size()] = 0;
    put(contexts_at, 0);
    if (end % 8 != 0) put(end, 0);
    return {12, end, up_to(8, end)};
}

}  // namespace

[[gnu::hot]] void RequestHeader::read(cdr::Reader& in, Version version) {
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

[[gnu::hot]]
Draft begin_request(cdr::Writer& out, const cdr::Encoding& encoding, std::uint32_t id, ResponseFlags response,
                    ByteView object_key, std::string_view operation, std::span<const ServiceContext> contexts) {
    if (encoding.giop_minor == 2 && encoding.order == native_order && contexts.empty())
        return begin_plain_request(out, encoding, id, response, object_key, operation);
    RequestHeader header;
    header.id = id;
    header.response = response;
    header.target = Target::of(object_key);
    header.operation = operation;
    return begin_request(out, encoding, header, contexts);
}

Draft begin_request(cdr::Writer& out, const cdr::Encoding& encoding, const RequestHeader& header) {
    return begin_request(out, encoding, header, header.service_contexts);
}

}  // namespace corbel::giop
