// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// The resolved tree: names are pointers, constants are values, repository ids are final. A back end walks it and needs
/// no rule of the language.
namespace corbel::idl {

/// A range of source text. Lines and columns count from 1; columns count bytes. Line 0: nowhere (predeclared).
struct Location {
    std::uint32_t file = 0;    ///< index into Specification::files
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 1;  ///< bytes of the range, at least 1, all on this line
};

struct Declaration;
struct Enumerator;
struct Exception;
struct Interface;

// -- types ----------------------------------------------------------------------------------------------------------

enum class Primitive : std::uint8_t {
    void_,  ///< only as the result of an operation
    boolean, char_, wchar, octet,
    short_, ushort, long_, ulong, longlong, ulonglong,
    float_, double_, longdouble,
    int8,  ///< of IDL 4; on the wire an octet
    any, object, type_code,      ///< object: Object or CORBA::Object; type_code: CORBA::TypeCode
    value_base, abstract_base    ///< CORBA::ValueBase, CORBA::AbstractBase
};

class Type;

/// Never null, owned by the Specification. Compare with `unaliased`, not by address.
using TypeRef = const Type*;

struct StringType {
    bool wide = false;
    std::uint32_t bound = 0;  ///< 0: unbounded
};

struct SequenceType {
    TypeRef element = nullptr;
    std::uint32_t bound = 0;  ///< 0: unbounded
};

/// Of IDL 4. On the wire a sequence of structs of `key` and `value`, in ascending order of the keys.
struct MapType {
    TypeRef key = nullptr;  ///< unaliased: an integer, boolean, char, wchar, octet, string or Enum
    TypeRef value = nullptr;
    std::uint32_t bound = 0;  ///< 0: unbounded
};

/// From @optional in front of a member or case. On the wire a union of a boolean whose case TRUE is `value`.
struct OptionalType {
    TypeRef value = nullptr;
};

/// From a declarator with dimensions: only under a Typedef, a member or a case.
struct ArrayType {
    TypeRef element = nullptr;
    std::vector<std::uint32_t> dimensions;  ///< in the order written, outermost first; each at least 1
};

struct FixedType {
    std::uint16_t digits = 0;  ///< 1 to 31; those of its value for a constant that is declared `fixed` alone
    std::uint16_t scale = 0;   ///< at most digits
};

/// The definition itself, even where only a forward declaration was seen: an Interface, Typedef, Struct, Union, Enum,
/// Bitmask, Bitset, ValueType, ValueBox or Native.
struct NamedType {
    const Declaration* declaration = nullptr;
};

class Type {
public:
    using Form = std::variant<Primitive, StringType, SequenceType, MapType, OptionalType, ArrayType, FixedType,
                              NamedType>;

    explicit Type(Form form) : form_{std::move(form)} {}

    const Form& form() const noexcept { return form_; }

    /// The form if it is this one, else null: `if (auto* sequence = type->as<SequenceType>())`.
    template <class F>
    const F* as() const noexcept {
        return std::get_if<F>(&form_);
    }
    bool is(Primitive primitive) const noexcept {
        auto* mine = as<Primitive>();
        return mine && *mine == primitive;
    }

private:
    Form form_;
};

/// The type behind any number of typedefs.
TypeRef unaliased(TypeRef type) noexcept;

/// The declaration of a named type that is (after typedefs) a `D`, else null: `declared<Interface>(type)`.
template <class D>
const D* declared(TypeRef type) noexcept;

// -- values ---------------------------------------------------------------------------------------------------------

/// Wide enough for every IDL integer and for one operation on two of them.
__extension__ using Integer = __int128;

/// Truncated to the scale of its type.
struct FixedValue {
    std::string digits;  ///< optional minus sign and at most 31 digits, no point; "0" for zero
    std::uint16_t scale = 0;
};

/// Which alternative a constant or label has follows from its unaliased type: Integer for short..unsigned long long and
/// octet, int8, long double for float, double and long double (already rounded to that type).
using Value = std::variant<Integer, long double, bool, char, wchar_t, std::string, std::wstring, const Enumerator*,
                           FixedValue>;

// -- declarations ---------------------------------------------------------------------------------------------------

enum class Kind : std::uint8_t {
    module, interface, forward, constant, typedef_, structure, union_, enumeration, enumerator, bitmask, bitset,
    exception, operation, attribute, value_type, value_box, native, state_member, factory
};

/// Anything with a name. Owned by the Specification, in whose `contents` (and in those of the scopes below) the
/// declarations stand in the order of the source.
struct Declaration {
    explicit Declaration(Kind kind) : kind{kind} {}
    virtual ~Declaration() = default;
    Declaration(const Declaration&) = delete;
    Declaration& operator=(const Declaration&) = delete;

