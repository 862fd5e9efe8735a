// SPDX-License-Identifier: BSL-1.0
// One servant for each interface of the repository. Whom a request is for, it asks the directory.
#include "orb/ifr/servants.hpp"

#include "orb/engine/base/minor.hpp"
#include "orb/engine/types/root_type.hpp"
#include "orb/ifr/describe.hpp"
#include "orb/ifr/kinds.hpp"

namespace corbel::ifr {
namespace {

using dynamic::Definition;
using dynamic::TypeSpec;
using types::TCKind;
using Kind = dynamic::DefinitionKind;
using TypeRef = IDL::traits<CORBA::IDLType>::ref_type;
using TypeCodeRef = IDL::traits<CORBA::TypeCode>::ref_type;
using ContainedRef = IDL::traits<CORBA::Contained>::ref_type;
using Id = CORBA::RepositoryId;
using Name = CORBA::Identifier;
using Version = CORBA::VersionSpec;

[[noreturn]] void incomplete() {
    throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "a definition needs a repository id and a name"};
}

[[noreturn]] void cannot_change(const std::string& what, const std::string& instead) {
    throw CORBA::NO_IMPLEMENT{0, CORBA::COMPLETED_NO, "this repository cannot change " + what + ": " + instead};
}

template <class References>
std::vector<std::string> ids_of(const Directory& directory, const References& references) {
    std::vector<std::string> all;
    for (const auto& each : references) all.push_back(directory.definition(each).id);
    return all;
}

template <class T>
std::vector<object_reference<T>> references(const Directory& directory, const dynamic::Repository& definitions,
                                            const std::vector<std::string>& ids, std::size_t from = 0) {
    std::vector<object_reference<T>> all;
    for (; from < ids.size(); ++from)
        if (const auto* found = definitions.find(ids[from])) all.push_back(directory.reference<T>(found));
    return all;
}

}  // namespace

// -- What all are.

class Part : public virtual POA_CORBA::IRObject {
public:
    void serve(Directory& directory) { directory_ = &directory; }
    bool perform(ServerCall& call) { return _dispatch(call); }

    CORBA::DefinitionKind def_kind() override { return directory().called_kind(); }
    void destroy() override { definitions().remove(here()); }

protected:
    Directory& directory() const noexcept { return *directory_; }
    dynamic::Repository& definitions() const noexcept { return directory_->definitions(); }
    const Definition& here() const { return directory_->called(); }
    TypeCodeRef code(const TypeSpec& type) const { return definitions().type(type); }
    TypeRef reference(const TypeSpec& type) const { return directory().reference(type); }

    template <class Change>
    void change(Change made) {
        definitions().change(here(), made);
    }

    /// Adds a definition to the called one; `fill` completes it.
    template <class T, class Fill>
    object_reference<T> create(Kind kind, const Id& id, const Name& name, const Version& version, Fill fill) {
        auto made = std::make_unique<Definition>();
        made->kind = kind;
        made->id = id;
        made->name = name;
        made->version = version;
        if (id.empty() || name.empty()) incomplete();
        fill(*made);
        return directory().reference<T>(&definitions().add(here(), std::move(made)));
    }

private:
    Directory* directory_ = nullptr;
};

namespace {

class ContainedPart : public virtual POA_CORBA::Contained, public virtual Part {
public:
    Id id() override { return here().id; }
    void id(const Id& value) override {
        if (value.empty()) incomplete();
        directory().change_id(here(), value);
    }
    Name name() override { return here().name; }
    void name(const Name& value) override { move_to(*here().container, value, here().version); }
    Version version() override { return here().version; }
    void version(const Version& value) override {
        change([&](Definition& each) { each.version = value; });
    }
    IDL::traits<CORBA::Container>::ref_type defined_in() override {
        return directory().reference<CORBA::Container>(here().container);
    }
    CORBA::ScopedName absolute_name() override { return "::" + here().scoped_name(); }
    IDL::traits<CORBA::Repository>::ref_type containing_repository() override {
        return directory().reference<CORBA::Repository>(&definitions().root());
    }
    CORBA::Contained::Description describe() override {
        return {kind_of(here()), description(directory(), here())};
    }
    void move(IDL::traits<CORBA::Container>::ref_type new_container, const Name& new_name,
              const Version& new_version) override {
        move_to(directory().definition(new_container), new_name, new_version);
    }

private:
    void move_to(const Definition& container, const Name& name, const Version& version) {
        if (name.empty()) incomplete();
        definitions().move(here(), container, name, version);
    }
};

class ContainerPart : public virtual POA_CORBA::Container, public virtual Part {
public:
    ContainedRef lookup(const CORBA::ScopedName& search_name) override {
        return directory().reference<CORBA::Contained>(definitions().lookup(search_name, here()));
    }

