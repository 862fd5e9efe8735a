// SPDX-License-Identifier: BSL-1.0
// Dialogues of a client's session without a socket. Each is held in full, then again with the connection breaking after
// every step and after every byte that is received: each call ends exactly once, and what is said of its execution is
// true.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>

#include "orb/engine/giop/client_session.hpp"
#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/giop/control.hpp"
#include "tests/unit/giop/support.hpp"

namespace corbel::giop {
namespace {

IiopProfile profile(std::uint8_t minor = 2) {
    IiopProfile profile;
    profile.version = {1, minor};
    profile.addresses = {{"server", 1, {}}};
    profile.object_key = to_octets(as_bytes("key"));
    if (minor != 0) profile.code_sets = own_code_sets(cdr::CodeSet::utf_8);
    return profile;
}

/// A call: what the client has asked, and how that has ended.
struct Call : Outstanding {
    std::string operation;
    int endings = 0;
    std::optional<std::int32_t> answer;  ///< of a Reply
    std::optional<LocateStatus> place;   ///< of a LocateReply
};

/// The client, and the server's answers as the script writes them.
class Client {
public:
    explicit Client(std::size_t limit = limits::message)
        : reader_{{.message = limit}}, session_{"server:1", {cdr::CodeSet::utf_8, {1, 2}, limit}} {}

    Call& call(int n) { return *calls_.at(n); }
    const std::map<int, std::unique_ptr<Call>>& calls() const { return calls_; }
    bool open() const { return open_; }
    bool settled() const { return session_.settled(); }

    void begin(int n, std::string operation, std::uint8_t minor) {
        auto& call = add(n, std::move(operation));
        const auto target = profile(minor);
        cdr::Writer out;
        finish(out, session_.begin_request(out, call, {target, call.operation}));
        last_sent = out.copy();
    }
    void locate(int n) {
        auto& call = add(n, "");
        call.locate = true;
        cdr::Writer out;
        session_.write_locate_request(out, call, profile());
        last_sent = out.copy();
    }
    void give_up(int n) {
        auto& call = *calls_.at(n);
        REQUIRE(session_.withdraw(call.id) == &call);
        ++call.endings;
    }

    void receive(ByteView bytes) {
        if (!open_) return;
        try {
            reader_.feed(bytes);
            while (auto message = reader_.next()) take(*message);
        } catch (const SystemError& error) {
            break_off(session_.unreadable(error));
        }
    }

    /// The connection is lost; who waits is told.
    void break_off(const SystemError& error = {Error::comm_failure, minor::connection_lost, Completion::maybe,
                                               "lost"}) {
        if (!open_) return;
        open_ = false;
        session_.end(error, [](Outstanding& request) { ++static_cast<Call&>(request).endings; });
        REQUIRE(session_.idle());
    }

    Octets last_sent;
    int late = 0;
    bool quick = false;

private:
    Call& add(int n, std::string operation) {
        auto& call = *(calls_[n] = std::make_unique<Call>());
        call.operation = std::move(operation);
        session_.enroll(call);
        return call;
    }

    void take(const Message& message) {
        if (take_quickly(message)) return;
        auto answer = session_.read(message);
        auto* request = session_.settle(answer);
        if (!request) return void(++late);
        auto& call = static_cast<Call&>(*request);
        ++call.endings;
        if (call.error) return;
        if (call.locate)
            call.place = answer.location;
        else
            call.answer = answer.body.get<std::int32_t>();
    }

    /// As the connection does for the call of the thread that reads: here call 1 of a dialogue.
    bool take_quickly(const Message& message) {
        const auto first = calls_.find(1);
        if (!quick || first == calls_.end() || first->second->endings != 0) return false;
        auto& call = *first->second;
        cdr::Reader body;
        ReplyStatus status{};
        std::vector<ServiceContext> contexts;
        if (!session_.read_reply_to(call, message, body, status, contexts)) return false;
        REQUIRE(session_.withdraw(call.id) == &call);
        ++call.endings;
        call.answer = body.get<std::int32_t>();
        return true;
    }

    MessageReader reader_;
    ClientSession session_;
    std::map<int, std::unique_ptr<Call>> calls_;
    bool open_ = true;
};

using Step = std::function<void(Client&)>;
using Answering = std::function<Octets(Client&)>;

/// Steps in their order; the ones that receive are told apart, so that they can be broken off in the middle.
class Dialogue {
public:
    struct Line {
        Step step;
        Answering received;  ///< instead of a step
    };

    explicit Dialogue(std::string name, std::size_t limit = limits::message) : name{std::move(name)}, limit{limit} {}

