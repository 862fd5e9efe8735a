// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/trunk.hpp"

#include <algorithm>
#include <system_error>
#include <unordered_map>

#include "orb/engine/base/coarse_clock.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::transport {

/// What a thread remembers of a trunk.
struct Habit {
    unsigned line = 0;                 ///< the one it used last
    bool unconfirmed = false;          ///< it has sent what no answer over that line has followed yet
    std::weak_ptr<const Trunk> trunk;  ///< expired: the habit is of no use
};

namespace {

// Another connection is worth it where short calls meet for some time: so many in each of so many windows, a window
// without them counting against one with. Neither a burst nor calls that take long come to that.
constexpr std::chrono::milliseconds window{2};
constexpr unsigned many = 8;
constexpr unsigned sustained = 3;

// After an attempt that has failed, or a connection that has ended.
constexpr std::chrono::seconds pause{1};

std::atomic<std::uint64_t> last_number{0};

/// The habits of one thread.
class Habits {
public:
    Habit& of(const Trunk& trunk) {
        if (recent_ && recent_number_ == trunk.number()) return *recent_;
        if (all_.size() >= worth_purging_) purge();
        recent_ = &all_[trunk.number()];
        recent_number_ = trunk.number();
        if (recent_->trunk.expired()) recent_->trunk = trunk.weak_from_this();
        return *recent_;
    }

private:
    void purge() {
        recent_ = nullptr;
        std::erase_if(all_, [](const auto& each) { return each.second.trunk.expired(); });
        worth_purging_ = std::max(least_worth_purging, 2 * all_.size());
    }

    static constexpr std::size_t least_worth_purging = 64;
    std::unordered_map<std::uint64_t, Habit> all_;
    Habit* recent_ = nullptr;
    std::uint64_t recent_number_ = 0;
    std::size_t worth_purging_ = least_worth_purging;
};

/// Trivially destructible, so that it can still be asked when the thread's habits are gone.
thread_local bool forgotten = false;

struct ThreadHabits : Habits {
    ~ThreadHabits() { forgotten = true; }
};

thread_local ThreadHabits habits;

}  // namespace

/// A call's place on a line.
class Trunk::Hold {
public:
    [[gnu::hot]] Hold(Trunk& trunk, Clock::time_point now)
        : trunk_{trunk}, habit_{forgotten ? none_ : habits.of(trunk)}, line_{trunk.take(habit_, now)} {}
    ~Hold() { trunk_.leave(line_); }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    ClientConnection& operator*() const noexcept { return *line_.connection; }
    ClientConnection* operator->() const noexcept { return line_.connection.get(); }

    /// What is sent now is to be followed on the same line.
    void bind() noexcept { habit_.unconfirmed = true; }
    void confirm() noexcept { habit_.unconfirmed = false; }

private:
    Trunk& trunk_;
    Habit none_;
    Habit& habit_;
    Line& line_;
};

Trunk::Trunk(std::shared_ptr<ClientConnection> first, std::shared_ptr<const std::atomic<unsigned>> usable_connections,
             unsigned limit, Open open)
    : number_{++last_number},
      peer_{first->peer()},
      limit_{std::max(limit, 1u)},
      open_connections_{std::move(open)},
      usable_connections_{std::move(usable_connections)},
      lines_{std::make_unique<std::unique_ptr<Line>[]>(limit_)} {
    const std::lock_guard lock{mutex_};
    occupy(std::move(first));
}

Trunk::~Trunk() {
    if (opener_.joinable()) opener_.detach();  // it finds nobody, or is this thread
}

// -- Calls

[[gnu::hot]] void Trunk::call(const RequestHead& head, Encoder arguments, Deadline deadline, Reply& reply) {
    Hold line{*this, head.now};
    try {
        line->call(head, arguments, deadline, reply);
    } catch (const SystemError&) {
        failed(*line);
        throw;
    }
    line.confirm();
}

void Trunk::send(const RequestHead& head, Encoder arguments, Deadline deadline) {
    Hold line{*this, head.now};
    line.bind();
    try {
        line->send(head, arguments, deadline);
    } catch (const SystemError&) {
        failed(*line);
        throw;
    }
}

void Trunk::call_async(const RequestHead& head, Encoder arguments, Deadline deadline, Done done) {
    const auto self = shared_from_this();  // `done` may run, and drop whoever has called, before this returns
    Hold line{*this, head.now};
    line.bind();
    try {
        line->call_async(head, arguments, deadline, std::move(done));
    } catch (const SystemError&) {
        failed(*line);
        throw;
    }
}

Location Trunk::locate(const giop::IiopProfile& profile, Deadline deadline) {
    Hold line{*this, coarse_now()};
    try {
        return line->locate(profile, deadline);
    } catch (const SystemError&) {
        failed(*line);
        throw;
    }
}

/// Whatever has ended one connection has probably ended the others, or is about to.
void Trunk::failed(const ClientConnection& connection) noexcept {
    if (connection.usable() || !open_.exchange(false)) return;
    const auto count = count_.load(std::memory_order_acquire);
    for (unsigned i = 0; i < count; ++i) vacate(*lines_[i]);
}

// -- Lines

[[gnu::hot]] Trunk::Line& Trunk::take(Habit& habit, Clock::time_point now) {
    auto& usual = *lines_[habit.line];
    if (habit.unconfirmed ? join(usual, now) : claim(usual, now)) return usual;
    habit.unconfirmed = false;
    const auto count = count_.load(std::memory_order_acquire);
    for (unsigned i = 0, at = habit.line; i < count; ++i, at = at + 1 < count ? at + 1 : 0)
        if (claim(*lines_[at], now)) return habit.line = at, *lines_[at];
    crowded();
    return share(habit, count, now);
}

