// SPDX-License-Identifier: BSL-1.0
#pragma once

/// std::shared_ptr, weak_ptr, enable_shared_from_this and unique_ptr, for headers that generated code includes: all of
/// <memory> would be a tenth of what a stub takes to compile.
#include <string>

#if defined(__GLIBCXX__) && __has_include(<bits/shared_ptr.h>)
#include <bits/shared_ptr.h>
#else
#include <memory>
#endif
