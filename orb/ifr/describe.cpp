// SPDX-License-Identifier: BSL-1.0
#include "orb/ifr/describe.hpp"

#include "orb/mapping/cpp11/dynamic_value.hpp"

namespace corbel::ifr {
namespace {

using dynamic::Definition;
using dynamic::Value;
using types::TCKind;
using Kind = dynamic::DefinitionKind;

std::string home(const Definition& each) { return each.container ? each.container->id : std::string{}; }

/// Name, id, place and version, with which every description begins.
template <class T>
T head(const Definition& each) {
    T made;
    made.name(each.name);
    made.id(each.id);
    made.defined_in(home(each));
    made.version(each.version);
    return made;
}

template <class T>
T typed(Directory& directory, const Definition& each) {
    auto made = head<T>(each);
    made.type(directory.definitions().type(each));
    return made;
}

CORBA::ConstantDescription constant(Directory& directory, const Definition& each) {
    auto made = head<CORBA::ConstantDescription>(each);
    const auto type = directory.definitions().type(each.type);
    made.type(type);
    made.value(to_any(type, each.value));
    return made;
}

CORBA::InterfaceDescription interface(const Definition& each) {
    auto made = head<CORBA::InterfaceDescription>(each);
    made.base_interfaces(each.bases);
    return made;
}

// The base with state is told apart from the others.
template <class T>
void describe_bases(T& made, Directory& directory, const Definition& each) {
    const auto* base = directory.definitions().stateful_base(each);
    made.is_abstract(each.is_abstract);
    made.is_custom(each.is_custom);
    made.is_truncatable(each.is_truncatable);
    made.supported_interfaces(each.supports);
    made.base_value(base ? base->id : std::string{});
    made.abstract_base_values({each.bases.begin() + (base ? 1 : 0), each.bases.end()});
}

CORBA::ValueDescription value(Directory& directory, const Definition& each) {
    auto made = head<CORBA::ValueDescription>(each);
    describe_bases(made, directory, each);
    return made;
}

/// Operations and attributes of a definition and all its bases.
template <class T>
void describe_operations(T& made, Directory& directory, const Definition& definition) {
    for (const auto* each : directory.definitions().lineage(definition)) {
        for (const auto& part : each->contents) {
            if (part->kind == Kind::operation) made.operations().push_back(operation(directory, *part));
            if (part->kind == Kind::attribute) made.attributes().push_back(attribute(directory, *part));
        }
    }
}

/// As TypeCode keeps labels, to a value of the discriminator's type.
Value label_value(std::int64_t label, TCKind kind) {
    switch (kind) {
        case TCKind::tk_boolean: return label != 0;
        case TCKind::tk_char: return static_cast<char>(label);
        case TCKind::tk_wchar: return static_cast<wchar_t>(label);
        case TCKind::tk_short:
        case TCKind::tk_long:
        case TCKind::tk_longlong: return label;
        default: return static_cast<std::uint64_t>(label);
    }
}

template <class T>
CORBA::Any any_of(T value) {
    CORBA::Any any;
    any <<= std::move(value);
    return any;
}

}  // namespace

CORBA::Any to_any(const types::TypeCodePtr& type, Value value) {
    return any_of_value(type, std::move(value), nullptr);
}

Value from_any(const CORBA::Any& any, const types::TypeCodePtr& type) {
    if (!any.value() || !any.type_pointer()->equivalent(*type))
        throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "a value is not of the type " + type->to_string()};
    return dynamic_value(any, nullptr);
}

CORBA::Any description(Directory& directory, const Definition& each) {
    switch (each.kind) {
        case Kind::module: return any_of(head<CORBA::ModuleDescription>(each));
        case Kind::constant: return any_of(constant(directory, each));
        case Kind::exception: return any_of(typed<CORBA::ExceptionDescription>(directory, each));
        case Kind::attribute: return any_of(attribute(directory, each));
        case Kind::operation: return any_of(operation(directory, each));
        case Kind::value_member: return any_of(value_member(directory, each));
        case Kind::value: return any_of(value(directory, each));
        case Kind::interface:
        case Kind::abstract_interface:
        case Kind::local_interface: return any_of(interface(each));
        default: return any_of(typed<CORBA::TypeDescription>(directory, each));
    }
}

CORBA::AttributeDescription attribute(Directory& directory, const Definition& each) {
    auto made = head<CORBA::AttributeDescription>(each);
    made.type(directory.definitions().type(each.type));
    made.mode(each.is_readonly ? CORBA::AttributeMode::ATTR_READONLY : CORBA::AttributeMode::ATTR_NORMAL);
    return made;
}

