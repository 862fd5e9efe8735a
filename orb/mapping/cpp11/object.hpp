// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "orb/engine/base/shared_ptr.hpp"
#include "orb/engine/invocation/reference.hpp"
#include "orb/mapping/cpp11/types.hpp"

namespace CORBA {
class Object;
class LocalObject;
class ORB;
class Policy;
class ValueBase;
class AbstractBase;
class Context;
class ContextList;
class ExceptionList;
class NamedValue;
class NVList;
class Request;
}  // namespace CORBA

namespace corbel {

/// INV_OBJREF: an operation was called on a nil reference.
[[noreturn]] void throw_nil_reference();

/// What a reference leads to, and so how it compares and prints; both without a call.
struct object_kind {
    static bool same(const CORBA::Object* one, const CORBA::Object* other);
    static void print(std::ostream& out, const CORBA::Object* object);
};
struct servant_kind {
    static bool same(const void*, const void*) noexcept { return false; }
    static void print(std::ostream& out, const void* servant);
};
struct value_kind {
    static bool same(const void*, const void*) noexcept { return false; }
    static void print(std::ostream& out, const CORBA::ValueBase* value);
};
/// An object or a value: what an abstract interface stands for.
struct abstract_kind {
    static bool same(const CORBA::AbstractBase* one, const CORBA::AbstractBase* other);
    static void print(std::ostream& out, const CORBA::AbstractBase* target);
};

/// Takes what `new` made, and deletes it if there is no memory to own it. No template:
/// each interface would bring its own.
std::shared_ptr<CORBA::Object> owned(CORBA::Object* object);

template <class T, class Kind>
class basic_weak_reference;

template <class T, class Kind>
class basic_reference;

/// What a reference holds. For the runtime; user code has no raw pointers.
template <class T, class Kind>
const std::shared_ptr<T>& shared_pointer(const basic_reference<T, Kind>& reference) noexcept;
template <class T, class Kind>
std::shared_ptr<T>&& shared_pointer(basic_reference<T, Kind>&& reference) noexcept;

/// A reference to an object, a servant or a value: shared ownership, nil when default-constructed (IDL to C++11, 6.17,
/// 6.18 and 6.25). T may be incomplete until the reference is dereferenced or widened.
template <class T, class Kind>
class basic_reference {
public:
    using weak_ref_type = basic_weak_reference<T, Kind>;

    basic_reference() noexcept = default;
    basic_reference(std::nullptr_t) noexcept {}  // NOLINT: converts on purpose
    explicit basic_reference(std::shared_ptr<T> pointer) noexcept : pointer_{std::move(pointer)} {}

    /// Widening.
    template <class U>
        requires(!std::is_same_v<U, T> && std::is_convertible_v<U*, T*>)
    basic_reference(const basic_reference<U, Kind>& other) noexcept : pointer_{shared_pointer(other)} {}  // NOLINT
    template <class U>
        requires(!std::is_same_v<U, T> && std::is_convertible_v<U*, T*>)
    basic_reference(basic_reference<U, Kind>&& other) noexcept  // NOLINT
        : pointer_{shared_pointer(std::move(other))} {}
    /// From a class that is two things: an object or a value with an abstract interface, a value that is a servant.
    template <class U, class Other>
        requires(!std::is_same_v<Other, Kind> && std::is_convertible_v<U*, T*>)
    basic_reference(const basic_reference<U, Other>& other) noexcept : pointer_{shared_pointer(other)} {}  // NOLINT

    /// INV_OBJREF for a nil reference.
    T* operator->() const {
        if (!pointer_) throw_nil_reference();
        return pointer_.get();
    }

    explicit operator bool() const noexcept { return pointer_ != nullptr; }
    friend bool operator==(const basic_reference& reference, std::nullptr_t) noexcept { return !reference; }

    /// The same object as far as can be said without a call (Object::_is_equivalent); servants and values by identity.
    friend bool operator==(const basic_reference& one, const basic_reference& other) {
        if (one.pointer_ == other.pointer_) return true;
        return one.pointer_ && other.pointer_ && Kind::same(one.pointer_.get(), other.pointer_.get());
    }

