// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/idl.hpp"

#include "orb/json/value_form.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

void one_each(CLI::Option* option, const char* what) {
    option->type_name(what)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace

void add_idl_options(CLI::App& verb, IdlOptions& idl) {
    one_each(verb.add_option("--idl", idl.files, "An IDL file that declares the interface; may be repeated"), "FILE");
    one_each(verb.add_option("-I", idl.options.include_folders, "Search this folder for included files"), "DIR");
    one_each(verb.add_option("-D", idl.options.definitions, "Define a macro"), "NAME[=VALUE]");
    verb.add_flag("--idl4", idl.options.idl4, "Take what IDL 4 adds");
}

std::shared_ptr<const dynamic::Model> load(const IdlOptions& idl) {
    auto model = std::make_shared<dynamic::Model>();
    for (const auto& each : idl.files) model->merge(idl_loader::load(each, idl.options));
    return model;
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

}  // namespace corbel::tool
