// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/tool.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/code_set.hpp"
#include "orb/engine/core/naming.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/json/value_form.hpp"

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

constexpr std::string_view schemes[] = {"IOR:", "ior:", "corbaloc:", "corbaname:", "file:"};

bool is_url(std::string_view text) {
    return std::any_of(std::begin(schemes), std::end(schemes), [&](auto scheme) { return text.starts_with(scheme); });
}

/// UsageError for "corbalok::host/x", which could be a name but will be a slip.
void require_no_slip(const std::string& text) {
    const auto word = text.substr(0, text.find(':') + 1);
    const auto is_letter = [](unsigned char c) { return std::isalpha(c); };
    if (word.empty() || !std::all_of(word.begin(), word.end() - 1, is_letter)) return;
    const auto near = json::nearest(word, {std::begin(schemes), std::end(schemes)});
    if (!near.empty())
        throw UsageError{"\"" + escaped(text, 80) + "\" is no reference; did you mean " + near + "?"};
}

/// UsageError for a file that cannot hold a reference.
void require_reference_in(const std::string& path) {
    std::ifstream in{path};
    std::string line;
    std::getline(in, line);
    if (is_url(line)) return;
    const auto what = line.empty() ? "cannot be read or its first line is empty"
                                   : "holds no reference, but: " + escaped(line, 60);
    throw UsageError{"the file " + escaped(path, 200) + " " + what +
                     (path.ends_with(".idl") ? "; IDL is given with --idl"
                                             : "; expected IOR:..., corbaloc:... or the like")};
}

/// Where a naming service was found.
std::string place_of(const giop::Ior& context) {
    for (const auto& profile : giop::iiop_profiles(context))
        for (const auto& address : profile.addresses) return address.to_string();
    return "NameService";
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
    auto reference = understood([&] { return found(text); });
    if (!reference) throw UsageError{"\"" + escaped(text, 80) + "\" is a nil reference: there is no object to talk to"};
    return reference;
}

Reference Tool::found(const std::string& text) {
    std::error_code ignored;
    const bool is_file = text.starts_with("file:");
    const auto path = is_file && !text.starts_with("file://") ? text.substr(5) : text;
    if (std::filesystem::exists(path, ignored)) {
        require_reference_in(path);
        return orb()->string_to_object(path);
    }
    if (is_file && path != text) throw UsageError{"there is no file " + escaped(path, 200)};
    return is_url(text) ? orb()->string_to_object(text) : named(text);
}

Reference Tool::named(const std::string& name) {
    require_no_slip(name);
    try {
        const auto context = orb()->resolve_initial_references("NameService");
        return core::resolve_name(context, name, place_of(context.ior()));
    } catch (const SystemError& error) {
        const auto text = "there is no file " + escaped(name, 80) + ", and as a name: " + error.what();
        if (is_of_text(error)) throw UsageError{text};
        throw SystemError{error.error(), error.minor(), error.completed(), text};
    }
}

bool is_of_text(const SystemError& error) noexcept {
    if (error.error() == Error::inv_objref) return error.minor() == minor::bad_ior;
    return error.error() == Error::bad_param &&
           (error.minor() == minor::bad_schema_name || error.minor() == minor::bad_address ||
            error.minor() == minor::bad_schema_specific_part);
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