    CORBA::ContainedSeq contents(CORBA::DefinitionKind limit_type, bool exclude_inherited) override {
        CORBA::ContainedSeq all;
        for (const auto* each : parts(here(), limit_type, exclude_inherited))
            all.push_back(directory().reference<CORBA::Contained>(each));
        return all;
    }

    CORBA::ContainedSeq lookup_name(const Name& search_name, std::int32_t levels_to_search,
                                    CORBA::DefinitionKind limit_type, bool exclude_inherited) override {
        CORBA::ContainedSeq all;
        find(here(), search_name, levels_to_search, limit_type, exclude_inherited, all);
        return all;
    }

    CORBA::Container::DescriptionSeq describe_contents(CORBA::DefinitionKind limit_type, bool exclude_inherited,
                                                       std::int32_t max_returned_objs) override {
        CORBA::Container::DescriptionSeq all;
        for (const auto* each : parts(here(), limit_type, exclude_inherited)) {
            if (max_returned_objs >= 0 && all.size() >= static_cast<std::uint32_t>(max_returned_objs)) break;
            all.push_back({directory().reference<CORBA::Contained>(each), kind_of(*each),
                           description(directory(), *each)});
        }
        return all;
    }

    IDL::traits<CORBA::ModuleDef>::ref_type create_module(const Id& id, const Name& name,
                                                          const Version& version) override {
        return create<CORBA::ModuleDef>(Kind::module, id, name, version, [](Definition&) {});
    }

    IDL::traits<CORBA::ConstantDef>::ref_type create_constant(const Id& id, const Name& name, const Version& version,
                                                              TypeRef type, const CORBA::Any& value) override {
        return create<CORBA::ConstantDef>(Kind::constant, id, name, version, [&](Definition& made) {
            made.type = directory().type(type);
            made.value = from_any(value, definitions().type(made.type));
        });
    }

    IDL::traits<CORBA::StructDef>::ref_type create_struct(const Id& id, const Name& name, const Version& version,
                                                          const CORBA::StructMemberSeq& members) override {
        return create<CORBA::StructDef>(Kind::structure, id, name, version,
                                        [&](Definition& made) { made.members = ifr::members(directory(), members); });
    }

    IDL::traits<CORBA::UnionDef>::ref_type create_union(const Id& id, const Name& name, const Version& version,
                                                        TypeRef discriminator_type,
                                                        const CORBA::UnionMemberSeq& members) override {
        return create<CORBA::UnionDef>(Kind::union_, id, name, version, [&](Definition& made) {
            made.type = directory().type(discriminator_type);
            made.members = union_members(directory(), members);
        });
    }

    IDL::traits<CORBA::EnumDef>::ref_type create_enum(const Id& id, const Name& name, const Version& version,
                                                      const CORBA::EnumMemberSeq& members) override {
        return create<CORBA::EnumDef>(Kind::enumeration, id, name, version, [&](Definition& made) {
            for (const auto& each : members) made.members.push_back({each, {}, 0, false});
        });
    }

    IDL::traits<CORBA::AliasDef>::ref_type create_alias(const Id& id, const Name& name, const Version& version,
                                                        TypeRef original_type) override {
        return create<CORBA::AliasDef>(Kind::alias, id, name, version,
                                       [&](Definition& made) { made.type = directory().type(original_type); });
    }

    IDL::traits<CORBA::InterfaceDef>::ref_type create_interface(
        const Id& id, const Name& name, const Version& version,
        const CORBA::InterfaceDefSeq& base_interfaces) override {
        return create_one<CORBA::InterfaceDef>(Kind::interface, id, name, version, base_interfaces);
    }

