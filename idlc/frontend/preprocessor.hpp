// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "idlc/frontend/compile.hpp"

namespace corbel::idl {

/// The translation unit after preprocessing, with the way back to the source.
struct Preprocessed {
    /// From `offset` on, text comes from this place, up to the next mark.
    /// Text out of a macro is one place, that of its use.
    struct Mark {
        std::size_t offset;
        Location place;
    };
    /// What happened before the text at `offset`.
    struct Event {
        enum Kind { pragma, enter_file, leave_file };
        Kind kind;
        std::size_t offset;
        /// Of the # of a pragma; of the name in an #include; of the # of a mark that enters a file; the line before the
        /// one that is read next in the file returned to.
        Location place;
        std::string body;  ///< of a pragma, behind that word
        /// Of the words of a pragma: where in the body, and in which column of its line.
        std::vector<std::pair<std::size_t, std::uint32_t>> columns = {};
        std::uint32_t file = 0;  ///< that is entered

        /// Of `length` bytes of the body.
        Location place_in_body(std::size_t at, std::size_t length) const;
    };
    /// A comment that stands before the text at `offset`, which follows it directly or on the next line.
    struct Comment {
        std::size_t offset;
        std::string text;  ///< as written
    };

    std::string text;
    std::vector<Mark> marks;
    std::vector<Event> events;  ///< in order
    std::vector<Comment> comments;
    std::vector<Include> includes;
    std::vector<std::uint32_t> main_files = {0};  ///< the main file, and what #line calls it in places
    std::vector<std::string> dependencies;
    std::vector<Location> faults;  ///< of the errors reported: what follows on these lines are echoes
    std::optional<std::uint32_t> builtin_file;  ///< the compiler's own orb.idl, if it was read
    bool is_whole = true;          ///< false: an error ended it early, and the text ends anywhere

    /// Where the text at `offset` was written; `length` bytes of it.
    Location place(std::size_t offset, std::size_t length = 1) const;
};

/// Runs the preprocessor over file 0 of `files`, which must hold the main file; adds every file it reads.
///
/// Limits: 200 nested includes, 64 MiB of text, 1 million tokens out of macros.
/// Faults go to `diagnostics`; the result is then what could be preprocessed.
Preprocessed run_preprocessor(SourceFiles& files, SourceLoader& loader, Diagnostics& diagnostics,
                              const Options& options);

/// The name of a file as preprocessors write it: between quotes, with what cannot be printed in octal.
std::string quoted(std::string_view name);

/// The text for people and other tools, idlc among them: with `# line "file"` marks and the pragmas in their places.
std::string with_line_marks(const Preprocessed& source, const SourceFiles& files);

/// Brings line ends to \n, drops a byte order mark and complains about text no IDL file can hold; false: unusable.
bool tidy(std::string& text, const std::string& name, Diagnostics& diagnostics);

}  // namespace corbel::idl
