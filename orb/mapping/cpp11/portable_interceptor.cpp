// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/portable_interceptor.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "orb/engine/adapter/current.hpp"
#include "orb/engine/adapter/object_adapter.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/core/orb.hpp"
#include "orb/engine/invocation/route.hpp"
#include "orb/mapping/cpp11/codec.hpp"
#include "orb/mapping/cpp11/orb.hpp"
#include "orb/mapping/cpp11/system_exception_any.hpp"

namespace PortableInterceptor {
namespace {

namespace engine = corbel::adapter;
using corbel::SystemError;
using corbel::giop::Tagged;
using EngineContext = corbel::giop::ServiceContext;
using Slots = std::vector<CORBA::Any>;

[[noreturn]] void not_here(const char* what) {
    throw CORBA::BAD_INV_ORDER{corbel::minor::omg | 14, CORBA::COMPLETED_NO,
                               std::string{what} + " is not available at this interception point"};
}

[[noreturn]] void no_resources(const char* what) {
    throw CORBA::NO_RESOURCES{corbel::minor::omg | 1, CORBA::COMPLETED_NO,
                              std::string{what} + " is not available to interceptors of this ORB"};
}

IOP::ServiceContext context_of(std::span<const EngineContext> contexts, IOP::ServiceId id) {
    if (const auto* context = corbel::giop::find_context(contexts, id))
        return IOP::ServiceContext{context->id, context->data};
    throw CORBA::BAD_PARAM{corbel::minor::omg | 26, CORBA::COMPLETED_NO,
                           "there is no service context " + std::to_string(id)};
}

void put_context(std::vector<EngineContext>& contexts, const IOP::ServiceContext& context, bool replace) {
    const auto at = std::find_if(contexts.begin(), contexts.end(),
                                 [&](const auto& each) { return each.id == context.context_id(); });
    if (at == contexts.end()) {
        contexts.push_back({context.context_id(), context.context_data()});
    } else if (replace) {
        at->data = context.context_data();
    } else {
        throw CORBA::BAD_INV_ORDER{corbel::minor::omg | 15, CORBA::COMPLETED_NO,
                                   "service context " + std::to_string(context.context_id()) + " is there already"};
    }
}

ObjectRef to_object(const corbel::Reference& reference) {
    return corbel::make_object_reference<CORBA::Object>(reference);
}

corbel::giop::Ior ior_of(const ObjectRef& object) {
    return object && object->_reference() ? object->_reference().ior() : corbel::giop::Ior{};
}

/// Of the type among those that the POA was created with; nil if there is none.
PolicyRef find_policy(const engine::Poa& poa, CORBA::PolicyType type) {
    if (const auto* policies = static_cast<const CORBA::PolicyList*>(poa.attachment()))
        for (const auto& each : *policies)
            if (each->policy_type() == type) return each;
    return nullptr;
}

[[noreturn]] void unknown_policy(CORBA::PolicyType type) {
    throw CORBA::INV_POLICY{corbel::minor::omg | 3, CORBA::COMPLETED_NO,
                            "no factory is registered for policies of type " + std::to_string(type)};
}

CORBA::Any any_of(const SystemError& error) {
    CORBA::Any any;
    try {
        corbel::rethrow(error);
    } catch (const CORBA::SystemException& exception) {
        any <<= exception;
    }
    return any;
}

/// What an interceptor throws, as the engine has it.
template <class Action>
void intercepted(Action&& action) {
    try {
        action();
    } catch (const ForwardRequest& forward) {
        throw corbel::Forwarded{ior_of(forward.forward())};
    } catch (const CORBA::SystemException& exception) {
        throw corbel::to_system_error(exception);
    } catch (const CORBA::UserException& exception) {
        throw SystemError{corbel::Error::unknown, corbel::minor::unlisted_user_exception, corbel::Completion::maybe,
                          std::string{"an interceptor threw "} + exception._rep_id()};
    } catch (...) {
        throw SystemError{corbel::Error::unknown, corbel::minor::servant_threw, corbel::Completion::maybe,
                          "an interceptor threw an exception that is not CORBA's: " + corbel::what_was_thrown()};
    }
}

}  // namespace

/// The interceptors of an ORB, and its slots.
class Registry {
public:
    std::uint64_t number;
    corbel::core::Orb& orb;
    std::vector<IDL::traits<ClientRequestInterceptor>::ref_type> clients;
    std::vector<IDL::traits<ServerRequestInterceptor>::ref_type> servers;
    std::vector<IDL::traits<IORInterceptor>::ref_type> iors;
    std::map<CORBA::PolicyType, IDL::traits<PolicyFactory>::ref_type> policy_factories;
    SlotId slots = 0;
    std::atomic<bool> destroyed{false};

