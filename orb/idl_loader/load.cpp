// SPDX-License-Identifier: BSL-1.0
#include "orb/idl_loader/load.hpp"

#include <map>
#include <set>

#include "idlc/frontend/compile.hpp"

namespace corbel::idl_loader {
namespace {

using types::TCKind;
using types::TypeCode;
using types::TypeCodePtr;

TCKind kind_of(idl::Primitive primitive) {
    using P = idl::Primitive;
    switch (primitive) {
        case P::void_: return TCKind::tk_void;
        case P::boolean: return TCKind::tk_boolean;
        case P::char_: return TCKind::tk_char;
        case P::wchar: return TCKind::tk_wchar;
        case P::octet: return TCKind::tk_octet;
        case P::int8: return TCKind::tk_octet;
        case P::short_: return TCKind::tk_short;
        case P::ushort: return TCKind::tk_ushort;
        case P::long_: return TCKind::tk_long;
        case P::ulong: return TCKind::tk_ulong;
        case P::longlong: return TCKind::tk_longlong;
        case P::ulonglong: return TCKind::tk_ulonglong;
        case P::float_: return TCKind::tk_float;
        case P::double_: return TCKind::tk_double;
        case P::longdouble: return TCKind::tk_longdouble;
        case P::any: return TCKind::tk_any;
        case P::type_code: return TCKind::tk_TypeCode;
        default: return TCKind::tk_null;
    }
}

/// TypeCodes of a specification. Those of types inside a recursive one are open until that one is made, so only closed
/// ones are kept.
class TypeCodes {
public:
    TypeCodePtr of(idl::TypeRef type) {
        return std::visit(idl::overloaded{[&](idl::Primitive each) { return primitive(each); },
                                          [&](const idl::StringType& each) {
                                              return each.wide ? TypeCode::wstring(each.bound)
                                                               : TypeCode::string(each.bound);
                                          },
                                          [&](const idl::SequenceType& each) {
                                              return TypeCode::sequence(of(each.element), each.bound);
                                          },
                                          [&](const idl::MapType& each) { return map(each); },
                                          [&](const idl::OptionalType& each) { return optional(of(each.value)); },
                                          [&](const idl::ArrayType& each) { return array(each); },
                                          [&](const idl::FixedType& each) {
                                              return TypeCode::fixed(each.digits,
                                                                     static_cast<std::int16_t>(each.scale));
                                          },
                                          [&](const idl::NamedType& each) { return of(*each.declaration); }},
                          type->form());
    }

    TypeCodePtr of(const idl::Declaration& declaration) {
        if (const auto known = made_.find(&declaration); known != made_.end()) return known->second;
        const bool recurs = can_recur(declaration.kind);
        if (recurs && !open_.insert(&declaration).second) return TypeCode::recursive(declaration.repository_id);
        auto type = make(declaration);
        if (recurs) open_.erase(&declaration);
        if (!type->is_open()) made_.emplace(&declaration, type);
        return type;
    }

    std::vector<TypeCodePtr> of(const std::vector<const idl::Exception*>& exceptions) {
        std::vector<TypeCodePtr> all;
        for (const auto* each : exceptions) all.push_back(of(*each));
        return all;
    }

    static std::int64_t label(const idl::Value& value) {
        return std::visit(idl::overloaded{[](idl::Integer each) { return static_cast<std::int64_t>(each); },
                                          [](bool each) { return std::int64_t{each}; },
                                          [](char each) { return std::int64_t{static_cast<unsigned char>(each)}; },
                                          [](wchar_t each) { return std::int64_t{each}; },
                                          [](const idl::Enumerator* each) { return std::int64_t{each->value}; },
                                          [](const auto&) { return std::int64_t{0}; }},
                          value);
    }

private:
    static bool can_recur(idl::Kind kind) {
        return kind == idl::Kind::structure || kind == idl::Kind::union_ || kind == idl::Kind::exception ||
               kind == idl::Kind::value_type || kind == idl::Kind::value_box;
    }

    static TypeCodePtr primitive(idl::Primitive each) {
        switch (each) {
            case idl::Primitive::object: return TypeCode::interface_("IDL:omg.org/CORBA/Object:1.0", "Object");
            case idl::Primitive::abstract_base:
                return TypeCode::abstract_interface("IDL:omg.org/CORBA/AbstractBase:1.0", "AbstractBase");
            case idl::Primitive::value_base:
                return TypeCode::value("IDL:omg.org/CORBA/ValueBase:1.0", "ValueBase", types::ValueModifier::none, {}, {});
            default: return TypeCode::primitive(kind_of(each));
        }
    }

    // The types of IDL 4 as what every CORBA 2 ORB knows.
    TypeCodePtr map(const idl::MapType& type) {
        return TypeCode::sequence(TypeCode::structure("", "", {{"key", of(type.key)}, {"value", of(type.value)}}),
                                  type.bound);
    }
    static TypeCodePtr optional(TypeCodePtr value) {
        return TypeCode::union_("", "", TypeCode::primitive(TCKind::tk_boolean), {{1, "value", std::move(value)}}, -1);
    }

