// SPDX-License-Identifier: BSL-1.0
#include <thread>

#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/describe.hpp"
#include "orb/engine/giop/locate.hpp"
#include "tests/unit/giop/support.hpp"

using namespace corbel;
using namespace corbel::giop;
using Catch::Matchers::Contains;

namespace {

bool same(ByteView left, ByteView right) { return as_text(left) == as_text(right); }

// The whole message a train of fragments stands for, from its body on.
void check_train(const Message& message, ByteView whole) {
    CHECK(same(message.bytes().subspan(12), whole.subspan(12)));
    CHECK(message.header().total() == whole.size());
    CHECK_FALSE(message.header().more_fragments);
}

std::string refusal(MessageReader& reader, ByteView bytes) {
    return error_of_action([&] {
               reader.feed(bytes);
               while (reader.next()) {}
           })
        .text();
}

Octets concatenated(const std::vector<Octets>& parts) {
    Octets all;
    for (const auto& part : parts) all = all + part;
    return all;
}

}  // namespace

TEST_CASE("reader: several messages of one receive share its memory") {
    MessageReader reader;
    const auto first = request_bytes(1, 10), second = request_bytes(2, 0, 1), third = request_bytes(3, 5, 0);
    reader.feed(first + second + third);
    CHECK(reader.buffered());
    const auto a = reader.next(), b = reader.next(), c = reader.next();
    REQUIRE((a && b && c));
    CHECK_FALSE(reader.next());
    CHECK_FALSE(reader.in_message());
    CHECK(same(a->bytes(), first));
    CHECK(same(b->bytes(), second));
    CHECK(same(c->bytes(), third));
    CHECK(a->storage() == c->storage());
    CHECK(a->bytes().data() + first.size() == b->bytes().data());
}

TEST_CASE("reader: a message lives on when its reader receives more, or is gone") {
    std::optional<Message> kept;
    const auto bytes = request_bytes(1, 300);
    {
        MessageReader reader;
        reader.feed(bytes);
        kept = reader.next();
        for (std::uint32_t i = 2; i < 50; ++i) {
            reader.feed(request_bytes(i, 200));
            REQUIRE(reader.next());
        }
        CHECK(same(kept->bytes(), bytes));
    }
    CHECK(same(kept->bytes(), bytes));
}

TEST_CASE("reader: memory that nobody holds is received into again") {
    MessageReader reader;
    const auto bytes = request_bytes(1, 100);
    reader.feed(bytes);
    const auto* first = reader.next()->bytes().data();
    for (int i = 0; i < 100; ++i) {
        reader.feed(bytes);
        CHECK(reader.next()->bytes().data() == first);
    }
}

TEST_CASE("reader: a message split at every byte", "[W5]") {
    for (int minor : {0, 1, 2})
        for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
            const auto bytes = request_bytes(7, 61, minor, order);
            for (std::size_t split = 1; split < bytes.size(); ++split) {
                MessageReader reader;
                reader.feed(ByteView{bytes}.first(split));
                REQUIRE_FALSE(reader.next());
                CHECK(reader.in_message());
                CHECK_FALSE(reader.buffered());
                if (split >= 12) CHECK(reader.missing() == bytes.size() - split);
                reader.feed(ByteView{bytes}.subspan(split));
                const auto message = reader.next();
                REQUIRE(message);
                CHECK(same(message->bytes(), bytes));
                CHECK_FALSE(reader.in_message());
            }
        }
}

TEST_CASE("reader: memory for a large message grows with what has come, not with what is claimed", "[W9]") {
    MessageReader reader;
    const auto header = hex("47494f50 0102 00 00 00f00000");  // 15 MiB
    reader.feed(header);
    CHECK_FALSE(reader.next());
    CHECK(reader.missing() == 0xf00000);
    std::size_t received = header.size();
    while (received < 100'000) {
        const auto room = reader.prepare();
        CHECK(room.size() <= std::max<std::size_t>(1024, received + 1024));
        const auto count = std::min<std::size_t>(room.size(), 512);
        std::fill_n(room.begin(), count, std::uint8_t{0});
        reader.commit(count);
        received += count;
        CHECK_FALSE(reader.next());
    }
}

