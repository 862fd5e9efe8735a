// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "values.hh"

/// What a program writes for the valuetypes that have operations; it does not know Exchange::Secret.
class AccountValue : public virtual OBV_Exchange::Account, public virtual CORBA::DefaultValueRefCountBase {
public:
    AccountValue() = default;
    AccountValue(const char* owner, CORBA::LongLong cents) : OBV_Exchange::Account(owner, cents) {}
    CORBA::LongLong balance() override { return cents(); }
};

class SavingsValue : public virtual OBV_Exchange::Savings, public virtual CORBA::DefaultValueRefCountBase {
public:
    SavingsValue() = default;
    SavingsValue(const char* owner, CORBA::LongLong cents, CORBA::Double rate, Exchange::Node* history)
        : OBV_Exchange::Account(owner, cents), OBV_Exchange::Savings(owner, cents, rate, history) {}
    CORBA::LongLong balance() override { return cents(); }
};

class SecretValue : public virtual OBV_Exchange::Secret, public virtual CORBA::DefaultValueRefCountBase {
public:
    SecretValue(const char* owner, CORBA::LongLong cents, Exchange::Node* hidden)
        : OBV_Exchange::Account(owner, cents), OBV_Exchange::Secret(owner, cents, hidden, "because", hidden) {}
    CORBA::LongLong balance() override { return cents(); }
};

class LabelValue : public virtual OBV_Exchange::Label, public virtual CORBA::DefaultValueRefCountBase {
public:
    LabelValue() = default;
    explicit LabelValue(const char* words) : OBV_Exchange::Label(words) {}
    char* describe(CORBA::Boolean fully) override {
        return CORBA::string_dup(fully ? (std::string{"the label "} + words()).c_str() : words());
    }
};

template <class T>
class ValueMaker : public virtual CORBA::ValueFactoryBase {
public:
    CORBA::ValueBase* create_for_unmarshal() override { return new T; }
};

class NodeValue : public virtual OBV_Exchange::Node, public virtual CORBA::DefaultValueRefCountBase {
public:
    NodeValue() = default;
    NodeValue(const char* name, Exchange::Node* next) : OBV_Exchange::Node(name, next) {}
};

inline void register_values(CORBA::ORB_ptr orb) {
    const auto add = [&](const char* id, CORBA::ValueFactoryBase* factory) {
        CORBA::ValueFactoryBase_var before = orb->register_value_factory(id, factory);
        factory->_remove_ref();
    };
    add("IDL:interop/Exchange/Node:1.0", new ValueMaker<NodeValue>);
    add("IDL:interop/Exchange/Account:1.0", new ValueMaker<AccountValue>);
    add("IDL:interop/Exchange/Savings:1.0", new ValueMaker<SavingsValue>);
    add("IDL:interop/Exchange/Label:1.0", new ValueMaker<LabelValue>);
}
