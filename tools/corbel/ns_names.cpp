// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/ns_names.hpp"

#include <algorithm>
#include <map>

#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

using CosNaming::NamingContext;

constexpr std::uint32_t some = 1000;  // bindings in a reply

std::string text_of(const CosNaming::Name& name) {
    const auto plain = to_plain(name);
    return plain.empty() ? "" : naming::to_string(plain);
}

std::string failure_of(const CORBA::Exception& error) {
    const auto* user = dynamic_cast<const CORBA::UserException*>(&error);
    return user ? describe(*user) : error.what();
}

class Walk {
public:
    Walk(const OrbRef& orb, bool resolve_objects, const std::function<void(const Entry&)>& visit)
        : orb_{orb}, resolve_objects_{resolve_objects}, visit_{visit} {}

    void enter(const ContextRef& context, const naming::Name& path) {
        for (auto& entry : list(context)) {
            const CosNaming::Name name = to_idl(entry.path);
            entry.path.insert(entry.path.begin(), path.begin(), path.end());
            meet(context, name, entry);
        }
    }

    void remember(const ContextRef& context, const std::string& path) {
        seen_.emplace(orb_->object_to_string(context), path);
    }

private:
    void meet(const ContextRef& context, const CosNaming::Name& name, Entry& entry) {
        if (!entry.is_context && !resolve_objects_) return visit_(entry);
        try {
            entry.object = context->resolve(name);
        } catch (const CORBA::Exception& error) {
            entry.failure = failure_of(error);
        }
        if (!entry.is_context || !entry.object) return visit_(entry);
        go_on(entry);
    }

    void go_on(Entry& entry) {
        const auto key = orb_->object_to_string(entry.object);
        if (const auto before = seen_.find(key); before != seen_.end()) {
            entry.same_as = before->second.empty() ? "/" : before->second;
            return visit_(entry);
        }
        ContextRef context;
        try {
            context = IDL::traits<NamingContext>::narrow(entry.object);
            if (!context) entry.failure = "it is no naming context";
        } catch (const CORBA::Exception& error) {
            entry.failure = failure_of(error);
        }
        visit_(entry);
        if (!context) return;
        seen_.emplace(key, entry.text());
        if (entry.path.size() < naming::max_components) enter(context, entry.path);
    }

    const OrbRef& orb_;
    const bool resolve_objects_;
    const std::function<void(const Entry&)>& visit_;
    std::map<std::string, std::string> seen_;
};

}  // namespace

CosNaming::Name to_idl(const naming::Name& name) {
    CosNaming::Name all;
    for (const auto& component : name) all.emplace_back(component.id, component.kind);
    return all;
}

naming::Name to_plain(const CosNaming::Name& name) {
    naming::Name plain;
    for (const auto& component : name) plain.push_back({component.id(), component.kind()});
    return plain;
}

CosNaming::Name idl_name(const std::string& text) {
    try {
        return to_idl(naming::parse_name(text));
    } catch (const naming::BadName& error) {
        throw UsageError{"\"" + text + "\" is not a name: " + error.what()};
    }
}

std::string describe(const CORBA::UserException& error) {
    if (const auto* not_found = dynamic_cast<const NamingContext::NotFound*>(&error)) {
        const auto rest = "\"" + text_of(not_found->rest_of_name()) + "\"";
        switch (not_found->why()) {
            case NamingContext::NotFoundReason::missing_node: return "NotFound: nothing is bound from " + rest + " on";
            case NamingContext::NotFoundReason::not_context: return "NotFound: no context is bound at " + rest;
            case NamingContext::NotFoundReason::not_object: return "NotFound: a context is bound at " + rest;
        }
    }
    if (const auto* stopped = dynamic_cast<const NamingContext::CannotProceed*>(&error))
        return "CannotProceed: the context that holds \"" + text_of(stopped->rest_of_name()) + "\" does not answer";
    if (dynamic_cast<const NamingContext::AlreadyBound*>(&error)) return "AlreadyBound: the name is taken";
    if (dynamic_cast<const NamingContext::NotEmpty*>(&error)) return "NotEmpty: the context has names";
    return error._name();
}

std::vector<Entry> list(const ContextRef& context) {
    std::vector<Entry> entries;
    const auto add = [&](const CosNaming::BindingList& bindings) {
        for (const auto& binding : bindings) {
            Entry entry;
            for (const auto& component : binding.binding_name())
                entry.path.push_back({component.id(), component.kind()});
            entry.is_context = binding.binding_type() == CosNaming::BindingType::ncontext;
            entries.push_back(std::move(entry));
        }
    };
    CosNaming::BindingList bindings;
    IDL::traits<CosNaming::BindingIterator>::ref_type rest;
    context->list(some, bindings, rest);
    add(bindings);
    if (rest) {
        while (rest->next_n(some, bindings)) add(bindings);
        rest->destroy();
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
    return entries;
}

void walk(const OrbRef& orb, const ContextRef& context, bool resolve_objects,
          const std::function<void(const Entry&)>& visit) {
    Walk all{orb, resolve_objects, visit};
    all.remember(context, "");
    all.enter(context, {});
}

}  // namespace corbel::tool
