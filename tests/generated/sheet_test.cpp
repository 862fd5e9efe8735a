// SPDX-License-Identifier: BSL-1.0
// The promises of the mapping, clause by clause (IDL to C++11 Language Mapping 1.4): what a program may write down.
#include <catch2/catch.hpp>

#include <concepts>
#include <sstream>
#include <type_traits>

#include <corbel/corba.hpp>
#include <corbel/dii.hpp>

#include "sheet_skel.hpp"

using namespace Sheet;

namespace {

template <class T, class Type, class In>
constexpr bool passes =
    std::is_same_v<typename IDL::traits<T>::value_type, Type> && std::is_same_v<typename IDL::traits<T>::in_type, In> &&
    std::is_same_v<typename IDL::traits<T>::out_type, Type&> &&
    std::is_same_v<typename IDL::traits<T>::inout_type, Type&>;

template <class T>
constexpr bool by_value = passes<T, T, T>;
template <class T>
constexpr bool by_reference = passes<T, T, const T&>;
template <class T>
using Ref = typename IDL::traits<T>::ref_type;

template <class T>
concept a_reference = requires(T one, T other, const T constant) {
    T{};
    T{nullptr};
    one = nullptr;
    one = other;
    one = std::move(other);
    one.reset();
    one.swap(other);
    std::swap(one, other);
    { constant == nullptr } -> std::convertible_to<bool>;
    { constant != nullptr } -> std::convertible_to<bool>;
    static_cast<bool>(constant);
    constant.operator->();
    constant.weak_reference();
} && !std::is_convertible_v<T, bool>;

template <class T>
concept a_weak_reference = requires(T one, T other, const T constant) {
    T{};
    { constant.expired() } -> std::same_as<bool>;
    constant.lock();
    one.reset();
    one.swap(other);
};

}  // namespace

TEST_CASE("6.2: how a type is passed", "[sheet]") {
    STATIC_REQUIRE(by_value<std::int32_t>);
    STATIC_REQUIRE(by_value<bool>);
    STATIC_REQUIRE(by_value<long double>);
    STATIC_REQUIRE(by_value<Colour>);
    STATIC_REQUIRE(by_reference<std::string>);
    STATIC_REQUIRE(by_reference<std::wstring>);
    STATIC_REQUIRE(by_reference<Longs>);
    STATIC_REQUIRE(by_reference<FewLongs>);
    STATIC_REQUIRE(by_reference<Grid>);
    STATIC_REQUIRE(by_reference<Money>);
    STATIC_REQUIRE(by_reference<Counts>);
    STATIC_REQUIRE(by_reference<Point>);
    STATIC_REQUIRE(by_reference<Choice>);
    STATIC_REQUIRE(by_reference<Refused>);
    STATIC_REQUIRE(by_reference<CORBA::Any>);
    STATIC_REQUIRE(passes<Target, Ref<Target>, Ref<Target>>);
    STATIC_REQUIRE(passes<Described, Ref<Described>, Ref<Described>>);
    STATIC_REQUIRE(passes<Plain, Ref<Plain>, Ref<Plain>>);
    STATIC_REQUIRE(passes<CORBA::TypeCode, CORBA::typecode_reference, CORBA::typecode_reference>);

    std::ostringstream out;
    out << IDL::traits<Colour>::write(Colour::green) << ' ';
    IDL::traits<Longs>::write_on(out, Longs{1, 2});
    CHECK(out.str() == "Sheet::Colour::green {1, 2}");
}

