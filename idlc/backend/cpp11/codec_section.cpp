// SPDX-License-Identifier: BSL-1.0
#include <map>

#include "idlc/backend/cpp11/layout.hpp"
#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {
namespace {

/// Two members of a Codec: where blocks of the struct are as in memory.
std::string layout_members(const std::optional<StructLayout>& layout) {
    if (!layout) return "";
    std::vector<std::string> fields;
    for (const auto& each : layout->fields) {
        auto field = std::to_string(each.offset) + ", " + std::to_string(each.size);
        if (each.count != 1 || each.below != 0) field += ", " + std::to_string(each.count);
        if (each.below != 0) field += ", " + std::to_string(each.below);
        fields.push_back("{" + field + "}");
    }
    return "static constexpr cdr::Field fields[] = {" + joined(fields) + "};\n" +
           "static constexpr cdr::Layout layout{fields, " + std::to_string(layout->size) + ", " +
           std::to_string(layout->alignment) + "};";
}

void declare_codec(Printer& out, const Source& source, const Declaration& declaration,
                   const std::optional<StructLayout>& layout = {}) {
    out.gap();
    out.text(R"(
        template <>
        struct corbel::Codec<$class$> {
            static constexpr std::size_t min_size = $size$;
            $layout$
            static void encode(cdr::Writer& out, const $class$& value);
            static void decode(cdr::Reader& in, $class$& value);
        };
    )", {{"class", Names::rooted(declaration)},
         {"size", std::to_string(source.types.min_size(declaration))}, {"layout", layout_members(layout)}});
}

/// On the wire are places, whatever the numbers.
void declare_numbered_codec(Printer& out, const Enum& enumeration) {
    std::vector<std::string> values;
    for (const auto* each : enumeration.enumerators) values.push_back(Names::rooted(*each));
    out.text(R"(
    template <>
    struct corbel::Codec<$enum$> {
        static constexpr std::size_t min_size = 4;
        static constexpr $enum$ values[] = {$values$};
        static void encode(cdr::Writer& $out$, $enum$ $value$) { encode_numbered_enum<$enum$>($out$, $value$, values); }
        static void decode(cdr::Reader& $in$, $enum$& $value$) { $value$ = decode_numbered_enum<$enum$>($in$, values); }
    };
    )", {{"enum", Names::rooted(enumeration)}, {"values", joined(values)}});
}

void declare_codec(Printer& out, const Enum& enumeration) {
    out.gap();
    if (enumeration.has_numbers()) return declare_numbered_codec(out, enumeration);
    out.text(R"(
        template <>
        struct corbel::Codec<$enum$> {
            static constexpr std::size_t min_size = 4;
            static constexpr std::uint32_t count = $count$;
            static void encode(cdr::Writer& $out$, $enum$ $value$) { $out$.put(static_cast<std::uint32_t>($value$)); }
            static void decode(cdr::Reader& $in$, $enum$& $value$) { $value$ = decode_enum<$enum$>($in$, count); }
        };
    )", {{"enum", Names::rooted(enumeration)},
         {"count", std::to_string(enumeration.enumerators.size())}});
}

void declare_type_code(Printer& out, const Declaration& declaration, const std::string& type) {
    out.text(R"(
        template <>
        inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<$type$> = &$constant$;
    )", {{"type", type}, {"constant", Names::rooted_type_code(declaration)}});
}

void define_codec(Printer& out, const Source& source, const Declaration& declaration,
                  const std::vector<Member>& members) {
    out.gap();
    const auto name = Names::rooted(declaration);
    if (members.empty()) {
        out.text(R"(
            void corbel::Codec<$class$>::encode(cdr::Writer&, const $class$&) {}

            void corbel::Codec<$class$>::decode(cdr::Reader&, $class$&) {}
        )", {{"class", name}});
        return;
    }
    const auto stream = source.names.ours("out"), input = source.names.ours("in"), value = source.names.ours("value");
    const auto each_member = [&](const std::string& call) {
        const Indented body{out};
        for (const auto& each : members) out.line(call + value + "." + escaped(each.name) + "());");
        out.outdent();
        out.line("}");
        out.indent();
    };
    out.text("void corbel::Codec<$class$>::encode(cdr::Writer& $out$, const $class$& $value$) {",
             {{"class", name}});
    each_member("corbel::encode(" + stream + ", ");
    out.gap();
    out.text("void corbel::Codec<$class$>::decode(cdr::Reader& $in$, $class$& $value$) {",
             {{"class", name}});
    each_member("corbel::decode(" + input + ", ");
}

void define_codec(Printer& out, const Source& source, const Union& type) {
    out.gap();
    out.text(R"(
    void corbel::Codec<$class$>::encode(cdr::Writer& $out$, const $class$& $value$) { $value$.$field$.encode($out$); }

    void corbel::Codec<$class$>::decode(cdr::Reader& $in$, $class$& $value$) { $value$.$field$.decode($in$); }
    )", {{"class", Names::rooted(type)}, {"field", union_field(source, type)}});
}

/// Types of the main file that its sequences have as elements.
class Elements {
public:
    explicit Elements(const Specification& specification) {
        for (const auto* each : all_main_declarations(specification)) declaration(*each);
    }

