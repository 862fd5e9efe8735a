// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "orb/engine/dynamic/repository.hpp"

/// Definitions as IDL: what a compiler makes of it has the same names, types, values and repository ids. Modules are
/// nested and opened again where the order of what is needed asks for it, interfaces, valuetypes, structs and unions
/// are declared forward, ids that differ from the usual ones have a pragma, words of IDL are escaped.
namespace corbel::dynamic {

/// What another file declares, which is included instead of being written out.
struct IncludedIdl {
    std::string file;                         ///< "orb.idl"
    const Repository* declared = nullptr;     ///< null: nothing is included
};

/// All of it, in the order of the repository as far as that is an order for IDL.
std::string idl_source(const Repository& definitions, const IncludedIdl& included = {});

/// One definition (of a module its contents) and whatever it needs. What stands in an interface or a valuetype is
/// written with that.
std::string idl_source(const Repository& definitions, const Definition& wanted, const IncludedIdl& included = {});

/// The declaration of one definition alone, in its modules.
std::string idl_declaration(const Repository& definitions, const Definition& wanted);

}  // namespace corbel::dynamic
