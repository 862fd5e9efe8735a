// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/sections.hpp"

namespace corbel::idl::cpp11 {
namespace {

const Place global;

void declare_codec(Printer& out, const Source& source, const Declaration& declaration) {
    out.gap();
    out.text(R"(
        template <>
        struct corbel::Codec<$class$> {
            static constexpr std::size_t min_size = $size$;
            static void encode(cdr::Writer& out, const $class$& value);
            static void decode(cdr::Reader& in, $class$& value);
        };
    )", {{"class", source.names.name(declaration, global)},
         {"size", std::to_string(source.types.min_size(declaration))}});
}

/// On the wire are places, whatever the numbers.
void declare_numbered_codec(Printer& out, const Source& source, const Enum& enumeration) {
    std::vector<std::string> values;
    for (const auto* each : enumeration.enumerators) values.push_back(source.names.name(*each, global));
    out.text(R"(
        template <>
        struct corbel::Codec<$enum$> {
            static constexpr std::size_t min_size = 4;
            static constexpr $enum$ values[] = {$values$};
            static void encode(cdr::Writer& out, $enum$ value) { encode_numbered_enum<$enum$>(out, value, values); }
            static void decode(cdr::Reader& in, $enum$& value) { value = decode_numbered_enum<$enum$>(in, values); }
        };
    )", {{"enum", source.names.name(enumeration, global)}, {"values", joined(values)}});
}

void declare_codec(Printer& out, const Source& source, const Enum& enumeration) {
    out.gap();
    if (enumeration.has_numbers()) return declare_numbered_codec(out, source, enumeration);
    out.text(R"(
        template <>
        struct corbel::Codec<$enum$> {
            static constexpr std::size_t min_size = 4;
            static void encode(cdr::Writer& out, $enum$ value) { out.put(static_cast<std::uint32_t>(value)); }
            static void decode(cdr::Reader& in, $enum$& value) { value = decode_enum<$enum$>(in, $count$); }
        };
    )", {{"enum", source.names.name(enumeration, global)},
         {"count", std::to_string(enumeration.enumerators.size())}});
}

void declare_type_code(Printer& out, const Source& source, const Declaration& declaration, const std::string& type) {
    out.text(R"(
        template <>
        inline constexpr const CORBA::TypeCodeConstant* corbel::type_code_of<$type$> = &$constant$;
    )", {{"type", type}, {"constant", source.names.type_code_name(declaration, global)}});
}

void define_codec(Printer& out, const Source& source, const Declaration& declaration,
                  const std::vector<Member>& members) {
    out.gap();
    const auto name = source.names.name(declaration, global);
    if (members.empty()) {
        out.text(R"(
            void corbel::Codec<$class$>::encode(cdr::Writer&, const $class$&) {}

            void corbel::Codec<$class$>::decode(cdr::Reader&, $class$&) {}
        )", {{"class", name}});
        return;
    }
    const auto each_member = [&](const std::string& call) {
        const Indented body{out};
        for (const auto& each : members) out.text(call, {{"member", escaped(each.name)}});
        out.outdent();
        out.line("}");
        out.indent();
    };
    out.text("void corbel::Codec<$class$>::encode(cdr::Writer& out, const $class$& value) {", {{"class", name}});
    each_member("corbel::encode(out, value.$member$());");
    out.gap();
    out.text("void corbel::Codec<$class$>::decode(cdr::Reader& in, $class$& value) {", {{"class", name}});
    each_member("corbel::decode(in, value.$member$());");
}

void define_codec(Printer& out, const Source& source, const Union& type) {
    out.gap();
    out.text(R"(
        void corbel::Codec<$class$>::encode(cdr::Writer& out, const $class$& value) { value.value_.encode(out); }

        void corbel::Codec<$class$>::decode(cdr::Reader& in, $class$& value) { value.value_.decode(in); }
    )", {{"class", source.names.name(type, global)}});
}

}  // namespace

void write_codec_declarations(Printer& out, const Source& source) {
    const auto declarations = all_main_declarations(source.specification);
    for (const auto* each : declarations)
        visit(*each, overloaded{
            [&](const Structure& declaration) { declare_codec(out, source, declaration); },
            [&](const Exception& declaration) { declare_codec(out, source, declaration); },
            [&](const Enum& declaration) { declare_codec(out, source, declaration); },
            [&](const Union& declaration) {
                declare_codec(out, source, static_cast<const Declaration&>(declaration));
            },
            [](const auto&) {},
        });
    if (!source.options.any) return;
    out.gap();
    for (const auto* each : declarations) {
        const auto name = source.names.name(*each, global);
        const auto declare = [&](const Declaration& declaration) { declare_type_code(out, source, declaration, name); };
        const auto declare_reference = [&](const Declaration& declaration) {
            declare_type_code(out, source, declaration, "IDL::traits<" + name + ">::ref_type");
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
