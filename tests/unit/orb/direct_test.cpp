// SPDX-License-Identifier: BSL-1.0
// Calls within an ORB: directly, by messages and over a socket they end alike.
#include <catch2/catch.hpp>

#include <corbel/corba.hpp>

#include <functional>
#include <future>
#include <limits>
#include <sstream>

#include "direct_skel.hpp"
#include "orb/engine/adapter/current.hpp"
#include "tests/support/allocations.hpp"
#include "tests/unit/orb/echo_servant.hpp"

namespace {

using namespace Direct;
template <class Interface>
using Ref = typename IDL::traits<Interface>::ref_type;
using Poa = Ref<PortableServer::POA>;

const std::string with_nul{"nul\0inside", 10};

template <class... T>
std::string shown(const T&... values) {
    std::ostringstream text;
    ((text << values << ' '), ...);
    return text.str();
}

bool is_direct() { return corbel::adapter::Upcall::current()->is_direct(); }

class Servant : public virtual CORBA::servant_traits<Target>::base_type {
public:
    explicit Servant(Poa poa) : poa_{std::move(poa)} {}
    Poa _default_POA() override { return poa_; }

    std::int32_t twice(std::int32_t n) override { return 2 * n; }
    std::int32_t level() override { return level_; }
    void level(std::int32_t value) override { level_ = value; }
    bool is_direct() override { return ::is_direct(); }
    std::int32_t before(std::int32_t n) override { return n - 1; }
    void ping() override {}
    void note(std::int32_t n) override { level_ = n; }
    double mix(bool flip, Mark& place, Colour& shade, std::int64_t& total, float& part) override {
        place.number(place.number() + 1);
        place.set(place.set() != flip);
        if (shade != Colour::red || part != 0) throw std::logic_error{"the caller's variables are seen"};
        shade = place.shade();
        part = 0.5;
        if (total < 0) throw Refused{7, "negative"};
        return static_cast<double>(++total) * place.weight();
    }
    Grid turn(const Grid& cells, Colours& shades) override {
        std::swap(shades[0], shades[1]);
        return {cells[1], cells[0]};
    }
    Colour shade_of(std::int32_t number) override { return static_cast<Colour>(number); }
    void fail(std::int32_t how, std::int32_t& counted, std::int32_t& left) override {
        counted = left = 99;
        switch (how) {
            case 0: throw Refused{1, "no"};
            case 1: throw Refused{2, with_nul};
            case 2: throw Unlisted{3};
            case 3: throw CORBA::NO_PERMISSION{7, CORBA::COMPLETED_YES};
            case 4: throw CORBA::TRANSIENT{8, CORBA::COMPLETED_NO, "later"};
            case 5: throw std::runtime_error{"out of paper"};
            case 6: throw 6;
            case 7: throw PortableServer::ForwardRequest{_this()};
            default: break;
        }
    }
    std::string text(const std::string& given, Brief& brief, std::string& again) override {
        again = given + brief;
        brief += brief;
        return given;
    }
    std::string bad_text(std::int32_t how) override {
        return how == 0 ? with_nul : how == 1 ? "\xff\xfe" : "caf\xc3\xa9";
    }
    Longs numbers(const Longs& given, Few& few) override {
        few.push_back(few.empty() ? 0 : few.back() + 1);
        return given;
    }
    Few too_many(std::int32_t count) override {
        Few few;
        few.resize(static_cast<std::size_t>(count));
        return few;
    }
    Marks echo_marks(const Marks& given) override { return given; }
    Texts echo_texts(const Texts& given) override { return given; }
    Labels echo_labels(const Labels& given) override { return given; }
    CORBA::Any anything(const CORBA::Any& given) override { return given; }
    Ref<Direct::Target> itself(Ref<Direct::Target> given) override { return given ? given : _this(); }
    std::string whose() override {
        const PortableServer::Current current;
        CHECK(shared_pointer(current.get_servant()).get() == static_cast<PortableServer::ServantBase*>(this));
        CHECK(current.get_reference()->_is_equivalent(_this()));
        return shown(current.get_object_id().size(), "octets of") + current.get_POA()->the_name();
    }
    std::int32_t nested(Ref<Direct::Target> inner, std::int32_t depth) override {
        return depth == 0 ? 0 : inner->nested(inner, depth - 1) + inner->twice(1);
    }
    std::int32_t drop() override {
        if (dropped) dropped();
        return level_;
    }
    void end() override { poa_->deactivate_object(PortableServer::Current{}.get_object_id()); }

