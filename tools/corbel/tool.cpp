// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/tool.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "orb/engine/core/naming.hpp"

namespace corbel::tool {
namespace {

core::Options parse(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "corbel");
    std::vector<char*> argv;
    for (auto& each : arguments) argv.push_back(each.data());
    argv.push_back(nullptr);
    auto argc = static_cast<int>(arguments.size());
    return core::Options::parse(argc, argv.data());
}

bool is_url(std::string_view text) {
    for (const std::string_view scheme : {"IOR:", "ior:", "corbaloc:", "corbaname:", "file:"})
        if (text.starts_with(scheme)) return true;
    return false;
}

}  // namespace

Tool::Tool(std::vector<std::string> orb_options) : options_{parse(std::move(orb_options))} {}

Tool::~Tool() {
    if (orb_) orb_->destroy();
}

bool Tool::colours() const { return !json && ::isatty(STDOUT_FILENO) && !std::getenv("NO_COLOR"); }

const std::shared_ptr<core::Orb>& Tool::orb() {
    if (!orb_) orb_ = core::Orb::create(options_);
    return orb_;
}

Reference Tool::reference(const std::string& text) {
    if (text.empty()) throw UsageError{"the reference is empty"};
    std::error_code ignored;
    auto found = is_url(text) || std::filesystem::exists(text, ignored)
                     ? orb()->string_to_object(text)
                     : core::resolve_name(orb()->resolve_initial_references("NameService"), text, "the naming service");
    if (!found) throw UsageError{"\"" + escaped(text, 80) + "\" is a nil reference: there is no object to talk to"};
    return found;
}

CLI::App* add_verb(CLI::App& app, const std::string& name, const std::string& purpose, const std::string& examples) {
    auto* verb = app.add_subcommand(name, purpose);
    verb->fallthrough();
    verb->footer("Examples:\n" + examples);
    return verb;
}

}  // namespace corbel::tool