    void reset() noexcept { pointer_.reset(); }
    void swap(basic_reference& other) noexcept { pointer_.swap(other.pointer_); }
    friend void swap(basic_reference& one, basic_reference& other) noexcept { one.swap(other); }
    weak_ref_type weak_reference() const noexcept { return weak_ref_type{*this}; }

    friend std::ostream& operator<<(std::ostream& out, const basic_reference& reference) {
        Kind::print(out, reference.pointer_.get());
        return out;
    }

private:
    template <class U, class K>
    friend const std::shared_ptr<U>& shared_pointer(const basic_reference<U, K>& reference) noexcept;
    template <class U, class K>
    friend std::shared_ptr<U>&& shared_pointer(basic_reference<U, K>&& reference) noexcept;

    std::shared_ptr<T> pointer_;
};

template <class T, class Kind>
const std::shared_ptr<T>& shared_pointer(const basic_reference<T, Kind>& reference) noexcept {
    return reference.pointer_;
}
template <class T, class Kind>
std::shared_ptr<T>&& shared_pointer(basic_reference<T, Kind>&& reference) noexcept {
    return std::move(reference.pointer_);
}

template <class T, class Kind>
class basic_weak_reference {
public:
    using strong_type = basic_reference<T, Kind>;

    basic_weak_reference() noexcept = default;
    basic_weak_reference(const strong_type& reference) noexcept : pointer_{shared_pointer(reference)} {}  // NOLINT

    bool expired() const noexcept { return pointer_.expired(); }
    /// Nil once the last reference is gone.
    strong_type lock() const noexcept { return strong_type{pointer_.lock()}; }
    void reset() noexcept { pointer_.reset(); }
    void swap(basic_weak_reference& other) noexcept { pointer_.swap(other.pointer_); }
    friend void swap(basic_weak_reference& one, basic_weak_reference& other) noexcept { one.swap(other); }

private:
    std::weak_ptr<T> pointer_;
};

template <class T>
using object_reference = basic_reference<T, object_kind>;
template <class T>
using weak_object_reference = basic_weak_reference<T, object_kind>;
template <class T>
using servant_reference = basic_reference<T, servant_kind>;
template <class T>
using weak_servant_reference = basic_weak_reference<T, servant_kind>;
template <class T>
using value_reference = basic_reference<T, value_kind>;
template <class T>
using weak_value_reference = basic_weak_reference<T, value_kind>;
template <class T>
using abstract_reference = basic_reference<T, abstract_kind>;
template <class T>
using weak_abstract_reference = basic_weak_reference<T, abstract_kind>;

/// Tells a new value of the references to it.
void made_value(CORBA::ValueBase& value, const std::shared_ptr<void>& self);

/// Deletes values one after the other, never one within the other: a long list must not exhaust the stack.
void delete_value(void* value, void (*deleting)(void* value)) noexcept;
struct ValueDeleter {
    template <class T>
    void operator()(T* value) const noexcept {
        delete_value(value, [](void* each) { delete static_cast<T*>(each); });
    }
};

/// The object behind an abstract interface; INV_OBJREF if a value is there.
const Reference& reference_of(const CORBA::AbstractBase& target);

/// What IDL::traits has for every kind of interface.
template <class T>
struct reference_traits : by_value_traits<object_reference<T>> {
    using ref_type = object_reference<T>;
    using weak_ref_type = weak_object_reference<T>;
    using is_abstract = std::false_type;
};

/// IDL::traits<T> of an interface whose objects may be anywhere.
template <class T>
struct interface_traits : reference_traits<T> {
    using is_local = std::false_type;

    /// Nil for nil and for an object that does not have the interface. Costs a call (_is_a) unless the reference names
    /// the interface itself as its type.
    static object_reference<T> narrow(object_reference<CORBA::Object> object);
};

/// IDL::traits<T> of a local interface: narrow never costs a call.
template <class T>
struct local_interface_traits : reference_traits<T> {
    using is_local = std::true_type;
    using base_type = T;

