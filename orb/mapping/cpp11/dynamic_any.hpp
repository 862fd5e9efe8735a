// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "orb/engine/dynamic/value.hpp"
#include "orb/mapping/cpp11/abstract.hpp"
#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/portable_server.hpp"
#include "orb/mapping/cpp11/value.hpp"

/// Module DynamicAny (CORBA 2.6, chapter 9, with what CORBA 3.0 adds): values that are made and taken apart at run
/// time, by the initial reference "DynAnyFactory".
namespace DynamicAny {
class DynAny;
class DynFixed;
class DynEnum;
class DynStruct;
class DynUnion;
class DynSequence;
class DynArray;
class DynValueCommon;
class DynValue;
class DynValueBox;
class DynAnyFactory;
}  // namespace DynamicAny

template <> struct IDL::traits<DynamicAny::DynAny> : corbel::local_interface_traits<DynamicAny::DynAny> {};
template <> struct IDL::traits<DynamicAny::DynFixed> : corbel::local_interface_traits<DynamicAny::DynFixed> {};
template <> struct IDL::traits<DynamicAny::DynEnum> : corbel::local_interface_traits<DynamicAny::DynEnum> {};
template <> struct IDL::traits<DynamicAny::DynStruct> : corbel::local_interface_traits<DynamicAny::DynStruct> {};
template <> struct IDL::traits<DynamicAny::DynUnion> : corbel::local_interface_traits<DynamicAny::DynUnion> {};
template <> struct IDL::traits<DynamicAny::DynSequence> : corbel::local_interface_traits<DynamicAny::DynSequence> {};
template <> struct IDL::traits<DynamicAny::DynArray> : corbel::local_interface_traits<DynamicAny::DynArray> {};
template <>
struct IDL::traits<DynamicAny::DynValueCommon> : corbel::local_interface_traits<DynamicAny::DynValueCommon> {};
template <> struct IDL::traits<DynamicAny::DynValue> : corbel::local_interface_traits<DynamicAny::DynValue> {};
template <> struct IDL::traits<DynamicAny::DynValueBox> : corbel::local_interface_traits<DynamicAny::DynValueBox> {};
template <>
struct IDL::traits<DynamicAny::DynAnyFactory> : corbel::local_interface_traits<DynamicAny::DynAnyFactory> {};

namespace DynamicAny {

using DynAnySeq = std::vector<IDL::traits<DynAny>::ref_type>;
using AnySeq = std::vector<CORBA::Any>;
using FieldName = std::string;

/// A value of any type, or a component of one: a member, an element, a discriminator. Components are the parts of the
/// value themselves: what is changed in one is changed in the whole. They go when the whole is destroyed, and when what
/// they are part of is given another value; OBJECT_NOT_EXIST for every operation then.
///
/// insert_x and get_x mean this value if it is of that type, and the current component if this is made of components:
/// TypeMismatch if that is of another type, InvalidValue if there is none. Not for several threads at once.
///
/// Valuetypes are known by the TypeCode alone. A custom one, or one of a derived type that may not be truncated, has no
/// components: it can be kept, copied, compared and taken by get_val() or to_any() if its factory is registered;
/// without one it is NO_IMPLEMENT, or MARSHAL minor 1. The same where such a value stands inside of another one.
class DynAny : public virtual CORBA::LocalObject, public std::enable_shared_from_this<DynAny> {
public:
    using Ref = IDL::traits<DynAny>::ref_type;
    using TypeRef = IDL::traits<CORBA::TypeCode>::ref_type;
    using ObjectRef = IDL::traits<CORBA::Object>::ref_type;
    using ValueRef = IDL::traits<CORBA::ValueBase>::ref_type;
    using AbstractRef = IDL::traits<CORBA::AbstractBase>::ref_type;

