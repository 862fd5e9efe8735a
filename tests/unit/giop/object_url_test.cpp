// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/object_url.hpp"
#include "tests/unit/giop/support.hpp"

using namespace corbel;
using namespace corbel::giop;
using Catch::Matchers::Contains;

namespace {

Corbaloc loc(std::string_view url) { return std::get<Corbaloc>(parse_object_url(url)); }
Corbaname name(std::string_view url) { return std::get<Corbaname>(parse_object_url(url)); }
std::string key(const Corbaloc& loc) { return std::string{as_text(loc.key)}; }
SystemError fault(std::string_view url) {
    return error_of_action([&] { parse_object_url(url); });
}

}  // namespace

TEST_CASE("corbaloc: one address in full and with defaults") {
    const auto full = loc("corbaloc:iiop:1.2@host.example:4000/a/b");
    REQUIRE(full.endpoints.size() == 1);
    CHECK(full.endpoints[0].version == Version{1, 2});
    CHECK(full.endpoints[0].address == Address{"host.example", 4000, {}});
    CHECK(key(full) == "a/b");
    const auto brief = loc("corbaloc::host/key");
    CHECK(brief.endpoints[0].version == Version{1, 0});
    CHECK(brief.endpoints[0].address == Address{"host", 2809, {}});
    CHECK(loc("CorbaLoc:IIOP:host/key") == brief);
    CHECK(loc("corbaloc:iiop:1.9@host/k").endpoints[0].version == Version{1, 2});
    CHECK(loc("corbaloc::host").key.empty());
}

TEST_CASE("corbaloc: several addresses, IPv6, escapes") {
    const auto several = loc("corbaloc:iiop:1.1@a:1,:b,iiop:1.2@[::1]:3,:[fe80::1%25eth0]/%00k%2Fk%e4");
    REQUIRE(several.endpoints.size() == 4);
    CHECK(several.endpoints[1].address == Address{"b", 2809, {}});
    CHECK(several.endpoints[2].address == Address{"::1", 3, {}});
    CHECK(several.key == Octets{0, 'k', '/', 'k', 0xe4});
    const auto ior = several.to_ior();
    REQUIRE(ior.profiles.size() == 4);
    const auto profiles = iiop_profiles(ior);
    REQUIRE(profiles.size() == 4);
    CHECK(profiles[0].version == Version{1, 1});
    CHECK(profiles[2].addresses[0].host == "::1");
    CHECK(profiles[3].object_key == several.key);
    CHECK(loc(to_corbaloc(ior)) == several);
    CHECK(to_corbaloc(loc("corbaloc:iiop:1.2@h:1,:[::1]:2/x%20y").to_ior()) ==
          "corbaloc:iiop:1.2@h:1,iiop:1.0@[::1]:2/x%20y");
}

TEST_CASE("corbaloc: Unix-domain sockets") {
    const auto both = loc("corbaloc:unix:%2Frun%2Fa%2cb%20c,:h/k/k");
    REQUIRE(both.endpoints.size() == 2);
    CHECK(both.endpoints[0].address == Address{{}, 0, "/run/a,b c"});
    CHECK(both.endpoints[0].version == Version{1, 2});
    CHECK(both.endpoints[1].address == Address{"h", 2809, {}});
    CHECK(key(both) == "k/k");
    CHECK(both.to_string() == "corbaloc:unix:%2Frun%2Fa%2Cb%20c,iiop:1.0@h:2809/k/k");
    const auto profiles = iiop_profiles(loc("corbaloc:unix:%2Frun%2Fa/k").to_ior());
    REQUIRE(profiles.size() == 1);
    CHECK(profiles[0].addresses == std::vector<Address>{{{}, 0, "/run/a"}});
    const auto shared = loc("corbaloc:shm:%2Frun%2Fa/k");
    CHECK(shared.to_string() == "corbaloc:shm:%2Frun%2Fa/k");
    CHECK(iiop_profiles(shared.to_ior()).at(0).addresses == std::vector<Address>{{{}, 0, "/run/a", true}});
    CHECK_THAT(fault("corbaloc:unix:/run/a").text(), Contains("%2F"));
    CHECK_THAT(fault("corbaloc:unix:a%00b/k").text(), Contains("without NUL"));
}

TEST_CASE("corbaloc: rir") {
    const auto named = loc("corbaloc:rir:/TradingService");
    CHECK(named.rir);
    CHECK(named.endpoints.empty());
    CHECK(key(named) == "TradingService");
    CHECK(key(loc("corbaloc:rir:")) == "NameService");
    CHECK(loc("corbaloc:rir:/X").to_string() == "corbaloc:rir:/X");
    CHECK_THAT(fault("corbaloc:rir:,:host/x").text(), Contains("offset 13"));
}

