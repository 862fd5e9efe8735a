// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "orb/engine/types/typecode.hpp"

/// TypeCodes from parts that nobody has checked: the rules of the ORB's create_*_tc operations (CORBA 2.6, 10.7.3).
/// Each function takes what the maker of the same name in TypeCode takes, and throws SystemError
///
///   BAD_PARAM (OMG) 15  a name of a type that is neither empty nor an IDL identifier
///   BAD_PARAM (OMG) 16  an id that is no repository id; only structs, unions, enums and aliases may have an empty one
///   BAD_PARAM (OMG) 17  a member's name that is neither empty nor an identifier, or is that of another member
///   BAD_PARAM (OMG) 18  a label, or the default, that stands twice
///   BAD_PARAM (OMG) 19  a label that is not of the discriminator's type
///   BAD_PARAM (OMG) 20  a discriminator of a type that cannot discriminate
///   BAD_TYPECODE (OMG) 2  a nil, null, void or exception TypeCode as a part, or a type that would contain itself
///   BAD_PARAM           digits of a fixed type other than 1 to 31; a concrete base that is no valuetype
namespace corbel::types::factory {

/// A case: `label_type` nil marks the default.
struct LabelledMember {
    std::string name;
    TypeCodePtr type;
    TypeCodePtr label_type;
    std::int64_t label = 0;
};

TypeCodePtr structure(std::string id, std::string name, std::vector<Member> members);
TypeCodePtr exception(std::string id, std::string name, std::vector<Member> members);
TypeCodePtr union_(std::string id, std::string name, TypeCodePtr discriminator, std::vector<LabelledMember> members);
TypeCodePtr enumeration(std::string id, std::string name, std::vector<std::string> members);
TypeCodePtr alias(std::string id, std::string name, TypeCodePtr original);
TypeCodePtr interface_(std::string id, std::string name);
TypeCodePtr abstract_interface(std::string id, std::string name);
TypeCodePtr local_interface(std::string id, std::string name);
TypeCodePtr native(std::string id, std::string name);
TypeCodePtr fixed(std::uint16_t digits, std::int16_t scale);
TypeCodePtr sequence(TypeCodePtr element, std::uint32_t bound);
TypeCodePtr array(TypeCodePtr element, std::uint32_t length);
TypeCodePtr value(std::string id, std::string name, ValueModifier modifier, TypeCodePtr concrete_base,
                  std::vector<ValueMember> members);
TypeCodePtr value_box(std::string id, std::string name, TypeCodePtr boxed);
TypeCodePtr recursive(std::string id);

}  // namespace corbel::types::factory
