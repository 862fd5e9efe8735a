// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/engine/types/typecode.hpp"

/// Values of types that are known at run time only. A value does not carry its type: whoever has a value has its
/// TypeCode too; an Any has both.
namespace corbel::dynamic {

struct Value;
using Values = std::vector<Value>;

/// A union: the discriminator as TypeCode keeps labels, and the selected member, if one is.
struct Union {
    std::int64_t discriminator = 0;
    Values member;  ///< none or one
    friend bool operator==(const Union& one, const Union& other);
};

/// An Any: `content` holds one value, none if the type is tk_null or tk_void.
struct Any {
    types::TypeCodePtr type;
    Values content;
    friend bool operator==(const Any& one, const Any& other);
};

/// A fixed-point number: an optional minus sign and as many digits as its type has, no point.
struct Fixed {
    std::string digits;
    friend bool operator==(const Fixed&, const Fixed&) = default;
};

/// A value whose state no TypeCode here describes, kept by who can read and write it.
class OpaqueValue {
public:
    virtual ~OpaqueValue() = default;
    /// All of it, its header included; as an indirection where `out` has it already.
    virtual void write(cdr::Writer& out) const = 0;
};

/// A value of a valuetype or value box. Its state: that of the bases first; of a box the one value in it.
struct Valuetype {
    types::TypeCodePtr type;  ///< the most derived type that is known
    Values state;             ///< empty if it is opaque
    std::shared_ptr<const OpaqueValue> opaque;
};
/// Null for a nil value; two places that share a value share this.
using ValuetypePtr = std::shared_ptr<Valuetype>;

/// Which alternative a value of a type has (aliases removed):
///   null, void: monostate · boolean: bool · char, wchar: char, wchar_t · short, long, long long: int64_t ·
///   octet, unsigned integers, enum (its ordinal): uint64_t · float, double, long double: the same ·
///   string, wstring: string, wstring · Principal, sequences and arrays of octet: Octets ·
///   other sequences and arrays, struct, exception: Values · union, any, fixed: Union, Any, Fixed ·
///   TypeCode: TypeCodePtr · object reference: Ior · valuetype, value box: ValuetypePtr ·
///   abstract interface: Ior or ValuetypePtr.
struct Value {
    using Content = std::variant<std::monostate, bool, char, wchar_t, std::int64_t, std::uint64_t, float, double,
                                 long double, std::string, std::wstring, Octets, Values, Union, Any, Fixed,
                                 types::TypeCodePtr, giop::Ior, ValuetypePtr>;
    Content content;

    Value() = default;
    template <class T>
        requires(!std::is_same_v<std::remove_cvref_t<T>, Value> && std::is_constructible_v<Content, T>)
    Value(T&& value) : content{std::forward<T>(value)} {}  // NOLINT: converts on purpose

    /// The alternative T; BAD_PARAM if the value has another one.
    template <class T>
    const T& as() const {
        if (auto* mine = std::get_if<T>(&content)) return *mine;
        wrong_alternative();
    }
    template <class T>
    T& as() {
        return const_cast<T&>(static_cast<const Value&>(*this).as<T>());
    }
    template <class T>
    bool is() const noexcept {
        return std::holds_alternative<T>(content);
    }

    /// Values of valuetypes are equal if they are the same; TypeCodes if they are equal().
    friend bool operator==(const Value& one, const Value& other);

private:
    [[noreturn]] static void wrong_alternative();
};

/// The type of a repository id; null if it is not known. For values whose type is derived from the formal one.
using TypeFinder = std::function<types::TypeCodePtr(std::string_view id)>;

/// Reads a value whose state no TypeCode here describes, from before its header. Null or an exception if it cannot.
using OpaqueReader = std::function<std::shared_ptr<const OpaqueValue>(cdr::Reader& in)>;

/// The value of type `type` that starts at the reader's position, checked as generated code checks it.
///
/// MARSHAL or DATA_CONVERSION for what is malformed; BAD_PARAM for an open TypeCode; NO_IMPLEMENT for a custom
/// valuetype. A valuetype that `find` does not know is truncated to the nearest base that is known where the sender
/// allows it; `truncated`, if it is given, becomes true then. Time and memory are linear in the bytes.
///
/// With `opaque`, custom valuetypes and those that are not known are opaque values, wherever they stand. What such a
/// one shares with the values around it is two values here; several calls for one message share nothing.
Value decode(cdr::Reader& in, const types::TypeCode& type, const TypeFinder& find = {}, bool* truncated = nullptr,
             const OpaqueReader& opaque = {});

/// The members of a struct or of an exception behind its repository id.
Values decode_members(cdr::Reader& in, const types::TypeCode& type, const TypeFinder& find = {});

/// Writes a value. BAD_PARAM, with a text that names the type, for one that is none of the type: another alternative, a
/// number out of range, a wrong count of members, a string over its bound.
void encode(cdr::Writer& out, const types::TypeCode& type, const Value& value);
void encode_members(cdr::Writer& out, const types::TypeCode& type, const Values& members);

/// The value a type begins with: zeros, empty strings and sequences, the first enumerator, nil. Of a union the first
/// member. IMP_LIMIT for more than a million parts, or a type whose values would have no end. BAD_TYPECODE for a type
/// without values (native).
Value initial_value(const types::TypeCode& type);

/// An independent copy: valuetypes are copied too, each once.
Value copy_of(const Value& value);

/// Empties the valuetypes that the values lead to, and the values: what refers to itself is freed by nothing else. For
/// the last user of values that were received; whoever shares them finds them empty.
void take_apart(Values values);
void take_apart(Value value);

/// Takes the values (or the Outcome) apart when it ends.
template <class T>
class LastUse {
public:
    explicit LastUse(T& values) noexcept : values_{values} {}
    LastUse(const LastUse&) = delete;
    LastUse& operator=(const LastUse&) = delete;
    ~LastUse() { take_apart(std::move(values_)); }

private:
    T& values_;
};

/// A discriminator as a value of its type, and back. BAD_PARAM for a value that is no discriminator.
Value value_of_label(const types::TypeCode& discriminator, std::int64_t label);
std::int64_t label_of(const Value& value);

/// A discriminator that no label of the union's members is; none if they take all there are.
std::optional<std::int64_t> unused_label(const types::TypeCode& type);

/// A union with this discriminator and the value that the member selected by it begins with.
Union initial_union(const types::TypeCode& type, std::int64_t discriminator);

/// The members of a valuetype and its bases, those of the bases first; of a box its one value, named "value".
struct StateMember {
    std::string name;
    types::TypeCodePtr type;
};
std::vector<StateMember> state_of(const types::TypeCode& type);

/// True for sequences and arrays whose values are Octets.
bool is_octets(const types::TypeCode& type) noexcept;

}  // namespace corbel::dynamic
