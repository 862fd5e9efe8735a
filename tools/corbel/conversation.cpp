// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/conversation.hpp"

#include <algorithm>

#include "orb/engine/base/error.hpp"
#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/giop/reply.hpp"
#include "orb/engine/giop/system_exception.hpp"
#include "tools/corbel/call_json.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {

using dynamic::Operation;
using giop::MessageType;
using giop::ReplyStatus;
using json::Node;

namespace {

bool has(const dynamic::Model& model, const dynamic::Interface& interface, std::string_view operation) {
    return model.operation(interface, operation) || model.attribute(interface, operation);
}

std::string version_text(giop::Version version) {
    return std::to_string(version.major) + "." + std::to_string(version.minor);
}

// As much of unreadable bytes as helps.
Node bytes_node(const cdr::Reader& in, ByteView whole) {
    const auto left = whole.last(std::min(in.remaining(), whole.size()));
    return Node::string(to_hex(left.first(std::min<std::size_t>(left.size(), 64))) + (left.size() > 64 ? "..." : ""));
}

}  // namespace

const dynamic::Interface* interface_with(const dynamic::Model& model, std::string_view operation) {
    std::vector<const dynamic::Interface*> all;
    for (const auto& each : model.interfaces())
        if (!operation.empty() && has(model, each, operation)) all.push_back(&each);
    const auto base = std::find_if(all.begin(), all.end(), [&](const auto* each) {
        return std::all_of(all.begin(), all.end(), [&](const auto* other) {
            const auto lineage = model.lineage(*other);
            return std::find(lineage.begin(), lineage.end(), each) != lineage.end();
        });
    });
    return base == all.end() ? nullptr : *base;
}

void KnownObjects::add(const giop::Ior& reference) {
    if (!model_.interface(reference.type_id)) return;
    const std::lock_guard lock{mutex_};
    for (const auto& profile : giop::iiop_profiles(reference)) types_[profile.object_key] = reference.type_id;
}

const dynamic::Interface* KnownObjects::interface(ByteView object_key, std::string_view operation) const {
    {
        const std::lock_guard lock{mutex_};
        if (const auto at = types_.find(to_octets(object_key)); at != types_.end()) return model_.interface(at->second);
    }
    return interface_with(model_, operation);
}

Conversation::Conversation(const dynamic::Model& model, KnownObjects& objects, Tell tell)
    : model_{model}, objects_{objects}, tell_{std::move(tell)}, context_{&model_, {}},
      encoding_{giop::default_encoding({1, 2}, cdr::CodeSet::utf_8)} {}

template <class Handle>
void Conversation::feed(Side& side, const char* name, ByteView bytes, Handle handle) {
    if (!side.understood) return;
    try {
        side.reader.feed(bytes);
        while (const auto message = side.reader.next()) handle(*message);
    } catch (const SystemError& error) {
        side.understood = false;
        auto node = Node::object();
        node.add("from", Node::string(name));
        node.add("error", Node::string(error.what()));
        tell_(std::move(node));
    }
}

void Conversation::from_client(ByteView bytes, Clock::time_point now) {
    feed(client_, "client", bytes, [&](const giop::Message& message) {
        if (message.type() == MessageType::request) request(message, now);
        else tell_message("client", message);
    });
}

void Conversation::from_server(ByteView bytes, Clock::time_point now) {
    feed(server_, "server", bytes, [&](const giop::Message& message) {
        if (message.type() == MessageType::reply) reply(message, now);
        else tell_message("server", message);
    });
}

void Conversation::end() {
    for (auto& [id, each] : pending_) {
        each.call.add("error", Node::string("the connection ended without an answer"));
        tell_(std::move(each.call));
    }
    pending_.clear();
}

void Conversation::tell_message(const char* from, const giop::Message& message) {
    auto node = Node::object();
    node.add("from", Node::string(from));
    node.add("message", Node::string(std::string{giop::name_of(message.type())}));
    tell_(std::move(node));
}

