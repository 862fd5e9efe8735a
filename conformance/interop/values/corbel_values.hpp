// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "values.hpp"

/// What a program writes for the valuetypes that have operations; it does not know Exchange::Secret.
class AccountValue : public Exchange::obv::Account {
public:
    AccountValue() = default;
    AccountValue(std::string owner, std::int64_t cents) : Exchange::obv::Account(std::move(owner), cents) {}
    std::int64_t balance() override { return cents(); }
};

class SavingsValue : public Exchange::obv::Savings {
public:
    SavingsValue() = default;
    SavingsValue(std::string owner, std::int64_t cents, double rate, IDL::traits<Exchange::Node>::ref_type history)
        : Exchange::obv::Savings(std::move(owner), cents, rate, std::move(history)) {}
    std::int64_t balance() override { return cents(); }
};

class SecretValue : public Exchange::obv::Secret {
public:
    SecretValue(std::string owner, std::int64_t cents, IDL::traits<Exchange::Node>::ref_type hidden)
        : Exchange::obv::Secret(std::move(owner), cents, hidden, "because", hidden) {}
    std::int64_t balance() override { return cents(); }
};

class LabelValue : public Exchange::obv::Label {
public:
    LabelValue() = default;
    explicit LabelValue(std::string words) : Exchange::obv::Label(std::move(words)) {}
    std::string describe(bool fully) override { return fully ? "the label " + words() : words(); }
};

template <class T>
class ValueMaker final : public virtual CORBA::ValueFactoryBase {
public:
    IDL::traits<CORBA::ValueBase>::ref_type create_for_unmarshal() override { return CORBA::make_reference<T>(); }
};

inline void register_values(IDL::traits<CORBA::ORB>::ref_type orb) {
    orb->register_value_factory(Exchange::Account::_repository_id_, CORBA::make_reference<ValueMaker<AccountValue>>());
    orb->register_value_factory(Exchange::Savings::_repository_id_, CORBA::make_reference<ValueMaker<SavingsValue>>());
    orb->register_value_factory(Exchange::Label::_repository_id_, CORBA::make_reference<ValueMaker<LabelValue>>());
}
