// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace corbel::idl {

/// The number of letters to insert, delete, change or swap, case ignored; `limit + 1` if it is more than `limit`.
unsigned distance(std::string_view a, std::string_view b, unsigned limit);

/// Keeps the candidate nearest to a misspelt word, if one is near enough to be meant.
class Suggestion {
public:
    explicit Suggestion(std::string_view word)
        : word_{word}, best_{word.size() < 3 ? 0 : word.size() < 6 ? 1u : 2u} {}

    void consider(std::string_view candidate) {
        const auto near = distance(word_, candidate, best_);
        if (near > best_ || (found_ && near == best_)) return;
        best_ = near;
        found_ = true;
        text_ = candidate;
    }
    /// Empty: nothing near.
    const std::string& text() const noexcept { return text_; }

private:
    std::string_view word_;
    unsigned best_;
    bool found_ = false;
    std::string text_;
};

std::string lower(std::string_view text);

}  // namespace corbel::idl
