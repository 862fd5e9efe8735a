// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/types/typecode_factory.hpp"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/types/label.hpp"

namespace corbel::types::factory {
namespace {

[[noreturn]] void bad_param(std::uint32_t minor, std::string text) {
    throw SystemError{Error::bad_param, minor, std::move(text)};
}

[[noreturn]] void illegitimate(std::string text) {
    throw SystemError{Error::bad_typecode, minor::illegitimate_member, std::move(text)};
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_identifier(std::string_view name) {
    return is_letter(name[0]) && std::ranges::all_of(name, [](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
           });
}

void require_name(const std::string& name) {
    if (!name.empty() && !is_identifier(name))
        bad_param(minor::bad_type_name, "'" + escaped(name, 80) + "' is no IDL identifier, so no name of a type");
}

void require_id(const std::string& id) {
    const auto colon = id.find(':');
    if (colon == 0 || colon == id.npos || colon + 1 == id.size())
        bad_param(minor::bad_repository_id,
                  "'" + escaped(id, 80) + "' is no repository id: it has the form FORMAT:TEXT");
}

void require_optional_id(const std::string& id) {
    if (!id.empty()) require_id(id);
}

// Names that differ only in case collide in IDL (CORBA 2.6, 3.2.3).
class MemberNames {
public:
    void add(const std::string& name) {
        if (name.empty()) return;
        if (!is_identifier(name))
            bad_param(minor::bad_member_name,
                      "'" + escaped(name, 80) + "' is no IDL identifier, so no name of a member");
        if (!seen_.insert(folded(name)).second)
            bad_param(minor::bad_member_name, "two members are named '" + name + "'");
    }

    static std::string folded(std::string name) {
        for (auto& c : name)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        return name;
    }

private:
    std::unordered_set<std::string> seen_;
};

void require_part(const TypeCodePtr& type, const char* of_what) {
    if (!type) illegitimate("a nil TypeCode cannot be " + std::string{of_what});
    const auto kind = type->resolved().kind();
    if (kind == TCKind::tk_null || kind == TCKind::tk_void || kind == TCKind::tk_except)
        illegitimate("a " + std::string{name_of(kind)} + " cannot be " + of_what);
}

// A type that has itself for a part, with no sequence and no valuetype between, would have no end. What is not open
// cannot have a part that is still to be made.
bool embeds(const TypeCode& type, const std::string& id, unsigned depth = 0) {
    const auto& part = type.resolved();
    if (!part.is_open() || depth > TypeCode::max_depth) return false;
    if (part.is_placeholder()) return part.id() == id;
    switch (part.kind()) {
        case TCKind::tk_array: return embeds(part.content(), id, depth + 1);
        case TCKind::tk_struct:
        case TCKind::tk_except:
        case TCKind::tk_union:
            for (std::uint32_t i = 0; i < part.member_count(); ++i)
                if (embeds(part.member(i), id, depth + 1)) return true;
            return false;
        default: return false;
    }
}

void require_end(const TypeCodePtr& part, const std::string& id) {
    if (!id.empty() && embeds(*part, id)) illegitimate(escaped(id, 80) + " would contain itself, and so have no end");
}

void require_members(const std::string& id, const std::vector<Member>& members) {
    MemberNames names;
    for (const auto& each : members) {
        names.add(each.name);
        require_part(each.type, "a member");
        require_end(each.type, id);
    }
}

// A member with several labels stands there once for each of them, one behind the other.
void require_member_names(const std::vector<LabelledMember>& members) {
    MemberNames names;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const bool again = i > 0 && !members[i].name.empty() && members[i].name == members[i - 1].name;
        if (!again) {
            names.add(members[i].name);
        } else if (!members[i].type->equal(*members[i - 1].type)) {
            bad_param(minor::bad_member_name, "member '" + members[i].name + "' has two types");
        }
    }
}

std::int32_t require_labels(const TypeCode& discriminator, const std::vector<LabelledMember>& members) {
    std::int32_t default_index = -1;
    std::set<std::int64_t> labels;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto& each = members[i];
        if (each.label_type && !each.label_type->equivalent(discriminator))
            bad_param(minor::incompatible_label, "the label of member '" + each.name + "' is of type " +
                                                     each.label_type->to_string() + ", not of the discriminator's");
        const bool twice = each.label_type ? !labels.insert(each.label).second : default_index != -1;
        if (twice)
            bad_param(minor::duplicate_label, "the label of member '" + each.name + "' stands twice in the union");
        if (!each.label_type) default_index = static_cast<std::int32_t>(i);
    }
    return default_index;
}

}  // namespace