    std::function<void()> dropped;

private:
    Poa poa_;
    std::int32_t level_ = 1;
};

template <class T>
std::string listed(const T& values) {
    std::ostringstream text;
    for (const auto& each : values) text << each << ' ';
    return text.str();
}

using Action = std::function<std::string(Target&)>;

/// What a call ends in: a result, or an exception with all that its catcher can ask of it.
std::string ending(const Action& call, const Ref<Target>& target) {
    try {
        return call(*shared_pointer(target));
    } catch (const Refused& refused) {
        return shown("Refused", refused.code(), refused.why());
    } catch (const CORBA::UserException& exception) {
        return shown("user exception", exception._name());
    } catch (const CORBA::SystemException& exception) {
        const std::string words{exception.what()};
        const auto answer = words.find(" in answer to");  // behind who it is that raised it
        return shown(exception._name(), exception.minor(), exception.completed(),
                     answer == words.npos ? words : words.substr(answer));
    }
}

/// Three objects, and a way to each.
struct Ways {
    TestOrb direct_orb{"direct"}, message_orb{"messages", {"-ORBcolocatedCalls", "messages"}}, server{"server"},
        client{"client"};
    corbel::servant_reference<Servant> direct_servant = made(direct_orb), message_servant = made(message_orb),
                                       far_servant = made(server);
    Ref<Target> direct = direct_servant->_this(), message = message_servant->_this(),
                far = IDL::traits<Target>::narrow(
                    client->string_to_object(server->object_to_string(far_servant->_this())));

    Ways() {
        for (int i = 0; i < 3; ++i) direct->ping();
        REQUIRE(direct->is_direct());
        REQUIRE_FALSE(message->is_direct());
        REQUIRE_FALSE(far->is_direct());
    }

    static corbel::servant_reference<Servant> made(const TestOrb& orb) {
        return CORBA::make_reference<Servant>(orb.active_root());
    }

    /// All three end alike, in what begins with this.
    void are(const std::string& beginning, const Action& call) const {
        const auto over_wire = ending(call, far);
        CHECK_THAT(over_wire, Catch::StartsWith(beginning));
        CHECK(ending(call, message) == over_wire);
        CHECK(ending(call, direct) == over_wire);
    }
};

}  // namespace

TEST_CASE_METHOD(Ways, "direct: what is passed and returned") {
    are("42", [](Target& target) { return shown(target.twice(21)); });
    are("-2147483648",
        [](Target& target) { return shown(target.before(std::numeric_limits<std::int32_t>::min() + 1)); });
    are("7", [](Target& target) { return target.level(7), shown(target.level()); });
    are("11 5 1 2 0.5 Direct::Colour::blue", [](Target& target) {
        Mark place{4, 9, Colour::blue, false, 5.5};
        auto shade = Colour::green;
        std::int64_t total = 1;
        float part = 7;
        const auto result = target.mix(true, place, shade, total, part);
        return shown(result, place.number(), place.set(), total, part, shade);
    });
    are("4 5 6 1 2 3 Direct::Colour::blue Direct::Colour::red", [](Target& target) {
        Colours shades{Colour::red, Colour::blue};
        const auto cells = target.turn({{{1, 2, 3}, {4, 5, 6}}}, shades);
        return listed(cells[0]) + listed(cells[1]) + listed(shades);
    });
    are("ab xyxy abxy", [](Target& target) {
        Brief brief{"xy"};
        std::string again = "before";
        const auto result = target.text("ab", brief, again);
        return shown(result, brief, again);
    });
    are("1 2 3 4 0", [](Target& target) {
        Few few;
        const auto numbers = target.numbers({1, 2, 3, 4}, few);
        return listed(numbers) + listed(few);
    });
    are("2 9", [](Target& target) {
        const auto marks = target.echo_marks({{1, 2, Colour::red, true, 3}, {4, 9, Colour::blue, false, 6}});
        return shown(marks.size(), static_cast<int>(marks.back().byte()));
    });
    are("a  caf\xc3\xa9", [](Target& target) { return listed(target.echo_texts({"a", "", "caf\xc3\xa9"})); });
    are("b", [](Target& target) { return target.echo_labels({{1, "a"}, {2, "b"}}).back().text(); });
    are("caf\xc3\xa9", [](Target& target) { return target.bad_text(2); });
    are("1 1", [](Target& target) {
        const auto self = target.itself(nullptr);
        return shown(self->_is_equivalent(target.itself(self)), self->twice(1) == 2);
    });
}