    static object_reference<T> narrow(object_reference<CORBA::Object> object);

    template <class Implementation, class... Arguments>
    static object_reference<T> make_reference(Arguments&&... arguments) {
        return object_reference<T>{std::make_shared<Implementation>(std::forward<Arguments>(arguments)...)};
    }
};

}  // namespace corbel

template <>
struct IDL::traits<CORBA::Object> : corbel::interface_traits<CORBA::Object> {};
template <>
struct IDL::traits<CORBA::LocalObject> : corbel::local_interface_traits<CORBA::LocalObject> {};
template <>
struct IDL::traits<CORBA::ORB> : corbel::local_interface_traits<CORBA::ORB> {};

namespace CORBA {

using PolicyReferences = std::vector<corbel::object_reference<Policy>>;

enum class SetOverrideType : std::uint32_t { SET_OVERRIDE, ADD_OVERRIDE };

/// The base of every interface (CORBA 2.6, 4.3). Immutable and usable from many threads. Objects of this type and of
/// the generated ones stand for a remote (or colocated) object; local interfaces derive from LocalObject.
class Object {
public:
    using _traits_type = IDL::traits<Object>;
    using _ref_type = corbel::object_reference<Object>;
    static constexpr const char* _repository_id_ = "IDL:omg.org/CORBA/Object:1.0";

    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    /// No call where the reference itself says yes; else the object is asked.
    virtual bool _is_a(const std::string& repository_id);
    /// Asks the object; OBJECT_NOT_EXIST is the answer true, other failures are thrown.
    virtual bool _non_existent();
    /// The id of the object's most derived interface: asks the object.
    virtual std::string _repository_id();
    /// True: certainly the same object. No call is made.
    virtual bool _is_equivalent(_ref_type other);
    /// Equal for equivalent references, at most `maximum`.
    virtual std::uint32_t _hash(std::uint32_t maximum);
    virtual bool _is_local() const { return false; }
    IDL::traits<ORB>::ref_type _get_orb();

    /// What the object's interface repository says of it, and the component it is a facet of: both ask the object.
    /// INTF_REPOS where there is no repository; nil for what is no facet.
    virtual _ref_type _get_interface();
    virtual _ref_type _get_component();
    /// The managers of the domains that the object is in (CORBA 2.6, 4.3.10): asks the object, an object of Corbel is
    /// in none.
    std::vector<_ref_type> _get_domain_managers();

    /// A request for an operation, to be given its arguments and sent (CORBA 2.6, 7.2; include <corbel/dii.hpp>): with
    /// no more than its name, or with the lists that it shall use, nil for empty ones. NO_IMPLEMENT minor 4 for a local
    /// object, INV_FLAG for flags that are none of a request's.
    corbel::object_reference<Request> _request(const std::string& operation);
    void _create_request(corbel::object_reference<Context> context, const std::string& operation,
                         corbel::object_reference<NVList> arguments, corbel::object_reference<NamedValue> result,
                         corbel::object_reference<Request>& request, std::uint32_t flags);
    void _create_request(corbel::object_reference<Context> context, const std::string& operation,
                         corbel::object_reference<NVList> arguments, corbel::object_reference<NamedValue> result,
                         corbel::object_reference<ExceptionList> exceptions,
                         corbel::object_reference<ContextList> contexts, corbel::object_reference<Request>& request,
                         std::uint32_t flags);

    /// Connects, if need be, and asks by LocateRequest; true if a call could be made now. Throws what keeps it from
    /// being made. No policy is ever inconsistent (CORBA 2.6, 4.3.8.5).
    bool _validate_connection(PolicyReferences& inconsistent_policies);

    /// The policy in force for calls through this reference: its own, the thread's (PolicyCurrent), the ORB's
    /// (PolicyManager), the built-in one. Of a type that has a PolicyFactory the reference's own, or nil. INV_POLICY
    /// for types that are not known here.
    corbel::object_reference<Policy> _get_policy(std::uint32_t type);
    corbel::object_reference<Policy> _get_client_policy(std::uint32_t type) { return _get_policy(type); }

