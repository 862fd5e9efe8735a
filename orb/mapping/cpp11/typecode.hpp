// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "orb/engine/base/table.hpp"
#include "orb/engine/types/kinds.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/object.hpp"

namespace corbel {
struct TypeDescription;
}  // namespace corbel

namespace CORBA {

class Any;
using TCKind = corbel::types::TCKind;
using Visibility = corbel::types::Visibility;
using ValueModifier = corbel::types::ValueModifier;

class typecode_reference;

/// The description of an IDL type (CORBA 2.6, 10.7.1). Reached through a typecode_reference.
class TypeCode {
public:
    using _traits_type = IDL::traits<TypeCode>;
    using _ref_type = typecode_reference;

    class Bounds;
    class BadKind;

    bool equal(const typecode_reference& other) const;
    bool equivalent(const typecode_reference& other) const;
    TCKind kind() const noexcept;

    // BadKind where this kind has no such thing, Bounds for an index out of range. BAD_TYPECODE minor 1, but for id(),
    // where this is a placeholder (ORB::create_recursive_tc).
    const std::string& id() const;
    const std::string& name() const;
    std::uint32_t member_count() const;
    const std::string& member_name(std::uint32_t index) const;
    typecode_reference member_type(std::uint32_t index) const;
    Any member_label(std::uint32_t index) const;  ///< a zero octet for the default member
    typecode_reference discriminator_type() const;
    std::int32_t default_index() const;
    std::uint32_t length() const;
    typecode_reference content_type() const;
    std::uint16_t fixed_digits() const;
    std::int16_t fixed_scale() const;
    Visibility member_visibility(std::uint32_t index) const;
    ValueModifier type_modifier() const;
    typecode_reference concrete_base_type() const;

    /// The same type without the names of types and members; repository ids and aliases stay. BAD_TYPECODE minor 1 for
    /// one that contains a placeholder still.
    typecode_reference get_compact_typecode() const;

private:
    friend class typecode_reference;
    explicit TypeCode(corbel::types::TypeCodePtr code) noexcept : code_{std::move(code)} {}
    void require_member(std::uint32_t index) const;

    corbel::types::TypeCodePtr code_;
};

/// IDL::traits<CORBA::TypeCode>::ref_type.
class typecode_reference {
public:
    using weak_ref_type = typecode_reference;  // a TypeCode refers to nothing that could refer back to its user

    typecode_reference() noexcept : code_{nullptr} {}
    typecode_reference(std::nullptr_t) noexcept : code_{nullptr} {}  // NOLINT: converts on purpose
    typecode_reference(corbel::types::TypeCodePtr code) noexcept : code_{std::move(code)} {}  // NOLINT

    /// INV_OBJREF for a nil reference.
    const TypeCode* operator->() const {
        if (!code_.code_) corbel::throw_nil_reference();
        return &code_;
    }

    explicit operator bool() const noexcept { return code_.code_ != nullptr; }
    operator const corbel::types::TypeCodePtr&() const noexcept { return code_.code_; }  // NOLINT
    const corbel::types::TypeCodePtr& pointer() const noexcept { return code_.code_; }

    friend bool operator==(const typecode_reference& reference, std::nullptr_t) noexcept { return !reference; }
    /// Equal in every respect (TypeCode::equal).
    friend bool operator==(const typecode_reference& one, const typecode_reference& other);

    void reset() noexcept { code_.code_.reset(); }
    void swap(typecode_reference& other) noexcept { code_.code_.swap(other.code_.code_); }
    friend void swap(typecode_reference& one, typecode_reference& other) noexcept { one.swap(other); }

private:
    TypeCode code_;
};

/// IDL for people.
std::ostream& operator<<(std::ostream& out, const typecode_reference& type);

/// A TypeCode constant (_tc_long, Bench::_tc_Point): the description of a type, initialised before the program runs.
/// The TypeCode is built when it is first used, and never destroyed. Usable from many threads.
///
/// Descriptions refer to each other, in circles where types are recursive. Made by corbel::struct_type() and its like.
class TypeCodeConstant {
public:
    TypeCodeConstant(const TypeCodeConstant&) = delete;
    TypeCodeConstant& operator=(const TypeCodeConstant&) = delete;

    const corbel::types::TypeCodePtr& pointer() const {
        const auto* known = built();
        return known ? *known : build();
    }
    operator const corbel::types::TypeCodePtr&() const { return pointer(); }  // NOLINT
    operator typecode_reference() const { return pointer(); }                 // NOLINT
    typecode_reference operator*() const { return pointer(); }
    /// As a reference has it: CORBA::_tc_long->kind().
    typecode_reference operator->() const { return pointer(); }

private:
    friend struct corbel::TypeDescription;

    explicit constexpr TypeCodeConstant(TCKind kind, const char* id = nullptr, const char* name = nullptr,
                                        const TypeCodeConstant* content = nullptr, std::int32_t number = 0,
                                        const void* parts = nullptr, std::size_t count = 0) noexcept
        : kind_{kind}, number_{number}, id_{id}, name_{name}, content_{content}, parts_{parts}, count_{count} {}

