// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/custom_marshal.hpp"

#include <algorithm>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/types/value.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"

namespace CORBA {
namespace {

[[noreturn]] void stream_is_closed(const char* operation) {
    throw BAD_INV_ORDER{corbel::minor::bad_value, COMPLETED_NO,
                        std::string{"the stream of a custom valuetype was used after "} + operation + " had returned"};
}

[[noreturn]] void not_a_value(const char* stream) {
    throw corbel::SystemError{corbel::Error::marshal, corbel::minor::local_object,
                              std::string{stream} + " cannot be sent"};
}

/// Closes a stream when the program is done with it, however that ends.
template <class Stream>
class Open {
public:
    template <class End>
    explicit Open(End& end) : stream_{make_reference<Stream>(end)} {}
    ~Open() { stream_->_close(); }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    const corbel::value_reference<Stream>& operator*() const { return stream_; }

private:
    corbel::value_reference<Stream> stream_;
};

}  // namespace

// -- DataOutputStream

corbel::cdr::Writer& DataOutputStream::out() const {
    if (!out_) stream_is_closed("marshal");
    return *out_;
}

template <class T>
void DataOutputStream::put(const T& value) {
    corbel::translated([&] { corbel::encode(out(), value); });
}

template <class T>
void DataOutputStream::put_array(const std::vector<T>& seq, std::uint32_t offset, std::uint32_t length) {
    if (std::uint64_t{offset} + length > seq.size())
        throw BAD_PARAM{corbel::minor::bound_exceeded, COMPLETED_NO,
                        std::to_string(length) + " elements from " + std::to_string(offset) +
                            " on are more than the sequence of " + std::to_string(seq.size()) + " has"};
    corbel::translated([&] {
        auto& out = this->out();
        if constexpr (corbel::cdr::Primitive<T>) {
            out.put_array(seq.data() + offset, length);
        } else {
            for (auto i = offset; i < offset + length; ++i) corbel::encode<T>(out, seq[i]);
        }
    });
}

void DataOutputStream::write_any(const Any& value) { put(value); }
void DataOutputStream::write_boolean(bool value) { put(value); }
void DataOutputStream::write_char(char value) { put(value); }
void DataOutputStream::write_wchar(wchar_t value) { put(value); }
void DataOutputStream::write_octet(std::uint8_t value) { put(value); }
void DataOutputStream::write_short(std::int16_t value) { put(value); }
void DataOutputStream::write_ushort(std::uint16_t value) { put(value); }
void DataOutputStream::write_long(std::int32_t value) { put(value); }
void DataOutputStream::write_ulong(std::uint32_t value) { put(value); }
void DataOutputStream::write_longlong(std::int64_t value) { put(value); }
void DataOutputStream::write_ulonglong(std::uint64_t value) { put(value); }
void DataOutputStream::write_float(float value) { put(value); }
void DataOutputStream::write_double(double value) { put(value); }
void DataOutputStream::write_longdouble(long double value) { put(value); }
void DataOutputStream::write_string(const std::string& value) { put(value); }
void DataOutputStream::write_wstring(const std::wstring& value) { put(value); }
void DataOutputStream::write_Object(IDL::traits<Object>::ref_type value) { put(value); }
void DataOutputStream::write_Abstract(IDL::traits<AbstractBase>::ref_type value) { put(value); }
void DataOutputStream::write_Value(IDL::traits<ValueBase>::ref_type value) { put(value); }
void DataOutputStream::write_TypeCode(IDL::traits<TypeCode>::ref_type value) { put(value); }

#define CORBEL_ARRAY(name, Seq) \
    void DataOutputStream::name(const Seq& seq, std::uint32_t offset, std::uint32_t length) { \
        put_array(seq, offset, length); \
    }
CORBEL_ARRAY(write_any_array, AnySeq)
CORBEL_ARRAY(write_boolean_array, BooleanSeq)
CORBEL_ARRAY(write_char_array, CharSeq)
CORBEL_ARRAY(write_wchar_array, WCharSeq)
CORBEL_ARRAY(write_octet_array, OctetSeq)
CORBEL_ARRAY(write_short_array, ShortSeq)
CORBEL_ARRAY(write_ushort_array, UShortSeq)
CORBEL_ARRAY(write_long_array, LongSeq)
CORBEL_ARRAY(write_ulong_array, ULongSeq)
CORBEL_ARRAY(write_longlong_array, LongLongSeq)
CORBEL_ARRAY(write_ulonglong_array, ULongLongSeq)
CORBEL_ARRAY(write_float_array, FloatSeq)
CORBEL_ARRAY(write_double_array, DoubleSeq)
#undef CORBEL_ARRAY

void DataOutputStream::write_fixed(const Any& fixed_value) {
    write_fixed_array({fixed_value}, 0, 1);
}

void DataOutputStream::write_fixed_array(const AnySeq& seq, std::uint32_t offset, std::uint32_t length) {
    for (std::uint32_t i = 0; i < length; ++i) {
        if (offset + std::uint64_t{i} >= seq.size()) throw BadFixedValue{i};
        const auto& any = seq[offset + i];
        if (any.type().pointer()->resolved().kind() != TCKind::tk_fixed) throw BadFixedValue{i};
        corbel::translated([&] { any.value()->encode(out(), *any.type_pointer()); });
    }
}

const corbel::ValueForm& DataOutputStream::_form() const {
    static constexpr corbel::ValueForm form{_repository_id_};
    return form;
}
void DataOutputStream::_encode_state(corbel::cdr::Writer&) const { not_a_value("a DataOutputStream"); }
void DataOutputStream::_decode_state(corbel::cdr::Reader&) { not_a_value("a DataOutputStream"); }

// -- DataInputStream

corbel::cdr::Reader& DataInputStream::in() const {
    if (!in_) stream_is_closed("unmarshal");
    return *in_;
}

template <class T>
T DataInputStream::get() {
    return corbel::translated([&] {
        auto value = T();
        corbel::decode(in(), value);
        return value;
    });
}

template <class T>
void DataInputStream::get_array(std::vector<T>& seq, std::uint32_t offset, std::uint32_t length) {
    corbel::translated([&] {
        auto& in = this->in();
        if (length > in.remaining()) in.skip(length);  // throws before memory is taken
        seq.resize(std::max<std::size_t>(seq.size(), std::size_t{offset} + length));
        if constexpr (corbel::cdr::Primitive<T>) {
            in.get_array(seq.data() + offset, length);
        } else {
            for (auto i = std::size_t{offset}; i < std::size_t{offset} + length; ++i) {
                auto element = T();
                corbel::decode(in, element);
                seq[i] = std::move(element);
            }
        }
    });
}

Any DataInputStream::read_any() { return get<Any>(); }
bool DataInputStream::read_boolean() { return get<bool>(); }
char DataInputStream::read_char() { return get<char>(); }
wchar_t DataInputStream::read_wchar() { return get<wchar_t>(); }
std::uint8_t DataInputStream::read_octet() { return get<std::uint8_t>(); }
std::int16_t DataInputStream::read_short() { return get<std::int16_t>(); }
std::uint16_t DataInputStream::read_ushort() { return get<std::uint16_t>(); }
std::int32_t DataInputStream::read_long() { return get<std::int32_t>(); }
std::uint32_t DataInputStream::read_ulong() { return get<std::uint32_t>(); }
std::int64_t DataInputStream::read_longlong() { return get<std::int64_t>(); }
std::uint64_t DataInputStream::read_ulonglong() { return get<std::uint64_t>(); }
float DataInputStream::read_float() { return get<float>(); }
double DataInputStream::read_double() { return get<double>(); }
long double DataInputStream::read_longdouble() { return get<long double>(); }
std::string DataInputStream::read_string() { return get<std::string>(); }
std::wstring DataInputStream::read_wstring() { return get<std::wstring>(); }
IDL::traits<Object>::ref_type DataInputStream::read_Object() { return get<IDL::traits<Object>::ref_type>(); }
IDL::traits<AbstractBase>::ref_type DataInputStream::read_Abstract() {
    return get<IDL::traits<AbstractBase>::ref_type>();
}
IDL::traits<ValueBase>::ref_type DataInputStream::read_Value() { return get<IDL::traits<ValueBase>::ref_type>(); }
IDL::traits<TypeCode>::ref_type DataInputStream::read_TypeCode() { return get<IDL::traits<TypeCode>::ref_type>(); }

#define CORBEL_ARRAY(name, Seq) \
    void DataInputStream::name(Seq& seq, std::uint32_t offset, std::uint32_t length) { get_array(seq, offset, length); }
CORBEL_ARRAY(read_any_array, AnySeq)
CORBEL_ARRAY(read_boolean_array, BooleanSeq)
CORBEL_ARRAY(read_char_array, CharSeq)
CORBEL_ARRAY(read_wchar_array, WCharSeq)
CORBEL_ARRAY(read_octet_array, OctetSeq)
CORBEL_ARRAY(read_short_array, ShortSeq)
CORBEL_ARRAY(read_ushort_array, UShortSeq)
CORBEL_ARRAY(read_long_array, LongSeq)
CORBEL_ARRAY(read_ulong_array, ULongSeq)
CORBEL_ARRAY(read_longlong_array, LongLongSeq)
CORBEL_ARRAY(read_ulonglong_array, ULongLongSeq)
CORBEL_ARRAY(read_float_array, FloatSeq)
CORBEL_ARRAY(read_double_array, DoubleSeq)
#undef CORBEL_ARRAY

Any DataInputStream::read_fixed(std::uint16_t digits, std::int16_t scale) {
    if (digits < 1 || digits > 31 || scale < 0 || scale > digits) throw BadFixedValue{0};
    return corbel::translated([&] {
        const auto type = corbel::types::TypeCode::fixed(digits, scale);
        return Any{type, corbel::EncodedValue::take(in(), *type)};
    });
}

void DataInputStream::read_fixed_array(AnySeq& seq, std::uint32_t offset, std::uint32_t length, std::uint16_t digits,
                                       std::int16_t scale) {
    corbel::translated([&] {
        if (length > in().remaining()) in().skip(length);  // throws before memory is taken
    });
    seq.resize(std::max<std::size_t>(seq.size(), std::size_t{offset} + length));
    for (auto i = std::size_t{offset}; i < std::size_t{offset} + length; ++i) seq[i] = read_fixed(digits, scale);
}

const corbel::ValueForm& DataInputStream::_form() const {
    static constexpr corbel::ValueForm form{_repository_id_};
    return form;
}
void DataInputStream::_encode_state(corbel::cdr::Writer&) const { not_a_value("a DataInputStream"); }
void DataInputStream::_decode_state(corbel::cdr::Reader&) { not_a_value("a DataInputStream"); }

// -- CustomMarshal

// The operations of the IDL are not const; the state is.
void CustomMarshal::_encode_state(corbel::cdr::Writer& out) const {
    const Open<DataOutputStream> stream{out};
    const_cast<CustomMarshal*>(this)->marshal(*stream);
}

void CustomMarshal::_decode_state(corbel::cdr::Reader& in) {
    const Open<DataInputStream> stream{in};
    unmarshal(*stream);
}

}  // namespace CORBA
