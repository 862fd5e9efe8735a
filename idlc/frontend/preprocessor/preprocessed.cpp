// SPDX-License-Identifier: BSL-1.0
// What the preprocessor leaves, and what it is given.
#include <algorithm>
#include <iterator>

#include "idlc/frontend/preprocessor.hpp"

namespace corbel::idl {

Location Preprocessed::place(std::size_t offset, std::size_t length) const {
    auto after = std::upper_bound(marks.begin(), marks.end(), offset,
                                  [](std::size_t value, const Mark& mark) { return value < mark.offset; });
    if (after == marks.begin()) return {0, 1, 1, 1};
    --after;
    auto place = after->place;
    const auto into = static_cast<std::uint32_t>(offset - after->offset);
    // Text out of a macro is one place, that of its use.
    if (into < place.length) place.column += into;
    place.length = static_cast<std::uint32_t>(length);
    return place;
}

Location Preprocessed::Event::place_in_body(std::size_t at, std::size_t length) const {
    auto result = place;
    const auto next = std::upper_bound(columns.begin(), columns.end(), at,
                                       [](std::size_t value, const auto& each) { return value < each.first; });
    if (next == columns.begin()) return result;
    const auto& word = *std::prev(next);
    result.column = word.second + static_cast<std::uint32_t>(at - word.first);
    result.length = static_cast<std::uint32_t>(std::max<std::size_t>(length, 1));
    return result;
}

std::string with_line_marks(const Preprocessed& source, const SourceFiles& files) {
    std::string out;
    std::size_t event = 0;
    Location last{~0u, 0, 0, 1};
    const auto pragmas_to = [&](std::size_t offset) {
        for (; event < source.events.size() && source.events[event].offset <= offset; ++event)
            if (source.events[event].kind == Preprocessed::Event::pragma)
                out += "\n#pragma" + source.events[event].body + "\n", last.file = ~0u;
    };
    for (std::size_t i = 0; i < source.marks.size(); ++i) {
        const auto& mark = source.marks[i];
        const auto end = i + 1 < source.marks.size() ? source.marks[i + 1].offset : source.text.size();
        pragmas_to(mark.offset);
        if (mark.place.file != last.file || mark.place.line != last.line) {
            if (!out.empty() && out.back() != '\n') out += '\n';
            if (mark.place.file != last.file || mark.place.line != last.line + 1)
                out += "# " + std::to_string(mark.place.line) + " \"" + files.names()[mark.place.file] + "\"\n";
            last = mark.place;
        }
        for (auto at = mark.offset; at < end; ++at)
            if (source.text[at] != '\n') out += source.text[at];
    }
    pragmas_to(source.text.size());
    if (!out.empty() && out.back() != '\n') out += '\n';
    return out;
}

bool tidy(std::string& text, const std::string& name, Diagnostics& diagnostics) {
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        diagnostics.report(Code::utf16_source, {name});
        return false;
    }
    if (text.find('\0') != std::string::npos) {
        diagnostics.report(Code::nul_in_source,
                           {name, std::to_string(1 + std::count(text.begin(), text.begin() + text.find('\0'), '\n'))});
        return false;
    }
    if (text.find('\r') != std::string::npos) {
        std::string clean;
        clean.reserve(text.size());
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '\r') clean += text[i];
            else if (i + 1 == text.size() || text[i + 1] != '\n') clean += '\n';
        }
        text = std::move(clean);
    }
    if (!text.ends_with('\n')) text += '\n';
    return true;
}

}  // namespace corbel::idl
