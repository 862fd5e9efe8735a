// SPDX-License-Identifier: BSL-1.0
// The only file that sees ANTLR: tokens, error recovery, and the way from the parse tree to the syntax.
#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <typeinfo>

#include "IdlLexer.h"
#include "IdlParser.h"
#include "antlr4-runtime.h"
#include "idlc/frontend/suggest.hpp"
#include "idlc/frontend/syntax.hpp"

namespace corbel::idl::syntax {

namespace {

using antlr4::ParserRuleContext;
using antlr4::Token;
using grammar::IdlLexer;
using grammar::IdlParser;

constexpr std::size_t deepest_nesting = 256;
constexpr std::size_t longest_identifier = 1024;

/// The preprocessed text as ANTLR reads it: one symbol per byte, no copy.
class ByteStream final : public antlr4::CharStream {
public:
    explicit ByteStream(std::string_view text) : text_{text} {}

    void consume() override { ++at_; }
    std::size_t LA(ssize_t i) override {
        const auto where = i > 0 ? at_ + static_cast<std::size_t>(i) - 1 : at_ + static_cast<std::size_t>(i);
        return i == 0 ? 0 : where < text_.size() ? static_cast<unsigned char>(text_[where]) : IntStream::EOF;
    }
    ssize_t mark() override { return -1; }
    void release(ssize_t) override {}
    std::size_t index() override { return at_; }
    void seek(std::size_t index) override { at_ = index; }
    std::size_t size() override { return text_.size(); }
    std::string getSourceName() const override { return {}; }
    std::string getText(const antlr4::misc::Interval& interval) override {
        const auto from = static_cast<std::size_t>(interval.a), to = static_cast<std::size_t>(interval.b);
        return from < text_.size() && to >= from ? std::string{text_.substr(from, to - from + 1)} : std::string{};
    }
    std::string toString() const override { return std::string{text_}; }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

bool is_idl4_word(std::size_t type) { return type >= IdlLexer::BITFIELD && type <= IdlLexer::UINT64; }

/// Names of the words of IDL 4, sorted.
bool is_idl4_word(std::string_view text) {
    constexpr std::string_view words[] = {"bitfield", "bitmask", "bitset", "int16",  "int32", "int64",
                                          "int8",     "map",     "uint16", "uint32", "uint64", "uint8"};
    return std::binary_search(std::begin(words), std::end(words), text);
}

/// Keywords by their lower case, for the rule that no identifier may differ from one only in case (CORBA 3.0.3, 3.2.3).
const std::map<std::string, std::string, std::less<>>& keywords() {
    static const auto table = [] {
        std::map<std::string, std::string, std::less<>> words;
        ByteStream nothing{""};
        IdlLexer lexer{&nothing};
        for (std::size_t type = IdlLexer::ABSTRACT; type <= IdlLexer::UINT64; ++type) {
            if (type > IdlLexer::WSTRING && !is_idl4_word(type)) continue;
            auto name = lexer.getVocabulary().getLiteralName(type);
            name = name.substr(1, name.size() - 2);
            words.emplace(lower(name), name);
        }
        return words;
    }();
    return table;
}

// -- tokens ---------------------------------------------------------------------------------------------------------

using Tokens = std::vector<std::unique_ptr<Token>>;
using BadLines = std::set<std::pair<std::uint32_t, std::uint32_t>>;

/// Runs the lexer over the text. Reports what is no token, and looks after what the grammar cannot: the depth of
/// brackets (the parser recurses) and `>>` that closes two sequences.
class Scanner {
public:
    Scanner(const Preprocessed& source, Diagnostics& diagnostics, IdlLexer& lexer, bool idl4)
        : source_{source}, diagnostics_{diagnostics}, lexer_{lexer}, idl4_{idl4} {
        for (const auto& each : source.faults) bad_lines_.emplace(each.file, each.line);
    }

    Tokens run() {
        Tokens tokens;
        for (;;) {
            auto token = lexer_.nextToken();
            adapt(*token);
            const auto type = token->getType();
            if (!check(*token)) continue;
            if (!track(*token)) break;
            if (type == IdlLexer::RSHIFT && closes_two()) {
                split(std::move(token), tokens);
                continue;
            }
            tokens.push_back(std::move(token));
            if (type == Token::EOF) return tokens;
        }
        tokens.clear();
        return tokens;
    }