    class TypeMismatch final : public corbel::PlainUserException<TypeMismatch> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "TypeMismatch";
        static constexpr const char* _repository_id = "IDL:omg.org/DynamicAny/DynAny/TypeMismatch:1.0";
    };
    class InvalidValue final : public corbel::PlainUserException<InvalidValue> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "InvalidValue";
        static constexpr const char* _repository_id = "IDL:omg.org/DynamicAny/DynAny/InvalidValue:1.0";
    };

    ~DynAny() override;

    TypeRef type() const;
    void assign(Ref dyn_any);                ///< TypeMismatch
    void from_any(const CORBA::Any& value);  ///< TypeMismatch; InvalidValue for one that holds a type and no value
    CORBA::Any to_any() const;
    bool equal(Ref dyn_any) const;
    /// The whole with all its components; nothing for a component.
    void destroy();
    Ref copy() const;

    void insert_boolean(bool value);
    void insert_octet(std::uint8_t value);
    void insert_char(char value);
    void insert_short(std::int16_t value);
    void insert_ushort(std::uint16_t value);
    void insert_long(std::int32_t value);
    void insert_ulong(std::uint32_t value);
    void insert_longlong(std::int64_t value);
    void insert_ulonglong(std::uint64_t value);
    void insert_float(float value);
    void insert_double(double value);
    void insert_longdouble(long double value);
    void insert_wchar(wchar_t value);
    void insert_string(const std::string& value);    ///< InvalidValue for one over the type's bound
    void insert_wstring(const std::wstring& value);  ///< InvalidValue for one over the type's bound
    void insert_reference(ObjectRef value);          ///< MARSHAL minor 4 for a local object
    void insert_typecode(TypeRef value);             ///< InvalidValue for nil
    void insert_any(const CORBA::Any& value);
    void insert_dyn_any(Ref value);
    void insert_val(ValueRef value);            ///< a copy of the value
    void insert_abstract(AbstractRef value);    ///< likewise

    bool get_boolean() const;
    std::uint8_t get_octet() const;
    char get_char() const;
    std::int16_t get_short() const;
    std::uint16_t get_ushort() const;
    std::int32_t get_long() const;
    std::uint32_t get_ulong() const;
    std::int64_t get_longlong() const;
    std::uint64_t get_ulonglong() const;
    float get_float() const;
    double get_double() const;
    long double get_longdouble() const;
    wchar_t get_wchar() const;
    std::string get_string() const;
    std::wstring get_wstring() const;
    ObjectRef get_reference() const;
    TypeRef get_typecode() const;
    CORBA::Any get_any() const;
    Ref get_dyn_any() const;  ///< a new one
    ValueRef get_val() const;  ///< a copy, made by the factory registered for its type: MARSHAL minor 1 without one
    AbstractRef get_abstract() const;

    // Sequences and arrays of basic types as a whole. InvalidValue for a wrong number of elements.
    void insert_boolean_seq(const std::vector<bool>& value);
    void insert_octet_seq(const std::vector<std::uint8_t>& value);
    void insert_char_seq(const std::vector<char>& value);
    void insert_short_seq(const std::vector<std::int16_t>& value);
    void insert_ushort_seq(const std::vector<std::uint16_t>& value);
    void insert_long_seq(const std::vector<std::int32_t>& value);
    void insert_ulong_seq(const std::vector<std::uint32_t>& value);
    void insert_longlong_seq(const std::vector<std::int64_t>& value);
    void insert_ulonglong_seq(const std::vector<std::uint64_t>& value);
    void insert_float_seq(const std::vector<float>& value);
    void insert_double_seq(const std::vector<double>& value);
    void insert_longdouble_seq(const std::vector<long double>& value);
    void insert_wchar_seq(const std::vector<wchar_t>& value);

    std::vector<bool> get_boolean_seq() const;
    std::vector<std::uint8_t> get_octet_seq() const;
    std::vector<char> get_char_seq() const;
    std::vector<std::int16_t> get_short_seq() const;
    std::vector<std::uint16_t> get_ushort_seq() const;
    std::vector<std::int32_t> get_long_seq() const;
    std::vector<std::uint32_t> get_ulong_seq() const;
    std::vector<std::int64_t> get_longlong_seq() const;
    std::vector<std::uint64_t> get_ulonglong_seq() const;
    std::vector<float> get_float_seq() const;
    std::vector<double> get_double_seq() const;
    std::vector<long double> get_longdouble_seq() const;
    std::vector<wchar_t> get_wchar_seq() const;

    /// The current position: false, and -1, if there is no such component.
    bool seek(std::int32_t index);
    void rewind() { seek(0); }
    bool next();
    std::uint32_t component_count() const;
    /// Nil at position -1; TypeMismatch for a value that can have no components.
    Ref current_component();

    // For the runtime. `alone`: nobody else has valuetypes of the value, which are taken apart with the DynAny.
    static Ref _make(corbel::types::TypeCodePtr type, corbel::dynamic::Value value,
                     std::shared_ptr<corbel::Invoker> invoker, bool alone = true);
    const corbel::dynamic::Value& _value() const;

