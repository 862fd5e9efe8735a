// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/semantics/analysis.hpp"

namespace corbel::idl {

bool is_corba(const Declaration* scope) { return scope && !scope->scope && scope->name == "CORBA"; }

namespace {

std::string_view noun_of_interface(bool is_local, bool is_abstract) {
    return is_local ? "a local interface" : is_abstract ? "an abstract interface" : "an interface";
}

}  // namespace

std::string_view noun_of_value(bool is_abstract, bool is_event) {
    if (is_event) return is_abstract ? "an abstract eventtype" : "an eventtype";
    return is_abstract ? "an abstract valuetype" : "a valuetype";
}

std::string_view Analysis::noun_of(const Interface& interface) const {
    return components_.contains(&interface) ? "a component"
                                            : noun_of_interface(interface.is_local, interface.is_abstract);
}
std::string_view Analysis::noun_of(const ValueType& value) const {
    return noun_of_value(value.is_abstract, events_.contains(&value));
}

bool take_ami(std::string& comment) {
    for (std::size_t begin = 0; begin < comment.size();) {
        const auto end = std::min(comment.find('\n', begin), comment.size());
        auto line = comment.substr(begin, end - begin);
        std::erase(line, ' ');
        if (line == "@CORBA(ami=true)") return comment.erase(begin, end + 1 - begin), true;
        begin = end + 1;
    }
    return false;
}

const Declaration* Analysis::interface(const syntax::Interface& from, const Annotations& annotations) {
    const bool is_ami = take_ami(comment_) || is_set(annotations, "ami");
    auto* made = begin<Interface>(from, noun_of_interface(from.is_local, from.is_abstract));
    if (!made) return nullptr;
    made->is_abstract = from.is_abstract;
    made->is_local = from.is_local;
    if (is_ami && !from.is_local && !from.is_abstract) made->is_asynchronous = true;
    if (from.is_forward) return forward(*made, from.name);
    complete(*made, from.name);
    auto* inner = new_scope(scope_, made, true);
    inherit(from.bases, *made, *inner);
    return define_contents(from, *made, *inner);
}

void Analysis::inherit(const std::vector<ScopedName>& names, Interface& made, Scope& inner) {
    Features features;
    const bool several = made.bases.size() + names.size() > 1;
    for (auto* base : made.bases)
        if (several) check_features(*base, features, made.location);
    for (const auto& name : names) {
        auto* base = base_named<Interface>(name, made, Code::not_an_interface, made.bases);
        if (!base) continue;
        if (made.is_abstract && !base->is_abstract)
            error(Code::abstract_base, name.place, {made.name, name.text()});
        // Before CORBA 2.4, Policy and Current were no local interfaces.
        const bool was_plain = is_corba(base->scope) && (base->name == "Current" || base->name == "Policy");
        if (base->is_local && !made.is_local && (was_plain || silently_local_.contains(base))) {
            made.is_local = true;
            silently_local_.insert(&made);
        }
        if (base->is_local && !made.is_local) error(Code::local_base, name.place, {made.name, name.text()});
        inherit_from(*base, made, inner);
        if (several) check_features(*base, features, name.place);
    }
}

// Operations, attributes and state of two bases must not share a name (CORBA 3.0.3, 3.8.5).
void Analysis::check_features(const Declaration& base, Features& features, const Location& place) {
    std::vector<const Declaration*> pending{&base};
    while (!pending.empty()) {
        auto* next = pending.back();
        pending.pop_back();
        if (!features.seen.insert(next).second) continue;
        for (auto* each : *contents_of(*next))
            if (is_feature(*each)) check_feature(*each, features, place);
        if (auto* interface = dynamic_cast<const Interface*>(next)) {
            pending.insert(pending.end(), interface->bases.rbegin(), interface->bases.rend());
        } else if (auto* value = dynamic_cast<const ValueType*>(next)) {
            pending.insert(pending.end(), value->supports.rbegin(), value->supports.rend());
            pending.insert(pending.end(), value->bases.rbegin(), value->bases.rend());
        }
    }
}

void Analysis::check_feature(const Declaration& feature, Features& features, const Location& place) {
    const auto [known, fresh] =
        features.names.emplace(case_matters_ ? feature.name : lower(feature.name), &feature);
    if (fresh) return;
    error(Code::inherited_twice, place, {feature.name});
    declared_here(*known->second);
    declared_here(feature);
}

void Analysis::check_not_local(TypeRef type, const Location& place) {
    auto* interface = dynamic_cast<const Interface*>(owner_);
    if (type && interface && !interface->is_local && holds_local(type))
        error(Code::local_type_leaves, place, {to_text(type), interface->name});
}

const Declaration* Analysis::operation(const syntax::Operation& from) {
    auto* made = make_with_id<Operation>(from.name);
    made->is_oneway = from.is_oneway;
    const bool claimed = claim(from.name, Entry::Kind::declared, made);
    made->result = resolve_type(from.result, Use::result);
    check_not_local(made->result, from.result.place);
    bool good = claimed && made->result;
    good = parameters(from.parameters, made->parameters) && good;
    good = exceptions(from.raises, made->raises) && good;
    good = contexts(from, *made) && good;
    if (from.is_oneway) check_oneway(from, *made);
    if (good) add(made);
    return nullptr;
}

bool Analysis::parameters(const std::vector<syntax::Parameter>& from, std::vector<Parameter>& result) {
    const Inside inside{*this, new_scope(scope_, nullptr, false), owner_, contents_};
    bool good = true;
    for (const auto& each : from) {
        check_annotations(each.annotations);
        auto* type = resolve_type(each.type, Use::parameter);
        const bool claimed = claim(each.name, Entry::Kind::member, nullptr);
        check_not_local(type, each.type.place);
        if (type && claimed) result.push_back({each.direction, each.name.text, type, each.name.place});
        good = good && type && claimed;
    }
    return good;
}

bool Analysis::contexts(const syntax::Operation& from, Operation& made) {
    for (const auto& each : from.context) {
        auto text = evaluator_.text(each);
        if (!text) return false;
        if (!is_context(*text)) error(Code::bad_context, each.place, {*text});
        made.context.push_back(*std::move(text));
    }
    return true;
}

// CORBA 3.0.3, 3.13.2.
bool Analysis::is_context(std::string_view text) {
    if (text.ends_with('*')) text.remove_suffix(1);
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto fits = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_'; };
    return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), fits);
}

