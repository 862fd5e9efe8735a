// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "orb/mapping/cpp11/abstract.hpp"
#include "orb/mapping/cpp11/any.hpp"

/// Custom marshalling (CORBA 2.6, 5.2.2 and 3.9): a custom valuetype writes and reads its state itself.
namespace CORBA {

class DataOutputStream;
class DataInputStream;
class CustomMarshal;

using AnySeq = std::vector<Any>;
using BooleanSeq = std::vector<bool>;
using CharSeq = std::vector<char>;
using WCharSeq = std::vector<wchar_t>;
using OctetSeq = std::vector<std::uint8_t>;
using ShortSeq = std::vector<std::int16_t>;
using UShortSeq = std::vector<std::uint16_t>;
using LongSeq = std::vector<std::int32_t>;
using ULongSeq = std::vector<std::uint32_t>;
using LongLongSeq = std::vector<std::int64_t>;
using ULongLongSeq = std::vector<std::uint64_t>;
using FloatSeq = std::vector<float>;
using DoubleSeq = std::vector<double>;
using StringSeq = std::vector<std::string>;
using WStringSeq = std::vector<std::wstring>;

}  // namespace CORBA

template <>
struct IDL::traits<CORBA::DataOutputStream> : corbel::abstract_value_traits<CORBA::DataOutputStream> {};
template <>
struct IDL::traits<CORBA::DataInputStream> : corbel::abstract_value_traits<CORBA::DataInputStream> {};
template <>
struct IDL::traits<CORBA::CustomMarshal> : corbel::abstract_value_traits<CORBA::CustomMarshal> {};

namespace CORBA {

/// A fixed-point value that an Any does not hold; `offset` counts the values before it.
class BadFixedValue final : public UserException {
public:
    static constexpr const char* _repository_id = "IDL:omg.org/CORBA/BadFixedValue:1.0";

    explicit BadFixedValue(std::uint32_t offset = 0) : offset_{offset} {}
    std::uint32_t offset() const noexcept { return offset_; }
    void offset(std::uint32_t value) noexcept { offset_ = value; }

    const char* _name() const noexcept override { return "BadFixedValue"; }
    const char* _rep_id() const noexcept override { return _repository_id; }
    [[noreturn]] void _raise() const override { throw *this; }
    void _encode(corbel::cdr::Writer& out) const override { out.put(offset_); }

private:
    std::uint32_t offset_;
};

/// Where CustomMarshal::marshal writes to. Usable until that returns: BAD_INV_ORDER afterwards.
/// The array operations write `length` elements from `offset` on, without a length before them; BAD_PARAM if the
/// sequence has fewer.
class DataOutputStream final : public virtual ValueBase {
public:
    static constexpr const char* _repository_id_ = "IDL:omg.org/CORBA/DataOutputStream:1.0";
    using _traits_type = IDL::traits<DataOutputStream>;
    using _ref_type = corbel::value_reference<DataOutputStream>;

