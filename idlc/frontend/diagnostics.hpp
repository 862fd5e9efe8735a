// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "idlc/frontend/ast.hpp"

namespace corbel::idl {

enum class Severity : std::uint8_t { note, warning, error };

/// One per row of diagnostic_codes.def.
enum class Code : std::uint16_t {
#define IDL_DIAGNOSTIC(id, severity, text) id,
#include "idlc/frontend/diagnostic_codes.def"
#undef IDL_DIAGNOSTIC
};

/// "not_declared", the name of the row.
std::string_view name_of(Code code) noexcept;
/// As the table has it, whatever the command says.
Severity severity_of(Code code) noexcept;

/// "macro-redefined": the name of the row as -W takes it.
std::string switch_of(Code code);
/// The warning that -W calls `name`; none if there is no such warning.
std::optional<Code> warning_named(std::string_view name);
/// Every warning's name for -W, in the order of the table.
std::vector<std::string> warning_names();

/// What the user is told, ready to print: nothing in it points into the compilation.
struct Diagnostic {
    Code code{};
    Severity severity = Severity::error;
    std::string file;         ///< empty: no place (a wrong option, a missing main file)
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 1;
    std::string text;
    std::string source_line;  ///< the line of the file, without its end
};

/// Who hears of faults. A note follows the error or warning it belongs to.
class DiagnosticSink {
public:
    virtual ~DiagnosticSink() = default;
    virtual void report(const Diagnostic& diagnostic) = 0;
};

/// `file:line:col: error: text`, the line, and a caret under the range.
class PrintingSink final : public DiagnosticSink {
public:
    explicit PrintingSink(std::ostream& out) : out_{out} {}
    void report(const Diagnostic& diagnostic) override;

private:
    std::ostream& out_;
};

class CollectingSink final : public DiagnosticSink {
public:
    std::vector<Diagnostic> diagnostics;
    void report(const Diagnostic& diagnostic) override { diagnostics.push_back(diagnostic); }
};

/// One JSON object per line for each error or warning, its notes inside:
/// {"file":"a.idl","line":4,"column":8,"length":7,"severity":"error","code":"not_declared",
///  "message":"...","notes":[...]}
/// Whatever the source is encoded in, the output is UTF-8.
class JsonSink final : public DiagnosticSink {
public:
    explicit JsonSink(std::ostream& out) : out_{out} {}
    ~JsonSink() override { flush(); }
    JsonSink(const JsonSink&) = delete;
    JsonSink& operator=(const JsonSink&) = delete;
    void report(const Diagnostic& diagnostic) override;
    /// Writes what still waits for notes.
    void flush();

private:
    std::ostream& out_;
    std::string pending_;  ///< the last object, up to its notes
    bool has_notes_ = false;
};

/// The heading of a diagnostic, in one line and free of control bytes.
std::string headline(const Diagnostic& diagnostic);

/// What the command says about messages.
struct MessageOptions {
    enum class Grade : std::uint8_t { off, warning, error };

    unsigned most_errors = 100;        ///< 0: no limit
    bool silences_warnings = false;    ///< -w
    bool warnings_are_errors = false;  ///< -Werror
    std::map<Code, Grade> grades;      ///< -Wno-x, -Wno-error=x, -Werror=x; they go before the above
};

/// Fills the table's texts in, adds the source line, counts and stops at the limit. One per compilation.
class Diagnostics {
public:
    /// Thrown instead of the first error beyond the limit; compile() catches it.
    struct TooMany {};

    /// `line_of(file, line)` gives the text of a source line.
    Diagnostics(DiagnosticSink& sink, const std::vector<std::string>& files,
                std::function<std::string(std::uint32_t, std::uint32_t)> line_of, MessageOptions options = {})
        : sink_{sink}, files_{files}, line_of_{std::move(line_of)}, options_{std::move(options)} {}

    /// Reports `code` at `where`; the arguments replace {0}, {1}, ... in its text.
    void report(Code code, const Location& where, std::initializer_list<std::string> arguments = {});
    /// The same for an error that can be made a warning; false if it is none but an error, which the note tells how to
    /// change.
    bool tolerate(Code code, const Location& where, std::initializer_list<std::string> arguments);
    /// The same without a place.
    void report(Code code, std::initializer_list<std::string> arguments = {});

    unsigned errors() const noexcept { return errors_; }

    /// What a report of `code` is after all the command says; none: it is not told.
    std::optional<Severity> severity(Code code) const;
    bool is_error(Code code) const { return severity(code) == Severity::error; }

private:
    void send(Diagnostic diagnostic);

    DiagnosticSink& sink_;
    const std::vector<std::string>& files_;
    std::function<std::string(std::uint32_t, std::uint32_t)> line_of_;
    MessageOptions options_;
    unsigned errors_ = 0;
    bool muted_ = false;  ///< the last error or warning was dropped, so are its notes
    Location last_{};
    Code last_code_{};
};

}  // namespace corbel::idl