TEST_CASE("corbaname") {
    const auto full = name("corbaname:iiop:1.2@host:99/Root#a.kind/b%20c");
    CHECK(full.context.endpoints[0].address == Address{"host", 99, {}});
    CHECK(key(full.context) == "Root");
    CHECK(full.name == "a.kind/b c");
    const auto brief = name("corbaname::host#x");
    CHECK(key(brief.context) == "NameService");
    CHECK(brief.name == "x");
    CHECK(name("corbaname::host").name.empty());
    CHECK(name("corbaname:rir:#a/b").context.rir);
    CHECK(name("corbaname:rir:/NameService#a/b").name == "a/b");
    CHECK(name("corbaname::a,:b:1#n").context.endpoints.size() == 2);
}

TEST_CASE("file URLs and IORs") {
    CHECK(std::get<FileUrl>(parse_object_url("file:///tmp/my%20ref.ior")).path == "/tmp/my ref.ior");
    CHECK(std::get<Ior>(parse_object_url("IOR:00000000000000010000000000000000")).is_nil());
}

TEST_CASE("object URLs: an error names the place and what was expected") {
    CHECK(fault("nonsense").minor() == minor::bad_schema_name);
    CHECK(fault("http://x").minor() == minor::bad_schema_name);
    CHECK_THAT(fault("").text(), Contains("\"corbaloc:\""));
    CHECK_THAT(fault("corbaloc:").text(), Contains("offset 9") && Contains("\"iiop:\""));
    CHECK_THAT(fault("corbaloc:ssliop:host/x").text(), Contains("offset 9"));
    CHECK_THAT(fault("corbaloc::").text(), Contains("offset 10") && Contains("host name"));
    CHECK_THAT(fault("corbaloc:::2809/x").text(), Contains("offset 10") && Contains("host name"));
    CHECK_THAT(fault("corbaloc::host:/x").text(), Contains("offset 15") && Contains("port"));
    CHECK_THAT(fault("corbaloc::host:70000/x").text(), Contains("port, 1 to 65535"));
    CHECK_THAT(fault("corbaloc::host:0/x").text(), Contains("port, 1 to 65535"));
    CHECK_THAT(fault("corbaloc::host:12a/x").text(), Contains("offset 17") && Contains("'/'"));
    CHECK_THAT(fault("corbaloc::1.x@host/x").text(), Contains("offset 12") && Contains("version"));
    CHECK_THAT(fault("corbaloc::2.0@host/x").text(), Contains("version"));
    CHECK_THAT(fault("corbaloc::[::1/x").text(), Contains("']'"));
    CHECK_THAT(fault("corbaloc::host/%4").text(), Contains("offset 15") && Contains("hexadecimal"));
    CHECK_THAT(fault("corbaloc::host/%zz").text(), Contains("hexadecimal"));
    CHECK_THAT(fault("corbaloc::host,/x").text(), Contains("offset 15"));
    CHECK_THAT(fault("corbaloc::host/a b").text(), Contains("offset 16") && Contains("printable"));
    CHECK(fault("corbaloc::host:/x").minor() == minor::bad_address);
    CHECK(fault("corbaloc::host/%4").minor() == minor::bad_schema_specific_part);
    CHECK_THAT(fault("file:relative").text(), Contains("absolute path"));
    CHECK_THAT(fault("file://host/x").text(), Contains("absolute path"));
    CHECK_THAT(fault("corbaloc::" + std::string(256, 'h') + "/x").text(), Contains("255"));
    CHECK_THAT(fault("corbaloc::h/" + std::string(5000, 'k')).text(), Contains("4096"));
    std::string many = "corbaloc:";
    for (int i = 0; i < 33; ++i) many += ":h,";
    CHECK_THAT(fault(many + ":h/x").text(), Contains("32 addresses"));
    CHECK_THAT(fault(std::string(70'000, 'x')).text(), Contains("65536 characters"));
    CHECK(fault(std::string(70'000, 'x')).text().size() < 1000);
}

TEST_CASE("a reference without an IIOP address has no corbaloc form") {
    CHECK_THROWS_AS(to_corbaloc(Ior{}), SystemError);
    CHECK_THROWS_AS(to_corbaloc(Ior{"", {{99, {}}}}), SystemError);
}
