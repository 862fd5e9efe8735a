// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/object.hpp"
#include "orb/mapping/cpp11/portable_server.hpp"

/// Lists of arguments and of types, for requests that are made or served without generated code (CORBA 2.6, 7.4 and the
/// C++ mapping of its pseudo-objects). None of these may be changed by two threads at once.
namespace CORBA {
class NamedValue;
class NVList;
class ExceptionList;
class ContextList;
}  // namespace CORBA

template <> struct IDL::traits<CORBA::NamedValue> : corbel::local_interface_traits<CORBA::NamedValue> {};
template <> struct IDL::traits<CORBA::NVList> : corbel::local_interface_traits<CORBA::NVList> {};
template <> struct IDL::traits<CORBA::ExceptionList> : corbel::local_interface_traits<CORBA::ExceptionList> {};
template <> struct IDL::traits<CORBA::ContextList> : corbel::local_interface_traits<CORBA::ContextList> {};

namespace CORBA {

using Flags = std::uint32_t;

inline constexpr Flags ARG_IN = 1;
inline constexpr Flags ARG_OUT = 2;
inline constexpr Flags ARG_INOUT = 3;
inline constexpr Flags IN_COPY_VALUE = 4;      // always so
inline constexpr Flags OUT_LIST_MEMORY = 8;    // without meaning where values own their memory
inline constexpr Flags DEPENDENT_LIST = 16;    // likewise
inline constexpr Flags INV_NO_RESPONSE = 32;   // of a request that is sent: no answer is wanted
inline constexpr Flags CTX_RESTRICT_SCOPE = 64;
inline constexpr Flags CTX_DELETE_DESCENDENTS = 128;

/// No item of that index.
class Bounds final : public corbel::PlainUserException<Bounds> {
public:
    using PlainUserException::PlainUserException;
    static constexpr const char* _idl_name = "Bounds";
    static constexpr const char* _repository_id = "IDL:omg.org/CORBA/Bounds:1.0";
};

}  // namespace CORBA

namespace corbel {

template <class T>
T& item_at(std::vector<T>& items, std::uint32_t index) {
    if (index >= items.size())
        throw CORBA::Bounds{"item " + std::to_string(index) + " of " + std::to_string(items.size())};
    return items[index];
}

template <class T>
void remove_at(std::vector<T>& items, std::uint32_t index) {
    item_at(items, index);
    items.erase(items.begin() + index);
}

}  // namespace corbel

namespace CORBA {

class NamedValue final : public virtual LocalObject {
public:
    NamedValue(std::string name, Any value, Flags flags)
        : name_{std::move(name)}, value_{std::move(value)}, flags_{flags} {}

    const std::string& name() const noexcept { return name_; }
    Any& value() noexcept { return value_; }
    Flags flags() const noexcept { return flags_; }

private:
    std::string name_;
    Any value_;
    Flags flags_;
};

/// Arguments in the order of the IDL. Flags other than ARG_IN, ARG_OUT or ARG_INOUT with IN_COPY_VALUE are INV_FLAG.
class NVList final : public virtual LocalObject {
public:
    using Item = IDL::traits<NamedValue>::ref_type;

    std::uint32_t count() const noexcept { return static_cast<std::uint32_t>(items_.size()); }
    Item add(Flags flags) { return add_value({}, {}, flags); }
    Item add_item(const std::string& name, Flags flags) { return add_value(name, {}, flags); }
    Item add_value(const std::string& name, const Any& value, Flags flags);
    /// The item itself, whose value may be changed. Bounds.
    Item item(std::uint32_t index) { return corbel::item_at(items_, index); }
    void remove(std::uint32_t index) { corbel::remove_at(items_, index); }

private:
    std::vector<Item> items_;
};

/// The types of the user exceptions that an operation may raise.
class ExceptionList final : public virtual LocalObject {
public:
    std::uint32_t count() const noexcept { return static_cast<std::uint32_t>(types_.size()); }
    /// BAD_TYPECODE for what is no exception.
    void add(typecode_reference type);
    typecode_reference item(std::uint32_t index) { return corbel::item_at(types_, index); }
    void remove(std::uint32_t index) { corbel::remove_at(types_, index); }

private:
    std::vector<typecode_reference> types_;
};

/// The names of an operation's context clause; one may end with `*`.
class ContextList final : public virtual LocalObject {
public:
    std::uint32_t count() const noexcept { return static_cast<std::uint32_t>(names_.size()); }
    void add(const std::string& name) { names_.push_back(name); }
    const std::vector<std::string>& names() const noexcept { return names_; }
    const std::string& item(std::uint32_t index) { return corbel::item_at(names_, index); }
    void remove(std::uint32_t index) { corbel::remove_at(names_, index); }

private:
    std::vector<std::string> names_;
};

}  // namespace CORBA