    /// A reference to the same object that is called under these policies; this one stays as it is. NO_PERMISSION for
    /// policies that cannot be overridden, INV_POLICY for nil ones.
    _ref_type _set_policy_overrides(const PolicyReferences& policies, SetOverrideType set_add);
    /// Those that were set by _set_policy_overrides, of these types; all of them for an empty list.
    PolicyReferences _get_policy_overrides(const std::vector<std::uint32_t>& types);

    /// Where calls go; nil for a local object.
    const corbel::Reference& _reference() const noexcept { return reference_; }

protected:
    Object() = default;
    explicit Object(corbel::Reference reference) noexcept : reference_{std::move(reference)} {}
    virtual ~Object();  // not inline: it would be a part of every stub

private:
    friend std::shared_ptr<Object> corbel::owned(Object* object);

    corbel::Reference reference_;
};

/// Base of local interfaces (CORBA 2.6, 3.7.6.1): they cannot be sent, compare by identity, and have no implementation
/// of _is_a and _repository_id (NO_IMPLEMENT).
class LocalObject : public virtual Object {
public:
    using _traits_type = IDL::traits<LocalObject>;
    using _ref_type = corbel::object_reference<LocalObject>;
    static constexpr const char* _repository_id_ = "IDL:omg.org/CORBA/LocalObject:1.0";

    bool _is_a(const std::string& repository_id) override;
    bool _non_existent() override { return false; }
    std::string _repository_id() override;
    bool _is_equivalent(Object::_ref_type other) override;
    std::uint32_t _hash(std::uint32_t maximum) override;
    bool _is_local() const override { return true; }

protected:
    LocalObject() = default;
    ~LocalObject() override = default;
};

/// Makes a servant, a local object or a value; `T` is the implementation's class.
template <class T, class... Arguments>
auto make_reference(Arguments&&... arguments) {
    if constexpr (std::is_base_of_v<ValueBase, T>) {
        std::shared_ptr<T> made{new T(std::forward<Arguments>(arguments)...), corbel::ValueDeleter{}};
        corbel::made_value(*made, made);
        return corbel::value_reference<T>{std::move(made)};
    } else {
        using Kind =
            std::conditional_t<std::is_base_of_v<Object, T>, corbel::object_kind, corbel::servant_kind>;
        return corbel::basic_reference<T, Kind>{std::make_shared<T>(std::forward<Arguments>(arguments)...)};
    }
}

}  // namespace CORBA

namespace corbel {

/// An object of interface T that passes its operations to a Reference.
template <class T>
class Stub final : public T {
public:
    explicit Stub(Reference reference) : CORBA::Object{std::move(reference)} {}
    ~Stub() override = default;
};

template <>
class Stub<CORBA::Object> final : public CORBA::Object {
public:
    explicit Stub(Reference reference) : CORBA::Object{std::move(reference)} {}
    ~Stub() override = default;
};

/// A T for `reference`, unchecked; nil for nil.
template <class T>
object_reference<T> make_object_reference(Reference reference) {
    if (!reference) return nullptr;
    auto* const stub = new Stub<T>{std::move(reference)};
    return object_reference<T>{std::shared_ptr<T>{owned(stub), stub}};
}

/// Whether the object behind `object` has the interface; asks it unless the reference says so itself.
bool has_interface(CORBA::Object& object, const char* repository_id);

template <class T>
object_reference<T> interface_traits<T>::narrow(object_reference<CORBA::Object> object) {
    if (!object) return nullptr;
    if constexpr (std::is_same_v<T, CORBA::Object>) {
        return object;
    } else {
        if (auto same = local_interface_traits<T>::narrow(object)) return same;
        if (!has_interface(*shared_pointer(object), T::_repository_id_)) return nullptr;
        return make_object_reference<T>(object->_reference());
    }
}

template <class T>
object_reference<T> local_interface_traits<T>::narrow(object_reference<CORBA::Object> object) {
    return object_reference<T>{std::dynamic_pointer_cast<T>(shared_pointer(object))};
}

}  // namespace corbel
