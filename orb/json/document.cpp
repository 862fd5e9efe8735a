// SPDX-License-Identifier: BSL-1.0
#include "orb/json/document.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include "orb/engine/base/bytes.hpp"
#include "orb/engine/cdr/code_set.hpp"
#include "orb/json/text.hpp"

namespace corbel::json {
namespace {

constexpr unsigned max_depth = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Parser {
public:
    explicit Parser(std::string_view text) : text_{text} {
        if (!cdr::is_utf8(text)) throw Error{"the JSON is not UTF-8"};
    }

    Node whole() {
        auto node = value();
        space();
        if (at_ != text_.size()) fail("the end of the JSON value");
        return node;
    }

private:
    [[noreturn]] void fail(const std::string& expected) const {
        const auto before = text_.substr(0, at_);
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        const auto column = at_ - (before.rfind('\n') + 1) + 1;
        throw Error{"line " + std::to_string(line) + ", column " + std::to_string(column) + ": expected " + expected +
                    (at_ == text_.size() ? ", found the end of the text"
                                         : ", found '" + escaped(text_.substr(at_, 1)) + "'")};
    }

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    void space() {
        while (at_ < text_.size() && std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos) ++at_;
    }

    bool take(char c) {
        space();
        if (peek() != c || at_ == text_.size()) return false;
        ++at_;
        return true;
    }

    Node word(std::string_view spelling, Node node) {
        if (text_.substr(at_, spelling.size()) != spelling) fail("a JSON value (text stands in \"\")");
        at_ += spelling.size();
        return node;
    }

    Node value() {
        space();
        switch (peek()) {
            case '{': return nested(&Parser::object);
            case '[': return nested(&Parser::array);
            case '"': return Node::string(string());
            case 't': return word("true", Node::boolean(true));
            case 'f': return word("false", Node::boolean(false));
            case 'n': return word("null", {});
            default: return number();
        }
    }

    Node nested(Node (Parser::*read)()) {
        if (++depth_ > max_depth) throw Error{"the JSON is nested more than " + std::to_string(max_depth) + " deep"};
        ++at_;
        auto node = (this->*read)();
        --depth_;
        return node;
    }

    Node object() {
        auto node = Node::object();
        if (take('}')) return node;
        std::set<std::string, std::less<>> names;
        do {
            space();
            if (peek() != '"') fail("the name of a member in quotation marks");
            auto name = string();
            if (!names.insert(name).second) fail("the member \"" + escaped(name, 80) + "\" once only");
            if (!take(':')) fail("':'");
            node.members.emplace_back(std::move(name), value());
        } while (take(','));
        if (!take('}')) fail("',' or '}'");
        return node;
    }

    Node array() {
        auto node = Node::array();
        if (take(']')) return node;
        do node.items.push_back(value());
        while (take(','));
        if (!take(']')) fail("',' or ']'");
        return node;
    }

    void digits() {
        if (!is_digit(peek())) fail("a digit");
        while (is_digit(peek())) ++at_;
    }

    Node number() {
        const auto start = at_;
        if (peek() == '-') ++at_;
        if (at_ == start && !is_digit(peek())) fail("a JSON value (text stands in \"\")");
        if (peek() == '0') ++at_;
        else digits();
        if (peek() == '.') {
            ++at_;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            digits();
        }
        return Node::number(std::string{text_.substr(start, at_ - start)});
    }

    std::string string() {
        ++at_;
        std::string out;
        for (;;) {
            if (at_ == text_.size()) fail("'\"' at the end of the text");
            const char c = text_[at_];
            if (static_cast<unsigned char>(c) < 0x20) fail("no control character in a text (write \\n, \\u0001)");
            ++at_;
            if (c == '"') return out;
            if (c == '\\') escape(out);
            else out += c;
        }
    }

    void escape(std::string& out) {
        constexpr std::string_view letters = "\"\\/bfnrt";
        constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
        const char c = peek();
        if (c == 'u') return unicode(out);
        const auto which = letters.find(c);
        if (at_ == text_.size() || which == letters.npos) fail("one of \" \\ / b f n r t u behind '\\'");
        out += meanings[which];
        ++at_;
    }

    void unicode(std::string& out) {
        auto c = unit();
        if (c >= 0xdc00 && c < 0xe000) fail("no lone low surrogate");
        if (c >= 0xd800 && c < 0xdc00) {
            if (peek() != '\\') fail("a low surrogate");
            ++at_;
            if (peek() != 'u') fail("a low surrogate");
            const auto low = unit();
            if (low < 0xdc00 || low >= 0xe000) fail("a low surrogate");
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        }
        append_utf8(out, c);
    }

    std::uint32_t unit() {
        ++at_;
        std::uint32_t c = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
            const char digit = peek();
            if (is_digit(digit)) c = c << 4 | static_cast<std::uint32_t>(digit - '0');
            else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
                c = c << 4 | static_cast<std::uint32_t>((digit | 0x20) - 'a' + 10);
            else fail("four hexadecimal digits");
        }
        return c;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    unsigned depth_ = 0;
};

void append_string(std::string& out, std::string_view text) {
    constexpr std::string_view meanings = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    out += '"';
    for (const char c : text) {
        if (const auto which = meanings.find(c); which != meanings.npos) {
            out += '\\';
            out += letters[which];
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            constexpr std::string_view digits = "0123456789abcdef";
            out += "\\u00";
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[c & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

class Printer {
public:
    explicit Printer(bool pretty) : pretty_{pretty} {}

    std::string out;

    void print(const Node& node) {
        switch (node.kind) {
            case Node::Kind::null: out += "null"; return;
            case Node::Kind::boolean: out += node.flag ? "true" : "false"; return;
            case Node::Kind::number: out += node.text; return;
            case Node::Kind::string: return append_string(out, node.text);
            case Node::Kind::array:
                return list('[', ']', node.items, [&](const Node& each) { print(each); }, is_flat(node));
            case Node::Kind::object:
                return list('{', '}', node.members, [&](const Node::Member& each) {
                    append_string(out, each.first);
                    out += pretty_ ? ": " : ":";
                    print(each.second);
                }, false);
        }
    }

private:
    static bool is_flat(const Node& node) {
        return std::none_of(node.items.begin(), node.items.end(), [](const Node& each) {
            return each.is(Node::Kind::array) || each.is(Node::Kind::object);
        });
    }

    template <class List, class Print>
    void list(char open, char close, const List& parts, Print print_part, bool flat) {
        out += open;
        ++depth_;
        bool first = true;
        for (const auto& each : parts) {
            if (!first) out += pretty_ && flat ? ", " : ",";
            first = false;
            if (pretty_ && !flat) line();
            print_part(each);
        }
        --depth_;
        if (pretty_ && !flat && !parts.empty()) line();
        out += close;
    }

    void line() { out.append("\n").append(2 * depth_, ' '); }

    bool pretty_;
    std::size_t depth_ = 0;
};

}  // namespace

Node Node::boolean(bool value) {
    auto node = of(Kind::boolean);
    node.flag = value;
    return node;
}

Node Node::number(std::string digits) {
    auto node = of(Kind::number);
    node.text = std::move(digits);
    return node;
}

Node Node::string(std::string text) {
    auto node = of(Kind::string);
    node.text = std::move(text);
    return node;
}

const Node* Node::find(std::string_view name) const noexcept {
    for (const auto& [each, node] : members)
        if (each == name) return &node;
    return nullptr;
}

std::string Node::describe() const {
    switch (kind) {
        case Kind::null: return "null";
        case Kind::boolean: return flag ? "true" : "false";
        case Kind::number: return "the number " + text.substr(0, 60);
        case Kind::string: return "the text \"" + escaped(text, 60) + "\"";
        case Kind::array: return "an array of " + std::to_string(items.size());
        case Kind::object: return "an object";
    }
    return {};
}

Node parse(std::string_view text) { return Parser{text}.whole(); }

std::string to_text(const Node& node) {
    Printer printer{false};
    printer.print(node);
    return std::move(printer.out);
}

std::string to_pretty_text(const Node& node) {
    Printer printer{true};
    printer.print(node);
    return std::move(printer.out);
}

}  // namespace corbel::json
