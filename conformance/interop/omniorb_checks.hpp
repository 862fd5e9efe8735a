// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <omniORB4/CORBA.h>

#include <cstring>
#include <string>

#include "conformance/interop/checks.hpp"

/// Checks by programs of omniORB.
namespace interop {

/// Runs one check; an exception is a failure that carries its name.
template <class Check>
void run(Checks& checks, const std::string& name, Check check) {
    try {
        checks(name, check(), "wrong value");
    } catch (const CORBA::SystemException& error) {
        const char* minor = error.NP_minorString();
        checks(name, false, std::string{error._name()} + " " + (minor ? minor : std::to_string(error.minor())));
    } catch (const CORBA::Exception& error) {
        checks(name, false, error._name());
    }
}

/// Whether `action` ends by this exception.
template <class Exception, class Action>
bool raises(Action action) {
    try {
        action();
    } catch (const Exception&) {
        return true;
    }
    return false;
}

inline bool is(const char* text, const char* expected) { return std::strcmp(text, expected) == 0; }

}  // namespace interop
