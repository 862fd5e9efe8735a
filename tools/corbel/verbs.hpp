// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "tools/corbel/tool.hpp"

namespace corbel::tool {

/// The verb of that name inside of another one; null if there is none.
const CLI::App* inner_verb(const CLI::App& app, const std::string& name);

/// Whether the word is an option whose argument is the next word.
bool takes_word(const CLI::App& app, const std::string& word);

/// UsageError, with the nearest one, for a word that stands in the place of a verb and is none.
void require_verbs(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace corbel::tool