/// The less busy one of the thread's own line and another one.
Trunk::Line& Trunk::share(Habit& habit, unsigned count, Clock::time_point now) {
    static std::atomic<unsigned> turn{0};
    const auto other = count == 1 ? 0 : turn.fetch_add(1, std::memory_order_relaxed) % count;
    const auto users = [this](unsigned at) { return lines_[at]->users.load(std::memory_order_relaxed); };
    if (users(other) < users(habit.line)) habit.line = other;
    for (unsigned i = 0; i < count; ++i, habit.line = habit.line + 1 < count ? habit.line + 1 : 0)
        if (join(*lines_[habit.line], now)) return *lines_[habit.line];
    open_ = false;
    throw SystemError{Error::comm_failure, minor::connection_closed, Completion::no,
                      "the connection to " + peer_ + " is closed"};
}

[[gnu::hot]] bool Trunk::claim(Line& line, Clock::time_point now) {
    auto users = line.users.load(std::memory_order_relaxed);
    return users == 0 && line.users.compare_exchange_strong(users, 1, std::memory_order_acquire) && fit(line, now);
}

bool Trunk::join(Line& line, Clock::time_point now) {
    const auto users = line.users.fetch_add(1, std::memory_order_acquire);
    if (users >= vacant) return line.users.fetch_sub(1, std::memory_order_relaxed), false;
    return fit(line, now);
}

/// By a user of the line, who has left it if this is false.
bool Trunk::fit(Line& line, Clock::time_point now) {
    if (line.connection->fit(now)) return true;
    leave(line);
    return false;
}

[[gnu::hot]] void Trunk::leave(Line& line) {
    const bool over = !line.connection->usable() || !open_.load(std::memory_order_relaxed);
    line.users.fetch_sub(1, std::memory_order_acq_rel);
    if (over) vacate(line);
}

/// If nobody uses it.
void Trunk::vacate(Line& line) {
    std::shared_ptr<ClientConnection> connection;
    const std::lock_guard lock{mutex_};
    unsigned users = 0;
    if (!line.users.compare_exchange_strong(users, vacant, std::memory_order_acq_rel)) return;
    connection.swap(line.connection);
    not_before_ = Clock::now() + pause;
}

/// A line without a connection; limit_ if there is none. With the mutex held.
unsigned Trunk::free_line() const noexcept {
    const auto count = count_.load(std::memory_order_relaxed);
    for (unsigned i = 0; i < count; ++i)
        if (!lines_[i]->connection) return i;
    return count;
}

/// With the mutex held, and a free line.
void Trunk::occupy(std::shared_ptr<ClientConnection> connection) {
    const auto at = free_line();
    const bool made = at != count_.load(std::memory_order_relaxed);
    if (!made) lines_[at] = std::make_unique<Line>();
    lines_[at]->connection = std::move(connection);
    lines_[at]->users.fetch_and(~vacant, std::memory_order_release);  // others may look in at any time
    if (!made) count_.store(at + 1, std::memory_order_release);
}

bool Trunk::retire_if_idle(Clock::time_point now) {
    bool all = true;
    const auto count = count_.load(std::memory_order_acquire);
    for (unsigned i = 0; i < count; ++i) {
        auto& line = *lines_[i];
        unsigned users = 0;
        if (line.users.compare_exchange_strong(users, 1, std::memory_order_acquire)) {
            all &= line.connection->retire_if_idle(now);
            leave(line);
        } else {
            all &= users >= vacant;
        }
    }
    return all;
}

// -- More of them

void Trunk::crowded() {
    if (limit_ == 1) return;
    const std::lock_guard lock{mutex_};
    ++crowded_;
    const auto now = Clock::now();
    const auto age = now - window_began_;
    if (age < window) return;
    if (age < 2 * window && crowded_ >= many)
        crowded_windows_ = std::min(crowded_windows_ + 1, sustained);
    else if (crowded_windows_ != 0)
        --crowded_windows_;
    crowded_ = 0;
    window_began_ = now;
    if (crowded_windows_ >= sustained && !opening_ && now >= not_before_) open_more();
}

/// As many as there are by now, at most, and no more than calls that share, the one included that asks and has no line
/// yet. With the mutex held.
unsigned Trunk::lacking() const noexcept {
    unsigned connected = 0, calls = 1;
    const auto count = count_.load(std::memory_order_relaxed);
    for (unsigned i = 0; i < count; ++i)
        if (lines_[i]->connection) ++connected, calls += lines_[i]->users.load(std::memory_order_relaxed);
    return std::min({calls - std::min(calls, connected), std::max(connected, 1u), limit_ - connected});
}

/// With the mutex held.
void Trunk::open_more() {
    const auto count = lacking();
    if (count == 0) return;
    if (opener_.joinable()) opener_.join();  // it is at its end
    try {
        opener_ = std::thread{[weak = weak_from_this(), open = open_connections_, count] {
            auto connections = open(count);
            if (const auto self = weak.lock()) self->opened(std::move(connections));
        }};
        opening_ = true;
    } catch (const std::system_error&) {
        not_before_ = Clock::now() + pause;
    }
}

void Trunk::opened(Connections connections) {
    const std::lock_guard lock{mutex_};
    opening_ = false;
    if (connections.empty() || !open_) return void(not_before_ = Clock::now() + pause);
    for (auto& each : connections)
        if (free_line() != limit_) occupy(std::move(each));
}

void Trunk::join() {
    std::thread opener;
    {
        const std::lock_guard lock{mutex_};
        open_ = false;
        opener.swap(opener_);
    }
    if (opener.joinable()) opener.join();
}

}  // namespace corbel::transport
