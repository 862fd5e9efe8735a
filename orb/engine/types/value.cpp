// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/types/value.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/value_reader.hpp"
#include "orb/engine/cdr/value_writer.hpp"

namespace corbel::types {
namespace {

[[noreturn]] void marshal(std::uint32_t minor, std::string text) {
    throw SystemError{Error::marshal, minor, std::move(text)};
}

// Goes through a value; what it reads, it writes if there is a writer.
class Walk {
public:
    Walk(cdr::Reader& in, cdr::Writer* out) : in_{in}, out_{out} {}

    void value(const TypeCode& declared) {
        const auto& type = declared.resolved();
        switch (type.kind()) {
            case TCKind::tk_null:
            case TCKind::tk_void: return in_.charge(1);
            case TCKind::tk_any: return any();
            case TCKind::tk_TypeCode: return type_code();
            case TCKind::tk_Principal: return octets();
            case TCKind::tk_objref: return reference();
            case TCKind::tk_except: identifier(); return members(type);
            case TCKind::tk_struct: return members(type);
            case TCKind::tk_union: return selected(type);
            case TCKind::tk_enum: return enumerator(type);
            case TCKind::tk_string: return string(type.length());
            case TCKind::tk_wstring: return wide_string(type.length());
            case TCKind::tk_sequence: return sequence(type);
            case TCKind::tk_array: return array(type);
            case TCKind::tk_fixed: return fixed(type.fixed_digits());
            case TCKind::tk_abstract_interface: return abstract_interface(type);
            case TCKind::tk_value:
            case TCKind::tk_value_box: return valuetype(type);
            default: elements(type, 1);
        }
    }

    void members(const TypeCode& type) {
        const cdr::Nested nested{in_};
        const auto start = in_.position();
        for (std::uint32_t i = 0; i < type.member_count(); ++i) value(type.member(i));
        if (in_.position() == start) in_.charge(1);
    }

private:
    template <cdr::Primitive T>
    T scalar() {
        const auto value = in_.get<T>();
        if (out_) out_->put(value);
        return value;
    }

    std::uint32_t length(std::size_t min_element_size) {
        const auto count = in_.length(min_element_size);
        if (out_) out_->put(count);
        return count;
    }

    template <cdr::Primitive T>
    void block(std::size_t count) {
        if (count == 0) return;
        in_.align(sizeof(T));
        if (!out_ || in_.swaps() == out_->swaps() || sizeof(T) == 1) {
            const auto bytes = in_.take_primitives(count, sizeof(T));
            if (!out_) return;
            out_->align(sizeof(T));
            return out_->copied(bytes);
        }
        std::array<T, 256> some;
        static_assert(sizeof some < cdr::Writer::borrow_threshold, "a block on the stack must not be borrowed");
        for (std::size_t done = 0; done < count; done += some.size()) {
            const auto now = std::min(some.size(), count - done);
            in_.get_array(some.data(), now);
            out_->put_array(some.data(), now);
        }
    }

    // Elements of one type; the simple kinds end here.
    void elements(const TypeCode& declared, std::size_t count) {
        const auto& type = declared.resolved();
        switch (type.kind()) {
            case TCKind::tk_octet: return block<std::uint8_t>(count);
            case TCKind::tk_short:
            case TCKind::tk_ushort: return block<std::uint16_t>(count);
            case TCKind::tk_long:
            case TCKind::tk_ulong:
            case TCKind::tk_float: return block<std::uint32_t>(count);
            case TCKind::tk_longlong:
            case TCKind::tk_ulonglong:
            case TCKind::tk_double: return block<std::uint64_t>(count);
            case TCKind::tk_boolean:
                while (count--) boolean();
                return;
            case TCKind::tk_char:
                while (count--) character();
                return;
            case TCKind::tk_wchar:
                while (count--) wide_character();
                return;
            case TCKind::tk_longdouble:
                while (count--) long_double();
                return;
            case TCKind::tk_native:
            case TCKind::tk_local_interface:
                marshal(minor::bad_typecode, "a value of this type has no form on the wire: " + type.to_string());
            default:
                while (count--) value(type);
        }
    }

    bool boolean() {
        const auto value = in_.boolean();
        if (out_) out_->boolean(value);
        return value;
    }

    char character() {
        const auto value = in_.character();
        if (out_) out_->character(value);
        return value;
    }

