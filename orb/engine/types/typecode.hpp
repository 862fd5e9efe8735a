// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orb/engine/base/limit.hpp"
#include "orb/engine/types/kinds.hpp"

namespace corbel::cdr {
class Reader;
class Writer;
}  // namespace corbel::cdr

namespace corbel::types {

/// A member of a struct or an exception.
struct Member {
    std::string name;
    TypeCodePtr type;
};

/// A case of a union: one for each label. Labels of every discriminator type are kept as 64-bit integers: an enum's
/// ordinal, a char's code (0 to 255), false and true as 0 and 1, an unsigned long long by its bits.
struct UnionMember {
    std::int64_t label = 0;  ///< without meaning for the default member
    std::string name;
    TypeCodePtr type;
};

/// A state member of a valuetype.
struct ValueMember {
    std::string name;
    TypeCodePtr type;
    Visibility visibility = Visibility::public_member;
};

/// The description of an IDL type (CORBA 2.6, 10.7): immutable, shared, usable from many threads.
///
/// Accessors that a kind does not have throw SystemError BAD_OPERATION; an index out of range BAD_PARAM. A mapping asks
/// has_members() and its like first where its own rules want BadKind and Bounds.
class TypeCode {
    struct Passkey {};

public:
    // -- Making. All throw SystemError BAD_PARAM for a nil or unusable part.

    /// One of the kinds without parameters; strings and wide strings are unbounded. One object per kind.
    static TypeCodePtr primitive(TCKind kind);
    static TypeCodePtr structure(std::string id, std::string name, std::vector<Member> members);
    static TypeCodePtr exception(std::string id, std::string name, std::vector<Member> members);
    /// `default_index`: the index of the default member, -1 if there is none.
    static TypeCodePtr union_(std::string id, std::string name, TypeCodePtr discriminator,
                              std::vector<UnionMember> members, std::int32_t default_index = -1);
    static TypeCodePtr enumeration(std::string id, std::string name, std::vector<std::string> members);
    static TypeCodePtr alias(std::string id, std::string name, TypeCodePtr original);
    static TypeCodePtr interface_(std::string id, std::string name);
    static TypeCodePtr abstract_interface(std::string id, std::string name);
    static TypeCodePtr local_interface(std::string id, std::string name);
    static TypeCodePtr native(std::string id, std::string name);
    /// Bound 0: unbounded.
    static TypeCodePtr string(std::uint32_t bound = 0);
    static TypeCodePtr wstring(std::uint32_t bound = 0);
    static TypeCodePtr sequence(TypeCodePtr element, std::uint32_t bound = 0);
    static TypeCodePtr array(TypeCodePtr element, std::uint32_t length);
    static TypeCodePtr fixed(std::uint16_t digits, std::int16_t scale);
    /// `concrete_base` may be nil.
    static TypeCodePtr value(std::string id, std::string name, ValueModifier modifier, TypeCodePtr concrete_base,
                             std::vector<ValueMember> members);
    static TypeCodePtr value_box(std::string id, std::string name, TypeCodePtr boxed);

    /// Stands for the enclosing struct, union, exception, value or value box of this id, which takes its place when it
    /// is made. Until then the placeholder can be a part of other TypeCodes and nothing else: is_open() is true.
    static TypeCodePtr recursive(std::string id);

    // -- Asking.

    TCKind kind() const noexcept { return kind_; }
    const std::string& id() const;    ///< every kind that has a repository id
    const std::string& name() const;  ///< the same kinds
    std::uint32_t member_count() const;  ///< struct, exception, union, enum, value
    const std::string& member_name(std::uint32_t index) const;
    TypeCodePtr member_type(std::uint32_t index) const;  ///< struct, exception, union, value
    std::int64_t member_label(std::uint32_t index) const;
    TypeCodePtr discriminator_type() const;
    std::int32_t default_index() const;  ///< union: -1 if there is no default member
    std::uint32_t length() const;        ///< bound of a string, wstring or sequence, length of an array
    TypeCodePtr content_type() const;    ///< sequence, array, alias, value box
    std::uint16_t fixed_digits() const;
    std::int16_t fixed_scale() const;
    Visibility member_visibility(std::uint32_t index) const;
    ValueModifier type_modifier() const;
    TypeCodePtr concrete_base_type() const;  ///< null pointer if there is none

    bool has_id() const noexcept;
    bool has_members() const noexcept;
    bool has_length() const noexcept;
    bool has_content() const noexcept;

    // -- The same without a share in ownership, for walking; valid as long as this TypeCode.

