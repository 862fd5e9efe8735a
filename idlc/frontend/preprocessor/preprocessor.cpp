// SPDX-License-Identifier: BSL-1.0
// C's preprocessor for IDL (CORBA 3.0.3, 3.3: as in ISO C++). Text that no macro touches is copied as it stands.
#include "idlc/frontend/preprocessor.hpp"

#include <algorithm>
#include <iterator>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "idlc/frontend/components_idl.hpp"
#include "idlc/frontend/preprocessor/condition.hpp"
#include "idlc/frontend/preprocessor/macro.hpp"
#include "idlc/frontend/preprocessor/output.hpp"
#include "idlc/frontend/suggest.hpp"

namespace corbel::idl::preprocessing {

namespace {

constexpr std::size_t largest_text = std::size_t{64} << 20;
constexpr std::size_t most_macro_tokens = 1'000'000;
constexpr std::size_t deepest_include = 200;
constexpr std::size_t cost_of_a_file = 64;    ///< in bytes: includes of empty files come to an end too
constexpr std::uint32_t greatest_line = 2147483647;  ///< that a #line can name (ISO C++, [cpp.line])

/// Preprocessing cannot go on; the reason has been reported.
struct Stop {};

class Preprocessor {
public:
    Preprocessor(SourceFiles& files, SourceLoader& loader, Diagnostics& diagnostics, const Options& options,
                 Preprocessed& out)
        : files_{files}, loader_{loader}, diagnostics_{diagnostics}, options_{options}, out_{out}, output_{out} {
        numbers_.emplace(main_path_, 0);
        marked_.emplace(std::pair{main_path_, true}, 0);
        if (main_path_ != name_of_standard_input) out.dependencies.push_back(main_path_);
    }

    void run() {
        define_options();
        read(0, main_path_);
    }

private:
    // -- messages ---------------------------------------------------------------------------------------------------

    void report(Code code, const Location& place, std::initializer_list<std::string> arguments = {}) {
        diagnostics_.report(code, place, arguments);
        if (diagnostics_.is_error(code) && place.line != 0) out_.faults.push_back(place);
    }
    void spend(std::size_t tokens, const Location& place) {
        spent_ += tokens;
        if (spent_ <= most_macro_tokens) return;
        report(Code::macro_explosion, place, {std::to_string(most_macro_tokens)});
        throw Stop{};
    }
    void limit_text(std::size_t bytes, const Location& place) {
        made_ += bytes;
        if (made_ <= largest_text) return;
        report(Code::source_too_large, place);
        throw Stop{};
    }
    std::string_view keep(std::string text) {
        limit_text(text.size(), include_place_);
        return kept_.emplace_back(std::move(text));
    }

    // -- files ------------------------------------------------------------------------------------------------------

    void pay(std::size_t bytes) {
        total_ += bytes;
        if (total_ <= largest_text) return;
        report(Code::source_too_large, include_place_);
        throw Stop{};
    }
    void read(std::uint32_t file, const std::string& path) {
        pay(files_.text(file).size() + cost_of_a_file);
        if (joined_.size() <= file) joined_.resize(file + 1);
        auto& joined = joined_[file];
        if (joined.text.empty()) join_lines(files_.text(file), joined);
        Source source{file, path, joined.text, joined.joints};
        stack_.push_back(&source);
        scan(source);
        for (; source.entered > 0; --source.entered, --entered_)
            output_.event(Preprocessed::Event::leave_file, source.place(source.lexer.at(), 1));
        for (const auto& each : source.conditions)
            report(each.is_guard && !source.is_cut ? Code::guard_without_endif : Code::missing_endif, each.place);
        stack_.pop_back();
    }

    void scan(Source& source) {
        bool at_start = true;
        for (;;) {
            const auto token = source.lexer.next();
            switch (token.kind) {
                case Kind::end: return;
                case Kind::newline:
                    output_.newline();
                    at_start = true;
                    break;
                case Kind::comment: output_.comment(token); break;
                case Kind::open_comment:
                    report(Code::unterminated_comment, source.place(token.text.data() - source.lexer.text().data(), 2));
                    throw Stop{};
                default:
                    if (at_start && token.is("#")) {
                        directive(source, token);
                        output_.end_line();
                        break;
                    }
                    at_start = false;
                    if (token.kind != Kind::identifier || !macro_call(source, token)) output_.source(source, token);
            }
        }
    }

