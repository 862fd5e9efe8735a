// SPDX-License-Identifier: BSL-1.0
// Asynchronous calls by generated stubs, told to generated reply handlers: over TCP from one ORB of the process
// to another.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "asynchronous_ami.hpp"
#include "asynchronous_skel.hpp"

#include <corbel/corba.hpp>

namespace {

using namespace std::chrono_literals;
using Remote::Point;
using Remote::Points;
using Asynchronous = CORBA::amic_traits<Everywhere>;
using Holder = IDL::traits<Messaging::ExceptionHolder>::ref_type;
using ProbeRef = IDL::traits<Remote::Probe>::ref_type;
using PoaRef = IDL::traits<PortableServer::POA>::ref_type;

/// An ORB of its own, destroyed at the end of a test.
class Orb {
public:
    explicit Orb(const std::string& id, std::vector<std::string> options = {}) {
        options.insert(options.begin(), {"test", "-ORBendPoint", "giop:tcp:127.0.0.1:0"});
        std::vector<char*> argv;
        for (auto& option : options) argv.push_back(option.data());
        int argc = static_cast<int>(options.size());
        argv.push_back(nullptr);
        orb_ = CORBA::ORB_init(argc, argv.data(), id);
    }
    ~Orb() { orb_->destroy(); }

    CORBA::ORB* operator->() const { return orb_.operator->(); }
    PoaRef poa() const {
        auto poa = IDL::traits<PortableServer::POA>::narrow(orb_->resolve_initial_references("RootPOA"));
        poa->the_POAManager()->activate();
        return poa;
    }

private:
    IDL::traits<CORBA::ORB>::ref_type orb_;
};

class EverywhereServant final : public virtual CORBA::servant_traits<Everywhere>::base_type {
public:
    explicit EverywhereServant(PoaRef poa) : poa_{std::move(poa)} {}
    PoaRef _default_POA() override { return poa_; }

    std::string label() override { return label_; }
    void label(const std::string& value) override { label_ = value; }
    std::int32_t count() override { return 7; }
    void ping() override { ++pings; }
    double weight() override { return 2.5; }
    std::int32_t add(std::int32_t a, std::int32_t b) override {
        if (a < 0) throw Remote::Refused{"negative", a};
        if (b < 0) throw Remote::Closed{};
        if (b == 1000) throw CORBA::NO_PERMISSION{77, CORBA::COMPLETED_YES, "not today"};
        return a + b;
    }
    Points mix(const Point& a, std::int32_t& b, Points& c, const std::string& d, Point& e) override {
        b = static_cast<std::int32_t>(d.size());
        e = a;
        c.push_back(a);
        return {a, a};
    }
    void fire(std::int32_t) override {}
    std::int32_t wait(std::int32_t milliseconds) override {
        if (milliseconds < 0) open_.wait();
        else std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds});
        return milliseconds;
    }
    ProbeRef other(ProbeRef call, CORBA::Any& result) override {
        std::int32_t number = 0;
        if (result >>= number) result <<= number + 1;
        return call;
    }
    std::string where() override { return "here"; }

    std::atomic<int> pings{0};
    std::promise<void> gate;  ///< of wait() with a negative time

private:
    PoaRef poa_;
    std::string label_ = "new";
    std::shared_future<void> open_ = gate.get_future().share();
};

/// Counts what it is told, and keeps the last of it.
class Listener : public virtual Asynchronous::replyhandler_base_type {
public:
    explicit Listener(PoaRef poa) : poa_{std::move(poa)} {}
    PoaRef _default_POA() override { return poa_; }