    IDL::traits<CORBA::ValueDef>::ref_type create_value(const Id& id, const Name& name, const Version& version,
                                                        bool is_custom, bool is_abstract,
                                                        IDL::traits<CORBA::ValueDef>::ref_type base_value,
                                                        bool is_truncatable,
                                                        const CORBA::ValueDefSeq& abstract_base_values,
                                                        const CORBA::InterfaceDefSeq& supported_interfaces,
                                                        const CORBA::InitializerSeq& initializers) override {
        return create<CORBA::ValueDef>(Kind::value, id, name, version, [&](Definition& made) {
            made.is_custom = is_custom;
            made.is_abstract = is_abstract;
            made.is_truncatable = is_truncatable;
            made.bases = ids_of(directory(), abstract_base_values);
            if (base_value) made.bases.insert(made.bases.begin(), directory().definition(base_value).id);
            made.supports = ids_of(directory(), supported_interfaces);
            add_initializers(made, initializers);
        });
    }

    IDL::traits<CORBA::ValueBoxDef>::ref_type create_value_box(const Id& id, const Name& name, const Version& version,
                                                               TypeRef original_type_def) override {
        return create<CORBA::ValueBoxDef>(Kind::value_box, id, name, version,
                                          [&](Definition& made) { made.type = directory().type(original_type_def); });
    }

    IDL::traits<CORBA::ExceptionDef>::ref_type create_exception(const Id& id, const Name& name, const Version& version,
                                                                const CORBA::StructMemberSeq& members) override {
        return create<CORBA::ExceptionDef>(Kind::exception, id, name, version, [&](Definition& made) {
            made.members = ifr::members(directory(), members);
        });
    }

    IDL::traits<CORBA::NativeDef>::ref_type create_native(const Id& id, const Name& name,
                                                          const Version& version) override {
        return create<CORBA::NativeDef>(Kind::native, id, name, version, [](Definition&) {});
    }

    IDL::traits<CORBA::AbstractInterfaceDef>::ref_type create_abstract_interface(
        const Id& id, const Name& name, const Version& version,
        const CORBA::AbstractInterfaceDefSeq& base_interfaces) override {
        return create_one<CORBA::AbstractInterfaceDef>(Kind::abstract_interface, id, name, version, base_interfaces);
    }

    IDL::traits<CORBA::LocalInterfaceDef>::ref_type create_local_interface(
        const Id& id, const Name& name, const Version& version,
        const CORBA::InterfaceDefSeq& base_interfaces) override {
        return create_one<CORBA::LocalInterfaceDef>(Kind::local_interface, id, name, version, base_interfaces);
    }

protected:
    void add_initializers(Definition& value, const CORBA::InitializerSeq& initializers) const {
        for (const auto& each : initializers) {
            auto made = std::make_unique<Definition>();
            made->kind = Kind::factory;
            made->name = each.name();
            made->id = dynamic::id_inside(value, each.name());
            made->container = &value;
            for (auto& one : ifr::members(directory(), each.members()))
                made->parameters.push_back({dynamic::Direction::in, std::move(one.name), std::move(one.type)});
            value.contents.push_back(std::move(made));
        }
    }

    /// Of interfaces and valuetypes.
    IDL::traits<CORBA::AttributeDef>::ref_type create_attribute_here(const Id& id, const Name& name,
                                                                     const Version& version, const TypeRef& type,
                                                                     CORBA::AttributeMode mode) {
        return create<CORBA::AttributeDef>(Kind::attribute, id, name, version, [&](Definition& made) {
            made.type = directory().type(type);
            made.is_readonly = mode == CORBA::AttributeMode::ATTR_READONLY;
        });
    }

