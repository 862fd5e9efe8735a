// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <typeinfo>

#include "idlc/frontend/parser/scanner.hpp"

namespace corbel::idl::syntax {

/// Reports a syntax error once, leaves the rules up to the innermost recovery point of the grammar and goes on behind
/// it. Nothing is made up, but a semicolon missing at the end of a line.
class Recovery final : public antlr4::DefaultErrorStrategy {
public:
    Recovery(const Preprocessed& source, Diagnostics& diagnostics, const BadLines& bad_lines)
        : source_{source}, diagnostics_{diagnostics}, bad_lines_{bad_lines} {}

    bool has_errors() const { return has_errors_; }

    void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& fault) override {
        if (inErrorRecoveryMode(parser)) return;
        beginErrorCondition(parser);
        auto* offending = fault.getOffendingToken();
        explain(parser, offending ? offending : parser->getCurrentToken(), expected(parser, fault));
    }

    void recover(antlr4::Parser* parser, std::exception_ptr fault) override {
        auto* context = parser->getContext();
        if (!is_recovery_point(context->getRuleIndex())) std::rethrow_exception(fault);
        skip(parser, context);
        endErrorCondition(parser);
    }

    Token* recoverInline(antlr4::Parser* parser) override {
        auto* current = parser->getCurrentToken();
        auto* previous = parser->getTokenStream()->LT(-1);
        const auto wanted = parser->getExpectedTokens();
        if (previous && wanted.contains(static_cast<std::size_t>(IdlParser::SEMICOLON)) &&
            ends_line(previous, current)) {
            explain(parser, current, wanted);
            return current;
        }
        throw antlr4::InputMismatchException(parser);
    }

    // The loops over members of a body go on behind what is none.
    void sync(antlr4::Parser* parser) override {
        if (inErrorRecoveryMode(parser)) return;
        auto* state = parser->getInterpreter<antlr4::atn::ParserATNSimulator>()->atn.states[parser->getState()];
        const auto wanted = parser->getATN().nextTokens(state);
        auto* stream = parser->getTokenStream();
        if (wanted.contains(stream->LA(1)) || wanted.contains(Token::EPSILON)) return;
        const auto kind = state->getStateType();
        const bool loops = kind == antlr4::atn::ATNState::STAR_LOOP_ENTRY ||
            kind == antlr4::atn::ATNState::STAR_LOOP_BACK;
        // Elsewhere the whole choice is told, not the last way out of it.
        if (!loops || !has_body(parser->getContext()->getRuleIndex()) ||
            !wanted.contains(static_cast<std::size_t>(IdlParser::RBRACE)))
            throw antlr4::InputMismatchException(parser);
        while (stream->LA(1) != Token::EOF && !wanted.contains(stream->LA(1))) {
            explain(parser, stream->LT(1), wanted);
            skip_from(stream, 0);
        }
    }

private:
    static bool is_recovery_point(std::size_t rule) {
        return rule == IdlParser::RuleDefinition || rule == IdlParser::RuleExport_ ||
               rule == IdlParser::RuleValue_element || rule == IdlParser::RuleComponent_element ||
               rule == IdlParser::RuleMember || rule == IdlParser::RuleSwitch_case || rule == IdlParser::RuleBitfield;
    }
    static bool has_body(std::size_t rule) {
        return rule == IdlParser::RuleModule || rule == IdlParser::RuleInterface_ || rule == IdlParser::RuleValue ||
               rule == IdlParser::RuleComponent || rule == IdlParser::RuleHome || rule == IdlParser::RuleStructure ||
               rule == IdlParser::RuleUnion_ || rule == IdlParser::RuleException_ || rule == IdlParser::RuleBitset;
    }

    static antlr4::misc::IntervalSet expected(antlr4::Parser* parser, const antlr4::RecognitionException& fault) {
        try {
            return fault.getExpectedTokens();
        } catch (const std::exception&) {
            return parser->getATN().nextTokens(parser->getATN().states[parser->getState()]);
        }
    }

    Location place(const Token* token) const {
        return source_.place(token->getStartIndex(), token->getStopIndex() - token->getStartIndex() + 1);
    }
    bool ends_line(const Token* previous, const Token* current) const {
        return current->getType() == Token::EOF || current->getType() == IdlParser::RBRACE ||
               place(previous).line != place(current).line || place(previous).file != place(current).file;
    }

    static void skip(antlr4::Parser* parser, ParserRuleContext* item) {
        auto* stream = parser->getTokenStream();
        std::size_t depth = 0;
        for (auto at = item->start->getTokenIndex(); at < stream->index(); ++at) {
            const auto type = stream->get(at)->getType();
            if (type == IdlParser::LBRACE) ++depth;
            if (type == IdlParser::RBRACE && depth > 0) --depth;
        }
        skip_from(stream, depth);
    }

