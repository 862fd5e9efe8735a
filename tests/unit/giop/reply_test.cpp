// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/system_exception.hpp"
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

}  // namespace

TEST_CASE("reply header: there and back in each version and byte order") {
    const std::vector<ServiceContext> contexts{{14, {1, 2, 3, 4, 5}}};
    for (int minor : {0, 1, 2})
        for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian})
            for (auto status : {ReplyStatus::no_exception, ReplyStatus::user_exception, ReplyStatus::system_exception,
                                ReplyStatus::location_forward}) {
                cdr::Writer out;
                const auto draft = begin_reply(out, encoding_of(minor, order), 7, status, contexts);
                out.put(3.5);
                finish(out, draft);
                const auto message = whole(out.contiguous());
                auto in = message.reader();
                ReplyHeader read;
                read.read(in, message.version());
                CHECK(read.id == 7);
                CHECK(read.status == status);
                CHECK(read.service_contexts == contexts);
                CHECK(in.get<double>() == 3.5);
                CHECK(in.at_end());
            }
}

TEST_CASE("reply header: statuses a version does not have") {
    for (int minor : {0, 1, 2})
        for (auto status : {ReplyStatus::location_forward_perm, ReplyStatus::needs_addressing_mode,
                            static_cast<ReplyStatus>(6)}) {
            cdr::Writer out;
            finish(out, begin_reply(out, encoding_of(minor), 7, status));
            const auto message = whole(out.contiguous());
            auto in = message.reader();
            ReplyHeader read;
            if (minor == 2 && status <= ReplyStatus::needs_addressing_mode) {
                read.read(in, message.version());
                CHECK(read.status == status);
                CHECK(in.at_end());
            } else {
                CHECK_THROWS_AS(read.read(in, message.version()), SystemError);
            }
        }
}

TEST_CASE("system exceptions travel with minor code and completion") {
    for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
        cdr::Writer out{encoding_of(2, order)};
        write_system_exception(out, {Error::object_not_exist, 0x4f4d0002, Completion::maybe, "text stays here"});
        cdr::Reader in{out.contiguous(), out.encoding()};
        const auto read = read_system_exception(in);
        CHECK(read.error() == Error::object_not_exist);
        CHECK(read.minor() == 0x4f4d0002);
        CHECK(read.completed() == Completion::maybe);
        CHECK(in.at_end());
    }
    cdr::Writer out;
    out.identifier("IDL:acme.com/CORBA/STRANGE:1.0");
    out.put(std::uint32_t{3});
    out.put(std::uint32_t{1});
    cdr::Reader in{out.contiguous()};
    const auto unknown = read_system_exception(in);
    CHECK(unknown.error() == Error::unknown);
    CHECK_THAT(unknown.text(), Contains("IDL:acme.com/CORBA/STRANGE:1.0"));

    out.clear();
    write_system_exception(out, {Error::marshal, 0, static_cast<Completion>(3)});
    cdr::Reader bad{out.contiguous()};
    CHECK_THROWS_AS(read_system_exception(bad), SystemError);
}

TEST_CASE("the words of an exception travel in a service context") {
    const auto context = exception_detail(L"caf\u00e9 \U0001f600");
    CHECK(context.id == 14);
    CHECK(read_exception_detail(context) == L"caf\u00e9 \U0001f600");
    CHECK(read_exception_detail(exception_detail(std::string_view{"caf\xc3\xa9"})) == L"caf\u00e9");
    CHECK(read_exception_detail(exception_detail(std::string_view{"caf\xe9"})) == L"caf\u00e9");
    CHECK_FALSE(read_exception_detail({14, {}}));
    CHECK_FALSE(read_exception_detail({14, {1, 0, 0, 0, 255, 0, 0, 0}}));
    const std::vector<ServiceContext> list{{1, {}}, context, {14, {9}}};
    CHECK(find_context(list, 14) == &list[1]);
    CHECK(find_context(list, 2) == nullptr);
}

TEST_CASE("reply header: read for one request only") {
    cdr::Writer out;
    const auto draft = begin_reply(out, encoding_of(2, native_order), 7, ReplyStatus::user_exception);
    out.put(std::uint32_t{42});
    finish(out, draft);
    const auto message = whole(out.copy());
    std::vector<ServiceContext> contexts{{1, {2}}};
    ReplyHeader header;
    auto in = message.reader();
    CHECK_FALSE(header.read_if(in, {1, 2}, 8, contexts));
    CHECK(contexts.size() == 1);
    in = message.reader();
    CHECK_FALSE(header.read_if(in, {1, 1}, 7, contexts));
    in = message.reader();
    REQUIRE(header.read_if(in, {1, 2}, 7, contexts));
    CHECK(header.status == ReplyStatus::user_exception);
    CHECK(contexts.empty());
    CHECK(in.get<std::uint32_t>() == 42);
    const auto empty = Octets{'G', 'I', 'O', 'P', 1, 2, 1, 1, 0, 0, 0, 0};
    in = whole(empty).reader();
    CHECK_FALSE(header.read_if(in, {1, 2}, 7, contexts));
}

TEST_CASE("reply header: the usual one is read in one go, any other not") {
    const auto reply = [](std::uint32_t id, ReplyStatus status, std::vector<ServiceContext> contexts, bool body) {
        cdr::Writer out;
        const auto draft = begin_reply(out, encoding_of(2, native_order), id, status, contexts);
        if (body) out.put(std::uint32_t{42});
        finish(out, draft);
        return out.copy();
    };
    auto status = ReplyStatus::system_exception;
    CHECK(read_usual_reply(reply(7, ReplyStatus::no_exception, {}, false), 7, status));
    CHECK(status == ReplyStatus::no_exception);
    const auto raised = reply(7, ReplyStatus::user_exception, {}, true);
    CHECK(read_usual_reply(raised, 7, status));
    CHECK(status == ReplyStatus::user_exception);
    cdr::Reader body{raised};
    body.skip(usual_body_at);
    CHECK(body.get<std::uint32_t>() == 42);

    CHECK_FALSE(read_usual_reply(raised, 8, status));
    CHECK_FALSE(read_usual_reply(reply(7, ReplyStatus::system_exception, {}, true), 7, status));
    CHECK_FALSE(read_usual_reply(reply(7, ReplyStatus::no_exception, {{1, {2}}}, true), 7, status));
    CHECK_FALSE(read_usual_reply(ByteView{raised}.first(usual_body_at - 1), 7, status));
}