    explicit Registry(corbel::core::Orb& orb) : number{orb.invoker()->number()}, orb{orb} {}

    void require(SlotId id) const {
        if (id >= slots)
            throw InvalidSlot{"slot " + std::to_string(id) + " has not been allocated; there are " +
                              std::to_string(slots)};
    }

    /// Those of this thread.
    Slots& of_thread() const {
        thread_local std::map<std::uint64_t, Slots> all;
        auto& mine = all[number];
        mine.resize(slots);
        return mine;
    }
};

void ForwardRequest::_encode(corbel::cdr::Writer& out) const { corbel::encode(out, forward_); }

CORBA::Any Current::get_slot(SlotId id) const {
    registry_->require(id);
    return registry_->of_thread()[id];
}

void Current::set_slot(SlotId id, const CORBA::Any& data) {
    registry_->require(id);
    registry_->of_thread()[id] = data;
}

ReplyStatus RequestInfo::reply_status() const {
    if (!status_) not_here("reply_status");
    return *status_;
}

ObjectRef RequestInfo::forward_reference() const {
    if (status_ != LOCATION_FORWARD) not_here("forward_reference");
    return forward_;
}

CORBA::Any RequestInfo::get_slot(SlotId id) const {
    registry_.require(id);
    return slots_[id];
}

void ServerRequestInfo::set_slot(SlotId id, const CORBA::Any& data) {
    registry_.require(id);
    slots_[id] = data;
}

// -- the client's side

namespace {

using corbel::CallHook;

std::atomic<std::uint32_t> last_request{0};

class OutgoingInfo final : public ClientRequestInfo {
public:
    enum class Part : std::uint8_t { request, poll };

    OutgoingInfo(const Registry& registry, CallHook::Attempt& attempt, Part part)
        : ClientRequestInfo{registry}, attempt_{attempt}, part_{part}, id_{++last_request} {
        slots_ = registry.of_thread();
    }

    std::uint32_t request_id() const override { return id_; }
    std::string operation() const override { return std::string{attempt_.operation}; }
    bool response_expected() const override { return attempt_.response_expected; }
    Messaging::SyncScope sync_scope() const override { return static_cast<Messaging::SyncScope>(attempt_.sync_scope); }
    IOP::ServiceContext get_request_service_context(IOP::ServiceId id) const override {
        if (part_ == Part::poll) not_here("get_request_service_context");
        return context_of(attempt_.contexts, id);
    }
    IOP::ServiceContext get_reply_service_context(IOP::ServiceId id) const override {
        if (!outcome_ || !outcome_->reply) not_here("get_reply_service_context");
        return context_of(outcome_->reply->service_contexts, id);
    }

    ObjectRef target() const override { return to_object(attempt_.target); }
    ObjectRef effective_target() const override {
        return to_object(corbel::Reference{*attempt_.route.ior, attempt_.target.state()->invoker});
    }
    CORBA::Any received_exception() const override {
        if (status_ == USER_EXCEPTION) no_resources("received_exception of a user exception");
        if (status_ != SYSTEM_EXCEPTION) not_here("received_exception");
        return any_of(*outcome_->error);
    }
    std::string received_exception_id() const override {
        if (status_ == SYSTEM_EXCEPTION) return std::string{corbel::repository_id_of(outcome_->error->error())};
        if (status_ != USER_EXCEPTION) not_here("received_exception_id");
        auto body = outcome_->reply->body;
        return std::string{body.identifier()};
    }
    IOP::TaggedComponent get_effective_component(IOP::ComponentId id) const override {
        for (const auto& each : attempt_.route.profile.components)
            if (each.tag == id) return IOP::TaggedComponent{each.tag, each.data};
        throw CORBA::BAD_PARAM{corbel::minor::omg | 28, CORBA::COMPLETED_NO,
                               "the profile has no component " + std::to_string(id)};
    }
    PolicyRef get_request_policy(CORBA::PolicyType type) const override {
        if (part_ == Part::poll && !status_) not_here("get_request_policy");
        return target()->_get_policy(type);
    }
    void add_request_service_context(const IOP::ServiceContext& context, bool replace) override {
        if (status_ || part_ == Part::poll) not_here("add_request_service_context");
        put_context(attempt_.contexts, context, replace);
    }

