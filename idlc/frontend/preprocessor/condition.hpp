// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>

#include "idlc/frontend/diagnostics.hpp"
#include "idlc/frontend/preprocessor/tokens.hpp"
#include "idlc/frontend/suggest.hpp"

namespace corbel::idl::preprocessing {

/// The value of an #if's expression (ISO C, 6.10.1): 64 bits that wrap. Names have become 0.
class Condition {
public:
    /// `fault(code, token, text)` hears of the first error; the value is then 0.
    template <class Fault>
    Condition(const Tokens& tokens, Fault fault) : tokens_{tokens} {
        value_ = choice();
        if (!fault_ && at_ < tokens_.size()) fail(Code::condition_rest);
        if (!fault_) return;
        const auto last = tokens_.empty() ? Token{} : tokens_.back();
        fault(*fault_, fault_at_ < tokens_.size() ? tokens_[fault_at_] : last);
    }
    bool holds() const { return !fault_ && value_.bits != 0; }

private:
    struct Number {
        std::uint64_t bits = 0;
        bool is_unsigned = false;
        std::int64_t value() const { return static_cast<std::int64_t>(bits); }
    };
    struct Operator {
        std::string_view text;
        int rank;
    };

    void fail(Code code) {
        if (fault_) return;
        fault_ = at_ < tokens_.size() ? code : Code::condition_end;
        fault_at_ = at_;
        at_ = tokens_.size();
    }
    bool take(std::string_view text) {
        if (at_ == tokens_.size() || !tokens_[at_].is(text)) return false;
        ++at_;
        return true;
    }

    Number choice() {
        auto condition = binary(0);
        if (!take("?")) return condition;
        const auto unevaluated = unevaluated_;
        unevaluated_ = unevaluated || condition.bits == 0;
        const auto yes = choice();
        if (!take(":")) fail(Code::condition_value);
        unevaluated_ = unevaluated || condition.bits != 0;
        const auto no = choice();
        unevaluated_ = unevaluated;
        return condition.bits ? yes : no;
    }

    static const Operator* operator_of(const Token& token) {
        static constexpr Operator all[] = {{"||", 1}, {"&&", 2}, {"|", 3},  {"^", 4},  {"&", 5},  {"==", 6},
                                           {"!=", 6}, {"<", 7},  {">", 7},  {"<=", 7}, {">=", 7}, {"<<", 8},
                                           {">>", 8}, {"+", 9},  {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10}};
        for (const auto& each : all)
            if (token.is(each.text)) return &each;
        return nullptr;
    }
    Number binary(int above) {
        auto left = unary();
        while (at_ < tokens_.size()) {
            const auto* op = operator_of(tokens_[at_]);
            if (!op || op->rank <= above) break;
            const auto where = at_++;
            const auto unevaluated = unevaluated_;
            unevaluated_ = unevaluated || (op->text == "||" && left.bits) || (op->text == "&&" && !left.bits);
            const auto right = binary(op->rank);
            unevaluated_ = unevaluated;
            left = apply(op->text, left, right, where);
        }
        return left;
    }
    Number apply(std::string_view op, Number a, Number b, std::size_t where) {
        const bool u = a.is_unsigned || b.is_unsigned;
        const auto truth = [](bool value) { return Number{value, false}; };
        if (op == "||") return truth(a.bits || b.bits);
        if (op == "&&") return truth(a.bits && b.bits);
        if (op == "|") return {a.bits | b.bits, u};
        if (op == "^") return {a.bits ^ b.bits, u};
        if (op == "&") return {a.bits & b.bits, u};
        if (op == "==") return truth(a.bits == b.bits);
        if (op == "!=") return truth(a.bits != b.bits);
        if (op == "<") return truth(u ? a.bits < b.bits : a.value() < b.value());
        if (op == ">") return truth(u ? a.bits > b.bits : a.value() > b.value());
        if (op == "<=") return truth(u ? a.bits <= b.bits : a.value() <= b.value());
        if (op == ">=") return truth(u ? a.bits >= b.bits : a.value() >= b.value());
        if (op == "<<") return {b.bits < 64 ? a.bits << b.bits : 0, a.is_unsigned};
        if (op == ">>") return shift_right(a, b.bits);
        if (op == "+") return {a.bits + b.bits, u};
        if (op == "-") return {a.bits - b.bits, u};
        if (op == "*") return {a.bits * b.bits, u};
        if (b.bits == 0) {
            if (!unevaluated_ && !fault_) at_ = where, fail(Code::division_by_zero);
            return {};
        }
        if (u) return {op == "/" ? a.bits / b.bits : a.bits % b.bits, true};
        if (b.value() == -1) return {op == "/" ? 0 - a.bits : 0, false};  // the smallest number has no negative
        return {static_cast<std::uint64_t>(op == "/" ? a.value() / b.value() : a.value() % b.value()), false};
    }
    static Number shift_right(Number a, std::uint64_t by) {
        if (a.is_unsigned) return {by < 64 ? a.bits >> by : 0, true};
        return {static_cast<std::uint64_t>(a.value() >> std::min<std::uint64_t>(by, 63)), false};
    }

    Number unary() {
        if (++depth_ > deepest_nesting) {
            fail(Code::condition_value);
            return {};
        }
        auto value = signed_value();
        --depth_;
        return value;
    }
    Number signed_value() {
        if (take("!")) return {!unary().bits, false};
        if (take("-")) {
            const auto value = unary();
            return {0 - value.bits, value.is_unsigned};
        }
        if (take("+")) return unary();
        if (take("~")) {
            const auto value = unary();
            return {~value.bits, value.is_unsigned};
        }
        if (take("(")) {
            const auto value = choice();
            if (!take(")")) fail(Code::condition_bracket);
            return value;
        }
        return literal();
    }
    Number literal() {
        if (at_ == tokens_.size()) return fail(Code::condition_value), Number{};
        const auto& token = tokens_[at_];
        if (token.kind == Kind::identifier) return ++at_, Number{token.text == "true", false};
        if (token.kind == Kind::string && token.text.size() == 3 && token.text[0] == '\'')
            return ++at_, Number{static_cast<unsigned char>(token.text[1]), false};
        Number value;
        if (token.kind != Kind::number || !read(token.text, value)) return fail(Code::condition_value), Number{};
        ++at_;
        return value;
    }
    static bool read(std::string_view text, Number& number) {
        while (!text.empty() && std::string_view{"uUlL"}.find(text.back()) != std::string_view::npos) {
            number.is_unsigned = number.is_unsigned || lower(text.substr(text.size() - 1)) == "u";
            text.remove_suffix(1);
        }
        const auto digits = lower(text);
        const unsigned base = digits.starts_with("0x") ? 16 : digits.starts_with("0b") ? 2 : digits[0] == '0' ? 8 : 10;
        for (auto c : std::string_view{digits}.substr(base == 16 || base == 2 ? 2 : 0)) {
            const auto digit = is_digit(c) ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(c - 'a') + 10;
            if (digit >= base) return false;
            number.bits = number.bits * base + digit;
        }
        number.is_unsigned = number.is_unsigned || number.bits >> 63;
        return !digits.empty();
    }

    const Tokens& tokens_;
    std::size_t at_ = 0, fault_at_ = 0;
    std::size_t depth_ = 0;
    bool unevaluated_ = false;
    std::optional<Code> fault_;
    Number value_;
};

}  // namespace corbel::idl::preprocessing
