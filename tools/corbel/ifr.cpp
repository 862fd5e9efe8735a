// SPDX-License-Identifier: BSL-1.0
// corbel ifr: an Interface Repository of what IDL files declare.
#include "orb/ifr/service.hpp"
#include "tools/corbel/idl.hpp"
#include "tools/corbel/serve.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

constexpr const char* examples =
    "  corbel ifr serve --idl bank.idl --idl shop.idl -ORBendPoint giop:tcp:127.0.0.1:2810\n"
    "  corbel ifr serve --types all.otl --ior-file ir.ior       # a type library of idlc --typelib\n"
    "Programs find it with -ORBInitRef InterfaceRepository=corbaloc::127.0.0.1:2810/InterfaceRepository, corbel with\n"
    "  corbel describe --ifr corbaloc::127.0.0.1:2810/InterfaceRepository Bank::Account\n"
    "It serves until SIGINT or SIGTERM. What others write into it is gone then.";

struct Serve {
    IdlOptions idl;
    std::string ior_file;
};

void serve(Tool& tool, const Serve& words) {
    Serving serving;
    if (words.idl.files.empty() && words.idl.type_libraries.empty())
        throw UsageError{"nothing to serve: give --idl or --types"};
    const auto orb = CORBA::make_reference<CORBA::ORB>(tool.orb());
    const ifr::Service service{orb, load_files(words.idl)};
    const auto reference = orb->object_to_string(service.repository());
    serving.wait(tool, reference, words.ior_file);
}

}  // namespace

void add_ifr(CLI::App& app, Tool& tool) {
    auto* verb = add_verb(app, "ifr", "Serve an interface repository", examples);
    verb->require_subcommand(1);
    auto words = std::make_shared<Serve>();
    auto* action = add_verb(*verb, "serve", "Serve what IDL files and type libraries declare; print the reference",
                            examples);
    add_idl_options(*action, words->idl);
    action->add_option("--ior-file", words->ior_file, "Write the reference into this file too");
    action->callback([&tool, words] { serve(tool, *words); });
}

}  // namespace corbel::tool