    static bool is_direction(std::size_t type) {
        return type == IdlParser::IN || type == IdlParser::OUT || type == IdlParser::INOUT;
    }

    /// To behind the semicolon (but one in place of a comma between parameters), or behind the brace that closes what
    /// `depth` braces have opened.
    static void skip_from(antlr4::TokenStream* stream, std::size_t depth) {
        for (;; stream->consume()) {
            switch (stream->LA(1)) {
                case Token::EOF: return;
                case IdlParser::LBRACE: ++depth; break;
                case IdlParser::RBRACE:
                    if (depth == 0) return;
                    if (--depth == 0) {
                        stream->consume();
                        if (stream->LA(1) == IdlParser::SEMICOLON) stream->consume();
                        return;
                    }
                    break;
                case IdlParser::SEMICOLON:
                    if (depth == 0 && !is_direction(stream->LA(2))) return stream->consume();
                    break;
                default: break;
            }
        }
    }

    static std::string spelling(antlr4::Parser* parser, std::size_t type) {
        if (type == Token::EOF) return "the end of the file";
        if (type == IdlParser::IDENTIFIER) return "a name";
        const auto literal = parser->getVocabulary().getLiteralName(type);
        return literal.empty() ? "a literal" : literal;
    }

    static std::string list(antlr4::Parser* parser, const antlr4::misc::IntervalSet& wanted) {
        std::vector<std::string> words;
        const bool names = wanted.contains(static_cast<std::size_t>(IdlParser::IDENTIFIER));
        for (const auto type : wanted.toList()) {
            // Words that may be names are not listed beside "a name".
            if (names && type >= IdlParser::COMPONENT && type <= IdlParser::USES) continue;
            if (names && type == IdlParser::ANNOTATION) continue;
            // Annotations may stand in front of almost anything.
            if (type == IdlParser::AT || (type <= 0 && static_cast<std::size_t>(type) != Token::EOF)) continue;
            auto word = spelling(parser, static_cast<std::size_t>(type));
            if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
        }
        if (words.empty() || words.size() > 6) return {};
        std::string text = words.front();
        for (std::size_t i = 1; i < words.size(); ++i) text += (i + 1 < words.size() ? ", " : " or ") + words[i];
        return text;
    }

    static std::string subject(std::size_t rule) {
        switch (rule) {
            case IdlParser::RuleDefinition:
            case IdlParser::RuleModule:
            case IdlParser::RuleSpecification: return "a declaration";
            case IdlParser::RuleExport_:
            case IdlParser::RuleInterface_:
            case IdlParser::RuleValue_element:
            case IdlParser::RuleHome:
            case IdlParser::RuleValue: return "an operation, an attribute or another declaration";
            case IdlParser::RuleComponent:
            case IdlParser::RuleComponent_element: return "a port or an attribute";
            case IdlParser::RuleMember:
            case IdlParser::RuleStructure:
            case IdlParser::RuleException_: return "a member";
            case IdlParser::RuleUnion_:
            case IdlParser::RuleSwitch_case: return "a case";
            case IdlParser::RuleBitset:
            case IdlParser::RuleBitfield: return "a bitfield";
            case IdlParser::RuleType_spec:
            case IdlParser::RuleBase_type: return "a type";
            case IdlParser::RuleIdentifier:
            case IdlParser::RuleContextual_word:
            case IdlParser::RuleOther_word:
            case IdlParser::RuleUsed_interface:
            case IdlParser::RuleScoped_name: return "a name";
            default: return "a value";
        }
    }

    void explain(antlr4::Parser* parser, Token* token, const antlr4::misc::IntervalSet& wanted) {
        has_errors_ = true;
        if (const auto where = place(token); bad_lines_.contains({where.file, where.line})) return;
        const auto words = list(parser, wanted);
        auto* previous = parser->getTokenStream()->LT(-1);
        const auto type = token->getType();
        if (type == Token::EOF) {
            at_end(previous, words, subject(parser->getContext()->getRuleIndex()));
            return unclosed_brace(parser->getTokenStream());
        }
        const auto text = token->getText();
        if (type == IdlParser::LANGLE && parser->getContext()->getRuleIndex() == IdlParser::RuleModule)
            return diagnostics_.report(Code::template_module, place(token));
        if (auto* word = idl4_word(parser->getTokenStream(), token))
            return diagnostics_.report(Code::idl4_word, place(word), {word->getText()});
        if (is_connector_word(text) && is_word(parser->getTokenStream()->LA(2)))
            return diagnostics_.report(Code::connector_word, place(token), {text});
        const auto meant = suggestion(parser, token, wanted);
        const bool is_keyword = words == "a name" && (type <= IdlParser::WSTRING || is_idl4_word(type));
        if (!meant.empty() && (words.empty() || is_keyword))
            return diagnostics_.report(Code::unexpected_did_you_mean, meant_at_, {meant_for_, meant});
        if (is_keyword && !is_word(parser->getTokenStream()->LA(2)))
            return diagnostics_.report(Code::keyword_as_name, place(token), {text});
        if (words.empty()) {
            const auto rule = parser->getContext()->getRuleIndex();
            const bool selects = rule == IdlParser::RuleUnion_ && previous && previous->getType() == IdlParser::LPAREN;
            diagnostics_.report(Code::unexpected, place(token),
                                {text, subject(selects ? std::size_t{IdlParser::RuleType_spec} : rule)});
        } else if (previous && (place(previous).line != place(token).line || wanted_ends(wanted))) {
            diagnostics_.report(Code::expected_after, behind(previous), {words, previous->getText()});
        } else {
            diagnostics_.report(Code::expected_before, place(token), {words, text});
        }
        if (!meant.empty()) diagnostics_.report(Code::note_did_you_mean, meant_at_, {meant});
    }

