// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/options.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/core/settings.hpp"

namespace corbel::core {
namespace {

constexpr const char* usual_config_file = "/etc/corbel.conf";
constexpr std::streamsize longest_line = 64 * 1024;
constexpr std::size_t slip = 2;  // letters by which a variable of the environment differs from one that was meant

[[noreturn]] void bad_option(const std::string& text) {
    throw SystemError{Error::bad_param, minor::bad_option, text};
}

/// The settings of one source after the other, the one that counts most first.
class Collection {
public:
    explicit Collection(Options& options) : options_{options} {}

    /// `where` begins messages; `source` is what effective_settings() says.
    void set(const Setting& setting, const std::string& where, std::string_view value, const std::string& source) {
        Options checked;
        if (settled_.contains(setting.name) && !setting.joins) return setting.apply(checked, where, value);
        setting.apply(options_, where, value);
        options_.sources.emplace(setting.name, source);
        set_now_.insert(setting.name);
    }
    void end_of_source() { settled_.merge(set_now_); }

private:
    Options& options_;
    std::set<std::string_view> settled_, set_now_;
};

const Setting& require(std::string_view name, const std::string& prefix, std::string_view spelled_with) {
    if (const auto* setting = find_setting(name)) return *setting;
    bad_option(prefix + "unknown option " + std::string{spelled_with} + escaped(name, 80) + "; did you mean " +
               std::string{spelled_with} + std::string{nearest_setting(name).first} + "?");
}

void read_command_line(Collection& all, int& argc, char* argv[]) {
    constexpr std::string_view prefix = "-ORB";
    int kept = std::min(argc, 1);
    for (int i = 1; i < argc; ++i) {
        const std::string word{argv[i]};
        if (!word.starts_with(prefix)) {
            argv[kept++] = argv[i];
            continue;
        }
        const auto& setting = require(std::string_view{word}.substr(prefix.size()), "", prefix);
        if (++i == argc) bad_option(word + " needs a value");
        all.set(setting, word, argv[i], "command line");
    }
    argc = kept;
    if (argv) argv[argc] = nullptr;
    all.end_of_source();
}

void read_environment(Collection& all) {
    constexpr std::string_view prefix = "ORB";
    for (char** each = environ; each && *each; ++each) {
        const std::string_view variable{*each};
        const auto equals = variable.find('=');
        if (!variable.starts_with(prefix) || equals == variable.npos) continue;
        const auto name = variable.substr(prefix.size(), equals - prefix.size());
        const std::string where = "environment variable " + escaped(variable.substr(0, equals), 80);
        if (const auto* setting = find_setting(name))
            all.set(*setting, where, variable.substr(equals + 1), "environment");
        else if (const auto [nearest, far] = nearest_setting(name); far <= slip && nearest.size() > 2 * slip)
            bad_option(where + " is no setting; did you mean ORB" + std::string{nearest} + "?");
    }
    all.end_of_source();
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

void read_file(Collection& all, const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        bad_option("the file of settings " + escaped(path) + " cannot be read: " +
                   (error ? error.message() : std::string{"it is not a regular file"}));
    std::ifstream in{path};
    std::string line;
    for (unsigned number = 1; std::getline(in, line); ++number) {
        const auto place = path + ":" + std::to_string(number);
        if (line.size() > longest_line) bad_option(escaped(place) + ": the line is too long");
        const auto text = trimmed(line);
        if (text.empty() || text.front() == '#') continue;
        const auto equals = text.find('=');
        if (equals == text.npos)
            bad_option(escaped(place) + ": \"" + escaped(text, 80) + "\" is not of the form name = value");
        const auto& setting = require(trimmed(text.substr(0, equals)), escaped(place) + ": ", "");
        all.set(setting, escaped(place) + ": " + std::string{setting.name}, trimmed(text.substr(equals + 1)), place);
    }
    if (!in.eof()) bad_option("the file of settings " + escaped(path) + " cannot be read");
    all.end_of_source();
}

}  // namespace

Options Options::parse(int& argc, char* argv[], const Values& program) {
    Options options;
    Collection all{options};
    read_command_line(all, argc, argv);
    read_environment(all);
    auto path = options.config_file;
    if (path.empty() && ::access(usual_config_file, R_OK) == 0) path = usual_config_file;
    if (!path.empty()) read_file(all, path);
    for (const auto& [name, value] : program) all.set(require(name, "", ""), name, value, "program");
    return options;
}

}  // namespace corbel::core
