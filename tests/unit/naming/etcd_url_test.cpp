// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "cos-naming/etcd_members.hpp"

using namespace corbel::naming;
using etcd::parse_url;
using etcd::without_password;

namespace {

std::string error_of(const std::string& url) {
    try {
        parse_url(url);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("the URL of an etcd has members, a store, and a user") {
    const auto url = parse_url("etcd:http://127.0.0.1:2379,http://[::1]:1/plant.1");
    REQUIRE(url.members.size() == 2);
    CHECK(url.members[0].to_string() == "127.0.0.1:2379");
    CHECK(url.members[1].to_string() == "[::1]:1");
    CHECK(url.store == "plant.1");
    CHECK_FALSE(url.tls);
    CHECK(url.user.empty());
    const auto secure = parse_url("etcd:https://u:p%40%3aw%25@h:1,https://h2:2");
    CHECK(secure.tls);
    CHECK(secure.user == "u");
    CHECK(secure.password == "p@:w%");
    CHECK(secure.members[1].to_string() == "h2:2");
    CHECK(secure.store == "default");
    CHECK(parse_url("etcd:http://u:p@h:1,http://u:p@h:2").password == "p");
}

TEST_CASE("a URL of an etcd that is wrong says why, and no password") {
    CHECK_THAT(error_of("etcd:http://h:1,https://h:2"), Catch::Contains("all members are http, or all https"));
    CHECK_THAT(error_of("etcd:ftp://h:1"), Catch::Contains("http://host:port or https://host:port"));
    CHECK_THAT(error_of("etcd:http://u@h:1"), Catch::Contains("USER:PASSWORD@"));
    for (const char* url : {"etcd:http://u:secret@h", "etcd:http://u:secret@h:1,http://v:secret@h:2",
                            "etcd:https://u:sec%zzret@h:1", "etcd:https://u:secret@h:1/a b", "http://u:secret@h:1",
                            "etcd:https://u:sec/ret@h:1", "etcd:https://u:sec,ret@h:1", "etcd:https://u:sec%4"}) {
        INFO(url);
        const auto error = error_of(url);
        CHECK_FALSE(error.empty());
        CHECK_THAT(error, !Catch::Contains("secret") && !Catch::Contains("sec%zzret") && !Catch::Contains("sec/ret") &&
                              !Catch::Contains("sec,ret"));
    }
}

TEST_CASE("a URL is shown without its password") {
    CHECK(without_password("etcd:https://u:p%40w@h:1,https://h2:2/plant") ==
          "etcd:https://u:...@h:1,https://h2:2/plant");
    CHECK(without_password("etcd:http://h:1,http://u:p@h:2") == "etcd:http://h:1,http://u:...@h:2");
    CHECK(without_password("etcd:http://[::1]:1/a") == "etcd:http://[::1]:1/a");
    CHECK(without_password("") == "");
}
