// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/typelib/type_library.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <set>
#include <unordered_map>

namespace corbel::idl::typelib {
namespace {

constexpr std::string_view magic = "\x89OTL\r\n\x1a\n";
constexpr std::uint32_t format_version = 1;

/// The kinds of declarations: those of CORBA::DefinitionKind (CORBA 2.6, 10.5.1), and one of the format's own.
enum class Tag : std::uint8_t {
    attribute = 2, constant = 3, exception = 4, interface = 5, module = 6, operation = 7, alias = 9, structure = 10,
    union_ = 11, enumeration = 12, value = 20, value_box = 21, value_member = 22, native = 23, abstract_interface = 24,
    local_interface = 25, factory = 64
};

/// The kinds of types: those of CORBA::TCKind (CORBA 2.6, 10.7.1), and some of the format's own.
enum class TypeTag : std::uint8_t {
    string = 18, sequence = 19, array = 20, wstring = 27, fixed = 28, named = 64, map = 65, optional = 66
};

enum class ValueTag : std::uint8_t {
    boolean, char_, wchar, signed_, unsigned_, float_, double_, long_double, string, wstring, fixed
};

std::uint8_t type_tag(Primitive primitive) {
    switch (primitive) {
        case Primitive::void_: return 1;
        case Primitive::short_: return 2;
        case Primitive::long_: return 3;
        case Primitive::ushort: return 4;
        case Primitive::ulong: return 5;
        case Primitive::float_: return 6;
        case Primitive::double_: return 7;
        case Primitive::boolean: return 8;
        case Primitive::char_: return 9;
        case Primitive::octet:
        case Primitive::int8: return 10;
        case Primitive::any: return 11;
        case Primitive::type_code: return 12;
        case Primitive::object: return 14;
        case Primitive::longlong: return 23;
        case Primitive::ulonglong: return 24;
        case Primitive::longdouble: return 25;
        case Primitive::wchar: return 26;
        case Primitive::value_base: return 29;
        case Primitive::abstract_base: return 32;
    }
    return 0;
}

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t sum = ~0u;
    for (const char byte : bytes) {
        sum ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ (sum & 1 ? 0xedb88320u : 0);
    }
    return ~sum;
}

void append_little_endian(std::string& out, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xff);
}

