// SPDX-License-Identifier: BSL-1.0
// The only file that sees Boost.Wave.
#include "idlc/frontend/preprocessor.hpp"

#include <algorithm>
#include <boost/wave.hpp>
#include <boost/wave/cpplexer/cpp_lex_iterator.hpp>
#include <boost/wave/cpplexer/cpp_lex_token.hpp>
#include <map>
#include <set>

namespace corbel::idl {

namespace {

namespace wave = boost::wave;
using Token = wave::cpplexer::lex_token<>;
using Lexer = wave::cpplexer::lex_iterator<Token>;

constexpr std::size_t largest_text = std::size_t{64} << 20;
constexpr std::size_t most_macro_tokens = 1'000'000;
constexpr std::size_t deepest_include = 200;

/// Preprocessing cannot go on; the reason has been reported.
struct Stop {};

/// What the hooks share: Wave copies its hook object.
class Session {
public:
    Session(SourceFiles& files, SourceLoader& loader, Diagnostics& diagnostics, const Options& options,
            Preprocessed& out)
        : files_{files}, loader_{loader}, diagnostics_{diagnostics}, options_{options}, out_{out} {
        numbers_.emplace(files.names().front(), 0);
        out.dependencies.push_back(files.names().front());
    }

    Preprocessed& out() { return out_; }
    Diagnostics& diagnostics() { return diagnostics_; }
    std::uint32_t current() const { return stack_.back().file; }

    /// Finds what `#include "name"` or `<name>` means here; the file is loaded when this returns true.
    bool locate(std::string& name, bool angled, const Location& place) {
        const auto written = name;
        if (!angled && try_file(join(folder_of(files_.names()[current()]), written), written, angled, false, name))
            return true;
        for (const auto& folder : options_.include_folders)
            if (try_file(join(folder, written), written, angled, false, name)) return true;
        for (const auto& folder : options_.builtin_folders)
            if (try_file(join(folder, written), written, angled, true, name)) return true;
        if (diagnosed_) return diagnosed_ = false;
        if (written == "orb.idl") return name = builtin(angled), true;
        report(Code::include_not_found, place, {written});
        return false;
    }

    const std::string& text_of(const std::string& name) const { return files_.text(numbers_.at(name)); }

    void enter(const std::string& name) {
        if (stack_.size() > deepest_include) {
            report(Code::include_too_deep, include_place, {name, std::to_string(deepest_include)});
            throw Stop{};
        }
        stack_.back().line = include_place.line;
        stack_.push_back({numbers_.at(name), 0});
        out_.events.push_back({Preprocessed::Event::enter_file, out_.text.size(), include_place, {}});
    }
    void leave() {
        out_.events.push_back({Preprocessed::Event::leave_file, out_.text.size(), include_place, {}});
        if (stack_.size() > 1) stack_.pop_back();
    }

    /// The number of the file a token names; the main one for names the source invented by #line.
    template <class Name>
    std::uint32_t number(const Name& name) {
        if (last_name_.size() == name.size() && std::equal(name.begin(), name.end(), last_name_.begin()))
            return last_number_;
        last_name_.assign(name.begin(), name.end());
        const auto found = numbers_.find(last_name_);
        return last_number_ = found == numbers_.end() ? stack_.back().file : found->second;
    }

    template <class Position>
    Location place(const Position& position, std::size_t length = 1) {
        return {number(position.get_file()), static_cast<std::uint32_t>(position.get_line()),
                static_cast<std::uint32_t>(std::max<std::size_t>(position.get_column(), 1)),
                static_cast<std::uint32_t>(std::max<std::size_t>(length, 1))};
    }

    /// Where a token stands for the reader: one out of a macro's body, where the macro is used. Wave gives it the
    /// place of the definition, which lies before all that is still to be read, or in another file.
    Location place_of_use(const Token& token) {
        const auto own = place(token.get_position(), token.get_value().size());
        if (own.file != current() || own.line < stack_.back().line) return macro_use_.line ? macro_use_ : own;
        stack_.back().line = own.line;
        return own;
    }
    void macro_call(const Token& name) {
        const auto own = place(name.get_position(), name.get_value().size());
        if (own.file == current() && own.line >= stack_.back().line) macro_use_ = own;
    }

    void count_macro_tokens(std::size_t count, const Location& place) {
        macro_tokens_ += count;
        if (macro_tokens_ <= most_macro_tokens) return;
        report(Code::macro_explosion, place, {std::to_string(most_macro_tokens)});
        throw Stop{};
    }

    void report(Code code, const Location& place, std::initializer_list<std::string> arguments = {}) {
        diagnostics_.report(code, place, arguments);
    }