void Conversation::request(const giop::Message& message, Clock::time_point now) {
    giop::RequestHeader header;
    auto in = message.reader(encoding_);
    header.read(in, message.version());
    if (const auto* context = giop::find_context(header.service_contexts, giop::context_id::code_sets)) {
        giop::apply_code_sets_context(*context, encoding_);
        in = message.reader(encoding_);
        header.read(in, message.version());
    }
    const auto* interface = objects_.interface(header.target.object_key, header.operation);
    Pending made{Node::object(), interface ? model_.operation(*interface, header.operation) : std::nullopt, now};
    made.call.add("giop", Node::string(version_text(message.version())));
    made.call.add("id", Node::number(static_cast<long long>(header.id)));
    if (interface) made.call.add("interface", Node::string(interface->name));
    else made.call.add("object", Node::string(escaped(as_text(header.target.object_key), 80)));
    made.call.add("operation", Node::string(escaped(header.operation, 200)));
    try {
        if (message.over_limit()) made.call.add("error", Node::string("the message is too large to be shown"));
        else if (made.operation) made.call.add("arguments", arguments(in, *made.operation));
        else if (!in.at_end()) made.call.add("bytes", bytes_node(in, message.bytes()));
    } catch (const SystemError& error) {
        made.call.add("error", Node::string(std::string{"the arguments cannot be read: "} + error.what()));
    }
    if (header.response_expected()) {
        pending_[header.id] = std::move(made);
    } else {
        made.call.add("oneway", Node::boolean(true));
        tell_(std::move(made.call));
    }
}

Node Conversation::arguments(cdr::Reader& in, const Operation& operation) {
    auto values = dynamic::read_arguments(in, operation, model_.finder());
    const dynamic::LastUse last{values};
    for (const auto& each : values) learn(each);
    return arguments_to_json(operation, values, context_);
}

void Conversation::reply(const giop::Message& message, Clock::time_point now) {
    giop::ReplyHeader header;
    auto in = message.reader(encoding_);
    header.read(in, message.version());
    auto taken = pending_.extract(header.id);
    if (!taken) return tell_message("server", message);
    auto& [call, operation, sent] = taken.mapped();
    try {
        if (message.over_limit()) call.add("error", Node::string("the reply is too large to be shown"));
        else answer(call, in, header.status, operation);
    } catch (const SystemError& error) {
        call.add("error", Node::string(std::string{"the reply cannot be read: "} + error.what()));
    }
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now - sent).count();
    call.add("microseconds", Node::number(static_cast<long long>(microseconds)));
    tell_(std::move(call));
}

void Conversation::answer(Node& call, cdr::Reader& in, ReplyStatus status, const std::optional<Operation>& operation) {
    switch (status) {
        case ReplyStatus::system_exception: call.add("answer", describe(giop::read_system_exception(in))); return;
        case ReplyStatus::location_forward:
        case ReplyStatus::location_forward_perm: {
            const auto target = giop::Ior::read(in);
            objects_.add(target);
            call.add("forward", Node::string(target.to_string()));
            return;
        }
        case ReplyStatus::needs_addressing_mode:
            call.add("answer", Node::string("needs another addressing mode"));
            return;
        default: break;
    }
    if (!operation) {
        auto node = Node::object();
        if (status == ReplyStatus::user_exception) node.add("exception", Node::string(std::string{in.identifier()}));
        call.add("answer", std::move(node));
        return;
    }
    auto outcome = dynamic::read_outcome(in, status, *operation, model_.finder());
    const dynamic::LastUse last{outcome};
    learn(outcome.result);
    for (const auto& each : outcome.parameters) learn(each);
    call.add("answer", answer_to_json(*operation, outcome, context_));
}

void Conversation::learn(const dynamic::Value& value) {
    if (const auto* reference = std::get_if<giop::Ior>(&value.content)) objects_.add(*reference);
    else if (const auto* parts = std::get_if<dynamic::Values>(&value.content))
        for (const auto& each : *parts) learn(each);
    else if (const auto* any = std::get_if<dynamic::Any>(&value.content))
        for (const auto& each : any->content) learn(each);
    else if (const auto* choice = std::get_if<dynamic::Union>(&value.content))
        for (const auto& each : choice->member) learn(each);
}

}  // namespace corbel::tool
