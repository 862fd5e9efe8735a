// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "idlc/frontend/ast.hpp"

/// The back end for the IDL to C++11 mapping.
namespace corbel::idl::cpp11 {

struct Options {
    bool any = true;         ///< TypeCodes, and Any for the types; false: `--no-any`
    bool ties = false;       ///< servant bases that pass calls on to an object of any class: `--tie`
    bool ami = false;        ///< also x_ami.hpp and x_ami.cpp, asynchronous calls, for all interfaces: `--ami`
    bool samples = false;    ///< also x_servant.hpp and x_servant.cpp, servants to begin with: `--skeleton-impl`
};

struct GeneratedFile {
    std::string name;  ///< without a folder: "bench_skel.hpp"
    std::string text;
    bool is_sample = false;  ///< to be changed by hand: never written over a file that is there
};

/// Something the back end cannot express.
struct Unsupported {
    Location location;
    std::string text;
};

/// What of the main file has no C++ yet; generate() may be called only if there is nothing.
std::vector<Unsupported> unsupported(const Specification& specification);

/// For x.idl: x.hpp, x.cpp (types and proxies), x_skel.hpp and x_skel.cpp (servant bases), for the declarations of the
/// main file; x_ami.hpp and x_ami.cpp where interfaces are called asynchronously. Equal specifications give equal
/// bytes, whatever folders the files lie in.
std::vector<GeneratedFile> generate(const Specification& specification, const Options& options = {});

/// "bench" for "idl/bench.idl": what the names of the generated files begin with.
std::string base_name(const std::string& idl_file);

}  // namespace corbel::idl::cpp11
