// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/deadline.hpp"
#include "orb/engine/base/error.hpp"
#include "orb/engine/base/function_ref.hpp"
#include "orb/engine/base/minor.hpp"

using namespace corbel;

TEST_CASE("bytes as hexadecimal digits") {
    CHECK(to_hex({}).empty());
    const Octets bytes{0x00, 0x0f, 0xa5, 0xff};
    CHECK(to_hex(bytes) == "000fa5ff");
}

TEST_CASE("text of a peer is safe to print") {
    CHECK(escaped("plain text") == "plain text");
    CHECK(escaped("\x1b[31m\n\\\x7f\xe4") == "\\x1b[31m\\x0a\\x5c\\x7f\\xe4");
    CHECK(escaped(std::string_view{"\0", 1}) == "\\x00");
    CHECK(escaped("abcdef", 3) == "abc...");
    CHECK(escaped("abc", 3) == "abc");
}

TEST_CASE("bytes and text are views of each other") {
    const std::string text = "a\0b";
    CHECK(as_text(as_bytes(text)) == text);
    CHECK(as_bytes(text).data() == static_cast<const void*>(text.data()));
    CHECK(to_octets(as_bytes("xy")) == Octets{'x', 'y'});
}

TEST_CASE("every standard system exception has a name and a repository id of its own") {
    std::set<std::string_view> ids;
    for (unsigned i = 0; i < error_count; ++i) {
        const auto error = static_cast<Error>(i);
        const auto id = repository_id_of(error);
        CHECK(id == "IDL:omg.org/CORBA/" + std::string{name_of(error)} + ":1.0");
        CHECK(error_of(id) == error);
        ids.insert(id);
    }
    CHECK(ids.size() == error_count);
    CHECK(name_of(Error::marshal) == "MARSHAL");
    CHECK(name_of(Error::thread_cancelled) == "THREAD_CANCELLED");
    CHECK(error_of("IDL:omg.org/CORBA/NOTHING:1.0") == Error::unknown);
    CHECK(error_of("") == Error::unknown);
    CHECK(error_of("IDL:omg.org/CORBA/MARSHAL:1.1") == Error::unknown);
}

TEST_CASE("a system error tells its text, or its name") {
    SystemError error{Error::transient, minor::cannot_connect, "nobody listens at 127.0.0.1:1"};
    CHECK(error.completed() == Completion::no);
    CHECK(std::string{error.what()} == "nobody listens at 127.0.0.1:1");
    error.completed(Completion::maybe);
    CHECK(error.completed() == Completion::maybe);
    CHECK(std::string{SystemError{Error::bad_qos, 0}.what()} == "BAD_QOS");
    CHECK((minor::cannot_connect & 0xfffff000) == minor::corbel);
    CHECK((minor::unlisted_user_exception & 0xfffff000) == minor::omg);
}

TEST_CASE("a function reference calls what it refers to") {
    int calls = 0;
    auto count = [&](int step) { return calls += step; };
    const FunctionRef<int(int)> ref{count};
    CHECK(ref(2) == 2);
    CHECK(ref(3) == 5);
    const auto copy = ref;
    copy(1);
    CHECK(calls == 6);
    const auto constant = [](const std::string& text) { return text.size(); };
    const FunctionRef<std::size_t(const std::string&)> size{constant};
    CHECK(size("four") == 4);
    int target = 0;
    const auto seven = [](int& value) { value = 7; };
    const FunctionRef<void(int&)> set{seven};
    set(target);
    CHECK(target == 7);
}

TEST_CASE("no deadline is later than any") { CHECK(no_deadline > Clock::now() + std::chrono::hours{1'000'000}); }
