// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/mapping/cpp11/any.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"

/// System exceptions in an Any, with their minor code and completion status (CORBA 2.6, 4.12); the words that an ORB
/// has added do not travel in it.
namespace CORBA {

void operator<<=(Any& any, const SystemException& exception);

}  // namespace CORBA

namespace corbel {

/// Throws the standard exception that the Any holds; returns if it holds something else.
void raise_held_system_exception(const CORBA::Any& any);

}  // namespace corbel

namespace CORBA {

/// False if the Any does not hold this exception.
template <corbel::Error E>
bool operator>>=(const Any& any, corbel::StandardException<E>& exception) {
    try {
        corbel::raise_held_system_exception(any);
    } catch (const corbel::StandardException<E>& held) {
        exception = held;
        return true;
    } catch (const SystemException&) {
    }
    return false;
}

}  // namespace CORBA
