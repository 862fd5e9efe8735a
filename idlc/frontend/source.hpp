// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

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

/// The file system: regular files of at most 64 MiB.
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

/// "a/b" for "a/b/c.idl"; empty for "c.idl".
std::string folder_of(std::string_view path);
/// `name` as seen from `folder`; absolute names stay.
std::string join(std::string_view folder, std::string_view name);

}  // namespace corbel::idl
