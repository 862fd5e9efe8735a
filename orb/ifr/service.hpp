// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include <corbel/corba.hpp>

#include "ir.hpp"
#include "orb/engine/dynamic/repository.hpp"

namespace corbel::ifr {

class Directory;

/// An Interface Repository (CORBA 2.6, chapter 10) as a part of a program:
///
///   corbel::ifr::Service service{orb, corbel::idl_loader::load_repository("bank.idl")};
///   orb->register_initial_reference("InterfaceRepository", service.repository());
///
/// Objects that the program serves then answer _get_interface(). The repository is also known by the object key
/// InterfaceRepository, so corbaloc::host:port/InterfaceRepository reaches it, and its references are good for the next
/// process too if that listens at the same place.
class Service {
public:
    /// Serves at once, in a POA of its own under the root POA. BAD_PARAM and the POA's exceptions if the ORB has one
    /// already.
    Service(IDL::traits<CORBA::ORB>::ref_type orb, dynamic::Repository repository);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    IDL::traits<CORBA::Repository>::ref_type repository() const;

private:
    std::shared_ptr<Directory> directory_;
    IDL::traits<PortableServer::POA>::ref_type poa_;
};

}  // namespace corbel::ifr
