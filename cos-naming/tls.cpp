// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/tls.hpp"

#include <poll.h>

#include <cerrno>
#include <climits>
#include <cstring>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace corbel::naming {
namespace {

struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* session) const { SSL_free(session); }
};

// The first error that OpenSSL has noted, and forgets all.
std::string noted_error() {
    const auto code = ERR_get_error();
    ERR_clear_error();
    const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
    return reason ? reason : "the connection has ended";
}

void require(bool done, const std::string& what) {
    if (!done) throw std::runtime_error{what + ": " + noted_error()};
}

}  // namespace

struct TlsClient::Context {
    std::unique_ptr<SSL_CTX, Free> context{SSL_CTX_new(TLS_client_method())};
};

TlsClient::TlsClient(const TlsFiles& files) : context_{std::make_unique<Context>()} {
    auto* const context = context_->context.get();
    require(context, "TLS cannot be used");
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (files.ca.empty()) {
        require(SSL_CTX_set_default_verify_paths(context) == 1, "the certificates that the system trusts");
    } else {
        require(SSL_CTX_load_verify_locations(context, files.ca.c_str(), nullptr) == 1,
                "the CA certificates in " + files.ca);
    }
    if (files.certificate.empty()) return;
    require(SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) == 1,
            "the certificate in " + files.certificate);
    require(SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1,
            "the key in \"" + files.key + "\" for " + files.certificate);
}

TlsClient::~TlsClient() = default;

struct TlsClient::Session::State {
    State(SSL_CTX* context, Socket& its_socket) : socket{its_socket}, session{SSL_new(context)} {
        if (!session) throw SocketError{noted_error()};
        SSL_set_fd(session.get(), socket.descriptor());
    }

    // The certificate must be for that address or host name.
    void expect(const std::string& host) {
        if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), host.c_str()) == 1) return;
        ERR_clear_error();
        SSL_set1_host(session.get(), host.c_str());
        SSL_set_tlsext_host_name(session.get(), host.c_str());
    }

    // Repeats a step of OpenSSL until it is done, the peer has ended (0), or the time is over (nothing).
    template <class Step>
    std::optional<int> complete(Step step, Deadline deadline) {
        while (true) {
            ERR_clear_error();
            errno = 0;
            const int result = step();
            if (result > 0) return result;
            switch (SSL_get_error(session.get(), result)) {
                case SSL_ERROR_WANT_READ:
                    if (!wait_for(socket.descriptor(), POLLIN, deadline)) return std::nullopt;
                    break;
                case SSL_ERROR_WANT_WRITE:
                    if (!wait_for(socket.descriptor(), POLLOUT, deadline)) return std::nullopt;
                    break;
                case SSL_ERROR_ZERO_RETURN: return 0;
                default: fail();
            }
        }
    }

    [[noreturn]] void fail() {
        const int error = errno;
        if (const auto verified = SSL_get_verify_result(session.get()); verified != X509_V_OK)
            throw SocketError{std::string{"TLS: its certificate is not trusted: "} +
                              X509_verify_cert_error_string(verified)};
        if (ERR_peek_error() == 0 && error != 0) throw SocketError{std::strerror(error)};
        throw SocketError{"TLS: " + noted_error()};
    }

    Socket& socket;
    std::unique_ptr<SSL, Free> session;
};

TlsClient::Session::Session(TlsClient& client, Socket& socket, const std::string& host, Deadline deadline)
    : state_{std::make_unique<State>(client.context_->context.get(), socket)} {
    state_->expect(host);
    const auto done = state_->complete([&] { return SSL_connect(state_->session.get()); }, deadline);
    if (!done) throw SocketError{"no TLS connection in time"};
    if (*done == 0) state_->fail();
}

TlsClient::Session::~Session() = default;

std::optional<std::size_t> TlsClient::Session::read(std::span<char> into, Deadline deadline) {
    const int most = static_cast<int>(std::min<std::size_t>(into.size(), INT_MAX));
    const auto count =
        state_->complete([&] { return SSL_read(state_->session.get(), into.data(), most); }, deadline);
    if (!count) return std::nullopt;
    return static_cast<std::size_t>(*count);
}

void TlsClient::Session::write(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const int most = static_cast<int>(std::min<std::size_t>(bytes.size(), INT_MAX));
        const auto count =
            state_->complete([&] { return SSL_write(state_->session.get(), bytes.data(), most); }, deadline);
        if (!count) throw SocketError{"nothing is taken in time"};
        if (*count == 0) state_->fail();
        bytes.remove_prefix(static_cast<std::size_t>(*count));
    }
}

}  // namespace corbel::naming