    IDL::traits<CORBA::OperationDef>::ref_type create_operation_here(
        const Id& id, const Name& name, const Version& version, const TypeRef& result, CORBA::OperationMode mode,
        const CORBA::ParDescriptionSeq& params, const CORBA::ExceptionDefSeq& exceptions,
        const CORBA::ContextIdSeq& contexts) {
        return create<CORBA::OperationDef>(Kind::operation, id, name, version, [&](Definition& made) {
            made.type = directory().type(result);
            made.is_oneway = mode == CORBA::OperationMode::OP_ONEWAY;
            made.parameters = parameters(directory(), params);
            made.raises = ids_of(directory(), exceptions);
            made.contexts = contexts;
        });
    }

private:
    template <class T, class Bases>
    object_reference<T> create_one(Kind kind, const Id& id, const Name& name, const Version& version,
                                   const Bases& bases) {
        return create<T>(kind, id, name, version, [&](Definition& made) { made.bases = ids_of(directory(), bases); });
    }

    std::vector<const Definition*> parts(const Definition& container, CORBA::DefinitionKind limit,
                                         bool own_only) const {
        std::vector<const Definition*> all;
        for (const auto* each : definitions().lineage(container)) {
            for (const auto& part : each->contents)
                if (lets_through(limit, *part)) all.push_back(part.get());
            if (own_only) break;
        }
        return all;
    }

    void find(const Definition& container, const Name& name, std::int32_t levels, CORBA::DefinitionKind limit,
              bool own_only, CORBA::ContainedSeq& found) const {
        for (const auto* each : parts(container, CORBA::DefinitionKind::dk_all, own_only)) {
            if (each->name == name && lets_through(limit, *each))
                found.push_back(directory().reference<CORBA::Contained>(each));
            if (levels != 1 && each->is_container())
                find(*each, name, levels > 0 ? levels - 1 : levels, limit, own_only, found);
        }
    }
};

class TypePart : public virtual POA_CORBA::IDLType, public virtual Part {
public:
    TypeCodeRef type() override { return code(directory().called_type()); }
};

class TypedefPart : public virtual POA_CORBA::TypedefDef, public virtual ContainedPart, public virtual TypePart {};

// -- Repository, module, constant.

class RepositoryDef final : public virtual POA_CORBA::Repository, public virtual ContainerPart {
public:
    void destroy() override {
        throw CORBA::BAD_INV_ORDER{minor::omg | 2, CORBA::COMPLETED_NO, "a repository cannot be destroyed"};
    }
    ContainedRef lookup_id(const Id& search_id) override {
        return directory().reference<CORBA::Contained>(definitions().find(search_id));
    }
    TypeCodeRef get_canonical_typecode(TypeCodeRef tc) override { return canonical(tc.pointer()); }
    IDL::traits<CORBA::PrimitiveDef>::ref_type get_primitive(CORBA::PrimitiveKind kind) override {
        return directory().reference<CORBA::PrimitiveDef>(TypeSpec{primitive_type(kind), {}, 0, 0, {}});
    }
    IDL::traits<CORBA::StringDef>::ref_type create_string(std::uint32_t bound) override {
        return directory().reference<CORBA::StringDef>(TypeSpec{TCKind::tk_string, {}, bounded(bound), 0, {}});
    }
    IDL::traits<CORBA::WstringDef>::ref_type create_wstring(std::uint32_t bound) override {
        return directory().reference<CORBA::WstringDef>(TypeSpec{TCKind::tk_wstring, {}, bounded(bound), 0, {}});
    }
    IDL::traits<CORBA::SequenceDef>::ref_type create_sequence(std::uint32_t bound, TypeRef element_type) override {
        return directory().reference<CORBA::SequenceDef>(
            TypeSpec{TCKind::tk_sequence, {}, bound, 0, {directory().type(element_type)}});
    }
    IDL::traits<CORBA::ArrayDef>::ref_type create_array(std::uint32_t length, TypeRef element_type) override {
        return directory().reference<CORBA::ArrayDef>(
            TypeSpec{TCKind::tk_array, {}, length, 0, {directory().type(element_type)}});
    }
    IDL::traits<CORBA::FixedDef>::ref_type create_fixed(std::uint16_t digits, std::int16_t scale) override {
        return directory().reference<CORBA::FixedDef>(TypeSpec{TCKind::tk_fixed, {}, digits, scale, {}});
    }

private:
    static std::uint32_t bounded(std::uint32_t bound) {
        if (bound) return bound;
        throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "a text without a bound is primitive: get_primitive"};
    }

