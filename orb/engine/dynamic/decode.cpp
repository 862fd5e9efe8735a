// SPDX-License-Identifier: BSL-1.0
#include <map>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/value_reader.hpp"
#include "orb/engine/dynamic/value.hpp"
#include "orb/engine/types/value.hpp"

namespace corbel::dynamic {
namespace {

using types::TCKind;
using types::TypeCode;
using types::TypeCodePtr;

[[noreturn]] void marshal(std::uint32_t minor, std::string text) {
    throw SystemError{Error::marshal, minor, std::move(text)};
}

[[noreturn]] void over_bound(const char* what, std::size_t length, std::uint32_t bound) {
    marshal(minor::bound_exceeded, "a " + std::string{what} + " has " + std::to_string(length) +
                                       " elements where its type allows " + std::to_string(bound));
}

/// Of a valuetype whose TypeCode is not at hand.
class UnknownValue : public SystemError {
    using SystemError::SystemError;
};

class Decoder {
public:
    Decoder(cdr::Reader& in, const TypeFinder& find, bool* truncated = nullptr, const OpaqueReader& opaque = {})
        : in_{in}, find_{find}, truncated_{truncated}, opaque_{opaque} {}

    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
    ~Decoder() {
        if (!done_) release_met(0);
    }

    /// A whole value.
    Value whole(const TypeCode& type) {
        auto read = value(type);
        done();
        return read;
    }
    Values whole_members(const TypeCode& type) {
        auto read = members(type);
        done();
        return read;
    }

    Value value(const TypeCode& declared) {
        const auto& type = declared.resolved();
        switch (type.kind()) {
            case TCKind::tk_null:
            case TCKind::tk_void: in_.charge(1); return {};
            case TCKind::tk_boolean: return in_.boolean();
            case TCKind::tk_char: return in_.character();
            case TCKind::tk_wchar: return in_.wide_character();
            case TCKind::tk_short: return std::int64_t{in_.get<std::int16_t>()};
            case TCKind::tk_long: return std::int64_t{in_.get<std::int32_t>()};
            case TCKind::tk_longlong: return in_.get<std::int64_t>();
            case TCKind::tk_octet: return std::uint64_t{in_.get<std::uint8_t>()};
            case TCKind::tk_ushort: return std::uint64_t{in_.get<std::uint16_t>()};
            case TCKind::tk_ulong: return std::uint64_t{in_.get<std::uint32_t>()};
            case TCKind::tk_ulonglong: return in_.get<std::uint64_t>();
            case TCKind::tk_enum: return ordinal(type);
            case TCKind::tk_float: return in_.get<float>();
            case TCKind::tk_double: return in_.get<double>();
            case TCKind::tk_longdouble: return in_.long_double();
            case TCKind::tk_string: return string(type.length());
            case TCKind::tk_wstring: return wide_string(type.length());
            case TCKind::tk_Principal: return to_octets(in_.octets());
            case TCKind::tk_any: return any();
            case TCKind::tk_TypeCode: return type_code();
            case TCKind::tk_fixed: return fixed(type.fixed_digits());
            case TCKind::tk_objref: return giop::Ior::read(in_);
            case TCKind::tk_abstract_interface:
                return in_.boolean() ? Value{giop::Ior::read(in_)} : Value{valuetype(type)};
            case TCKind::tk_value:
            case TCKind::tk_value_box: return valuetype(type);
            case TCKind::tk_except: in_.identifier(); return members(type);
            case TCKind::tk_struct: return members(type);
            case TCKind::tk_union: return selected(type);
            case TCKind::tk_sequence: return sequence(type);
            case TCKind::tk_array: return array(type);
            case TCKind::tk_alias:
            case TCKind::tk_native:
            case TCKind::tk_local_interface: break;
        }
        marshal(minor::bad_typecode, "a value of this type has no form on the wire: " + type.to_string());
    }

