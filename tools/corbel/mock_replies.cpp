// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/mock_replies.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "orb/engine/dynamic/idl_type.hpp"

namespace corbel::tool {

using dynamic::Direction;
using json::Node;

namespace {

std::vector<std::string> standard_exceptions() {
    std::vector<std::string> names;
    for (unsigned i = 0; i < error_count; ++i) names.emplace_back(name_of(static_cast<Error>(i)));
    return names;
}

/// A parameter's place in a reply: the result is called "return".
std::string member_of(const dynamic::Parameter& parameter) {
    return parameter.name == "return" ? "_return" : parameter.name;
}

/// What a reply of results may have.
std::vector<std::string> result_members(const dynamic::Operation& operation) {
    std::vector<std::string> names;
    if (operation.result->kind() != types::TCKind::tk_void) names.emplace_back("return");
    for (const auto& each : operation.parameters)
        if (each.direction != Direction::in) names.push_back(member_of(each));
    return names;
}

std::vector<std::string> members_for(const dynamic::Operation& operation, const Node& reply) {
    if (reply.find("system_exception")) return {"system_exception", "minor", "completed", "delay_ms"};
    if (reply.find("exception")) return {"exception", "members", "delay_ms"};
    auto names = result_members(operation);
    for (const char* each : {"exception", "system_exception", "delay_ms"}) names.emplace_back(each);
    return names;
}

void require_members(const Node& reply, const std::vector<std::string>& names, const std::string& path,
                     const std::string& owner) {
    for (const auto& [name, ignored] : reply.members)
        if (std::find(names.begin(), names.end(), name) == names.end())
            throw json::Error{"at " + path + ": " + owner + " has no \"" + escaped(name, 80) + "\"" +
                              json::instead_of(name, names)};
}

/// The name of the argument that stands for a value: "$a", but not "$5" and not "$$a", which are texts.
std::optional<std::string> argument_named(const Node& node) {
    if (!node.is(Node::Kind::string) || node.text.size() < 2 || node.text[0] != '$') return std::nullopt;
    const auto name = node.text.substr(1);
    const auto is_part = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
    if (std::isdigit(static_cast<unsigned char>(name[0])) || !std::all_of(name.begin(), name.end(), is_part))
        return std::nullopt;
    return name;
}

bool may_stand_for(const types::TypeCode& argument, const types::TypeCode& declared, const dynamic::Model* model) {
    const auto& from = argument.resolved();
    const auto& to = declared.resolved();
    if (from.kind() == types::TCKind::tk_objref) return to.kind() == from.kind();
    const bool is_value = from.kind() == types::TCKind::tk_value || from.kind() == types::TCKind::tk_value_box;
    if (is_value && to.has_id() && model && model->conforms(from, to)) return true;
    return from.equivalent(to);
}

dynamic::Values initial_arguments(const dynamic::Operation& operation) {
    dynamic::Values all;
    for (const auto& each : operation.parameters)
        all.push_back(each.direction == Direction::out ? dynamic::Value{} : dynamic::initial_value(*each.type));
    return all;
}

}  // namespace

// -- one reply

void MockReply::refuse(const std::string& path, const std::string& what) const {
    throw json::Error{"at " + path + ": " + what};
}

MockAnswer MockReply::read(const Node& reply) const {
    if (!reply.is(Node::Kind::object))
        refuse(path_, "expected an object, the answer to a call, found " + reply.describe());
    if (!for_all_) require_members(reply, members_for(operation_, reply), path_, "a reply of " + operation_.name);
    MockAnswer answer;
    if (reply.find("delay_ms")) answer.delay = std::chrono::milliseconds{number(reply, "delay_ms")};
    if (const auto* name = reply.find("system_exception")) answer.error = system_exception(reply, *name);
    else if (const auto* exception = reply.find("exception")) answer.outcome = user_exception(reply, *exception);
    else answer.outcome = results(reply);
    return answer;
}

std::uint32_t MockReply::number(const Node& reply, const char* name) const {
    static const auto type = types::TypeCode::primitive(types::TCKind::tk_ulong);
    return static_cast<std::uint32_t>(
        json::from_json(*reply.find(name), *type, context_, path_ + "." + name).as<std::uint64_t>());
}

SystemError MockReply::system_exception(const Node& reply, const Node& name) const {
    static const auto known = standard_exceptions();
    const auto at = std::find(known.begin(), known.end(), name.text);
    if (!name.is(Node::Kind::string) || at == known.end()) {
        const auto near = json::nearest(name.text, known);
        refuse(path_ + ".system_exception", "expected the name of a standard exception, found " + name.describe() +
                                                (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
    }
    static const std::vector<std::string> completions{"yes", "no", "maybe"};  // as Completion has them
    auto completed = Completion::no;
    if (const auto* given = reply.find("completed")) {
        const auto found = std::find(completions.begin(), completions.end(), given->text);
        if (!given->is(Node::Kind::string) || found == completions.end())
            refuse(path_ + ".completed", "expected \"yes\", \"no\" or \"maybe\", found " + given->describe());
        completed = static_cast<Completion>(found - completions.begin());
    }
    return {static_cast<Error>(at - known.begin()), reply.find("minor") ? number(reply, "minor") : 0u, completed,
            "a mock's answer"};
}

types::TypeCodePtr MockReply::exception_named(const Node& name) const {
    const auto path = path_ + ".exception";
    if (!name.is(Node::Kind::string)) refuse(path, "expected the name of an exception, found " + name.describe());
    std::vector<std::string> names;
    for (const auto& each : operation_.raises) {
        names.push_back(dynamic::idl_name(*each, context_.model));
        if (name.text == each->id() || name.text == each->name() || name.text == names.back()) return each;
    }
    const auto known = context_.model ? context_.model->type(name.text) : nullptr;
    const bool is_exception = known && known->kind() == types::TCKind::tk_except;
    if (names.empty()) refuse(path, operation_.name + " raises no user exceptions");
    refuse(path, (is_exception ? operation_.name + " does not raise " : "there is no exception ") + name.text +
                     json::instead_of(name.text, names));
}

dynamic::Outcome MockReply::user_exception(const Node& reply, const Node& name) const {
    dynamic::Outcome outcome;
    outcome.exception_type = exception_named(name);
    const auto& type = *outcome.exception_type;
    outcome.exception = type.id();
    if (const auto* members = reply.find("members"))
        outcome.exception_members =
            json::from_json(*members, type, context_, path_ + ".members").as<dynamic::Values>();
    else
        for (std::uint32_t i = 0; i < type.member_count(); ++i)
            outcome.exception_members.push_back(dynamic::initial_value(type.member(i)));
    return outcome;
}

dynamic::Outcome MockReply::results(const Node& reply) const {
    dynamic::Outcome outcome;
    const bool is_void = operation_.result->kind() == types::TCKind::tk_void;
    if (!is_void) outcome.result = result(reply.find("return"), *operation_.result, "return", nullptr);
    for (std::size_t i = 0; i < operation_.parameters.size(); ++i) {
        const auto& each = operation_.parameters[i];
        const auto name = member_of(each);
        const auto* came = each.direction == Direction::inout ? &arguments_[i] : nullptr;
        outcome.parameters.push_back(
            each.direction == Direction::in ? dynamic::Value{} : result(reply.find(name), *each.type, name, came));
    }
    return outcome;
}

// What the reply says, else the inout argument as it came, else what the type begins with.
dynamic::Value MockReply::result(const Node* node, const types::TypeCode& type, const std::string& name,
                                 const dynamic::Value* came) const {
    const auto path = path_ + "." + name;
    if (node) {
        const auto wanted = argument_named(*node);
        if (!wanted && node->text.starts_with("$$"))
            return json::from_json(Node::string(node->text.substr(1)), type, context_, path);
        if (!wanted) return json::from_json(*node, type, context_, path);
        if (auto found = argument(*wanted, type, path)) return std::move(*found);
    }
    return came ? *came : dynamic::initial_value(type);
}

std::optional<dynamic::Value> MockReply::argument(const std::string& name, const types::TypeCode& type,
                                                  const std::string& path) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < operation_.parameters.size(); ++i) {
        const auto& each = operation_.parameters[i];
        if (each.direction == Direction::out) continue;
        names.push_back("$" + each.name);
        if (each.name != name) continue;
        if (may_stand_for(*each.type, type, context_.model)) return arguments_[i];
        if (for_all_) return std::nullopt;
        refuse(path, "expected " + dynamic::idl_type(type, context_.model) + ", found \"$" + name + "\", which is of " +
                         dynamic::idl_type(*each.type, context_.model));
    }
    if (for_all_) return std::nullopt;
    refuse(path, operation_.name + " takes no argument \"$" + name + "\"" + json::instead_of("$" + name, names) +
                     "; \"$$" + name + "\" is the text $" + name);
}

// -- the file

struct MockReplies::Served {
    const dynamic::Interface* interface;
    dynamic::Operation operation;