    bool has_errors() const { return !bad_lines_.empty(); }
    /// File and line of every report: a syntax error there is an echo.
    const BadLines& bad_lines() const { return bad_lines_; }

private:
    void report(Code code, const Token& token, std::initializer_list<std::string> arguments = {}) {
        const auto place = source_.place(token.getStartIndex(), token.getText().size());
        if (diagnostics_.is_error(code)) bad_lines_.emplace(place.file, place.line);
        diagnostics_.report(code, place, arguments);
    }

    /// The words of IDL 4 are names without it; with it, annotations have true and false in lower case too.
    void adapt(Token& token) const {
        auto& writable = static_cast<antlr4::CommonToken&>(token);
        if (!idl4_ && is_idl4_word(token.getType())) writable.setType(IdlLexer::IDENTIFIER);
        if (!idl4_ || token.getType() != IdlLexer::IDENTIFIER || open_.empty()) return;
        if (const auto text = token.getText(); text == "true") writable.setType(IdlLexer::TRUE);
        else if (text == "false") writable.setType(IdlLexer::FALSE);
    }

    /// False: leave the token out.
    bool check(const Token& token) {
        switch (token.getType()) {
            case IdlLexer::IDENTIFIER: check_identifier(token); return true;
            case IdlLexer::UNKNOWN: return stray(token);
            case IdlLexer::MALFORMED_NUMBER: report(Code::malformed_number, token, {token.getText()}); return true;
            case IdlLexer::MALFORMED_IDENTIFIER:
                report(Code::malformed_identifier, token, {token.getText()});
                return true;
            case IdlLexer::UNTERMINATED_STRING: report(Code::unterminated_string, token); return true;
            case IdlLexer::UNTERMINATED_CHARACTER: report(Code::unterminated_character, token); return true;
            default: return true;
        }
    }

    void check_identifier(const Token& token) {
        const auto text = token.getText();
        if (text.size() > longest_identifier)
            report(Code::identifier_too_long, token, {std::to_string(longest_identifier)});
        const auto found = keywords().find(lower(text[0] == '_' ? text.substr(1) : text));
        if (found == keywords().end() || (!idl4_ && is_idl4_word(found->second))) return;
        if (text[0] == '_') {
            escaped_.insert(text.substr(1));
            return;
        }
        // Declared with an underscore, used without: harmless.
        if (escaped_.contains(text)) return;
        if (is_new(found->second) || is_idl4_word(found->second))
            diagnostics_.report(Code::new_keyword_case, source_.place(token.getStartIndex(), text.size()),
                                {text, found->second});
        else
            report(Code::keyword_case, token, {text, found->second});
    }
    // Words that became keywords with CORBA 2.3 and 3.0: older files use other spellings of them as names.
    static bool is_new(std::string_view keyword) {
        constexpr std::string_view words[] = {"abstract", "custom", "factory", "local",       "native",
                                              "private",  "public", "supports", "truncatable", "typeid",
                                              "typeprefix", "ValueBase", "valuetype"};
        return std::find(std::begin(words), std::end(words), keyword) != std::end(words);
    }

    // A run of strange bytes (binary data, another encoding) is one fault.
    bool stray(const Token& token) {
        const auto at = token.getStartIndex();
        if (at != stray_end_) {
            const auto text = token.getText();
            const auto byte = static_cast<unsigned char>(text[0]);
            constexpr auto digits = "0123456789abcdef";
            const auto shown = byte > 0x20 && byte < 0x7f
                                   ? text
                                   : std::string{"\\x"} + digits[byte >> 4] + digits[byte & 15];
            report(Code::stray_character, token, {shown});
        }
        stray_end_ = at + 1;
        return false;
    }

