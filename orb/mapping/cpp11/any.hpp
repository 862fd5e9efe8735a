// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>
#include <utility>

#include "orb/engine/base/function_ref.hpp"
#include "orb/engine/base/shared_ptr.hpp"
#include "orb/mapping/cpp11/codec.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/print.hpp"
#include "orb/mapping/cpp11/typecode.hpp"

namespace corbel {

template <class T>
inline constexpr bool is_object_reference = false;
template <class T>
inline constexpr bool is_object_reference<object_reference<T>> = true;
template <class T>
inline constexpr bool is_value_reference = false;
template <class T>
inline constexpr bool is_value_reference<value_reference<T>> = true;

/// What an Any holds; never changes once it is held, so that copies of the Any share it.
class AnyValue {
public:
    virtual ~AnyValue() = default;
    /// The value without its type.
    virtual void encode(cdr::Writer& out, const types::TypeCode& type) const = 0;
    /// Calls `decode` with a reader at the start of the value.
    virtual void read(const types::TypeCode& type, FunctionRef<void(cdr::Reader&)> decode) const;
    virtual void print(std::ostream& out) const = 0;
    /// The object reference that this is; nil if it is something else.
    virtual object_reference<CORBA::Object> object() const { return nullptr; }
    /// The valuetype's value that the program has inserted or that was decoded; null if it is something else.
    virtual std::shared_ptr<CORBA::ValueBase> valuetype() const { return nullptr; }

protected:
    AnyValue() = default;
};

/// How a C++ value stands in an Any: as its Codec says; an exception has its repository id in front
/// (CORBA 2.6, 15.3.5.2).
template <class T>
void encode_held(cdr::Writer& out, const T& value) {
    if constexpr (std::is_base_of_v<CORBA::UserException, T>) out.identifier(T::_repository_id);
    corbel::encode(out, value);
}

template <class T>
void decode_held(cdr::Reader& in, T& value) {
    if constexpr (std::is_base_of_v<CORBA::UserException, T>) in.identifier();
    corbel::decode(in, value);
}

/// A value the program has inserted.
template <class T>
class Held final : public AnyValue {
public:
    explicit Held(T value) : value_(std::move(value)) {}
    const T& value() const noexcept { return value_; }
    void encode(cdr::Writer& out, const types::TypeCode&) const override { encode_held(out, value_); }
    void print(std::ostream& out) const override { corbel::print(out, value_); }
    object_reference<CORBA::Object> object() const override {
        if constexpr (is_object_reference<T>) return value_;
        return nullptr;
    }
    std::shared_ptr<CORBA::ValueBase> valuetype() const override {
        if constexpr (is_value_reference<T>) return shared_pointer(value_);
        return nullptr;
    }

private:
    T value_;
};

/// The object as a T, which it is known to be.
template <class T>
object_reference<T> as_interface(object_reference<CORBA::Object> object, const object_reference<T>&) {
    if constexpr (std::is_same_v<T, CORBA::Object>) {
        return object;
    } else {
        if (auto same = local_interface_traits<T>::narrow(object)) return same;
        if constexpr (IDL::traits<T>::is_local::value) {
            return nullptr;
        } else {
            return make_object_reference<T>(object->_reference());
        }
    }
}

/// The value as a T; null if it is none.
template <class T>
value_reference<T> as_valuetype(const std::shared_ptr<CORBA::ValueBase>& value, const value_reference<T>&) {
    return value_reference<T>{std::dynamic_pointer_cast<T>(value)};
}

/// A C++ type that IDL knows, so that an Any can hold it.
template <class T>
concept Insertable = !std::is_same_v<decltype(type_code_of<T>), const std::nullptr_t>;

}  // namespace corbel

namespace CORBA {

/// A value of any IDL type, with its type (IDL to C++11, 6.15). A value itself: copies are independent, and cheap, as
/// they share what cannot change. A received one keeps the bytes it came in and is decoded by each extraction, so
/// extracting from one Any is safe in several threads; it is sent on as it came where the encodings agree. A valuetype
/// is shared with the program that inserted it, and decoded anew by each extraction once it has been received.
class Any {
public:
    /// tk_null.
    Any() noexcept = default;
    Any(const Any& other) noexcept;  // not inline, like the others: they would be a part of every stub
    Any(Any&& other) noexcept;
    Any& operator=(const Any& other) noexcept;
    Any& operator=(Any&& other) noexcept;
    ~Any();

    /// A value of a type that is known by its TypeCode only.
    Any(typecode_reference type, std::shared_ptr<const corbel::AnyValue> value) noexcept;

