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

private:
    sigset_t signals_;
};

/// Writes a reference into a file, which is whole or not there. UsageError if it cannot be written.
void write_reference(const std::string& path, const std::string& reference);

/// Prints the reference of what is served, and writes it into `file` if that is not empty.
void announce(const Tool& tool, const std::string& reference, const std::string& file);

}  // namespace corbel::tool
