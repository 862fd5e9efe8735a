// SPDX-License-Identifier: BSL-1.0
#include "orb/idl_loader/load.hpp"

#include <string>
#include <vector>

#include "idlc/backend/typelib/type_library.hpp"
#include "idlc/frontend/compile.hpp"
#include "orb/engine/dynamic/type_library.hpp"

namespace corbel::idl_loader {
namespace {

/// The file system and one text that is not there.
class TextLoader final : public idl::SourceLoader {
public:
    TextLoader(const std::string& name, const std::string& text) : name_{name}, text_{text} {}

    Result load(const std::string& path) override { return path == name_ ? Result{text_, {}} : files_.load(path); }
    bool exists(const std::string& path) override { return path == name_ || files_.exists(path); }
    std::string canonical(const std::string& path) override { return path == name_ ? path : files_.canonical(path); }

private:
    const std::string& name_;
    const std::string& text_;
    idl::FileLoader files_;
};

/// The messages that `wanted` takes, each with its notes.
template <class Wanted>
std::vector<std::string> messages(const std::vector<idl::Diagnostic>& diagnostics, Wanted wanted) {
    std::vector<std::string> all;
    bool takes = false;
    for (const auto& each : diagnostics) {
        const bool is_note = each.severity == idl::Severity::note;
        if (!is_note) takes = wanted(each);
        if (!takes) continue;
        if (is_note) all.back() += "\n" + idl::headline(each);
        else all.push_back(idl::headline(each));
    }
    return all;
}

bool is_error(const idl::Diagnostic& message) { return message.severity == idl::Severity::error; }

bool is_case_clash(const idl::Diagnostic& message) {
    return message.code == idl::Code::case_clash || message.code == idl::Code::case_clash_with_use ||
           message.code == idl::Code::keyword_case;
}

idl::CaseClash front_end(CaseClash clash) {
    switch (clash) {
        case CaseClash::warning: return idl::CaseClash::warning;
        case CaseClash::ignored: return idl::CaseClash::ignored;
        default: return idl::CaseClash::error;
    }
}

[[noreturn]] void refuse(const std::vector<idl::Diagnostic>& diagnostics) {
    std::string text;
    for (const auto& each : messages(diagnostics, is_error)) text += (text.empty() ? "" : "\n") + each;
    throw LoadError{text};
}

dynamic::Repository load(const std::string& path, idl::SourceLoader& files, const Options& options) {
    idl::CollectingSink sink;
    idl::Options settings;
    settings.include_folders = options.include_folders;
    settings.definitions = options.definitions;
    settings.idl4 = options.idl4;
    settings.builtin_folders = options.builtin_folders;
    settings.case_clash = front_end(options.case_clash);
    const auto compilation = idl::compile(path, files, sink, settings);
    if (!compilation.ok) refuse(sink.diagnostics);
    if (options.warn)
        for (const auto& each : messages(sink.diagnostics, is_case_clash)) options.warn(each);
    return dynamic::read_type_library(as_bytes(idl::typelib::type_library({&compilation.specification})));
}

}  // namespace

dynamic::Repository load_repository(const std::string& path, const Options& options) {
    idl::FileLoader files;
    return load(path, files, options);
}

dynamic::Model load(const std::string& path, const Options& options) { return load_repository(path, options).model(); }

dynamic::Model load_text(const std::string& text, const std::string& name, const Options& options) {
    TextLoader files{name, text};
    return load(name, files, options).model();
}

}  // namespace corbel::idl_loader