    typecode_reference type() const;
    /// Gives the value another name for its type: an alias of it or what it is an alias of. BAD_TYPECODE if the types
    /// are not equivalent.
    void type(const typecode_reference& type);

    void swap(Any& other) noexcept {
        type_.swap(other.type_);
        value_.swap(other.value_);
    }
    friend void swap(Any& one, Any& other) noexcept { one.swap(other); }

    /// Equal types and equal values, as they would be sent.
    friend bool operator==(const Any& one, const Any& other);
    friend std::ostream& operator<<(std::ostream& out, const Any& any);

    template <class T>
    void insert(T value, const TypeCodeConstant& type) {
        value_ = std::make_shared<const corbel::Held<T>>(std::move(value));
        type_ = type.pointer();
    }

    /// False, and `value` unchanged, if this does not hold a T. MARSHAL if the bytes received for it are no T.
    template <class T>
    bool extract(T& value, const TypeCodeConstant& type) const {
        if (const auto* held = dynamic_cast<const corbel::Held<T>*>(value_.get())) {
            value = held->value();
            return true;
        }
        if (!holds(type.pointer())) return false;
        if constexpr (corbel::is_object_reference<T>) {
            if (auto object = value_->object()) {
                value = corbel::as_interface(std::move(object), value);
                return true;
            }
        }
        if constexpr (corbel::is_value_reference<T>) {
            if (auto held = value_->valuetype()) {
                auto typed = corbel::as_valuetype(held, value);
                if (!typed) return false;
                value = std::move(typed);
                return true;
            }
        }
        auto decoded = T();  // not T{}: clang 14 fails on arrays of arrays of strings
        read([&](corbel::cdr::Reader& in) { corbel::decode_held(in, decoded); });
        value = std::move(decoded);
        return true;
    }

    // For the runtime.
    void encode(corbel::cdr::Writer& out) const;
    static void decode(corbel::cdr::Reader& in, Any& any);
    const corbel::types::TypeCodePtr& type_pointer() const noexcept { return type_; }
    const std::shared_ptr<const corbel::AnyValue>& value() const noexcept { return value_; }

private:
    bool holds(const corbel::types::TypeCodePtr& type) const;
    void read(corbel::FunctionRef<void(corbel::cdr::Reader&)> decode) const;

    corbel::types::TypeCodePtr type_;                 // null: tk_null
    std::shared_ptr<const corbel::AnyValue> value_;  // null for tk_null and tk_void
};

template <class T>
    requires corbel::Insertable<std::remove_cvref_t<T>>
void operator<<=(Any& any, T&& value) {
    using Value = std::remove_cvref_t<T>;
    any.insert<Value>(std::forward<T>(value), *corbel::type_code_of<Value>);
}

void operator<<=(Any& any, const char* text);
void operator<<=(Any& any, const wchar_t* text);
void operator<<=(Any& any, const TypeCodeConstant& type);

/// Copies the value out; false if the Any holds another type.
template <class T>
    requires corbel::Insertable<T>
bool operator>>=(const Any& any, T& value) {
    return any.extract(value, *corbel::type_code_of<T>);
}

/// A user exception that was received for a call made without knowing its exceptions (CORBA 2.6, 7.2.3).
class UnknownUserException final : public UserException {
public:
    static constexpr const char* _repository_id = "IDL:omg.org/CORBA/UnknownUserException:1.0";

    UnknownUserException() = default;
    explicit UnknownUserException(Any exception) : exception_{std::move(exception)} {}
    const Any& exception() const noexcept { return exception_; }
    Any& exception() noexcept { return exception_; }
    void exception(Any exception) { exception_ = std::move(exception); }

    const char* _name() const noexcept override { return "UnknownUserException"; }
    const char* _rep_id() const noexcept override { return _repository_id; }
    [[noreturn]] void _raise() const override { throw *this; }
    void _encode(corbel::cdr::Writer& out) const override { exception_.encode(out); }

private:
    Any exception_;
};

}  // namespace CORBA

namespace corbel {

template <>
struct Codec<CORBA::Any> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, const CORBA::Any& value) { value.encode(out); }
    static void decode(cdr::Reader& in, CORBA::Any& value) { CORBA::Any::decode(in, value); }
};

template <>
struct Codec<CORBA::typecode_reference> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, const CORBA::typecode_reference& value);
    static void decode(cdr::Reader& in, CORBA::typecode_reference& value);
};

}  // namespace corbel
