// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/value.hpp"

#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/value_reader.hpp"
#include "orb/engine/cdr/value_writer.hpp"
#include "orb/mapping/cpp11/value_factories.hpp"

namespace corbel {
namespace {

using ValuePtr = std::shared_ptr<CORBA::ValueBase>;

std::vector<std::string_view> ids_of(const ValueForm& form) {
    std::vector<std::string_view> ids;
    for (const auto* each = &form; each; each = each->truncatable_base) ids.emplace_back(each->repository_id);
    return ids;
}

ValuePtr create(ValueFactories* factories, const ValueForm* formal, std::string_view id) {
    if (factories) {
        if (const auto factory = factories->find(id)) {
            auto value = factory->create_for_unmarshal();
            if (!value)
                throw SystemError{Error::marshal, minor::unregistered_value,
                                  "the value factory registered for " + escaped(id) + " made none"};
            return shared_pointer(std::move(value));
        }
    }
    return formal && formal->create && id == formal->repository_id ? formal->create() : nullptr;
}

[[noreturn]] void unknown_type(const cdr::ValueHeader& header, const ValueForm* formal) {
    std::string ids;
    for (const auto id : header.ids) (ids += ids.empty() ? "" : ", ") += escaped(id, 100);
    if (ids.empty()) ids = formal ? formal->repository_id : "a type that is not named";
    throw SystemError{Error::marshal, minor::unregistered_value,
                      "no value factory is registered for " + ids + ": call ORB::register_value_factory"};
}

/// An empty value for the state that follows.
ValuePtr make_value(cdr::Reader& in, const cdr::ValueHeader& header, const ValueForm* formal) {
    auto* factories = ValueFactories::of(in.environment());
    if (header.ids.empty() && formal)
        if (auto value = create(factories, formal, formal->repository_id)) return value;
    for (const auto id : header.ids) {
        if (auto value = create(factories, formal, id)) return value;
        if (header.level == 0) break;  // without chunks nobody knows where a derived type's state ends
    }
    unknown_type(header, formal);
}

void release_value(void* value) { static_cast<CORBA::ValueBase*>(value)->_release_state(); }

ValuePtr decode_state(cdr::Reader& in, const cdr::ValueHeader& header, const ValueForm* formal) {
    cdr::ValueReader values{in};
    cdr::Making making{in};
    auto value = make_value(in, header, formal);
    values.remember(header.position, value, release_value);
    value->_decode_state(in);
    values.end(header);
    making.done();
    return value;
}

/// A value that was skipped when the reader came by.
ValuePtr decode_skipped(cdr::Reader& in, std::size_t position, const ValueForm* formal) {
    cdr::ValueReader values{in};
    const auto here = in.mark();
    values.revisit(position);
    auto value = decode_state(in, values.begin(), formal);
    in.reset(here);
    return value;
}

}  // namespace

void made_value(CORBA::ValueBase& value, const std::shared_ptr<void>& self) {
    value.self_ = std::shared_ptr<CORBA::ValueBase>{self, &value};
}

void delete_value(void* value, void (*deleting)(void* value)) noexcept {
    using Waiting = std::vector<std::pair<void*, void (*)(void*)>>;
    thread_local Waiting* outermost = nullptr;
    if (outermost) return void(outermost->emplace_back(value, deleting));
    Waiting waiting;
    outermost = &waiting;
    deleting(value);
    while (!waiting.empty()) {
        const auto [next, deleting_next] = waiting.back();
        waiting.pop_back();
        deleting_next(next);
    }
    outermost = nullptr;
}

void value_kind::print(std::ostream& out, const CORBA::ValueBase* value) {
    if (value) {
        out << "value " << value->_form().repository_id;
    } else {
        out << "nil";
    }
}

void encode_value(cdr::Writer& out, const std::shared_ptr<const CORBA::ValueBase>& value) {
    cdr::ValueWriter values{out};
    if (!value) return values.null();
    const auto* identity = dynamic_cast<const void*>(value.get());
    if (values.refer(identity)) return;
    const auto& form = value->_form();
    values.begin(value, identity, ids_of(form), form.custom || form.truncatable_base);
    value->_encode_state(out);
    values.end();
}

std::shared_ptr<CORBA::ValueBase> decode_value(cdr::Reader& in, const ValueForm* formal) {
    using enum cdr::ValueHeader::Kind;
    cdr::ValueReader values{in};
    const auto header = values.begin();
    if (header.kind == null) return nullptr;
    if (header.kind == state) return decode_state(in, header, formal);
    if (const auto& known = values.known(header.position)) return std::static_pointer_cast<CORBA::ValueBase>(known);
    return decode_skipped(in, header.position, formal);
}

void wrong_value(const CORBA::ValueBase& value, const char* formal_id) {
    throw SystemError{Error::marshal, minor::bad_value,
                      std::string{"a value of type "} + value._form().repository_id + " stands where IDL has " +
                          formal_id};
}

}  // namespace corbel

namespace CORBA {

ValueBase::_ref_type ValueBase::_copy_value() const {
    return corbel::translated([&] {
        corbel::cdr::Writer out;
        corbel::encode_value(out, corbel::shared_pointer(_lock()));
        corbel::cdr::Reader in{out.contiguous(), out.encoding()};
        in.environment(corbel::default_environment());
        return _ref_type{corbel::decode_value(in, &_form())};
    });
}

}  // namespace CORBA
