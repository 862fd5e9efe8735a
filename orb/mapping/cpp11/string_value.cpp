// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/string_value.hpp"

namespace corbel {

template <class Box, class Text>
constinit const ValueForm TextBox<Box, Text>::_form_{Box::_repository_id_, nullptr, &create_value<Box>};

template <class Box, class Text>
void TextBox<Box, Text>::_encode_state(cdr::Writer& out) const {
    encode(out, value_);
}

template <class Box, class Text>
void TextBox<Box, Text>::_decode_state(cdr::Reader& in) {
    decode(in, value_);
}

template class TextBox<CORBA::StringValue, std::string>;
template class TextBox<CORBA::WStringValue, std::wstring>;

}  // namespace corbel

namespace CORBA {

constinit const TypeCodeConstant _tc_StringValue =
    corbel::value_box_type(StringValue::_repository_id_, "StringValue", _tc_string);
constinit const TypeCodeConstant _tc_WStringValue =
    corbel::value_box_type(WStringValue::_repository_id_, "WStringValue", _tc_wstring);

}  // namespace CORBA
