// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "orb/engine/base/error.hpp"
#include "orb/engine/core/orb.hpp"
#include "orb/engine/invocation/reference.hpp"
#include "orb/json/document.hpp"

/// The corbel command. Each verb is a file with one function, add_<verb>, that describes the verb to CLI11 and runs it
/// from its callback; main() names them all.
namespace corbel::tool {

/// Exit status of the command.
enum Status { ok = 0, failed = 1, user_exception = 3, system_exception = 4, usage = 64 };

/// What is wrong with the command line and what helps; exit status 64.
class UsageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What the verbs share. Made in main(), outlives the verb that runs.
class Tool {
public:
    /// `orb_options`: the -ORB arguments of the command line; SystemError BAD_PARAM for wrong ones.
    explicit Tool(std::vector<std::string> orb_options);
    ~Tool();  ///< destroys the ORB
    Tool(const Tool&) = delete;
    Tool& operator=(const Tool&) = delete;

    /// --json: everything goes to standard output as JSON, a value a line.
    bool json = false;

    /// What the program exits with if the verb throws nothing.
    int status = ok;

    /// Standard output is a terminal, and --json is not set.
    bool for_people() const;
    /// Colours may be used on standard output: for_people() and NO_COLOR is not set.
    bool colours() const;

    /// Prints a result: with --json as a line of JSON, else as an outline with a member on each line.
    void print(const json::Node& node) const;

    /// Changes what the ORB is made with; before its first use.
    core::Options& options() noexcept { return options_; }

    /// The ORB, created on first use. A program that wants it in the C++ mapping:
    /// CORBA::make_reference<CORBA::ORB>(tool.orb()).
    const std::shared_ptr<core::Orb>& orb();

    /// The object that REF on a command line names: IOR:, corbaloc:, corbaname: or file: URL, the path of a file that
    /// holds one of them, or a name in the naming service ("a/b.kind"). UsageError for a nil reference and for a text
    /// or a file that is no reference; what looking it up throws.
    Reference reference(const std::string& text);

private:
    Reference found(const std::string& text);
    Reference named(const std::string& name);

    core::Options options_;
    std::shared_ptr<core::Orb> orb_;
};

/// Whether a text was no reference, rather than one that leads nowhere.
bool is_of_text(const SystemError& error) noexcept;

/// What `read` comes to. UsageError where it throws because a text is no reference: the fault is the user's, not a
/// server's.
template <class Read>
auto understood(Read read) {
    try {
        return read();
    } catch (const SystemError& error) {
        if (is_of_text(error)) throw UsageError{error.text()};
        throw;
    }
}

/// {"system_exception": "TRANSIENT", "minor": ..., "completed": "no", "reason": "..."}
json::Node describe(const SystemError& error);

/// A verb's own CLI11 command. `examples` stands at the end of its --help. Options of the command as a whole (--json)
/// may also follow the verb.
CLI::App* add_verb(CLI::App& app, const std::string& name, const std::string& purpose, const std::string& examples);

/// What --help says of REF.
inline constexpr const char* reference_help =
    "The object: IOR:..., corbaloc:..., corbaname:..., file:..., a file that holds one, or a name in the naming "
    "service";

// One for each verb.
void add_bench(CLI::App& app, Tool& tool);
void add_call(CLI::App& app, Tool& tool);
void add_completion(CLI::App& app, Tool& tool);
void add_config(CLI::App& app, Tool& tool);
void add_describe(CLI::App& app, Tool& tool);
void add_ifr(CLI::App& app, Tool& tool);
void add_ior(CLI::App& app, Tool& tool);
void add_list(CLI::App& app, Tool& tool);
void add_mock(CLI::App& app, Tool& tool);
void add_ns(CLI::App& app, Tool& tool);
void add_ping(CLI::App& app, Tool& tool);
void add_shell(CLI::App& app, Tool& tool);
void add_trace(CLI::App& app, Tool& tool);

}  // namespace corbel::tool
