// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/dynamic_value.hpp"

#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"
#include "orb/mapping/cpp11/print_dynamic.hpp"

namespace corbel {
namespace {

using types::TCKind;
using types::TypeCode;
using ValueRef = IDL::traits<CORBA::ValueBase>::ref_type;
using AbstractRef = IDL::traits<CORBA::AbstractBase>::ref_type;

/// A value known by its TypeCode, alone or as one of `others`, which it may share valuetypes with.
class DynamicHeld final : public AnyValue {
public:
    DynamicHeld(types::TypeCodePtr type, dynamic::Value value, std::shared_ptr<Invoker> invoker,
                std::shared_ptr<const void> others)
        : type_{std::move(type)}, value_{std::move(value)}, invoker_{std::move(invoker)}, others_{std::move(others)} {}
    ~DynamicHeld() override {
        if (!others_) dynamic::take_apart(std::move(value_));
    }

    void encode(cdr::Writer& out, const TypeCode& type) const override { dynamic::encode(out, type, value_); }
    void read(const TypeCode& type, FunctionRef<void(cdr::Reader&)> decode) const override {
        cdr::Writer out;
        encode(out, type);
        cdr::Reader in{out.contiguous(), out.encoding()};
        in.environment(invoker_.get());
        decode(in);
    }
    void print(std::ostream& out) const override { print_dynamic(out, *type_, value_); }

private:
    const types::TypeCodePtr type_;
    dynamic::Value value_;
    const std::shared_ptr<Invoker> invoker_;
    const std::shared_ptr<const void> others_;
};

/// A value as its own class has it.
class OpaqueHeld final : public dynamic::OpaqueValue {
public:
    explicit OpaqueHeld(std::shared_ptr<const CORBA::ValueBase> value) : value_{std::move(value)} {}
    void write(cdr::Writer& out) const override { encode_whole(out, value_); }

private:
    const std::shared_ptr<const CORBA::ValueBase> value_;
};

dynamic::Value opaque(std::shared_ptr<const CORBA::ValueBase> value, const TypeCode& type) {
    return std::make_shared<dynamic::Valuetype>(
        dynamic::Valuetype{type.resolved().self(), {}, std::make_shared<const OpaqueHeld>(std::move(value))});
}

bool may_be_opaque(const SystemError& error) {
    return error.minor() == minor::unregistered_value || error.minor() == minor::not_supported;
}

std::shared_ptr<const dynamic::OpaqueValue> read_opaque(cdr::Reader& in) {
    return std::make_shared<const OpaqueHeld>(decode_value(in, nullptr));
}

/// At the reader's position: by the TypeCode, and by the classes that factories make where that does not say enough.
dynamic::Value take(cdr::Reader& in, const TypeCode& type, Invoker* invoker, bool* truncated) {
    const auto start = in.mark();
    try {
        return dynamic::decode(in, type, {}, truncated);
    } catch (const SystemError& error) {
        if (!may_be_opaque(error)) throw;
    }
    in.reset(start);
    if (!in.environment()) in.environment(invoker);
    return dynamic::decode(in, type, {}, truncated, read_opaque);
}

/// Through the form on the wire.
template <class T>
dynamic::Value copied(const T& value, const TypeCode& type) {
    cdr::Writer out;
    corbel::encode(out, value);
    cdr::Reader in{out.contiguous(), out.encoding()};
    return dynamic::decode(in, type);
}

}  // namespace

dynamic::Value dynamic_value(const CORBA::Any& any, Invoker* invoker, bool* truncated) {
    dynamic::Value value;
    if (!any.value()) return value;
    const auto& type = *any.type_pointer();
    any.value()->read(type, [&](cdr::Reader& in) { value = take(in, type, invoker, truncated); });
    return value;
}

dynamic::Values dynamic_values(const std::vector<CORBA::Any>& anys, Invoker* invoker, bool* truncated) {
    dynamic::Values values;
    try {  // In one message they say what they share.
        cdr::Writer out;
        for (const auto& each : anys)
            if (each.value()) each.value()->encode(out, *each.type_pointer());
        cdr::Reader in{out.contiguous(), out.encoding()};
        for (const auto& each : anys)
            values.push_back(each.value() ? dynamic::decode(in, *each.type_pointer(), {}, truncated)
                                          : dynamic::Value{});
    } catch (const SystemError& error) {  // An opaque one shares nothing with others.
        if (!may_be_opaque(error)) throw;
        values.clear();
        for (const auto& each : anys) values.push_back(dynamic_value(each, invoker, truncated));
    }
    return values;
}

CORBA::Any any_of_value(const types::TypeCodePtr& type, dynamic::Value value, std::shared_ptr<Invoker> invoker,
                        std::shared_ptr<const void> others) {
    const auto kind = type->resolved().kind();
    if (kind == TCKind::tk_null || kind == TCKind::tk_void) return {type, nullptr};
    return {type, std::make_shared<const DynamicHeld>(type, std::move(value), std::move(invoker), std::move(others))};
}

dynamic::Value dynamic_value(const ValueRef& value, const TypeCode& type) {
    try {
        return copied(value, type);
    } catch (const SystemError& error) {
        if (!may_be_opaque(error)) throw;
    }
    return opaque(shared_pointer(value->_copy_value()), type);
}

dynamic::Value dynamic_value(const AbstractRef& target, const TypeCode& type) {
    const auto value = target ? target->_to_value() : ValueRef{};
    if (!value) return copied(target, type);
    return opaque(shared_pointer(value->_copy_value()), type);
}

}  // namespace corbel
