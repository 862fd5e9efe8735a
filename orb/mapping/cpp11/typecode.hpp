// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "orb/engine/types/typecode.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/object.hpp"

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
    TCKind kind() const noexcept { return code_->kind(); }

    // BadKind where this kind has no such thing, Bounds for an index out of range.
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

/// A TypeCode constant (_tc_long, Bench::_tc_Point): initialised before the program runs, built when it is first used,
/// never destroyed. Usable from many threads.
class TypeCodeConstant {
public:
    using Make = corbel::types::TypeCodePtr (*)();

    constexpr TypeCodeConstant(Make make) noexcept : make_{make} {}  // NOLINT: converts on purpose
    TypeCodeConstant(const TypeCodeConstant&) = delete;
    TypeCodeConstant& operator=(const TypeCodeConstant&) = delete;

    const corbel::types::TypeCodePtr& pointer() const {
        const auto* built = built_.load(std::memory_order_acquire);
        return built ? *built : build();
    }
    operator const corbel::types::TypeCodePtr&() const { return pointer(); }  // NOLINT
    operator typecode_reference() const { return pointer(); }                 // NOLINT
    typecode_reference operator*() const { return pointer(); }
    /// As a reference has it: CORBA::_tc_long->kind().
    typecode_reference operator->() const { return pointer(); }

private:
    const corbel::types::TypeCodePtr& build() const;

    Make make_;
    mutable std::atomic<const corbel::types::TypeCodePtr*> built_{nullptr};
};

extern const TypeCodeConstant _tc_null, _tc_void, _tc_short, _tc_long, _tc_ushort, _tc_ulong, _tc_longlong,
    _tc_ulonglong, _tc_float, _tc_double, _tc_longdouble, _tc_boolean, _tc_char, _tc_wchar, _tc_octet, _tc_any,
    _tc_TypeCode, _tc_Object, _tc_string, _tc_wstring;

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

/// The TypeCode of a C++ type, a const CORBA::TypeCodeConstant*; nullptr for a type that IDL does not have. Generated
/// code adds its own types.
template <class T>
inline constexpr std::nullptr_t type_code_of = nullptr;

template <class T, std::uint32_t Bound>
inline const CORBA::TypeCodeConstant sequence_type_code{[] {
    return types::TypeCode::sequence(type_code_of<T>->pointer(), Bound);
}};
template <class T, std::size_t Length>
inline const CORBA::TypeCodeConstant array_type_code{[] {
    return types::TypeCode::array(type_code_of<T>->pointer(), static_cast<std::uint32_t>(Length));
}};
template <std::uint32_t Bound>
inline const CORBA::TypeCodeConstant string_type_code{[] { return types::TypeCode::string(Bound); }};
template <std::uint32_t Bound>
inline const CORBA::TypeCodeConstant wstring_type_code{[] { return types::TypeCode::wstring(Bound); }};

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
inline constexpr const CORBA::TypeCodeConstant* type_code_of<IDL::bounded_string<N>> = &string_type_code<N>;
template <std::uint32_t N>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<IDL::bounded_wstring<N>> = &wstring_type_code<N>;
template <class T>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::vector<T>> = &sequence_type_code<T, 0>;
template <class T, std::uint32_t N>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<IDL::bounded_vector<T, N>> = &sequence_type_code<T, N>;
template <class T, std::size_t N>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<std::array<T, N>> = &array_type_code<T, N>;

}  // namespace corbel
