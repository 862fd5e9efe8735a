// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/describe.hpp"
#include "tests/unit/giop/support.hpp"

using namespace corbel;
using namespace corbel::giop;
using Catch::Matchers::Contains;

TEST_CASE("message header: both byte orders, all versions and types") {
    for (std::uint8_t minor : {0, 1, 2})
        for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian})
            for (auto type : {MessageType::request, MessageType::reply, MessageType::cancel_request,
                              MessageType::locate_request, MessageType::locate_reply, MessageType::close_connection,
                              MessageType::message_error}) {
                cdr::Writer out{encoding_of(minor, order)};
                const MessageHeader header{{1, minor}, order, false, type, 0x1234};
                header.write(out);
                REQUIRE(out.size() == 12);
                CHECK(MessageHeader::parse(out.contiguous()) == header);
            }
    CHECK(MessageHeader::parse(hex("47494f50 0102 00 01 00000102")).size == 0x102);
    CHECK(MessageHeader::parse(hex("47494f50 0102 03 07 02010000")).more_fragments);
}

TEST_CASE("message header: what is wrong is said", "[W9]") {
    const auto text = [](std::string_view header, std::size_t limit = limits::message) {
        const auto error = error_of_action([&] { MessageHeader::parse(hex(header), limit); });
        CHECK(error.error() == Error::marshal);
        return error.text();
    };
    CHECK_THAT(text("48545450 0102 00 00 00000000"), Contains("\"HTTP\" instead of \"GIOP\""));
    CHECK_THAT(text("47494f50 0103 00 00 00000000"), Contains("GIOP 1.3"));
    CHECK_THAT(text("47494f50 0200 00 00 00000000"), Contains("GIOP 2.0"));
    CHECK_THAT(text("47494f50 0102 04 00 00000000"), Contains("reserved"));
    CHECK_THAT(text("47494f50 0100 02 00 00000000"), Contains("reserved"));
    CHECK_THAT(text("47494f50 0102 00 08 00000000"), Contains("unknown type 8"));
    CHECK_THAT(text("47494f50 0100 00 07 00000000"), Contains("no fragments"));
    CHECK_THAT(text("47494f50 0102 02 05 00000000"), Contains("fragments follow"));
    CHECK_THAT(text("47494f50 0102 02 02 00000004"), Contains("fragments follow"));
    CHECK_THAT(text("47494f50 0102 00 00 80000000"), Contains("over the limit of 16777216"));
    CHECK_THAT(text("47494f50 0102 00 00 ffffffff"), Contains("4294967307 bytes"));
    CHECK_THAT(text("47494f50 0102 00 00 00000059", 100), Contains("101 bytes is over the limit of 100"));
    CHECK(MessageHeader::parse(hex("47494f50 0102 00 00 00000058"), 100).total() == 100);
    CHECK(error_of_action([] { MessageHeader::parse(hex("47494f50 0102 00 00 ffffffff")); }).minor() ==
          minor::message_over_limit);
}

TEST_CASE("messages without a body of their own") {
    for (int minor : {0, 1, 2})
        for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
            cdr::Writer out;
            MessageReader reader;
            write_cancel_request(out, encoding_of(minor, order), 77);
            reader.feed(out.contiguous());
            write_close_connection(out, encoding_of(minor, order));
            CHECK(out.size() == 12);
            reader.feed(out.contiguous());
            write_message_error(out, encoding_of(minor, order));
            reader.feed(out.contiguous());
            const auto cancel = reader.next();
            REQUIRE(cancel);
            CHECK(cancel->type() == MessageType::cancel_request);
            auto in = cancel->reader();
            CHECK(read_cancel_request(in) == 77);
            CHECK(reader.next()->type() == MessageType::close_connection);
            CHECK(reader.next()->type() == MessageType::message_error);
            CHECK_FALSE(reader.next());
        }
}

TEST_CASE("a description holds what matters and survives damage") {
    MessageReader reader;
    reader.feed(request_bytes(9, 3));
    CHECK_THAT(describe(*reader.next()), Contains("id 9, operation \"op\", key key, body 3 bytes"));
    reader.feed(raw_message(MessageType::request, hex("0000")));
    CHECK_THAT(describe(*reader.next()), Contains("cannot be read"));
}
