// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "idlc/frontend/ast.hpp"

namespace corbel::idl {

/// The prefix in force at a place of the source (CORBA 3.0.3, 10.7.5.2): a pragma holds to the end of its scope; a file
/// begins without one, unless it is included into a module.
class PrefixStack {
public:
    void enter_file(std::string prefix) { prefixes_.push_back(std::move(prefix)); }
    void enter_scope() { prefixes_.push_back(prefixes_.back()); }
    void leave() {
        if (prefixes_.size() > 1) prefixes_.pop_back();
    }
    void set(std::string prefix) { prefixes_.back() = std::move(prefix); }
    /// In this scope and in `count` around it.
    void set(const std::string& prefix, std::size_t count) {
        for (auto at = prefixes_.rbegin(); at != prefixes_.rend(); ++at, --count) {
            *at = prefix;
            if (count == 0) return;
        }
    }
    const std::string& current() const noexcept { return prefixes_.back(); }

private:
    std::vector<std::string> prefixes_{1};
};

/// "IDL:omg.org/CosNaming/NamingContext:1.0": the prefix, then the whole scoped name.
std::string repository_id(std::string_view prefix, const std::vector<std::string>& path,
                          std::string_view version = "1.0");

/// Why this cannot be a repository id, as the end of a sentence; empty if it can.
std::string fault_of_repository_id(std::string_view id);
bool is_version(std::string_view text);
bool is_prefix(std::string_view text);

/// The id with another version; empty if the id is not of the IDL format.
std::string with_version(std::string_view id, std::string_view version);

struct PragmaWord {
    std::string text;  ///< a string literal is one word and keeps its opening quote
    std::size_t at;    ///< in the body
    std::size_t length;
};
/// A pragma's body cut into words.
std::vector<PragmaWord> pragma_words(std::string_view body);

}  // namespace corbel::idl