    void ended(const CallHook::Outcome& outcome) {
        outcome_ = &outcome;
        switch (outcome.end) {
            case CallHook::End::reply:
            case CallHook::End::sent: status_ = SUCCESSFUL; break;
            case CallHook::End::user_exception: status_ = USER_EXCEPTION; break;
            case CallHook::End::system_exception: status_ = SYSTEM_EXCEPTION; break;
            case CallHook::End::forward:
                status_ = LOCATION_FORWARD;
                forward_ = to_object(corbel::Reference{*outcome.forward, attempt_.target.state()->invoker});
        }
    }

    std::size_t passed = 0;  ///< how many interceptors have let it out

private:
    CallHook::Attempt& attempt_;
    const Part part_;
    const std::uint32_t id_;
    const CallHook::Outcome* outcome_ = nullptr;
};

using OutgoingRef = IDL::traits<ClientRequestInfo>::ref_type;

}  // namespace

class ClientHook final : public CallHook {
public:
    explicit ClientHook(std::shared_ptr<Registry> registry) : registry_{std::move(registry)} {}

    void starting(Attempt& attempt) override {
        begin(attempt, OutgoingInfo::Part::request,
              [](ClientRequestInterceptor& each, const OutgoingRef& info) { each.send_request(info); });
    }

    void taking(Attempt& attempt, Taking taking) override {
        begin(attempt, OutgoingInfo::Part::poll, [&](ClientRequestInterceptor& each, const OutgoingRef& info) {
            if (taking == Taking::callback) return;
            try {
                each.send_poll(info);
            } catch (const ForwardRequest& forward) {  // only a request can be sent elsewhere (CORBA 2.6, 21.3.5.2)
                throw CORBA::UNKNOWN{corbel::minor::unlisted_user_exception, CORBA::COMPLETED_MAYBE,
                                     std::string{"send_poll threw "} + forward._rep_id()};
            }
        });
    }

    void ended(Attempt& attempt, const Outcome& outcome) override {
        const auto info = std::any_cast<std::shared_ptr<OutgoingInfo>>(attempt.state);
        unwind(*info, OutgoingRef{info}, outcome);
    }

private:
    template <class Point>
    void begin(Attempt& attempt, OutgoingInfo::Part part, Point&& point) {
        const auto info = std::make_shared<OutgoingInfo>(*registry_, attempt, part);
        const OutgoingRef reference{info};
        for (const auto& each : registry_->clients) {
            try {
                intercepted([&] { point(*each.operator->(), reference); });
            } catch (const SystemError& error) {
                unwind(*info, reference, {End::system_exception, nullptr, &error});
                throw;
            } catch (const corbel::Forwarded& forward) {
                unwind(*info, reference, {End::forward, nullptr, nullptr, &forward.target});
                throw;
            }
            ++info->passed;
        }
        attempt.state = info;
    }

    /// The way back; an exception of one is what the next one sees.
    void unwind(OutgoingInfo& info, const OutgoingRef& reference, const Outcome& outcome) {
        info.ended(outcome);
        while (info.passed > 0) {
            auto& each = *registry_->clients[--info.passed].operator->();
            try {
                intercepted([&] {
                    if (outcome.end == End::reply) return each.receive_reply(reference);
                    if (outcome.end == End::forward || outcome.end == End::sent) return each.receive_other(reference);
                    each.receive_exception(reference);
                });
            } catch (const SystemError& error) {
                unwind(info, reference, {End::system_exception, nullptr, &error});
                throw;
            } catch (const corbel::Forwarded& forward) {
                unwind(info, reference, {End::forward, nullptr, nullptr, &forward.target});
                throw;
            }
        }
    }

    const std::shared_ptr<Registry> registry_;
};

// -- the server's side

namespace {

class IncomingInfo final : public ServerRequestInfo {
public:
    IncomingInfo(const Registry& registry, engine::RequestHook::Passage& passage)
        : ServerRequestInfo{registry}, id_{++last_request} {
        slots_.resize(registry.slots);
        of(passage);
    }