TEST_CASE("reader: large messages of all sizes arrive whole") {
    MessageReader reader;
    for (std::size_t size = 1; size < 3'000'000; size = size * 3 + 7) {
        const auto bytes = request_bytes(1, size);
        reader.feed(bytes);
        const auto message = reader.next();
        REQUIRE(message);
        CHECK(same(message->bytes(), bytes));
        CHECK_FALSE(reader.next());
    }
    reader.trim();
    reader.feed(request_bytes(1, 1));
    CHECK(reader.next());
}

TEST_CASE("reader: room that was asked for") {
    MessageReader reader;
    CHECK(reader.prepare(10'000).size() >= 10'000);
    reader.commit(0);
    CHECK_FALSE(reader.next());
    CHECK_FALSE(reader.in_message());
}

TEST_CASE("reader: bytes that are not GIOP are an error and stay one", "[W9]") {
    MessageReader reader;
    CHECK_THAT(refusal(reader, as_bytes("GET / HTTP/1.1\r\n\r\n")), Contains("does not speak GIOP"));
    CHECK_THROWS_AS(reader.next(), SystemError);
}

TEST_CASE("reader: a request over the limit is given by its first bytes, the rest is passed over", "[W9]") {
    for (std::size_t piece : {1, 7, 333, 100'000}) {
        MessageReader reader{{.message = 1000}};
        const auto large = request_bytes(1, 5000), small = request_bytes(2, 10);
        const auto all = large + small;
        std::vector<Message> messages;
        for (std::size_t at = 0; at < all.size(); at += piece) {
            reader.feed(ByteView{all}.subspan(at, std::min(piece, all.size() - at)));
            while (auto message = reader.next()) messages.push_back(std::move(*message));
        }
        REQUIRE(messages.size() == 2);
        CHECK(messages[0].over_limit());
        CHECK(same(messages[0].bytes(), ByteView{large}.first(1000)));
        CHECK(messages[0].header().total() == large.size());
        CHECK_FALSE(messages[1].over_limit());
        CHECK(same(messages[1].bytes(), small));
        CHECK_FALSE(reader.in_message());
    }
}

TEST_CASE("reader: fragments that go over the limit are given up once and passed over", "[W6][W9]") {
    for (int minor : {1, 2})
        for (const auto& sizes : std::vector<std::vector<std::size_t>>{{2000, 8}, {500, 400, 400}, {500, 4000},
                                                                       {20, 8, 2000}}) {
            MessageReader reader{{.message = 1000}};
            reader.feed(concatenated(cut(request_bytes(1, 6000, minor), sizes)) + request_bytes(2, 10, minor));
            const auto first = reader.next(), second = reader.next();
            REQUIRE((first && second));
            CHECK(first->over_limit());
            CHECK(first->header().total() > 1000);
            CHECK_FALSE(second->over_limit());
            CHECK_FALSE(reader.in_message());
        }
}

TEST_CASE("fragments are put together", "[W6]") {
    for (int minor : {1, 2})
        for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian})
            for (const auto& sizes : std::vector<std::vector<std::size_t>>{
                     {20}, {20, 8}, {20, 8, 0, 16}, {4, 8}, {44}, {52, 1000, 8, 2000}, {20, 8, 8, 8, 8, 8, 8, 8, 8}}) {
                const auto whole = request_bytes(9, 5000, minor, order);
                const auto parts = cut(whole, sizes);
                MessageReader reader;
                for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
                    reader.feed(parts[i]);
                    CHECK_FALSE(reader.next());
                    CHECK(reader.trains() == 1);
                    CHECK(reader.in_message());
                }
                reader.feed(parts.back());
                const auto message = reader.next();
                REQUIRE(message);
                check_train(*message, whole);
                CHECK(reader.trains() == 0);
                CHECK_FALSE(reader.in_message());
            }
}

