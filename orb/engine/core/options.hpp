// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orb/engine/cdr/encoding.hpp"
#include "orb/engine/giop/ior.hpp"

namespace corbel::core {

/// What an ORB is started with. The names of the command line are omniORB's where the meaning is.
struct Options {
    std::string id;                                                        ///< -ORBid
    std::vector<std::pair<std::string, std::string>> initial_references;  ///< -ORBInitRef name=url, repeated
    std::string default_initial_reference;                                ///< -ORBDefaultInitRef url-prefix
    std::vector<giop::Address> endpoints;  ///< -ORBendPoint giop:tcp:host:port or giop:unix:path, repeated
    std::size_t fragment_size = 0;                             ///< -ORBgiopFragmentSize bytes; zero: whole messages
    std::size_t max_message_size = 16 * 1024 * 1024;           ///< -ORBgiopMaxMsgSize bytes
    std::chrono::milliseconds call_timeout{60'000};            ///< -ORBclientCallTimeOutPeriod ms; zero: none
    std::chrono::milliseconds connect_timeout{10'000};         ///< -ORBclientConnectTimeOutPeriod ms
    cdr::CodeSet native_chars = cdr::CodeSet::utf_8;           ///< -ORBnativeCharCodeSet UTF-8 or ISO-8859-1
    giop::Version max_giop_version{1, 2};                      ///< -ORBmaxGIOPVersion 1.0, 1.1 or 1.2

    /// Takes the options it knows out of the command line, argv[0] and all else stay. BAD_PARAM, minor bad_option, for
    /// an -ORB option that is unknown, has no value or a bad one; the text names the option, and the nearest known one.
    static Options parse(int& argc, char* argv[]);
};

/// "giop:tcp:host:port", host and port may be empty; "giop:unix:path". BAD_PARAM for anything else.
giop::Address parse_endpoint(std::string_view text);

}  // namespace corbel::core
