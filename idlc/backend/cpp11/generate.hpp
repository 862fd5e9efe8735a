// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "idlc/frontend/ast.hpp"

/// The back end for the IDL to C++11 mapping.
namespace corbel::idl::cpp11 {

struct Options {};

struct GeneratedFile {
    std::string name;  ///< without a folder: "bench_skel.hpp"
    std::string text;
};

/// Something the back end cannot express.
struct Unsupported {
    Location location;
    std::string text;
};

/// What of the main file has no C++ yet; generate() may be called only if there is nothing.
std::vector<Unsupported> unsupported(const Specification& specification);

/// For x.idl: x.hpp, x.cpp (types and proxies), x_skel.hpp and x_skel.cpp (servant bases), for the declarations of the
/// main file. Equal specifications give equal bytes, whatever folders the files lie in.
std::vector<GeneratedFile> generate(const Specification& specification, const Options& options = {});

/// "bench" for "idl/bench.idl": what the names of the generated files begin with.
std::string base_name(const std::string& idl_file);

}  // namespace corbel::idl::cpp11
