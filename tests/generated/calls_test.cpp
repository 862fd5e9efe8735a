// SPDX-License-Identifier: BSL-1.0
// Calls from generated stubs to generated skeletons, in both byte orders.
#include <catch2/catch.hpp>

#include "exceptions_skel.hpp"
#include "interfaces_skel.hpp"
#include "names_skel.hpp"
#include "nested_skel.hpp"
#include "tests/generated/pair.hpp"

namespace {

using Interfaces::Point;
using Interfaces::Points;

class DiamondServant final : public virtual Skeleton<Interfaces::Diamond> {
public:
    std::string whoami() override { return "diamond"; }
    std::int32_t count() override { return ++calls; }
    Points path() override { return path_; }
    void path(const Points& value) override { path_ = value; }
    Points other_path() override { return {}; }
    void other_path(const Points&) override {}
    void fire(std::int32_t n, const std::string& text) override { fired = text + std::to_string(n); }
    Ref<Interfaces::Later> pass(Ref<Interfaces::Later> one, Ref<Interfaces::Later>& two,
                                Ref<Interfaces::Base>& three) override {
        three = one;
        return std::exchange(two, nullptr);
    }
    Point mix(std::int32_t a, std::int32_t& b, Points& c, const std::string& d, Point& e, bool& f) override {
        b = a + 1;
        c.push_back({a, b});
        e = {static_cast<std::int32_t>(d.size()), 0};
        f = !f;
        return {a, a};
    }
    void plain() override { throw CORBA::NO_PERMISSION{77, CORBA::COMPLETED_YES}; }

    int calls = 0;
    std::string fired;

private:
    Points path_;
};

constexpr auto orders = {corbel::ByteOrder::big_endian, corbel::ByteOrder::little_endian};

}  // namespace

TEST_CASE("inherited operations and attributes are called", "[calls]") {
    for (const auto order : orders) {
        Pair<Interfaces::Diamond, DiamondServant> pair{order};
        CHECK(pair.target->whoami() == "diamond");
        CHECK(pair.target->count() == 1);
        pair.target->path({{1, 2}, {3, 4}});
        CHECK(pair.target->path() == Points{{1, 2}, {3, 4}});
        pair.target->fire(7, "oneway");
        CHECK(pair.servant->fired == "oneway7");
        CHECK(pair.peer->operations ==
              std::vector<std::string>{"whoami", "_get_count", "_set_path", "_get_path", "fire"});
    }
}

TEST_CASE("arguments of all directions keep their order", "[calls]") {
    for (const auto order : orders) {
        Pair<Interfaces::Diamond, DiamondServant> pair{order};
        std::int32_t b = 99;
        Points c{{8, 9}};
        Point e;
        bool f = true;
        CHECK(pair.target->mix(5, b, c, "four", e, f) == Point{5, 5});
        CHECK(b == 6);
        CHECK(c == Points{{8, 9}, {5, 6}});
        CHECK(e == Point{4, 0});
        CHECK_FALSE(f);
    }
}

TEST_CASE("references travel as arguments and results, nil too", "[calls]") {
    Pair<Interfaces::Diamond, DiamondServant> pair{corbel::native_order};
    const auto later =
        corbel::make_object_reference<Interfaces::Later>(pair.peer->reference(Interfaces::Later::_repository_id_));
    auto two = later;
    Ref<Interfaces::Base> three;
    const auto result = pair.target->pass(later, two, three);
    CHECK(result == later);
    CHECK(three->whoami() == "diamond");
    CHECK_FALSE(two);
    CHECK_FALSE(pair.target->pass(nullptr, two, three));
}

TEST_CASE("system exceptions arrive as they were thrown", "[calls]") {
    Pair<Interfaces::Diamond, DiamondServant> pair{corbel::native_order};
    try {
        pair.target->plain();
        FAIL("nothing was thrown");
    } catch (const CORBA::NO_PERMISSION& caught) {
        CHECK(caught.minor() == 77);
        CHECK(caught.completed() == CORBA::COMPLETED_YES);
    }
}

TEST_CASE("a skeleton knows its interfaces", "[calls]") {
    const DiamondServant servant;
    CHECK(servant.repository_id() == "IDL:Interfaces/Diamond:1.0");
    CHECK(servant.is_a("IDL:Interfaces/Left:1.0"));
    CHECK(servant.is_a("IDL:Interfaces/Base:1.0"));
    CHECK_FALSE(servant.is_a("IDL:Interfaces/Later:1.0"));
}

