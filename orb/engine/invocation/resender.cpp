// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/resender.hpp"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/asynchronous_call.hpp"

namespace corbel {

Resender::Resender(std::shared_ptr<Timers> timers) : timers_{std::move(timers)} {}

void Resender::send_again(CallPtr call, std::chrono::milliseconds pause) {
    auto entry = std::make_shared<Entry>();
    entry->number = call->number();
    entry->place = call->place();
    const auto deadline = call->deadline();
    {
        const std::lock_guard lock{mutex_};
        if (!stopping_) {
            entry->at = waiting_.insert(waiting_.end(), entry);
            entry->call = std::move(call);
        }
    }
    if (call) return call->give_up(shut_down_error());
    keep_deadline(entry, deadline);
    line_up(entry, pause);
}

bool Resender::has_line(const std::string& place) const {
    const std::lock_guard lock{mutex_};
    return lines_.contains(place);
}

/// Before anybody else has the entry: whoever takes its call cancels the timer.
void Resender::keep_deadline(const EntryPtr& entry, Deadline deadline) {
    if (deadline == no_deadline) return;
    try {
        entry->deadline = timers_->at(deadline, [weak = weak_from_this(), entry] {
            if (const auto self = weak.lock()) self->expire(*entry);
        });
    } catch (const SystemError&) {  // No thread for it: it is given up when its turn comes.
    }
}

/// Null if another one has it. With the mutex held.
Resender::CallPtr Resender::take(Entry& entry) {
    if (entry.call) waiting_.erase(entry.at);
    return std::exchange(entry.call, nullptr);
}

void Resender::expire(Entry& entry) {
    CallPtr call;
    {
        const std::lock_guard lock{mutex_};
        call = take(entry);
    }
    if (call)
        call->give_up({Error::timeout, minor::deadline_passed, Completion::no,
                       "the deadline of the call has come before it could be sent again"});
}

void Resender::line_up(const EntryPtr& entry, std::chrono::milliseconds pause) {
    Lock lock{mutex_};
    if (!entry->call) return;
    const auto line = lines_.try_emplace(entry->place).first;
    line->second.calls.emplace(entry->number, entry);
    line->second.pause = std::min(line->second.pause, pause);
    if (!std::exchange(line->second.busy, true)) begin_turn(line);
    work_without_threads(lock);
}

/// When the pause is over. With the mutex held.
void Resender::begin_turn(Lines::iterator line) {
    const auto pause = std::exchange(line->second.pause, std::chrono::milliseconds::max());
    const auto begin = [this, line] {
        unserved_.push_back(line);
        hire();
        changed_.notify_one();
    };
    if (pause.count() == 0) return begin();
    try {
        timers_->at(Clock::now() + pause, [weak = weak_from_this(), begin] {
            const auto self = weak.lock();
            if (!self) return;
            Lock lock{self->mutex_};
            begin();
            self->work_without_threads(lock);
        });
    } catch (const SystemError&) {  // nobody can keep the time
        begin();
    }
}

/// With the mutex held, for one more piece of work. There may be no thread after it.
void Resender::hire() {
    if (stopping_ || idle_ >= unserved_.size() + connected_.size() || threads_.size() == max_threads) return;
    try {
        threads_.emplace_back([self = shared_from_this()] { self->run(); });
    } catch (const std::system_error&) {  // Those that are there go on (hardening T2).
    }
}

/// With the mutex held, which is released meanwhile: where no thread can be had, whoever brings work does it.
void Resender::work_without_threads(Lock& lock) {
    while (threads_.empty() && !(unserved_.empty() && connected_.empty())) work(lock);
}

void Resender::run() {
    Lock lock{mutex_};
    for (;;) {
        ++idle_;
        changed_.wait(lock, [this] { return stopping_ || !unserved_.empty() || !connected_.empty(); });
        --idle_;
        if (stopping_) return;
        work(lock);
    }
}

/// With the mutex held, which is released meanwhile.
void Resender::work(Lock& lock) {
    if (connected_.empty()) {
        const auto line = unserved_.front();
        unserved_.pop_front();
        return serve(line, lock);
    }
    auto entry = std::move(connected_.front());
    connected_.pop_front();
    go_on(std::move(entry), {}, lock);
}

/// With the mutex held, which is released meanwhile, the call destroyed included.
void Resender::go_on(EntryPtr entry, const std::optional<SystemError>& failure, Lock& lock) {
    auto call = take(*entry);
    lock.unlock();
    timers_->cancel(entry->deadline);
    if (call) failure ? call->no_way(*failure) : call->resend();
    call.reset();
    entry.reset();
    lock.lock();
}

void Resender::serve(Lines::iterator line, Lock& lock) {
    auto batch = std::exchange(line->second.calls, {});
    const auto failure = connect(batch, lock);
    for (auto& [number, entry] : batch) {
        if (!failure && entry->call && entry->call->is_watched()) {
            connected_.push_back(std::move(entry));
            hire();
            changed_.notify_one();
        } else {
            go_on(std::move(entry), failure, lock);
        }
    }
    line->second.calls.empty() ? void(lines_.erase(line)) : begin_turn(line);
}

/// Why there is no connection. The call that has the most time opens it:
/// what is too late for that is so for the others.
std::optional<SystemError> Resender::connect(const Calls& batch, Lock& lock) {
    CallPtr call;
    for (const auto& [number, entry] : batch)
        if (entry->call && (!call || entry->call->deadline() > call->deadline())) call = entry->call;
    if (!call) return {};
    lock.unlock();
    auto failure = call->find_way();
    call.reset();
    lock.lock();
    return failure;
}

void Resender::stop() {
    std::list<EntryPtr> waiting;
    std::vector<CallPtr> calls;
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        for (const auto& entry : waiting_) calls.push_back(std::exchange(entry->call, nullptr));
        waiting.swap(waiting_);
        threads.swap(threads_);
        changed_.notify_all();
    }
    for (const auto& call : calls) call->give_up(shut_down_error());
    for (auto& thread : threads)
        thread.get_id() == std::this_thread::get_id() ? thread.detach() : thread.join();
}

}  // namespace corbel
