// SPDX-License-Identifier: BSL-1.0
// The TypeCodes of a repository's types.
#include <algorithm>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/dynamic/repository.hpp"
#include "orb/engine/types/root_type.hpp"

namespace corbel::dynamic {

using types::TCKind;
using types::TypeCode;
using types::TypeCodePtr;
using Kind = DefinitionKind;

/// Makes the TypeCode of one type. TypeCodes inside a recursive one are open until that one is made, so only closed
/// ones are kept.
class Repository::TypeCodes {
public:
    explicit TypeCodes(const Repository& repository) : repository_{repository} {}

    TypeCodePtr of(const TypeSpec& spec) {
        if (spec.is_named()) return of(named(spec.id));
        switch (spec.kind) {
            case TCKind::tk_string: return TypeCode::string(spec.length);
            case TCKind::tk_wstring: return TypeCode::wstring(spec.length);
            case TCKind::tk_fixed: return TypeCode::fixed(static_cast<std::uint16_t>(spec.length), spec.scale);
            case TCKind::tk_sequence: return TypeCode::sequence(of(spec.content.at(0)), spec.length);
            case TCKind::tk_array: return TypeCode::array(of(spec.content.at(0)), spec.length);
            case TCKind::tk_struct:
                return TypeCode::structure("", "",
                                           {{"key", of(spec.content.at(0))}, {"value", of(spec.content.at(1))}});
            case TCKind::tk_union:
                return TypeCode::union_("", "", TypeCode::primitive(TCKind::tk_boolean),
                                        {{1, "value", of(spec.content.at(0))}}, -1);
            case TCKind::tk_objref:
            case TCKind::tk_abstract_interface:
            case TCKind::tk_value: return types::root_type(spec.kind);
            default: return TypeCode::primitive(spec.kind);
        }
    }

    TypeCodePtr of(const Definition& definition) {
        auto& made = repository_.made_;
        if (const auto known = made.find(&definition); known != made.end()) return known->second;
        if (const auto at = std::find(open_.begin(), open_.end(), &definition); at != open_.end()) {
            if (definition.kind != Kind::alias) return TypeCode::recursive(definition.id);
            require_other_than_aliases(at);
        }
        if (open_.size() >= most_open || ++parts_ > TypeCode::max_nodes)
            throw SystemError{Error::imp_limit, minor::nesting_too_deep,
                              definition.id + ": its types are nested too deep"};
        open_.push_back(&definition);
        auto type = make(definition);
        open_.pop_back();
        if (!type->is_open()) made.emplace(&definition, type);
        return type;
    }

private:
    // More than IDL for people has; as much as a stack bears.
    static constexpr std::size_t most_open = 256;

    using Open = std::vector<const Definition*>;

    // A struct that holds itself by an alias is recursive, an alias of itself is nothing.
    void require_other_than_aliases(Open::const_iterator from) const {
        if (std::all_of(from, open_.cend(), [](const auto* each) { return each->kind == Kind::alias; }))
            throw SystemError{Error::bad_typecode, minor::bad_typecode, (*from)->id + " stands for itself"};
    }

    const Definition& named(const std::string& id) const {
        const auto* found = repository_.find(id);
        if (found) return *found;
        throw SystemError{Error::bad_inv_order, minor::bad_typecode, "the type " + id + " is not in the repository"};
    }

    std::vector<types::Member> members(const Definition& each) {
        std::vector<types::Member> all;
        for (const auto& one : each.members) all.push_back({one.name, of(one.type)});
        return all;
    }

    TypeCodePtr make(const Definition& each) {
        switch (each.kind) {
            case Kind::interface: return TypeCode::interface_(each.id, each.name);
            case Kind::abstract_interface: return TypeCode::abstract_interface(each.id, each.name);
            case Kind::local_interface: return TypeCode::local_interface(each.id, each.name);
            case Kind::alias: return TypeCode::alias(each.id, each.name, of(each.type));
            case Kind::structure: return TypeCode::structure(each.id, each.name, members(each));
            case Kind::exception: return TypeCode::exception(each.id, each.name, members(each));
            case Kind::union_: return union_(each);
            case Kind::enumeration: {
                std::vector<std::string> names;
                for (const auto& one : each.members) names.push_back(one.name);
                return TypeCode::enumeration(each.id, each.name, std::move(names));
            }
            case Kind::value: return value(each);
            case Kind::value_box: return TypeCode::value_box(each.id, each.name, of(each.type));
            case Kind::native: return TypeCode::native(each.id, each.name);
            default:
                throw SystemError{Error::bad_typecode, minor::bad_typecode, each.scoped_name() + " is no type"};
        }
    }

