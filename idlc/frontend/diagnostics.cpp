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

/// The bytes of the UTF-8 character at the front; 0 if there is none.
std::size_t character_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t length = byte(0) < 0x80 ? 1 : byte(0) < 0xc2 ? 0 : byte(0) < 0xe0 ? 2 : byte(0) < 0xf0 ? 3 : 4;
    if (length > text.size() || byte(0) > 0xf4) return 0;
    // No longer form than needed, no surrogates, nothing above U+10FFFF.
    if ((byte(0) == 0xe0 && byte(1) < 0xa0) || (byte(0) == 0xed && byte(1) > 0x9f) ||
        (byte(0) == 0xf0 && byte(1) < 0x90) || (byte(0) == 0xf4 && byte(1) > 0x8f))
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    return length;
}

// Source text and file names must not steer a terminal: C0, DEL, C1 (U+0080 to U+009F) and what is not UTF-8 become
// question marks.
// Every byte stays in its place.
std::string printable(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto c = static_cast<unsigned char>(text[0]);
        const auto length = character_length(text);
        const bool steers = (c < 0x20 && c != '\t') || c == 0x7f || length == 0 ||
                            (c == 0xc2 && length == 2 && static_cast<unsigned char>(text[1]) < 0xa0);
        if (steers) result.append(std::max<std::size_t>(length, 1), '?');
        else if (c == '\t') result += ' ';
        else result += text.substr(0, std::max<std::size_t>(length, 1));
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

/// The columns a terminal needs, near enough: bytes that go on with a character take none.
std::size_t width(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        ++columns;
        text.remove_prefix(std::max<std::size_t>(character_length(text), 1));
    }
    return columns;
}

std::string json(std::string_view text) {
    constexpr auto digits = "0123456789abcdef";
    std::string result = "\"";
    while (!text.empty()) {
        const auto c = static_cast<unsigned char>(text[0]);
        auto length = character_length(text);
        if (c == '"' || c == '\\') {
            result += {'\\', text[0]};
        } else if (c < 0x20 || c == 0x7f || length == 0) {  // what is not UTF-8 is taken for Latin-1
            result += "\\u00";
            result += {digits[c >> 4], digits[c & 15]};
            length = 1;
        } else {
            result += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return result + '"';
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

/// Warnings, and errors that files of other compilers have and that leave no doubt what is meant.
bool can_be_warning(std::size_t row) {
    switch (static_cast<Code>(row)) {
        case Code::fixed_literal:
        case Code::name_changes_meaning:
        case Code::narrow_literal:
        case Code::version_range: return true;
        default: return rows[row].severity == Severity::warning;
    }
}

}  // namespace

std::string_view name_of(Code code) noexcept { return row(code).name; }
Severity severity_of(Code code) noexcept { return row(code).severity; }

std::string switch_of(Code code) {
    std::string name{name_of(code)};
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

std::optional<Code> warning_named(std::string_view name) {
    for (std::size_t i = 0; i < std::size(rows); ++i)
        if (can_be_warning(i) && switch_of(static_cast<Code>(i)) == name) return static_cast<Code>(i);
    return {};
}

std::vector<std::string> warning_names() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::size(rows); ++i)
        if (can_be_warning(i)) names.push_back(switch_of(static_cast<Code>(i)));
    return names;
}

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
    out_ << headline(diagnostic);
    if (severity_of(diagnostic.code) == Severity::warning || diagnostic.severity == Severity::warning)
        out_ << (diagnostic.severity == Severity::error ? " [-Werror=" : " [-W") << switch_of(diagnostic.code) << ']';
    out_ << '\n';
    auto line = printable(diagnostic.source_line);
    if (diagnostic.file.empty() || line.empty() || diagnostic.column == 0 || diagnostic.column > line.size() + 1)
        return;
    std::size_t column = diagnostic.column - 1;
    if (line.size() > longest_shown) {
        const auto from = column > longest_shown / 2 ? column - longest_shown / 2 : 0;
        line = printable(line.substr(from, longest_shown));  // a cut may fall into a character
        column -= from;
    }
    const auto number = std::to_string(diagnostic.line);
    const auto range = std::string_view{line}.substr(column, diagnostic.length);
    out_ << std::string(number.size() < 5 ? 5 - number.size() : 0, ' ') << number << " | " << line << '\n'
         << std::string(std::max<std::size_t>(number.size(), 5), ' ') << " | "
         << std::string(width(std::string_view{line}.substr(0, column)), ' ') << '^'
         << std::string(std::max<std::size_t>(width(range), 1) - 1, '~') << '\n';
}

