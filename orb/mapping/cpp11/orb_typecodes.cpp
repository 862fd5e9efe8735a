// SPDX-License-Identifier: BSL-1.0
// The ORB's factories of TypeCodes: the rules are the engine's.
#include "orb/engine/types/label.hpp"
#include "orb/engine/types/typecode_factory.hpp"
#include "orb/mapping/cpp11/orb.hpp"
#include "orb/mapping/cpp11/type_members.hpp"

namespace CORBA {
namespace {

namespace factory = corbel::types::factory;
using corbel::types::TypeCodePtr;

std::vector<corbel::types::Member> engine_members(const std::vector<corbel::StructMember>& members) {
    std::vector<corbel::types::Member> all;
    for (const auto& each : members) all.push_back({each.name, each.type.pointer()});
    return all;
}

factory::LabelledMember engine_member(const corbel::UnionMember& member) {
    factory::LabelledMember made{member.name, member.type.pointer(), nullptr, 0};
    const auto label_type = member.label.type().pointer();
    const auto kind = label_type->resolved().kind();
    if (corbel::types::is_discriminator(kind))
        member.label.value()->read(*label_type, [&](corbel::cdr::Reader& in) {
            made.label = corbel::types::read_label(in, kind);
        });
    if (kind != TCKind::tk_octet || made.label != 0) made.label_type = label_type;
    return made;
}

}  // namespace

typecode_reference ORB::create_struct_tc(const std::string& id, const std::string& name,
                                         const std::vector<corbel::StructMember>& members) {
    return corbel::translated([&] { return factory::structure(id, name, engine_members(members)); });
}

typecode_reference ORB::create_exception_tc(const std::string& id, const std::string& name,
                                            const std::vector<corbel::StructMember>& members) {
    return corbel::translated([&] { return factory::exception(id, name, engine_members(members)); });
}

typecode_reference ORB::create_union_tc(const std::string& id, const std::string& name,
                                        typecode_reference discriminator_type,
                                        const std::vector<corbel::UnionMember>& members) {
    return corbel::translated([&] {
        std::vector<factory::LabelledMember> all;
        for (const auto& each : members) all.push_back(engine_member(each));
        return factory::union_(id, name, discriminator_type, std::move(all));
    });
}

typecode_reference ORB::create_enum_tc(const std::string& id, const std::string& name,
                                       const std::vector<std::string>& members) {
    return corbel::translated([&] { return factory::enumeration(id, name, members); });
}

typecode_reference ORB::create_alias_tc(const std::string& id, const std::string& name,
                                        typecode_reference original_type) {
    return corbel::translated([&] { return factory::alias(id, name, original_type); });
}

typecode_reference ORB::create_interface_tc(const std::string& id, const std::string& name) {
    return corbel::translated([&] { return factory::interface_(id, name); });
}

typecode_reference ORB::create_abstract_interface_tc(const std::string& id, const std::string& name) {
    return corbel::translated([&] { return factory::abstract_interface(id, name); });
}

typecode_reference ORB::create_local_interface_tc(const std::string& id, const std::string& name) {
    return corbel::translated([&] { return factory::local_interface(id, name); });
}

typecode_reference ORB::create_native_tc(const std::string& id, const std::string& name) {
    return corbel::translated([&] { return factory::native(id, name); });
}

typecode_reference ORB::create_string_tc(std::uint32_t bound) { return corbel::types::TypeCode::string(bound); }
typecode_reference ORB::create_wstring_tc(std::uint32_t bound) { return corbel::types::TypeCode::wstring(bound); }

typecode_reference ORB::create_fixed_tc(std::uint16_t digits, std::int16_t scale) {
    return corbel::translated([&] { return factory::fixed(digits, scale); });
}

typecode_reference ORB::create_sequence_tc(std::uint32_t bound, typecode_reference element_type) {
    return corbel::translated([&] { return factory::sequence(element_type, bound); });
}

typecode_reference ORB::create_array_tc(std::uint32_t length, typecode_reference element_type) {
    return corbel::translated([&] { return factory::array(element_type, length); });
}

typecode_reference ORB::create_value_tc(const std::string& id, const std::string& name, ValueModifier type_modifier,
                                        typecode_reference concrete_base,
                                        const std::vector<corbel::ValueMember>& members) {
    return corbel::translated([&] {
        std::vector<corbel::types::ValueMember> all;
        for (const auto& each : members) all.push_back({each.name, each.type.pointer(), each.access});
        return factory::value(id, name, type_modifier, concrete_base, std::move(all));
    });
}

typecode_reference ORB::create_value_box_tc(const std::string& id, const std::string& name,
                                            typecode_reference boxed_type) {
    return corbel::translated([&] { return factory::value_box(id, name, boxed_type); });
}

typecode_reference ORB::create_recursive_tc(const std::string& id) {
    return corbel::translated([&] { return factory::recursive(id); });
}

}  // namespace CORBA
