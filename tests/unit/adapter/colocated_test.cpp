// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <future>

#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {
namespace {

struct Fixture {
    SmallOrb orb;
    std::shared_ptr<Poa> root = orb.active_root();

    Reference object(TestServant::Action action) {
        return root->id_to_reference(root->activate(servant(std::move(action))));
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "colocated: arguments and results pass as on the wire, on the caller's thread") {
    const auto caller = std::this_thread::get_id();
    const auto target = object([&](ServerRequest& request) {
        CHECK(std::this_thread::get_id() == caller);
        CHECK(request.operation() == "twice");
        CHECK(request.response_expected());
        CHECK(request.arguments().environment() == orb.invoker.get());
        const auto number = request.arguments().get<std::int32_t>();
        const auto text = request.arguments().string();
        request.end_of_arguments();
        request.reply([&](cdr::Writer& out) {
            out.put(number * 2);
            out.string(text + text);
        });
    });
    auto reply = orb.invoker->call(target, "twice", [](cdr::Writer& out) {
        out.put(std::int32_t{21});
        out.string("ab");
    });
    CHECK(reply.body.environment() == orb.invoker.get());
    CHECK(reply.body.get<std::int32_t>() == 42);
    CHECK(reply.body.string() == "abab");
    CHECK(reply.body.at_end());
}

TEST_CASE_METHOD(Fixture, "colocated: a user exception comes as a reply") {
    const auto target = object([](ServerRequest& request) {
        request.reply_user_exception("IDL:Refused:1.0", [](cdr::Writer& out) { out.put(std::int32_t{5}); });
    });
    auto reply = call(target);
    CHECK(reply.status == giop::ReplyStatus::user_exception);
    CHECK(reply.body.identifier() == "IDL:Refused:1.0");
    CHECK(reply.body.get<std::int32_t>() == 5);
}

TEST_CASE_METHOD(Fixture, "colocated: a oneway has no answer") {
    int count = 0;
    const auto target = object([&](ServerRequest& request) {
        CHECK_FALSE(request.response_expected());
        ++count;
        throw SystemError{Error::no_permission, 1};
    });
    orb.invoker->send(target, "fire", [](cdr::Writer&) {});
    CHECK(count == 1);
}

TEST_CASE_METHOD(Fixture, "colocated: LOCATION_FORWARD is followed") {
    const auto other = object([](ServerRequest& request) {
        request.reply([](cdr::Writer& out) { out.string("other"); });
    });
    const auto target = object([&](ServerRequest& request) { request.reply_forward(other.ior(), false); });
    CHECK(ask(target) == "other");
}

TEST_CASE_METHOD(Fixture, "colocated: calls nest and replies outlive the next call") {
    const auto inner = object([](ServerRequest& request) {
        request.reply([&](cdr::Writer& out) { out.string(std::string{request.operation()}); });
    });
    const auto outer = object([&](ServerRequest& request) {
        auto one = call(inner, "one");
        auto two = call(inner, "two");
        request.reply([&](cdr::Writer& out) { out.string(one.body.string() + two.body.string()); });
    });
    auto first = call(outer);
    auto second = call(inner, "three");
    CHECK(first.body.string() == "onetwo");
    CHECK(second.body.string() == "three");
}

TEST_CASE_METHOD(Fixture, "colocated: a deferred request is answered later, from another thread") {
    std::thread worker;
    const auto target = object([&](ServerRequest& request) {
        worker = std::thread{[deferred = request.defer()] {
            CHECK(deferred->operation() == "work");
            const auto number = deferred->arguments().get<std::int32_t>();
            deferred->reply([&](cdr::Writer& out) { out.put(number + 1); });
        }};
    });
    auto reply = orb.invoker->call(target, "work", [](cdr::Writer& out) { out.put(std::int32_t{1}); });
    worker.join();
    CHECK(reply.body.get<std::int32_t>() == 2);
}

TEST_CASE_METHOD(Fixture, "colocated: a deferred request that is dropped is NO_RESPONSE") {
    std::promise<std::shared_ptr<ServerRequest>> deferred;
    const auto target = object([&](ServerRequest& request) { deferred.set_value(request.defer()); });
    std::thread dropper{[&] { deferred.get_future().get().reset(); }};
    CHECK(error_of_action([&] { call(target); }).error() == Error::no_response);
    dropper.join();
}

TEST_CASE("colocated: the deadline of a call counts for deferred requests") {
    Invoker::Settings settings;
    settings.call_timeout = std::chrono::milliseconds{20};
    SmallOrb orb{{}, settings};
    std::shared_ptr<ServerRequest> kept;
    const auto root = orb.active_root();
    const auto target = root->id_to_reference(
        root->activate(servant([&](ServerRequest& request) { kept = request.defer(); })));
    const auto error = error_of_action([&] { call(target); });
    CHECK(error.error() == Error::timeout);
    CHECK(error.completed() == Completion::maybe);
    kept->reply([](cdr::Writer&) {});  // too late, and harmless
}

TEST_CASE_METHOD(Fixture, "colocated: asynchronous calls complete once, on another thread") {
    std::promise<std::shared_ptr<ServerRequest>> kept;
    std::thread::id performed;
    const auto later = object([&](ServerRequest& request) { kept.set_value(request.defer()); });
    const auto now = object([&](ServerRequest& request) {
        performed = std::this_thread::get_id();
        request.reply([](cdr::Writer& out) { out.string("now"); });
    });
    const auto call = [&](const Reference& target) {
        auto answer = std::make_shared<std::promise<std::string>>();
        orb.invoker->call_async(target, "work", [](cdr::Writer&) {}, [answer](Reply reply, const SystemError* error) {
            answer->set_value(error ? "error" : reply.body.string());  // throws the second time
        });
        return answer->get_future();
    };
    CHECK(call(now).get() == "now");
    CHECK(performed != std::this_thread::get_id());
    auto answer = call(later);
    auto request = kept.get_future().get();
    CHECK(answer.wait_for(std::chrono::milliseconds{10}) == std::future_status::timeout);
    request->reply([](cdr::Writer& out) { out.string("later"); });
    CHECK(answer.get() == "later");

    orb.threads = false;
    CHECK(call(now).get() == "now");
    CHECK(performed == std::this_thread::get_id());
    orb.threads = true;
    orb.queue.stop();  // what is posted now is dropped
    CHECK(call(now).get() == "error");
}

TEST_CASE("colocated: asynchronous calls are given up at their deadline, begun or not, and late answers are dropped") {
    Invoker::Settings settings;
    settings.call_timeout = std::chrono::milliseconds{100};
    SmallOrb orb{{}, settings};
    const auto root = orb.active_root();
    std::promise<void> go;
    const auto gone = go.get_future().share();
    std::atomic<unsigned> begun{0}, ended{0}, told{0}, timeouts{0};
    const auto target = root->id_to_reference(root->activate(servant([&](ServerRequest& request) {
        ++begun;
        gone.wait();
        request.reply([](cdr::Writer& out) { out.string("late"); });
        ++ended;
    })));
    const auto start = Clock::now();
    constexpr unsigned calls = 3 * core::WorkQueue::max_threads;
    for (unsigned i = 0; i < calls; ++i)
        orb.invoker->call_async(target, "work", [](cdr::Writer&) {}, [&](Reply, const SystemError* error) {
            timeouts += error && error->error() == Error::timeout;
            ++told;
        });
    while (told < calls && Clock::now() - start < std::chrono::seconds{20}) std::this_thread::yield();
    CHECK(Clock::now() - start >= std::chrono::milliseconds{100});
    CHECK(timeouts == calls);
    CHECK(ended == 0);  // each was told while its operation was running, or had not begun
    go.set_value();
    orb.queue.stop();
    CHECK(begun == core::WorkQueue::max_threads);  // the others would have come too late
    CHECK(ended == begun);
    CHECK(told == calls);
}

TEST_CASE("colocated: the answer and the deadline of an asynchronous call race, and one of them is told") {
    Invoker::Settings settings;
    settings.call_timeout = std::chrono::milliseconds{2};
    SmallOrb orb{{}, settings};
    const auto root = orb.active_root();
    const auto target = root->id_to_reference(root->activate(servant([](ServerRequest& request) {
        const auto deadline = request.deadline();
        while (Clock::now() < deadline) {}
        request.reply([](cdr::Writer& out) { out.string("at the last moment"); });
    })));
    std::atomic<unsigned> told{0}, wrong{0};
    for (unsigned i = 1; i <= 300; ++i) {
        orb.invoker->call_async(target, "work", [](cdr::Writer&) {}, [&](Reply reply, const SystemError* error) {
            wrong += error ? error->error() != Error::timeout : reply.body.string() != "at the last moment";
            ++told;
        });
        while (told < i) std::this_thread::yield();
    }
    orb.queue.stop();
    CHECK(told == 300);
    CHECK(wrong == 0);
}

TEST_CASE_METHOD(Fixture, "colocated: LocateRequest tells what is there") {
    const auto target = object([](ServerRequest&) {});
    CHECK(orb.invoker->locate(target) == Location::Status::object_here);
    root->deactivate(root->reference_to_id(target));
    CHECK(orb.invoker->locate(target) == Location::Status::unknown_object);
}

}  // namespace corbel::adapter
