// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <sstream>

#include "orb/engine/base/minor.hpp"
#include "tests/unit/mapping/value_orb.hpp"

using corbel::ByteOrder;
using corbel::Octets;
using corbel::cdr::Encoding;
using corbel::cdr::Reader;
using corbel::cdr::Writer;

namespace {

using SavingsRef = IDL::traits<Values::Savings>::ref_type;
using SpotRef = IDL::traits<Values::Spot>::ref_type;
using DescribedRef = IDL::traits<Values::Described>::ref_type;
using AgentRef = IDL::traits<Values::Agent>::ref_type;
using BlobRef = IDL::traits<Values::Blob>::ref_type;

NodeRef node(std::string name, NodeRef next = nullptr) {
    return CORBA::make_reference<Values::obv::Node>(std::move(name), std::move(next));
}

class Blob : public Values::obv::Blob {
public:
    using Values::obv::Blob::Blob;
    Blob() = default;
    NodeRef inside;
    CORBA::Any amount;

    void marshal(IDL::traits<CORBA::DataOutputStream>::ref_type os) override {
        kept_ = os;
        os->write_octet(7);
        os->write_double(2.5);
        os->write_Value(inside);
        os->write_string("after");
        os->write_long_array({1, 2, 3, 4}, 1, 2);
        os->write_boolean_array({true, false}, 0, 2);
        os->write_fixed(amount);
        os->write_Value(inside);
        os->write_ulong(static_cast<std::uint32_t>(size()));
    }
    void unmarshal(IDL::traits<CORBA::DataInputStream>::ref_type is) override {
        CHECK(is->read_octet() == 7);
        CHECK(is->read_double() == 2.5);
        inside = IDL::traits<Values::Node>::narrow(is->read_Value());
        CHECK(is->read_string() == "after");
        CORBA::LongSeq numbers{9};
        is->read_long_array(numbers, 1, 2);
        CHECK(numbers == CORBA::LongSeq{9, 2, 3});
        CORBA::BooleanSeq flags;
        is->read_boolean_array(flags, 0, 2);
        CHECK(flags == CORBA::BooleanSeq{true, false});
        amount = is->read_fixed(9, 2);
        CHECK(is->read_Value() == BaseRef{inside});
        size(static_cast<std::int32_t>(is->read_ulong()));
    }
    void write_again() { kept_->write_octet(1); }

private:
    IDL::traits<CORBA::DataOutputStream>::ref_type kept_;
};

using Orb = ValueOrb;

Orb knowing() {
    Orb orb;
    orb.knows_all().knows<Blob>(Values::Blob::_repository_id_);
    return orb;
}

template <class... T>
Octets encoded(Encoding encoding, std::size_t skew, const T&... values) {
    Writer out{encoding};
    for (std::size_t i = 0; i < skew; ++i) out.put(std::uint8_t{0});
    (corbel::encode(out, values), ...);
    return out.copy();
}

template <class T>
T received(const T& value, const Orb& orb, ByteOrder order = ByteOrder::big_endian, std::size_t skew = 0) {
    const Encoding encoding{.order = order};
    const auto bytes = encoded(encoding, skew, value);
    auto in = reader_of(bytes, encoding, skew, orb);
    T result{};
    corbel::decode(in, result);
    CHECK(in.at_end());
    return result;
}

std::uint32_t minor_of_decoding(Reader in, auto& value) {
    try {
        corbel::decode(in, value);
    } catch (const corbel::SystemError& error) {
        CHECK(error.error() == corbel::Error::marshal);
        return error.minor();
    }
    return 0;
}

}  // namespace

TEST_CASE("values arrive with sharing, cycles and null", "[value]") {
    const Orb orb;
    for (const auto order : {ByteOrder::big_endian, ByteOrder::little_endian})
        for (std::size_t skew = 0; skew < 8; ++skew) {
            CHECK(received(NodeRef{}, orb, order, skew) == nullptr);
            const auto list = received(node("one", node("two", node("three"))), orb, order, skew);
            CHECK(list->next()->next()->name() == "three");
            CHECK(list->next()->next()->next() == nullptr);

            auto ring = node("a", node("b"));
            ring->next()->next(ring);
            auto same = received(ring, orb, order, skew);
            CHECK(same->next()->name() == "b");
            CHECK(same->next()->next() == same);
            ring->next(nullptr);
            same->next(nullptr);
        }
    const auto shared = node("shared");
    const auto both = received(std::vector<NodeRef>{shared, node("x", shared), shared}, orb);
    CHECK(both[0] == both[2]);
    CHECK(both[1]->next() == both[0]);
}

