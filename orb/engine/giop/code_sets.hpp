// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/giop/ior.hpp"
#include "orb/engine/giop/service_context.hpp"

/// Code sets of a connection (CORBA 2.6, 13.10). The client chooses from what the reference offers and says so in the
/// first request of the connection; both sides keep to it.
namespace corbel::giop {

/// What this ORB offers, by what its programs hold in a char: CodeSet::utf_8 or iso_8859_1. Wide is UTF-16.
CodeSetComponents own_code_sets(cdr::CodeSet native_chars);

/// The same as the component TAG_CODE_SETS of our references.
Tagged code_sets_component(const CodeSetComponents& code_sets);

/// MARSHAL for a damaged component.
CodeSetComponents read_code_sets_component(ByteView data);

/// The encoding a client uses for a server (CORBA 2.6, 13.10.2.6): transmission code sets, version, native byte order.
/// A server that offers nothing gets ISO-8859-1 and no wide characters. CODESET_INCOMPATIBLE, naming both sides, if no
/// set for char is common to both; without a common one for wchar there are no wide characters.
cdr::Encoding negotiate(const std::optional<CodeSetComponents>& server, Version version, cdr::CodeSet native_chars);

/// What a server assumes of a client until a CodeSets context says otherwise (CORBA 2.6, 13.10.2.6): ISO-8859-1 and no
/// wide characters.
cdr::Encoding default_encoding(Version version, cdr::CodeSet native_chars);

/// The CodeSets service context for an encoding; a client sends it with the first request in GIOP 1.1 and 1.2 to a
/// server that offers code sets.
ServiceContext code_sets_context(const cdr::Encoding& encoding);

/// Sets the transmission code sets of `encoding` from a client's context. CODESET_INCOMPATIBLE for one that we did not
/// offer, MARSHAL for a damaged context.
void apply_code_sets_context(const ServiceContext& context, cdr::Encoding& encoding);

/// "UTF-8 (0x05010001)"; "0x00010020" for one without a name here.
std::string code_set_name(std::uint32_t id);

}  // namespace corbel::giop
