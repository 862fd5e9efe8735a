// SPDX-License-Identifier: BSL-1.0
// A program with a naming service of its own. usage: naming_inside [STORE-FILE] [-ORBendPoint giop:tcp:host:port]
#include <iostream>
#include <memory>

#include "cos-naming/memory_store.hpp"
#include "cos-naming/service.hpp"
#include "cos-naming/sqlite_store.hpp"

using namespace corbel::naming;

std::unique_ptr<NamingStore> open_store(int argc, char* argv[]) {
    if (argc < 2) return std::make_unique<MemoryStore>();
    SqliteStore::Settings settings;
    settings.path = argv[1];
    settings.report = [](const std::string& what) { std::cerr << what << '\n'; };
    return std::make_unique<SqliteStore>(std::move(settings));
}

int main(int argc, char* argv[]) try {
    const auto orb = CORBA::ORB_init(argc, argv, "", {{"endPoint", "giop:tcp:127.0.0.1:2809"}});
    const auto store = open_store(argc, argv);
    const Service names{orb, *store};
    std::cout << "ready at corbaloc::" << orb->endpoints().front() << "/NameService" << std::endl;
    orb->run();
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