    const Kind kind;
    std::string name;                    ///< without the underscore of an escaped identifier
    const Declaration* scope = nullptr;  ///< the module, interface, struct... it stands in; null: the global scope
    std::string repository_id;           ///< "IDL:Bank/Account:1.0"; empty for enumerators and factories
    Location location;                   ///< of the name
    bool in_main_file = false;           ///< false: comes from an #include outside of all scopes
    std::string comment;                 ///< the comment in front of it, markers stripped; often empty

    /// {"Bank", "Account"}; an enumerator stands beside its enum.
    std::vector<std::string> path() const;
    /// "Bank::Account".
    std::string scoped_name() const;
};

using Declarations = std::vector<const Declaration*>;

/// One `module M { ... }`; each reopening is a node of its own.
struct Module : Declaration {
    Module() : Declaration{Kind::module} {}
    Declarations contents;
    const Module* first = nullptr;  ///< the opening that declared the name; `this` in that one
};

struct Interface : Declaration {
    Interface() : Declaration{Kind::interface} {}
    bool is_local = false;
    bool is_abstract = false;
    bool is_defined = false;  ///< false: only forward declarations were seen, contents and bases are empty
    bool is_asynchronous = false;  ///< `#pragma corba_ami "M::A"` or @ami: called asynchronously as well
    std::vector<const Interface*> bases;  ///< direct ones, as written
    Declarations contents;                ///< types, constants, exceptions, operations, attributes; not the inherited
};

/// `interface X;`, `struct X;`, `union X;` or `valuetype X;` before (or without) its definition.
struct Forward : Declaration {
    Forward() : Declaration{Kind::forward} {}
    const Declaration* definition = nullptr;  ///< never null; an Interface or ValueType may have is_defined == false
};

struct Constant : Declaration {
    Constant() : Declaration{Kind::constant} {}
    TypeRef type = nullptr;  ///< as written, so possibly a typedef
    Value value;             ///< in the range of the type
};

/// `typedef long A, B[3];` makes two of them.
struct Typedef : Declaration {
    Typedef() : Declaration{Kind::typedef_} {}
    TypeRef type = nullptr;
};

struct Member {
    std::string name;
    TypeRef type = nullptr;
    Location location;
    std::string comment;
    std::optional<Value> initial = {};  ///< of @default
};

struct Structure : Declaration {
    Structure() : Declaration{Kind::structure} {}
    bool is_defined = false;  ///< always true once the compilation succeeded
    const Structure* base = nullptr;  ///< of IDL 4: its members come first, in TypeCodes and on the wire too
    std::vector<Member> members;      ///< its own
    Declarations nested;  ///< types defined inside a member's declaration

    /// Those of the bases too.
    std::vector<Member> all_members() const {
        auto all = base ? base->all_members() : std::vector<Member>{};
        all.insert(all.end(), members.begin(), members.end());
        return all;
    }
};

struct Exception : Declaration {
    Exception() : Declaration{Kind::exception} {}
    std::vector<Member> members;
    Declarations nested;
};

struct Case {
    std::vector<Value> labels;  ///< empty if only `default:` leads here
    bool is_default = false;    ///< may have labels too
    Member member;
};

struct Union : Declaration {
    Union() : Declaration{Kind::union_} {}
    bool is_defined = false;
    TypeRef discriminator = nullptr;  ///< as written; unaliased: an integer, boolean, char, wchar, octet or Enum
    std::vector<Case> cases;
    /// A legal value of the discriminator that no label names: the first one counting from 0 (for an enum: from its
    /// first enumerator). Empty if the labels name all. It selects the default case, or no case if there is none.
    std::optional<Value> unlabelled;
    Declarations nested;

