// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "tests/unit/mapping/loopback.hpp"

template <class Interface>
using Ref = typename IDL::traits<Interface>::ref_type;
template <class Interface>
using Skeleton = typename CORBA::servant_traits<Interface>::base_type;

/// A servant and a client of it, connected in a byte order.
template <class Interface, class Servant>
struct Pair {
    explicit Pair(corbel::ByteOrder order) { peer->encoding.order = order; }

    std::shared_ptr<Servant> servant = std::make_shared<Servant>();
    std::shared_ptr<Loopback> peer = std::make_shared<Loopback>(servant);
    std::shared_ptr<corbel::Invoker> invoker = peer->invoker();
    Ref<Interface> target = corbel::make_object_reference<Interface>(peer->reference(Interface::_repository_id_));
};
