// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "conformance/interop/checks.hpp"
#include "conformance/interop/poa/calls.hpp"
#include "poa.hh"

namespace {

using namespace PortableServer;

interop::Calls calls;
Current_var current;

std::string text(const ObjectId& id) {
    CORBA::String_var name = ObjectId_to_string(id);
    return std::string{name};
}

class SubjectServant : public virtual POA_Managed::Subject {
public:
    char* work(const char* how) override {
        calls.note("work");
        if (std::string{how} == "refuse") throw CORBA::NO_PERMISSION{};
        if (std::string{how} != "who") return CORBA::string_dup("done");
        ObjectId_var id = current->get_object_id();
        return CORBA::string_dup(text(id).c_str());
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

struct Forwarder : POA_PortableServer::ServantActivator {
    CORBA::Object_var target;

    Servant incarnate(const ObjectId&, POA_ptr) override { throw ForwardRequest{target}; }
    void etherealize(const ObjectId&, POA_ptr, Servant, CORBA::Boolean, CORBA::Boolean) override {}
} forwarder;

/// For references that are valid in each run of the server.
POA_ptr lasting(POA_ptr root, const char* name) {
    POAManager_var manager = root->the_POAManager();
    CORBA::PolicyList policies;
    policies.length(4);
    policies[0] = root->create_lifespan_policy(PERSISTENT);
    policies[1] = root->create_id_assignment_policy(USER_ID);
    policies[2] = root->create_id_uniqueness_policy(MULTIPLE_ID);
    policies[3] = root->create_request_processing_policy(USE_DEFAULT_SERVANT);
    return root->create_POA(name, manager, policies);
}

struct Birth : POA_PortableServer::AdapterActivator {
    CORBA::Boolean unknown_adapter(POA_ptr parent, const char* name) override {
        calls.note("unknown_adapter");
        if (std::string{name} != "born") return false;
        POA_var poa = lasting(parent, name);
        poa->set_servant(&subject);
        return true;
    }
} birth;

class StageServant : public virtual POA_Managed::Stage {
public:
    StageServant(CORBA::ORB_ptr orb, POA_ptr root, POA_ptr activated, POA_ptr governed)
        : orb_{CORBA::ORB::_duplicate(orb)},
          root_{POA::_duplicate(root)},
          activated_{POA::_duplicate(activated)},
          manager_{governed->the_POAManager()} {}

    char* calls() override { return CORBA::string_dup(::calls.take().c_str()); }
    void destroy_activated() override {  // not within a request
        std::thread{[this] { activated_->destroy(true, true); }}.join();
    }
    void govern(const char* what) override {
        const std::string wanted{what};
        if (wanted == "activate") manager_->activate();
        if (wanted == "hold") manager_->hold_requests(false);
        if (wanted == "discard") manager_->discard_requests(false);
        if (wanted == "deactivate") std::thread{[this] { manager_->deactivate(true, true); }}.join();
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
    POAManager_var manager_;
};

POA_ptr managed(POA_ptr root, const char* name, ServantRetentionPolicyValue retention, ServantManager_ptr manager,
                POAManager_ptr governor) {
    CORBA::PolicyList policies;
    policies.length(4);
    policies[0] = root->create_id_assignment_policy(USER_ID);
    policies[1] = root->create_id_uniqueness_policy(MULTIPLE_ID);
    policies[2] = root->create_servant_retention_policy(retention);
    policies[3] = root->create_request_processing_policy(USE_SERVANT_MANAGER);
    POA_var poa = root->create_POA(name, governor, policies);
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
    CORBA::Object_var upcalls = orb->resolve_initial_references("POACurrent");
    current = Current::_narrow(upcalls);
    ServantLocator_var locating = locator._this();
    ServantActivator_var activating = activator._this(), forwards = forwarder._this();
    POA_var located = managed(root, "located", NON_RETAIN, locating, tap);
    POA_var activated = managed(root, "activated", RETAIN, activating, tap);
    POA_var governed = managed(root, "governed", RETAIN, activating, POAManager::_nil());
    POA_var forwarding = managed(root, "forwarding", RETAIN, forwards, tap);
    POAManager_var governor = governed->the_POAManager();
    governor->activate();
    interop::References references;
    const auto put = [&](const char* name, CORBA::Object_ptr of) {
        CORBA::String_var ior = orb->object_to_string(of);
        references[name] = std::string{ior};
    };
    const auto reference_to = [&](POA_ptr poa, const char* name) {
        ObjectId_var id = string_to_ObjectId(name);
        return poa->create_reference_with_id(id, "IDL:Managed/Subject:1.0");
    };
    const auto add = [&](POA_ptr poa, const char* name) {
        CORBA::Object_var reference = reference_to(poa, name);
        put(name, reference);
    };
    forwarder.target = reference_to(located, "located");
    for (const auto& [name, ids] : {std::pair{"born", std::array{"first", "second"}},
                                    {"unborn", {"unborn", "never"}}}) {
        POA_var poa = lasting(root, name);
        for (const auto* id : ids) add(poa, id);
        poa->destroy(true, true);
    }
    AdapterActivator_var activates = birth._this();
    root->the_activator(activates);
    add(governed, "held");
    add(forwarding, "forwarded");
    for (const auto* name : {"located", "slow", "undone", "forbidden"}) add(located, name);
    for (const auto* name : {"a", "b", "c"}) add(activated, name);
    StageServant stage{orb, root, activated, governed};
    CORBA::Object_var reference = stage._this();
    put("Stage", reference);
    interop::write_references(argv[1], references);
    orb->run();
    current = Current::_nil();
    forwarder.target = CORBA::Object::_nil();
    orb->destroy();
} catch (const CORBA::Exception& error) {
    std::cerr << "server: " << error._name() << '\n';
    return EXIT_FAILURE;
}
