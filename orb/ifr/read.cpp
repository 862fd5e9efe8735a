// SPDX-License-Identifier: BSL-1.0
#include "orb/ifr/read.hpp"

#include <map>
#include <set>

#include "orb/engine/dynamic/type_spec.hpp"
#include "orb/ifr/describe.hpp"

namespace corbel::ifr {
namespace {

using CORBA::DefinitionKind;
using dynamic::Definition;
using Description = CORBA::Container::Description;

template <class T>
T extracted(const Description& each) {
    T value;
    if (each.value() >>= value) return value;
    throw CORBA::INTERNAL{0, CORBA::COMPLETED_YES, "a description of the interface repository is not of its kind"};
}

/// What its kind says it is.
template <class T>
object_reference<T> as(const Description& each) {
    return make_object_reference<T>(each.contained_object()->_reference());
}

class Reading {
public:
    explicit Reading(dynamic::Repository& repository) : repository_{repository} {}

    void container(const IDL::traits<CORBA::Container>::ref_type& container, const Definition& scope) {
        for (const auto& each : container->describe_contents(DefinitionKind::dk_all, true, -1)) definition(each, scope);
    }

    /// Types that are named and that the repository does not have: as TypeCodes tell them.
    void add_unknown_types() {
        for (const auto& [id, type] : named_) {
            if (repository_.find(id)) continue;
            if (auto made = dynamic::definition_of(*type)) repository_.append(repository_.root(), std::move(made));
        }
    }

private:
    using Made = std::unique_ptr<Definition>;

    void definition(const Description& each, const Definition& scope) {
        auto made = read(each);
        if (!made || (!made->id.empty() && !seen_.insert(made->id).second)) return;
        const auto& added = repository_.append(scope, std::move(made));
        if (!added.is_container()) return;
        if (added.kind == dynamic::DefinitionKind::value) initializers(as<CORBA::ValueDef>(each), added);
        container(as<CORBA::Container>(each), added);
    }

    Made read(const Description& each) {
        switch (each.kind()) {
            case DefinitionKind::dk_Module: return head(extracted<CORBA::ModuleDescription>(each), each.kind());
            case DefinitionKind::dk_Constant: return constant(extracted<CORBA::ConstantDescription>(each), each.kind());
            case DefinitionKind::dk_Exception: return type(extracted<CORBA::ExceptionDescription>(each), each.kind());
            case DefinitionKind::dk_Struct:
            case DefinitionKind::dk_Union:
            case DefinitionKind::dk_Alias:
            case DefinitionKind::dk_Enum:
            case DefinitionKind::dk_ValueBox:
            case DefinitionKind::dk_Native: return type(extracted<CORBA::TypeDescription>(each), each.kind());
            case DefinitionKind::dk_Value: return value(extracted<CORBA::ValueDescription>(each), each.kind());
            case DefinitionKind::dk_ValueMember: return value_member(extracted<CORBA::ValueMember>(each), each.kind());
            case DefinitionKind::dk_Operation:
                return operation(extracted<CORBA::OperationDescription>(each), each.kind());
            case DefinitionKind::dk_Attribute:
                return attribute(extracted<CORBA::AttributeDescription>(each), each.kind());
            case DefinitionKind::dk_Interface:
            case DefinitionKind::dk_AbstractInterface:
            case DefinitionKind::dk_LocalInterface: {
                const auto described = extracted<CORBA::InterfaceDescription>(each);
                auto made = head(described, each.kind());
                made->bases = described.base_interfaces();
                return made;
            }
            default: return nullptr;
        }
    }

    template <class T>
    static Made head(const T& described, DefinitionKind kind) {
        auto made = std::make_unique<Definition>();
        made->kind = static_cast<dynamic::DefinitionKind>(kind);
        made->name = described.name();
        made->id = described.id();
        made->version = described.version();
        return made;
    }

    template <class T>
    Made type(const T& described, DefinitionKind kind) {
        auto made = head(described, kind);
        if (const types::TypeCodePtr code = described.type()) {
            dynamic::describe_type(*made, *code);
            note_parts(*code);
        }
        return made;
    }

    Made constant(const CORBA::ConstantDescription& described, DefinitionKind kind) {
        const types::TypeCodePtr code = described.type();
        if (!code) return nullptr;
        auto made = head(described, kind);
        made->type = spec(code);
        made->value = from_any(described.value(), code);
        return made;
    }

    static Made value(const CORBA::ValueDescription& described, DefinitionKind kind) {
        auto made = head(described, kind);
        if (!described.base_value().empty()) made->bases.push_back(described.base_value());
        const auto& others = described.abstract_base_values();
        made->bases.insert(made->bases.end(), others.begin(), others.end());
        made->supports = described.supported_interfaces();
        made->is_abstract = described.is_abstract();
        made->is_custom = described.is_custom();
        made->is_truncatable = described.is_truncatable();
        return made;
    }

    void initializers(const IDL::traits<CORBA::ValueDef>::ref_type& value, const Definition& home) {
        for (const auto& each : value->initializers()) {
            auto made = std::make_unique<Definition>();
            made->kind = dynamic::DefinitionKind::factory;
            made->name = each.name();
            made->id = dynamic::id_inside(home, made->name);
            for (const auto& one : each.members())
                made->parameters.push_back({dynamic::Direction::in, one.name(), spec(one.type())});
            repository_.append(home, std::move(made));
        }
    }

    Made value_member(const CORBA::ValueMember& described, DefinitionKind kind) {
        auto made = head(described, kind);
        made->type = spec(described.type());
        made->is_public = described.access() == static_cast<std::int16_t>(types::Visibility::public_member);
        return made;
    }

    Made operation(const CORBA::OperationDescription& described, DefinitionKind kind) {
        auto made = head(described, kind);
        made->is_oneway = described.mode() == CORBA::OperationMode::OP_ONEWAY;
        made->type = spec(described.result());
        made->contexts = described.contexts();
        for (const auto& one : described.parameters())
            made->parameters.push_back({static_cast<dynamic::Direction>(one.mode()), one.name(), spec(one.type())});
        for (const auto& one : described.exceptions()) {
            made->raises.push_back(one.id());
            note(one.type());
        }
        return made;
    }

    Made attribute(const CORBA::AttributeDescription& described, DefinitionKind kind) {
        auto made = head(described, kind);
        made->type = spec(described.type());
        made->is_readonly = described.mode() == CORBA::AttributeMode::ATTR_READONLY;
        return made;
    }

    dynamic::TypeSpec spec(const types::TypeCodePtr& type) {
        note(type);
        return type ? dynamic::type_spec(*type) : dynamic::TypeSpec{};
    }

    void note(const types::TypeCodePtr& type) {
        if (!type) return;
        if (const auto spec = dynamic::type_spec(*type); spec.is_named() && !named_.emplace(spec.id, type).second)
            return;
        note_parts(*type);
    }

    void note_parts(const types::TypeCode& type) {
        for (const auto& each : dynamic::parts_of(type)) note(each);
    }

    dynamic::Repository& repository_;
    std::set<std::string> seen_;
    std::map<std::string, types::TypeCodePtr> named_;
};

}  // namespace

dynamic::Repository read(const IDL::traits<CORBA::Repository>::ref_type& repository) {
    dynamic::Repository made;
    Reading reading{made};
    reading.container(repository, made.root());
    reading.add_unknown_types();
    return made;
}

}  // namespace corbel::ifr