TEST_CASE("6.2: what is known of a type", "[sheet]") {
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Colour>::underlying_type, std::uint32_t>);
    STATIC_REQUIRE(IDL::traits<Colour>::bit_bound::value == 32);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Level>::underlying_type, std::uint8_t>);
    STATIC_REQUIRE(IDL::traits<Level>::bit_bound::value == 8);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Rights>::underlying_type, std::uint16_t>);
    STATIC_REQUIRE(IDL::traits<Rights>::bit_bound::value == 16);
    STATIC_REQUIRE_FALSE(IDL::traits<std::string>::is_bounded::value);
    STATIC_REQUIRE(IDL::traits<Brief>::is_bounded::value);
    STATIC_REQUIRE(IDL::traits<Brief>::bound::value == 8);
    STATIC_REQUIRE(IDL::traits<WideBrief>::bound::value == 8);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Brief>::element_traits, IDL::traits<char>>);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Longs>::element_traits, IDL::traits<std::int32_t>>);
    STATIC_REQUIRE_FALSE(IDL::traits<Longs>::is_bounded::value);
    STATIC_REQUIRE(IDL::traits<FewLongs>::bound::value == 4);
    STATIC_REQUIRE(IDL::traits<Grid>::dimensions::value == 2);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Counts>::key_traits, IDL::traits<std::string>>);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Counts>::value_traits, IDL::traits<std::int32_t>>);
    STATIC_REQUIRE(IDL::traits<FewCounts>::bound::value == 2);
    STATIC_REQUIRE(IDL::traits<Money>::digits::value == 9);
    STATIC_REQUIRE(IDL::traits<Money>::scale::value == 2);
    STATIC_REQUIRE_FALSE(IDL::traits<Target>::is_local::value);
    STATIC_REQUIRE(IDL::traits<Clock>::is_local::value);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Clock>::base_type, Clock>);
    STATIC_REQUIRE(IDL::traits<Described>::is_abstract::value);
    STATIC_REQUIRE_FALSE(IDL::traits<Target>::is_abstract::value);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Plain>::obv_type, obv::Plain>);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Plain>::base_type, Plain>);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Acting>::factory_type, Acting_init>);
    STATIC_REQUIRE(a_reference<IDL::traits<Acting>::factory_ref_type>);
    STATIC_REQUIRE(a_weak_reference<IDL::traits<Acting>::weak_factory_ref_type>);
    STATIC_REQUIRE(IDL::traits<Further>::is_truncatable::value);
    STATIC_REQUIRE_FALSE(IDL::traits<Acting>::is_truncatable::value);
    STATIC_REQUIRE(IDL::traits<Shape>::is_abstract::value);
    STATIC_REQUIRE(std::is_same_v<IDL::traits<Boxed>::boxed_traits, IDL::traits<std::vector<std::string>>>);
    STATIC_REQUIRE(std::is_same_v<CORBA::valuetype_traits<Plain>::obv_type, obv::Plain>);
    STATIC_REQUIRE(std::is_same_v<CORBA::object_traits<Target>::ref_type, Ref<Target>>);
    STATIC_REQUIRE(std::is_same_v<Target::_traits_type, IDL::traits<Target>>);
    STATIC_REQUIRE(std::is_same_v<Target::_ref_type, Ref<Target>>);
    STATIC_REQUIRE(std::is_same_v<Plain::_traits_type, IDL::traits<Plain>>);
    STATIC_REQUIRE(std::is_same_v<Plain::_ref_type, Ref<Plain>>);
}

TEST_CASE("6.3: the basic types and their values at the beginning", "[sheet]") {
    STATIC_REQUIRE(std::is_same_v<Longs, std::vector<std::int32_t>>);
    STATIC_REQUIRE(std::is_same_v<Grid, std::array<std::array<std::int32_t, 3>, 2>>);
    STATIC_REQUIRE(std::is_same_v<Brief, IDL::bounded_string<8>>);
    STATIC_REQUIRE(std::is_same_v<WideBrief, IDL::bounded_wstring<8>>);
    STATIC_REQUIRE(std::is_same_v<FewLongs, IDL::bounded_vector<std::int32_t, 4>>);
    STATIC_REQUIRE(std::is_same_v<Counts, std::map<std::string, std::int32_t>>);
    STATIC_REQUIRE(std::is_same_v<FewCounts, IDL::bounded_map<std::string, std::int32_t, 2>>);
    STATIC_REQUIRE(std::is_same_v<Money, IDL::Fixed<9, 2>>);
    STATIC_REQUIRE(Brief::bound::value == 8);
    STATIC_REQUIRE(FewLongs::bound::value == 4);
    STATIC_REQUIRE(std::is_convertible_v<std::string, Brief>);
    STATIC_REQUIRE(std::is_convertible_v<Longs, FewLongs>);
    const Point point;
    CHECK(point.x() == 0);
    CHECK(point.label().empty());
    CHECK(point.cells() == Grid{});
    CHECK_FALSE(point.height());
    CHECK(CORBA::Any{}.type()->kind() == CORBA::TCKind::tk_null);
    CHECK(Ref<Target>{} == nullptr);
}

