// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/core/test_orb.hpp"

namespace corbel::core {
namespace {

/// Just enough of a naming context: "here" is bound, "a" is a context, all else is not found.
struct Names {
    std::shared_ptr<Orb> orb = loopback_orb();
    Reference target = serve(*orb, says("resolved"));
    Reference context = serve(*orb, servant([this](ServerRequest& request) { answer(request); }));
    std::string place;

    Names() {
        orb->register_object_key("NameService", context);
        place = orb->addresses().at(0).to_string();
    }
    ~Names() { orb->destroy(); }

    void answer(ServerRequest& request) {
        CHECK(request.operation() == "resolve");
        auto& in = request.arguments();
        const auto count = in.length(10);
        const auto id = in.string();
        const auto kind = in.string();
        if (count == 1 && id == "here" && kind == "now")
            return request.reply([&](cdr::Writer& out) { target.ior().write(out); });
        request.reply_user_exception("IDL:omg.org/CosNaming/NamingContext/NotFound:1.0", [&](cdr::Writer& out) {
            out.put(std::uint32_t{0});
            out.length(1);
            out.string(id);
            out.string(kind);
        });
    }
};

struct Fixture {
    std::shared_ptr<Orb> client = Orb::create();
    ~Fixture() { client->destroy(); }
};

std::string text_of(const SystemError& error) { return error.what(); }

struct File {
    std::filesystem::path path;
    explicit File(const std::string& text)
        : path{std::filesystem::temp_directory_path() / ("corbel-url-" + std::to_string(getpid()))} {
        std::ofstream{path} << text;
    }
    ~File() { std::filesystem::remove(path); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "url: corbaname asks the naming service") {
    Names names;
    CHECK(ask(client->string_to_object("corbaname::" + names.place + "#here.now")) == "resolved");
    CHECK(ask(client->string_to_object("corbaname::" + names.place + "/NameService#here%2enow")) == "resolved");
    CHECK_FALSE(client->string_to_object("corbaname::" + names.place).ior().is_nil());
}

TEST_CASE_METHOD(Fixture, "url: a wrong port, host, name and key are told apart, each with the address tried") {
    Names names;
    const auto port = names.orb->addresses().at(0).port;
    const auto free_port = [] {
        const auto orb = loopback_orb();
        const auto port = orb->addresses().at(0).port;
        orb->destroy();
        return std::to_string(port);
    }();
    const auto wrong_port =
        error_of_action([&] { ask(client->string_to_object("corbaloc::127.0.0.1:" + free_port + "/x")); });
    const auto wrong_host =
        error_of_action([&] { ask(client->string_to_object("corbaloc::no-such-host.invalid:2809/x")); });
    const auto wrong_name =
        error_of_action([&] { client->string_to_object("corbaname::" + names.place + "#not/there"); });
    const auto wrong_key =
        error_of_action([&] { ask(client->string_to_object("corbaloc::" + names.place + "/wrong")); });
    CHECK(wrong_port.error() == Error::transient);
    CHECK_THAT(text_of(wrong_port), Catch::Contains("127.0.0.1:" + free_port));
    CHECK(wrong_host.error() == Error::transient);
    CHECK_THAT(text_of(wrong_host), Catch::Contains("no-such-host.invalid"));
    CHECK(wrong_name.error() == Error::bad_param);
    CHECK(wrong_name.minor() == minor::no_initial_reference);
    CHECK_THAT(text_of(wrong_name), Catch::Contains(names.place) && Catch::Contains("not/there"));
    CHECK(wrong_key.error() == Error::object_not_exist);
    CHECK_THAT(text_of(wrong_key), Catch::Contains("127.0.0.1:" + std::to_string(port)));
}

TEST_CASE_METHOD(Fixture, "url: initial references from the command line, a prefix, registration, and by default") {
    Names names;
    Options options;
    options.initial_references = {{"Here", "corbaname::" + names.place + "#here.now"}, {"Bad", "corbaloc:nonsense"}};
    options.default_initial_reference = "corbaloc::" + names.place;
    const auto orb = Orb::create(options);
    CHECK(ask(orb->resolve_initial_references("Here")) == "resolved");
    CHECK(ask(orb->string_to_object("corbaloc:rir:/Here")) == "resolved");
    CHECK(orb->invoker()->locate(orb->resolve_initial_references("NameService")) == Location::Status::object_here);
    CHECK(ask(orb->string_to_object("corbaname:rir:#here.now")) == "resolved");
    CHECK_THAT(text_of(error_of_action([&] { orb->resolve_initial_references("Bad"); })),
               Catch::Contains("-ORBInitRef Bad=corbaloc:nonsense"));
    orb->register_initial_reference("Mine", names.target);
    CHECK(orb->resolve_initial_references("Mine").ior() == names.target.ior());
    CHECK_THROWS_AS(orb->register_initial_reference("Mine", names.target), InvalidName);
    CHECK(orb->list_initial_services() ==
          std::vector<std::string>{"Bad", "CodecFactory", "DynAnyFactory", "Here", "Mine", "NameService",
                                   "ORBPolicyManager", "PICurrent", "POACurrent", "PolicyCurrent", "RootPOA"});
    orb->destroy();

    CHECK(client->object_to_string(client->resolve_initial_references("NameService")) ==
          client->object_to_string(client->string_to_object("corbaloc::127.0.0.1:2809/NameService")));
    CHECK_THROWS_AS(client->resolve_initial_references("Nothing"), InvalidName);
    CHECK(error_of_action([&] { client->string_to_object("corbaloc:rir:/Nothing"); }).minor() ==
          minor::no_initial_reference);
}

TEST_CASE_METHOD(Fixture, "url: files hold URLs") {
    const auto ior = client->object_to_string(client->string_to_object("corbaloc::127.0.0.1:7/x"));
    const File file{ior + "\r\nrest"};
    CHECK(client->object_to_string(client->string_to_object("file://" + file.path.string())) == ior);
    CHECK(client->object_to_string(client->string_to_object(file.path.string())) == ior);
    const auto relative = std::filesystem::relative(file.path).string();
    CHECK(client->object_to_string(client->string_to_object(relative)) == ior);
    CHECK_THAT(text_of(error_of_action([&] { client->string_to_object("file:///no/such/file"); })),
               Catch::Contains("/no/such/file"));
    CHECK_THROWS_AS(client->string_to_object("file:///dev/zero"), SystemError);
    const File loop{"file://" + file.path.string()};
    CHECK(error_of_action([&] { client->string_to_object(loop.path.string()); }).minor() ==
          minor::no_initial_reference);
}

TEST_CASE_METHOD(Fixture, "url: nil and nonsense") {
    CHECK_FALSE(client->string_to_object(client->object_to_string({})));
    for (const auto* bad : {"", "http://x", "IOR:xyz", "IOR:", "corbaloc:", "corbaloc::", "corbaname::h#a//b"}) {
        CAPTURE(bad);
        const auto error = error_of_action([&] { client->string_to_object(bad); }).error();
        CHECK((error == Error::bad_param || error == Error::inv_objref));
    }
}

}  // namespace corbel::core
