// SPDX-License-Identifier: BSL-1.0
#include "tests/unit/mapping/sample.hpp"

#include <stdexcept>

#include "orb/mapping/cpp11/call.hpp"

namespace Sample {

namespace {

constexpr const char* Colour_names[] = {"red", "green", "blue"};
constexpr corbel::TypeMember Point_members[] = {
    {"id", CORBA::_tc_long},
    {"x", CORBA::_tc_double},
    {"c", _tc_Colour},
    {"name", CORBA::_tc_string},
};
constexpr corbel::TypeMember Tree_members[] = {
    {"label", CORBA::_tc_string},
    {"branches", corbel::sequence_of<_tc_Tree>},
};
constexpr corbel::TypeMember Refused_members[] = {
    {"code", CORBA::_tc_long},
    {"why", CORBA::_tc_string},
};

}  // namespace

constinit const CORBA::TypeCodeConstant _tc_Colour =
    corbel::enum_type("IDL:Sample/Colour:1.0", "Colour", Colour_names);
constinit const CORBA::TypeCodeConstant _tc_Point = corbel::struct_type("IDL:Sample/Point:1.0", "Point", Point_members);
constinit const CORBA::TypeCodeConstant _tc_Place = corbel::alias_type("IDL:Sample/Place:1.0", "Place", _tc_Point);
constinit const CORBA::TypeCodeConstant _tc_Tree = corbel::struct_type("IDL:Sample/Tree:1.0", "Tree", Tree_members);
constinit const CORBA::TypeCodeConstant _tc_Refused =
    corbel::exception_type(Refused::_repository_id, "Refused", Refused_members);
constinit const CORBA::TypeCodeConstant _tc_Base = corbel::interface_type(Base::_repository_id_, "Base");
constinit const CORBA::TypeCodeConstant _tc_Target = corbel::interface_type(Target::_repository_id_, "Target");
constinit const CORBA::TypeCodeConstant _tc_Here = corbel::local_interface_type(Here::_repository_id_, "Here");

std::ostream& operator<<(std::ostream& out, Colour value) {
    return corbel::print_enumerator(out, "Sample::Colour", Colour_names, static_cast<std::uint32_t>(value));
}
std::ostream& operator<<(std::ostream& out, const Point& value) {
    return corbel::print_members(out, "Sample::Point", Point_members,
                                 {value.id(), value.x(), value.c(), value.name()});
}
std::ostream& operator<<(std::ostream& out, const Tree& value) {
    return corbel::print_members(out, "Sample::Tree", Tree_members, {value.label(), value.branches()});
}
std::ostream& operator<<(std::ostream& out, const Refused& value) {
    return corbel::print_members(out, "Sample::Refused", Refused_members, {value.code(), value.why()});
}

void Refused::_encode(corbel::cdr::Writer& out) const { corbel::encode(out, *this); }

void Base::ping() {
    corbel::Call call{*this, "ping"};
    call.invoke();
    call.results();
}

void Target::fire(std::int32_t n) {
    corbel::Call call{*this, "fire"};
    call.send(n);
}

std::int32_t Target::fired() {
    corbel::Call call{*this, "fired"};
    call.invoke();
    std::int32_t result{};
    call.results(result);
    return result;
}

std::int32_t Target::addmul(std::int32_t a, std::int32_t b, std::int32_t& product, std::string& log) {
    corbel::Call call{*this, "addmul"};
    call.invoke(a, b, log);
    std::int32_t result{};
    call.results(result, product, log);
    return result;
}

std::vector<Point> Target::echo_points(const std::vector<Point>& points) {
    corbel::Call call{*this, "echo_points"};
    call.invoke(points);
    std::vector<Point> result{};
    call.results(result);
    return result;
}

CORBA::Any Target::echo_any(const CORBA::Any& any) {
    corbel::Call call{*this, "echo_any"};
    call.invoke(any);
    CORBA::Any result{};
    call.results(result);
    return result;
}

IDL::traits<Target>::ref_type Target::echo_ref(IDL::traits<Target>::ref_type ref) {
    corbel::Call call{*this, "echo_ref"};
    call.invoke(ref);
    IDL::traits<Target>::ref_type result{};
    call.results(result);
    return result;
}

IDL::bounded_vector<std::int32_t, 3> Target::echo_few(const IDL::bounded_vector<std::int32_t, 3>& few) {
    corbel::Call call{*this, "echo_few"};
    call.invoke(few);
    IDL::bounded_vector<std::int32_t, 3> result{};
    call.results(result);
    return result;
}

Colour Target::echo_colour(Colour colour) {
    corbel::Call call{*this, "echo_colour"};
    call.invoke(colour);
    Colour result{};
    call.results(result);
    return result;
}

void Target::refuse(std::int32_t code) {
    corbel::Call call{*this, "refuse", corbel::raises<Refused>};
    call.invoke(code);
    call.results();
}

void Target::missing() {
    corbel::Call call{*this, "missing"};
    call.invoke();
    call.results();
}

namespace {

using corbel::ServerCall;

template <class T>
void echo(TargetServant&, ServerCall& call) {
    T value{};
    call.arguments(value);
    call.reply(value);
}

void addmul(TargetServant&, ServerCall& call) {
    std::int32_t a{}, b{};
    std::string log;
    call.arguments(a, b, log);
    call.reply(a + b, a * b, log + "!");
}

void fire(TargetServant& servant, ServerCall& call) {
    call.arguments(servant.last);
    call.reply();
}

void fired(TargetServant& servant, ServerCall& call) {
    call.arguments();
    call.reply(servant.last);
}

void is_a(TargetServant& servant, ServerCall& call) {
    std::string id;
    call.arguments(id);
    call.reply(servant.is_a(id));
}

void not_existent(TargetServant&, ServerCall& call) {
    call.arguments();
    call.reply(false);
}

void ping(TargetServant&, ServerCall& call) {
    call.arguments();
    call.reply();
}

void refuse(TargetServant&, ServerCall& call) {
    std::int32_t code{};
    call.arguments(code);
    switch (code) {
        case 1: throw Refused{code, "no"};
        case 2: throw Other{};
        case 3: throw std::runtime_error{"out of luck"};
        case 4: throw 4;
        case 5: throw CORBA::NO_RESOURCES{5, CORBA::COMPLETED_MAYBE, "none left"};
        case 6: call.reply(); throw Refused{code, "too late"};
        case 7: call.reply(std::string("nul\0inside", 10)); break;
        default: call.reply();
    }
}

constexpr corbel::Operation<TargetServant> operations[] = {
    {"_is_a", &is_a, {}},
    {"_not_existent", &not_existent, {}},
    {"addmul", &addmul, {}},
    {"echo_any", &echo<CORBA::Any>, {}},
    {"echo_colour", &echo<Colour>, {}},
    {"echo_few", &echo<std::vector<std::int32_t>>, {}},  // unbounded, to provoke the client
    {"echo_points", &echo<std::vector<Point>>, {}},
    {"echo_ref", &echo<IDL::traits<Target>::ref_type>, {}},
    {"fire", &fire, {}},
    {"fired", &fired, {}},
    {"ping", &ping, {}},
    {"refuse", &refuse, corbel::raises<Refused>},
};

}  // namespace

void TargetServant::_invoke(corbel::ServerRequest& request) {
    ServerCall call{request};
    if (!corbel::dispatch(*this, operations, call)) call.bad_operation(repository_id());
}

bool TargetServant::is_a(std::string_view id) const {
    return id == Target::_repository_id_ || id == Base::_repository_id_;
}

}  // namespace Sample

void corbel::Codec<Sample::Point>::encode(cdr::Writer& out, const Sample::Point& value) {
    corbel::encode(out, value.id());
    corbel::encode(out, value.x());
    corbel::encode(out, value.c());
    corbel::encode(out, value.name());
}
void corbel::Codec<Sample::Point>::decode(cdr::Reader& in, Sample::Point& value) {
    corbel::decode(in, value.id());
    corbel::decode(in, value.x());
    corbel::decode(in, value.c());
    corbel::decode(in, value.name());
}
void corbel::Codec<Sample::Tree>::encode(cdr::Writer& out, const Sample::Tree& value) {
    corbel::encode(out, value.label());
    corbel::encode(out, value.branches());
}
void corbel::Codec<Sample::Tree>::decode(cdr::Reader& in, Sample::Tree& value) {
    corbel::decode(in, value.label());
    corbel::decode(in, value.branches());
}
void corbel::Codec<Sample::Refused>::encode(cdr::Writer& out, const Sample::Refused& value) {
    corbel::encode(out, value.code());
    corbel::encode(out, value.why());
}
void corbel::Codec<Sample::Refused>::decode(cdr::Reader& in, Sample::Refused& value) {
    corbel::decode(in, value.code());
    corbel::decode(in, value.why());
}
