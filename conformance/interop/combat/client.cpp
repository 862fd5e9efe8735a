// SPDX-License-Identifier: BSL-1.0
// Calls a Demo::Echo of another ORB. usage: client REFERENCE_FILE
#include <limits>

#include "conformance/interop/checks.hpp"
#include "echo_skel.hpp"

namespace {

using namespace Demo;
template <class Interface>
using Ref = typename IDL::traits<Interface>::ref_type;

class CallbackServant final : public virtual CORBA::servant_traits<Callback>::base_type {
public:
    void notify_it(const std::string&) override { ++calls; }
    int calls = 0;
};

template <class Check>
void run(interop::Checks& checks, const std::string& name, Check check) {
    try {
        checks(name, check(), "wrong value");
    } catch (const std::exception& error) {
        checks(name, false, error.what());
    }
}

void check_types(Ref<Echo> echo, interop::Checks& checks) {
#define ECHO(operation, ...) \
    run(checks, #operation, [&] { const auto value = __VA_ARGS__; return echo->operation(value) == value; })
    ECHO(echoBoolean, true);
    ECHO(echoOctet, std::uint8_t{254});
    ECHO(echoChar, 'Z');
    ECHO(echoShort, std::numeric_limits<std::int16_t>::min());
    ECHO(echoUShort, std::numeric_limits<std::uint16_t>::max());
    ECHO(echoLong, std::numeric_limits<std::int32_t>::min());
    ECHO(echoULong, std::numeric_limits<std::uint32_t>::max());
    ECHO(echoLongLong, std::int64_t{-9007199254740993});
    ECHO(echoULongLong, std::uint64_t{9223372036854775807});
    ECHO(echoFloat, 1.5f);
    ECHO(echoDouble, 3.141592653589793);
    ECHO(echoString, std::string{"hello"});
    ECHO(echoString, std::string{});
    ECHO(echoString, std::string{"caf\u00e9"});
    ECHO(echoString, std::string(100'000, 'x'));
    ECHO(echoWChar, L'\u20ac');
    ECHO(echoWString, std::wstring{L"h\u20ac\u4e2d"});
    ECHO(echoWString, std::wstring{});
    ECHO(echoColor, Color::blue);
    ECHO(echoPoint, Point{1, -2, "pt"});
    ECHO(echoLongSeq, LongSeq{1, 4, 9, 16});
    ECHO(echoLongSeq, LongSeq{});
    ECHO(echoBlob, Blob(3000, 0xab));
    ECHO(echoPointSeq, PointSeq{Point{0, 0, "a"}, Point{1, 2, "bc"}});
    ECHO(echoVec3, Vec3{1.0, 2.0, 3.5});
    Uni by_number, by_text, by_default;
    by_number.num(42);
    by_text.txt("uu");
    by_default.dbl(2.5);
    ECHO(echoUni, by_number);
    ECHO(echoUni, by_text);
    ECHO(echoUni, by_default);
    run(checks, "any/long", [&] {
        CORBA::Any any;
        any <<= std::int32_t{77};
        std::int32_t back = 0;
        return (echo->echoAny(any) >>= back) && back == 77;
    });
    run(checks, "any/struct", [&] {
        CORBA::Any any;
        any <<= Point{5, 6, "ap"};
        Point back;
        return (echo->echoAny(any) >>= back) && back == Point{5, 6, "ap"};
    });
}

void check_calls(Ref<CORBA::ORB> orb, Ref<Echo> echo, interop::Checks& checks) {
    run(checks, "is_a", [&] { return echo->_is_a("IDL:Demo/Echo:1.0") && !echo->_is_a("IDL:Demo/Nope:1.0"); });
    run(checks, "non_existent", [&] { return !echo->_non_existent(); });
    run(checks, "reference", [&] {
        return IDL::traits<Echo>::narrow(echo->echoObject(echo))->echoLong(12) == 12 &&
            echo->self()->echoLong(13) == 13;
    });
    run(checks, "nil", [&] { return echo->echoObject(nullptr) == nullptr; });
    run(checks, "out and inout", [&] {
        std::int32_t product = 0;
        std::string log = "log";
        return echo->addmul(6, 7, product, log) == 13 && product == 42 && log.starts_with("log+");
    });
    run(checks, "user exception", [&] {
        try {
            echo->raiseBad("because", 17);
        } catch (const Bad& bad) {
            return bad.why() == "because" && bad.code() == 17;
        }
        return false;
    });
    run(checks, "system exception", [&] {  // Combat makes UNKNOWN of what its servant raises
        try {
            echo->raiseSystem();
        } catch (const CORBA::SystemException&) {
            return true;
        }
        return false;
    });
    run(checks, "attributes", [&] {
        echo->label("a label");
        return echo->label() == "a label" && echo->counter() > 0;
    });
    run(checks, "oneway", [&] {
        echo->fire("from Corbel");
        return echo->echoLong(1) == 1;
    });
    run(checks, "callback", [&] {
        const auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
        poa->the_POAManager()->activate();
        auto servant = CORBA::make_reference<CallbackServant>();
        return echo->do_callback(servant->_this(), 3) == 3 && servant->calls == 3;
    });
}

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    auto echo = IDL::traits<Echo>::narrow(orb->string_to_object(argv[1]));
    interop::Checks checks;
    check_types(echo, checks);
    check_calls(orb, echo, checks);
    echo->shutdown();
    orb->destroy();
    return checks.finish();
} catch (const std::exception& error) {
    std::cerr << "client: " << error.what() << '\n';
    return EXIT_FAILURE;
}
