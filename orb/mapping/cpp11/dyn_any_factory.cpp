// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/invoker.hpp"
#include "orb/mapping/cpp11/dynamic_any.hpp"
#include "orb/mapping/cpp11/dynamic_value.hpp"

namespace DynamicAny {
namespace {

void require_values(const corbel::types::TypeCodePtr& type) {
    using enum corbel::types::TCKind;
    const auto kind = type ? type->resolved().kind() : tk_native;
    if (kind == tk_native || kind == tk_Principal || kind == tk_local_interface || type->is_open())
        throw DynAnyFactory::InconsistentTypeCode{"there are no values of type " + (type ? type->to_string() : "nil")};
}

}  // namespace

DynAnyFactory::DynAnyFactory(std::shared_ptr<corbel::Invoker> invoker) : invoker_{std::move(invoker)} {}
DynAnyFactory::~DynAnyFactory() = default;

IDL::traits<DynAny>::ref_type DynAnyFactory::make(const CORBA::Any& any, corbel::dynamic::Value value, bool alone) {
    const auto type = any.type().pointer();
    return any.value() ? DynAny::_make(type, std::move(value), invoker_, alone) : create_dyn_any_from_type_code(type);
}

IDL::traits<DynAny>::ref_type DynAnyFactory::create_dyn_any(const CORBA::Any& value) {
    return create_multiple_dyn_anys({value}, true).front();
}

IDL::traits<DynAny>::ref_type DynAnyFactory::create_dyn_any_without_truncation(const CORBA::Any& value) {
    return create_multiple_dyn_anys({value}, false).front();
}

DynAnySeq DynAnyFactory::create_multiple_dyn_anys(const AnySeq& values, bool allow_truncate) {
    for (const auto& each : values) require_values(each.type().pointer());
    bool truncated = false;
    auto parts = corbel::translated([&] { return corbel::dynamic_values(values, invoker_.get(), &truncated); });
    if (truncated && !allow_truncate) throw MustTruncate{"a value would be cut down to a base of its type"};
    DynAnySeq all;
    for (std::size_t i = 0; i < values.size(); ++i)
        all.push_back(make(values[i], std::move(parts[i]), values.size() == 1));
    return all;
}

AnySeq DynAnyFactory::create_multiple_anys(const DynAnySeq& values) {
    corbel::dynamic::Values parts;
    for (const auto& each : values) {
        if (!each) throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "create_multiple_anys: a DynAny is nil"};
        parts.push_back(each->_value());
    }
    using corbel::dynamic::Values;
    struct Shared {
        Values values;
        corbel::dynamic::LastUse<Values> last{values};
    };
    const std::shared_ptr<const Shared> copies{
        new Shared{corbel::dynamic::copy_of(std::move(parts)).as<Values>()}};
    AnySeq all;
    for (std::size_t i = 0; i < values.size(); ++i)
        all.push_back(corbel::any_of_value(values[i]->type().pointer(), copies->values[i], invoker_, copies));
    return all;
}

IDL::traits<DynAny>::ref_type DynAnyFactory::create_dyn_any_from_type_code(
    IDL::traits<CORBA::TypeCode>::ref_type type) {
    require_values(type);
    return corbel::translated([&] {
        try {
            return DynAny::_make(type, corbel::dynamic::initial_value(*type.pointer()), invoker_);
        } catch (const corbel::SystemError& error) {
            if (error.error() != corbel::Error::bad_typecode) throw;
            throw InconsistentTypeCode{error.what()};
        }
    });
}

}  // namespace DynamicAny
