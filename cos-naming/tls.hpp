// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cos-naming/socket.hpp"

namespace corbel::naming {

/// Which servers a client trusts, and how it shows who it is. PEM files.
struct TlsFiles {
    std::string ca;           ///< of those who sign servers' certificates; empty: those the system trusts
    std::string certificate;  ///< the client's own, with those that lead to its CA; empty: none
    std::string key;          ///< of it

    friend bool operator==(const TlsFiles&, const TlsFiles&) = default;
};

/// TLS 1.2 or later as a client speaks it. From any thread.
class TlsClient {
public:
    /// std::runtime_error that names the file that cannot be used.
    explicit TlsClient(const TlsFiles& files);
    ~TlsClient();

    /// TLS over a connection that is there. One thread at a time.
    class Session {
    public:
        /// Shakes hands; the server's certificate must be for `host`. The socket must live as long. SocketError.
        Session(TlsClient& client, Socket& socket, const std::string& host, Deadline deadline);
        ~Session();

        /// The bytes that are there; 0 at the end, nothing if none come in time. SocketError.
        std::optional<std::size_t> read(std::span<char> into, Deadline deadline);
        void write(std::string_view bytes, Deadline deadline);

    private:
        struct State;
        std::unique_ptr<State> state_;
    };

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace corbel::naming
