// SPDX-License-Identifier: BSL-1.0
// idlc: reads the command line, compiles each file, writes what the back end makes of it.
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>

#include "idlc/backend/cpp11/generate.hpp"
#include "idlc/backend/typelib/type_library.hpp"
#include "idlc/command_line.hpp"
#include "idlc/frontend/dump.hpp"
#include "idlc/output_folder.hpp"

namespace {

using namespace corbel::idl;

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

std::vector<std::string> paths_of(const std::vector<cpp11::GeneratedFile>& files, const std::string& folder) {
    std::vector<std::string> paths;
    for (const auto& each : files) paths.push_back(join(folder == "." ? "" : folder, each.name));
    return paths;
}

void print_lines(const std::vector<std::string>& lines) {
    for (const auto& each : lines) std::cout << each << '\n';
}

/// Compiles the files of one command, each for itself.
class Run {
public:
    /// `compilation` holds that of the last file.
    Run(const Command& command, DiagnosticSink& sink, std::optional<Compilation>& compilation)
        : command_{command}, sink_{sink}, compilation_{compilation} {}

    /// False after an error in the source.
    bool file(const std::string& path) {
        if (command_.action == Action::preprocess) return preprocess_only(path);
        compilation_.reset();
        auto& compilation = compilation_.emplace(compile(path, loader_, sink_, command_.options));
        switch (command_.action) {
            case Action::dump: dump(compilation.specification, std::cout); return compilation.ok;
            case Action::check: return compilation.ok;
            case Action::list_inputs:
                print_lines(compilation.dependencies);
                return compilation.ok;
            case Action::type_library: return compilation.ok && keep(std::move(compilation));
            default: return compilation.ok && generate(compilation);
        }
    }

    /// What is made of all files together.
    void finish() {
        if (command_.action != Action::type_library) return;
        std::vector<const Specification*> specifications;
        std::vector<std::string> sources;
        for (const auto& each : kept_) {
            specifications.push_back(&each.specification);
            sources.insert(sources.end(), each.dependencies.begin(), each.dependencies.end());
        }
        write_file(command_.type_library, typelib::type_library(specifications), sources);
        if (command_.dependencies)
            write_file(command_.dependency_file.empty() ? command_.type_library + ".d" : command_.dependency_file,
                       makefile_rule({command_.type_library}, sources), sources);
    }

private:
    bool keep(Compilation compilation) {
        kept_.push_back(std::move(compilation));
        return true;
    }

    bool preprocess_only(const std::string& path) {
        std::string text;
        const bool good = preprocess(path, loader_, sink_, command_.options, text);
        std::cout << text;
        return good;
    }

    bool generate(const Compilation& compilation) {
        if (!expressible(compilation.specification)) return false;
        const auto files = cpp11::generate(compilation.specification, command_.cpp11);
        const auto targets = paths_of(files, command_.folder);
        if (command_.action == Action::list_outputs) {
            print_lines(targets);
        } else if (command_.action == Action::makefile_rule) {
            std::cout << makefile_rule(targets, compilation.dependencies);
        } else {
            const OutputFolder folder{command_.folder};
            for (const auto& each : files)
                if (!each.is_sample || !folder.has(each.name))
                    folder.write(each.name, each.text, compilation.dependencies);
            if (command_.dependencies) write_rule(makefile_rule(targets, compilation.dependencies), compilation);
        }
        return true;
    }

    bool expressible(const Specification& specification) {
        const auto missing = cpp11::unsupported(specification);
        for (const auto& [place, text] : missing)
            sink_.report({Code::unsupported, Severity::error, specification.file(place), place.line, place.column,
                          place.length, text, {}});
        return missing.empty();
    }

    void write_rule(const std::string& rule, const Compilation& compilation) {
        if (command_.dependency_file.empty())
            return OutputFolder{command_.folder}.write(cpp11::base_name(compilation.specification.files.front()) + ".d",
                                                       rule, compilation.dependencies);
        write_file(command_.dependency_file, rule, compilation.dependencies);
    }

    const Command& command_;
    DiagnosticSink& sink_;
    FileLoader loader_;
    std::optional<Compilation>& compilation_;
    std::vector<Compilation> kept_;
};

bool compile_all(const Command& command, std::optional<Compilation>& last) {
    PrintingSink printed{std::cerr};
    JsonSink json{std::cerr};
    Run run{command, command.json ? static_cast<DiagnosticSink&>(json) : printed, last};
    bool good = true;
    for (const auto& path : command.files) good = run.file(path) && good;
    if (good) run.finish();
    std::cout.flush();
    return good && std::cout;
}

}  // namespace

int main(int argc, char** argv) {
    // A reader that goes away, and a file that becomes too large, are errors of the write.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    Command command;
    if (const auto status = read_command_line(argc, argv, command)) return *status;
    std::optional<Compilation> last;
    try {
        const int status = compile_all(command, last) ? 0 : 1;
        // Taking a large tree apart takes longer than ending the process.
        std::_Exit(status);
    } catch (const std::bad_alloc&) {
        std::cerr << "idlc: error: out of memory\n";
    } catch (const std::exception& fault) {
        std::cerr << "idlc: error: " << fault.what() << '\n';
    }
    return 1;
}
