// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "tests/support/allocations.hpp"
#include "tests/unit/giop/support.hpp"

using namespace corbel;
using namespace corbel::giop;

namespace {

void receive(MessageReader& reader, ByteView bytes) {
    const auto room = reader.prepare();
    std::memcpy(room.data(), bytes.data(), bytes.size());
    reader.commit(bytes.size());
}

void call(MessageReader& server, MessageReader& client, cdr::Writer& out, RequestHeader& sent, RequestHeader& seen,
          ReplyHeader& reply) {
    const auto request = begin_request(out, encoding_of(2), sent);
    out.put(std::uint32_t{42});
    finish(out, request);
    receive(server, out.contiguous());
    const auto message = server.next();
    auto in = message->reader();
    seen.read(in, message->version());

    const auto answer = begin_reply(out, encoding_of(2), seen.id, ReplyStatus::no_exception);
    out.put(in.get<std::uint32_t>());
    finish(out, answer);
    receive(client, out.contiguous());
    const auto back = client.next();
    auto results = back->reader();
    reply.read(results, back->version());
    if (results.get<std::uint32_t>() != 42) std::abort();
}

}  // namespace

TEST_CASE("a call allocates nothing in the steady state") {
    MessageReader server, client;
    cdr::Writer out;
    RequestHeader sent, seen;
    ReplyHeader reply;
    const Octets key(24);
    sent.target = Target::of(key);
    sent.operation = "ping";
    for (int i = 0; i < 10; ++i) call(server, client, out, sent, seen, reply);
    const auto before = test::allocations();
    const auto start = std::chrono::steady_clock::now();
    constexpr int rounds = 100'000;
    for (int i = 0; i < rounds; ++i) call(server, client, out, sent, seen, reply);
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    CHECK(test::allocations() == before);
    std::cout << "one call, request and reply written and read: " << taken.count() / rounds << " ns\n";
}

TEST_CASE("large and fragmented messages allocate nothing in the steady state") {
    MessageReader reader;
    const auto large = request_bytes(1, 200'000);
    auto stream = large;
    for (const auto& part : cut(large, {1012, 1008, 50'000, 100'008})) stream = stream + part;
    const auto round = [&] {
        for (ByteView rest{stream}; !rest.empty();) {
            const auto room = reader.prepare();
            const auto count = std::min({room.size(), rest.size(), std::size_t{9973}});
            std::memcpy(room.data(), rest.data(), count);
            reader.commit(count);
            rest = rest.subspan(count);
            while (reader.next()) {}
        }
    };
    for (int i = 0; i < 10; ++i) round();
    const auto before = test::allocations();
    for (int i = 0; i < 50; ++i) round();
    CHECK(test::allocations() == before);
}