TEST_CASE("every type of message that may come in fragments does", "[W6]") {
    const std::string key(200, 'k');
    const Ior forward{"IDL:Elsewhere:1.0", {{99, Octets(100, 1)}}};
    for (int minor : {1, 2}) {
        const auto encoding = encoding_of(minor);
        std::vector<Octets> messages{request_bytes(7, 300, minor)};
        cdr::Writer out;
        const auto draft = begin_reply(out, encoding, 7, ReplyStatus::no_exception);
        for (int i = 0; i < 300; ++i) out.put(static_cast<std::uint8_t>(i));
        finish(out, draft);
        messages.push_back(out.copy());
        if (minor == 2) {  // CORBA 2.6, 15.4.9: those of 1.1 are Request and Reply
            write_locate_request(out, encoding, 7, Target::of(as_bytes(key)));
            messages.push_back(out.copy());
            write_locate_reply(out, encoding, 7, LocateStatus::object_forward, &forward);
            messages.push_back(out.copy());
        }
        for (const auto& whole : messages)
            for (std::size_t first = 4; first < 120; first += 4) {
                MessageReader reader;
                for (const auto& part : cut(whole, {first, 8, 16})) reader.feed(part);
                const auto message = reader.next();
                REQUIRE(message);
                CHECK(message->type() == MessageHeader::parse(whole).type);
                check_train(*message, whole);
            }
    }
}

TEST_CASE("a train may be split at every byte", "[W5][W6]") {
    for (int minor : {1, 2}) {
        const auto whole = request_bytes(9, 100, minor);
        const auto stream = concatenated(cut(whole, {36, 8, 16, 0, 8}));
        for (std::size_t split = 1; split < stream.size(); ++split) {
            MessageReader reader;
            reader.feed(ByteView{stream}.first(split));
            REQUIRE_FALSE(reader.next());
            reader.feed(ByteView{stream}.subspan(split));
            const auto message = reader.next();
            REQUIRE(message);
            check_train(*message, whole);
        }
    }
}

TEST_CASE("a message may be cut into fragments at every multiple of 8, and every byte where peers do", "[W5]") {
    const auto whole = request_bytes(9, 50);
    for (std::size_t first = 4; first < whole.size() - 12; ++first) {
        MessageReader reader;
        for (const auto& part : cut(whole, {first})) reader.feed(part);
        const auto message = reader.next();
        REQUIRE(message);
        check_train(*message, whole);
    }
}

TEST_CASE("interleaved trains of GIOP 1.2, and whole messages between them", "[W6]") {
    const auto one = request_bytes(1, 3000), two = request_bytes(2, 2000), small = request_bytes(3, 4);
    const auto a = cut(one, {500, 800, 800}), b = cut(two, {100, 1504});
    MessageReader reader;
    reader.feed(a[0] + b[0] + a[1] + small + b[1] + b[2] + a[2] + a[3]);
    const auto first = reader.next(), second = reader.next(), third = reader.next();
    REQUIRE((first && second && third));
    CHECK(same(first->bytes(), small));
    check_train(*second, two);
    check_train(*third, one);
    CHECK_FALSE(reader.next());
    CHECK(same(first->bytes(), small));
}

TEST_CASE("a GIOP 1.1 fragment counts alignment from its own start", "[W5]") {
    // Octets up to the edge of a fragment, then values; the writer of each fragment counted from that fragment's start.
    for (std::size_t octets = 1; octets < 20; ++octets) {
        RequestHeader header;
        header.operation = "op";
        cdr::Writer first;
        begin_request(first, encoding_of(1), header);
        for (std::size_t i = 0; i < octets; ++i) first.put(std::uint8_t{1});
        const auto start = first.copy();

        cdr::Writer second{encoding_of(1)};
        second.origin(12);
        second.put(2.5);
        second.put(std::uint8_t{3});
        cdr::Writer third{encoding_of(1)};
        third.origin(12);
        third.put(std::uint32_t{4});
        for (double value : {1.0, 2.0, 3.0}) third.put(value);
        third.put(std::uint16_t{9});

        MessageReader reader;
        reader.feed(raw_message(MessageType::request, ByteView{start}.subspan(12), true, 1));
        reader.feed(raw_message(MessageType::fragment, second.contiguous(), true, 1));
        reader.feed(raw_message(MessageType::fragment, third.contiguous(), false, 1));
        const auto message = reader.next();
        REQUIRE(message);
        auto in = message->reader();
        header.read(in, message->version());
        for (std::size_t i = 0; i < octets; ++i) CHECK(in.get<std::uint8_t>() == 1);
        CHECK(in.get<double>() == 2.5);
        CHECK(in.get<std::uint8_t>() == 3);
        CHECK(in.get<std::uint32_t>() == 4);
        double read[3];
        in.get_array(read, 3);
        CHECK(read[2] == 3);
        CHECK(in.get<std::uint16_t>() == 9);
        CHECK(in.at_end());
    }
}

