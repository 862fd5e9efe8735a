// SPDX-License-Identifier: BSL-1.0
// Basic values that are inserted into a DynAny or its current component, and taken from there (CORBA 2.6, 9.2.3.8).
#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/mapping/cpp11/dynamic_any.hpp"
#include "orb/mapping/cpp11/dynamic_value.hpp"

namespace DynamicAny {
namespace {

namespace dynamic = corbel::dynamic;
using corbel::types::TCKind;
using enum corbel::types::TCKind;

/// A basic C++ value as dynamic::Value has it, and back.
template <class T>
dynamic::Value wrapped(const T& value) {
    if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, char> || std::is_same_v<T, wchar_t> ||
                  !std::is_integral_v<T>) {
        return value;
    } else if constexpr (std::is_signed_v<T>) {
        return std::int64_t{value};
    } else {
        return std::uint64_t{value};
    }
}

template <class T>
T unwrapped(const dynamic::Value& value) {
    if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, char> || std::is_same_v<T, wchar_t> ||
                  !std::is_integral_v<T>) {
        return value.as<T>();
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<T>(value.as<std::int64_t>());
    } else {
        return static_cast<T>(value.as<std::uint64_t>());
    }
}

/// The C++ value of a value, through its form on the wire.
template <class T>
T decoded_as(const dynamic::Value& value, const corbel::types::TypeCode& type, corbel::Invoker* invoker) {
    corbel::cdr::Writer out;
    dynamic::encode(out, type, value);
    corbel::cdr::Reader in{out.contiguous(), out.encoding()};
    in.environment(invoker);
    T decoded;
    corbel::decode(in, decoded);
    return decoded;
}

bool is_over(const corbel::types::TypeCode& type, std::size_t length) {
    return type.length() != 0 && length > type.length();
}

bool is_value(TCKind kind) { return kind == tk_value || kind == tk_value_box; }

}  // namespace

// This, or the current component if this is made of some.
const DynAny& DynAny::target(Kind kind, const char* what) const {
    require_alive();
    const auto matches = [&](const DynAny& candidate) {
        const auto own = candidate.resolved().kind();
        return own == kind || (kind == tk_value && is_value(own));
    };
    if (matches(*this)) return *this;
    if (!can_have_components()) mismatch("is no " + std::string{what});
    const auto& component = const_cast<DynAny&>(*this).child(current_member());
    if (!matches(component)) component.mismatch("is no " + std::string{what});
    return component;
}

DynAny& DynAny::target(Kind kind, const char* what) {
    return const_cast<DynAny&>(static_cast<const DynAny&>(*this).target(kind, what));
}

void DynAny::insert(Kind kind, const char* what, Value value) { target(kind, what).write(std::move(value)); }

template <class T>
T DynAny::get(Kind kind, const char* what) const {
    return unwrapped<T>(target(kind, what).read());
}

bool DynAny::is_list_of(Kind element) const {
    const auto kind = resolved().kind();
    return (kind == tk_sequence || kind == tk_array) && resolved().content().resolved().kind() == element;
}

DynAny& DynAny::list_target(Kind element, const char* what) {
    require_alive();
    if (is_list_of(element)) return *this;
    if (!can_have_components()) mismatch("is no list of " + std::string{what});
    auto& component = child(current_member());
    if (!component.is_list_of(element)) component.mismatch("is no list of " + std::string{what});
    return component;
}

template <class T>
void DynAny::insert_list(Kind element, const char* what, const std::vector<T>& elements) {
    auto& list = list_target(element, what);
    const auto& type = list.resolved();
    const bool fits = type.kind() == tk_array ? elements.size() == type.length() : !is_over(type, elements.size());
    if (!fits) list.invalid("cannot have " + std::to_string(elements.size()) + " elements");
    if constexpr (std::is_same_v<T, std::uint8_t>) {
        list.replace(corbel::Octets(elements.begin(), elements.end()));
    } else {
        dynamic::Values values;
        values.reserve(elements.size());
        for (const T each : elements) values.push_back(wrapped(each));
        list.replace(std::move(values));
    }
}

template <class T>
std::vector<T> DynAny::get_list(Kind element, const char* what) const {
    const auto& value = const_cast<DynAny&>(*this).list_target(element, what).read();
    if constexpr (std::is_same_v<T, std::uint8_t>) {
        const auto& octets = value.as<corbel::Octets>();
        return {octets.begin(), octets.end()};
    } else {
        std::vector<T> elements;
        for (const auto& each : value.as<dynamic::Values>()) elements.push_back(unwrapped<T>(each));
        return elements;
    }
}

#define CORBEL_BASIC(Type, name, kind)                                                              \
    void DynAny::insert_##name(Type value) { insert(kind, #name, wrapped(value)); }                 \
    Type DynAny::get_##name() const { return get<Type>(kind, #name); }                              \
    void DynAny::insert_##name##_seq(const std::vector<Type>& value) {                              \
        insert_list(kind, #name, value);                                                            \
    }                                                                                               \
    std::vector<Type> DynAny::get_##name##_seq() const { return get_list<Type>(kind, #name); }
