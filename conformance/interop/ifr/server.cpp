// SPDX-License-Identifier: BSL-1.0
// A counter in a program that has an interface repository of shop.idl. usage: server FILE SHOP.IDL
#include <corbel/corba.hpp>

#include <cstdio>
#include <fstream>

#include "orb/idl_loader/load.hpp"
#include "orb/ifr/service.hpp"
#include "shop_skel.hpp"

namespace {

class Counter final : public CORBA::servant_traits<Shop::Counter>::base_type {
public:
    std::int32_t count() override { return count_; }
    std::int32_t add(std::int32_t n) override { return count_ += n; }
    std::string label() override { return label_; }
    void label(const std::string& value) override { label_ = value; }
    Shop::Point move(const Shop::Point& from, Shop::Colour& shade, Shop::Points& way) override {
        shade = shade == Shop::Colour::red ? Shop::Colour::green : Shop::Colour::blue;
        way = {from, Shop::Point{from.x() + 1, from.y() + 1}};
        return way.back();
    }
    void fail(const std::string& why) override { throw Shop::Refused{why, Shop::Point{1, 2}}; }
    Shop::Tree grow(const Shop::Tree& seed) override { return Shop::Tree{"grown", {seed, seed}}; }
    void reset() override { count_ = 0; }

private:
    std::int32_t count_ = 0;
    std::string label_ = "new";
};

void write(const std::string& path, const std::string& first, const std::string& second) {
    std::ofstream{path + ".new"} << first << '\n' << second << '\n';
    std::rename((path + ".new").c_str(), path.c_str());
}

}  // namespace

int main(int argc, char* argv[]) try {
    const auto orb = CORBA::ORB_init(argc, argv);
    corbel::ifr::Service service{orb, corbel::idl_loader::load_repository(argv[2])};
    orb->register_initial_reference("InterfaceRepository", service.repository());
    const auto counter = CORBA::make_reference<Counter>();
    const auto root = IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA"));
    root->the_POAManager()->activate();
    write(argv[1], orb->object_to_string(service.repository()), orb->object_to_string(counter->_this()));
    orb->run();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
