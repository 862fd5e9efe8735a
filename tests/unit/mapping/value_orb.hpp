// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <utility>

#include "orb/mapping/cpp11/value_factories.hpp"
#include "tests/unit/mapping/loopback.hpp"
#include "tests/unit/mapping/value_sample.hpp"

using NodeRef = IDL::traits<Values::Node>::ref_type;
using AccountRef = IDL::traits<Values::Account>::ref_type;
using TextRef = IDL::traits<Values::Text>::ref_type;
using BaseRef = IDL::traits<CORBA::ValueBase>::ref_type;

/// What a program writes for the valuetypes of the sample that have operations.
class SampleAccount : public Values::obv::Account {
public:
    SampleAccount() = default;
    SampleAccount(std::string owner, std::int64_t cents) : Values::obv::Account(std::move(owner), cents) {}
    std::int64_t balance() override { return cents(); }
};

class SampleSavings : public Values::obv::Savings {
public:
    SampleSavings() = default;
    SampleSavings(std::string owner, std::int64_t cents, double rate)
        : Values::obv::Savings(std::move(owner), cents, rate) {}
    std::int64_t balance() override { return cents() * 2; }
};

class SampleLabel : public Values::obv::Label {
public:
    SampleLabel() = default;
    explicit SampleLabel(std::string text) : Values::obv::Label(std::move(text)) {}
    std::string describe(bool fully) override { return fully ? "label " + text() : text(); }
};

template <class T>
class SampleFactory final : public virtual CORBA::ValueFactoryBase {
public:
    BaseRef create_for_unmarshal() override { return CORBA::make_reference<T>(); }
};

/// An ORB without transport, with value factories.
struct ValueOrb {
    std::shared_ptr<Loopback> peer = std::make_shared<Loopback>(nullptr);
    std::shared_ptr<corbel::Invoker> invoker = peer->invoker();
    std::shared_ptr<corbel::ValueFactories> factories = std::make_shared<corbel::ValueFactories>();
    ValueOrb() { invoker->attach(factories); }

    template <class T>
    ValueOrb& knows(const char* id) {
        factories->put(id, CORBA::make_reference<SampleFactory<T>>());
        return *this;
    }
    ValueOrb& knows_all() {
        return knows<Values::obv::Node>(Values::Node::_repository_id_)
            .knows<SampleAccount>(Values::Account::_repository_id_)
            .knows<SampleSavings>(Values::Savings::_repository_id_)
            .knows<SampleLabel>(Values::Label::_repository_id_)
            .knows<Values::Text>(Values::Text::_repository_id_);
    }
};

inline corbel::cdr::Reader reader_of(const corbel::Octets& bytes, corbel::cdr::Encoding encoding, std::size_t skew,
                                     const ValueOrb& orb) {
    corbel::cdr::Reader in{bytes, encoding};
    in.environment(orb.invoker.get());
    in.skip(skew);
    return in;
}
