// SPDX-License-Identifier: BSL-1.0
#include <corbel/corba.hpp>

#include "conformance/interop/poa/expectations.hpp"
#include "poa.hpp"

namespace {

using StageRef = IDL::traits<Managed::Stage>::ref_type;

struct Side {
    IDL::traits<CORBA::ORB>::ref_type orb;
    IDL::traits<CORBA::ORB>::ref_type other_orb;
    interop::References references;
    StageRef stage = IDL::traits<Managed::Stage>::narrow(object("Stage"));

    IDL::traits<CORBA::Object>::ref_type object(const std::string& name) const {
        return orb->string_to_object(references.at(name));
    }
    std::string work(const std::string& name, const std::string& how) const { return work(object(name), how); }
    /// omniORB reads nothing behind a request that it holds.
    std::string work_apart(const std::string& name, const std::string& how) const {
        return work(other_orb->string_to_object(references.at(name)), how);
    }
    std::string work(const IDL::traits<CORBA::Object>::ref_type& object, const std::string& how) const {
        try {
            return IDL::traits<Managed::Subject>::narrow(object)->work(how);
        } catch (const CORBA::SystemException& error) {
            return interop::exception_in_words(error._name(), error.minor());
        }
    }
    std::string calls() const { return stage->calls(); }
    void govern(const std::string& what) const { stage->govern(what); }
    void destroy_activated() const { stage->destroy_activated(); }
    std::int32_t wait_within() const { return stage->wait_within(); }
};

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    const interop::Options options{argc, argv};
    interop::Checks checks;
    auto other_orb = CORBA::ORB_init(argc, argv, "other");
    Side side{orb, other_orb, interop::read_references(options.references)};
    interop::check_managed(checks, side, options.omniorb);
    side.stage->shutdown();
    other_orb->destroy();
    orb->destroy();
    return checks.finish();
} catch (const std::exception& error) {
    std::cerr << "client: " << error.what() << '\n';
    return EXIT_FAILURE;
}
