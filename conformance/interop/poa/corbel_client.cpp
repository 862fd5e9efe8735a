// SPDX-License-Identifier: BSL-1.0
#include <corbel/corba.hpp>

#include "conformance/interop/checks.hpp"
#include "poa.hpp"

namespace {

using SubjectRef = IDL::traits<Managed::Subject>::ref_type;
using StageRef = IDL::traits<Managed::Stage>::ref_type;

/// The answer, or the name of the system exception.
std::string work(const SubjectRef& subject, const std::string& how) {
    try {
        return subject->work(how);
    } catch (const CORBA::SystemException& error) {
        return error._name();
    }
}

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    const interop::Options options{argc, argv};
    const auto references = interop::read_references(options.references);
    const auto subject = [&](const std::string& name) {
        return IDL::traits<Managed::Subject>::narrow(orb->string_to_object(references.at(name)));
    };
    const auto stage = IDL::traits<Managed::Stage>::narrow(orb->string_to_object(references.at("Stage")));
    interop::Checks checks;
    const auto expect = [&](const std::string& what, const std::string& is, const std::string& must_be) {
        checks(what, is == must_be, is);
    };
    const auto located = subject("located"), forbidden = subject("forbidden");
    stage->calls();
    expect("a locator", work(located, "well"), "done");
    expect("a locator's calls", stage->calls(), "preinvoke work postinvoke ");
    expect("a locator and a servant that throws", work(located, "refuse"), "NO_PERMISSION");
    expect("its calls", stage->calls(), "preinvoke work postinvoke ");
    expect("postinvoke that takes its time", work(subject("slow"), "well"), "done");
    expect("its calls, before the answer", stage->calls(), "preinvoke work postinvoke ");
    if (!options.omniorb) {  // calls postinvoke in a destructor, which ends the server where it throws
        expect("postinvoke that throws", work(subject("undone"), "well"), "TRANSACTION_ROLLEDBACK");
        expect("its calls", stage->calls(), "preinvoke work postinvoke ");
    }
    expect("preinvoke that throws", work(forbidden, "well"), "NO_RESOURCES");
    expect("its calls", stage->calls(), "preinvoke ");

    for (const auto* name : {"a", "b", "c"}) expect("an activator", work(subject(name), "well"), "done");
    stage->calls();
    stage->destroy_activated();
    auto calls = stage->calls();
    for (auto& each : calls)
        if (each >= 'a' && each <= 'c') each = '*';  // in any order
    // omniORB empties its map before it tells of the first.
    expect("remaining_activations at the end", calls, options.omniorb ? "*- *- *- " : "*+ *+ *- ");
    expect("destroy within a request", std::to_string(stage->wait_within()), "3");
    stage->shutdown();
    orb->destroy();
    return checks.finish();
} catch (const std::exception& error) {
    std::cerr << "client: " << error.what() << '\n';
    return EXIT_FAILURE;
}
