// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/compile.hpp"

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

void compile_text(Session& session, SourceLoader& loader, const Options& options, Compilation& result) {
    auto text = run_preprocessor(session.files, loader, session.diagnostics, options);
    result.dependencies = text.dependencies;
    result.specification.files = session.files.names();
    result.specification.includes = text.includes;
    if (!text.is_whole) return;
    Deadline deadline{options.time_limit};
    auto source = syntax::parse(text, session.diagnostics, deadline, options.idl4);
    source.has_errors = source.has_errors || session.diagnostics.errors() > 0;
    analyse(source, text, session.diagnostics, options, result.specification);
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