    const corbel::types::TypeCodePtr& build() const;
    const corbel::types::TypeCodePtr* built() const noexcept { return __atomic_load_n(&built_, __ATOMIC_ACQUIRE); }

    TCKind kind_;
    std::int32_t number_;              // length, bound, default index, modifier; digits * 65536 + scale
    const char* id_;
    const char* name_;
    const TypeCodeConstant* content_;  // element, original or boxed type, discriminator, concrete base
    const void* parts_;                // an array of TypeMember, or of the names of an enum
    std::size_t count_;
    mutable const corbel::types::TypeCodePtr* built_ = nullptr;  // <atomic> would cost every stub its compilation
};

extern const TypeCodeConstant _tc_null, _tc_void, _tc_short, _tc_long, _tc_ushort, _tc_ulong, _tc_longlong,
    _tc_ulonglong, _tc_float, _tc_double, _tc_longdouble, _tc_boolean, _tc_char, _tc_wchar, _tc_octet, _tc_any,
    _tc_TypeCode, _tc_Object, _tc_string, _tc_wstring, _tc_ValueBase, _tc_AbstractBase;

class TypeCode::Bounds final : public UserException {
public:
    static constexpr const char* _repository_id = "IDL:omg.org/CORBA/TypeCode/Bounds:1.0";
    const char* _name() const noexcept override { return "Bounds"; }
    const char* _rep_id() const noexcept override { return _repository_id; }
    [[noreturn]] void _raise() const override { throw *this; }
    void _encode(corbel::cdr::Writer&) const override {}
};

class TypeCode::BadKind final : public UserException {
public:
    static constexpr const char* _repository_id = "IDL:omg.org/CORBA/TypeCode/BadKind:1.0";
    const char* _name() const noexcept override { return "BadKind"; }
    const char* _rep_id() const noexcept override { return _repository_id; }
    [[noreturn]] void _raise() const override { throw *this; }
    void _encode(corbel::cdr::Writer&) const override {}
};

}  // namespace CORBA

template <>
struct IDL::traits<CORBA::TypeCode> : corbel::by_value_traits<CORBA::typecode_reference> {
    using ref_type = CORBA::typecode_reference;
    using weak_ref_type = CORBA::typecode_reference;
    using is_local = std::true_type;
    using is_abstract = std::false_type;
};

namespace corbel {

/// A part of a described type: a struct's or exception's member, a union's case, a valuetype's state member.
struct TypeMember {
    const char* name;
    const CORBA::TypeCodeConstant& type;
    std::int64_t label = 0;  ///< of a case; of a state member: 1 if it is public
};

/// Makes descriptions; what it is given must live as long as the program.
struct TypeDescription {
    using Constant = CORBA::TypeCodeConstant;
    using TCKind = types::TCKind;
    using Members = Table<TypeMember>;

    static constexpr Constant plain(TCKind kind, std::int32_t number = 0) {
        return Constant{kind, nullptr, nullptr, nullptr, number};
    }
    static constexpr Constant named(TCKind kind, const char* id, const char* name) { return Constant{kind, id, name}; }
    static constexpr Constant list(TCKind kind, const Constant& element, std::uint32_t length) {
        return Constant{kind, nullptr, nullptr, &element, static_cast<std::int32_t>(length)};
    }
    static constexpr Constant content(TCKind kind, const char* id, const char* name, const Constant& content) {
        return Constant{kind, id, name, &content};
    }
    static constexpr Constant members(TCKind kind, const char* id, const char* name, Members members,
                                      const Constant* content = nullptr, std::int32_t number = 0) {
        return Constant{kind, id, name, content, number, members.begin(), members.size()};
    }
    static constexpr Constant names(const char* id, const char* name, Table<const char*> names) {
        return Constant{TCKind::tk_enum, id, name, nullptr, 0, names.begin(), names.size()};
    }