    // Types whose ids are known as this repository has them (CORBA 2.6, 10.5.6).
    types::TypeCodePtr canonical(const types::TypeCodePtr& type) const {
        if (!type) throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, "the TypeCode is nil"};
        if (type->has_id()) {
            const auto* known = definitions().find(type->id());
            return known && known->kind != Kind::module ? definitions().type(*known) : type;
        }
        if (type->kind() == TCKind::tk_sequence)
            return types::TypeCode::sequence(canonical(type->content_type()), type->length());
        if (type->kind() == TCKind::tk_array)
            return types::TypeCode::array(canonical(type->content_type()), type->length());
        return type;
    }
};

class ModuleDef final : public virtual POA_CORBA::ModuleDef,
                        public virtual ContainedPart,
                        public virtual ContainerPart {};

class ConstantDef final : public virtual POA_CORBA::ConstantDef, public virtual ContainedPart {
public:
    TypeCodeRef type() override { return code(here().type); }
    TypeRef type_def() override { return reference(here().type); }
    void type_def(TypeRef) override { cannot_change("the type of a constant", "destroy it and create it anew"); }
    CORBA::Any value() override { return to_any(definitions().type(here().type), here().value); }
    void value(const CORBA::Any& value) override {
        auto plain = from_any(value, definitions().type(here().type));
        change([&](Definition& each) { each.value = std::move(plain); });
    }
};

// -- Types that have a name.

class StructDef final : public virtual POA_CORBA::StructDef, public virtual TypedefPart, public virtual ContainerPart {
public:
    CORBA::StructMemberSeq members() override { return ifr::members(directory(), here().members); }
    void members(const CORBA::StructMemberSeq& value) override {
        auto plain = ifr::members(directory(), value);
        change([&](Definition& each) { each.members = std::move(plain); });
    }
};

class UnionDef final : public virtual POA_CORBA::UnionDef, public virtual TypedefPart, public virtual ContainerPart {
public:
    TypeCodeRef discriminator_type() override { return code(here().type); }
    TypeRef discriminator_type_def() override { return reference(here().type); }
    void discriminator_type_def(TypeRef value) override {
        auto type = directory().type(value);
        change([&](Definition& each) { each.type = std::move(type); });
    }
    CORBA::UnionMemberSeq members() override { return union_members(directory(), here()); }
    void members(const CORBA::UnionMemberSeq& value) override {
        auto plain = union_members(directory(), value);
        change([&](Definition& each) { each.members = std::move(plain); });
    }
};

class EnumDef final : public virtual POA_CORBA::EnumDef, public virtual TypedefPart {
public:
    CORBA::EnumMemberSeq members() override {
        CORBA::EnumMemberSeq all;
        for (const auto& each : here().members) all.push_back(each.name);
        return all;
    }
    void members(const CORBA::EnumMemberSeq& value) override {
        change([&](Definition& each) {
            each.members.clear();
            for (const auto& one : value) each.members.push_back({one, {}, 0, false});
        });
    }
};

/// An alias or a value box.
template <class Skeleton>
class Renamed final : public virtual Skeleton, public virtual TypedefPart {
public:
    TypeRef original_type_def() override { return this->reference(this->here().type); }
    void original_type_def(TypeRef value) override {
        auto type = this->directory().type(value);
        this->change([&](Definition& each) { each.type = std::move(type); });
    }
};
using AliasDef = Renamed<POA_CORBA::AliasDef>;
using ValueBoxDef = Renamed<POA_CORBA::ValueBoxDef>;

class NativeDef final : public virtual POA_CORBA::NativeDef, public virtual TypedefPart {};

// -- Types that have none: each of their objects is the type itself, so nothing of them changes.

[[noreturn]] void another_type() {
    cannot_change("a type that has no name", "the repository's create operations give the other one");
}

class NamelessPart : public virtual TypePart {
public:
    void destroy() override {}
};

class PrimitiveDef final : public virtual POA_CORBA::PrimitiveDef, public virtual TypePart {
public:
    CORBA::PrimitiveKind kind() override { return primitive_kind(directory().called_type().kind); }
    void destroy() override {
        throw CORBA::BAD_INV_ORDER{minor::omg | 2, CORBA::COMPLETED_NO, "a primitive type cannot be destroyed"};
    }
};

