// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "CosNaming.hpp"
#include "cos-naming/naming_store.hpp"

#include <corbel/corba.hpp>

namespace corbel::naming {

class Directory;

/// A naming service inside a program: serves the names of `store` through `orb`, at the object key NameService, from
/// the constructor on until the ORB is shut down. The store must live until then.
class Service {
public:
    Service(IDL::traits<CORBA::ORB>::ref_type orb, NamingStore& store);

    IDL::traits<CosNaming::NamingContext>::ref_type root() const;

private:
    std::shared_ptr<Directory> directory_;
};

}  // namespace corbel::naming
