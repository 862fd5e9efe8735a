// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <functional>

#include "orb/engine/base/error.hpp"
#include "orb/engine/types/typecode.hpp"

using namespace corbel;
using namespace corbel::types;

namespace {

TypeCodePtr kind(TCKind k) { return TypeCode::primitive(k); }
TypeCodePtr long_() { return kind(TCKind::tk_long); }

TypeCodePtr point(const char* x = "x") {
    return TypeCode::structure("IDL:Bench/Point:1.0", "Point", {{x, long_()}, {"name", TypeCode::string()}});
}

// struct Node { long value; sequence<Node> children; };
TypeCodePtr tree() {
    return TypeCode::structure(
        "IDL:Node:1.0", "Node",
        {{"value", long_()}, {"children", TypeCode::sequence(TypeCode::recursive("IDL:Node:1.0"))}});
}

// struct A { sequence<B> bs; }; struct B { sequence<A> as; sequence<B> bs; };
TypeCodePtr mutual() {
    auto b = TypeCode::structure("IDL:B:1.0", "B",
                                 {{"as", TypeCode::sequence(TypeCode::recursive("IDL:A:1.0"))},
                                  {"bs", TypeCode::sequence(TypeCode::recursive("IDL:B:1.0"))}});
    CHECK(b->is_open());
    return TypeCode::structure("IDL:A:1.0", "A", {{"bs", TypeCode::sequence(b)}});
}

Error error_of_call(const std::function<void()>& call) {
    try {
        call();
    } catch (const SystemError& error) {
        return error.error();
    }
    return Error::unknown;
}

}  // namespace

TEST_CASE("a primitive TypeCode is one object") {
    CHECK(long_() == long_());
    CHECK(long_()->kind() == TCKind::tk_long);
    CHECK(TypeCode::string() == TypeCode::string(0));
    CHECK(TypeCode::string(5)->length() == 5);
    CHECK(error_of_call([] { kind(TCKind::tk_struct); }) == Error::bad_param);
    CHECK(error_of_call([] { kind(static_cast<TCKind>(99)); }) == Error::bad_param);
}

TEST_CASE("a struct answers for its members") {
    const auto type = point();
    CHECK(type->id() == "IDL:Bench/Point:1.0");
    CHECK(type->name() == "Point");
    REQUIRE(type->member_count() == 2);
    CHECK(type->member_name(1) == "name");
    CHECK(type->member_type(0) == long_());
    CHECK(error_of_call([&] { type->member_name(2); }) == Error::bad_param);
    CHECK(error_of_call([&] { type->length(); }) == Error::bad_operation);
    CHECK(error_of_call([&] { type->discriminator_type(); }) == Error::bad_operation);
    CHECK(error_of_call([&] { long_()->name(); }) == Error::bad_operation);
}

TEST_CASE("a union finds its member by label") {
    const auto colour = TypeCode::enumeration("IDL:Colour:1.0", "Colour", {"red", "green", "blue"});
    const auto type = TypeCode::union_("IDL:U:1.0", "U", colour,
                                       {{2, "b", long_()}, {0, "r", point()}, {0, "other", long_()}}, 2);
    CHECK(type->selected_member(2) == 0);
    CHECK(type->selected_member(0) == 1);
    CHECK(type->selected_member(1) == 2);
    CHECK(type->default_index() == 2);
    CHECK(type->discriminator_type() == colour);
    CHECK(type->member_label(0) == 2);
    CHECK(type->to_string() ==
          "union U switch (Colour) { case blue: long b; case red: Bench::Point r; default: long other; }");
    CHECK(TypeCode::union_("", "", kind(TCKind::tk_boolean), {{1, "t", long_()}})->selected_member(0) == -1);
    CHECK(error_of_call([] { TypeCode::union_("", "U", kind(TCKind::tk_float), {}); }) == Error::bad_param);
    CHECK(error_of_call([] { TypeCode::union_("", "U", long_(), {}, 0); }) == Error::bad_param);
}

