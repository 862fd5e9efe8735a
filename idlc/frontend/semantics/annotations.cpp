// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "idlc/frontend/semantics/analysis.hpp"

namespace corbel::idl {

namespace {

/// Those that change what is made of a declaration.
constexpr std::string_view effective[] = {"bit_bound", "default", "default_literal", "optional", "position", "value"};

/// Those that IDL 4 and its profiles define and that say nothing to an ORB.
constexpr std::string_view harmless[] = {
    "ami", "appendable", "autoid", "cpp_mapping", "data_representation", "default_nested", "extensibility", "external",
    "final", "hashid", "id", "ignore_literal_names", "key", "max", "min", "must_understand", "mutable", "nested",
    "non_serialized", "oneway", "range", "service", "topic", "transfer_mode", "try_construct", "unit", "verbatim"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// "@Colour(red = ..., green = ...)".
std::string form_of(const std::string& name, const std::vector<syntax::Name>& parameters) {
    std::string text;
    for (const auto& each : parameters) text += (text.empty() ? "" : ", ") + each.text + " = ...";
    return "@" + name + (text.empty() ? "" : "(" + text + ")");
}

}  // namespace

/// Declared ones say nothing to an ORB either.
const Declaration* Analysis::annotation_type(const syntax::AnnotationType& from) {
    if (!idl4_) error(Code::idl4_feature, from.name.place, {"the declaration of an annotation"});
    annotation_types_.emplace(from.name.text, from.parameters);
    return nullptr;
}

void Analysis::check_declared(const syntax::Annotation& annotation, const std::vector<syntax::Name>& parameters) {
    const auto is_known = [&](const auto& argument) {
        return argument.key.empty() || std::any_of(parameters.begin(), parameters.end(),
                                                   [&](const auto& each) { return each.text == argument.key; });
    };
    const auto& given = annotation.arguments;
    if (given.size() > parameters.size() || !std::all_of(given.begin(), given.end(), is_known))
        error(Code::annotation_form, annotation.name.place, {form_of(annotation.name.text, parameters)});
}

void Analysis::check_annotations(const Annotations& annotations, std::initializer_list<std::string_view> used) {
    for (const auto& each : annotations) {
        const auto& name = each.name.text;
        const bool is_first = find(annotations, name) == &each;
        if (!idl4_) error(Code::idl4_feature, each.name.place, {"annotation '@" + name + "'"});
        else if (contains(used, name) && !is_first) error(Code::annotation_twice, each.name.place, {name});
        else if (contains(used, name) || contains(harmless, name)) continue;
        else if (const auto declared = annotation_types_.find(name); declared != annotation_types_.end())
            check_declared(each, declared->second);
        else diagnostics_.report(contains(effective, name) ? Code::annotation_here : Code::unknown_annotation,
                                 each.name.place, {name});
    }
}

const syntax::Annotation* Analysis::find(const Annotations& annotations, std::string_view name) {
    const auto found = std::find_if(annotations.begin(), annotations.end(),
                                    [&](const auto& each) { return each.name.text == name; });
    return found == annotations.end() ? nullptr : &*found;
}

const syntax::Expression* Analysis::argument(const syntax::Annotation& annotation, const std::string& form) {
    const auto& arguments = annotation.arguments;
    if (arguments.size() == 1 && (arguments.front().key.empty() || arguments.front().key == "value"))
        return &arguments.front().value;
    error(Code::annotation_form, annotation.name.place, {form});
    return nullptr;
}

std::optional<Integer> Analysis::number(const syntax::Annotation& annotation, IntegerRange range,
                                        const std::string& form, const std::string& rule) {
    auto* value = argument(annotation, form);
    return value ? evaluator_.whole(*value, range, Code::annotation_range, {rule}) : std::nullopt;
}

std::optional<Value> Analysis::initial_value(const Annotations& annotations, TypeRef type) {
    auto* annotation = find(annotations, "default");
    auto* value = annotation && idl4_ ? argument(*annotation, "@default(5)") : nullptr;
    if (!value) return std::nullopt;
    if (can_be_constant(type)) return evaluator_.evaluate(*value, type);
    error(Code::constant_type, annotation->name.place, {to_text(type)});
    return std::nullopt;
}

Member Analysis::annotated(Member member, const Annotations& annotations) {
    if (annotations.empty()) return member;
    member.initial = initial_value(annotations, member.type);
    if (is_set(annotations, "optional")) member.type = type(OptionalType{member.type});
    return member;
}

bool Analysis::is_set(const Annotations& annotations, const std::string& name) {
    auto* annotation = find(annotations, name);
    if (!annotation || !idl4_) return false;
    auto* value = annotation->arguments.empty() ? nullptr : argument(*annotation, "@" + name);
    const auto wanted = value ? evaluator_.evaluate(*value, type(Primitive::boolean)) : std::optional<Value>{true};
    return wanted && std::get<bool>(*wanted);
}

}  // namespace corbel::idl
