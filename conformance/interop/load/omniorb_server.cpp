// SPDX-License-Identifier: BSL-1.0
// usage: omniorb_server REFERENCES [LEDGER] [-ORB options]
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "conformance/interop/checks.hpp"
#include "conformance/interop/load/ledger.hpp"
#include "load.hh"

namespace {

class WorkerServant : public virtual POA_Load::Worker {
public:
    WorkerServant(CORBA::ORB_ptr orb, const char* ledger) : orb_{CORBA::ORB::_duplicate(orb)}, ledger_{ledger} {}

    Load::Octets* echo_octets(const Load::Octets& value) override { return new Load::Octets(value); }
    Load::Samples* echo_samples(const Load::Samples& value) override { return new Load::Samples(value); }
    Load::Octets* give(CORBA::ULong length) override {
        auto* octets = new Load::Octets;
        octets->length(length);
        for (CORBA::ULong i = 0; i < length; ++i) (*octets)[i] = 7;
        return octets;
    }
    CORBA::ULong nap(CORBA::ULong milliseconds) override {
        const auto now = ++napping_;
        for (auto most = most_.load(); most < now && !most_.compare_exchange_weak(most, now);) {
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds});
        --napping_;
        return most_;
    }
    void reset() override { most_ = 0; }
    void fail(const char* why) override { throw std::runtime_error{why}; }
    void post(CORBA::Long number) override { posted_ = number; }
    CORBA::Long posted() override { return posted_; }
    CORBA::ULong around(Load::Worker_ptr other, CORBA::ULong more) override {
        if (more == 0) return 0;
        Load::Worker_var self = _this();
        return 1 + other->around(self, more - 1);
    }
    void note(CORBA::ULong number) override { ledger_.add(number); }
    void shutdown() override { orb_->shutdown(false); }

private:
    CORBA::ORB_var orb_;
    interop::Ledger ledger_;
    std::atomic<CORBA::ULong> napping_{0}, most_{0};
    std::atomic<CORBA::Long> posted_{0};
};

/// Its objects are elsewhere.
class Forwarder : public virtual PortableServer::ServantLocator, public virtual CORBA::LocalObject {
public:
    explicit Forwarder(CORBA::Object_ptr target) : target_{CORBA::Object::_duplicate(target)} {}
    PortableServer::Servant preinvoke(const PortableServer::ObjectId&, PortableServer::POA_ptr, const char*,
                                      void*&) override {
        throw PortableServer::ForwardRequest(target_);
    }
    void postinvoke(const PortableServer::ObjectId&, PortableServer::POA_ptr, const char*, void*,
                    PortableServer::Servant) override {}

private:
    CORBA::Object_var target_;
};

CORBA::Object_ptr forwarded_to(PortableServer::POA_ptr root, CORBA::Object_ptr target) {
    CORBA::PolicyList policies;
    policies.length(2);
    policies[0] = root->create_servant_retention_policy(PortableServer::NON_RETAIN);
    policies[1] = root->create_request_processing_policy(PortableServer::USE_SERVANT_MANAGER);
    PortableServer::POAManager_var manager = root->the_POAManager();
    PortableServer::POA_var poa = root->create_POA("forwarder", manager, policies);
    auto* forwarder = new Forwarder(target);
    PortableServer::ServantManager_var locator = forwarder;
    poa->set_servant_manager(locator);
    return poa->create_reference("IDL:Load/Worker:1.0");
}

/// Has moved for good.
class MovedServant : public virtual POA_Load::Worker {
public:
    explicit MovedServant(CORBA::Object_ptr target) : target_{CORBA::Object::_duplicate(target)} {}

    Load::Octets* echo_octets(const Load::Octets&) override { leave(); }
    Load::Samples* echo_samples(const Load::Samples&) override { leave(); }
    Load::Octets* give(CORBA::ULong) override { leave(); }
    CORBA::ULong nap(CORBA::ULong) override { leave(); }
    void reset() override { leave(); }
    void fail(const char*) override { leave(); }
    void post(CORBA::Long) override { leave(); }
    CORBA::Long posted() override { leave(); }
    CORBA::ULong around(Load::Worker_ptr, CORBA::ULong) override { leave(); }
    void note(CORBA::ULong) override { leave(); }
    void shutdown() override { leave(); }

private:
    [[noreturn]] void leave() {
        if (left_++ != 0) std::cerr << "who was told that the object has moved asks again" << std::endl;
        throw omniORB::LOCATION_FORWARD(CORBA::Object::_duplicate(target_), true);
    }

    CORBA::Object_var target_;
    std::atomic<unsigned> left_{0};
};

/// The same object in each run of the server.
CORBA::Object_ptr lasting(PortableServer::POA_ptr root, PortableServer::Servant servant) {
    CORBA::PolicyList policies;
    policies.length(2);
    policies[0] = root->create_lifespan_policy(PortableServer::PERSISTENT);
    policies[1] = root->create_id_assignment_policy(PortableServer::USER_ID);
    PortableServer::POAManager_var manager = root->the_POAManager();
    PortableServer::POA_var poa = root->create_POA("lasting", manager, policies);
    PortableServer::ObjectId_var id = PortableServer::string_to_ObjectId("worker");
    poa->activate_object_with_id(id, servant);
    return poa->id_to_reference(id);
}

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    CORBA::Object_var object = orb->resolve_initial_references("RootPOA");
    PortableServer::POA_var poa = PortableServer::POA::_narrow(object);
    PortableServer::POAManager_var manager = poa->the_POAManager();
    WorkerServant servant{orb, argc > 2 ? argv[2] : nullptr};
    Load::Worker_var worker = servant._this();
    CORBA::Object_var lasting_worker = lasting(poa, &servant);
    manager->activate();
    CORBA::Object_var elsewhere = forwarded_to(poa, worker);
    MovedServant moved{worker};
    Load::Worker_var before = moved._this();
    CORBA::String_var text = orb->object_to_string(worker), forwarded = orb->object_to_string(elsewhere),
                      old = orb->object_to_string(before), same = orb->object_to_string(lasting_worker);
    interop::write_references(argv[1], {{"Worker", std::string{text}},
                                        {"Lasting", std::string{same}},
                                        {"Forwarded", std::string{forwarded}},
                                        {"Moved", std::string{old}}});
    orb->run();
    orb->destroy();
    return EXIT_SUCCESS;
} catch (const CORBA::Exception& error) {
    std::cerr << "server: " << error._name() << '\n';
    return EXIT_FAILURE;
}