TEST_CASE("every kind tells what it is") {
    CHECK(tree()->to_string() == "struct Node { long value; sequence<Node> children; }");
    CHECK(TypeCode::alias("IDL:M/Grid:1.0", "Grid", TypeCode::array(TypeCode::array(long_(), 3), 2))->to_string() ==
          "typedef long[2][3] M::Grid");
    CHECK(TypeCode::sequence(TypeCode::wstring(7), 4)->to_string() == "sequence<wstring<7>, 4>");
    CHECK(TypeCode::fixed(5, 2)->to_string() == "fixed<5, 2>");
    CHECK(TypeCode::interface_("IDL:I:1.0", "I")->to_string() == "interface I");
    CHECK(TypeCode::exception("IDL:E:1.0", "E", {})->to_string() == "exception E {}");
    const auto base = TypeCode::value("IDL:V:1.0", "V", ValueModifier::none, nullptr, {{"n", long_()}});
    const auto derived = TypeCode::value("IDL:W:1.0", "W", ValueModifier::truncatable, base,
                                         {{"m", long_(), Visibility::private_member}});
    CHECK(derived->to_string() == "valuetype W : V { long m; }");
    CHECK(derived->concrete_base_type() == base);
    CHECK(base->concrete_base_type() == nullptr);
    CHECK(derived->member_visibility(0) == Visibility::private_member);
    CHECK(TypeCode::value_box("IDL:B:1.0", "B", long_())->content_type() == long_());
    CHECK(TypeCode::native("IDL:N:1.0", "N")->kind() == TCKind::tk_native);
    CHECK(error_of_call([] { TypeCode::fixed(32, 0); }) == Error::bad_param);
    CHECK(error_of_call([] { TypeCode::sequence(nullptr); }) == Error::bad_param);
}

TEST_CASE("a recursive type refers to itself and is freed with its last user") {
    std::weak_ptr<const TypeCode> watch;
    TypeCodePtr inner;
    {
        const auto node = tree();
        watch = node;
        CHECK_FALSE(node->is_open());
        inner = node->member_type(1)->content_type();
        CHECK(inner == node);
        inner = node->member_type(1);
    }
    // A part keeps the whole.
    CHECK_FALSE(watch.expired());
    CHECK(inner->content_type()->name() == "Node");
    inner.reset();
    CHECK(watch.expired());
}

TEST_CASE("mutually recursive types close when the outermost is made") {
    const auto a = mutual();
    CHECK_FALSE(a->is_open());
    const auto b = a->member_type(0)->content_type();
    CHECK(b->name() == "B");
    CHECK(b->member_type(0)->content_type() == a);
    CHECK(b->member_type(1)->content_type() == b);
    CHECK_FALSE(b->is_open());
}

TEST_CASE("a type that never meets its enclosing one stays open") {
    CHECK(TypeCode::sequence(TypeCode::recursive("IDL:Lost:1.0"))->is_open());
    CHECK(error_of_call([] { TypeCode::recursive(""); }) == Error::bad_param);
}

TEST_CASE("equal compares everything, equivalent what matters on extraction") {
    CHECK(point()->equal(*point()));
    CHECK_FALSE(point("x")->equal(*point("y")));
    CHECK(point("x")->equivalent(*point("y")));

    const auto alias = TypeCode::alias("IDL:P:1.0", "P", point());
    CHECK_FALSE(alias->equal(*point()));
    CHECK(alias->equivalent(*point()));
    CHECK(point()->equivalent(*alias));
    CHECK(TypeCode::sequence(alias)->equivalent(*TypeCode::sequence(point())));
    CHECK_FALSE(TypeCode::sequence(alias, 2)->equivalent(*TypeCode::sequence(point())));

    const auto anonymous = TypeCode::structure("", "", {{"", long_()}, {"", TypeCode::string()}});
    CHECK(anonymous->equivalent(*point()));
    CHECK_FALSE(anonymous->equivalent(*tree()));
    CHECK_FALSE(TypeCode::structure("IDL:Other:1.0", "Point", {{"x", long_()}, {"name", TypeCode::string()}})
                    ->equivalent(*point()));
    CHECK_FALSE(long_()->equal(*kind(TCKind::tk_ulong)));
}

TEST_CASE("comparison of recursive types ends") {
    CHECK(tree()->equal(*tree()));
    CHECK(mutual()->equal(*mutual()));
    CHECK(tree()->equivalent(*tree()));
    // The same infinite type, unrolled once.
    const auto unrolled =
        TypeCode::structure("IDL:Node:1.0", "Node", {{"value", long_()}, {"children", TypeCode::sequence(tree())}});
    CHECK(unrolled->equal(*tree()));
    CHECK_FALSE(mutual()->equal(*tree()));
}

TEST_CASE("comparison of types that share parts is linear") {
    const auto doubled = [] {
        auto type = TypeCode::structure("", "", {});
        for (int i = 0; i < 200; ++i) type = TypeCode::structure("", "", {{"a", type}, {"b", type}});
        return type;
    };
    CHECK(doubled()->equal(*doubled()));
    CHECK(doubled()->equivalent(*doubled()));
}
