// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/etcd_members.hpp"

#include <algorithm>
#include <functional>
#include <thread>

namespace corbel::naming::etcd {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_idle_connections = 64;
constexpr auto avoided_for = 3s;

[[noreturn]] void bad_url(std::string_view text, const std::string& why) {
    throw std::invalid_argument{"\"" + std::string{text} + "\" does not say where etcd is: " + why};
}

bool is_store_name(std::string_view name) {
    const auto is_plain = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; };
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), is_plain);
}

}  // namespace

Url parse_url(std::string_view text) {
    constexpr std::string_view scheme = "etcd:", http = "http://";
    if (!text.starts_with(scheme)) bad_url(text, "it does not begin with etcd:");
    Url url;
    for (auto rest = text.substr(scheme.size()); !rest.empty() || url.members.empty();) {
        const auto comma = std::min(rest.find(','), rest.size());
        auto member = rest.substr(0, comma);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        if (member.starts_with("https://")) bad_url(text, "TLS is not spoken; a proxy on this machine can");
        if (!member.starts_with(http)) bad_url(text, "a member is http://host:port");
        member.remove_prefix(http.size());
        const auto slash = std::min(member.find('/'), member.size());
        const auto place = parse_host_port(member.substr(0, slash));
        if (!place || place->port == 0)
            bad_url(text, "\"" + std::string{member.substr(0, slash)} + "\" is not host:port");
        url.members.push_back(*place);
        if (slash + 1 >= member.size()) continue;
        url.store = member.substr(slash + 1);
        if (!rest.empty()) bad_url(text, "the name of the store stands behind the last member");
        if (!is_store_name(url.store)) bad_url(text, "a store's name is up to 64 letters, digits, '-', '_' and '.'");
    }
    return url;
}

struct Members::Member {
    HostPort place;
    Deadline avoided_until{};                            // both under mutex_
    std::vector<std::unique_ptr<HttpConnection>> idle;  // the last one was used last
};

/// What is asked, what came of it, and what is said of it in an error.
struct Members::Question {
    const char* path;
    std::string request;
    std::function<void(std::string_view)> read;  // throws BadAnswer
    bool may_be_done = false;                    // a member that gave no answer may have done it
    std::vector<std::string> failures = {};

    void failed(const HostPort& member, const std::string& why) {
        auto text = "http://" + member.to_string() + ": " + why;
        if (std::find(failures.begin(), failures.end(), text) == failures.end() && failures.size() < 8)
            failures.push_back(std::move(text));
    }
    std::string described() const {
        std::string text;
        for (const auto& failure : failures) text += (text.empty() ? "" : "; ") + failure;
        return text;
    }
};

Members::Members(std::vector<HostPort> members, Patience patience) : patience_{patience} {
    for (auto& member : members) members_.push_back(std::make_unique<Member>(Member{std::move(member), {}, {}}));
}

Members::~Members() = default;

// Those that were silent a moment ago come last.
std::vector<Members::Member*> Members::in_order() {
    const std::lock_guard lock{mutex_};
    std::vector<Member*> order;
    for (std::size_t i = 0; i < members_.size(); ++i)
        order.push_back(members_[(preferred_ + i) % members_.size()].get());
    const auto now = Deadline::clock::now();
    std::stable_partition(order.begin(), order.end(), [&](const Member* each) { return each->avoided_until <= now; });
    return order;
}

void Members::note(Member& member, bool answers) {
    const std::lock_guard lock{mutex_};
    const auto is_it = [&](const auto& each) { return each.get() == &member; };
    if (answers) {
        member.avoided_until = {};
        preferred_ = static_cast<std::size_t>(std::find_if(members_.begin(), members_.end(), is_it) - members_.begin());
    } else {
        member.avoided_until = Deadline::clock::now() + avoided_for;
        member.idle.clear();
    }
}

std::unique_ptr<HttpConnection> Members::idle_connection(Member& member) {
    const std::lock_guard lock{mutex_};
    while (!member.idle.empty()) {
        auto connection = std::move(member.idle.back());
        member.idle.pop_back();
        if (connection->is_usable()) return connection;
    }
    return nullptr;
}