    /// Finds what `#include "name"` or `<name>` means here and loads it.
    bool locate(const std::string& written, bool angled, const Location& place, std::string& name) {
        const auto beside = join(folder_of(stack_.back()->path), written);
        if (!angled && try_file(beside, written, angled, false, name)) return true;
        for (const auto& folder : options_.include_folders) {
            const auto path = join(folder, written);
            if (try_file(path, written, angled, written == "orb.idl" && is_own(path), name)) return true;
        }
        for (const auto& folder : options_.builtin_folders)
            if (try_file(join(folder, written), written, angled, written == "orb.idl", name)) return true;
        if (told_) return told_ = false;
        // What is predeclared of orb.idl (CORBA 3.0.3, 3.16) needs no text.
        if (written == "orb.idl") return name = own(written, "\n", angled), true;
        if (written == "Components.idl") return name = own(written, components_idl, angled), true;
        report(Code::include_not_found, place, {written});
        return false;
    }
    /// The C++ includes what is made of the file, by a name that must fit between quotes.
    void note_include(Include include) {
        const auto name = include.written.substr(include.written.rfind('/') + 1);
        const bool fits = std::all_of(name.begin(), name.end(), [](char c) {
            return static_cast<unsigned char>(c) >= ' ' && c != 0x7f && c != '"' && c != '\\';
        });
        if (fits) out_.includes.push_back(std::move(include));
        else report(Code::include_name, include_place_, {name});
    }
    bool in_main_file() const { return stack_.size() == 1 && entered_ == 0; }
    /// -I may name the compiler's own folder, to have it before another that brings an orb.idl.
    bool is_own(const std::string& path) {
        return std::any_of(options_.builtin_folders.begin(), options_.builtin_folders.end(), [&](const auto& own) {
            return loader_.canonical(join(own, "orb.idl")) == loader_.canonical(path);
        });
    }
    /// A file of the compiler's own where no folder has one.
    std::string own(const std::string& written, const char* text, bool angled) {
        const auto name = '<' + written + '>';
        if (!numbers_.contains(name)) numbers_.emplace(name, files_.add(name, text));
        if (in_main_file()) note_include({written, name, angled, written == "orb.idl"});
        return name;
    }
    bool try_file(const std::string& path, const std::string& written, bool angled, bool builtin, std::string& name) {
        if (told_ || !loader_.exists(path)) return false;
        if (!numbers_.contains(path) && !load(path)) return false;
        if (in_main_file()) note_include({written, path, angled, builtin});
        if (builtin) out_.builtin_file = numbers_.at(path);
        name = path;
        return true;
    }
    bool load(const std::string& path) {
        auto [text, problem] = loader_.load(path);
        if (!text) report(Code::unreadable_include, include_place_, {path, problem});
        told_ = !text || !tidy(*text, path, diagnostics_);
        if (told_) return false;
        numbers_.emplace(path, files_.add(path, std::move(*text)));
        out_.dependencies.push_back(path);
        return true;
    }

    // -- directives -------------------------------------------------------------------------------------------------

    static constexpr std::string_view names[] = {"include", "define", "undef", "if",      "ifdef",   "ifndef", "elif",
                                                 "else",    "endif",  "line",  "error",   "warning", "pragma", "ident"};

    void directive(Source& source, const Token& hash) {
        const auto place = source.place(hash);
        const auto name = source.lexer.next();
        if (name.kind != Kind::number) output_.forget_comments();
        if (name.kind == Kind::newline || name.kind == Kind::end) return;
        const auto name_place = source.place(name);
        if (name.is("pragma")) return pragma(source, place);
        if (name.is("include")) return include(source, name_place);
        if (name.is("error") || name.is("warning")) {
            const auto code = name.is("error") ? Code::error_directive : Code::warning_directive;
            return report(code, place, {text_of_line(source)});
        }
        const auto rest = rest_of_line(source);
        const bool is_first = !std::exchange(source.had_directive, true);
        if (name.is("define")) define(source, rest, name_place);
        else if (name.is("undef")) undefine(source, rest, name_place);
        else if (name.is("if")) begin_condition(source, place, condition(source, rest, name_place));
        else if (name.is("ifdef")) begin_condition(source, place, is_defined(source, name, rest));
        else if (name.is("ifndef")) begin_condition(source, place, !is_defined(source, name, rest), is_first);
        else if (name.is("elif") || name.is("else") || name.is("endif")) end_group(source, name, rest, place);
        else if (name.is("line")) line_directive(source, rest, name_place);
        else if (name.kind == Kind::number) line_mark(source, name, rest, name_place);
        else if (name.is("ident") || name.is("sccs")) return;
        else unknown(name, name_place);
    }
    /// Warns of tokens from the one at `at` on, which the directive does not take.
    void no_more(Source& source, std::string_view name, const Tokens& rest, std::size_t at) {
        if (rest.size() > at) report(Code::extra_tokens, source.place(rest[at]), {std::string{name}});
    }
    void unknown(const Token& name, const Location& place) {
        Suggestion guess{name.text};
        for (const auto each : names) guess.consider(each);
        if (guess.text().empty()) report(Code::unknown_directive, place, {std::string{name.text}});
        else report(Code::unknown_directive_did_you_mean, place, {std::string{name.text}, guess.text()});
    }

