// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "idlc/frontend/preprocessor/tokens.hpp"
#include "idlc/frontend/source.hpp"

namespace corbel::idl::preprocessing {

struct Macro {
    std::string name;
    bool is_function = false, is_variadic = false;
    bool busy = false;  ///< it is being expanded
    std::vector<std::string_view> parameters;
    Tokens body;
    Location place;

    bool same_as(const Macro& other) const {
        return is_function == other.is_function && is_variadic == other.is_variadic &&
               parameters == other.parameters && joined(body) == joined(other.body);
    }
    std::size_t parameter(const Token& token) const {
        if (!is_function || token.kind != Kind::identifier) return parameters.size();
        return static_cast<std::size_t>(std::find(parameters.begin(), parameters.end(), token.text) -
                                        parameters.begin());
    }
};

}  // namespace corbel::idl::preprocessing
