// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "idlc/frontend/ast.hpp"
#include "idlc/frontend/deadline.hpp"
#include "idlc/frontend/diagnostics.hpp"
#include "idlc/frontend/preprocessor.hpp"

/// What was written, rule for rule, with names still unresolved. `offset` is a place in the preprocessed text.
namespace corbel::idl::syntax {

struct Name {
    std::string text;  ///< without the underscore of an escaped identifier
    Location place;
};

struct ScopedName {
    bool absolute = false;  ///< begins with ::
    std::vector<Name> parts;
    Location place;  ///< of the whole

    std::string text() const;
};

/// A string literal where the grammar has no expression.
struct Text {
    std::vector<std::string> pieces;  ///< as written; several only for adjacent literals
    Location place;                   ///< of the whole
};

enum class LiteralKind { integer, floating, fixed, character, wide_character, boolean, string };

struct Literal {
    LiteralKind kind{};
    std::vector<std::string> pieces;  ///< as written, with quotes and prefix; several only for adjacent strings
};

enum class Operator { or_, xor_, and_, shift_left, shift_right, add, subtract, multiply, divide, modulo, plus, minus,
                      complement };

struct Expression;

struct Unary {
    Operator op{};
    std::unique_ptr<Expression> operand;
};

/// a op b op c: operators of one precedence, evaluated from the left. Flat, so that a long sum is not a deep tree.
struct Chain {
    std::vector<Expression> operands;
    std::vector<Operator> operators;  ///< one less than operands
};

struct Expression {
    std::variant<Literal, ScopedName, Unary, Chain> form;
    Location place;
};

/// @name, @name(value) or @name(key = value, ...).
struct Annotation {
    struct Argument {
        std::string key;  ///< empty: the value stands alone
        Expression value;
    };
    Name name;
    std::vector<Argument> arguments;
};
using Annotations = std::vector<Annotation>;

struct Definition;
struct TypeSpec;

struct StringSpec {
    bool wide = false;
    std::unique_ptr<Expression> bound;
};
struct SequenceSpec {
    std::unique_ptr<TypeSpec> element;
    std::unique_ptr<Expression> bound;
};
struct MapSpec {
    std::unique_ptr<TypeSpec> key, value;
    std::unique_ptr<Expression> bound;
};
struct FixedSpec {
    std::unique_ptr<Expression> digits, scale;
};

struct TypeSpec {
    std::variant<Primitive, ScopedName, StringSpec, SequenceSpec, MapSpec, FixedSpec, std::unique_ptr<Definition>>
        form;
    Location place;
};

struct Declarator {
    Name name;
    std::vector<Expression> dimensions;
};

struct Member {
    TypeSpec type;
    std::vector<Declarator> declarators;
    std::string comment;
    Annotations annotations = {};
};

struct Parameter {
    Direction direction{};
    TypeSpec type;
    Name name;
    Annotations annotations = {};
};

struct Module {
    Name name;
    std::vector<Definition> contents;
    std::size_t end = 0;  ///< offset of the closing brace
};
struct Interface {
    Name name;
    bool keyword_name = false;  ///< Object, which module CORBA alone may declare
    bool is_abstract = false, is_local = false;
    bool is_forward = false;
    std::vector<ScopedName> bases;
    std::vector<Definition> contents;
    std::size_t end = 0;
};
struct Value {
    Name name;
    bool keyword_name = false;  ///< ValueBase, which module CORBA alone may declare
    bool is_abstract = false, is_custom = false, is_truncatable = false;
    bool is_forward = false;
    bool is_event = false;  ///< an eventtype
    std::unique_ptr<TypeSpec> boxed;
    std::vector<ScopedName> bases, supports;
    std::vector<Definition> contents;
    std::size_t end = 0;
};
struct StateMember {
    bool is_public = false;
    Member member;
};
struct Factory {
    Name name;
    std::vector<Parameter> parameters;
    std::vector<ScopedName> raises;
};
struct Typedef {
    TypeSpec type;
    std::vector<Declarator> declarators;
};
struct Constant {
    TypeSpec type;
    Name name;
    Expression value;
};
struct Structure {
    Name name;
    bool is_forward = false;
    std::optional<ScopedName> base;
    std::vector<Member> members;
    std::size_t end = 0;
};
struct Exception {
    Name name;
    std::vector<Member> members;
    std::size_t end = 0;
};
struct Label {
    bool is_default = false;
    Expression value;
    Location place;
};
struct Case {
    std::vector<Label> labels;
    TypeSpec type;
    Declarator declarator;
    std::string comment;
    Annotations annotations = {};
};
struct Union {
    Name name;
    bool is_forward = false;
    TypeSpec discriminator;
    Annotations discriminator_annotations;
    std::vector<Case> cases;
    std::size_t end = 0;
};
/// Annotations of some of the names in a list, by their places in it.
using Annotated = std::map<std::size_t, Annotations>;
struct Enum {
    Name name;
    std::vector<Name> enumerators;
    Annotated annotations;
};
struct Bitmask {
    Name name;
    std::vector<Name> flags;
    Annotated annotations;
};
struct Bitfield {
    Expression width;
    std::optional<TypeSpec> type;
    std::vector<Name> names;  ///< none: a gap
    Location place;
    std::string comment;
    Annotations annotations;
};
struct Bitset {
    Name name;
    std::optional<ScopedName> base;
    std::vector<Bitfield> fields;
    std::size_t end = 0;
};
struct Native {
    Name name;
};
struct Operation {
    bool is_oneway = false;
    bool is_finder = false;  ///< of a home: the result is a component
    TypeSpec result;
    Name name;
    std::vector<Parameter> parameters;
    std::vector<ScopedName> raises;
    std::vector<Text> context;
};
struct Attribute {
    bool is_readonly = false;
    TypeSpec type;
    std::vector<Name> names;
    std::vector<ScopedName> raises, get_raises, set_raises;
    Location set_raises_place;
    bool sets_first = false;  ///< setraises stands in front of getraises
};
struct TypeId {
    ScopedName name;
    Text id;
};
struct TypePrefix {
    ScopedName name;
    Text prefix;
};
struct Import {
    ScopedName name;
    Text file;  ///< without pieces if a name was imported
};
/// @annotation Name { ... };
struct AnnotationType {
    Name name;
    std::vector<Name> parameters;
};
struct Component {
    Name name;
    bool is_forward = false;
    bool is_truncatable = false;              ///< which none can be
    std::vector<ScopedName> bases, supports;  ///< one base at most is right
    std::vector<Definition> contents;
    std::size_t end = 0;
};
enum class PortKind { provides, uses, uses_multiple, emits, publishes, consumes };
struct Port {
    PortKind kind{};
    ScopedName type;
    bool is_object = false;  ///< the type is the keyword Object
    Name name;
};
/// Its factories and finders are among the contents.
struct Home {
    Name name;
    bool is_truncatable = false;
    std::vector<ScopedName> bases, supports;
    ScopedName managed;
    std::optional<ScopedName> key;
    std::vector<Definition> contents;
    std::size_t end = 0;
};
/// A semicolon alone.
struct Nothing {};

struct Definition {
    std::variant<Nothing, Module, Interface, Value, StateMember, Factory, Typedef, Constant, Structure, Exception,
                 Union, Enum, Bitmask, Bitset, Native, Operation, Attribute, TypeId, TypePrefix, Import,
                 AnnotationType, Component, Port, Home>
        form;
    std::size_t offset = 0;
    Location place;  ///< of its first token
    std::string comment;
    Annotations annotations;
};

struct Specification {
    std::vector<Definition> contents;
    bool has_errors = false;  ///< some of the source is missing here; the errors have been reported
};

/// The only door to the generated parser. Without `idl4` the words of IDL 4 are identifiers.
Specification parse(const Preprocessed& source, Diagnostics& diagnostics, Deadline& deadline, bool idl4);

}  // namespace corbel::idl::syntax
