// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include "recursion.hpp"

using namespace Recursion;
using corbel::cdr::Reader;
using corbel::cdr::Writer;

namespace {

template <class T>
T sent(const T& value) {
    Writer out;
    corbel::encode(out, value);
    Reader in{out.contiguous()};
    T received;
    corbel::decode(in, received);
    CHECK(in.at_end());
    return received;
}

void check_type_code(const CORBA::TypeCodeConstant& constant) {
    const CORBA::typecode_reference type = constant;
    const auto received = sent(type);
    CHECK(received->equal(type));
    CHECK(received->equivalent(type));
}

}  // namespace

TEST_CASE("TypeCodes of types that contain themselves are closed and survive the wire", "[recursion]") {
    for (const auto* constant : {&_tc_Tree, &_tc_Node, &_tc_Chain, &_tc_Link, &_tc_Father, &Father::_tc_Son,
                                 &_tc_Fathers, &_tc_Expression, &_tc_Expressions, &Expression::_tc_Call, &_tc_User})
        check_type_code(*constant);
    const CORBA::typecode_reference tree = _tc_Tree;
    CHECK(tree->member_type(1)->content_type()->equal(tree));
}

TEST_CASE("a tree goes as deep as the limit allows, and no deeper", "[recursion]") {
    const auto of_depth = [](int depth) {
        Tree tree{0, {}};
        for (int i = 1; i < depth; ++i) tree = Tree{i, {std::move(tree)}};
        return tree;
    };
    const auto tree = of_depth(60);
    CHECK(sent(tree) == tree);
    CHECK_THROWS_AS(sent(of_depth(70)), corbel::SystemError);
}

TEST_CASE("types that contain each other are sent, also in an Any", "[recursion]") {
    Expression one;
    one.number(1.5);
    Expression sum;
    sum.application({"sum", {one, one}});
    Expression list;
    list.list({sum, one});
    CHECK(sent(list) == list);
    Father father{{"first", {}}, {{"second", {Father{}}}}, Tree{1, {}}};
    CHECK(sent(father) == father);
    CORBA::Any any;
    any <<= list;
    const auto received = sent(any);
    Expression extracted;
    REQUIRE((received >>= extracted));
    CHECK(extracted == list);
    CHECK(sent(received) == any);
}
