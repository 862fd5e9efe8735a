// SPDX-License-Identifier: BSL-1.0
#include "conformance/interop/poa/expectations.hpp"
#include "poa.hh"

namespace {

struct Side {
    CORBA::ORB_ptr orb;
    interop::References references;
    Managed::Stage_var stage = Managed::Stage::_unchecked_narrow(CORBA::Object_var{object("Stage")});

    CORBA::Object_ptr object(const std::string& name) const {
        return orb->string_to_object(references.at(name).c_str());
    }
    std::string work(const std::string& name, const char* how) const {
        CORBA::Object_var found = object(name);
        Managed::Subject_var subject = Managed::Subject::_unchecked_narrow(found);
        try {
            CORBA::String_var answer = subject->work(how);
            return std::string{answer};
        } catch (const CORBA::SystemException& error) {
            return interop::exception_in_words(error._name(), error.minor());
        }
    }
    std::string work_apart(const std::string& name, const char* how) const { return work(name, how); }
    std::string calls() const {
        CORBA::String_var calls = stage->calls();
        return std::string{calls};
    }
    void govern(const char* what) const { stage->govern(what); }
    void destroy_activated() const { stage->destroy_activated(); }
    CORBA::Long wait_within() const { return stage->wait_within(); }
};

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    const interop::Options options{argc, argv};
    interop::Checks checks;
    {
        Side side{orb, interop::read_references(options.references)};
        interop::check_managed(checks, side, options.omniorb);
        side.stage->shutdown();
    }
    orb->destroy();
    return checks.finish();
} catch (const CORBA::Exception& error) {
    std::cerr << "client: " << error._name() << '\n';
    return EXIT_FAILURE;
}
