// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cos-naming/access.hpp"
#include "cos-naming/log.hpp"
#include "cos-naming/socket.hpp"
#include "cos-naming/tls.hpp"

namespace corbel::naming {

/// What the daemon is started with.
struct Settings {
    std::string host = "127.0.0.1";
    unsigned port = 2809;
    std::string store;  ///< "memory", "sqlite:FILE" or "etcd:http://HOST:PORT,..."
    TlsFiles etcd_tls;  ///< for a store at https://
    std::vector<std::string> publish_with;  ///< "host:port" of daemons that serve the same names
    std::optional<HostPort> http;           ///< where the page for people is served; nowhere without
    std::optional<std::string> announce;    ///< IPv4 address of the interface by which questions are answered
    bool recover = false;
    std::string unix_path;  ///< of the socket to listen at; empty: none
    bool no_tcp = false;
    Access access;
    std::chrono::milliseconds check{0};  ///< how often all objects are asked whether they are there; 0: not at all
    std::string ior_file;
    Log::Settings log;
    std::vector<std::string> orb;    ///< the command line of ORB_init
    std::vector<std::string> hints;  ///< to be logged: what options of omniNames are called here
};

/// Reads the command line and the file of --config. Gives an exit code where the program ends at once: after --help, or
/// for a wrong option.
std::optional<int> parse(int argc, char* argv[], Settings& settings);

/// Where names are kept if the command line does not say: PORT.db in $STATE_DIRECTORY, for root in /var/lib/cos-naming,
/// for others in $XDG_STATE_HOME/cos-naming or ~/.local/state/cos-naming. In memory on a port of the system's choice,
/// which nobody could ask again.
std::string default_store(unsigned port);

}  // namespace corbel::naming