// omniORB pads between values that stand alone, not within an array.
TEST_CASE("an array of doubles over the edge of GIOP 1.1 fragments") {
    RequestHeader header;
    header.operation = "op";
    cdr::Writer first;
    begin_request(first, encoding_of(1), header);
    first.put(std::uint32_t{5});
    first.put(1.0);
    first.put(2.0);
    cdr::Writer second{encoding_of(1)};
    second.origin(12);
    const double rest[]{3.0, 4.0, 5.0};
    second.bytes({reinterpret_cast<const std::uint8_t*>(rest), sizeof rest});
    second.identifier("end");
    const auto start = first.copy();
    MessageReader reader;
    reader.feed(raw_message(MessageType::request, ByteView{start}.subspan(12), true, 1));
    reader.feed(raw_message(MessageType::fragment, second.contiguous(), false, 1));
    const auto message = reader.next();
    REQUIRE(message);
    auto in = message->reader();
    header.read(in, message->version());
    REQUIRE(in.length(8) == 5);
    double values[5];
    in.get_array(values, 5);
    CHECK(values[4] == 5.0);
    CHECK(in.identifier() == "end");
    CHECK(in.at_end());
}

TEST_CASE("fragments that do not fit together", "[W6]") {
    const auto parts = cut(request_bytes(1, 100), {20, 40});
    const auto one_one = cut(request_bytes(1, 100, 1), {20, 40});
    {
        MessageReader reader;
        CHECK_THAT(refusal(reader, parts[1]), Contains("did not begin"));
    }
    {
        MessageReader reader;
        CHECK_THAT(refusal(reader, concatenated(parts) + parts[2]), Contains("did not begin or that is complete"));
    }
    {
        MessageReader reader;
        CHECK_THAT(refusal(reader, parts[0] + cut(request_bytes(2, 100), {20})[1]), Contains("did not begin"));
    }
    {
        MessageReader reader;
        CHECK_THAT(refusal(reader, parts[0] + parts[0]), Contains("same request id"));
    }
    {
        MessageReader reader;
        CHECK_THAT(refusal(reader, one_one[0] + one_one[0]), Contains("before the one"));
    }
    {
        MessageReader reader;
        CHECK_THAT(refusal(reader, one_one[0] + parts[1]), Contains("did not begin"));
    }
    {
        MessageReader reader;
        const auto other_order =
            native_order == ByteOrder::big_endian ? ByteOrder::little_endian : ByteOrder::big_endian;
        const auto other = cut(request_bytes(1, 100, 2, other_order), {20});
        CHECK_THAT(refusal(reader, parts[0] + other[1]), Contains("byte order"));
    }
    {
        MessageReader reader;
        CHECK_THAT(refusal(reader, raw_message(MessageType::fragment, hex("0000"))), Contains("too short"));
    }
    {
        MessageReader reader;
        CHECK_THAT(refusal(reader, raw_message(MessageType::reply, {}, true)), Contains("too short"));
    }
}