template <class Skeleton>
class Text final : public virtual Skeleton, public virtual NamelessPart {
public:
    std::uint32_t bound() override { return this->directory().called_type().length; }
    void bound(std::uint32_t) override { another_type(); }
};
using StringDef = Text<POA_CORBA::StringDef>;
using WstringDef = Text<POA_CORBA::WstringDef>;

class FixedDef final : public virtual POA_CORBA::FixedDef, public virtual NamelessPart {
public:
    std::uint16_t digits() override { return static_cast<std::uint16_t>(directory().called_type().length); }
    void digits(std::uint16_t) override { another_type(); }
    std::int16_t scale() override { return directory().called_type().scale; }
    void scale(std::int16_t) override { another_type(); }
};

template <class Skeleton>
class Elements : public virtual Skeleton, public virtual NamelessPart {
public:
    TypeCodeRef element_type() override { return this->code(this->directory().called_type().content.at(0)); }
    TypeRef element_type_def() override { return this->reference(this->directory().called_type().content.at(0)); }
    void element_type_def(TypeRef) override { another_type(); }
};

class SequenceDef final : public Elements<POA_CORBA::SequenceDef> {
public:
    std::uint32_t bound() override { return directory().called_type().length; }
    void bound(std::uint32_t) override { another_type(); }
};

class ArrayDef final : public Elements<POA_CORBA::ArrayDef> {
public:
    std::uint32_t length() override { return directory().called_type().length; }
    void length(std::uint32_t) override { another_type(); }
};

// -- Exceptions, attributes, operations, state members.

class ExceptionDef final : public virtual POA_CORBA::ExceptionDef, public virtual ContainedPart,
                           public virtual ContainerPart {
public:
    TypeCodeRef type() override { return definitions().type(here()); }
    CORBA::StructMemberSeq members() override { return ifr::members(directory(), here().members); }
    void members(const CORBA::StructMemberSeq& value) override {
        auto plain = ifr::members(directory(), value);
        change([&](Definition& each) { each.members = std::move(plain); });
    }
};

/// An attribute or a state member.
template <class Skeleton>
class Typed : public virtual Skeleton, public virtual ContainedPart {
public:
    TypeCodeRef type() override { return this->code(this->here().type); }
    TypeRef type_def() override { return this->reference(this->here().type); }
    void type_def(TypeRef value) override {
        auto type = this->directory().type(value);
        this->change([&](Definition& each) { each.type = std::move(type); });
    }
};

class AttributeDef final : public Typed<POA_CORBA::AttributeDef> {
public:
    CORBA::AttributeMode mode() override {
        return here().is_readonly ? CORBA::AttributeMode::ATTR_READONLY : CORBA::AttributeMode::ATTR_NORMAL;
    }
    void mode(CORBA::AttributeMode value) override {
        change([&](Definition& each) { each.is_readonly = value == CORBA::AttributeMode::ATTR_READONLY; });
    }
};

class ValueMemberDef final : public Typed<POA_CORBA::ValueMemberDef> {
public:
    std::int16_t access() override { return here().is_public; }
    void access(std::int16_t value) override {
        change([&](Definition& each) { each.is_public = value != 0; });
    }
};

class OperationDef final : public virtual POA_CORBA::OperationDef, public virtual ContainedPart {
public:
    TypeCodeRef result() override { return code(here().type); }
    TypeRef result_def() override { return reference(here().type); }
    void result_def(TypeRef value) override {
        auto type = directory().type(value);
        change([&](Definition& each) { each.type = std::move(type); });
    }
    CORBA::ParDescriptionSeq params() override { return parameters(directory(), here()); }
    void params(const CORBA::ParDescriptionSeq& value) override {
        auto plain = parameters(directory(), value);
        change([&](Definition& each) { each.parameters = std::move(plain); });
    }
    CORBA::OperationMode mode() override {
        return here().is_oneway ? CORBA::OperationMode::OP_ONEWAY : CORBA::OperationMode::OP_NORMAL;
    }
    void mode(CORBA::OperationMode value) override {
        change([&](Definition& each) { each.is_oneway = value == CORBA::OperationMode::OP_ONEWAY; });
    }
    CORBA::ContextIdSeq contexts() override { return here().contexts; }
    void contexts(const CORBA::ContextIdSeq& value) override {
        change([&](Definition& each) { each.contexts = value; });
    }
    CORBA::ExceptionDefSeq exceptions() override {
        return references<CORBA::ExceptionDef>(directory(), definitions(), here().raises);
    }
    void exceptions(const CORBA::ExceptionDefSeq& value) override {
        auto ids = ids_of(directory(), value);
        change([&](Definition& each) { each.raises = std::move(ids); });
    }
};

