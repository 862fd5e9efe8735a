// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

namespace corbel::idl {

/// Where generated files go. Throws std::runtime_error, naming the file, for whatever the system refuses.
class OutputFolder {
public:
    /// The folder must exist.
    explicit OutputFolder(std::string path);
    ~OutputFolder();
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    /// Makes `name` hold `text`: whole or not at all, and untouched if it does already. Refuses names with a folder in
    /// them and files that are one of `inputs`; replaces a symbolic link, does not follow it.
    void write(const std::string& name, const std::string& text, const std::vector<std::string>& inputs = {}) const;

private:
    bool holds(const std::string& name, const std::string& text) const;

    std::string path_;
    int folder_;
};

}  // namespace corbel::idl
