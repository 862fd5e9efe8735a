// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "cos-naming/access.hpp"

using namespace corbel;
using namespace corbel::naming;

namespace {

Peer host(const std::string& address) { return {Peer::Kind::tcp, address, 40000}; }
Peer user(std::uint32_t id) { return {Peer::Kind::unix_socket, {}, 0, Peer::Credentials{id, 100, 1}}; }

}  // namespace

TEST_CASE("a network contains the addresses with its first bits") {
    CHECK(Network{"10.1.0.0/16"}.contains("10.1.255.3"));
    CHECK_FALSE(Network{"10.1.0.0/16"}.contains("10.2.0.1"));
    CHECK(Network{"10.1.0.128/25"}.contains("10.1.0.129"));
    CHECK_FALSE(Network{"10.1.0.128/25"}.contains("10.1.0.127"));
    CHECK(Network{"0.0.0.0/0"}.contains("255.1.2.3"));
    CHECK_FALSE(Network{"0.0.0.0/0"}.contains("fd00::1"));
    CHECK(Network{"10.1.2.3"}.contains("::ffff:10.1.2.3"));
    CHECK(Network{"fe80::/10"}.contains("fe80::1%eth0"));
    CHECK(Network{"::/0"}.contains("fd00::1"));
    CHECK_FALSE(Network{"fd00::/8"}.contains("no address"));
    CHECK(Network{"127.0.0.2"}.is_loopback());
    CHECK(Network{"::1"}.is_loopback());
    CHECK_FALSE(Network{"0.0.0.0/0"}.is_loopback());
    CHECK_FALSE(Network{"::/0"}.is_loopback());
}

TEST_CASE("what is no network is refused") {
    for (const char* text : {"", "/8", "10.1.0.0/33", "10.1.0.0/", "10.1.0.0/-1", "10.1/16", "::/129", "plant"})
        CHECK_THROWS_WITH(Network{text}, Catch::Contains("no network"));
}

TEST_CASE("who may write") {
    Access access;
    CHECK(access.may_write({}));
    CHECK(access.may_write(host("10.1.0.1")));
    CHECK(access.may_write(user(1000)));

    access.read_only = {Network{"0.0.0.0/0"}, Network{"::/0"}};
    access.writers = {1000};
    CHECK(access.may_write({}));
    CHECK_FALSE(access.may_write(host("10.1.0.1")));
    CHECK_FALSE(access.may_write(host("fd00::1")));
    CHECK(access.may_write(host("127.0.0.1")));
    CHECK(access.may_write(host("::1")));
    CHECK(access.may_write(user(1000)));
    CHECK_FALSE(access.may_write(user(1001)));
    CHECK_FALSE(access.may_write({Peer::Kind::unix_socket, {}, 0}));

    access.read_only = {Network{"127.0.0.2"}};
    CHECK_FALSE(access.may_write(host("127.0.0.2")));
    CHECK(access.may_write(host("127.0.0.1")));
}

TEST_CASE("a user by name or number") {
    CHECK(user_id("1234") == 1234);
    CHECK(user_id("root") == 0);
    CHECK_THROWS_WITH(user_id("no such user"), Catch::Contains("no such user"));
}
