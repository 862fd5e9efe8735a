// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/dynamic/value.hpp"
#include "orb/engine/types/typecode.hpp"

/// IDL at run time: plain data, wherever it comes from (orb/idl_loader reads it from IDL files).
namespace corbel::dynamic {

enum class Direction : std::uint8_t { in, out, inout };

struct Parameter {
    Direction direction = Direction::in;
    std::string name;
    types::TypeCodePtr type;
};

struct Operation {
    std::string name;  ///< as it is on the wire: an attribute's are _get_x and _set_x
    bool oneway = false;
    types::TypeCodePtr result;
    std::vector<Parameter> parameters;
    std::vector<types::TypeCodePtr> raises;
    std::vector<std::string> context;
};

struct Attribute {
    std::string name;
    bool readonly = false;
    types::TypeCodePtr type;
    std::vector<types::TypeCodePtr> get_raises;
    std::vector<types::TypeCodePtr> set_raises;
};

struct Interface {
    std::string name;  ///< "Bank::Account"
    std::string id;    ///< "IDL:Bank/Account:1.0"
    bool is_abstract = false;
    bool is_local = false;
    std::vector<std::string> bases;  ///< their repository ids, as written
    std::vector<Operation> operations;
    std::vector<Attribute> attributes;
};

/// A type or an exception under its name; a typedef's TypeCode is an alias.
struct NamedType {
    std::string name;  ///< "Bank::Account::Refused"
    types::TypeCodePtr type;
    std::vector<std::string> bases{};  ///< of a valuetype: the ids of all it is derived from and of all it supports
};

struct Constant {
    std::string name;
    std::string id;
    types::TypeCodePtr type;
    Value value;
};

/// Interfaces, types and constants by name ("Bank::Account") and by repository id. The first of a name stays.
class Model {
public:
    void add(Interface interface);
    void add(NamedType type);
    void add(Constant constant);
    /// All that `other` has and this has not.
    void merge(const Model& other);

    /// In the order they were added.
    const std::vector<Interface>& interfaces() const noexcept { return interfaces_; }
    const std::vector<NamedType>& types() const noexcept { return types_; }
    const std::vector<Constant>& constants() const noexcept { return constants_; }

    /// By name or repository id; null if there is none.
    const Interface* interface(std::string_view name_or_id) const;
    types::TypeCodePtr type(std::string_view name_or_id) const;
    /// The name of a type that is equal() to the one this model has of its id; empty for any other.
    std::string name_of(const types::TypeCode& type) const;
    /// Whether values of a valuetype or box may stand where a valuetype, box or abstract interface is declared: of that
    /// type, derived from it, or supporting it.
    bool conforms(const types::TypeCode& value, const types::TypeCode& declared) const;

    /// The operation of the interface or of a base, those of attributes (_get_x, _set_x) and those of every object
    /// (_is_a, _non_existent, _not_existent, _repository_id, _interface, _component, _domain_managers) included.
    std::optional<Operation> operation(const Interface& interface, std::string_view name) const;
    const Attribute* attribute(const Interface& interface, std::string_view name) const;

    /// The interface and all its bases, each once, the derived before the base; bases that are not known are left out.
    std::vector<const Interface*> lineage(const Interface& interface) const;

    /// type() as a TypeFinder; the model must outlive it.
    TypeFinder finder() const {
        return [this](std::string_view id) { return type(id); };
    }

private:
    using Index = std::map<std::string, std::size_t, std::less<>>;

    std::vector<Interface> interfaces_;
    std::vector<NamedType> types_;
    std::vector<Constant> constants_;
    Index interface_index_;  // by name and by id
    Index type_index_;
    Index constant_index_;
};

}  // namespace corbel::dynamic
