// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <string>

#include "orb/engine/giop/locate.hpp"
#include "orb/engine/giop/reply.hpp"
#include "orb/engine/giop/request.hpp"
#include "orb/engine/giop/request_table.hpp"

namespace corbel::giop {

/// What a Reply or LocateReply says, read up to its body.
struct Answer {
    std::uint32_t id = 0;
    bool locate = false;
    ReplyStatus status = ReplyStatus::no_exception;
    LocateStatus location = LocateStatus::unknown_object;
    std::vector<ServiceContext> service_contexts;
    cdr::Reader body;                    ///< a view of the message
    std::optional<SystemError> refusal;  ///< the message is over this side's limit; it has no body then
};

/// The client's side of a connection as a protocol: which requests are under way, what code sets both sides keep to,
/// what each message of the server means. Values in, values out: no socket, no clock, no threads. Whoever has several
/// threads calls one function at a time; once the code sets are settled, begin_request(), write_locate_request(),
/// read() and read_reply_to() may be called together.
class ClientSession {
public:
    struct Settings {
        cdr::CodeSet native_chars = cdr::CodeSet::utf_8;
        Version max_version{1, 2};                       ///< spoken even if a profile offers more
        std::size_t message_limit = limits::message;
    };

    /// `peer` is what errors call the other side.
    ClientSession(std::string peer, const Settings& settings) : peer_{std::move(peer)}, settings_{settings} {}

    const std::string& peer() const noexcept { return peer_; }

    // -- Requests

    /// A request begins and gets its id. It stays where it is until settle(), withdraw(), give_up() or end() have given
    /// it back.
    void enroll(Outstanding& request) { requests_.enroll(request); }
    /// Null if nothing waits under this id any more.
    Outstanding* withdraw(std::uint32_t id) noexcept { return requests_.remove(id); }
    /// As withdraw(), of a request that may still be answered: no other one is mistaken for it.
    Outstanding* give_up(std::uint32_t id) noexcept { return requests_.give_up(id); }
    /// Whether so many requests wait for late answers that the connection should take no new ones.
    bool worn_out() const noexcept { return requests_.given_up() >= most_given_up; }
    bool idle() const noexcept { return requests_.empty(); }

    /// Whether both sides know the code sets for good.
    bool settled() const noexcept { return settled_.load(std::memory_order_acquire); }

    struct Request {
        const IiopProfile& profile;
        std::string_view operation;
        ResponseFlags response = ResponseFlags::with_target;
        std::span<const ServiceContext> contexts = {};
        const Target* target = nullptr;  ///< null: the profile's object key
    };

    /// Begins a request; its arguments follow, then finish(). The first profile that offers code sets decides for the
    /// connection, and each request until the first answer announces them. A wait for the server alone
    /// (ResponseFlags::with_server) becomes one for the object below GIOP 1.2.
    Draft begin_request(cdr::Writer& out, Outstanding& enrolled, const Request& request);
    /// The same in the quickest way, where the code sets are settled and the object is named by its key.
    Draft begin_settled_request(cdr::Writer& out, Outstanding& enrolled, const IiopProfile& profile,
                                std::string_view operation, ResponseFlags response,
                                std::span<const ServiceContext> contexts);
    void write_locate_request(cdr::Writer& out, Outstanding& enrolled, const IiopProfile& profile);

    /// Of CancelRequest, CloseConnection and MessageError: in the version of the last request, as some servers take no
    /// other. For any thread.
    cdr::Encoding own_encoding() const noexcept;

    /// MARSHAL for a finished request over this side's limit.
    void require_size(std::size_t size, std::string_view operation) const;

    // -- Answers

    /// The body's byte order, version and code sets are right. Throws what ends the connection: COMM_FAILURE,
    /// COMPLETED_NO for CloseConnection and COMPLETED_MAYBE for MessageError; MARSHAL for what only a client may send.
    Answer read(const Message& message) const;

    /// What the connection ends in after `error` of read() or of the MessageReader. What cannot be read says nothing of
    /// what was executed; whatever is not MARSHAL is the peer's own word and stays as it is.
    SystemError unreadable(const SystemError& error) const;

    /// Reads the answer to `request` in the quick way: true, and its parts are set, if `message` is the whole reply to
    /// it. The request stays enrolled.
    bool read_reply_to(Outstanding& request, const Message& message, cdr::Reader& body, ReplyStatus& status,
                       std::vector<ServiceContext>& contexts);

    /// The same in the quickest way, for a message that MessageReader::usual() gives; false as well until both sides
    /// know the code sets.
    bool read_usual_reply_to(const Outstanding& request, ByteView message, cdr::Reader& body,
                             ReplyStatus& status) const;

    /// The request that this is the answer to, with `error` set if the answer is a refusal or of the wrong kind; null
    /// if nobody waits for it.
    Outstanding* settle(const Answer& answer);

    /// No answer will come any more: gives back every request, with what is known of its execution.
    template <class Visit>
    void end(const SystemError& error, Visit visit) {
        requests_.clear([&](Outstanding& request) {
            const auto completed = request.sent ? error.completed() : Completion::no;
            request.error.emplace(error.error(), error.minor(), completed, error.text());
            visit(request);
        });
    }

    /// The same where Outstanding::sent may not be looked at: each ends in `error` as it is.
    template <class Visit>
    void abandon(const SystemError& error, Visit visit) {
        requests_.clear([&](Outstanding& request) {
            request.error.emplace(error);
            visit(request);
        });
    }

private:
    static constexpr std::size_t most_given_up = 1 << 14;

    cdr::Encoding encoding_for(const IiopProfile& profile);
    cdr::Encoding encoding_of(Version version) const;
    Draft announce(cdr::Writer& out, const cdr::Encoding& encoding, const RequestHeader& header,
                   std::span<const ServiceContext> contexts) const;
    Answer read_reply(const Message& message, cdr::Reader in) const;

    const std::string peer_;
    const Settings settings_;
    RequestTable requests_;
    bool agreed_on_code_sets_ = false;
    cdr::Encoding agreed_;
    ServiceContext announcement_;
    std::atomic<bool> settled_{false};
    std::atomic<std::uint8_t> giop_minor_{0};
};

}  // namespace corbel::giop
