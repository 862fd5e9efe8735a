// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "orb/engine/dynamic/repository.hpp"

/// How IDL names a definition at a place.
namespace corbel::dynamic {

/// With an underscore in front if it is a word of IDL, in any case (CORBA 3.0.3, 3.2.4);
/// with `idl4` those of IDL 4 too.
std::string idl_word(const std::string& name, bool idl4 = false);

class IdlNames {
public:
    explicit IdlNames(const Repository& definitions);

    std::string word(const std::string& name) const { return idl_word(name, idl4_); }

    /// "Account", "Bank::Account" or "::Bank::Account": as short as it means the target in `where` and collides with no
    /// name there, not even in another case, which IDL takes for one name (3.15.3).
    std::string name(const Definition& target, const Definition& where) const;
    /// An enumerator, which stands in the scope around its enum.
    std::string enumerator(const Definition& enumeration, const std::string& name, const Definition& where) const;

private:
    std::string shortest(const Definition& holder, const std::string& last, const Definition& where) const;
    bool is_visible(const std::string& first, const Definition& holder, const Definition& where) const;
    bool declares(const Definition& scope, const std::string& name) const;

    const Repository& definitions_;
    bool idl4_;  ///< the definitions need IDL 4
};

}  // namespace corbel::dynamic
