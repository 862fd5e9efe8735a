// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <thread>

#include "conformance/interop/checks.hpp"
#include "conformance/interop/poa/calls.hpp"
#include "poa.hh"

namespace {

using namespace PortableServer;

interop::Calls calls;

std::string text(const ObjectId& id) {
    CORBA::String_var name = ObjectId_to_string(id);
    return std::string{name};
}

class SubjectServant : public virtual POA_Managed::Subject {
public:
    char* work(const char* how) override {
        calls.note("work");
        if (std::string{how} == "refuse") throw CORBA::NO_PERMISSION{};
        return CORBA::string_dup("done");
    }
} subject;

struct Locator : POA_PortableServer::ServantLocator {
    Servant preinvoke(const ObjectId& oid, POA_ptr, const char*, void*&) override {
        calls.note("preinvoke");
        if (text(oid) == "forbidden") throw CORBA::NO_RESOURCES{};
        return &subject;
    }
    void postinvoke(const ObjectId& oid, POA_ptr, const char*, void*, Servant) override {
        if (text(oid) == "slow") std::this_thread::sleep_for(std::chrono::milliseconds{200});
        calls.note("postinvoke");
        if (text(oid) == "undone") throw CORBA::TRANSACTION_ROLLEDBACK{};
    }
} locator;

struct Activator : POA_PortableServer::ServantActivator {
    Servant incarnate(const ObjectId&, POA_ptr) override { return &subject; }
    void etherealize(const ObjectId& oid, POA_ptr, Servant, CORBA::Boolean, CORBA::Boolean remaining) override {
        calls.note(text(oid) + (remaining ? '+' : '-'));
    }
} activator;

class StageServant : public virtual POA_Managed::Stage {
public:
    StageServant(CORBA::ORB_ptr orb, POA_ptr root, POA_ptr activated)
        : orb_{CORBA::ORB::_duplicate(orb)}, root_{POA::_duplicate(root)}, activated_{POA::_duplicate(activated)} {}

    char* calls() override { return CORBA::string_dup(::calls.take().c_str()); }
    void destroy_activated() override {  // not within a request
        std::thread{[this] { activated_->destroy(true, true); }}.join();
    }
    CORBA::Long wait_within() override {
        try {
            root_->destroy(true, true);
        } catch (const CORBA::BAD_INV_ORDER& error) {
            return static_cast<CORBA::Long>(error.minor() & 0xfff);
        }
        return 0;
    }
    void shutdown() override { orb_->shutdown(false); }

private:
    CORBA::ORB_var orb_;
    POA_var root_, activated_;
};

POA_ptr managed(POA_ptr root, const char* name, ServantRetentionPolicyValue retention, ServantManager_ptr manager) {
    POAManager_var tap = root->the_POAManager();
    CORBA::PolicyList policies;
    policies.length(4);
    policies[0] = root->create_id_assignment_policy(USER_ID);
    policies[1] = root->create_id_uniqueness_policy(MULTIPLE_ID);
    policies[2] = root->create_servant_retention_policy(retention);
    policies[3] = root->create_request_processing_policy(USE_SERVANT_MANAGER);
    POA_var poa = root->create_POA(name, tap, policies);
    poa->set_servant_manager(manager);
    return poa._retn();
}

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    CORBA::Object_var object = orb->resolve_initial_references("RootPOA");
    POA_var root = POA::_narrow(object);
    POAManager_var tap = root->the_POAManager();
    tap->activate();
    ServantLocator_var locating = locator._this();
    ServantActivator_var activating = activator._this();
    POA_var located = managed(root, "located", NON_RETAIN, locating);
    POA_var activated = managed(root, "activated", RETAIN, activating);
    interop::References references;
    const auto put = [&](const char* name, CORBA::Object_ptr of) {
        CORBA::String_var ior = orb->object_to_string(of);
        references[name] = std::string{ior};
    };
    const auto add = [&](POA_ptr poa, const char* name) {
        ObjectId_var id = string_to_ObjectId(name);
        CORBA::Object_var reference = poa->create_reference_with_id(id, "IDL:Managed/Subject:1.0");
        put(name, reference);
    };
    for (const auto* name : {"located", "slow", "undone", "forbidden"}) add(located, name);
    for (const auto* name : {"a", "b", "c"}) add(activated, name);
    StageServant stage{orb, root, activated};
    CORBA::Object_var reference = stage._this();
    put("Stage", reference);
    interop::write_references(argv[1], references);
    orb->run();
    orb->destroy();
} catch (const CORBA::Exception& error) {
    std::cerr << "server: " << error._name() << '\n';
    return EXIT_FAILURE;
}