    bool contain(const Declaration& declaration) const { return elements_.contains(&declaration); }
    bool are_bounded(const Declaration& declaration) const { return elements_.at(&declaration); }

private:
    void declaration(const Declaration& each) {
        const auto all = [&](const auto& members) { for (const auto& member : members) type(member.type); };
        visit(each, overloaded{
            [&](const Structure& one) { all(one.members); },
            [&](const Exception& one) { all(one.members); },
            [&](const Union& one) { for (const auto& branch : one.cases) type(branch.member.type); },
            [&](const Typedef& one) { type(one.type); },
            [&](const StateMember& one) { type(one.type); },
            [&](const ValueBox& one) { type(one.type); },
            [](const auto&) {},
        });
    }

    void type(TypeRef one) {
        if (const auto* array = one->as<ArrayType>()) type(array->element);
        const auto* sequence = one->as<SequenceType>();
        if (!sequence) return;
        type(sequence->element);
        if (const auto* named = unaliased(sequence->element)->as<NamedType>())
            elements_[named->declaration] |= sequence->bound != 0;
    }

    std::map<const Declaration*, bool> elements_;  // true: of a bounded sequence too
};

void write_sequence_instances(Printer& out, const std::string& storage, const std::string& element, bool are_bounded) {
    out.text(R"(
        $storage$template void corbel::encode_sequence(cdr::Writer& out, const std::vector<$element$>& value);
        $storage$template void corbel::decode_sequence(cdr::Reader& in, std::vector<$element$>& value);
    )", {{"storage", storage}, {"element", element}});
    if (are_bounded)
        out.text("$storage$template void corbel::decode_sequence(cdr::Reader& in, std::vector<$element$>& value, "
                 "std::uint32_t);",
                 {{"storage", storage}, {"element", element}});
}

void write_reference_instances(Printer& out, const std::string& storage, const std::string& interface) {
    out.text(R"(
        $storage$template corbel::object_reference<$interface$> corbel::make_object_reference(Reference reference);
        $storage$template void corbel::decode_object(cdr::Reader& in, object_reference<$interface$>& value);
    )", {{"storage", storage}, {"interface", interface}});
}

}  // namespace

void write_instances(Printer& out, const Source& source, const std::string& storage) {
    const Elements elements{source.specification};
    out.gap();
    for (const auto* each : all_main_declarations(source.specification)) {
        const auto name = Names::rooted(*each);
        const auto element = [&](const Declaration& declaration, const std::string& type) {
            if (elements.contain(declaration))
                write_sequence_instances(out, storage, type, elements.are_bounded(declaration));
        };
        visit(*each, overloaded{
            [&](const Structure& one) { element(one, name); },
            [&](const Union& one) { element(one, name); },
            [&](const Exception&) {
                out.text("$storage$template void corbel::raise_decoded<$name$>(cdr::Reader& in);",
                         {{"storage", storage}, {"name", name}});
            },
            [&](const Interface& one) {
                if (is_local(one) || one.is_abstract) return;
                write_reference_instances(out, storage, name);
                element(one, "corbel::object_reference<" + name + ">");
            },
            [](const auto&) {},
        });
    }
}

void write_codec_declarations(Printer& out, const Source& source) {
    const auto declarations = all_main_declarations(source.specification);
    Layouts layouts;
    for (const auto* each : declarations)
        visit(*each, overloaded{
            [&](const Structure& declaration) {
                declare_codec(out, source, declaration, layouts.of(declaration));
            },
            [&](const Exception& declaration) { declare_codec(out, source, declaration); },
            [&](const Enum& declaration) { declare_codec(out, declaration); },
            [&](const Union& declaration) {
                declare_codec(out, source, static_cast<const Declaration&>(declaration));
            },
            [](const auto&) {},
        });
    if (!source.options.any) return;
    out.gap();
    for (const auto* each : declarations) {
        const auto name = Names::rooted(*each);
        const auto declare = [&](const Declaration& declaration) { declare_type_code(out, declaration, name); };
        const auto declare_reference = [&](const Declaration& declaration) {
            declare_type_code(out, declaration, "IDL::traits<" + name + ">::ref_type");
        };
        visit(*each, overloaded{
            [&](const Structure& declaration) { declare(declaration); },
            [&](const Exception& declaration) { declare(declaration); },
            [&](const Enum& declaration) { declare(declaration); },
            [&](const Union& declaration) { declare(declaration); },
            [&](const Bitmask& declaration) { declare(declaration); },
            [&](const Bitset& declaration) { declare(declaration); },
            [&](const Interface& declaration) { declare_reference(declaration); },
            [&](const ValueType& declaration) { declare_reference(declaration); },
            [&](const ValueBox& declaration) { declare_reference(declaration); },
            [](const auto&) {},
        });
    }
}

void write_codec_definitions(Printer& out, const Source& source) {
    for (const auto* each : all_main_declarations(source.specification))
        visit(*each, overloaded{
            [&](const Structure& declaration) { define_codec(out, source, declaration, declaration.all_members()); },
            [&](const Exception& declaration) { define_codec(out, source, declaration, declaration.members); },
            [&](const Union& declaration) { define_codec(out, source, declaration); },
            [](const auto&) {},
        });
}

}  // namespace corbel::idl::cpp11