    /// Keeps the stack of open brackets; false if it is too high.
    bool track(const Token& token) {
        switch (token.getType()) {
            case IdlLexer::LBRACE:
            case IdlLexer::LPAREN:
            case IdlLexer::LBRACKET: open_.push_back(token.getType()); break;
            case IdlLexer::LANGLE:
                if (after_template_) open_.push_back(token.getType());
                break;
            case IdlLexer::RANGLE:
                if (in_angles()) open_.pop_back();
                break;
            case IdlLexer::RBRACE:
            case IdlLexer::RPAREN:
            case IdlLexer::RBRACKET: close(token.getType()); break;
            default: break;
        }
        after_template_ = token.getType() == IdlLexer::SEQUENCE || token.getType() == IdlLexer::STRING ||
                          token.getType() == IdlLexer::WSTRING || token.getType() == IdlLexer::FIXED ||
                          token.getType() == IdlLexer::MAP || token.getType() == IdlLexer::BITFIELD;
        const auto type = token.getType();
        const bool is_sign = type == IdlLexer::PLUS || type == IdlLexer::MINUS || type == IdlLexer::TILDE;
        signs_ = is_sign ? signs_ + 1 : 0;
        if (open_.size() <= deepest_nesting && signs_ <= deepest_nesting) return true;
        report(Code::too_deep, token, {std::to_string(deepest_nesting)});
        return false;
    }
    void close(std::size_t type) {
        const auto opener = type == IdlLexer::RBRACE   ? IdlLexer::LBRACE
                            : type == IdlLexer::RPAREN ? IdlLexer::LPAREN
                                                       : IdlLexer::LBRACKET;
        while (in_angles()) open_.pop_back();
        if (!open_.empty() && open_.back() == opener) open_.pop_back();
    }
    bool in_angles() const { return !open_.empty() && open_.back() == IdlLexer::LANGLE; }
    // In one sequence >> can only be a shift; in two it closes both, as in C++.
    bool closes_two() {
        if (!in_angles() || open_.size() < 2 || open_[open_.size() - 2] != IdlLexer::LANGLE) return false;
        open_.resize(open_.size() - 2);
        return true;
    }
    void split(std::unique_ptr<Token> token, Tokens& tokens) {
        for (std::size_t i = 0; i < 2; ++i) {
            auto half = std::make_unique<antlr4::CommonToken>(token.get());
            half->setType(IdlLexer::RANGLE);
            half->setStartIndex(token->getStartIndex() + i);
            half->setStopIndex(token->getStartIndex() + i);
            half->setText(">");
            tokens.push_back(std::move(half));
        }
    }

    const Preprocessed& source_;
    Diagnostics& diagnostics_;
    IdlLexer& lexer_;
    const bool idl4_;
    std::vector<std::size_t> open_;
    std::size_t signs_ = 0;  ///< in a row
    bool after_template_ = false;
    std::set<std::string> escaped_;  ///< names like a keyword that have been written with an underscore
    BadLines bad_lines_;
    std::size_t stray_end_ = static_cast<std::size_t>(-1);
};

// -- errors ---------------------------------------------------------------------------------------------------------

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
        if (previous && wanted.contains(static_cast<std::size_t>(IdlParser::SEMICOLON)) && ends_line(previous, current)) {
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
        const bool loops = kind == antlr4::atn::ATNState::STAR_LOOP_ENTRY || kind == antlr4::atn::ATNState::STAR_LOOP_BACK;
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
               rule == IdlParser::RuleValue_element || rule == IdlParser::RuleMember ||
               rule == IdlParser::RuleSwitch_case || rule == IdlParser::RuleBitfield;
    }
    static bool has_body(std::size_t rule) {
        return rule == IdlParser::RuleModule || rule == IdlParser::RuleInterface_ || rule == IdlParser::RuleValue ||
               rule == IdlParser::RuleStructure || rule == IdlParser::RuleUnion_ || rule == IdlParser::RuleException_ ||
               rule == IdlParser::RuleBitset;
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

    /// To behind the semicolon, or behind the brace that closes what `depth` braces have opened.
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
                    if (depth == 0) return stream->consume();
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
            case IdlParser::RuleValue: return "an operation, an attribute or another declaration";
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
        if (auto* word = idl4_word(parser->getTokenStream(), token))
            return diagnostics_.report(Code::idl4_word, place(word), {word->getText()});
        const auto meant = suggestion(parser, token, wanted);
        const bool is_keyword = words == "a name" && (type <= IdlParser::WSTRING || is_idl4_word(type));
        if (!meant.empty() && (words.empty() || is_keyword))
            return diagnostics_.report(Code::unexpected_did_you_mean, meant_at_, {meant_for_, meant});
        if (is_keyword) return diagnostics_.report(Code::keyword_as_name, place(token), {text});
        if (words.empty()) {
            diagnostics_.report(Code::unexpected, place(token), {text, subject(parser->getContext()->getRuleIndex())});
        } else if (previous && (place(previous).line != place(token).line || wanted_ends(wanted))) {
            diagnostics_.report(Code::expected_after, behind(previous), {words, previous->getText()});
        } else {
            diagnostics_.report(Code::expected_before, place(token), {words, text});
        }
        if (!meant.empty()) diagnostics_.report(Code::note_did_you_mean, meant_at_, {meant});
    }