    Values members(const TypeCode& type) {
        const cdr::Nested nested{in_};
        const auto start = in_.position();
        Values all;
        all.reserve(type.member_count());
        for (std::uint32_t i = 0; i < type.member_count(); ++i) all.push_back(value(type.member(i)));
        if (in_.position() == start) in_.charge(1);
        return all;
    }

private:
    std::uint64_t ordinal(const TypeCode& type) {
        const auto value = in_.get<std::uint32_t>();
        if (value >= type.member_count())
            marshal(minor::enum_out_of_range, std::to_string(value) + " is no enumerator of " + type.to_string());
        return value;
    }

    std::string string(std::uint32_t bound) {
        auto text = in_.string();
        if (bound && text.size() > bound) over_bound("string", text.size(), bound);
        return text;
    }

    std::wstring wide_string(std::uint32_t bound) {
        std::wstring text;
        in_.wide_string(text);
        if (bound && text.size() > bound) over_bound("wstring", text.size(), bound);
        return text;
    }

    Value type_code() {
        const cdr::Nested nested{in_};
        return TypeCode::read(in_);
    }

    Any any() {
        const cdr::Nested nested{in_};
        Any any{TypeCode::read(in_), {}};
        const auto kind = any.type->resolved().kind();
        if (kind != TCKind::tk_null && kind != TCKind::tk_void) any.content.push_back(value(*any.type));
        return any;
    }

    // Binary coded decimals, two a byte, the sign last; an even number of digits has a zero in front.
    Fixed fixed(std::uint16_t digits) {
        const auto bytes = in_.take_view((digits + 2u) / 2);
        types::require_fixed(bytes, digits);
        std::string text;
        for (const auto byte : bytes) {
            text += static_cast<char>('0' + (byte >> 4));
            text += static_cast<char>('0' + (byte & 15));
        }
        text.pop_back();
        text.erase(0, text.size() - digits);
        const bool negative = (bytes.back() & 15) == 0xd && text.find_first_not_of('0') != text.npos;
        return {(negative ? "-" : "") + text};
    }

    Value selected(const TypeCode& type) {
        const cdr::Nested nested{in_};
        Union made;
        made.discriminator = label_of(value(type.discriminator()));
        const auto member = type.selected_member(made.discriminator);
        if (member >= 0) made.member.push_back(value(type.member(static_cast<std::uint32_t>(member))));
        return made;
    }

    Value sequence(const TypeCode& type) {
        const cdr::Nested nested{in_};
        const auto& element = type.content();
        const auto count = in_.length(element.min_size());
        if (type.length() && count > type.length()) over_bound("sequence", count, type.length());
        return elements(type, count);
    }

    Value array(const TypeCode& type) {
        const cdr::Nested nested{in_};
        if (type.content().min_size() == 0) in_.charge(type.length());
        return elements(type, type.length());
    }

    Value elements(const TypeCode& type, std::uint32_t count) {
        if (is_octets(type)) return to_octets(in_.take_view(count));
        Values all;
        for (std::uint32_t i = 0; i < count; ++i) all.push_back(value(type.content()));
        return all;
    }

    // -- valuetypes (CORBA 2.6, 15.3.4)

    ValuetypePtr valuetype(const TypeCode& formal) {
        const auto start = in_.mark();
        cdr::ValueReader values{in_};
        const auto header = values.begin();
        if (header.kind == cdr::ValueHeader::Kind::null) return {};
        if (header.kind == cdr::ValueHeader::Kind::indirection) return met_before(values, header, formal);
        try {
            auto type = type_of(header, formal);
            if (!is_custom(*type)) return with_state(values, header, std::move(type));
            if (!opaque_)
                throw SystemError{Error::no_implement, minor::not_supported,
                                  "a custom valuetype can be read by its own code only: " + type->id()};
        } catch (const UnknownValue&) {
            if (!opaque_) throw;
            release_met(header.position);
        }
        in_.reset(start);
        return remembered(values, header, std::make_shared<Valuetype>(Valuetype{formal.self(), {}, opaque_(in_)}));
    }