TypeCodePtr structure(std::string id, std::string name, std::vector<Member> members) {
    require_optional_id(id);
    require_name(name);
    require_members(id, members);
    return TypeCode::structure(std::move(id), std::move(name), std::move(members));
}

TypeCodePtr exception(std::string id, std::string name, std::vector<Member> members) {
    require_id(id);
    require_name(name);
    require_members(id, members);
    return TypeCode::exception(std::move(id), std::move(name), std::move(members));
}

TypeCodePtr union_(std::string id, std::string name, TypeCodePtr discriminator, std::vector<LabelledMember> members) {
    require_optional_id(id);
    require_name(name);
    if (!discriminator || discriminator->is_open() || !is_discriminator(discriminator->resolved().kind()))
        bad_param(minor::bad_discriminator, "union " + name + " is discriminated by " +
                                                (discriminator ? discriminator->to_string() : "a nil TypeCode"));
    for (const auto& each : members) {
        require_part(each.type, "a member");
        require_end(each.type, id);
    }
    require_member_names(members);
    const auto default_index = require_labels(*discriminator, members);
    std::vector<UnionMember> cases;
    for (auto& each : members) cases.push_back({each.label, std::move(each.name), std::move(each.type)});
    return TypeCode::union_(std::move(id), std::move(name), std::move(discriminator), std::move(cases), default_index);
}

TypeCodePtr enumeration(std::string id, std::string name, std::vector<std::string> members) {
    require_optional_id(id);
    require_name(name);
    MemberNames names;
    for (const auto& each : members) names.add(each);
    return TypeCode::enumeration(std::move(id), std::move(name), std::move(members));
}

TypeCodePtr alias(std::string id, std::string name, TypeCodePtr original) {
    require_optional_id(id);
    require_name(name);
    require_part(original, "the type of an alias");
    return TypeCode::alias(std::move(id), std::move(name), std::move(original));
}

TypeCodePtr interface_(std::string id, std::string name) {
    require_id(id);
    require_name(name);
    return TypeCode::interface_(std::move(id), std::move(name));
}

TypeCodePtr abstract_interface(std::string id, std::string name) {
    require_id(id);
    require_name(name);
    return TypeCode::abstract_interface(std::move(id), std::move(name));
}

TypeCodePtr local_interface(std::string id, std::string name) {
    require_id(id);
    require_name(name);
    return TypeCode::local_interface(std::move(id), std::move(name));
}

TypeCodePtr native(std::string id, std::string name) {
    require_id(id);
    require_name(name);
    return TypeCode::native(std::move(id), std::move(name));
}

TypeCodePtr fixed(std::uint16_t digits, std::int16_t scale) { return TypeCode::fixed(digits, scale); }

TypeCodePtr sequence(TypeCodePtr element, std::uint32_t bound) {
    require_part(element, "the element of a sequence");
    return TypeCode::sequence(std::move(element), bound);
}

TypeCodePtr array(TypeCodePtr element, std::uint32_t length) {
    require_part(element, "the element of an array");
    return TypeCode::array(std::move(element), length);
}

TypeCodePtr value(std::string id, std::string name, ValueModifier modifier, TypeCodePtr concrete_base,
                  std::vector<ValueMember> members) {
    require_id(id);
    require_name(name);
    MemberNames names;
    for (const auto& each : members) {
        names.add(each.name);
        require_part(each.type, "a member");
    }
    return TypeCode::value(std::move(id), std::move(name), modifier, std::move(concrete_base), std::move(members));
}

TypeCodePtr value_box(std::string id, std::string name, TypeCodePtr boxed) {
    require_id(id);
    require_name(name);
    require_part(boxed, "the type in a value box");
    if (const auto kind = boxed->resolved().kind(); kind == TCKind::tk_value || kind == TCKind::tk_value_box)
        illegitimate("a valuetype cannot be in a value box");
    return TypeCode::value_box(std::move(id), std::move(name), std::move(boxed));
}

TypeCodePtr recursive(std::string id) {
    require_id(id);
    return TypeCode::recursive(std::move(id));
}

}  // namespace corbel::types::factory
