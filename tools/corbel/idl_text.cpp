// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/idl_text.hpp"

#include "orb/engine/dynamic/idl_type.hpp"

namespace corbel::tool {
namespace {

std::string raises(const char* word, const std::vector<types::TypeCodePtr>& exceptions, const dynamic::Model& model) {
    if (exceptions.empty()) return {};
    std::string text;
    for (const auto& each : exceptions) text += (text.empty() ? "" : ", ") + dynamic::idl_name(*each, &model);
    return std::string{" "} + word + " (" + text + ")";
}

}  // namespace

std::string idl_of(const dynamic::Operation& operation, const dynamic::Model& model) {
    constexpr const char* directions[] = {"in ", "out ", "inout "};
    using dynamic::idl_type;
    std::string parameters;
    for (const auto& each : operation.parameters)
        parameters += (parameters.empty() ? "" : ", ") +
                      (directions[static_cast<unsigned>(each.direction)] + idl_type(*each.type, &model)) + " " +
                      each.name;
    return (operation.oneway ? "oneway " : "") + idl_type(*operation.result, &model) + " " + operation.name + "(" +
           parameters + ")" + raises("raises", operation.raises, model) + ";";
}

std::string idl_of(const dynamic::Attribute& attribute, const dynamic::Model& model) {
    return (attribute.readonly ? "readonly attribute " : "attribute ") +
           dynamic::idl_type(*attribute.type, &model) + " " + attribute.name +
           raises(attribute.readonly ? "raises" : "getraises", attribute.get_raises, model) +
           raises("setraises", attribute.set_raises, model) + ";";
}

}  // namespace corbel::tool
