// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <corbel/corba.hpp>

#include "tests/unit/orb/echo_servant.hpp"

namespace {

struct Fixture {
    TestOrb orb{"codec"};
    IDL::traits<IOP::CodecFactory>::ref_type factory =
        IDL::traits<IOP::CodecFactory>::narrow(orb->resolve_initial_references("CodecFactory"));
    IDL::traits<IOP::Codec>::ref_type codec = factory->create_codec(IOP::Encoding{IOP::ENCODING_CDR_ENCAPS, 1, 2});

    template <class T>
    static CORBA::Any any_of(T value) {
        CORBA::Any any;
        any <<= std::move(value);
        return any;
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "codec: values to bytes and back, with their type and without") {
    for (const auto& any : {any_of(std::string{"text"}), any_of(std::int64_t{-5}), any_of(std::wstring{L"wide"}),
                            any_of(IOP::ServiceContext{7, {1, 2}}), any_of(IOP::TaggedComponent{1, {3}}),
                            any_of(IOP::Encoding{0, 1, 1})}) {
        CHECK(codec->decode(codec->encode(any)) == any);
        CHECK(codec->decode_value(codec->encode_value(any), any.type()) == any);
    }
    const auto bytes = codec->encode_value(any_of(std::uint32_t{1}));
    CHECK(bytes.size() == 8);  // the octet of the byte order, alignment, the number
    const auto object = CORBA::make_reference<EchoServant>(orb.active_root())->_this();
    IDL::traits<Test::Echo>::ref_type back;
    const auto any = codec->decode(codec->encode(any_of(object)));
    REQUIRE((any >>= back));
    CHECK(back->twice(2) == 4);
}

TEST_CASE_METHOD(Fixture, "codec: what is not of the encoding") {
    CHECK_THROWS_AS(codec->decode({}), IOP::Codec::FormatMismatch);
    CHECK_THROWS_AS(codec->decode({1, 2, 3}), IOP::Codec::FormatMismatch);
    CHECK_THROWS_AS(codec->decode_value({1, 0, 0, 0, 9, 0, 0, 0}, CORBA::_tc_string), IOP::Codec::FormatMismatch);
    CHECK_THROWS_AS(codec->decode_value({1}, nullptr), IOP::Codec::TypeMismatch);
    const auto old = factory->create_codec(IOP::Encoding{IOP::ENCODING_CDR_ENCAPS, 1, 0});
    CHECK_THROWS_AS(old->encode(any_of(std::wstring{L"wide"})), IOP::Codec::InvalidTypeForEncoding);
    CHECK_THROWS_AS(factory->create_codec(IOP::Encoding{1, 1, 2}), IOP::CodecFactory::UnknownEncoding);
    CHECK_THROWS_AS(factory->create_codec(IOP::Encoding{0, 1, 3}), IOP::CodecFactory::UnknownEncoding);
}

TEST_CASE_METHOD(Fixture, "any: system exceptions in it") {
    CORBA::Any any;
    any <<= CORBA::NO_PERMISSION{7, CORBA::COMPLETED_MAYBE};
    CHECK(any.type()->id() == "IDL:omg.org/CORBA/NO_PERMISSION:1.0");
    CHECK(any.type()->member_name(1) == "completed");
    CORBA::TRANSIENT other;
    CHECK_FALSE((any >>= other));
    CORBA::NO_PERMISSION same;
    const auto received = codec->decode(codec->encode(any));
    for (const auto& each : {any, received}) {
        REQUIRE((each >>= same));
        CHECK(same.minor() == 7);
        CHECK(same.completed() == CORBA::COMPLETED_MAYBE);
        CHECK_THROWS_AS(corbel::raise_held_system_exception(each), CORBA::NO_PERMISSION);
    }
    CHECK_NOTHROW(corbel::raise_held_system_exception(any_of(std::int32_t{3})));
    CHECK_NOTHROW(corbel::raise_held_system_exception(CORBA::Any{}));
}
