// SPDX-License-Identifier: BSL-1.0
// Valuetypes, boxes, abstract and local interfaces, fixed-point types and contexts through generated stubs and
// skeletons, in both byte orders.
#include <malloc.h>

#include <catch2/catch.hpp>
#include <sstream>

#include "local_things_skel.hpp"
#include "orb/engine/dynamic/value.hpp"
#include "orb/mapping/cpp11/dynamic_any.hpp"
#include "orb/mapping/cpp11/dynamic_value.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"
#include "tests/generated/pair.hpp"
#include "tests/unit/mapping/loopback.hpp"
#include "values_skel.hpp"

namespace {

using corbel::ByteOrder;

template <class T, class... Arguments>
auto make(Arguments&&... arguments) {
    return CORBA::make_reference<typename IDL::traits<T>::obv_type>(std::forward<Arguments>(arguments)...);
}

class BankServant final : public virtual Skeleton<Values::Bank> {
public:
    Ref<Values::Node> pass(Ref<Values::Node> first, Ref<CORBA::ValueBase>& second,
                           Ref<Values::Described>& third) override {
        if (first && first->name() == "lost") throw Values::Lost{first, CORBA::make_reference<Values::Text>("no")};
        cut();
        last_ = first;
        second = first;
        third = nullptr;
        return first ? first->next() : nullptr;
    }
    Ref<Values::Text> box(Ref<Values::Text> a, Ref<Values::Spot>& b, Ref<Values::Numbers>& c) override {
        c = CORBA::make_reference<Values::Numbers>(std::vector<std::int32_t>{b->_value().x(), b->_value().y()});
        b = nullptr;
        return a;
    }
    Ref<Values::Label> tag() override { return nullptr; }
    void tag(Ref<Values::Label>) override {}
    Ref<CORBA::AbstractBase> either(Ref<CORBA::AbstractBase> one) override { return one; }
    ~BankServant() override { cut(); }

private:
    /// What was received may be a ring.
    void cut() {
        if (last_) last_->next(nullptr);
    }

    Ref<Values::Node> last_;
};

class ShopServant final : public virtual Skeleton<LocalThings::Shop> {
public:
    LocalThings::Price buy(const LocalThings::Amount& paid, LocalThings::Fraction& part,
                           LocalThings::Price& total) override {
        part = LocalThings::Fraction{"0.0001"};
        total.each(paid);
        total.before({paid, LocalThings::least});
        return total;
    }
    void note(const std::string&) override {}
};

class LocalClock final : public virtual LocalThings::Clock {
public:
    std::int64_t now() override { return now_; }
    void now(std::int64_t value) override { now_ = value; }
    LocalThings::Handle keep(LocalThings::Handle one, LocalThings::Handle& two, LocalThings::Handle& three) override {
        three = two;
        return one;
    }
    Ref<LocalThings::Clock> other(Ref<LocalThings::Remote>) override { return nullptr; }

private:
    std::int64_t now_ = 0;
};

}  // namespace

TEST_CASE("valuetypes travel with null, sharing and cycles", "[generated]") {
    const auto order = GENERATE(ByteOrder::little_endian, ByteOrder::big_endian);
    Pair<Values::Bank, BankServant> pair{order};
    Ref<CORBA::ValueBase> second;
    Ref<Values::Described> third;

    CHECK_FALSE(pair.target->pass(nullptr, second, third));
    CHECK_FALSE(second);

    auto ring = make<Values::Node>("a", make<Values::Node>("b", nullptr));
    ring->next()->next(ring);
    const auto b = pair.target->pass(ring, second, third);
    const auto a = IDL::traits<Values::Node>::narrow(second);
    REQUIRE(a);
    CHECK(a != ring);
    CHECK(a->name() == "a");
    CHECK(b->name() == "b");
    CHECK(a->next() == b);
    CHECK(b->next() == a);
    a->next(nullptr);
    ring->next(nullptr);
    second = nullptr;  // nobody registered what makes a Node where IDL says no more than ValueBase

    try {
        pair.target->pass(make<Values::Node>("lost", nullptr), second, third);
        FAIL("Lost was not raised");
    } catch (const Values::Lost& lost) {
        CHECK(lost.where()->name() == "lost");
        CHECK(lost.why()->_value() == "no");
    }
}

