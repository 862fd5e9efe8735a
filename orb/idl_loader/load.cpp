// SPDX-License-Identifier: BSL-1.0
#include "orb/idl_loader/load.hpp"

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

dynamic::Repository load(const std::string& path, idl::SourceLoader& files, const Options& options) {
    idl::CollectingSink sink;
    idl::Options front_end;
    front_end.include_folders = options.include_folders;
    front_end.definitions = options.definitions;
    front_end.idl4 = options.idl4;
    front_end.builtin_folders = options.builtin_folders;
    const auto compilation = idl::compile(path, files, sink, front_end);
    if (!compilation.ok) {
        std::string text;
        for (const auto& each : sink.diagnostics)
            if (each.severity == idl::Severity::error) text += (text.empty() ? "" : "\n") + idl::headline(each);
        throw LoadError{text};
    }
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
