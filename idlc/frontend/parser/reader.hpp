// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>

#include "idlc/frontend/parser/scanner.hpp"

namespace corbel::idl::syntax {

/// One function per rule of the grammar, in its order. Contexts with an `exception` are incomplete and left out.
class Reader {
public:
    explicit Reader(const Preprocessed& source) : source_{source} {}

    Definition definition(IdlParser::DefinitionContext* from) {
        auto result = begin(from, from->annotation());
        if (auto* rule = from->annotation_type()) result.form = annotation_type(rule);
        if (auto* rule = from->module()) result.form = module(rule);
        else if (auto* rule = from->interface_()) result.form = interface(rule);
        else if (auto* rule = from->value()) result.form = value(rule);
        else if (auto* rule = from->type_declaration()) type_declaration(rule, result);
        else if (auto* rule = from->constant()) result.form = constant(rule);
        else if (auto* rule = from->exception_()) result.form = exception(rule);
        else if (auto* rule = from->type_id()) result.form = type_id(rule);
        else if (auto* rule = from->type_prefix()) result.form = type_prefix(rule);
        else if (auto* rule = from->import_()) result.form = import(rule);
        else if (auto* rule = from->component()) result.form = component(rule);
        else if (auto* rule = from->home()) result.form = home(rule);
        return result;
    }

private:
    template <class Context>
    static bool complete(Context* context) {
        return context && !context->exception;
    }

    std::string_view text(const Token* token) const {
        return std::string_view{source_.text}.substr(token->getStartIndex(),
                                                     token->getStopIndex() - token->getStartIndex() + 1);
    }
    Location place(const Token* token) const {
        return source_.place(token->getStartIndex(), token->getStopIndex() - token->getStartIndex() + 1);
    }
    Location place(const ParserRuleContext* context) const {
        auto first = place(context->start);
        if (!context->stop || context->stop == context->start) return first;
        const auto last = place(context->stop);
        if (last.file == first.file && last.line == first.line && last.column >= first.column)
            first.length = last.column + last.length - first.column;
        return first;
    }

    /// The comments in front of `offset`, without their markers.
    std::string comment(std::size_t offset) const {
        const auto& all = source_.comments;
        auto at = std::lower_bound(all.begin(), all.end(), offset == 0 ? 0 : offset - 1,
                                   [](const auto& each, std::size_t value) { return each.offset < value; });
        std::string result;
        for (; at != all.end() && at->offset <= offset; ++at) add_comment(at->text, result);
        return result;
    }
    static void add_comment(std::string_view text, std::string& result) {
        if (text.starts_with("/*")) text = text.substr(0, text.size() - 2);
        while (!text.empty()) {
            auto line = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(text.size(), line.size() + 1));
            line.remove_prefix(std::min(line.find_first_not_of(" \t/*!"), line.size()));
            while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\\'))
                line.remove_suffix(1);
            if (line.empty() && result.empty()) continue;
            if (!result.empty()) result += '\n';
            result += line;
        }
        while (!result.empty() && result.back() == '\n') result.pop_back();
    }

    using AnnotationContexts = std::vector<IdlParser::AnnotationContext*>;

    Annotations annotations(const AnnotationContexts& from) {
        Annotations result;
        for (auto* each : from) result.push_back(annotation(each));
        return result;
    }
    Annotation annotation(IdlParser::AnnotationContext* from) {
        Annotation result;
        auto* word = from->DEFAULT() ? from->DEFAULT() : from->ONEWAY();
        result.name = word ? Name{std::string{text(word->getSymbol())}, place(word->getSymbol())}
                           : name(from->identifier());
        auto* values = from->annotation_values();
        if (!values) return result;
        if (values->expression()) result.arguments.push_back({{}, expression(values->expression())});
        for (auto* each : values->annotation_value())
            result.arguments.push_back({std::string{text(each->start)}, expression(each->expression())});
        return result;
    }
    AnnotationType annotation_type(IdlParser::Annotation_typeContext* from) {
        AnnotationType result{name(from->identifier()), {}};
        for (auto* each : from->annotation_part())
            if (complete(each) && each->identifier()) result.parameters.push_back(name(each->identifier()));
        return result;
    }
    /// The names between braces, each with the annotations in front of it.
    void list(ParserRuleContext* from, std::vector<Name>& names, Annotated& annotated) {
        names.reserve(from->children.size() / 2);
        for (std::size_t i = 3; i < from->children.size(); ++i) {
            auto* child = from->children[i];
            // Not dynamic_cast: there may be very many.
            if (typeid(*child) == typeid(antlr4::tree::TerminalNodeImpl)) {
                const auto* word = static_cast<antlr4::tree::TerminalNode*>(child)->getSymbol();
                if (word->getType() == IdlParser::IDENTIFIER) names.push_back(name(word));
            } else if (auto* each = dynamic_cast<IdlParser::AnnotationContext*>(child)) {
                annotated[names.size()].push_back(annotation(each));
            } else {
                names.push_back(name(static_cast<ParserRuleContext*>(child)->start));
            }
        }
    }

