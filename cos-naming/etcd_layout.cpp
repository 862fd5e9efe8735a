// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/etcd_layout.hpp"

#include <charconv>

#include "cos-naming/record.hpp"

namespace corbel::naming::etcd {
namespace {

// A NUL is followed by 255 within id and kind, and by 1 between them: the keys have the order of the names.
constexpr char within = '\xff', between = '\1', behind = '\2';

void append(std::string& key, std::string_view part) {
    for (const char c : part) {
        key += c;
        if (c == '\0') key += within;
    }
}

void append(std::string& key, const Component& name) {
    append(key, name.id);
    key += '\0';
    key += between;
    append(key, name.kind);
}

// Decimal digits of a number above 0, as they are written.
std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text != std::to_string(number)) return std::nullopt;
    return number;
}

constexpr std::string_view with_server = " ends-with-server";

}  // namespace

std::string Layout::binding(const ContextId& context, const Component& name) const {
    auto key = bindings(context);
    append(key, name);
    return key;
}

std::string Layout::lease(const ContextId& context, const Component& name) const {
    auto key = leases() + context + "/";
    append(key, name);
    return key;
}

std::string Layout::missed(const ContextId& context, const Component& name) const {
    auto key = folder_ + "missed/" + context + "/";
    append(key, name);
    return key + '\0' + behind + '/';
}

std::optional<Place> Layout::place_in(std::string_view key, std::string_view prefix) {
    if (!key.starts_with(prefix)) return std::nullopt;
    const auto slash = key.find('/', prefix.size());
    if (slash == key.npos) return std::nullopt;
    const ContextId context{key.substr(prefix.size(), slash - prefix.size())};
    auto name = name_in(key, key.substr(0, slash + 1));
    if (!name || !context_number(context)) return std::nullopt;
    return Place{context, std::move(*name)};
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

std::string value_of(const Lease& lease) {
    return std::to_string(lease.number) + " " + std::to_string(lease.term.count()) +
           std::string{lease.ends_with_server ? with_server : ""};
}

std::optional<Lease> lease_in(std::string_view value) {
    Lease lease;
    lease.ends_with_server = value.ends_with(with_server);
    if (lease.ends_with_server) value.remove_suffix(with_server.size());
    const auto space = std::min(value.find(' '), value.size());
    const auto number = number_in(value.substr(0, space));
    const auto term = number_in(value.substr(std::min(space + 1, value.size())));
    if (!number || !term || *term > 0xffffffff) return std::nullopt;
    lease.number = *number;
    lease.term = std::chrono::milliseconds{*term};
    return lease;
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
