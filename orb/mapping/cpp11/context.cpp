// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/context.hpp"

#include "orb/engine/types/typecode.hpp"

namespace CORBA {
namespace {

bool matches(const std::string& name, const std::string& pattern) {
    if (!pattern.ends_with('*')) return name == pattern;
    return name.starts_with(std::string_view{pattern}.substr(0, pattern.size() - 1));
}

[[noreturn]] void no_property(const std::string& pattern) {
    throw BAD_CONTEXT{0, COMPLETED_NO, "the context has no property " + pattern};
}

}  // namespace

IDL::traits<Context>::ref_type Context::create_child(const std::string& child_name) {
    return make_reference<Context>(child_name, IDL::traits<Context>::ref_type{shared_from_this()});
}

void Context::set_one_value(const std::string& name, const Any& value) {
    std::string text;
    if (name.empty() || name.find('*') != name.npos)
        throw BAD_PARAM{0, COMPLETED_NO, "'" + name + "' cannot be the name of a property of a context"};
    if (!(value >>= text))
        throw BAD_PARAM{0, COMPLETED_NO, "property " + name + " of a context is a string, not " +
                                             value.type().pointer()->to_string()};
    const std::lock_guard lock{mutex_};
    values_[name] = std::move(text);
}

void Context::set_values(IDL::traits<NVList>::ref_type values) {
    if (!values) throw BAD_PARAM{0, COMPLETED_NO, "a nil list of properties was given to a context"};
    for (std::uint32_t i = 0; i < values->count(); ++i) {
        const auto each = values->item(i);
        set_one_value(each->name(), each->value());
    }
}

IDL::traits<NVList>::ref_type Context::get_values(const std::string& start_scope, Flags op_flags,
                                                  const std::string& pattern) {
    const auto* scope = this;
    while (scope && !start_scope.empty() && scope->name_ != start_scope)
        scope = scope->parent_ ? scope->parent_.operator->() : nullptr;
    if (!scope) throw BAD_CONTEXT{0, COMPLETED_NO, "no context around this one is named " + start_scope};
    Values found;
    scope->collect(found, pattern, !(op_flags & CTX_RESTRICT_SCOPE));
    if (found.empty()) no_property(pattern);
    auto list = make_reference<NVList>();
    for (const auto& [name, text] : found) {
        Any value;
        value <<= text;
        list->add_value(name, value, ARG_IN);
    }
    return list;
}

void Context::delete_values(const std::string& pattern) {
    const std::lock_guard lock{mutex_};
    if (std::erase_if(values_, [&](const auto& each) { return matches(each.first, pattern); }) == 0)
        no_property(pattern);
}

void Context::collect(Values& found, const std::string& pattern, bool with_parents) const {
    for (const auto* scope = this; scope;
         scope = with_parents && scope->parent_ ? scope->parent_.operator->() : nullptr) {
        const std::lock_guard lock{scope->mutex_};
        for (const auto& each : scope->values_)
            if (matches(each.first, pattern)) found.insert(each);
    }
}

corbel::giop::ContextProperties Context::_properties(const ContextList& names) const {
    Values found;
    for (const auto& name : names.names()) collect(found, name, true);
    return {found.begin(), found.end()};
}

}  // namespace CORBA