    Definition begin(const ParserRuleContext* from, const AnnotationContexts& annotated) {
        Definition result;
        result.offset = from->start->getStartIndex();
        result.place = place(from->start);
        result.comment = comment(result.offset);
        result.annotations = annotations(annotated);
        return result;
    }

    Name name(IdlParser::IdentifierContext* from) const { return name(from->start); }
    Name name(const Token* token) const {
        auto word = text(token);
        if (word.starts_with('_')) word.remove_prefix(1);
        return {std::string{word}, place(token)};
    }
    Name name(antlr4::tree::TerminalNode* from) const {
        return {std::string{text(from->getSymbol())}, place(from->getSymbol())};
    }
    /// Of a scoped name or what is like one.
    ScopedName scoped_name(ParserRuleContext* from) const {
        ScopedName result;
        result.absolute = from->start->getType() == IdlParser::SCOPE;
        for (auto* each : from->children) {
            if (auto* word_rule = dynamic_cast<ParserRuleContext*>(each)) {
                result.parts.push_back(name(word_rule->start));
            } else if (auto* word = static_cast<antlr4::tree::TerminalNode*>(each)->getSymbol();
                       word->getType() != IdlParser::SCOPE) {
                result.parts.push_back(name(word));
            }
        }
        result.place = place(from);
        return result;
    }
    std::vector<ScopedName> scoped_names(IdlParser::Scoped_namesContext* from) const {
        std::vector<ScopedName> result;
        if (!from) return result;
        for (auto* each : from->scoped_name()) result.push_back(scoped_name(each));
        return result;
    }
    template <class Context>
    std::vector<ScopedName> scoped_names_of(Context* from) const {
        return from ? scoped_names(from->scoped_names()) : std::vector<ScopedName>{};
    }
    Text literals(IdlParser::TextContext* from) const {
        Text result{{}, place(from)};
        for (auto* each : from->STRING_LITERAL()) result.pieces.emplace_back(text(each->getSymbol()));
        return result;
    }
    static std::size_t offset_of(antlr4::tree::TerminalNode* node) {
        return node ? node->getSymbol()->getStartIndex() : 0;
    }

    Module module(IdlParser::ModuleContext* from) {
        Module result{name(from->identifier()), {}, offset_of(from->RBRACE())};
        for (auto* each : from->definition())
            if (complete(each)) result.contents.push_back(definition(each));
        return result;
    }

    Interface interface(IdlParser::Interface_Context* from) {
        Interface result;
        result.keyword_name = from->OBJECT();
        result.name = result.keyword_name ? name(from->OBJECT()) : name(from->identifier());
        result.is_abstract = from->ABSTRACT();
        result.is_local = from->LOCAL();
        result.is_forward = !from->LBRACE();
        result.bases = scoped_names_of(from->inheritance());
        result.end = offset_of(from->RBRACE());
        for (auto* each : from->export_())
            if (complete(each)) result.contents.push_back(exported(each));
        return result;
    }
    /// Of an interface or a valuetype.
    template <class Context>
    Definition exported(Context* from) {
        auto result = begin(from, from->annotation());
        if (auto* rule = from->operation()) result.form = operation(rule);
        else if (auto* rule = from->attribute()) result.form = attribute(rule);
        else if (auto* rule = from->type_declaration()) type_declaration(rule, result);
        else if (auto* rule = from->constant()) result.form = constant(rule);
        else if (auto* rule = from->exception_()) result.form = exception(rule);
        else if (auto* rule = from->type_id()) result.form = type_id(rule);
        else if (auto* rule = from->type_prefix()) result.form = type_prefix(rule);
        return result;
    }

