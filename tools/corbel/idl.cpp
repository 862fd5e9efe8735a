// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/idl.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "orb/engine/dynamic/type_library.hpp"
#include "orb/ifr/read.hpp"
#include "orb/json/value_form.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

void one_each(CLI::Option* option, const char* what) {
    option->type_name(what)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

/// In the messages of idlc options have the names that they have here.
std::string with_own_options(std::string text) {
    constexpr std::string_view theirs = "--idl 4", own = "--idl4";
    for (auto at = text.find(theirs); at != text.npos; at = text.find(theirs, at)) text.replace(at, theirs.size(), own);
    return text;
}

dynamic::Repository idl_file(const std::string& path, const idl_loader::Options& options) {
    try {
        return idl_loader::load_repository(path, options);
    } catch (const idl_loader::LoadError& error) {
        throw idl_loader::LoadError{with_own_options(error.what())};
    }
}

dynamic::Repository type_library(const std::string& path) {
    try {
        return dynamic::load_type_library(path);
    } catch (const SystemError& error) {
        throw UsageError{error.text()};
    }
}

dynamic::Repository read_repository(Tool& tool, const std::string& reference) {
    const auto object = reference == "InterfaceRepository" ? tool.orb()->resolve_initial_references(reference)
                                                           : tool.reference(reference);
    return ifr::read(make_object_reference<CORBA::Repository>(object));
}

/// Adds what has a name that ends in this one.
void find_ends(const dynamic::Definition& scope, const std::string& name,
               std::vector<const dynamic::Definition*>& found) {
    for (const auto& each : scope.contents) {
        if (each->kind == dynamic::DefinitionKind::value_member) continue;
        if (each->scoped_name().ends_with("::" + name)) found.push_back(each.get());
        find_ends(*each, name, found);
    }
}

}  // namespace

std::vector<std::string> own_folders() {
    std::error_code fault;
    auto folder = std::filesystem::read_symlink("/proc/self/exe", fault).parent_path();
    for (int levels = 0; levels < 2 && folder.has_relative_path(); ++levels) {
        folder = folder.parent_path();
        if (const auto found = folder / "share/corbel/idl"; std::filesystem::is_directory(found, fault)) return {found};
    }
    return {};
}

void add_idl_options(CLI::App& verb, IdlOptions& idl) {
    idl.options.builtin_folders = own_folders();
    idl.options.warn = [](const std::string& message) { std::cerr << message << '\n'; };
    one_each(verb.add_option("--idl", idl.files, "An IDL file that declares the interface; may be repeated"), "FILE");
    one_each(verb.add_option("--types", idl.type_libraries, "A type library of idlc --typelib, instead of IDL files"),
             "FILE");
    verb.add_option("--ifr", idl.repository,
                    "An interface repository, instead of IDL files; InterfaceRepository: the one of -ORBInitRef")
        ->type_name("REF");
    one_each(verb.add_option("-I", idl.options.include_folders, "Search this folder for included files"), "DIR");
    one_each(verb.add_option("-D", idl.options.definitions, "Define a macro"), "NAME[=VALUE]");
    verb.add_flag("--idl4", idl.options.idl4, "Take what IDL 4 adds");
    verb.add_option_function<std::string>(
            "--case-clash", [&idl](const std::string& how) { set_case_clash(idl, how); },
            "Names that differ only in case: error, warn or ignore")
        ->check(CLI::IsMember({"error", "warn", "ignore"}))
        ->type_name("HOW");
}

void set_case_clash(IdlOptions& idl, const std::string& how) {
    using idl_loader::CaseClash;
    idl.options.case_clash = how == "warn"     ? CaseClash::warning
                             : how == "ignore" ? CaseClash::ignored
                                               : CaseClash::error;
}

dynamic::Repository load_files(const IdlOptions& idl) {
    dynamic::Repository repository;
    for (const auto& each : idl.files) repository.merge(idl_file(each, idl.options));
    for (const auto& each : idl.type_libraries) repository.merge(type_library(each));
    return repository;
}

dynamic::Repository load_repository(Tool& tool, const IdlOptions& idl) {
    auto repository = load_files(idl);
    if (!idl.repository.empty()) repository.merge(read_repository(tool, idl.repository));
    return repository;
}

std::shared_ptr<const dynamic::Model> load(Tool& tool, const IdlOptions& idl) {
    return std::make_shared<dynamic::Model>(load_repository(tool, idl).model());
}

dynamic::Repository load_repository_of(const Reference& object) {
    try {
        const auto interface = make_object_reference<CORBA::Object>(object)->_get_interface();
        if (!interface) return {};
        const auto definition = make_object_reference<CORBA::InterfaceDef>(interface->_reference());
        return ifr::read(definition->containing_repository());
    } catch (const CORBA::SystemException&) {
        return {};  // most servers have no repository
    }
}

std::shared_ptr<const dynamic::Model> load_of(const Reference& object) {
    return std::make_shared<dynamic::Model>(load_repository_of(object).model());
}

dynamic::Repository own_orb_idl(const IdlOptions& idl) {
    if (idl.options.builtin_folders.empty()) return {};
    return idl_loader::load_repository(idl.options.builtin_folders.front() + "/orb.idl", idl.options);
}

const dynamic::Definition* definition_named(const dynamic::Repository& definitions, const std::string& name) {
    if (name.empty()) return &definitions.root();
    if (const auto* found = definitions.find(name)) return found;
    if (const auto* found = definitions.lookup("::" + name, definitions.root())) return found;
    std::vector<const dynamic::Definition*> found;
    find_ends(definitions.root(), name, found);
    std::stable_partition(found.begin(), found.end(), [](const auto* each) { return each->is_interface(); });
    return found.empty() ? nullptr : found.front();
}

const dynamic::Interface* find_interface(const dynamic::Model& model, const std::string& name) {
    if (const auto* found = model.interface(name)) return found;
    const dynamic::Interface* only = nullptr;
    for (const auto& each : model.interfaces()) {
        if (!each.name.ends_with("::" + name)) continue;
        if (only) return nullptr;
        only = &each;
    }
    return only;
}

const dynamic::Interface& interface_named(const dynamic::Model& model, const std::string& name) {
    if (const auto* found = find_interface(model, name)) return *found;
    std::vector<std::string> names;
    for (const auto& each : model.interfaces()) names.push_back(each.name);
    if (names.empty()) throw UsageError{"no IDL declares the interface " + name + ": give its file with --idl"};
    const auto hint = json::nearest(name, names);
    throw UsageError{"the IDL has no interface " + name + (hint.empty() ? "" : "; did you mean " + hint + "?")};
}

std::vector<std::string> names_of(const dynamic::Model& model, const dynamic::Interface& interface) {
    std::vector<std::string> names;
    for (const auto* each : model.lineage(interface)) {
        for (const auto& one : each->operations) names.push_back(one.name);
        for (const auto& one : each->attributes) names.push_back(one.name);
    }
    return names;
}

}  // namespace corbel::tool
