// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <iostream>
#include <map>

#include "conformance/captures/capture.hpp"
#include "conformance/captures/echo.hpp"
#include "orb/engine/base/error.hpp"
#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/describe.hpp"
#include "orb/engine/giop/locate.hpp"
#include "orb/engine/giop/message_reader.hpp"
#include "orb/engine/giop/object_url.hpp"
#include "orb/engine/giop/reply.hpp"
#include "orb/engine/giop/request.hpp"
#include "orb/engine/giop/system_exception.hpp"
#include "orb/engine/types/value.hpp"

// What other ORBs said to each other: read, explained, and written again.
using namespace corbel;
using namespace corbel::giop;
using corbel::conformance::Capture;
using corbel::conformance::Conversation;

namespace {

const std::vector<Capture>& captures() {
    static const auto all = conformance::read_captures();
    return all;
}

struct Told {
    char side;
    Message message;
};

// All messages of a conversation, each side through its own reader.
std::vector<Told> listen(const Conversation& conversation) {
    std::map<char, MessageReader> readers;
    std::vector<Told> told;
    for (const auto& piece : conversation) {
        readers[piece.side].feed(piece.bytes);
        while (auto message = readers[piece.side].next()) told.push_back({piece.side, std::move(*message)});
    }
    for (const auto& [side, reader] : readers) CHECK_FALSE(reader.in_message());
    return told;
}

cdr::Encoding plain(const Message& message) {
    return {.order = message.header().order, .giop_minor = message.version().minor};
}

Octets with_body(const cdr::Reader& body, const Draft& draft, cdr::Writer& out) {
    out.bytes(body.rest());
    finish(out, draft);
    return out.copy();
}

// The message made anew from the values that were read from it.
Octets again(const Message& message) {
    auto in = message.reader();
    cdr::Writer out;
    switch (message.type()) {
    case MessageType::request: {
        RequestHeader header;
        header.read(in, message.version());
        const auto draft = begin_request(out, plain(message), header);
        return with_body(in, draft, out);
    }
    case MessageType::reply: {
        ReplyHeader header;
        header.read(in, message.version());
        const auto draft = begin_reply(out, plain(message), header.id, header.status, header.service_contexts);
        return with_body(in, draft, out);
    }
    case MessageType::locate_request: {
        LocateRequestHeader header;
        header.read(in, message.version());
        write_locate_request(out, plain(message), header.id, header.target);
        break;
    }
    case MessageType::locate_reply: {
        LocateReplyHeader header;
        header.read(in, message.version());
        Ior forward;
        const bool forwards =
            header.status == LocateStatus::object_forward || header.status == LocateStatus::object_forward_perm;
        if (forwards) forward = Ior::read(in);
        write_locate_reply(out, plain(message), header.id, header.status, forwards ? &forward : nullptr);
        break;
    }
    case MessageType::cancel_request: write_cancel_request(out, plain(message), read_cancel_request(in)); break;
    case MessageType::close_connection: write_close_connection(out, plain(message)); break;
    case MessageType::message_error: write_message_error(out, plain(message)); break;
    case MessageType::fragment: FAIL("a reader gives no fragments");
    }
    return out.copy();
}

ByteOrder opposite(ByteOrder order) {
    return order == ByteOrder::big_endian ? ByteOrder::little_endian : ByteOrder::big_endian;
}

// Reads the values of a body by their types and writes them again; both ways must end at the last byte.
void transcode_body(cdr::Reader in, const std::vector<types::TypeCodePtr>& list, std::size_t& exact) {
    const auto whole = in.rest();
    cdr::Writer same{in.encoding()};
    same.origin(in.alignment_offset());
    auto swapped_encoding = in.encoding();
    swapped_encoding.order = opposite(in.encoding().order);
    cdr::Writer swapped{swapped_encoding};
    auto values = in;
    for (const auto& type : list) types::transcode(values, same, *type);
    CHECK(values.at_end());
    for (const auto& type : list) types::transcode(in, swapped, *type);
    cdr::Reader back{swapped.contiguous(), swapped_encoding};
    for (const auto& type : list) types::skip(back, *type);
    CHECK(back.at_end());
    exact += as_text(same.contiguous()) == as_text(whole);
}

struct Counts {
    std::size_t messages = 0, exact = 0, bodies = 0, exact_bodies = 0, references = 0, unknown_bodies = 0;
    std::vector<std::string> refused;  // why a body could not be read
};

void check_reference(const Ior& ior, Counts& counts) {
    ++counts.references;
    CHECK(Ior::from_string(ior.to_string()) == ior);
    const auto profiles = iiop_profiles(ior);
    for (const auto& profile : profiles) {
        const auto copy = IiopProfile::read(profile.write());
        CHECK(copy.object_key == profile.object_key);
        CHECK(copy.addresses == profile.addresses);
        CHECK(copy.components == profile.components);
        (void)negotiate(profile.code_sets, profile.version, cdr::CodeSet::utf_8);
    }
    if (!profiles.empty()) {
        const auto url = std::get<Corbaloc>(parse_object_url(to_corbaloc(ior)));
        CHECK(url.key == profiles.front().object_key);
        CHECK(iiop_profiles(url.to_ior()).front().addresses.front() == profiles.front().addresses.front());
    }
}

// Bodies that break the specification, in the order of the capture; the ORBs on the other side refused them, too.
std::vector<std::string> faults_of(std::string_view capture) {
    // TypeCodes whose parameters are not in an encapsulation.
    if (capture == "gnu_to_omni")
        return std::vector<std::string>(4, "an encapsulation names byte order 73, not 0 or 1");
    // A char beyond ASCII in UTF-8.
    if (capture == "jacorb_to_omni")
        return {"a char above 0x7f is not a character of UTF-8, the code set of this connection"};
    // A wchar without its length in front, surrogates in the wrong order.
    if (capture == "omni_to_orbit2")
        return {"the data ends too early: 2 more needed at offset 49 of 50 bytes",
                "a wide string holds an unpaired surrogate", "a wide string holds an unpaired surrogate"};
    if (capture == "orbit2_to_omni") return {"the data ends too early: 172 more needed at offset 73 of 74 bytes"};
    return {};
}

// One conversation as both sides understand it: code sets of the connection, operations of the pending requests.
class Listener {
public:
    explicit Listener(Counts& counts) : counts_{counts} {}

