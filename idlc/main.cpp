// SPDX-License-Identifier: BSL-1.0
// idlc: reads the command line, compiles each file, writes what the back end makes of it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>

#include "idlc/frontend/compile.hpp"
#include "idlc/frontend/dump.hpp"
#include "idlc/output_folder.hpp"

#if __has_include("idlc/backend/cpp11/generate.hpp")
#include "idlc/backend/cpp11/generate.hpp"
#define CORBEL_HAS_CPP11
#endif

namespace {

using namespace corbel::idl;

struct Command {
    std::vector<std::string> files;
    Options options;
    std::string folder = ".";
    bool only_preprocess = false;
    bool only_check = false;
    bool dumps = false;
    bool only_dependencies = false;
    bool dependencies = false;
    std::string dependency_file;
};

void describe(CLI::App& app, Command& command) {
    const auto one_each = [](CLI::Option* option, const char* what) {
        option->type_name(what)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    };
    app.name("idlc");
    app.add_option("FILE", command.files, "IDL files")->required();
    one_each(app.add_option("-I", command.options.include_folders, "Search this folder for included files"), "DIR");
    one_each(app.add_option("-D", command.options.definitions, "Define a macro"), "NAME[=VALUE]");
    one_each(app.add_option("-U", command.options.undefinitions, "Undefine a macro"), "NAME");
    app.add_option("-o,-C,--output", command.folder, "Write the output into this folder")->type_name("DIR");
    app.add_flag("-E", command.only_preprocess, "Print the preprocessed text and stop");
    app.add_flag("-M,--deps", command.only_dependencies, "Print a makefile rule of the files read and stop");
    app.add_flag("--MD", command.dependencies, "-MD: also write that rule, by default to <FILE>.d in the output folder");
    app.add_option("--MF", command.dependency_file, "-MF: where -MD writes")->type_name("FILE");
    app.add_flag("--check", command.only_check, "Report errors, write nothing");
    app.add_flag("--dump-ast", command.dumps, "Print the declarations with their repository ids, write nothing");
    app.set_version_flag("--version", "idlc (Corbel) 0.1.0");
    app.footer("Exit status: 0 without errors, 1 with errors in the source, 2 with errors in the command.");
}

/// The arguments with -MD and -MF as CLI11 can read them, last first as it wants them.
std::vector<std::string> arguments(int argc, char** argv) {
    std::vector<std::string> result{argv + 1, argv + argc};
    for (auto& each : result)
        if (each == "-MD" || each == "-MF") each.insert(0, 1, '-');
    std::reverse(result.begin(), result.end());
    return result;
}

std::string stem(const std::string& path) {
    const auto name = path.substr(path.rfind('/') + 1);
    return name.substr(0, name.rfind('.'));
}

std::string escaped(const std::string& name) {
    std::string result;
    for (const char c : name) {
        if (c == ' ' || c == '#') result += '\\';
        if (c == '$') result += '$';
        result += c;
    }
    return result;
}

std::string makefile_rule(const std::vector<std::string>& targets, const std::vector<std::string>& sources) {
    std::string text;
    for (const auto& each : targets) text += (text.empty() ? "" : " ") + escaped(each);
    text += ':';
    for (const auto& each : sources) text += " \\\n  " + escaped(each);
    return text + '\n';
}

#ifdef CORBEL_HAS_CPP11

bool complete(const Specification& specification, DiagnosticSink& sink) {
    const auto missing = cpp11::unsupported(specification);
    for (const auto& [place, text] : missing)
        sink.report({Code::unsupported, Severity::error, specification.file(place), place.line, place.column,
                     place.length, text, {}});
    return missing.empty();
}

bool generate(const Command& command, const Compilation& compilation, const std::string& path, DiagnosticSink& sink) {
    if (!complete(compilation.specification, sink)) return false;
    const auto files = cpp11::generate(compilation.specification);
    std::vector<std::string> targets;
    for (const auto& each : files) targets.push_back(join(command.folder == "." ? "" : command.folder, each.name));
    const auto rule = makefile_rule(targets, compilation.dependencies);
    if (command.only_dependencies) {
        std::cout << rule;
        return true;
    }
    const OutputFolder folder{command.folder};
    for (const auto& each : files) folder.write(each.name, each.text, compilation.dependencies);
    if (!command.dependencies) return true;
    if (command.dependency_file.empty()) {
        folder.write(stem(path) + ".d", rule, compilation.dependencies);
    } else {
        std::ofstream out{command.dependency_file, std::ios::trunc};
        if (!(out << rule << std::flush)) throw std::runtime_error{"cannot write '" + command.dependency_file + "'"};
    }
    return true;
}

#else

bool generate(const Command&, const Compilation&, const std::string&, DiagnosticSink&) { return true; }

#endif

bool preprocess_only(const Command& command, const std::string& path, SourceLoader& loader, DiagnosticSink& sink) {
    std::string text;
    const bool good = preprocess(path, loader, sink, command.options, text);
    std::cout << text;
    return good;
}

bool compile_file(const Command& command, const std::string& path, DiagnosticSink& sink) {
    FileLoader loader;
    if (command.only_preprocess) return preprocess_only(command, path, loader, sink);
    const auto compilation = compile(path, loader, sink, command.options);
    if (command.dumps) dump(compilation.specification, std::cout);
    if (!compilation.ok || command.only_check || command.dumps) return compilation.ok;
    return generate(command, compilation, path, sink);
}

}  // namespace

int main(int argc, char** argv) {
    Command command;
    CLI::App app{"Compiles CORBA IDL to C++."};
    describe(app, command);
    try {
        app.parse(arguments(argc, argv));
    } catch (const CLI::ParseError& fault) {
        return app.exit(fault) == 0 ? 0 : 2;
    }
    try {
        PrintingSink sink{std::cerr};
        bool good = true;
        for (const auto& path : command.files) good = compile_file(command, path, sink) && good;
        return good && std::cout.flush() ? 0 : 1;
    } catch (const std::exception& fault) {
        std::cerr << "idlc: error: " << fault.what() << '\n';
        return 1;
    }
}
