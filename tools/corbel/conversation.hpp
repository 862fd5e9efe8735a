// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "orb/engine/giop/message_reader.hpp"
#include "orb/engine/giop/request.hpp"
#include "orb/json/value_form.hpp"

namespace corbel::tool {

/// The interfaces of objects by their keys, as far as references have told them. Usable from many threads.
class KnownObjects {
public:
    explicit KnownObjects(const dynamic::Model& model) : model_{model} {}

    void add(const giop::Ior& reference);
    /// Of the object, else the only interface that has the operation (or the base of all that have it); null if neither
    /// is known.
    const dynamic::Interface* interface(ByteView object_key, std::string_view operation) const;

private:
    const dynamic::Model& model_;
    mutable std::mutex mutex_;
    std::map<Octets, std::string> types_;  // repository ids by object key
};

/// The only interface with the operation or attribute, or the one that all others with it are derived from; null if
/// there is none.
const dynamic::Interface* interface_with(const dynamic::Model& model, std::string_view operation);

/// Listens to both sides of a connection and tells of each call what it was: bytes in, JSON out. One thread at a time.
class Conversation {
public:
    using Clock = std::chrono::steady_clock;
    using Tell = std::function<void(json::Node call)>;

    /// `model` and `objects` must outlive it.
    Conversation(const dynamic::Model& model, KnownObjects& objects, Tell tell);

    /// Bytes as they pass. What is no GIOP is told once; the side is not understood from then on.
    void from_client(ByteView bytes, Clock::time_point now);
    void from_server(ByteView bytes, Clock::time_point now);
    /// Tells of the calls that were never answered.
    void end();

private:
    struct Side {
        giop::MessageReader reader;
        bool understood = true;
    };
    struct Pending {
        json::Node call;
        std::optional<dynamic::Operation> operation;
        Clock::time_point sent;
    };

    template <class Handle>
    void feed(Side& side, const char* name, ByteView bytes, Handle handle);
    void request(const giop::Message& message, Clock::time_point now);
    void reply(const giop::Message& message, Clock::time_point now);
    void tell_message(const char* from, const giop::Message& message);
    json::Node arguments(cdr::Reader& in, const dynamic::Operation& operation);
    void answer(json::Node& call, cdr::Reader& in, giop::ReplyStatus status,
                const std::optional<dynamic::Operation>& operation);
    void learn(const dynamic::Value& value);

    const dynamic::Model& model_;
    KnownObjects& objects_;
    const Tell tell_;
    const json::Context context_;
    cdr::Encoding encoding_;  // code sets of the connection
    Side client_;
    Side server_;
    std::map<std::uint32_t, Pending> pending_;
};

}  // namespace corbel::tool
