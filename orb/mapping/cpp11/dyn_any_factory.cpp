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

IDL::traits<DynAny>::ref_type DynAnyFactory::create_dyn_any(const CORBA::Any& value) {
    const auto type = value.type().pointer();
    require_values(type);
    if (!value.value()) return create_dyn_any_from_type_code(type);
    return corbel::translated([&] { return DynAny::_make(type, corbel::dynamic_value(value), invoker_); });
}

IDL::traits<DynAny>::ref_type DynAnyFactory::create_dyn_any_from_type_code(IDL::traits<CORBA::TypeCode>::ref_type type) {
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
