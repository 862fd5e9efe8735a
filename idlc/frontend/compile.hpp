// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "idlc/frontend/ast.hpp"
#include "idlc/frontend/diagnostics.hpp"
#include "idlc/frontend/source.hpp"

namespace corbel::idl {

/// What two names in one scope that differ only in case are (CORBA 3.0.3, 3.2.3.1 forbids them).
enum class CaseClash : std::uint8_t { error, warning, ignored };

struct Options {
    std::vector<std::string> include_folders;  ///< -I, in order
    std::vector<std::string> definitions;      ///< -D: "NAME" or "NAME=value"
    std::vector<std::string> undefinitions;    ///< -U, after all -D
    std::vector<std::string> builtin_folders;  ///< where the compiler's own orb.idl, IOP.idl, ... lie; searched last
    CaseClash case_clash = CaseClash::error;
    bool idl4 = false;  ///< --idl 4: what IDL 4 adds
    std::chrono::milliseconds time_limit{120'000};  ///< for one file and its includes; 0: none
    MessageOptions messages;
};

struct Compilation {
    Specification specification;            ///< complete only if `ok`
    std::vector<std::string> dependencies;  ///< every file that was read, the main file first; not standard input
    bool ok = false;                        ///< no errors; warnings may have been reported
};

/// Reads, parses and checks one IDL file. Uses no global state: any number may run at once, each with its own loader
/// and sink. Never throws for anything in the source; every fault goes to `sink`.
Compilation compile(const std::string& path, SourceLoader& loader, DiagnosticSink& sink, const Options& options = {});

/// -E: the text after preprocessing, with # line marks; false after an error.
bool preprocess(const std::string& path, SourceLoader& loader, DiagnosticSink& sink, const Options& options,
                std::string& output);

}  // namespace corbel::idl