    Location include_place;  ///< of the #include being followed

private:
    /// orb.idl (CORBA 3.0.3, 3.16) where no folder has one: what it declares is predeclared, so its text is empty.
    std::string builtin(bool angled) {
        const std::string name = "<orb.idl>";
        if (!numbers_.contains(name)) numbers_.emplace(name, files_.add(name, "\n"));
        if (stack_.size() == 1) out_.includes.push_back({"orb.idl", name, angled, true});
        return name;
    }

    bool try_file(const std::string& path, const std::string& written, bool angled, bool builtin, std::string& name) {
        if (!loader_.exists(path)) return false;
        if (!numbers_.contains(path) && !load(path)) return false;
        if (stack_.size() == 1) out_.includes.push_back({written, path, angled, builtin});
        name = path;
        return true;
    }

    bool load(const std::string& path) {
        auto [text, problem] = loader_.load(path);
        if (!text) {
            diagnosed_ = true;
            report(Code::unreadable_include, include_place, {path, problem});
            return false;
        }
        total_ += text->size();
        if (total_ > largest_text) {
            report(Code::source_too_large, include_place, {});
            throw Stop{};
        }
        if (!tidy(*text, path, diagnostics_)) {
            diagnosed_ = true;
            return false;
        }
        numbers_.emplace(path, files_.add(path, std::move(*text)));
        out_.dependencies.push_back(path);
        return true;
    }

    SourceFiles& files_;
    SourceLoader& loader_;
    Diagnostics& diagnostics_;
    const Options& options_;
    Preprocessed& out_;
    std::map<std::string, std::uint32_t, std::less<>> numbers_;
    struct Frame {
        std::uint32_t file;
        std::uint32_t line;  ///< how far it has been read
    };
    std::vector<Frame> stack_{{0, 0}};
    Location macro_use_;
    std::string last_name_;
    std::uint32_t last_number_ = 0;
    std::size_t total_ = 0;
    std::size_t macro_tokens_ = 0;
    bool diagnosed_ = false;
};

template <class Tokens>
std::string text_of(const Tokens& tokens) {
    std::string text;
    for (const auto& token : tokens) text.append(token.get_value().begin(), token.get_value().end());
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    const auto begin = text.find_first_not_of(" \t");
    return begin == std::string::npos ? std::string{} : text.substr(begin);
}

std::string without_severity(std::string text) {
    for (const std::string_view word : {"warning: ", "error: ", "fatal error: "})
        if (text.starts_with(word)) return text.substr(word.size());
    return text;
}

class Hooks : public wave::context_policies::eat_whitespace<Token> {
public:
    explicit Hooks(Session& session) : session_{&session} {}

    Session& session() const { return *session_; }

    template <class Context>
    bool locate_include_file(Context& context, std::string& path, bool system, char const*, std::string& folder,
                             std::string& native) {
        session_->include_place = session_->place(context.get_main_pos());
        if (!session_->locate(path, system, session_->include_place)) return false;
        folder = native = path;
        return true;
    }
    template <class Context>
    void opened_include_file(const Context&, const std::string&, const std::string& path, bool) {
        session_->enter(path);
    }
    template <class Context>
    void returning_from_include_file(const Context&) {
        session_->leave();
    }
    template <class Context, class Tokens, class Iterator>
    bool expanding_function_like_macro(const Context&, const Token&, const std::vector<Token>&, const Tokens&,
                                       const Token& call, const std::vector<Tokens>&, const Iterator&,
                                       const Iterator&) {
        session_->macro_call(call);
        return false;
    }
    template <class Context, class Tokens>
    bool expanding_object_like_macro(const Context&, const Token&, const Tokens&, const Token& call) {
        session_->macro_call(call);
        return false;
    }
    template <class Context, class Tokens>
    void expanded_macro(const Context& context, const Tokens& result) {
        session_->count_macro_tokens(result.size() + 1, session_->place(context.get_main_pos()));
    }
    template <class Context, class Tokens>
    bool found_error_directive(const Context& context, const Tokens& message) {
        session_->report(Code::error_directive, session_->place(context.get_main_pos()), {text_of(message)});
        return true;
    }
    template <class Context, class Tokens>
    bool found_warning_directive(const Context& context, const Tokens& message) {
        session_->report(Code::warning_directive, session_->place(context.get_main_pos()), {text_of(message)});
        return true;
    }
    template <class Context, class Exception>
    void throw_exception(const Context&, const Exception& fault) {
        report(fault);
        if (!fault.is_recoverable()) throw Stop{};
    }

