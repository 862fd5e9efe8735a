// SPDX-License-Identifier: BSL-1.0
#include "idlc/command_line.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "idlc/frontend/suggest.hpp"

namespace corbel::idl {

namespace {

// -- spellings of others --------------------------------------------------------------------------------------------

struct Foreign {
    std::string_view written;
    std::string_view meant;  ///< empty: nothing to do
};

// What omniidl and C compilers write in a way CLI11 does not read, or under another name.
constexpr Foreign same_meaning[] = {
    {"-MD", "--MD"},     {"-MF", "--MF"},           {"-bcxx", {}},
    {"-Wba", {}},        {"-Wbtp", "--tie"},        {"-Wbexample", "--skeleton-impl"},
    {"-nc", "--case-clash=ignore"}, {"-nf", "-Wno-interface-never-defined"}, {"-d", "--dump-ast"},
    {"-V", "--version"}, {"-u", "--help"}, {"-N", {}},
};

constexpr Foreign hints[] = {
    {"-Wb", "back-end options of omniidl are idlc's own: --tie, --skeleton-impl, --no-any; -o sets the folder"},
    {"-Wp", "the preprocessor is built in: give -I, -D and -U without -Wp"},
    {"-b", "idlc has one back end, C++11, and needs no -b"},
    {"-p", "idlc has no back ends to search for"},
    {"-i", "idlc writes the declarations of the named file only; name the included files too"},
    {"-T", "idlc makes no temporary files"},
    {"-Y", "the preprocessor is built in"},
    {"-k", "comments are always kept and stand in the generated header"},
    {"-K", "comments are always kept and stand in the generated header"},
};

/// The arguments as CLI11 reads them, last first as it wants them.
std::vector<std::string> arguments(int argc, char** argv) {
    std::vector<std::string> result;
    for (int i = argc - 1; i > 0; --i) {
        const std::string_view written{argv[i]};
        const auto* same = std::find_if(std::begin(same_meaning), std::end(same_meaning),
                                        [&](const Foreign& each) { return each.written == written; });
        if (same == std::end(same_meaning)) result.emplace_back(written);
        else if (!same->meant.empty()) result.emplace_back(same->meant);
    }
    return result;
}

/// What a word that is no option of ours is about; empty if nothing is known.
std::string_view hint(std::string_view option) {
    for (const auto& [written, text] : hints)
        if (option.starts_with(written) && !option.starts_with("--")) return text;
    return {};
}

// -- -W -------------------------------------------------------------------------------------------------------------

[[noreturn]] void unknown_warning(const std::string& name) {
    std::string known;
    Suggestion guess{name};
    for (const auto& each : warning_names()) {
        known += (known.empty() ? "" : ", ") + each;
        guess.consider(each);
    }
    const auto foreign = hint("-W" + name);
    throw CLI::ValidationError{"-W", "no warning is called '" + name + "'; " +
                                         (guess.text().empty() ? "there are: " + known
                                                               : "did you mean '" + guess.text() + "'?") +
                                         (foreign.empty() ? "" : "; and " + std::string{foreign})};
}

Code warning(const std::string& name) {
    const auto code = warning_named(name);
    if (!code) unknown_warning(name);
    return *code;
}

void set_warning(const std::string& word, MessageOptions& options) {
    using Grade = MessageOptions::Grade;
    if (word == "all" || word == "extra") return;  // they are on
    if (word == "error") {
        options.warnings_are_errors = true;
    } else if (word == "no-error") {
        options.warnings_are_errors = false;
    } else if (word.starts_with("error=")) {
        options.grades[warning(word.substr(6))] = Grade::error;
    } else if (word.starts_with("no-error=")) {
        options.grades[warning(word.substr(9))] = Grade::warning;
    } else if (word.starts_with("no-")) {
        options.grades[warning(word.substr(3))] = Grade::off;
    } else if (const auto found = options.grades.find(warning(word));
               found != options.grades.end() && found->second == Grade::off) {
        options.grades.erase(found);
    }
}

// -- the options ----------------------------------------------------------------------------------------------------

/// As CLI11 reads them; some still to be looked into.
struct Words {
    std::vector<std::string> warnings;
    std::string case_clash = "error", idl = "3", diagnostics = "text";
    int time_limit = 120;
    bool no_any = false;
};

CLI::Option* one_each(CLI::Option* option, const char* what) {
    return option->type_name(what)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void describe_actions(CLI::App& app, Command& command) {
    const auto action = [&](const char* names, Action what, const char* text) {
        app.add_flag_callback(names, [&command, what] { command.action = what; }, text);
    };
    action("-E", Action::preprocess, "Print the preprocessed text and stop");
    action("-M", Action::makefile_rule, "Print a makefile rule of the outputs and the files read and stop");
    action("--check", Action::check, "Report errors, write nothing");
    action("--dump-ast", Action::dump, "Print the declarations with their repository ids, write nothing");
    action("--deps", Action::list_inputs, "Print the files that are read, one a line, write nothing");
    action("--list", Action::list_outputs, "Print the files that would be written, one a line, write nothing");
}

void describe(CLI::App& app, Command& command, Words& words) {
    auto& options = command.options;
    app.name("idlc");
    app.add_option("FILE", command.files, "IDL files; - is standard input")->required();
    one_each(app.add_option("-I", options.include_folders, "Search this folder for included files"), "DIR");
    one_each(app.add_option("-D", options.definitions, "Define a macro"), "NAME[=VALUE]");
    one_each(app.add_option("-U", options.undefinitions, "Undefine a macro"), "NAME");
    app.add_option("-o,-C,--output", command.folder, "Write the output into this folder, which must exist")
        ->type_name("DIR");
    describe_actions(app, command);
    app.add_option("--typelib", command.type_library,
                   "Write a type library of all FILEs, for programs that read IDL at run time, instead of C++")
        ->type_name("OUTPUT");
    app.add_flag("--MD", command.dependencies, "-MD: also write the rule of -M, by default to <FILE>.d in the output");
    app.add_option("--MF", command.dependency_file, "-MF: where -MD writes")->type_name("FILE");
    one_each(app.add_option("-W", words.warnings,
                            "-Wname, -Wno-name: a warning on or off; -Werror[=name], -Wno-error=name: as an error"),
             "NAME");
    app.add_flag("-w", options.messages.silences_warnings, "No warnings");
    app.add_option("--max-errors", options.messages.most_errors, "Stop after so many errors, 100 if not set; 0: never")
        ->type_name("N");
    app.add_option("--time-limit", words.time_limit, "Stop with a file after so many seconds, 120 if not set; 0: never")
        ->check(CLI::Range(0, 1'000'000))
        ->type_name("N");
    app.add_option("--diagnostics", words.diagnostics, "text; or json: one object a line, for editors")
        ->check(CLI::IsMember({"text", "json"}))
        ->type_name("FORM");
    app.add_option("--case-clash", words.case_clash, "Names that differ only in case: error, warn or ignore")
        ->check(CLI::IsMember({"error", "warn", "ignore"}))
        ->type_name("HOW");
    app.add_option("--idl", words.idl, "The version of the language: 3, or 4 for what it adds")
        ->check(CLI::IsMember({"3", "4"}))
        ->type_name("N");
    app.add_flag("--tie", command.cpp11.ties, "Also write ties: servants that pass each call to any class");
    app.add_flag("--ami", command.cpp11.ami, "Also write asynchronous stubs and reply handlers, of all interfaces");
    app.add_flag("--skeleton-impl", command.cpp11.samples,
                 "Also write sample servants to fill in, where there are none");
    app.add_flag("--no-any", words.no_any, "Write neither TypeCodes nor what Any needs");
    app.set_version_flag("--version", "idlc (Corbel) " CORBEL_VERSION);
    app.footer(
        "Exit status: 0 without errors, 1 with errors in the source or the output, 2 with errors in the command.");
}

void settle(const Words& words, Command& command) {
    auto& options = command.options;
    options.case_clash = words.case_clash == "warn"     ? CaseClash::warning
                         : words.case_clash == "ignore" ? CaseClash::ignored
                                                        : CaseClash::error;
    options.idl4 = words.idl == "4";
    options.time_limit = std::chrono::seconds{words.time_limit};
    if (!command.type_library.empty() && command.action == Action::generate) command.action = Action::type_library;
    command.cpp11.any = !words.no_any;
    command.json = words.diagnostics == "json";
    for (const auto& each : words.warnings) set_warning(each, options.messages);
}

/// share/corbel/idl beside the bin that idlc runs from; empty if it is not there.
std::string own_folder() {
    std::error_code fault;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", fault);
    if (fault) return {};
    const auto folder = program.parent_path().parent_path() / "share/corbel/idl";
    return std::filesystem::is_directory(folder, fault) ? folder.string() : std::string{};
}

int answer(const CLI::App& app, const CLI::ParseError& fault, int argc, char** argv) {
    const auto status = app.exit(fault);
    if (status == 0) return 0;
    for (int i = 1; i < argc; ++i)
        if (const auto text = hint(argv[i]); !text.empty()) std::cerr << "idlc: " << argv[i] << ": " << text << '\n';
    return 2;
}

}  // namespace

std::optional<int> read_command_line(int argc, char** argv, Command& command) {
    Words words;
    CLI::App app{"Compiles CORBA IDL to C++."};
    describe(app, command, words);
    try {
        app.parse(arguments(argc, argv));
        settle(words, command);
    } catch (const CLI::ParseError& fault) {
        return answer(app, fault, argc, argv);
    }
    if (auto own = own_folder(); !own.empty()) command.options.builtin_folders.push_back(std::move(own));
    return std::nullopt;
}

}  // namespace corbel::idl
