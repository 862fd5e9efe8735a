// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "orb/mapping/cpp11/value.hpp"

namespace corbel {

class Invoker;

/// The value factories of one ORB, by repository id.
class ValueFactories {
public:
    /// The one that was there; nil if there was none.
    CORBA::ValueFactory put(const std::string& id, CORBA::ValueFactory factory);
    CORBA::ValueFactory remove(const std::string& id);
    CORBA::ValueFactory find(std::string_view id) const;

    /// Those of the ORB that `invoker` belongs to; null if there are none.
    static ValueFactories* of(void* invoker);

private:
    mutable std::shared_mutex mutex_;
    std::map<std::string, CORBA::ValueFactory, std::less<>> factories_;
};

}  // namespace corbel
