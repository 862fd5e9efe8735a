// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/model.hpp"

#include "orb/engine/types/root_type.hpp"

#include <algorithm>

namespace corbel::dynamic {
namespace {

using types::TCKind;
using types::TypeCode;

template <class Index>
std::optional<std::size_t> find(const Index& index, std::string_view key) {
    const auto at = index.find(key);
    return at == index.end() ? std::nullopt : std::optional{at->second};
}

Operation getter(const Attribute& attribute) {
    return {"_get_" + attribute.name, false, attribute.type, {}, attribute.get_raises, {}};
}

Operation setter(const Attribute& attribute) {
    return {"_set_" + attribute.name, false, TypeCode::primitive(TCKind::tk_void),
            {{Direction::in, "value", attribute.type}}, attribute.set_raises, {}};
}

// What every object answers (CORBA 2.6, 15.4.2.1 and 4.3; _component: CORBA 3.0, 4.3).
std::optional<Operation> of_every_object(std::string_view name) {
    const auto type = [](TCKind kind) { return TypeCode::primitive(kind); };
    const auto object = [](const std::string& name) {
        return TypeCode::interface_("IDL:omg.org/CORBA/" + name + ":1.0", name);
    };
    const auto returns = [&](types::TypeCodePtr result, std::vector<Parameter> parameters = {}) {
        return Operation{std::string{name}, false, std::move(result), std::move(parameters), {}, {}};
    };
    if (name == "_is_a")
        return returns(type(TCKind::tk_boolean), {{Direction::in, "logical_type_id", type(TCKind::tk_string)}});
    if (name == "_non_existent" || name == "_not_existent") return returns(type(TCKind::tk_boolean));
    if (name == "_repository_id") return returns(type(TCKind::tk_string));
    if (name == "_interface") return returns(object("InterfaceDef"));
    if (name == "_component") return returns(object("Object"));
    if (name == "_domain_managers") return returns(TypeCode::sequence(object("DomainManager")));
    return std::nullopt;
}

}  // namespace

void Model::add(Interface interface) {
    const auto at = interfaces_.size();
    if (interface_index_.count(interface.name) || interface_index_.count(interface.id)) return;
    interface_index_.emplace(interface.name, at);
    interface_index_.emplace(interface.id, at);
    interfaces_.push_back(std::move(interface));
}

void Model::add(NamedType type) {
    const auto at = types_.size();
    if (!type_index_.emplace(type.name, at).second) return;
    type_index_.emplace(type.type->id(), at);
    types_.push_back(std::move(type));
}

void Model::add(Constant constant) {
    if (!constant_index_.emplace(constant.name, constants_.size()).second) return;
    constants_.push_back(std::move(constant));
}

void Model::merge(const Model& other) {
    for (const auto& each : other.interfaces_) add(each);
    for (const auto& each : other.types_) add(each);
    for (const auto& each : other.constants_) add(each);
}

const Interface* Model::interface(std::string_view name_or_id) const {
    if (name_or_id.starts_with("::")) name_or_id.remove_prefix(2);
    const auto at = find(interface_index_, name_or_id);
    return at ? &interfaces_[*at] : nullptr;
}

types::TypeCodePtr Model::type(std::string_view name_or_id) const {
    if (name_or_id.starts_with("::")) name_or_id.remove_prefix(2);
    const auto at = find(type_index_, name_or_id);
    return at ? types_[*at].type : nullptr;
}

std::string Model::name_of(const TypeCode& type) const {
    if (!type.has_id()) return {};
    const auto at = find(type_index_, type.id());
    return at && types_[*at].type->equal(type) ? types_[*at].name : std::string{};
}

bool Model::conforms(const TypeCode& value, const TypeCode& declared) const {
    if (value.id() == declared.id() || declared.id() == types::value_base_id) return true;
    if (value.kind() != TCKind::tk_value || declared.kind() == TCKind::tk_value_box) return false;
    if (declared.id() == types::abstract_base_id) return true;
    for (auto base = value.concrete_base_type(); base; base = base->concrete_base_type())
        if (base->id() == declared.id()) return true;
    const auto at = find(type_index_, value.id());
    if (!at) return false;
    const auto& bases = types_[*at].bases;
    return std::find(bases.begin(), bases.end(), declared.id()) != bases.end();
}

std::vector<const Interface*> Model::lineage(const Interface& interface) const {
    std::vector<const Interface*> all{&interface};
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const auto& id : all[i]->bases)
            if (const auto* base = this->interface(id); base && std::find(all.begin(), all.end(), base) == all.end())
                all.push_back(base);
    return all;
}

std::optional<Operation> Model::operation(const Interface& interface, std::string_view name) const {
    if (auto common = of_every_object(name)) return common;
    const bool gets = name.starts_with("_get_");
    if (gets || name.starts_with("_set_")) {
        const auto* found = attribute(interface, name.substr(5));
        if (!found || (!gets && found->readonly)) return std::nullopt;
        return gets ? getter(*found) : setter(*found);
    }
    for (const auto* each : lineage(interface))
        for (const auto& operation : each->operations)
            if (operation.name == name) return operation;
    return std::nullopt;
}

const Attribute* Model::attribute(const Interface& interface, std::string_view name) const {
    for (const auto* each : lineage(interface))
        for (const auto& attribute : each->attributes)
            if (attribute.name == name) return &attribute;
    return nullptr;
}

}  // namespace corbel::dynamic
