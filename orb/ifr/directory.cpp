// SPDX-License-Identifier: BSL-1.0
#include "orb/ifr/directory.hpp"

#include "orb/ifr/kinds.hpp"
#include "orb/ifr/type_text.hpp"

namespace corbel::ifr {
namespace {

using dynamic::Definition;
using dynamic::TypeSpec;
using ObjectRef = IDL::traits<CORBA::Object>::ref_type;

constexpr std::string_view root_id = "/";

[[noreturn]] void gone(const std::string& id) {
    throw CORBA::OBJECT_NOT_EXIST{0, CORBA::COMPLETED_NO, "the interface repository has no " + escaped(id, 200)};
}

}  // namespace

Directory::Directory(IDL::traits<CORBA::ORB>::ref_type orb, IDL::traits<PortableServer::POA>::ref_type poa,
                     dynamic::Repository repository)
    : poa_{std::move(poa)},
      current_{IDL::traits<PortableServer::Current>::narrow(orb->resolve_initial_references("POACurrent"))},
      repository_{std::move(repository)} {}

void Directory::change_id(const Definition& definition, const std::string& id) {
    const auto old = definition.id;
    repository_.change_id(definition, id);
    changed_ids_[old] = id;
    changed_ids_.erase(id);
}

/// Of a definition whose id was changed since a reference to it was made.
std::string Directory::id_now(std::string id) const {
    while (!repository_.find(id)) {
        const auto changed = changed_ids_.find(id);
        if (changed == changed_ids_.end()) break;
        id = changed->second;
    }
    return id;
}

void Directory::bring_up_to_date(TypeSpec& type) const {
    if (type.is_named()) type.id = id_now(std::move(type.id));
    for (auto& each : type.content) bring_up_to_date(each);
}

const Definition& Directory::called() const {
    const auto id = PortableServer::ObjectId_to_string(current_->get_object_id());
    if (id == root_id) return repository_.root();
    const auto* found = id.starts_with('n') ? repository_.find(id_now(id.substr(1))) : nullptr;
    if (!found) gone(id);
    return *found;
}

TypeSpec Directory::called_type() const {
    const auto id = PortableServer::ObjectId_to_string(current_->get_object_id());
    auto type = type_of_text(id);
    if (type) bring_up_to_date(*type);
    if (!type || (type->is_named() && !repository_.find(type->id))) gone(id);
    return std::move(*type);
}

CORBA::DefinitionKind Directory::called_kind() const {
    const auto id = PortableServer::ObjectId_to_string(current_->get_object_id());
    return id == root_id || id.starts_with('n') ? kind_of(called()) : kind_of(called_type());
}

Reference Directory::object(const Definition& definition) const {
    return object(definition.container ? "n" + definition.id : std::string{root_id}, kind_of(definition));
}

Reference Directory::object(const TypeSpec& type) const {
    if (!type.is_named()) return object(type_text(type), kind_of(type));
    const auto* named = repository_.find(type.id);
    if (!named) gone(type.id);
    return object(*named);
}

Reference Directory::object(const std::string& id, CORBA::DefinitionKind kind) const {
    return poa_->create_reference_with_id(PortableServer::string_to_ObjectId(id), interface_of(kind))->_reference();
}

std::string Directory::id_of(const ObjectRef& object) const {
    if (!object) throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "a definition that is needed is nil"};
    try {
        return PortableServer::ObjectId_to_string(poa_->reference_to_id(object));
    } catch (const PortableServer::POA::WrongAdapter&) {
        throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "an object is none of this interface repository"};
    }
}

const Definition& Directory::definition(const ObjectRef& object) const {
    const auto id = id_of(object);
    if (id == root_id) return repository_.root();
    const auto* found = id.starts_with('n') ? repository_.find(id_now(id.substr(1))) : nullptr;
    if (!found) throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "there is no definition " + escaped(id, 200)};
    return *found;
}

TypeSpec Directory::type(const ObjectRef& object) const {
    const auto id = id_of(object);
    auto type = type_of_text(id);
    if (type) bring_up_to_date(*type);
    if (!type || (type->is_named() && !definition(object).is_type()))
        throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, escaped(id, 200) + " is no type"};
    return std::move(*type);
}

}  // namespace corbel::ifr