    void get_label(const std::string& ami_return_val) override { told([&] { text = ami_return_val; }); }
    void get_label_excep(Holder holder) override { failed(holder); }
    void set_label() override { told([] {}); }
    void set_label_excep(Holder holder) override { failed(holder); }
    void get_count(std::int32_t ami_return_val) override { told([&] { number = ami_return_val; }); }
    void get_count_excep(Holder holder) override { failed(holder); }
    void ping() override { told([] {}); }
    void ping_excep(Holder holder) override { failed(holder); }
    void weight(double ami_return_val) override { told([&] { real = ami_return_val; }); }
    void weight_excep(Holder holder) override { failed(holder); }
    void add(std::int32_t ami_return_val) override { told([&] { number = ami_return_val, sum += ami_return_val; }); }
    void add_excep(Holder holder) override { failed(holder); }
    void mix(const Points& ami_return_val, std::int32_t b, const Points& c, const Point& e) override {
        told([&] { points = ami_return_val, number = b, points_c = c, point = e; });
    }
    void mix_excep(Holder holder) override { failed(holder); }
    void wait(std::int32_t ami_return_val) override { told([&] { number = ami_return_val; }); }
    void wait_excep(Holder holder) override { failed(holder); }
    void other(ProbeRef ami_return_val, const CORBA::Any& result) override {
        told([&] { probe = ami_return_val, any = result; });
    }
    void other_excep(Holder holder) override { failed(holder); }
    void where(const std::string& ami_return_val) override { told([&] { text = ami_return_val; }); }
    void where_excep(Holder holder) override { failed(holder); }

    /// Waits until it has been told so often, and says how often it has been.
    int await(int wanted) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, 30s, [&] { return times_ >= wanted; });
        return times_;
    }
    int times() {
        const std::lock_guard lock{mutex_};
        return times_;
    }

    std::string text;
    std::int32_t number = 0;
    std::int64_t sum = 0;
    double real = 0;
    Points points, points_c;
    Point point;
    ProbeRef probe;
    CORBA::Any any;
    Holder holder;
    int failures = 0;

protected:
    void told(const std::function<void()>& keep) {
        const std::lock_guard lock{mutex_};
        keep();
        ++times_;
        changed_.notify_all();
    }
    void failed(const Holder& what) {
        told([&] { holder = what, ++failures; });
    }

private:
    PoaRef poa_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int times_ = 0;
};

/// A client and a server in two ORBs.
struct Pair {
    explicit Pair(std::vector<std::string> options = {}) : client{"ami-client", std::move(options)} {}

    Orb server{"ami-server"}, client;
    corbel::servant_reference<EverywhereServant> servant = CORBA::make_reference<EverywhereServant>(server.poa());
    corbel::servant_reference<Listener> listener = CORBA::make_reference<Listener>(client.poa());
    Asynchronous::replyhandler_ref_type handler = listener->_this();
    Asynchronous::ref_type target =
        Asynchronous::narrow(client->string_to_object(server->object_to_string(servant->_this())));
};

/// A server that takes connections and requests and does not answer.
class Silence {
public:
    Silence() : listening_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(listening_, 5) == 0);
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
        url = "corbaloc::127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/silence";
        reader_ = std::thread{[this] {
            connection_ = ::accept(listening_, nullptr, nullptr);
            char bytes[4096];
            while (::read(connection_, bytes, sizeof bytes) > 0) {
            }
        }};
    }
    ~Silence() {
        ::shutdown(listening_, SHUT_RDWR);
        cut();
        reader_.join();
        ::close(connection_);
        ::close(listening_);
    }
    /// Ends the connection without a word.
    void cut() { ::shutdown(connection_, SHUT_RDWR); }

    Asynchronous::ref_type object(Orb& orb) {
        return Asynchronous::ref_type{corbel::make_object_reference<AMIC_Everywhere>(
            orb->string_to_object(url)->_reference())};
    }

    std::string url;

private:
    int listening_;
    std::atomic<int> connection_{-1};
    std::thread reader_;
};

template <class Exception>
Exception raised(const Holder& holder) {
    try {
        holder->raise_exception();  // anything else fails the test
    } catch (const Exception& exception) {
        return exception;
    }
}

}  // namespace