    const TypeCode& member(std::uint32_t index) const;
    const TypeCode& content() const;
    const TypeCode& discriminator() const;
    /// This type with aliases removed from the outside.
    const TypeCode& resolved() const noexcept;
    /// The union's member for a discriminator value: its index, the default's, or -1 if none is selected.
    std::int32_t selected_member(std::int64_t discriminator) const;
    /// The least number of bytes a value takes on the wire, alignment not counted.
    std::uint32_t min_size() const noexcept { return min_size_; }
    /// True if it holds placeholders for types not made yet; it has no meaning on the wire then.
    bool is_open() const noexcept { return root().open_; }
    /// True for one that recursive() made.
    bool is_placeholder() const noexcept { return placeholder_; }
    /// This object, sharing ownership of the whole it belongs to.
    TypeCodePtr self() const;

    /// The same type without the names that need not travel: those of types and of members (CORBA 2.6, 15.3.5.1).
    /// Repository ids and aliases stay. BAD_TYPECODE for an open TypeCode.
    TypeCodePtr compact() const;

    // -- Comparing; both end on recursive types, in time linear in the parts.

    /// All operations give the same answers, names included (CORBA 2.6, 10.7.1).
    bool equal(const TypeCode& other) const;
    /// The same type for insertion and extraction: aliases removed, ids decide where both have one, names do not count.
    bool equivalent(const TypeCode& other) const;

    // -- The wire (CORBA 2.6, 15.3.5.1).

    /// Recursion and repeated parts are written as indirections. BAD_TYPECODE for an open TypeCode.
    void write(cdr::Writer& out) const;
    /// MARSHAL for anything malformed, for nesting beyond max_depth, more than max_nodes parts, and indirections that
    /// do not lead back to the start of a TypeCode within this outermost one. Time and memory linear in the bytes.
    static TypeCodePtr read(cdr::Reader& in);

    static inline constinit Limit max_depth{32, "maxTypeCodeNesting"};
    static inline constinit Limit max_nodes{64 * 1024, "maxTypeCodeParts"};

    /// IDL for people: the type itself in full, the types it names by their names.
    std::string to_string() const;

    TypeCode(Passkey, TCKind kind) noexcept : kind_{kind} {}
    TypeCode(const TypeCode&) = delete;
    TypeCode& operator=(const TypeCode&) = delete;
    ~TypeCode() = default;

private:
    // A reference to another TypeCode: owned if that one stands on its own, bare if it is a part of the same whole.
    struct Edge {
        TypeCodePtr owner;
        const TypeCode* node = nullptr;
    };
    struct Part {
        std::string name;
        Edge type;
        std::int64_t label = 0;
        Visibility visibility = Visibility::public_member;
    };
    struct Label {
        std::int64_t value;
        std::uint32_t member;
    };
    class Comparison;
    class WireReader;
    class WireWriter;
    class Closing;
    class Compaction;

    static std::shared_ptr<TypeCode> make(TCKind kind);
    static std::shared_ptr<TypeCode> make(TCKind kind, std::string id, std::string name);
    static TypeCodePtr named(TCKind kind, std::string id, std::string name);
    static TypeCodePtr text(TCKind kind, std::uint32_t bound);
    static TypeCodePtr with_members(TCKind kind, std::string id, std::string name, std::vector<Member> members);
    static TypeCodePtr with_content(TCKind kind, TypeCodePtr content, std::uint32_t length);
    static TypeCodePtr finish(std::shared_ptr<TypeCode> made);
    static Edge edge_to(TypeCodePtr type);

    const TypeCode& root() const noexcept { return root_ ? *root_ : *this; }
    TypeCodePtr share(const Edge& edge) const;
    const Part& part(std::uint32_t index) const;
    void require(bool has, const char* what) const;
    void index_labels();
    void compute_min_size();
    template <class Visit>
    void each_edge(Visit visit) {
        visit(content_);
        for (auto& part : parts_) visit(part.type);
    }
    template <class Visit>
    void each_edge(Visit visit) const {
        visit(content_);
        for (const auto& part : parts_) visit(part.type);
    }
    void describe(std::string& out) const;
    std::string reference() const;

    TCKind kind_;
    bool open_ = false;         // of a root: a placeholder is reachable
    bool placeholder_ = false;  // made by recursive(), not yet replaced
    ValueModifier modifier_ = ValueModifier::none;
    std::uint16_t digits_ = 0;
    std::int16_t scale_ = 0;
    std::int32_t default_index_ = -1;
    std::uint32_t length_ = 0;
    std::uint32_t min_size_ = 0;
    std::string id_;
    std::string name_;
    std::vector<Part> parts_;
    std::vector<Label> labels_;  // sorted by value
    Edge content_;               // content, discriminator or concrete base
    const TypeCode* root_ = nullptr;  // the whole this is a part of; null for one that stands on its own
    std::vector<std::unique_ptr<TypeCode>> owned_;  // of a root: the other parts of the whole
    std::weak_ptr<const TypeCode> this_;            // of a root
};

}  // namespace corbel::types
