// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "tests/unit/idlc/compiled.hpp"

using namespace corbel::idl;

namespace {

/// The value of a constant of this type, or the message.
std::string evaluated(const std::string& type, const std::string& expression) {
    const Compiled idl{"enum Colour { red, green };\nconst long three = 3;\n"
                       "const " + type + " c = " + expression + ";"};
    return idl.ok() ? idl.value("c") : idl.first().substr(idl.first().find("error: ") + 7);
}

}  // namespace

TEST_CASE("integer expressions") {
    CHECK(evaluated("long", "1 + 2 * 3") == "7");
    CHECK(evaluated("long", "(1 + 2) * three") == "9");
    CHECK(evaluated("long", "7 / 2 - 7 % 4") == "0");
    CHECK(evaluated("long", "-7 / 2") == "-3");
    CHECK(evaluated("long", "0x10 | 010 ^ 1 & 3") == "25");
    CHECK(evaluated("long", "1 << 4 >> 2") == "4");
    CHECK(evaluated("long", "10 - 4 - 3") == "3");
    CHECK(evaluated("unsigned long", "~0") == "4294967295");
    CHECK(evaluated("long", "~0") == "-1");
    CHECK(evaluated("octet", "~1") == "254");
    CHECK(evaluated("long long", "-9223372036854775807 - 1") == "-9223372036854775808");
    CHECK(evaluated("unsigned long long", "0xFFFFFFFFFFFFFFFF") == "18446744073709551615");
    CHECK(evaluated("unsigned long long", "1 << 63") == "9223372036854775808");
}

TEST_CASE("integers out of range are errors, whatever the way there") {
    CHECK(evaluated("unsigned long", "1 << 40") ==
          "1099511627776 is out of the range of 'unsigned long', 0 to 4294967295");
    CHECK(evaluated("long", "1 << 1000000000") == "a shift by 1000000000 is not possible; 0 to 63 are");
    CHECK(evaluated("long long", "(-9223372036854775807 - 1) / -1") ==
          "9223372036854775808 is out of the range of 'long long', -9223372036854775808 to 9223372036854775807");
    CHECK(evaluated("long long", "-9223372036854775807 * 9223372036854775807") ==
          "the value does not fit into 64 bits");
    CHECK(evaluated("long", "99999999999999999999999999999999999999999999") == "the value does not fit into 64 bits");
    CHECK(evaluated("long", "1 % (three - 3)") == "division by zero");
}

TEST_CASE("floating point") {
    CHECK(evaluated("double", "1.5e3 + .5 - 1.") == "1499.5");
    CHECK(evaluated("double", "1") == "1");
    CHECK(evaluated("double", "three") == "3");
    CHECK(evaluated("float", "1e39") == "the value is too large for 'float'");
    CHECK(evaluated("double", "1e999999") == "1e999999 is too large for 'double'");
    CHECK(evaluated("double", "1e-999999") == "0");
    CHECK(evaluated("double", "0.1 + 0.2 - 0.3") == "5.55111512312578270212e-17");
    CHECK(evaluated("double", "1e308 * 10.0 / 10.0") == "the result is too large for 'double'");
    CHECK(evaluated("long double", "1e308 * 10.0 / 1e309") == "1");
}

TEST_CASE("text") {
    CHECK(evaluated("string", R"("a" "b\n")") == R"("ab\012")");
    CHECK(evaluated("string", R"("\x41\101\"\\")") == R"("AA\"\\")");
    CHECK(evaluated("string", "\"\xC3\xA9\"") == R"("\303\251")");
    CHECK(evaluated("wstring", "L\"\xC3\xA9\" L\"\\u20ac\"") == "L\"\\351\\u20ac\"");
    CHECK(evaluated("char", R"('\'')") == R"('\'')");
    CHECK(evaluated("char", R"('\377')") == R"('\377')");
    CHECK(evaluated("wchar", R"(L'\u20AC')") == R"(L'\u20ac')");
    CHECK(evaluated("boolean", "TRUE") == "TRUE");
}

TEST_CASE("enumerators") {
    CHECK(evaluated("Colour", "green") == "green");
    CHECK(evaluated("Colour", "::red") == "red");
    CHECK(evaluated("Colour", "three") == "'three' of type 'long' cannot be a value of 'Colour'");
}

TEST_CASE("the value of a union that no label names") {
    const auto unlabelled = [](const std::string& type, const std::string& labels) {
        const Compiled idl{"enum Colour { red, green }; union U switch (" + type + ") {" + labels + " long x; };"};
        INFO(idl.first());
        REQUIRE(idl.ok());
        const auto& value = idl.get<Union>("U").unlabelled;
        return value ? to_text(*value) : std::string{"none"};
    };
    CHECK(unlabelled("long", "case 0: case 1: case -1:") == "2");
    CHECK(unlabelled("short", "case 5:") == "0");
    CHECK(unlabelled("Colour", "case red:") == "green");
    CHECK(unlabelled("Colour", "case red: case green:") == "none");
    CHECK(unlabelled("boolean", "case TRUE:") == "FALSE");
    CHECK(unlabelled("boolean", "case FALSE: case TRUE:") == "none");
    CHECK(unlabelled("char", "case '\\0':") == "'\\001'");
}

TEST_CASE("literals of another kind, where the command takes them") {
    Options options;
    for (const auto* name : {"fixed-literal", "narrow-literal", "version-range"})
        options.messages.grades.emplace(*warning_named(name), MessageOptions::Grade::warning);
    const Compiled idl{"const fixed<5, 2> a = -3.149; const fixed b = 2d * 1.5; const wchar c = '\\xe9';"
                       "const wstring d = \"x\" \"y\";\ntypedef long T;\n#pragma version T 70000.1\n",
                       {}, options};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(idl.sink.diagnostics.size() == 5);
    CHECK(idl.value("a") == "-3.14");
    CHECK(idl.value("b") == "3");
    CHECK(std::get<wchar_t>(idl.get<Constant>("c").value) == L'\u00e9');
    CHECK(std::get<std::wstring>(idl.get<Constant>("d").value) == L"xy");
    CHECK(idl.id("T") == "IDL:T:70000.1");
    CHECK_FALSE(Compiled{"const char a = L'x';", {}, options}.ok());
    CHECK_FALSE(Compiled{"const fixed<5, 2> a = 3.14e0;", {}, options}.ok());
}
