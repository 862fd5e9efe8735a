// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/caller.hpp"

#include <algorithm>

#include "orb/engine/dynamic/idl_type.hpp"
#include "orb/engine/types/root_type.hpp"
#include "tools/corbel/call_json.hpp"
#include "tools/corbel/conversation.hpp"

namespace corbel::tool {

using dynamic::Direction;
using json::Node;

namespace {

/// JSON, or a text that need not be quoted in a terminal.
Node argument(std::string word) {
    if (word.starts_with(" [") || word.starts_with(" -")) word.erase(0, 1);
    try {
        return json::parse(word);
    } catch (const json::Error&) {
        if (!word.empty() && std::string_view{"{[\""}.find(word[0]) != std::string_view::npos) throw;
        return Node::string(word);
    }
}

/// "Bank::Account", which no operation is called.
bool is_scoped_name(const std::string& word) {
    return word.substr(0, word.find_first_of("=\"")).find("::") != word.npos;
}

bool is_attribute(const dynamic::Model& model, const std::string& name) {
    const auto& all = model.interfaces();
    return std::any_of(all.begin(), all.end(), [&](const auto& each) { return model.attribute(each, name); });
}

/// "owner = 8" is "owner=8".
void join_assignment(const dynamic::Model& model, std::vector<std::string>& words) {
    const bool apart = words.size() == 3 && words[1] == "=" && is_attribute(model, words[0]);
    const bool open = words.size() == 2 && words[0].find('=') == words[0].size() - 1;
    if (!apart && !open) return;
    for (std::size_t i = 1; i < words.size(); ++i) words[0] += words[i];
    words.resize(1);
}

}  // namespace

void add_call_words(CLI::App& verb, CallWords& call) {
    add_idl_options(verb, call.idl);
    verb.add_option("REF", call.reference, reference_help)->required();
    verb.add_option("WORDS", call.words,
                    "[INTERFACE] OPERATION [ARGUMENTS], ATTRIBUTE, ATTRIBUTE=VALUE, or - to read calls from standard "
                    "input. The interface is the reference's own if none is named. Arguments are one JSON object by "
                    "name, one JSON array by position, or a word each")
        ->required();
}

Caller::Caller(Tool& tool, const CallWords& call) : Caller{tool, load(tool, call.idl), tool.reference(call.reference)} {
    const bool wants_idl = !call.words.empty() && !call.words.front().starts_with('_');
    if (call.idl.empty() && wants_idl) model_ = load_of(target_);
    context_.model = model_.get();
}

Caller::Caller(Tool& tool, std::shared_ptr<const dynamic::Model> model, Reference target)
    : tool_{tool}, model_{std::move(model)}, target_{std::move(target)},
      context_{model_.get(), [this](std::string_view url) { return tool_.reference(std::string{url}).ior(); }} {}

Caller::Wanted Caller::wanted(std::vector<std::string> words) {
    std::string interface;
    if (is_scoped_name(words[0]) || (words.size() > 1 && find_interface(*model_, words[0]))) {
        interface = interface_named(*model_, words[0]).name;
        words.erase(words.begin());
        if (words.empty()) throw UsageError{"an operation or attribute of " + interface + " is to follow"};
    }
    join_assignment(*model_, words);
    auto arguments = Node::array();
    auto operation = words[0];
    if (operation == "-") {
        if (!interface.empty()) choose_interface(interface, {});
        return {operation, std::move(arguments)};
    }
    if (const auto equals = words[0].find('='); equals != std::string::npos) {
        if (words.size() > 1) throw UsageError{"nothing may follow " + words[0] + ": it sets an attribute"};
        operation = "_set_" + words[0].substr(0, equals);
        arguments.items.push_back(argument(words[0].substr(equals + 1)));
    }
    for (std::size_t i = 1; i < words.size(); ++i) arguments.items.push_back(argument(words[i]));
    choose_interface(interface, operation.starts_with("_set_") ? operation.substr(5) : operation);
    const bool whole = words.size() == 2 && (arguments.items[0].is(Node::Kind::object) ||
                                             arguments.items[0].is(Node::Kind::array));
    return {operation, whole ? Node{arguments.items[0]} : arguments};
}

void Caller::choose_interface(const std::string& name, const std::string& operation) {
    interface_ = name.empty() ? of_reference(operation) : &interface_named(*model_, name);
    operations_.clear();
}

void Caller::choose_interface_if_known(const std::string& name) {
    if (!name.empty()) return choose_interface(name, {});
    interface_ = model_->interface(target_.ior().type_id);
    operations_.clear();
}

Node Caller::answer(const std::string& name, const Node& arguments, int& status) {
    const auto& operation = operation_named(name);
    auto given = values(operation, arguments);
    const dynamic::LastUse last_of_given{given};
    auto outcome = call(operation, given);
    const dynamic::LastUse last_of_outcome{outcome};
    if (!outcome.ok()) status = user_exception;
    return answer_to_json(operation, outcome, context_);
}

const dynamic::Interface* Caller::of_reference(const std::string& operation) const {
    const auto& id = target_.ior().type_id;
    if (const auto* found = model_->interface(id)) return found;
    if (const auto* found = interface_with(*model_, operation)) return found;
    if (model_->interfaces().empty() || operation.starts_with("_")) return nullptr;
    throw UsageError{(id.empty() ? std::string{"the reference does not say its interface"}
                                 : "no IDL declares " + escaped(id, 120) + ", the type of the reference") +
                     ": name the interface before the operation"};
}

const dynamic::Operation& Caller::operation_named(const std::string& name) {
    if (const auto known = operations_.find(name); known != operations_.end()) return known->second;
    static const dynamic::Interface any_object{"Object", std::string{types::object_id}, false, false, {}, {}, {}};
    const auto& interface = interface_ ? *interface_ : any_object;
    auto found = model_->operation(interface, name);
    if (!found && model_->attribute(interface, name)) found = model_->operation(interface, "_get_" + name);
    if (!found) unknown(interface, name);
    return operations_.emplace(name, std::move(*found)).first->second;
}

void Caller::unknown(const dynamic::Interface& interface, const std::string& name) const {
    if (const auto attribute = name.substr(0, 5) == "_set_" ? name.substr(5) : name;
        model_->attribute(interface, attribute))
        throw UsageError{"the attribute " + attribute + " of " + interface.name + " is readonly"};
    const auto hint = json::nearest(name, names_of(*model_, interface));
    throw UsageError{interface.name + " has no operation or attribute " + name +
                     (hint.empty() ? "" : "; did you mean " + hint + "?") +
                     (interface_ ? "" : ": give its IDL with --idl")};
}

void Caller::missing(const dynamic::Operation& operation, const dynamic::Parameter& argument) const {
    throw json::Error{"the argument \"" + argument.name + "\" of " + operation.name + " (" +
                      dynamic::idl_type(*argument.type, model_.get()) + ") is missing"};
}

dynamic::Values Caller::values(const dynamic::Operation& operation, const Node& arguments) const {
    if (!arguments.is(Node::Kind::object) && !arguments.is(Node::Kind::array))
        throw json::Error{"the arguments of " + operation.name +
                          " are an object by name or an array by position, found " + arguments.describe()};
    return arguments.is(Node::Kind::object) ? by_name(operation, arguments) : by_position(operation, arguments);
}

dynamic::Values Caller::by_name(const dynamic::Operation& operation, const Node& arguments) const {
    std::vector<std::string> names;
    for (const auto& each : operation.parameters)
        if (each.direction != Direction::out) names.push_back(each.name);
    for (const auto& [name, ignored] : arguments.members) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        throw json::Error{operation.name + " has no in or inout parameter \"" + name + "\"" +
                          json::instead_of(name, names)};
    }
    dynamic::Values all;
    for (const auto& each : operation.parameters) {
        if (each.direction == Direction::out) {
            all.emplace_back();
            continue;
        }
        const auto* given = arguments.find(each.name);
        if (!given)
            missing(operation, each);
        all.push_back(json::from_json(*given, *each.type, context_, each.name));
    }
    return all;
}

dynamic::Values Caller::by_position(const dynamic::Operation& operation, const Node& arguments) const {
    dynamic::Values all;
    std::size_t used = 0;
    for (const auto& each : operation.parameters) {
        if (each.direction == Direction::out) {
            all.emplace_back();
        } else if (used < arguments.items.size()) {
            all.push_back(json::from_json(arguments.items[used++], *each.type, context_, each.name));
        } else {
            missing(operation, each);
        }
    }
    if (used != arguments.items.size())
        throw json::Error{operation.name + " takes " + std::to_string(used) + " arguments, found " +
                          std::to_string(arguments.items.size())};
    return all;
}

}  // namespace corbel::tool
