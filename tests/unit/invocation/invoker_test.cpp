// SPDX-License-Identifier: BSL-1.0
// The rules of a call, told by a channel that plays a script: no sockets, no waiting.
#include <catch2/catch.hpp>

#include <atomic>
#include <deque>
#include <functional>
#include <thread>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/system_exception.hpp"
#include "orb/engine/invocation/invoker.hpp"

using namespace corbel;
using giop::ReplyStatus;

namespace {

giop::Ior ior_of(std::string_view host, std::string_view key = "key") {
    giop::IiopProfile profile;
    profile.addresses = {{std::string{host}, 1, {}}};
    profile.object_key = to_octets(as_bytes(key));
    return {"IDL:X:1.0", {{giop::tag::internet_iop, profile.write()}}};
}

/// The servers of a script: every attempt takes the next step, which is an answer or an error.
struct Script : ChannelProvider, std::enable_shared_from_this<Script> {
    using Step = std::function<Reply()>;

    struct Play : Channel {
        Play(Script& script, std::string host) : script{script}, host{std::move(host)} {}
        void call(const RequestHead& head, Encoder arguments, Deadline deadline, Reply& reply) override {
            reply = script.next(host, head, arguments, deadline);
        }
        void send(const RequestHead& head, Encoder arguments, Deadline deadline) override {
            script.next(host, head, arguments, deadline);
        }
        void call_async(const RequestHead& head, Encoder arguments, Deadline deadline, Done done) override {
            Reply reply;
            try {
                reply = script.next(host, head, arguments, deadline);
            } catch (const SystemError& error) {
                return done({}, &error);
            }
            done(std::move(reply), nullptr);
        }
        Location locate(const giop::IiopProfile&, Deadline) override { return {Location::Status::object_here, {}}; }
        bool usable() const noexcept override { return true; }
        std::string peer() const override { return host; }
        bool may_be_kept() const noexcept override { return true; }  // as those of a transport

        Script& script;
        std::string host;
    };

    std::shared_ptr<Channel> channel_for(const giop::IiopProfile& profile, Deadline) override {
        const auto& host = profile.addresses.front().host;
        if (host == "down") throw SystemError{Error::transient, minor::cannot_connect, "cannot connect to down:1"};
        return std::make_shared<Play>(*this, host);
    }

    Reply next(const std::string& host, const RequestHead& head, Encoder arguments, Deadline deadline) {
        sent += (sent.empty() ? "" : " ") + host;
        response_expected = head.response_expected;
        deadlines.push_back(deadline);
        cdr::Writer out;
        out.put(std::uint32_t{0});
        arguments(out);
        bodies.push_back(out.copy());
        if (steps.empty()) return {};
        const auto step = steps.front();
        steps.pop_front();
        return step();
    }

    Script& answers(ReplyStatus status = ReplyStatus::no_exception, std::function<void(cdr::Writer&)> body = {}) {
        steps.push_back([=] {
            cdr::Writer out;
            if (body) body(out);
            const auto bytes = std::make_shared<Octets>(out.copy());
            return Reply{status, {}, cdr::Reader{*bytes}, bytes};
        });
        return *this;
    }
    Script& forwards(const giop::Ior& to, ReplyStatus status = ReplyStatus::location_forward) {
        return answers(status, [to](cdr::Writer& out) { to.write(out); });
    }
    Script& raises(Error error, Completion completed = Completion::no) {
        return answers(ReplyStatus::system_exception, [=](cdr::Writer& out) {
            giop::write_system_exception(out, {error, 3, completed});
        });
    }
    Script& breaks(Completion completed, Error error = Error::comm_failure) {
        steps.push_back([=]() -> Reply { throw SystemError{error, minor::connection_lost, completed, "lost"}; });
        return *this;
    }

    std::deque<Step> steps;
    std::string sent;
    std::vector<Octets> bodies;
    std::vector<Deadline> deadlines;
    bool response_expected = false;
};

struct Fixture {
    std::shared_ptr<Script> script = std::make_shared<Script>();
    std::shared_ptr<Invoker> invoker = std::make_shared<Invoker>(
        std::vector<std::shared_ptr<ChannelProvider>>{script}, Invoker::Settings{});

