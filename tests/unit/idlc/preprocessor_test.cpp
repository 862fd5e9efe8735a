// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/preprocessor.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/idlc/compiled.hpp"

using namespace corbel::idl;

namespace {

Options searching(std::vector<std::string> folders) {
    Options options;
    options.include_folders = std::move(folders);
    return options;
}

Options defining(std::vector<std::string> definitions, std::vector<std::string> undefinitions) {
    Options options;
    options.definitions = std::move(definitions);
    options.undefinitions = std::move(undefinitions);
    return options;
}

}  // namespace

TEST_CASE("included files are searched beside the file, then in the folders") {
    const std::map<std::string, std::string> files{
        {"sub/a.idl", "#include \"b.idl\"\n"}, {"sub/b.idl", "typedef long B;\n"}, {"lib/c.idl", "typedef long C;\n"}};
    const Compiled idl{"#include \"sub/a.idl\"\n#include <c.idl>\ntypedef B D; typedef C E;", files,
                       searching({"lib"})};
    INFO(idl.first());
    REQUIRE(idl.ok());
    CHECK(idl.compilation.dependencies == std::vector<std::string>{"main.idl", "sub/a.idl", "sub/b.idl", "lib/c.idl"});
    const auto& includes = idl.compilation.specification.includes;
    REQUIRE(includes.size() == 2);
    CHECK(includes[0].written == "sub/a.idl");
    CHECK(includes[1].resolved == "lib/c.idl");
    CHECK(includes[1].angled);
    CHECK(idl.compilation.specification.file(idl.find("B")->location) == "sub/b.idl");
}

TEST_CASE("a file with guards is read once") {
    const Compiled idl{"#include \"g.idl\"\n#include \"g.idl\"\ntypedef G H;",
                       {{"g.idl", "#ifndef G_IDL\n#define G_IDL\ntypedef long G;\n#endif\n"}}};
    CHECK(idl.ok());
    CHECK(idl.compilation.dependencies.size() == 2);
}

TEST_CASE("macros of the command") {
    const Compiled idl{"#if defined(A) && B == 2 && !defined(C)\ntypedef long T;\n#endif\ntypedef T U;", {},
                       defining({"A", "B=2", "C"}, {"C"})};
    INFO(idl.first());
    CHECK(idl.ok());
}

TEST_CASE("places behind macros and includes are those of the source") {
    const Compiled idl{"#include \"p.idl\"\n#define N 5\n"
                       "/* two\n   lines */ typedef Missing A;\ntypedef long B[N]; typedef Gone C;",
                       {{"p.idl", "\n\n\ntypedef long P;\n"}}};
    REQUIRE(idl.sink.diagnostics.size() == 2);
    CHECK(headline(idl.sink.diagnostics[0]) == "main.idl:4:21: error: 'Missing' is not declared");
    CHECK(headline(idl.sink.diagnostics[1]) == "main.idl:5:28: error: 'Gone' is not declared");
}

TEST_CASE("files that are no text") {
    CHECK(Compiled{std::string{"typedef long \0 A;", 17}}.first() ==
          "idlc: error: 'main.idl' has a NUL byte in line 1: not a text file");
    CHECK(Compiled{"\xFF\xFEt\1"}.first() ==
          "idlc: error: 'main.idl' is encoded in UTF-16; IDL is read as ASCII, Latin-1 or UTF-8");
    CHECK(Compiled{"\xEF\xBB\xBFtypedef long A;\r\ntypedef A B;\rtypedef B C;"}.ok());
    CHECK_FALSE(Compiled{"/* never closed"}.ok());
    CHECK(Compiled{"// Latin-1: \xE9\ntypedef long A;"}.ok());
}

TEST_CASE("macro bombs are stopped") {
    std::string text = "#define A0 x x\n";
    for (int i = 1; i < 40; ++i) {
        const auto before = "A" + std::to_string(i - 1);
        text += "#define A" + std::to_string(i) + " " + before + " " + before + "\n";
    }
    const Compiled idl{text + "A39"};
    CHECK(idl.first().find("error: macros expand to more than") != std::string::npos);
}

TEST_CASE("preprocessed text") {
    MemoryLoader loader{{{"a.idl", "#pragma prefix \"p\"\n#include \"b.idl\"\ntypedef B A;\n"},
                         {"b.idl", "typedef long B;\n"}}};
    CollectingSink sink;
    std::string text;
    REQUIRE(preprocess("a.idl", loader, sink, {}, text));
    CHECK(text.find("#pragma prefix \"p\"\n") != std::string::npos);
    CHECK(text.find("# 1 \"b.idl\" 1\ntypedef long B;") != std::string::npos);
    CHECK(text.find("# 3 \"a.idl\" 2\ntypedef B A;") != std::string::npos);
}

namespace {

std::string preprocessed(const std::string& text) {
    MemoryLoader loader{{{"a.idl", text}}};
    CollectingSink sink;
    std::string result;
    preprocess("a.idl", loader, sink, {}, result);
    for (const auto& each : sink.diagnostics) result += headline(each) + '\n';
    const auto first = result.find('\n');
    return result.substr(result.starts_with("# ") ? first + 1 : 0);
}

}  // namespace

