// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/io_thread.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <iterator>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"

namespace corbel::transport {
namespace {

constexpr std::uint64_t wake_number = 0;
constexpr std::uint64_t stop_number = 1;

Fd require(int fd, const char* what) {
    if (fd >= 0) return Fd{fd};
    throw SystemError{Error::no_resources, minor::cannot_connect, std::string{what} + ": " + error_text(errno)};
}

void raise(const Fd& event) noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(event.get(), &one, sizeof one);
}

void perform(const IoThread::Task& task) noexcept {
    corbel::perform(task, log::Channel::connection, "the thread that brings answers");
}

}  // namespace

IoThread::IoThread()
    : epoll_{require(::epoll_create1(EPOLL_CLOEXEC), "epoll")},
      wake_event_{require(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")},
      stop_event_{require(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")} {
    watch_for(epoll_.get(), wake_event_.get(), EPOLLIN | EPOLLET, wake_number);
    watch_for(epoll_.get(), stop_event_.get(), EPOLLIN, stop_number);
}

IoThread::~IoThread() {
    if (thread_.joinable()) thread_.detach();  // stop() was called on the thread itself, which is at its end now
}

void IoThread::start() {
    if (started_) return;
    try {
        thread_ = std::thread{[self = shared_from_this()] { self->run(); }};
    } catch (const std::system_error& error) {
        throw SystemError{Error::no_resources, 0, std::string{"no thread can be started for answers: "} + error.what()};
    }
    started_ = true;
}

void IoThread::post(Task task) {
    {
        const std::lock_guard lock{mutex_};
        if (!stopping_) {
            start();
            posted_.push_back(std::move(task));
            if (posted_.size() == 1) wake();
            return;
        }
    }
    task();
}

IoThread::Timer IoThread::at(Deadline time, Task task) {
    const std::lock_guard lock{mutex_};
    if (stopping_) return {};
    start();
    if (time < timers_.next()) wake();
    return timers_.add(time, std::move(task));
}

void IoThread::cancel(Timer& timer) {
    Task task;  // destroyed after the lock is released
    const std::lock_guard lock{mutex_};
    task = timers_.remove(timer);
}

void IoThread::flush_soon(std::weak_ptr<Flushable> flushable) {
    const std::lock_guard lock{mutex_};
    if (stopping_) return;
    start();
    to_flush_.push_back(std::move(flushable));
    if (to_flush_.size() == 1 && !in_flushes_) wake();
}

std::uint64_t IoThread::watch(Task on_ready) {
    const std::lock_guard lock{mutex_};
    start();
    const auto number = next_number_++;
    watched_.emplace(number, std::make_shared<Task>(std::move(on_ready)));
    return number;
}

void IoThread::arm(int socket, std::uint64_t number, std::uint32_t events) noexcept {
    watch_for(epoll_.get(), socket, events | EPOLLONESHOT, number);
}

void IoThread::forget(int socket, std::uint64_t number) noexcept {
    std::shared_ptr<Task> task;
    const std::lock_guard lock{mutex_};
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, socket, nullptr);
    if (const auto found = watched_.find(number); found != watched_.end()) {
        task = std::move(found->second);
        watched_.erase(found);
    }
}

void IoThread::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        raise(stop_event_);
    }
    if (thread_.joinable() && thread_.get_id() != std::this_thread::get_id()) thread_.join();
    run_posted();
}

void IoThread::run() {
    while (!stopping_) {
        epoll_event event{};
        const auto count = wait(event);
        if (count > 0 && event.data.u64 > stop_number) run_watched(event.data.u64);
        run_posted();
        run_timers();
        run_flushes();
    }
    run_posted();
}

/// What comes while the flushes run needs no wake.
void IoThread::run_flushes() {
    {
        const std::lock_guard lock{mutex_};
        if (flush_at_ == Clock::time_point{} || Clock::now() < flush_at_) return;
        flush_at_ = {};
        flushing_.swap(to_flush_);
        in_flushes_ = true;
    }
    std::erase_if(flushing_, [](const auto& each) {
        const auto flushable = each.lock();
        return !flushable || !flushable->flush();
    });
    const std::lock_guard lock{mutex_};
    std::move(flushing_.begin(), flushing_.end(), std::back_inserter(to_flush_));
    flushing_.clear();
    in_flushes_ = false;
}

void IoThread::run_posted() {
    for (;;) {
        Task task;
        {
            const std::lock_guard lock{mutex_};
            if (posted_.empty()) return;
            task = std::move(posted_.front());
            posted_.pop_front();
        }
        perform(task);
    }
}

void IoThread::run_timers() {
    for (;;) {
        Task task;
        {
            const std::lock_guard lock{mutex_};
            if (timers_.empty()) return;
            task = timers_.take_due(Clock::now());
        }
        if (!task) return;
        perform(task);
    }
}

void IoThread::run_watched(std::uint64_t number) {
    std::shared_ptr<Task> task;
    {
        const std::lock_guard lock{mutex_};
        const auto found = watched_.find(number);
        if (found == watched_.end()) return;
        task = found->second;
    }
    perform(*task);
}

/// Waits for an event or until something is to be done; the number of events.
int IoThread::wait(epoll_event& event) {
    std::chrono::nanoseconds left{-1};
    {
        const std::lock_guard lock{mutex_};
        if (!posted_.empty()) {
            left = left.zero();
        } else if (!timers_.empty() || !to_flush_.empty()) {
            const auto now = Clock::now();
            auto next = timers_.next();
            if (!to_flush_.empty() && flush_at_ == Clock::time_point{}) flush_at_ = now + flush_delay;
            if (!to_flush_.empty()) next = std::min(next, flush_at_);
            left = std::max(left.zero(), next - now);
        }
    }
    const timespec timeout{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
    const auto count = ::epoll_pwait2(epoll_.get(), &event, 1, left.count() < 0 ? nullptr : &timeout, nullptr);
    if (count >= 0 || errno != ENOSYS) return count;
    // Linux before 5.11
    const auto whole = left.count() < 0 ? -1 : std::chrono::ceil<std::chrono::milliseconds>(left).count();
    return ::epoll_wait(epoll_.get(), &event, 1, static_cast<int>(std::min<long long>(whole, INT_MAX)));
}

void IoThread::wake() noexcept { raise(wake_event_); }

}  // namespace corbel::transport