// -- Interfaces and valuetypes.

/// What interfaces and valuetypes have in common.
template <class Skeleton>
class WithOperations : public virtual Skeleton, public virtual ContainedPart, public virtual ContainerPart,
                       public virtual TypePart {
public:
    using Skeleton::is_a;

    bool is_a(const Id& id) override {
        for (const auto* each : this->definitions().lineage(this->here()))
            if (each->id == id) return true;
        return id == root_id;
    }
    IDL::traits<CORBA::AttributeDef>::ref_type create_attribute(const Id& id, const Name& name, const Version& version,
                                                                TypeRef type, CORBA::AttributeMode mode) override {
        return create_attribute_here(id, name, version, type, mode);
    }
    IDL::traits<CORBA::OperationDef>::ref_type create_operation(const Id& id, const Name& name, const Version& version,
                                                                TypeRef result, CORBA::OperationMode mode,
                                                                const CORBA::ParDescriptionSeq& params,
                                                                const CORBA::ExceptionDefSeq& exceptions,
                                                                const CORBA::ContextIdSeq& contexts) override {
        return create_operation_here(id, name, version, result, mode, params, exceptions, contexts);
    }

private:
    // What every one of them is.
    static constexpr std::string_view root_id = std::is_same_v<Skeleton, POA_CORBA::ValueDef>
                                                    ? types::value_base_id
                                                    : types::object_id;
};

template <class Skeleton>
class Interface final : public WithOperations<Skeleton> {
public:
    CORBA::InterfaceDefSeq base_interfaces() override {
        return references<CORBA::InterfaceDef>(this->directory(), this->definitions(), this->here().bases);
    }
    void base_interfaces(const CORBA::InterfaceDefSeq& value) override {
        auto ids = ids_of(this->directory(), value);
        for (const auto& id : ids)
            for (const auto* each : this->definitions().lineage(*this->definitions().find(id)))
                if (each == &this->here())
                    throw CORBA::BAD_PARAM{0, CORBA::COMPLETED_NO, each->scoped_name() + " would be its own base"};
        this->change([&](Definition& each) { each.bases = std::move(ids); });
    }
    CORBA::InterfaceDef::FullInterfaceDescription describe_interface() override {
        return full_interface(this->directory(), this->here());
    }
};