    /// The tokens up to the end of the line, without comments.
    Tokens rest_of_line(Source& source) {
        Tokens rest;
        for (bool space = false;;) {
            const auto before = source.lexer.at();
            auto token = source.lexer.next();
            if (token.kind == Kind::newline || token.kind == Kind::end) return source.lexer.seek(before), rest;
            if (token.kind == Kind::open_comment) return source.lexer.seek(before + token.space), rest;
            token.space = token.space || space;
            space = token.kind == Kind::comment;
            if (!space) rest.push_back(token);
        }
    }
    std::string text_of_line(Source& source) {
        const auto begin = source.lexer.at();
        source.lexer.skip_line();
        auto text = source.lexer.text().substr(begin, source.lexer.at() - begin);
        while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
        while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
        return std::string{text};
    }

    void pragma(Source& source, Location place) {
        const auto begin = source.lexer.at();
        const auto rest = rest_of_line(source);
        if (rest.size() == 1 && rest[0].is("once")) {
            once_.insert(loader_.canonical(source.path));
            return;
        }
        std::string body;
        std::vector<std::pair<std::size_t, std::uint32_t>> columns;
        const auto& text = source.lexer.text();
        const auto* start = text.data();
        auto end = start + begin;
        const auto line_start = text.rfind('\n', begin) + 1;
        for (const auto& each : rest) {
            if (each.space) body += ' ';
            columns.emplace_back(body.size(), static_cast<std::uint32_t>(each.text.data() - start - line_start + 1));
            body += each.text;
            end = each.text.data() + each.text.size();
        }
        const auto line_end = start + std::min(text.find('\n', begin), text.size());
        const auto length = std::min(end, line_end) - (start + begin);
        place.length = static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(length, 0) + 7);
        // Behind a line that goes on in the next one columns mean nothing.
        if (end > line_end) columns.clear();
        output_.event(Preprocessed::Event::pragma, place, std::move(body), std::move(columns));
    }

    void include(Source& source, const Location& place) {
        auto rest = rest_of_line_as_written(source);
        include_place_ = place;
        if (rest.empty() || (rest[0] != '"' && rest[0] != '<')) {
            Tokens tokens;
            drain_list(tokens_of(keep(rest)), place, [&](const Token& token) { tokens.push_back(token); });
            rest = joined(tokens);
        } else {
            include_place_ = source.place(place_of_rest_, rest.size());
        }
        const auto close = rest.find(!rest.empty() && rest[0] == '<' ? '>' : '"', 1);
        if (rest.empty() || (rest[0] != '"' && rest[0] != '<') || close == std::string::npos || close == 1)
            return report(Code::directive_form, include_place_, {"#include \"file.idl\""});
        include_place_.length = std::min(include_place_.length, static_cast<std::uint32_t>(close + 1));
        const auto behind = rest.substr(close + 1);
        if (behind.find_first_not_of(' ') != behind.npos && !behind.starts_with("//") && !behind.starts_with("/*"))
            report(Code::extra_tokens, include_place_, {"include"});
        enter(rest.substr(1, close - 1), rest[0] == '<');
    }
    std::string rest_of_line_as_written(Source& source) {
        const auto& text = source.lexer.text();
        auto begin = source.lexer.at();
        while (begin < text.size() && is_space(text[begin])) ++begin;
        place_of_rest_ = begin;
        source.lexer.seek(begin);
        if (begin < text.size() && text[begin] == '<') return text_of_line(source);
        return joined(rest_of_line(source));
    }
    void enter(const std::string& written, bool angled) {
        std::string name;
        if (!locate(written, angled, include_place_, name)) return;
        if (once_.contains(loader_.canonical(name))) return;
        const auto place = include_place_;
        enter_file(numbers_.at(name), name, place);
        read(numbers_.at(name), name);
        output_.event(Preprocessed::Event::leave_file, place);
    }

    void enter_file(std::uint32_t file, const std::string& name, const Location& place) {
        if (stack_.size() + entered_ > deepest_include) {
            report(Code::include_too_deep, place, {name, std::to_string(deepest_include)});
            throw Stop{};
        }
        output_.event(Preprocessed::Event::enter_file, place);
        out_.events.back().file = file;
    }

    // -- #line, and the marks that preprocessors write: # 10 "file.idl" 1 --------------------------------------------

    void line_directive(Source& source, const Tokens& rest, const Location& place) {
        Tokens words;
        include_place_ = place;
        drain_list(rest, place, [&](const Token& token) { words.push_back(token); });
        if (words.empty()) return report(Code::directive_form, place, {line_form});
        const auto number = line_number(words[0], 1, place_in(source, words[0], place));
        if (!number) return;
        if (words.size() > 1 && !is_file_name(words[1]))
            return report(Code::directive_form, place_in(source, words[1], place), {line_form});
        if (words.size() > 2) report(Code::extra_tokens, place_in(source, words[2], place), {"line"});
        call_next_line(source, *number, words.size() > 1 ? mark_file(unquoted(words[1])) : source.file);
    }
    void line_mark(Source& source, const Token& first, const Tokens& rest, const Location& place) {
        include_place_ = place;
        const auto number = line_number(first, 0, place);
        if (!number) return;
        if (rest.empty()) return call_next_line(source, *number, source.file);
        if (!is_file_name(rest[0]))
            return report(Code::directive_form, place_in(source, rest[0], place), {"# 10 \"file.idl\""});
        bool enters = false, leaves = false;
        for (auto flag = rest.begin() + 1; flag != rest.end(); ++flag) {
            if (flag->text.size() != 1 || flag->text[0] < '1' || flag->text[0] > '4')
                return report(Code::line_flag, source.place(*flag), {std::string{flag->text}});
            enters = enters || flag->is("1");
            leaves = leaves || flag->is("2");
        }
        follow(source, *number, unquoted(rest[0]), enters, leaves, place);
    }