TEST_CASE("preprocessed text begins with the name of its file") {
    for (const auto* text : {"", "\n\n// nothing\n", "#define A\n", "#pragma prefix \"x\"\n", "typedef long T;\n"}) {
        MemoryLoader loader{{{"odd \"name\\\x01", text}}};
        CollectingSink sink;
        std::string result;
        preprocess("odd \"name\\\x01", loader, sink, {}, result);
        CHECK(result.starts_with("# 1 \"odd \\\"name\\\\\\001\"\n"));
    }
}

TEST_CASE("the place of a macro's use") {
    CHECK(preprocessed("#define T(x) #x\n#define S(x) T(x)\n\nS(__LINE__) T(__LINE__) S(__FILE__)\n") ==
          "\"4\" \"__LINE__\" \"\\\"a.idl\\\"\"\n");
    CHECK(preprocessed("#define F(x) __LINE__ x\n__FILE__ F(\n__LINE__)\n").starts_with("\"a.idl\" 2 2"));
    CHECK(preprocessed("#if __LINE__ == 1 && defined __LINE__ && defined(__FILE__)\nyes\n#endif\n") == "yes\n");
    CHECK(preprocessed("#ifdef __FILE__\nyes\n#endif\n#define __LINE__ 5\n").starts_with("yes\n"));
}

TEST_CASE("macros as in C") {
    CHECK(preprocessed("#define F(a, b) a b\nF(1, (2, 3)) F\n") == "1 ( 2 , 3 ) F\n");
    CHECK(preprocessed("#define F(a) a\nF(1\n) x\n") == "1 \nx\n");
    CHECK(preprocessed("#define S(a) #a\nS(x  \"y\" ) S()\n") == "\"x \\\"y\\\"\" \"\"\n");
    CHECK(preprocessed("#define C(a, b) a ## b\nC(in, terface) C(, x) C(1, 2)\n") == "interface x 12\n");
    CHECK(preprocessed("#define C(a, b) a ## b\n#define X x\n#define xX good\nC(x, X)\n") == "good\n");
    CHECK(preprocessed("#define V(a, ...) a: __VA_ARGS__\nV(1) V(1, 2, 3)\n") == "1 : 1 : 2 , 3\n");
    CHECK(preprocessed("#define A B\n#define B A\nA B\n") == "A B\n");
    CHECK(preprocessed("#define f(x) x f\n#define g f\ng(1)(2)\n") == "1 f (2)\n");
    CHECK(preprocessed("#define E\n#define F(x) [x]\nF(E) F E (1)\n").starts_with("[ ] "));
    CHECK(preprocessed("#define N 1\n\"N\" 'N' 0xN1 N.N\n") == "\"N\" 'N' 0xN1 1 . 1\n");
    CHECK(preprocessed("__LINE__ __FILE__\n") == "1 \"a.idl\"\n");
}

TEST_CASE("conditions as in C") {
    const auto holds = [](const std::string& condition) {
        return preprocessed("#define ONE 1\n#if " + condition + "\nyes\n#else\nno\n#endif\n");
    };
    for (const auto* each : {"1", "ONE", "defined ONE && !defined(TWO)", "2 + 3 * 4 == 14", "(1 ? 2 : 3) == 2",
                             "-1 < 0", "-1 > 0u", "1 << 3 == 8", "0 && 1 / 0 || 1", "1 || 1 / 0", "0x10 == 16L",
                             "010 == 8", "'a' == 97", "~0 == -1", "7 % 4 == 3", "!NONE", "-8 >> 1 == -4",
                             "-9223372036854775807 - 1 < 0", "(-9223372036854775807 - 1) / -1 != 0"})
        CHECK(holds(each) == "yes\n");
    for (const auto* each : {"0", "NONE", "1 - 1", "2 < 1", "0 || 0", "1 && 0", "1 ? 0 : 1"})
        CHECK(holds(each) == "no\n");
}

TEST_CASE("groups that are not read") {
    CHECK(preprocessed("#if 0\n#if 1\nx\n#else\ny\n#endif\n#elif 0\n#else\nz\n#endif\n") == "z\n");
    CHECK(preprocessed("#if 1\na\n#elif 1/0\nb\n#else\n#endif\n") == "a\n");
    CHECK(preprocessed("#if 0\ndon't \"\n/* #endif\n*/ x\n#endif\nx\n") == "x\n");
    CHECK(preprocessed("#if 0\n#include \"none\"\n#error no\n#frob\n#endif\nx\n") == "x\n");
}

TEST_CASE("lines joined by a backslash") {
    CHECK(preprocessed("#define A one \\\n two\nA // x \\\n y\nz\n") == "one two\n# 5 \"a.idl\"\nz\n");
    const Compiled idl{"typedef long \\\n  A; typedef Gone B;"};
    CHECK(idl.first() == "main.idl:2:14: error: 'Gone' is not declared");
}