    const Case* default_case() const noexcept {
        for (const auto& each : cases)
            if (each.is_default) return &each;
        return nullptr;
    }
    /// No member is active for some values: _default() is to be generated.
    bool has_implicit_default() const noexcept { return unlabelled && !default_case(); }
};

struct Enum;

/// Not in any `contents`; found through its Enum.
struct Enumerator : Declaration {
    Enumerator() : Declaration{Kind::enumerator} {}
    const Enum* enumeration = nullptr;
    std::uint32_t value = 0;  ///< its place, from 0; also on the wire
    std::int64_t number = 0;  ///< of @value; else one more than that of the enumerator before
};

struct Enum : Declaration {
    Enum() : Declaration{Kind::enumeration} {}
    std::vector<const Enumerator*> enumerators;
    std::uint16_t bit_bound = 32;          ///< of @bit_bound: what numbers fit into, in C++; on the wire 32 bits always
    const Enumerator* initial = nullptr;  ///< of @default_literal; else the first

    /// An enumerator's number is not its place.
    bool has_numbers() const noexcept {
        for (const auto* each : enumerators)
            if (each->number != each->value) return true;
        return false;
    }
};

/// Of IDL 4. On the wire an unsigned integer.
struct Bitmask : Declaration {
    struct Flag {
        std::string name;
        std::uint16_t position = 0;  ///< 0 is the least significant bit
        Location location;
    };

    Bitmask() : Declaration{Kind::bitmask} {}
    std::uint16_t width = 32;  ///< of the integer: 8, 16, 32 or 64
    std::vector<Flag> flags;
};

/// Of IDL 4. On the wire an unsigned integer, the first field in its least significant bits.
struct Bitset : Declaration {
    struct Field {
        std::string name;
        TypeRef type = nullptr;   ///< boolean or an integer
        std::uint16_t first = 0;  ///< the least significant bit, those of the base counted
        std::uint16_t width = 1;
        Location location;
        std::string comment;
        std::optional<Value> initial = {};  ///< of @default
    };

    Bitset() : Declaration{Kind::bitset} {}
    const Bitset* base = nullptr;
    std::vector<Field> fields;  ///< its own that have names
    std::uint16_t bits = 0;     ///< used, with those of the base; at most 64

    std::uint16_t width() const noexcept { return bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64; }
};

/// The unsigned integer type of that many bits: 8, 16, 32 or 64.
Primitive unsigned_of(std::uint16_t width) noexcept;

enum class Direction : std::uint8_t { in, out, inout };

struct Parameter {
    Direction direction = Direction::in;
    std::string name;
    TypeRef type = nullptr;
    Location location;
};

struct Operation : Declaration {
    Operation() : Declaration{Kind::operation} {}
    bool is_oneway = false;
    TypeRef result = nullptr;  ///< Primitive::void_ for none
    std::vector<Parameter> parameters;
    std::vector<const Exception*> raises;  ///< without native types, which local operations may name here
    std::vector<std::string> context;      ///< values of the literals; may end with *
};

/// `attribute long a, b;` makes two of them.
struct Attribute : Declaration {
    Attribute() : Declaration{Kind::attribute} {}
    bool is_readonly = false;
    TypeRef type = nullptr;
    std::vector<const Exception*> get_raises;
    std::vector<const Exception*> set_raises;
};

/// `public long a, b;` makes two of them.
struct StateMember : Declaration {
    StateMember() : Declaration{Kind::state_member} {}
    bool is_public = false;
    TypeRef type = nullptr;
};

struct Factory : Declaration {
    Factory() : Declaration{Kind::factory} {}
    std::vector<Parameter> parameters;
    std::vector<const Exception*> raises;
};

struct ValueType : Declaration {
    ValueType() : Declaration{Kind::value_type} {}
    bool is_custom = false;       ///< or a base is
    bool is_abstract = false;     ///< no state: no state members, factories or bases that have them
    bool is_truncatable = false;  ///< to the first base, which then is not abstract
    bool is_defined = false;
    std::vector<const ValueType*> bases;     ///< as written; only the first can have state
    std::vector<const Interface*> supports;  ///< at most one is not abstract
    Declarations contents;  ///< types, constants, exceptions, operations, attributes, state members, factories