TEST_CASE("6.10: a fixed is a number", "[sheet]") {
    STATIC_REQUIRE(std::is_constructible_v<Money, std::int16_t>);
    STATIC_REQUIRE(std::is_constructible_v<Money, std::uint64_t>);
    STATIC_REQUIRE(std::is_constructible_v<Money, double>);
    STATIC_REQUIRE(std::is_constructible_v<Money, long double>);
    STATIC_REQUIRE(std::is_constructible_v<Money, const std::string&>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<double, Money>);
    STATIC_REQUIRE(Money::fixed_digits() == 9);
    STATIC_REQUIRE(Money::fixed_scale() == 2);
    Money price{"12.50"};
    price += Money{1};
    price *= Money{2};
    CHECK(price.to_string() == "27.00");
    CHECK(static_cast<std::int64_t>(price) == 27);
    CHECK(static_cast<long double>(-price) == -27.0L);
    CHECK(static_cast<bool>(price));
    CHECK((++price).to_string() == "28.00");
    CHECK(Money{"0.15"}.round(1).to_string() == "0.20");
    CHECK(Money{"0.15"}.truncate(1).to_string() == "0.10");
}

TEST_CASE("6.5: constants", "[sheet]") {
    STATIC_REQUIRE(SMALL == -3);
    STATIC_REQUIRE(LARGE == UINT64_MAX);
    STATIC_REQUIRE(YES);
    STATIC_REQUIRE(BEST == Colour::green);
    STATIC_REQUIRE(Target::LIMIT == 12);
    STATIC_REQUIRE(std::is_same_v<decltype(NAME), const IDL::bounded_string<8>>);
    CHECK(NAME == "sheet");
    CHECK(WIDE == L"wide");
    CHECK(PRICE.to_string() == "12.5");
}

TEST_CASE("6.11: a struct is made of its members, moves and swaps", "[sheet]") {
    STATIC_REQUIRE(std::is_nothrow_move_constructible_v<Point>);
    STATIC_REQUIRE(std::is_copy_assignable_v<Point>);
    Point point{1, "one", Grid{}, 2.5};
    point.x(2);
    point.x() += 5;
    std::string text{"moved in"};
    point.label(std::move(text));
    point.label(std::string_view{"copied"}.data());
    Point other;
    swap(point, other);
    other.swap(point);
    std::swap(point, other);
    CHECK(other.x() == 7);
    CHECK(other.label() == "copied");
    CHECK(other == Point{7, "copied", Grid{}, 2.5});
    Chain chain{1, {Chain{2, {}}}};
    CHECK(chain.next().front().value() == 2);
}

