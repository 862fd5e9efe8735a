// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <csignal>
#include <string>

#include "tools/corbel/tool.hpp"

namespace corbel::tool {

/// What verbs that serve have in common. Made before the ORB, whose threads then leave the signals to wait().
class Serving {
public:
    Serving();

    /// Until SIGINT or SIGTERM comes; then the ORB has shut down.
    void wait(Tool& tool);
    /// The same; before that prints the reference of what is served, and writes it into the file.
    void wait(Tool& tool, const std::string& reference, const std::string& file);

private:
    sigset_t signals_;
};

/// Writes a reference into a file, which is whole or not there; not if the path is empty. UsageError if it cannot be
/// written.
void write_reference(const std::string& path, const std::string& reference);

}  // namespace corbel::tool
