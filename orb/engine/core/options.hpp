// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orb/engine/cdr/encoding.hpp"
#include "orb/engine/core/connect_rules.hpp"
#include "orb/engine/core/endpoint.hpp"
#include "orb/engine/giop/ior.hpp"

namespace corbel::core {

/// To whom a server tells what a servant's std::exception said (ExceptionDetailMessage; CORBA 3.0, 15.7.3.1).
enum class Audience : std::uint8_t { nobody, loopback, everybody };

/// What an ORB is started with. Each member can be set under the name beside it: see settings.hpp.
struct Options {
    std::string id;                                                        ///< id
    std::vector<std::pair<std::string, std::string>> initial_references;  ///< InitRef name=url, repeated
    std::string default_initial_reference;                                ///< DefaultInitRef url-prefix
    std::vector<Endpoint> endpoints;                     ///< endPoint giop:tcp:host:port or giop:unix:path, repeated
    std::vector<int> inherited_sockets;                  ///< endPoint giop:fd:number: descriptors that listen
    std::vector<Alternatives> published;                 ///< endPointPublish, repeated; empty: what is listened at
    std::vector<giop::Address> not_listened_at;          ///< endPointNoListen, repeated: published besides
    std::size_t fragment_size = 0;                       ///< giopFragmentSize; zero: whole messages
    std::size_t max_message_size = 16 * 1024 * 1024;     ///< giopMaxMsgSize
    giop::Version max_giop_version{1, 2};                ///< maxGIOPVersion
    cdr::CodeSet native_chars = cdr::CodeSet::utf_8;     ///< nativeCharCodeSet
    std::chrono::milliseconds call_timeout{60'000};      ///< clientCallTimeOutPeriod; zero: none
    std::chrono::milliseconds connect_timeout{10'000};   ///< clientConnectTimeOutPeriod
    std::chrono::milliseconds restart_patience{0};       ///< clientRestartPatience; zero: one more try at once
    std::vector<ConnectRule> connect_rules;              ///< clientTransportRule, repeated; empty: anywhere
    unsigned client_connections = 10'000;                ///< maxClientConnections
    unsigned max_retries = 1;                            ///< clientMaxRetries
    unsigned max_forwards = 10;                          ///< clientMaxForwards
    unsigned max_connections = 32;                       ///< maxGIOPConnectionPerServer
    std::chrono::milliseconds client_idle{300'000};      ///< outConScanPeriod; zero: never closed
    std::chrono::milliseconds server_idle{300'000};      ///< inConScanPeriod; zero: never closed
    std::chrono::milliseconds server_timeout{0};         ///< serverCallTimeOutPeriod; zero: the transport's own limits
    std::chrono::milliseconds client_write_timeout{30'000};     ///< clientWriteTimeout; zero: none
    std::chrono::milliseconds server_header_timeout{30'000};    ///< serverHeaderTimeout; zero: none
    std::chrono::milliseconds server_progress_timeout{60'000};  ///< serverProgressTimeout; zero: none
    std::chrono::milliseconds server_write_timeout{30'000};     ///< serverWriteTimeout; zero: none
    unsigned server_connections = 10'000;                ///< maxServerConnections
    unsigned source_connections = 1'000;                 ///< maxServerConnectionsPerSource
    unsigned requests_in_flight = 256;                   ///< maxRequestsPerConnection
    std::size_t send_queue = 4 * 1024 * 1024;            ///< serverSendQueueSize
    unsigned fragment_trains = 64;                       ///< maxFragmentedMessages
    std::size_t fragment_bytes = 32 * 1024 * 1024;       ///< fragmentBufferSize
    std::chrono::milliseconds keep_alive{60'000};        ///< tcpKeepAlivePeriod; zero: off
    std::chrono::milliseconds hold_time{30'000};         ///< poaHoldRequestTimeout; zero: none
    unsigned held_requests = 1000;                       ///< poaMaxHeldRequests
    std::uint32_t max_nesting = 64;                      ///< maxNesting
    std::uint32_t max_value_nesting = 1024;              ///< maxValueNesting
    std::uint32_t max_empty_elements = 64 * 1024;        ///< maxEmptyElements
    std::uint32_t max_typecode_nesting = 32;             ///< maxTypeCodeNesting
    std::uint32_t max_typecode_parts = 64 * 1024;        ///< maxTypeCodeParts
    std::uint32_t max_service_contexts = 64;             ///< maxServiceContexts
    std::uint32_t max_profiles = 32;                     ///< maxProfiles
    std::uint32_t max_components = 64;                   ///< maxComponents
    std::uint32_t max_object_key = 4096;                 ///< maxObjectKeySize
    std::uint32_t max_stringified_ior = 64 * 1024;       ///< maxStringifiedIORSize
    bool direct_calls = true;                            ///< colocatedCalls direct; otherwise by messages
    std::chrono::microseconds spin{0};                   ///< spinPeriod; zero: who waits sleeps at once
    unsigned ring_size = 64 * 1024;                      ///< shmRingSize
    unsigned shm_connections = 256;                      ///< shmMaxConnections
    bool shm_foreign_users = false;                      ///< shmForeignUsers
    unsigned max_threads = 64;                           ///< maxServerThreadPoolSize; zero: no threads
    std::chrono::milliseconds thread_wait{2'000};        ///< serverThreadWait; zero: for ever
    Audience exception_text = Audience::loopback;        ///< servantExceptionText
    std::string log;                                     ///< log channel=level,...
    std::string config_file;                             ///< configFile; empty: /etc/corbel.conf, if it is there

    /// Where each setting that is not built in comes from: "command line", "environment", "file.conf:3", "program".
    std::map<std::string, std::string, std::less<>> sources;

    using Values = std::vector<std::pair<std::string, std::string>>;

    /// Collects the settings; of several the one that is nearest to who starts the program counts: the command line
    /// (-ORBname value, taken out of it), the environment (ORBname=value), the file (name = value), `program`, the
    /// built-in value. InitRefs of all of them are joined.
    ///
    /// BAD_PARAM, minor bad_option, for a name that is unknown (the text has the nearest known one), has no value or a
    /// bad one, wherever it stands. Unknown variables of the environment are left alone unless they look like a slip.
    static Options parse(int& argc, char* argv[], const Values& program = {});
};

}  // namespace corbel::core