    Reference to(std::string_view host) { return Reference{ior_of(host), invoker}; }
    Reply call(const Reference& target) {
        return invoker->call(target, "op", [](cdr::Writer& out) { out.put(std::int32_t{42}); });
    }
    SystemError fails(const Reference& target) {
        try {
            call(target);
        } catch (const SystemError& error) {
            return error;
        }
        return SystemError{Error::unknown, 0, "nothing was thrown"};
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "an answer is the caller's, user exceptions too") {
    script->answers().answers(ReplyStatus::user_exception);
    const auto target = to("a");
    CHECK(call(target).status == ReplyStatus::no_exception);
    CHECK(call(target).status == ReplyStatus::user_exception);
    CHECK(script->sent == "a a");
    CHECK(script->response_expected);
    invoker->send(target, "op", [](cdr::Writer&) {});
    CHECK_FALSE(script->response_expected);
}

TEST_CASE_METHOD(Fixture, "only what was not executed is sent again, and once") {
    script->breaks(Completion::no).answers();
    call(to("a"));
    CHECK(script->sent == "a a");
    script->breaks(Completion::no).breaks(Completion::no).answers();
    CHECK(fails(to("b")).error() == Error::comm_failure);
    CHECK(script->sent == "a a b b");
    script->steps.clear();
    script->breaks(Completion::maybe).answers();
    CHECK(fails(to("c")).completed() == Completion::maybe);
    CHECK(script->sent == "a a b b c");
}

TEST_CASE_METHOD(Fixture, "errors that are the caller's are not tried again") {
    script->breaks(Completion::no, Error::bad_param).answers();
    CHECK(fails(to("a")).error() == Error::bad_param);
    CHECK(script->sent == "a");
}

TEST_CASE_METHOD(Fixture, "what the server raises is thrown with its words") {
    script->raises(Error::transient).raises(Error::object_not_exist, Completion::maybe);
    const auto first = fails(to("a"));
    CHECK(first.error() == Error::transient);
    CHECK(first.minor() == 3);
    CHECK_THAT(first.what(), Catch::Contains("TRANSIENT") && Catch::Contains("raised by a") && Catch::Contains("op"));
    CHECK(fails(to("a")).completed() == Completion::maybe);
    CHECK(script->sent == "a a");
}

TEST_CASE_METHOD(Fixture, "a forward is followed, kept, and left when it leads nowhere") {
    script->forwards(ior_of("b")).answers().answers();
    const auto target = to("a");
    call(target);
    call(target);
    CHECK(script->sent == "a b b");
    script->breaks(Completion::no).answers();
    call(target);
    CHECK(script->sent == "a b b b a");
}

TEST_CASE_METHOD(Fixture, "the target of a forward that is gone is asked for at the original reference") {
    script->forwards(ior_of("b")).raises(Error::object_not_exist).answers();
    call(to("a"));
    CHECK(script->sent == "a b a");
    script->forwards(ior_of("down")).answers();
    call(to("c"));
    CHECK(script->sent == "a b a c c");
}

TEST_CASE_METHOD(Fixture, "a permanent forward is not taken back") {
    script->forwards(ior_of("b"), ReplyStatus::location_forward_perm).raises(Error::object_not_exist);
    CHECK(fails(to("a")).error() == Error::object_not_exist);
    CHECK(script->sent == "a b");
}

TEST_CASE_METHOD(Fixture, "forwards that go round in a circle end") {
    for (int i = 0; i < 20; ++i) script->forwards(ior_of(i % 2 ? "a" : "b"));
    const auto error = fails(to("a"));
    CHECK(error.error() == Error::transient);
    CHECK(error.minor() == minor::too_many_forwards);
    CHECK(script->bodies.size() == 11);
}

TEST_CASE_METHOD(Fixture, "one deadline covers all attempts") {
    script->forwards(ior_of("b")).breaks(Completion::no).answers();
    call(to("a"));
    REQUIRE(script->deadlines.size() == 3);
    CHECK(script->deadlines[0] == script->deadlines[2]);
    CHECK(script->deadlines[0] < Clock::now() + std::chrono::seconds{61});
    call(with_timeout(to("a"), std::chrono::seconds{5}));
    CHECK(script->deadlines.back() < Clock::now() + std::chrono::seconds{6});
}

TEST_CASE_METHOD(Fixture, "every profile is tried, and the error tells of each") {
    auto ior = ior_of("down");
    ior.profiles.push_back(ior_of("b").profiles[0]);
    call(Reference{ior, invoker});
    CHECK(script->sent == "b");
    ior.profiles[1] = ior.profiles[0];
    CHECK_THAT(fails(Reference{ior, invoker}).what(), Catch::Contains("down:1; cannot connect to down:1"));
    CHECK(fails(Reference{{"IDL:X:1.0", {{99, {}}}}, invoker}).minor() == minor::no_usable_profile);
}

TEST_CASE_METHOD(Fixture, "an asynchronous call sends the same arguments again without its caller") {
    script->forwards(ior_of("b")).breaks(Completion::no).answers();
    std::atomic<int> done{0};
    const auto comes_to = [&](int count) {  // a request that is sent elsewhere is sent on another thread
        for (const auto end = Clock::now() + std::chrono::seconds{10}; done != count && Clock::now() < end;)
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        return done == count;
    };
    invoker->call_async(to("a"), "op", [](cdr::Writer& out) { out.put(std::int32_t{42}); },
                        [&](Reply reply, const SystemError* error) {
                            CHECK(!error);
                            CHECK(reply.status == ReplyStatus::no_exception);
                            ++done;
                        });
    CHECK(comes_to(1));
    CHECK(script->sent == "a b a");
    REQUIRE(script->bodies.size() == 3);
    CHECK(script->bodies[0] == script->bodies[2]);
    script->breaks(Completion::maybe);
    invoker->call_async(to("a"), "op", [](cdr::Writer&) {}, [&](Reply, const SystemError* error) {
        CHECK(error);
        ++done;
    });
    CHECK(comes_to(2));
}

TEST_CASE_METHOD(Fixture, "nothing is called after shut_down") {
    const auto target = to("a");
    call(target);
    invoker->shut_down();
    CHECK(fails(target).error() == Error::bad_inv_order);
    CHECK(script->sent == "a");
}
