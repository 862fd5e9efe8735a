// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <sstream>

#include "orb/engine/base/minor.hpp"
#include "tests/unit/mapping/sample.hpp"

TEST_CASE("what() of a system exception tells name, minor code, completion and reason", "[exceptions]") {
    const CORBA::TRANSIENT bare;
    CHECK(std::string{bare.what()} == "CORBA::TRANSIENT (minor 0, COMPLETED_NO)");
    const CORBA::TRANSIENT told{corbel::minor::no_usable_profile, CORBA::COMPLETED_MAYBE, "127.0.0.1:1 refuses"};
    CHECK(std::string{told.what()} ==
          "CORBA::TRANSIENT: 127.0.0.1:1 refuses (OMG minor 2: no profile of the reference can be used, "
          "COMPLETED_MAYBE)");
    CORBA::MARSHAL changed{0x41540003, CORBA::CompletionStatus::COMPLETED_YES};
    CHECK(std::string{changed.what()} == "CORBA::MARSHAL (omniORB minor 3, COMPLETED_YES)");
    changed.minor(7);
    changed.completed(CORBA::COMPLETED_NO);
    CHECK(std::string{changed.what()} == "CORBA::MARSHAL (minor 7, COMPLETED_NO)");
    CHECK(std::string{changed._rep_id()} == "IDL:omg.org/CORBA/MARSHAL:1.0");
    CHECK(std::string{changed._name()} == "MARSHAL");
}

TEST_CASE("every error of the engine becomes the exception of its name and back", "[exceptions]") {
    for (unsigned i = 0; i < corbel::error_count; ++i) {
        const corbel::SystemError error{static_cast<corbel::Error>(i), 77, corbel::Completion::maybe, "because"};
        try {
            corbel::rethrow(error);
        } catch (const CORBA::SystemException& exception) {
            CHECK(exception._rep_id() == corbel::repository_id_of(error.error()));
            const auto back = corbel::to_system_error(exception);
            CHECK(back.error() == error.error());
            CHECK(back.minor() == 77);
            CHECK(back.completed() == corbel::Completion::maybe);
            CHECK(back.text() == "because");
        }
    }
    CHECK_THROWS_AS(corbel::rethrow({corbel::Error::timeout, 0}), CORBA::TIMEOUT);
    CHECK_THROWS_AS(corbel::translated([] { throw corbel::SystemError{corbel::Error::rebind, 0}; }), CORBA::REBIND);
    CHECK(corbel::translated([] { return 5; }) == 5);
}

TEST_CASE("exceptions raise, copy and print themselves", "[exceptions]") {
    const CORBA::Exception& user = Sample::Refused{3, "no"};
    CHECK_THROWS_AS(user._raise(), Sample::Refused);
    CHECK(std::string{user.what()} == "IDL:Sample/Refused:1.0");
    const CORBA::BAD_PARAM one{1, CORBA::COMPLETED_NO, "x"};
    CORBA::BAD_PARAM other;
    other = one;
    CHECK(other == one);
    std::ostringstream out;
    out << Sample::Refused{3, "no"} << ' ' << other << ' ' << CORBA::COMPLETED_YES;
    CHECK(out.str() ==
          "Sample::Refused{code: 3, why: \"no\"} CORBA::BAD_PARAM: x (minor 1, COMPLETED_NO) COMPLETED_YES");
}
