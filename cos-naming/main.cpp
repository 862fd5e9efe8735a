// SPDX-License-Identifier: BSL-1.0
// cos-naming: the naming service as a program of its own.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <string>
#include <vector>

#include "cos-naming/command_line.hpp"
#include "cos-naming/memory_store.hpp"
#include "cos-naming/service.hpp"
#include "cos-naming/service_manager.hpp"
#include "cos-naming/sqlite_store.hpp"

namespace {

using corbel::naming::Settings;

/// Lines for the operator, from any thread.
class Log {
public:
    explicit Log(std::string file) : path_{std::move(file)} { reopen(); }

    /// After the file was renamed, say by logrotate.
    void reopen() {
        const std::lock_guard lock{mutex_};
        if (path_.empty()) return;
        file_.close();
        file_.clear();
        file_.open(path_, std::ios::app);
        if (!file_) throw std::runtime_error{"cannot write the log " + path_};
    }

    void say(const std::string& what) {
        const std::lock_guard lock{mutex_};
        (file_.is_open() ? file_ : std::cerr) << "cos-naming: " << what << std::endl;
    }

private:
    const std::string path_;
    std::mutex mutex_;
    std::ofstream file_;
};

bool is_loopback(const std::string& host) {
    return host == "localhost" || host.starts_with("127.") || host == "::1" || host == "[::1]";
}

std::string endpoint(const Settings& settings) {
    const auto host = settings.host.find(':') != std::string::npos && settings.host.front() != '['
                          ? "[" + settings.host + "]"
                          : settings.host;
    return "giop:tcp:" + host + ":" + std::to_string(settings.port);
}

// ORB_init wants a command line it can take things out of.
IDL::traits<CORBA::ORB>::ref_type create_orb(const Settings& settings) {
    std::vector<std::string> words{"cos-naming"};
    words.insert(words.end(), settings.orb.begin(), settings.orb.end());
    const auto unless_given = [&](const char* option, const std::string& value) {
        if (std::find(settings.orb.begin(), settings.orb.end(), option) != settings.orb.end()) return;
        words.emplace_back(option);
        words.push_back(value);
    };
    unless_given("-ORBendPoint", endpoint(settings));
    // Of names that go on in another service, which may be dead; their clients wait for it.
    unless_given("-ORBclientCallTimeOutPeriod", "5000");
    unless_given("-ORBclientConnectTimeOutPeriod", "2000");
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

std::unique_ptr<corbel::naming::NamingStore> open_store(const Settings& settings, Log& log) {
    if (settings.store == "memory") return std::make_unique<corbel::naming::MemoryStore>();
    corbel::naming::SqliteStore::Settings store;
    store.path = settings.store.substr(settings.store.find(':') + 1);
    store.recover = settings.recover;
    store.report = [&log](const std::string& what) { log.say(what); };
    if (const auto folder = std::filesystem::path{store.path}.parent_path(); !folder.empty())
        std::filesystem::create_directories(folder);
    return std::make_unique<corbel::naming::SqliteStore>(std::move(store));
}

std::string wait_for_end(const sigset_t& signals, Log& log) {
    while (true) {
        int signal = 0;
        sigwait(&signals, &signal);
        if (signal != SIGHUP) return signal == SIGINT ? "ends on SIGINT" : "ends on SIGTERM";
        log.reopen();
        log.say("writes its log anew on SIGHUP");
    }
}

void serve(const Settings& settings, Log& log, const sigset_t& signals) {
    const auto store = open_store(settings, log);
    auto orb = create_orb(settings);
    const corbel::naming::Service service{orb, *store};
    const auto endpoints = orb->endpoints();
    log.say("reachable at " + describe(endpoints) + "; names are kept in " +
            (settings.store == "memory" ? "memory" : settings.store.substr(settings.store.find(':') + 1)));
    for (const auto& hint : settings.hints) log.say(hint);
    if (!settings.ior_file.empty()) write_file(settings.ior_file, orb->object_to_string(service.root()));
    for (const auto& endpoint : endpoints)
        std::cout << "cos-naming: ready at corbaloc::" << endpoint << "/NameService" << std::endl;
    corbel::naming::tell_service_manager("READY=1");
    log.say(wait_for_end(signals, log));
    corbel::naming::tell_service_manager("STOPPING=1");
    orb->destroy();  // what is under way is answered
}

}  // namespace

int main(int argc, char* argv[]) {
    // Before any thread exists, so that all leave these signals to the main thread.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a limit of file sizes is an error of the write

    Settings settings;
    if (const auto code = corbel::naming::parse(argc, argv, settings)) return *code;
    try {
        Log log{settings.log_file};
        serve(settings, log, signals);
    } catch (const std::exception& error) {
        std::cerr << "cos-naming: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
