// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <random>
#include <string>

#include "cos-naming/etcd_store.hpp"

/// A store of its own at the etcd that ETCD names ("http://host:port,...").
struct Etcd {
    static corbel::naming::EtcdStore::Settings settings(std::string store) {
        const char* members = std::getenv("ETCD");
        return {.url = corbel::naming::etcd::parse_url("etcd:" + std::string{members ? members : ""} + "/" + store)};
    }
    static std::string new_store() { return "test-" + std::to_string(std::random_device{}()); }

    const std::string name = new_store();
    corbel::naming::EtcdStore store{settings(name)};
};