void Analysis::check_oneway(const syntax::Operation& from, const Operation& made) {
    if (made.result && !made.result->is(Primitive::void_)) error(Code::oneway_result, from.result.place);
    for (const auto& each : from.parameters)
        if (each.direction != Direction::in) error(Code::oneway_out, each.name.place, {each.name.text});
    if (!from.raises.empty()) error(Code::oneway_raises, from.raises.front().place);
}

bool Analysis::exceptions(const std::vector<ScopedName>& names, std::vector<const Exception*>& list) {
    bool good = true;
    for (const auto& name : names) {
        auto* entry = resolve(name);
        auto* exception = entry ? dynamic_cast<const Exception*>(entry->declaration) : nullptr;
        if (entry && is_native_exception(*entry)) continue;
        if (entry && !exception) {
            error(Code::not_an_exception, name.place, {name.text()});
            declared_here(*entry);
        } else if (exception && std::find(list.begin(), list.end(), exception) != list.end()) {
            diagnostics_.report(Code::exception_twice, name.place, {name.text()});
        } else if (exception) {
            check_not_local(type_of(*exception), name.place);
            list.push_back(exception);
        }
        good = good && exception;
    }
    return good;
}

// In local interfaces and valuetypes a native type may be raised (CORBA 3.0.3, 3.11.5).
bool Analysis::is_native_exception(const Entry& entry) const {
    auto* interface = dynamic_cast<const Interface*>(owner_);
    return entry.declaration && entry.declaration->kind == Kind::native && (!interface || interface->is_local);
}

const Declaration* Analysis::attribute(const syntax::Attribute& from) {
    auto* type = resolve_type(from.type, Use::parameter);
    check_not_local(type, from.type.place);
    std::vector<const Exception*> getting, setting;
    if (!from.raises.empty() && !from.is_readonly) error(Code::raises_of_attribute, from.raises.front().place);
    if (!from.set_raises.empty() && from.is_readonly) error(Code::readonly_setraises, from.set_raises_place);
    else if (from.sets_first) diagnostics_.report(Code::raises_order, from.set_raises_place);
    exceptions(from.raises, getting);
    exceptions(from.get_raises, getting);
    exceptions(from.set_raises, setting);
    for (const auto& name : from.names) {
        auto* made = make_with_id<Attribute>(name);
        made->is_readonly = from.is_readonly;
        made->type = type;
        made->get_raises = getting;
        made->set_raises = setting;
        if (claim(name, Entry::Kind::declared, made) && type) add(made);
    }
    return nullptr;
}

}  // namespace corbel::idl
