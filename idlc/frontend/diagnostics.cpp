// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/diagnostics.hpp"

#include <algorithm>
#include <ostream>

namespace corbel::idl {

namespace {

struct Row {
    std::string_view name;
    Severity severity;
    std::string_view text;
};

constexpr Row rows[] = {
#define IDL_DIAGNOSTIC(id, severity, text) {#id, Severity::severity, text},
#include "idlc/frontend/diagnostic_codes.def"
#undef IDL_DIAGNOSTIC
};

const Row& row(Code code) { return rows[static_cast<std::size_t>(code)]; }

std::string filled(std::string_view text, std::initializer_list<std::string> arguments) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto hole = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}';
        const auto which = hole ? static_cast<std::size_t>(text[i + 1] - '0') : arguments.size();
        if (which < arguments.size()) {
            result += arguments.begin()[which];
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

// Source text and file names must not steer a terminal.
std::string printable(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\t') {
            result += ' ';
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            result += '?';
        } else {
            result += c;
        }
    }
    return result;
}

std::string_view word(Severity severity) {
    switch (severity) {
        case Severity::note: return "note";
        case Severity::warning: return "warning";
        case Severity::error: return "error";
    }
    return {};
}

constexpr std::size_t longest_shown = 160;

}  // namespace

std::string_view name_of(Code code) noexcept { return row(code).name; }
Severity severity_of(Code code) noexcept { return row(code).severity; }

std::string headline(const Diagnostic& diagnostic) {
    std::string text;
    if (diagnostic.file.empty()) {
        text = "idlc: ";
    } else {
        text = printable(diagnostic.file) + ':' + std::to_string(diagnostic.line) + ':' +
               std::to_string(diagnostic.column) + ": ";
    }
    return text.append(word(diagnostic.severity)).append(": ").append(printable(diagnostic.text));
}

void PrintingSink::report(const Diagnostic& diagnostic) {
    out_ << headline(diagnostic) << '\n';
    auto line = printable(diagnostic.source_line);
    if (diagnostic.file.empty() || line.empty() || diagnostic.column == 0 || diagnostic.column > line.size() + 1)
        return;
    std::size_t column = diagnostic.column - 1;
    if (line.size() > longest_shown) {
        const auto from = column > longest_shown / 2 ? column - longest_shown / 2 : 0;
        line = line.substr(from, longest_shown);
        column -= from;
    }
    const auto number = std::to_string(diagnostic.line);
    const auto length = std::clamp<std::size_t>(diagnostic.length, 1, std::max<std::size_t>(line.size() - column, 1));
    out_ << std::string(number.size() < 5 ? 5 - number.size() : 0, ' ') << number << " | " << line << '\n'
         << std::string(std::max<std::size_t>(number.size(), 5), ' ') << " | " << std::string(column, ' ') << '^'
         << std::string(length - 1, '~') << '\n';
}

void Diagnostics::report(Code code, const Location& where, std::initializer_list<std::string> arguments) {
    const auto severity = severity_of(code);
    if (severity != Severity::note) {
        // The same fault at the same place, met by two ways, is told once.
        muted_ = code == last_code_ && where.line != 0 && where.line == last_.line && where.column == last_.column &&
                 where.file == last_.file;
        last_code_ = code;
        last_ = where;
    }
    if (muted_) return;
    Diagnostic diagnostic{code, severity, {}, where.line, where.column, where.length, filled(row(code).text, arguments),
                          {}};
    if (where.line != 0 && where.file < files_.size()) {
        diagnostic.file = files_[where.file];
        diagnostic.source_line = line_of_(where.file, where.line);
    }
    send(std::move(diagnostic));
}

void Diagnostics::report(Code code, std::initializer_list<std::string> arguments) {
    report(code, Location{0, 0, 0, 1}, arguments);
}

void Diagnostics::send(Diagnostic diagnostic) {
    if (diagnostic.severity == Severity::error && ++errors_ > limit) throw TooMany{};
    sink_.report(diagnostic);
}

}  // namespace corbel::idl
