// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace corbel::idl::cpp11 {

/// Collects the text of one generated file. The writer looks like its output:
///
///     out.text(R"(
///         $type$ $class$::$name$() const {
///             return $name$_;
///         }
///     )", {{"type", type}, {"class", owner}, {"name", name}});
///
/// The indentation that all lines of a pattern share is dropped, and so are its first line break and its last, blank
/// line. A value of several lines continues at the indentation of the line it stands in. A line that holds nothing but
/// a `$name$` whose value is empty disappears.
class Printer {
public:
    using Values = std::initializer_list<std::pair<std::string_view, std::string>>;

    /// `rooted`: namespaces whose names get `::` in front wherever code begins with one, as something else of that name
    /// is nearer somewhere. `usual`: what a `$name$` stands for that is not among the values of a text.
    explicit Printer(std::set<std::string> rooted = {}, std::map<std::string_view, std::string> usual = {})
        : rooted_{std::move(rooted)}, usual_{std::move(usual)} {}

    /// Throws std::logic_error for a `$name$` that is not among the values, nor among the usual ones.
    void text(std::string_view pattern, Values values = {});

    /// One line as it is, at the current indentation.
    void line(std::string_view text);

    /// An empty line, unless the text or a class begins here or there is one already.
    void gap();

    void indent() { depth_ += 4; }
    void outdent() { depth_ -= 4; }

    const std::string& result() const { return text_; }

    /// Lines beyond this are broken.
    static constexpr std::size_t width = 120;

private:
    const std::string& value_of(std::string_view name, Values values) const;
    std::string filled_in(std::string_view line, Values values) const;
    void put(std::string line);
    void put_function(const std::string& line);

    std::string text_;
    std::size_t depth_ = 0;
    std::set<std::string> rooted_;
    std::map<std::string_view, std::string> usual_;
};

/// Everything printed while it lives stands one level deeper.
class Indented {
public:
    explicit Indented(Printer& out) : out_{out} { out_.indent(); }
    ~Indented() { out_.outdent(); }
    Indented(const Indented&) = delete;
    Indented& operator=(const Indented&) = delete;

private:
    Printer& out_;
};

/// "a, b, c".
template <class Range>
std::string joined(const Range& parts, std::string_view separator = ", ") {
    std::string all;
    for (const auto& part : parts) {
        if (!all.empty()) all += separator;
        all += part;
    }
    return all;
}

}  // namespace corbel::idl::cpp11
