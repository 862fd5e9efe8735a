// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "orb/engine/base/edit_distance.hpp"
#include "orb/json/value_form.hpp"

namespace corbel::json {

std::string nearest(std::string_view name, const std::vector<std::string>& names) {
    if (name.size() > 200) return {};
    std::string best;
    auto least = std::max<std::size_t>(name.size() / 2, 1) + 1;
    for (const auto& each : names) {
        const auto far = edit_distance(name, each);
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