TEST_CASE("ami: a handler is told the results, the out and the inout arguments") {
    Pair pair;
    auto& told = *shared_pointer(pair.listener);
    pair.target->sendc_add(pair.handler, 2, 3);
    CHECK(told.await(1) == 1);
    CHECK(told.number == 5);

    pair.target->sendc_mix(pair.handler, {1, 2}, {{3, 4}}, "text");
    CHECK(told.await(2) == 2);
    CHECK(told.points == Points{{1, 2}, {1, 2}});
    CHECK(told.number == 4);
    CHECK(told.points_c == Points{{3, 4}, {1, 2}});
    CHECK(told.point == Point{1, 2});

    CORBA::Any any;
    any <<= std::int32_t{41};
    pair.target->sendc_other(pair.handler, pair.target, any);
    CHECK(told.await(3) == 3);
    std::int32_t number = 0;
    CHECK((told.any >>= number));
    CHECK(number == 42);
    CHECK(told.probe->add(4, 4) == 8);

    pair.target->sendc_where(pair.handler);
    CHECK(told.await(4) == 4);
    CHECK(told.text == "here");
}

TEST_CASE("ami: attributes, inherited operations and those of abstract interfaces") {
    Pair pair;
    auto& told = *shared_pointer(pair.listener);
    pair.target->sendc_set_label(pair.handler, "other");
    CHECK(told.await(1) == 1);
    pair.target->sendc_get_label(pair.handler);
    CHECK(told.await(2) == 2);
    CHECK(told.text == "other");
    pair.target->sendc_get_count(pair.handler);
    CHECK(told.await(3) == 3);
    CHECK(told.number == 7);
    pair.target->sendc_weight(pair.handler);
    CHECK(told.await(4) == 4);
    CHECK(told.real == 2.5);

    const auto sensor = CORBA::amic_traits<Remote::Sensor>::narrow(pair.target);
    sensor->sendc_ping(pair.handler);
    CHECK(told.await(5) == 5);
    CHECK(shared_pointer(pair.servant)->pings == 1);
}

TEST_CASE("ami: the asynchronous reference is a synchronous one too") {
    Pair pair;
    const IDL::traits<Everywhere>::ref_type everywhere = pair.target;
    CHECK(everywhere->add(1, 1) == 2);
    CHECK(Asynchronous::narrow(everywhere));
    CHECK(Asynchronous::narrow(nullptr) == nullptr);
    CHECK(Asynchronous::narrow(pair.handler) == nullptr);
    CHECK(pair.handler->_is_a("IDL:omg.org/Messaging/ReplyHandler:1.0"));
    CHECK(pair.handler->_repository_id() == "IDL:AMI_EverywhereHandler:1.0");
    CHECK_THROWS_AS(Asynchronous::ref_type{}->sendc_ping(pair.handler), CORBA::INV_OBJREF);
}

TEST_CASE("ami: exceptions are raised as themselves when the handler asks") {
    Pair pair;
    auto& told = *shared_pointer(pair.listener);
    pair.target->sendc_add(pair.handler, -5, 3);
    CHECK(told.await(1) == 1);
    const auto refused = raised<Remote::Refused>(told.holder);
    CHECK(refused.why() == "negative");
    CHECK(refused.code() == -5);
    CHECK_THROWS_AS(told.holder->raise_exception_with_list({}), Remote::Refused);

    pair.target->sendc_add(pair.handler, 1, -1);
    CHECK(told.await(2) == 2);
    raised<Remote::Closed>(told.holder);

    pair.target->sendc_add(pair.handler, 1, 1000);
    CHECK(told.await(3) == 3);
    const auto forbidden = raised<CORBA::NO_PERMISSION>(told.holder);
    CHECK(forbidden.minor() == 77);
    CHECK(forbidden.completed() == CORBA::COMPLETED_YES);
    CHECK(std::string{forbidden.what()}.find("raised by") != std::string::npos);

    // Not in the raises clause, so known by its TypeCode at best.
    const auto holder = CORBA::make_reference<Messaging::ExceptionHolder>(Remote::Refused{"why", 9});
    CHECK(raised<CORBA::UNKNOWN>(holder).minor() == (0x4f4d0000u | 1));
    try {
        holder->raise_exception_with_list({Remote::_tc_Closed, Remote::_tc_Refused});
    } catch (const CORBA::UnknownUserException& unknown) {
        Remote::Refused inner;
        REQUIRE((unknown.exception() >>= inner));
        CHECK(inner.code() == 9);
    }
}

