// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "orb/engine/giop/request_context.hpp"
#include "orb/mapping/cpp11/nv_list.hpp"

namespace CORBA {
class Context;
}
template <> struct IDL::traits<CORBA::Context> : corbel::local_interface_traits<CORBA::Context> {};

namespace CORBA {

/// Properties, names with texts, that go with the requests of operations with a context clause (CORBA 2.6, 7.6 and
/// 4.6): the ORB's default Context (ORB::get_default_context) and its children. A child sees the properties of its
/// parents but for those it has itself. Usable from many threads.
class Context final : public virtual LocalObject, public std::enable_shared_from_this<Context> {
public:
    explicit Context(std::string name = {}, IDL::traits<Context>::ref_type parent = nullptr)
        : name_{std::move(name)}, parent_{std::move(parent)} {}

    const std::string& context_name() const noexcept { return name_; }
    IDL::traits<Context>::ref_type parent() const { return parent_; }
    IDL::traits<Context>::ref_type create_child(const std::string& child_name);

    /// BAD_PARAM for an empty name, one with a `*`, and a value that is no string.
    void set_one_value(const std::string& name, const Any& value);
    void set_values(IDL::traits<NVList>::ref_type values);

    /// The properties whose names are `pattern`, or begin with it if it ends with `*`; seen from the context named
    /// `start_scope`, this one or a parent, or from this one if that is empty. With CTX_RESTRICT_SCOPE the parents do
    /// not count. BAD_CONTEXT if there is no such scope, or no property.
    IDL::traits<NVList>::ref_type get_values(const std::string& start_scope, Flags op_flags,
                                             const std::string& pattern);

    /// Of this context alone. BAD_CONTEXT if there is none.
    void delete_values(const std::string& pattern);

    /// For the runtime: what a request to an operation with these names in its context clause carries.
    corbel::giop::ContextProperties _properties(const ContextList& names) const;

private:
    using Values = std::map<std::string, std::string>;
    void collect(Values& found, const std::string& pattern, bool with_parents) const;

    const std::string name_;
    const IDL::traits<Context>::ref_type parent_;
    mutable std::mutex mutex_;
    Values values_;
};

}  // namespace CORBA