    /// The passage moves when its request is deferred.
    void of(engine::RequestHook::Passage& passage) { passage_ = &passage; }

    std::uint32_t request_id() const override { return id_; }
    std::string operation() const override { return std::string{passage_->request.operation()}; }
    bool response_expected() const override { return passage_->request.response_expected(); }
    Messaging::SyncScope sync_scope() const override {
        return response_expected() ? Messaging::SYNC_WITH_TARGET : Messaging::SYNC_WITH_TRANSPORT;
    }
    IOP::ServiceContext get_request_service_context(IOP::ServiceId id) const override {
        return context_of(passage_->request.service_contexts(), id);
    }
    IOP::ServiceContext get_reply_service_context(IOP::ServiceId id) const override {
        if (!status_) not_here("get_reply_service_context");
        return context_of(passage_->reply_contexts, id);
    }

    CORBA::Any sending_exception() const override {
        if (status_ == USER_EXCEPTION) no_resources("sending_exception of a user exception");
        if (status_ != SYSTEM_EXCEPTION || !error_) not_here("sending_exception");
        return any_of(*error_);
    }
    std::string sending_exception_id() const override {
        if (status_ != USER_EXCEPTION) not_here("sending_exception_id");
        return exception_id_;
    }
    std::vector<std::uint8_t> object_id() const override { return require(object_id_, "object_id"); }
    std::vector<std::uint8_t> adapter_id() const override { return require(adapter_id_, "adapter_id"); }
    std::string target_most_derived_interface() const override {
        if (!servant_) not_here("target_most_derived_interface");
        return std::string{servant_->repository_id()};
    }
    bool target_is_a(const std::string& id) const override {
        if (!servant_) not_here("target_is_a");
        return servant_->is_a(id);
    }
    PolicyRef get_server_policy(CORBA::PolicyType type) const override {
        if (!registry_.policy_factories.contains(type)) unknown_policy(type);
        if (object_id_.empty()) not_here("get_server_policy");
        return find_policy(*poa_, type);
    }
    void add_reply_service_context(const IOP::ServiceContext& context, bool replace) override {
        put_context(passage_->reply_contexts, context, replace);
    }

    void entering(const engine::Upcall& upcall) {
        object_id_ = corbel::to_octets(upcall.object_id());
        adapter_id_ = upcall.poa().id();
        poa_ = upcall.poa().shared_from_this();
        servant_ = upcall.servant().get();
        auto& slots = registry_.of_thread();
        std::swap(outer_slots_, slots);
        slots = slots_;
    }
    void left() noexcept {
        servant_ = nullptr;
        std::swap(outer_slots_, registry_.of_thread());
    }
    void answering(const engine::RequestHook::Answering& answering) {
        using Answer = engine::RequestHook::Answer;
        error_ = answering.error;
        exception_id_ = answering.exception_id;
        switch (answering.answer) {
            case Answer::reply:
            case Answer::none: status_ = SUCCESSFUL; break;
            case Answer::user_exception: status_ = USER_EXCEPTION; break;
            case Answer::system_exception: status_ = SYSTEM_EXCEPTION; break;
            case Answer::forward:
                status_ = LOCATION_FORWARD;
                forward_ = to_object(corbel::Reference{*answering.forward, registry_.orb.invoker()});
        }
    }

    std::size_t passed = 0;  ///< how many interceptors have let it in
    bool entered = false;

private:
    static const std::vector<std::uint8_t>& require(const std::vector<std::uint8_t>& id, const char* what) {
        if (id.empty()) not_here(what);
        return id;
    }

    engine::RequestHook::Passage* passage_ = nullptr;
    const std::uint32_t id_;
    const SystemError* error_ = nullptr;
    std::string exception_id_;
    std::vector<std::uint8_t> object_id_, adapter_id_;
    std::shared_ptr<const engine::Poa> poa_;
    corbel::Servant* servant_ = nullptr;
    Slots outer_slots_;
};

using IncomingRef = IDL::traits<ServerRequestInfo>::ref_type;

}  // namespace

class ServerHook final : public engine::RequestHook {
public:
    explicit ServerHook(std::shared_ptr<Registry> registry) : registry_{std::move(registry)} {}

