// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/compile.hpp"

#include <algorithm>

#include "idlc/frontend/components_idl.hpp"
#include "idlc/frontend/deadline.hpp"
#include "idlc/frontend/preprocessor.hpp"
#include "idlc/frontend/semantics.hpp"
#include "idlc/frontend/syntax.hpp"

namespace corbel::idl {

namespace {

bool load(const std::string& path, SourceLoader& loader, Diagnostics& diagnostics, SourceFiles& files) {
    auto [text, problem] = loader.load(path);
    if (!text) {
        diagnostics.report(Code::unreadable_file, {path, problem});
        return false;
    }
    if (!tidy(*text, path, diagnostics)) return false;
    files.add(std::string{path == standard_input ? name_of_standard_input : path}, std::move(*text));
    return true;
}

MessageOptions message_options(const Options& options) {
    auto result = options.messages;
    if (options.case_clash == CaseClash::error) return result;
    const auto grade = options.case_clash == CaseClash::warning ? MessageOptions::Grade::warning
                                                                : MessageOptions::Grade::off;
    for (const auto code : {Code::case_clash, Code::case_clash_with_use, Code::keyword_case})
        result.grades.emplace(code, grade);
    return result;
}

/// What every run of the compiler begins with.
struct Session {
    Session(DiagnosticSink& sink, const Options& options)
        : diagnostics{sink, files.names(),
                      [this](std::uint32_t file, std::uint32_t line) { return files.line(file, line); },
                      message_options(options)} {}

    SourceFiles files;
    Diagnostics diagnostics;
};

using FileNumbers = std::vector<std::uint32_t>;

/// A component, a home or an eventtype is declared, or module Components imported: in one of these files or, if none
/// are given, in any.
bool uses_components(const std::vector<syntax::Definition>& definitions, const FileNumbers& files) {
    return std::any_of(definitions.begin(), definitions.end(), [&](const syntax::Definition& each) {
        if (auto* module = std::get_if<syntax::Module>(&each.form)) return uses_components(module->contents, files);
        if (!files.empty() && std::find(files.begin(), files.end(), each.place.file) == files.end()) return false;
        if (auto* value = std::get_if<syntax::Value>(&each.form)) return value->is_event;
        if (auto* import = std::get_if<syntax::Import>(&each.form))
            return !import->name.parts.empty() && import->name.parts.front().text == "Components";
        return std::holds_alternative<syntax::Component>(each.form) || std::holds_alternative<syntax::Home>(each.form);
    });
}

bool declares_components(const std::vector<syntax::Definition>& definitions) {
    return std::any_of(definitions.begin(), definitions.end(), [](const syntax::Definition& each) {
        auto* module = std::get_if<syntax::Module>(&each.form);
        return module && module->name.text == "Components";
    });
}

/// Module Components, as if the source began with #include <Components.idl>.
struct ComponentsModule {
    Preprocessed text;
    ReadBefore before;
};

void read_components(Session& session, SourceLoader& loader, Deadline& deadline, ComponentsModule& result) {
    SourceFiles files;
    files.add("<Components.idl>", components_idl);
    result.text = run_preprocessor(files, loader, session.diagnostics, {});
    const auto file = session.files.add(files.names().front(), components_idl);
    for (auto& each : result.text.marks) each.place.file = file;
    for (auto& each : result.text.events) each.place.file = file;
    result.before = {&result.text, syntax::parse(result.text, session.diagnostics, deadline, false)};
}

void compile_text(Session& session, SourceLoader& loader, const Options& options, Compilation& result) {
    auto text = run_preprocessor(session.files, loader, session.diagnostics, options);
    result.dependencies = text.dependencies;
    result.specification.files = session.files.names();
    result.specification.includes = text.includes;
    if (!text.is_whole) return;
    Deadline deadline{options.time_limit};
    auto source = syntax::parse(text, session.diagnostics, deadline, options.idl4);
    source.has_errors = source.has_errors || session.diagnostics.errors() > 0;
    ComponentsModule components;
    if (uses_components(source.contents, {}) && !declares_components(source.contents)) {
        read_components(session, loader, deadline, components);
        auto& specification = result.specification;
        specification.files = session.files.names();
        if (uses_components(source.contents, text.main_files))
            specification.includes.insert(specification.includes.begin(),
                                          {"Components.idl", specification.files.back(), true, false, false});
    }
    analyse(source, text, components.before, session.diagnostics, options, result.specification);
}

}  // namespace

Compilation compile(const std::string& path, SourceLoader& loader, DiagnosticSink& sink, const Options& options) {
    Compilation result;
    if (path != standard_input) result.dependencies = {path};
    Session session{sink, options};
    try {
        if (load(path, loader, session.diagnostics, session.files))
            compile_text(session, loader, options, result);
    } catch (const Diagnostics::TooMany&) {
    } catch (const Deadline::Passed&) {
        session.diagnostics.report(Code::out_of_time, {path, std::to_string(options.time_limit.count() / 1000)});
    }
    result.ok = session.diagnostics.errors() == 0;
    return result;
}

bool preprocess(const std::string& path, SourceLoader& loader, DiagnosticSink& sink, const Options& options,
                std::string& output) {
    Session session{sink, options};
    try {
        if (!load(path, loader, session.diagnostics, session.files)) return false;
        output = with_line_marks(run_preprocessor(session.files, loader, session.diagnostics, options), session.files);
    } catch (const Diagnostics::TooMany&) {
    }
    return session.diagnostics.errors() == 0;
}

}  // namespace corbel::idl
