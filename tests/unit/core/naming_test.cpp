// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/naming.hpp"

#include <catch2/catch.hpp>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::core {

using Parts = std::vector<NameComponent>;

TEST_CASE("name: components, kinds and escapes") {
    CHECK(parse_name("a") == Parts{{"a", ""}});
    CHECK(parse_name("a/b.c/d") == Parts{{"a", ""}, {"b", "c"}, {"d", ""}});
    CHECK(parse_name("a\\/b\\.c\\\\") == Parts{{"a/b.c\\", ""}});
    CHECK(parse_name(".k") == Parts{{"", "k"}});
    CHECK(parse_name(".") == Parts{{"", ""}});
    CHECK(parse_name("a./.") == Parts{{"a", ""}, {"", ""}});
}

TEST_CASE("name: what is wrong is shown with its place") {
    for (const auto* bad : {"", "/", "a/", "/a", "a//b", "a.b.c", "a\\b", "a\\"}) {
        CAPTURE(bad);
        try {
            parse_name(bad);
            FAIL("accepted");
        } catch (const SystemError& error) {
            CHECK(error.error() == Error::bad_param);
            CHECK(error.minor() == minor::bad_schema_specific_part);
            CHECK_THAT(error.what(), Catch::Contains("at character"));
        }
    }
}

}  // namespace corbel::core
