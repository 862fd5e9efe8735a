// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <corbel/corba.hpp>

#include <map>
#include <mutex>
#include <string>

#include "ir.hpp"
#include "orb/engine/dynamic/repository.hpp"

namespace corbel::ifr {

/// Definitions as objects. The object id of a definition with a repository id is that id, so references outlive the
/// process; that of a type without a name says the type.
class Directory {
public:
    Directory(IDL::traits<CORBA::ORB>::ref_type orb, IDL::traits<PortableServer::POA>::ref_type poa,
              dynamic::Repository repository);

    dynamic::Repository& definitions() noexcept { return repository_; }

    /// References made before go on to mean the definition.
    void change_id(const dynamic::Definition& definition, const std::string& id);

    /// Held while an operation is performed; recursive, as _get_interface() of these objects asks this repository.
    std::recursive_mutex& mutex() noexcept { return mutex_; }

    // -- The object of the operation that is being performed. OBJECT_NOT_EXIST if it is no longer there.

    const dynamic::Definition& called() const;
    dynamic::TypeSpec called_type() const;
    /// The kind of either.
    CORBA::DefinitionKind called_kind() const;

    // -- References; nil for a null pointer.

    template <class T>
    object_reference<T> reference(const dynamic::Definition* definition) const {
        return definition ? make_object_reference<T>(object(*definition)) : nullptr;
    }
    template <class T = CORBA::IDLType>
    object_reference<T> reference(const dynamic::TypeSpec& type) const {
        return make_object_reference<T>(object(type));
    }

    // -- What references given by a client mean. BAD_PARAM for nil and for objects that are none of this repository.

    const dynamic::Definition& definition(const IDL::traits<CORBA::Object>::ref_type& object) const;
    dynamic::TypeSpec type(const IDL::traits<CORBA::Object>::ref_type& object) const;

private:
    std::string id_now(std::string id) const;
    void bring_up_to_date(dynamic::TypeSpec& type) const;
    Reference object(const dynamic::Definition& definition) const;
    Reference object(const dynamic::TypeSpec& type) const;
    Reference object(const std::string& id, CORBA::DefinitionKind kind) const;
    std::string id_of(const IDL::traits<CORBA::Object>::ref_type& object) const;

    const IDL::traits<PortableServer::POA>::ref_type poa_;
    const IDL::traits<PortableServer::Current>::ref_type current_;
    dynamic::Repository repository_;
    std::map<std::string, std::string> changed_ids_;
    std::recursive_mutex mutex_;
};

}  // namespace corbel::ifr
