// SPDX-License-Identifier: BSL-1.0
#include <span>
#include <utility>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/value_writer.hpp"
#include "orb/engine/dynamic/value.hpp"

namespace corbel::dynamic {
namespace {

using types::TCKind;
using types::TypeCode;

[[noreturn]] void bad_value(const TypeCode& type, const std::string& what) {
    throw SystemError{Error::bad_param, minor::bad_typecode, "a value of type " + type.to_string() + ' ' + what};
}

class Encoder {
public:
    explicit Encoder(cdr::Writer& out) : out_{out} {}

    void value(const TypeCode& declared, const Value& value) {
        const auto& type = declared.resolved();
        switch (type.kind()) {
            case TCKind::tk_null:
            case TCKind::tk_void: return;
            case TCKind::tk_boolean: return out_.boolean(value.as<bool>());
            case TCKind::tk_char: return out_.character(value.as<char>());
            case TCKind::tk_wchar: return out_.wide_character(value.as<wchar_t>());
            case TCKind::tk_short: return integer<std::int16_t>(type, value.as<std::int64_t>());
            case TCKind::tk_long: return integer<std::int32_t>(type, value.as<std::int64_t>());
            case TCKind::tk_longlong: return integer<std::int64_t>(type, value.as<std::int64_t>());
            case TCKind::tk_octet: return integer<std::uint8_t>(type, value.as<std::uint64_t>());
            case TCKind::tk_ushort: return integer<std::uint16_t>(type, value.as<std::uint64_t>());
            case TCKind::tk_ulong: return integer<std::uint32_t>(type, value.as<std::uint64_t>());
            case TCKind::tk_ulonglong: return integer<std::uint64_t>(type, value.as<std::uint64_t>());
            case TCKind::tk_enum: return ordinal(type, value.as<std::uint64_t>());
            case TCKind::tk_float: return out_.put(value.as<float>());
            case TCKind::tk_double: return out_.put(value.as<double>());
            case TCKind::tk_longdouble: return out_.long_double(value.as<long double>());
            case TCKind::tk_string: return string(type, value.as<std::string>());
            case TCKind::tk_wstring: return wide_string(type, value.as<std::wstring>());
            case TCKind::tk_Principal: return out_.octets(value.as<Octets>());
            case TCKind::tk_any: return any(value.as<Any>());
            case TCKind::tk_TypeCode: return type_code(type, value.as<types::TypeCodePtr>());
            case TCKind::tk_fixed: return fixed(type, value.as<Fixed>().digits);
            case TCKind::tk_objref: return value.as<giop::Ior>().write(out_);
            case TCKind::tk_abstract_interface: return abstract_interface(type, value);
            case TCKind::tk_value:
            case TCKind::tk_value_box: return valuetype(type, value.as<ValuetypePtr>());
            case TCKind::tk_except: out_.identifier(type.id()); return members(type, value.as<Values>());
            case TCKind::tk_struct: return members(type, value.as<Values>());
            case TCKind::tk_union: return selected(type, value.as<Union>());
            case TCKind::tk_sequence: return sequence(type, value);
            case TCKind::tk_array: return array(type, value);
            case TCKind::tk_alias:
            case TCKind::tk_native:
            case TCKind::tk_local_interface: break;
        }
        bad_value(type, "has no form on the wire");
    }

    void members(const TypeCode& type, const Values& all) {
        if (all.size() != type.member_count())
            bad_value(type, "has " + std::to_string(all.size()) + " members, not " +
                                std::to_string(type.member_count()));
        for (std::uint32_t i = 0; i < type.member_count(); ++i) value(type.member(i), all[i]);
    }

private:
    template <class Wire, class Number>
    void integer(const TypeCode& type, Number number) {
        if (!std::in_range<Wire>(number)) bad_value(type, "cannot be " + std::to_string(number));
        out_.put(static_cast<Wire>(number));
    }

    void ordinal(const TypeCode& type, std::uint64_t number) {
        if (number >= type.member_count()) bad_value(type, "has no enumerator " + std::to_string(number));
        out_.put(static_cast<std::uint32_t>(number));
    }

    void string(const TypeCode& type, const std::string& text) {
        within_bound(type, text.size());
        out_.string(text);
    }

    void wide_string(const TypeCode& type, const std::wstring& text) {
        within_bound(type, text.size());
        out_.wide_string(text);
    }

    void any(const Any& any) {
        const auto type = any.type ? any.type : TypeCode::primitive(TCKind::tk_null);
        type->write(out_);
        const auto kind = type->resolved().kind();
        if (kind == TCKind::tk_null || kind == TCKind::tk_void) return;
        if (any.content.size() != 1) bad_value(*type, "is missing in an any");
        value(*type, any.content.front());
    }