    static constexpr auto line_form = "#line 10 \"file.idl\"";

    std::optional<std::uint32_t> line_number(const Token& token, std::uint32_t least, const Location& place) {
        std::uint64_t number = 0;
        for (const char c : token.text) {
            number = is_digit(c) ? number * 10 + static_cast<std::uint64_t>(c - '0') : greatest_line + 1ull;
            if (number > greatest_line) break;
        }
        if (number >= least && number <= greatest_line) return static_cast<std::uint32_t>(number);
        report(Code::line_number, place, {std::string{token.text}, std::to_string(greatest_line)});
        return std::nullopt;
    }
    static bool is_file_name(const Token& token) {
        if (token.text[0] != '"') return false;
        std::size_t at = 1;
        while (at < token.text.size() && token.text[at] != '"') at += token.text[at] == '\\' ? 2 : 1;
        return at + 1 == token.text.size();
    }
    /// Compilers write a backslash in front of " and \, and what cannot be printed in octal.
    static std::string unquoted(const Token& token) {
        std::string name;
        auto rest = token.text.substr(1, token.text.size() - 2);
        const auto octal = [&](std::size_t at) { return static_cast<unsigned>(rest[at] - '0'); };
        while (!rest.empty()) {
            const bool is_escape = rest[0] == '\\' && rest.size() > 1;
            if (is_escape) rest.remove_prefix(1);
            const bool is_octal = is_escape && rest.size() > 2 && rest.find_first_not_of("01234567") >= 3;
            name += is_octal ? static_cast<char>(octal(0) << 6 | octal(1) << 3 | octal(2)) : rest[0];
            rest.remove_prefix(is_octal ? 3 : 1);
        }
        return name;
    }

    /// A mark that names a file: a preprocessor has begun to read it, returns to it or goes on in it.
    void follow(Source& source, std::uint32_t number, const std::string& name, bool enters, bool leaves,
                const Location& place) {
        // A mark that leaves no lines out does not part a comment from what follows.
        if (enters || leaves || number > place.line) output_.forget_comments();
        else output_.keep_comments();
        if (leaves && source.entered == 0) report(Code::line_return, place, {name});
        else if (leaves) --source.entered, --entered_;
        else if (enters) return enter_marked(source, number, name, place);
        const auto file = mark_file(name);
        if (leaves) output_.event(Preprocessed::Event::leave_file, {file, number - 1, 1, 1});
        call_next_line(source, number, file);
    }
    void enter_marked(Source& source, std::uint32_t number, const std::string& name, const Location& place) {
        const auto from = files_.names()[source.file];
        const bool from_main = in_main_file();
        if (from_main) is_command_ = is_of_command(from);
        ++source.entered, ++entered_;
        const auto file = mark_file(name);
        enter_file(file, name, place);
        // What idlc -E calls files that stand in no folder.
        const bool is_ours = name == "<orb.idl>" || name == "<Components.idl>";
        const bool is_builtin = name == "<orb.idl>" || (name.ends_with("orb.idl") && is_own(name));
        if (is_builtin) out_.builtin_file = file;
        if (from_main && !is_command_ && (is_ours || !is_of_command(name)))
            note_include({is_ours ? name.substr(1, name.size() - 2) : name, name, false, is_builtin});
        call_next_line(source, number, file);
    }
    /// "<built-in>", "<command-line>": where the macros come from that the preprocessor brings.
    static bool is_of_command(std::string_view name) { return name.starts_with('<') && name != name_of_standard_input; }

    /// The number of the file of this name, which is the main file if the mark stands where nothing is entered.
    std::uint32_t mark_file(const std::string& name) {
        pay(cost_of_a_file);
        const bool is_main = in_main_file();
        if (const auto known = marked_.find({name, is_main}); known != marked_.end()) return known->second;
        const bool is_first = is_main && out_.text.empty() && out_.events.empty() && marked_.size() == 1;
        auto file = std::uint32_t{0};
        if (is_first && !main_path_.ends_with(".idl")) files_.rename(0, name);
        else file = files_.add(name, {});
        const bool is_known = numbers_.contains(name) || marked_.contains({name, !is_main});
        marked_.emplace(std::pair{name, is_main}, file);
        if (is_main) out_.main_files.push_back(file);
        const bool is_text = is_main ? !is_of_command(name) : !is_command_;
        if (is_text && !is_known && loader_.exists(name)) out_.dependencies.push_back(name);
        return file;
    }
    void call_next_line(Source& source, std::uint32_t number, std::uint32_t file) {
        source.call_next_line(source.lexer.at(), file, std::max(number, 1u));
        files_.hold(file, std::max(number, 1u), source.read, source.next_line());
    }

