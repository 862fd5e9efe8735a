// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/printer.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>
#include <vector>

namespace corbel::idl::cpp11 {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (true) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == text.npos) return lines;
        text.remove_prefix(end + 1);
    }
}

bool is_blank(std::string_view line) { return line.find_first_not_of(' ') == line.npos; }

std::size_t indentation(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

std::string with_indentation(const std::string& value, std::size_t columns) {
    std::string text;
    for (auto letter : value) {
        text += letter;
        if (letter == '\n') text.append(columns, ' ');
    }
    return text;
}

/// Where a line that is too long goes on in the next one: the text before `end`, then,
/// at `column`, the text from `next`.
struct Break {
    std::size_t end = 0;
    std::size_t next = 0;
    std::size_t column = 0;
};

/// Finds places to break a line at: behind commas, logical operators and equals signs that are not in a literal.
class BreakFinder {
public:
    BreakFinder(std::string_view line, bool continues)
        : line_{line}, base_{indentation(line)}, fallback_{continues ? base_ : base_ + 4} {}

    /// The outermost of the places in the second half of the width, the last of equals; if there is none there, the
    /// last of all; if there is none that fits, the first.
    Break find() {
        for (at_ = base_; at_ < line_.size() && (at_ <= Printer::width || !best_.end); ++at_) step();
        return best_;
    }

private:
    void step() {
        const auto letter = line_[at_];
        if (quote_) {
            if (letter == '\\') ++at_;
            if (letter == quote_) quote_ = 0;
        } else if (letter == '"' || letter == '\'') {
            quote_ = letter;
        } else if (line_.substr(at_).starts_with("operator<<")) {
            at_ += 9;
        } else if (opens(letter)) {
            open_.push_back(at_ + 1);
        } else if ((letter == ')' || letter == '}' || letter == '>') && !open_.empty()) {
            open_.pop_back();
        } else if (letter == ' ' && at_ > base_) {
            const auto before = line_[at_ - 1];
            if (before == ',') offer(open_.size());
            if (before == '&' && at_ > 1 && line_[at_ - 2] == '&') offer(open_.size() + 1);
            if (before == '|' && at_ > 1 && line_[at_ - 2] == '|') offer(open_.size() + 1);
            if (before == '=') offer(open_.size() + 9);
        }
    }

    /// `<` opens template arguments if it stands behind a name.
    bool opens(char letter) const {
        if (letter == '(' || letter == '{') return true;
        return letter == '<' && at_ > base_ && line_[at_ - 1] != ' ' && line_[at_ - 1] != '<';
    }

    void offer(std::size_t cost) {
        const bool is_late = at_ > Printer::width / 2;
        if (best_.end && is_late == late_ && cost > cost_) return;
        cost_ = cost;
        late_ = is_late;
        auto column = open_.empty() ? fallback_ : open_.back();
        if (column > Printer::width * 2 / 3) column = fallback_;
        best_ = {at_, at_ + 1, column};
    }

    std::string_view line_;
    std::size_t base_;
    std::size_t fallback_;
    std::size_t at_ = 0;
    std::vector<std::size_t> open_;
    char quote_ = 0;
    Break best_;
    std::size_t cost_ = 0;
    bool late_ = false;
};

/// The last word that fits; the comment goes on below.
Break find_break_of_comment(std::string_view line) {
    const auto at = line.rfind(' ', Printer::width);
    const auto column = indentation(line);
    return at <= column + 3 || at == line.npos ? Break{} : Break{at, at + 1, column};
}

/// `int size() const { return size_; }`
bool is_short_function(std::string_view line) {
    return line.ends_with("; }") && line.find(" { ") != line.npos && line.find(" { ") == line.rfind(" { ");
}

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// The head of a class and the name of a namespace do not begin with `::`.
bool heads_definition(std::string_view before) {
    return before.ends_with("namespace ") || before.ends_with("struct ") || before.ends_with("class ");
}

/// Whether a literal is open behind `text`; `quote` is that of the one open in front of it, then of this one.
bool ends_in_literal(std::string_view text, char& quote) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quote && text[i] == '\\') ++i;
        else if (quote) quote = text[i] == quote ? 0 : quote;
        else if (text[i] == '"' || text[i] == '\'') quote = text[i];
    }
    return quote != 0;
}

