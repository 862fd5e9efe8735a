// SPDX-License-Identifier: BSL-1.0
#include "orb/json/value_form.hpp"
#include "tests/fuzz/target.hpp"

// The text of a JSON value: what is understood is the same when it is written and read again. Then it is taken for a
// TypeCode, and for a value of several types.
using namespace corbel;
using namespace corbel::types;

namespace {

TypeCodePtr primitive(TCKind kind) { return TypeCode::primitive(kind); }

std::vector<TypeCodePtr> some_types() {
    const auto tree = TypeCode::recursive("IDL:Tree:1.0");
    const auto colour = TypeCode::enumeration("IDL:Colour:1.0", "Colour", {"red", "green"});
    std::vector<TypeCodePtr> all{
        primitive(TCKind::tk_any), primitive(TCKind::tk_TypeCode), primitive(TCKind::tk_double),
        primitive(TCKind::tk_longlong), primitive(TCKind::tk_wchar), primitive(TCKind::tk_boolean),
        TypeCode::string(), TypeCode::wstring(5), TypeCode::fixed(9, 3), colour,
        TypeCode::interface_("IDL:I:1.0", "I"),
        TypeCode::sequence(primitive(TCKind::tk_octet)),
        TypeCode::array(TypeCode::array(primitive(TCKind::tk_short), 2), 2),
        TypeCode::structure("IDL:Tree:1.0", "Tree",
                            {{"name", TypeCode::string()}, {"children", TypeCode::sequence(tree)}}),
        TypeCode::union_("IDL:U:1.0", "U", colour,
                         {{0, "number", primitive(TCKind::tk_long)}, {0, "text", TypeCode::string()}}, 1),
        TypeCode::value("IDL:V:1.0", "V", ValueModifier::none, nullptr, {{"text", TypeCode::string()}})};
    return all;
}

/// json::Error says no as well as SystemError does.
template <class Action>
bool accepted(Action action) {
    try {
        return fuzz::accepted(action);
    } catch (const json::Error&) {
        return false;
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto types = some_types();
    const std::string text{as_text({data, size})};
    accepted([&] {
        const auto node = json::parse(text);
        fuzz::require(json::parse(json::to_text(node)) == node);
        fuzz::require(json::parse(json::to_pretty_text(node)) == node);
        accepted([&] {
            const auto type = json::type_from_json(node);
            fuzz::require(json::type_from_json(json::type_to_json(*type))->equivalent(*type));
        });
        for (const auto& type : types)
            accepted([&] {
                const auto value = json::from_json(node, *type);
                cdr::Writer out;
                dynamic::encode(out, *type, value);
                json::to_json(value, *type);
            });
    });
    return 0;
}