    wchar_t wide_character() {
        const auto value = in_.wide_character();
        if (out_) out_->wide_character(value);
        return value;
    }

    // Byte for byte: the platform's long double may be narrower.
    void long_double() {
        in_.align(8);
        const auto bytes = in_.take_view(16);
        if (!out_) return;
        std::array<std::uint8_t, 16> quad;
        if (in_.swaps() == out_->swaps()) std::copy(bytes.begin(), bytes.end(), quad.begin());
        else std::reverse_copy(bytes.begin(), bytes.end(), quad.begin());
        out_->align(8);
        out_->copied(quad);
    }

    void string(std::uint32_t bound) {
        in_.string(text_);
        if (bound && text_.size() > bound) over_bound("string", text_.size(), bound);
        if (out_) out_->string(text_);
    }

    void wide_string(std::uint32_t bound) {
        in_.wide_string(wide_text_);
        if (bound && wide_text_.size() > bound) over_bound("wstring", wide_text_.size(), bound);
        if (out_) out_->wide_string(wide_text_);
    }

    void identifier() {
        const auto text = in_.identifier();
        if (out_) out_->identifier(text);
    }

    void octets() { block<std::uint8_t>(length(1)); }

    void sequence(const TypeCode& type) {
        const cdr::Nested nested{in_};
        const auto& element = type.content();
        const auto count = length(element.min_size());
        if (type.length() && count > type.length()) over_bound("sequence", count, type.length());
        elements(element, count);
    }

    void array(const TypeCode& type) {
        const cdr::Nested nested{in_};
        if (type.content().min_size() == 0) in_.charge(type.length());
        elements(type.content(), type.length());
    }

    void selected(const TypeCode& type) {
        const cdr::Nested nested{in_};
        const auto member = type.selected_member(discriminator(type.discriminator().resolved()));
        if (member >= 0) value(type.member(static_cast<std::uint32_t>(member)));
    }

    std::int64_t discriminator(const TypeCode& type) {
        switch (type.kind()) {
            case TCKind::tk_short: return scalar<std::int16_t>();
            case TCKind::tk_ushort: return scalar<std::uint16_t>();
            case TCKind::tk_long: return scalar<std::int32_t>();
            case TCKind::tk_ulong: return scalar<std::uint32_t>();
            case TCKind::tk_longlong: return scalar<std::int64_t>();
            case TCKind::tk_ulonglong: return static_cast<std::int64_t>(scalar<std::uint64_t>());
            case TCKind::tk_octet: return scalar<std::uint8_t>();
            case TCKind::tk_boolean: return boolean();
            case TCKind::tk_char: return static_cast<unsigned char>(character());
            case TCKind::tk_wchar: return wide_character();
            case TCKind::tk_enum: return ordinal(type);
            default: marshal(minor::bad_union, "a union is discriminated by " + std::string{name_of(type.kind())});
        }
    }

    std::uint32_t ordinal(const TypeCode& type) {
        const auto value = scalar<std::uint32_t>();
        if (value >= type.member_count())
            marshal(minor::enum_out_of_range, std::to_string(value) + " is no enumerator of " + type.to_string());
        return value;
    }

    void enumerator(const TypeCode& type) { ordinal(type); }

    void fixed(std::uint16_t digits) {
        const auto bytes = in_.take_view((digits + 2u) / 2);
        require_fixed(bytes, digits);
        if (out_) out_->copied(bytes);
    }

    // The structure of an IOR (CORBA 2.6, 13.6.2); its profiles are octets to everybody but GIOP.
    void reference() {
        identifier();
        for (auto profiles = length(8); profiles > 0; --profiles) {
            scalar<std::uint32_t>();
            octets();
        }
    }

    void abstract_interface(const TypeCode& type) {
        if (boolean()) return reference();
        valuetype(type);
    }

    void valuetype(const TypeCode& type) {
        cdr::ValueReader values{in_};
        const auto header = values.begin();
        using enum cdr::ValueHeader::Kind;
        if (header.kind == state) return value_state(type, header);
        if (!out_) return;
        if (header.kind == null) return cdr::ValueWriter{*out_}.null();
        const auto copied = copies_.find(header.position);
        if (copied != copies_.end() && cdr::ValueWriter{*out_}.refer(copied->second.get())) return;
        const auto here = in_.mark();  // its target stands before what is copied
        values.revisit(header.position);
        valuetype(type);
        in_.reset(here);
    }