TEST_CASE("6.14: a union begins, is set, and refuses", "[sheet]") {
    Choice choice;
    CHECK(choice._d() == Colour::red);
    CHECK(choice.number() == 0);
    choice.text("blue", Colour::blue);
    CHECK(choice._d() == Colour::blue);
    choice._d(Colour::green);
    CHECK(choice.text() == "blue");
    CHECK_THROWS_AS(choice._d(Colour::red), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(choice.number(), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(choice.text("no", Colour::red), CORBA::BAD_PARAM);
    Choice other;
    swap(choice, other);
    CHECK(other.text() == "blue");
    Partial partial;
    partial.number(4);
    partial._default();
    CHECK(partial._d() != 1);
    CHECK_THROWS_AS(partial.number(), CORBA::BAD_PARAM);
}

TEST_CASE("bitmasks and bitsets", "[sheet]") {
    Rights rights = Rights::read;
    rights |= Rights::write;
    CHECK(static_cast<std::uint16_t>(rights) == 3);
    rights ^= Rights::read;
    rights &= Rights::write;
    CHECK(rights == Rights::write);
    Flags flags{true, 7};
    STATIC_REQUIRE(std::is_same_v<decltype(std::as_const(flags).urgent()), bool>);
    flags.weight(9);
    CHECK(flags != Flags{true, 7});
    Flags other;
    other.swap(flags);
    CHECK(other.weight() == 9);
}

TEST_CASE("6.15: an Any is a value", "[sheet]") {
    CORBA::Any any;
    any <<= Point{1, "one", Grid{}, 0.5};
    Point back;
    REQUIRE((any >>= back));
    CHECK(back.label() == "one");
    CHECK(any.type()->equal(_tc_Point));
    any <<= Refused{"full", 3};
    Refused refused;
    REQUIRE((any >>= refused));
    CHECK(refused.code() == 3);
    CORBA::Any outer;
    outer <<= any;
    CORBA::Any inner;
    REQUIRE((outer >>= inner));
    CHECK(inner == any);
    any <<= true;
    std::int32_t number = 0;
    CHECK_FALSE((any >>= number));
    any <<= Longs{1};
    any.type(_tc_Longs);
    CHECK(any.type()->name() == "Longs");
    CHECK_THROWS_AS(any.type(_tc_Point), CORBA::BAD_TYPECODE);
    any <<= CORBA::typecode_reference{_tc_Colour};
    CORBA::typecode_reference type;
    REQUIRE((any >>= type));
    CHECK_THROWS_AS(type->length(), CORBA::TypeCode::BadKind);
    CHECK_THROWS_AS(type->member_name(3), CORBA::TypeCode::Bounds);
    STATIC_REQUIRE(std::is_same_v<std::underlying_type_t<CORBA::TCKind>, std::uint32_t>);
}

TEST_CASE("6.17: references and what they give", "[sheet]") {
    STATIC_REQUIRE(a_reference<Ref<Target>>);
    STATIC_REQUIRE(a_reference<Ref<Described>>);
    STATIC_REQUIRE(a_reference<Ref<Clock>>);
    STATIC_REQUIRE(a_reference<Ref<Plain>>);
    STATIC_REQUIRE(a_reference<CORBA::servant_traits<Target>::ref_type>);
    STATIC_REQUIRE(a_weak_reference<IDL::traits<Target>::weak_ref_type>);
    STATIC_REQUIRE(a_weak_reference<IDL::traits<Plain>::weak_ref_type>);
    STATIC_REQUIRE(a_weak_reference<CORBA::servant_traits<Target>::weak_ref_type>);
    STATIC_REQUIRE(std::is_convertible_v<Ref<Target>, Ref<Base>>);
    STATIC_REQUIRE(std::is_convertible_v<Ref<Target>, Ref<CORBA::Object>>);
    STATIC_REQUIRE(std::is_convertible_v<Ref<Target>, Ref<Described>>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<Ref<Base>, Ref<Target>>);
    STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<Target>);
    STATIC_REQUIRE_FALSE(std::is_default_constructible_v<Target>);
    CHECK_THROWS_AS(Ref<Target>{}->count(), CORBA::INV_OBJREF);
    CHECK(IDL::traits<Target>::narrow(Ref<CORBA::Object>{}) == nullptr);
}

TEST_CASE("6.7.8: the signatures of operations and attributes", "[sheet]") {
    STATIC_REQUIRE(std::is_same_v<decltype(&Target::pass),
                                  Point (Target::*)(std::int32_t, const Point&, Ref<Target>, Longs&, std::string&)>);
    STATIC_REQUIRE(std::is_same_v<decltype(&Target::tell), void (Target::*)(const CORBA::Any&)>);
    STATIC_REQUIRE(std::is_same_v<decltype(&Target::spread),
                   Grid (Target::*)(const Money&, const Choice&, Colour, Rights)> ||
                   std::is_same_v<decltype(&Target::spread),
                                  Grid (Target::*)(const Money&, const Choice&, Colour, const Rights&)>);
    STATIC_REQUIRE(std::is_same_v<decltype(&Base::count), std::int32_t (Base::*)()>);
    STATIC_REQUIRE(std::is_same_v<decltype(static_cast<void (Base::*)(const std::string&)>(&Base::label)),
                                  void (Base::*)(const std::string&)>);
    using Servant = CORBA::servant_traits<Target>::base_type;
    STATIC_REQUIRE(requires(Servant & servant, Longs & list, std::string & text) {
        { servant.pass(1, Point{}, Ref<Target>{}, list, text) } -> std::same_as<Point>;
        servant.tell(CORBA::Any{});
        { servant.count() } -> std::same_as<std::int32_t>;
        servant.label(std::string{});
        { servant.label() } -> std::same_as<std::string>;
    });
}

TEST_CASE("6.17: what every object can be asked", "[sheet]") {
    using Object = CORBA::Object;
    STATIC_REQUIRE(requires(Object & object, Ref<Object> other, const std::string& text, const CORBA::PolicyList& set,
                            CORBA::PolicyList& list, Ref<CORBA::Request>& request) {
        { object._is_a(text) } -> std::same_as<bool>;
        { object._is_equivalent(other) } -> std::same_as<bool>;
        { object._hash(std::uint32_t{7}) } -> std::same_as<std::uint32_t>;
        { object._is_local() } -> std::same_as<bool>;
        { object._non_existent() } -> std::same_as<bool>;
        object._get_interface();
        object._get_component();
        { object._repository_id() } -> std::same_as<std::string>;
        { object._get_orb() } -> std::same_as<Ref<CORBA::ORB>>;
        { object._get_policy(std::uint32_t{}) } -> std::same_as<Ref<CORBA::Policy>>;
        object._get_client_policy(std::uint32_t{});
        object._set_policy_overrides(set, CORBA::SetOverrideType::SET_OVERRIDE);
        object._get_policy_overrides(std::vector<std::uint32_t>{});
        { object._validate_connection(list) } -> std::same_as<bool>;
        object._get_domain_managers();
        { object._request(text) } -> std::same_as<Ref<CORBA::Request>>;
        object._create_request(nullptr, text, nullptr, nullptr, request, 0);
    });
}

namespace {

class Servant : public virtual CORBA::servant_traits<Sheet::Target>::base_type {
public:
    std::int32_t count() override { return 5; }
    std::string label() override { return label_; }
    void label(const std::string& value) override { label_ = value; }
    std::string describe() override { return "described"; }
    Point pass(std::int32_t number, const Point& place, Ref<Sheet::Target>, Longs& list, std::string& text) override {
        if (number < 0) throw Refused{"negative", number};
        list.push_back(number);
        text = place.label();
        return place;
    }
    void tell(const CORBA::Any&) override {}
    Grid spread(IDL::traits<Money>::in_type, IDL::traits<Choice>::in_type, Colour,
                IDL::traits<Rights>::in_type) override {
        return {};
    }
    using PortableServer::ServantBase::_lock;

private:
    std::string label_;
};

class Ticking : public virtual IDL::traits<Clock>::base_type {
public:
    std::int32_t now() override { return 12; }
};

class Twice : public obv::Acting {
public:
    Twice() = default;
    explicit Twice(std::int32_t start) { number(start); }
    std::int32_t twice() override { return 2 * number(); }
};

class MakesTwice : public IDL::traits<Acting>::factory_type {
public:
    Ref<Acting> make(std::int32_t start) override { return CORBA::make_reference<Twice>(start); }
    Ref<CORBA::ValueBase> create_for_unmarshal() override { return CORBA::make_reference<Twice>(); }
};

}  // namespace

TEST_CASE("6.18: servants are made, activated and told apart", "[sheet]") {
    int argc = 0;
    char* argv[] = {nullptr};
    const auto orb = CORBA::ORB_init(argc, argv);
    const auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    REQUIRE(poa != nullptr);
    poa->the_POAManager()->activate();
    const auto servant = CORBA::make_reference<Servant>();
    const CORBA::servant_traits<Target>::ref_type as_servant = servant;
    CHECK(CORBA::servant_traits<Target>::narrow(as_servant) == as_servant);
    CHECK(CORBA::servant_traits<Target>::narrow(nullptr) == nullptr);
    CHECK(servant->_lock() == servant->_lock());
    const auto target = servant->_this();
    STATIC_REQUIRE(std::is_same_v<decltype(servant->_this()), Ref<Target>>);
    CHECK(target->count() == 5);
    CHECK(servant->_is_a(Target::_repository_id_));
    CHECK_FALSE(servant->_non_existent());
    CHECK(servant->_repository_id() == Target::_repository_id_);
    CHECK(servant->_interface_repository_id() == Target::_repository_id_);
    CHECK(servant->_get_component() == nullptr);
    CHECK(poa->reference_to_servant(target) == as_servant);
    const auto id = poa->servant_to_id(as_servant);
    CHECK(PortableServer::string_to_ObjectId(PortableServer::ObjectId_to_string(id)) == id);
    CHECK(PortableServer::wstring_to_ObjectId(PortableServer::ObjectId_to_wstring(id)) == id);

    const auto object = orb->string_to_object(orb->object_to_string(target));
    CHECK(object->_is_equivalent(target));
    CHECK(IDL::traits<Base>::narrow(object) != nullptr);
    CHECK(IDL::traits<CORBA::ORB>::narrow(object) == nullptr);
    Longs list{1};
    std::string text;
    CHECK(target->pass(2, Point{1, "one", {}, {}}, target, list, text).label() == "one");
    CHECK(list == Longs{1, 2});
    CHECK_THROWS_AS(target->pass(-1, Point{}, nullptr, list, text), Refused);
    const Ref<Described> described = target;
    CHECK(described->describe() == "described");
    CHECK(described->_to_object() != nullptr);
    CHECK(described->_to_value() == nullptr);

    struct Tied {
        std::int32_t count() { return 6; }
        std::string label() { return {}; }
        void label(const std::string&) {}
        std::string describe() { return "tied"; }
        Point pass(std::int32_t, const Point& place, Ref<Target>, Longs&, std::string&) { return place; }
        void tell(const CORBA::Any&) {}
        Grid spread(IDL::traits<Money>::in_type, IDL::traits<Choice>::in_type, Colour, IDL::traits<Rights>::in_type) {
            return {};
        }
    };
    const auto tied = std::make_shared<Tied>();
    const auto tie = CORBA::make_reference<CORBA::servant_traits<Target>::tie_type<Tied>>(tied);
    CHECK(tie->_tied_object() == tied);
    CHECK(tie->_this()->count() == 6);

    Ref<Clock> clock = CORBA::make_reference<Ticking>();
    CHECK(clock->now() == 12);
    CHECK(IDL::traits<Clock>::make_reference<Ticking>()->now() == 12);
    CHECK_THROWS_AS(orb->object_to_string(clock), CORBA::MARSHAL);
    CHECK_THROWS_AS(orb->resolve_initial_references("Nothing"), CORBA::ORB::InvalidName);
    orb->destroy();
}

TEST_CASE("6.19: exceptions are thrown by value and say who they are", "[sheet]") {
    STATIC_REQUIRE(std::is_base_of_v<std::exception, CORBA::Exception>);
    STATIC_REQUIRE(std::is_final_v<Refused>);
    STATIC_REQUIRE(std::is_final_v<CORBA::MARSHAL>);
    const Refused refused{"no", 2};
    CHECK(std::string{refused._name()} == "Refused");
    CHECK(std::string{refused._rep_id()} == "IDL:Sheet/Refused:1.0");
    CHECK_THROWS_AS(refused._raise(), Refused);
    CHECK(Target::Inner{3}.depth() == 3);
    CORBA::MARSHAL marshal{7, CORBA::COMPLETED_MAYBE};
    marshal.minor(8);
    marshal.completed(CORBA::CompletionStatus::COMPLETED_YES);
    CHECK(marshal.minor() == 8);
    CHECK(marshal.completed() == CORBA::COMPLETED_YES);
    CHECK(CORBA::TIMEOUT{}.minor() == 0);
}

TEST_CASE("6.20: valuetypes, their factories and boxes", "[sheet]") {
    const Ref<Plain> plain = CORBA::make_reference<obv::Plain>(4, "hidden");
    plain->number(plain->number() + 1);
    CHECK(plain->number() == 5);
    const auto copy = IDL::traits<Plain>::narrow(plain->_copy_value());
    REQUIRE(copy != nullptr);
    CHECK(copy != plain);
    CHECK(copy->number() == 5);
    CHECK(IDL::traits<Acting>::make_reference<Twice>(3)->twice() == 6);
    const IDL::traits<Acting>::factory_ref_type factory = CORBA::make_reference<MakesTwice>();
    CHECK(factory->make(4)->twice() == 8);
    CHECK_THROWS_AS(Ref<Acting>{}->twice(), CORBA::INV_OBJREF);
    CHECK(IDL::traits<Further>::narrow(Ref<CORBA::ValueBase>{plain}) == nullptr);
    const auto box = CORBA::make_reference<Boxed>(std::vector<std::string>{"a"});
    box->_value().push_back("b");
    box->_value(std::vector<std::string>{box->_value()});
    CHECK(std::as_const(*box.operator->())._value().size() == 2);

    int argc = 0;
    char* argv[] = {nullptr};
    const auto orb = CORBA::ORB_init(argc, argv);
    CHECK(orb->register_value_factory(Acting::_repository_id_, factory) == nullptr);
    CHECK(orb->lookup_value_factory(Acting::_repository_id_) != nullptr);
    orb->unregister_value_factory(Acting::_repository_id_);
    CHECK(orb->lookup_value_factory(Acting::_repository_id_) == nullptr);
    orb->destroy();
}

TEST_CASE("the boxes of strings that every ORB has", "[sheet]") {
    CORBA::Any any;
    any <<= Texts{CORBA::make_reference<CORBA::WStringValue>(L"one"), nullptr};
    corbel::cdr::Writer out;
    corbel::encode(out, any);
    corbel::cdr::Reader in{out.contiguous()};
    CORBA::Any received;
    corbel::decode(in, received);
    Texts texts;
    REQUIRE((received >>= texts));
    REQUIRE(texts.size() == 2);
    CHECK(texts[0]->_value() == L"one");
    CHECK(texts[1] == nullptr);
    CHECK(received.type()->content_type()->id() == "IDL:omg.org/CORBA/WStringValue:1.0");
    any <<= Ref<CORBA::StringValue>{CORBA::make_reference<CORBA::StringValue>("two")};
    Ref<CORBA::StringValue> text;
    REQUIRE((any >>= text));
    CHECK(text->_value() == "two");
}

TEST_CASE("6.1: names that C++ has taken", "[sheet]") {
    enum_names::_cxx_class taken{1, 2};
    taken._cxx_virtual(3);
    CHECK(taken._cxx_virtual() == 3);
    taken._cxx_what(4);
    CHECK(enum_names::_cxx_co_yield::_cxx_and != enum_names::_cxx_co_yield::_cxx_constinit);
    CHECK(std::string{enum_names::_cxx_class::_repository_id} == "IDL:Sheet/enum_names/class:1.0");
}