CORBA::OperationDescription operation(Directory& directory, const Definition& each) {
    auto made = head<CORBA::OperationDescription>(each);
    made.result(directory.definitions().type(each.type));
    made.mode(each.is_oneway ? CORBA::OperationMode::OP_ONEWAY : CORBA::OperationMode::OP_NORMAL);
    made.contexts(each.contexts);
    made.parameters(parameters(directory, each));
    for (const auto& id : each.raises)
        if (const auto* exception = directory.definitions().find(id))
            made.exceptions().push_back(typed<CORBA::ExceptionDescription>(directory, *exception));
    return made;
}

CORBA::ValueMember value_member(Directory& directory, const Definition& each) {
    auto made = head<CORBA::ValueMember>(each);
    made.type(directory.definitions().type(each.type));
    made.type_def(directory.reference(each.type));
    made.access(each.is_public);
    return made;
}

CORBA::InterfaceDef::FullInterfaceDescription full_interface(Directory& directory, const Definition& each) {
    auto made = typed<CORBA::InterfaceDef::FullInterfaceDescription>(directory, each);
    made.base_interfaces(each.bases);
    describe_operations(made, directory, each);
    return made;
}

CORBA::ValueDef::FullValueDescription full_value(Directory& directory, const Definition& each) {
    auto made = typed<CORBA::ValueDef::FullValueDescription>(directory, each);
    describe_bases(made, directory, each);
    describe_operations(made, directory, each);
    const auto lineage = directory.definitions().lineage(each);
    for (auto base = lineage.rbegin(); base != lineage.rend(); ++base)
        for (const auto& part : (*base)->contents)
            if (part->kind == Kind::value_member) made.members().push_back(value_member(directory, *part));
    made.initializers(initializers(directory, each));
    return made;
}

CORBA::StructMemberSeq members(Directory& directory, const std::vector<dynamic::MemberSpec>& members) {
    CORBA::StructMemberSeq all;
    for (const auto& each : members)
        all.push_back({each.name, directory.definitions().type(each.type), directory.reference(each.type)});
    return all;
}

std::vector<dynamic::MemberSpec> members(Directory& directory, const CORBA::StructMemberSeq& members) {
    std::vector<dynamic::MemberSpec> all;
    for (const auto& each : members) all.push_back({each.name(), directory.type(each.type_def()), 0, false});
    return all;
}

CORBA::UnionMemberSeq union_members(Directory& directory, const Definition& definition) {
    const auto discriminator = directory.definitions().type(definition.type);
    CORBA::UnionMemberSeq all;
    for (const auto& each : definition.members) {
        auto label = each.is_default ? any_of(std::uint8_t{0})
                                     : to_any(discriminator, label_value(each.label, discriminator->resolved().kind()));
        all.push_back({each.name, std::move(label), directory.definitions().type(each.type),
                       directory.reference(each.type)});
    }
    return all;
}

std::vector<dynamic::MemberSpec> union_members(Directory& directory, const CORBA::UnionMemberSeq& members) {
    std::vector<dynamic::MemberSpec> all;
    for (const auto& each : members) {
        const auto& type = each.label().type_pointer();
        if (!each.label().value())
            throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "the label of " + each.name() + " is empty"};
        const bool is_default = type->kind() == TCKind::tk_octet;
        all.push_back({each.name(), directory.type(each.type_def()),
                       is_default ? 0 : label_of(from_any(each.label(), type)), is_default});
    }
    return all;
}

CORBA::ParDescriptionSeq parameters(Directory& directory, const Definition& definition) {
    CORBA::ParDescriptionSeq all;
    for (const auto& each : definition.parameters)
        all.push_back({each.name, directory.definitions().type(each.type), directory.reference(each.type),
                       static_cast<CORBA::ParameterMode>(each.direction)});
    return all;
}

std::vector<dynamic::ParameterSpec> parameters(Directory& directory, const CORBA::ParDescriptionSeq& parameters) {
    std::vector<dynamic::ParameterSpec> all;
    for (const auto& each : parameters)
        all.push_back({static_cast<dynamic::Direction>(each.mode()), each.name(), directory.type(each.type_def())});
    return all;
}

CORBA::InitializerSeq initializers(Directory& directory, const Definition& definition) {
    CORBA::InitializerSeq all;
    for (const auto& part : definition.contents) {
        if (part->kind != Kind::factory) continue;
        std::vector<dynamic::MemberSpec> members;
        for (const auto& each : part->parameters) members.push_back({each.name, each.type, 0, false});
        all.push_back({ifr::members(directory, members), part->name});
    }
    return all;
}

}  // namespace corbel::ifr
