// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {

/// How an operation, or the getter or setter of an attribute, is called asynchronously. Names of IDL.
struct AsynchronousOperation {
    std::string sending;    ///< "sendc_add"
    std::string reply;      ///< of the handler: "add", "get_label"
    std::string exception;  ///< of the handler: "add_excep"
};

/// An interface whose operations are called asynchronously as well.
struct AsynchronousInterface {
    const Interface* synchronous = nullptr;
    const Interface* handler = nullptr;  ///< of the objects that are told of the answers
    std::vector<const AsynchronousInterface*> bases;
    Declarations contents;  ///< its own and those of abstract interfaces that none of the bases has
    /// One for each of the contents' callables that is no oneway, in their order; two of the handler's operations each.
    std::vector<AsynchronousOperation> operations;
};

/// The IDL that the callback model of asynchronous calls implies (CORBA 3.0, 22.6 to 22.8), as declarations like those
/// of the source: AMI_AHandler beside each interface A. What would have a name that is taken gets the specification's
/// "AMI_", "ami_" or "_ami".
class ImpliedIdl {
public:
    /// For the interfaces of the main file that ask for it, or for all of them; and for their bases. The source must
    /// outlive it.
    ImpliedIdl(const Specification& source, bool all);

    /// The source and, behind it, what it implies.
    const Specification& specification() const noexcept { return specification_; }

    /// Those of the main file, bases first.
    const std::vector<const AsynchronousInterface*>& interfaces() const noexcept { return interfaces_; }

private:
    using Taken = std::set<std::string>;  ///< in lower case: IDL does not tell names apart by theirs

    const AsynchronousInterface& imply(const Interface& interface);
    void make_handler(AsynchronousInterface& asynchronous);
    std::string handler_name(const Interface& interface);
    Taken& names_in(const Declaration* module);
    void add_to_handler(Interface& handler, const Declaration& of, const std::string& name,
                        std::vector<Parameter> parameters);
    void declare_messaging();
    template <class D>
    D& make(const std::string& name, const Declaration* scope);

    Specification specification_;
    const Interface* reply_handler_ = nullptr;
    TypeRef exception_holder_ = nullptr;
    TypeRef nothing_ = nullptr;
    std::map<const Interface*, AsynchronousInterface> implied_;
    std::vector<const AsynchronousInterface*> interfaces_;
    std::map<std::vector<std::string>, Taken> module_names_;
};

}  // namespace corbel::idl::cpp11
