// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <map>
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
Severity severity_of(Code code) noexcept;

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

/// The heading of a diagnostic, in one line and free of control bytes.
std::string headline(const Diagnostic& diagnostic);

/// Fills the table's texts in, adds the source line, counts and stops at the limit. One per compilation.
class Diagnostics {
public:
    /// Thrown after the last error that fits under the limit; compile() catches it.
    struct TooMany {};

    static constexpr unsigned limit = 100;

    /// `line_of(file, line)` gives the text of a source line.
    Diagnostics(DiagnosticSink& sink, const std::vector<std::string>& files,
                std::function<std::string(std::uint32_t, std::uint32_t)> line_of)
        : sink_{sink}, files_{files}, line_of_{std::move(line_of)} {}

    /// Reports `code` at `where`; the arguments replace {0}, {1}, ... in its text.
    void report(Code code, const Location& where, std::initializer_list<std::string> arguments = {});
    /// The same without a place.
    void report(Code code, std::initializer_list<std::string> arguments = {});

    unsigned errors() const noexcept { return errors_; }

private:
    void send(Diagnostic diagnostic);

    DiagnosticSink& sink_;
    const std::vector<std::string>& files_;
    std::function<std::string(std::uint32_t, std::uint32_t)> line_of_;
    unsigned errors_ = 0;
    bool muted_ = false;  ///< the last error was dropped, so are its notes
    Location last_{};
    Code last_code_{};
};

}  // namespace corbel::idl
