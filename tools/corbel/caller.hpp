// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "orb/engine/dynamic/call.hpp"
#include "orb/json/value_form.hpp"
#include "tools/corbel/idl.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {

/// [--idl F...] REF [INTERFACE] OPERATION [ARGUMENTS]
struct CallWords {
    IdlOptions idl;
    std::string reference;
    std::vector<std::string> words;
};

void add_call_words(CLI::App& verb, CallWords& call);

/// Calls operations of one object with JSON arguments.
class Caller {
public:
    /// Loads the IDL and finds the object; without IDL asks the object for its interface.
    Caller(Tool& tool, const CallWords& call);
    Caller(Tool& tool, std::shared_ptr<const dynamic::Model> model, Reference target);

    /// An operation by its name on the wire, and its arguments: an object by name or an array by position.
    struct Wanted {
        std::string operation;
        json::Node arguments;
    };

    /// The words of a command line; chooses the interface. "-" stands for itself. UsageError, json::Error.
    Wanted wanted(std::vector<std::string> words);

    /// The interface of that name; if `name` is empty the one the reference names, or the only one that has the
    /// operation. UsageError.
    void choose_interface(const std::string& name, const std::string& operation);
    /// The same; leaves it open if nothing tells it.
    void choose_interface_if_known(const std::string& name);
    /// Null if none is chosen.
    const dynamic::Interface* interface() const noexcept { return interface_; }

    /// UsageError for one the interface does not have. Valid as long as this caller.
    const dynamic::Operation& operation_named(const std::string& name);
    /// json::Error for arguments that are none of the operation's.
    dynamic::Values values(const dynamic::Operation& operation, const json::Node& arguments) const;
    dynamic::Outcome call(const dynamic::Operation& operation, const dynamic::Values& arguments) const {
        return dynamic::call(target_, operation, arguments, model_->finder());
    }

    /// The answer as JSON; `status` becomes that of a user exception if it is one.
    json::Node answer(const std::string& operation, const json::Node& arguments, int& status);

private:
    const dynamic::Interface* of_reference(const std::string& operation) const;
    [[noreturn]] void unknown(const dynamic::Interface& interface, const std::string& name) const;
    [[noreturn]] void missing(const dynamic::Operation& operation, const dynamic::Parameter& argument) const;
    dynamic::Values by_name(const dynamic::Operation& operation, const json::Node& arguments) const;
    dynamic::Values by_position(const dynamic::Operation& operation, const json::Node& arguments) const;

    Tool& tool_;
    std::shared_ptr<const dynamic::Model> model_;
    Reference target_;
    json::Context context_;
    const dynamic::Interface* interface_ = nullptr;
    std::map<std::string, dynamic::Operation, std::less<>> operations_;
};

}  // namespace corbel::tool
