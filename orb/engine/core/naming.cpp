// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/naming.hpp"

#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/invoker.hpp"

namespace corbel::core {
namespace {

[[noreturn]] void bad_name(std::string_view text, std::size_t at, const char* what) {
    throw SystemError{Error::bad_param, minor::bad_schema_specific_part,
                      "the name \"" + escaped(text, 200) + "\" is wrong at character " + std::to_string(at + 1) + ": " +
                          what};
}

std::string escaped_part(const std::string& text) {
    std::string out;
    for (char c : text) {
        if (c == '/' || c == '.' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string to_text(std::span<const NameComponent> name) {
    std::string text;
    for (const auto& part : name) {
        if (!text.empty()) text += '/';
        text += escaped_part(part.id);
        if (!part.kind.empty() || part.id.empty()) text += '.' + escaped_part(part.kind);
    }
    return escaped(text, 200);
}

std::vector<NameComponent> read_name(cdr::Reader& in) {
    std::vector<NameComponent> name;
    const auto count = in.length(10);
    for (std::uint32_t i = 0; i < count; ++i) {
        auto id = in.string();
        name.push_back({std::move(id), in.string()});
    }
    return name;
}

/// The user exceptions of resolve in words.
std::string refusal(cdr::Reader& in, std::string_view name, std::string_view where) {
    const std::string id{in.identifier()};
    const auto at = "the naming service at " + std::string{where};
    const auto whole = "\"" + escaped(name, 200) + "\"";
    if (id == "IDL:omg.org/CosNaming/NamingContext/NotFound:1.0") {
        const auto why = in.get<std::uint32_t>();
        const auto rest = to_text(read_name(in));
        if (why == 0) return at + " has no " + whole + ": nothing is bound to \"" + rest + "\"";
        if (why == 1) return at + " has no " + whole + ": \"" + rest + "\" begins with an object, not with a context";
        return at + " has no " + whole + ": \"" + rest + "\" is a context, not an object";
    }
    if (id == "IDL:omg.org/CosNaming/NamingContext/CannotProceed:1.0")
        return at + " cannot follow " + whole + ": one of its contexts is at another server that does not answer";
    if (id == "IDL:omg.org/CosNaming/NamingContext/InvalidName:1.0") return at + " refuses the name " + whole;
    return at + " raised " + escaped(id) + " for " + whole;
}

}  // namespace

std::vector<NameComponent> parse_name(std::string_view text) {
    std::vector<NameComponent> name;
    NameComponent part;
    bool in_kind = false, something = false;
    const auto finish = [&](std::size_t at) {
        if (!something) bad_name(text, at, "a component is empty; \".\" is the one without id and kind");
        name.push_back(std::move(part));
        part = {};
        in_kind = something = false;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '/') {
            finish(i);
            continue;
        }
        something = true;
        if (c == '.') {
            if (in_kind) bad_name(text, i, "a component has one '.'; write \\. for one in the text");
            in_kind = true;
            continue;
        }
        if (c == '\\' && (++i == text.size() || (text[i] != '/' && text[i] != '.' && text[i] != '\\')))
            bad_name(text, i - 1, "\\ stands before '/', '.' or '\\' only");
        (in_kind ? part.kind : part.id) += text[i];
    }
    finish(text.size());
    return name;
}

Reference resolve_name(const Reference& context, std::string_view text, std::string_view where) {
    const auto name = parse_name(text);
    auto& invoker = context.invoker();
    auto reply = invoker.call(context, "resolve", [&](cdr::Writer& out) {
        out.length(name.size());
        for (const auto& part : name) {
            out.string(part.id);
            out.string(part.kind);
        }
    });
    if (reply.status == giop::ReplyStatus::user_exception)
        throw SystemError{Error::bad_param, minor::no_initial_reference, refusal(reply.body, text, where)};
    return Reference{giop::Ior::read(reply.body), invoker.shared_from_this()};
}

}  // namespace corbel::core