TEST_CASE_METHOD(Ways, "direct: takes no memory of its own") {
    Mark place{4, 9, Colour::blue, false, 5.5};
    auto shade = Colour::green;
    std::int64_t total = 1;
    float part = 0;
    const auto before = corbel::test::allocations();
    for (int i = 0; i < 100; ++i) direct->mix(true, place, shade, total, part), direct->twice(i);
    CHECK(corbel::test::allocations() == before);
}

TEST_CASE_METHOD(Ways, "direct: exceptions, and variables that they leave alone") {
    const auto fail = [](int how) {
        return [how](Target& target) {
            std::int32_t counted = 1, left = 2;
            try {
                target.fail(how, counted, left);
            } catch (...) {
                CHECK(counted == 1);
                CHECK(left == 2);
                throw;
            }
            return shown(counted, left);
        };
    };
    are("Refused 1 no", fail(0));
    are("BAD_PARAM", fail(1));
    are("UNKNOWN", fail(2));
    are("NO_PERMISSION 7 COMPLETED_YES", fail(3));
    are("TRANSIENT 8 COMPLETED_NO", fail(4));
    are("UNKNOWN", fail(5));
    are("UNKNOWN", fail(6));
    are("UNKNOWN", fail(7));
    are("99 99", fail(8));
}

TEST_CASE_METHOD(Ways, "direct: values that no message can carry") {
    are("Direct::Colour::blue", [](Target& target) { return shown(target.shade_of(2)); });
    are("MARSHAL", [](Target& target) { return shown(target.shade_of(3)); });
    are("MARSHAL", [](Target& target) {
        Colours shades{Colour::red, static_cast<Colour>(9)};
        target.turn({}, shades);
        return std::string{};
    });
    are("MARSHAL", [](Target& target) {
        return shown(target.echo_marks({{1, 2, static_cast<Colour>(3), true, 3}}).size());
    });
    are("3", [](Target& target) { return shown(target.too_many(3).size()); });
    are("BAD_PARAM", [](Target& target) { return shown(target.too_many(4).size()); });
    for (const std::size_t size : {3, 4})
        are("BAD_PARAM", [&](Target& target) {
            Few few;
            few.resize(size);
            return listed(target.numbers({}, few));
        });
    are("BAD_PARAM", [](Target& target) {
        Brief brief{"abc"};
        std::string again;
        return target.text("", brief, again);
    });
    are("", [](Target& target) {
        Brief brief;
        std::string again;
        return target.text(with_nul, brief, again);
    });
    for (const int how : {0, 1}) are("", [&](Target& target) { return target.bad_text(how); });
    are("", [](Target& target) { return listed(target.echo_texts({"good", with_nul})); });
}

TEST_CASE_METHOD(Ways, "direct: Current, and calls within calls") {
    are("4 octets of RootPOA", [](Target& target) { return target.whose(); });
    CHECK_THROWS_AS(PortableServer::Current{}.get_POA(), PortableServer::Current::NoContext);
    for (const auto depth : {1, 5, 40})
        are(std::to_string(2 * depth),
            [&](Target& target) { return shown(target.nested(target.itself(nullptr), depth)); });
}

TEST_CASE_METHOD(Ways, "direct: through references of bases, and of interfaces the object does not have") {
    const Ref<Base> base = direct;
    CHECK(base->is_direct());
    CHECK(base->twice(3) == 6);
    const Ref<Other> other = direct;
    CHECK(other->before(3) == 2);
    const auto plain = corbel::make_object_reference<Base>(direct->_reference());
    CHECK(plain->is_direct());
    CHECK(plain->twice(4) == 8);

    // The same operations by name: the message shows that their types are others.
    const auto stranger = corbel::make_object_reference<Stranger>(direct->_reference());
    for (int i = 0; i < 4; ++i) {
        CHECK_FALSE(stranger->is_direct());
        CHECK_THROWS_AS(stranger->twice("21"), CORBA::MARSHAL);
    }
    const auto no_such = corbel::make_object_reference<Test::Echo>(direct->_reference());
    for (int i = 0; i < 4; ++i) CHECK_THROWS_AS(no_such->refuse(1), CORBA::BAD_OPERATION);
}

TEST_CASE_METHOD(Ways, "direct: a servant that lets the caller's reference go") {
    auto last = direct_servant->_this();
    for (int i = 0; i < 4; ++i) last->ping();
    REQUIRE(last->is_direct());
    bool dropped = false;
    direct_servant->dropped = [&] {
        dropped = is_direct();
        last.reset();
    };
    CHECK(last->drop() == 1);
    CHECK(dropped);
    CHECK_FALSE(last);
}

