// SPDX-License-Identifier: BSL-1.0
// Enums, bitmasks and bitsets: names for numbers and for bits.
#include <map>

#include "idlc/frontend/semantics/analysis.hpp"

namespace corbel::idl {

namespace {

/// The least of 8, 16, 32 and 64 that holds so many bits.
std::uint16_t integer_width(std::uint16_t bits) { return bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64; }

std::uint16_t bits_of(Primitive type) {
    switch (type) {
        case Primitive::boolean: return 1;
        case Primitive::octet:
        case Primitive::int8: return 8;
        case Primitive::short_:
        case Primitive::ushort: return 16;
        case Primitive::long_:
        case Primitive::ulong: return 32;
        case Primitive::longlong:
        case Primitive::ulonglong: return 64;
        default: return 0;
    }
}

/// The annotations of name `i` of a list.
const syntax::Annotations& of(const syntax::Annotated& annotated, std::size_t i) {
    static const syntax::Annotations none;
    const auto found = annotated.find(i);
    return found == annotated.end() ? none : found->second;
}

}  // namespace

const Declaration* Analysis::enumeration(const syntax::Enum& from, const Annotations& annotations) {
    auto* made = make_with_id<Enum>(from.name);
    if (!claim(from.name, Entry::Kind::declared, made)) return nullptr;
    if (auto* bound = find(annotations, "bit_bound"); bound && idl4_)
        if (const auto bits = number(*bound, {1, 32}, "@bit_bound(16)", "@bit_bound of an enum is 1 to 32"))
            made->bit_bound = static_cast<std::uint16_t>(*bits);
    comment_.clear();
    std::vector<Enumerator*> enumerators;
    enumerators.reserve(from.enumerators.size());
    for (const auto& name : from.enumerators) {
        auto* enumerator = make<Enumerator>(name);
        enumerator->enumeration = made;
        enumerator->value = static_cast<std::uint32_t>(made->enumerators.size());
        enumerators.push_back(enumerator);
        if (claim(name, Entry::Kind::declared, enumerator)) made->enumerators.push_back(enumerator);
    }
    number_enumerators(from, *made, enumerators);
    add(made);
    return made;
}
void Analysis::number_enumerators(const syntax::Enum& from, Enum& made, const std::vector<Enumerator*>& enumerators) {
    const auto width = integer_width(made.bit_bound);
    const Integer one = 1;
    std::map<std::int64_t, const Enumerator*> numbers;
    Integer next = 0;
    bool is_signed = false;
    for (std::size_t i = 0; i < enumerators.size(); ++i) {
        auto& each = *enumerators[i];
        const auto& annotations = of(from.annotations, i);
        check_annotations(annotations, {"value", "default_literal"});
        if (auto* value = find(annotations, "value"); value && idl4_)
            if (const auto number = this->number(*value, {-(one << 31), (one << 32) - 1}, "@value(5)",
                                                 "@value of an enumerator is -2147483648 to 4294967295"))
                next = *number;
        if (find(annotations, "default_literal")) {
            if (made.initial) error(Code::default_literal_twice, each.location);
            made.initial = &each;
        }
        each.number = static_cast<std::int64_t>(next++);
        is_signed = is_signed || each.number < 0;
        if (from.annotations.empty() && made.bit_bound == 32) continue;
        const auto [known, fresh] = numbers.emplace(each.number, &each);
        if (!fresh) {
            error(Code::enumerator_number_twice, each.location,
                  {each.name, to_text(Integer{each.number}), known->second->name});
            declared_here(*known->second);
        }
    }
    if (from.annotations.empty() && made.bit_bound == 32) return;
    for (auto* each : enumerators)
        if (each->number < (is_signed ? -(one << (width - 1)) : Integer{0}) ||
            each->number >= one << (is_signed ? width - 1 : width))
            error(Code::enumerator_number_range, each->location,
                  {each->name, to_text(Integer{each->number}), std::to_string(width)});
}

const Declaration* Analysis::bitmask(const syntax::Bitmask& from, const Annotations& annotations) {
    auto* made = make_with_id<Bitmask>(from.name);
    auto* inner = new_scope(scope_, made, false);
    if (!claim(from.name, Entry::Kind::declared, made, inner)) return nullptr;
    std::uint16_t bound = 32;
    if (auto* written = find(annotations, "bit_bound"))
        if (const auto bits = number(*written, {1, 64}, "@bit_bound(16)", "@bit_bound of a bitmask is 1 to 64"))
            bound = static_cast<std::uint16_t>(*bits);
    made->width = integer_width(bound);
    {
        const Inside inside{*this, inner, made, contents_};
        flags(from, *made, bound);
    }
    add(made);
    return made;
}
void Analysis::flags(const syntax::Bitmask& from, Bitmask& made, std::uint16_t bound) {
    std::map<std::uint16_t, const Name*> positions;
    std::uint16_t next = 0;
    for (std::size_t i = 0; i < from.flags.size(); ++i) {
        const auto& name = from.flags[i];
        const auto& annotations = of(from.annotations, i);
        check_annotations(annotations, {"position"});
        if (auto* position = find(annotations, "position"))
            if (const auto number = this->number(*position, {0, 63}, "@position(3)", "@position is 0 to 63"))
                next = static_cast<std::uint16_t>(*number);
        const auto place = next++;
        if (!claim(name, Entry::Kind::member, nullptr)) continue;
        if (place >= bound) {
            error(Code::flag_position_range, name.place, {name.text, std::to_string(place), std::to_string(bound)});
            continue;
        }
        if (const auto [known, fresh] = positions.emplace(place, &name); !fresh) {
            error(Code::flag_position_twice, name.place, {name.text, known->second->text});
            diagnostics_.report(Code::note_declared_here, known->second->place, {known->second->text});
            continue;
        }
        made.flags.push_back({name.text, place, name.place});
    }
}

const Declaration* Analysis::bitset(const syntax::Bitset& from) {
    auto* made = make_with_id<Bitset>(from.name);
    auto* inner = new_scope(scope_, made, false);
    if (from.base) made->base = base_of<Bitset>(*from.base, Code::not_a_bitset, "a bitset");
    if (!claim(from.name, Entry::Kind::declared, made, inner)) return nullptr;
    inner_scopes_[made] = inner;
    if (from.fields.empty() && !from.base && !incomplete_) error(Code::empty_bitset, from.name.place, {from.name.text});
    if (made->base) made->bits = made->base->bits;
    {
        const Inside inside{*this, inner, made, contents_};
        for (const auto& each : from.fields) bitfield(each, *made);
        advance(from.end);
    }
    if (made->base) check_inherited(*made->base, made->fields);
    add(made);
    return made;
}
void Analysis::bitfield(const syntax::Bitfield& from, Bitset& made) {
    check_annotations(from.annotations, {"default"});
    const auto written = evaluator_.whole(from.width, {1, 64}, Code::bitfield_width_range);
    if (!written) return;
    const auto width = static_cast<std::uint16_t>(*written);
    auto* type = bitfield_type(from, width);
    const auto take = [&](const Location& place) -> std::optional<std::uint16_t> {
        if (made.bits + width > 64) {
            error(Code::bitset_too_wide, place, {made.name});
            return std::nullopt;
        }
        const auto first = made.bits;
        made.bits = static_cast<std::uint16_t>(made.bits + width);
        return first;
    };
    if (from.names.empty()) take(from.place);
    for (const auto& name : from.names) {
        const auto first = take(name.place);
        if (!claim(name, Entry::Kind::member, nullptr) || !type || !first) continue;
        made.fields.push_back({name.text, type, *first, width, name.place, from.comment,
                               initial_value(from.annotations, type)});
    }
}
TypeRef Analysis::bitfield_type(const syntax::Bitfield& from, std::uint16_t width) {
    if (!from.type) return type(width == 1 ? Primitive::boolean : unsigned_of(integer_width(width)));
    const auto written = std::get<Primitive>(from.type->form);
    const auto bits = bits_of(written);
    if (bits == 0) error(Code::bitfield_type, from.type->place, {to_text(type(written))});
    else if (width > bits) error(Code::bitfield_width, from.place, {std::to_string(width), to_text(type(written))});
    else return type(written);
    return nullptr;
}

}  // namespace corbel::idl