    std::string full_name() const { return interface->name + "::" + operation.name; }
};

MockReplies::MockReplies(Node all, std::string file) : all_{std::move(all)}, file_{std::move(file)} {
    if (!all_.is(Node::Kind::object))
        throw json::Error{file_ + ": replies are an object with a member for each operation, found " + all_.describe()};
}

MockReplies::Reply MockReplies::next(const std::string& interface, const std::string& operation) {
    static const Node none = Node::object();
    for (const auto& name : {interface + "::" + operation, operation, std::string{"*"}}) {
        const auto* found = all_.find(name);
        if (!found) continue;
        if (!found->is(Node::Kind::array)) return {found, name, name == "*"};
        const std::lock_guard lock{mutex_};
        auto& at = used_[name];
        const Reply reply{&found->items[at], name + "[" + std::to_string(at) + "]", name == "*"};
        if (at + 1 < found->items.size()) ++at;
        return reply;
    }
    return {&none, operation, false};
}

std::vector<MockReplies::Served> MockReplies::served_by(const dynamic::Model& model, const Interfaces& interfaces) {
    std::vector<Served> served;
    const auto add = [&](const dynamic::Interface& interface, const std::string& name) {
        if (auto operation = model.operation(interface, name)) served.push_back({&interface, std::move(*operation)});
    };
    for (const auto* interface : interfaces) {
        for (const auto* each : model.lineage(*interface)) {
            for (const auto& one : each->operations) add(*interface, one.name);
            for (const auto& one : each->attributes) {
                add(*interface, "_get_" + one.name);
                add(*interface, "_set_" + one.name);
            }
        }
    }
    return served;
}

/// Those that next() will answer with the key.
std::vector<const MockReplies::Served*> MockReplies::meant_by(const std::string& key,
                                                              const std::vector<Served>& served) const {
    std::vector<const Served*> meant;
    for (const auto& each : served) {
        const bool has_own = all_.find(each.full_name());
        if (key == each.full_name() || (key == each.operation.name && !has_own) ||
            (key == "*" && !has_own && !all_.find(each.operation.name)))
            meant.push_back(&each);
    }
    return meant;
}

void MockReplies::check(const dynamic::Model& model, const Interfaces& interfaces, const json::Context& context) const {
    const auto served = served_by(model, interfaces);
    try {
        for (const auto& [key, reply] : all_.members) {
            check_key(key, served, model);
            const auto meant = meant_by(key, served);
            if (!reply.is(Node::Kind::array)) {
                check_reply(reply, key, meant, context);
            } else if (reply.items.empty()) {
                throw json::Error{"at " + key + ": expected replies, found an empty array"};
            }
            for (std::size_t i = 0; i < reply.items.size(); ++i)
                check_reply(reply.items[i], key + "[" + std::to_string(i) + "]", meant, context);
        }
    } catch (const json::Error& error) {
        throw json::Error{file_ + ": " + error.what()};
    }
}

void MockReplies::check_key(const std::string& key, const std::vector<Served>& served,
                            const dynamic::Model& model) const {
    std::vector<std::string> names;
    for (const auto& each : served) {
        if (key == "*" || key == each.operation.name || key == each.full_name()) return;
        names.push_back(key.find("::") == key.npos ? each.operation.name : each.full_name());
    }
    const dynamic::Interface any{};
    std::string hint;
    if (const auto name = key.substr(key.find_last_of(':') + 1); model.operation(any, name)) {
        hint = ": every object answers it by itself";
    } else if (std::find(names.begin(), names.end(), "_get_" + key) != names.end()) {
        hint = ": an attribute is answered by \"_get_" + key + "\" and \"_set_" + key + "\"";
    } else {
        hint = json::instead_of(key, names);
    }
    throw json::Error{"at " + escaped(key, 80) + ": no interface that is served has this operation" + hint};
}

void MockReplies::check_reply(const Node& reply, const std::string& path, const std::vector<const Served*>& meant,
                              const json::Context& context) const {
    const bool for_all = path.starts_with('*');
    if (for_all) {
        std::set<std::string> names{"exception", "system_exception", "delay_ms", "members", "minor", "completed"};
        for (const auto* each : meant)
            for (auto& name : result_members(each->operation)) names.insert(std::move(name));
        require_members(reply, {names.begin(), names.end()}, path, "a reply");
    }
    std::optional<json::Error> first;
    for (const auto* each : meant) {
        try {
            MockReply{each->operation, initial_arguments(each->operation), context, path, for_all}.read(reply);
            if (for_all) return;  // it need not fit all
        } catch (const json::Error& error) {
            if (!first) first = error;
            if (!for_all) break;
        } catch (const SystemError&) {
            // A type whose values are too many to be made here: what is wrong is told at the call.
        }
    }
    if (first) throw json::Error{*first};
}

}  // namespace corbel::tool
