// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <memory>

#include "CosNaming.hpp"
#include "cos-naming/liveness.hpp"
#include "cos-naming/naming_store.hpp"
#include "cos-naming/watches.hpp"

#include <corbel/corba.hpp>

namespace corbel::naming {

class Directory;

/// A naming service inside a program: serves the names of `store` through `orb`, at the object key NameService, from
/// the constructor on until the ORB is shut down. The store must live until then.
class Service {
public:
    struct Settings {
        /// Whether who sent a request may change names; called by many threads, quick. Empty: everybody may.
        std::function<bool(const Peer&)> may_write = {};
        Liveness::Settings liveness = {};
        Watches::Settings watches = {};
    };

    Service(IDL::traits<CORBA::ORB>::ref_type orb, NamingStore& store);
    Service(IDL::traits<CORBA::ORB>::ref_type orb, NamingStore& store, Settings settings);

    IDL::traits<CosNaming::NamingContext>::ref_type root() const;
    /// How many watches there are.
    std::size_t watch_count() const;

private:
    std::shared_ptr<Directory> directory_;
};

}  // namespace corbel::naming
