// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/cdr/writer.hpp"

namespace corbel::giop {

/// Information that travels with a request or reply (CORBA 2.6, 13.7). Unknown ones are kept and ignored.
struct ServiceContext {
    std::uint32_t id = 0;
    Octets data;  // an encapsulation, for the ids the OMG has assigned

    friend bool operator==(const ServiceContext&, const ServiceContext&) = default;
};

/// Ids (CORBA 2.6, 13.7.1).
namespace context_id {
inline constexpr std::uint32_t code_sets = 1;
inline constexpr std::uint32_t bi_dir_iiop = 5;
inline constexpr std::uint32_t exception_detail_message = 14;
}  // namespace context_id

/// A ServiceContextList. Reads into `contexts`, reusing its memory; takes none for an empty list. MARSHAL for more
/// than limits::service_contexts.
void read_service_contexts(cdr::Reader& in, std::vector<ServiceContext>& contexts);
void write_service_contexts(cdr::Writer& out, std::span<const ServiceContext> contexts);

/// The first context of that id; null if there is none.
const ServiceContext* find_context(std::span<const ServiceContext> contexts, std::uint32_t id) noexcept;

/// ExceptionDetailMessage: the server's words about an exception, as a wstring. Reading gives nothing for a context
/// that is damaged: it only explains an error and must not become one.
ServiceContext exception_detail(std::wstring_view text);
/// The same for UTF-8; other bytes are taken for ISO-8859-1.
ServiceContext exception_detail(std::string_view text);
std::optional<std::wstring> read_exception_detail(const ServiceContext& context);

}  // namespace corbel::giop
