// SPDX-License-Identifier: BSL-1.0
#include "idlc/output_folder.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace corbel::idl;
namespace fs = std::filesystem;

namespace {

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "corbel_idl.XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error{"no temporary folder"};
        path_ = name;
    }
    ~TemporaryFolder() { fs::remove_all(path_); }
    fs::path operator/(const std::string& name) const { return path_ / name; }
    std::string string() const { return path_.string(); }

private:
    fs::path path_;
};

std::string contents(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream{path}.rdbuf();
    return out.str();
}

}  // namespace

TEST_CASE("a file is replaced only if it changes") {
    const TemporaryFolder temporary;
    const OutputFolder folder{temporary.string()};
    folder.write("a.hpp", "one");
    CHECK(contents(temporary / "a.hpp") == "one");
    const auto then = fs::file_time_type::clock::now() - std::chrono::hours{1};
    fs::last_write_time(temporary / "a.hpp", then);
    folder.write("a.hpp", "one");
    CHECK(fs::last_write_time(temporary / "a.hpp") == then);
    folder.write("a.hpp", "two");
    CHECK(contents(temporary / "a.hpp") == "two");
    CHECK(std::distance(fs::directory_iterator{temporary.string()}, fs::directory_iterator{}) == 1);
}

TEST_CASE("nothing is written outside the folder or over an input") {
    const TemporaryFolder temporary;
    const OutputFolder folder{temporary.string()};
    CHECK_THROWS_WITH(folder.write("../x.hpp", ""), Catch::Contains("letters, digits"));
    CHECK_THROWS(folder.write(".hidden", ""));
    std::ofstream{temporary / "in.hpp"} << "input";
    CHECK_THROWS_WITH(folder.write("in.hpp", "x", {(temporary / "in.hpp").string()}),
                      Catch::Contains("it is an input"));
    CHECK(contents(temporary / "in.hpp") == "input");
    fs::create_symlink(temporary / "in.hpp", temporary / "link.hpp");
    folder.write("link.hpp", "new");
    CHECK(contents(temporary / "in.hpp") == "input");
    CHECK(contents(temporary / "link.hpp") == "new");
    CHECK_THROWS_WITH(OutputFolder{temporary.string() + "/none"}, Catch::Contains("cannot use the output folder"));
}

TEST_CASE("a file that the user names is replaced whole, a pipe is written to") {
    const TemporaryFolder temporary;
    const auto rule = (temporary / "rule of x.d").string();
    write_file(rule, "a: b");
    CHECK(contents(rule) == "a: b");
    CHECK_THROWS_WITH(write_file(rule, "", {rule}), Catch::Contains("it is an input"));
    CHECK_THROWS_WITH(write_file(temporary.string(), ""), Catch::Contains("it is a folder"));
    write_file("/dev/null", "gone");
    CHECK(fs::is_character_file("/dev/null"));
}
