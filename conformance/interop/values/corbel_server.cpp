// SPDX-License-Identifier: BSL-1.0
#include <corbel/corba.hpp>

#include "conformance/interop/checks.hpp"
#include "conformance/interop/values/corbel_values.hpp"
#include "values_skel.hpp"

namespace {

template <class T>
using Ref = typename IDL::traits<T>::ref_type;

class AgentServant final : public virtual CORBA::servant_traits<Exchange::Agent>::base_type {
public:
    std::string name() override { return "agent"; }
    std::string describe(bool fully) override { return fully ? "the agent" : "agent"; }
};

std::string joined(Ref<Exchange::Node> node) {
    std::string names;
    for (int i = 0; node && i < 5; node = node->next(), ++i) names += node->name();
    return names;
}

class PeerServant final : public virtual CORBA::servant_traits<Exchange::Peer>::base_type {
public:
    explicit PeerServant(Ref<CORBA::ORB> orb) : orb_{std::move(orb)}, agent_{CORBA::make_reference<AgentServant>()} {}

    ~PeerServant() override { cut(); }

    Ref<Exchange::Node> echo_node(Ref<Exchange::Node> value) override {
        cut();
        return last_ = value;
    }
    Exchange::Nodes echo_nodes(const Exchange::Nodes& value) override { return value; }
    std::string join(Ref<Exchange::Node> one, Ref<Exchange::Node> other, bool& same,
                     Ref<Exchange::Node>& first) override {
        same = one == other;
        first = one;
        return joined(one) + "/" + joined(other);
    }
    Ref<Exchange::Account> echo_account(Ref<Exchange::Account> value) override { return value; }
    std::string kind_of(Ref<Exchange::Account> value, Ref<Exchange::Account> other,
                        Ref<Exchange::Node> hidden) override {
        if (!value) return "nil";
        return (IDL::traits<Exchange::Savings>::narrow(value) ? "savings " : "account ") + value->owner() +
               (value == other ? " twice " : " once ") + joined(hidden);
    }
    Ref<Exchange::Text> echo_text(Ref<Exchange::Text> value) override { return value; }
    Ref<Exchange::Spot> echo_spot(Ref<Exchange::Spot> value) override { return value; }
    Ref<Exchange::Points> echo_points(Ref<Exchange::Points> value) override { return value; }
    Ref<Exchange::Described> echo_described(Ref<Exchange::Described> value) override { return value; }
    std::string describe(Ref<Exchange::Described> value) override { return value ? value->describe(true) : "nil"; }
    Ref<Exchange::Described> give(bool as_value) override {
        if (as_value) return CORBA::make_reference<LabelValue>("given");
        return agent_->_this();
    }
    CORBA::Any echo_any(const CORBA::Any& value) override { return value; }
    Exchange::Amount echo_amount(const Exchange::Amount& value) override { return value; }
    Exchange::Tiny echo_tiny(const Exchange::Tiny& value) override { return value; }
    Exchange::Price echo_price(const Exchange::Price& value) override { return value; }
    void shutdown() override { orb_->shutdown(); }

private:
    /// What was received may be a ring.
    void cut() {
        if (last_) last_->next(nullptr);
    }

    Ref<Exchange::Node> last_;
    Ref<CORBA::ORB> orb_;
    corbel::servant_reference<AgentServant> agent_;
};

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    register_values(orb);
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    poa->the_POAManager()->activate();
    interop::write_references(argv[1],
                              {{"Peer", orb->object_to_string(CORBA::make_reference<PeerServant>(orb)->_this())}});
    orb->run();
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "server: " << error.what() << '\n';
    return EXIT_FAILURE;
}
