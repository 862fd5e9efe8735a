// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace corbel::idl::preprocessing {

constexpr std::size_t deepest_nesting = 200;  ///< of macro calls in arguments and of brackets in conditions

enum class Kind : std::uint8_t { end, newline, comment, open_comment, identifier, number, string, other };

struct Token {
    Kind kind = Kind::end;
    bool space = false;  ///< stands before it
    bool final = false;  ///< a macro's name within its own expansion: never expanded
    std::string_view text;

    bool is(std::string_view spelling) const { return text == spelling && kind != Kind::string; }
};
using Tokens = std::vector<Token>;

inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_space(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\v'; }

/// Takes tokens from a text, one after the other.
class Lexer {
public:
    explicit Lexer(std::string_view text) : text_{text} {}

    std::size_t at() const { return at_; }
    void seek(std::size_t at) { at_ = at; }
    std::string_view text() const { return text_; }

    Token next() {
        Token token;
        while (at_ < text_.size() && is_space(text_[at_])) ++at_, token.space = true;
        const auto begin = at_;
        token.kind = take();
        token.text = text_.substr(begin, at_ - begin);
        return token;
    }
    /// The rest of a line nobody reads, but for the comments that may go on behind it.
    void skip_line_of_group() {
        for (;;) {
            const auto before = at_;
            const auto kind = next().kind;
            if (kind == Kind::newline || kind == Kind::end || kind == Kind::open_comment) return seek(before);
        }
    }
    /// The rest of the line.
    void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    Kind take() {
        if (at_ == text_.size()) return Kind::end;
        const char c = text_[at_];
        if (c == '\n') return ++at_, Kind::newline;
        if (c == '/' && peek(1) == '/') return skip_line(), Kind::comment;
        if (c == '/' && peek(1) == '*') return comment();
        if (c == 'L' && (peek(1) == '"' || peek(1) == '\'')) return ++at_, quoted(text_[at_]);
        if (is_letter(c)) return word(), Kind::identifier;
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
        if (c == '"' || c == '\'') return quoted(c);
        return sign(c);
    }
    Kind comment() {
        const auto close = text_.find("*/", at_ + 2);
        at_ = close == std::string_view::npos ? text_.size() : close + 2;
        return close == std::string_view::npos ? Kind::open_comment : Kind::comment;
    }
    void word() {
        while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    }
    Kind number() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if ((c == 'e' || c == 'E') && (peek(1) == '+' || peek(1) == '-') && is_digit(peek(2))) at_ += 2;
            else if (is_letter(c) || is_digit(c) || c == '.') ++at_;
            else break;
        }
        return Kind::number;
    }
    // One that is not closed ends with its line; the parser tells of it.
    Kind quoted(char quote) {
        for (++at_; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
            if (text_[at_] == quote) return ++at_, Kind::string;
            if (text_[at_] == '\\' && peek(1) != '\n' && at_ + 1 < text_.size()) ++at_;
        }
        return Kind::string;
    }
    Kind sign(char c) {
        constexpr std::string_view pairs[] = {"##", "::", "<<", ">>", "==", "!=", "<=", ">=", "&&", "||"};
        ++at_;
        for (const auto pair : pairs)
            if (c == pair[0] && peek() == pair[1]) return ++at_, Kind::other;
        return Kind::other;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

inline Tokens tokens_of(std::string_view text) {
    Tokens all;
    Lexer lexer{text};
    for (bool space = false;;) {
        auto token = lexer.next();
        if (token.kind == Kind::end) return all;
        token.space = token.space || space;
        space = token.kind == Kind::comment || token.kind == Kind::open_comment || token.kind == Kind::newline;
        if (!space) all.push_back(token);
    }
}

inline std::string joined(const Tokens& tokens) {
    std::string text;
    for (const auto& each : tokens) {
        if (each.space && !text.empty()) text += ' ';
        text += each.text;
    }
    return text;
}

}  // namespace corbel::idl::preprocessing