    /// The base that has state; null if there is none.
    const ValueType* stateful_base() const noexcept {
        return bases.empty() || bases.front()->is_abstract ? nullptr : bases.front();
    }
};

/// `valuetype V T;`. A struct, union or enum defined in it stands in front of it.
struct ValueBox : Declaration {
    ValueBox() : Declaration{Kind::value_box} {}
    TypeRef type = nullptr;  ///< no valuetype
};

/// A type that IDL cannot describe.
struct Native : Declaration {
    Native() : Declaration{Kind::native} {}
};

/// An #include of the main file itself.
struct Include {
    std::string written;   ///< "CosNaming.idl"
    std::string resolved;  ///< the file that was read
    bool angled = false;   ///< <...>
    bool is_builtin = false;  ///< the compiler's own (orb.idl): it leaves no trace in the output
    bool is_inside = false;   ///< in a scope of the main file: a part of that, without an output of its own
};

/// One translation unit. Movable; owns every node reachable from it.
struct Specification {
    std::vector<std::string> files;  ///< as the user would name them; [0] is the main file
    std::vector<Include> includes;
    Declarations contents;           ///< of the global scope

    const std::string& file(const Location& location) const { return files.at(location.file); }

    std::vector<std::unique_ptr<Declaration>> declarations;  ///< storage: walk `contents`, not this
    std::vector<std::unique_ptr<Type>> types;                ///< storage
};

// -- walking --------------------------------------------------------------------------------------------------------

/// Calls `visitor` with the declaration as what it is: `visit(*declaration, overloaded{[](const Module&) {...}, ...})`.
template <class Visitor>
decltype(auto) visit(const Declaration& declaration, Visitor&& visitor) {
    switch (declaration.kind) {
        case Kind::module: return visitor(static_cast<const Module&>(declaration));
        case Kind::interface: return visitor(static_cast<const Interface&>(declaration));
        case Kind::forward: return visitor(static_cast<const Forward&>(declaration));
        case Kind::constant: return visitor(static_cast<const Constant&>(declaration));
        case Kind::typedef_: return visitor(static_cast<const Typedef&>(declaration));
        case Kind::structure: return visitor(static_cast<const Structure&>(declaration));
        case Kind::union_: return visitor(static_cast<const Union&>(declaration));
        case Kind::enumeration: return visitor(static_cast<const Enum&>(declaration));
        case Kind::enumerator: return visitor(static_cast<const Enumerator&>(declaration));
        case Kind::bitmask: return visitor(static_cast<const Bitmask&>(declaration));
        case Kind::bitset: return visitor(static_cast<const Bitset&>(declaration));
        case Kind::exception: return visitor(static_cast<const Exception&>(declaration));
        case Kind::operation: return visitor(static_cast<const Operation&>(declaration));
        case Kind::attribute: return visitor(static_cast<const Attribute&>(declaration));
        case Kind::value_type: return visitor(static_cast<const ValueType&>(declaration));
        case Kind::value_box: return visitor(static_cast<const ValueBox&>(declaration));
        case Kind::native: return visitor(static_cast<const Native&>(declaration));
        case Kind::state_member: return visitor(static_cast<const StateMember&>(declaration));
        case Kind::factory: return visitor(static_cast<const Factory&>(declaration));
    }
    __builtin_unreachable();
}

template <class... Functions>
struct overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
overloaded(Functions...) -> overloaded<Functions...>;

template <class D>
const D* declared(TypeRef type) noexcept {
    auto* named = unaliased(type)->template as<NamedType>();
    return named ? dynamic_cast<const D*>(named->declaration) : nullptr;
}

}  // namespace corbel::idl
