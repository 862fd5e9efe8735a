// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace corbel::idl {

/// The text of idlc/include/Components.idl.
extern const char* const components_idl;

}  // namespace corbel::idl
