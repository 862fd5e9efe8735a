// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/locate.hpp"
#include "tests/unit/giop/support.hpp"

using namespace corbel;
using namespace corbel::giop;
using Catch::Matchers::Contains;

namespace {

Message whole(ByteView bytes) {
    MessageReader reader;
    reader.feed(bytes);
    auto message = reader.next();
    REQUIRE(message);
    return *message;
}

const Octets key{1, 0, 'k'};

RequestHeader some_request() {
    RequestHeader header;
    header.id = 0x01020304;
    header.target = Target::of(key);
    header.operation = "do_it";
    return header;
}

Ior some_reference() {
    const IiopProfile profile{{1, 2}, {{"host", 2809, {}}}, key, {}, {}};
    return {"IDL:X:1.0", {{99, {1, 2, 3}}, {tag::internet_iop, profile.write()}}};
}

}  // namespace

TEST_CASE("request header: there and back in each version and byte order") {
    for (int minor : {0, 1, 2})
        for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian})
            for (auto response : {ResponseFlags::none, ResponseFlags::with_server, ResponseFlags::with_target}) {
                INFO("GIOP 1." << minor);
                auto header = some_request();
                header.response = response;
                header.service_contexts = {{5, {1, 2, 3}}, {99, {}}};
                cdr::Writer out;
                const auto draft = begin_request(out, encoding_of(minor, order), header);
                out.put(std::uint64_t{42});
                finish(out, draft);

                const auto message = whole(out.contiguous());
                auto in = message.reader();
                RequestHeader read;
                read.read(in, message.version());
                CHECK(read.id == header.id);
                CHECK(read.response_expected() == header.response_expected());
                if (minor == 2) CHECK(read.response == response);
                CHECK(read.operation == "do_it");
                CHECK(to_octets(read.target.object_key) == key);
                CHECK(read.service_contexts == header.service_contexts);
                CHECK(in.get<std::uint64_t>() == 42);
                CHECK(in.at_end());
            }
}

TEST_CASE("request header: the bytes of the specification's layout") {
    cdr::Writer out;
    auto header = some_request();
    finish(out, begin_request(out, encoding_of(0, ByteOrder::big_endian), header));
    CHECK(to_hex(out.contiguous()) == to_hex(hex("47494f50 0100 00 00 00000024" "00000000 01020304 01 000000"
                                                  "00000003 01006b 00 00000006 646f5f697400 0000 00000000")));
    finish(out, begin_request(out, encoding_of(2, ByteOrder::big_endian), header));
    CHECK(to_hex(out.contiguous()) == to_hex(hex("47494f50 0102 00 00 00000024" "01020304 03 000000 0000 0000"
                                                  "00000003 01006b 00 00000006 646f5f697400 0000 00000000"))
);
}

TEST_CASE("a body of GIOP 1.2 is aligned to 8, an empty one is not padded for", "[W5]") {
    for (std::size_t length = 1; length < 9; ++length) {
        auto header = some_request();
        const std::string operation(length, 'o');
        header.operation = operation;
        cdr::Writer out;
        auto draft = begin_request(out, encoding_of(2), header);
        CHECK(draft.body_at % 8 == 0);
        finish(out, draft);
        CHECK(out.size() == draft.header_end);
        const auto empty = whole(out.contiguous());
        auto in = empty.reader();
        header.read(in, {1, 2});
        CHECK(in.at_end());

        header.operation = operation;
        header.target = Target::of(key);
        draft = begin_request(out, encoding_of(2), header);
        out.put(std::uint8_t{7});
        finish(out, draft);
        const auto full = whole(out.contiguous());
        auto body = full.reader();
        header.read(body, {1, 2});
        CHECK(body.position() == draft.body_at);
        CHECK(body.get<std::uint8_t>() == 7);
    }
}

TEST_CASE("the id of a header that is used again is patched where the draft says") {
    for (int minor : {0, 1, 2}) {
        auto header = some_request();
        header.service_contexts = {{1, {1, 2, 3, 4, 5}}};
        cdr::Writer out;
        const auto draft = begin_request(out, encoding_of(minor), header);
        out.patch(draft.id_at, 99);
        finish(out, draft);
        const auto message = whole(out.contiguous());
        auto in = message.reader();
        RequestHeader read;
        read.read(in, message.version());
        CHECK(read.id == 99);
        CHECK(read.operation == "do_it");
    }
}

