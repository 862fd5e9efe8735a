// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <utility>

#include "idlc/backend/cpp11/sections.hpp"

// Bitmasks and bitsets.
namespace corbel::idl::cpp11 {
namespace {

std::string bits_text(std::uint16_t width) { return "std::uint" + std::to_string(width) + "_t"; }

std::vector<std::string> flag_list(const Bitmask& bitmask) {
    std::vector<std::string> flags;
    for (const auto& each : bitmask.flags)
        flags.push_back(escaped_flag(each.name) + " = " + bits_text(bitmask.width) + "{1} << " +
                        std::to_string(each.position));
    return flags;
}

std::string type_of(const Source& source, const Bitset::Field& field, const Place& place) {
    return source.types.text(field.type, place);
}

std::string field_parameter(const Source& source, const Bitset::Field& field) {
    return source.names.ours(escaped(field.name) + "_value");
}

/// Its own fields, behind the base.
std::string parameters(const Source& source, const Bitset& bitset, Place place) {
    std::vector<std::string> list;
    if (bitset.base) list.push_back(source.names.name(*bitset.base, place) + " " + source.names.ours("base_bits"));
    for (const auto& each : bitset.fields) {
        list.push_back(type_of(source, each, place) + " " + field_parameter(source, each));
        place.hidden.insert(field_parameter(source, each));
    }
    return joined(list);
}

/// Those of the bases first.
std::vector<Bitset::Field> all_fields(const Bitset& bitset) {
    auto all = bitset.base ? all_fields(*bitset.base) : std::vector<Bitset::Field>{};
    all.insert(all.end(), bitset.fields.begin(), bitset.fields.end());
    return all;
}

void write_field(Printer& out, const Source& source, const Bitset::Field& field, const Place& place) {
    const auto first = std::to_string(field.first), width = std::to_string(field.width);
    out.text(R"(
        $comment$
        $type$ $name$() const { return field<$type$, $first$, $width$>(); }
        void $name$($type$ $value$) { field<$first$, $width$>($value$); }
    )", {{"comment", documentation(field.comment)}, {"type", type_of(source, field, place)},
         {"name", escaped(field.name)}, {"first", first}, {"width", width}});
}

/// A body of calls of setters.
std::string settings(const std::vector<std::string>& calls) {
    return calls.empty() ? "{}" : "{ " + joined(calls, " ") + " }";
}

std::string default_body(const Source& source, const Bitset& bitset, const Place& place) {
    std::vector<std::string> calls;
    for (const auto& each : bitset.fields)
        if (each.initial)
            calls.push_back(escaped(each.name) + "(" + source.types.literal(*each.initial, each.type, place) + ");");
    return calls.empty() ? " = default;" : " " + settings(calls);
}

std::string constructor_body(const Source& source, const Bitset& bitset) {
    std::vector<std::string> calls;
    for (const auto& each : bitset.fields)
        calls.push_back(escaped(each.name) + "(" + field_parameter(source, each) + ");");
    return settings(calls);
}

}  // namespace

void write_bitmask(Printer& out, const Source& source, const Bitmask& bitmask) {
    std::set<std::string> taken;  // flags are members of the class, not functions
    for (const auto& each : bitmask.flags) taken.insert(escaped_flag(each.name));
    const auto one = source.names.ours("one", taken), other = source.names.ours("other", taken);
    out.text(R"(
    $comment$
    class $name$ : public corbel::Bitmask<$name$, $bits$> {
    public:
        static constexpr const char* _repository_id = $id$;
        enum _flags : $bits$ { $flags$ };

        using Bitmask::Bitmask;
        constexpr $name$() noexcept = default;
        constexpr $name$(_flags $flag$) noexcept : Bitmask{static_cast<$bits$>($flag$)} {}

        void swap($name$& $other$) noexcept { std::swap(*this, $other$); }

        friend void swap($name$& $one$, $name$& $other$) noexcept { $one$.swap($other$); }
        friend constexpr $name$ operator|(_flags $one$, _flags $other$) noexcept { return $name$($one$) |= $other$; }
        friend std::ostream& operator<<(std::ostream& $out$, $name$ $value$);
    };
    )", {{"comment", documentation(bitmask.comment)}, {"name", escaped(bitmask)},
         {"bits", bits_text(bitmask.width)}, {"id", string_literal(bitmask.repository_id)},
         {"flags", joined(flag_list(bitmask))}, {"one", one}, {"other", other},
         {"flag", source.names.ours("flag", taken)}});
    write_type_code(out, source, bitmask);
}

