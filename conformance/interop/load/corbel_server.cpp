// SPDX-License-Identifier: BSL-1.0
// usage: corbel_server REFERENCES [-ORB options]
#include <atomic>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <thread>

#include <corbel/corba.hpp>

#include "conformance/interop/checks.hpp"
#include "load_skel.hpp"

namespace {

using PoaRef = IDL::traits<PortableServer::POA>::ref_type;
using ObjectRef = IDL::traits<CORBA::Object>::ref_type;

class WorkerServant final : public virtual CORBA::servant_traits<Load::Worker>::base_type {
public:
    explicit WorkerServant(IDL::traits<CORBA::ORB>::ref_type orb) : orb_{std::move(orb)} {}

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
    void shutdown() override { orb_->shutdown(false); }

private:
    IDL::traits<CORBA::ORB>::ref_type orb_;
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

}  // namespace

int main(int argc, char** argv) try {
    const auto orb = CORBA::ORB_init(argc, argv);
    const auto root = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    root->the_POAManager()->activate();
    const auto worker = CORBA::make_reference<WorkerServant>(orb)->_this();
    interop::write_references(argv[1], {{"Worker", orb->object_to_string(worker)},
                                        {"Forwarded", orb->object_to_string(forwarded_to(root, worker))}});
    orb->run();
    orb->destroy();
    return EXIT_SUCCESS;
} catch (const std::exception& error) {
    std::cerr << "server: " << error.what() << '\n';
    return EXIT_FAILURE;
}
