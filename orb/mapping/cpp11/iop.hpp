// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/portable_server.hpp"

/// What of module IOP the ORB itself uses; the IDL compiler leaves it to this header. Codecs turn values into bytes and
/// back, for service contexts and the components of references (CORBA 2.6, 13.8).
namespace IOP {

class Codec;
class CodecFactory;

using EncodingFormat = std::int16_t;
inline constexpr EncodingFormat ENCODING_CDR_ENCAPS = 0;

class Encoding {
public:
    static constexpr const char* _repository_id = "IDL:omg.org/IOP/Encoding:1.0";

    Encoding() = default;
    explicit Encoding(EncodingFormat format, std::uint8_t major_version, std::uint8_t minor_version)
        : format_{format}, major_version_{major_version}, minor_version_{minor_version} {}

    EncodingFormat format() const { return format_; }
    EncodingFormat& format() { return format_; }
    void format(EncodingFormat value) { format_ = value; }
    std::uint8_t major_version() const { return major_version_; }
    std::uint8_t& major_version() { return major_version_; }
    void major_version(std::uint8_t value) { major_version_ = value; }
    std::uint8_t minor_version() const { return minor_version_; }
    std::uint8_t& minor_version() { return minor_version_; }
    void minor_version(std::uint8_t value) { minor_version_ = value; }

    void swap(Encoding& other) noexcept { std::swap(*this, other); }
    friend void swap(Encoding& one, Encoding& other) noexcept { one.swap(other); }
    friend bool operator==(const Encoding&, const Encoding&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Encoding& value);

private:
    EncodingFormat format_ = ENCODING_CDR_ENCAPS;
    std::uint8_t major_version_ = 1;
    std::uint8_t minor_version_ = 2;
};

using ServiceId = std::uint32_t;
using ComponentId = std::uint32_t;
using ProfileId = std::uint32_t;
inline constexpr ProfileId TAG_INTERNET_IOP = 0;

/// What travels with a request or a reply (CORBA 2.6, 13.7).
class ServiceContext {
public:
    static constexpr const char* _repository_id = "IDL:omg.org/IOP/ServiceContext:1.0";

    ServiceContext() = default;
    explicit ServiceContext(ServiceId context_id, std::vector<std::uint8_t> context_data)
        : context_id_{context_id}, context_data_{std::move(context_data)} {}

    ServiceId context_id() const { return context_id_; }
    ServiceId& context_id() { return context_id_; }
    void context_id(ServiceId value) { context_id_ = value; }
    const std::vector<std::uint8_t>& context_data() const { return context_data_; }
    std::vector<std::uint8_t>& context_data() { return context_data_; }
    void context_data(std::vector<std::uint8_t> value) { context_data_ = std::move(value); }

    void swap(ServiceContext& other) noexcept { std::swap(*this, other); }
    friend void swap(ServiceContext& one, ServiceContext& other) noexcept { one.swap(other); }
    friend bool operator==(const ServiceContext&, const ServiceContext&) = default;
    friend std::ostream& operator<<(std::ostream& out, const ServiceContext& value);

private:
    ServiceId context_id_ = 0;
    std::vector<std::uint8_t> context_data_;
};

/// A part of a reference (CORBA 2.6, 13.6.3).
class TaggedComponent {
public:
    static constexpr const char* _repository_id = "IDL:omg.org/IOP/TaggedComponent:1.0";

    TaggedComponent() = default;
    explicit TaggedComponent(ComponentId tag, std::vector<std::uint8_t> component_data)
        : tag_{tag}, component_data_{std::move(component_data)} {}

    ComponentId tag() const { return tag_; }
    ComponentId& tag() { return tag_; }
    void tag(ComponentId value) { tag_ = value; }
    const std::vector<std::uint8_t>& component_data() const { return component_data_; }
    std::vector<std::uint8_t>& component_data() { return component_data_; }
    void component_data(std::vector<std::uint8_t> value) { component_data_ = std::move(value); }

    void swap(TaggedComponent& other) noexcept { std::swap(*this, other); }
    friend void swap(TaggedComponent& one, TaggedComponent& other) noexcept { one.swap(other); }
    friend bool operator==(const TaggedComponent&, const TaggedComponent&) = default;
    friend std::ostream& operator<<(std::ostream& out, const TaggedComponent& value);

private:
    ComponentId tag_ = 0;
    std::vector<std::uint8_t> component_data_;
};

extern const CORBA::TypeCodeConstant _tc_Encoding, _tc_ServiceContext, _tc_TaggedComponent;

}  // namespace IOP

