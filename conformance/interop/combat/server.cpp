// SPDX-License-Identifier: BSL-1.0
// Demo::Echo served by Corbel. usage: server REFERENCE_FILE [-ORB options]
#include <atomic>
#include <fstream>
#include <iostream>

#include "echo_skel.hpp"

namespace {

using namespace Demo;
template <class Interface>
using Ref = typename IDL::traits<Interface>::ref_type;

class EchoServant final : public virtual CORBA::servant_traits<Echo>::base_type {
public:
    explicit EchoServant(Ref<CORBA::ORB> orb) : orb_{orb} {}

private:
#define ECHO(Type, operation) \
    Type operation(IDL::traits<Type>::in_type v) override { ++counter_; return v; }
    ECHO(bool, echoBoolean)
    ECHO(std::uint8_t, echoOctet)
    ECHO(char, echoChar)
    ECHO(std::int16_t, echoShort)
    ECHO(std::uint16_t, echoUShort)
    ECHO(std::int32_t, echoLong)
    ECHO(std::uint32_t, echoULong)
    ECHO(std::int64_t, echoLongLong)
    ECHO(std::uint64_t, echoULongLong)
    ECHO(float, echoFloat)
    ECHO(double, echoDouble)
    ECHO(std::string, echoString)
    ECHO(wchar_t, echoWChar)
    ECHO(std::wstring, echoWString)
    ECHO(Color, echoColor)
    ECHO(Point, echoPoint)
    ECHO(LongSeq, echoLongSeq)
    ECHO(Blob, echoBlob)
    ECHO(PointSeq, echoPointSeq)
    ECHO(Vec3, echoVec3)
    ECHO(Uni, echoUni)
    ECHO(CORBA::Any, echoAny)
    Ref<CORBA::Object> echoObject(Ref<CORBA::Object> v) override { ++counter_; return v; }
    Ref<Demo::Echo> self() override { return _this(); }
    std::int32_t addmul(std::int32_t a, std::int32_t b, std::int32_t& product, std::string& log) override {
        product = a * b;
        log += "+corbel";
        return a + b;
    }
    void raiseBad(const std::string& why, std::int32_t code) override { throw Bad{why, code}; }
    void raiseSystem() override { throw CORBA::NO_IMPLEMENT{1, CORBA::COMPLETED_YES}; }
    void fire(const std::string&) override { ++counter_; }
    std::int32_t do_callback(Ref<Callback> cb, std::int32_t times) override {
        for (std::int32_t i = 0; i < times; ++i) cb->notify_it("call " + std::to_string(i));
        return times;
    }
    std::int32_t counter() override { return counter_; }
    std::string label() override { return label_; }
    void label(const std::string& value) override { label_ = value; }
    void shutdown() override { orb_->shutdown(); }

    Ref<CORBA::ORB> orb_;
    std::atomic<std::int32_t> counter_{0};
    std::string label_;
};

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    poa->the_POAManager()->activate();
    std::ofstream{argv[1]} << orb->object_to_string(CORBA::make_reference<EchoServant>(orb)->_this()) << std::endl;
    orb->run();
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "server: " << error.what() << '\n';
    return 1;
}