    void arrived(Passage& passage) override {
        const auto info = std::make_shared<IncomingInfo>(*registry_, passage);
        passage.state = info;
        for (const auto& each : registry_->servers) {
            try {
                intercepted([&] { each->receive_request_service_contexts(IncomingRef{info}); });
            } catch (const SystemError& error) {
                unwind(*info, IncomingRef{info}, {.answer = Answer::system_exception, .error = &error});
                throw;
            } catch (const corbel::Forwarded& forward) {
                unwind(*info, IncomingRef{info}, {.answer = Answer::forward, .forward = &forward.target});
                throw;
            }
            ++info->passed;
        }
    }

    void entering(Passage& passage, const engine::Upcall& upcall) override {
        const auto info = info_of(passage);
        info->entering(upcall);
        info->entered = true;
        for (const auto& each : registry_->servers) intercepted([&] { each->receive_request(IncomingRef{info}); });
        registry_->of_thread() = slots_of(*info);
    }

    void left(Passage& passage) noexcept override {
        const auto info = info_of(passage);
        if (std::exchange(info->entered, false)) info->left();
    }

    void answering(Passage& passage, const Answering& answering) override {
        const auto info = info_of(passage);
        unwind(*info, IncomingRef{info}, answering);
    }

private:
    static const Slots& slots_of(const RequestInfo& info) { return info.slots_; }

    static std::shared_ptr<IncomingInfo> info_of(Passage& passage) {
        auto info = std::any_cast<std::shared_ptr<IncomingInfo>>(passage.state);
        info->of(passage);
        return info;
    }

    void unwind(IncomingInfo& info, const IncomingRef& reference, const Answering& answering) {
        info.answering(answering);
        while (info.passed > 0) {
            auto& each = *registry_->servers[--info.passed].operator->();
            try {
                intercepted([&] {
                    if (answering.answer == Answer::reply) return each.send_reply(reference);
                    if (answering.answer == Answer::forward || answering.answer == Answer::none)
                        return each.send_other(reference);
                    each.send_exception(reference);
                });
            } catch (const SystemError& error) {
                unwind(info, reference, {.answer = Answer::system_exception, .error = &error});
                throw;
            } catch (const corbel::Forwarded& forward) {
                unwind(info, reference, {.answer = Answer::forward, .forward = &forward.target});
                throw;
            }
        }
    }

    const std::shared_ptr<Registry> registry_;
};

// -- references

namespace {

class NewPoa final : public IORInfo {
public:
    NewPoa(const Registry& registry, engine::Poa& poa) : registry_{registry}, poa_{poa} {}

    PolicyRef get_effective_policy(CORBA::PolicyType type) const override {
        constexpr auto first = PortableServer::THREAD_POLICY_ID, last = PortableServer::REQUEST_PROCESSING_POLICY_ID;
        if ((type < first || type > last) && !registry_.policy_factories.contains(type)) unknown_policy(type);
        return find_policy(poa_, type);
    }
    void add_ior_component(const IOP::TaggedComponent& component) override {
        poa_.add_component(Tagged{component.tag(), component.component_data()});
    }
    void add_ior_component_to_profile(const IOP::TaggedComponent& component, IOP::ProfileId profile) override {
        if (profile != IOP::TAG_INTERNET_IOP)
            throw CORBA::BAD_PARAM{corbel::minor::omg | 29, CORBA::COMPLETED_NO,
                                   "references have no profile " + std::to_string(profile)};
        add_ior_component(component);
    }

private:
    const Registry& registry_;
    engine::Poa& poa_;
};

void establish(const Registry& registry, engine::Poa& poa) {
    for (const auto& each : registry.iors) {
        try {
            each->establish_components(CORBA::make_reference<NewPoa>(registry, poa));
        } catch (...) {  // CORBA 2.6, 21.5.4: the others are asked nevertheless.
        }
    }
}

// -- registration

std::mutex initializers_mutex;
std::vector<IDL::traits<ORBInitializer>::ref_type>& initializers() {
    static std::vector<IDL::traits<ORBInitializer>::ref_type> all;
    return all;
}

class InitInfo final : public ORBInitInfo {
public:
    InitInfo(Registry& registry, IDL::traits<CORBA::ORB>::ref_type orb) : registry_{registry}, orb_{std::move(orb)} {}

