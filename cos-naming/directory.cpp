// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/directory.hpp"

namespace corbel::naming {

std::string client_of_request() {
    const auto peer = peer_of_request();
    switch (peer.kind) {
        case Peer::Kind::tcp: return peer.host;
        case Peer::Kind::unix_socket: return "user " + std::to_string(peer.credentials ? peer.credentials->user : ~0u);
        case Peer::Kind::this_process: break;
    }
    return {};
}

ObjectRef with_patience(const ObjectRef& object, std::chrono::milliseconds patience) {
    const auto hundreds_of_ns = static_cast<TimeBase::TimeT>(patience.count()) * 10'000;
    return object->_set_policy_overrides(
        {CORBA::make_reference<Messaging::RelativeRoundtripTimeoutPolicy>(hundreds_of_ns)},
        CORBA::SetOverrideType::SET_OVERRIDE);
}

namespace {

constexpr std::chrono::milliseconds patience{2000};

Liveness::State ask(const IDL::traits<CORBA::ORB>::ref_type& orb, const std::string& reference) {
    try {
        const auto object = orb->string_to_object(reference);
        if (!object || with_patience(object, patience)->_non_existent()) return Liveness::State::dead;
        return Liveness::State::alive;
    } catch (const CORBA::OBJECT_NOT_EXIST&) {
        return Liveness::State::dead;
    } catch (const CORBA::Exception&) {
        return Liveness::State::unreachable;
    }
}

}  // namespace

Directory::Directory(IDL::traits<CORBA::ORB>::ref_type orb, Poas poas, NamingStore& store, Service::Settings settings)
    : orb_{std::move(orb)}, poas_{std::move(poas)},
      current_{IDL::traits<PortableServer::Current>::narrow(orb_->resolve_initial_references("POACurrent"))},
      store_{store}, may_write_{std::move(settings.may_write)}, watches_{store, settings.watches}, leases_{store},
      liveness_{store, [orb = orb_](const std::string& reference) { return ask(orb, reference); }, settings.liveness} {
    tells_of_changes_ = store_.observe([this](const Change& change) { watches_.note(change); });
}

Directory::~Directory() { store_.observe(nullptr); }

Watches& Directory::watches() {
    if (!tells_of_changes_)
        throw CORBA::NO_IMPLEMENT{0, CORBA::COMPLETED_NO, "the store of this naming service tells nobody of changes"};
    return watches_;
}

void Directory::require_write() const {
    if (may_write_ && !may_write_(peer_of_request()))
        throw CORBA::NO_PERMISSION{0, CORBA::COMPLETED_NO, "from where you are, names may be read and not changed"};
}

std::string Directory::called() const { return PortableServer::ObjectId_to_string(current_->get_object_id()); }

bool Directory::begin_hop() noexcept {
    if (++hops_ <= most_hops) return true;
    --hops_;
    return false;
}

ContextRef Directory::reference(const ContextId& context) const {
    // To the very interface that the reference names: anything else would ask the object.
    return IDL::traits<CosNaming::NamingContextExt>::narrow(poas_.contexts->create_reference_with_id(
        PortableServer::string_to_ObjectId(context), CosNaming::NamingContextExt::_repository_id_));
}

IDL::traits<CosNaming::BindingIterator>::ref_type Directory::iterator_reference(const std::string& iterator) const {
    return IDL::traits<CosNaming::BindingIterator>::narrow(poas_.iterators->create_reference_with_id(
        PortableServer::string_to_ObjectId(iterator), CosNaming::BindingIterator::_repository_id_));
}

IDL::traits<Corbel::Naming::Watch>::ref_type Directory::watch_reference(const std::string& watch) const {
    return IDL::traits<Corbel::Naming::Watch>::narrow(poas_.watches->create_reference_with_id(
        PortableServer::string_to_ObjectId(watch), Corbel::Naming::Watch::_repository_id_));
}

ObjectRef Directory::object(const Bound& bound) const {
    if (!bound.context.empty()) return reference(bound.context);
    return orb_->string_to_object(bound.reference);
}

Bound Directory::bound(BindingType type, const ObjectRef& object) const {
    if (auto context = own_context(object)) return {type, std::move(*context), {}};
    return {type, {}, orb_->object_to_string(object)};
}

// A context of another cos-naming may have the same id: the whole reference decides.
std::optional<ContextId> Directory::own_context(const ObjectRef& object) const {
    if (!object) return std::nullopt;
    try {
        auto id = PortableServer::ObjectId_to_string(poas_.contexts->reference_to_id(object));
        if (reference(id)->_is_equivalent(object)) return id;
    } catch (const PortableServer::POA::WrongAdapter&) {
    }
    return std::nullopt;
}

}  // namespace corbel::naming