TEST_CASE("a thousand values in a row arrive, more are refused on both sides", "[value]") {
    const Orb orb;
    NodeRef list;
    for (int i = 0; i < 1000; ++i) list = node("n", list);
    auto same = received(list, orb);
    int count = 0;
    for (; same; same = same->next()) ++count;
    CHECK(count == 1000);
    for (int i = 0; i < 100; ++i) list = node("n", list);
    Writer out;
    CHECK_THROWS_AS(corbel::encode(out, list), corbel::SystemError);
}

TEST_CASE("a long list that is no deep one arrives and goes without a deep stack", "[value]") {
    // Each element refers to the one before it: indirections, no nesting.
    const Orb orb;
    std::vector<NodeRef> nodes;
    for (int i = 0; i < 200'000; ++i) nodes.push_back(node("n", i ? nodes.back() : nullptr));
    const auto same = received(nodes, orb);
    CHECK(same.back()->next() == same[same.size() - 2]);
}

TEST_CASE("types with operations are made by their factory", "[value]") {
    const AccountRef account = CORBA::make_reference<SampleAccount>("ann", 1250);
    Orb orb;
    AccountRef out;
    const auto bytes = encoded({}, 0, account);
    CHECK(minor_of_decoding(reader_of(bytes, {}, 0, orb), out) == corbel::minor::unregistered_value);
    orb.knows_all();
    const auto same = received(account, orb);
    CHECK(same->owner() == "ann");
    CHECK(same->balance() == 1250);
    const SavingsRef savings = CORBA::make_reference<SampleSavings>("bob", 100, 0.5);
    const auto derived = received(AccountRef{savings}, orb);
    CHECK(derived->balance() == 200);
    REQUIRE(IDL::traits<Values::Savings>::narrow(derived));
    CHECK(IDL::traits<Values::Savings>::narrow(derived)->rate() == 0.5);
    CHECK(!IDL::traits<Values::Node>::narrow(BaseRef{derived}));
}

TEST_CASE("a truncatable value becomes its base where it is not known", "[value]") {
    Orb orb;
    orb.knows<SampleAccount>(Values::Account::_repository_id_);
    const SavingsRef savings = CORBA::make_reference<SampleSavings>("bob", 100, 0.5);
    // What follows is found, and what was in the lost part too.
    const Encoding encoding{.order = ByteOrder::big_endian};
    const auto bytes = encoded(encoding, 1, AccountRef{savings}, std::string{"behind"}, AccountRef{savings});
    auto in = reader_of(bytes, encoding, 1, orb);
    AccountRef one, two;
    std::string text;
    corbel::decode(in, one);
    corbel::decode(in, text);
    corbel::decode(in, two);
    CHECK(one->owner() == "bob");
    CHECK(one->balance() == 100);
    CHECK(text == "behind");
    CHECK(one == two);
    CHECK(in.at_end());
    SavingsRef exact;
    CHECK(minor_of_decoding(reader_of(bytes, encoding, 1, orb), exact) == corbel::minor::bad_value);
}

TEST_CASE("boxes of strings and structs need no factory", "[value]") {
    const Orb orb;
    const auto text = received(TextRef{CORBA::make_reference<Values::Text>("boxed")}, orb);
    CHECK(text->_value() == "boxed");
    const auto spot = received(SpotRef{CORBA::make_reference<Values::Spot>(Values::Point{3, 4})}, orb);
    CHECK(spot->_value() == Values::Point{3, 4});
    CHECK(received(TextRef{}, orb) == nullptr);
}

TEST_CASE("a custom value writes and reads itself", "[value]") {
    const Orb orb = knowing();
    const auto blob = CORBA::make_reference<Blob>();
    blob->size(99);
    blob->inside = node("inside");
    blob->amount <<= Values::Amount{"-12.34"};
    for (const auto order : {ByteOrder::big_endian, ByteOrder::little_endian})
        for (std::size_t skew = 0; skew < 8; ++skew) {
            const auto same = received(BlobRef{blob}, orb, order, skew);
            CHECK(same->size() == 99);
            const auto* typed = dynamic_cast<const Blob*>(same.operator->());
            REQUIRE(typed);
            CHECK(typed->inside->name() == "inside");
            CHECK(typed->amount == blob->amount);
        }
    CHECK_THROWS_AS(blob->write_again(), CORBA::BAD_INV_ORDER);
    blob->amount <<= std::int32_t{1};
    Writer out;
    CHECK_THROWS_AS(corbel::encode(out, BlobRef{blob}), CORBA::BadFixedValue);
}

TEST_CASE("what fills several chunks is read over their ends", "[value]") {
    // Savings in chunks of at most four bytes of text, as an ORB that buffers little sends it.
    const std::string id = Values::Savings::_repository_id_;
    for (const std::size_t step : {1u, 3u, 4u, 40u}) {
        Writer out{Encoding{.order = ByteOrder::big_endian}};
        out.put(std::int32_t{0x7fffff0a});
        out.identifier(id);
        out.put(std::uint32_t{4});
        out.put(std::uint32_t{21});
        const std::string text{"a longer name inside", 21};
        for (std::size_t at = 0; at < text.size(); at += step) {
            const auto part = std::min(step, text.size() - at);
            out.put(static_cast<std::uint32_t>(part));
            out.copied(corbel::as_bytes(std::string_view{text}.substr(at, part)));
        }
        for (const auto number : {std::uint64_t{7}, std::bit_cast<std::uint64_t>(1.5)}) {
            out.align(4);
            const auto padding = (8 - (out.size() + 4) % 8) % 8;
            out.put(static_cast<std::uint32_t>(8 + padding));
            out.put(number);
        }
        out.put(std::int32_t{-1});
        const Orb orb = knowing();
        SavingsRef savings;
        const auto bytes = out.copy();
        auto in = reader_of(bytes, out.encoding(), 0, orb);
        corbel::decode(in, savings);
        CHECK(in.at_end());
        CHECK(savings->owner() == "a longer name inside");
        CHECK(savings->balance() == 14);
        CHECK(savings->rate() == 1.5);
    }
}

TEST_CASE("an abstract interface carries an object or a value", "[value]") {
    const Orb orb = knowing();
    const auto label = CORBA::make_reference<SampleLabel>("L");
    const DescribedRef as_value = label;
    const auto value = received(as_value, orb);
    CHECK(value->describe(true) == "label L");
    CHECK(value->_to_object() == nullptr);
    CHECK(IDL::traits<Values::Label>::narrow(value->_to_value())->text() == "L");

    const AgentRef agent =
        corbel::make_object_reference<Values::Agent>(orb.peer->reference(Values::Agent::_repository_id_));
    const DescribedRef as_object = agent;
    const auto object = received(as_object, orb);
    CHECK(object == as_object);
    CHECK(object->_to_value() == nullptr);
    CHECK(IDL::traits<Values::Agent>::narrow(object->_to_object()) == agent);
    CHECK(received(DescribedRef{}, orb) == nullptr);

    CHECK(IDL::traits<Values::Described>::narrow(BaseRef{label}) == as_value);
    CHECK(IDL::traits<Values::Described>::narrow(BaseRef{node("no")}) == nullptr);
    CHECK(IDL::traits<Values::Described>::narrow(agent) == as_object);
    const auto any_kind = received(IDL::traits<CORBA::AbstractBase>::ref_type{as_value}, orb);
    CHECK(IDL::traits<Values::Described>::narrow(any_kind)->describe(false) == "L");
    DescribedRef out;
    const auto bytes = encoded({}, 0, false, NodeRef{node("n")});
    CHECK(minor_of_decoding(reader_of(bytes, {}, 0, orb), out) == corbel::minor::bad_value);
}

TEST_CASE("local objects and natives stay here", "[value]") {
    class Clock final : public virtual Values::Clock {
    public:
        std::int64_t now() override { return now_; }
        void now(std::int64_t value) override { now_ = value; }

    private:
        std::int64_t now_ = 5;
    };
    const IDL::traits<Values::Clock>::ref_type clock = CORBA::make_reference<Clock>();
    CHECK(clock->now() == 5);
    Writer out;
    CHECK_THROWS_AS(corbel::encode(out, clock), corbel::SystemError);
    const Values::Handle handle{std::make_shared<int>(7)};
    CHECK(*handle.as<int>() == 7);
    CHECK(handle == Values::Handle{handle});
    CHECK_THROWS_AS(corbel::encode(out, handle), corbel::SystemError);
}

TEST_CASE("values go through anys", "[value]") {
    const Orb orb = knowing();
    CORBA::Any any;
    const auto list = node("one", node("two"));
    any <<= list;
    CHECK(any.type()->kind() == CORBA::TCKind::tk_value);
    NodeRef same;
    REQUIRE((any >>= same));
    CHECK(same == list);
    BaseRef base;
    REQUIRE((any >>= base));
    CHECK(base == BaseRef{list});
    AccountRef account;
    CHECK(!(any >>= account));
    for (const auto order : {ByteOrder::big_endian, ByteOrder::little_endian})
        for (std::size_t skew = 0; skew < 8; ++skew) {
            const auto copy = received(any, orb, order, skew);
            REQUIRE((copy >>= same));
            CHECK(same->next()->name() == "two");
            REQUIRE((copy >>= base));
            for (const auto onward : {ByteOrder::big_endian, ByteOrder::little_endian}) {
                const auto again = received(copy, orb, onward, 3);
                REQUIRE((again >>= same));
                CHECK(same->next()->name() == "two");
            }
            CHECK(copy == any);
        }
    any <<= TextRef{CORBA::make_reference<Values::Text>("boxed")};
    TextRef text;
    REQUIRE((received(received(any, orb), orb, ByteOrder::little_endian, 5) >>= text));
    CHECK(text->_value() == "boxed");
    any <<= NodeRef{};
    REQUIRE((received(any, orb) >>= same));
    CHECK(same == nullptr);
}

TEST_CASE("a value that nobody knows passes through an any byte for byte", "[value]") {
    const Orb ignorant, knowing = ::knowing();
    const auto blob = CORBA::make_reference<Blob>();
    blob->inside = node("inside");
    blob->amount <<= Values::Amount{"1"};
    CORBA::Any any;
    any <<= BlobRef{blob};
    const auto through = received(any, ignorant);
    BlobRef same;
    CHECK_THROWS_AS(through >>= same, CORBA::MARSHAL);
    REQUIRE((received(through, knowing) >>= same));
    CHECK(same->size() == 0);
    // To another byte order only somebody who knows it can pass it on.
    REQUIRE((received(received(any, knowing), knowing, ByteOrder::little_endian, 5) >>= same));
    CHECK_THROWS_AS(received(through, knowing, ByteOrder::little_endian, 5), corbel::SystemError);

    // Truncatable: the base is copied.
    any <<= AccountRef{CORBA::make_reference<SampleSavings>("bob", 100, 0.5)};
    AccountRef account;
    REQUIRE((received(received(any, ignorant), knowing, ByteOrder::little_endian, 1) >>= account));
    CHECK(account->owner() == "bob");
    CHECK(!IDL::traits<Values::Savings>::narrow(account));
    REQUIRE((received(received(any, ignorant), knowing) >>= account));
    CHECK(IDL::traits<Values::Savings>::narrow(account));
}

TEST_CASE("values in and around an any may refer to each other", "[value]") {
    const Orb orb = knowing();
    const auto shared = node("shared", node("end"));
    CORBA::Any any;
    any <<= node("in any", shared);
    for (const auto order : {ByteOrder::big_endian, ByteOrder::little_endian}) {
        const Encoding encoding{.order = order};
        const auto bytes = encoded(encoding, 0, shared, any, std::string{"x"}, any, shared);
        auto in = reader_of(bytes, encoding, 0, orb);
        NodeRef one, two;
        CORBA::Any three, four;
        std::string text;
        corbel::decode(in, one);
        corbel::decode(in, three);
        corbel::decode(in, text);
        corbel::decode(in, four);
        corbel::decode(in, two);
        CHECK(in.at_end());
        CHECK(one == two);
        for (const auto& each : {three, four}) {
            NodeRef out;
            REQUIRE((each >>= out));
            CHECK(out->next()->next()->name() == "end");
        }
    }
    // Behind the any, a value that stands in it.
    const auto bytes = encoded({}, 0, any, shared);
    auto in = reader_of(bytes, {}, 0, orb);
    CORBA::Any first;
    NodeRef second;
    corbel::decode(in, first);
    corbel::decode(in, second);
    CHECK(second->next()->name() == "end");
    CHECK(in.at_end());
}

TEST_CASE("many anys that refer to one large value are refused before memory is gone", "[value][hostile]") {
    const Orb orb = knowing();
    const auto large = node(std::string(1'000'000, 'x'));
    CORBA::Any any;
    any <<= large;
    const auto take = [&](std::size_t count) {
        const auto bytes = encoded({}, 0, large, std::vector<CORBA::Any>(count, any));
        auto in = reader_of(bytes, {}, 0, orb);
        NodeRef one;
        std::vector<CORBA::Any> anys;
        corbel::decode(in, one);
        corbel::decode(in, anys);
    };
    take(10);
    CHECK_THROWS_AS(take(40), corbel::SystemError);
}

TEST_CASE("an any in a custom value stands in its chunks", "[value]") {
    class Carrier : public Values::obv::Blob {
    public:
        CORBA::Any content;
        void marshal(IDL::traits<CORBA::DataOutputStream>::ref_type os) override {
            os->write_octet(1);
            os->write_any(content);
            os->write_octet(2);
        }
        void unmarshal(IDL::traits<CORBA::DataInputStream>::ref_type is) override {
            CHECK(is->read_octet() == 1);
            content = is->read_any();
            CHECK(is->read_octet() == 2);
        }
    };
    auto orb = knowing();
    orb.knows<Carrier>(Values::Blob::_repository_id_);
    const auto carrier = CORBA::make_reference<Carrier>();
    carrier->content <<= node("deep", node("deeper"));
    auto once = received(BlobRef{carrier}, orb);
    const auto twice = received(once, orb, ByteOrder::little_endian, 3);
    const auto& content = dynamic_cast<const Carrier&>(*twice.operator->()).content;
    NodeRef out;
    REQUIRE((content >>= out));
    CHECK(out->next()->name() == "deeper");
    CHECK((received(content, orb) >>= out));
}

TEST_CASE("values copy, print and lock themselves", "[value]") {
    const auto ring = node("a", node("b"));
    ring->next()->next(ring);
    auto copy = IDL::traits<Values::Node>::narrow(ring->_copy_value());
    CHECK(copy != ring);
    CHECK(copy->next()->next() == copy);
    ring->next(nullptr);
    copy->next(nullptr);
    std::ostringstream out;
    out << ring << ' ' << NodeRef{};
    CHECK(out.str() == "value IDL:Values/Node:1.0 nil");
    CHECK_THROWS_AS(NodeRef{}->name(), CORBA::INV_OBJREF);
    const auto weak = ring.weak_reference();
    CHECK(weak.lock() == ring);
}

TEST_CASE("factories are registered with the ORB", "[value]") {
    char name[] = "test";
    char* arguments[] = {name, nullptr};
    int count = 1;
    const auto orb = CORBA::ORB_init(count, arguments, "value factories");
    const CORBA::ValueFactory first = CORBA::make_reference<SampleFactory<SampleAccount>>();
    const CORBA::ValueFactory second = CORBA::make_reference<SampleFactory<SampleSavings>>();
    const std::string id = Values::Account::_repository_id_;
    CHECK(orb->lookup_value_factory(id) == nullptr);
    CHECK(orb->register_value_factory(id, first) == nullptr);
    CHECK(orb->register_value_factory(id, second) == first);
    CHECK(orb->lookup_value_factory(id) == second);
    // The only ORB makes copies.
    const AccountRef account = CORBA::make_reference<SampleSavings>("ann", 5, 0.5);
    CHECK_THROWS_AS(CORBA::make_reference<SampleLabel>("x")->_copy_value(), CORBA::MARSHAL);
    orb->register_value_factory(Values::Savings::_repository_id_, second);
    const auto copy = IDL::traits<Values::Account>::narrow(account->_copy_value());
    CHECK(copy != account);
    CHECK(copy->balance() == 10);
    orb->unregister_value_factory(id);
    CHECK_THROWS_AS(orb->unregister_value_factory(id), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(orb->register_value_factory(id, nullptr), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(orb->register_value_factory("", first), CORBA::BAD_PARAM);
    orb->destroy();
}

TEST_CASE("the TypeCodes of valuetypes and fixed say what they are", "[value]") {
    CHECK(Values::_tc_Savings->concrete_base_type()->name() == "Account");
    CHECK(Values::_tc_Savings->type_modifier() == CORBA::ValueModifier::truncatable);
    CHECK(Values::_tc_Account->member_visibility(1) == CORBA::Visibility::private_member);
    CHECK(Values::_tc_Node->member_type(1)->equal(Values::_tc_Node));
    CHECK(Values::_tc_Text->content_type()->kind() == CORBA::TCKind::tk_string);
    CHECK(Values::_tc_Amount->content_type()->fixed_digits() == 9);
    CHECK(received(CORBA::typecode_reference{Values::_tc_Savings}, Orb{}) ==
          CORBA::typecode_reference{Values::_tc_Savings});
}