    std::string orb_id() const override { return orb_->id(); }
    IDL::traits<IOP::CodecFactory>::ref_type codec_factory() const override {
        return IDL::traits<IOP::CodecFactory>::narrow(orb_->resolve_initial_references("CodecFactory"));
    }
    void register_initial_reference(const std::string& id, ObjectRef obj) override {
        orb_->register_initial_reference(id, std::move(obj));
    }
    ObjectRef resolve_initial_references(const std::string& id) override {
        return orb_->resolve_initial_references(id);
    }
    void add_client_request_interceptor(IDL::traits<ClientRequestInterceptor>::ref_type interceptor) override {
        add(registry_.clients, std::move(interceptor));
    }
    void add_server_request_interceptor(IDL::traits<ServerRequestInterceptor>::ref_type interceptor) override {
        add(registry_.servers, std::move(interceptor));
    }
    void add_ior_interceptor(IDL::traits<IORInterceptor>::ref_type interceptor) override {
        add(registry_.iors, std::move(interceptor));
    }
    SlotId allocate_slot_id() override { return registry_.slots++; }
    void register_policy_factory(CORBA::PolicyType type, IDL::traits<PolicyFactory>::ref_type factory) override {
        if (!factory) throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "a nil policy factory cannot be registered"};
        if (corbel::is_built_in_policy(type) || !registry_.policy_factories.emplace(type, std::move(factory)).second)
            throw CORBA::BAD_INV_ORDER{corbel::minor::omg | 16, CORBA::COMPLETED_NO,
                                       "policies of type " + std::to_string(type) + " have a factory already"};
    }

private:
    template <class Reference>
    static void add(std::vector<Reference>& all, Reference interceptor) {
        const auto name = interceptor->name();
        if (!name.empty() && std::any_of(all.begin(), all.end(), [&](auto& each) { return each->name() == name; }))
            throw DuplicateName{"an interceptor \"" + name + "\" is registered already"};
        all.push_back(std::move(interceptor));
    }

    Registry& registry_;
    const IDL::traits<CORBA::ORB>::ref_type orb_;
};

}  // namespace

void register_orb_initializer(IDL::traits<ORBInitializer>::ref_type init) {
    const std::lock_guard lock{initializers_mutex};
    initializers().push_back(std::move(init));
}

void unregister_orb_initializer(const IDL::traits<ORBInitializer>::ref_type& init) {
    const std::lock_guard lock{initializers_mutex};
    std::erase_if(initializers(), [&](const auto& each) { return shared_pointer(each) == shared_pointer(init); });
}

void initialize(const IDL::traits<CORBA::ORB>::ref_type& orb) {
    std::vector<IDL::traits<ORBInitializer>::ref_type> all;
    {
        const std::lock_guard lock{initializers_mutex};
        all = initializers();
    }
    auto& core = *orb->_engine();
    const auto registry = std::make_shared<Registry>(core);
    orb->_intercept(registry);
    const auto info = CORBA::make_reference<InitInfo>(*registry, orb);
    for (const auto& each : all) each->pre_init(info);
    for (const auto& each : all) each->post_init(info);
    std::vector<engine::PolicyType> own_policies;
    for (const auto& [type, factory] : registry->policy_factories)
        own_policies.push_back(static_cast<engine::PolicyType>(type));
    core.adapter().other_policies(std::move(own_policies));
    if (!registry->clients.empty()) core.invoker()->hook(std::make_shared<ClientHook>(registry));
    if (!registry->servers.empty()) core.adapter().hook(std::make_shared<ServerHook>(registry));
    if (!registry->iors.empty())
        core.adapter().on_poa_created([registry](engine::Poa& poa) { establish(*registry, poa); });
}

IDL::traits<PolicyFactory>::ref_type find_policy_factory(const Registry& registry, CORBA::PolicyType type) {
    const auto at = registry.policy_factories.find(type);
    return at == registry.policy_factories.end() ? nullptr : at->second;
}

void destroy_interceptors(Registry& registry) {
    if (registry.destroyed.exchange(true)) return;
    const auto destroy = [](auto& all) {
        for (const auto& each : all) {
            try {
                each->destroy();
            } catch (...) {  // The others are destroyed nevertheless.
            }
        }
    };
    destroy(registry.clients);
    destroy(registry.servers);
    destroy(registry.iors);
}

}  // namespace PortableInterceptor