    Dialogue& call(int n, std::string operation, std::uint8_t minor = 2) {
        return add([=](Client& client) { client.begin(n, operation, minor); });
    }
    Dialogue& locate(int n) {
        return add([=](Client& client) { client.locate(n); });
    }
    Dialogue& sent(int n) {
        return add([=](Client& client) { client.call(n).sent = true; });
    }
    Dialogue& announces(bool wanted) {
        return add([=](Client& client) {
            MessageReader reader;
            reader.feed(client.last_sent);
            const auto message = reader.next();
            auto in = message->reader({});
            RequestHeader header;
            header.read(in, message->version());
            CHECK((find_context(header.service_contexts, context_id::code_sets) != nullptr) == wanted);
        });
    }
    Dialogue& gives_up(int n) {
        return add([=](Client& client) { client.give_up(n); });
    }
    Dialogue& receives(Answering bytes) {
        lines.push_back({{}, std::move(bytes)});
        return *this;
    }
    Dialogue& completes(int n, std::int32_t answer) {
        return add([=](Client& client) {
            CHECK(client.call(n).endings == 1);
            CHECK(client.call(n).answer == answer);
        });
    }
    Dialogue& finds(int n, LocateStatus place) {
        return add([=](Client& client) { CHECK(client.call(n).place == place); });
    }
    Dialogue& fails(int n, Error error, Completion completed) {
        return add([=](Client& client) {
            CHECK(client.call(n).endings == 1);
            REQUIRE(client.call(n).error);
            CHECK(client.call(n).error->error() == error);
            CHECK(client.call(n).error->completed() == completed);
        });
    }
    Dialogue& waits(int n) {
        return add([=](Client& client) { CHECK(client.call(n).endings == 0); });
    }
    Dialogue& then(Step step) { return add(std::move(step)); }

    void play(Client& client, std::size_t count) const {
        for (std::size_t i = 0; i < count; ++i)
            if (lines[i].received)
                client.receive(lines[i].received(client));
            else
                lines[i].step(client);
    }