    Value value(IdlParser::ValueContext* from) {
        Value result;
        result.keyword_name = from->VALUE_BASE();
        result.name = result.keyword_name ? name(from->VALUE_BASE()) : name(from->identifier());
        result.is_abstract = from->ABSTRACT();
        result.is_custom = from->CUSTOM();
        result.is_event = from->EVENTTYPE();
        if (from->type_spec()) result.boxed = std::make_unique<TypeSpec>(type_spec(from->type_spec()));
        result.is_forward = !from->LBRACE() && !result.boxed;
        result.end = offset_of(from->RBRACE());
        if (auto* header = from->value_header()) read_header(header, result);
        for (auto* each : from->value_element())
            if (complete(each)) result.contents.push_back(value_element(each));
        return result;
    }
    /// Of what may have bases and support interfaces.
    template <class Declared>
    void read_header(IdlParser::Value_headerContext* from, Declared& result) {
        result.is_truncatable = from->TRUNCATABLE();
        auto lists = from->scoped_names();
        if (from->COLON() && !lists.empty()) result.bases = scoped_names(lists.front());
        if (from->SUPPORTS() && !lists.empty()) result.supports = scoped_names(lists.back());
    }
    Definition value_element(IdlParser::Value_elementContext* from) {
        auto result = exported(from);
        if (auto* rule = from->state_member()) {
            result.form = StateMember{rule->PUBLIC() != nullptr,
                                      {type_spec(rule->type_spec()), declarators(rule->declarators()), result.comment}};
        } else if (auto* rule = from->factory()) {
            result.form = factory(rule);
        }
        return result;
    }
    Factory factory(IdlParser::FactoryContext* from) {
        return {name(from->identifier()), parameters(from->parameter()), scoped_names_of(from->raises())};
    }

    TypeId type_id(IdlParser::Type_idContext* from) {
        return {scoped_name(from->scoped_name()), literals(from->text())};
    }
    TypePrefix type_prefix(IdlParser::Type_prefixContext* from) {
        auto name = from->scoped_name() ? scoped_name(from->scoped_name()) : ScopedName{true, {}, place(from->start)};
        return {std::move(name), literals(from->text())};
    }
    Import import(IdlParser::Import_Context* from) {
        if (from->text()) return {{}, literals(from->text())};
        return {scoped_name(from->scoped_name()), {}};
    }

    Component component(IdlParser::ComponentContext* from) {
        Component result;
        result.name = name(from->identifier());
        result.is_forward = !from->LBRACE();
        if (auto* header = from->value_header()) read_header(header, result);
        result.end = offset_of(from->RBRACE());
        for (auto* each : from->component_element())
            if (complete(each)) result.contents.push_back(component_element(each));
        return result;
    }
    Definition component_element(IdlParser::Component_elementContext* from) {
        auto result = begin(from, from->annotation());
        if (auto* rule = from->port()) result.form = port(rule);
        else if (auto* rule = from->attribute()) result.form = attribute(rule);
        return result;
    }
    Port port(IdlParser::PortContext* from) {
        Port result;
        result.name = name(from->identifier());
        auto* used = from->used_interface();
        result.is_object = from->OBJECT() || (used && used->OBJECT());
        if (used) result.type = scoped_name(used);
        else if (from->scoped_name()) result.type = scoped_name(from->scoped_name());
        else result.type = {false, {name(from->OBJECT())}, place(from->OBJECT()->getSymbol())};
        result.kind = from->PROVIDES()    ? PortKind::provides
                      : from->EMITS()     ? PortKind::emits
                      : from->PUBLISHES() ? PortKind::publishes
                      : from->CONSUMES()  ? PortKind::consumes
                      : from->MULTIPLE()  ? PortKind::uses_multiple
                                          : PortKind::uses;
        return result;
    }
    Home home(IdlParser::HomeContext* from) {
        Home result;
        result.name = name(from->identifier());
        read_header(from->value_header(), result);
        result.managed = scoped_name(from->scoped_name(0));
        if (from->PRIMARYKEY()) result.key = scoped_name(from->scoped_name(1));
        result.end = offset_of(from->RBRACE());
        for (auto* each : from->value_element())
            if (complete(each)) result.contents.push_back(home_element(each));
        return result;
    }
    Definition home_element(IdlParser::Value_elementContext* from) {
        auto result = value_element(from);
        if (auto* rule = from->operation(); rule && is_finder(rule->type_spec()))
            std::get<Operation>(result.form).is_finder = true;
        return result;
    }
    static bool is_finder(IdlParser::Type_specContext* from) {
        return from->start == from->stop && from->start->getType() == IdlParser::FINDER;
    }

