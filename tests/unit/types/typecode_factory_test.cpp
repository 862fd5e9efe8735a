// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <functional>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"
#include "orb/engine/types/typecode_factory.hpp"

using namespace corbel;
using namespace corbel::types;

namespace {

TypeCodePtr kind(TCKind k) { return TypeCode::primitive(k); }
TypeCodePtr long_() { return kind(TCKind::tk_long); }

/// "BAD_PARAM 17" for what the call throws; the minor is one of the OMG's.
std::string refusal(const std::function<void()>& call) {
    try {
        call();
    } catch (const SystemError& error) {
        return std::string{name_of(error.error())} + ' ' + std::to_string(error.minor() & 0xfff);
    }
    return "none";
}

std::string struct_refusal(std::string id, std::string name, std::vector<Member> members) {
    return refusal([&] { factory::structure(id, name, members); });
}

std::string union_refusal(TypeCodePtr discriminator, std::vector<factory::LabelledMember> members) {
    return refusal([&] { factory::union_("IDL:U:1.0", "U", discriminator, members); });
}

std::size_t wire_size(const TypeCodePtr& type) {
    cdr::Writer out;
    type->write(out);
    return out.size();
}

}  // namespace

TEST_CASE("factory: ids, names and members are those of IDL") {
    CHECK(struct_refusal("IDL:S:1.0", "S", {{"a", long_()}, {"b", TypeCode::string()}}) == "none");
    CHECK(struct_refusal("", "", {{"", long_()}, {"", long_()}}) == "none");
    CHECK(struct_refusal("S", "S", {}) == "BAD_PARAM 16");
    CHECK(struct_refusal(":S", "S", {}) == "BAD_PARAM 16");
    CHECK(struct_refusal("IDL:S:1.0", "7up", {}) == "BAD_PARAM 15");
    CHECK(struct_refusal("IDL:S:1.0", "S::T", {}) == "BAD_PARAM 15");
    CHECK(struct_refusal("IDL:S:1.0", "S", {{"a b", long_()}}) == "BAD_PARAM 17");
    CHECK(struct_refusal("IDL:S:1.0", "S", {{"a", long_()}, {"A", long_()}}) == "BAD_PARAM 17");
    CHECK(refusal([] { factory::enumeration("IDL:E:1.0", "E", {"red", "green", "red"}); }) == "BAD_PARAM 17");
    CHECK(refusal([] { factory::exception("", "E", {}); }) == "BAD_PARAM 16");
    CHECK(refusal([] { factory::interface_("", "I"); }) == "BAD_PARAM 16");
    CHECK(refusal([] { factory::recursive("nonsense"); }) == "BAD_PARAM 16");
}

TEST_CASE("factory: what cannot be a part of a type is refused") {
    const auto failure = TypeCode::exception("IDL:E:1.0", "E", {});
    for (const auto& bad : {TypeCodePtr{}, kind(TCKind::tk_null), kind(TCKind::tk_void), failure}) {
        CHECK(struct_refusal("IDL:S:1.0", "S", {{"a", bad}}) == "BAD_TYPECODE 2");
        CHECK(union_refusal(long_(), {{"a", bad, long_(), 1}}) == "BAD_TYPECODE 2");
        CHECK(refusal([&] { factory::sequence(bad, 0); }) == "BAD_TYPECODE 2");
        CHECK(refusal([&] { factory::array(bad, 3); }) == "BAD_TYPECODE 2");
        CHECK(refusal([&] { factory::alias("IDL:A:1.0", "A", bad); }) == "BAD_TYPECODE 2");
        CHECK(refusal([&] { factory::value_box("IDL:B:1.0", "B", bad); }) == "BAD_TYPECODE 2");
        CHECK(refusal([&] { factory::value("IDL:V:1.0", "V", ValueModifier::none, nullptr, {{"a", bad}}); }) ==
              "BAD_TYPECODE 2");
    }
    CHECK(refusal([] { factory::fixed(32, 0); }).starts_with("BAD_PARAM"));
}