/// With `::` in front of each name that begins with `module`.
std::string rooted(const std::string& text, const std::string& module) {
    std::string result;
    std::size_t done = 0, seen = 0;
    char quote = 0;
    for (auto at = text.find(module + "::"); at != std::string::npos; at = text.find(module + "::", at + 1)) {
        const auto before = std::string_view{text}.substr(0, at);
        if (ends_in_literal(before.substr(std::exchange(seen, at)), quote)) continue;
        if (!before.empty() && (is_name_char(before.back()) || before.back() == ':')) continue;
        if (heads_definition(before)) continue;
        result.append(text, done, at - done).append("::");
        done = at;
    }
    return result.append(text, done);
}

}  // namespace

void Printer::put(std::string line) {
    if (is_blank(line)) {
        text_ += '\n';
        return;
    }
    if (line.compare(indentation(line), 2, "//") != 0)
        for (const auto& name : rooted_) line = rooted(line, name);
    if (depth_ + line.size() > width && is_short_function(line)) return put_function(line);
    line.insert(0, depth_, ' ');
    const bool is_comment = line.compare(indentation(line), 2, "//") == 0;
    std::string lead;  // in front of what is left of the line
    std::string_view rest{line};
    for (bool continues = false; lead.size() + rest.size() > width; continues = true) {
        // A break is near or nowhere; lines may be megabytes long.
        auto shown = lead + std::string{rest.substr(0, 2 * width)};
        auto found = is_comment ? find_break_of_comment(shown) : BreakFinder{shown, continues}.find();
        if (!found.end && !is_comment && rest.size() > 2 * width) {
            shown = lead + std::string{rest};
            found = BreakFinder{shown, continues}.find();
        }
        if (!found.end || found.next <= lead.size()) break;
        text_.append(shown, 0, found.end).append("\n");
        rest.remove_prefix(found.next - lead.size());
        lead = std::string(found.column, ' ') + (is_comment ? "//      " : "");
    }
    text_.append(lead).append(rest).append("\n");
}

/// The body on a line of its own.
void Printer::put_function(const std::string& line) {
    const auto brace = line.rfind(" { ");
    const std::string columns(indentation(line), ' ');
    put(line.substr(0, brace + 2));
    put(columns + "    " + line.substr(brace + 3, line.size() - brace - 5));
    put(columns + "}");
}

void Printer::line(std::string_view text) { put(std::string{text}); }

void Printer::gap() {
    if (text_.empty() || text_.ends_with("\n\n") || text_.ends_with("public:\n")) return;
    text_ += '\n';
}

const std::string& Printer::value_of(std::string_view name, Values values) const {
    for (const auto& [key, value] : values)
        if (key == name) return value;
    if (const auto usual = usual_.find(name); usual != usual_.end()) return usual->second;
    throw std::logic_error{"no value for $" + std::string{name} + "$ in a pattern of generated code"};
}

std::string Printer::filled_in(std::string_view line, Values values) const {
    const auto columns = indentation(line);
    std::string text;
    while (true) {
        const auto begin = line.find('$');
        text += line.substr(0, begin);
        if (begin == line.npos) return text;
        const auto end = line.find('$', begin + 1);
        text += with_indentation(value_of(line.substr(begin + 1, end - begin - 1), values), columns);
        line.remove_prefix(end + 1);
    }
}

void Printer::text(std::string_view pattern, Values values) {
    auto lines = lines_of(pattern);
    if (lines.size() > 1 && lines.front().empty()) lines.erase(lines.begin());
    if (lines.size() > 1 && is_blank(lines.back())) lines.pop_back();
    auto shared = std::string_view::npos;
    for (auto line : lines)
        if (!is_blank(line)) shared = std::min(shared, indentation(line));
    for (auto line : lines) {
        line.remove_prefix(std::min(shared, line.size()));
        const auto text = filled_in(line, values);
        if (is_blank(text) && !is_blank(line)) continue;
        for (auto each : lines_of(text)) put(std::string{each});
    }
}

}  // namespace corbel::idl::cpp11
