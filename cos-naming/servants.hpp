// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cos-naming/directory.hpp"

/// The objects of the naming service: they translate between CosNaming and a NamingStore and hold no names themselves.
namespace corbel::naming {

/// Serves every context of the store (Naming Service 1.3, 2.3 and 2.5): the id of the object called names the context.
class ContextServant final : public virtual CORBA::servant_traits<Corbel::Naming::NamingContext>::base_type {
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

    Corbel::Naming::LeaseNumber bind_leased(const CosNaming::Name& n, ObjectRef obj,
                                            const Corbel::Naming::Terms& on) override;
    Corbel::Naming::LeaseNumber rebind_leased(const CosNaming::Name& n, ObjectRef obj,
                                              const Corbel::Naming::Terms& on) override;
    void renew(const CosNaming::Name& n, Corbel::Naming::LeaseNumber lease) override;
    Corbel::Naming::Details describe(const CosNaming::Name& n) override;
    IDL::traits<Corbel::Naming::Watch>::ref_type begin_watch(IDL::traits<Corbel::Naming::Listener>::ref_type to,
                                                       bool deep) override;

    bool _non_existent() override;

private:
    Corbel::Naming::LeaseNumber lease(const CosNaming::Name& n, const ObjectRef& object,
                                      const Corbel::Naming::Terms& on, bool again);

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

/// Serves every watch.
class WatchServant final : public virtual CORBA::servant_traits<Corbel::Naming::Watch>::base_type {
public:
    explicit WatchServant(std::shared_ptr<Directory> directory) : directory_{std::move(directory)} {}

    std::uint64_t last_change() override;
    void destroy() override;

    bool _non_existent() override;

private:
    std::shared_ptr<Directory> directory_;
};

}  // namespace corbel::naming