CORBEL_BASIC(bool, boolean, tk_boolean)
CORBEL_BASIC(std::uint8_t, octet, tk_octet)
CORBEL_BASIC(char, char, tk_char)
CORBEL_BASIC(std::int16_t, short, tk_short)
CORBEL_BASIC(std::uint16_t, ushort, tk_ushort)
CORBEL_BASIC(std::int32_t, long, tk_long)
CORBEL_BASIC(std::uint32_t, ulong, tk_ulong)
CORBEL_BASIC(std::int64_t, longlong, tk_longlong)
CORBEL_BASIC(std::uint64_t, ulonglong, tk_ulonglong)
CORBEL_BASIC(float, float, tk_float)
CORBEL_BASIC(double, double, tk_double)
CORBEL_BASIC(long double, longdouble, tk_longdouble)
CORBEL_BASIC(wchar_t, wchar, tk_wchar)
#undef CORBEL_BASIC

void DynAny::insert_string(const std::string& value) {
    auto& place = target(tk_string, "string");
    if (is_over(place.resolved(), value.size()))
        place.invalid("cannot have " + std::to_string(value.size()) + " characters");
    place.write(value);
}

void DynAny::insert_wstring(const std::wstring& value) {
    auto& place = target(tk_wstring, "wstring");
    if (is_over(place.resolved(), value.size()))
        place.invalid("cannot have " + std::to_string(value.size()) + " characters");
    place.write(value);
}

std::string DynAny::get_string() const { return get<std::string>(tk_string, "string"); }
std::wstring DynAny::get_wstring() const { return get<std::wstring>(tk_wstring, "wstring"); }

void DynAny::insert_reference(ObjectRef value) {
    auto& place = target(tk_objref, "object reference");
    if (value && value->_is_local())
        throw CORBA::MARSHAL{corbel::minor::local_object, CORBA::COMPLETED_NO,
                             "a local object has no reference that a DynAny could hold"};
    place.write(value ? value->_reference().ior() : corbel::giop::Ior{});
}

DynAny::ObjectRef DynAny::get_reference() const {
    const auto& ior = target(tk_objref, "object reference").read().as<corbel::giop::Ior>();
    if (ior.is_nil()) return nullptr;
    return corbel::make_object_reference<CORBA::Object>(corbel::Reference{ior, invoker_});
}

void DynAny::insert_typecode(TypeRef value) {
    auto& place = target(tk_TypeCode, "TypeCode");
    if (!value) place.invalid("cannot be nil");
    place.write(value.pointer());
}

DynAny::TypeRef DynAny::get_typecode() const { return target(tk_TypeCode, "TypeCode").read().as<TypeCodePtr>(); }

void DynAny::insert_any(const CORBA::Any& value) {
    auto& place = target(tk_any, "any");
    corbel::translated([&] {
        dynamic::Any any{value.type().pointer(), {}};
        if (value.value()) any.content.push_back(corbel::dynamic_value(value, invoker_.get()));
        place.write(std::move(any));
    });
}

CORBA::Any DynAny::get_any() const {
    const auto& any = target(tk_any, "any").read().as<dynamic::Any>();
    if (any.content.empty()) return {any.type, nullptr};
    return corbel::translated(
        [&] { return corbel::any_of_value(any.type, dynamic::copy_of(any.content.front()), invoker_); });
}

void DynAny::insert_dyn_any(Ref value) {
    auto& place = target(tk_any, "any");
    if (!value) place.invalid("cannot be given a nil DynAny");
    value->require_alive();
    place.write(dynamic::Any{value->type_, {corbel::dynamic::copy_of(value->read())}});
}

DynAny::Ref DynAny::get_dyn_any() const {
    const auto& any = target(tk_any, "any").read().as<dynamic::Any>();
    return _make(any.type, any.content.empty() ? Value{} : corbel::dynamic::copy_of(any.content.front()), invoker_);
}

void DynAny::insert_val(ValueRef value) {
    auto& place = target(tk_value, "valuetype");
    corbel::translated([&] { place.replace(corbel::dynamic_value(value, place.resolved())); });
}

DynAny::ValueRef DynAny::get_val() const {
    const auto& place = target(tk_value, "valuetype");
    // Behind the formal type ValueBase the value says its own type, by which its factory is found.
    return corbel::translated(
        [&] { return decoded_as<ValueRef>(place.read(), *CORBA::_tc_ValueBase.pointer(), invoker_.get()); });
}

void DynAny::insert_abstract(AbstractRef value) {
    auto& place = target(tk_abstract_interface, "abstract interface");
    corbel::translated([&] { place.write(corbel::dynamic_value(value, place.resolved())); });
}

DynAny::AbstractRef DynAny::get_abstract() const {
    const auto& place = target(tk_abstract_interface, "abstract interface");
    return corbel::translated([&] { return decoded_as<AbstractRef>(place.read(), place.resolved(), invoker_.get()); });
}

}  // namespace DynamicAny