TEST_CASE("user exceptions arrive with their members", "[calls]") {
    class Raiser final : public virtual Skeleton<Exceptions::Other> {
    public:
        void none() override { throw Exceptions::Empty{}; }  // not in its raises clause
        void some(std::int32_t which) override {
            if (which == 0) throw Exceptions::Empty{};
            if (which == 1) throw Exceptions::Full{5, "what", {1, 2, 3}, {0.5, 1.5, 2.5}, {}, nullptr};
            throw Exceptions::Raiser::Inner{9};
        }
        std::int32_t more() override { return 3; }
    };
    for (const auto order : orders) {
        Pair<Exceptions::Other, Raiser> pair{order};
        CHECK_THROWS_AS(pair.target->some(0), Exceptions::Empty);
        CHECK_THROWS_AS(pair.target->some(2), Exceptions::Raiser::Inner);
        CHECK_THROWS_AS(pair.target->none(), CORBA::UNKNOWN);
        CHECK(pair.target->more() == 3);
        try {
            pair.target->some(1);
            FAIL("nothing was thrown");
        } catch (const Exceptions::Full& caught) {
            CHECK(caught == Exceptions::Full{5, "what", {1, 2, 3}, {0.5, 1.5, 2.5}, {}, nullptr});
        }
    }
}

TEST_CASE("types nested in an interface are arguments like others", "[calls]") {
    class StationServant final : public virtual Skeleton<Nested::Derived> {
    public:
        Nested::Station::Reports all(Nested::Station::State now) override {
            if (now == Nested::Station::State::busy) throw Nested::Station::Broken{now};
            return {{now, {Nested::Station::State::busy, now}}};
        }
        Nested::Station::Choice choices() override { return choice_; }
        void choices(const Nested::Station::Choice& value) override { choice_ = value; }
        Nested::Station::Report last(Nested::Station::State now, Nested::Station::Choice& which) override {
            which = choice_;
            return {Nested::Station::Report{now, {}}};
        }

    private:
        Nested::Station::Choice choice_;
    };
    Pair<Nested::Derived, StationServant> pair{corbel::ByteOrder::big_endian};
    CHECK(pair.target->all(Nested::Station::State::idle).at(0).history().size() == 2);
    CHECK_THROWS_AS(pair.target->all(Nested::Station::State::busy), Nested::Station::Broken);
    Nested::Station::Choice choice;
    choice.since(44);
    pair.target->choices(choice);
    Nested::Station::Choice which;
    CHECK(pair.target->last(Nested::Station::State::busy, which).now() == Nested::Station::State::busy);
    CHECK(which.since() == 44);
    CHECK(pair.target->choices() == choice);
}

TEST_CASE("operations whose names are not names in C++ keep theirs on the wire", "[calls]") {
    class Operator final : public virtual Skeleton<Names::_cxx_operator> {
    public:
        std::int32_t _cxx_this() override { return 1; }
        void _cxx_this(std::int32_t) override {}
        Names::_cxx_new _cxx_template() override { return {}; }
        Names::_cxx_new _cxx_friend(Names::_cxx_class, Names::_cxx_delete&,
                                    Names::_cxx_namespace::_cxx_co_await&) override {
            throw Names::_cxx_what{"why", 5};
        }
        std::int32_t interface(const std::string& call, std::int32_t result, std::int32_t servant,
                               std::int32_t& value) override {
            value = result + servant;
            return static_cast<std::int32_t>(call.size());
        }
        std::string result() override { return "result"; }
        void get_this(std::int32_t, std::int32_t) override {}
        void CALL_(const std::string&) override {}
        void swap(std::int32_t) override {}
        void invoke(std::int32_t) override {}
        void repository_id() override {}
        using POA_Names::_cxx_operator::repository_id;
    };
    Pair<Names::_cxx_operator, Operator> pair{corbel::native_order};
    std::int32_t value{};
    CHECK(pair.target->_cxx_this() == 1);
    CHECK(pair.target->interface("four", 2, 3, value) == 4);
    CHECK(value == 5);
    CHECK(pair.target->result() == "result");
    pair.target->invoke(1);
    pair.target->repository_id();
    Names::_cxx_delete in_out;
    Names::_cxx_namespace::_cxx_co_await out;
    CHECK_THROWS_AS(pair.target->_cxx_friend(Names::_cxx_class::red, in_out, out), Names::_cxx_what);
    CHECK(pair.peer->operations == std::vector<std::string>{"_get_this", "interface", "result", "invoke",
                                                            "repository_id", "friend"});
}
