// SPDX-License-Identifier: BSL-1.0
#include <corbel/corba.hpp>

#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "conformance/interop/checks.hpp"
#include "conformance/interop/poa/calls.hpp"
#include "poa_skel.hpp"

namespace {

using namespace PortableServer;
using PoaRef = IDL::traits<POA>::ref_type;

interop::Calls calls;
IDL::traits<Current>::ref_type current;

class SubjectServant final : public virtual CORBA::servant_traits<Managed::Subject>::base_type {
public:
    std::string work(const std::string& how) override {
        calls.note("work");
        if (how == "refuse") throw CORBA::NO_PERMISSION{};
        return how == "who" ? ObjectId_to_string(current->get_object_id()) : "done";
    }
};

struct Locator final : ServantLocator {
    ServantRef preinvoke(const ObjectId& oid, PoaRef, const std::string&, Cookie&) override {
        calls.note("preinvoke");
        if (ObjectId_to_string(oid) == "forbidden") throw CORBA::NO_RESOURCES{};
        return CORBA::make_reference<SubjectServant>();
    }
    void postinvoke(const ObjectId& oid, PoaRef, const std::string&, const Cookie&, ServantRef) override {
        if (ObjectId_to_string(oid) == "slow") std::this_thread::sleep_for(std::chrono::milliseconds{200});
        calls.note("postinvoke");
        if (ObjectId_to_string(oid) == "undone") throw CORBA::TRANSACTION_ROLLEDBACK{};
    }
};

struct Activator final : ServantActivator {
    const ServantRef one = CORBA::make_reference<SubjectServant>();

    ServantRef incarnate(const ObjectId&, PoaRef) override { return one; }
    void etherealize(const ObjectId& oid, PoaRef, ServantRef, bool, bool remaining) override {
        calls.note(ObjectId_to_string(oid) + (remaining ? '+' : '-'));
    }
};

struct Forwarder final : ServantActivator {
    explicit Forwarder(IDL::traits<CORBA::Object>::ref_type target) : target{std::move(target)} {}
    const IDL::traits<CORBA::Object>::ref_type target;

    ServantRef incarnate(const ObjectId&, PoaRef) override { throw ForwardRequest{target}; }
    void etherealize(const ObjectId&, PoaRef, ServantRef, bool, bool) override {}
};

/// For references that are valid in each run of the server.
PoaRef lasting(const PoaRef& root, const std::string& name) {
    return root->create_POA(
        name, root->the_POAManager(),
        {root->create_lifespan_policy(LifespanPolicyValue::PERSISTENT),
         root->create_id_assignment_policy(IdAssignmentPolicyValue::USER_ID),
         root->create_id_uniqueness_policy(IdUniquenessPolicyValue::MULTIPLE_ID),
         root->create_request_processing_policy(RequestProcessingPolicyValue::USE_DEFAULT_SERVANT)});
}

struct Birth final : AdapterActivator {
    bool unknown_adapter(PoaRef parent, const std::string& name) override {
        calls.note("unknown_adapter");
        if (name != "born") return false;
        lasting(parent, name)->set_servant(CORBA::make_reference<SubjectServant>());
        return true;
    }
};

class StageServant final : public virtual CORBA::servant_traits<Managed::Stage>::base_type {
public:
    StageServant(IDL::traits<CORBA::ORB>::ref_type orb, PoaRef root, PoaRef activated, PoaRef governed)
        : orb_{std::move(orb)},
          root_{std::move(root)},
          activated_{std::move(activated)},
          manager_{governed->the_POAManager()} {}

    std::string calls() override { return ::calls.take(); }
    void destroy_activated() override {  // not within a request
        std::thread{[this] { activated_->destroy(true, true); }}.join();
    }
    void govern(const std::string& what) override {
        if (what == "activate") manager_->activate();
        if (what == "hold") manager_->hold_requests(false);
        if (what == "discard") manager_->discard_requests(false);
        if (what == "deactivate") std::thread{[this] { manager_->deactivate(true, true); }}.join();
    }
    std::int32_t wait_within() override {
        try {
            root_->destroy(true, true);
        } catch (const CORBA::BAD_INV_ORDER& error) {
            return static_cast<std::int32_t>(error.minor() & 0xfff);
        }
        return 0;
    }
    void shutdown() override { orb_->shutdown(); }

private:
    IDL::traits<CORBA::ORB>::ref_type orb_;
    PoaRef root_, activated_;
    IDL::traits<POAManager>::ref_type manager_;
};

PoaRef managed(const PoaRef& root, const std::string& name, ServantRetentionPolicyValue retention,
               IDL::traits<ServantManager>::ref_type manager, IDL::traits<POAManager>::ref_type governor) {
    const auto poa = root->create_POA(
        name, std::move(governor),
        {root->create_id_assignment_policy(IdAssignmentPolicyValue::USER_ID),
         root->create_id_uniqueness_policy(IdUniquenessPolicyValue::MULTIPLE_ID),
         root->create_servant_retention_policy(retention),
         root->create_request_processing_policy(RequestProcessingPolicyValue::USE_SERVANT_MANAGER)});
    poa->set_servant_manager(std::move(manager));
    return poa;
}

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    const auto root = IDL::traits<POA>::narrow(orb->resolve_initial_references("RootPOA"));
    current = IDL::traits<Current>::narrow(orb->resolve_initial_references("POACurrent"));
    const auto manager = root->the_POAManager();
    manager->activate();
    const auto subject = [&](const PoaRef& poa, const std::string& name) {
        return poa->create_reference_with_id(string_to_ObjectId(name), "IDL:Managed/Subject:1.0");
    };
    constexpr auto retain = ServantRetentionPolicyValue::RETAIN, non_retain = ServantRetentionPolicyValue::NON_RETAIN;
    const auto located = managed(root, "located", non_retain, CORBA::make_reference<Locator>(), manager);
    const auto activated = managed(root, "activated", retain, CORBA::make_reference<Activator>(), manager);
    const auto governed = managed(root, "governed", retain, CORBA::make_reference<Activator>(), nullptr);
    const auto forwarding = managed(root, "forwarding", retain,
                                    CORBA::make_reference<Forwarder>(subject(located, "located")), manager);
    governed->the_POAManager()->activate();
    interop::References references;
    const auto add = [&](const PoaRef& poa, const std::string& name) {
        references[name] = orb->object_to_string(subject(poa, name));
    };
    for (const auto& [name, ids] : {std::pair{"born", std::array{"first", "second"}},
                                    {"unborn", {"unborn", "never"}}}) {
        const auto poa = lasting(root, name);
        for (const auto* id : ids) add(poa, id);
        poa->destroy(true, true);
    }
    root->the_activator(CORBA::make_reference<Birth>());
    add(governed, "held");
    add(forwarding, "forwarded");
    for (const auto* name : {"located", "slow", "undone", "forbidden"}) add(located, name);
    for (const auto* name : {"a", "b", "c"}) add(activated, name);
    const auto stage = CORBA::make_reference<StageServant>(orb, root, activated, governed);
    references["Stage"] = orb->object_to_string(stage->_this());
    interop::write_references(argv[1], references);
    orb->run();
    current = nullptr;
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "server: " << error.what() << '\n';
    return EXIT_FAILURE;
}