TEST_CASE("nothing of a header is borrowed") {
    auto header = some_request();
    header.service_contexts = {{1, Octets(10'000)}};
    cdr::Writer out;
    out.borrowing(true);
    const auto draft = begin_request(out, encoding_of(1), header);
    CHECK(out.chunks().size() == 1);
    CHECK(out.borrowing());
    const Octets large(10'000);
    out.octets(large);
    CHECK(out.chunks().size() == 2);
    finish(out, draft);
}

TEST_CASE("target: by profile and by reference the key is found") {
    const auto reference = some_reference();
    for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
        auto header = some_request();
        header.target = {};
        header.target.disposition = AddressingDisposition::profile;
        header.target.profile_tag = tag::internet_iop;
        header.target.profile = reference.profiles[1].data;
        cdr::Writer out;
        finish(out, begin_request(out, encoding_of(2, order), header));
        const auto by_profile = whole(out.contiguous());
        auto in = by_profile.reader();
        RequestHeader read;
        read.read(in, {1, 2});
        CHECK(to_octets(read.target.object_key) == key);
        CHECK(read.operation == "do_it");

        header.target = {};
        header.target.disposition = AddressingDisposition::reference;
        header.target.selected_profile = 1;
        header.target.reference = reference;
        finish(out, begin_request(out, encoding_of(2, order), header));
        const auto by_reference = whole(out.contiguous());
        auto again = by_reference.reader();
        read.read(again, {1, 2});
        CHECK(to_octets(read.target.object_key) == key);
        CHECK(read.target.reference == reference);
        const auto copy = read;  // the key stays with the message

        header.target.selected_profile = 2;
        finish(out, begin_request(out, encoding_of(2, order), header));
        const auto wrong = whole(out.contiguous());
        auto bad = wrong.reader();
        CHECK_THROWS_AS(read.read(bad, {1, 2}), SystemError);
        CHECK(to_octets(copy.target.object_key) == key);
    }
}

TEST_CASE("request header: over a limit or damaged is refused", "[W15][W16]") {
    const auto text = [](const RequestHeader& header, int minor) {
        cdr::Writer out;
        finish(out, begin_request(out, encoding_of(minor), header));
        return error_of_action([&] {
                   const auto message = whole(out.contiguous());
                   auto in = message.reader();
                   RequestHeader read;
                   read.read(in, message.version());
               })
            .text();
    };
    for (int minor : {0, 1, 2}) {
        auto header = some_request();
        const Octets large_key(4097);
        header.target = Target::of(large_key);
        CHECK_THAT(text(header, minor), Contains("object key of 4097 bytes"));
        header = some_request();
        const std::string long_name(1025, 'x');
        header.operation = long_name;
        CHECK_THAT(text(header, minor), Contains("name of 1025 characters"));
        header = some_request();
        header.service_contexts.resize(65);
        CHECK_THAT(text(header, minor), Contains("65 service contexts"));
    }
    auto header = some_request();
    header.response = static_cast<ResponseFlags>(2);
    CHECK_THAT(text(header, 2), Contains("response flags 2"));
}

TEST_CASE("a request cut off anywhere is refused, not read past its end") {
    for (int minor : {0, 1, 2}) {
        auto header = some_request();
        header.service_contexts = {{1, {1, 2, 3}}};
        cdr::Writer out;
        finish(out, begin_request(out, encoding_of(minor), header));
        const auto bytes = out.copy();
        for (std::size_t size = 12; size < bytes.size(); ++size) {
            const Octets exact(bytes.begin() + 12, bytes.begin() + static_cast<std::ptrdiff_t>(size));
            const auto message = whole(raw_message(MessageType::request, exact, false, minor));
            auto in = message.reader();
            RequestHeader read;
            CHECK_THROWS_AS(read.read(in, message.version()), SystemError);
        }
    }
}

TEST_CASE("LocateRequest and LocateReply") {
    const auto reference = some_reference();
    for (int minor : {0, 1, 2})
        for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
            const auto encoding = encoding_of(minor, order);
            cdr::Writer out;
            write_locate_request(out, encoding, 5, Target::of(key));
            const auto request = whole(out.contiguous());
            auto in = request.reader();
            LocateRequestHeader asked;
            asked.read(in, request.version());
            CHECK(asked.id == 5);
            CHECK(to_octets(asked.target.object_key) == key);
            CHECK(in.at_end());

            write_locate_reply(out, encoding, 5, LocateStatus::object_forward, &reference);
            const auto reply = whole(out.contiguous());
            auto answer = reply.reader();
            LocateReplyHeader told;
            told.read(answer, reply.version());
            CHECK(told.id == 5);
            CHECK(told.status == LocateStatus::object_forward);
            CHECK(Ior::read(answer) == reference);
            CHECK(answer.at_end());

            write_locate_reply(out, encoding, 6, LocateStatus::object_forward_perm);
            const auto later = whole(out.contiguous());
            auto rest = later.reader();
            if (minor == 2)
                told.read(rest, {1, 2});
            else
                CHECK_THROWS_AS(told.read(rest, later.version()), SystemError);
        }
}

TEST_CASE("request header: written in one go it is the same for every length of key and operation") {
    const std::string name = "an_operation_of_some_length";
    for (std::size_t key_size = 0; key_size <= 17; ++key_size)
        for (std::size_t name_size = 0; name_size <= 17; ++name_size)
            for (auto response : {ResponseFlags::none, ResponseFlags::with_server, ResponseFlags::with_target}) {
                INFO(key_size << " octets, " << name_size << " characters");
                const Octets object_key(key_size, 0xab);
                RequestHeader header;
                header.id = 0xfedcba98;
                header.response = response;
                header.target = Target::of(object_key);
                header.operation = std::string_view{name}.substr(0, name_size);
                cdr::Writer there, here;
                here.put(std::uint64_t{0x7777777777777777});  // what was in its memory before
                const auto expected = begin_request(there, {}, header);
                const auto draft = begin_request(here, {}, header.id, response, object_key, header.operation, {});
                CHECK(draft.id_at == expected.id_at);
                CHECK(draft.header_end == expected.header_end);
                CHECK(draft.body_at == expected.body_at);
                REQUIRE(here.copy() == there.copy());
            }
}
