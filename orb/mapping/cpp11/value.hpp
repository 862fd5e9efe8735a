// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "orb/mapping/cpp11/codec.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/object.hpp"
#include "orb/mapping/cpp11/typecode.hpp"

namespace corbel {

/// What is known of a concrete valuetype or a value box; idlc writes one for each.
struct ValueForm {
    const char* repository_id;
    /// The base that a receiver may take it for if it does not know the type; null unless it is truncatable.
    const ValueForm* truncatable_base = nullptr;
    /// Makes an empty value for decoding; null if only a registered factory can.
    std::shared_ptr<CORBA::ValueBase> (*create)() = nullptr;
    bool custom = false;
};

/// For ValueForm::create.
template <class T>
std::shared_ptr<CORBA::ValueBase> create_value() {
    return shared_pointer(CORBA::make_reference<T>());
}

/// What IDL::traits has for every kind of value.
template <class T>
struct basic_value_traits : by_value_traits<value_reference<T>> {
    using ref_type = value_reference<T>;
    using weak_ref_type = weak_value_reference<T>;
    using base_type = T;
    using is_local = std::false_type;

    /// Nil for nil and for a value of another type.
    template <class U>
    static value_reference<T> narrow(const value_reference<U>& value) {
        return value_reference<T>{std::dynamic_pointer_cast<T>(shared_pointer(value))};
    }

    template <class Implementation, class... Arguments>
    static value_reference<T> make_reference(Arguments&&... arguments) {
        return CORBA::make_reference<Implementation>(std::forward<Arguments>(arguments)...);
    }
};

/// IDL::traits<T> of a valuetype with state; `Obv` is the class that holds it.
template <class T, class Obv, class Factory>
struct value_traits : basic_value_traits<T> {
    using obv_type = Obv;
    using factory_type = Factory;
    using factory_ref_type = object_reference<Factory>;
    using weak_factory_ref_type = weak_object_reference<Factory>;
    using is_abstract = std::false_type;
    using is_truncatable = std::false_type;
};

template <class T, class Obv, class Factory>
struct truncatable_value_traits : value_traits<T, Obv, Factory> {
    using is_truncatable = std::true_type;
};

template <class T>
struct abstract_value_traits : basic_value_traits<T> {
    using is_abstract = std::true_type;
    using is_truncatable = std::false_type;
};

template <class T, class Boxed>
struct value_box_traits : basic_value_traits<T> {
    using boxed_traits = IDL::traits<Boxed>;
    using is_abstract = std::false_type;
    using is_truncatable = std::false_type;
};

}  // namespace corbel

template <>
struct IDL::traits<CORBA::ValueBase> : corbel::abstract_value_traits<CORBA::ValueBase> {};

namespace CORBA {

class ValueFactoryBase;

/// Base of all valuetypes (CORBA 2.6, 4.6 and 5.2.3). Values are held by value references only: create them with
/// CORBA::make_reference. They are shared, not copied, within the process and copied when they are sent; references
/// from one value to itself, over others, keep all of them in memory until they are cut.
class ValueBase {
public:
    using _traits_type = IDL::traits<ValueBase>;
    using _ref_type = corbel::value_reference<ValueBase>;
    static constexpr const char* _repository_id_ = "IDL:omg.org/CORBA/ValueBase:1.0";

    ValueBase& operator=(const ValueBase&) = delete;

    /// An independent copy of this value and of all values it refers to, as if it had been sent and received. Types
    /// with operations need their factory registered with the only ORB or the one with the empty id: MARSHAL minor 1.
    virtual _ref_type _copy_value() const;

    // For the runtime; written by idlc.
    virtual const corbel::ValueForm& _form() const = 0;
    virtual void _encode_state(corbel::cdr::Writer& out) const = 0;
    virtual void _decode_state(corbel::cdr::Reader& in) = 0;
    /// Lets go of the values that this one refers to, because it could not be received as a whole.
    virtual void _release_state() {}

protected:
    ValueBase() = default;
    ValueBase(const ValueBase&) noexcept {}
    virtual ~ValueBase() = default;

    /// A strong reference to this value; nil in a constructor.
    _ref_type _lock() const { return _ref_type{self_.lock()}; }

private:
    friend class AbstractBase;
    friend void corbel::made_value(ValueBase& value, const std::shared_ptr<void>& self);

    std::weak_ptr<ValueBase> self_;
};

}  // namespace CORBA

namespace corbel {

/// The form of T as a formal type; null for an abstract valuetype and ValueBase.
template <class T>
const ValueForm* form_of() {
    if constexpr (requires { T::_form_; }) {
        return &T::_form_;
    } else {
        return nullptr;
    }
}

/// What _release_state() does to a member.
template <class T>
void release(T& member) {
    member = T{};
}

/// Writes the value, or where it stands if this message has it already (CORBA 2.6, 15.3.4).
void encode_value(cdr::Writer& out, const std::shared_ptr<const CORBA::ValueBase>& value);

/// Reads a value whose formal type has this form. Its class is made by the factory registered with the ORB of the
/// message, or else by the formal type itself; if neither knows the type, by that of the nearest base it may be
/// truncated to. MARSHAL minor 1 (OMG) with the ids if none is known.
std::shared_ptr<CORBA::ValueBase> decode_value(cdr::Reader& in, const ValueForm* formal);

/// What values are decoded with that come from no message: the default ORB, null if there is none.
void* default_environment();

/// MARSHAL: the value is none of the formal type.
[[noreturn]] void wrong_value(const CORBA::ValueBase& value, const char* formal_id);

template <class T>
struct Codec<value_reference<T>> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, const value_reference<T>& value) { encode_value(out, shared_pointer(value)); }
    static void decode(cdr::Reader& in, value_reference<T>& value) {
        auto decoded = decode_value(in, form_of<T>());
        auto typed = std::dynamic_pointer_cast<T>(decoded);
        if (decoded && !typed) wrong_value(*decoded, T::_repository_id_);
        value = value_reference<T>{std::move(typed)};
    }
};

template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<value_reference<CORBA::ValueBase>> =
    &CORBA::_tc_ValueBase;

}  // namespace corbel

template <>
struct IDL::traits<CORBA::ValueFactoryBase> : corbel::local_interface_traits<CORBA::ValueFactoryBase> {};

namespace CORBA {

/// Makes values of one type for those who receive them; registered with ORB::register_value_factory.
class ValueFactoryBase : public virtual LocalObject {
public:
    using _traits_type = IDL::traits<ValueFactoryBase>;
    using _ref_type = corbel::object_reference<ValueFactoryBase>;
    static constexpr const char* _repository_id_ = "IDL:omg.org/CORBA/ValueFactoryBase:1.0";

    /// An empty value, whose state is read next.
    virtual IDL::traits<ValueBase>::ref_type create_for_unmarshal() = 0;

protected:
    ValueFactoryBase() = default;
    ~ValueFactoryBase() override = default;
};

using ValueFactory = corbel::object_reference<ValueFactoryBase>;

/// The same under the name that goes with servant_traits.
template <class T>
using valuetype_traits = IDL::traits<T>;
template <class T>
using object_traits = IDL::traits<T>;

}  // namespace CORBA
