// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "CorbelNaming_skel.hpp"
#include "CosNaming_skel.hpp"
#include "cos-naming/iterators.hpp"
#include "cos-naming/leases.hpp"
#include "cos-naming/naming_store.hpp"
#include "cos-naming/service.hpp"

namespace corbel::naming {

using ObjectRef = IDL::traits<CORBA::Object>::ref_type;
using ContextRef = IDL::traits<CosNaming::NamingContext>::ref_type;

/// Whom the limits for each client count as one: a host, or a user of a Unix-domain socket.
std::string client_of_request();

/// The object, to be called with a limit of time.
ObjectRef with_patience(const ObjectRef& object, std::chrono::milliseconds patience);

/// What the servants share: the store, and how its contexts and iterators become references and back.
class Directory {
public:
    using PoaRef = IDL::traits<PortableServer::POA>::ref_type;

    struct Poas {
        PoaRef contexts;
        PoaRef iterators;
        PoaRef watches;
    };

    Directory(IDL::traits<CORBA::ORB>::ref_type orb, Poas poas, NamingStore& store, Service::Settings settings);
    ~Directory();

    NamingStore& store() noexcept { return store_; }
    Iterators& iterators() noexcept { return open_iterators_; }
    /// NO_IMPLEMENT where the store tells nobody of its changes.
    Watches& watches();
    std::size_t watch_count() { return watches_.count(); }
    Leases& leases() noexcept { return leases_; }
    Liveness& liveness() noexcept { return liveness_; }

    /// NO_PERMISSION where who sent the request that this thread performs may not change names.
    void require_write() const;

    /// The id of the object that this thread serves at the moment: a ContextId, an iterator's or a watch's.
    std::string called() const;

    ContextRef reference(const ContextId& context) const;
    IDL::traits<CosNaming::BindingIterator>::ref_type iterator_reference(const std::string& iterator) const;

    IDL::traits<Corbel::Naming::Watch>::ref_type watch_reference(const std::string& watch) const;

    /// Names that are followed into other services right now. Each holds a thread until that service answers, and a
    /// name may come back here; so their number is bounded.
    static constexpr int most_hops = 32;
    /// False if there are as many as may be; else to be ended with end_hop().
    bool begin_hop() noexcept;
    void end_hop() noexcept { --hops_; }

    ObjectRef object(const Bound& bound) const;
    Bound bound(BindingType type, const ObjectRef& object) const;

private:
    std::optional<ContextId> own_context(const ObjectRef& object) const;

    IDL::traits<CORBA::ORB>::ref_type orb_;
    const Poas poas_;
    IDL::traits<PortableServer::Current>::ref_type current_;
    NamingStore& store_;
    const std::function<bool(const Peer&)> may_write_;
    Iterators open_iterators_;
    std::atomic<int> hops_{0};
    Watches watches_;
    bool tells_of_changes_ = false;
    Leases leases_;
    Liveness liveness_;
};

}  // namespace corbel::naming
