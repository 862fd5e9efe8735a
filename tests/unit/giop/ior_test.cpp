// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/code_sets.hpp"
#include "tests/unit/giop/support.hpp"

using namespace corbel;
using namespace corbel::giop;
using Catch::Matchers::Contains;

namespace {

// omniORB's reference to an Echo at 127.0.0.1:12001, as it went over the wire, its padding not zero ("4c3a").
const std::string omni_ior =
    "IOR:010000001200000049444c3a44656d6f2f4563686f3a312e30004c3a010000000000000054000000010102000a0000003132372e302e"
    "302e3100e12e040000004563686f0200000000000000080000000100000000545441010000001c000000010000000100010001000000"
    "01000105090101000100000009010100";

}  // namespace

TEST_CASE("IOR: another ORB's reference is read for use and kept as it is") {
    const auto ior = Ior::from_string(omni_ior);
    CHECK(ior.type_id == "IDL:Demo/Echo:1.0");
    REQUIRE(ior.profiles.size() == 1);
    const auto profiles = iiop_profiles(ior);
    REQUIRE(profiles.size() == 1);
    const auto& profile = profiles[0];
    CHECK(profile.version == Version{1, 2});
    CHECK(profile.addresses == std::vector<Address>{{"127.0.0.1", 12001, {}}});
    CHECK(profile.object_key.size() == 4);
    REQUIRE(profile.components.size() == 2);
    CHECK(profile.components[0].tag == tag::orb_type);
    REQUIRE(profile.code_sets);
    CHECK(profile.code_sets->chars.native == 0x00010001);
    CHECK(profile.code_sets->chars.conversions == std::vector<std::uint32_t>{0x05010001});
    CHECK(Ior::from_string(ior.to_string()) == ior);
    auto ours = omni_ior;
    ours.replace(ours.find("4c3a01"), 4, "0000");
    if (native_order == ByteOrder::little_endian) CHECK(ior.to_string() == ours);
}

TEST_CASE("IOR: its text comes out byte for byte, whatever its byte order") {
    // Of Orber, big-endian; of omniORB, little-endian; with an unknown profile and an unknown component.
    for (const std::string text :
         {"IOR:000000000000000d49444c3a4563686f3a312e3000000000000000020000006300000003010203000000000000000029000102"
          "00000000046162630012340000000000036b657900000000010000004d000000050102030405",
          "IOR:010000000d00000049444c3a4563686f3a312e300000000001000000000000002c000000010102000a0000003132372e302e30"
          "2e3100e12e040000004563686f0100000000cb01000400000001020304"})
        CHECK(Ior::from_string(text).to_string() == text);
    const auto ior = Ior::from_string("IOR:000000000000000d49444c3a4563686f3a312e3000000000000000010000006300000001ff");
    auto other = ior;
    other.text_order = ByteOrder::little_endian;
    CHECK(other == ior);
    CHECK(Ior::from_string(other.to_string()) == ior);
}

TEST_CASE("IOR: nil, upper case, blanks at the end") {
    CHECK(Ior{}.is_nil());
    const auto nil = Ior::from_string("IOR:00000000000000010000000000000000");
    CHECK(nil.is_nil());
    CHECK(nil.type_id.empty());
    CHECK(Ior::from_string("ior:00000000000000010000000000000000\r\n") == nil);
    CHECK(Ior::from_string(Ior{}.to_string()).is_nil());
}

