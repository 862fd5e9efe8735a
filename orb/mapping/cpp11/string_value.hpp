// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <utility>

#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/value.hpp"

namespace corbel {

/// A value box around a string; `Box` is its class.
template <class Box, class Text>
class TextBox : public virtual CORBA::ValueBase {
public:
    using _traits_type = IDL::traits<Box>;
    using _ref_type = value_reference<Box>;
    static const ValueForm _form_;

    const Text& _value() const { return value_; }
    Text& _value() { return value_; }
    void _value(const Text& value) { value_ = value; }
    void _value(Text&& value) { value_ = std::move(value); }

    void swap(Box& other) noexcept { value_.swap(other.value_); }
    friend void swap(Box& one, Box& other) noexcept { one.swap(other); }

    const ValueForm& _form() const override { return _form_; }
    void _encode_state(cdr::Writer& out) const override;
    void _decode_state(cdr::Reader& in) override;

protected:
    TextBox() = default;
    explicit TextBox(Text value) : value_(std::move(value)) {}

    Text value_{};
};

}  // namespace corbel

namespace CORBA {
class StringValue;
class WStringValue;
}  // namespace CORBA

template <>
struct IDL::traits<CORBA::StringValue> : corbel::value_box_traits<CORBA::StringValue, std::string> {};
template <>
struct IDL::traits<CORBA::WStringValue> : corbel::value_box_traits<CORBA::WStringValue, std::wstring> {};

namespace CORBA {

/// The boxes of strings that every ORB has (CORBA 2.6, 5.5.1): valuetype StringValue string; valuetype WStringValue
/// wstring. What RMI-IIOP makes of java.lang.String is a WStringValue.
class StringValue final : public corbel::TextBox<StringValue, std::string> {
public:
    static constexpr const char* _repository_id_ = "IDL:omg.org/CORBA/StringValue:1.0";
    StringValue() = default;
    explicit StringValue(std::string value) : TextBox(std::move(value)) {}
};
class WStringValue final : public corbel::TextBox<WStringValue, std::wstring> {
public:
    static constexpr const char* _repository_id_ = "IDL:omg.org/CORBA/WStringValue:1.0";
    WStringValue() = default;
    explicit WStringValue(std::wstring value) : TextBox(std::move(value)) {}
};

extern const TypeCodeConstant _tc_StringValue, _tc_WStringValue;

}  // namespace CORBA

template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<corbel::value_reference<CORBA::StringValue>> =
    &CORBA::_tc_StringValue;
template <>
inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<corbel::value_reference<CORBA::WStringValue>> =
    &CORBA::_tc_WStringValue;
