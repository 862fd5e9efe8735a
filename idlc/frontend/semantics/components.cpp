// SPDX-License-Identifier: BSL-1.0
// Components and their ports, by the IDL they are equivalent to (CORBA Components, formal/02-06-65, 1.3 to 1.6).
#include "idlc/frontend/semantics/analysis.hpp"

namespace corbel::idl {

const Entry* Analysis::standard_entry(const std::string& name) {
    auto* module = global_->find("Components");
    if (!module || module->kind == Entry::Kind::lost) return module;
    auto* scope = scope_of(*module);
    return scope ? scope->find(name) : nullptr;
}

void Analysis::tell_missing(const Entry* entry, const std::string& name, const Location& place) {
    if (incomplete_ || (entry && entry->kind == Entry::Kind::lost)) return;
    if (missing_.insert(name).second) error(Code::not_in_components, place, {name});
}

Interface* Analysis::imply_interface(const Name& name, const std::vector<const Interface*>& bases) {
    auto* made = make_with_id<Interface>(name);
    if (!claim(name, Entry::Kind::declared, made)) return nullptr;
    auto* inner = new_scope(scope_, made, true);
    for (auto* each : bases) inherit_from(*each, *made, *inner);
    inherit({}, *made, *inner);
    inner_scopes_[made] = inner;
    made->is_defined = true;
    return made;
}

void Analysis::imply(const Name& name, TypeRef result, std::vector<Parameter> parameters,
                     std::initializer_list<const char*> raises) {
    auto* made = make_with_id<Operation>(name);
    bool good = claim(name, Entry::Kind::declared, made);
    made->result = result;
    made->parameters = std::move(parameters);
    for (const auto* each : raises) {
        auto* exception = standard<Exception>(each, name.place);
        if (exception) made->raises.push_back(exception);
        good = good && exception;
    }
    if (good) add(made);
}

const Declaration* Analysis::component(const syntax::Component& from, const Annotations& annotations) {
    const bool is_ami = take_ami(comment_) || is_set(annotations, "ami");
    syntax::Interface equivalent;
    equivalent.name = from.name;
    equivalent.is_forward = from.is_forward;
    auto* made = begin<Interface>(equivalent, "a component");
    if (!made) return nullptr;
    components_.insert(made);
    made->is_asynchronous = made->is_asynchronous || is_ami;
    if (from.is_forward) return forward(*made, from.name);
    complete(*made, from.name);
    auto* inner = new_scope(scope_, made, true);
    if (auto* base = base_component(from, *made)) inherit_from(*base, *made, *inner);
    inherit(from.supports, *made, *inner);
    return define_contents(from, *made, *inner);
}

const Interface* Analysis::base_component(const syntax::Component& from, const Interface& made) {
    auto* name = only_base(from, "component");
    auto* base = name ? base_named<Interface>(*name, made, Code::component_base, {}) : nullptr;
    if (name && (!base || components_.contains(base))) return base;
    if (name) {
        error(Code::component_base, name->place, {name->text()});
        declared_here(*base);
        diagnostics_.report(Code::note_write_supports, name->place, {name->text()});
    }
    return standard<Interface>("CCMObject", from.name.place);
}

namespace {

std::string noun_of_port(syntax::PortKind kind) {
    switch (kind) {
        case syntax::PortKind::provides: return "facet";
        case syntax::PortKind::uses:
        case syntax::PortKind::uses_multiple: return "receptacle";
        case syntax::PortKind::emits: return "emitter";
        case syntax::PortKind::publishes: return "publisher";
        case syntax::PortKind::consumes: return "event sink";
    }
    return {};
}

/// `prefix` and the port's name.
syntax::Name named(std::string prefix, const syntax::Port& port, const char* suffix = "") {
    return {prefix + port.name.text + suffix, port.name.place};
}

Parameter in(std::string name, TypeRef type, const Location& place) {
    return {Direction::in, std::move(name), type, place};
}

}  // namespace

const Declaration* Analysis::port(const syntax::Port& from) {
    const bool is_of_interface = from.kind <= syntax::PortKind::uses_multiple;
    auto* type = is_of_interface ? port_interface(from) : port_consumer(from);
    if (!claim_port(from) || !type) return nullptr;
    const Implied implied{*this, noun_of_port(from.kind) + " '" + from.name.text + "'"};
    switch (from.kind) {
        case syntax::PortKind::provides: imply(named("provide_", from), type, {}, {}); break;
        case syntax::PortKind::uses: receptacle(from, type); break;
        case syntax::PortKind::uses_multiple: multiple_receptacle(from, type); break;
        case syntax::PortKind::consumes: imply(named("get_consumer_", from), type, {}, {}); break;
        case syntax::PortKind::emits:
            imply(named("connect_", from), this->type(Primitive::void_), {in("consumer", type, from.type.place)},
                  {"AlreadyConnected"});
            imply(named("disconnect_", from), type, {}, {"NoConnection"});
            break;
        case syntax::PortKind::publishes: publisher(from, type); break;
    }
    return nullptr;
}

bool Analysis::claim_port(const syntax::Port& from) {
    for (auto* each : find_in(*scope_, from.name.text)) {
        if (each->kind != Entry::Kind::member || scope_->find(from.name.text) == each) continue;
        error(Code::port_inherited, from.name.place, {from.name.text});
        declared_here(*each);
        return false;
    }
    return claim(from.name, Entry::Kind::member, nullptr);
}

TypeRef Analysis::port_interface(const syntax::Port& from) {
    if (from.is_object) return type(Primitive::object);
    auto* entry = resolve(from.type);
    if (!entry) return nullptr;
    auto* alias = dynamic_cast<const Typedef*>(entry->declaration);
    const bool is_object = alias && unaliased(alias->type)->is(Primitive::object);
    auto* interface = behind_typedef<Interface>(entry->declaration);
    const auto noun = noun_of_port(from.kind);
    if (!interface && !is_object) {
        error(Code::port_interface, from.type.place, {from.type.text(), noun, from.name.text});
        declared_here(*entry);
        return nullptr;
    }
    if (interface && interface->is_local) {
        // What executors of one container have of each other.
        diagnostics_.report(Code::port_local, from.type.place, {from.type.text(), noun, from.name.text});
        declared_here(*entry);
        return nullptr;
    }
    return resolve_type({from.type, from.type.place}, Use::result);
}

TypeRef Analysis::port_consumer(const syntax::Port& from) {
    auto* entry = from.is_object ? nullptr : resolve(from.type);
    if (!entry && !from.is_object) return nullptr;
    auto* value = entry ? behind_typedef<ValueType>(entry->declaration) : nullptr;
    if (const auto event = events_.find(value); event != events_.end())
        return event->second ? type_of(*event->second) : nullptr;
    error(value ? Code::port_value : Code::port_event, from.type.place,
          {from.type.text(), noun_of_port(from.kind), from.name.text});
    if (entry) declared_here(*entry);
    return nullptr;
}

void Analysis::publisher(const syntax::Port& from, TypeRef type) {
    auto* cookie = standard<ValueType>("Cookie", from.name.place);
    if (!cookie) return;
    imply(named("subscribe_", from), type_of(*cookie), {in("consumer", type, from.type.place)},
          {"ExceededConnectionLimit"});
    imply(named("unsubscribe_", from), type, {in("ck", type_of(*cookie), from.name.place)}, {"InvalidConnection"});
}

void Analysis::receptacle(const syntax::Port& from, TypeRef type) {
    imply(named("connect_", from), this->type(Primitive::void_), {in("conxn", type, from.type.place)},
          {"AlreadyConnected", "InvalidConnection"});
    imply(named("disconnect_", from), type, {}, {"NoConnection"});
    imply(named("get_connection_", from), type, {}, {});
}

void Analysis::multiple_receptacle(const syntax::Port& from, TypeRef type) {
    auto* cookie = standard<ValueType>("Cookie", from.name.place);
    if (!cookie) return;
    const auto name = named("", from, "Connection");
    auto* connection = make_with_id<Structure>(name);
    auto* inner = new_scope(scope_, connection, false);
    if (!claim(name, Entry::Kind::declared, connection, inner)) return;
    inner_scopes_[connection] = inner;
    connection->members = {{"objref", type, from.type.place, {}}, {"ck", type_of(*cookie), from.name.place, {}}};
    connection->is_defined = true;
    add(connection);
    auto* connections = make_with_id<Typedef>(named("", from, "Connections"));
    connections->type = this->type(SequenceType{type_of(*connection), 0});
    if (!claim(named("", from, "Connections"), Entry::Kind::declared, connections)) return;
    add(connections);
    imply(named("connect_", from), type_of(*cookie), {in("connection", type, from.type.place)},
          {"ExceededConnectionLimit", "InvalidConnection"});
    imply(named("disconnect_", from), type, {in("ck", type_of(*cookie), from.name.place)}, {"InvalidConnection"});
    imply(named("get_connections_", from), type_of(*connections), {}, {});
}

}  // namespace corbel::idl
