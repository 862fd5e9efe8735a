// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/iop.hpp"

#include "orb/engine/invocation/invoker.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"

namespace IOP {
namespace {

corbel::cdr::Encoding encoding_of(std::uint8_t giop_minor) {
    corbel::cdr::Encoding encoding;
    encoding.giop_minor = giop_minor;
    if (giop_minor == 0) encoding.wide_chars = corbel::cdr::CodeSet::none;
    return encoding;
}

constexpr corbel::TypeMember encoding_members[] = {
    {"format", CORBA::_tc_short}, {"major_version", CORBA::_tc_octet}, {"minor_version", CORBA::_tc_octet}};
constexpr corbel::TypeMember service_context_members[] = {
    {"context_id", CORBA::_tc_ulong}, {"context_data", corbel::sequence_of<CORBA::_tc_octet>}};
constexpr corbel::TypeMember component_members[] = {
    {"tag", CORBA::_tc_ulong}, {"component_data", corbel::sequence_of<CORBA::_tc_octet>}};

}  // namespace

constinit const CORBA::TypeCodeConstant _tc_Encoding =
    corbel::struct_type(Encoding::_repository_id, "Encoding", encoding_members);
constinit const CORBA::TypeCodeConstant _tc_ServiceContext =
    corbel::struct_type(ServiceContext::_repository_id, "ServiceContext", service_context_members);
constinit const CORBA::TypeCodeConstant _tc_TaggedComponent =
    corbel::struct_type(TaggedComponent::_repository_id, "TaggedComponent", component_members);

std::ostream& operator<<(std::ostream& out, const Encoding& value) {
    return corbel::print_members(out, "IOP::Encoding", encoding_members,
                                 {value.format(), value.major_version(), value.minor_version()});
}

std::ostream& operator<<(std::ostream& out, const ServiceContext& value) {
    return corbel::print_members(out, "IOP::ServiceContext", service_context_members,
                                 {value.context_id(), value.context_data()});
}

std::ostream& operator<<(std::ostream& out, const TaggedComponent& value) {
    return corbel::print_members(out, "IOP::TaggedComponent", component_members, {value.tag(), value.component_data()});
}

Codec::Codec(std::uint8_t giop_minor, std::shared_ptr<corbel::Invoker> invoker)
    : encoding_{encoding_of(giop_minor)}, invoker_{std::move(invoker)} {}
Codec::~Codec() = default;

std::vector<std::uint8_t> Codec::written(corbel::FunctionRef<void(corbel::cdr::Writer&)> value) const {
    auto out = corbel::cdr::Writer::begin_encapsulation(encoding_);
    try {
        value(out);
    } catch (const corbel::SystemError& error) {
        throw InvalidTypeForEncoding{error.what()};
    } catch (const CORBA::SystemException& error) {
        throw InvalidTypeForEncoding{error.what()};
    }
    return out.copy();
}

CORBA::Any Codec::read(const std::vector<std::uint8_t>& data,
                       corbel::FunctionRef<CORBA::Any(corbel::cdr::Reader&)> value) {
    try {
        auto in = corbel::cdr::Reader::of_encapsulation(data, encoding_);
        in.environment(invoker_.get());
        return value(in);
    } catch (const corbel::SystemError& error) {
        throw FormatMismatch{error.what()};
    } catch (const CORBA::SystemException& error) {
        throw FormatMismatch{error.what()};
    }
}

std::vector<std::uint8_t> Codec::encode(const CORBA::Any& data) {
    return written([&](corbel::cdr::Writer& out) { data.encode(out); });
}

CORBA::Any Codec::decode(const std::vector<std::uint8_t>& data) {
    return read(data, [](corbel::cdr::Reader& in) {
        CORBA::Any any;
        CORBA::Any::decode(in, any);
        return any;
    });
}

std::vector<std::uint8_t> Codec::encode_value(const CORBA::Any& data) {
    return written([&](corbel::cdr::Writer& out) {
        if (data.value()) data.value()->encode(out, *data.type_pointer());
    });
}

CORBA::Any Codec::decode_value(const std::vector<std::uint8_t>& data, IDL::traits<CORBA::TypeCode>::ref_type tc) {
    if (!tc) throw TypeMismatch{"a nil TypeCode describes no value"};
    return read(data, [&](corbel::cdr::Reader& in) {
        return CORBA::Any{tc, corbel::EncodedValue::take(in, *tc.pointer())};
    });
}

CodecFactory::CodecFactory(std::shared_ptr<corbel::Invoker> invoker) : invoker_{std::move(invoker)} {}
CodecFactory::~CodecFactory() = default;

IDL::traits<Codec>::ref_type CodecFactory::create_codec(const Encoding& enc) {
    if (enc.format() != ENCODING_CDR_ENCAPS || enc.major_version() != 1 || enc.minor_version() > 2)
        throw UnknownEncoding{"encodings known are CDR encapsulations of GIOP 1.0, 1.1 and 1.2"};
    return CORBA::make_reference<Codec>(enc.minor_version(), invoker_);
}

}  // namespace IOP

void corbel::Codec<IOP::Encoding>::encode(cdr::Writer& out, const IOP::Encoding& value) {
    corbel::encode(out, value.format());
    corbel::encode(out, value.major_version());
    corbel::encode(out, value.minor_version());
}

void corbel::Codec<IOP::Encoding>::decode(cdr::Reader& in, IOP::Encoding& value) {
    corbel::decode(in, value.format());
    corbel::decode(in, value.major_version());
    corbel::decode(in, value.minor_version());
}

void corbel::Codec<IOP::ServiceContext>::encode(cdr::Writer& out, const IOP::ServiceContext& value) {
    corbel::encode(out, value.context_id());
    corbel::encode(out, value.context_data());
}

void corbel::Codec<IOP::ServiceContext>::decode(cdr::Reader& in, IOP::ServiceContext& value) {
    corbel::decode(in, value.context_id());
    corbel::decode(in, value.context_data());
}

void corbel::Codec<IOP::TaggedComponent>::encode(cdr::Writer& out, const IOP::TaggedComponent& value) {
    corbel::encode(out, value.tag());
    corbel::encode(out, value.component_data());
}

void corbel::Codec<IOP::TaggedComponent>::decode(cdr::Reader& in, IOP::TaggedComponent& value) {
    corbel::decode(in, value.tag());
    corbel::decode(in, value.component_data());
}