protected:
    using Value = corbel::dynamic::Value;
    using TypeCodePtr = corbel::types::TypeCodePtr;

    explicit DynAny(TypeCodePtr type) : type_{std::move(type)} {}

    const corbel::types::TypeCode& resolved() const noexcept { return type_->resolved(); }
    [[noreturn]] static void mismatch(const TypeCodePtr& type, const std::string& what);
    [[noreturn]] static void invalid(const TypeCodePtr& type, const std::string& what);
    [[noreturn]] void mismatch(const std::string& what) const { mismatch(type_, what); }
    [[noreturn]] void invalid(const std::string& what) const { invalid(type_, what); }
    /// OBJECT_NOT_EXIST: this is no part of anything any more.
    [[noreturn]] static void gone();
    void require_alive() const;

    const Value& read() const;
    /// In place; not for components that have no place of their own.
    Value& edit();
    void write(Value value);
    /// Gives the value and begins at the first component; the components of before are gone.
    void replace(Value value);
    /// A value for a place of this type; TypeMismatch if it is of another one.
    Value value_for(const TypeCodePtr& type, const CORBA::Any& any) const;
    static Value value_for(const TypeCodePtr& type, const Ref& dyn_any);
    CORBA::Any any_of(std::uint32_t component) const;

    // What a kind with components says of them.
    virtual bool can_have_components() const { return false; }
    virtual std::uint32_t components() const { return 0; }
    virtual TypeCodePtr component_type(std::uint32_t) const { return nullptr; }
    /// Asks for the place of the whole once, so that a walk down is linear in the depth.
    virtual Value* place(std::uint32_t) { return nullptr; }
    /// Of a component that has no place: its value, and how it is set.
    virtual Value part(std::uint32_t) const { return {}; }
    virtual void put(std::uint32_t, Value) {}
    /// Whether the component is still what it was made for.
    virtual bool is_current(std::uint32_t) const { return true; }

    Ref component(std::uint32_t index);
    const std::shared_ptr<corbel::Invoker>& invoker() const noexcept { return invoker_; }
    void drop_components(std::uint32_t from = 0);
    std::int32_t position() const noexcept { return position_; }
    void position(std::int32_t value) noexcept { position_ = value; }
    std::uint32_t current_member() const;

private:
    using Kind = corbel::types::TCKind;

    static std::shared_ptr<DynAny> create(TypeCodePtr type);
    void die() noexcept;
    DynAny& child(std::uint32_t index);
    DynAny& target(Kind kind, const char* what);
    const DynAny& target(Kind kind, const char* what) const;
    bool is_list_of(Kind element) const;
    DynAny& list_target(Kind element, const char* what);
    void insert(Kind kind, const char* what, Value value);
    template <class T>
    T get(Kind kind, const char* what) const;
    template <class T>
    void insert_list(Kind element, const char* what, const std::vector<T>& elements);
    template <class T>
    std::vector<T> get_list(Kind element, const char* what) const;

    TypeCodePtr type_;
    std::shared_ptr<corbel::Invoker> invoker_;
    // Of the whole; of a component without a place: what was read last.
    // Apart, as it is aligned more than a base may be.
    const std::unique_ptr<Value> own_ = std::make_unique<Value>();
    bool alone_ = false;  ///< own_ is the whole, and nobody else's
    DynAny* parent_ = nullptr;   // alive as long as this is
    std::uint32_t index_ = 0;    // in the parent
    std::int32_t position_ = -1;
    bool alive_ = true;
    std::vector<std::shared_ptr<DynAny>> children_;  // those that were asked for
};

class DynFixed final : public virtual DynAny {
public:
    explicit DynFixed(TypeCodePtr type) : DynAny{std::move(type)} {}

    /// "-12.50"
    std::string get_value() const;
    /// False if digits behind the point were dropped. TypeMismatch for what is no number, InvalidValue for one with too
    /// many digits before the point.
    bool set_value(const std::string& val);
};

class DynEnum final : public virtual DynAny {
public:
    explicit DynEnum(TypeCodePtr type) : DynAny{std::move(type)} {}

    std::string get_as_string() const;
    void set_as_string(const std::string& value);  ///< InvalidValue
    std::uint32_t get_as_ulong() const;
    void set_as_ulong(std::uint32_t value);  ///< InvalidValue
};

class NameValuePair {
public:
    NameValuePair() = default;
    NameValuePair(FieldName id, CORBA::Any value) : id_{std::move(id)}, value_{std::move(value)} {}

    const FieldName& id() const { return id_; }
    void id(FieldName value) { id_ = std::move(value); }
    const CORBA::Any& value() const { return value_; }
    CORBA::Any& value() { return value_; }
    void value(CORBA::Any value) { value_ = std::move(value); }

private:
    FieldName id_;
    CORBA::Any value_;
};
using NameValuePairSeq = std::vector<NameValuePair>;

