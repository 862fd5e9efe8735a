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

    /// Anything of this name, a broken link too.
    bool has(const std::string& name) const;

    /// Makes `name` hold `text`: whole or not at all, and untouched if it does already. Refuses names with a folder in
    /// them and files that are one of `inputs`; replaces a symbolic link, does not follow it.
    void write(const std::string& name, const std::string& text, const std::vector<std::string>& inputs = {}) const;

private:
    friend void write_file(const std::string&, const std::string&, const std::vector<std::string>&);

    bool holds(const std::string& name, const std::string& text) const;
    void refuse_inputs(const std::string& name, const std::vector<std::string>& inputs) const;
    void replace(const std::string& name, const std::string& text) const;

    std::string path_;
    int folder_;
};

/// The same for a file that the user names, in any folder; one that is there and is no regular file (a device, a pipe)
/// is written to as it is.
void write_file(const std::string& path, const std::string& text, const std::vector<std::string>& inputs = {});

}  // namespace corbel::idl
