// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "idlc/frontend/ast.hpp"

/// Compiled IDL for programs that read it at run time. docs/type-library.md has the format.
namespace corbel::idl::typelib {

/// All that the files and the files they include declare, each thing once. Same input, same bytes.
std::string type_library(const std::vector<const Specification*>& specifications);

}  // namespace corbel::idl::typelib