    // -- conditions -------------------------------------------------------------------------------------------------

    void begin_condition(Source& source, const Location& place, bool holds, bool is_guard = false) {
        source.conditions.push_back({place, holds, is_guard});
        if (!holds) skip_group(source);
    }
    /// An #elif, #else or #endif behind a group that was read.
    void end_group(Source& source, const Token& name, const Tokens& rest, const Location& place) {
        if (source.conditions.empty()) return report(Code::missing_if, place, {std::string{name.text}});
        if (!name.is("elif")) no_more(source, name.text, rest, 0);
        auto& condition = source.conditions.back();
        if (name.is("endif")) return source.conditions.pop_back();
        if (condition.had_else) report(Code::behind_else, place, {std::string{name.text}});
        condition.had_else = condition.had_else || name.is("else");
        skip_group(source);
    }
    /// To the #elif or #else whose group is read, or the #endif.
    void skip_group(Source& source) {
        std::size_t depth = 0;
        bool at_start = true;
        for (;;) {
            const auto token = source.lexer.next();
            if (token.kind == Kind::end) {
                source.is_cut = true;
                return;
            }
            if (token.kind == Kind::open_comment) {
                report(Code::unterminated_comment, source.place(token.text.data() - source.lexer.text().data(), 2));
                throw Stop{};
            }
            if (at_start && token.is("#")) {
                const auto name = source.lexer.next();
                if (name.is("if") || name.is("ifdef") || name.is("ifndef")) ++depth;
                else if (name.is("endif") && depth > 0) --depth;
                else if (depth == 0 && chooses(source, name, token)) return;
                if (name.kind != Kind::newline) source.lexer.skip_line();
                continue;
            }
            at_start = token.kind == Kind::newline || (at_start && token.kind == Kind::comment);
            if (!at_start) source.lexer.skip_line_of_group();
        }
    }
    bool chooses(Source& source, const Token& name, const Token& hash) {
        auto& condition = source.conditions.back();
        if (!name.is("endif") && !name.is("else") && !name.is("elif")) return false;
        if (name.is("endif")) {
            no_more(source, "endif", rest_of_line(source), 0);
            source.conditions.pop_back();
            return true;
        }
        const auto place = source.place(hash);
        if (condition.had_else) report(Code::behind_else, place, {std::string{name.text}});
        condition.had_else = condition.had_else || name.is("else");
        if (condition.taken) return false;
        if (name.is("else")) return no_more(source, "else", rest_of_line(source), 0), condition.taken = true;
        const auto name_place = source.place(name);
        return condition.taken = this->condition(source, rest_of_line(source), name_place);
    }

    bool is_defined(Source& source, const Token& name, const Tokens& rest) {
        if (rest.empty() || rest[0].kind != Kind::identifier) {
            report(Code::directive_form, source.place(rest.empty() ? name : rest[0]),
                   {"#" + std::string{name.text} + " NAME"});
            return false;
        }
        no_more(source, name.text, rest, 1);
        return is_defined(rest[0]);
    }
    bool condition(Source& source, const Tokens& rest, const Location& place) {
        if (rest.empty()) {
            report(Code::directive_form, place, {"#if VALUE"});
            return false;
        }
        const auto questions = without_defined(rest);
        const auto nameless =
            std::find_if(questions.begin(), questions.end(), [](const auto& each) { return each.is("defined"); });
        if (nameless != questions.end()) {
            report(Code::directive_form, place_in(source, *nameless, place), {"#if defined(NAME)"});
            return false;
        }
        Tokens tokens;
        drain_list(questions, place, [&](const Token& token) { tokens.push_back(token); });
        return Condition{tokens, [&](Code code, const Token& token) {
                             report(code, place_in(source, token, place), {std::string{token.text}});
                         }}.holds();
    }
    /// `defined NAME` and `defined(NAME)` become 0 and 1.
    Tokens without_defined(const Tokens& from) {
        Tokens result;
        for (std::size_t i = 0; i < from.size(); ++i) {
            const bool bracket = i + 3 < from.size() && from[i + 1].is("(") && from[i + 3].is(")");
            const auto name = i + (bracket ? 2 : 1);
            if (!from[i].is("defined") || name >= from.size() || from[name].kind != Kind::identifier) {
                result.push_back(from[i]);
                continue;
            }
            result.push_back({Kind::number, true, true, is_defined(from[name]) ? "1" : "0"});
            i = name + (bracket ? 1 : 0);
        }
        return result;
    }
    /// The token's place if it stands here or behind in this file (as arguments do), else `otherwise`.
    Location place_in(Source& source, const Token& token, const Location& otherwise) {
        const auto* begin = source.lexer.text().data();
        const bool here = std::less_equal<>{}(begin, token.text.data()) &&
                          std::less<>{}(token.text.data(), begin + source.lexer.text().size());
        if (!here) return otherwise;
        const auto offset = static_cast<std::size_t>(token.text.data() - begin);
        return source.has_passed(offset) ? otherwise : source.place(offset, token.text.size());
    }

