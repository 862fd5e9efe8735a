// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/object_key.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {

TEST_CASE("object key: a persistent one is the same in every run") {
    const auto key = ObjectKey::compose(ObjectKey::persistent_adapter({"a", "bc"}), as_bytes("id"));
    CHECK(to_hex(key) == "cbe1500501610262636964");
}

TEST_CASE("object key: parts come back") {
    const InstanceStamp stamp{1, 2, 3, 4, 5, 6, 7, 8};
    for (const auto& adapter : {ObjectKey::transient_adapter(stamp, 7), ObjectKey::persistent_adapter({"x"})}) {
        const auto key = ObjectKey::compose(adapter, as_bytes("object"));
        const auto parsed = ObjectKey::parse(key);
        REQUIRE(parsed);
        CHECK(to_octets(parsed->adapter) == adapter);
        CHECK(as_text(parsed->object_id) == "object");
    }
    CHECK(*ObjectKey::path(ObjectKey::persistent_adapter({"a", "bc"})) == std::vector<std::string>{"a", "bc"});
    CHECK_FALSE(ObjectKey::path(ObjectKey::transient_adapter(stamp, 7)));
}

TEST_CASE("object key: any other bytes are not one of ours") {
    const auto key = ObjectKey::compose(ObjectKey::persistent_adapter({"abc"}), {});
    for (std::size_t size = 0; size < key.size(); ++size) CHECK_FALSE(ObjectKey::parse(ByteView{key}.first(size)));
    CHECK_FALSE(ObjectKey::parse(as_bytes("NameService")));
    CHECK_FALSE(ObjectKey::parse(Octets(4096, 0xcb)));
    CHECK_FALSE(ObjectKey::path(Octets{0xcb, 0xe1, 'P', 2, 5, 'a'}));
}

TEST_CASE("object key: at most 255 bytes are issued") {
    const auto adapter = ObjectKey::persistent_adapter({"abc"});
    CHECK(ObjectKey::compose(adapter, Octets(255 - adapter.size())).size() == 255);
    CHECK(error_of_action([&] { ObjectKey::compose(adapter, Octets(256 - adapter.size())); }).error() ==
          Error::imp_limit);
    CHECK(error_of_action([] { ObjectKey::persistent_adapter({std::string(201, 'x')}); }).error() == Error::imp_limit);
}

}  // namespace corbel::adapter
