// SPDX-License-Identifier: BSL-1.0
// corbel: talks to the objects of any ORB from a terminal.
#include <algorithm>
#include <cctype>
#include <iostream>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor_text.hpp"
#include "orb/idl_loader/load.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/orb.hpp"
#include "tools/corbel/tool.hpp"
#include "tools/corbel/verbs.hpp"

namespace {

using namespace corbel;

constexpr const char* footer =
    "Every verb explains itself: corbel VERB --help.\n"
    "-ORB options go to the ORB, wherever they stand: -ORBInitRef NameService=corbaloc::host:2809/NameService,\n"
    "-ORBclientCallTimeOutPeriod 500, -ORBmaxGIOPVersion 1.0.\n"
    "Exit status: 0 done, 1 a check has failed, 3 a user exception, 4 a system exception, 64 a wrong command line.";

bool is_negative_number(const std::string& word) {
    return word.size() > 1 && word[0] == '-' && (std::isdigit(static_cast<unsigned char>(word[1])) || word[1] == '.');
}

bool takes_json(const std::vector<std::string>& arguments) {
    const auto verb = std::find_if(arguments.begin(), arguments.end(), [](const auto& each) { return each[0] != '-'; });
    return verb != arguments.end() && (*verb == "call" || *verb == "bench");
}

// CLI11 takes "[a,b]" for a list of its own and "-4" for an option, and "--" for the end of a verb that has words
// already; behind a space they are words like any other, and JSON does not mind it.
void hide_words(std::vector<std::string>& arguments) {
    const bool json = takes_json(arguments);
    bool words_only = false;
    std::vector<std::string> all;
    for (auto& each : arguments) {
        if (json && each == "--" && !words_only) {
            words_only = true;
            continue;
        }
        const bool hidden = each.starts_with('[') ||
            (json && (is_negative_number(each) || (words_only && each.starts_with('-'))));
        all.push_back(hidden ? " " + each : std::move(each));
    }
    arguments = std::move(all);
}

int complain(const std::string& what, int status) {
    std::cout.flush();
    std::cerr << "corbel: " << what << '\n';
    return status;
}

int complain(const tool::Tool& tool, const SystemError& error) {
    if (tool.json) {
        std::cout << json::to_text(tool::describe(error)) << std::endl;
        return tool::system_exception;
    }
    return complain(in_words(error), tool::system_exception);
}

int run(std::vector<std::string> arguments) {
    tool::Tool tool{take_orb_options(arguments)};
    CLI::App app{"Talks to CORBA objects of any ORB, with no code generated.", "corbel"};
    app.require_subcommand(1);
    app.set_version_flag("--version", "corbel (Corbel) 0.1.0");
    app.add_flag("--json", tool.json, "Print everything as JSON, a value on each line");
    app.footer(footer);
    tool::add_bench(app, tool);
    tool::add_call(app, tool);
    tool::add_completion(app, tool);
    tool::add_config(app, tool);
    tool::add_describe(app, tool);
    tool::add_ifr(app, tool);
    tool::add_ior(app, tool);
    tool::add_list(app, tool);
    tool::add_mock(app, tool);
    tool::add_ns(app, tool);
    tool::add_ping(app, tool);
    tool::add_shell(app, tool);
    tool::add_trace(app, tool);
    try {
        hide_words(arguments);
        tool::require_verbs(app, arguments);
        std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants a vector
        app.parse(arguments);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? tool::ok : tool::usage;
    } catch (const SystemError& error) {
        return complain(tool, error);
    }
    if (!std::cout.flush()) return complain("standard output cannot be written", tool::failed);
    return tool.status;
}

}  // namespace

int main(int argc, char* argv[]) try {
    std::ios::sync_with_stdio(false);
    return run({argv + 1, argv + argc});
} catch (const tool::UsageError& error) {
    return complain(error.what(), tool::usage);
} catch (const json::Error& error) {
    return complain(error.what(), tool::usage);
} catch (const idl_loader::LoadError& error) {
    return complain(error.what(), tool::usage);
} catch (const SystemError& error) {  // of wrong -ORB options
    return complain(error.text(), tool::usage);
} catch (const CORBA::SystemException& error) {
    return complain(error.what(), tool::system_exception);
} catch (const CORBA::UserException& error) {
    return complain(error.what(), tool::user_exception);
} catch (const std::exception& error) {
    return complain(error.what(), tool::failed);
}
