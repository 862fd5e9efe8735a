// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/etcd_layout.hpp"

#include "cos-naming/record.hpp"

namespace corbel::naming::etcd {
namespace {

// A NUL is followed by 255 within id and kind, and by 1 between them: the keys have the order of the names.
constexpr char within = '\xff', between = '\1';

void append(std::string& key, std::string_view part) {
    for (const char c : part) {
        key += c;
        if (c == '\0') key += within;
    }
}

}  // namespace

std::string Layout::binding(const ContextId& context, const Component& name) const {
    auto key = bindings(context);
    append(key, name.id);
    key += '\0';
    key += between;
    append(key, name.kind);
    return key;
}

std::string Layout::slot(std::int64_t lease, std::uint64_t number) const {
    return folder_ + "slot/" + std::to_string(lease) + "/" + std::to_string(number);
}

std::string end_of(std::string prefix) {
    ++prefix.back();
    return prefix;
}

std::optional<Component> name_in(std::string_view key, std::string_view prefix) {
    if (!key.starts_with(prefix)) return std::nullopt;
    key.remove_prefix(prefix.size());
    Component name;
    auto* part = &name.id;
    for (std::size_t at = 0; at < key.size(); ++at) {
        if (key[at] != '\0') {
            *part += key[at];
            continue;
        }
        if (++at == key.size()) return std::nullopt;
        if (key[at] == within) {
            *part += '\0';
        } else if (key[at] == between && part == &name.id) {
            part = &name.kind;
        } else {
            return std::nullopt;
        }
    }
    if (part == &name.id) return std::nullopt;
    return name;
}

std::string value_of(const Bound& bound) {
    if (bound.type == BindingType::object) return std::string{object_values} + " " + bound.reference;
    return bound.context.empty() ? "foreign " + bound.reference : "context " + bound.context;
}

std::optional<Bound> bound_in(std::string_view value) {
    const auto space = value.find(' ');
    if (space == value.npos) return std::nullopt;
    const auto what = value.substr(0, space);
    const std::string rest{value.substr(space + 1)};
    if (what == object_values) return Bound{BindingType::object, {}, rest};
    if (what == "foreign") return Bound{BindingType::context, {}, rest};
    if (what == "context" && context_number(rest)) return Bound{BindingType::context, rest, {}};
    return std::nullopt;
}

}  // namespace corbel::naming::etcd