void write_bitset(Printer& out, const Source& source, const Bitset& bitset) {
    const auto place = place_inside(bitset);
    const auto name = escaped(bitset);
    const bool has_one = bitset.fields.size() + (bitset.base ? 1 : 0) == 1;
    out.text(R"(
        $comment$
        class $name$ : public $base$ {
        public:
            static constexpr const char* _repository_id = $id$;
            using _bits_type = $bits$;

            $name$()$default$
    )", {{"comment", documentation(bitset.comment)}, {"name", name},
         {"base", bitset.base ? source.names.name(*bitset.base, place_of(bitset)) : "corbel::Bitset"},
         {"id", string_literal(bitset.repository_id)}, {"bits", bits_text(bitset.width())},
         {"default", default_body(source, bitset, place)}});
    {
        const Indented body{out};
        if (const auto list = parameters(source, bitset, place); !list.empty())
            out.text("$explicit$$name$($parameters$)$base$ $body$",
                     {{"explicit", has_one ? "explicit " : ""}, {"name", name}, {"parameters", list},
                      {"base", bitset.base ? " : " + source.names.name(*bitset.base, place) + "(" +
                                                 source.names.ours("base_bits") + ")"
                                           : ""},
                      {"body", constructor_body(source, bitset)}});
        out.gap();
        for (const auto& each : bitset.fields) write_field(out, source, each, place);
        out.gap();
        if (bitset.base && std::ranges::count(all_fields(*bitset.base), "swap", &Bitset::Field::name))
            out.line("using " + source.names.name(*bitset.base, place) + "::swap;");
        out.text(R"(
            void swap($name$& $other$) noexcept { std::swap(*this, $other$); }

            friend void swap($name$& $one$, $name$& $other$) noexcept { $one$.swap($other$); }
            friend std::ostream& operator<<(std::ostream& $out$, const $name$& $value$);
        )", {{"name", name}});
    }
    out.line("};");
    write_type_code(out, source, bitset);
}

void define_bitmask(Printer& out, const Source& source, const Bitmask& bitmask) {
    std::vector<std::string> flags;
    for (const auto& each : bitmask.flags)
        flags.push_back("{\"" + each.name + "\", " + std::to_string(each.position) + "}");
    out.gap();
    out.text(R"(
        std::ostream& operator<<(std::ostream& $out$, $class$ $value$) {
            static constexpr corbel::FlagName $table$[] = {$flags$};
            return corbel::print_flags($out$, "$name$", $table$, $value$._bits());
        }
    )", {{"table", source.names.ours("flags")}, {"class", source.names.name(bitmask, {module_path(bitmask)})},
         {"name", bitmask.scoped_name()}, {"flags", joined(flags)}});
}

void define_bitset(Printer& out, const Source& source, const Bitset& bitset) {
    const auto value = source.names.ours("value"), table = source.names.ours("names");
    std::vector<std::string> names, values;
    for (const auto& each : all_fields(bitset)) {
        names.push_back("\"" + each.name + "\"");
        values.push_back(value + "." + escaped(each.name) + "()");
    }
    const auto type = source.names.name(bitset, {module_path(bitset)});
    out.gap();
    if (names.empty()) {
        out.text(R"(
            std::ostream& operator<<(std::ostream& $out$, const $class$&) {
                return corbel::print_members($out$, "$name$", corbel::no_members, {});
            }
        )", {{"class", type}, {"name", bitset.scoped_name()}});
        return;
    }
    out.text(R"(
        std::ostream& operator<<(std::ostream& $out$, const $class$& $value$) {
            static constexpr const char* $table$[] = {$names$};
            return corbel::print_members($out$, "$name$", $table$, {$values$});
        }
    )", {{"table", table}, {"class", type}, {"name", bitset.scoped_name()}, {"names", joined(names)},
         {"values", joined(values)}});
}

}  // namespace corbel::idl::cpp11