TEST_CASE("IOR: text that is none says where", "[W14]") {
    const auto fault = [](std::string_view text) { return error_of_action([&] { Ior::from_string(text); }); };
    CHECK_THAT(fault("IOR:00zz").text(), Contains("offset 6"));
    CHECK_THAT(fault("IOR:000z").text(), Contains("offset 7"));
    CHECK_THAT(fault("IOR:000").text(), Contains("half an octet"));
    CHECK_THAT(fault("corbaloc::x").text(), Contains("does not begin with \"IOR:\""));
    CHECK(fault("IOR:00zz").error() == Error::bad_param);
    CHECK_THAT(fault("IOR:").text(), Contains("damaged"));
    CHECK(fault("IOR:02").error() == Error::inv_objref);
    CHECK_THAT(fault("IOR:000000000000000100000000ffffffff").text(), Contains("4294967295 elements"));
    CHECK_THAT(fault("IOR:" + std::string(70'000, '0')).text(), Contains("70004 characters"));
}

TEST_CASE("IOR: limits of its parts", "[W14]") {
    Ior ior{"IDL:X:1.0", std::vector<Tagged>(33)};
    cdr::Writer out;
    ior.write(out);
    cdr::Reader in{out.contiguous()};
    CHECK_THAT(error_of_action([&] { Ior::read(in); }).text(), Contains("33 profiles"));

    const auto profile = [](const IiopProfile& value) {
        return error_of_action([&] { IiopProfile::read(value.write()); }).text();
    };
    CHECK_THAT(profile({{1, 2}, {{std::string(256, 'h'), 1, {}}}, {}, {}, {}}), Contains("host of 256 characters"));
    CHECK_THAT(profile({{1, 2}, {{"h", 1, {}}}, Octets(4097), {}, {}}), Contains("key of 4097 bytes"));
    CHECK_THAT(profile({{1, 2}, {{"h", 1, {}}}, {}, std::vector<Tagged>(65), {}}), Contains("65 components"));
    CHECK_THAT(profile({{2, 0}, {{"h", 1, {}}}, {}, {}, {}}), Contains("IIOP 2.0"));
    CHECK(IiopProfile::read(IiopProfile{{1, 7}, {{"h", 1, {}}}, {}, {}, {}}.write()).version == Version{1, 2});
}

TEST_CASE("IOR: a million profiles claimed cost nothing", "[W1]") {
    const auto bytes = hex("00000001 00 000000 000f4240");
    cdr::Reader in{bytes, encoding_of(2, ByteOrder::big_endian)};
    CHECK_THROWS_AS(Ior::read(in), SystemError);
}

TEST_CASE("IIOP profile: several addresses travel as components") {
    IiopProfile profile{{1, 2}, {{"a", 1, {}}, {"b", 2, {}}, {"::1", 3, {}}}, {9}, {{0xEEEE, {1, 2}}}, {}};
    const auto read = IiopProfile::read(profile.write());
    CHECK(read.addresses == profile.addresses);
    CHECK(read.components.size() == 3);
    CHECK(read.components[0] == profile.components[0]);
    CHECK(read.write() == profile.write());
    profile.version.minor = 0;
    const auto old = IiopProfile::read(profile.write());
    CHECK(old.addresses.size() == 1);
    CHECK(old.components.empty());
}

TEST_CASE("IIOP profile: Unix-domain addresses, as omniORB writes them") {
    const IiopProfile both{{1, 2}, {{"a", 1, {}}, {{}, 0, "/tmp/x.sock"}}, {9}, {}, {}};
    const auto read = IiopProfile::read(both.write());
    CHECK(read.addresses == both.addresses);
    CHECK(read.components[0].tag == tag::omniorb_unix_address);
    CHECK(IiopProfile::read(read.write()).components == read.components);
    const IiopProfile alone{{1, 2}, {{{}, 0, "/tmp/x.sock"}}, {9}, {}, {}};
    CHECK(IiopProfile::read(alone.write()).addresses == alone.addresses);

    auto elsewhere = cdr::Writer::begin_encapsulation();
    elsewhere.identifier("a.host.that.is.not.this.one.example");
    elsewhere.identifier("/tmp/x.sock");
    const IiopProfile foreign{{1, 2}, {{"a", 1, {}}}, {9}, {{tag::omniorb_unix_address, elsewhere.copy()}}, {}};
    CHECK(IiopProfile::read(foreign.write()).addresses == foreign.addresses);
    CHECK(IiopProfile::read(foreign.write()).components == foreign.components);
}

TEST_CASE("IIOP profile: an address that shares memory comes first") {
    const Address tcp{"a", 1, {}}, shared{{}, 0, "/tmp/x.sock", true}, plain{{}, 0, "/tmp/x.sock"};
    const IiopProfile all{{1, 2}, {tcp, shared, plain}, {9}, {}, {}};
    const auto read = IiopProfile::read(all.write());
    CHECK(read.addresses == std::vector{shared, tcp, plain});
    REQUIRE(read.components.size() == 2);
    CHECK(read.components[0].tag == tag::corbel_shared_memory_address);
    CHECK(read.components[1].tag == tag::omniorb_unix_address);
    CHECK(read.write() == all.write());
}

TEST_CASE("IOR: unusable profiles and components are left out, code sets may stand beside") {
    auto components = cdr::Writer::begin_encapsulation();
    const auto code_sets = code_sets_component(own_code_sets(cdr::CodeSet::utf_8));
    components.length(1);
    components.put(code_sets.tag);
    components.octets(code_sets.data);
    const std::vector<Tagged> damaged{{tag::alternate_iiop_address, {7}}, {tag::code_sets, {}}};
    const IiopProfile plain{{1, 2}, {{"h", 1, {}}}, {1}, damaged, {}};
    const Ior ior{"", {{tag::internet_iop, {0, 1}},
                       {tag::internet_iop, plain.write()},
                       {1234, {}},
                       {tag::multiple_components, components.copy()}}};
    const auto found = iiop_profiles(ior);
    REQUIRE(found.size() == 1);
    CHECK(found[0].addresses.size() == 1);
    CHECK(found[0].components.size() == 2);
    REQUIRE(found[0].code_sets);
    CHECK(found[0].code_sets->wide_chars.native == 0x00010109);
}

TEST_CASE("an address as text") {
    CHECK(Address{"host", 2809, {}}.to_string() == "host:2809");
    CHECK(Address{"::1", 2809, {}}.to_string() == "[::1]:2809");
    CHECK(Address{{}, 0, "/tmp/x"}.to_string() == "unix:/tmp/x");
    CHECK(Address{{}, 0, "/tmp/x", true}.to_string() == "shm:/tmp/x");
}
