// SPDX-License-Identifier: BSL-1.0
#include <corbel/corba.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "conformance/interop/checks.hpp"
#include "plant_skel.hpp"

namespace {

template <class T>
using Ref = typename IDL::traits<T>::ref_type;
using namespace Plant;

/// The number of a connection, as one octet.
class NumberedCookie final : public Components::obv::Cookie {
public:
    NumberedCookie() = default;
    explicit NumberedCookie(std::uint8_t number) : Components::obv::Cookie({number}) {}
    std::size_t number() const { return cookieValue().empty() ? 0 : cookieValue()[0]; }
};

template <class T>
class Maker final : public virtual CORBA::ValueFactoryBase {
public:
    Ref<CORBA::ValueBase> create_for_unmarshal() override { return CORBA::make_reference<T>(); }
};

/// What was connected to a port for many, by the number in its cookie.
template <class T>
class Connections {
public:
    Ref<Components::Cookie> add(Ref<T> object) {
        if (all_.size() == 2) throw Components::ExceededConnectionLimit{};
        all_[++last_] = std::move(object);
        return CORBA::make_reference<NumberedCookie>(last_);
    }
    Ref<T> take(const Ref<Components::Cookie>& cookie) {
        const auto* numbered = cookie ? dynamic_cast<const NumberedCookie*>(cookie.operator->()) : nullptr;
        const auto found = numbered ? all_.find(static_cast<std::uint8_t>(numbered->number())) : all_.end();
        if (found == all_.end()) throw Components::InvalidConnection{};
        auto object = found->second;
        all_.erase(found);
        return object;
    }
    const std::map<std::uint8_t, Ref<T>>& all() const { return all_; }

private:
    std::uint8_t last_ = 0;
    std::map<std::uint8_t, Ref<T>> all_;
};

class OutletServant final : public virtual CORBA::servant_traits<Valve>::base_type {
public:
    std::string name() override { return "the outlet"; }
};

class CommandsServant final : public virtual CORBA::servant_traits<ReadingConsumer>::base_type {
public:
    explicit CommandsServant(std::function<void(double)> obey) : obey_{std::move(obey)} {}

    void push_Reading(Ref<Reading> event) override { obey_(event->value()); }
    void push_event(Ref<Components::EventBase> event) override {
        const auto reading = IDL::traits<Reading>::narrow(event);
        if (!reading) throw Components::BadEventType{Reading::_repository_id_};
        obey_(reading->value());
    }

private:
    std::function<void(double)> obey_;
};

class PumpServant final : public virtual CORBA::servant_traits<Pump>::base_type {
public:
    explicit PumpServant(std::string label, std::int32_t speed = 0)
        : label_{std::move(label)}, speed_{speed}, outlet_{CORBA::make_reference<OutletServant>()},
          commands_{CORBA::make_reference<CommandsServant>(
              [this](double value) { this->speed(static_cast<std::int32_t>(value)); })} {}

    std::int32_t speed() override { return speed_; }
    void speed(std::int32_t value) override {
        speed_ = value;
        if (readings_) readings_->push_Reading(CORBA::make_reference<obv::Reading>(speed_, "rpm"));
        if (value <= 100) return;
        const auto alarm = CORBA::make_reference<obv::Alarm>(speed_, "rpm", label_ + " is too fast");
        for (const auto& [number, consumer] : alarms_.all()) consumer->push_Alarm(alarm);
    }
    std::string label() override { return label_; }

    Ref<Valve> provide_outlet() override { return outlet_->_this(); }
    void connect_inlet(Ref<Valve> valve) override {
        if (inlet_) throw Components::AlreadyConnected{};
        if (!valve) throw Components::InvalidConnection{};
        inlet_ = valve;
    }
    Ref<Valve> disconnect_inlet() override {
        if (!inlet_) throw Components::NoConnection{};
        return std::exchange(inlet_, nullptr);
    }
    Ref<Valve> get_connection_inlet() override { return inlet_; }
    Ref<Components::Cookie> connect_safety(Ref<Valve> valve) override { return safety_.add(valve); }
    Ref<Valve> disconnect_safety(Ref<Components::Cookie> cookie) override { return safety_.take(cookie); }
    Plant::Pump::safetyConnections get_connections_safety() override {
        Plant::Pump::safetyConnections result;
        for (const auto& [number, valve] : safety_.all())
            result.push_back({valve, CORBA::make_reference<NumberedCookie>(number)});
        return result;
    }
    void connect_readings(Ref<ReadingConsumer> consumer) override {
        if (readings_) throw Components::AlreadyConnected{};
        readings_ = consumer;
    }
    Ref<ReadingConsumer> disconnect_readings() override {
        if (!readings_) throw Components::NoConnection{};
        return std::exchange(readings_, nullptr);
    }
    Ref<Components::Cookie> subscribe_alarms(Ref<AlarmConsumer> consumer) override { return alarms_.add(consumer); }
    Ref<AlarmConsumer> unsubscribe_alarms(Ref<Components::Cookie> cookie) override { return alarms_.take(cookie); }
    Ref<ReadingConsumer> get_consumer_commands() override { return commands_->_this(); }