    // -- macros -----------------------------------------------------------------------------------------------------

    bool is_defined(const Token& name) { return find(name.text) || is_place(name); }
    Macro* find(std::string_view name) {
        const auto found = macros_.find(name);
        return found == macros_.end() ? nullptr : &found->second;
    }

    void define_options() {
        Source nowhere{0, main_path_, {}, no_joints_};
        stack_.push_back(&nowhere);
        define(nowhere, tokens_of(keep("__CORBEL_IDL__ 1")), {0, 0, 0, 1});
        for (auto each : options_.definitions) {
            const auto equals = each.find('=');
            if (equals == std::string::npos) each += " 1";
            else each[equals] = ' ';
            define(nowhere, tokens_of(keep(std::move(each))), {0, 0, 0, 1});
        }
        for (const auto& each : options_.undefinitions)
            if (const auto found = macros_.find(each); found != macros_.end()) macros_.erase(found);
        stack_.pop_back();
    }

    void define(Source& source, const Tokens& rest, const Location& place) {
        if (!names_a_macro(source, rest, place, "#define NAME value")) return;
        Macro macro;
        macro.name = rest[0].text;
        macro.place = place_in(source, rest[0], place);
        std::size_t body = 1;
        if (rest.size() > 1 && rest[1].is("(") && !rest[1].space) {
            macro.is_function = true;
            body = parameters(rest, macro);
            if (body == 0)
                return report(Code::directive_form, place_in(source, rest[1], place), {"#define NAME(a, b) value"});
        }
        macro.body.assign(rest.begin() + static_cast<std::ptrdiff_t>(body), rest.end());
        if (!macro.body.empty()) macro.body.front().space = false;
        if (!is_well_formed(source, macro)) return;
        if (!macro.body.empty() && (macro.body.front().is("##") || macro.body.back().is("##")))
            return report(Code::paste_at_end, place_in(source, macro.body.back(), place));
        auto* before = find(macro.name);
        if (before && before->busy) return;
        if (before && !before->same_as(macro)) {
            report(Code::macro_redefined, macro.place, {macro.name});
            if (before->place.line != 0)
                diagnostics_.report(Code::note_declared_here, before->place, {before->name});
        }
        if (before) *before = std::move(macro);
        else macros_.emplace(keep(macro.name), std::move(macro));
    }
    /// ISO C, 6.10.3 and 6.10.3.2.
    bool is_well_formed(Source& source, const Macro& macro) {
        const auto& names = macro.parameters;
        for (auto name = names.begin(); name != names.end(); ++name) {
            if (std::find(names.begin(), name, *name) == name) continue;
            report(Code::macro_parameter_twice, macro.place, {std::string{*name}, macro.name});
            return false;
        }
        for (auto token = macro.body.begin(); macro.is_function && token != macro.body.end(); ++token) {
            if (!token->is("#")) continue;
            const auto next = std::next(token);
            if (next != macro.body.end() && std::find(names.begin(), names.end(), next->text) != names.end()) continue;
            report(Code::hash_without_parameter, place_in(source, *token, macro.place), {macro.name});
            return false;
        }
        return true;
    }
    bool names_a_macro(Source& source, const Tokens& rest, const Location& place, const std::string& form) {
        if (!rest.empty() && rest[0].kind == Kind::identifier && !rest[0].is("defined")) return true;
        if (rest.empty()) report(Code::directive_form, place, {form});
        else report(Code::macro_name, place_in(source, rest[0], place), {std::string{rest[0].text}});
        return false;
    }
    /// Reads `(a, b)` from the second token on; where the body begins, 0 for an error.
    static std::size_t parameters(const Tokens& rest, Macro& macro) {
        std::size_t at = 2;
        if (at < rest.size() && rest[at].is(")")) return at + 1;
        for (; at < rest.size(); ++at) {
            if (rest[at].is(".") && at + 3 < rest.size() && rest[at + 1].is(".") && rest[at + 2].is(".")) {
                macro.is_variadic = true;
                macro.parameters.push_back("__VA_ARGS__");
                return rest[at + 3].is(")") ? at + 4 : 0;
            }
            if (rest[at].kind != Kind::identifier) return 0;
            macro.parameters.push_back(rest[at].text);
            if (++at == rest.size()) return 0;
            if (rest[at].is(")")) return at + 1;
            if (!rest[at].is(",")) return 0;
        }
        return 0;
    }
    void undefine(Source& source, const Tokens& rest, const Location& place) {
        if (!names_a_macro(source, rest, place, "#undef NAME")) return;
        no_more(source, "undef", rest, 1);
        if (const auto found = macros_.find(rest[0].text); found != macros_.end() && !found->second.busy)
            macros_.erase(found);
    }