    TypeCodePtr array(const idl::ArrayType& type) {
        auto made = of(type.element);
        for (auto at = type.dimensions.rbegin(); at != type.dimensions.rend(); ++at) made = TypeCode::array(made, *at);
        return made;
    }

    static TypeCodePtr bits(const idl::Declaration& declaration, std::uint16_t width) {
        return TypeCode::alias(declaration.repository_id, declaration.name, primitive(idl::unsigned_of(width)));
    }

    std::vector<types::Member> members(const std::vector<idl::Member>& written) {
        std::vector<types::Member> all;
        for (const auto& each : written) all.push_back({each.name, of(each.type)});
        return all;
    }

    TypeCodePtr make(const idl::Declaration& declaration) {
        const auto& id = declaration.repository_id;
        const auto& name = declaration.name;
        return idl::visit(
            declaration,
            idl::overloaded{
                [&](const idl::Interface& each) {
                    return each.is_local      ? TypeCode::local_interface(id, name)
                           : each.is_abstract ? TypeCode::abstract_interface(id, name)
                                              : TypeCode::interface_(id, name);
                },
                [&](const idl::Forward& each) { return of(*each.definition); },
                [&](const idl::Typedef& each) { return TypeCode::alias(id, name, of(each.type)); },
                [&](const idl::Structure& each) { return TypeCode::structure(id, name, members(each.all_members())); },
                [&](const idl::Bitmask& each) { return bits(each, each.width); },
                [&](const idl::Bitset& each) { return bits(each, each.width()); },
                [&](const idl::Exception& each) { return TypeCode::exception(id, name, members(each.members)); },
                [&](const idl::Union& each) { return union_(each); },
                [&](const idl::Enum& each) {
                    std::vector<std::string> names;
                    for (const auto* enumerator : each.enumerators) names.push_back(enumerator->name);
                    return TypeCode::enumeration(id, name, std::move(names));
                },
                [&](const idl::ValueType& each) { return value(each); },
                [&](const idl::ValueBox& each) { return TypeCode::value_box(id, name, of(each.type)); },
                [&](const idl::Native&) { return TypeCode::native(id, name); },
                [&](const auto&) { return TypeCode::primitive(TCKind::tk_null); }});
    }

    // One member for each label; the default one last of its case, as omniidl orders them.
    TypeCodePtr union_(const idl::Union& each) {
        const bool is_int8 = idl::unaliased(each.discriminator)->is(idl::Primitive::int8);
        std::vector<types::UnionMember> all;
        std::int32_t default_index = -1;
        for (const auto& one : each.cases) {
            const auto type = of(one.member.type);
            for (const auto& value : one.labels)
                all.push_back({is_int8 ? label(value) & 255 : label(value), one.member.name, type});
            if (!one.is_default) continue;
            default_index = static_cast<std::int32_t>(all.size());
            all.push_back({0, one.member.name, type});
        }
        return TypeCode::union_(each.repository_id, each.name, of(each.discriminator), std::move(all), default_index);
    }

    TypeCodePtr value(const idl::ValueType& each) {
        std::vector<types::ValueMember> all;
        for (const auto* part : each.contents)
            if (const auto* state = dynamic_cast<const idl::StateMember*>(part))
                all.push_back({state->name, of(state->type),
                               state->is_public ? types::Visibility::public_member : types::Visibility::private_member});
        const auto* base = each.stateful_base();
        const auto modifier = each.is_custom        ? types::ValueModifier::custom
                              : each.is_abstract    ? types::ValueModifier::abstract_
                              : each.is_truncatable ? types::ValueModifier::truncatable
                                                    : types::ValueModifier::none;
        return TypeCode::value(each.repository_id, each.name, modifier, base ? of(*base) : nullptr, std::move(all));
    }

    std::map<const idl::Declaration*, TypeCodePtr> made_;
    std::set<const idl::Declaration*> open_;
};

class Loader {
public:
    explicit Loader(dynamic::Model& model) : model_{model} {}

    void all(const idl::Declarations& declarations) {
        for (const auto* each : declarations)
            idl::visit(*each, idl::overloaded{[&](const idl::Module& module) { all(module.contents); },
                                              [&](const idl::Interface& interface) { add(interface); },
                                              [&](const idl::Constant& constant) { add(constant); },
                                              [&](const idl::Structure& type) { add_with_nested(type); },
                                              [&](const idl::Union& type) { add_with_nested(type); },
                                              [&](const idl::Exception& type) { add_with_nested(type); },
                                              [&](const idl::Typedef& type) { add_type(type); },
                                              [&](const idl::Enum& type) { add_type(type); },
                                              [&](const idl::Bitmask& type) { add_type(type); },
                                              [&](const idl::Bitset& type) { add_type(type); },
                                              [&](const idl::ValueBox& type) { add_type(type); },
                                              [&](const idl::Native& type) { add_type(type); },
                                              [&](const idl::ValueType& type) {
                                                  all(type.contents);
                                                  add_type(type);
                                              },
                                              [](const auto&) {}});
    }

private:
    void add_type(const idl::Declaration& declaration) {
        model_.add(dynamic::NamedType{declaration.scoped_name(), types_.of(declaration)});
    }