    void hear(const Told& told) {
        const auto& message = told.message;
        INFO(describe(message));
        ++counts_.messages;
        CHECK(describe(message).find("cannot be read") == std::string::npos);
        check_again(message);
        if (message.type() == MessageType::request) hear_request(told);
        if (message.type() == MessageType::reply) hear_reply(message);
    }

private:
    void check_again(const Message& message) {
        const auto copy = again(message);
        MessageReader reader;
        reader.feed(copy);
        const auto read = reader.next();
        REQUIRE(read);
        // Octets of padding are the writer's choice, so describe() compares what remains.
        CHECK(read->type() == message.type());
        auto same_size = describe(*read), first = describe(message);
        if (copy.size() == message.bytes().size()) CHECK(same_size == first);
        counts_.exact += as_text(ByteView{copy}.subspan(12)) == as_text(message.bytes().subspan(12));
    }

    void hear_request(const Told& told) {
        auto in = told.message.reader();
        RequestHeader header;
        header.read(in, told.message.version());
        if (const auto* context = find_context(header.service_contexts, context_id::code_sets))
            apply_code_sets_context(*context, encoding_);
        operations_[header.id] = header.operation;
        if (const auto* signature = conformance::signature_of(header.operation))
            check_body(told.message.reader(encoding_), told.message, signature->request);
    }

    void hear_reply(const Message& message) {
        auto in = message.reader(encoding_);
        ReplyHeader header;
        header.read(in, message.version());
        switch (header.status) {
        case ReplyStatus::no_exception: {
            const auto* signature = conformance::signature_of(operations_[header.id]);
            if (signature) check_values(in, signature->reply);
            else counts_.unknown_bodies += !in.at_end();
            break;
        }
        case ReplyStatus::user_exception: {
            const auto members = conformance::exception_of(in.identifier());
            REQUIRE(members);
            types::skip(in, *members);
            CHECK(in.at_end());
            break;
        }
        case ReplyStatus::system_exception:
            CHECK(read_system_exception(in).error() <= Error::thread_cancelled);
            break;
        case ReplyStatus::location_forward:
        case ReplyStatus::location_forward_perm: check_reference(Ior::read(in), counts_); break;
        case ReplyStatus::needs_addressing_mode: in.get<std::int16_t>(); break;
        }
    }

    void check_body(cdr::Reader in, const Message& message, const std::vector<types::TypeCodePtr>& list) {
        RequestHeader header;
        header.read(in, message.version());
        check_values(in, list);
    }

    void check_values(const cdr::Reader& in, const std::vector<types::TypeCodePtr>& list) {
        ++counts_.bodies;
        try {
            transcode_body(in, list, counts_.exact_bodies);
        } catch (const SystemError& error) {
            counts_.refused.push_back(error.text());
        }
        if (!list.empty() && list.front()->kind() == types::TCKind::tk_objref) {
            auto reference = in;
            const auto ior = Ior::read(reference);
            if (!ior.is_nil()) check_reference(ior, counts_);
        }
    }

