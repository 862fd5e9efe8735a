// SPDX-License-Identifier: BSL-1.0
// usage: corbel_server REFERENCES [LEDGER] [-ORB options]
#include <atomic>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <thread>

#include <corbel/corba.hpp>

#include "conformance/interop/checks.hpp"
#include "conformance/interop/load/ledger.hpp"
#include "load_skel.hpp"

namespace {

using PoaRef = IDL::traits<PortableServer::POA>::ref_type;
using ObjectRef = IDL::traits<CORBA::Object>::ref_type;

class WorkerServant final : public virtual CORBA::servant_traits<Load::Worker>::base_type {
public:
    WorkerServant(IDL::traits<CORBA::ORB>::ref_type orb, const char* ledger) : orb_{std::move(orb)}, ledger_{ledger} {}

    Load::Octets echo_octets(const Load::Octets& value) override { return value; }
    Load::Samples echo_samples(const Load::Samples& value) override { return value; }
    Load::Octets give(std::uint32_t length) override { return Load::Octets(length, 7); }

    std::uint32_t nap(std::uint32_t milliseconds) override {
        const auto now = ++napping_;
        for (auto most = most_.load(); most < now && !most_.compare_exchange_weak(most, now);) {
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds});
        --napping_;
        return most_;
    }
    void reset() override { most_ = 0; }
    void fail(const std::string& why) override { throw std::runtime_error{why}; }
    void post(std::int32_t number) override { posted_ = number; }
    std::int32_t posted() override { return posted_; }
    std::uint32_t around(IDL::traits<Load::Worker>::ref_type other, std::uint32_t more) override {
        return more == 0 ? 0 : 1 + other->around(_this(), more - 1);
    }
    void note(std::uint32_t number) override { ledger_.add(number); }
    void shutdown() override { orb_->shutdown(false); }

private:
    IDL::traits<CORBA::ORB>::ref_type orb_;
    interop::Ledger ledger_;
    std::atomic<std::uint32_t> napping_{0}, most_{0};
    std::atomic<std::int32_t> posted_{0};
};

/// Its objects are elsewhere.
class Forwarder final : public PortableServer::ServantLocator {
public:
    explicit Forwarder(ObjectRef target) : target_{std::move(target)} {}
    PortableServer::ServantRef preinvoke(const PortableServer::ObjectId&, PoaRef, const std::string&,
                                         Cookie&) override {
        throw PortableServer::ForwardRequest{target_};
    }
    void postinvoke(const PortableServer::ObjectId&, PoaRef, const std::string&, const Cookie&,
                    PortableServer::ServantRef) override {}

private:
    ObjectRef target_;
};

ObjectRef forwarded_to(const PoaRef& root, const ObjectRef& target) {
    using namespace PortableServer;
    const auto poa = root->create_POA("forwarder", root->the_POAManager(),
                                      {root->create_servant_retention_policy(ServantRetentionPolicyValue::NON_RETAIN),
                                       root->create_request_processing_policy(
                                           RequestProcessingPolicyValue::USE_SERVANT_MANAGER)});
    poa->set_servant_manager(CORBA::make_reference<Forwarder>(target));
    return poa->create_reference("IDL:Load/Worker:1.0");
}

/// The same object in each run of the server.
ObjectRef lasting(const PoaRef& root, const PortableServer::ServantRef& servant) {
    using namespace PortableServer;
    const auto poa = root->create_POA("lasting", root->the_POAManager(),
                                      {root->create_lifespan_policy(LifespanPolicyValue::PERSISTENT),
                                       root->create_id_assignment_policy(IdAssignmentPolicyValue::USER_ID)});
    const auto id = string_to_ObjectId("worker");
    poa->activate_object_with_id(id, servant);
    return poa->id_to_reference(id);
}

}  // namespace

int main(int argc, char** argv) try {
    const auto orb = CORBA::ORB_init(argc, argv);
    const auto root = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    const auto servant = CORBA::make_reference<WorkerServant>(orb, argc > 2 ? argv[2] : nullptr);
    const auto worker = servant->_this();
    const auto lasting_worker = lasting(root, servant);
    root->the_POAManager()->activate();
    interop::write_references(argv[1], {{"Worker", orb->object_to_string(worker)},
                                        {"Lasting", orb->object_to_string(lasting_worker)},
                                        {"Forwarded", orb->object_to_string(forwarded_to(root, worker))}});
    orb->run();
    orb->destroy();
    return EXIT_SUCCESS;
} catch (const std::exception& error) {
    std::cerr << "server: " << error.what() << '\n';
    return EXIT_FAILURE;
}
