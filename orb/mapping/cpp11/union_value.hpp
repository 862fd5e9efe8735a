// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <iosfwd>
#include <utility>
#include <variant>

#include "orb/engine/base/minor.hpp"
#include "orb/mapping/cpp11/codec.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/print.hpp"

namespace corbel {

/// What a generated union holds (IDL to C++11, 6.14.2): the discriminator and the member that it selects.
///
/// `Union::_member(discriminator)` says which member a discriminator selects, counting from 0; where none is selected
/// it gives the index of std::monostate, the last of `Members` in unions that have such a state.
template <class Union, class Discriminator, class... Members>
class UnionValue {
public:
    /// Member `index` with its initial value.
    template <std::size_t index>
    UnionValue(std::in_place_index_t<index> member, Discriminator discriminator)
        : discriminator_{discriminator}, value_{member} {}

    Discriminator discriminator() const { return discriminator_; }
    /// BAD_PARAM unless it selects the member that is there.
    void discriminator(Discriminator discriminator) {
        if (Union::_member(discriminator) != value_.index()) bad_union_access(Union::_repository_id, "_d");
        discriminator_ = discriminator;
    }

    /// BAD_PARAM if another member is there.
    template <std::size_t index>
    const auto& get(const char* name) const {
        if (value_.index() != index) bad_union_access(Union::_repository_id, name);
        return *std::get_if<index>(&value_);
    }
    template <std::size_t index>
    auto& get(const char* name) {
        if (value_.index() != index) bad_union_access(Union::_repository_id, name);
        return *std::get_if<index>(&value_);
    }

    /// Selects a member; BAD_PARAM if the discriminator does not.
    template <std::size_t index, class Value>
    void set(const char* name, Discriminator discriminator, Value&& value) {
        if (Union::_member(discriminator) != index) bad_union_access(Union::_repository_id, name);
        value_.template emplace<index>(std::forward<Value>(value));
        discriminator_ = discriminator;
    }

    /// No member, under a discriminator that selects none.
    void clear(Discriminator discriminator) {
        value_.template emplace<sizeof...(Members) - 1>();
        discriminator_ = discriminator;
    }

    void encode(cdr::Writer& out) const {
        corbel::encode(out, discriminator_);
        std::visit(
            [&]<class Member>(const Member& member) {
                if constexpr (!std::is_same_v<Member, std::monostate>) corbel::encode(out, member);
            },
            value_);
    }

    /// MARSHAL for a discriminator that is not in the IDL, where the IDL leaves no such value.
    void decode(cdr::Reader& in) {
        corbel::decode(in, discriminator_);
        decode(in, Union::_member(discriminator_), std::index_sequence_for<Members...>{});
    }

    /// `names` of the members in their order; `type` in front.
    std::ostream& print(std::ostream& out, const char* type, const char* const* names) const {
        std::visit(
            [&]<class Member>(const Member& member) {
                if constexpr (std::is_same_v<Member, std::monostate>) {
                    const char* const alone[] = {"_d"};
                    print_members(out, type, alone, {discriminator_});
                } else {
                    const char* const both[] = {"_d", names[value_.index()]};
                    print_members(out, type, both, {discriminator_, member});
                }
            },
            value_);
        return out;
    }

    friend bool operator==(const UnionValue&, const UnionValue&) = default;

private:
    template <std::size_t... indices>
    void decode(cdr::Reader& in, std::size_t selected, std::index_sequence<indices...>) {
        const bool known = ((selected == indices && (decode_member<indices>(in), true)) || ...);
        if (!known) throw SystemError{Error::marshal, minor::bad_union, "a union's discriminator selects no member"};
    }

    template <std::size_t index>
    void decode_member(cdr::Reader& in) {
        auto& member = value_.template emplace<index>();
        if constexpr (!std::is_same_v<decltype(member), std::monostate&>) corbel::decode(in, member);
    }

    Discriminator discriminator_;
    std::variant<Members...> value_;
};

}  // namespace corbel
