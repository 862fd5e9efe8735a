// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/types/label.hpp"

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::types {
namespace {

[[noreturn]] void no_discriminator(TCKind kind) {
    throw SystemError{Error::marshal, minor::bad_typecode,
                      "a TypeCode is malformed: a union is discriminated by " + std::string{name_of(kind)}};
}

}  // namespace

bool is_discriminator(TCKind kind) noexcept {
    switch (kind) {
        case TCKind::tk_short:
        case TCKind::tk_long:
        case TCKind::tk_ushort:
        case TCKind::tk_ulong:
        case TCKind::tk_longlong:
        case TCKind::tk_ulonglong:
        case TCKind::tk_boolean:
        case TCKind::tk_char:
        case TCKind::tk_wchar:
        case TCKind::tk_octet:
        case TCKind::tk_enum: return true;
        default: return false;
    }
}

std::int64_t read_label(cdr::Reader& in, TCKind kind) {
    switch (kind) {
        case TCKind::tk_short: return in.get<std::int16_t>();
        case TCKind::tk_ushort: return in.get<std::uint16_t>();
        case TCKind::tk_long: return in.get<std::int32_t>();
        case TCKind::tk_enum:
        case TCKind::tk_ulong: return in.get<std::uint32_t>();
        case TCKind::tk_longlong: return in.get<std::int64_t>();
        case TCKind::tk_ulonglong: return static_cast<std::int64_t>(in.get<std::uint64_t>());
        case TCKind::tk_boolean:
        case TCKind::tk_char:
        case TCKind::tk_octet: return in.get<std::uint8_t>();
        case TCKind::tk_wchar: return in.wide_character();
        default: no_discriminator(kind);
    }
}

void write_label(cdr::Writer& out, TCKind kind, std::int64_t label) {
    switch (kind) {
        case TCKind::tk_short:
        case TCKind::tk_ushort: return out.put(static_cast<std::uint16_t>(label));
        case TCKind::tk_longlong:
        case TCKind::tk_ulonglong: return out.put(label);
        case TCKind::tk_boolean:
        case TCKind::tk_char:
        case TCKind::tk_octet: return out.put(static_cast<std::uint8_t>(label));
        case TCKind::tk_wchar: return out.wide_character(static_cast<wchar_t>(label));
        case TCKind::tk_long:
        case TCKind::tk_ulong:
        case TCKind::tk_enum: return out.put(static_cast<std::uint32_t>(label));
        default: no_discriminator(kind);
    }
}

}  // namespace corbel::types
