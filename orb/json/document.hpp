// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace corbel::json {

/// Text that is not JSON, or JSON that is not a value of the type it is for. The text says where, what was expected and
/// what was found.
class Error : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A JSON value (RFC 8259). Numbers are kept as they are written, so that none loses a digit; members in their order.
struct Node {
    enum class Kind : unsigned char { null, boolean, number, string, array, object };
    using Member = std::pair<std::string, Node>;

    Kind kind = Kind::null;
    bool flag = false;
    std::string text;           ///< of a number as written, of a string in UTF-8
    std::vector<Node> items;
    std::vector<Member> members;

    static Node boolean(bool value);
    static Node number(std::string digits);
    static Node number(long long value) { return number(std::to_string(value)); }
    static Node string(std::string text);
    static Node array() { return of(Kind::array); }
    static Node object() { return of(Kind::object); }

    bool is(Kind other) const noexcept { return kind == other; }
    /// Null if there is no such member.
    const Node* find(std::string_view name) const noexcept;
    Node& add(std::string name, Node value) { return members.emplace_back(std::move(name), std::move(value)).second; }

    /// "the number 5", "a string", for messages.
    std::string describe() const;

    friend bool operator==(const Node&, const Node&) = default;

private:
    static Node of(Kind kind) {
        Node node;
        node.kind = kind;
        return node;
    }
};

/// One JSON value and nothing but white space behind it. Error with line and column; also for text that is not UTF-8, a
/// member that is there twice, nesting beyond 200.
Node parse(std::string_view text);

/// In one line, or over several with two spaces of indentation a level.
std::string to_text(const Node& node);
std::string to_pretty_text(const Node& node);

}  // namespace corbel::json
