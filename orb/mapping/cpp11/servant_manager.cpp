// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/servant_manager.hpp"

#include "orb/engine/adapter/poa.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/mapping/cpp11/adapter_border.hpp"

namespace PortableServer {
namespace {

namespace engine = corbel::adapter;

/// The way up: what a servant manager throws leaves as the engine's.
template <class Action>
auto asked(Action&& action) {
    try {
        return action();
    } catch (const ForwardRequest& forward) {
        const auto& target = forward.forward_reference();
        throw engine::ForwardRequest{target && target->_reference() ? target->_reference().ior() : corbel::giop::Ior{}};
    } catch (const CORBA::SystemException& exception) {
        throw corbel::to_system_error(exception);
    }
}

class Activator final : public engine::ServantActivator {
public:
    explicit Activator(IDL::traits<PortableServer::ServantActivator>::ref_type user) : user_{std::move(user)} {}

    corbel::ServantPtr incarnate(const ObjectId& id, engine::Poa& poa) override {
        return asked([&] { return shared_pointer(user_->incarnate(id, to_reference(poa.shared_from_this()))); });
    }
    void etherealize(const ObjectId& id, engine::Poa& poa, const corbel::ServantPtr& servant, bool cleanup,
                     bool remaining) override {
        user_->etherealize(id, to_reference(poa.shared_from_this()), to_servant(servant), cleanup, remaining);
    }

    const IDL::traits<PortableServer::ServantActivator>::ref_type& user() const noexcept { return user_; }

private:
    const IDL::traits<PortableServer::ServantActivator>::ref_type user_;
};

class Locator final : public engine::ServantLocator {
public:
    explicit Locator(IDL::traits<PortableServer::ServantLocator>::ref_type user) : user_{std::move(user)} {}

    corbel::ServantPtr preinvoke(const ObjectId& id, engine::Poa& poa, std::string_view operation,
                                 Cookie& cookie) override {
        return asked([&] {
            return shared_pointer(
                user_->preinvoke(id, to_reference(poa.shared_from_this()), std::string{operation}, cookie));
        });
    }
    void postinvoke(const ObjectId& id, engine::Poa& poa, std::string_view operation, const Cookie& cookie,
                    const corbel::ServantPtr& servant) override {
        asked([&] {
            user_->postinvoke(id, to_reference(poa.shared_from_this()), std::string{operation}, cookie,
                              to_servant(servant));
        });
    }

    const IDL::traits<PortableServer::ServantLocator>::ref_type& user() const noexcept { return user_; }

private:
    const IDL::traits<PortableServer::ServantLocator>::ref_type user_;
};

class Activation final : public engine::AdapterActivator {
public:
    explicit Activation(IDL::traits<PortableServer::AdapterActivator>::ref_type user) : user_{std::move(user)} {}

    bool unknown_adapter(engine::Poa& parent, const std::string& name) override {
        return asked([&] { return user_->unknown_adapter(to_reference(parent.shared_from_this()), name); });
    }

    const IDL::traits<PortableServer::AdapterActivator>::ref_type& user() const noexcept { return user_; }

private:
    const IDL::traits<PortableServer::AdapterActivator>::ref_type user_;
};

/// The user's object behind the engine's; every one that is set has come through this file.
template <class Wrapper, class Engine>
auto user_of(const std::shared_ptr<Engine>& object) {
    const auto* wrapper = dynamic_cast<const Wrapper*>(object.get());
    return wrapper ? wrapper->user() : nullptr;
}

[[noreturn]] void wrong_kind(const POA& poa, const char* kind) {
    throw CORBA::OBJ_ADAPTER{corbel::minor::no_servant_manager, CORBA::COMPLETED_NO,
                             "set_servant_manager: the policies of POA " + poa.the_name() + " ask for a " + kind +
                                 ", and this is none"};
}

}  // namespace

IDL::traits<ServantManager>::ref_type POA::get_servant_manager() const {
    return adapted([&]() -> IDL::traits<ServantManager>::ref_type {
        if (poa_->policies().retains()) return user_of<Activator>(poa_->servant_activator());
        return user_of<Locator>(poa_->servant_locator());
    });
}

void POA::set_servant_manager(IDL::traits<ServantManager>::ref_type imgr) {
    adapted([&] {
        if (poa_->policies().retains()) {
            auto activator = IDL::traits<ServantActivator>::narrow(imgr);
            poa_->servant_activator(activator ? std::make_shared<Activator>(activator) : nullptr);
            if (!activator) wrong_kind(*this, "ServantActivator");
        } else {
            auto locator = IDL::traits<ServantLocator>::narrow(imgr);
            poa_->servant_locator(locator ? std::make_shared<Locator>(locator) : nullptr);
            if (!locator) wrong_kind(*this, "ServantLocator");
        }
    });
}

IDL::traits<AdapterActivator>::ref_type POA::the_activator() const {
    return adapted([&] { return user_of<Activation>(poa_->adapter_activator()); });
}

void POA::the_activator(IDL::traits<AdapterActivator>::ref_type activator) {
    adapted([&] { poa_->adapter_activator(activator ? std::make_shared<Activation>(activator) : nullptr); });
}

}  // namespace PortableServer
