// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/fields.hpp"

#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {
namespace {

bool is_array(TypeRef type) { return unaliased(type)->as<ArrayType>(); }

}  // namespace

std::vector<Field> fields_of(const Source& source, const std::vector<Member>& members, const Place& place,
                             std::set<std::string> taken) {
    for (const auto& member : members) taken.insert(escaped(member.name));
    std::vector<Field> fields;
    for (const auto& member : members) {
        auto field = source.names.ours(member.name + "_", taken);
        taken.insert(field);
        auto variable = source.types.variable(member.type, field, place, member.initial);
        fields.push_back({escaped(member.name), source.names.parameter(member.name, place), std::move(field),
                          source.types.text(member.type, place), source.types.in(member.type, place),
                          std::move(variable), member.type, documentation(member.comment)});
    }
    return fields;
}

std::string constructor_parameters(const Source& source, const std::vector<Member>& members, Place place) {
    std::vector<std::string> parameters;
    for (const auto& member : members) {
        const auto type = source.types.text(member.type, place);
        parameters.push_back((is_array(member.type) ? "const " + type + "&" : type) + " " +
                             source.names.parameter(member.name, place));
        place.hidden.insert(source.names.parameter(member.name, place));
    }
    return joined(parameters);
}

std::string passed_on(TypeRef type, const std::string& name) {
    const bool moves = !is_array(type) && (!Types::is_by_value(type) || Types::is_reference(type));
    return moves ? "std::move(" + name + ")" : name;
}

std::vector<std::string> initialisers(const std::vector<Field>& fields) {
    std::vector<std::string> list;
    for (const auto& each : fields) list.push_back(each.field + "(" + passed_on(each.idl, each.parameter) + ")");
    return list;
}

void write_fields(Printer& out, const std::vector<Field>& fields) {
    if (fields.empty()) return;
    out.gap();
    out.line("private:");
    const Indented body{out};
    for (const auto& each : fields) out.line(each.variable + ";");
}

}  // namespace corbel::idl::cpp11
