// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/suggest.hpp"

#include <catch2/catch.hpp>

using namespace corbel::idl;

TEST_CASE("distance of words") {
    CHECK(distance("long", "long", 2) == 0);
    CHECK(distance("lnog", "long", 2) == 1);
    CHECK(distance("strng", "string", 2) == 1);
    CHECK(distance("Long", "long", 2) == 0);
    CHECK(distance("abcdef", "uvwxyz", 2) == 3);
    CHECK(distance("", "ab", 2) == 2);
}

TEST_CASE("only a near word is suggested") {
    Suggestion guess{"Acount"};
    for (const auto* each : {"Bank", "Account", "Accounts"}) guess.consider(each);
    CHECK(guess.text() == "Account");
    Suggestion none{"ab"};
    none.consider("ac");
    CHECK(none.text().empty());
}