TEST_CASE("value boxes travel", "[generated]") {
    const auto order = GENERATE(ByteOrder::little_endian, ByteOrder::big_endian);
    Pair<Values::Bank, BankServant> pair{order};
    auto spot = CORBA::make_reference<Values::Spot>(Values::Point{3, 4});
    Ref<Values::Spot> b = spot;
    Ref<Values::Numbers> numbers;
    const auto text = pair.target->box(CORBA::make_reference<Values::Text>("text"), b, numbers);
    CHECK(text->_value() == "text");
    CHECK_FALSE(b);
    CHECK(numbers->_value() == std::vector<std::int32_t>{3, 4});
}

TEST_CASE("what stands in for an abstract interface is a value or nothing", "[generated]") {
    Pair<Values::Bank, BankServant> pair{ByteOrder::little_endian};
    CHECK_FALSE(pair.target->either(nullptr));
}

TEST_CASE("an Any holds a value, and TypeCodes describe it", "[generated]") {
    CORBA::Any any;
    any <<= Ref<Values::Node>{make<Values::Node>("in any", nullptr)};
    Ref<Values::Node> back;
    REQUIRE((any >>= back));
    CHECK(back->name() == "in any");

    const auto ball = *Values::_tc_Ball;
    CHECK(ball->kind() == CORBA::TCKind::tk_value);
    CHECK(ball->type_modifier() == CORBA::ValueModifier::truncatable);
    CHECK(ball->concrete_base_type()->id() == "IDL:Values/Circle:1.0");
    CHECK(ball->member_visibility(0) == CORBA::Visibility::private_member);
    CHECK(Values::_tc_Text->content_type()->kind() == CORBA::TCKind::tk_string);
    CHECK(Values::_tc_Node->member_type(1)->id() == "IDL:Values/Node:1.0");
    CHECK(Values::_tc_Described->kind() == CORBA::TCKind::tk_abstract_interface);
    CHECK(LocalThings::_tc_Clock->kind() == CORBA::TCKind::tk_local_interface);
    CHECK(LocalThings::_tc_Handle->kind() == CORBA::TCKind::tk_native);
    CHECK(LocalThings::_tc_Amount->content_type()->fixed_digits() == 9);
    CHECK(LocalThings::_tc_Amount->content_type()->fixed_scale() == 2);
}

TEST_CASE("fixed-point values, and a context that nobody reads", "[generated]") {
    const auto order = GENERATE(ByteOrder::little_endian, ByteOrder::big_endian);
    Pair<LocalThings::Shop, ShopServant> pair{order};
    LocalThings::Fraction part{"-0.5"};
    LocalThings::Price total;
    const auto price = pair.target->buy(LocalThings::Amount{"1234567.89"}, part, total);
    CHECK(part.to_string() == "0.0001");
    CHECK(price == total);
    CHECK(price.each() == LocalThings::Amount{"1234567.89"});
    REQUIRE(price.before().size() == 2);
    CHECK(price.before()[1] == LocalThings::least);
    CHECK(LocalThings::most.to_string() == "12345.675");
    CHECK(LocalThings::none.to_string() == "-3");
    std::ostringstream text;
    text << price;
    CHECK(text.str() ==
          "LocalThings::Price{each: 1234567.89, pieces: 0, before: {1234567.89, 0.05}}");
}