    /// Writes what the macro that `name` calls becomes; false: it is none, or not called.
    bool macro_call(Source& source, const Token& name) {
        if (is_place(name)) {
            const auto place = source.place(name);
            return output_.expanded(place_value(name, place), place), true;
        }
        auto* macro = find(name.text);
        if (!macro) return false;
        const auto use = source.place(name);
        output_.end_run();
        expand_from(&source, name, *macro, use, [&](const Token& token) {
            limit_text(token.text.size(), use);
            output_.expanded(token, place_in(source, token, use));
        });
        output_.end_run();
        return true;
    }

    static bool is_place(const Token& name) { return name.is("__LINE__") || name.is("__FILE__"); }
    Token place_value(const Token& name, const Location& place) {
        if (name.is("__LINE__")) return {Kind::number, name.space, true, keep(std::to_string(place.line))};
        return {Kind::string, name.space, true, keep(quoted(files_.names()[place.file]))};
    }

    /// Tokens that are to be read before the rest of the source.
    struct Pending {
        Tokens tokens;
        std::size_t at = 0;
        Macro* macro = nullptr;  ///< whose expansion they are
    };

    template <class Sink>
    void expand_from(Source* source, const Token& name, Macro& macro, const Location& use, Sink sink) {
        const auto floor = pending_.size();
        if (!begin_call(source, floor, name, macro, use)) return sink(name);
        drain(source, floor, use, sink);
    }
    /// The same for a list of tokens: an argument, the text of an #if.
    template <class Sink>
    void drain_list(Tokens tokens, const Location& use, Sink sink) {
        if (++depth_ > deepest_nesting) {
            report(Code::macro_too_deep, use, {std::to_string(deepest_nesting)});
            throw Stop{};
        }
        const auto floor = pending_.size();
        pending_.push_back({std::move(tokens)});
        drain(nullptr, floor, use, sink);
        --depth_;
    }
    template <class Sink>
    void drain(Source* source, std::size_t floor, const Location& use, Sink& sink) {
        Token token;
        while (next_pending(floor, token)) {
            auto* macro = token.kind == Kind::identifier && !token.final ? find(token.text) : nullptr;
            if (!macro && token.kind == Kind::identifier && is_place(token)) token = place_value(token, use);
            if (macro && macro->busy) token.final = true;
            if (!macro || macro->busy || !begin_call(source, floor, token, *macro, use)) sink(token);
        }
    }
    bool next_pending(std::size_t floor, Token& token) {
        while (pending_.size() > floor) {
            auto& top = pending_.back();
            if (top.at < top.tokens.size()) return token = top.tokens[top.at++], true;
            if (top.macro) top.macro->busy = false;
            pending_.pop_back();
        }
        return false;
    }

    /// Puts the expansion in front of what is still to be read; false: a function's name without a call.
    bool begin_call(Source* source, std::size_t floor, const Token& name, Macro& macro, const Location& use) {
        spend(1, use);
        std::vector<Tokens> arguments;
        if (macro.is_function) {
            if (!opens(source, floor)) return false;
            if (!collect(source, floor, macro, use, arguments)) return true;
        }
        auto tokens = substitute(macro, arguments, use);
        if (!tokens.empty()) tokens.front().space = name.space;
        macro.busy = true;
        pending_.push_back({std::move(tokens), 0, &macro});
        return true;
    }
    /// Is the next token an opening bracket? It is taken then.
    bool opens(Source* source, std::size_t floor) {
        for (auto i = pending_.size(); i > floor; --i) {
            const auto& level = pending_[i - 1];
            if (level.at == level.tokens.size()) continue;
            if (!level.tokens[level.at].is("(")) return false;
            Token bracket;
            return next_pending(floor, bracket);
        }
        if (!source) return false;
        const auto before = source->lexer.at();
        if (next_of_source(*source).is("(")) return true;
        source->lexer.seek(before);
        return false;
    }
    static Token next_of_source(Source& source) {
        for (bool space = false;;) {
            auto token = source.lexer.next();
            token.space = token.space || space;
            if (token.kind != Kind::newline && token.kind != Kind::comment) return token;
            space = true;
        }
    }
    Token next_anywhere(Source* source, std::size_t floor) {
        Token token;
        if (next_pending(floor, token)) return token;
        return source ? next_of_source(*source) : Token{};
    }

