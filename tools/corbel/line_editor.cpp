// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/line_editor.hpp"

#include <editline/readline.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>

namespace corbel::tool {
namespace {

// libedit calls plain functions.
LineEditor::Complete complete_line;
std::vector<std::string> offered;

char* next_offered(const char* text, int state) {
    static std::size_t at = 0;
    if (state == 0) at = 0;
    while (at < offered.size()) {
        const auto& each = offered[at++];
        if (each.starts_with(text)) return ::strdup(each.c_str());
    }
    return nullptr;
}

char** offer(const char* text, int start, int) {
    rl_attempted_completion_over = 1;  // no names of files
    offered = complete_line(rl_line_buffer, start == 0);
    return rl_completion_matches(text, &next_offered);
}

}  // namespace

LineEditor::LineEditor(Complete complete) : interactive_{::isatty(STDIN_FILENO) && ::isatty(STDOUT_FILENO)} {
    complete_line = std::move(complete);
    rl_readline_name = const_cast<char*>("corbel");
    rl_attempted_completion_function = &offer;
    rl_basic_word_break_characters = const_cast<char*>(" \t\n");
}

LineEditor::~LineEditor() { complete_line = {}; }

std::optional<std::string> LineEditor::line(const std::string& prompt) {
    if (!interactive_) {
        std::string text;
        return std::getline(std::cin, text) ? std::optional{std::move(text)} : std::nullopt;
    }
    const std::unique_ptr<char, decltype(&std::free)> text{::readline(prompt.c_str()), &std::free};
    if (!text) return std::nullopt;
    if (*text) ::add_history(text.get());
    return std::string{text.get()};
}

}  // namespace corbel::tool
