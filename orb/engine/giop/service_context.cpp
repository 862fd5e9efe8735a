// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/service_context.hpp"

#include <algorithm>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/code_set.hpp"
#include "orb/engine/giop/limits.hpp"

namespace corbel::giop {

void read_service_contexts(cdr::Reader& in, std::vector<ServiceContext>& contexts) {
    const auto count = in.length(8);
    if (count > limits::service_contexts)
        throw SystemError{Error::marshal, minor::too_many_contexts,
                          "a message has " + std::to_string(count) + " service contexts, and may have " +
                              limits::service_contexts.text()};
    contexts.resize(count);
    for (auto& context : contexts) {
        context.id = in.get<std::uint32_t>();
        const auto data = in.octets();
        context.data.assign(data.begin(), data.end());
    }
}

void write_service_contexts(cdr::Writer& out, std::span<const ServiceContext> contexts) {
    out.length(contexts.size());
    for (const auto& context : contexts) {
        out.put(context.id);
        out.octets(context.data);
    }
}

const ServiceContext* find_context(std::span<const ServiceContext> contexts, std::uint32_t id) noexcept {
    const auto found = std::find_if(contexts.begin(), contexts.end(), [id](auto& context) { return context.id == id; });
    return found == contexts.end() ? nullptr : &*found;
}

ServiceContext exception_detail(std::wstring_view text) {
    auto out = cdr::Writer::begin_encapsulation();
    out.wide_string(text);
    return {context_id::exception_detail_message, out.copy()};
}

ServiceContext exception_detail(std::string_view text) {
    if (cdr::is_utf8(text)) return exception_detail(cdr::utf8_to_wide(text));
    const auto bytes = as_bytes(text);
    return exception_detail(std::wstring{bytes.begin(), bytes.end()});
}

std::optional<std::wstring> read_exception_detail(const ServiceContext& context) {
    try {
        auto in = cdr::Reader::of_encapsulation(context.data);
        std::wstring text;
        in.wide_string(text);
        return text;
    } catch (const SystemError&) {
        return std::nullopt;
    }
}

}  // namespace corbel::giop