    template <class Exception>
    void report(const Exception& fault) const {
        const std::string file{fault.file_name()};
        const Location place{session_->number(file), static_cast<std::uint32_t>(fault.line_no()),
                             static_cast<std::uint32_t>(std::max<std::size_t>(fault.column_no(), 1)), 1};
        // The codes of other exceptions count anew.
        constexpr bool preprocessing = std::is_base_of_v<wave::preprocess_exception, Exception>;
        report(preprocessing ? fault.get_errorcode() : 0, place, without_severity(fault.description()), file);
    }

private:
    void report(int code, const Location& place, const std::string& text, const std::string& file) const;

    Session* session_;
};

void Hooks::report(int code, const Location& place, const std::string& text, const std::string& file) const {
    using Fault = wave::preprocess_exception;
    switch (code) {
        case Fault::bad_include_file: return;  // told by Session::locate
        case Fault::last_line_not_terminated: return;
        case Fault::macro_redefinition:
            return session_->report(Code::macro_redefined, place, {text.substr(text.rfind(": ") + 2)});
        case Fault::missing_matching_endif:
        case Fault::unbalanced_if_endif: return session_->report(Code::missing_endif, place);
        case Fault::missing_matching_if: return session_->report(Code::missing_if, place);
        case Fault::include_nesting_too_deep:
            session_->report(Code::include_too_deep, place, {file, std::to_string(deepest_include)});
            throw Stop{};
        default: return session_->report(Code::preprocessor, place, {text});
    }
}

/// Gives Wave the text of an included file out of the session.
struct SessionInput {
    template <class IterationContext>
    class inner {
    public:
        template <class Position>
        static void init_iterators(IterationContext& iteration, const Position&, wave::language_support language) {
            using Iterator = typename IterationContext::iterator_type;
            const std::string name{iteration.filename.begin(), iteration.filename.end()};
            const auto& text = iteration.ctx.get_hooks().session().text_of(name);
            iteration.first = Iterator(text.begin(), text.end(), Position(iteration.filename), language);
            iteration.last = Iterator();
        }
    };
};

using Context = wave::context<std::string::const_iterator, Lexer, SessionInput, Hooks>;

/// Takes Wave's tokens and writes the text, the marks and what goes beside them.
class Output {
public:
    explicit Output(Session& session) : session_{session}, out_{session.out()} {}

    void take(const Token& token) {
        const auto id = wave::token_id(token);
        if (id == wave::T_PP_PRAGMA) return begin_pragma(token);
        if (in_pragma_) return continue_pragma(token, id);
        if (id == wave::T_CCOMMENT || id == wave::T_CPPCOMMENT) return comment(token, id);
        if (id == wave::T_NEWLINE || id == wave::T_SPACE || id == wave::T_SPACE2 || id == wave::T_EOF) {
            pending_space_ = pending_space_ == '\n' || id == wave::T_NEWLINE ? '\n' : ' ';
            return;
        }
        text(token);
    }

private:
    void begin_pragma(const Token& token) {
        in_pragma_ = true;
        out_.events.push_back({Preprocessed::Event::pragma, out_.text.size(), session_.place(token.get_position(), 7), {}});
        pragma_ = out_.events.size() - 1;
    }
    void continue_pragma(const Token& token, wave::token_id id) {
        auto& body = out_.events[pragma_].body;
        if (id == wave::T_NEWLINE || id == wave::T_EOF || id == wave::T_CPPCOMMENT) {
            in_pragma_ = false;
            pending_space_ = '\n';
        } else if (id == wave::T_CCOMMENT) {
            body += ' ';
        } else {
            body.append(token.get_value().begin(), token.get_value().end());
        }
    }
    void comment(const Token& token, wave::token_id id) {
        // A comment behind something on the same line is not about what follows.
        const bool trails = token.get_position().get_line() == last_line_;
        if (!trails) out_.comments.push_back({out_.text.size(), {token.get_value().begin(), token.get_value().end()}});
        pending_space_ = id == wave::T_CPPCOMMENT ? '\n' : pending_space_ ? pending_space_ : ' ';
    }
    void text(const Token& token) {
        const auto& value = token.get_value();
        const auto& position = token.get_position();
        // Wave splits numbers such as 1.5d in two and sets them apart; in the source they touch.
        const auto touches = position.get_line() == last_line_ && position.get_column() == last_end_ && last_number_;
        if (pending_space_ && !out_.text.empty() && !(touches && pending_space_ == ' ')) out_.text += pending_space_;
        pending_space_ = 0;
        const auto place = session_.place_of_use(token);
        if (!touches) out_.marks.push_back({out_.text.size(), place});
        out_.text.append(value.begin(), value.end());
        last_number_ = !value.empty() && ((value[0] >= '0' && value[0] <= '9') || value[0] == '.' || touches);
        last_line_ = position.get_line();
        last_end_ = position.get_column() + value.size();
    }