    Operation operation(IdlParser::OperationContext* from) {
        Operation result;
        result.is_oneway = from->ONEWAY();
        result.result = type_spec(from->type_spec());
        result.name = name(from->identifier());
        result.parameters = parameters(from->parameter());
        result.raises = scoped_names_of(from->raises());
        if (auto* context = from->context())
            for (auto* each : context->text()) result.context.push_back(literals(each));
        return result;
    }
    std::vector<Parameter> parameters(const std::vector<IdlParser::ParameterContext*>& from) {
        std::vector<Parameter> result;
        for (auto* each : from)
            result.push_back({each->IN() ? Direction::in : each->OUT() ? Direction::out : Direction::inout,
                              type_spec(each->type_spec()), name(each->identifier()), annotations(each->annotation())});
        return result;
    }
    Attribute attribute(IdlParser::AttributeContext* from) {
        Attribute result;
        result.is_readonly = from->READONLY();
        result.type = type_spec(from->type_spec());
        for (auto* each : from->identifier()) result.names.push_back(name(each));
        result.raises = scoped_names_of(from->raises());
        result.get_raises = scoped_names_of(from->get_raises());
        result.set_raises = scoped_names_of(from->set_raises());
        if (auto* sets = from->set_raises()) {
            result.set_raises_place = place(sets->start);
            auto* gets = from->get_raises();
            result.sets_first = gets && sets->start->getTokenIndex() < gets->start->getTokenIndex();
        }
        return result;
    }

    void type_declaration(IdlParser::Type_declarationContext* from, Definition& result) {
        if (auto* rule = from->typedef_())
            result.form = Typedef{type_spec(rule->type_spec()), declarators(rule->declarators())};
        else if (auto* rule = from->structure()) result.form = structure(rule);
        else if (auto* rule = from->union_()) result.form = union_type(rule);
        else if (auto* rule = from->enumeration()) result.form = enumeration(rule);
        else if (auto* rule = from->native()) result.form = Native{name(rule->identifier())};
        else if (auto* rule = from->bitmask()) result.form = bitmask(rule);
        else if (auto* rule = from->bitset()) result.form = bitset(rule);
    }
    std::vector<Declarator> declarators(IdlParser::DeclaratorsContext* from) {
        std::vector<Declarator> result;
        for (auto* each : from->declarator()) result.push_back(declarator(each));
        return result;
    }
    Declarator declarator(IdlParser::DeclaratorContext* from) {
        Declarator result{name(from->identifier()), {}};
        for (auto* each : from->expression()) result.dimensions.push_back(expression(each));
        return result;
    }
    std::vector<Member> members(const std::vector<IdlParser::MemberContext*>& from) {
        std::vector<Member> result;
        for (auto* each : from)
            if (complete(each))
                result.push_back({type_spec(each->type_spec()), declarators(each->declarators()),
                                  comment(each->start->getStartIndex()), annotations(each->annotation())});
        return result;
    }
    std::optional<ScopedName> base(IdlParser::Scoped_nameContext* from) const {
        return from ? std::optional{scoped_name(from)} : std::nullopt;
    }
    Structure structure(IdlParser::StructureContext* from) {
        return {name(from->identifier()), !from->LBRACE(), base(from->scoped_name()), members(from->member()),
                offset_of(from->RBRACE())};
    }
    Exception exception(IdlParser::Exception_Context* from) {
        return {name(from->identifier()), members(from->member()), offset_of(from->RBRACE())};
    }
    Union union_type(IdlParser::Union_Context* from) {
        Union result;
        result.name = name(from->identifier());
        result.is_forward = !from->SWITCH();
        if (from->type_spec()) result.discriminator = type_spec(from->type_spec());
        result.discriminator_annotations = annotations(from->annotation());
        result.end = offset_of(from->RBRACE());
        for (auto* each : from->switch_case())
            if (complete(each)) result.cases.push_back(switch_case(each));
        return result;
    }
    Case switch_case(IdlParser::Switch_caseContext* from) {
        Case result;
        for (auto* each : from->case_label()) {
            Label label;
            label.is_default = each->DEFAULT();
            label.place = label.is_default ? place(each->start) : place(each->expression());
            if (!label.is_default) label.value = expression(each->expression());
            result.labels.push_back(std::move(label));
        }
        result.type = type_spec(from->type_spec());
        result.declarator = declarator(from->declarator());
        result.comment = comment(from->start->getStartIndex());
        result.annotations = annotations(from->annotation());
        return result;
    }
    Enum enumeration(IdlParser::EnumerationContext* from) {
        Enum result{name(from->identifier()), {}, {}};
        list(from, result.enumerators, result.annotations);
        return result;
    }
    Bitmask bitmask(IdlParser::BitmaskContext* from) {
        Bitmask result{name(from->identifier(0)), {}, {}};
        list(from, result.flags, result.annotations);
        return result;
    }
    Bitset bitset(IdlParser::BitsetContext* from) {
        Bitset result{name(from->identifier()), base(from->scoped_name()), {}, offset_of(from->RBRACE())};
        for (auto* each : from->bitfield())
            if (complete(each)) result.fields.push_back(bitfield(each));
        return result;
    }
    Bitfield bitfield(IdlParser::BitfieldContext* from) {
        Bitfield result{expression(from->expression()), {}, {}, place(from->BITFIELD()->getSymbol()),
                        comment(from->start->getStartIndex()), annotations(from->annotation())};
        if (from->base_type()) result.type = TypeSpec{primitive(from->base_type()), place(from->base_type())};
        for (auto* each : from->identifier()) result.names.push_back(name(each));
        return result;
    }