    void type_code(const TypeCode& type, const types::TypeCodePtr& code) {
        if (!code) bad_value(type, "is no TypeCode");
        code->write(out_);
    }

    void fixed(const TypeCode& type, std::string_view text) {
        const bool negative = text.starts_with('-');
        if (negative) text.remove_prefix(1);
        if (text.size() != type.fixed_digits() || text.find_first_not_of("0123456789") != text.npos)
            bad_value(type, "has not the digits of its type");
        std::string nibbles{text.size() % 2 ? "" : "0"};
        nibbles += text;
        for (std::size_t i = 0; i + 1 < nibbles.size(); i += 2)
            out_.put(static_cast<std::uint8_t>((nibbles[i] - '0') << 4 | (nibbles[i + 1] - '0')));
        out_.put(static_cast<std::uint8_t>((nibbles.back() - '0') << 4 | (negative ? 0xd : 0xc)));
    }

    void abstract_interface(const TypeCode& type, const Value& value) {
        const bool is_object = value.is<giop::Ior>();
        out_.boolean(is_object);
        if (is_object) return value.as<giop::Ior>().write(out_);
        valuetype(type, value.as<ValuetypePtr>());
    }

    // Values whose type the receiver expects say so; a truncatable one also names the bases it can be cut down to.
    void valuetype(const TypeCode& formal, const ValuetypePtr& made) {
        cdr::ValueWriter values{out_};
        if (!made) return values.null();
        if (made->opaque) return made->opaque->write(out_);
        if (values.refer(made.get())) return;
        const auto& type = made->type->resolved();
        const auto ids = ids_of(type);
        const bool chunked = ids.size() > 1;
        const bool is_formal = formal.kind() != TCKind::tk_abstract_interface && formal.id() == type.id() && !chunked;
        values.begin(made, made.get(), is_formal ? std::span<const std::string_view>{} : ids, chunked);
        state(type, made->state);
        values.end();
    }

    static std::vector<std::string_view> ids_of(const TypeCode& type) {
        std::vector<std::string_view> ids{type.id()};
        for (const auto* at = &type; at->kind() == TCKind::tk_value &&
                                     at->type_modifier() == types::ValueModifier::truncatable;) {
            const auto base = at->concrete_base_type();
            if (!base) break;
            at = &base->resolved();
            ids.push_back(at->id());
        }
        return ids;
    }

    void state(const TypeCode& type, const Values& all) {
        if (type.kind() == TCKind::tk_value && type.type_modifier() == types::ValueModifier::custom)
            throw SystemError{Error::no_implement, minor::not_supported,
                              "a custom valuetype can be written by its own code only: " + type.id()};
        const auto members = state_of(type);
        if (all.size() != members.size())
            bad_value(type, "has " + std::to_string(all.size()) + " members, not " + std::to_string(members.size()));
        for (std::size_t i = 0; i < members.size(); ++i) value(*members[i].type, all[i]);
    }

    void selected(const TypeCode& type, const Union& value) {
        this->value(type.discriminator(), value_of_label(type.discriminator(), value.discriminator));
        const auto index = type.selected_member(value.discriminator);
        if ((index >= 0) != (value.member.size() == 1)) bad_value(type, "has not the member its discriminator selects");
        if (index >= 0) this->value(type.member(static_cast<std::uint32_t>(index)), value.member.front());
    }

    void sequence(const TypeCode& type, const Value& value) {
        if (is_octets(type)) {
            within_bound(type, value.as<Octets>().size());
            return out_.octets(value.as<Octets>());
        }
        const auto& all = value.as<Values>();
        within_bound(type, all.size());
        out_.length(all.size());
        for (const auto& each : all) this->value(type.content(), each);
    }

    void array(const TypeCode& type, const Value& value) {
        const auto count = is_octets(type) ? value.as<Octets>().size() : value.as<Values>().size();
        if (count != type.length()) bad_value(type, "has " + std::to_string(count) + " elements");
        if (is_octets(type)) return out_.bytes(value.as<Octets>());
        for (const auto& each : value.as<Values>()) this->value(type.content(), each);
    }

    static void within_bound(const TypeCode& type, std::size_t length) {
        if (type.length() && length > type.length()) bad_value(type, "has " + std::to_string(length) + " elements");
    }

    cdr::Writer& out_;
};

}  // namespace

void encode(cdr::Writer& out, const TypeCode& type, const Value& value) { Encoder{out}.value(type, value); }

void encode_members(cdr::Writer& out, const TypeCode& type, const Values& members) {
    Encoder{out}.members(type.resolved(), members);
}

}  // namespace corbel::dynamic
