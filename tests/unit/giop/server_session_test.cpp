// SPDX-License-Identifier: BSL-1.0
// Dialogues of a server's session without a socket. Each is held in full, then broken off after every byte, then with
// every byte damaged: what has not come whole is never performed, and nothing but MARSHAL comes of damage.
#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/server_session.hpp"
#include "tests/unit/giop/support.hpp"

namespace corbel::giop {
namespace {

/// The server: what it has performed and said.
class Server {
public:
    explicit Server(std::size_t limit)
        : reader_{{.message = limit}}, session_{{cdr::CodeSet::utf_8, limit}} {}

    /// False once the connection is at its end.
    bool receive(ByteView bytes) {
        if (!open) return false;
        try {
            reader_.feed(bytes);
            while (open)
                if (auto message = reader_.next())
                    attend(*message);
                else
                    break;
        } catch (const SystemError& error) {
            REQUIRE(error.error() == Error::marshal);
            said.push_back("MessageError");
            open = false;
        }
        return open;
    }

    std::vector<std::string> performed, said;
    bool open = true;

private:
    void attend(const Message& message) {
        if (message.type() == MessageType::request) return perform(message);
        if (message.type() == MessageType::locate_request) {
            const auto header = session_.read_locate_request(message);
            said.push_back("located " + std::to_string(header.id));
        } else if (ServerSession::ends_connection(message)) {
            open = false;
        }
    }

    void perform(const Message& message) {
        RequestHeader header;
        auto request = session_.read_request(message, header);
        const auto answer = std::to_string(header.id);
        if (request.refusal) return said.push_back(std::string{name_of(request.refusal->error())} + " " + answer);
        std::string text;
        try {
            text = request.arguments.string();
        } catch (const SystemError&) {  // a skeleton would answer with it
            return said.push_back("bad arguments " + answer);
        }
        performed.push_back(std::string{header.operation} + "(" + text + ")");
        cdr::Writer out;
        const auto draft = begin_reply(out, request.encoding, header.id, ReplyStatus::no_exception);
        out.string(text);
        finish(out, draft);
        MessageReader client;
        client.feed(out.contiguous());
        const auto reply = client.next();
        REQUIRE(reply);
        auto in = reply->reader(request.encoding);
        ReplyHeader reply_header;
        reply_header.read(in, reply->version());
        if (header.response_expected()) said.push_back(answer + ": " + in.string());
    }

