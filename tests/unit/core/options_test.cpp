// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/options.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/core/settings.hpp"

namespace corbel::core {
namespace {

struct CommandLine {
    std::vector<std::string> words;
    std::vector<char*> pointers;
    int argc = 0;

    Options parse(std::vector<std::string> line) {
        words = std::move(line);
        words.insert(words.begin(), "program");
        pointers.clear();
        for (auto& word : words) pointers.push_back(word.data());
        pointers.push_back(nullptr);
        argc = static_cast<int>(words.size());
        return Options::parse(argc, pointers.data());
    }
    std::vector<std::string> left() const { return {pointers.begin(), pointers.begin() + argc}; }
};

std::string refusal(std::vector<std::string> line) {
    try {
        CommandLine{}.parse(std::move(line));
    } catch (const SystemError& error) {
        CHECK(error.error() == Error::bad_param);
        CHECK(error.minor() == minor::bad_option);
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("options: the ORB takes its own and leaves the rest") {
    CommandLine line;
    const auto options = line.parse({"-v", "-ORBid", "mine", "file", "-ORBInitRef", "A=corbaloc::h/a", "-ORBInitRef",
                                     "B=corbaname::h#b=c", "--", "-ORBDefaultInitRef", "corbaloc::x"});
    CHECK(line.left() == std::vector<std::string>{"program", "-v", "file", "--"});
    CHECK(line.pointers[4] == nullptr);
    CHECK(options.id == "mine");
    REQUIRE(options.initial_references.size() == 2);
    CHECK(options.initial_references[0] == std::pair<std::string, std::string>{"A", "corbaloc::h/a"});
    CHECK(options.initial_references[1].second == "corbaname::h#b=c");
    CHECK(options.default_initial_reference == "corbaloc::x");
}

TEST_CASE("options: values") {
    const auto options = CommandLine{}.parse({"-ORBgiopMaxMsgSize", "8192", "-ORBclientCallTimeOutPeriod", "2000",
                                              "-ORBclientConnectTimeOutPeriod", "0", "-ORBnativeCharCodeSet",
                                              "ISO-8859-1", "-ORBmaxGIOPVersion", "1.1", "-ORBgiopFragmentSize",
                                              "4096"});
    CHECK(options.fragment_size == 4096);
    CHECK(options.max_message_size == 8192);
    CHECK(options.call_timeout == std::chrono::seconds{2});
    CHECK(options.connect_timeout.count() == 0);
    CHECK(options.thread_wait == std::chrono::seconds{2});
    CHECK(options.native_chars == cdr::CodeSet::iso_8859_1);
    CHECK(options.max_giop_version == giop::Version{1, 1});
}

TEST_CASE("options: endpoints in omniORB's spelling") {
    CHECK(parse_endpoint("giop:tcp:127.0.0.1:2809") == Endpoint{"127.0.0.1", 2809, {}});
    CHECK(parse_endpoint("giop:tcp::") == Endpoint{});
    CHECK(parse_endpoint("giop:tcp:[::1]:7") == Endpoint{"::1", 7, {}});
    CHECK(parse_endpoint("giop:tcp::4000-4010") == Endpoint{"", 4000, {}, 4010});
    CHECK(parse_endpoint("giop:unix:/tmp/s") == Endpoint{"", 0, "/tmp/s"});
    for (const auto* same : {"giop:tcp:h:4000-4010", "giop:tcp:[::1]:7", "giop:tcp::", "giop:unix:/tmp/s", "giop:unix:",
                             "giop:shm:/tmp/s", "giop:shm:"})
        CHECK(parse_endpoint(same).to_string() == same);
    for (const auto* bad :
         {"", "giop:tcp:", "tcp:h:1", "giop:ssl:h:1", "giop:tcp:h:70000", "giop:tcp:h:x",
          "giop:tcp:h:5-", "giop:tcp:h:-5", "giop:tcp:h:6-5", "giop:tcp:h:0-5", "giop:tcp:h:5-70000"})
        CHECK_THROWS_AS(parse_endpoint(bad), SystemError);
}

TEST_CASE("options: where connections may go, in omniORB's spelling") {
    const auto verdict = [](std::vector<std::string_view> rules, const giop::Address& address) {
        std::vector<ConnectRule> parsed;
        for (const auto each : rules) parsed.push_back(ConnectRule::parse(each));
        return ConnectPolicy{parsed}(address);
    };
    const giop::Address inside{"10.1.2.3", 1, {}}, outside{"192.0.2.1", 1, {}}, self{"127.0.0.1", 1, {}},
        six{"fd00::1", 1, {}}, path{"", 0, "/tmp/s"};
    CHECK(verdict({}, outside));
    CHECK_FALSE(verdict({"* none"}, outside));
    for (const auto* rule : {"10.0.0.0/8 tcp", "10.0.0.0/255.0.0.0 tcp", "10.1.2.3 tcp", "10.1.2.2/31 unix,tcp"}) {
        CAPTURE(rule);
        CHECK(verdict({rule}, inside));
        CHECK_FALSE(verdict({rule}, outside));
        CHECK_FALSE(verdict({rule}, six));
        CHECK_FALSE(verdict({rule}, path));
    }
    CHECK(verdict({"localhost none", "* tcp"}, outside));
    CHECK_FALSE(verdict({"localhost none", "* tcp,unix"}, self));
    CHECK_FALSE(verdict({"localhost none", "* tcp,unix"}, path));
    CHECK(verdict({"localhost unix"}, path));
    CHECK_FALSE(verdict({"localhost unix"}, self));
    CHECK(verdict({"fd00::/8 tcp"}, six));
    CHECK_FALSE(verdict({"::/0 none", "* tcp"}, six));
    CHECK(verdict({"::/0 none", "* tcp"}, inside));
    for (const auto* bad : {"", "*", "* ", "* udp", "* tcp,", "host tcp", "10.0.0.0/33 tcp", "10.0.0.0/255.0.255.0 tcp",
                            "fd00::/129 tcp", "10.0.0.0/ tcp"})
        CHECK_THROWS_AS(ConnectRule::parse(bad), SystemError);
    CHECK_THAT(refusal({"-ORBclientTransportRule", "tcp"}), Catch::Contains("-ORBclientTransportRule \"tcp\""));
}

TEST_CASE("options: what is published, in omniORB's spelling") {
    for (const auto* same : {"addr", "ipv4", "ipv6|ipv4", "all(ipv6),all(ipv4)",
                             "giop:tcp:nat.example:2809,fqdn|hostname", "all(interface(eth0))", "interface(lo)",
                             "giop:tcp:[::1]:,giop:unix:/tmp/s", "giop:shm:/tmp/s|addr"})
        CHECK(to_string(parse_publications(same)) == same);
    for (const auto* bad : {"", "any", "addr,", "addr||ipv4", "all(addr", "all()", "interface()", "interface",
                            "giop:tcp:h:1-2", "giop:shm:", "giop:unix:", "all(giop:tcp:h:1)", "all(all(addr))"})
        CHECK_THROWS_AS(parse_publications(bad), SystemError);
    CHECK_THAT(refusal({"-ORBendPointPublish", "adr"}),
               Catch::Contains("-ORBendPointPublish \"adr\"") && Catch::Contains("hostname"));
    CHECK_THAT(refusal({"-ORBendPointNoListen", "giop:tcp::4000"}), Catch::Contains("giop:tcp:host:port"));
    CHECK_THAT(refusal({"-ORBendPoint", "giop:tcp:h:9-8"}), Catch::Contains("4000-4010"));
}

TEST_CASE("options: what is unknown or wrong is refused, with what would be right") {
    CHECK_THAT(refusal({"-ORBinitref", "a=b"}), Catch::Contains("-ORBinitref") && Catch::Contains("-ORBInitRef?"));
    CHECK_THAT(refusal({"-ORBendpoints", "x"}), Catch::Contains("did you mean -ORBendPoint?"));
    CHECK_THAT(refusal({"-ORBid"}), Catch::Contains("-ORBid needs a value"));
    CHECK_THAT(refusal({"-ORBgiopMaxMsgSize", "12x"}), Catch::Contains("\"12x\"") && Catch::Contains("8192"));
    CHECK_THAT(refusal({"-ORBgiopMaxMsgSize", "1"}), Catch::Contains("8192"));
    CHECK_THAT(refusal({"-ORBmaxGIOPVersion", "1.3"}), Catch::Contains("1.0, 1.1 or 1.2"));
    CHECK_THAT(refusal({"-ORBmaxNesting", "513"}), Catch::Contains("from 8 to 512"));
    CHECK_THAT(refusal({"-ORBmaxProfiles", "0"}), Catch::Contains("from 1 to 65535"));
    CHECK_THAT(refusal({"-ORBInitRef", "=x"}), Catch::Contains("name=url"));
    CHECK_THAT(refusal({"-ORBInitRef", "x"}), Catch::Contains("name=url"));
    CHECK_THAT(refusal({"-ORBnativeCharCodeSet", "EBCDIC"}), Catch::Contains("UTF-8"));
}

namespace {

struct Variable {
    std::string name;
    Variable(std::string name, const char* value) : name{std::move(name)} { ::setenv(this->name.c_str(), value, 1); }
    ~Variable() { ::unsetenv(name.c_str()); }
};

struct File {
    std::string path = std::filesystem::temp_directory_path() / ("corbel-options-" + std::to_string(::getpid()));
    explicit File(const std::string& text) { std::ofstream{path} << text; }
    ~File() { std::filesystem::remove(path); }
};

EffectiveSetting effective(const Options& options, std::string_view name) {
    for (auto& each : effective_settings(options))
        if (each.name == name) return each;
    throw std::runtime_error{"no such setting"};
}

}  // namespace

TEST_CASE("options: the command line comes before the environment, the file and the program") {
    const File file{"# settings of the site\n\n maxServerThreadPoolSize = 3\ngiopMaxMsgSize=10000\nInitRef = A=file:a\n"
                    "serverThreadWait = 700\npoaHoldRequestTimeout = 5\nendPoint = giop:tcp::1\n"};
    const Variable config{"ORBconfigFile", file.path.c_str()};
    const Variable size{"ORBgiopMaxMsgSize", "20000"}, call{"ORBclientCallTimeOutPeriod", "7"};
    std::string words[] = {"program",   "-ORBclientCallTimeOutPeriod", "9", "-ORBInitRef", "A=file:b", "-ORBendPoint",
                           "giop:tcp::2"};
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    int argc = 7;
    const auto options = Options::parse(argc, argv.data(), {{"poaHoldRequestTimeout", "6"}, {"id", "mine"}});
    CHECK(options.call_timeout.count() == 9);
    CHECK(effective(options, "clientCallTimeOutPeriod").source == "command line");
    CHECK(effective(options, "clientCallTimeOutPeriod").built_in == "60000");
    CHECK(effective(options, "giopMaxMsgSize").value == "20000");
    CHECK(effective(options, "giopMaxMsgSize").source == "environment");
    CHECK(effective(options, "maxServerThreadPoolSize").value == "3");
    CHECK(effective(options, "maxServerThreadPoolSize").source == file.path + ":3");
    CHECK(options.hold_time.count() == 5);
    CHECK(options.thread_wait.count() == 700);
    CHECK(effective(options, "serverThreadWait").source == file.path + ":6");
    CHECK(options.id == "mine");
    CHECK(effective(options, "id").source == "program");
    CHECK(effective(options, "endPoint").value == "giop:tcp::2");
    CHECK(effective(options, "InitRef").value == "A=file:b A=file:a");
    CHECK(effective(options, "nativeCharCodeSet").source == "built in");
}

TEST_CASE("options: wrong settings are refused wherever they stand, with the place") {
    {
        const Variable wrong{"ORBgiopMaxMsgSize", "huge"};
        CHECK_THAT(refusal({"-ORBgiopMaxMsgSize", "10000"}),
                   Catch::Contains("environment variable ORBgiopMaxMsgSize") && Catch::Contains("huge"));
    }
    {
        const Variable slip{"ORBgiopMaxMsgsize", "1"}, foreign{"ORBACUS_HOME", "1"};
        CHECK_THAT(refusal({}), Catch::Contains("did you mean ORBgiopMaxMsgSize?"));
    }
    const File file{"id = x\nlogs = debug\n"};
    CHECK_THAT(refusal({"-ORBconfigFile", file.path}),
               Catch::Contains(file.path + ":2") && Catch::Contains("did you mean log?"));
    CHECK_THAT(refusal({"-ORBconfigFile", "/no/such"}), Catch::Contains("/no/such"));
    CHECK_THAT(refusal({"-ORBlog", "giop=loud"}), Catch::Contains("trace, debug"));
    CHECK_THAT(refusal({"-ORBservantExceptionText", "maybe"}), Catch::Contains("never, loopback or always"));
}

TEST_CASE("options: every setting shows what it takes") {
    for (const auto& each : effective_settings({})) {
        CHECK_FALSE(each.meaning.empty());
        CHECK(each.value == each.built_in);
        if (each.value.empty()) continue;
        Options again;
        CHECK_NOTHROW(find_setting(each.name)->apply(again, each.name, each.value));
        CHECK(find_setting(each.name)->show(again) == each.value);
    }
}

}  // namespace corbel::core
