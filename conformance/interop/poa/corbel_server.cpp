// SPDX-License-Identifier: BSL-1.0
#include <corbel/corba.hpp>

#include <chrono>
#include <thread>

#include "conformance/interop/checks.hpp"
#include "conformance/interop/poa/calls.hpp"
#include "poa_skel.hpp"

namespace {

using namespace PortableServer;
using PoaRef = IDL::traits<POA>::ref_type;

interop::Calls calls;

class SubjectServant final : public virtual CORBA::servant_traits<Managed::Subject>::base_type {
public:
    std::string work(const std::string& how) override {
        calls.note("work");
        if (how == "refuse") throw CORBA::NO_PERMISSION{};
        return "done";
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

class StageServant final : public virtual CORBA::servant_traits<Managed::Stage>::base_type {
public:
    StageServant(IDL::traits<CORBA::ORB>::ref_type orb, PoaRef root, PoaRef activated)
        : orb_{std::move(orb)}, root_{std::move(root)}, activated_{std::move(activated)} {}

    std::string calls() override { return ::calls.take(); }
    void destroy_activated() override {  // not within a request
        std::thread{[this] { activated_->destroy(true, true); }}.join();
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
};

PoaRef managed(const PoaRef& root, const std::string& name, ServantRetentionPolicyValue retention,
               IDL::traits<ServantManager>::ref_type manager) {
    const auto poa = root->create_POA(
        name, root->the_POAManager(),
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
    root->the_POAManager()->activate();
    const auto located =
        managed(root, "located", ServantRetentionPolicyValue::NON_RETAIN, CORBA::make_reference<Locator>());
    const auto activated =
        managed(root, "activated", ServantRetentionPolicyValue::RETAIN, CORBA::make_reference<Activator>());
    interop::References references;
    const auto add = [&](const PoaRef& poa, const std::string& name) {
        references[name] = orb->object_to_string(
            poa->create_reference_with_id(string_to_ObjectId(name), "IDL:Managed/Subject:1.0"));
    };
    for (const auto* name : {"located", "slow", "undone", "forbidden"}) add(located, name);
    for (const auto* name : {"a", "b", "c"}) add(activated, name);
    const auto stage = CORBA::make_reference<StageServant>(orb, root, activated);
    references["Stage"] = orb->object_to_string(stage->_this());
    interop::write_references(argv[1], references);
    orb->run();
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "server: " << error.what() << '\n';
    return EXIT_FAILURE;
}
