// SPDX-License-Identifier: BSL-1.0
// Compiles an IDL file and compares what the compiler says with the file's own comments:
//     // expect: 4:8: error: 'account' differs from 'Account' only in case
// in the order of the messages. It is run in the folder of the files, which it names ./x.idl. A file of another folder
// is named before its line: `// expect: part.idl:1:1: note: ...`.
// `// options: --idl 4` anywhere makes it a file of IDL 4.
#include <cstddef>
#include <iostream>
#include <sstream>

#include "idlc/frontend/compile.hpp"
#include "idlc/frontend/dump.hpp"

namespace {

using namespace corbel::idl;

std::vector<std::string> expected(const std::string& text) {
    constexpr std::string_view mark = "// expect: ";
    std::vector<std::string> lines;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);)
        if (const auto at = line.find(mark); at != std::string::npos) lines.push_back(line.substr(at + mark.size()));
    return lines;
}

std::string said(const Diagnostic& diagnostic, const std::string& main_file) {
    const auto line = headline(diagnostic);
    if (diagnostic.file == main_file) return line.substr(main_file.size() + 1);
    const auto folder = folder_of(main_file) + '/';
    return diagnostic.file.starts_with(folder) ? line.substr(folder.size()) : line;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const std::string path{argv[1]};
    FileLoader loader;
    const auto [text, problem] = loader.load(path);
    if (!text) {
        std::cerr << path << ": " << problem << '\n';
        return 2;
    }
    CollectingSink sink;
    Options options;
    options.idl4 = text->find("// options: --idl 4\n") != std::string::npos;
    const auto compilation = compile(path, loader, sink, options);
    // What is left of a file with errors can be shown.
    std::ostringstream shown;
    dump(compilation.specification, shown);
    std::vector<std::string> lines;
    for (const auto& each : sink.diagnostics) lines.push_back(said(each, path));
    bool has_error = false;
    for (const auto& each : sink.diagnostics) has_error = has_error || each.severity == Severity::error;
    if (lines == expected(*text) && compilation.ok == !has_error) return 0;
    std::cout << path << " says:\n";
    for (const auto& each : lines) std::cout << "// expect: " << each << '\n';
    return 1;
}
