// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/etcd_members.hpp"

#include <poll.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <thread>

namespace corbel::naming::etcd {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_idle_connections = 64;
constexpr auto avoided_for = 3s;

[[noreturn]] void bad_url(std::string_view text, const std::string& why) {
    throw std::invalid_argument{"\"" + without_password(text) + "\" does not say where etcd is: " + why};
}

// What another program than etcd says as well, or etcd before it has looked at the request.
Refusal refusal_of(const HttpAnswer& answer) {
    try {
        return read_refusal(answer.body);
    } catch (const BadAnswer&) {
        auto text = answer.body.substr(0, std::min<std::size_t>(answer.body.find_first_of("\r\n"), 200));
        std::replace_if(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, '?');
        return {0, "HTTP status " + std::to_string(answer.status) + (text.empty() ? "" : ", " + text)};
    }
}

bool is_store_name(std::string_view name) {
    const auto is_plain = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; };
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), is_plain);
}

}  // namespace

// From the first colon of a member up to its '@', whatever stands there: it may be a password wrongly written.
std::string without_password(std::string_view url) {
    constexpr std::string_view mark = "://";
    std::string shown;
    while (true) {
        const auto end = std::min(url.find(mark), url.size());
        const auto part = url.substr(0, end);  // "etcd:http", and then "user:password@host:port,http"
        const auto colon = part.find(':'), at = part.rfind('@');
        if (at != part.npos && colon < at) {
            shown.append(part.substr(0, colon)).append(":...").append(part.substr(at));
        } else {
            shown += part;
        }
        if (end == url.size()) return shown;
        shown += mark;
        url.remove_prefix(end + mark.size());
    }
}

namespace {

// %XX as in every URL.
std::string unescaped(std::string_view text, std::string_view url) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            plain += text[at];
            continue;
        }
        const auto digits = text.substr(at + 1, 2);
        unsigned char code = 0;
        const auto* const end = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16).ptr;
        if (digits.size() < 2 || end != digits.data() + 2) bad_url(url, "a % in a user or a password is written %25");
        plain += static_cast<char>(code);
        at += 2;
    }
    return plain;
}

// Takes "user:password@" off the front of a member.
void take_user(std::string_view& member, Url& url, std::string_view text) {
    const auto at = member.substr(0, member.find('/')).rfind('@');
    if (at == member.npos) return;
    const auto who = member.substr(0, at);
    member.remove_prefix(at + 1);
    const auto colon = who.find(':');
    if (colon == who.npos || colon == 0) bad_url(text, "a user of etcd is USER:PASSWORD@");
    auto user = unescaped(who.substr(0, colon), text), password = unescaped(who.substr(colon + 1), text);
    if (!url.user.empty() && (url.user != user || url.password != password))
        bad_url(text, "there is one user for all members");
    url.user = std::move(user);
    url.password = std::move(password);
}

// Takes "http://" or "https://" off the front of a member.
void take_scheme(std::string_view& member, Url& url, std::string_view text) {
    constexpr std::string_view http = "http://", https = "https://";
    const bool secure = member.starts_with(https);
    if (!secure && !member.starts_with(http)) bad_url(text, "a member is http://host:port or https://host:port");
    if (!url.members.empty() && secure != url.tls.has_value()) bad_url(text, "all members are http, or all https");
    if (secure) url.tls.emplace();
    member.remove_prefix(secure ? https.size() : http.size());
}

}  // namespace