    // -- of every component

    Ref<CORBA::Object> provide_facet(const std::string& name) override {
        if (name != "outlet") throw Components::InvalidName{};
        return provide_outlet();
    }
    Components::FacetDescriptions get_all_facets() override {
        return {CORBA::make_reference<Components::obv::FacetDescription>("outlet", Valve::_repository_id_,
                                                                         provide_outlet())};
    }
    Components::FacetDescriptions get_named_facets(const Components::NameList& names) override {
        const bool known = std::all_of(names.begin(), names.end(), [](const auto& each) { return each == "outlet"; });
        if (!known) throw Components::InvalidName{};
        return names.empty() ? Components::FacetDescriptions{} : get_all_facets();
    }
    bool same_component(Ref<CORBA::Object> object) override { return _this()->_is_equivalent(object); }
    Ref<Components::Cookie> connect(const std::string& name, Ref<CORBA::Object> connection) override {
        const auto valve = IDL::traits<Valve>::narrow(connection);
        if (!valve) throw Components::InvalidConnection{};
        if (name == "safety") return connect_safety(valve);
        if (name != "inlet") throw Components::InvalidName{};
        return connect_inlet(valve), nullptr;
    }
    Ref<CORBA::Object> disconnect(const std::string& name, Ref<Components::Cookie> cookie) override {
        if (name == "inlet") return disconnect_inlet();
        if (name != "safety") throw Components::InvalidName{};
        if (!cookie) throw Components::CookieRequired{};
        return disconnect_safety(cookie);
    }
    Ref<Components::EventConsumerBase> get_consumer(const std::string& name) override {
        if (name != "commands") throw Components::InvalidName{};
        return get_consumer_commands();
    }
    Ref<Components::CCMHome> get_ccm_home() override { return nullptr; }
    void configuration_complete() override { throw Components::InvalidConfiguration{}; }
    void remove() override { throw Components::RemoveFailure{7}; }
    Ref<Components::PrimaryKeyBase> get_primary_key() override {
        return CORBA::make_reference<obv::PumpKey>(label_);
    }

    // -- what this one leaves out

    Components::ConnectionDescriptions get_connections(const std::string&) override { throw CORBA::NO_IMPLEMENT{}; }
    Components::ReceptacleDescriptions get_all_receptacles() override { throw CORBA::NO_IMPLEMENT{}; }
    Components::ReceptacleDescriptions get_named_receptacles(const Components::NameList&) override {
        throw CORBA::NO_IMPLEMENT{};
    }
    Ref<Components::Cookie> subscribe(const std::string&, Ref<Components::EventConsumerBase>) override {
        throw CORBA::NO_IMPLEMENT{};
    }
    Ref<Components::EventConsumerBase> unsubscribe(const std::string&, Ref<Components::Cookie>) override {
        throw CORBA::NO_IMPLEMENT{};
    }
    void connect_consumer(const std::string&, Ref<Components::EventConsumerBase>) override {
        throw CORBA::NO_IMPLEMENT{};
    }
    Ref<Components::EventConsumerBase> disconnect_consumer(const std::string&) override {
        throw CORBA::NO_IMPLEMENT{};
    }
    Components::ConsumerDescriptions get_all_consumers() override { throw CORBA::NO_IMPLEMENT{}; }
    Components::ConsumerDescriptions get_named_consumers(const Components::NameList&) override {
        throw CORBA::NO_IMPLEMENT{};
    }
    Components::EmitterDescriptions get_all_emitters() override { throw CORBA::NO_IMPLEMENT{}; }
    Components::EmitterDescriptions get_named_emitters(const Components::NameList&) override {
        throw CORBA::NO_IMPLEMENT{};
    }
    Components::PublisherDescriptions get_all_publishers() override { throw CORBA::NO_IMPLEMENT{}; }
    Components::PublisherDescriptions get_named_publishers(const Components::NameList&) override {
        throw CORBA::NO_IMPLEMENT{};
    }
    Ref<CORBA::Object> get_component_def() override { return nullptr; }
    Ref<Components::ComponentPortDescription> get_all_ports() override { return nullptr; }

private:
    std::string label_;
    std::int32_t speed_;
    corbel::servant_reference<OutletServant> outlet_;
    corbel::servant_reference<CommandsServant> commands_;
    Ref<Valve> inlet_;
    Ref<ReadingConsumer> readings_;
    Connections<Valve> safety_;
    Connections<AlarmConsumer> alarms_;
};

class PumpHomeServant final : public virtual CORBA::servant_traits<PumpHome>::base_type {
public:
    Ref<Pump> fast(const std::string& label, std::int32_t speed) override {
        if (label.empty()) throw Broken{"no label"};
        if (pumps_.contains(label)) throw Components::CreateFailure{1};
        return add(label, speed);
    }
    Ref<Pump> by_speed(std::int32_t speed) override {
        for (const auto& [label, pump] : pumps_)
            if (pump->speed() == speed) return pump->_this();
        throw Components::FinderFailure{2};
    }
    std::int32_t count() override { return static_cast<std::int32_t>(pumps_.size()); }

