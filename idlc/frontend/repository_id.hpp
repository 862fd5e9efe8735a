// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "idlc/frontend/ast.hpp"

namespace corbel::idl {

/// A prefix and the scope it was met in: ids have the names from that scope on (CORBA 3.0.3, 10.7.5.4).
struct Prefix {
    std::string text;
    const Declaration* scope = nullptr;  ///< null: the global scope, so ids have whole scoped names
    bool is_of_type = false;             ///< of a typeprefix: files included into its scope do not leave it
    bool is_stated = true;               ///< false: a file has begun and named none yet
};

/// The prefix in force at a place of the source (CORBA 3.0.3, 10.7.5.2): a pragma holds to the end of its scope; a file
/// begins without one, wherever it is included.
class PrefixStack {
public:
    void enter_file(const Declaration* scope) {
        prefixes_.push_back(prefixes_.back().is_of_type && scope ? prefixes_.back() : Prefix{{}, scope, false, false});
    }
    void enter_scope() { prefixes_.push_back(prefixes_.back()); }
    void leave() {
        if (prefixes_.size() > 1) prefixes_.pop_back();
    }
    /// A pragma in the scope.
    void set(std::string text, const Declaration* scope) { prefixes_.back() = {std::move(text), scope}; }
    /// A typeprefix of this scope and of `count` around it.
    void set_type_prefix(const std::string& text, std::size_t count = 0) {
        for (auto at = prefixes_.rbegin(); at != prefixes_.rend(); ++at, --count) {
            *at = {text, nullptr, true};
            if (count == 0) return;
        }
    }
    const Prefix& current() const noexcept { return prefixes_.back(); }

private:
    std::vector<Prefix> prefixes_{1};
};

/// Of a module where it was opened first; else the declaration itself.
const Declaration* first_opening(const Declaration* declaration) noexcept;

/// "IDL:omg.org/CosNaming/NamingContext:1.0": the prefix, then the names from its scope to the declaration.
std::string repository_id(const Prefix& prefix, const Declaration& declaration);

/// Why this cannot be a repository id, as the end of a sentence; empty if it can.
std::string fault_of_repository_id(std::string_view id);
/// Two numbers with a dot between them.
bool has_version_form(std::string_view text);
/// And the first is one of 16 bits.
bool is_version(std::string_view text);
/// Empty, or names with / between them that do not begin with _ - . (CORBA 3.0.3, 3.15.2).
bool is_prefix(std::string_view text);

/// The id with another version; empty if the id is not of the IDL format.
std::string with_version(std::string_view id, std::string_view version);

struct PragmaWord {
    std::string text;  ///< a string literal, or adjacent ones, is one word and keeps its opening quote
    std::size_t at;    ///< in the body
    std::size_t length;
};
/// A pragma's body cut into words.
std::vector<PragmaWord> pragma_words(std::string_view body);

}  // namespace corbel::idl
