// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/base/minor_text.hpp"

#include <catch2/catch.hpp>

#include "orb/engine/base/minor.hpp"

namespace corbel {

TEST_CASE("minor codes: vendors and their numbers") {
    CHECK(minor_in_words(0x4f4d0002) == "OMG minor 2");
    CHECK(minor_in_words(0x4154000a) == "omniORB minor 10");
    CHECK(minor_in_words(minor::deadline_passed) == "Corbel minor 26");
    CHECK(minor_in_words(7) == "minor 7");
}

TEST_CASE("minor codes: one number means different things of different exceptions") {
    CHECK(meaning_of(Error::transient, 0x41540002) == "no connection to the server could be made");
    CHECK_THAT(std::string{meaning_of(Error::bad_inv_order, minor::omg | 4)}, Catch::Contains("shut down"));
    CHECK_THAT(std::string{meaning_of(Error::marshal, minor::omg | 4)}, Catch::Contains("local object"));
    CHECK(meaning_of(Error::free_mem, minor::omg | 4).empty());
}

TEST_CASE("minor codes: hints") {
    CHECK_THAT(std::string{hint_for(Error::marshal, 0x4154000c)}, Catch::Contains("-ORBgiopMaxMsgSize"));
    CHECK_THAT(std::string{hint_for(Error::transient, minor::cannot_connect)}, Catch::Contains("running"));
    CHECK(hint_for(Error::no_permission, 0).empty());
}

}  // namespace corbel