    /// `map` in front of `<`, `bitmask` in front of a name and so on, where the words are names: what is missing is IDL 4.
    static const Token* idl4_word(antlr4::TokenStream* stream, const Token* token) {
        for (const Token* each : {static_cast<const Token*>(stream->LT(-1)), token})
            if (each && each->getType() == IdlParser::IDENTIFIER && is_idl4_word(each->getText())) return each;
        return nullptr;
    }

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
            for (std::size_t type = IdlParser::ABSTRACT; type <= IdlParser::WSTRING; ++type)
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

/// Prediction and recovery go over tokens again and again: each time counts.
class TimedTokens final : public antlr4::CommonTokenStream {
public:
    TimedTokens(antlr4::TokenSource* source, Deadline& deadline) : CommonTokenStream{source}, deadline_{deadline} {}

    void consume() override {
        deadline_.check();
        CommonTokenStream::consume();
    }

private:
    Deadline& deadline_;
};

// -- from the parse tree to the syntax ------------------------------------------------------------------------------

/// One function per rule of the grammar, in its order. Contexts with an `exception` are incomplete and left out.
class Reader {
public:
    explicit Reader(const Preprocessed& source) : source_{source} {}

    Definition definition(IdlParser::DefinitionContext* from) {
        auto result = begin(from, from->annotation());
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
            while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\\')) line.remove_suffix(1);
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
    ScopedName scoped_name(IdlParser::Scoped_nameContext* from) const {
        ScopedName result;
        result.absolute = from->start->getType() == IdlParser::SCOPE;
        for (auto* each : from->children) {
            if (auto* identifier = dynamic_cast<IdlParser::IdentifierContext*>(each)) {
                result.parts.push_back(name(identifier));
            } else if (auto* word = static_cast<antlr4::tree::TerminalNode*>(each)->getSymbol();
                       word->getType() != IdlParser::SCOPE) {
                result.parts.push_back({std::string{text(word)}, place(word)});
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
        if (from->type_spec()) result.boxed = std::make_unique<TypeSpec>(type_spec(from->type_spec()));
        result.is_forward = !from->LBRACE() && !result.boxed;
        result.end = offset_of(from->RBRACE());
        if (auto* header = from->value_header()) {
            result.is_truncatable = header->TRUNCATABLE();
            auto lists = header->scoped_names();
            if (header->COLON() && !lists.empty()) result.bases = scoped_names(lists.front());
            if (header->SUPPORTS() && !lists.empty()) result.supports = scoped_names(lists.back());
        }
        for (auto* each : from->value_element())
            if (complete(each)) result.contents.push_back(value_element(each));
        return result;
    }
    Definition value_element(IdlParser::Value_elementContext* from) {
        auto result = exported(from);
        if (auto* rule = from->state_member()) {
            result.form = StateMember{rule->PUBLIC() != nullptr,
                                      {type_spec(rule->type_spec()), declarators(rule->declarators()), result.comment}};
        } else if (auto* rule = from->factory()) {
            result.form = Factory{name(rule->identifier()), parameters(rule->parameter()),
                                  scoped_names_of(rule->raises())};
        }
        return result;
    }

    TypeId type_id(IdlParser::Type_idContext* from) {
        auto* literal = from->STRING_LITERAL()->getSymbol();
        return {scoped_name(from->scoped_name()), std::string{text(literal)}, place(literal)};
    }
    TypePrefix type_prefix(IdlParser::Type_prefixContext* from) {
        auto* literal = from->STRING_LITERAL()->getSymbol();
        auto name = from->scoped_name() ? scoped_name(from->scoped_name()) : ScopedName{true, {}, place(from->start)};
        return {std::move(name), std::string{text(literal)}, place(literal)};
    }
    Import import(IdlParser::Import_Context* from) {
        if (auto* literal = from->STRING_LITERAL()) return {{}, std::string{text(literal->getSymbol())}};
        return {scoped_name(from->scoped_name()), {}};
    }
    Component component(IdlParser::ComponentContext* from) {
        auto* keyword = from->COMPONENT() ? from->COMPONENT() : from->HOME() ? from->HOME() : from->EVENTTYPE();
        return {std::string{text(keyword->getSymbol())}, name(from->identifier())};
    }

    Operation operation(IdlParser::OperationContext* from) {
        Operation result;
        result.is_oneway = from->ONEWAY();
        result.result = type_spec(from->type_spec());
        result.name = name(from->identifier());
        result.parameters = parameters(from->parameter());
        result.raises = scoped_names_of(from->raises());
        if (auto* context = from->context()) {
            result.context_place = place(context->start);
            for (auto* each : context->STRING_LITERAL()) result.context.emplace_back(text(each->getSymbol()));
        }
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
        if (from->set_raises()) result.set_raises_place = place(from->set_raises()->start);
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

/// Parses definition after definition: fast and silent first, and only one that fails again, with full prediction and
/// messages.
class DefinitionParser {
public:
    DefinitionParser(const Preprocessed& source, Diagnostics& diagnostics, const BadLines& bad_lines,
                     antlr4::TokenStream& tokens)
        : source_{source}, diagnostics_{diagnostics}, bad_lines_{bad_lines}, tokens_{tokens}, parser_{&tokens}, reader_{source} {
        parser_.removeErrorListeners();
    }

    void run(Specification& result) {
        while (tokens_.LA(1) != Token::EOF) {
            if (tokens_.LA(1) == IdlParser::RBRACE) {
                skip_brace();
                result.has_errors = true;
                continue;
            }
            auto* tree = quick();
            if (!tree) tree = thorough(result.has_errors);
            if (!tree->exception) result.contents.push_back(reader_.definition(tree));
            parser_.getTreeTracker().reset();  // frees the tree: files of many definitions need little memory
        }
    }

private:
    void mode(antlr4::atn::PredictionMode mode) {
        parser_.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
    }

    IdlParser::DefinitionContext* quick() {
        const auto start = tokens_.index();
        try {
            mode(antlr4::atn::PredictionMode::SLL);
            parser_.setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
            return parser_.definition();
        } catch (const antlr4::ParseCancellationException&) {
            parser_.setContext(nullptr);
            tokens_.seek(start);
            return nullptr;
        }
    }

    IdlParser::DefinitionContext* thorough(bool& has_errors) {
        const auto start = tokens_.index();
        const auto recovery = std::make_shared<Recovery>(source_, diagnostics_, bad_lines_);
        mode(antlr4::atn::PredictionMode::LL);
        parser_.setErrorHandler(recovery);
        auto* tree = parser_.definition();
        has_errors = has_errors || recovery->has_errors();
        if (tokens_.index() == start) tokens_.consume();
        return tree;
    }

    void skip_brace() {
        auto* token = tokens_.LT(1);
        diagnostics_.report(Code::unexpected_brace, source_.place(token->getStartIndex()));
        tokens_.consume();
        if (tokens_.LA(1) == IdlParser::SEMICOLON) tokens_.consume();
    }

    const Preprocessed& source_;
    Diagnostics& diagnostics_;
    const BadLines& bad_lines_;
    antlr4::TokenStream& tokens_;
    IdlParser parser_;
    Reader reader_;
};

}  // namespace

std::string ScopedName::text() const {
    std::string result = absolute ? "::" : "";
    for (std::size_t i = 0; i < parts.size(); ++i) result += (i ? "::" : "") + parts[i].text;
    return result;
}

Specification parse(const Preprocessed& source, Diagnostics& diagnostics, Deadline& deadline, bool idl4) {
    Specification result;
    ByteStream text{source.text};
    IdlLexer lexer{&text};
    lexer.removeErrorListeners();
    Scanner scanner{source, diagnostics, lexer, idl4};
    auto list = scanner.run();
    result.has_errors = scanner.has_errors();
    if (list.empty()) return result;
    antlr4::ListTokenSource tokens_of_list{std::move(list)};
    TimedTokens tokens{&tokens_of_list, deadline};
    DefinitionParser{source, diagnostics, scanner.bad_lines(), tokens}.run(result);
    return result;
}

}  // namespace corbel::idl::syntax
