// SPDX-License-Identifier: BSL-1.0
// cos-naming: the naming service as a program of its own.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cos-naming/memory_store.hpp"
#include "cos-naming/service.hpp"

namespace {

struct Settings {
    std::string host = "127.0.0.1";
    unsigned port = 2809;
    std::string ior_file;
    std::string log_file;
    std::vector<std::string> orb;  // the command line of ORB_init
};

// -ORBname value pairs are the ORB's; they are no options as CLI11 knows them.
std::vector<std::string> take_orb_options(std::vector<std::string>& arguments) {
    std::vector<std::string> taken;
    std::vector<std::string> left;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (!arguments[i].starts_with("-ORB")) {
            left.push_back(arguments[i]);
            continue;
        }
        taken.push_back(arguments[i]);
        if (i + 1 < arguments.size()) taken.push_back(arguments[++i]);
    }
    arguments = std::move(left);
    return taken;
}

bool is_loopback(const std::string& host) {
    return host == "localhost" || host.starts_with("127.") || host == "::1" || host == "[::1]";
}

std::string endpoint(const Settings& settings) {
    const auto host = settings.host.find(':') != std::string::npos && settings.host.front() != '['
                          ? "[" + settings.host + "]"
                          : settings.host;
    return "giop:tcp:" + host + ":" + std::to_string(settings.port);
}

// Gives an exit code where the program ends at once: after --help, or for a wrong option.
std::optional<int> parse(int argc, char* argv[], Settings& settings) {
    std::vector<std::string> arguments{argv + 1, argv + argc};
    settings.orb = take_orb_options(arguments);
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants a vector

    CLI::App app{"The CORBA naming service (CosNaming). Its root context is corbaloc::HOST:PORT/NameService.",
                 "cos-naming"};
    app.add_option("--host", settings.host, "Address to listen at; 0.0.0.0 serves the whole network")
        ->capture_default_str();
    app.add_option("--port", settings.port, "Port to listen at; 0 lets the system choose")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
    app.add_option("--ior-file", settings.ior_file, "Write the root context's reference (IOR:...) into this file");
    app.add_option("--log", settings.log_file, "Write what happens into this file instead of standard error");
    app.footer("-ORB options go to the ORB; -ORBendPoint giop:tcp:HOST:PORT replaces --host and --port.\n"
               "Try it: nameclt -ORBInitRef NameService=corbaloc::127.0.0.1:2809/NameService list");
    try {
        app.parse(arguments);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 64;
    }
    return std::nullopt;
}

// ORB_init wants a command line it can take things out of.
IDL::traits<CORBA::ORB>::ref_type create_orb(const Settings& settings) {
    std::vector<std::string> words{"cos-naming"};
    bool has_endpoint = false;
    for (const auto& word : settings.orb) {
        has_endpoint |= word == "-ORBendPoint";
        words.push_back(word);
    }
    if (!has_endpoint) {
        words.push_back("-ORBendPoint");
        words.push_back(endpoint(settings));
    }
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    int count = static_cast<int>(pointers.size());
    pointers.push_back(nullptr);
    return CORBA::ORB_init(count, pointers.data());
}

// Whole or not at all, for readers that wait for it.
void write_file(const std::string& path, const std::string& text) {
    const auto temporary = path + ".new";
    {
        std::ofstream file{temporary};
        file << text << '\n';
        if (!file.flush()) throw std::runtime_error{"cannot write " + temporary};
    }
    std::filesystem::rename(temporary, path);
}

std::string describe(const std::vector<std::string>& endpoints) {
    std::string text;
    bool loopback = true;
    for (const auto& endpoint : endpoints) {
        if (!text.empty()) text += ", ";
        text += endpoint;
        loopback = loopback && is_loopback(endpoint.substr(0, endpoint.rfind(':')));
    }
    return text + (loopback ? ", for this machine only (--host opens it to others)"
                            : ", for every machine that reaches it");
}

void serve(const Settings& settings, std::ostream& log, const sigset_t& signals) {
    auto orb = create_orb(settings);
    corbel::naming::MemoryStore store;
    const corbel::naming::Service service{orb, store};
    const auto endpoints = orb->endpoints();
    log << "cos-naming: reachable at " << describe(endpoints) << "; names are kept in memory" << std::endl;
    if (!settings.ior_file.empty()) write_file(settings.ior_file, orb->object_to_string(service.root()));
    for (const auto& endpoint : endpoints)
        std::cout << "cos-naming: ready at corbaloc::" << endpoint << "/NameService" << std::endl;
    int signal = 0;
    sigwait(&signals, &signal);
    log << "cos-naming: ends on " << (signal == SIGINT ? "SIGINT" : "SIGTERM") << std::endl;
    orb->destroy();
}

}  // namespace

int main(int argc, char* argv[]) {
    // Before any thread exists, so that all leave these signals to the main thread.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    Settings settings;
    if (const auto code = parse(argc, argv, settings)) return *code;
    std::ofstream log_file;
    if (!settings.log_file.empty()) {
        log_file.open(settings.log_file, std::ios::app);
        if (!log_file) {
            std::cerr << "cos-naming: cannot write the log " << settings.log_file << '\n';
            return 1;
        }
    }
    try {
        serve(settings, settings.log_file.empty() ? std::cerr : log_file, signals);
    } catch (const std::exception& error) {
        std::cerr << "cos-naming: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
