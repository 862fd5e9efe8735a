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
    const Compiled idl{"#include \"sub/a.idl\"\n#include <c.idl>\ntypedef B D; typedef C E;", files, searching({"lib"})};
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
    const Compiled idl{"#include \"p.idl\"\n#define N 5\n/* two\n   lines */ typedef Missing A;\ntypedef long B[N]; typedef Gone C;",
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
    CHECK(text.find("# 1 \"b.idl\"\ntypedef long B;") != std::string::npos);
    CHECK(text.find("# 3 \"a.idl\"\ntypedef B A;") != std::string::npos);
}
