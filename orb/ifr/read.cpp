// SPDX-License-Identifier: BSL-1.0
#include "orb/ifr/read.hpp"

#include <set>

#include "orb/ifr/describe.hpp"

namespace corbel::ifr {
namespace {

using CORBA::DefinitionKind;
using Description = CORBA::Container::Description;

template <class T>
T extracted(const Description& each) {
    T value;
    if (each.value() >>= value) return value;
    throw CORBA::INTERNAL{0, CORBA::COMPLETED_YES, "a description of the interface repository is not of its kind"};
}

class Reading {
public:
    explicit Reading(dynamic::Model& model) : model_{model} {}

    void container(const IDL::traits<CORBA::Container>::ref_type& container, const std::string& scope) {
        for (const auto& each : container->describe_contents(DefinitionKind::dk_all, true, -1)) definition(each, scope);
    }

private:
    void definition(const Description& each, const std::string& scope) {
        switch (each.kind()) {
            case DefinitionKind::dk_Module: {
                const auto module = extracted<CORBA::ModuleDescription>(each);
                if (seen_.insert(module.id()).second) inside(each, inner(scope, module.name()));
                break;
            }
            case DefinitionKind::dk_Constant: constant(extracted<CORBA::ConstantDescription>(each), scope); break;
            case DefinitionKind::dk_Exception: {
                const auto exception = extracted<CORBA::ExceptionDescription>(each);
                type(inner(scope, exception.name()), exception.type());
                inside(each, inner(scope, exception.name()));
                break;
            }
            case DefinitionKind::dk_Struct:
            case DefinitionKind::dk_Union: {
                const auto name = inner(scope, extracted<CORBA::TypeDescription>(each).name());
                inside(each, name);
                type(name, extracted<CORBA::TypeDescription>(each).type());
                break;
            }
            case DefinitionKind::dk_Alias:
            case DefinitionKind::dk_Enum:
            case DefinitionKind::dk_ValueBox:
            case DefinitionKind::dk_Native: {
                const auto described = extracted<CORBA::TypeDescription>(each);
                type(inner(scope, described.name()), described.type());
                break;
            }
            case DefinitionKind::dk_Value: {
                const auto name = inner(scope, extracted<CORBA::ValueDescription>(each).name());
                type(name, as<CORBA::ValueDef>(each)->type());
                inside(each, name);
                break;
            }
            case DefinitionKind::dk_Interface:
            case DefinitionKind::dk_AbstractInterface:
            case DefinitionKind::dk_LocalInterface: interface(each, scope); break;
            default: break;  // operations and attributes are read with their interface
        }
    }

    void interface(const Description& each, const std::string& scope) {
        const auto head = extracted<CORBA::InterfaceDescription>(each);
        const auto name = inner(scope, head.name());
        const auto definition = as<CORBA::InterfaceDef>(each);
        dynamic::Interface made{name, head.id(), each.kind() == DefinitionKind::dk_AbstractInterface,
                                each.kind() == DefinitionKind::dk_LocalInterface, head.base_interfaces(), {}, {}};
        for (const auto& part : definition->describe_contents(DefinitionKind::dk_all, true, -1)) {
            if (part.kind() == DefinitionKind::dk_Operation)
                made.operations.push_back(operation(extracted<CORBA::OperationDescription>(part)));
            else if (part.kind() == DefinitionKind::dk_Attribute)
                made.attributes.push_back(attribute(extracted<CORBA::AttributeDescription>(part)));
            else
                this->definition(part, name);
        }
        type(name, definition->type());
        model_.add(std::move(made));
    }

    static dynamic::Operation operation(const CORBA::OperationDescription& each) {
        dynamic::Operation made{each.name(), each.mode() == CORBA::OperationMode::OP_ONEWAY, each.result(), {}, {},
                                each.contexts()};
        for (const auto& one : each.parameters())
            made.parameters.push_back({static_cast<dynamic::Direction>(one.mode()), one.name(), one.type()});
        for (const auto& one : each.exceptions()) made.raises.push_back(one.type());
        return made;
    }

    static dynamic::Attribute attribute(const CORBA::AttributeDescription& each) {
        return {each.name(), each.mode() == CORBA::AttributeMode::ATTR_READONLY, each.type(), {}, {}};
    }

    void constant(const CORBA::ConstantDescription& each, const std::string& scope) {
        const types::TypeCodePtr type = each.type();
        if (!type) return;
        model_.add(dynamic::Constant{inner(scope, each.name()), each.id(), type, from_any(each.value(), type)});
    }

    void type(std::string name, const types::TypeCodePtr& type) {
        if (type) model_.add(dynamic::NamedType{std::move(name), type});
    }

    void inside(const Description& each, const std::string& name) { container(as<CORBA::Container>(each), name); }

    /// What its kind says it is.
    template <class T>
    static object_reference<T> as(const Description& each) {
        return make_object_reference<T>(each.contained_object()->_reference());
    }

    static std::string inner(const std::string& scope, const std::string& name) {
        return scope.empty() ? name : scope + "::" + name;
    }

    dynamic::Model& model_;
    std::set<std::string> seen_;
};

}  // namespace

dynamic::Model read(const IDL::traits<CORBA::Repository>::ref_type& repository) {
    dynamic::Model model;
    Reading{model}.container(repository, {});
    return model;
}

}  // namespace corbel::ifr
