// SPDX-License-Identifier: BSL-1.0
#include <sstream>

#include "conformance/interop/checks.hpp"
#include "plain.hh"

namespace {

using namespace New;

class PeerServant : public virtual POA_New::Peer {
public:
    explicit PeerServant(CORBA::ORB_ptr orb) : orb_{CORBA::ORB::_duplicate(orb)} {}

    Level echo_level(Level value) override { return value; }
    Rights echo_rights(Rights value) override { return value; }
    Header echo_header(Header value) override { return value; }
    Counts* echo_counts(const Counts& value) override { return new Counts(value); }
    Place* echo_place(const Place& value) override { return new Place(value); }
    Choice* echo_choice(const Choice& value) override { return new Choice(value); }
    CORBA::Any* echo_any(const CORBA::Any& value) override { return new CORBA::Any(value); }
    char* seen(Rights rights, Header head, const Counts& counts, const Place& where) override {
        std::ostringstream out;
        out << rights << ' ' << head;
        for (CORBA::ULong i = 0; i < counts.length(); ++i) out << ' ' << counts[i].key << '=' << counts[i].value;
        out << ' ' << where.x << ',' << where.y << ' ' << int{where.floor};
        out << ' ' << (where.name._d() ? static_cast<const char*>(where.name.value()) : "-");
        if (where.height._d()) out << ' ' << where.height.value();
        return CORBA::string_dup(out.str().c_str());
    }
    CORBA::Any* make(const char* type) override {
        CORBA::Any_var any = new CORBA::Any;
        const std::string name{type};
        if (name == "counts") {
            Counts counts;
            counts.length(2);
            counts[0].key = CORBA::string_dup("z");
            counts[0].value = 1;
            counts[1].key = CORBA::string_dup("a");
            counts[1].value = 2;
            any.inout() <<= counts;
        } else if (name == "place") {
            Place place;
            place.x = 1;
            place.y = 2;
            place.floor = 255;
            place.name.value("made");
            place.height._default();
            any.inout() <<= place;
        } else {
            any.inout() <<= high;
        }
        return any._retn();
    }
    void shutdown() override { orb_->shutdown(false); }

private:
    CORBA::ORB_var orb_;
};

}  // namespace

int main(int argc, char** argv) try {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);
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
