// SPDX-License-Identifier: BSL-1.0
// What the preprocessor leaves, and what it is given.
#include <algorithm>
#include <iterator>

#include "idlc/frontend/preprocessor.hpp"

namespace corbel::idl {

std::string quoted(std::string_view name) {
    std::string result = "\"";
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += {'\\', c};
        } else if (byte >= ' ' && byte != 0x7f) {
            result += c;
        } else {
            result += '\\';
            for (const int shift : {6, 3, 0}) result += static_cast<char>('0' + (byte >> shift & 7));
        }
    }
    return result + '"';
}

namespace {

/// The preprocessed text, line by line, with marks where lines do not follow each other.
class LineMarks {
public:
    LineMarks(const Preprocessed& source, const SourceFiles& files) : source_{source}, files_{files} {}

    std::string take() {
        const bool begins_with_event = !source_.events.empty() && source_.events.front().offset == 0;
        if (begins_with_event || source_.marks.empty()) mark({0, 1, 1, 1});
        for (std::size_t i = 0; i < source_.marks.size(); ++i) {
            const auto& [offset, place] = source_.marks[i];
            events_to(offset);
            go_to(place);
            const auto end = i + 1 < source_.marks.size() ? source_.marks[i + 1].offset : source_.text.size();
            for (auto at = offset; at < end; ++at)
                if (source_.text[at] != '\n') out_ += source_.text[at];
        }
        events_to(source_.text.size());
        end_line();
        return std::move(out_);
    }

private:
    void events_to(std::size_t offset) {
        for (; event_ < source_.events.size() && source_.events[event_].offset <= offset; ++event_) {
            const auto& event = source_.events[event_];
            switch (event.kind) {
                case Preprocessed::Event::enter_file: mark({event.file, 1, 1, 1}, " 1"); break;
                case Preprocessed::Event::leave_file:
                    mark({event.place.file, event.place.line + 1, 1, 1}, " 2");
                    break;
                case Preprocessed::Event::pragma:
                    go_to(event.place);
                    end_line();
                    out_ += "#pragma" + event.body;
                    break;
            }
        }
    }
    void go_to(const Location& place) {
        if (place.file == file_ && place.line == line_) return;
        if (place.file == file_ && place.line == line_ + 1) end_line();
        else mark(place);
        line_ = place.line;
    }
    void mark(const Location& place, std::string_view flag = {}) {
        end_line();
        out_ += "# " + std::to_string(place.line) + ' ' + quoted(files_.names()[place.file]);
        out_.append(flag) += '\n';
        file_ = place.file;
        line_ = place.line - 1;
    }
    void end_line() {
        if (!out_.empty() && out_.back() != '\n') out_ += '\n';
    }

    const Preprocessed& source_;
    const SourceFiles& files_;
    std::string out_;
    std::size_t event_ = 0;
    std::uint32_t file_ = ~0u, line_ = 0;
};

}  // namespace

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
    return LineMarks{source, files}.take();
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
