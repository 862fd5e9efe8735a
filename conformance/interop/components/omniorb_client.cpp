// SPDX-License-Identifier: BSL-1.0
#include "conformance/interop/omniorb_checks.hpp"
#include "plant_equivalent.hh"

namespace {

using namespace Plant;
using interop::is;
using interop::raises;
using interop::run;

/// A valuetype without operations, which omniORB leaves to programs.
template <class State>
class Plain : public virtual State, public virtual CORBA::DefaultValueRefCountBase {};

class ReadingValue : public virtual OBV_Plant::Reading, public virtual CORBA::DefaultValueRefCountBase {
public:
    ReadingValue() = default;
    ReadingValue(CORBA::Double value, const char* unit) : OBV_Plant::Reading(value, unit) {}
};

class AlarmValue : public virtual OBV_Plant::Alarm, public virtual CORBA::DefaultValueRefCountBase {
public:
    AlarmValue() = default;
    AlarmValue(CORBA::Double value, const char* unit, const char* text)
        : OBV_Plant::Reading(value, unit), OBV_Plant::Alarm(value, unit, text) {}
};

class KeyValue : public virtual OBV_Plant::PumpKey, public virtual CORBA::DefaultValueRefCountBase {
public:
    KeyValue() = default;
    explicit KeyValue(const char* name) : OBV_Plant::PumpKey(name) {}
};

template <class T>
class Maker : public virtual CORBA::ValueFactoryBase {
public:
    CORBA::ValueBase* create_for_unmarshal() override { return new T; }
};

template <class T>
void add_factory(CORBA::ORB_ptr orb, const char* id) {
    auto* factory = new Maker<T>;
    CORBA::ValueFactoryBase_var before = orb->register_value_factory(id, factory);
    factory->_remove_ref();
}

void register_values(CORBA::ORB_ptr orb) {
    add_factory<ReadingValue>(orb, "IDL:interop/Plant/Reading:1.0");
    add_factory<AlarmValue>(orb, "IDL:interop/Plant/Alarm:1.0");
    add_factory<KeyValue>(orb, "IDL:interop/Plant/PumpKey:1.0");
    add_factory<Plain<OBV_Components::Cookie>>(orb, "IDL:omg.org/Components/Cookie:1.0");
    add_factory<Plain<OBV_Components::FacetDescription>>(orb, "IDL:omg.org/Components/FacetDescription:1.0");
}

class ValveServant : public virtual POA_Plant::Valve {
public:
    char* name() override { return CORBA::string_dup("a valve of omniORB"); }
};

/// Keeps what it was told as texts.
class Listener : public virtual POA_Plant::AlarmConsumer {
public:
    void push_Reading(Reading* event) override { tell("reading " + number(event)); }
    void push_Alarm(Alarm* event) override { tell("alarm " + number(event) + " " + event->text()); }
    void push_event(Components::EventBase*) override { tell("event"); }

