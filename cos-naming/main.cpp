// SPDX-License-Identifier: BSL-1.0
// cos-naming: the naming service as a program of its own.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "cos-naming/command_line.hpp"
#include "cos-naming/memory_store.hpp"
#include "cos-naming/service.hpp"
#include "cos-naming/service_manager.hpp"
#include "cos-naming/sqlite_store.hpp"

namespace {

using corbel::naming::Log;
using corbel::naming::Settings;

bool is_loopback(const std::string& host) {
    return host == "localhost" || host.starts_with("127.") || host == "::1" || host == "[::1]";
}

std::string endpoint(const Settings& settings) {
    const auto host = settings.host.find(':') != std::string::npos && settings.host.front() != '['
                          ? "[" + settings.host + "]"
                          : settings.host;
    return "giop:tcp:" + host + ":" + std::to_string(settings.port);
}

using OrbSettings = std::vector<std::pair<std::string, std::string>>;

// What -ORB options and the file of the ORB's settings replace.
OrbSettings orb_settings(const Settings& settings) {
    OrbSettings all{{"clientCallTimeOutPeriod", "5000"},  // of names that go on in another service, which may be dead
                    {"clientConnectTimeOutPeriod", "2000"}};
    const auto passed = corbel::naming::passed_sockets();
    for (const auto descriptor : passed) all.emplace_back("endPoint", "giop:fd:" + std::to_string(descriptor));
    if (!passed.empty()) return all;
    if (!settings.no_tcp) all.emplace_back("endPoint", endpoint(settings));
    if (!settings.unix_path.empty()) all.emplace_back("endPoint", "giop:unix:" + settings.unix_path);
    return all;
}

// ORB_init wants a command line it can take things out of.
IDL::traits<CORBA::ORB>::ref_type create_orb(const Settings& settings) {
    std::vector<std::string> words{"cos-naming"};
    words.insert(words.end(), settings.orb.begin(), settings.orb.end());
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    int count = static_cast<int>(pointers.size());
    pointers.push_back(nullptr);
    return CORBA::ORB_init(count, pointers.data(), "", orb_settings(settings));
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

bool is_socket(const std::string& endpoint) { return endpoint.starts_with("unix:"); }

std::string describe(const std::vector<std::string>& endpoints) {
    std::string text;
    bool loopback = true;
    for (const auto& endpoint : endpoints) {
        if (!text.empty()) text += ", ";
        text += endpoint;
        loopback = loopback && (is_socket(endpoint) || is_loopback(endpoint.substr(0, endpoint.rfind(':'))));
    }
    return text + (loopback ? ", for this machine only (--host opens it to others)"
                            : ", for every machine that reaches it");
}

std::string url(const std::string& endpoint) {
    if (!is_socket(endpoint)) return "corbaloc::" + endpoint + "/NameService";
    std::string escaped;
    for (const char c : endpoint.substr(endpoint.find(':') + 1)) {
        if (c == '/') escaped += "%2F";
        else escaped += c;
    }
    return "corbaloc:unix:" + escaped + "/NameService";
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

/// What SIGHUP may change while the service goes on.
class Running {
public:
    Running(Settings settings, std::function<std::optional<Settings>()> read)
        : log_{settings.log}, read_{std::move(read)},
          access_{settings.access} {}

    Log& log() { return log_; }

    bool may_write(const corbel::Peer& peer) const {
        const std::shared_lock lock{mutex_};
        return access_.may_write(peer);
    }

    void reload() {
        corbel::naming::tell_of_reload();
        try {
            if (auto settings = read_()) {
                log_.reopen(settings->log);
                const std::unique_lock lock{mutex_};
                access_ = std::move(settings->access);
                log_.say("has read its settings on SIGHUP: the log and who may write are as they say now, all others "
                         "at the next start");
            } else {
                log_.say("goes on with its settings as they were: those it was to read on SIGHUP are wrong");
            }
        } catch (const std::exception& error) {
            log_.say(std::string{"goes on with its log as it was: "} + error.what());
        }
        corbel::naming::tell_service_manager("READY=1");
    }

private:
    Log log_;
    const std::function<std::optional<Settings>()> read_;
    mutable std::shared_mutex mutex_;
    corbel::naming::Access access_;
};

// The next signal; 0 if none comes in time.
int next_signal(const sigset_t& signals, std::optional<std::chrono::microseconds> patience) {
    int signal = 0;
    if (!patience) return sigwait(&signals, &signal) == 0 ? signal : 0;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*patience);
    const timespec wait{seconds.count(), static_cast<long>((*patience - seconds).count()) * 1000};
    return std::max(sigtimedwait(&signals, nullptr, &wait), 0);
}

std::string wait_for_end(const sigset_t& signals, Running& running,
                         const IDL::traits<CORBA::Object>::ref_type& root) {
    const auto watchdog = corbel::naming::watchdog_interval();
    while (true) {
        const int signal = next_signal(signals, watchdog);
        if (signal == SIGHUP) running.reload();
        // A call through POA and store, which does not return if they are stuck.
        else if (signal == 0 && watchdog && !root->_non_existent()) corbel::naming::tell_service_manager("WATCHDOG=1");
        else if (signal != 0) return signal == SIGINT ? "ends on SIGINT" : "ends on SIGTERM";
    }
}

corbel::naming::Service::Settings service_settings(const Settings& settings, const Running& running) {
    corbel::naming::Service::Settings service;
    service.may_write = [&running](const corbel::Peer& peer) { return running.may_write(peer); };
    service.liveness.everything = settings.check.count() > 0;
    if (service.liveness.everything) service.liveness.interval = settings.check;
    return service;
}

void serve(const Settings& settings, Running& running, const sigset_t& signals) {
    auto& log = running.log();
    const auto store = open_store(settings, log);
    auto orb = create_orb(settings);
    const corbel::naming::Service service{orb, *store, service_settings(settings, running)};
    const auto endpoints = orb->endpoints();
    log.say("reachable at " + describe(endpoints) + "; names are kept in " +
            (settings.store == "memory" ? "memory" : settings.store.substr(settings.store.find(':') + 1)));
    for (const auto& hint : settings.hints) log.say(hint);
    if (!settings.ior_file.empty()) write_file(settings.ior_file, orb->object_to_string(service.root()));
    for (const auto& endpoint : endpoints) std::cout << "cos-naming: ready at " << url(endpoint) << std::endl;
    corbel::naming::tell_service_manager("READY=1");
    log.say(wait_for_end(signals, running, service.root()));
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
    const auto read_again = [=]() -> std::optional<Settings> {
        Settings again;
        if (corbel::naming::parse(argc, argv, again)) return std::nullopt;
        return again;
    };
    try {
        Running running{settings, read_again};
        serve(settings, running, signals);
    } catch (const std::exception& error) {
        std::cerr << "cos-naming: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