TEST_CASE("trains: their number and bytes are limited", "[W6]") {
    MessageReader reader;
    for (std::uint32_t id = 0; id < limits::trains; ++id) {
        reader.feed(cut(request_bytes(id, 30), {20})[0]);
        CHECK_FALSE(reader.next());
    }
    CHECK(reader.trains() == limits::trains);
    CHECK_THAT(refusal(reader, cut(request_bytes(64, 30), {20})[0]), Contains("more than 64 fragmented messages"));

    MessageReader small{{.message = 1000, .reassembly = 1500, .trains = 10}};
    const auto parts = cut(request_bytes(1, 2000), {500, 400, 400});
    small.feed(concatenated(parts));
    CHECK(small.next()->over_limit());
    MessageReader sum{{.message = 1000, .reassembly = 1500, .trains = 10}};
    const auto start = [](std::uint32_t id) { return cut(request_bytes(id, 900), {700})[0]; };
    CHECK_THAT(refusal(sum, start(1) + start(2) + start(3)), Contains("over the limit of 1500"));
}

TEST_CASE("a train's share of the limits is free again when it is complete or cancelled", "[W6][W7]") {
    MessageReader reader{{.message = 1000, .reassembly = 1000, .trains = 1}};
    for (std::uint32_t id = 1; id < 20; ++id) {
        const auto parts = cut(request_bytes(id, 700), {700});
        reader.feed(parts[0]);
        CHECK_FALSE(reader.next());
        if (id % 2) {
            reader.feed(parts[1]);
            CHECK(reader.next());
        } else {
            cdr::Writer out;
            write_cancel_request(out, encoding_of(2), id);
            reader.feed(out.contiguous());
            CHECK(reader.next()->type() == MessageType::cancel_request);
        }
        CHECK(reader.trains() == 0);
    }
    cdr::Writer out;
    write_cancel_request(out, encoding_of(2), 12345);
    reader.feed(out.contiguous());
    CHECK(reader.next()->type() == MessageType::cancel_request);
}

TEST_CASE("a short last fragment joins the large first one where it lies") {
    MessageReader reader;
    const auto whole = request_bytes(1, 500'000);
    const auto parts = cut(whole, {whole.size() - 12 - 100});
    reader.feed(parts[0]);
    CHECK_FALSE(reader.next());
    reader.feed(parts[1]);
    const auto message = reader.next();
    REQUIRE(message);
    check_train(*message, whole);
}

TEST_CASE("versions and byte orders may change from message to message", "[W19]") {
    MessageReader reader;
    for (int minor : {0, 1, 2, 1, 0})
        for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
            const auto bytes = request_bytes(4, 9, minor, order);
            reader.feed(bytes);
            const auto message = reader.next();
            REQUIRE(message);
            auto in = message->reader();
            RequestHeader header;
            header.read(in, message->version());
            CHECK(header.id == 4);
            CHECK(in.remaining() == 9);
        }
}

TEST_CASE("messages go to other threads while the reader goes on") {
    MessageReader reader;
    std::vector<std::thread> threads;
    for (std::uint32_t id = 1; id <= 200; ++id) {
        const auto bytes = request_bytes(id, id % 300);
        reader.feed(bytes);
        auto message = reader.next();
        REQUIRE(message);
        threads.emplace_back([id, message = std::move(*message)]() mutable {
            auto in = message.reader();
            RequestHeader header;
            header.read(in, message.version());
            if (header.id != id || in.remaining() != id % 300) std::abort();
            message = {};
        });
        if (threads.size() == 8) {
            for (auto& thread : threads) thread.join();
            threads.clear();
        }
    }
    for (auto& thread : threads) thread.join();
}

namespace {

/// Gives the bytes of a connection in parts, then says that no more come.
struct Trickle {
    ByteView left;
    std::size_t part;

    std::size_t operator()(std::span<std::uint8_t> room) {
        if (left.empty()) throw SystemError{Error::timeout, 0, "no more"};
        const auto count = std::min({part, room.size(), left.size()});
        std::memcpy(room.data(), left.data(), count);
        left = left.subspan(count);
        return count;
    }
};

}  // namespace