    Session& session_;
    Preprocessed& out_;
    bool in_pragma_ = false;
    std::size_t pragma_ = 0;  ///< its number among the events
    char pending_space_ = 0;
    bool last_number_ = false;
    std::size_t last_line_ = 0;
    std::size_t last_end_ = 0;
};

void define_macros(Context& context, const Options& options) {
    context.add_macro_definition(std::string{"__CORBEL_IDL__=1"}, true);
    for (const auto& each : options.definitions) context.add_macro_definition(each);
    for (const auto& each : options.undefinitions) context.remove_macro_definition(each);
}

void run(Context& context, const Options& options, Session& session) {
    define_macros(context, options);
    Output output{session};
    auto at = context.begin();
    const auto end = context.end();
    while (at != end) {
        output.take(*at);
        ++at;
    }
}

}  // namespace

Location Preprocessed::place(std::size_t offset, std::size_t length) const {
    auto after = std::upper_bound(marks.begin(), marks.end(), offset,
                                  [](std::size_t value, const Mark& mark) { return value < mark.offset; });
    if (after == marks.begin()) return {0, 1, 1, 1};
    --after;
    auto place = after->place;
    const auto into = static_cast<std::uint32_t>(offset - after->offset);
    // Text out of a macro is one place, that of its use.
    if (into < place.length) place.column += into;
    place.length = static_cast<std::uint32_t>(length);
    return place;
}

std::string with_line_marks(const Preprocessed& source, const SourceFiles& files) {
    std::string out;
    std::size_t event = 0;
    Location last{~0u, 0, 0, 1};
    const auto pragmas_to = [&](std::size_t offset) {
        for (; event < source.events.size() && source.events[event].offset <= offset; ++event)
            if (source.events[event].kind == Preprocessed::Event::pragma)
                out += "\n#pragma" + source.events[event].body + "\n", last.file = ~0u;
    };
    for (std::size_t i = 0; i < source.marks.size(); ++i) {
        const auto& mark = source.marks[i];
        const auto end = i + 1 < source.marks.size() ? source.marks[i + 1].offset : source.text.size();
        pragmas_to(mark.offset);
        if (mark.place.file != last.file || mark.place.line != last.line) {
            if (!out.empty() && out.back() != '\n') out += '\n';
            if (mark.place.file != last.file || mark.place.line != last.line + 1)
                out += "# " + std::to_string(mark.place.line) + " \"" + files.names()[mark.place.file] + "\"\n";
            last = mark.place;
        }
        for (auto at = mark.offset; at < end; ++at)
            if (source.text[at] != '\n') out += source.text[at];
    }
    pragmas_to(source.text.size());
    if (!out.empty() && out.back() != '\n') out += '\n';
    return out;
}

bool tidy(std::string& text, const std::string& name, Diagnostics& diagnostics) {
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        diagnostics.report(Code::utf16_source, {name});
        return false;
    }
    if (text.find('\0') != std::string::npos) {
        diagnostics.report(Code::nul_in_source,
                           {name, std::to_string(1 + std::count(text.begin(), text.begin() + text.find('\0'), '\n'))});
        return false;
    }
    if (text.find('\r') != std::string::npos) {
        std::string clean;
        clean.reserve(text.size());
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '\r') clean += text[i];
            else if (i + 1 == text.size() || text[i + 1] != '\n') clean += '\n';
        }
        text = std::move(clean);
    }
    if (!text.ends_with('\n')) text += '\n';
    return true;
}

Preprocessed run_preprocessor(SourceFiles& files, SourceLoader& loader, Diagnostics& diagnostics,
                              const Options& options) {
    Preprocessed out;
    Session session{files, loader, diagnostics, options, out};
    const Hooks hooks{session};
    const auto& text = files.text(0);
    try {
        Context context{text.begin(), text.end(), files.names().front().c_str(), hooks};
        context.set_language(static_cast<wave::language_support>(
            wave::support_c99 | wave::support_option_insert_whitespace | wave::support_option_preserve_comments |
            wave::support_option_no_character_validation | wave::support_option_emit_pragma_directives |
            wave::support_option_include_guard_detection));
        context.set_max_include_nesting_depth(deepest_include + 50);
        run(context, options, session);
    } catch (const Stop&) {
    } catch (const wave::cpp_exception& fault) {
        hooks.report(fault);
    } catch (const wave::cpplexer::lexing_exception& fault) {
        hooks.report(fault);
    }
    return out;
}

}  // namespace corbel::idl