    Counts& counts_;
    cdr::Encoding encoding_ = default_encoding({1, 2}, cdr::CodeSet::utf_8);
    std::map<std::uint32_t, std::string> operations_;
};

Octets stream_of(const Conversation& conversation, char side) {
    Octets stream;
    for (const auto& piece : conversation)
        if (piece.side == side) stream.insert(stream.end(), piece.bytes.begin(), piece.bytes.end());
    return stream;
}

}  // namespace

TEST_CASE("every message of other ORBs is read, explained and written again") {
    REQUIRE(captures().size() >= 18);
    for (const auto& capture : captures()) {
        INFO(capture.name);
        Counts counts;
        for (const auto& conversation : capture.conversations) {
            Listener listener{counts};
            for (const auto& told : listen(conversation)) listener.hear(told);
        }
        std::cout << capture.name << ": " << counts.messages << " messages, " << counts.exact << " byte for byte; "
                  << counts.bodies << " bodies by type, " << counts.exact_bodies << " byte for byte, "
                  << counts.unknown_bodies << " of unknown type; " << counts.references << " references\n";
        for (const auto& reason : counts.refused) std::cout << "    refused: " << reason << '\n';
        CHECK(counts.refused == faults_of(capture.name));
        CHECK(counts.messages > 5);
        CHECK(counts.references + (counts.messages < 20) > 0);
    }
}

// Alignment in GIOP 1.1 counts from the start of each fragment, but goes on within an array.
TEST_CASE("omniORB's fragments of GIOP 1.1 hold the values that were sent") {
    const auto capture = conformance::read_capture("giop11/omni_fragments.hex");
    const auto told = listen(capture.conversations.at(0));
    REQUIRE(told.size() == 2);
    CHECK(told[0].message.type() == MessageType::locate_request);
    auto in = told[1].message.reader(default_encoding({1, 1}, cdr::CodeSet::utf_8));
    RequestHeader header;
    header.read(in, told[1].message.version());
    CHECK(header.operation == "go");
    REQUIRE(in.length(13) == 500);
    for (int i = 0; i < 500; ++i) {
        REQUIRE(in.get<std::uint8_t>() == i % 256);
        REQUIRE(in.get<double>() == i * 0.5);
        REQUIRE(in.string() == std::string(static_cast<std::size_t>(i % 13), static_cast<char>('a' + i % 26)));
    }
    std::vector<double> values(in.length(8));
    REQUIRE(values.size() == 700);
    in.get_array(values.data(), values.size());
    for (int i = 0; i < 700; ++i) REQUIRE(values[static_cast<std::size_t>(i)] == i + 0.25);
    CHECK(in.at_end());
}

TEST_CASE("messages of other ORBs are the same in whatever pieces they arrive") {
    for (const auto& capture : captures())
        for (const auto& conversation : capture.conversations)
            for (char side : {'>', '<'}) {
                INFO(capture.name << ' ' << side);
                const auto stream = stream_of(conversation, side);
                if (stream.size() > 60'000) continue;
                std::vector<Message> at_once;
                MessageReader whole;
                whole.feed(stream);
                while (auto message = whole.next()) at_once.push_back(std::move(*message));

                MessageReader reader;
                std::size_t seen = 0;
                for (auto byte : stream) {
                    reader.feed({&byte, 1});
                    while (auto message = reader.next()) {
                        REQUIRE(seen < at_once.size());
                        CHECK(as_text(message->bytes()) == as_text(at_once[seen].bytes()));
                        ++seen;
                    }
                }
                CHECK(seen == at_once.size());
            }
}

TEST_CASE("a message of another ORB may be split at every byte") {
    for (const auto& capture : captures()) {
        std::size_t sample = 0;
        for (const auto& piece : capture.conversations.front()) {
            const bool is_fragment = piece.bytes[7] == static_cast<std::uint8_t>(MessageType::fragment);
            if (is_fragment || piece.bytes.size() > 400 || ++sample > 40) continue;
            MessageReader expected;
            expected.feed(piece.bytes);
            const auto first = expected.next();
            if (!first) continue;  // a fragment of a longer message
            for (std::size_t split = 1; split < piece.bytes.size(); ++split) {
                MessageReader reader;
                reader.feed(ByteView{piece.bytes}.first(split));
                REQUIRE_FALSE(reader.next());
                CHECK(reader.in_message());
                reader.feed(ByteView{piece.bytes}.subspan(split));
                const auto message = reader.next();
                REQUIRE(message);
                REQUIRE(describe(*message) == describe(*first));
                REQUIRE(as_text(message->bytes()) == as_text(first->bytes()));
            }
        }
    }
}
