// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "orb/engine/dynamic/call.hpp"
#include "orb/engine/dynamic/value.hpp"

namespace corbel::dynamic {
namespace {

Values parts_of(Value& value) {
    if (auto* values = std::get_if<Values>(&value.content)) return std::move(*values);
    if (auto* any = std::get_if<Any>(&value.content)) return std::move(any->content);
    if (auto* choice = std::get_if<Union>(&value.content)) return std::move(choice->member);
    if (auto* valuetype = std::get_if<ValuetypePtr>(&value.content))
        if (*valuetype) return std::exchange((*valuetype)->state, {});
    return {};
}

}  // namespace

/// A list of what is still to be emptied in place of recursion: a chain of values may be long.
void take_apart(Values values) {
    std::vector<Values> rest;
    rest.push_back(std::move(values));
    while (!rest.empty()) {
        auto some = std::move(rest.back());
        rest.pop_back();
        for (auto& each : some)
            if (auto parts = parts_of(each); !parts.empty()) rest.push_back(std::move(parts));
    }
}

void take_apart(Value value) {
    Values alone;
    alone.push_back(std::move(value));
    take_apart(std::move(alone));
}

void take_apart(Outcome outcome) {
    outcome.parameters.push_back(std::move(outcome.result));
    take_apart(std::move(outcome.parameters));
    take_apart(std::move(outcome.exception_members));
}

}  // namespace corbel::dynamic