TEST_CASE("factory: unions") {
    const auto colour = TypeCode::enumeration("IDL:Colour:1.0", "Colour", {"red", "green", "blue"});
    const auto alias = TypeCode::alias("IDL:Shade:1.0", "Shade", colour);
    CHECK(union_refusal(TypeCode::string(), {}) == "BAD_PARAM 20");
    CHECK(union_refusal(nullptr, {}) == "BAD_PARAM 20");
    CHECK(union_refusal(long_(), {{"a", long_(), kind(TCKind::tk_short), 1}}) == "BAD_PARAM 19");
    CHECK(union_refusal(long_(), {{"a", long_(), long_(), 1}, {"b", long_(), long_(), 1}}) == "BAD_PARAM 18");
    CHECK(union_refusal(long_(), {{"a", long_(), nullptr}, {"b", long_(), nullptr}}) == "BAD_PARAM 18");
    CHECK(union_refusal(long_(),
                        {{"a", long_(), long_(), 1}, {"b", long_(), long_(), 2}, {"a", long_(), long_(), 3}}) ==
          "BAD_PARAM 17");
    CHECK(union_refusal(long_(), {{"a", long_(), long_(), 1}, {"a", TypeCode::string(), long_(), 2}}) ==
          "BAD_PARAM 17");

    const auto made = factory::union_("IDL:U:1.0", "U", alias,
                                      {{"a", long_(), colour, 2}, {"a", long_(), alias, 0}, {"d", long_(), nullptr}});
    CHECK(made->default_index() == 2);
    CHECK(made->selected_member(0) == 1);
    CHECK(made->selected_member(1) == 2);
}

TEST_CASE("factory: a type that would contain itself has no end") {
    const auto self = factory::recursive("IDL:S:1.0");
    const auto in_union =
        factory::union_("IDL:U:1.0", "U", long_(), {{"s", factory::array(self, 2), long_(), 1}});
    CHECK(struct_refusal("IDL:S:1.0", "S", {{"a", self}}) == "BAD_TYPECODE 2");
    CHECK(struct_refusal("IDL:S:1.0", "S", {{"a", factory::alias("IDL:A:1.0", "A", in_union)}}) == "BAD_TYPECODE 2");
    const auto good = factory::structure("IDL:S:1.0", "S", {{"a", factory::sequence(self, 0)}});
    CHECK_FALSE(good->is_open());
    CHECK(good->member_type(0)->content_type() == good);
    const auto list = factory::value("IDL:V:1.0", "V", ValueModifier::none, nullptr,
                                     {{"v", factory::recursive("IDL:V:1.0")}});
    CHECK(list->member_type(0) == list);
}

TEST_CASE("compact: names go, ids, aliases and recursion stay") {
    const auto colour = TypeCode::enumeration("IDL:Colour:1.0", "Colour", {"red", "green"});
    const auto type = TypeCode::structure(
        "IDL:Node:1.0", "Node",
        {{"shade", TypeCode::alias("IDL:Shade:1.0", "Shade", colour)},
         {"again", colour},
         {"children", TypeCode::sequence(TypeCode::recursive("IDL:Node:1.0"), 5)},
         {"choice", TypeCode::union_("IDL:U:1.0", "U", colour, {{1, "a", TypeCode::string(7)}}, -1)}});
    const auto compact = type->compact();
    CHECK(compact->equivalent(*type));
    CHECK_FALSE(compact->equal(*type));
    CHECK(compact->id() == "IDL:Node:1.0");
    CHECK(compact->name().empty());
    CHECK(compact->member_name(2).empty());
    CHECK(compact->member_type(0)->kind() == TCKind::tk_alias);
    CHECK(compact->member_type(0)->content_type() == compact->member_type(1));
    CHECK(compact->member_type(1)->member_count() == 2);
    CHECK(compact->member_type(2)->length() == 5);
    CHECK(compact->member_type(2)->content_type() == compact);
    CHECK(compact->member_type(3)->selected_member(1) == 0);
    CHECK(compact->member_type(3)->member_type(0)->length() == 7);
    CHECK(wire_size(compact) < wire_size(type));
    cdr::Writer out;
    compact->write(out);
    cdr::Reader in{out.contiguous()};
    CHECK(TypeCode::read(in)->equal(*compact));
    CHECK(compact->compact()->equal(*compact));
    CHECK(long_()->compact() == long_());
    CHECK(refusal([] { TypeCode::sequence(TypeCode::recursive("IDL:X:1.0"))->compact(); }) == "BAD_TYPECODE 1");
    CHECK(refusal([] { wire_size(TypeCode::recursive("IDL:X:1.0")); }) == "BAD_TYPECODE 1");
}

TEST_CASE("compact and written size are linear in the parts, however often they are used") {
    // Each struct has the one before it twice: a tree of them has 2^n leaves.
    auto type = TypeCode::structure("IDL:S0:1.0", "S0", {{"n", long_()}});
    auto last = wire_size(type);
    for (int i = 1; i < 28; ++i) {
        const auto name = "S" + std::to_string(i);
        type = TypeCode::structure("IDL:" + name + ":1.0", name, {{"a", type}, {"b", type}});
        const auto size = wire_size(type);
        CHECK(size < last + 100);
        last = size;
    }
    CHECK(type->compact()->equivalent(*type));
}