    std::string heard;

private:
    static std::string number(Reading* event) {
        return std::to_string(static_cast<int>(event->value())) + " " + event->unit();
    }
    void tell(const std::string& what) { heard += what + ";"; }
};

void check_homes(PumpHome_ptr home, SpareHome_ptr spares, interop::Checks& checks) {
    run(checks, "factory", [&] {
        Pump_var pump = home->fast("one", 50);
        CORBA::String_var label = pump->label();
        return is(label, "one") && pump->speed() == 50 && home->count() == 1 &&
               raises<Broken>([&] { Pump_var none = home->fast("", 1); }) &&
               raises<Components::CreateFailure>([&] { Pump_var none = home->fast("one", 1); });
    });
    run(checks, "finder", [&] {
        Pump_var pump = home->by_speed(50);
        CORBA::String_var label = pump->label();
        return is(label, "one") && raises<Components::FinderFailure>([&] { Pump_var none = home->by_speed(51); });
    });
    run(checks, "primary key", [&] {
        PumpKey_var key = new KeyValue{"two"};
        Pump_var pump = home->create(key);
        Pump_var same = home->find_by_primary_key(key);
        PumpKey_var back = home->get_primary_key(same);
        Components::PrimaryKeyBase_var own = same->get_primary_key();
        PumpKey* narrowed = PumpKey::_downcast(own);
        return pump->_is_equivalent(same) && is(back->name(), "two") && narrowed && is(narrowed->name(), "two") &&
               raises<Components::DuplicateKeyValue>([&] { Pump_var none = home->create(key); }) &&
               raises<Components::InvalidKey>([&] { Pump_var none = home->create(nullptr); });
    });
    run(checks, "removal", [&] {
        PumpKey_var key = new KeyValue{"two"};
        home->remove(key);
        return home->count() == 1 && raises<Components::UnknownKeyValue>([&] { home->remove(key); });
    });
    run(checks, "ids", [&] {
        return home->_is_a("IDL:interop/Plant/PumpHomeExplicit:1.0") && home->_is_a("IDL:interop/Plant/PumpHome:1.0") &&
               home->_is_a("IDL:interop/Plant/PumpHomeImplicit:1.0") &&
               home->_is_a("IDL:omg.org/Components/CCMHome:1.0") &&
               !home->_is_a("IDL:omg.org/Components/KeylessCCMHome:1.0") &&
               spares->_is_a("IDL:omg.org/Components/KeylessCCMHome:1.0");
    });
    run(checks, "keyless home", [&] {
        Components::CCMObject_var component = spares->create_component();
        Pump_var pump = Pump::_narrow(component);
        CORBA::String_var label = pump->label();
        Pump_var other = spares->create();
        return is(label, "spare") && !pump->_is_equivalent(other) &&
               raises<Components::RemoveFailure>([&] { spares->remove_component(pump); });
    });
}

void check_receptacles(Pump_ptr pump, Valve_ptr valve, interop::Checks& checks) {
    run(checks, "facet", [&] {
        Valve_var outlet = pump->provide_outlet();
        CORBA::String_var name = outlet->name();
        CORBA::Object_var same = pump->provide_facet("outlet");
        Components::FacetDescriptions_var all = pump->get_all_facets();
        return is(name, "the outlet") && same->_is_equivalent(outlet) && all->length() == 1 &&
               is(all[0]->name(), "outlet") && is(all[0]->type_id(), "IDL:interop/Plant/Valve:1.0") &&
               raises<Components::InvalidName>([&] { CORBA::Object_var none = pump->provide_facet("x"); });
    });
    run(checks, "receptacle", [&] {
        pump->connect_inlet(valve);
        Valve_var connected = pump->get_connection_inlet();
        const bool twice = raises<Components::AlreadyConnected>([&] { pump->connect_inlet(valve); });
        Valve_var before = pump->disconnect_inlet();
        return twice && connected->_is_equivalent(valve) && before->_is_equivalent(valve) &&
               raises<Components::NoConnection>([&] { Valve_var none = pump->disconnect_inlet(); });
    });
    run(checks, "receptacle for many", [&] {
        Components::Cookie_var first = pump->connect_safety(valve);
        Components::Cookie_var second = pump->connect("safety", valve);
        const bool full = raises<Components::ExceededConnectionLimit>(
            [&] { Components::Cookie_var none = pump->connect_safety(valve); });
        Pump::safetyConnections_var all = pump->get_connections_safety();
        Valve_var before = pump->disconnect_safety(all[1].ck);
        CORBA::Object_var other = pump->disconnect("safety", first);
        Pump::safetyConnections_var none = pump->get_connections_safety();
        return full && all->length() == 2 && all[0].objref->_is_equivalent(valve) && before->_is_equivalent(valve) &&
               other->_is_equivalent(valve) && none->length() == 0 &&
               raises<Components::InvalidConnection>([&] { Valve_var gone = pump->disconnect_safety(second); });
    });
    run(checks, "component", [&] {
        return pump->same_component(pump) && pump->_is_a("IDL:omg.org/Components/CCMObject:1.0") &&
               pump->_is_a("IDL:omg.org/Components/Navigation:1.0") &&
               raises<Components::RemoveFailure>([&] { pump->remove(); }) &&
               raises<Components::InvalidConfiguration>([&] { pump->configuration_complete(); });
    });
}

void check_events(Pump_ptr pump, Listener& readings, Listener& alarms, interop::Checks& checks) {
    ReadingConsumer_var told = readings._this();
    AlarmConsumer_var warned = alarms._this();
    run(checks, "emitter", [&] {
        pump->connect_readings(told);
        pump->speed(7);
        const bool twice = raises<Components::AlreadyConnected>([&] { pump->connect_readings(told); });
        return twice && readings.heard == "reading 7 rpm;";
    });
    run(checks, "publisher", [&] {
        Components::Cookie_var cookie = pump->subscribe_alarms(warned);
        pump->speed(120);
        AlarmConsumer_var before = pump->unsubscribe_alarms(cookie);
        pump->speed(130);
        return before->_is_equivalent(warned) && alarms.heard == "alarm 120 rpm one is too fast;" &&
               readings.heard == "reading 7 rpm;reading 120 rpm;reading 130 rpm;" &&
               raises<Components::InvalidConnection>(
                   [&] { AlarmConsumer_var none = pump->unsubscribe_alarms(cookie); });
    });
    run(checks, "no emitter", [&] {
        ReadingConsumer_var before = pump->disconnect_readings();
        return before->_is_equivalent(told) && raises<Components::NoConnection>([&] {
                   ReadingConsumer_var none = pump->disconnect_readings();
               });
    });
    run(checks, "event sink", [&] {
        ReadingConsumer_var commands = pump->get_consumer_commands();
        Components::EventConsumerBase_var same = pump->get_consumer("commands");
        Reading_var event = new ReadingValue{33, "rpm"};
        commands->push_Reading(event);
        const bool obeyed = pump->speed() == 33;
        Alarm_var alarm = new AlarmValue{44, "rpm", "t"};
        same->push_event(alarm);
        return obeyed && pump->speed() == 44 && same->_is_equivalent(commands) &&
               raises<Components::BadEventType>([&] { same->push_event(nullptr); });
    });
}

void check_values(Control_ptr control, interop::Checks& checks) {
    run(checks, "event there and back", [&] {
        Reading_var reading = new ReadingValue{1.5, "bar"};
        Reading_var same = control->echo(reading);
        Alarm_var alarm = new AlarmValue{2.5, "bar", "leak"};
        Reading_var back = control->echo(alarm);
        Alarm* narrowed = Alarm::_downcast(back);
        return same->value() == 1.5 && is(same->unit(), "bar") && narrowed && is(narrowed->text(), "leak");
    });
    run(checks, "event in an any", [&] {
        Alarm_var alarm = new AlarmValue{2.5, "bar", "leak"};
        CORBA::Any any;
        any <<= alarm.in();
        CORBA::Any_var same = control->echo_any(any);
        Alarm* back = nullptr;
        CORBA::TypeCode_var type = same->type();
        return (same.in() >>= back) && is(back->text(), "leak") && type->equal(_tc_Alarm);
    });
}

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
    register_values(orb);
    const interop::Options options{argc, argv};
    const auto references = interop::read_references(options.references);
    const auto object = [&](const char* name) { return orb->string_to_object(references.at(name).c_str()); };
    CORBA::Object_var root = orb->resolve_initial_references("RootPOA");
    PortableServer::POA_var poa = PortableServer::POA::_narrow(root);
    PortableServer::POAManager_var manager = poa->the_POAManager();
    manager->activate();
    CORBA::Object_var pumps = object("PumpHome"), spares = object("SpareHome"), controlled = object("Control");
    PumpHome_var home = PumpHome::_narrow(pumps);
    SpareHome_var spare_home = SpareHome::_narrow(spares);
    Control_var control = Control::_narrow(controlled);
    ValveServant valve;
    Listener readings, alarms;
    Valve_var of_ours = valve._this();
    interop::Checks checks;
    check_homes(home, spare_home, checks);
    Pump_var pump = home->by_speed(50);
    check_receptacles(pump, of_ours, checks);
    check_events(pump, readings, alarms, checks);
    check_values(control, checks);
    control->shutdown();
    orb->destroy();
    return checks.finish();
} catch (const CORBA::Exception& error) {
    std::cerr << "client: " << error._name() << '\n';
    return EXIT_FAILURE;
}