namespace corbel {

template <>
struct Codec<IOP::Encoding> {
    static constexpr std::size_t min_size = 4;
    static void encode(cdr::Writer& out, const IOP::Encoding& value);
    static void decode(cdr::Reader& in, IOP::Encoding& value);
};
template <>
struct Codec<IOP::ServiceContext> {
    static constexpr std::size_t min_size = 8;
    static void encode(cdr::Writer& out, const IOP::ServiceContext& value);
    static void decode(cdr::Reader& in, IOP::ServiceContext& value);
};
template <>
struct Codec<IOP::TaggedComponent> {
    static constexpr std::size_t min_size = 8;
    static void encode(cdr::Writer& out, const IOP::TaggedComponent& value);
    static void decode(cdr::Reader& in, IOP::TaggedComponent& value);
};

template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<IOP::Encoding> = &IOP::_tc_Encoding;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<IOP::ServiceContext> = &IOP::_tc_ServiceContext;
template <>
inline constexpr const CORBA::TypeCodeConstant* type_code_of<IOP::TaggedComponent> = &IOP::_tc_TaggedComponent;

}  // namespace corbel

template <> struct IDL::traits<IOP::Codec> : corbel::local_interface_traits<IOP::Codec> {};
template <> struct IDL::traits<IOP::CodecFactory> : corbel::local_interface_traits<IOP::CodecFactory> {};

namespace IOP {

/// An encoding: CDR in an encapsulation, as of one GIOP version. Usable from many threads.
class Codec final : public virtual CORBA::LocalObject {
public:
    class InvalidTypeForEncoding final : public corbel::PlainUserException<InvalidTypeForEncoding> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "InvalidTypeForEncoding";
        static constexpr const char* _repository_id = "IDL:omg.org/IOP/Codec/InvalidTypeForEncoding:1.0";
    };
    class FormatMismatch final : public corbel::PlainUserException<FormatMismatch> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "FormatMismatch";
        static constexpr const char* _repository_id = "IDL:omg.org/IOP/Codec/FormatMismatch:1.0";
    };
    class TypeMismatch final : public corbel::PlainUserException<TypeMismatch> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "TypeMismatch";
        static constexpr const char* _repository_id = "IDL:omg.org/IOP/Codec/TypeMismatch:1.0";
    };

    /// `invoker`: what decoded object references belong to.
    Codec(std::uint8_t giop_minor, std::shared_ptr<corbel::Invoker> invoker);
    ~Codec() override;

    /// The Any with its type. InvalidTypeForEncoding for what the GIOP version cannot carry: wide text before 1.2.
    std::vector<std::uint8_t> encode(const CORBA::Any& data);
    /// FormatMismatch for bytes that hold no Any.
    CORBA::Any decode(const std::vector<std::uint8_t>& data);
    /// The value alone.
    std::vector<std::uint8_t> encode_value(const CORBA::Any& data);
    /// FormatMismatch for bytes that hold no such value.
    CORBA::Any decode_value(const std::vector<std::uint8_t>& data, IDL::traits<CORBA::TypeCode>::ref_type tc);

private:
    std::vector<std::uint8_t> written(corbel::FunctionRef<void(corbel::cdr::Writer&)> value) const;
    CORBA::Any read(const std::vector<std::uint8_t>& data, corbel::FunctionRef<CORBA::Any(corbel::cdr::Reader&)> value);

    const corbel::cdr::Encoding encoding_;
    const std::shared_ptr<corbel::Invoker> invoker_;
};

/// The initial reference "CodecFactory".
class CodecFactory final : public virtual CORBA::LocalObject {
public:
    class UnknownEncoding final : public corbel::PlainUserException<UnknownEncoding> {
    public:
        using PlainUserException::PlainUserException;
        static constexpr const char* _idl_name = "UnknownEncoding";
        static constexpr const char* _repository_id = "IDL:omg.org/IOP/CodecFactory/UnknownEncoding:1.0";
    };

    explicit CodecFactory(std::shared_ptr<corbel::Invoker> invoker);
    ~CodecFactory() override;

    /// ENCODING_CDR_ENCAPS of 1.0, 1.1 and 1.2.
    IDL::traits<Codec>::ref_type create_codec(const Encoding& enc);

private:
    const std::shared_ptr<corbel::Invoker> invoker_;
};

}  // namespace IOP