    MessageReader reader_;
    ServerSession session_;
};

cdr::Encoding latin(int minor) {
    return default_encoding({1, static_cast<std::uint8_t>(minor)}, cdr::CodeSet::utf_8);
}

Octets request(std::uint32_t id, std::string_view operation, std::string_view text, const cdr::Encoding& encoding,
               std::vector<ServiceContext> contexts = {}, ResponseFlags response = ResponseFlags::with_target) {
    RequestHeader header;
    header.id = id;
    header.response = response;
    header.target = Target::of(as_bytes("key"));
    header.operation = operation;
    header.service_contexts = std::move(contexts);
    cdr::Writer out;
    const auto draft = begin_request(out, encoding, header);
    out.string(text);
    finish(out, draft);
    return out.copy();
}

template <class Write>
Octets written(Write write) {
    cdr::Writer out;
    write(out);
    return out.copy();
}

Octets locate_request(std::uint32_t id) {
    return written([&](auto& out) { write_locate_request(out, latin(2), id, Target::of(as_bytes("key"))); });
}
Octets cancel(std::uint32_t id) { return written([&](auto& out) { write_cancel_request(out, latin(0), id); }); }
Octets close() { return written([&](auto& out) { write_close_connection(out, latin(0)); }); }

struct Dialogue {
    std::string name;
    std::vector<Octets> messages;              ///< of the client
    std::vector<std::string> performed, said;  ///< what comes of them
    std::size_t limit = limits::message;
    bool open = true;                          ///< at the end
};

std::vector<Dialogue> dialogues() {
    const auto latin_2 = latin(2);
    auto utf_8 = latin_2;
    utf_8.chars = cdr::CodeSet::utf_8;
    utf_8.wide_chars = cdr::CodeSet::utf_16;
    const auto announced = code_sets_context(utf_8);
    auto ebcdic = announced;
    auto chosen = cdr::Writer::begin_encapsulation();
    chosen.put(std::uint32_t{0x10020417});
    chosen.put(std::uint32_t{0x00010109});
    ebcdic.data = chosen.copy();
    const auto oneway = ResponseFlags::none;
    return {
        {"the versions in turn",
         {request(1, "a", "x", latin(0)), request(2, "b", "y", latin(1)), request(3, "c", "z", latin_2)},
         {"a(x)", "b(y)", "c(z)"},
         {"1: x", "2: y", "3: z"}},
        {"code sets are announced once and hold from then on, but not for GIOP 1.0",
         {request(1, "a", "\xc3\xbc", latin_2), request(2, "b", "\xc3\xbc", utf_8, {announced}),
          request(3, "c", "\xc3\xbc", utf_8), request(4, "d", "\xc3\xbc", latin(0))},
         {"a(\xc3\xbc)", "b(\xc3\xbc)", "c(\xc3\xbc)", "d(\xc3\xbc)"},
         {"1: \xc3\xbc", "2: \xc3\xbc", "3: \xc3\xbc", "4: \xc3\xbc"}},
        {"a code set that was not offered is refused, and the next request may do better",
         {request(1, "a", "x", latin_2, {ebcdic}), request(2, "b", "y", utf_8, {announced})},
         {"b(y)"},
         {"CODESET_INCOMPATIBLE 1", "2: y"}},
        {"oneways, cancels and locates between requests",
         {request(1, "a", "x", latin_2, {}, oneway), cancel(1), locate_request(7), request(2, "b", "y", latin_2),
          cancel(9)},
         {"a(x)", "b(y)"},
         {"located 7", "2: y"}},
        {"a request over the limit is refused and the next one is not",
         {request(1, "a", std::string(300, 'x'), latin_2), request(2, "b", "y", latin_2)},
         {"b(y)"},
         {"MARSHAL 1", "2: y"},
         200},
        {"nothing is read after CloseConnection",
         {request(1, "a", "x", latin_2), close(), request(2, "b", "y", latin_2)},
         {"a(x)"},
         {"1: x"},
         limits::message,
         false},
        {"what only a server sends ends the connection",
         {request(1, "a", "x", latin_2),
          written([](auto& out) { finish(out, begin_reply(out, latin(2), 1, ReplyStatus::no_exception)); }),
          request(2, "b", "y", latin_2)},
         {"a(x)"},
         {"1: x", "MessageError"},
         limits::message,
         false},
    };
}

Octets joined(const std::vector<Octets>& messages) {
    Octets all;
    for (const auto& each : messages) all.insert(all.end(), each.begin(), each.end());
    return all;
}

bool begins_with(const std::vector<std::string>& whole, const std::vector<std::string>& part) {
    return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

}  // namespace

TEST_CASE("server session: dialogues") {
    for (const auto& dialogue : dialogues()) {
        CAPTURE(dialogue.name);
        Server server{dialogue.limit};
        for (const auto& each : dialogue.messages) server.receive(each);
        CHECK(server.performed == dialogue.performed);
        CHECK(server.said == dialogue.said);
        CHECK(server.open == dialogue.open);
    }
}

TEST_CASE("server session: dialogues broken off after every byte") {
    for (const auto& dialogue : dialogues()) {
        CAPTURE(dialogue.name);
        const auto stream = joined(dialogue.messages);
        for (std::size_t end = 0; end <= stream.size(); ++end) {
            Server server{dialogue.limit};
            for (std::size_t i = 0; i < end; ++i) server.receive(ByteView{stream}.subspan(i, 1));
            std::size_t whole = 0, at = 0;  // requests of which the last byte has come
            for (const auto& each : dialogue.messages) whole += (at += each.size()) <= end;
            if (server.performed.size() > whole || !begins_with(dialogue.performed, server.performed) ||
                !begins_with(dialogue.said, server.said))
                FAIL("wrong after " << end << " bytes");
        }
    }
}

TEST_CASE("server session: dialogues with every byte damaged") {
    for (const auto& dialogue : dialogues()) {
        CAPTURE(dialogue.name);
        const auto stream = joined(dialogue.messages);
        for (std::size_t at = 0; at < stream.size(); ++at)
            for (std::uint8_t value : {0x00, 0xff, stream[at] ^ 0x01}) {
                auto damaged = stream;
                damaged[at] = value;
                Server server{dialogue.limit};
                server.receive(damaged);  // requires that nothing but MARSHAL is thrown
            }
    }
}

}  // namespace corbel::giop
