// SPDX-License-Identifier: BSL-1.0
#include <corbel/corba.hpp>

#include "conformance/interop/checks.hpp"
#include "idl4.hpp"

namespace {

using namespace New;
using Ref = IDL::traits<Peer>::ref_type;

template <class Action>
void run(interop::Checks& checks, const std::string& name, Action action) {
    try {
        checks(name, action());
    } catch (const std::exception& error) {
        checks(name, false, error.what());
    }
}

Place place(IDL::optional<std::string> name, IDL::optional<double> height) {
    return {Point{3, -4}, -2, std::move(name), height};
}

template <class T>
bool through_any(const Ref& peer, const T& value) {
    CORBA::Any any;
    any <<= value;
    T back{};
    return (peer->echo_any(any) >>= back) && back == value;
}

template <class T>
bool made(const Ref& peer, const std::string& type, const T& expected) {
    T value{};
    return (peer->make(type) >>= value) && value == expected;
}

void check_echoes(const Ref& peer, interop::Checks& checks) {
    run(checks, "enum with numbers", [&] { return peer->echo_level(Level::high) == Level::high; });
    run(checks, "bitmask", [&] {
        const Rights rights = Rights::write | Rights::own;
        return peer->echo_rights(rights) == rights;
    });
    run(checks, "bitset", [&] { return peer->echo_header({true, 6, -7}) == Header{true, 6, -7}; });
    run(checks, "map", [&] {
        const Counts counts{{"one", 1}, {"two", 2}};
        return peer->echo_counts(counts) == counts && peer->echo_counts({}).empty();
    });
    run(checks, "optional members there", [&] { return peer->echo_place(place("p", 2.5)) == place("p", 2.5); });
    run(checks, "optional members missing", [&] { return peer->echo_place(place({}, {})) == place({}, {}); });
    run(checks, "union over int8", [&] {
        Choice choice;
        choice.text("five");
        return peer->echo_choice(choice).text() == "five";
    });
}

void check_peers_view(const Ref& peer, interop::Checks& checks) {
    const auto seen = [&](const Place& where) {
        return peer->seen(Rights::read | Rights::own, {true, 2, -1}, {{"b", 2}, {"a", 1}}, where);
    };
    run(checks, "what the peer sees", [&] {
        return seen(place("home", 1.5)) == "2147483649 65525 a=1 b=2 3,-4 254 home 1.5";
    });
    run(checks, "what the peer does not see", [&] {
        return seen(place({}, {})) == "2147483649 65525 a=1 b=2 3,-4 254 -";
    });
}

void check_anys(const Ref& peer, interop::Checks& checks) {
    run(checks, "any/map", [&] { return through_any(peer, Counts{{"k", 9}}); });
    run(checks, "any/struct with optional members", [&] { return through_any(peer, place("p", {})); });
    run(checks, "any/bitmask", [&] { return through_any(peer, Rights{Rights::own}); });
    run(checks, "any/bitset", [&] { return through_any(peer, Header{false, 1, 5}); });
    run(checks, "any/enum", [&] { return through_any(peer, Level::high); });
    run(checks, "any of the peer/map", [&] { return made(peer, "counts", Counts{{"a", 2}, {"z", 1}}); });
    run(checks, "any of the peer/struct", [&] {
        return made(peer, "place", Place{Point{1, 2}, -1, std::string{"made"}, {}});
    });
    run(checks, "any of the peer/enum", [&] { return made(peer, "level", Level::high); });
}

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    const interop::Options options{argc, argv};
    const auto references = interop::read_references(options.references);
    const auto peer = IDL::traits<Peer>::narrow(orb->string_to_object(references.at("Peer")));
    interop::Checks checks;
    check_echoes(peer, checks);
    check_peers_view(peer, checks);
    check_anys(peer, checks);
    peer->shutdown();
    orb->destroy();
    return checks.finish();
} catch (const std::exception& error) {
    std::cerr << "client: " << error.what() << '\n';
    return EXIT_FAILURE;
}
