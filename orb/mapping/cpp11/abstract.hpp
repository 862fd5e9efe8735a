// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "orb/mapping/cpp11/value.hpp"

namespace corbel {

/// Stands for a remote object that is known by its abstract interface T.
template <class T>
class AbstractStub;

/// IDL::traits<T> of an abstract interface. Its references are made from those of an object or a value that has it.
template <class T>
struct abstract_interface_traits : by_value_traits<abstract_reference<T>> {
    using ref_type = abstract_reference<T>;
    using weak_ref_type = weak_abstract_reference<T>;
    using is_local = std::false_type;
    using is_abstract = std::true_type;

    /// From a reference of any kind: nil for nil and for an object or value that does not have the interface. For an
    /// object it may cost a call (_is_a).
    template <class U, class Kind>
    static abstract_reference<T> narrow(const basic_reference<U, Kind>& reference);
};

}  // namespace corbel

template <>
struct IDL::traits<CORBA::AbstractBase> : corbel::abstract_interface_traits<CORBA::AbstractBase> {};

namespace CORBA {

/// Base of abstract interfaces (CORBA 2.6, chapter 6): what stands behind one is an object or a value.
class AbstractBase {
public:
    using _traits_type = IDL::traits<AbstractBase>;
    using _ref_type = corbel::abstract_reference<AbstractBase>;
    static constexpr const char* _repository_id_ = "IDL:omg.org/CORBA/AbstractBase:1.0";

    /// Nil if it is a value.
    IDL::traits<Object>::ref_type _to_object() const;
    /// Nil if it is an object.
    IDL::traits<ValueBase>::ref_type _to_value() const;

protected:
    AbstractBase() = default;
    AbstractBase(const AbstractBase&) = default;
    AbstractBase& operator=(const AbstractBase&) = default;
    virtual ~AbstractBase() = default;
};

}  // namespace CORBA

namespace corbel {

template <class T>
class AbstractStub final : public T, public virtual CORBA::Object {
public:
    explicit AbstractStub(Reference reference) : CORBA::Object{std::move(reference)} {}
    ~AbstractStub() override = default;
};

/// An object or a value: what stands behind an abstract interface on the wire.
struct AbstractTarget {
    Reference object;
    std::shared_ptr<CORBA::ValueBase> value;
};

/// True and a reference, or false and a value (CORBA 2.6, 15.3.7). MARSHAL for a local object.
void encode_abstract(cdr::Writer& out, const std::shared_ptr<const CORBA::AbstractBase>& target);
AbstractTarget decode_abstract(cdr::Reader& in);

/// A T for `reference`, unchecked; nil for nil.
template <class T>
abstract_reference<T> make_abstract_reference(Reference reference) {
    if (!reference) return nullptr;
    return abstract_reference<T>{std::make_shared<AbstractStub<T>>(std::move(reference))};
}

template <class T>
template <class U, class Kind>
abstract_reference<T> abstract_interface_traits<T>::narrow(const basic_reference<U, Kind>& reference) {
    if (!reference) return nullptr;
    if (auto same = std::dynamic_pointer_cast<T>(shared_pointer(reference))) return abstract_reference<T>{same};
    if constexpr (std::is_same_v<Kind, value_kind>) {
        return nullptr;
    } else {
        auto object = std::dynamic_pointer_cast<CORBA::Object>(shared_pointer(reference));
        if (!object || !has_interface(*object, T::_repository_id_)) return nullptr;
        return make_abstract_reference<T>(object->_reference());
    }
}

template <class T>
struct Codec<abstract_reference<T>> {
    static constexpr std::size_t min_size = 5;
    static void encode(cdr::Writer& out, const abstract_reference<T>& value) {
        encode_abstract(out, shared_pointer(value));
    }
    static void decode(cdr::Reader& in, abstract_reference<T>& value) {
        auto target = decode_abstract(in);
        if (!target.value) {
            value = make_abstract_reference<T>(std::move(target.object));
        } else {
            auto typed = std::dynamic_pointer_cast<T>(target.value);
            if (!typed) wrong_value(*target.value, T::_repository_id_);
            value = abstract_reference<T>{std::move(typed)};
        }
    }
};

template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<abstract_reference<CORBA::AbstractBase>> =
    &CORBA::_tc_AbstractBase;

}  // namespace corbel