    /// The TypeCode described; the constant keeps one that contains no reference to a type around it.
    static types::TypeCodePtr build(const Constant& constant, std::vector<const Constant*>& open);
    static types::TypeCodePtr make(const Constant& constant, std::vector<const Constant*>& open);
    /// Whether a description of it contains one of `open`.
    static bool leads_to(const Constant& constant, const std::vector<const Constant*>& open,
                         std::vector<const Constant*>& seen);
};

constexpr CORBA::TypeCodeConstant struct_type(const char* id, const char* name, TypeDescription::Members members = {}) {
    return TypeDescription::members(types::TCKind::tk_struct, id, name, members);
}
constexpr CORBA::TypeCodeConstant exception_type(const char* id, const char* name,
                                                 TypeDescription::Members members = {}) {
    return TypeDescription::members(types::TCKind::tk_except, id, name, members);
}
/// One member for each label; `default_index` as of types::TypeCode::union_.
constexpr CORBA::TypeCodeConstant union_type(const char* id, const char* name,
                                             const CORBA::TypeCodeConstant& discriminator,
                                             TypeDescription::Members members, std::int32_t default_index = -1) {
    return TypeDescription::members(types::TCKind::tk_union, id, name, members, &discriminator, default_index);
}
constexpr CORBA::TypeCodeConstant enum_type(const char* id, const char* name, Table<const char*> names) {
    return TypeDescription::names(id, name, names);
}
constexpr CORBA::TypeCodeConstant alias_type(const char* id, const char* name,
                                             const CORBA::TypeCodeConstant& original) {
    return TypeDescription::content(types::TCKind::tk_alias, id, name, original);
}
constexpr CORBA::TypeCodeConstant value_box_type(const char* id, const char* name,
                                                 const CORBA::TypeCodeConstant& boxed) {
    return TypeDescription::content(types::TCKind::tk_value_box, id, name, boxed);
}
/// `concrete_base` may be null.
constexpr CORBA::TypeCodeConstant value_type(const char* id, const char* name, types::ValueModifier modifier,
                                             const CORBA::TypeCodeConstant* concrete_base = nullptr,
                                             TypeDescription::Members members = {}) {
    return TypeDescription::members(types::TCKind::tk_value, id, name, members, concrete_base,
                                    static_cast<std::int32_t>(modifier));
}
constexpr CORBA::TypeCodeConstant interface_type(const char* id, const char* name) {
    return TypeDescription::named(types::TCKind::tk_objref, id, name);
}
constexpr CORBA::TypeCodeConstant abstract_interface_type(const char* id, const char* name) {
    return TypeDescription::named(types::TCKind::tk_abstract_interface, id, name);
}
constexpr CORBA::TypeCodeConstant local_interface_type(const char* id, const char* name) {
    return TypeDescription::named(types::TCKind::tk_local_interface, id, name);
}
constexpr CORBA::TypeCodeConstant native_type(const char* id, const char* name) {
    return TypeDescription::named(types::TCKind::tk_native, id, name);
}

// Types without a name; one object each for the whole program.

template <const CORBA::TypeCodeConstant& Element, std::uint32_t Bound = 0>
inline constinit const CORBA::TypeCodeConstant sequence_of =
    TypeDescription::list(types::TCKind::tk_sequence, Element, Bound);
template <const CORBA::TypeCodeConstant& Element, std::uint32_t Length>
inline constinit const CORBA::TypeCodeConstant array_of =
    TypeDescription::list(types::TCKind::tk_array, Element, Length);
template <std::uint32_t Bound>
inline constinit const CORBA::TypeCodeConstant string_of =
    TypeDescription::plain(types::TCKind::tk_string, static_cast<std::int32_t>(Bound));
template <std::uint32_t Bound>
inline constinit const CORBA::TypeCodeConstant wstring_of =
    TypeDescription::plain(types::TCKind::tk_wstring, static_cast<std::int32_t>(Bound));
template <std::uint16_t Digits, std::int16_t Scale>
inline constinit const CORBA::TypeCodeConstant fixed_of =
    TypeDescription::plain(types::TCKind::tk_fixed, Digits * 65536 + Scale);

/// The TypeCode of a C++ type, a const CORBA::TypeCodeConstant*; nullptr for a type that IDL does not have. Generated
/// code adds its own types.
template <class T>
inline constexpr std::nullptr_t type_code_of = nullptr;

template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::int16_t> = &CORBA::_tc_short;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::uint16_t> = &CORBA::_tc_ushort;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::int32_t> = &CORBA::_tc_long;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::uint32_t> = &CORBA::_tc_ulong;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::int64_t> = &CORBA::_tc_longlong;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::uint64_t> = &CORBA::_tc_ulonglong;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::uint8_t> = &CORBA::_tc_octet;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<float> = &CORBA::_tc_float;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<double> = &CORBA::_tc_double;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<long double> = &CORBA::_tc_longdouble;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<bool> = &CORBA::_tc_boolean;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<char> = &CORBA::_tc_char;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<wchar_t> = &CORBA::_tc_wchar;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::string> = &CORBA::_tc_string;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::wstring> = &CORBA::_tc_wstring;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<CORBA::Any> = &CORBA::_tc_any;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<CORBA::typecode_reference> = &CORBA::_tc_TypeCode;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<object_reference<CORBA::Object>> = &CORBA::_tc_Object;
template <std::uint32_t N>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<IDL::bounded_string<N>> = &string_of<N>;
template <std::uint32_t N>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<IDL::bounded_wstring<N>> = &wstring_of<N>;
template <class T>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::vector<T>> = &sequence_of<*type_code_of<T>>;
template <class T, std::uint32_t N>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<IDL::bounded_vector<T, N>> =
    &sequence_of<*type_code_of<T>, N>;
template <class T, std::size_t N>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::array<T, N>> =
    &array_of<*type_code_of<T>, std::uint32_t{N}>;

}  // namespace corbel
