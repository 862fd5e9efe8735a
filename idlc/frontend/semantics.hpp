// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "idlc/frontend/ast.hpp"
#include "idlc/frontend/compile.hpp"
#include "idlc/frontend/diagnostics.hpp"
#include "idlc/frontend/syntax.hpp"

namespace corbel::idl {

/// What a source has in sight without an #include: nothing, or module Components.
struct ReadBefore {
    const Preprocessed* text = nullptr;
    syntax::Specification source;
};

/// Resolves what was written into `result`, whose `files` stay as they are, and reports what breaks a
/// rule. Wrong declarations are left out of the result; their names count as declared, so that uses are no echo.
void analyse(const syntax::Specification& source, const Preprocessed& text, const ReadBefore& before,
             Diagnostics& diagnostics, const Options& options, Specification& result);

}  // namespace corbel::idl
