// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/implied_idl.hpp"

#include <algorithm>

namespace corbel::idl::cpp11 {
namespace {

std::string lower(std::string name) {
    for (auto& letter : name)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return name;
}

void add_names(std::set<std::string>& taken, const Declarations& contents, const std::vector<std::string>& path) {
    for (const auto* each : contents) {
        const auto where = each->path();
        if (where.size() == path.size() + 1 && std::equal(path.begin(), path.end(), where.begin()))
            taken.insert(lower(each->name));
        if (each->kind == Kind::module && where.size() <= path.size())
            add_names(taken, static_cast<const Module*>(each)->contents, path);
    }
}

/// Of the interface and all its bases.
void add_names(std::set<std::string>& taken, const Interface& interface) {
    for (const auto* each : interface.contents) taken.insert(lower(each->name));
    for (const auto* base : interface.bases) add_names(taken, *base);
}

void add_names(std::set<std::string>& taken, const AsynchronousInterface& interface, bool of_handler) {
    for (const auto& each : interface.operations) {
        if (!of_handler) {
            taken.insert(lower(each.sending));
        } else {
            taken.insert(lower(each.reply));
            taken.insert(lower(each.exception));
        }
    }
    for (const auto* base : interface.bases) add_names(taken, *base, of_handler);
}

/// "front infix back", with as many of `infix` as it takes.
std::string free_name(std::set<std::string>& taken, std::string front, const std::string& infix,
                      const std::string& back) {
    while (!taken.insert(lower(front + back)).second) front += infix;
    return front + back;
}

bool has_base(const Interface& interface, const Interface& base) {
    return std::ranges::any_of(interface.bases,
                               [&](const auto* each) { return each == &base || has_base(*each, base); });
}

/// Beside the interface, as if it were written there; whatever form its own id has.
std::string id_beside(const Interface& interface, const std::string& name) {
    const auto& id = interface.repository_id;
    const auto slash = id.rfind('/');
    if (id.starts_with("IDL:") && slash != id.npos) return id.substr(0, slash + 1) + name + ":1.0";
    auto path = interface.path();
    path.back() = name;
    return "IDL:" + (id.starts_with("IDL:") ? name : joined(path, "/")) + ":1.0";
}

/// A callable of the source before it is one.
struct Called {
    const Declaration* declaration;
    std::string name;  ///< "add", "get_label"
    std::vector<Parameter> results;
};

std::vector<Parameter> results_of(TypeRef result, const std::vector<Parameter>& parameters, const Location& location) {
    std::vector<Parameter> results;
    std::set<std::string> taken;
    for (const auto& each : parameters) taken.insert(each.name);
    if (!result->is(Primitive::void_))
        results.push_back({Direction::in, unused("ami_return_val", taken), result, location});
    for (const auto& each : parameters)
        if (each.direction != Direction::in) results.push_back({Direction::in, each.name, each.type, each.location});
    return results;
}

std::vector<Called> called(const Declarations& contents) {
    std::vector<Called> list;
    for (const auto* each : contents) {
        if (each->kind == Kind::operation) {
            const auto& operation = static_cast<const Operation&>(*each);
            if (!operation.is_oneway)
                list.push_back({each, each->name, results_of(operation.result, operation.parameters, each->location)});
        } else if (each->kind == Kind::attribute) {
            const auto& attribute = static_cast<const Attribute&>(*each);
            list.push_back({each, "get_" + each->name, results_of(attribute.type, {}, each->location)});
            if (!attribute.is_readonly) list.push_back({each, "set_" + each->name, {}});
        }
    }
    return list;
}

}  // namespace

ImpliedIdl::ImpliedIdl(const Specification& source, bool all) {
    specification_.files = source.files;
    specification_.includes = source.includes;
    specification_.contents = source.contents;
    declare_messaging();
    for (const auto* each : main_declarations(source)) {
        if (each->kind != Kind::interface) continue;
        const auto& interface = static_cast<const Interface&>(*each);
        if (interface.is_abstract || is_local(interface) || !interface.is_defined) continue;
        if (all || interface.is_asynchronous) imply(interface);
    }
}

/// What the library has of module Messaging.
void ImpliedIdl::declare_messaging() {
    auto& messaging = make<Module>("Messaging", nullptr);
    messaging.first = &messaging;
    auto& handler = make<Interface>("ReplyHandler", &messaging);
    auto& holder = make<ValueType>("ExceptionHolder", &messaging);
    handler.is_defined = holder.is_defined = true;
    messaging.contents = {&handler, &holder};
    specification_.contents.push_back(&messaging);
    reply_handler_ = &handler;
    exception_holder_ = specification_.types.emplace_back(std::make_unique<Type>(NamedType{&holder})).get();
    nothing_ = specification_.types.emplace_back(std::make_unique<Type>(Primitive::void_)).get();
}

template <class D>
D& ImpliedIdl::make(const std::string& name, const Declaration* scope) {
    auto made = std::make_unique<D>();
    made->name = name;
    made->scope = scope;
    auto& result = *made;
    specification_.declarations.push_back(std::move(made));
    return result;
}

const AsynchronousInterface& ImpliedIdl::imply(const Interface& interface) {
    if (const auto known = implied_.find(&interface); known != implied_.end()) return known->second;
    std::vector<const AsynchronousInterface*> bases;
    for (const auto* base : interface.bases)
        if (!base->is_abstract) bases.push_back(&imply(*base));
    auto& asynchronous = implied_[&interface];
    asynchronous.synchronous = &interface;
    asynchronous.bases = std::move(bases);
    for (const auto* each : with_bases(interface)) {
        const bool inherited = std::ranges::any_of(
            asynchronous.bases, [&](const auto* base) { return has_base(*base->synchronous, *each); });
        if (each == &interface || (each->is_abstract && !inherited))
            asynchronous.contents.insert(asynchronous.contents.end(), each->contents.begin(), each->contents.end());
    }
    make_handler(asynchronous);
    if (interface.in_main_file) interfaces_.push_back(&asynchronous);
    return asynchronous;
}

void ImpliedIdl::make_handler(AsynchronousInterface& asynchronous) {
    const auto& interface = *asynchronous.synchronous;
    auto& handler = make<Interface>(handler_name(interface), interface.scope);
    handler.repository_id = id_beside(interface, handler.name);
    handler.location = interface.location;
    handler.in_main_file = interface.in_main_file;
    handler.is_defined = true;
    for (const auto* base : asynchronous.bases) handler.bases.push_back(base->handler);
    if (handler.bases.empty()) handler.bases.push_back(reply_handler_);
    asynchronous.handler = &handler;

    const auto list = called(asynchronous.contents);
    Taken sending, handling;
    add_names(sending, interface);
    for (const auto* base : asynchronous.bases) add_names(sending, *base, false), add_names(handling, *base, true);
    std::vector<std::string> replies(list.size());
    for (const bool is_attribute : {false, true})  // operations keep their names
        for (std::size_t i = 0; i < list.size(); ++i)
            if ((list[i].declaration->kind == Kind::attribute) == is_attribute)
                replies[i] = free_name(handling, {}, "ami_", list[i].name);
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto& [declaration, name, results] = list[i];
        auto exception = free_name(handling, name, "_ami", "_excep");
        add_to_handler(handler, *declaration, replies[i], results);
        add_to_handler(handler, *declaration, exception,
                       {{Direction::in, "excep_holder", exception_holder_, declaration->location}});
        asynchronous.operations.push_back({free_name(sending, "sendc_", "ami_", name), replies[i], exception});
    }
    specification_.contents.push_back(&handler);  // whatever its module: its scope says that
}

void ImpliedIdl::add_to_handler(Interface& handler, const Declaration& of, const std::string& name,
                                std::vector<Parameter> parameters) {
    auto& operation = make<Operation>(name, &handler);
    operation.location = of.location;
    operation.in_main_file = of.in_main_file;
    operation.result = nothing_;
    operation.parameters = std::move(parameters);
    handler.contents.push_back(&operation);
}

std::string ImpliedIdl::handler_name(const Interface& interface) {
    auto& taken = names_in(interface.scope);
    std::string name = "AMI_" + interface.name + "Handler";
    while (!taken.insert(lower(name)).second) name = "AMI_" + name;
    return name;
}

ImpliedIdl::Taken& ImpliedIdl::names_in(const Declaration* module) {
    const auto path = module ? module->path() : std::vector<std::string>{};
    const auto [known, fresh] = module_names_.try_emplace(path);
    if (fresh) add_names(known->second, specification_.contents, path);
    return known->second;
}

}  // namespace corbel::idl::cpp11