class ValueDef final : public WithOperations<POA_CORBA::ValueDef> {
public:
    CORBA::InterfaceDefSeq supported_interfaces() override {
        return references<CORBA::InterfaceDef>(directory(), definitions(), here().supports);
    }
    void supported_interfaces(const CORBA::InterfaceDefSeq& value) override {
        auto ids = ids_of(directory(), value);
        change([&](Definition& each) { each.supports = std::move(ids); });
    }
    CORBA::InitializerSeq initializers() override { return ifr::initializers(directory(), here()); }
    void initializers(const CORBA::InitializerSeq& value) override {
        change([&](Definition& each) {
            std::erase_if(each.contents, [](const auto& part) { return part->kind == Kind::factory; });
            add_initializers(each, value);
        });
    }
    IDL::traits<CORBA::ValueDef>::ref_type base_value() override {
        return directory().reference<CORBA::ValueDef>(definitions().stateful_base(here()));
    }
    void base_value(IDL::traits<CORBA::ValueDef>::ref_type value) override {
        const auto id = value ? directory().definition(value).id : std::string{};
        const bool had = definitions().stateful_base(here());
        change([&](Definition& each) {
            if (had) each.bases.erase(each.bases.begin());
            if (!id.empty()) each.bases.insert(each.bases.begin(), id);
        });
    }
    CORBA::ValueDefSeq abstract_base_values() override {
        return references<CORBA::ValueDef>(directory(), definitions(), here().bases, stateful_bases());
    }
    void abstract_base_values(const CORBA::ValueDefSeq& value) override {
        const auto ids = ids_of(directory(), value);
        const auto kept = stateful_bases();
        change([&](Definition& each) {
            each.bases.resize(kept);
            each.bases.insert(each.bases.end(), ids.begin(), ids.end());
        });
    }
    bool is_abstract() override { return here().is_abstract; }
    void is_abstract(bool value) override {
        change([&](Definition& each) { each.is_abstract = value; });
    }
    bool is_custom() override { return here().is_custom; }
    void is_custom(bool value) override {
        change([&](Definition& each) { each.is_custom = value; });
    }
    bool is_truncatable() override { return here().is_truncatable; }
    void is_truncatable(bool value) override {
        change([&](Definition& each) { each.is_truncatable = value; });
    }
    CORBA::ValueDef::FullValueDescription describe_value() override { return full_value(directory(), here()); }
    IDL::traits<CORBA::ValueMemberDef>::ref_type create_value_member(const Id& id, const Name& name,
                                                                     const Version& version, TypeRef type,
                                                                     std::int16_t access) override {
        return create<CORBA::ValueMemberDef>(Kind::value_member, id, name, version, [&](Definition& made) {
            made.type = directory().type(type);
            made.is_public = access != 0;
        });
    }

private:
    std::size_t stateful_bases() const { return definitions().stateful_base(here()) ? 1 : 0; }
};

}  // namespace

template <class T>
void Repository::serve(CORBA::DefinitionKind kind) {
    auto servant = std::make_shared<T>();
    servant->serve(directory_);
    servants_.emplace(kind, std::move(servant));
}

Repository::Repository(Directory& directory) : directory_{directory} {
    using K = CORBA::DefinitionKind;
    serve<AttributeDef>(K::dk_Attribute);
    serve<ConstantDef>(K::dk_Constant);
    serve<ExceptionDef>(K::dk_Exception);
    serve<Interface<POA_CORBA::InterfaceDef>>(K::dk_Interface);
    serve<ModuleDef>(K::dk_Module);
    serve<OperationDef>(K::dk_Operation);
    serve<AliasDef>(K::dk_Alias);
    serve<StructDef>(K::dk_Struct);
    serve<UnionDef>(K::dk_Union);
    serve<EnumDef>(K::dk_Enum);
    serve<PrimitiveDef>(K::dk_Primitive);
    serve<StringDef>(K::dk_String);
    serve<SequenceDef>(K::dk_Sequence);
    serve<ArrayDef>(K::dk_Array);
    serve<RepositoryDef>(K::dk_Repository);
    serve<WstringDef>(K::dk_Wstring);
    serve<FixedDef>(K::dk_Fixed);
    serve<ValueDef>(K::dk_Value);
    serve<ValueBoxDef>(K::dk_ValueBox);
    serve<ValueMemberDef>(K::dk_ValueMember);
    serve<NativeDef>(K::dk_Native);
    serve<Interface<POA_CORBA::AbstractInterfaceDef>>(K::dk_AbstractInterface);
    serve<Interface<POA_CORBA::LocalInterfaceDef>>(K::dk_LocalInterface);
}

Part& Repository::called() const { return *servants_.at(directory_.called_kind()); }

std::string_view Repository::repository_id() const {
    try {
        return called().repository_id();
    } catch (const PortableServer::Current::NoContext&) {
        return CORBA::IRObject::_repository_id_;
    }
}

bool Repository::is_a(std::string_view id) const {
    return id == repository_id() || static_cast<const PortableServer::ServantBase&>(called()).is_a(id);
}

bool Repository::_dispatch(ServerCall& call) {
    const std::lock_guard lock{directory_.mutex()};
    Part* part = nullptr;
    call.perform([&] { part = &called(); }, {});
    return !part || part->perform(call);
}

}  // namespace corbel::ifr