TEST_CASE("ami: what cannot be sent is thrown at once; a server that is not there is told") {
    Pair pair;
    auto& told = *shared_pointer(pair.listener);
    CHECK_THROWS_AS(pair.target->sendc_mix(pair.handler, {}, {}, std::string{"a\0b", 3}), CORBA::BAD_PARAM);

    const auto nowhere = Asynchronous::ref_type{corbel::make_object_reference<AMIC_Everywhere>(
        pair.client->string_to_object("corbaloc::127.0.0.1:1/nobody")->_reference())};
    nowhere->sendc_ping(pair.handler);
    CHECK(told.await(1) == 1);
    CHECK(raised<CORBA::TRANSIENT>(told.holder).completed() == CORBA::COMPLETED_NO);
    CHECK(told.failures == 1);
}

TEST_CASE("ami: a nil handler is told nothing, and a deactivated one") {
    Pair pair;
    pair.target->sendc_ping(nullptr);
    pair.target->sendc_add(nullptr, -1, 1);
    pair.target->add(1, 1);  // behind the others on the same connection
    for (int i = 0; i < 3000 && shared_pointer(pair.servant)->pings == 0; ++i) std::this_thread::sleep_for(10ms);
    CHECK(shared_pointer(pair.servant)->pings == 1);
    pair.client.poa()->deactivate_object(pair.client.poa()->reference_to_id(pair.handler));
    pair.target->sendc_add(pair.handler, 1, 1);
    pair.target->sendc_add(pair.handler, 1, 1);
    CHECK(shared_pointer(pair.listener)->times() == 0);
}

TEST_CASE("ami: thousands are outstanding on one connection, and each is told once") {
    Pair pair;
    auto& told = *shared_pointer(pair.listener);
    constexpr int count = 5000;
    for (int i = 0; i < count; ++i) pair.target->sendc_add(pair.handler, i, 1);
    CHECK(told.await(count) == count);
    CHECK(told.sum == std::int64_t{count} * (count + 1) / 2);
    CHECK(told.failures == 0);
}

TEST_CASE("ami: the caller does not wait") {
    Pair pair;
    auto& told = *shared_pointer(pair.listener);
    const auto start = std::chrono::steady_clock::now();
    pair.target->sendc_wait(pair.handler, 1500);
    pair.target->sendc_wait(pair.handler, 1500);
    CHECK(told.times() == 0);
    CHECK(std::chrono::steady_clock::now() - start < 1400ms);
    CHECK(told.await(2) == 2);
}

TEST_CASE("ami: a call that is not answered in time is told of TIMEOUT") {
    Silence silence;
    Pair pair{{"-ORBclientCallTimeOutPeriod", "200"}};
    auto& told = *shared_pointer(pair.listener);
    const auto target = silence.object(pair.client);
    for (int i = 0; i < 100; ++i) target->sendc_add(pair.handler, i, i);
    CHECK(told.await(100) == 100);
    CHECK(told.failures == 100);
    CHECK(raised<CORBA::TIMEOUT>(told.holder).completed() == CORBA::COMPLETED_MAYBE);
}

TEST_CASE("ami: a lost connection is told to each once") {
    Silence silence;
    Pair pair;
    auto& told = *shared_pointer(pair.listener);
    const auto target = silence.object(pair.client);
    for (int i = 0; i < 1000; ++i) target->sendc_add(pair.handler, i, i);
    CHECK(told.times() == 0);
    silence.cut();
    CHECK(told.await(1000) == 1000);
    CHECK(raised<CORBA::COMM_FAILURE>(told.holder).completed() == CORBA::COMPLETED_MAYBE);
    std::this_thread::sleep_for(50ms);
    CHECK(told.times() == 1000);
}

TEST_CASE("ami: the end of the ORB is told to each once, while the handlers are there") {
    Silence silence;
    Pair pair;
    auto& told = *shared_pointer(pair.listener);
    const auto target = silence.object(pair.client);
    for (int i = 0; i < 1000; ++i) target->sendc_add(pair.handler, i, i);
    CHECK(told.times() == 0);
    pair.client->shutdown(true);
    CHECK(told.times() == 1000);
    CHECK(told.failures == 1000);
    CHECK(raised<CORBA::COMM_FAILURE>(told.holder).completed() == CORBA::COMPLETED_MAYBE);
    CHECK_THROWS_AS(target->sendc_add(pair.handler, 1, 1), CORBA::BAD_INV_ORDER);
    CHECK(told.times() == 1000);
}

