// SPDX-License-Identifier: BSL-1.0
// Every operation and every exception of the naming service, as a client sees them. The environment names the daemons:
// see client_test.py.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <csignal>
#include <cstdlib>
#include <set>

#include "CosNaming.hpp"

#include <corbel/corba.hpp>

using CosNaming::Name;
using CosNaming::NamingContext;
using CosNaming::NamingContextExt;
using Reason = NamingContext::NotFoundReason;
using ContextRef = IDL::traits<NamingContext>::ref_type;
using ContextExtRef = IDL::traits<NamingContextExt>::ref_type;
using ObjectRef = IDL::traits<CORBA::Object>::ref_type;

namespace {

IDL::traits<CORBA::ORB>::ref_type orb;

ContextExtRef service(const char* variable) {
    auto context = IDL::traits<NamingContextExt>::narrow(orb->string_to_object(std::getenv(variable)));
    REQUIRE(context);
    return context;
}

// A fresh context for each test case, by default of the first daemon.
ContextExtRef fresh(const char* variable = "NAMING") {
    return IDL::traits<NamingContextExt>::narrow(service(variable)->new_context());
}

// "a.k/b" as a Name; no escapes.
Name name(const std::string& text) {
    Name all;
    std::size_t at = 0;
    while (at <= text.size()) {
        const auto end = std::min(text.find('/', at), text.size());
        const auto component = text.substr(at, end - at);
        const auto dot = std::min(component.find('.'), component.size());
        all.emplace_back(component.substr(0, dot), dot == component.size() ? "" : component.substr(dot + 1));
        at = end + 1;
    }
    return all;
}

ObjectRef some_object(int number = 1) {
    return orb->string_to_object("corbaloc::127.0.0.1:1/object" + std::to_string(number));
}

std::string text(const Name& name) {
    std::string all;
    for (const auto& component : name) all += "/" + component.id() + "." + component.kind();
    return all;
}

void check_not_found(const std::function<void()>& call, Reason why, const std::string& rest) {
    try {
        call();
        FAIL_CHECK("NotFound was expected");
    } catch (const NamingContext::NotFound& error) {
        CHECK(error.why() == why);
        CHECK(text(error.rest_of_name()) == text(name(rest)));
    }
}

}  // namespace

TEST_CASE("what is bound is resolved") {
    const auto root = fresh();
    root->bind(name("a"), some_object(1));
    root->bind(name("a.kind"), some_object(2));
    CHECK(root->resolve(name("a"))->_is_equivalent(some_object(1)));
    CHECK(root->resolve(name("a.kind"))->_is_equivalent(some_object(2)));
    CHECK(root->resolve_str("a.kind")->_is_equivalent(some_object(2)));
    CHECK_THROWS_AS(root->bind(name("a"), some_object(3)), NamingContext::AlreadyBound);
    root->rebind(name("a"), some_object(3));
    CHECK(root->resolve(name("a"))->_is_equivalent(some_object(3)));
    root->unbind(name("a"));
    check_not_found([&] { root->resolve(name("a")); }, Reason::missing_node, "a");
    check_not_found([&] { root->unbind(name("a")); }, Reason::missing_node, "a");
    root->bind(name("nil"), nullptr);
    CHECK_FALSE(root->resolve(name("nil")));
}

TEST_CASE("contexts within contexts") {
    const auto root = fresh();
    const auto plant = root->bind_new_context(name("plant"));
    const auto hall = root->bind_new_context(name("plant/hall"));
    root->bind(name("plant/hall/pump"), some_object());
    CHECK(hall->resolve(name("pump"))->_is_equivalent(some_object()));
    CHECK(plant->resolve(name("hall/pump"))->_is_equivalent(some_object()));
    CHECK(root->resolve(name("plant"))->_is_equivalent(plant));
    CHECK_THROWS_AS(root->bind_new_context(name("plant")), NamingContext::AlreadyBound);
    CHECK_THROWS_AS(root->bind_context(name("plant"), hall), NamingContext::AlreadyBound);

    check_not_found([&] { root->resolve(name("plant/x/y/z")); }, Reason::missing_node, "x/y/z");
    check_not_found([&] { root->resolve(name("plant/hall/pump/y")); }, Reason::not_context, "pump/y");
    check_not_found([&] { root->bind(name("plant/hall/pump/y"), some_object()); }, Reason::not_context, "pump/y");
    check_not_found([&] { root->bind_new_context(name("no/y")); }, Reason::missing_node, "no/y");
    check_not_found([&] { root->rebind(name("plant"), some_object()); }, Reason::not_object, "plant");
    check_not_found([&] { root->rebind_context(name("plant/hall/pump"), hall); }, Reason::not_context, "pump");

    // A context bound as an object is not gone through.
    root->bind(name("object"), hall);
    CHECK(root->resolve(name("object"))->_is_equivalent(hall));
    check_not_found([&] { root->resolve(name("object/pump")); }, Reason::not_context, "object/pump");

    // A cycle is no harm.
    hall->bind_context(name("up"), plant);
    CHECK(root->resolve(name("plant/hall/up/hall/up/hall/pump")));
    root->rebind_context(name("plant/hall/up"), root);
    CHECK(root->resolve(name("plant/hall/up/plant/hall/pump")));
    CHECK_THROWS_AS(root->bind_context(name("nil"), nullptr), CORBA::BAD_PARAM);
    CHECK_THROWS_AS(root->rebind_context(name("nil"), nullptr), CORBA::BAD_PARAM);
}

