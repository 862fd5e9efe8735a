// SPDX-License-Identifier: BSL-1.0
// usage: repeated_calls REFERENCE COUNT none|orb|thread|reference [-ORB options]
// Makes COUNT calls, with a time limit set where the word says.
#include <iostream>

#include <corbel/corba.hpp>

#include "echo.hpp"

int main(int argc, char* argv[]) {
    try {
        const auto orb = CORBA::ORB_init(argc, argv);
        const std::string level = argv[3];
        auto echo = IDL::traits<Test::Echo>::narrow(orb->string_to_object(argv[1]));
        CORBA::Any limit;
        limit <<= TimeBase::TimeT{50'000'000};  // 5 s
        const CORBA::PolicyList policies{orb->create_policy(Messaging::RELATIVE_RT_TIMEOUT_POLICY_TYPE, limit)};
        const auto manager = [&](const char* name) {
            return IDL::traits<CORBA::PolicyManager>::narrow(orb->resolve_initial_references(name));
        };
        constexpr auto set = CORBA::SetOverrideType::SET_OVERRIDE;
        if (level == "orb") manager("ORBPolicyManager")->set_policy_overrides(policies, set);
        if (level == "thread") manager("PolicyCurrent")->set_policy_overrides(policies, set);
        if (level == "reference")
            echo = IDL::traits<Test::Echo>::narrow(echo->_set_policy_overrides(policies, set));
        for (int n = 0; n < std::atoi(argv[2]); ++n)
            if (echo->twice(n) != 2 * n) return 1;
        orb->destroy();
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "repeated_calls: " << error.what() << '\n';
        return 1;
    }
}
