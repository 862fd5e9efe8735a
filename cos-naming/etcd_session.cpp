// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/etcd_session.hpp"

#include <algorithm>
#include <chrono>
#include <sstream>
#include <utility>

namespace corbel::naming::etcd {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t lease_seconds = 10;
constexpr int looks_per_life_sign = 3;
constexpr auto look_interval = 1s;

std::vector<std::string> words(const std::string& text) {
    std::istringstream in{text};
    std::vector<std::string> all;
    for (std::string word; in >> word;)
        if (parse_host_port(word)) all.push_back(word);
    return all;
}

}  // namespace

Session::Session(Members& members, Layout layout, Report report)
    : members_{members}, layout_{std::move(layout)}, report_{std::move(report)} {
    begin();
    thread_ = std::thread{[this] { look_after(); }};
}

Session::~Session() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    stop_.notify_one();
    thread_.join();
    try {
        members_.revoke_lease(lease_, Deadline::clock::now() + 1s);
    } catch (const StoreError&) {
        // The lease ends by itself.
    }
}

// The session's key exists as long as its lease: a change that comes too late finds that it is gone.
void Session::begin() {
    const auto lease = members_.grant_lease(lease_seconds).id;
    std::string addresses;
    {
        const std::lock_guard lock{mutex_};
        addresses = addresses_;
    }
    bool repeated = false;
    members_.change({{}, {{Put{layout_.daemon(lease), addresses, lease}}}, {}}, repeated);
    const std::lock_guard lock{mutex_};
    lease_ = lease;
    slots_ = 0;
    free_.clear();
}

std::int64_t Session::lease() {
    const std::lock_guard lock{mutex_};
    return lease_;
}

Session::Slot Session::take() {
    const std::lock_guard lock{mutex_};
    if (free_.empty()) return {lease_, layout_.slot(lease_, ++slots_), 0, 0};
    auto slot = std::move(free_.back());
    free_.pop_back();
    return slot;
}

void Session::give_back(Slot slot) {
    const std::lock_guard lock{mutex_};
    if (slot.lease == lease_) free_.push_back(std::move(slot));
}

void Session::begin_again(const Slot& slot) {
    const std::lock_guard renewal{renewal_mutex_};
    {
        const std::lock_guard lock{mutex_};
        if (slot.lease != lease_) return;
    }
    begin();
}

void Session::announce(const std::vector<std::string>& addresses, SeeDaemons see) {
    if (!see) {
        const std::lock_guard telling{telling_mutex_};
        const std::lock_guard lock{mutex_};
        see_ = nullptr;
        return;
    }
    {
        const std::lock_guard lock{mutex_};
        addresses_.clear();
        for (const auto& address : addresses) addresses_ += (addresses_.empty() ? "" : " ") + address;
        see_ = std::move(see);
    }
    show_addresses();
    look_for_daemons();
}

void Session::show_addresses() {
    const std::lock_guard renewal{renewal_mutex_};
    std::unique_lock lock{mutex_};
    const Put put{layout_.daemon(lease_), addresses_, lease_};
    lock.unlock();
    bool repeated = false;
    // Only while the lease lives: who comes too late leaves nothing behind.
    const auto answer = members_.change({{{Compare::Kind::exists, put.key}}, {{put}}, {}}, repeated);
    if (!answer.held) begin();
}

void Session::look_for_daemons() {
    const Range range{layout_.daemons(), end_of(layout_.daemons())};
    std::vector<std::string> daemons;
    for (const auto& entry : members_.read(range).entries)
        for (auto& address : words(entry.value)) daemons.push_back(std::move(address));
    std::sort(daemons.begin(), daemons.end());
    daemons.erase(std::unique(daemons.begin(), daemons.end()), daemons.end());
    const std::lock_guard telling{telling_mutex_};
    std::unique_lock lock{mutex_};
    if (!see_ || seen_ == daemons) return;
    seen_ = daemons;
    const auto see = see_;
    lock.unlock();
    see(daemons);
}

void Session::keep_alive() {
    std::unique_lock lock{mutex_};
    Slot current{lease_, {}, 0, 0};
    lock.unlock();
    if (members_.keep_alive(current.lease).seconds == 0) begin_again(current);
}

void Session::look_after() {
    std::unique_lock lock{mutex_};
    for (int looks = 1; !stop_.wait_for(lock, look_interval, [this] { return stopping_; }); ++looks) {
        const bool is_announced = static_cast<bool>(see_);
        lock.unlock();
        try {
            if (looks % looks_per_life_sign == 0) keep_alive();
            if (is_announced) look_for_daemons();
            note({});
        } catch (const std::exception& error) {
            note(error.what());
        }
        lock.lock();
    }
}

// Once when it begins, and once when it ends.
void Session::note(const std::string& trouble) {
    const bool was_in_trouble = !std::exchange(trouble_, trouble).empty();
    if (!report_ || was_in_trouble == !trouble.empty()) return;
    report_(trouble.empty() ? "etcd answers again" : trouble);
}

}  // namespace corbel::naming::etcd
