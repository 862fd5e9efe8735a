// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/printer.hpp"

#include <algorithm>
#include <stdexcept>
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

const std::string& value_of(std::string_view name, Printer::Values values) {
    for (const auto& [key, value] : values)
        if (key == name) return value;
    throw std::logic_error{"no value for $" + std::string{name} + "$ in a pattern of generated code"};
}

std::string with_indentation(const std::string& value, std::size_t columns) {
    std::string text;
    for (auto letter : value) {
        text += letter;
        if (letter == '\n') text.append(columns, ' ');
    }
    return text;
}

std::string filled_in(std::string_view line, Printer::Values values) {
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

/// Where a too long line may be broken: behind the last comma outside of a literal that leaves it short enough; the
/// column to continue at comes with it.
struct Break {
    std::size_t at = 0;
    std::size_t column = 0;
};

Break find_break(std::string_view line) {
    Break best;
    std::vector<std::size_t> open;
    const auto base = indentation(line);
    char quote = 0;
    for (std::size_t i = base; i < std::min(line.size(), Printer::width + 1); ++i) {
        const auto letter = line[i];
        if (quote) {
            if (letter == '\\') ++i;
            else if (letter == quote) quote = 0;
        } else if (letter == '"' || letter == '\'') {
            quote = letter;
        } else if (letter == '(' || letter == '{') {
            open.push_back(i + 1);
        } else if ((letter == ')' || letter == '}') && !open.empty()) {
            open.pop_back();
        } else if (letter == ' ' && i > base && line[i - 1] == ',') {
            best = {i, open.empty() ? base + 4 : open.back()};
        }
    }
    if (best.column > Printer::width / 2) best.column = base + 4;
    return best;
}

}  // namespace

void Printer::put(std::string line) {
    if (is_blank(line)) {
        text_ += '\n';
        return;
    }
    line.insert(0, depth_, ' ');
    const bool is_comment = line.compare(indentation(line), 2, "//") == 0;
    while (line.size() > width && !is_comment) {
        const auto found = find_break(line);
        if (!found.at) break;
        text_.append(line, 0, found.at).append("\n");
        line.replace(0, found.at + 1, std::string(found.column, ' '));
    }
    text_.append(line).append("\n");
}

void Printer::line(std::string_view text) { put(std::string{text}); }

void Printer::gap() {
    if (text_.empty() || text_.ends_with("\n\n") || text_.ends_with("{\n") || text_.ends_with("public:\n")) return;
    text_ += '\n';
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