void append_number(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

class Writer {
public:
    std::string file(const std::vector<const Specification*>& specifications) {
        Declarations all;
        for (const auto* each : specifications) {
            find_defined(each->contents);
            all.insert(all.end(), each->contents.begin(), each->contents.end());
        }
        contents(all);
        std::string payload;
        append_number(payload, texts_.size());
        for (const auto& each : texts_) {
            append_number(payload, each.size());
            payload += each;
        }
        payload += out_;
        std::string whole{magic};
        append_little_endian(whole, format_version);
        append_little_endian(whole, static_cast<std::uint32_t>(payload.size()));
        append_little_endian(whole, crc32(payload));
        return whole + payload;
    }

private:
    // -- numbers, texts and lists

    template <class T>
    void octet(T value) {
        out_ += static_cast<char>(value);
    }
    void number(std::uint64_t value) { append_number(out_, value); }
    void signed_number(std::int64_t value) {
        number(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
    }
    void text(const std::string& value) {
        const auto [at, is_new] = known_.emplace(value, texts_.size());
        if (is_new) texts_.push_back(value);
        number(at->second);
    }
    template <class List, class Write>
    void list(const List& all, Write write) {
        number(all.size());
        for (const auto& each : all) write(each);
    }
    template <class List>
    void ids(const List& declarations) {
        list(declarations, [this](const auto* each) { text(each->repository_id); });
    }

    // -- declarations

    void find_defined(const Declarations& declarations) {
        for (const auto* each : declarations) {
            if (each->kind == Kind::module) find_defined(static_cast<const Module*>(each)->contents);
            else if (is_defined(*each)) defined_.insert(each->repository_id);
        }
    }

    static bool is_defined(const Declaration& each) {
        if (each.kind == Kind::interface) return static_cast<const Interface&>(each).is_defined;
        if (each.kind == Kind::value_type) return static_cast<const ValueType&>(each).is_defined;
        return each.kind != Kind::forward;
    }

    /// Known by its interface or valuetype, not by its id.
    static bool is_part(Kind kind) {
        return kind == Kind::operation || kind == Kind::attribute || kind == Kind::state_member ||
               kind == Kind::factory;
    }

    /// What stands in the file for a declaration: nothing for one that stands there already, or will.
    const Declaration* written(const Declaration& each) {
        if (each.kind == Kind::module || is_part(each.kind)) return &each;
        const auto* meant = each.kind == Kind::forward ? static_cast<const Forward&>(each).definition : &each;
        if (each.kind == Kind::forward && defined_.contains(meant->repository_id)) return nullptr;
        return written_.insert(meant->repository_id).second ? meant : nullptr;
    }

    void contents(const Declarations& declarations) {
        Declarations all;
        for (const auto* each : declarations)
            if (const auto* meant = written(*each)) all.push_back(meant);
        list(all, [this](const Declaration* each) { declaration(*each); });
    }

    void declaration(const Declaration& declaration) {
        visit(declaration, [this](const auto& each) { write(each); });
    }

    void head(Tag tag, const Declaration& each) {
        octet(tag);
        text(each.name);
        text(each.repository_id);
    }

    void write(const Module& each) {
        head(Tag::module, each);
        contents(each.contents);
    }
    void write(const Interface& each) {
        head(each.is_local      ? Tag::local_interface
             : each.is_abstract ? Tag::abstract_interface
                                : Tag::interface,
             each);
        octet(each.is_defined);
        ids(each.bases);
        contents(each.contents);
    }
    void write(const Constant& each) {
        head(Tag::constant, each);
        type(each.type);
        value(each.value, *unaliased(each.type));
    }
    void write(const Typedef& each) {
        head(Tag::alias, each);
        type(each.type);
    }
    void write(const Structure& each) {
        head(Tag::structure, each);
        members(each.all_members());
        contents(each.nested);
    }
    void write(const Bitmask& each) { bits(each, each.width); }
    void write(const Bitset& each) { bits(each, each.width()); }
    void write(const Exception& each) {
        head(Tag::exception, each);
        members(each.members);
        contents(each.nested);
    }
    void write(const Union& each) {
        head(Tag::union_, each);
        type(each.discriminator);
        const bool is_int8 = unaliased(each.discriminator)->is(Primitive::int8);
        std::size_t count = 0;
        for (const auto& one : each.cases) count += one.labels.size() + one.is_default;
        number(count);
        // One member for each label; the default one last of its case, as omniidl orders them.
        for (const auto& one : each.cases) {
            for (const auto& each_label : one.labels) {
                octet(0);
                signed_number(is_int8 ? label(each_label) & 255 : label(each_label));
                member(one.member);
            }
            if (!one.is_default) continue;
            octet(1);
            member(one.member);
        }
        contents(each.nested);
    }
    void write(const Enum& each) {
        head(Tag::enumeration, each);
        list(each.enumerators, [this](const Enumerator* one) { text(one->name); });
    }
    void write(const Operation& each) {
        head(Tag::operation, each);
        octet(each.is_oneway);
        type(each.result);
        parameters(each.parameters);
        ids(each.raises);
        list(each.context, [this](const std::string& one) { text(one); });
    }
    void write(const Attribute& each) {
        head(Tag::attribute, each);
        octet(each.is_readonly);
        type(each.type);
        ids(each.get_raises);
        ids(each.set_raises);
    }
    void write(const ValueType& each) {
        head(Tag::value, each);
        octet(each.is_defined | each.is_custom << 1 | each.is_abstract << 2 | each.is_truncatable << 3);
        ids(each.bases);
        ids(each.supports);
        contents(each.contents);
    }
    void write(const ValueBox& each) {
        head(Tag::value_box, each);
        type(each.type);
    }
    void write(const Native& each) { head(Tag::native, each); }
    void write(const StateMember& each) {
        head(Tag::value_member, each);
        octet(each.is_public);
        type(each.type);
    }
    void write(const Factory& each) {
        head(Tag::factory, each);
        parameters(each.parameters);
        ids(each.raises);
    }
    void write(const Forward&) {}     // its definition is written in its place
    void write(const Enumerator&) {}  // stands in its enum

    /// What IDL 4 counts bits in is an integer to every other ORB.
    void bits(const Declaration& each, std::uint16_t width) {
        head(Tag::alias, each);
        octet(type_tag(unsigned_of(width)));
    }

    void member(const Member& each) {
        text(each.name);
        type(each.type);
    }
    void members(const std::vector<Member>& all) {
        list(all, [this](const Member& each) { member(each); });
    }
    void parameters(const std::vector<Parameter>& all) {
        list(all, [this](const Parameter& each) {
            octet(each.direction);
            text(each.name);
            type(each.type);
        });
    }

    // -- types

    void type(TypeRef type) {
        std::visit(overloaded{[this](Primitive each) { octet(type_tag(each)); },
                              [this](const StringType& each) {
                                  octet(each.wide ? TypeTag::wstring : TypeTag::string);
                                  number(each.bound);
                              },
                              [this](const SequenceType& each) {
                                  octet(TypeTag::sequence);
                                  number(each.bound);
                                  this->type(each.element);
                              },
                              [this](const MapType& each) {
                                  octet(TypeTag::map);
                                  number(each.bound);
                                  this->type(each.key);
                                  this->type(each.value);
                              },
                              [this](const OptionalType& each) {
                                  octet(TypeTag::optional);
                                  this->type(each.value);
                              },
                              [this](const ArrayType& each) {
                                  for (const auto length : each.dimensions) {
                                      octet(TypeTag::array);
                                      number(length);
                                  }
                                  this->type(each.element);
                              },
                              [this](const FixedType& each) {
                                  octet(TypeTag::fixed);
                                  octet(each.digits);
                                  signed_number(each.scale);
                              },
                              [this](const NamedType& each) {
                                  octet(TypeTag::named);
                                  text(each.declaration->repository_id);
                              }},
                   type->form());
    }

    // -- values

    static std::int64_t label(const Value& value) {
        return std::visit(overloaded{[](Integer each) { return static_cast<std::int64_t>(each); },
                                     [](bool each) { return std::int64_t{each}; },
                                     [](char each) { return std::int64_t{static_cast<unsigned char>(each)}; },
                                     [](wchar_t each) { return std::int64_t{each}; },
                                     [](const Enumerator* each) { return std::int64_t{each->value}; },
                                     [](const auto&) { return std::int64_t{0}; }},
                          value);
    }

    void value(const Value& value, const Type& type) {
        std::visit(overloaded{[&](Integer each) { integer(each, type); },
                              [&](long double each) { floating(each, type); },
                              [&](bool each) {
                                  octet(ValueTag::boolean);
                                  octet(each);
                              },
                              [&](char each) {
                                  octet(ValueTag::char_);
                                  octet(each);
                              },
                              [&](wchar_t each) {
                                  octet(ValueTag::wchar);
                                  number(static_cast<std::uint32_t>(each));
                              },
                              [&](const std::string& each) {
                                  octet(ValueTag::string);
                                  text(each);
                              },
                              [&](const std::wstring& each) {
                                  octet(ValueTag::wstring);
                                  list(each, [this](wchar_t one) { number(static_cast<std::uint32_t>(one)); });
                              },
                              [&](const Enumerator* each) {
                                  octet(ValueTag::unsigned_);
                                  number(each->value);
                              },
                              [&](const FixedValue& each) { fixed(each, type); }},
                   value);
    }

    void integer(Integer value, const Type& type) {
        const bool is_signed = type.is(Primitive::short_) || type.is(Primitive::long_) || type.is(Primitive::longlong);
        octet(is_signed ? ValueTag::signed_ : ValueTag::unsigned_);
        if (is_signed) signed_number(static_cast<std::int64_t>(value));
        else number(static_cast<std::uint64_t>(type.is(Primitive::int8) ? value & 255 : value));
    }

    // As hexadecimal text, which is exact.
    void floating(long double value, const Type& type) {
        octet(type.is(Primitive::float_)    ? ValueTag::float_
              : type.is(Primitive::double_) ? ValueTag::double_
                                            : ValueTag::long_double);
        std::array<char, 64> digits{};
        std::snprintf(digits.data(), digits.size(), "%La", value);
        text(digits.data());
    }

    void fixed(const FixedValue& value, const Type& type) {
        octet(ValueTag::fixed);
        const bool negative = value.digits.starts_with('-');
        auto digits = value.digits.substr(negative);
        if (const auto* form = type.as<FixedType>(); form && digits.size() < form->digits)
            digits.insert(0, form->digits - digits.size(), '0');
        text((negative ? "-" : "") + digits);
    }

    std::string out_;
    std::vector<std::string> texts_;
    std::unordered_map<std::string, std::size_t> known_;
    std::set<std::string> defined_;
    std::set<std::string> written_;
};

}  // namespace

std::string type_library(const std::vector<const Specification*>& specifications) {
    return Writer{}.file(specifications);
}

}  // namespace corbel::idl::typelib
