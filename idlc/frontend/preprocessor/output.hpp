// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "idlc/frontend/preprocessor.hpp"
#include "idlc/frontend/preprocessor/file.hpp"

namespace corbel::idl::preprocessing {

/// Writes the text, the marks and what goes beside them.
class Output {
public:
    explicit Output(Preprocessed& out) : out_{out} {}

    void source(Source& source, const Token& token) {
        const auto* end = token.text.data() + token.text.size();
        if (run_end_ && token.text.data() >= run_end_ && pending_ == 0) {
            out_.text.append(run_end_, end);
            out_.marks.back().place.length += static_cast<std::uint32_t>(end - run_end_);
        } else {
            if (pending_ == 0 && token.space) pending_ = ' ';
            put(token.text, source.place(token));
        }
        // Columns do not go on across a joint: a run of its own for each token.
        run_end_ = source.has_joints() ? nullptr : end;
        after_token_ = true;
        comments_since_ = false;
    }
    /// A token out of a macro that is used at this place.
    void expanded(const Token& token, const Location& use) {
        if (pending_ == 0) pending_ = ' ';
        put(token.text, use);
        pending_ = ' ';
        after_token_ = true;
    }
    void comment(const Token& token) {
        // A comment behind something on the same line is not about what follows.
        if (!after_token_) out_.comments.push_back({out_.text.size(), std::string{token.text}});
        comments_since_ = true;
        if (pending_ == 0) pending_ = ' ';
        run_end_ = nullptr;
    }
    void newline() {
        if (!after_token_ && !comments_since_ && !keeps_comments_) forget_comments();
        keeps_comments_ = false;
        end_line();
    }
    void end_line() {
        pending_ = '\n';
        run_end_ = nullptr;
        after_token_ = comments_since_ = false;
    }
    /// What stands in front of a directive or an empty line is not about the declaration that follows.
    void forget_comments() {
        while (!out_.comments.empty() && out_.comments.back().offset == out_.text.size()) out_.comments.pop_back();
    }
    /// But for this line, which is none of the source.
    void keep_comments() { keeps_comments_ = true; }
    void end_run() { run_end_ = nullptr; if (pending_ == 0) pending_ = ' '; }
    void event(Preprocessed::Event::Kind kind, const Location& place, std::string body = {},
               std::vector<std::pair<std::size_t, std::uint32_t>> columns = {}) {
        out_.events.push_back({kind, out_.text.size(), place, std::move(body), std::move(columns)});
        end_line();
    }

private:
    void put(std::string_view text, const Location& place) {
        if (pending_ && !out_.text.empty()) out_.text += pending_;
        pending_ = 0;
        out_.marks.push_back({out_.text.size(), place});
        out_.text += text;
    }

    Preprocessed& out_;
    const char* run_end_ = nullptr;  ///< end of the token before, if what follows may be copied behind it
    char pending_ = 0;
    bool after_token_ = false, comments_since_ = false;  ///< on this line
    bool keeps_comments_ = false;
};

}  // namespace corbel::idl::preprocessing