    static bool is_custom(const TypeCode& type) {
        return type.kind() == TCKind::tk_value && type.type_modifier() == types::ValueModifier::custom;
    }

    ValuetypePtr with_state(cdr::ValueReader& values, const cdr::ValueHeader& header, TypeCodePtr type) {
        const auto made = remembered(values, header, std::make_shared<Valuetype>(Valuetype{std::move(type), {}, {}}));
        for (const auto& member : state_of(*made->type)) made->state.push_back(value(*member.type));
        values.end(header);
        return made;
    }

    // Whoever reads opaque values has objects of other classes in the reader's table; both must not meet.
    ValuetypePtr remembered(cdr::ValueReader& values, const cdr::ValueHeader& header, ValuetypePtr made) {
        if (opaque_) met_[header.position] = made;
        else values.remember(header.position, made, release);
        return made;
    }

    // Valuetypes that refer to each other are freed by nothing else.
    static void release(void* made) { static_cast<Valuetype*>(made)->state.clear(); }

    /// Those from this position on.
    void release_met(std::size_t position) {
        for (auto at = met_.lower_bound(position); at != met_.end(); ++at) release(at->second.get());
        met_.erase(met_.lower_bound(position), met_.end());
    }

    void done() noexcept {
        done_ = true;
        making_.done();
    }

    ValuetypePtr met_before(cdr::ValueReader& values, const cdr::ValueHeader& header, const TypeCode& formal) {
        if (opaque_) {
            if (const auto met = met_.find(header.position); met != met_.end()) return met->second;
            const auto here = in_.mark();  // it stands in an opaque one
            values.revisit(header.position);
            auto made = valuetype(formal);
            in_.reset(here);
            return made;
        }
        if (auto known = values.known(header.position)) return std::static_pointer_cast<Valuetype>(known);
        marshal(minor::bad_message, "an indirection leads to a value that has not been read");
    }

    TypeCodePtr type_of(const cdr::ValueHeader& header, const TypeCode& formal) const {
        auto type = known_type(header, formal);
        if (truncated_ && !header.ids.empty() && header.ids.front() != type->id()) *truncated_ = true;
        return type;
    }

    TypeCodePtr known_type(const cdr::ValueHeader& header, const TypeCode& formal) const {
        const bool has_state = formal.kind() != TCKind::tk_abstract_interface;
        if (header.ids.empty()) {
            if (has_state) return formal.self();
            throw UnknownValue{Error::marshal, minor::unregistered_value,
                               "a valuetype behind an abstract interface does not say its type"};
        }
        for (const auto id : header.ids) {
            if (has_state && id == formal.id()) return formal.self();
            auto found = find_ ? find_(id) : nullptr;
            if (found && (found->kind() == TCKind::tk_value || found->kind() == TCKind::tk_value_box)) return found;
        }
        throw UnknownValue{Error::marshal, minor::unregistered_value,
                           "the valuetype " + escaped(header.ids.front()) +
                               " is not known: give the IDL file that declares it"};
    }

    cdr::Reader& in_;
    const TypeFinder& find_;
    bool* const truncated_;
    const OpaqueReader& opaque_;
    std::map<std::size_t, ValuetypePtr> met_;  // with opaque_: by their positions
    cdr::Making making_{in_};
    bool done_ = false;
};

void require_closed(const TypeCode& type) {
    if (type.is_open())
        throw SystemError{Error::bad_param, minor::bad_typecode,
                          "a TypeCode stands for an enclosing type that was never made: " + type.to_string()};
}

}  // namespace

Value decode(cdr::Reader& in, const TypeCode& type, const TypeFinder& find, bool* truncated,
             const OpaqueReader& opaque) {
    require_closed(type);
    return Decoder{in, find, truncated, opaque}.whole(type);
}

Values decode_members(cdr::Reader& in, const TypeCode& type, const TypeFinder& find) {
    require_closed(type);
    return Decoder{in, find}.whole_members(type.resolved());
}

}  // namespace corbel::dynamic