    TypeSpec type_spec(IdlParser::Type_specContext* from) {
        TypeSpec result{primitive(from->base_type()), place(from)};
        if (auto* rule = from->scoped_name()) result.form = scoped_name(rule);
        else if (auto* rule = from->sequence()) result.form = sequence(rule);
        else if (auto* rule = from->map()) result.form = map(rule);
        else if (auto* rule = from->string_type()) result.form = StringSpec{rule->WSTRING() != nullptr,
                                                                           pointer(rule->expression())};
        else if (auto* rule = from->fixed_type()) result.form = fixed(rule);
        else if (!from->base_type()) result.form = constructed(from);
        return result;
    }
    std::unique_ptr<Definition> constructed(IdlParser::Type_specContext* from) {
        auto result = std::make_unique<Definition>(begin(from, {}));
        if (auto* rule = from->structure()) result->form = structure(rule);
        else if (auto* rule = from->union_()) result->form = union_type(rule);
        else if (auto* rule = from->enumeration()) result->form = enumeration(rule);
        return result;
    }
    static Primitive primitive(IdlParser::Base_typeContext* from) {
        if (!from) return Primitive::void_;
        const auto longs = from->LONG().size();
        const bool is_unsigned = from->UNSIGNED();
        switch (from->start->getType()) {
            case IdlParser::SHORT: return Primitive::short_;
            case IdlParser::FLOAT: return Primitive::float_;
            case IdlParser::DOUBLE: return Primitive::double_;
            case IdlParser::CHAR: return Primitive::char_;
            case IdlParser::WCHAR: return Primitive::wchar;
            case IdlParser::BOOLEAN: return Primitive::boolean;
            case IdlParser::OCTET: return Primitive::octet;
            case IdlParser::ANY: return Primitive::any;
            case IdlParser::OBJECT: return Primitive::object;
            case IdlParser::VALUE_BASE: return Primitive::value_base;
            case IdlParser::VOID: return Primitive::void_;
            case IdlParser::INT8: return Primitive::int8;
            case IdlParser::UINT8: return Primitive::octet;
            case IdlParser::INT16: return Primitive::short_;
            case IdlParser::UINT16: return Primitive::ushort;
            case IdlParser::INT32: return Primitive::long_;
            case IdlParser::UINT32: return Primitive::ulong;
            case IdlParser::INT64: return Primitive::longlong;
            case IdlParser::UINT64: return Primitive::ulonglong;
            default: break;
        }
        if (from->DOUBLE()) return Primitive::longdouble;
        if (longs == 2) return is_unsigned ? Primitive::ulonglong : Primitive::longlong;
        if (longs == 1) return is_unsigned ? Primitive::ulong : Primitive::long_;
        return Primitive::ushort;
    }
    SequenceSpec sequence(IdlParser::SequenceContext* from) {
        return {std::make_unique<TypeSpec>(type_spec(from->type_spec())), pointer(from->expression())};
    }
    MapSpec map(IdlParser::MapContext* from) {
        return {std::make_unique<TypeSpec>(type_spec(from->type_spec(0))),
                std::make_unique<TypeSpec>(type_spec(from->type_spec(1))), pointer(from->expression())};
    }
    FixedSpec fixed(IdlParser::Fixed_typeContext* from) {
        const auto bounds = from->expression();
        if (bounds.size() < 2) return {};
        return {pointer(bounds[0]), pointer(bounds[1])};
    }
    std::unique_ptr<Expression> pointer(IdlParser::ExpressionContext* from) {
        return from ? std::make_unique<Expression>(expression(from)) : nullptr;
    }

