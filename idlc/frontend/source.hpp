// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace corbel::idl {

/// Where IDL text comes from. The compiler opens no file but through this.
class SourceLoader {
public:
    virtual ~SourceLoader() = default;

    struct Result {
        std::optional<std::string> text;
        std::string problem;  ///< why there is no text: "no such file", "is a folder", ...
    };

    /// The whole text at `path`.
    virtual Result load(const std::string& path) = 0;
    virtual bool exists(const std::string& path) = 0;

    /// One name for all spellings of the same file; `path` itself if it is not there.
    virtual std::string canonical(const std::string& path) = 0;
};

/// What a command calls the main file if standard input is read for it, and what messages call that. No #include can
/// name it.
inline constexpr std::string_view standard_input = "-", name_of_standard_input = "<stdin>";

/// The file system: regular files of at most 64 MiB, and standard input.
class FileLoader final : public SourceLoader {
public:
    Result load(const std::string& path) override;
    bool exists(const std::string& path) override;
    std::string canonical(const std::string& path) override;
};

/// Texts by path, for tests and for IDL that comes over the wire.
class MemoryLoader final : public SourceLoader {
public:
    MemoryLoader() = default;
    explicit MemoryLoader(std::map<std::string, std::string> texts) : texts_{std::move(texts)} {}

    void add(std::string path, std::string text) { texts_[std::move(path)] = std::move(text); }

    Result load(const std::string& path) override;
    bool exists(const std::string& path) override { return texts_.count(path) != 0; }
    std::string canonical(const std::string& path) override { return path; }

private:
    std::map<std::string, std::string> texts_;
};

/// The texts read in one compilation.
class SourceFiles {
public:
    /// The new file's number.
    std::uint32_t add(std::string name, std::string text);

    const std::vector<std::string>& names() const noexcept { return names_; }
    const std::string& text(std::uint32_t file) const { return texts_.at(file).text; }

    void rename(std::uint32_t file, std::string name) { names_.at(file) = std::move(name); }

    /// From `line` on, lines of `file` are those of `holder` from `held` on: a #line says so.
    void hold(std::uint32_t file, std::uint32_t line, std::uint32_t holder, std::uint32_t held) {
        held_.insert_or_assign({file, line}, std::pair{holder, held});
    }

    /// The text of a line, counted from 1, without its end, of the file that holds it; empty if there is no such line.
    std::string line(std::uint32_t file, std::uint32_t number) const;

private:
    using Line = std::pair<std::uint32_t, std::uint32_t>;  ///< file and number
    struct Text {
        std::string text;
        std::vector<std::size_t> lines;  ///< where each line begins
    };
    std::vector<std::string> names_;
    std::deque<Text> texts_;  // a text never moves: lexers point into it
    std::map<Line, Line> held_;
};

/// "a/b" for "a/b/c.idl"; empty for "c.idl".
std::string folder_of(std::string_view path);
/// `name` as seen from `folder`; absolute names stay.
std::string join(std::string_view folder, std::string_view name);

}  // namespace corbel::idl
