// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "IdlLexer.h"
#include "IdlParser.h"
#include "antlr4-runtime.h"
#include "idlc/frontend/suggest.hpp"
#include "idlc/frontend/syntax.hpp"

namespace corbel::idl::syntax {

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

inline bool is_idl4_word(std::size_t type) { return type >= IdlLexer::BITFIELD && type <= IdlLexer::UINT64; }

/// Names of the words of IDL 4, sorted.
inline bool is_idl4_word(std::string_view text) {
    constexpr std::string_view words[] = {"bitfield", "bitmask", "bitset", "int16",  "int32", "int64",
                                          "int8",     "map",     "uint16", "uint32", "uint64", "uint8"};
    return std::binary_search(std::begin(words), std::end(words), text);
}

/// Keywords by their lower case, for the rule that no identifier may differ from one only in case (CORBA 3.0.3, 3.2.3).
inline const std::map<std::string, std::string, std::less<>>& keywords() {
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
            after_at_ = type == IdlLexer::AT;
            if (!check(*token)) continue;
            if (!track(*token)) break;
            if (type == IdlLexer::RSHIFT && closes_two()) {
                split(std::move(token), tokens);
                continue;
            }
            if (continues_annotation(*token, tokens)) {
                tokens.pop_back();
                static_cast<antlr4::CommonToken&>(*tokens.back()).setStopIndex(token->getStopIndex());
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
        if (token.getType() == IdlLexer::ANNOTATION && !after_at_) writable.setType(IdlLexer::IDENTIFIER);
        if (!idl4_ && is_idl4_word(token.getType())) writable.setType(IdlLexer::IDENTIFIER);
        if (!idl4_ || token.getType() != IdlLexer::IDENTIFIER || open_.empty()) return;
        if (const auto text = token.getText(); text == "true") writable.setType(IdlLexer::TRUE);
        else if (text == "false") writable.setType(IdlLexer::FALSE);
    }

    /// @a::b is one name where nothing stands between its parts: a type that begins with :: may follow an annotation.
    template <class Tokens>
    static bool continues_annotation(const Token& token, const Tokens& tokens) {
        const auto size = tokens.size();
        if (token.getType() != IdlLexer::IDENTIFIER || size < 3) return false;
        const auto& scope = *tokens[size - 1];
        const auto& name = *tokens[size - 2];
        return scope.getType() == IdlLexer::SCOPE && name.getType() == IdlLexer::IDENTIFIER &&
               tokens[size - 3]->getType() == IdlLexer::AT && name.getStopIndex() + 1 == scope.getStartIndex() &&
               scope.getStopIndex() + 1 == token.getStartIndex();
    }

    /// False: leave the token out.
    bool check(Token& token) {
        switch (token.getType()) {
            case IdlLexer::IDENTIFIER: check_identifier(token); return true;
            case IdlLexer::UNKNOWN: return stray(token);
            case IdlLexer::MALFORMED_NUMBER: report(Code::malformed_number, token, {token.getText()}); return true;
            case IdlLexer::MALFORMED_IDENTIFIER:
                report(Code::malformed_identifier, token, {token.getText()});
                return true;
            case IdlLexer::UNTERMINATED_STRING:
                report(Code::unterminated_string, token);
                close_in_later_line(token);
                return true;
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

    /// Of a literal that goes on in later lines the error tells where it begins. The next quote closes it if
    /// punctuation or the end of the line follows; else it opens another one.
    void close_in_later_line(Token& token) {
        const std::string_view text{source_.text};
        const auto quote = text.find('"', token.getStopIndex() + 1);
        if (quote == text.npos) return;
        const auto rest = text.substr(quote + 1, text.find('\n', quote) - quote - 1);
        const auto next = rest.find_first_not_of(" \t");
        const bool closes = next == rest.npos || std::string_view{",;:)}]"}.find(rest[next]) != rest.npos;
        if (!closes || rest.find('"') != rest.npos) return;
        const auto end = source_.place(quote);
        bad_lines_.emplace(end.file, end.line);
        lexer_.getInputStream()->seek(quote + 1);
        auto& literal = static_cast<antlr4::CommonToken&>(token);
        literal.setType(IdlLexer::STRING_LITERAL);
        literal.setStopIndex(quote);
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
    bool after_at_ = false;
    std::set<std::string> escaped_;  ///< names like a keyword that have been written with an underscore
    BadLines bad_lines_;
    std::size_t stray_end_ = static_cast<std::size_t>(-1);
};

}  // namespace corbel::idl::syntax