Url parse_url(std::string_view text) {
    constexpr std::string_view scheme = "etcd:";
    if (!text.starts_with(scheme)) bad_url(text, "it does not begin with etcd:");
    Url url;
    for (auto rest = text.substr(scheme.size()); !rest.empty() || url.members.empty();) {
        const auto comma = std::min(rest.find(','), rest.size());
        auto member = rest.substr(0, comma);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        take_scheme(member, url, text);
        take_user(member, url, text);
        const auto slash = std::min(member.find('/'), member.size());
        const auto place = parse_host_port(member.substr(0, slash));
        if (!place || place->port == 0) {
            if (text.find('@') != text.npos)  // then it may be a part of a password
                bad_url(text, "what stands behind an '@' is host:port; ',', '/' and '@' in a password are %2C, %2F and "
                              "%40");
            bad_url(text, "\"" + std::string{member.substr(0, slash)} + "\" is not host:port");
        }
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

/// A request to a member, which has not answered so far.
struct Members::Attempt {
    Member* member;
    std::unique_ptr<HttpConnection> connection;
};

/// What is asked, what came of it, and what is said of it in an error.
struct Members::Question {
    const char* path;
    std::string request;
    std::function<void(std::string_view)> read;  // throws BadAnswer
    bool may_be_done = false;                    // a member that gave no answer may have done it
    std::vector<std::string> failures = {};
    std::vector<Attempt> under_way = {};  // the one that was begun last at the end
    bool authenticated = false;

    void failed(const std::string& member, const std::string& why) {
        auto text = member + ": " + why;
        if (std::find(failures.begin(), failures.end(), text) == failures.end() && failures.size() < 8)
            failures.push_back(std::move(text));
    }
    std::string described() const {
        std::string text;
        for (const auto& failure : failures) text += (text.empty() ? "" : "; ") + failure;
        return text;
    }
};

Members::Members(const Url& url, Patience patience) : patience_{patience}, user_{url.user}, password_{url.password} {
    if (url.tls) tls_ = std::make_unique<TlsClient>(*url.tls);
    for (const auto& member : url.members) members_.push_back(std::make_unique<Member>(Member{member, {}, {}}));
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

std::string Members::shown(const Member& member) const {
    return (tls_ ? "https://" : "http://") + member.place.to_string();
}

std::string Members::token() {
    const std::lock_guard lock{mutex_};
    return token_;
}

std::unique_ptr<HttpConnection> Members::connect(const Member& member, Deadline deadline) {
    return std::make_unique<HttpConnection>(member.place, tls_.get(), deadline);
}

// A user that etcd does not know is a StoreError.
void Members::authenticate(Member& member, Deadline deadline) {
    const auto connection = connect(member, deadline);
    const auto answer = connection->post("/v3/auth/authenticate", authentication_request(user_, password_), deadline);
    if (answer.status != 200) {
        const auto refusal = refusal_of(answer);
        if (refusal.may_pass()) throw BadAnswer{refusal.text};
        throw StoreError{"etcd at " + shown(member) + " does not accept the user " + user_ + ": " + refusal.text};
    }
    auto token = read_token(answer.body);
    const std::lock_guard lock{mutex_};
    token_ = std::move(token);
}

std::unique_ptr<HttpConnection> Members::connection_to(Member& member, Deadline deadline) {
    auto connection = idle_connection(member);
    if (!connection) connection = connect(member, deadline);
    connection->authorize(token());
    return connection;
}

void Members::keep(Member& member, std::unique_ptr<HttpConnection> connection) {
    const std::lock_guard lock{mutex_};
    if (connection->is_usable() && member.idle.size() < most_idle_connections)
        member.idle.push_back(std::move(connection));
}

// Those that were asked before may still answer as well: whoever is first. Whether one has answered.
bool Members::ask_too(Question& question, Member& member, Deadline until) {
    try {
        auto connection = connection_to(member, until);
        connection->ask(question.path, question.request, until);
        question.under_way.push_back({&member, std::move(connection)});
    } catch (const SocketError& error) {
        question.failed(shown(member), error.what());
        note(member, false);
        return false;
    }
    if (wait_for_answer(question, until)) return true;
    if (!question.under_way.empty() && question.under_way.back().member == &member)
        question.failed(shown(member), "no answer in time");
    note(member, false);
    return false;
}

// Until the time is over, or the one that was asked last has failed.
bool Members::wait_for_answer(Question& question, Deadline until) {
    auto& under_way = question.under_way;
    const auto* const last = under_way.back().member;
    while (true) {
        std::vector<int> descriptors;
        for (std::size_t at = 0; at < under_way.size();) {
            if (is_answered(question, under_way[at])) {
                note(*under_way[at].member, true);
                keep(*under_way[at].member, std::move(under_way[at].connection));
                under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(at));
                question.may_be_done = question.may_be_done || !under_way.empty();
                return true;
            }
            if (under_way[at].connection) {
                descriptors.push_back(under_way[at++].connection->descriptor());
            } else {
                under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(at));
            }
        }
        if (under_way.empty() || under_way.back().member != last) return false;
        if (!wait_for(descriptors, POLLIN, until)) return false;
    }
}

// Of one that has failed the connection is gone.
bool Members::is_answered(Question& question, Attempt& attempt) {
    try {
        const auto answer = attempt.connection->answer(Deadline::min());
        return answer && take(question, attempt, *answer);
    } catch (const SocketError& error) {
        question.failed(shown(*attempt.member), error.what());
    } catch (const BadHttp& error) {
        question.failed(shown(*attempt.member), error.what());
    } catch (const BadAnswer& error) {
        question.failed(shown(*attempt.member), error.what());
    }
    question.may_be_done = true;
    attempt.connection = nullptr;
    return false;
}

// Whether it is what was asked for. StoreError if it is a refusal that no other member would take back.
bool Members::take(Question& question, Attempt& attempt, const HttpAnswer& answer) {
    if (answer.status == 200) {
        question.read(answer.body);
        return true;
    }
    const auto refusal = refusal_of(answer);
    if (refusal.wants_token() && !user_.empty() && !question.authenticated) {
        const auto until = Deadline::clock::now() + patience_.authentication;
        question.authenticated = true;
        authenticate(*attempt.member, until);
        attempt.connection = connection_to(*attempt.member, until);
        attempt.connection->ask(question.path, question.request, until);
        return false;
    }
    if (!refusal.may_pass())
        throw StoreError{"etcd at " + shown(*attempt.member) + " refuses: " + refusal.text,
                         question.may_be_done || question.under_way.size() > 1};
    question.failed(shown(*attempt.member), refusal.text);
    question.may_be_done = true;
    attempt.connection = nullptr;
    return false;
}

void Members::ask(Question& question, Deadline deadline) {
    auto attempt = patience_.attempt;
    for (int round = 1; Deadline::clock::now() < deadline; ++round) {
        for (auto* member : in_order()) {
            const auto now = Deadline::clock::now();
            if (now >= deadline) break;
            if (ask_too(question, *member, std::min(deadline, now + attempt))) return;
        }
        if (round % 2 == 0) attempt = std::min(2 * attempt, 4 * patience_.attempt);
        std::this_thread::sleep_until(std::min(deadline, Deadline::clock::now() + 20ms));
    }
    question.may_be_done = question.may_be_done || !question.under_way.empty();
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

std::unique_ptr<Members::Stream> Members::watch(const Watch& watch) {
    Question asked{"", {}, {}};
    for (auto* member : in_order()) {
        try {
            return std::make_unique<Stream>(*this, *member, watch);
        } catch (const std::runtime_error& error) {  // of sockets, HTTP, JSON, or the member's own
            asked.failed(shown(*member), error.what());
            note(*member, false);
        }
    }
    throw StoreUnreachable{"etcd does not tell of changes: " + asked.described()};
}

Members::Stream::Stream(Members& members, Member& member, const Watch& watch)
    : members_{members}, member_{member}, key_{watch.key} {
    check();  // as a user, if etcd wants one
    const auto deadline = Deadline::clock::now() + members_.patience_.attempt;
    connection_ = members_.connect(member_, deadline);
    connection_->authorize(members_.token());
    if (const auto status = connection_->begin("/v3/watch", to_json(watch), deadline); status != 200)
        throw BadAnswer{"a watch is answered with the status " + std::to_string(status)};
}

std::optional<WatchAnswer> Members::Stream::next(Deadline deadline) {
    constexpr std::size_t most = 64 * 1024 * 1024;
    try {
        while (true) {
            if (const auto end = waiting_.find('\n'); end != waiting_.npos) {
                auto answer = read_watch(std::string_view{waiting_}.substr(0, end));
                waiting_.erase(0, end + 1);
                if (!answer.ended.empty() && answer.compacted == 0) throw BadAnswer{answer.ended};
                return answer;
            }
            if (waiting_.size() > most) throw BadAnswer{"the answer is too long"};
            const auto some = connection_->more(deadline);
            if (!some) return std::nullopt;
            waiting_ += *some;
        }
    } catch (const std::runtime_error& error) {
        throw StoreUnreachable{members_.shown(member_) + " tells of no more changes: " + error.what()};
    }
}

void Members::Stream::check() {
    Range any{key_};
    any.only_count = true;
    Question question{"/v3/kv/range", to_json(any), [](auto text) { read_range(text); }};
    if (members_.ask_too(question, member_, Deadline::clock::now() + members_.patience_.attempt)) return;
    throw StoreUnreachable{"etcd: " + question.described()};
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