TEST_CASE("reader: a large message that has begun can be received elsewhere", "[large]") {
    const auto bytes = request_bytes(1, 50'000), next = request_bytes(2, 10);
    const auto here = GENERATE(std::size_t{100}, std::size_t{1000}, std::size_t{30'000});
    MessageReader reader;
    reader.feed(ByteView{bytes}.first(here));
    CHECK_FALSE(reader.next());
    const auto begun = reader.begun();
    REQUIRE(begun);
    CHECK(same(begun->bytes(), ByteView{bytes}.first(here)));
    CHECK(begun->header().total() == bytes.size());
    Octets end;
    const auto memory = [&](std::size_t size) {
        if (end.size() < size) end.resize(size);
        return end.data();
    };
    SECTION("all of its end, whatever of it has come") {
        reader.receive_end(49'950, memory, Trickle{ByteView{bytes}.subspan(here), 7000});
        CHECK(same(end, ByteView{bytes}.last(49'950)));
        CHECK_FALSE(reader.in_message());
    }
    SECTION("as a whole") {
        const auto whole = reader.receive_rest(Trickle{ByteView{bytes}.subspan(here), 7000});
        CHECK(same(whole.bytes(), bytes));
    }
    SECTION("in part: then it is a message as any other") {
        Trickle some{ByteView{bytes}.subspan(here, 15'000), 4000};
        CHECK_THROWS_AS(reader.receive_end(49'950, memory, some), SystemError);
        CHECK(reader.in_message());
        reader.feed(ByteView{bytes}.subspan(here + 15'000));
        const auto whole = reader.next();
        REQUIRE(whole);
        CHECK(same(whole->bytes(), bytes));
    }
    SECTION("not at all") {
        reader.skip_begun();
        CHECK_FALSE(reader.begun());
        reader.feed(ByteView{bytes}.subspan(here));
    }
    reader.feed(next);
    const auto after = reader.next();
    REQUIRE(after);
    CHECK(same(after->bytes(), next));
}

TEST_CASE("reader: what is small, in fragments, of an older version or over the limit is received as a whole",
          "[large]") {
    const auto begins = [](ByteView bytes, MessageReader::Limits limits = {}) {
        MessageReader reader{limits};
        reader.feed(bytes.first(1000));
        CHECK_FALSE(reader.next());
        return reader.begun().has_value();
    };
    const Octets body(60'000);
    CHECK(begins(raw_message(MessageType::request, body)));
    CHECK(begins(raw_message(MessageType::reply, body)));
    CHECK_FALSE(begins(request_bytes(1, 10'000)));
    CHECK_FALSE(begins(raw_message(MessageType::request, body, true)));
    CHECK_FALSE(begins(raw_message(MessageType::request, body, false, 1)));
    CHECK_FALSE(begins(raw_message(MessageType::locate_reply, body)));
    CHECK_FALSE(begins(raw_message(MessageType::request, body), {.message = 50'000}));
}

TEST_CASE("reader: the usual message is given as bytes") {
    MessageReader reader{{.message = 200}};
    const auto bytes = request_bytes(1, 10), next = request_bytes(2, 20);
    CHECK(reader.usual(MessageType::request).empty());
    reader.feed(ByteView{bytes}.first(bytes.size() - 1));
    CHECK(reader.usual(MessageType::request).empty());
    reader.feed(ByteView{bytes}.last(1));
    reader.feed(next);
    CHECK(reader.usual(MessageType::reply).empty());
    const auto found = reader.usual(MessageType::request);
    CHECK(same(found, bytes));
    CHECK(reader.unread() == bytes.size() + next.size());
    const auto storage = reader.storage();
    reader.pass(found);
    const auto second = reader.next();
    REQUIRE(second);
    CHECK(same(second->bytes(), next));
    CHECK(second->storage() == storage);
    CHECK_FALSE(reader.in_message());
}

TEST_CASE("reader: an unusual message is none, and comes from next()") {
    const auto other_order =
        native_order == ByteOrder::little_endian ? ByteOrder::big_endian : ByteOrder::little_endian;
    const Octets messages[]{request_bytes(1, 10, 1), request_bytes(1, 10, 2, other_order)};
    for (const auto& bytes : messages) {
        MessageReader reader;
        reader.feed(bytes);
        CHECK(reader.usual(MessageType::request).empty());
        CHECK(reader.next());
    }
    MessageReader small{{.message = 100}};
    small.feed(request_bytes(1, 200));
    CHECK(small.usual(MessageType::request).empty());
    const auto refused = small.next();
    REQUIRE(refused);
    CHECK(refused->over_limit());
}