    template <class D>
    void add_with_nested(const D& declaration) {
        all(declaration.nested);
        add_type(declaration);
    }

    void add(const idl::Interface& each) {
        all(each.contents);
        add_type(each);
        dynamic::Interface made{each.scoped_name(), each.repository_id, each.is_abstract, each.is_local, {}, {}, {}};
        for (const auto* base : each.bases) made.bases.push_back(base->repository_id);
        for (const auto* part : each.contents) {
            if (const auto* one = dynamic_cast<const idl::Operation*>(part)) made.operations.push_back(operation(*one));
            if (const auto* one = dynamic_cast<const idl::Attribute*>(part))
                made.attributes.push_back({one->name, one->is_readonly, types_.of(one->type),
                                           types_.of(one->get_raises), types_.of(one->set_raises)});
        }
        model_.add(std::move(made));
    }

    dynamic::Operation operation(const idl::Operation& each) {
        dynamic::Operation made{each.name, each.is_oneway, types_.of(each.result), {}, types_.of(each.raises), each.context};
        for (const auto& one : each.parameters)
            made.parameters.push_back({static_cast<dynamic::Direction>(one.direction), one.name, types_.of(one.type)});
        return made;
    }

    void add(const idl::Constant& each) {
        const auto type = types_.of(each.type);
        model_.add(dynamic::Constant{each.scoped_name(), each.repository_id, type, value(each.value, type->resolved())});
    }

    static dynamic::Value value(const idl::Value& written, const TypeCode& type) {
        return std::visit(
            idl::overloaded{[&](idl::Integer each) { return integer(each, type.kind()); },
                            [&](long double each) { return floating(each, type.kind()); },
                            [](const idl::Enumerator* each) { return dynamic::Value{std::uint64_t{each->value}}; },
                            [&](const idl::FixedValue& each) {
                                const bool negative = each.digits.starts_with('-');
                                auto digits = each.digits.substr(negative);
                                if (digits.size() < type.fixed_digits())
                                    digits.insert(0, type.fixed_digits() - digits.size(), '0');
                                return dynamic::Value{dynamic::Fixed{(negative ? "-" : "") + digits}};
                            },
                            [](const auto& each) { return dynamic::Value{each}; }},
            written);
    }

    static dynamic::Value integer(idl::Integer each, TCKind kind) {
        if (kind == TCKind::tk_octet) return static_cast<std::uint64_t>(each & 255);
        if (kind == TCKind::tk_short || kind == TCKind::tk_long || kind == TCKind::tk_longlong)
            return static_cast<std::int64_t>(each);
        return static_cast<std::uint64_t>(each);
    }

    static dynamic::Value floating(long double each, TCKind kind) {
        if (kind == TCKind::tk_float) return static_cast<float>(each);
        if (kind == TCKind::tk_double) return static_cast<double>(each);
        return each;
    }

    dynamic::Model& model_;
    TypeCodes types_;
};

/// The file system and one text that is not there.
class TextLoader final : public idl::SourceLoader {
public:
    TextLoader(const std::string& name, const std::string& text) : name_{name}, text_{text} {}

    Result load(const std::string& path) override { return path == name_ ? Result{text_, {}} : files_.load(path); }
    bool exists(const std::string& path) override { return path == name_ || files_.exists(path); }
    std::string canonical(const std::string& path) override { return path == name_ ? path : files_.canonical(path); }

private:
    const std::string& name_;
    const std::string& text_;
    idl::FileLoader files_;
};

dynamic::Model load(const std::string& path, idl::SourceLoader& files, const Options& options) {
    idl::CollectingSink sink;
    idl::Options front_end;
    front_end.include_folders = options.include_folders;
    front_end.definitions = options.definitions;
    front_end.idl4 = options.idl4;
    const auto compilation = idl::compile(path, files, sink, front_end);
    if (!compilation.ok) {
        std::string text;
        for (const auto& each : sink.diagnostics)
            if (each.severity == idl::Severity::error) text += (text.empty() ? "" : "\n") + idl::headline(each);
        throw LoadError{text};
    }
    dynamic::Model model;
    Loader{model}.all(compilation.specification.contents);
    return model;
}

}  // namespace

dynamic::Model load(const std::string& path, const Options& options) {
    idl::FileLoader files;
    return load(path, files, options);
}

dynamic::Model load_text(const std::string& text, const std::string& name, const Options& options) {
    TextLoader files{name, text};
    return load(name, files, options);
}

}  // namespace corbel::idl_loader
