// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/abstract.hpp"

#include "orb/engine/base/minor.hpp"

namespace corbel {
namespace {

const CORBA::Object* object_of(const CORBA::AbstractBase& target) {
    return dynamic_cast<const CORBA::Object*>(&target);
}

}  // namespace

const Reference& reference_of(const CORBA::AbstractBase& target) {
    const auto* object = object_of(target);
    if (!object)
        throw CORBA::INV_OBJREF{minor::nil_reference, CORBA::COMPLETED_NO,
                                "a remote operation was called on a value: its class does not implement it"};
    return object->_reference();
}

bool abstract_kind::same(const CORBA::AbstractBase* one, const CORBA::AbstractBase* other) {
    const auto* first = object_of(*one);
    const auto* second = object_of(*other);
    return first && second && object_kind::same(first, second);
}

void abstract_kind::print(std::ostream& out, const CORBA::AbstractBase* target) {
    const auto* value = dynamic_cast<const CORBA::ValueBase*>(target);
    if (value) return value_kind::print(out, value);
    object_kind::print(out, target ? object_of(*target) : nullptr);
}

void encode_abstract(cdr::Writer& out, const std::shared_ptr<const CORBA::AbstractBase>& target) {
    const auto* object = target ? object_of(*target) : nullptr;
    out.boolean(object != nullptr);
    if (object) return encode_reference(out, object);
    encode_value(out, std::dynamic_pointer_cast<const CORBA::ValueBase>(target));
}

AbstractTarget decode_abstract(cdr::Reader& in) {
    if (in.boolean()) return {decode_reference(in), nullptr};
    return {{}, decode_value(in, nullptr)};
}

}  // namespace corbel

namespace CORBA {

IDL::traits<Object>::ref_type AbstractBase::_to_object() const {
    const auto* object = corbel::object_of(*this);
    return object ? corbel::make_object_reference<Object>(object->_reference()) : nullptr;
}

IDL::traits<ValueBase>::ref_type AbstractBase::_to_value() const {
    const auto* value = dynamic_cast<const ValueBase*>(this);
    return value ? value->_lock() : nullptr;
}

}  // namespace CORBA
