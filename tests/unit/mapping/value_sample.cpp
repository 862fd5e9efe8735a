// SPDX-License-Identifier: BSL-1.0
#include "tests/unit/mapping/value_sample.hpp"

#include "orb/mapping/cpp11/call.hpp"

namespace Values {

std::ostream& operator<<(std::ostream& out, const Point& value) {
    corbel::print(out, std::array{value.x(), value.y()});
    return out;
}

std::ostream& operator<<(std::ostream& out, const Price& value) {
    corbel::print(out, value.cost());
    return out;
}

obv::Node::Node(std::string name, IDL::traits<::Values::Node>::ref_type next)
    : name_(std::move(name)), next_(std::move(next)) {}

obv::Account::Account(std::string owner, std::int64_t cents)
    : owner_(std::move(owner)), cents_(cents) {}

obv::Savings::Savings(std::string owner, std::int64_t cents, double rate)
    : Account(std::move(owner), cents), rate_(rate) {}

obv::Label::Label(std::string text)
    : text_(std::move(text)) {}

obv::Circle::Circle(double radius)
    : radius_(radius) {}

obv::Blob::Blob(std::int32_t size)
    : size_(size) {}

constinit const corbel::ValueForm Node::_form_{Node::_repository_id_, nullptr, &corbel::create_value<obv::Node>};
constinit const corbel::ValueForm Account::_form_{Account::_repository_id_};
constinit const corbel::ValueForm Savings::_form_{Savings::_repository_id_, &Account::_form_};
constinit const corbel::ValueForm Text::_form_{Text::_repository_id_, nullptr, &corbel::create_value<Text>};
constinit const corbel::ValueForm Spot::_form_{Spot::_repository_id_, nullptr, &corbel::create_value<Spot>};
constinit const corbel::ValueForm Label::_form_{Label::_repository_id_};
constinit const corbel::ValueForm Circle::_form_{Circle::_repository_id_};
constinit const corbel::ValueForm Blob::_form_{Blob::_repository_id_, nullptr, nullptr, true};

void Node::_encode_state(corbel::cdr::Writer& out) const {
    corbel::encode(out, name());
    corbel::encode(out, next());
}

void Node::_decode_state(corbel::cdr::Reader& in) {
    corbel::decode(in, name());
    corbel::decode(in, next());
}

void Account::_encode_state(corbel::cdr::Writer& out) const {
    corbel::encode(out, owner());
    corbel::encode(out, cents());
}

void Account::_decode_state(corbel::cdr::Reader& in) {
    corbel::decode(in, owner());
    corbel::decode(in, cents());
}

void Savings::_encode_state(corbel::cdr::Writer& out) const {
    Account::_encode_state(out);
    corbel::encode(out, rate());
}

void Savings::_decode_state(corbel::cdr::Reader& in) {
    Account::_decode_state(in);
    corbel::decode(in, rate());
}

void Text::_encode_state(corbel::cdr::Writer& out) const { corbel::encode(out, _value()); }
void Text::_decode_state(corbel::cdr::Reader& in) { corbel::decode(in, _value()); }

void Spot::_encode_state(corbel::cdr::Writer& out) const { corbel::encode(out, _value()); }
void Spot::_decode_state(corbel::cdr::Reader& in) { corbel::decode(in, _value()); }

void Label::_encode_state(corbel::cdr::Writer& out) const { corbel::encode(out, text()); }
void Label::_decode_state(corbel::cdr::Reader& in) { corbel::decode(in, text()); }

void Circle::_encode_state(corbel::cdr::Writer& out) const { corbel::encode(out, radius()); }
void Circle::_decode_state(corbel::cdr::Reader& in) { corbel::decode(in, radius()); }

IDL::traits<CORBA::ValueBase>::ref_type Node_init::create_for_unmarshal() {
    return CORBA::make_reference<obv::Node>();
}

// IDL: string describe(in boolean fully)
std::string Described::describe(bool fully) {
    corbel::Call call{*this, "describe"};
    call.invoke(fully);
    std::string result{};
    call.results(result);
    return result;
}

// IDL: void work()
void Agent::work() {
    corbel::Call call{*this, "work"};
    call.invoke();
    call.results();
}

// IDL: Node pass(in Node node, inout ValueBase value, out Described described)
IDL::traits<Node>::ref_type Bank::pass(IDL::traits<Node>::ref_type node, IDL::traits<CORBA::ValueBase>::ref_type& value,
                                       IDL::traits<Described>::ref_type& described) {
    corbel::Call call{*this, "pass"};
    call.invoke(node, value);
    IDL::traits<Node>::ref_type result{};
    call.results(result, value, described);
    return result;
}

namespace {

constexpr corbel::TypeMember Node_members[] = {{"name", CORBA::_tc_string, 1}, {"next", _tc_Node, 1}};
constexpr corbel::TypeMember Account_members[] = {{"owner", CORBA::_tc_string, 1}, {"cents", CORBA::_tc_longlong, 0}};
constexpr corbel::TypeMember Savings_members[] = {{"rate", CORBA::_tc_double, 1}};
constexpr corbel::TypeMember Point_members[] = {{"x", CORBA::_tc_long}, {"y", CORBA::_tc_long}};
constexpr corbel::TypeMember Label_members[] = {{"text", CORBA::_tc_string, 1}};
constexpr corbel::TypeMember Circle_members[] = {{"radius", CORBA::_tc_double, 1}};
constexpr corbel::TypeMember Blob_members[] = {{"size", CORBA::_tc_long, 1}};
constexpr corbel::TypeMember Price_members[] = {{"cost", _tc_Amount}};

}  // namespace

constinit const CORBA::TypeCodeConstant _tc_Node =
    corbel::value_type("IDL:Values/Node:1.0", "Node", CORBA::ValueModifier::none, nullptr, Node_members);
constinit const CORBA::TypeCodeConstant _tc_Account =
    corbel::value_type("IDL:Values/Account:1.0", "Account", CORBA::ValueModifier::none, nullptr, Account_members);
constinit const CORBA::TypeCodeConstant _tc_Savings = corbel::value_type(
    "IDL:Values/Savings:1.0", "Savings", CORBA::ValueModifier::truncatable, &_tc_Account, Savings_members);
constinit const CORBA::TypeCodeConstant _tc_Text =
    corbel::value_box_type("IDL:Values/Text:1.0", "Text", CORBA::_tc_string);
constinit const CORBA::TypeCodeConstant _tc_Point =
    corbel::struct_type("IDL:Values/Point:1.0", "Point", Point_members);
constinit const CORBA::TypeCodeConstant _tc_Spot = corbel::value_box_type("IDL:Values/Spot:1.0", "Spot", _tc_Point);
constinit const CORBA::TypeCodeConstant _tc_Described =
    corbel::abstract_interface_type("IDL:Values/Described:1.0", "Described");
constinit const CORBA::TypeCodeConstant _tc_Agent = corbel::interface_type("IDL:Values/Agent:1.0", "Agent");
constinit const CORBA::TypeCodeConstant _tc_Label =
    corbel::value_type("IDL:Values/Label:1.0", "Label", CORBA::ValueModifier::none, nullptr, Label_members);
constinit const CORBA::TypeCodeConstant _tc_Shape =
    corbel::value_type("IDL:Values/Shape:1.0", "Shape", CORBA::ValueModifier::abstract_);
constinit const CORBA::TypeCodeConstant _tc_Circle =
    corbel::value_type("IDL:Values/Circle:1.0", "Circle", CORBA::ValueModifier::none, nullptr, Circle_members);
constinit const CORBA::TypeCodeConstant _tc_Blob =
    corbel::value_type("IDL:Values/Blob:1.0", "Blob", CORBA::ValueModifier::custom, nullptr, Blob_members);
constinit const CORBA::TypeCodeConstant _tc_Clock = corbel::local_interface_type("IDL:Values/Clock:1.0", "Clock");
constinit const CORBA::TypeCodeConstant _tc_Amount =
    corbel::alias_type("IDL:Values/Amount:1.0", "Amount", corbel::fixed_of<9, 2>);
constinit const CORBA::TypeCodeConstant _tc_Price = corbel::struct_type("IDL:Values/Price:1.0", "Price", Price_members);
constinit const CORBA::TypeCodeConstant _tc_Handle = corbel::native_type("IDL:Values/Handle:1.0", "Handle");
constinit const CORBA::TypeCodeConstant _tc_Bank = corbel::interface_type("IDL:Values/Bank:1.0", "Bank");

}  // namespace Values

void corbel::Codec<Values::Point>::encode(cdr::Writer& out, const Values::Point& value) {
    corbel::encode(out, value.x());
    corbel::encode(out, value.y());
}
void corbel::Codec<Values::Point>::decode(cdr::Reader& in, Values::Point& value) {
    corbel::decode(in, value.x());
    corbel::decode(in, value.y());
}
void corbel::Codec<Values::Price>::encode(cdr::Writer& out, const Values::Price& value) {
    corbel::encode(out, value.cost());
}
void corbel::Codec<Values::Price>::decode(cdr::Reader& in, Values::Price& value) {
    corbel::decode(in, value.cost());
}
