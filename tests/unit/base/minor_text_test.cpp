// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/base/minor_text.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <regex>
#include <string>

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

TEST_CASE("minor codes: those of omniORB are known, whatever the exception") {
    constexpr std::uint32_t omniorb = 0x41540000;
    std::ifstream names{"/usr/include/omniORB4/minorCode.h"};
    if (!names) {
        WARN("omniORB's names of its minor codes are not installed");
        return;
    }
    const std::regex declared{R"(code\(\s*([A-Z_]+)_([A-Z]\w*)\s*,\s*OMNIORBMinorCode_(\d+))"};
    std::size_t known = 0;
    for (std::string line; std::getline(names, line);) {
        std::smatch found;
        if (!std::regex_search(line, found, declared)) continue;
        CAPTURE(line);
        const auto error = error_of("IDL:omg.org/CORBA/" + found[1].str() + ":1.0");
        REQUIRE(name_of(error) == found[1].str());
        CHECK_FALSE(meaning_of(error, omniorb | static_cast<std::uint32_t>(std::stoul(found[3]))).empty());
        ++known;
    }
    CHECK(known > 100);
}

TEST_CASE("minor codes: hints") {
    CHECK_THAT(std::string{hint_for(Error::marshal, 0x4154000c)}, Catch::Contains("-ORBgiopMaxMsgSize"));
    CHECK_THAT(std::string{hint_for(Error::transient, minor::cannot_connect)}, Catch::Contains("running"));
    CHECK(hint_for(Error::no_permission, 0).empty());
}

TEST_CASE("a system exception in words has its name once") {
    CHECK(in_words({Error::no_permission, 7, Completion::maybe}) == "NO_PERMISSION (minor 7, COMPLETED_MAYBE)");
    CHECK(in_words({Error::no_permission, minor::omg | 3, Completion::yes,
                    "NO_PERMISSION, raised by h:1 in answer to f"}) ==
          "NO_PERMISSION: raised by h:1 in answer to f (OMG minor 3, COMPLETED_YES)");
    CHECK(in_words({Error::transient, minor::omg | 2, "h:1 refuses"}) ==
          "TRANSIENT: h:1 refuses (OMG minor 2: no profile of the reference can be used, COMPLETED_NO)");
}

}  // namespace corbel
