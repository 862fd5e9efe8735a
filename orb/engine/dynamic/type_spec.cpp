// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/type_spec.hpp"

#include "orb/engine/types/root_type.hpp"

namespace corbel::dynamic {
namespace {

using types::TCKind;
using types::TypeCode;
using Kind = DefinitionKind;

Kind kind_of(TCKind kind) {
    switch (kind) {
        case TCKind::tk_struct: return Kind::structure;
        case TCKind::tk_except: return Kind::exception;
        case TCKind::tk_union: return Kind::union_;
        case TCKind::tk_enum: return Kind::enumeration;
        case TCKind::tk_alias: return Kind::alias;
        case TCKind::tk_value: return Kind::value;
        case TCKind::tk_value_box: return Kind::value_box;
        case TCKind::tk_native: return Kind::native;
        case TCKind::tk_objref: return Kind::interface;
        case TCKind::tk_abstract_interface: return Kind::abstract_interface;
        case TCKind::tk_local_interface: return Kind::local_interface;
        default: return Kind::none;
    }
}

// A map's entry and an optional value are a struct and a union without an id.
bool is_named(const TypeCode& type) {
    return type.has_id() && !type.id().empty() && types::root_type_name(type.id()).empty();
}

MemberSpec member(const TypeCode& type, std::uint32_t index) {
    MemberSpec made{type.member_name(index), {}, 0, false};
    if (type.kind() != TCKind::tk_enum) made.type = type_spec(type.member(index));
    if (type.kind() != TCKind::tk_union) return made;
    made.is_default = static_cast<std::int32_t>(index) == type.default_index();
    if (!made.is_default) made.label = type.member_label(index);
    return made;
}

std::unique_ptr<Definition> value_member(const Definition& home, const TypeCode& type, std::uint32_t index) {
    auto made = std::make_unique<Definition>();
    made->kind = Kind::value_member;
    made->name = type.member_name(index);
    made->id = id_inside(home, made->name);
    made->type = type_spec(type.member(index));
    made->is_public = type.member_visibility(index) == types::Visibility::public_member;
    return made;
}

void describe_value(Definition& made, const TypeCode& type) {
    made.is_custom = type.type_modifier() == types::ValueModifier::custom;
    made.is_abstract = type.type_modifier() == types::ValueModifier::abstract_;
    made.is_truncatable = type.type_modifier() == types::ValueModifier::truncatable;
    if (const auto base = type.concrete_base_type()) made.bases.push_back(base->id());
    for (std::uint32_t i = 0; i < type.member_count(); ++i) {
        made.contents.push_back(value_member(made, type, i));
        made.contents.back()->container = &made;
    }
}

}  // namespace

TypeSpec type_spec(const TypeCode& type) {
    TypeSpec made;
    if (is_named(type)) {
        made.id = type.id();
        return made;
    }
    made.kind = type.kind();
    if (type.has_length()) made.length = type.length();
    if (type.kind() == TCKind::tk_fixed) {
        made.length = type.fixed_digits();
        made.scale = type.fixed_scale();
    }
    for (const auto& each : parts_of(type)) made.content.push_back(type_spec(*each));
    return made;
}

void describe_type(Definition& made, const TypeCode& type) {
    switch (type.kind()) {
        case TCKind::tk_union: made.type = type_spec(type.discriminator()); [[fallthrough]];
        case TCKind::tk_struct:
        case TCKind::tk_except:
        case TCKind::tk_enum:
            for (std::uint32_t i = 0; i < type.member_count(); ++i) made.members.push_back(member(type, i));
            return;
        case TCKind::tk_alias:
        case TCKind::tk_value_box: made.type = type_spec(type.content()); return;
        case TCKind::tk_value: return describe_value(made, type);
        default: return;
    }
}

std::unique_ptr<Definition> definition_of(const TypeCode& type) {
    if (!is_named(type)) return nullptr;
    auto made = std::make_unique<Definition>();
    made->kind = kind_of(type.kind());
    made->name = type.name();
    made->id = type.id();
    made->version = version_of(made->id);
    describe_type(*made, type);
    return made;
}

std::vector<types::TypeCodePtr> parts_of(const TypeCode& type) {
    std::vector<types::TypeCodePtr> all;
    if (type.has_content()) all.push_back(type.content_type());
    if (type.has_members() && type.kind() != TCKind::tk_enum)
        for (std::uint32_t i = 0; i < type.member_count(); ++i) all.push_back(type.member_type(i));
    if (type.kind() == TCKind::tk_value)
        if (auto base = type.concrete_base_type()) all.push_back(std::move(base));
    return all;
}

}  // namespace corbel::dynamic
