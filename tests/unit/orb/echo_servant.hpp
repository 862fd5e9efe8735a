// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "echo_skel.hpp"

/// An ORB that listens at loopback and is destroyed at the end of a test.
class TestOrb {
public:
    explicit TestOrb(const std::string& id, std::vector<std::string> options = {}, std::uint16_t port = 0) {
        options.insert(options.begin(), {"test", "-ORBendPoint", "giop:tcp:127.0.0.1:" + std::to_string(port)});
        std::vector<char*> argv;
        for (auto& option : options) argv.push_back(option.data());
        argv.push_back(nullptr);
        int argc = static_cast<int>(options.size());
        orb_ = CORBA::ORB_init(argc, argv.data(), id);
    }
    ~TestOrb() { orb_->destroy(); }

    CORBA::ORB* operator->() const { return orb_.operator->(); }
    const IDL::traits<CORBA::ORB>::ref_type& ref() const { return orb_; }

    IDL::traits<PortableServer::POA>::ref_type root() const {
        return IDL::traits<PortableServer::POA>::narrow(orb_->resolve_initial_references("RootPOA"));
    }
    IDL::traits<PortableServer::POA>::ref_type active_root() const {
        auto poa = root();
        poa->the_POAManager()->activate();
        return poa;
    }

private:
    IDL::traits<CORBA::ORB>::ref_type orb_;
};

class EchoServant : public virtual CORBA::servant_traits<Test::Echo>::base_type {
public:
    explicit EchoServant(IDL::traits<PortableServer::POA>::ref_type poa, std::string name = "echo")
        : poa_{std::move(poa)}, name_{std::move(name)} {}

    IDL::traits<PortableServer::POA>::ref_type _default_POA() override { return poa_; }

    std::string name() override { return name_; }
    std::int32_t twice(std::int32_t n) override { return 2 * n; }
    void refuse(std::int32_t code) override {
        if (code == 0) throw std::runtime_error{"out of paper"};
        if (code < 0) throw CORBA::NO_PERMISSION{7, CORBA::COMPLETED_YES};
        throw Test::Refused{code};
    }
    void note(std::int32_t n) override { noted = n; }
    IDL::traits<Test::Echo>::ref_type self() override { return _this(); }
    std::string whoami() override {
        return PortableServer::ObjectId_to_string(PortableServer::Current{}.get_object_id());
    }

    double mix(std::string& text, double total, std::uint32_t& length) override {
        text += text;
        length = static_cast<std::uint32_t>(text.size());
        return 2 * total;
    }

    std::atomic<std::int32_t> noted{0};

private:
    IDL::traits<PortableServer::POA>::ref_type poa_;
    std::string name_;
};

/// The OMG's minor code of the BAD_INV_ORDER that `call` raises; 0 if it raises none.
template <class Call>
std::uint32_t order_minor(Call call) {
    try {
        call();
    } catch (const CORBA::BAD_INV_ORDER& error) {
        return error.minor() & 0xfff;
    }
    return 0;
}
