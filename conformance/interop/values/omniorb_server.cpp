// SPDX-License-Identifier: BSL-1.0
#include "conformance/interop/checks.hpp"
#include "conformance/interop/values/omniorb_values.hpp"

namespace {

using namespace Exchange;

class AgentServant : public virtual POA_Exchange::Agent {
public:
    char* name() override { return CORBA::string_dup("agent"); }
    char* describe(CORBA::Boolean fully) override { return CORBA::string_dup(fully ? "the agent" : "agent"); }
};

std::string joined(Node* node) {
    std::string names;
    for (int i = 0; node && i < 5; node = node->next(), ++i) names += node->name();
    return names;
}

template <class T>
T* shared(T* value) {
    if (value) value->_add_ref();
    return value;
}

class PeerServant : public virtual POA_Exchange::Peer {
public:
    explicit PeerServant(CORBA::ORB_ptr orb) : orb_{CORBA::ORB::_duplicate(orb)} {}

    Node* echo_node(Node* value) override { return shared(value); }
    Nodes* echo_nodes(const Nodes& value) override { return new Nodes(value); }
    char* join(Node* one, Node* other, CORBA::Boolean& same, Node_out first) override {
        same = one == other;
        first = shared(one);
        return CORBA::string_dup((joined(one) + "/" + joined(other)).c_str());
    }
    Account* echo_account(Account* value) override { return shared(value); }
    char* kind_of(Account* value, Account* other, Node* hidden) override {
        if (!value) return CORBA::string_dup("nil");
        const std::string kind = Savings::_downcast(value) ? "savings " : "account ";
        const auto times = value == other ? " twice " : " once ";
        return CORBA::string_dup((kind + value->owner() + times + joined(hidden)).c_str());
    }
    Text* echo_text(Text* value) override { return shared(value); }
    Spot* echo_spot(Spot* value) override { return shared(value); }
    Points* echo_points(Points* value) override { return shared(value); }
    Described_ptr echo_described(Described_ptr value) override { return Described::_duplicate(value); }
    char* describe(Described_ptr value) override {
        return CORBA::is_nil(value) ? CORBA::string_dup("nil") : value->describe(true);
    }
    Described_ptr give(CORBA::Boolean as_value) override {
        if (as_value) return new LabelValue("given");
        return agent_._this();
    }
    CORBA::Any* echo_any(const CORBA::Any& value) override { return new CORBA::Any(value); }
    Amount echo_amount(const Amount& value) override { return value; }
    Tiny echo_tiny(const Tiny& value) override { return value; }
    Price echo_price(const Price& value) override { return value; }
    void shutdown() override { orb_->shutdown(false); }

private:
    CORBA::ORB_var orb_;
    AgentServant agent_;
};

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    register_values(orb);
    CORBA::Object_var object = orb->resolve_initial_references("RootPOA");
    PortableServer::POA_var poa = PortableServer::POA::_narrow(object);
    PortableServer::POAManager_var manager = poa->the_POAManager();
    manager->activate();
    PeerServant peer{orb};
    CORBA::Object_var reference = peer._this();
    CORBA::String_var text = orb->object_to_string(reference);
    interop::write_references(argv[1], {{"Peer", std::string{text}}});
    orb->run();
    orb->destroy();
} catch (const CORBA::Exception& error) {
    std::cerr << "server: " << error._name() << '\n';
    return EXIT_FAILURE;
}
