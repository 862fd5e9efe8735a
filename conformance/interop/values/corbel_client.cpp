// SPDX-License-Identifier: BSL-1.0
#include <corbel/corba.hpp>

#include "conformance/interop/checks.hpp"
#include "conformance/interop/values/corbel_values.hpp"

namespace {

template <class T>
using Ref = typename IDL::traits<T>::ref_type;
using namespace Exchange;

Ref<Node> node(std::string name, Ref<Node> next = nullptr) {
    return CORBA::make_reference<obv::Node>(std::move(name), std::move(next));
}

template <class Action>
void run(interop::Checks& checks, const std::string& name, Action action) {
    try {
        checks(name, action());
    } catch (const std::exception& error) {
        checks(name, false, error.what());
    }
}

void check_graphs(const Ref<Peer>& peer, interop::Checks& checks) {
    run(checks, "null", [&] { return peer->echo_node(nullptr) == nullptr; });
    run(checks, "list", [&] { return peer->echo_node(node("a", node("b")))->next()->name() == "b"; });
    run(checks, "ring", [&] {
        auto ring = node("a", node("b"));
        ring->next()->next(ring);
        const auto same = peer->echo_node(ring);
        const bool good = same->next()->name() == "b" && same->next()->next() == same;
        ring->next(nullptr);
        same->next(nullptr);
        return good;
    });
    run(checks, "deep", [&] {
        Ref<Node> list;
        for (int i = 0; i < 1000; ++i) list = node("n" + std::to_string(i), list);
        auto same = peer->echo_node(list);
        int count = 0;
        for (; same; same = same->next()) ++count;
        return count == 1000;
    });
    run(checks, "sharing in a sequence", [&] {
        const auto shared = node("shared");
        const auto nodes = peer->echo_nodes({shared, node("x", shared), nullptr, shared});
        return nodes.size() == 4 && nodes[0] == nodes[3] && nodes[1]->next() == nodes[0] && !nodes[2];
    });
    run(checks, "many in a large message", [&] {
        const auto nodes = peer->echo_nodes(Nodes(2000, node(std::string(300, 'x'), node("y"))));
        return nodes.size() == 2000 && nodes[0] == nodes[1999] && nodes[7]->next()->name() == "y";
    });
    run(checks, "sharing between arguments and results", [&] {
        const auto one = node("a", node("b"));
        bool same = false;
        Ref<Node> first;
        return peer->join(one, one, same, first) == "ab/ab" && same && first->next()->name() == "b" &&
               peer->join(one, one->next(), same, first) == "ab/b" && !same;
    });
}

void check_types(const Ref<Peer>& peer, interop::Checks& checks) {
    run(checks, "factory", [&] {
        const auto same = peer->echo_account(CORBA::make_reference<AccountValue>("ann", 1250));
        return same->owner() == "ann" && same->balance() == 1250;
    });
    run(checks, "derived", [&] {
        const auto same = IDL::traits<Savings>::narrow(
            peer->echo_account(CORBA::make_reference<SavingsValue>("bob", 7, 0.5, node("h"))));
        return same && same->balance() == 7 && same->rate() == 0.5 && same->history()->name() == "h";
    });
    run(checks, "truncated", [&] {
        const auto hidden = node("h", node("i"));
        const auto secret = CORBA::make_reference<SecretValue>("eve", 3, hidden);
        // What stood in the lost part is referred to behind it.
        return peer->kind_of(secret, secret, hidden) == "account eve twice hi" &&
               peer->kind_of(secret, nullptr, nullptr) == "account eve once " &&
               peer->echo_account(secret)->balance() == 3;
    });
    run(checks, "boxes", [&] {
        const std::vector<Point> points{{1, 2}, {3, 4.5}};
        return peer->echo_text(CORBA::make_reference<Text>("boxed"))->_value() == "boxed" &&
               peer->echo_text(nullptr) == nullptr &&
               peer->echo_spot(CORBA::make_reference<Spot>(points[1]))->_value() == points[1] &&
               peer->echo_points(CORBA::make_reference<Points>(points))->_value() == points;
    });
    run(checks, "abstract interface with a value", [&] {
        const auto label = CORBA::make_reference<LabelValue>("mine");
        const auto same = peer->echo_described(label);
        return same->describe(false) == "mine" && same->_to_value() && !same->_to_object() &&
               peer->describe(label) == "the label mine" && peer->give(true)->describe(false) == "given" &&
               peer->describe(nullptr) == "nil";
    });
    run(checks, "abstract interface with an object", [&] {
        const auto agent = peer->give(false);
        return agent->describe(true) == "the agent" && !agent->_to_value() &&
               IDL::traits<Agent>::narrow(agent->_to_object())->name() == "agent" &&
               peer->describe(agent) == "the agent" && peer->echo_described(agent)->describe(false) == "agent";
    });
    run(checks, "fixed", [&] {
        const Price price{Amount{"-1234567.89"}, Count{12}};
        return peer->echo_amount(Amount{"-0.05"}).to_string() == "-0.05" &&
               peer->echo_tiny(Tiny{"0.0000000000000000000000000000001"}).to_string() ==
                   "0.0000000000000000000000000000001" &&
               peer->echo_price(price) == price;
    });
}

template <class T>
bool through_any(const Ref<Peer>& peer, const T& value, T& back) {
    CORBA::Any any;
    any <<= value;
    return peer->echo_any(any) >>= back;
}

void check_anys(const Ref<Peer>& peer, interop::Checks& checks) {
    run(checks, "any/list", [&] {
        const auto shared = node("s");
        Ref<Node> back;
        return through_any(peer, node("a", node("b", shared)), back) && back->next()->next()->name() == "s";
    });
    run(checks, "any/account", [&] {
        Ref<Account> back;
        return through_any(peer, Ref<Account>{CORBA::make_reference<AccountValue>("ann", 5)}, back) &&
               back->balance() == 5;
    });
    run(checks, "any/savings", [&] {
        Ref<Savings> back;
        return through_any(peer, Ref<Savings>{CORBA::make_reference<SavingsValue>("b", 5, 1.5, node("h"))}, back) &&
               back->rate() == 1.5;
    });
    run(checks, "any/box", [&] {
        Ref<Text> back;
        return through_any(peer, Ref<Text>{CORBA::make_reference<Text>("t")}, back) && back->_value() == "t";
    });
    run(checks, "any/sequence", [&] {
        Nodes back;
        const auto shared = node("s");
        return through_any(peer, Nodes{shared, nullptr, shared}, back) && back[0] == back[2] && !back[1];
    });
    run(checks, "any/fixed", [&] {
        Amount back;
        return through_any(peer, Amount{"3.5"}, back) && back.to_string() == "3.50";
    });
}

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    register_values(orb);
    const interop::Options options{argc, argv};
    const auto references = interop::read_references(options.references);
    const auto peer = IDL::traits<Peer>::narrow(orb->string_to_object(references.at("Peer")));
    interop::Checks checks;
    check_graphs(peer, checks);
    check_types(peer, checks);
    check_anys(peer, checks);
    peer->shutdown();
    orb->destroy();
    return checks.finish();
} catch (const std::exception& error) {
    std::cerr << "client: " << error.what() << '\n';
    return EXIT_FAILURE;
}
