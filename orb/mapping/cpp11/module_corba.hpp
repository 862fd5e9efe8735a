// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/native.hpp"

namespace CORBA {
class Current;
}  // namespace CORBA

template <> struct IDL::traits<CORBA::Current> : corbel::local_interface_traits<CORBA::Current> {};

/// What else IDL files name of module CORBA (CORBA 3.0.3, 3.16), and what of it they put into their own types.
namespace CORBA {

using Identifier = std::string;
using ScopedName = std::string;
using RepositoryId = std::string;
using ObjectId = std::string;
using ObjectIdList = std::vector<ObjectId>;
using ORBid = std::string;
using ServiceType = std::uint16_t;
using ServiceOption = std::uint32_t;
using ServiceDetailType = std::uint32_t;
using LongDoubleSeq = std::vector<long double>;

/// Base of interfaces to what belongs to the current thread.
class Current : public virtual LocalObject {
public:
    using _traits_type = IDL::traits<Current>;
    using _ref_type = IDL::traits<Current>::ref_type;
    static constexpr const char* _repository_id_ = "IDL:omg.org/CORBA/Current:1.0";

protected:
    Current() = default;
};

/// Of the C mapping; old IDL names it.
class Environment final : public corbel::Native {
public:
    using Native::Native;
};

std::ostream& operator<<(std::ostream& out, SetOverrideType value);

extern const TypeCodeConstant _tc_CompletionStatus, _tc_SetOverrideType, _tc_TCKind, _tc_Environment;

}  // namespace CORBA

namespace corbel::types {

std::ostream& operator<<(std::ostream& out, Visibility value);
std::ostream& operator<<(std::ostream& out, ValueModifier value);

}  // namespace corbel::types

namespace corbel {

/// An enumeration of the library that IDL knows as one of `Count` enumerators.
template <class E, std::uint32_t Count>
struct LibraryEnumCodec {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, E value) { out.put(static_cast<std::uint32_t>(value)); }
    static void decode(cdr::Reader& in, E& value) { value = decode_enum<E>(in, Count); }
};
/// One that IDL knows as a short.
template <class E>
struct LibraryShortCodec {
    static constexpr std::size_t min_size = 2;
    static void encode(cdr::Writer& out, E value) { out.put(static_cast<std::int16_t>(value)); }
    static void decode(cdr::Reader& in, E& value) { value = static_cast<E>(in.get<std::int16_t>()); }
};

template <>
struct Codec<CORBA::TCKind> : LibraryEnumCodec<CORBA::TCKind, types::kind_count> {};
template <>
struct Codec<CORBA::CompletionStatus> : LibraryEnumCodec<CORBA::CompletionStatus, 3> {};
template <>
struct Codec<CORBA::SetOverrideType> : LibraryEnumCodec<CORBA::SetOverrideType, 2> {};
template <>
struct Codec<CORBA::Visibility> : LibraryShortCodec<CORBA::Visibility> {};
template <>
struct Codec<CORBA::ValueModifier> : LibraryShortCodec<CORBA::ValueModifier> {};

template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<CORBA::TCKind> = &CORBA::_tc_TCKind;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<CORBA::CompletionStatus> = &CORBA::_tc_CompletionStatus;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<CORBA::SetOverrideType> = &CORBA::_tc_SetOverrideType;

}  // namespace corbel