class NameDynAnyPair {
public:
    NameDynAnyPair() = default;
    NameDynAnyPair(FieldName id, IDL::traits<DynAny>::ref_type value) : id_{std::move(id)}, value_{std::move(value)} {}

    const FieldName& id() const { return id_; }
    void id(FieldName value) { id_ = std::move(value); }
    const IDL::traits<DynAny>::ref_type& value() const { return value_; }
    void value(IDL::traits<DynAny>::ref_type value) { value_ = std::move(value); }

private:
    FieldName id_;
    IDL::traits<DynAny>::ref_type value_;
};
using NameDynAnyPairSeq = std::vector<NameDynAnyPair>;

/// What DynStruct and DynValue have of named members.
class DynMembers : public virtual DynAny {
public:
    /// TypeMismatch where there are no members, InvalidValue at position -1.
    FieldName current_member_name() const;
    CORBA::TCKind current_member_kind() const;

    NameValuePairSeq get_members() const;
    /// InvalidValue for another number of members, TypeMismatch for another name (one that is not empty) or type;
    /// nothing is changed then.
    void set_members(const NameValuePairSeq& value);
    NameDynAnyPairSeq get_members_as_dyn_any();
    void set_members_as_dyn_any(const NameDynAnyPairSeq& value);

protected:
    DynMembers() : DynAny{nullptr} {}
    virtual std::uint32_t member_count() const = 0;
    virtual const std::string& member_name(std::uint32_t index) const = 0;
    virtual void set_all(corbel::dynamic::Values members) = 0;
    virtual void require_members() const {}

private:
    template <class Pairs>
    void set(const Pairs& pairs);
};

/// A struct or an exception.
class DynStruct final : public virtual DynMembers {
public:
    explicit DynStruct(TypeCodePtr type) : DynAny{std::move(type)} {}

private:
    bool can_have_components() const override { return member_count() > 0; }
    std::uint32_t components() const override { return member_count(); }
    TypeCodePtr component_type(std::uint32_t index) const override { return resolved().member_type(index); }
    Value* place(std::uint32_t index) override { return &edit().as<corbel::dynamic::Values>()[index]; }
    std::uint32_t member_count() const override { return resolved().member_count(); }
    const std::string& member_name(std::uint32_t index) const override { return resolved().member_name(index); }
    void set_all(corbel::dynamic::Values members) override { replace(std::move(members)); }
};

/// Components: the discriminator, and the member it selects if it does.
class DynUnion final : public virtual DynAny {
public:
    explicit DynUnion(TypeCodePtr type) : DynAny{std::move(type)} {}

    Ref get_discriminator() { return component_alive(0); }
    /// A member that is not selected any more is gone; one that is selected newly begins with zeros. TypeMismatch.
    void set_discriminator(Ref d);
    void set_to_default_member();    ///< TypeMismatch if the union has no `default:`
    void set_to_no_active_member();  ///< TypeMismatch if every discriminator selects a member
    bool has_no_active_member() const;
    bool is_set_to_default_member() const;
    CORBA::TCKind discriminator_kind() const;
    Ref member();                    ///< InvalidValue if none is selected, as for the next two
    FieldName member_name() const;
    CORBA::TCKind member_kind() const;

private:
    bool can_have_components() const override { return true; }
    std::uint32_t components() const override { return selected() < 0 ? 1 : 2; }
    TypeCodePtr component_type(std::uint32_t index) const override;
    Value* place(std::uint32_t index) override;
    Value part(std::uint32_t index) const override;
    void put(std::uint32_t index, Value value) override;
    bool is_current(std::uint32_t index) const override;

    Ref component_alive(std::uint32_t index);
    const corbel::dynamic::Union& content() const { return read().as<corbel::dynamic::Union>(); }
    std::int32_t selected() const { return resolved().selected_member(content().discriminator); }
    std::uint32_t require_selected() const;
    void select(std::int64_t discriminator);

    mutable std::int32_t component_of_ = -1;  // the member that the component was made for
};

/// What DynSequence and DynArray have.
class DynList : public virtual DynAny {
public:
    AnySeq get_elements() const;
    /// InvalidValue for a wrong number of elements, TypeMismatch for one of another type; nothing is changed then.
    void set_elements(const AnySeq& value);
    DynAnySeq get_elements_as_dyn_any();
    void set_elements_as_dyn_any(const DynAnySeq& value);

protected:
    DynList() : DynAny{nullptr} {}
    bool can_have_components() const override { return true; }
    std::uint32_t components() const override;
    TypeCodePtr component_type(std::uint32_t) const override { return resolved().content_type(); }
    Value* place(std::uint32_t index) override;
    Value part(std::uint32_t index) const override;
    void put(std::uint32_t index, Value value) override;
    bool fits(std::size_t length) const;

private:
    template <class List>
    void set(const List& elements);
};

