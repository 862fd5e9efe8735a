// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/suggest.hpp"

#include <algorithm>
#include <vector>

namespace corbel::idl {

std::string lower(std::string_view text) {
    std::string result{text};
    for (auto& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

// Damerau and Levenshtein's distance, restricted to neighbouring swaps.
unsigned distance(std::string_view first, std::string_view second, unsigned limit) {
    const auto gap = first.size() > second.size() ? first.size() - second.size() : second.size() - first.size();
    if (gap > limit || first.size() > 64) return limit + 1;
    const auto a = lower(first), b = lower(second);
    std::vector<unsigned> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) above[j] = static_cast<unsigned>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = static_cast<unsigned>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const unsigned change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return std::min(above[b.size()], limit + 1);
}

}  // namespace corbel::idl
