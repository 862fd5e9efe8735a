// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstring>

#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/describe.hpp"
#include "orb/engine/giop/locate.hpp"
#include "orb/engine/giop/message_reader.hpp"
#include "orb/engine/giop/reply.hpp"
#include "orb/engine/giop/request.hpp"
#include "orb/engine/giop/system_exception.hpp"
#include "tests/fuzz/target.hpp"

// A stream of a connection, received in pieces whose sizes follow from the input: the same messages come out as when it
// is received at once, and every header that is read can be written and read again.
using namespace corbel;
using namespace corbel::giop;

namespace {

cdr::Encoding encoding_of(const Message& message) {
    return {.order = message.header().order, .giop_minor = message.version().minor};
}

void check_request(const Message& message) {
    auto in = message.reader();
    RequestHeader header;
    header.read(in, message.version());
    auto encoding = encoding_of(message);
    if (const auto* context = find_context(header.service_contexts, context_id::code_sets))
        fuzz::accepted([&] { apply_code_sets_context(*context, encoding); });
    cdr::Writer out;
    const auto draft = begin_request(out, encoding, header);
    out.bytes(in.rest());
    finish(out, draft);
    cdr::Reader again{out.contiguous(), encoding};
    again.skip(MessageHeader::length);
    RequestHeader copy;
    copy.read(again, message.version());
    fuzz::require(copy.id == header.id && copy.operation == header.operation &&
                  as_text(copy.target.object_key) == as_text(header.target.object_key) &&
                  copy.service_contexts == header.service_contexts && again.remaining() == in.remaining());
}

void check_reply(const Message& message) {
    auto in = message.reader();
    ReplyHeader header;
    header.read(in, message.version());
    for (const auto& context : header.service_contexts) read_exception_detail(context);
    if (header.status == ReplyStatus::system_exception) read_system_exception(in);
    if (header.status == ReplyStatus::location_forward) iiop_profiles(Ior::read(in));
}

void check(const Message& message) {
    fuzz::require(message.bytes().size() == message.header().total());
    describe(message);
    auto in = message.reader();
    switch (message.type()) {
    case MessageType::request: return check_request(message);
    case MessageType::reply: return check_reply(message);
    case MessageType::locate_request: return LocateRequestHeader{}.read(in, message.version());
    case MessageType::locate_reply: return LocateReplyHeader{}.read(in, message.version());
    case MessageType::cancel_request: read_cancel_request(in); return;
    default: return;
    }
}

struct Seen {
    std::vector<Message> messages;
    bool refused = false;
};

struct EndOfStream {};

/// With `begun`, large messages are taken when they have begun, and received by who reads them.
Seen receive(ByteView stream, std::size_t step, bool begun = false) {
    MessageReader reader{{.message = 1 << 20, .reassembly = 1 << 20, .trains = 8}};
    Seen seen;
    const auto source = [&](std::span<std::uint8_t> room) {
        const auto count = std::min({room.size(), stream.size(), step});
        if (count == 0) throw EndOfStream{};
        std::memcpy(room.data(), stream.data(), count);
        stream = stream.subspan(count);
        return count;
    };
    seen.refused = !fuzz::accepted([&] {
        try {
            for (;;) {
                reader.commit(source(reader.prepare()));
                while (auto message = reader.next()) seen.messages.push_back(std::move(*message));
                if (begun && reader.begun()) seen.messages.push_back(reader.receive_rest(source));
                while (auto message = reader.next()) seen.messages.push_back(std::move(*message));
            }
        } catch (EndOfStream) {
        }
    });
    return seen;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > 1 << 18) return 0;
    const ByteView stream{data + 1, size - 1};
    const auto at_once = receive(stream, size);
    for (const bool begun : {false, true}) {
        const auto in_pieces = receive(stream, data[0] + std::size_t{1}, begun);
        fuzz::require(at_once.refused == in_pieces.refused && at_once.messages.size() == in_pieces.messages.size());
        for (std::size_t i = 0; i < at_once.messages.size(); ++i)
            fuzz::require(as_text(at_once.messages[i].bytes()) == as_text(in_pieces.messages[i].bytes()));
    }
    for (std::size_t i = 0; i < at_once.messages.size(); ++i) {
        fuzz::accepted([&] { check(at_once.messages[i]); });
    }
    return 0;
}