namespace {

/// Calls back and sends again, each from within an answer.
class Busy final : public Listener {
public:
    using Listener::Listener;

    void add(std::int32_t ami_return_val) override {
        const auto twice = target->add(ami_return_val, ami_return_val);
        if (twice < 1000) target->sendc_add(_this(), twice, 0);
        told([&] { number = ami_return_val; });
    }
    void ping() override {
        CHECK_THROWS_AS(orb->shutdown(true), CORBA::BAD_INV_ORDER);
        orb->shutdown(false);
        told([] {});
    }

    Asynchronous::ref_type target;
    CORBA::ORB* orb = nullptr;
};

}  // namespace

TEST_CASE("ami: a handler calls, sends and ends the ORB") {
    Silence silence;
    Pair pair;
    auto busy = CORBA::make_reference<Busy>(pair.client.poa());
    auto& told = *shared_pointer(busy);
    told.target = pair.target;
    told.orb = pair.client.operator->();
    const Asynchronous::replyhandler_ref_type handler = busy->_this();
    for (int i = 0; i < 8; ++i) pair.target->sendc_add(handler, 1, 0);
    CHECK(told.await(80) == 80);  // 1, 2, 4 ... 512
    silence.object(pair.client)->sendc_ping(pair.handler);
    std::thread runner{[&] { pair.client->run(); }};
    pair.target->sendc_ping(handler);
    runner.join();
    CHECK(told.times() == 81);
    CHECK(shared_pointer(pair.listener)->failures == 1);
}

TEST_CASE("ami: an ORB without threads tells in perform_work") {
    Pair pair{{"-ORBmaxServerThreadPoolSize", "0"}};
    auto& told = *shared_pointer(pair.listener);
    for (int i = 0; i < 10; ++i) pair.target->sendc_add(pair.handler, i, 0);
    std::this_thread::sleep_for(50ms);
    CHECK(told.times() == 0);
    for (int i = 0; i < 3000 && told.times() < 10; ++i) {
        if (pair.client->work_pending()) pair.client->perform_work();
        else std::this_thread::sleep_for(1ms);
    }
    CHECK(told.times() == 10);
    CHECK(told.failures == 0);
}

TEST_CASE("ami: a handler of another ORB is told by a request, and a target of the own is called on another thread") {
    Pair pair;
    auto& told = *shared_pointer(pair.listener);
    // The server's ORB calls its own object; the handler is the client's.
    const auto near = Asynchronous::narrow(pair.servant->_this());
    const auto far = Asynchronous::replyhandler_traits::narrow(
        pair.server->string_to_object(pair.client->object_to_string(pair.handler)));
    const auto start = std::chrono::steady_clock::now();
    near->sendc_wait(far, 1500);
    CHECK(std::chrono::steady_clock::now() - start < 1400ms);
    CHECK(told.await(1) == 1);
    CHECK(told.number == 1500);
    near->sendc_add(far, -3, 0);
    CHECK(told.await(2) == 2);
    CHECK(raised<Remote::Refused>(told.holder).code() == -3);
}

TEST_CASE("ami: a call of an object of the own ORB is given up at its deadline, however many there are") {
    Pair pair{{"-ORBclientCallTimeOutPeriod", "200"}};
    Orb& own = pair.client;
    const auto servant = CORBA::make_reference<EverywhereServant>(own.poa());
    const auto near = Asynchronous::narrow(servant->_this());
    auto& told = *shared_pointer(pair.listener);
    for (int i = 0; i < 24; ++i) near->sendc_wait(pair.handler, -1);  // more than the ORB has threads for
    CHECK(told.await(24) == 24);
    CHECK(told.failures == 24);
    raised<CORBA::TIMEOUT>(told.holder);
    shared_pointer(servant)->gate.set_value();
    std::this_thread::sleep_for(100ms);  // the answers of those that run come to nobody
    CHECK(told.times() == 24);
}