    void write_any(const Any& value);
    void write_boolean(bool value);
    void write_char(char value);
    void write_wchar(wchar_t value);
    void write_octet(std::uint8_t value);
    void write_short(std::int16_t value);
    void write_ushort(std::uint16_t value);
    void write_long(std::int32_t value);
    void write_ulong(std::uint32_t value);
    void write_longlong(std::int64_t value);
    void write_ulonglong(std::uint64_t value);
    void write_float(float value);
    void write_double(double value);
    void write_longdouble(long double value);
    void write_string(const std::string& value);
    void write_wstring(const std::wstring& value);
    void write_Object(IDL::traits<Object>::ref_type value);
    void write_Abstract(IDL::traits<AbstractBase>::ref_type value);
    void write_Value(IDL::traits<ValueBase>::ref_type value);
    void write_TypeCode(IDL::traits<TypeCode>::ref_type value);
    void write_any_array(const AnySeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_boolean_array(const BooleanSeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_char_array(const CharSeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_wchar_array(const WCharSeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_octet_array(const OctetSeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_short_array(const ShortSeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_ushort_array(const UShortSeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_long_array(const LongSeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_ulong_array(const ULongSeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_longlong_array(const LongLongSeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_ulonglong_array(const ULongLongSeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_float_array(const FloatSeq& seq, std::uint32_t offset, std::uint32_t length);
    void write_double_array(const DoubleSeq& seq, std::uint32_t offset, std::uint32_t length);
    /// BadFixedValue unless the Any holds a fixed.
    void write_fixed(const Any& fixed_value);
    void write_fixed_array(const AnySeq& seq, std::uint32_t offset, std::uint32_t length);

    // For the runtime.
    explicit DataOutputStream(corbel::cdr::Writer& out) : out_{&out} {}
    void _close() noexcept { out_ = nullptr; }
    const corbel::ValueForm& _form() const override;
    void _encode_state(corbel::cdr::Writer& out) const override;
    void _decode_state(corbel::cdr::Reader& in) override;

private:
    template <class T>
    void put(const T& value);
    template <class T>
    void put_array(const std::vector<T>& seq, std::uint32_t offset, std::uint32_t length);
    corbel::cdr::Writer& out() const;

    corbel::cdr::Writer* out_;
};

/// Where CustomMarshal::unmarshal reads from. Usable until that returns: BAD_INV_ORDER afterwards. MARSHAL at the end
/// of the value's state. The array operations read `length` elements into the sequence from `offset` on and enlarge it
/// if need be.
class DataInputStream final : public virtual ValueBase {
public:
    static constexpr const char* _repository_id_ = "IDL:omg.org/CORBA/DataInputStream:1.0";
    using _traits_type = IDL::traits<DataInputStream>;
    using _ref_type = corbel::value_reference<DataInputStream>;

    Any read_any();
    bool read_boolean();
    char read_char();
    wchar_t read_wchar();
    std::uint8_t read_octet();
    std::int16_t read_short();
    std::uint16_t read_ushort();
    std::int32_t read_long();
    std::uint32_t read_ulong();
    std::int64_t read_longlong();
    std::uint64_t read_ulonglong();
    float read_float();
    double read_double();
    long double read_longdouble();
    std::string read_string();
    std::wstring read_wstring();
    IDL::traits<Object>::ref_type read_Object();
    IDL::traits<AbstractBase>::ref_type read_Abstract();
    IDL::traits<ValueBase>::ref_type read_Value();
    IDL::traits<TypeCode>::ref_type read_TypeCode();
    void read_any_array(AnySeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_boolean_array(BooleanSeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_char_array(CharSeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_wchar_array(WCharSeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_octet_array(OctetSeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_short_array(ShortSeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_ushort_array(UShortSeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_long_array(LongSeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_ulong_array(ULongSeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_longlong_array(LongLongSeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_ulonglong_array(ULongLongSeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_float_array(FloatSeq& seq, std::uint32_t offset, std::uint32_t length);
    void read_double_array(DoubleSeq& seq, std::uint32_t offset, std::uint32_t length);
    /// An Any of fixed<digits, scale>; BadFixedValue for digits that no fixed has.
    Any read_fixed(std::uint16_t digits, std::int16_t scale);
    void read_fixed_array(AnySeq& seq, std::uint32_t offset, std::uint32_t length, std::uint16_t digits,
                          std::int16_t scale);

    // For the runtime.
    explicit DataInputStream(corbel::cdr::Reader& in) : in_{&in} {}
    void _close() noexcept { in_ = nullptr; }
    const corbel::ValueForm& _form() const override;
    void _encode_state(corbel::cdr::Writer& out) const override;
    void _decode_state(corbel::cdr::Reader& in) override;

private:
    template <class T>
    T get();
    template <class T>
    void get_array(std::vector<T>& seq, std::uint32_t offset, std::uint32_t length);
    corbel::cdr::Reader& in() const;

    corbel::cdr::Reader* in_;
};

/// Base of custom valuetypes.
class CustomMarshal : public virtual ValueBase {
public:
    static constexpr const char* _repository_id_ = "IDL:omg.org/CORBA/CustomMarshal:1.0";
    using _traits_type = IDL::traits<CustomMarshal>;
    using _ref_type = corbel::value_reference<CustomMarshal>;

    virtual void marshal(IDL::traits<DataOutputStream>::ref_type os) = 0;
    virtual void unmarshal(IDL::traits<DataInputStream>::ref_type is) = 0;

    void _encode_state(corbel::cdr::Writer& out) const override;
    void _decode_state(corbel::cdr::Reader& in) override;

protected:
    CustomMarshal() = default;
    ~CustomMarshal() override = default;
};

}  // namespace CORBA
