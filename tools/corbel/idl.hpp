// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "orb/engine/dynamic/model.hpp"
#include "orb/engine/invocation/reference.hpp"
#include "orb/idl_loader/load.hpp"

namespace corbel::tool {

class Tool;

/// --idl, --types, --ifr, -I and -D of the verbs that need IDL.
struct IdlOptions {
    std::vector<std::string> files;
    std::vector<std::string> type_libraries;
    std::string repository;  ///< REF, or InterfaceRepository for the initial reference of that name
    idl_loader::Options options;

    bool empty() const noexcept { return files.empty() && type_libraries.empty() && repository.empty(); }
};

void add_idl_options(CLI::App& verb, IdlOptions& idl);

/// What files, type libraries and the interface repository declare, empty if there are none. LoadError for wrong IDL,
/// UsageError for a wrong type library; what calls of the repository throw.
std::shared_ptr<const dynamic::Model> load(Tool& tool, const IdlOptions& idl);
/// What the interface repository declares that the object itself names (_get_interface); empty if it names none.
std::shared_ptr<const dynamic::Model> load_of(const Reference& object);
/// The same of files and type libraries, with all that a model leaves out.
dynamic::Repository load_repository(const IdlOptions& idl);

/// The interface of that name or id, or the only one whose last name this is. UsageError that names near ones.
const dynamic::Interface& interface_named(const dynamic::Model& model, const std::string& name);
/// Null if there is none.
const dynamic::Interface* find_interface(const dynamic::Model& model, const std::string& name);

/// Operations and attributes of an interface and its bases.
std::vector<std::string> names_of(const dynamic::Model& model, const dynamic::Interface& interface);

}  // namespace corbel::tool