TEST_CASE("contexts are destroyed when empty") {
    const auto root = fresh();
    const auto context = root->bind_new_context(name("c"));
    context->bind(name("x"), some_object());
    CHECK_THROWS_AS(context->destroy(), NamingContext::NotEmpty);
    context->unbind(name("x"));
    CHECK_FALSE(context->_non_existent());
    context->destroy();
    CHECK(context->_non_existent());
    CHECK_THROWS_AS(context->resolve(name("x")), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(context->bind(name("x"), some_object()), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(context->new_context(), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(context->destroy(), CORBA::OBJECT_NOT_EXIST);
    try {
        root->resolve(name("c/x"));
        FAIL_CHECK("CannotProceed was expected");
    } catch (const NamingContext::CannotProceed& error) {
        CHECK(text(error.rest_of_name()) == text(name("x")));
        CHECK(error.cxt()->_is_equivalent(context));
    }
    CHECK_THROWS_AS(service("NAMING")->destroy(), CORBA::NO_PERMISSION);
}

TEST_CASE("names that are none") {
    const auto root = fresh();
    const Name none;
    CHECK_THROWS_AS(root->bind(none, some_object()), NamingContext::InvalidName);
    CHECK_THROWS_AS(root->rebind(none, some_object()), NamingContext::InvalidName);
    CHECK_THROWS_AS(root->bind_context(none, root), NamingContext::InvalidName);
    CHECK_THROWS_AS(root->rebind_context(none, root), NamingContext::InvalidName);
    CHECK_THROWS_AS(root->resolve(none), NamingContext::InvalidName);
    CHECK_THROWS_AS(root->unbind(none), NamingContext::InvalidName);
    CHECK_THROWS_AS(root->bind_new_context(none), NamingContext::InvalidName);
    CHECK_THROWS_AS(root->to_string(none), NamingContext::InvalidName);
    for (const char* bad : {"", "/", "a//b", "a.", "a\\b"}) {
        CHECK_THROWS_AS(root->to_name(bad), NamingContext::InvalidName);
        CHECK_THROWS_AS(root->resolve_str(bad), NamingContext::InvalidName);
    }
    CHECK_THROWS_AS(root->resolve(Name(1000, CosNaming::NameComponent{"x", ""})), NamingContext::InvalidName);
    CHECK_THROWS_AS(root->bind(Name{CosNaming::NameComponent{std::string(1 << 20, 'x'), ""}}, some_object()),
                    NamingContext::InvalidName);
}

TEST_CASE("names as text and as URLs") {
    const auto root = fresh();
    CHECK(root->to_string(name("a.b/c")) == "a.b/c");
    const Name strange{CosNaming::NameComponent{"a/b.c\\", ""}, CosNaming::NameComponent{"", "k"},
                       CosNaming::NameComponent{"", ""}};
    CHECK(root->to_string(strange) == "a\\/b\\.c\\\\/.k/.");
    CHECK(root->to_name(root->to_string(strange)) == strange);
    CHECK(root->to_url(":host:2809", "a.b/c d") == "corbaname::host:2809#a.b/c%20d");
    CHECK_THROWS_AS(root->to_url("", "a"), NamingContextExt::InvalidAddress);
    CHECK_THROWS_AS(root->to_url(":host:port", "a"), NamingContextExt::InvalidAddress);
    CHECK_THROWS_AS(root->to_url(":host", "a//b"), NamingContext::InvalidName);
}

TEST_CASE("a list is as long as asked, the rest comes by an iterator") {
    const auto root = fresh();
    std::set<std::string> bound;
    for (int i = 0; i < 20; ++i) {
        root->bind(name("n" + std::to_string(i)), some_object());
        bound.insert("n" + std::to_string(i));
    }
    root->bind_new_context(name("context"));
    bound.insert("context");

    CosNaming::BindingList some;
    IDL::traits<CosNaming::BindingIterator>::ref_type rest;
    root->list(100, some, rest);
    CHECK(some.size() == 21);
    CHECK_FALSE(rest);

    root->list(5, some, rest);
    CHECK(some.size() == 5);
    REQUIRE(rest);
    std::set<std::string> seen;
    const auto see = [&](const CosNaming::Binding& binding) {
        REQUIRE(binding.binding_name().size() == 1);
        const auto& id = binding.binding_name()[0].id();
        CHECK(seen.insert(id).second);
        CHECK((binding.binding_type() == CosNaming::BindingType::ncontext) == (id == "context"));
    };
    for (const auto& binding : some) see(binding);
    CosNaming::Binding one;
    CHECK(rest->next_one(one));
    see(one);
    CHECK_THROWS_AS(rest->next_n(0, some), CORBA::BAD_PARAM);
    CHECK(rest->next_n(7, some));
    CHECK(some.size() == 7);
    for (const auto& binding : some) see(binding);
    while (rest->next_n(7, some))
        for (const auto& binding : some) see(binding);
    CHECK(some.empty());
    CHECK_FALSE(rest->next_one(one));
    CHECK(seen == bound);
    rest->destroy();
    CHECK_THROWS_AS(rest->next_one(one), CORBA::OBJECT_NOT_EXIST);
    CHECK_THROWS_AS(rest->destroy(), CORBA::OBJECT_NOT_EXIST);
    CHECK(rest->_non_existent());

    root->list(0, some, rest);
    CHECK(some.empty());
    CHECK(rest);
    const auto empty = root->new_context();
    empty->list(0, some, rest);
    CHECK_FALSE(rest);
}

TEST_CASE("iterators that are forgotten do not pile up") {
    const auto root = fresh();
    root->bind(name("a"), some_object());
    CosNaming::BindingList none;
    IDL::traits<CosNaming::BindingIterator>::ref_type first;
    IDL::traits<CosNaming::BindingIterator>::ref_type last;
    root->list(0, none, first);
    for (int i = 0; i < 1100; ++i) root->list(0, none, last);
    CosNaming::Binding one;
    CHECK_THROWS_AS(first->next_one(one), CORBA::OBJECT_NOT_EXIST);
    CHECK(last->next_one(one));
}

TEST_CASE("a name goes on in a context of another process") {
    const auto root = fresh();
    const auto elsewhere = service("NAMING_ELSEWHERE");
    root->bind_context(name("other"), elsewhere);
    CHECK(root->resolve(name("other"))->_is_equivalent(elsewhere));
    root->bind_new_context(name("other/dir"));
    root->bind(name("other/dir/x"), some_object());
    CHECK(elsewhere->resolve(name("dir/x"))->_is_equivalent(some_object()));
    CHECK(root->resolve(name("other/dir/x"))->_is_equivalent(some_object()));
    CHECK_THROWS_AS(root->bind(name("other/dir/x"), some_object()), NamingContext::AlreadyBound);
    check_not_found([&] { root->resolve(name("other/dir/y/z")); }, Reason::missing_node, "y/z");
    root->rebind(name("other/dir/x"), some_object(2));
    root->bind_context(name("other/dir/back"), root);
    CHECK(root->resolve(name("other/dir/back/other/dir/x"))->_is_equivalent(some_object(2)));
    root->rebind_context(name("other/dir/back"), elsewhere);
    root->unbind(name("other/dir/back"));
    root->unbind(name("other/dir/x"));
    root->unbind(name("other/dir"));
    // Roots of two daemons have the same id and are not the same.
    CHECK_FALSE(root->resolve(name("other"))->_is_equivalent(service("NAMING")));
}

TEST_CASE("a name that goes to and fro between two services ends") {
    const auto root = fresh();
    const auto elsewhere = fresh("NAMING_ELSEWHERE");
    root->bind_context(name("there"), elsewhere);
    elsewhere->bind_context(name("back"), root);
    root->bind(name("x"), some_object());
    CHECK(root->resolve(name("there/back/there/back/x"))->_is_equivalent(some_object()));
    check_not_found([&] { root->resolve(name("there/back/there/y")); }, Reason::missing_node, "y");
    Name round;
    for (int i = 0; i < 60; ++i)
        for (const char* step : {"there", "back"}) round.emplace_back(step, "");
    CHECK_THROWS_AS(root->resolve(round), NamingContext::CannotProceed);
    CHECK(root->resolve(name("x")));
}

TEST_CASE("a context that does not answer is CannotProceed") {
    const auto root = fresh();
    const auto mortal = service("NAMING_MORTAL");
    root->bind_context(name("mortal"), mortal);
    root->bind(name("mortal/x"), some_object());
    ::kill(std::atoi(std::getenv("NAMING_MORTAL_PID")), SIGKILL);
    try {
        root->resolve(name("mortal/x"));
        FAIL_CHECK("CannotProceed was expected");
    } catch (const NamingContext::CannotProceed& error) {
        CHECK(text(error.rest_of_name()) == text(name("x")));
    }
    // The binding itself is ours and can be given up.
    CHECK(root->resolve(name("mortal")));
    root->unbind(name("mortal"));
}

TEST_CASE("corbaname follows a name") {
    const auto root = service("NAMING");
    root->rebind(name("by.name"), some_object(7));
    const std::string url = std::getenv("NAMING");
    const auto address = url.substr(std::string{"corbaloc:"}.size());
    CHECK(orb->string_to_object("corbaname:" + address + "#by.name")->_is_equivalent(some_object(7)));
    const auto sent = root->to_url(address.substr(0, address.find('/')), "by.name");
    CHECK(orb->string_to_object(sent)->_is_equivalent(some_object(7)));
    root->unbind(name("by.name"));
    CHECK_THROWS_AS(orb->string_to_object(sent), CORBA::BAD_PARAM);
}

int main(int argc, char* argv[]) {
    orb = CORBA::ORB_init(argc, argv);
    const int failed = Catch::Session().run(argc, argv);
    orb->destroy();
    return failed;
}