TEST_CASE("local objects and natives stay in the process", "[generated]") {
    const auto clock = IDL::traits<LocalThings::Clock>::make_reference<LocalClock>();
    clock->now(7);
    CHECK(clock->now() == 7);
    LocalThings::Handle two{std::make_shared<int>(2)};
    LocalThings::Handle three;
    const auto one = clock->keep(LocalThings::Handle{std::make_shared<int>(1)}, two, three);
    CHECK(*one.as<int>() == 1);
    CHECK(three == two);
    CORBA::Any any;
    any <<= 1;
    CHECK(clock->_is_local());
}

namespace {

/// Whether doing it often leaves memory behind, a hundred bytes each time; under AddressSanitizer its leak check says
/// so at the end.
template <class Action>
bool keeps_memory(Action action) {
    for (int i = 0; i < 1000; ++i) action();  // what stays for good
    const auto before = ::mallinfo2().uordblks;
    for (int i = 0; i < 2000; ++i) action();
    return ::mallinfo2().uordblks > before + 200'000;
}

template <class Action>
void refused(Action action) {
    try {
        action();
        FAIL("nothing was thrown");
    } catch (const corbel::SystemError&) {
    } catch (const CORBA::SystemException&) {
    }
}

/// Two values, each of which holds both.
corbel::Octets ring_of_laters() {
    const Values::Laters ring{make<Values::Later>(), make<Values::Later>()};
    for (const auto& each : ring) each->others(ring);
    corbel::cdr::Writer out;
    corbel::encode(out, ring.front());
    for (const auto& each : ring) each->others({});
    return out.copy();
}

corbel::Octets ring_of_nodes() {
    const auto node = make<Values::Node>("a", nullptr);
    node->next(node);
    corbel::cdr::Writer out;
    corbel::encode(out, node);
    node->next(nullptr);
    return out.copy();
}

}  // namespace

TEST_CASE("values that refer to themselves are freed when they cannot be received as a whole", "[generated]") {
    const auto bytes = ring_of_laters();
    for (std::size_t cut = 1; cut < bytes.size(); cut += 7) {
        INFO(cut << " bytes short");
        const corbel::ByteView some{bytes.data(), bytes.size() - cut};
        CHECK_FALSE(keeps_memory([&] {
            refused([&] {
                corbel::cdr::Reader in{some};
                Ref<Values::Later> value;
                corbel::decode(in, value);
            });
        }));
        CHECK_FALSE(keeps_memory([&] {
            refused([&] {
                corbel::cdr::Reader in{some};
                corbel::dynamic::decode(in, *Values::_tc_Later.pointer());
            });
        }));
    }
}

TEST_CASE("values that refer to themselves are freed when what follows them cannot be read", "[generated]") {
    Pair<Values::Bank, BankServant> bank{corbel::native_order};
    const auto& reference = bank.target->_reference();
    const auto send = [&](const char* rest) {
        refused([&] {
            bank.invoker->call(reference, "pass", [&](corbel::cdr::Writer& out) {
                const auto node = make<Values::Node>("a", nullptr);
                node->next(node);
                corbel::encode(out, node);
                node->next(nullptr);
                out.bytes(corbel::as_bytes(rest));
            });
        });
    };
    CHECK_FALSE(keeps_memory([&] { send(""); }));                  // no second argument
    CHECK_FALSE(keeps_memory([&] { send("\x7f\x7f\x7f\x7f"); }));  // none that can be read
}

TEST_CASE("values that refer to themselves go with the DynAny, and the Anys that are made of it", "[generated]") {
    const auto ring = ring_of_nodes();
    const auto type = Values::_tc_Node.pointer();
    CHECK_FALSE(keeps_memory([&] {
        corbel::cdr::Reader in{ring};
        const auto any = corbel::take_any(in, type);
        const auto dyn = DynamicAny::DynAny::_make(type, corbel::dynamic_value(any, nullptr), nullptr);
        const auto again = dyn->to_any();
        CHECK(DynamicAny::DynAny::_make(type, corbel::dynamic_value(again, nullptr), nullptr)->equal(dyn));
        CHECK(dyn->copy()->equal(dyn));
    }));
}