void JsonSink::report(const Diagnostic& diagnostic) {
    std::string object = "{\"file\":" + json(diagnostic.file) + ",\"line\":" + std::to_string(diagnostic.line) +
                         ",\"column\":" + std::to_string(diagnostic.column) +
                         ",\"length\":" + std::to_string(diagnostic.length) + ",\"severity\":\"" +
                         std::string{word(diagnostic.severity)} + "\",\"code\":\"" +
                         std::string{name_of(diagnostic.code)} + "\",\"message\":" + json(diagnostic.text);
    if (diagnostic.severity == Severity::note && !pending_.empty()) {
        pending_ += (has_notes_ ? "," : "") + object + '}';
        has_notes_ = true;
        return;
    }
    flush();
    pending_ = std::move(object) + ",\"notes\":[";
}

void JsonSink::flush() {
    if (!pending_.empty()) out_ << pending_ << "]}\n";
    pending_.clear();
    has_notes_ = false;
}

std::optional<Severity> Diagnostics::severity(Code code) const {
    using Grade = MessageOptions::Grade;
    const auto plain = severity_of(code);
    if (const auto found = options_.grades.find(code); found != options_.grades.end()) {
        if (found->second == Grade::off || (found->second == Grade::warning && options_.silences_warnings)) return {};
        return found->second == Grade::error ? Severity::error : Severity::warning;
    }
    if (plain != Severity::warning) return plain;
    if (options_.silences_warnings) return {};
    return options_.warnings_are_errors ? Severity::error : Severity::warning;
}

void Diagnostics::report(Code code, const Location& where, std::initializer_list<std::string> arguments) {
    const auto graded = severity(code);
    if (graded != Severity::note) {
        // The same fault at the same place, met by two ways, is told once.
        muted_ = !graded || (code == last_code_ && where.line != 0 && where.line == last_.line &&
                             where.column == last_.column && where.file == last_.file);
        last_code_ = code;
        last_ = where;
    }
    if (muted_) return;
    Diagnostic diagnostic{code, *graded, {}, where.line, where.column, where.length, filled(row(code).text, arguments),
                          {}};
    if (where.line != 0 && where.file < files_.size()) {
        diagnostic.file = files_[where.file];
        diagnostic.source_line = line_of_(where.file, where.line);
    }
    send(std::move(diagnostic));
}

bool Diagnostics::tolerate(Code code, const Location& where, std::initializer_list<std::string> arguments) {
    report(code, where, arguments);
    if (!is_error(code)) return true;
    report(Code::note_no_error, where, {switch_of(code)});
    return false;
}

void Diagnostics::report(Code code, std::initializer_list<std::string> arguments) {
    report(code, Location{0, 0, 0, 1}, arguments);
}

void Diagnostics::send(Diagnostic diagnostic) {
    if (diagnostic.severity == Severity::error && ++errors_ > options_.most_errors && options_.most_errors != 0) {
        sink_.report({Code::note_too_many_errors, Severity::note, {}, 0, 0, 1,
                      filled(row(Code::note_too_many_errors).text, {std::to_string(options_.most_errors)}), {}});
        throw TooMany{};
    }
    sink_.report(diagnostic);
}

}  // namespace corbel::idl
