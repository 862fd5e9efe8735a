// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace corbel::tool {

/// Lines of standard input; on a terminal with editing, a history and completion by the tabulator key (libedit). One in
/// a program.
class LineEditor {
public:
    /// What may stand for the word that begins the line (`first`), or for a later one.
    using Complete = std::function<std::vector<std::string>(const std::string& line, bool first)>;

    explicit LineEditor(Complete complete);
    ~LineEditor();
    LineEditor(const LineEditor&) = delete;
    LineEditor& operator=(const LineEditor&) = delete;

    bool interactive() const noexcept { return interactive_; }

    /// Without its newline; nothing at the end of the input.
    std::optional<std::string> line(const std::string& prompt);

private:
    const bool interactive_;
};

}  // namespace corbel::tool