    std::string name;
    std::size_t limit;
    std::vector<Line> lines;

private:
    Dialogue& add(Step step) {
        lines.push_back({std::move(step), {}});
        return *this;
    }
};

// What the server says, to call `n` by its id.

Answering reply(int n, std::int32_t value, int minor = 2) {
    return [=](Client& client) {
        cdr::Writer out;
        const auto draft = begin_reply(out, encoding_of(minor), client.call(n).id, ReplyStatus::no_exception);
        out.put(value);
        finish(out, draft);
        return out.copy();
    };
}
Answering large_reply(int n, std::size_t size) {
    return [=](Client& client) {
        cdr::Writer out;
        const auto draft = begin_reply(out, encoding_of(2), client.call(n).id, ReplyStatus::no_exception);
        for (std::size_t i = 0; i < size; ++i) out.put(std::uint8_t{7});
        finish(out, draft);
        return out.copy();
    };
}
Answering fragmented(Answering whole) {
    return [=](Client& client) {
        Octets all;
        for (const auto& each : cut(whole(client), {16, 8})) all.insert(all.end(), each.begin(), each.end());
        return all;
    };
}
Answering locate_reply(int n, LocateStatus status) {
    return [=](Client& client) {
        cdr::Writer out;
        write_locate_reply(out, encoding_of(2), client.call(n).id, status);
        return out.copy();
    };
}
Answering with_id(std::uint32_t id) {
    return [=](Client&) {
        cdr::Writer out;
        finish(out, begin_reply(out, encoding_of(2), id, ReplyStatus::no_exception));
        return out.copy();
    };
}
Answering says(void (*write)(cdr::Writer&, const cdr::Encoding&)) {
    return [=](Client&) {
        cdr::Writer out;
        write(out, encoding_of(0));
        return out.copy();
    };
}
Answering bytes(Octets raw) {
    return [=](Client&) { return raw; };
}
Answering both(Answering one, Answering other) {
    return [=](Client& client) { return one(client) + other(client); };
}

std::vector<Dialogue> dialogues() {
    constexpr auto no = Completion::no, maybe = Completion::maybe, yes = Completion::yes;
    std::vector<Dialogue> all;
    all.push_back(Dialogue{"answers are matched by their ids"}
                      .call(1, "ping").sent(1).call(2, "add").sent(2)
                      .receives(reply(2, 3)).completes(2, 3).waits(1)
                      .receives(reply(1, 1)).completes(1, 1));
    all.push_back(Dialogue{"CloseConnection says that nothing was executed"}
                      .call(1, "ping").sent(1).call(2, "add").sent(2)
                      .receives(reply(2, 3)).completes(2, 3)
                      .receives(says(write_close_connection)).fails(1, Error::comm_failure, no));
    all.push_back(Dialogue{"MessageError leaves it open"}
                      .call(1, "ping").sent(1).call(2, "add")
                      .receives(says(write_message_error)).fails(1, Error::comm_failure, maybe)
                      .fails(2, Error::comm_failure, no));
    all.push_back(Dialogue{"code sets are announced until the first answer"}
                      .call(1, "a").announces(true).sent(1).call(2, "b").announces(true).sent(2)
                      .receives(reply(2, 2)).completes(2, 2)
                      .then([](Client& client) { CHECK(client.settled()); })
                      .call(3, "c").announces(false).sent(3)
                      .receives(both(reply(3, 3), reply(1, 1))).completes(1, 1).completes(3, 3));
    all.push_back(Dialogue{"GIOP 1.0 and 1.1 beside 1.2"}
                      .call(1, "a", 0).announces(false).sent(1).call(2, "b", 1).announces(true).sent(2)
                      .receives(reply(1, 1, 0)).completes(1, 1)
                      .then([](Client& client) { CHECK_FALSE(client.settled()); })
                      .receives(reply(2, 2, 1)).completes(2, 2));
    all.push_back(Dialogue{"an answer in fragments, another one between them"}
                      .call(1, "a").sent(1).call(2, "b").sent(2)
                      .receives(fragmented(reply(1, 9))).completes(1, 9).receives(reply(2, 8)).completes(2, 8));
    all.push_back(Dialogue{"a late answer meets nobody, not even the next call"}
                      .call(1, "slow").sent(1).gives_up(1).call(2, "next").sent(2)
                      .receives(reply(1, 1)).waits(2)
                      .then([](Client& client) { CHECK(client.late == 1); })
                      .receives(with_id(0xdeadbeef)).waits(2).receives(reply(2, 2)).completes(2, 2));
    all.push_back(Dialogue{"LocateRequest"}
                      .locate(1).sent(1).call(2, "a").sent(2)
                      .receives(locate_reply(1, LocateStatus::object_here)).finds(1, LocateStatus::object_here)
                      .receives(reply(2, 2)).completes(2, 2));
    all.push_back(Dialogue{"an answer of the wrong kind ends its own call only"}
                      .call(1, "a").sent(1).call(2, "b").sent(2)
                      .receives(locate_reply(1, LocateStatus::object_here)).fails(1, Error::marshal, maybe)
                      .receives(reply(2, 2)).completes(2, 2));
    all.push_back(Dialogue{"an answer over the limit ends its own call only", 300}
                      .call(1, "a").sent(1).call(2, "b").sent(2)
                      .receives(large_reply(1, 600)).fails(1, Error::marshal, yes)
                      .receives(reply(2, 2)).completes(2, 2));
    all.push_back(Dialogue{"what is no GIOP ends the connection"}
                      .call(1, "a").sent(1).call(2, "b")
                      .receives(bytes(Octets(40, 'x'))).fails(1, Error::marshal, maybe).fails(2, Error::marshal, no));
    all.push_back(Dialogue{"what only a client may send ends the connection"}
                      .call(1, "a").sent(1)
                      .receives(bytes(request_bytes(1, 4))).fails(1, Error::marshal, maybe));
    return all;
}

/// Each call has ended once; without an answer it is COMPLETED_NO if it was not sent. `closed`: by CloseConnection.
void require_true_endings(const Client& client) {
    for (const auto& [n, call] : client.calls()) {
        CAPTURE(n, call->operation);
        REQUIRE(call->endings == 1);
        if (!call->error) continue;
        if (!call->sent) REQUIRE(call->error->completed() == Completion::no);
        const bool orderly = call->error->minor() == minor::connection_closed;
        if (call->sent && !orderly) REQUIRE(call->error->completed() != Completion::no);
    }
}

}  // namespace

TEST_CASE("client session: dialogues") {
    for (const auto& dialogue : dialogues()) {
        CAPTURE(dialogue.name);
        for (bool quick : {false, true}) {
            CAPTURE(quick);
            Client client{dialogue.limit};
            client.quick = quick;
            dialogue.play(client, dialogue.lines.size());
        }
    }
}

TEST_CASE("client session: dialogues whose connection breaks after every step and every byte") {
    for (const auto& dialogue : dialogues()) {
        CAPTURE(dialogue.name);
        for (std::size_t steps = 0; steps <= dialogue.lines.size(); ++steps) {
            CAPTURE(steps);
            std::size_t bytes = 0, last = 0;
            do {
                Client client{dialogue.limit};
                client.quick = bytes % 2 == 1;
                dialogue.play(client, steps);
                if (steps < dialogue.lines.size() && dialogue.lines[steps].received) {
                    const auto next = dialogue.lines[steps].received(client);
                    last = next.size();
                    client.receive(ByteView{next}.first(bytes));
                }
                client.break_off();
                require_true_endings(client);
            } while (bytes++ < last);
        }
    }
}

TEST_CASE("client session: dialogues whose answers are damaged") {
    for (const auto& dialogue : dialogues()) {
        CAPTURE(dialogue.name);
        for (std::size_t steps = 0; steps < dialogue.lines.size(); ++steps) {
            if (!dialogue.lines[steps].received) continue;
            std::size_t size = 1;
            for (std::size_t at = 0; at < size; ++at)
                for (std::uint8_t flip : {0x01, 0x80, 0xff}) {
                    Client client{dialogue.limit};
                    dialogue.play(client, steps);
                    auto damaged = dialogue.lines[steps].received(client);
                    size = damaged.size();
                    damaged[at] ^= flip;
                    client.receive(damaged);
                    client.break_off();
                    for (const auto& [n, call] : client.calls()) REQUIRE(call->endings == 1);
                }
        }
    }
}

TEST_CASE("client session: a request over the own limit is refused before it is sent") {
    ClientSession session{"server:1", {.message_limit = 100}};
    CHECK_NOTHROW(session.require_size(100, "op"));
    const auto error = error_of_action([&] { session.require_size(101, "op"); });
    CHECK(error.minor() == minor::message_over_limit);
    CHECK_THAT(error.text(), Catch::Contains("op") && Catch::Contains("-ORBgiopMaxMsgSize"));
}

TEST_CASE("client session: waiting for the server alone needs GIOP 1.2") {
    for (std::uint8_t minor : {0, 1, 2}) {
        ClientSession session{"server:1", {}};
        Outstanding call;
        session.enroll(call);
        const auto target = profile(minor);
        cdr::Writer out;
        finish(out, session.begin_request(out, call, {target, "op", ResponseFlags::with_server}));
        CHECK(session.own_encoding().giop_minor == minor);
        MessageReader reader;
        reader.feed(out.contiguous());
        const auto message = reader.next();
        auto in = message->reader({});
        RequestHeader header;
        header.read(in, message->version());
        CHECK(header.response == (minor == 2 ? ResponseFlags::with_server : ResponseFlags::with_target));
        CHECK(session.withdraw(call.id) == &call);
    }
}

TEST_CASE("an id whose request was given up is given again only after its answer, however many come in between") {
    RequestTable table;
    Outstanding late, next;
    table.enroll(late);
    const auto id = late.id;
    CHECK(table.give_up(id) == &late);
    CHECK(table.empty());
    CHECK(table.given_up() == 1);
    for (std::uint32_t i = 0; i < 4 << 16; ++i) {
        table.enroll(next);
        if (next.id == id) FAIL("the id of a request that was given up was given again");
        if (table.remove(next.id) != &next) FAIL("a request was lost");
    }
    CHECK(table.give_up(id) == nullptr);
    CHECK(table.remove(id) == nullptr);  // the answer
    CHECK(table.given_up() == 0);
    table.enroll(next);
    CHECK((next.id & 0xffff) == (id & 0xffff));  // its place is free
    CHECK(next.id != id);
    CHECK(table.remove(next.id) == &next);
}

TEST_CASE("an id that is pending is not given again, a late one meets nobody") {
    RequestTable table;
    std::vector<std::unique_ptr<Outstanding>> pending;
    std::vector<std::uint32_t> ids;
    for (int i = 0; i < 1000; ++i) {
        pending.push_back(std::make_unique<Outstanding>());
        table.enroll(*pending.back());
        ids.push_back(pending.back()->id);
    }
    std::sort(ids.begin(), ids.end());
    CHECK(std::unique(ids.begin(), ids.end()) == ids.end());
    CHECK(table.size() == 1000);
    const auto id = ids[500];
    auto* removed = table.remove(id);
    REQUIRE(removed);
    CHECK(table.remove(id) == nullptr);
    table.enroll(*removed);
    const auto next = removed->id;
    CHECK(next != id);
    CHECK(table.remove(id) == nullptr);
    CHECK(table.remove(next) == removed);
    CHECK(table.remove(0xffffffff) == nullptr);
    unsigned left = 0;
    table.clear([&](Outstanding&) { ++left; });
    CHECK(left == 999);
    CHECK(table.empty());
}

}  // namespace corbel::giop
