// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "orb/mapping/cpp11/any.hpp"

/// What ORB::create_struct_tc and its like are given (CORBA 2.6, 10.7.3). `type_def`, the declaration of the type in an
/// interface repository, is not looked at by them.
namespace CORBA {

class IDLType;

class StructMember {
public:
    StructMember() = default;
    StructMember(std::string name, typecode_reference type, corbel::object_reference<IDLType> type_def = nullptr)
        : name_{std::move(name)}, type_{std::move(type)}, type_def_{std::move(type_def)} {}

    const std::string& name() const { return name_; }
    void name(std::string value) { name_ = std::move(value); }
    const typecode_reference& type() const { return type_; }
    void type(typecode_reference value) { type_ = std::move(value); }
    const corbel::object_reference<IDLType>& type_def() const { return type_def_; }
    void type_def(corbel::object_reference<IDLType> value) { type_def_ = std::move(value); }

private:
    std::string name_;
    typecode_reference type_;
    corbel::object_reference<IDLType> type_def_;
};

/// One for each label; an octet 0 for a label marks the default.
class UnionMember {
public:
    UnionMember() = default;
    UnionMember(std::string name, Any label, typecode_reference type,
                corbel::object_reference<IDLType> type_def = nullptr)
        : name_{std::move(name)}, label_{std::move(label)}, type_{std::move(type)}, type_def_{std::move(type_def)} {}

    const std::string& name() const { return name_; }
    void name(std::string value) { name_ = std::move(value); }
    const Any& label() const { return label_; }
    void label(Any value) { label_ = std::move(value); }
    const typecode_reference& type() const { return type_; }
    void type(typecode_reference value) { type_ = std::move(value); }
    const corbel::object_reference<IDLType>& type_def() const { return type_def_; }
    void type_def(corbel::object_reference<IDLType> value) { type_def_ = std::move(value); }

private:
    std::string name_;
    Any label_;
    typecode_reference type_;
    corbel::object_reference<IDLType> type_def_;
};

/// `id`, `defined_in` and `version` are an interface repository's.
class ValueMember {
public:
    ValueMember() = default;
    ValueMember(std::string name, std::string id, std::string defined_in, std::string version, typecode_reference type,
                corbel::object_reference<IDLType> type_def, Visibility access)
        : name_{std::move(name)}, id_{std::move(id)}, defined_in_{std::move(defined_in)}, version_{std::move(version)},
          type_{std::move(type)}, type_def_{std::move(type_def)}, access_{access} {}

    const std::string& name() const { return name_; }
    void name(std::string value) { name_ = std::move(value); }
    const std::string& id() const { return id_; }
    void id(std::string value) { id_ = std::move(value); }
    const std::string& defined_in() const { return defined_in_; }
    void defined_in(std::string value) { defined_in_ = std::move(value); }
    const std::string& version() const { return version_; }
    void version(std::string value) { version_ = std::move(value); }
    const typecode_reference& type() const { return type_; }
    void type(typecode_reference value) { type_ = std::move(value); }
    const corbel::object_reference<IDLType>& type_def() const { return type_def_; }
    void type_def(corbel::object_reference<IDLType> value) { type_def_ = std::move(value); }
    Visibility access() const { return access_; }
    void access(Visibility value) { access_ = value; }

private:
    std::string name_, id_, defined_in_, version_;
    typecode_reference type_;
    corbel::object_reference<IDLType> type_def_;
    Visibility access_ = Visibility::public_member;
};

using StructMemberSeq = std::vector<StructMember>;
using UnionMemberSeq = std::vector<UnionMember>;
using EnumMemberSeq = std::vector<std::string>;
using ValueMemberSeq = std::vector<ValueMember>;

inline constexpr Visibility PRIVATE_MEMBER = Visibility::private_member;
inline constexpr Visibility PUBLIC_MEMBER = Visibility::public_member;
inline constexpr ValueModifier VM_NONE = ValueModifier::none;
inline constexpr ValueModifier VM_CUSTOM = ValueModifier::custom;
inline constexpr ValueModifier VM_ABSTRACT = ValueModifier::abstract_;
inline constexpr ValueModifier VM_TRUNCATABLE = ValueModifier::truncatable;

}  // namespace CORBA
