// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/command_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <stdexcept>

#include <CLI/CLI.hpp>

#include "cos-naming/etcd_members.hpp"

namespace corbel::naming {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

bool is_number(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// The options of omniNames become ours: those who start a naming service by script need not change it.
class OmniNamesOptions {
public:
    OmniNamesOptions(std::vector<std::string> words, std::vector<std::string>& hints)
        : words_{std::move(words)}, hints_{hints} {}

    std::vector<std::string> translated() {
        for (at_ = 0; at_ < words_.size(); ++at_) translate(words_[at_]);
        return std::move(ours_);
    }

private:
    void translate(const std::string& word) {
        if (word == "-start") {
            const bool has_port = at_ + 1 < words_.size() && is_number(words_[at_ + 1]);
            replace(word, "--port", has_port ? words_[++at_] : "2809");
        } else if (word == "-logdir" || word == "-datadir") {
            replace(word, "--store", "sqlite:" + value(word) + "/names.db");
        } else if (word == "-errlog") {
            replace(word, "--log", value(word));
        } else if (word == "-ignoreport" || word == "-always" || word == "-nohostname") {
            hints_.push_back(word + " is not needed: a store is made where there is none, and knows no host or port");
        } else if (word == "-help") {
            ours_.emplace_back("--help");
        } else {
            ours_.push_back(word);
        }
    }

    std::string value(const std::string& option) {
        if (at_ + 1 == words_.size()) throw CLI::ArgumentMismatch{option + " needs a value"};
        return words_[++at_];
    }

    void replace(const std::string& theirs, const char* option, const std::string& value) {
        hints_.push_back(theirs + " of omniNames is " + option + " " + value + " here");
        ours_.emplace_back(option);
        ours_.push_back(value);
    }

    const std::vector<std::string> words_;
    std::vector<std::string>& hints_;
    std::vector<std::string> ours_;
    std::size_t at_ = 0;
};

// The port of the last -ORBendPoint giop:tcp:host:port, or else that of --port.
unsigned port_of(const Settings& settings) {
    unsigned port = settings.port;
    for (std::size_t i = 0; i + 1 < settings.orb.size(); ++i) {
        if (settings.orb[i] != "-ORBendPoint") continue;
        const auto& endpoint = settings.orb[i + 1];
        const auto colon = endpoint.rfind(':') + 1;
        port = 0;
        std::from_chars(endpoint.data() + colon, endpoint.data() + endpoint.size(), port);
    }
    return port;
}

// A check of CLI11 that says what `use` throws.
template <class Use>
auto rejected_by(Use use) {
    return [use](const std::string& text) -> std::string {
        try {
            use(text);
            return {};
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
    };
}

void add_access_options(CLI::App& app, Settings& settings) {
    app.add_option_function<std::vector<std::string>>(
           "--read-only-from",
           [&settings](const std::vector<std::string>& networks) {
               for (const auto& each : networks) settings.access.read_only.emplace_back(each);
           },
           "Networks whose hosts may only read: 10.0.0.0/8,fd00::/8; 0.0.0.0/0,::/0 are all but this machine")
        ->delimiter(',')
        ->type_name("NET[,NET]")
        ->check(rejected_by([](const std::string& text) { Network{text}; }));
    app.add_option_function<std::vector<std::string>>(
           "--unix-writers",
           [&settings](const std::vector<std::string>& users) {
               for (const auto& each : users) settings.access.writers.insert(user_id(each));
           },
           "Users, by name or number, who may change names through the socket of --unix; without it all who reach it")
        ->delimiter(',')
        ->type_name("USER[,USER]")
        ->check(rejected_by([](const std::string& text) { user_id(text); }));
}

void add_etcd_options(CLI::App& app, Settings& settings) {
    app.add_option("--etcd-ca", settings.etcd_tls.ca,
                   "Who signs the certificates of an etcd at https://, as a PEM file; else those whom the system "
                   "trusts")
        ->type_name("FILE");
    auto* certificate = app.add_option("--etcd-cert", settings.etcd_tls.certificate,
                                       "The certificate to show to an etcd that wants one, as a PEM file")
                            ->type_name("FILE");
    auto* key = app.add_option("--etcd-key", settings.etcd_tls.key, "The key of that certificate, as a PEM file")
                    ->type_name("FILE")
                    ->needs(certificate);
    certificate->needs(key);
}

void add_log_options(CLI::App& app, Settings& settings) {
    app.add_option("--log", settings.log.file, "Write what happens into this file instead of standard error");
    app.add_option("--log-format", settings.log.form, "text, or json: an object on each line")
        ->transform(CLI::CheckedTransformer(
            std::map<std::string, Log::Form>{{"text", Log::Form::text}, {"json", Log::Form::json}}))
        ->type_name("FORM");
}

std::string check_store(const std::string& store) {
    constexpr std::string_view sqlite = "sqlite:";
    if (store == "memory" || (store.starts_with(sqlite) && store.size() > sqlite.size())) return {};
    try {
        if (store.starts_with("etcd:")) return etcd::parse_url(store), std::string{};
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "\"" + store + "\" is not a store: memory, sqlite:FILE or etcd:http://HOST:PORT,...";
}

std::string check_address(const std::string& address) {
    const auto parsed = parse_host_port(address);
    return parsed && parsed->port != 0 ? "" : "\"" + address + "\" is not HOST:PORT";
}

// Of this machine only, unless another host is named.
std::optional<HostPort> page_place(const std::string& text) {
    return parse_host_port(text.find(':') == text.npos ? "127.0.0.1:" + text : text);
}

}  // namespace

std::string default_store(unsigned port) {
    if (port == 0) return "memory";
    auto folder = environment("STATE_DIRECTORY");
    folder = folder.substr(0, folder.find(':'));  // systemd may give several
    if (folder.empty() && ::geteuid() == 0) folder = "/var/lib/cos-naming";
    if (folder.empty()) {
        const auto state = environment("XDG_STATE_HOME");
        folder = (state.empty() ? environment("HOME") + "/.local/state" : state) + "/cos-naming";
    }
    return "sqlite:" + folder + "/" + std::to_string(port) + ".db";
}

std::optional<int> parse(int argc, char* argv[], Settings& settings) {
    std::vector<std::string> arguments{argv + 1, argv + argc};
    settings.orb = take_orb_options(arguments);
    unsigned seconds = 0;

    CLI::App app{"The CORBA naming service (CosNaming). Its root context is corbaloc::HOST:PORT/NameService.",
                 "cos-naming"};
    app.add_option("--host", settings.host, "Address to listen at; 0.0.0.0 serves the whole network")
        ->capture_default_str();
    app.add_option("--port", settings.port, "Port to listen at; 0 lets the system choose")
        ->take_last()
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
    app.add_option("--store", settings.store,
                   "Where names are kept: memory, sqlite:FILE, or for several daemons "
                   "etcd:http://HOST:PORT,http://HOST:PORT,...; by default a file for each port, " +
                       default_store(2809).substr(7) + ", and memory for a port of the system's choice")
        ->check(check_store);
    add_etcd_options(app, settings);
    app.add_option("--publish-with", settings.publish_with,
                   "HOST:PORT,... of other daemons that serve the same names, for references; those that share an etcd "
                   "find each other")
        ->delimiter(',')
        ->check(check_address);
    std::string http;
    app.add_option("--http", http, "Serve a page for people, and /metrics for Prometheus, at HOST:PORT or at a PORT of "
                                   "127.0.0.1")
        ->check([](const std::string& text) { return page_place(text) ? "" : "\"" + text + "\" is not HOST:PORT"; });
    std::string announce;
    auto* announces = app.add_option("--announce", announce,
                                     "Answer `corbel ns discover` by the interface with this IPv4 address; without one "
                                     "only to this machine")
                          ->expected(0, 1)
                          ->check(CLI::ValidIPV4);
    app.add_flag("--recover", settings.recover, "Serve what is whole of a damaged store; a copy of it stays beside it");
    app.add_option("--unix", settings.unix_path, "Listen at a Unix-domain socket of this path as well")
        ->check([](const std::string& path) {
            return path.starts_with('/') ? std::string{} : "\"" + path + "\" is no absolute path";
        })
        ->type_name("PATH");
    app.add_flag("--no-tcp", settings.no_tcp, "Listen at the socket of --unix alone")->needs("--unix");
    add_access_options(app, settings);
    app.add_option("--check", seconds, "Ask all objects so often, in seconds, whether they are there; 0: not at all")
        ->check(CLI::Range(0u, 86'400u))
        ->type_name("SECONDS");
    app.add_option("--ior-file", settings.ior_file, "Write the root context's reference (IOR:...) into this file");
    add_log_options(app, settings);
    app.set_config("--config", "", "Read options from this file: lines of name = value, as port = 2809");
    app.footer("-ORB options go to the ORB; -ORBendPoint giop:tcp:HOST:PORT replaces --host and --port.\n"
               "The options of omniNames (-start, -datadir, -errlog ...) are understood.\n"
               "Try it: nameclt -ORBInitRef NameService=corbaloc::127.0.0.1:2809/NameService list");
    try {
        arguments = OmniNamesOptions{std::move(arguments), settings.hints}.translated();
        std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants a vector
        app.parse(std::move(arguments));
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 64;
    }
    settings.check = std::chrono::seconds{seconds};
    if (announces->count() > 0) settings.announce = announce.empty() ? "127.0.0.1" : announce;
    if (!http.empty()) settings.http = page_place(http);
    if (settings.store.empty()) settings.store = default_store(port_of(settings));
    return std::nullopt;
}

}  // namespace corbel::naming
