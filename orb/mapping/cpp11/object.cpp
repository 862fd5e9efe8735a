// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/object.hpp"

#include <cstring>
#include <ostream>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/ior.hpp"
#include "orb/mapping/cpp11/call.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"

namespace corbel {

void throw_nil_reference() {
    throw CORBA::INV_OBJREF{minor::nil_reference, CORBA::COMPLETED_NO, "an operation was called on a nil reference"};
}

bool object_kind::same(const CORBA::Object* one, const CORBA::Object* other) {
    return one->_reference() && other->_reference() && one->_reference().is_equivalent(other->_reference());
}

void object_kind::print(std::ostream& out, const CORBA::Object* object) {
    if (!object) {
        out << "nil";
    } else if (!object->_reference()) {
        out << "local object";
    } else {
        const auto& id = object->_reference().ior().type_id;
        out << "object " << (id.empty() ? "of unknown type" : id.c_str());
    }
}

void servant_kind::print(std::ostream& out, const void* servant) { out << (servant ? "servant" : "nil"); }

std::shared_ptr<CORBA::Object> owned(CORBA::Object* object) {
    return {object, [](CORBA::Object* last) { delete last; }};
}

bool has_interface(CORBA::Object& object, const char* repository_id) {
    return object._reference() && object._is_a(repository_id);
}

}  // namespace corbel

namespace CORBA {
namespace {

[[noreturn]] void not_for_local_objects(const char* operation) {
    throw NO_IMPLEMENT{corbel::minor::local_object_operation, COMPLETED_NO,
                       std::string{"a local object does not implement "} + operation};
}

}  // namespace

Object::~Object() = default;

bool Object::_is_a(const std::string& repository_id) {
    if (repository_id == _repository_id_ || (reference_ && reference_.ior().type_id == repository_id)) return true;
    corbel::Call call{*this, "_is_a"};
    call.invoke(repository_id);
    bool result{};
    call.results(result);
    return result;
}

bool Object::_non_existent() {
    const auto ask = [this](const char* operation) {
        corbel::Call call{*this, operation};
        call.invoke();
        bool result{};
        call.results(result);
        return result;
    };
    try {
        return ask("_non_existent");
    } catch (const OBJECT_NOT_EXIST&) {
        return true;
    } catch (const BAD_OPERATION&) {
        return ask("_not_existent");  // its name up to GIOP 1.1 (CORBA 2.6, 15.4.2.1)
    }
}

std::string Object::_repository_id() {
    corbel::Call call{*this, "_repository_id"};
    call.invoke();
    std::string result;
    call.results(result);
    return result;
}

Object::_ref_type Object::_get_interface() {
    corbel::Call call{*this, "_interface"};
    call.invoke();
    _ref_type result;
    call.results(result);
    return result;
}

Object::_ref_type Object::_get_component() {
    corbel::Call call{*this, "_component"};
    call.invoke();
    _ref_type result;
    call.results(result);
    return result;
}

std::vector<Object::_ref_type> Object::_get_domain_managers() {
    corbel::Call call{*this, "_domain_managers"};
    call.invoke();
    std::vector<_ref_type> managers;
    call.results(managers);
    return managers;
}

bool Object::_is_equivalent(_ref_type other) {
    const auto& object = shared_pointer(other);
    return object.get() == this || (object && corbel::object_kind::same(this, object.get()));
}

std::uint32_t Object::_hash(std::uint32_t maximum) {
    return corbel::translated([&] { return reference_.hash(maximum); });
}

bool LocalObject::_is_a(const std::string&) { not_for_local_objects("_is_a"); }
std::string LocalObject::_repository_id() { not_for_local_objects("_repository_id"); }

bool LocalObject::_is_equivalent(Object::_ref_type other) { return shared_pointer(other).get() == this; }

std::uint32_t LocalObject::_hash(std::uint32_t maximum) {
    const auto address = reinterpret_cast<std::uintptr_t>(static_cast<Object*>(this)) >> 4;
    return maximum == 0xffffffff ? static_cast<std::uint32_t>(address)
                                 : static_cast<std::uint32_t>(address % (std::uint64_t{maximum} + 1));
}

}  // namespace CORBA
