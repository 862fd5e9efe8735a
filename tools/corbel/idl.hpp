// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "orb/engine/dynamic/model.hpp"
#include "orb/idl_loader/load.hpp"

namespace corbel::tool {

/// --idl, -I and -D of the verbs that need IDL.
struct IdlOptions {
    std::vector<std::string> files;
    idl_loader::Options options;
};

void add_idl_options(CLI::App& verb, IdlOptions& idl);

/// What the files declare, empty if there are none. LoadError for wrong IDL.
std::shared_ptr<const dynamic::Model> load(const IdlOptions& idl);

/// The interface of that name or id, or the only one whose last name this is. UsageError that names near ones.
const dynamic::Interface& interface_named(const dynamic::Model& model, const std::string& name);
/// Null if there is none.
const dynamic::Interface* find_interface(const dynamic::Model& model, const std::string& name);

}  // namespace corbel::tool