TEST_CASE("#pragma once") {
    CHECK(Compiled{"#include \"o.idl\"\n#include \"o.idl\"\n", {{"o.idl", "#pragma once\ntypedef long O;\n"}}}.ok());
}

TEST_CASE("many includes of small files come to an end") {
    std::map<std::string, std::string> files;
    for (int i = 0; i < 40; ++i) {
        const auto next = "#include \"f" + std::to_string(i + 1) + ".idl\"\n";
        files["f" + std::to_string(i) + ".idl"] = next + next;
    }
    files["f40.idl"] = "\n";
    const Compiled idl{"#include \"f0.idl\"\n", files};
    CHECK(idl.first().find("larger than 64 MiB") != std::string::npos);
}

TEST_CASE("a file that a mark enters is an included one") {
    const Compiled idl{"#pragma prefix \"main.org\"\n"
                       "# 1 \"lib/part.idl\" 1\ntypedef long P;\n"
                       "# 1 \"deep.idl\" 1\ntypedef long D;\n# 2 \"lib/part.idl\" 2\ntypedef long Q;\n"
                       "# 3 \"main.idl\" 2\ntypedef P M;\n#line 9 \"template\"\ntypedef M N;",
                       {{"lib/part.idl", "typedef long P;\n"}}};
    INFO(idl.first());
    REQUIRE(idl.ok());
    for (const auto* included : {"P", "D", "Q"}) CHECK_FALSE(idl.find(included)->in_main_file);
    for (const auto* ours : {"M", "N"}) CHECK(idl.find(ours)->in_main_file);
    CHECK(idl.id("Q") == "IDL:Q:1.0");
    CHECK(idl.id("N") == "IDL:main.org/N:1.0");
    const auto& includes = idl.compilation.specification.includes;
    REQUIRE(includes.size() == 1);
    CHECK(includes[0].written == "lib/part.idl");
    CHECK(idl.compilation.dependencies == std::vector<std::string>{"main.idl", "lib/part.idl"});
    CHECK(idl.compilation.specification.file(idl.find("N")->location) == "template");
    CHECK(idl.find("N")->location.line == 9);
}

TEST_CASE("a mark that leaves no lines out does not part a comment from what follows") {
    const auto comment = [](const std::string& mark) {
        const Compiled idl{"# 10 \"main.idl\"\n// about A\n" + mark + "\ninterface A {};\n"};
        return idl.find("A")->comment;
    };
    CHECK(comment("# 11 \"main.idl\"") == "about A");
    CHECK(comment("# 5 \"main.idl\"") == "about A");
    CHECK(comment("# 12 \"main.idl\"").empty());
    CHECK(comment("# 11 \"other.idl\" 1").empty());
    CHECK(comment("#line 11 \"main.idl\"").empty());
}

TEST_CASE("a pragma that a backslash and the end of the file follow has its place") {
    CHECK(Compiled{"#pragma prefix \"a b\"\\"}.first().starts_with("main.idl:1:16: error: 'a b' is no prefix"));
    CHECK(Compiled{"#pragma prefix\\"}.first().starts_with("main.idl:1:1: error: this pragma is written like"));
}

TEST_CASE("the compiler's own files are told by their names in preprocessed text") {
    MemoryLoader loader{{{"a.idl", "#include <Components.idl>\n#include <orb.idl>\ntypedef long T;\n"}}};
    CollectingSink sink;
    std::string text;
    REQUIRE(preprocess("a.idl", loader, sink, {}, text));
    const Compiled idl{text};
    INFO(text);
    REQUIRE(idl.ok());
    const auto& includes = idl.compilation.specification.includes;
    REQUIRE(includes.size() == 2);
    CHECK(includes[0].written == "Components.idl");
    CHECK_FALSE(includes[0].is_builtin);
    CHECK(includes[1].written == "orb.idl");
    CHECK(includes[1].is_builtin);
}

TEST_CASE("marks that enter file after file come to an end") {
    std::string text;
    for (int i = 0; i < 300; ++i) text += "# 1 \"a.idl\" 1\n";
    CHECK(Compiled{text}.first() ==
          "a.idl:1:3: error: includes are nested more than 200 deep at 'a.idl': a file that includes itself?");
    text.clear();
    for (int i = 0; i < 1'100'000; ++i) text += "# 1 \"\"\n";
    CHECK(Compiled{text}.first().ends_with("error: the file and its includes are larger than 64 MiB together"));
}

TEST_CASE("a file left open by a mark ends with the one that holds it") {
    const Compiled idl{"#include \"a.idl\"\ntypedef long B;",
                       {{"a.idl", "# 1 \"x.idl\" 1\n#pragma prefix \"x\"\ntypedef long A;\n"}}};
    REQUIRE(idl.ok());
    CHECK(idl.id("A") == "IDL:x/A:1.0");
    CHECK(idl.id("B") == "IDL:B:1.0");
    CHECK(idl.find("B")->in_main_file);
}
