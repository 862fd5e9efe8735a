// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/dynamic_any.hpp"
#include "orb/mapping/cpp11/dynamic_value.hpp"
#include "orb/mapping/cpp11/encoded_value.hpp"
#include "tests/fuzz/target.hpp"

// The first octet is the byte order, the second chooses a type: one of those below, or one that is read from the bytes
// themselves. The rest is a value of it. What a DynAny takes it must give back, after a walk through all its
// components, as the same value.
using namespace corbel;
using namespace corbel::types;
using DynamicAny::DynAny;

namespace {

std::vector<TypeCodePtr> known_types() {
    const auto kind = [](TCKind k) { return TypeCode::primitive(k); };
    const auto colour = TypeCode::enumeration("IDL:C:1.0", "C", {"r", "g", "b"});
    const auto tree = TypeCode::structure(
        "IDL:T:1.0", "T",
        {{"n", kind(TCKind::tk_short)}, {"sub", TypeCode::sequence(TypeCode::recursive("IDL:T:1.0"))}});
    const auto choice = TypeCode::union_(
        "IDL:U:1.0", "U", colour,
        {{0, "a", TypeCode::string(9)}, {1, "b", TypeCode::array(kind(TCKind::tk_octet), 3)}, {0, "d", tree}}, 2);
    const auto node = TypeCode::value("IDL:V:1.0", "V", ValueModifier::none, nullptr,
                                      {{"name", TypeCode::string()},
                                       {"next", TypeCode::recursive("IDL:V:1.0")},
                                       {"choices", TypeCode::sequence(choice)}});
    return {tree, choice, node, TypeCode::sequence(kind(TCKind::tk_octet)), TypeCode::fixed(7, 2), kind(TCKind::tk_any),
            TypeCode::sequence(kind(TCKind::tk_any)), TypeCode::value_box("IDL:B:1.0", "B", TypeCode::wstring()),
            TypeCode::structure("IDL:S:1.0", "S",
                                {{"o", TypeCode::interface_("IDL:O:1.0", "O")},
                                 {"t", kind(TCKind::tk_TypeCode)},
                                 {"f", kind(TCKind::tk_longdouble)},
                                 {"v", node}})};
}

// Visits components depth first; `steps` in all.
void walk(const DynAny::Ref& dyn, unsigned& steps, unsigned depth) {
    dyn->rewind();
    for (std::uint32_t i = 0; i < dyn->component_count() && steps > 0 && depth < 40; ++i, --steps) {
        dyn->seek(static_cast<std::int32_t>(i));
        walk(dyn->current_component(), steps, depth + 1);
    }
}

void taken_and_given_back(const CORBA::Any& any) {
    const auto dyn = DynAny::_make(any.type().pointer(), dynamic_value(any, nullptr), nullptr);
    unsigned steps = 2000;
    walk(dyn, steps, 0);
    const auto again = DynAny::_make(any.type().pointer(), dynamic_value(dyn->to_any(), nullptr), nullptr);
    fuzz::require(again->equal(dyn));
    fuzz::require(dyn->copy()->equal(dyn));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    static const auto types = known_types();
    const Octets bytes(data + 2, data + size);
    try {
        fuzz::accepted([&] {
            cdr::Reader in{bytes, {.order = static_cast<ByteOrder>(data[0] & 1)}};
            const auto choice = data[1] % (types.size() + 1);
            const auto type = choice < types.size() ? types[choice] : TypeCode::read(in);
            fuzz::accepted([&] { DynAny::_make(type, dynamic::initial_value(*type), nullptr); });
            taken_and_given_back(take_any(in, type));
        });
    } catch (const CORBA::SystemException&) {  // as SystemError, from the mapping
    } catch (const DynAny::TypeMismatch&) {
        fuzz::require(false);
    }
    return 0;
}