    /// `map` in front of `<`, `bitmask` in front of a name and so on, where the words are names: what is missing is
    /// IDL 4.
    static const Token* idl4_word(antlr4::TokenStream* stream, const Token* token) {
        for (const Token* each : {static_cast<const Token*>(stream->LT(-1)), token})
            if (each && each->getType() == IdlParser::IDENTIFIER && is_idl4_word(each->getText())) return each;
        return nullptr;
    }

    static bool is_connector_word(std::string_view text) {
        return text == "connector" || text == "mirrorport" || text == "port" || text == "porttype";
    }
    static bool is_word(std::size_t type) { return type == IdlParser::IDENTIFIER || type <= IdlParser::WSTRING; }

    static bool wanted_ends(const antlr4::misc::IntervalSet& wanted) {
        return wanted.size() == 1 && wanted.contains(static_cast<std::size_t>(IdlParser::SEMICOLON));
    }

    void at_end(const Token* previous, const std::string& words, const std::string& subject) {
        diagnostics_.report(Code::expected_at_end, previous ? behind(previous) : Location{0, 1, 1, 1},
                            {words.empty() ? subject : words});
    }

    void unclosed_brace(antlr4::TokenStream* stream) {
        std::vector<const Token*> open;
        for (std::size_t i = 0; i < stream->index(); ++i) {
            const auto* token = stream->get(i);
            if (token->getType() == IdlParser::LBRACE) open.push_back(token);
            if (token->getType() == IdlParser::RBRACE && !open.empty()) open.pop_back();
        }
        if (!open.empty()) diagnostics_.report(Code::note_opened_here, place(open.back()));
    }

    Location behind(const Token* token) const {
        auto where = place(token);
        where.column += where.length;
        where.length = 1;
        return where;
    }

    /// The keyword that a name here was meant to be: the name in the way or the one the declaration begins with.
    std::string suggestion(antlr4::Parser* parser, Token* token, const antlr4::misc::IntervalSet& wanted) {
        if (token->getType() == IdlParser::IDENTIFIER) {
            Suggestion guess{text_view(token)};
            const bool names = wanted.contains(static_cast<std::size_t>(IdlParser::IDENTIFIER));
            for (std::size_t type = IdlParser::ABSTRACT; type <= (names ? IdlParser::WSTRING : IdlParser::USES); ++type)
                if (wanted.contains(type)) guess.consider(unquoted(parser, type));
            if (!guess.text().empty()) {
                meant_at_ = place(token);
                meant_for_ = text_view(token);
                return guess.text();
            }
        }
        auto* item = parser->getContext();
        while (item && !is_recovery_point(item->getRuleIndex())) item = dynamic_cast<ParserRuleContext*>(item->parent);
        if (!item || item->start == token || item->start->getType() != IdlParser::IDENTIFIER) return {};
        Suggestion guess{text_view(item->start)};
        for (std::size_t type = IdlParser::ABSTRACT; type <= IdlParser::WSTRING; ++type)
            guess.consider(unquoted(parser, type));
        meant_at_ = place(item->start);
        meant_for_ = text_view(item->start);
        return guess.text();
    }
    static std::string unquoted(antlr4::Parser* parser, std::size_t type) {
        const auto name = parser->getVocabulary().getLiteralName(type);
        return name.substr(1, name.size() - 2);
    }
    std::string_view text_view(const Token* token) const {
        return std::string_view{source_.text}.substr(token->getStartIndex(),
                                                     token->getStopIndex() - token->getStartIndex() + 1);
    }

    const Preprocessed& source_;
    Diagnostics& diagnostics_;
    const BadLines& bad_lines_;
    bool has_errors_ = false;
    Location meant_at_;  ///< what the last suggestion is about
    std::string meant_for_;
};

}  // namespace corbel::idl::syntax
