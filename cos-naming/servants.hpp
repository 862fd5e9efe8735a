// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "CosNaming_skel.hpp"
#include "cos-naming/iterators.hpp"
#include "cos-naming/naming_store.hpp"

/// The objects of the naming service: they translate between CosNaming and a NamingStore and hold no names themselves.
namespace corbel::naming {

using ObjectRef = IDL::traits<CORBA::Object>::ref_type;
using ContextRef = IDL::traits<CosNaming::NamingContext>::ref_type;

/// What the servants share: the store, and how its contexts and iterators become references and back.
class Directory {
public:
    Directory(IDL::traits<CORBA::ORB>::ref_type orb, IDL::traits<PortableServer::POA>::ref_type contexts,
              IDL::traits<PortableServer::POA>::ref_type iterators, NamingStore& store);

    NamingStore& store() noexcept { return store_; }
    Iterators& iterators() noexcept { return open_iterators_; }

    /// The id of the object that this thread serves at the moment: a ContextId, or an iterator's.
    std::string called() const;

    ContextRef reference(const ContextId& context) const;
    IDL::traits<CosNaming::BindingIterator>::ref_type iterator_reference(const std::string& iterator) const;

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
    IDL::traits<PortableServer::POA>::ref_type contexts_;
    IDL::traits<PortableServer::POA>::ref_type iterators_;
    IDL::traits<PortableServer::Current>::ref_type current_;
    NamingStore& store_;
    Iterators open_iterators_;
    std::atomic<int> hops_{0};
};

/// Serves every context of the store (Naming Service 1.3, 2.3 and 2.5): the id of the object called names the context.
class ContextServant final : public virtual CORBA::servant_traits<CosNaming::NamingContextExt>::base_type {
public:
    explicit ContextServant(std::shared_ptr<Directory> directory) : directory_{std::move(directory)} {}

    void bind(const CosNaming::Name& n, ObjectRef obj) override;
    void rebind(const CosNaming::Name& n, ObjectRef obj) override;
    void bind_context(const CosNaming::Name& n, ContextRef nc) override;
    void rebind_context(const CosNaming::Name& n, ContextRef nc) override;
    ObjectRef resolve(const CosNaming::Name& n) override;
    void unbind(const CosNaming::Name& n) override;
    ContextRef new_context() override;
    ContextRef bind_new_context(const CosNaming::Name& n) override;
    void destroy() override;
    void list(std::uint32_t how_many, CosNaming::BindingList& bl,
              IDL::traits<CosNaming::BindingIterator>::ref_type& bi) override;

    std::string to_string(const CosNaming::Name& n) override;
    CosNaming::Name to_name(const std::string& sn) override;
    std::string to_url(const std::string& addr, const std::string& sn) override;
    ObjectRef resolve_str(const std::string& sn) override;

    bool _non_existent() override;

private:
    std::shared_ptr<Directory> directory_;
};

/// Serves every iterator.
class IteratorServant final : public virtual CORBA::servant_traits<CosNaming::BindingIterator>::base_type {
public:
    explicit IteratorServant(std::shared_ptr<Directory> directory) : directory_{std::move(directory)} {}

    bool next_one(CosNaming::Binding& b) override;
    bool next_n(std::uint32_t how_many, CosNaming::BindingList& bl) override;
    void destroy() override;

    bool _non_existent() override;

private:
    std::shared_ptr<Directory> directory_;
};

}  // namespace corbel::naming
