// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "idlc/backend/cpp11/generate.hpp"
#include "idlc/frontend/compile.hpp"

namespace corbel::idl {

/// What is done with each file.
enum class Action { generate, type_library, check, preprocess, dump, list_inputs, list_outputs, makefile_rule };

/// The command line of idlc.
struct Command {
    std::vector<std::string> files;
    Action action = Action::generate;
    Options options;
    cpp11::Options cpp11;
    std::string folder = ".";     ///< for the output
    std::string type_library;     ///< --typelib: the file
    bool dependencies = false;    ///< -MD
    std::string dependency_file;  ///< -MF; empty: <stem>.d in the output folder
    bool json = false;            ///< messages for editors
};

/// Fills `command`, or answers the command (--help, a wrong option) itself: the result is then the exit status.
/// Options are spelled as C compilers and omniidl spell them where they mean the same.
std::optional<int> read_command_line(int argc, char** argv, Command& command);

}  // namespace corbel::idl