    bool collect(Source* source, std::size_t floor, const Macro& macro, const Location& use,
                 std::vector<Tokens>& arguments) {
        arguments.emplace_back();
        for (std::size_t depth = 0;;) {
            auto token = next_anywhere(source, floor);
            if (token.kind == Kind::end || token.kind == Kind::open_comment) {
                report(Code::macro_not_closed, use, {macro.name});
                if (source) throw Stop{};
                return false;
            }
            if (token.is(")") && depth == 0) break;
            if (token.is("(")) ++depth;
            if (token.is(")")) --depth;
            const bool rest = macro.is_variadic && arguments.size() == macro.parameters.size();
            if (token.is(",") && depth == 0 && !rest) arguments.emplace_back();
            else arguments.back().push_back(token);
        }
        if (macro.parameters.empty() && arguments.size() == 1 && arguments[0].empty()) arguments.clear();
        if (macro.is_variadic && arguments.size() + 1 == macro.parameters.size()) arguments.emplace_back();
        if (arguments.size() == macro.parameters.size()) return true;
        report(Code::macro_arguments, use,
               {macro.name, std::to_string(macro.parameters.size()), std::to_string(arguments.size())});
        if (macro.place.line != 0) diagnostics_.report(Code::note_declared_here, macro.place, {macro.name});
        return false;
    }

    Tokens substitute(const Macro& macro, const std::vector<Tokens>& arguments, const Location& use) {
        Tokens result;
        std::vector<Tokens> expanded(arguments.size());
        std::vector<bool> is_expanded(arguments.size());
        bool pastes = false;
        for (std::size_t i = 0; i < macro.body.size(); ++i) {
            const auto& token = macro.body[i];
            if (token.is("##")) {
                pastes = true;
                continue;
            }
            const bool before_paste = i + 1 < macro.body.size() && macro.body[i + 1].is("##");
            const auto which = macro.parameter(token);
            Tokens piece{token};
            if (macro.is_function && token.is("#") && i + 1 < macro.body.size() &&
                macro.parameter(macro.body[i + 1]) < arguments.size()) {
                piece = {stringized(arguments[macro.parameter(macro.body[++i])], token.space)};
            } else if (which < arguments.size() && (pastes || before_paste)) {
                piece = arguments[which];
            } else if (which < arguments.size()) {
                if (!is_expanded[which])
                    drain_list(arguments[which], use, [&](const Token& each) { expanded[which].push_back(each); });
                is_expanded[which] = true;
                piece = expanded[which];
            }
            if (!piece.empty()) piece.front().space = token.space;
            // A missing argument leaves nothing to paste.
            if (pastes && !result.empty() && !piece.empty()) {
                paste(result, piece.front(), use);
                piece.erase(piece.begin());
            }
            pastes = false;
            result.insert(result.end(), piece.begin(), piece.end());
            spend(piece.size(), use);
        }
        return result;
    }
    Token stringized(const Tokens& argument, bool space) {
        std::string text = "\"";
        for (const auto& each : argument) {
            if (each.space && text.size() > 1) text += ' ';
            for (const char c : each.text) {
                if (each.kind == Kind::string && (c == '"' || c == '\\')) text += '\\';
                text += c;
            }
        }
        return {Kind::string, space, true, keep(text + '"')};
    }
    void paste(Tokens& result, const Token& right, const Location& use) {
        auto& left = result.back();
        const auto text = keep(std::string{left.text}.append(right.text));
        const auto made = tokens_of(text);
        if (made.size() != 1 || made[0].text.size() != text.size()) {
            report(Code::wrong_paste, use, {std::string{left.text}, std::string{right.text}});
            return;
        }
        left.kind = made[0].kind;
        left.text = text;
        left.final = false;
    }

    SourceFiles& files_;
    SourceLoader& loader_;
    Diagnostics& diagnostics_;
    const Options& options_;
    Preprocessed& out_;
    Output output_;
    const std::string main_path_ = files_.names().front();
    std::map<std::string, std::uint32_t, std::less<>> numbers_;  ///< of the files read, by path
    std::map<std::pair<std::string, bool>, std::uint32_t> marked_;  ///< of the files that marks name, main or not
    std::size_t entered_ = 0;  ///< files that marks have entered and not left
    bool is_command_ = false;  ///< the outermost of them was not named by the main file
    std::deque<JoinedText> joined_;                              ///< by number
    std::vector<Source*> stack_;
    std::set<std::string> once_;
    std::unordered_map<std::string_view, Macro> macros_;
    std::vector<Pending> pending_;
    std::deque<std::string> kept_;  ///< texts that tokens point into
    Location include_place_{0, 0, 0, 1};
    std::size_t place_of_rest_ = 0;
    std::size_t total_ = 0, made_ = 0, spent_ = 0, depth_ = 0;
    bool told_ = false;  ///< why the last file found cannot be read
    const std::vector<std::size_t> no_joints_;
};

}  // namespace

}  // namespace corbel::idl::preprocessing

namespace corbel::idl {

Preprocessed run_preprocessor(SourceFiles& files, SourceLoader& loader, Diagnostics& diagnostics,
                              const Options& options) {
    Preprocessed out;
    try {
        preprocessing::Preprocessor{files, loader, diagnostics, options, out}.run();
    } catch (const preprocessing::Stop&) {
        out.is_whole = false;
    }
    return out;
}

}  // namespace corbel::idl
