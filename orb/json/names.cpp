// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <numeric>

#include "orb/json/value_form.hpp"

namespace corbel::json {
namespace {

std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        auto diagonal = row[0]++;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const auto changed = diagonal + (from[i] != to[j]);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, diagonal + 1, changed});
        }
    }
    return row.back();
}

}  // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& names) {
    if (name.size() > 200) return {};
    std::string best;
    auto least = std::max<std::size_t>(name.size() / 2, 1) + 1;
    for (const auto& each : names) {
        const auto far = distance(name, each);
        if (far >= least) continue;
        least = far;
        best = each;
    }
    return best;
}

std::string instead_of(std::string_view name, const std::vector<std::string>& names) {
    constexpr std::size_t most = 12;
    if (names.empty()) return {};
    if (names.size() > most)
        if (const auto near = nearest(name, names); !near.empty()) return "; did you mean \"" + near + "\"?";
    const auto shown = std::min(names.size(), most);
    std::string list = names.size() == 1 ? "; there is " : "; there are ";
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) list += i + 1 == names.size() ? " and " : ", ";
        list += "\"" + names[i] + "\"";
    }
    return shown < names.size() ? list + ", ..." : list;
}

}  // namespace corbel::json