    Ref<Pump> create(Ref<PumpKey> key) override {
        if (!key || key->name().empty()) throw Components::InvalidKey{};
        if (pumps_.contains(key->name())) throw Components::DuplicateKeyValue{};
        return add(key->name(), 0);
    }
    Ref<Pump> find_by_primary_key(Ref<PumpKey> key) override { return known(key)->second->_this(); }
    void remove(Ref<PumpKey> key) override { pumps_.erase(known(key)); }
    Ref<PumpKey> get_primary_key(Ref<Pump> pump) override {
        return CORBA::make_reference<obv::PumpKey>(pump->label());
    }

    Ref<CORBA::Object> get_component_def() override { return nullptr; }
    Ref<CORBA::Object> get_home_def() override { return nullptr; }
    void remove_component(Ref<Components::CCMObject> component) override {
        const auto pump = IDL::traits<Pump>::narrow(component);
        if (!pump || pumps_.erase(pump->label()) == 0) throw Components::RemoveFailure{3};
    }

private:
    using Pumps = std::map<std::string, corbel::servant_reference<PumpServant>>;

    Ref<Pump> add(const std::string& label, std::int32_t speed) {
        return pumps_.emplace(label, CORBA::make_reference<PumpServant>(label, speed)).first->second->_this();
    }
    Pumps::iterator known(const Ref<PumpKey>& key) {
        if (!key) throw Components::InvalidKey{};
        const auto found = pumps_.find(key->name());
        if (found == pumps_.end()) throw Components::UnknownKeyValue{};
        return found;
    }

    Pumps pumps_;
};

class SpareHomeServant final : public virtual CORBA::servant_traits<SpareHome>::base_type {
public:
    Ref<Pump> create() override {
        pumps_.push_back(CORBA::make_reference<PumpServant>("spare"));
        return pumps_.back()->_this();
    }
    Ref<Components::CCMObject> create_component() override { return create(); }
    Ref<CORBA::Object> get_component_def() override { return nullptr; }
    Ref<CORBA::Object> get_home_def() override { return nullptr; }
    void remove_component(Ref<Components::CCMObject>) override { throw Components::RemoveFailure{4}; }

private:
    std::vector<corbel::servant_reference<PumpServant>> pumps_;
};

class ControlServant final : public virtual CORBA::servant_traits<Control>::base_type {
public:
    explicit ControlServant(Ref<CORBA::ORB> orb) : orb_{std::move(orb)} {}
    Ref<Reading> echo(Ref<Reading> event) override { return event; }
    CORBA::Any echo_any(const CORBA::Any& event) override { return event; }
    void shutdown() override { orb_->shutdown(); }

private:
    Ref<CORBA::ORB> orb_;
};

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    orb->register_value_factory(Components::Cookie::_repository_id_, CORBA::make_reference<Maker<NumberedCookie>>());
    // What may come where an event of another type is expected.
    orb->register_value_factory(Reading::_repository_id_, CORBA::make_reference<Maker<obv::Reading>>());
    orb->register_value_factory(Alarm::_repository_id_, CORBA::make_reference<Maker<obv::Alarm>>());
    auto poa = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    poa->the_POAManager()->activate();
    const auto text = [&](const auto& servant) { return orb->object_to_string(servant->_this()); };
    interop::write_references(argv[1], {{"PumpHome", text(CORBA::make_reference<PumpHomeServant>())},
                                        {"SpareHome", text(CORBA::make_reference<SpareHomeServant>())},
                                        {"Control", text(CORBA::make_reference<ControlServant>(orb))}});
    orb->run();
    orb->destroy();
} catch (const std::exception& error) {
    std::cerr << "server: " << error.what() << '\n';
    return EXIT_FAILURE;
}