    Constant constant(IdlParser::ConstantContext* from) {
        return {type_spec(from->type_spec()), name(from->identifier()), expression(from->expression())};
    }

    /// The binary rules have operands at even places of their children and operators between.
    Expression expression(antlr4::tree::ParseTree* tree) {
        auto* from = static_cast<ParserRuleContext*>(tree);
        if (from->getRuleIndex() == IdlParser::RuleUnary) return unary(static_cast<IdlParser::UnaryContext*>(from));
        if (from->children.size() == 1) return expression(from->children[0]);
        Chain chain;
        for (std::size_t i = 0; i < from->children.size(); ++i) {
            if (i % 2 == 0) chain.operands.push_back(expression(from->children[i]));
            else chain.operators.push_back(
                operator_of(static_cast<antlr4::tree::TerminalNode*>(from->children[i])->getSymbol()->getType()));
        }
        return {std::move(chain), place(from)};
    }
    static Operator operator_of(std::size_t type) {
        switch (type) {
            case IdlParser::OR: return Operator::or_;
            case IdlParser::XOR: return Operator::xor_;
            case IdlParser::AND: return Operator::and_;
            case IdlParser::LSHIFT: return Operator::shift_left;
            case IdlParser::RSHIFT: return Operator::shift_right;
            case IdlParser::PLUS: return Operator::add;
            case IdlParser::MINUS: return Operator::subtract;
            case IdlParser::STAR: return Operator::multiply;
            case IdlParser::SLASH: return Operator::divide;
            default: return Operator::modulo;
        }
    }
    Expression unary(IdlParser::UnaryContext* from) {
        auto result = primary(from->primary());
        for (auto i = from->children.size() - 1; i-- > 0;) {
            const auto* token = static_cast<antlr4::tree::TerminalNode*>(from->children[i])->getSymbol();
            const auto op = token->getType() == IdlParser::MINUS  ? Operator::minus
                            : token->getType() == IdlParser::PLUS ? Operator::plus
                                                                  : Operator::complement;
            result = {Unary{op, std::make_unique<Expression>(std::move(result))}, place(from)};
        }
        return result;
    }
    Expression primary(IdlParser::PrimaryContext* from) {
        if (auto* rule = from->scoped_name()) return {scoped_name(rule), place(from)};
        if (auto* rule = from->expression()) return expression(rule);
        auto* literal = from->literal();
        Literal result{literal_kind(literal->start->getType()), {}};
        for (auto* each : literal->children)
            result.pieces.emplace_back(text(static_cast<antlr4::tree::TerminalNode*>(each)->getSymbol()));
        return {std::move(result), place(from)};
    }
    static LiteralKind literal_kind(std::size_t type) {
        switch (type) {
            case IdlParser::INTEGER_LITERAL: return LiteralKind::integer;
            case IdlParser::FLOATING_LITERAL: return LiteralKind::floating;
            case IdlParser::FIXED_LITERAL: return LiteralKind::fixed;
            case IdlParser::CHARACTER_LITERAL: return LiteralKind::character;
            case IdlParser::WIDE_CHARACTER_LITERAL: return LiteralKind::wide_character;
            case IdlParser::TRUE:
            case IdlParser::FALSE: return LiteralKind::boolean;
            default: return LiteralKind::string;
        }
    }

    const Preprocessed& source_;
};

}  // namespace corbel::idl::syntax
