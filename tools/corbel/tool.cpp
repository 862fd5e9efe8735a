// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/tool.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "orb/engine/cdr/code_set.hpp"
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

std::string plain(const json::Node& node) {
    return node.is(json::Node::Kind::string) ? node.text : json::to_text(node);
}

bool is_nested(const json::Node& node) {
    if (node.is(json::Node::Kind::object)) return !node.members.empty();
    return node.is(json::Node::Kind::array) && !node.items.empty();
}

void outline(std::ostream& out, const json::Node& node, std::size_t depth);

void entry(std::ostream& out, const std::string& label, const json::Node& node, std::size_t depth) {
    out << std::string(2 * depth, ' ') << label;
    if (!is_nested(node)) {
        out << ' ' << plain(node) << '\n';
        return;
    }
    out << '\n';
    outline(out, node, depth + 1);
}

void outline(std::ostream& out, const json::Node& node, std::size_t depth) {
    if (!is_nested(node)) {
        out << std::string(2 * depth, ' ') << plain(node) << '\n';
        return;
    }
    for (const auto& [name, value] : node.members) entry(out, name + ":", value, depth);
    for (const auto& each : node.items) entry(out, "-", each, depth);
}

}  // namespace

Tool::Tool(std::vector<std::string> orb_options) : options_{parse(std::move(orb_options))} {}

Tool::~Tool() {
    if (orb_) orb_->destroy();
}

bool Tool::for_people() const { return !json && ::isatty(STDOUT_FILENO); }

bool Tool::colours() const { return for_people() && !std::getenv("NO_COLOR"); }

void Tool::print(const json::Node& node) const {
    if (json) std::cout << json::to_text(node) << '\n';
    else outline(std::cout, node, 0);
}

const std::shared_ptr<core::Orb>& Tool::orb() {
    if (!orb_) orb_ = core::Orb::create(options_);
    return orb_;
}

Reference Tool::reference(const std::string& text) {
    if (text.empty()) throw UsageError{"the reference is empty"};
    std::error_code ignored;
    const auto path = text.starts_with("file:") && !text.starts_with("file://") ? text.substr(5) : text;
    auto found = std::filesystem::exists(path, ignored) ? orb()->string_to_object(path)
                 : is_url(text)                         ? orb()->string_to_object(text)
                                                        : named(text);
    if (!found) throw UsageError{"\"" + escaped(text, 80) + "\" is a nil reference: there is no object to talk to"};
    return found;
}

Reference Tool::named(const std::string& name) {
    try {
        return core::resolve_name(orb()->resolve_initial_references("NameService"), name, "the naming service");
    } catch (const SystemError& error) {
        throw SystemError{error.error(), error.minor(), error.completed(),
                          "there is no file " + escaped(name, 80) + ", and as a name: " + error.what()};
    }
}

json::Node describe(const SystemError& error) {
    constexpr const char* completions[] = {"yes", "no", "maybe"};
    auto node = json::Node::object();
    node.add("system_exception", json::Node::string(std::string{name_of(error.error())}));
    node.add("minor", json::Node::number(static_cast<long long>(error.minor())));
    node.add("completed", json::Node::string(completions[static_cast<unsigned>(error.completed()) % 3]));
    node.add("reason", json::Node::string(cdr::is_utf8(error.text()) ? error.text() : escaped(error.text(), 2000)));
    return node;
}

CLI::App* add_verb(CLI::App& app, const std::string& name, const std::string& purpose, const std::string& examples) {
    auto* verb = app.add_subcommand(name, purpose);
    verb->fallthrough();
    verb->footer("Examples:\n" + examples);
    return verb;
}

}  // namespace corbel::tool
