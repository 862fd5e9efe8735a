// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/code_sets.hpp"

#include <algorithm>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/giop/limits.hpp"

namespace corbel::giop {
namespace {

using cdr::CodeSet;

constexpr auto id_of(CodeSet set) { return static_cast<std::uint32_t>(set); }

bool contains(const std::vector<std::uint32_t>& list, std::uint32_t id) {
    return std::find(list.begin(), list.end(), id) != list.end();
}

CodeSetComponent read_component(cdr::Reader& in) {
    CodeSetComponent component;
    component.native = in.get<std::uint32_t>();
    const auto count = in.length(4);
    if (count > limits::code_sets)
        throw SystemError{Error::marshal, minor::bad_ior,
                          "a reference offers " + std::to_string(count) + " code sets; " +
                              std::to_string(limits::code_sets) + " are allowed"};
    component.conversions.resize(count);
    in.get_array(component.conversions.data(), count);
    return component;
}

void write_component(cdr::Writer& out, const CodeSetComponent& component) {
    out.put(component.native);
    out.length(component.conversions.size());
    out.put_array(component.conversions.data(), component.conversions.size());
}

// The algorithm of CORBA 2.6, 13.10.2.6, up to its fallback; nothing if there is no common code set.
std::optional<std::uint32_t> common(const CodeSetComponent& client, const CodeSetComponent& server) {
    if (client.native == server.native) return client.native;
    if (contains(client.conversions, server.native)) return server.native;
    if (contains(server.conversions, client.native)) return client.native;
    for (auto id : server.conversions)
        if (contains(client.conversions, id)) return id;
    return std::nullopt;
}

// Sets of ISO 10646 and its parts, whose fallback every ORB has: UTF-8 and UTF-16 (CORBA 2.6, 13.10.2.6).
bool has_fallback(const CodeSetComponent& server) { return server.native >> 16 == 1; }

std::string list(const CodeSetComponent& component) {
    auto text = code_set_name(component.native);
    for (auto id : component.conversions) text += ", " + code_set_name(id);
    return text;
}

CodeSet chars_for(const CodeSetComponent& client, const CodeSetComponent& server) {
    if (server.native == 0 && server.conversions.empty()) return CodeSet::iso_8859_1;
    if (const auto id = common(client, server)) return static_cast<CodeSet>(*id);
    if (has_fallback(server)) return CodeSet::utf_8;
    throw SystemError{Error::codeset_incompatible, minor::not_supported,
                      "no code set for char and string is common to the server (" + list(server) + ") and this ORB (" +
                          list(client) + ")"};
}

CodeSet wide_chars_for(const CodeSetComponent& client, const CodeSetComponent& server) {
    const auto fallback = has_fallback(server) ? CodeSet::utf_16 : CodeSet::none;
    return static_cast<CodeSet>(common(client, server).value_or(id_of(fallback)));
}

}  // namespace

CodeSetComponents own_code_sets(CodeSet native_chars) {
    const auto other = native_chars == CodeSet::utf_8 ? CodeSet::iso_8859_1 : CodeSet::utf_8;
    return {{id_of(native_chars), {id_of(other)}}, {id_of(CodeSet::utf_16), {}}};
}

Tagged code_sets_component(const CodeSetComponents& code_sets) {
    auto out = cdr::Writer::begin_encapsulation();
    write_component(out, code_sets.chars);
    write_component(out, code_sets.wide_chars);
    return {tag::code_sets, out.copy()};
}

CodeSetComponents read_code_sets_component(ByteView data) {
    auto in = cdr::Reader::of_encapsulation(data);
    CodeSetComponents components;
    components.chars = read_component(in);
    components.wide_chars = read_component(in);
    return components;
}

cdr::Encoding default_encoding(Version version, CodeSet native_chars) {
    return {native_order, version.minor, CodeSet::iso_8859_1, CodeSet::none, native_chars};
}

cdr::Encoding negotiate(const std::optional<CodeSetComponents>& server, Version version, CodeSet native_chars) {
    auto encoding = default_encoding(version, native_chars);
    if (!server || version.minor == 0) return encoding;
    const auto client = own_code_sets(native_chars);
    encoding.chars = chars_for(client.chars, server->chars);
    encoding.wide_chars = wide_chars_for(client.wide_chars, server->wide_chars);
    return encoding;
}

ServiceContext code_sets_context(const cdr::Encoding& encoding) {
    auto out = cdr::Writer::begin_encapsulation();
    out.put(id_of(encoding.chars));
    // The specification has no number for "none": the wide set this ORB has stands for it.
    out.put(id_of(encoding.wide_chars == CodeSet::none ? CodeSet::utf_16 : encoding.wide_chars));
    return {context_id::code_sets, out.copy()};
}

void apply_code_sets_context(const ServiceContext& context, cdr::Encoding& encoding) {
    auto in = cdr::Reader::of_encapsulation(context.data);
    const auto chars = in.get<std::uint32_t>();
    const auto wide_chars = in.get<std::uint32_t>();
    const auto known = [](std::uint32_t id) { return id == id_of(CodeSet::utf_8) || id == id_of(CodeSet::iso_8859_1); };
    if (chars != 0 && !known(chars))
        throw SystemError{Error::codeset_incompatible, minor::not_supported,
                          "the client chose " + code_set_name(chars) +
                              " for char; this ORB offers UTF-8 and ISO-8859-1"};
    encoding.chars = chars == 0 ? CodeSet::iso_8859_1 : static_cast<CodeSet>(chars);
    // A client without wide characters may name anything here; it is told when it sends one.
    encoding.wide_chars = wide_chars == id_of(CodeSet::utf_16) ? CodeSet::utf_16 : CodeSet::none;
}

std::string code_set_name(std::uint32_t id) {
    const auto hex = [id] {
        auto big_endian = cdr::Writer{{.order = ByteOrder::big_endian}};
        big_endian.put(id);
        return "0x" + to_hex(big_endian.contiguous());
    };
    switch (id) {
    case 0x00010001: return "ISO-8859-1 (" + hex() + ")";
    case 0x00010020: return "US-ASCII (" + hex() + ")";
    case 0x00010100: return "UCS-2 (" + hex() + ")";
    case 0x00010104: return "UCS-4 (" + hex() + ")";
    case 0x00010109: return "UTF-16 (" + hex() + ")";
    case 0x0001000f: return "ISO-8859-15 (" + hex() + ")";
    case 0x05010001: return "UTF-8 (" + hex() + ")";
    default: return hex();
    }
}

}  // namespace corbel::giop
