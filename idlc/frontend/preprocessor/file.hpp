// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "idlc/frontend/preprocessor/tokens.hpp"
#include "idlc/frontend/source.hpp"

namespace corbel::idl::preprocessing {

/// A file being read, and where in it a token stands: with the file and line that a #line gives it. Lines that end with
/// a backslash have been joined.
struct Source {
    Source(std::uint32_t file, const std::string& path, std::string_view text, const std::vector<std::size_t>& joints)
        : file{file}, read{file}, path{path}, lexer{text}, joints{joints} {}

    /// `offset` may not lie in a line before the last one asked for.
    Location place(std::size_t offset, std::size_t length) {
        for (;;) {
            if (next_joint < joints.size() && joints[next_joint] <= std::min(offset, line_end)) {
                begin_line(joints[next_joint++]);
            } else if (line_end < offset) {
                begin_line(line_end + 1);
                line_end = std::min(lexer.text().find('\n', line_begin), lexer.text().size());
            } else {
                return {file, line + ahead, static_cast<std::uint32_t>(offset - line_begin + 1),
                        static_cast<std::uint32_t>(std::max<std::size_t>(length, 1))};
            }
        }
    }
    Location place(const Token& token) {
        return place(static_cast<std::size_t>(token.text.data() - lexer.text().data()), token.text.size());
    }

    /// The line behind that of `offset`, which is the next to be read, is called `number` of `name`.
    void call_next_line(std::size_t offset, std::uint32_t name, std::uint32_t number) {
        place(offset, 1);
        file = name;
        ahead = number - line - 1;
    }
    /// The number of the next line behind the place asked for last, without what #line says.
    std::uint32_t next_line() const { return line + 1; }

    /// `offset` lies in a line before the last one asked for.
    bool has_passed(std::size_t offset) const { return offset < line_begin; }
    /// Columns do not go on from token to token.
    bool has_joints() const { return !joints.empty(); }

    std::uint32_t file;        ///< what tokens stand in now
    const std::uint32_t read;  ///< the file itself
    const std::string& path;   ///< that it was loaded from
    Lexer lexer;
    std::size_t entered = 0;  ///< files that marks have entered and not left

    struct Condition {
        Location place;
        bool taken;   ///< one of its groups has been read
        bool is_guard = false;  ///< the #ifndef that begins its file
        bool had_else = false;
    };
    std::vector<Condition> conditions;
    bool had_directive = false;
    bool is_cut = false;  ///< a group that is not read goes on to the end

private:
    void begin_line(std::size_t offset) {
        ++line;
        line_begin = offset;
    }

    const std::vector<std::size_t>& joints;  ///< offsets where a joined line begins
    std::size_t next_joint = 0;
    std::size_t line_begin = 0;
    std::size_t line_end = std::min(lexer.text().find('\n'), lexer.text().size());
    std::uint32_t line = 1;
    std::uint32_t ahead = 0;  ///< the number a line is called, less its own; may wrap
};

/// A file's text without the line ends that a backslash takes away.
struct JoinedText {
    std::string_view text;
    std::string copy;
    std::vector<std::size_t> joints;
    bool once = false;
};

inline void join_lines(std::string_view text, JoinedText& result) {
    result.text = text;
    auto end = text.find("\\\n");
    if (end == std::string_view::npos) return;
    std::size_t begin = 0;
    for (; end != std::string_view::npos; begin = end + 2, end = text.find("\\\n", begin)) {
        result.copy += text.substr(begin, end - begin);
        result.joints.push_back(result.copy.size());
    }
    result.copy += text.substr(begin);
    result.text = result.copy;
}

}  // namespace corbel::idl::preprocessing
