// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "orb/engine/dynamic/model.hpp"

/// What IDL declares, as a tree in the order of the source: plain data, types by name.
namespace corbel::dynamic {

/// CORBA 2.6, 10.5.1; the values are those of the wire. A factory has none there: it is a part of its valuetype.
enum class DefinitionKind : std::uint32_t {
    none, all, attribute, constant, exception, interface, module, operation, typedef_, alias, structure, union_,
    enumeration, primitive, string, sequence, array, repository, wstring, fixed, value, value_box, value_member, native,
    abstract_interface, local_interface,
    factory = 64
};

/// A type as a declaration names it.
struct TypeSpec {
    /// Of a type without a name: a basic type, tk_string, tk_wstring, tk_fixed, tk_sequence or tk_array; tk_objref,
    /// tk_value and tk_abstract_interface are Object, ValueBase and AbstractBase. What IDL 4 adds is what every CORBA 2
    /// ORB knows: tk_struct is an entry of a map, tk_union an optional value.
    types::TCKind kind = types::TCKind::tk_void;
    std::string id;                 ///< the repository id of a type that has a name; `kind` has no meaning then
    std::uint32_t length = 0;       ///< bound (0: none), length of an array, digits
    std::int16_t scale = 0;         ///< of tk_fixed
    std::vector<TypeSpec> content;  ///< element of a sequence or array, key and value of an entry, an optional's value

    bool is_named() const noexcept { return !id.empty(); }
    friend bool operator==(const TypeSpec&, const TypeSpec&) = default;
};

/// A member of a struct, an exception or a union (one for each label), or an enumerator (a name only).
struct MemberSpec {
    std::string name;
    TypeSpec type;
    std::int64_t label = 0;   ///< as TypeCode keeps labels
    bool is_default = false;  ///< of a union; the label has no meaning then
};

struct ParameterSpec {
    Direction direction = Direction::in;
    std::string name;
    TypeSpec type;
};

struct Definition {
    DefinitionKind kind = DefinitionKind::none;
    std::string name;
    std::string id;
    std::string version = "1.0";
    Definition* container = nullptr;                    ///< null for a repository
    std::vector<std::unique_ptr<Definition>> contents;  ///< what is declared inside, inherited parts not

    /// Of a constant, attribute, value member or value box; an alias's original, an operation's result, a union's
    /// discriminator.
    TypeSpec type;
    std::vector<MemberSpec> members;         ///< struct, exception, union, enum
    std::vector<ParameterSpec> parameters;   ///< operation, factory
    std::vector<std::string> bases;          ///< interface, value: repository ids; of a value one with state is first
    std::vector<std::string> supports;       ///< value
    std::vector<std::string> raises;         ///< operation, factory; of an attribute when it is read
    std::vector<std::string> set_raises;     ///< attribute
    std::vector<std::string> contexts;       ///< operation
    Value value;                             ///< constant

    bool is_defined = true;        ///< interface, value: false if there are forward declarations only
    bool is_oneway = false;        ///< operation
    bool is_readonly = false;      ///< attribute
    bool is_public = false;        ///< value member
    bool is_custom = false;        ///< value
    bool is_abstract = false;      ///< value
    bool is_truncatable = false;   ///< value

    bool is_interface() const noexcept {
        return kind == DefinitionKind::interface || kind == DefinitionKind::abstract_interface ||
               kind == DefinitionKind::local_interface;
    }
    /// A type that declarations can name.
    bool is_type() const noexcept;
    bool is_container() const noexcept;
    /// "Bank::Account"; empty for a repository.
    std::string scoped_name() const;
};

/// The version at the end of an id of the IDL format; "1.0" for ids that have none (CORBA 2.6, 10.6).
std::string version_of(std::string_view repository_id);
/// The id that a part of `container` has if no pragma gives it another: "IDL:Bank/Account/owner:1.0".
std::string id_inside(const Definition& container, std::string_view name);

}  // namespace corbel::dynamic