class DynSequence final : public virtual DynList {
public:
    explicit DynSequence(TypeCodePtr type) : DynAny{std::move(type)} {}

    std::uint32_t get_length() const { return component_count(); }
    /// New elements begin with zeros. InvalidValue over the bound.
    void set_length(std::uint32_t len);
};

class DynArray final : public virtual DynList {
public:
    explicit DynArray(TypeCodePtr type) : DynAny{std::move(type)} {}
};

/// What DynValue and DynValueBox have. A new one is null, and has no components then.
class DynValueCommon : public virtual DynAny {
public:
    bool is_null() const;
    void set_to_null();
    /// Nothing if it is a value already; else its state begins with zeros.
    void set_to_value();

protected:
    DynValueCommon() : DynAny{nullptr} {}
    bool can_have_components() const override { return true; }
    std::uint32_t components() const override;
    TypeCodePtr component_type(std::uint32_t index) const override { return state()[index].type; }
    Value* place(std::uint32_t index) override;
    const std::vector<corbel::dynamic::StateMember>& state() const;
    bool null() const { return !read().as<corbel::dynamic::ValuetypePtr>(); }
    /// A value that only its own class can take apart.
    bool opaque() const;
    void set_state(corbel::dynamic::Values state);

private:
    mutable std::vector<corbel::dynamic::StateMember> state_;
};

/// A valuetype: its members, those of its bases first. get_members() of a null is InvalidValue, set_members() makes it
/// a value.
class DynValue final : public virtual DynValueCommon, public virtual DynMembers {
public:
    explicit DynValue(TypeCodePtr type) : DynAny{std::move(type)} {}

private:
    std::uint32_t member_count() const override { return static_cast<std::uint32_t>(state().size()); }
    const std::string& member_name(std::uint32_t index) const override { return state()[index].name; }
    void set_all(corbel::dynamic::Values members) override { set_state(std::move(members)); }
    void require_members() const override;
};

/// A value box: one component, what is in it. InvalidValue for what is in a null.
class DynValueBox final : public virtual DynValueCommon {
public:
    explicit DynValueBox(TypeCodePtr type) : DynAny{std::move(type)} {}

    CORBA::Any get_boxed_value() const;
    void set_boxed_value(const CORBA::Any& boxed);  ///< TypeMismatch
    Ref get_boxed_value_as_dyn_any();
    void set_boxed_value_as_dyn_any(Ref boxed);  ///< TypeMismatch

private:
    void require_value() const;
};

/// The initial reference "DynAnyFactory".
class DynAnyFactory final : public virtual CORBA::LocalObject {
public:
    class InconsistentTypeCode final : public corbel::PlainUserException<InconsistentTypeCode> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "InconsistentTypeCode";
        static constexpr const char* _repository_id = "IDL:omg.org/DynamicAny/DynAnyFactory/InconsistentTypeCode:1.0";
    };

    class MustTruncate final : public corbel::PlainUserException<MustTruncate> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "MustTruncate";
        static constexpr const char* _repository_id = "IDL:omg.org/DynamicAny/DynAnyFactory/MustTruncate:1.0";
    };

    explicit DynAnyFactory(std::shared_ptr<corbel::Invoker> invoker);
    ~DynAnyFactory() override;

    /// With the value of the any. InconsistentTypeCode for types without values: native, Principal, local interfaces.
    IDL::traits<DynAny>::ref_type create_dyn_any(const CORBA::Any& value);
    /// With the value that the type begins with: zeros, empty, nil, the first enumerator, the first member of a union.
    IDL::traits<DynAny>::ref_type create_dyn_any_from_type_code(IDL::traits<CORBA::TypeCode>::ref_type type);
    /// As create_dyn_any(); MustTruncate where a value would be cut down to a base of its type.
    IDL::traits<DynAny>::ref_type create_dyn_any_without_truncation(const CORBA::Any& value);
    /// All at once: what values of valuetypes they share, the DynAnys share, and the other way round.
    DynAnySeq create_multiple_dyn_anys(const AnySeq& values, bool allow_truncate);
    AnySeq create_multiple_anys(const DynAnySeq& values);

private:
    IDL::traits<DynAny>::ref_type make(const CORBA::Any& any, corbel::dynamic::Value value, bool alone);

    const std::shared_ptr<corbel::Invoker> invoker_;
};

}  // namespace DynamicAny