    // Of a type that the TypeCode does not describe, only the base that it may be truncated to can be read, and of a
    // custom one nothing.
    void value_state(const TypeCode& type, const cdr::ValueHeader& header) {
        const auto formal = std::find(header.ids.begin(), header.ids.end(), type.id());
        const bool readable = !is_custom(type) && type.kind() != TCKind::tk_abstract_interface &&
                              (header.ids.empty() || formal != header.ids.end());
        if (!readable && (out_ || header.level == 0)) unknown_value(type, header);
        if (out_) {
            std::vector<std::string_view> ids{formal, header.ids.end()};
            if (ids.empty()) ids.push_back(type.id());
            auto& copy = copies_[header.position] = std::make_shared<char>();
            cdr::ValueWriter{*out_}.begin(copy, copy.get(), ids, header.level != 0, header.codebase);
        }
        if (readable) value_members(type);
        cdr::ValueReader{in_}.end(header);
        if (out_) cdr::ValueWriter{*out_}.end();
    }

    static bool is_custom(const TypeCode& type) {
        return type.kind() == TCKind::tk_value && type.type_modifier() == ValueModifier::custom;
    }

    void value_members(const TypeCode& type) {
        if (type.kind() == TCKind::tk_value_box) return value(type.content());
        if (const auto base = type.concrete_base_type()) value_members(base->resolved());
        for (std::uint32_t i = 0; i < type.member_count(); ++i) value(type.member(i));
    }

    [[noreturn]] void unknown_value(const TypeCode& type, const cdr::ValueHeader& header) const {
        const auto id = header.ids.empty() ? std::string_view{type.id()} : header.ids.front();
        throw SystemError{Error::marshal, minor::unregistered_value,
                          "the state of the valuetype " + escaped(id) + " is not described by the TypeCode of " +
                              escaped(type.id()) +
                              (out_ ? ": it can be sent on only in the byte order and at the alignment it came in"
                                    : ": register a factory for it")};
    }

    void type_code() {
        const cdr::Nested nested{in_};
        const auto type = TypeCode::read(in_);
        if (out_) type->write(*out_);
    }

    void any() {
        const cdr::Nested nested{in_};
        const auto type = TypeCode::read(in_);
        if (out_) type->write(*out_);
        const auto kind = type->resolved().kind();
        if (kind != TCKind::tk_null && kind != TCKind::tk_void) value(*type);
    }

    [[noreturn]] static void over_bound(const char* what, std::size_t length, std::uint32_t bound) {
        marshal(minor::bound_exceeded, "a " + std::string{what} + " has " + std::to_string(length) +
                                           " elements where its type allows " + std::to_string(bound));
    }

    cdr::Reader& in_;
    cdr::Writer* out_;
    std::string text_;
    std::wstring wide_text_;
    std::unordered_map<std::size_t, std::shared_ptr<const void>> copies_;  // of values, by where they came from
};

void require_closed(const TypeCode& type) {
    if (type.is_open())
        throw SystemError{Error::bad_param, minor::bad_typecode,
                          "a TypeCode stands for an enclosing type that was never made: " + type.to_string()};
}

}  // namespace

// Binary coded decimals, two a byte, the sign last; a zero in front where that leaves a half byte over.
void require_fixed(ByteView bytes, std::uint16_t digits) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto low = bytes[i] & 15;
        const auto high = bytes[i] >> 4;
        if (high > 9 || (i + 1 == bytes.size() ? low != 0xc && low != 0xd : low > 9) ||
            (i == 0 && digits % 2 == 0 && high != 0))
            marshal(minor::bad_fixed, "a fixed-point value is not made of " + std::to_string(digits) +
                                          " decimal digits and a sign");
    }
}

void skip(cdr::Reader& in, const TypeCode& type) {
    require_closed(type);
    Walk{in, nullptr}.value(type);
}

void transcode(cdr::Reader& in, cdr::Writer& out, const TypeCode& type) {
    require_closed(type);
    Walk{in, &out}.value(type);
}

void transcode_members(cdr::Reader& in, cdr::Writer& out, const TypeCode& type) {
    require_closed(type);
    Walk{in, &out}.members(type.resolved());
}

}  // namespace corbel::types