HttpAnswer Members::post(const Question& question, Member& member, Deadline deadline, bool& sent) {
    auto connection = idle_connection(member);
    if (!connection) connection = std::make_unique<HttpConnection>(member.place, deadline);
    sent = true;
    auto answer = connection->post(question.path, question.request, deadline);
    const std::lock_guard lock{mutex_};
    if (connection->is_usable() && member.idle.size() < most_idle_connections)
        member.idle.push_back(std::move(connection));
    return answer;
}

// Whether it answered. StoreError if that is a refusal which no other member would take back.
bool Members::ask_member(Question& question, Member& member, Deadline deadline) {
    bool sent = false;
    try {
        const auto answer = post(question, member, deadline, sent);
        if (answer.status == 200) {
            question.read(answer.body);
            return true;
        }
        const auto refusal = read_refusal(answer.body);
        if (!refusal.may_pass())
            throw StoreError{"etcd at http://" + member.place.to_string() + " refuses: " + refusal.text,
                             question.may_be_done};
        question.failed(member.place, refusal.text);
    } catch (const SocketError& error) {
        question.failed(member.place, error.what());
    } catch (const BadHttp& error) {
        question.failed(member.place, error.what());
    } catch (const BadAnswer& error) {
        question.failed(member.place, error.what());
    }
    question.may_be_done = question.may_be_done || sent;
    return false;
}

void Members::ask(Question& question, Deadline deadline) {
    auto attempt = patience_.attempt;
    do {
        for (auto* member : in_order()) {
            const auto now = Deadline::clock::now();
            if (now >= deadline) break;
            const bool answers = ask_member(question, *member, std::min(deadline, now + attempt));
            note(*member, answers);
            if (answers) return;
        }
        attempt *= 2;
        std::this_thread::sleep_until(std::min(deadline, Deadline::clock::now() + 20ms));
    } while (Deadline::clock::now() < deadline);
    throw StoreUnreachable{"etcd does not answer: " + question.described()};
}

// -- What is asked

TransactionAnswer Members::change(const Transaction& transaction, bool& repeated) {
    TransactionAnswer answer;
    Question question{"/v3/kv/txn", to_json(transaction), [&](auto text) { answer = read_transaction(text); }};
    try {
        ask(question, Deadline::clock::now() + patience_.all);
    } catch (const StoreUnreachable& error) {
        if (!question.may_be_done) throw;
        throw StoreError{std::string{error.what()} + "; the change may have been made", true};
    }
    repeated = question.may_be_done;
    return answer;
}

TransactionAnswer Members::read(const Transaction& transaction) {
    TransactionAnswer answer;
    Question question{"/v3/kv/txn", to_json(transaction), [&](auto text) { answer = read_transaction(text); }};
    ask(question, Deadline::clock::now() + patience_.all);
    return answer;
}

RangeAnswer Members::read(const Range& range) {
    RangeAnswer answer;
    Question question{"/v3/kv/range", to_json(range), [&](auto text) { answer = read_range(text); }};
    ask(question, Deadline::clock::now() + patience_.all);
    return answer;
}

LeaseAnswer Members::grant_lease(std::int64_t seconds) {
    LeaseAnswer answer;
    Question question{"/v3/lease/grant", lease_request(seconds), [&](auto text) { answer = read_lease(text); }};
    ask(question, Deadline::clock::now() + patience_.all);
    return answer;
}

LeaseAnswer Members::keep_alive(std::int64_t lease) {
    LeaseAnswer answer;
    Question question{"/v3/lease/keepalive", keep_alive_request(lease),
                      [&](auto text) { answer = read_keep_alive(text); }};
    ask(question, Deadline::clock::now() + patience_.all);
    return answer;
}

void Members::revoke_lease(std::int64_t lease, Deadline deadline) {
    Question question{"/v3/lease/revoke", revoke_request(lease), [](auto) {}};
    ask(question, deadline);
}

}  // namespace corbel::naming::etcd