    TypeCodePtr union_(const Definition& each) {
        std::vector<types::UnionMember> all;
        std::int32_t default_index = -1;
        for (const auto& one : each.members) {
            if (one.is_default) default_index = static_cast<std::int32_t>(all.size());
            all.push_back({one.label, one.name, of(one.type)});
        }
        return TypeCode::union_(each.id, each.name, of(each.type), std::move(all), default_index);
    }

    TypeCodePtr value(const Definition& each) {
        std::vector<types::ValueMember> all;
        for (const auto& part : each.contents)
            if (part->kind == Kind::value_member)
                all.push_back({part->name, of(part->type),
                               part->is_public ? types::Visibility::public_member : types::Visibility::private_member});
        const auto* base = repository_.stateful_base(each);
        const auto modifier = each.is_custom        ? types::ValueModifier::custom
                              : each.is_abstract    ? types::ValueModifier::abstract_
                              : each.is_truncatable ? types::ValueModifier::truncatable
                                                    : types::ValueModifier::none;
        return TypeCode::value(each.id, each.name, modifier, base ? of(*base) : nullptr, std::move(all));
    }

    const Repository& repository_;
    Open open_;
    std::uint32_t parts_ = 0;
};

TypeCodePtr Repository::type(const TypeSpec& spec) const { return TypeCodes{*this}.of(spec); }

TypeCodePtr Repository::type(const Definition& definition) const { return TypeCodes{*this}.of(definition); }

std::vector<TypeCodePtr> Repository::types(const std::vector<std::string>& ids) const {
    std::vector<TypeCodePtr> all;
    for (const auto& id : ids) all.push_back(type(TypeSpec{TCKind::tk_except, id, 0, 0, {}}));
    return all;
}

// -- the model

namespace {

class ModelBuilder {
public:
    ModelBuilder(const Repository& repository, Model& model) : repository_{repository}, model_{model} {}

    void all(const Definition& container) {
        for (const auto& each : container.contents) add(*each);
    }

private:
    void add(const Definition& each) {
        all(each);
        if (each.kind == Kind::constant)
            model_.add(Constant{each.scoped_name(), each.id, repository_.type(each.type), each.value});
        if (!each.is_defined) return;
        if (each.is_type() || each.kind == Kind::exception)
            model_.add(NamedType{each.scoped_name(), repository_.type(each), bases(each)});
        if (each.is_interface()) model_.add(interface(each));
    }

    std::vector<std::string> bases(const Definition& each) const {
        std::vector<std::string> all;
        if (each.kind == Kind::value)
            for (const auto* base : repository_.lineage(each)) all.push_back(base->id);
        return all;
    }

    Interface interface(const Definition& each) const {
        Interface made{each.scoped_name(), each.id, each.kind == Kind::abstract_interface,
                       each.kind == Kind::local_interface, each.bases, {}, {}};
        for (const auto& part : each.contents) {
            if (part->kind == Kind::operation) made.operations.push_back(operation(*part));
            if (part->kind == Kind::attribute)
                made.attributes.push_back({part->name, part->is_readonly, repository_.type(part->type),
                                           repository_.types(part->raises), repository_.types(part->set_raises)});
        }
        return made;
    }

    Operation operation(const Definition& each) const {
        Operation made{each.name, each.is_oneway, repository_.type(each.type), {}, repository_.types(each.raises),
                       each.contexts};
        for (const auto& one : each.parameters)
            made.parameters.push_back({one.direction, one.name, repository_.type(one.type)});
        return made;
    }

    const Repository& repository_;
    Model& model_;
};

}  // namespace

Model Repository::model() const {
    Model model;
    ModelBuilder{*this, model}.all(*root_);
    return model;
}

}  // namespace corbel::dynamic