TEST_CASE_METHOD(Ways, "direct: an object that is deactivated within its own call") {
    const auto root = direct_orb.root();
    const auto id = root->servant_to_id(direct_servant);
    const corbel::weak_servant_reference<Servant> servant = direct_servant;
    direct_servant.reset();
    CHECK(ending([](Target& target) { return target.end(), std::string{"ended"}; }, direct) == "ended");
    CHECK(servant.expired());
    CHECK_THROWS_AS(direct->twice(1), CORBA::OBJECT_NOT_EXIST);
    // Active once more, it is found again.
    root->activate_object_with_id(id, made(direct_orb));
    for (int i = 0; i < 4; ++i) CHECK(direct->twice(i) == 2 * i);
    CHECK(direct->is_direct());
}

TEST_CASE_METHOD(Ways, "direct: what keeps calls from being direct") {
    const auto root = direct_orb.root();
    const auto manager = root->the_POAManager();
    manager->discard_requests(true);
    CHECK_THROWS_AS(direct->twice(1), CORBA::TRANSIENT);
    manager->hold_requests(true);
    auto held = std::async(std::launch::async, [&] { return direct->twice(4); });
    CHECK(held.wait_for(std::chrono::milliseconds{50}) == std::future_status::timeout);
    manager->activate();
    CHECK(held.get() == 8);
    CHECK(direct->is_direct());

    const auto in = [&](const char* name, CORBA::PolicyList policies) {
        const auto poa = root->create_POA(name, manager, policies);
        policies.clear();
        const auto target = CORBA::make_reference<Servant>(poa)->_this();
        for (int i = 0; i < 4; ++i) CHECK(target->twice(i) == 2 * i);
        return target->is_direct();
    };
    const auto implicit =
        root->create_implicit_activation_policy(PortableServer::ImplicitActivationPolicyValue::IMPLICIT_ACTIVATION);
    const auto thread = [&](auto value) { return root->create_thread_policy(value); };
    CHECK(in("plain", {implicit}));
    CHECK_FALSE(in("one at a time", {implicit, thread(PortableServer::ThreadPolicyValue::SINGLE_THREAD_MODEL)}));

    manager->deactivate(false, true);
    CHECK_THROWS_AS(direct->twice(1), CORBA::OBJ_ADAPTER);
    direct_orb->shutdown(true);
    CHECK_THROWS_AS(direct->twice(1), CORBA::SystemException);
    direct_orb->destroy();
    CHECK_THROWS_AS(direct->twice(1), CORBA::BAD_INV_ORDER);
}

TEST_CASE_METHOD(Ways, "direct: who ends something waits for the calls in it") {
    const auto root = direct_orb.root();
    const auto started = [&](auto& release) {
        std::promise<void> begun;
        direct_servant->dropped = [&release, &begun] {
            begun.set_value();
            release.get_future().wait();
        };
        auto call = std::async(std::launch::async, [&] { return direct->drop(); });
        begun.get_future().wait();
        return call;
    };
    SECTION("POAManager::hold_requests") {
        std::promise<void> release;
        auto call = started(release);
        auto waits = std::async(std::launch::async, [&] { root->the_POAManager()->hold_requests(true); });
        CHECK(waits.wait_for(std::chrono::milliseconds{50}) == std::future_status::timeout);
        release.set_value();
        waits.get();
        call.get();
        root->the_POAManager()->activate();
    }
    SECTION("POA::destroy") {
        std::promise<void> release;
        auto call = started(release);
        auto waits = std::async(std::launch::async, [&] { root->destroy(true, true); });
        CHECK(waits.wait_for(std::chrono::milliseconds{50}) == std::future_status::timeout);
        CHECK_THROWS_AS(direct->twice(1), CORBA::OBJECT_NOT_EXIST);
        release.set_value();
        waits.get();
        call.get();
    }
    SECTION("ORB::shutdown") {
        std::promise<void> release;
        auto call = started(release);
        auto waits = std::async(std::launch::async, [&] { direct_orb->shutdown(true); });
        CHECK(waits.wait_for(std::chrono::milliseconds{50}) == std::future_status::timeout);
        release.set_value();
        waits.get();
        call.get();
    }
    SECTION("nothing can be waited for within a call") {
        direct_servant->dropped = [&] {
            CHECK(is_direct());
            CHECK(order_minor([&] { root->destroy(true, true); }) == 3);
            CHECK(order_minor([&] { root->the_POAManager()->hold_requests(true); }) == 3);
            CHECK(order_minor([&] { direct_orb->shutdown(true); }) == 3);
        };
        direct->drop();
    }
    direct_servant->dropped = {};
}
