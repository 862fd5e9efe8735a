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

/// --idl, --types, --ifr, -I, -D, --idl4 and --case-clash of the verbs that need IDL.
struct IdlOptions {
    std::vector<std::string> files;
    std::vector<std::string> type_libraries;
    std::string repository;  ///< REF, or InterfaceRepository for the initial reference of that name
    idl_loader::Options options;

    bool empty() const noexcept { return files.empty() && type_libraries.empty() && repository.empty(); }
};

/// Where idlc's own orb.idl lies: share/corbel/idl beside the folder of the program, as it is installed, or above it,
/// as it is built; empty if it is not found.
std::vector<std::string> own_folders();

void add_idl_options(CLI::App& verb, IdlOptions& idl);
/// --case-clash: "error", "warn" or "ignore".
void set_case_clash(IdlOptions& idl, const std::string& how);

/// What files, type libraries and the interface repository declare, empty if there are none. LoadError for wrong IDL,
/// UsageError for a wrong type library; what calls of the repository throw.
dynamic::Repository load_repository(Tool& tool, const IdlOptions& idl);
/// Of files and type libraries only.
dynamic::Repository load_files(const IdlOptions& idl);
/// All of it as a model for calls.
std::shared_ptr<const dynamic::Model> load(Tool& tool, const IdlOptions& idl);
/// What the interface repository declares that the object itself names (_get_interface); empty if it names none.
dynamic::Repository load_repository_of(const Reference& object);
std::shared_ptr<const dynamic::Model> load_of(const Reference& object);
/// What the orb.idl of idlc declares; empty if it is not found.
dynamic::Repository own_orb_idl(const IdlOptions& idl);

/// What has that repository id, that name or that end of a name, an interface before others; the root if the name is
/// empty, null if there is none.
const dynamic::Definition* definition_named(const dynamic::Repository& definitions, const std::string& name);
/// The interface of that name or id, or the only one whose last name this is. UsageError that names near ones.
const dynamic::Interface& interface_named(const dynamic::Model& model, const std::string& name);
/// Null if there is none.
const dynamic::Interface* find_interface(const dynamic::Model& model, const std::string& name);

/// Operations and attributes of an interface and its bases.
std::vector<std::string> names_of(const dynamic::Model& model, const dynamic::Interface& interface);

}  // namespace corbel::tool
