// SPDX-License-Identifier: BSL-1.0
#include "conformance/interop/omniorb_checks.hpp"
#include "conformance/interop/values/omniorb_values.hpp"

namespace {

using namespace Exchange;
using interop::is;
using interop::run;

Node* node(const char* name, Node* next = nullptr) { return new NodeValue(name, next); }

void check_graphs(Peer_ptr peer, interop::Checks& checks) {
    run(checks, "null", [&] { return peer->echo_node(nullptr) == nullptr; });
    run(checks, "list", [&] {
        const Node_var list = node("a", node("b"));
        const Node_var same = peer->echo_node(list);
        return is(same->next()->name(), "b");
    });
    run(checks, "ring", [&] {
        Node* ring = node("a", node("b"));
        ring->next()->next(ring);
        Node* same = peer->echo_node(ring);
        return is(same->next()->name(), "b") && same->next()->next() == same;
    });
    run(checks, "deep", [&] {
        Node* list = nullptr;
        for (int i = 0; i < 1000; ++i) list = node("n", list);
        const Node_var same = peer->echo_node(list);
        int count = 0;
        for (const Node* each = same; each; each = each->next()) ++count;
        return count == 1000;
    });
    run(checks, "sharing in a sequence", [&] {
        Node* shared = node("shared");
        Nodes nodes;
        nodes.length(4);
        shared->_add_ref();
        nodes[0] = shared;
        shared->_add_ref();
        nodes[1] = node("x", shared);
        nodes[3] = shared;
        Nodes_var same = peer->echo_nodes(nodes);
        return same->length() == 4 && same[0].in() == same[3].in() && same[1]->next() == same[0].in() && !same[2].in();
    });
    run(checks, "many in a large message", [&] {
        Node* one = node(std::string(300, 'x').c_str(), node("y"));
        Nodes nodes;
        nodes.length(2000);
        for (CORBA::ULong i = 0; i < 2000; ++i) {
            one->_add_ref();
            nodes[i] = one;
        }
        Nodes_var same = peer->echo_nodes(nodes);
        return same->length() == 2000 && same[0].in() == same[1999].in() && is(same[7]->next()->name(), "y");
    });
    run(checks, "sharing between arguments and results", [&] {
        const Node_var one = node("a", node("b"));
        CORBA::Boolean same = false;
        Node_var first;
        const CORBA::String_var both = peer->join(one, one, same, first.out());
        if (!is(both, "ab/ab") || !same || !is(first->next()->name(), "b")) return false;
        const CORBA::String_var parts = peer->join(one, one->next(), same, first.out());
        return is(parts, "ab/b") && !same;
    });
}

void check_types(Peer_ptr peer, interop::Checks& checks) {
    run(checks, "factory", [&] {
        const Account_var ann = new AccountValue("ann", 1250);
        const Account_var same = peer->echo_account(ann);
        return is(same->owner(), "ann") && same->balance() == 1250;
    });
    run(checks, "derived", [&] {
        const Account_var bob = new SavingsValue("bob", 7, 0.5, node("h"));
        const Account_var same = peer->echo_account(bob);
        Savings* savings = Savings::_downcast(same);
        return savings && savings->balance() == 7 && savings->rate() == 0.5 && is(savings->history()->name(), "h");
    });
    run(checks, "truncated", [&] {
        Node* hidden = node("h", node("i"));
        hidden->_add_ref();  // the value takes it twice
        const Account_var eve = new SecretValue("eve", 3, hidden);
        // What stood in the lost part is referred to behind it.
        const CORBA::String_var twice = peer->kind_of(eve, eve, hidden);
        const CORBA::String_var once = peer->kind_of(eve, nullptr, nullptr);
        const Account_var same = peer->echo_account(eve);
        return is(twice, "account eve twice hi") && is(once, "account eve once ") && same->balance() == 3;
    });
    run(checks, "boxes", [&] {
        const Text_var text = new Text("boxed");
        const Text_var same_text = peer->echo_text(text);
        Point point;
        point.x = 3;
        point.y = 4.5;
        const Spot_var spot = new Spot(point);
        const Spot_var same_spot = peer->echo_spot(spot);
        const Points_var points = new Points;
        points->_value().length(2);
        points->_value()[1] = point;
        const Points_var same_points = peer->echo_points(points);
        return is(same_text->_value(), "boxed") && peer->echo_text(nullptr) == nullptr && same_spot->y() == 4.5 &&
               same_points->_value().length() == 2 && same_points->_value()[1].x == 3;
    });
    run(checks, "abstract interface with a value", [&] {
        const Described_var label = new LabelValue("mine");
        const Described_var same = peer->echo_described(label);
        const CORBA::String_var words = same->describe(false), fully = peer->describe(label),
                                nil = peer->describe(Described::_nil());
        const Described_var given = peer->give(true);
        const CORBA::String_var gift = given->describe(false);
        return is(words, "mine") && is(fully, "the label mine") && is(gift, "given") && is(nil, "nil");
    });
    run(checks, "abstract interface with an object", [&] {
        const Described_var agent = peer->give(false);
        const CORBA::String_var fully = agent->describe(true), there = peer->describe(agent);
        const Described_var same = peer->echo_described(agent);
        const CORBA::String_var name = same->describe(false);
        return is(fully, "the agent") && is(there, "the agent") && is(name, "agent");
    });
    run(checks, "fixed", [&] {
        Price price;
        price.cost = "-1234567.89";
        price.pieces = "12";
        const Price same = peer->echo_price(price);
        const Amount small = CORBA::Fixed{"-0.05"};
        const Tiny tiny = CORBA::Fixed{"0.0000000000000000000000000000001"};
        return peer->echo_amount(small) == small && peer->echo_tiny(tiny) == tiny && same.cost == price.cost &&
               same.pieces == price.pieces;
    });
}

void check_anys(Peer_ptr peer, interop::Checks& checks) {
    run(checks, "any/list", [&] {
        const Node_var list = node("a", node("b", node("s")));
        CORBA::Any any;
        any <<= list.in();
        const CORBA::Any_var back = peer->echo_any(any);
        Node* same = nullptr;
        return (back.in() >>= same) && is(same->next()->next()->name(), "s");
    });
    run(checks, "any/account", [&] {
        const Account_var ann = new AccountValue("ann", 5);
        CORBA::Any any;
        any <<= ann.in();
        const CORBA::Any_var back = peer->echo_any(any);
        Account* same = nullptr;
        return (back.in() >>= same) && same->balance() == 5;
    });
    run(checks, "any/box", [&] {
        const Text_var text = new Text("t");
        CORBA::Any any;
        any <<= text.in();
        const CORBA::Any_var back = peer->echo_any(any);
        Text* same = nullptr;
        return (back.in() >>= same) && is(same->_value(), "t");
    });
}

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    register_values(orb);
    const interop::Options options{argc, argv};
    const auto references = interop::read_references(options.references);
    const CORBA::Object_var object = orb->string_to_object(references.at("Peer").c_str());
    const Peer_var peer = Peer::_narrow(object);
    interop::Checks checks;
    check_graphs(peer, checks);
    check_types(peer, checks);
    check_anys(peer, checks);
    peer->shutdown();
    orb->destroy();
    return checks.finish();
} catch (const CORBA::Exception& error) {
    std::cerr << "client: " << error._name() << '\n';
    return EXIT_FAILURE;
}
