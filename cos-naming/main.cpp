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
#include "cos-naming/discovery.hpp"
#include "cos-naming/etcd_store.hpp"
#include "cos-naming/http_server.hpp"
#include "cos-naming/memory_store.hpp"
#include "cos-naming/page.hpp"
#include "cos-naming/service.hpp"
#include "cos-naming/service_manager.hpp"
#include "cos-naming/sqlite_store.hpp"
#include "orb/mapping/cpp11/replicas.hpp"

namespace {

using corbel::naming::is_loopback;
using corbel::naming::Log;
using corbel::naming::Settings;

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

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
}

std::string describe(const std::vector<std::string>& endpoints) {
    const bool loopback = std::all_of(endpoints.begin(), endpoints.end(), [](const std::string& endpoint) {
        return is_socket(endpoint) || is_loopback(endpoint.substr(0, endpoint.rfind(':')));
    });
    return joined(endpoints) + (loopback ? ", for this machine only (--host opens it to others)"
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
    const auto report = [&log](const std::string& what) { log.say(what); };
    if (settings.store.starts_with("etcd:")) {
        auto url = corbel::naming::etcd::parse_url(settings.store);
        if (url.tls) url.tls = settings.etcd_tls;
        return std::make_unique<corbel::naming::EtcdStore>(
            corbel::naming::EtcdStore::Settings{.url = std::move(url), .report = report});
    }
    corbel::naming::SqliteStore::Settings store;
    store.path = settings.store.substr(settings.store.find(':') + 1);
    store.recover = settings.recover;
    store.report = report;
    if (const auto folder = std::filesystem::path{store.path}.parent_path(); !folder.empty())
        std::filesystem::create_directories(folder);
    return std::make_unique<corbel::naming::SqliteStore>(std::move(store));
}

// A path may have an '@' and a colon as well.
std::string shown_store(const Settings& settings) {
    if (!settings.store.starts_with("etcd:")) return settings.store;
    return corbel::naming::etcd::without_password(settings.store);
}

// Those that others can reach.
std::vector<std::string> with_ports(std::vector<std::string> endpoints) {
    std::erase_if(endpoints, [](const std::string& endpoint) { return !corbel::naming::parse_host_port(endpoint); });
    return endpoints;
}

/// Has references carry the addresses of all daemons that serve these names, this one's first, and `write_reference`
/// called whenever they change.
class Neighbours {
public:
    Neighbours(const Settings& settings, const IDL::traits<CORBA::ORB>::ref_type& orb,
               corbel::naming::NamingStore& store, const std::function<void()>& write_reference)
        : store_{store} {
        corbel::set_replicas(orb, settings.publish_with);
        write_reference();
        store.announce(with_ports(orb->endpoints()), [=, fixed = settings.publish_with](const auto& daemons) {
            auto all = fixed;
            all.insert(all.end(), daemons.begin(), daemons.end());
            corbel::set_replicas(orb, all);
            write_reference();
        });
    }
    ~Neighbours() { store_.announce({}, {}); }
    Neighbours(const Neighbours&) = delete;
    Neighbours& operator=(const Neighbours&) = delete;

private:
    corbel::naming::NamingStore& store_;
};

/// The page for people and /metrics, if it is asked for.
class PageServer {
public:
    PageServer(const Settings& settings, const IDL::traits<CORBA::ORB>::ref_type& orb,
               corbel::naming::NamingStore& store, const corbel::naming::Metrics& metrics,
               corbel::naming::WebPage::About about, Log& log)
        : page_{orb, store, metrics, std::move(about)} {
        if (!settings.http) return;
        try {
            server_ = std::make_unique<corbel::naming::HttpServer>(
                *settings.http, [this](auto& request) { return page_.respond(request); });
        } catch (const corbel::naming::SocketError& error) {
            throw std::runtime_error{"cannot serve a page at " + settings.http->to_string() + ": " + error.what()};
        }
        log.say("the page is at http://" + server_->place().to_string() + "/" +
                (is_loopback(settings.http->host) ? "" : ", without a password, for every machine that reaches it"));
    }

private:
    const corbel::naming::WebPage page_;
    std::unique_ptr<corbel::naming::HttpServer> server_;
};

// Answers those who look for naming services, if it is asked for.
std::unique_ptr<corbel::naming::discovery::Announcer> announce(const Settings& settings,
                                                               const std::vector<std::string>& endpoints, Log& log) {
    if (!settings.announce) return nullptr;
    if (endpoints.empty()) throw std::runtime_error{"--announce needs a port that others can ask"};
    const auto place = corbel::naming::parse_host_port(endpoints.front()).value();
    if (is_loopback(place.host) && !is_loopback(*settings.announce))
        throw std::runtime_error{"--announce " + *settings.announce + " would lead others to " + endpoints.front() +
                                 ", which they cannot reach: --host opens it to them"};
    try {
        auto announcer = std::make_unique<corbel::naming::discovery::Announcer>(*settings.announce, place.port);
        log.say("answers those who look for naming services by " + *settings.announce);
        return announcer;
    } catch (const corbel::naming::SocketError& error) {
        throw std::runtime_error{"--announce " + *settings.announce + ": " + error.what()};
    }
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
    corbel::naming::Metrics metrics;
    if (settings.http) corbel::naming::measure_requests(metrics);
    auto orb = create_orb(settings);
    const corbel::naming::Service service{orb, *store, service_settings(settings, running)};
    const auto endpoints = orb->endpoints();
    log.say("reachable at " + describe(endpoints) + "; names are kept in " +
            (settings.store == "memory" ? "memory" : shown_store(settings).substr(settings.store.find(':') + 1)));
    for (const auto& hint : settings.hints) log.say(hint);
    const auto announcer = announce(settings, with_ports(endpoints), log);
    const corbel::naming::WebPage::About about{joined(endpoints), shown_store(settings),
                                               [&] { return service.watch_count(); }};
    std::optional<PageServer> page{std::in_place, settings, orb, *store, metrics, about, log};
    const auto write_reference = [&] {
        if (!settings.ior_file.empty()) write_file(settings.ior_file, orb->object_to_string(service.root()));
    };
    std::optional<Neighbours> neighbours{std::in_place, settings, orb, *store, write_reference};
    for (const auto& endpoint : endpoints) std::cout << "cos-naming: ready at " << url(endpoint) << std::endl;
    corbel::naming::tell_service_manager("READY=1");
    log.say(wait_for_end(signals, running, service.root()));
    corbel::naming::tell_service_manager("STOPPING=1");
    neighbours.reset();
    page.reset();
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
