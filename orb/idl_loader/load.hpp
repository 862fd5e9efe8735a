// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "orb/engine/dynamic/repository.hpp"

/// IDL files become a model at run time, through the front end of idlc.
namespace corbel::idl_loader {

/// What becomes of names that differ only in case (CORBA 2.6, 3.2.3), which many files have all the same.
enum class CaseClash { error, warning, ignored };

struct Options {
    std::vector<std::string> include_folders;  ///< -I, in order
    std::vector<std::string> definitions;      ///< -D: "NAME" or "NAME=value"
    bool idl4 = false;                         ///< takes what IDL 4 adds (idlc --idl 4)
    CaseClash case_clash = CaseClash::error;
    /// Hears of case clashes that are warnings, a message and its notes each; other warnings are not heard of.
    std::function<void(const std::string& message)> warn{};
    std::vector<std::string> builtin_folders{};  ///< where idlc's own orb.idl, TimeBase.idl, ... lie; searched last
};

/// The errors of the front end with their notes, a line each.
class LoadError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What a file and all it includes declare. LoadError for wrong IDL.
dynamic::Repository load_repository(const std::string& path, const Options& options = {});

/// The same as a model for calls.
dynamic::Model load(const std::string& path, const Options& options = {});

/// The same of a text, which can include files. `name` is for messages and as the place that includes count from.
dynamic::Model load_text(const std::string& text, const std::string& name, const Options& options = {});

}  // namespace corbel::idl_loader
