// SPDX-License-Identifier: BSL-1.0
// DynSequence and DynArray. Those of octets hold their elements as bytes.
#include "orb/mapping/cpp11/dynamic_any.hpp"
#include "orb/mapping/cpp11/dynamic_value.hpp"

namespace DynamicAny {

using corbel::Octets;
using corbel::dynamic::Values;

namespace {

std::size_t size_of(const corbel::dynamic::Value& list) {
    return list.is<Octets>() ? list.as<Octets>().size() : list.as<Values>().size();
}

}  // namespace

std::uint32_t DynList::components() const { return static_cast<std::uint32_t>(size_of(read())); }

DynList::Value* DynList::place(std::uint32_t index) {
    auto& value = edit();
    if (index >= size_of(value)) gone();
    return value.is<Octets>() ? nullptr : &value.as<Values>()[index];
}

DynList::Value DynList::part(std::uint32_t index) const { return std::uint64_t{read().as<Octets>()[index]}; }

void DynList::put(std::uint32_t index, Value value) {
    edit().as<Octets>()[index] = static_cast<std::uint8_t>(value.as<std::uint64_t>());
}

bool DynList::fits(std::size_t length) const {
    const auto& type = resolved();
    if (type.kind() == corbel::types::TCKind::tk_array) return length == type.length();
    return type.length() == 0 || length <= type.length();
}

AnySeq DynList::get_elements() const {
    require_alive();
    AnySeq elements;
    for (std::uint32_t i = 0; i < components(); ++i) elements.push_back(any_of(i));
    return elements;
}

DynAnySeq DynList::get_elements_as_dyn_any() {
    require_alive();
    DynAnySeq elements;
    for (std::uint32_t i = 0; i < components(); ++i) elements.push_back(component(i));
    return elements;
}

template <class List>
void DynList::set(const List& elements) {
    require_alive();
    if (!fits(elements.size())) invalid("cannot have " + std::to_string(elements.size()) + " elements");
    const auto element = component_type(0);
    if (corbel::dynamic::is_octets(resolved())) {
        Octets octets;
        for (const auto& each : elements) {
            const Value octet = value_for(element, each);
            octets.push_back(static_cast<std::uint8_t>(octet.as<std::uint64_t>()));
        }
        return replace(std::move(octets));
    }
    Values values;
    for (const auto& each : elements) values.push_back(value_for(element, each));
    replace(std::move(values));
}

void DynList::set_elements(const AnySeq& value) { set(value); }
void DynList::set_elements_as_dyn_any(const DynAnySeq& value) { set(value); }

// The position stays where it is if it can, goes to the first new element if there was none, and else to -1.
void DynSequence::set_length(std::uint32_t len) {
    require_alive();
    if (!fits(len)) invalid("cannot have " + std::to_string(len) + " elements");
    const auto before = components();
    drop_components(len);
    if (auto& value = edit(); value.is<Octets>()) {
        value.as<Octets>().resize(len);
    } else {
        auto& values = value.as<Values>();
        const auto fresh = len <= before ? Value{} : corbel::translated([&] {
            return corbel::dynamic::initial_value(resolved().content());
        });
        values.resize(std::min(before, len));
        values.reserve(len);
        while (values.size() < len) values.push_back(fresh);
    }
    if (len > before && position() < 0) position(static_cast<std::int32_t>(before));
    if (position() >= static_cast<std::int64_t>(len)) position(-1);
}

}  // namespace DynamicAny
