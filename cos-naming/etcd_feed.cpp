// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/etcd_feed.hpp"

#include <algorithm>

namespace corbel::naming::etcd {

using namespace std::chrono_literals;

namespace {
constexpr auto check_interval = 1s;  // of a stream that says nothing
}

Feed::Feed(Members& members, Range range, Listener listener, std::function<void(const std::string&)> report)
    : members_{members}, range_{std::move(range)}, listener_{std::move(listener)}, report_{std::move(report)},
      told_{listener_.begin(false)}, thread_{[this] { run(); }} {}

Feed::~Feed() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        if (stream_) stream_->interrupt();
    }
    stop_.notify_one();
    thread_.join();
}

void Feed::run() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        lock.unlock();
        try {
            follow();
        } catch (const StoreError&) {  // which the session reports, whose life signs fail as well
        }
        lock.lock();
        stream_ = nullptr;
        stop_.wait_for(lock, 50ms, [this] { return stopping_; });
    }
}

std::shared_ptr<Members::Stream> Feed::open() {
    std::shared_ptr<Members::Stream> stream = members_.watch({range_.key, range_.end, told_ + 1});
    const std::lock_guard lock{mutex_};
    if (stopping_) return nullptr;
    return stream_ = std::move(stream);
}

// Until the stream ends, which StoreError tells.
void Feed::follow() {
    if (told_ == 0) told_ = listener_.begin(true);
    const auto stream = open();
    auto checked = Deadline::clock::now();
    while (stream && told_ != 0) {
        if (const auto answer = stream->next(checked + check_interval)) {
            take(*answer);
            if (Deadline::clock::now() < checked + check_interval) continue;
        }
        stream->check();
        checked = Deadline::clock::now();
        listener_.in_touch();
    }
}

void Feed::take(const WatchAnswer& answer) {
    if (answer.compacted != 0) {
        if (report_)
            report_("etcd does not know all changes any more that were made since revision " + std::to_string(told_) +
                    "; those who watch are told that some are missing");
        told_ = 0;
        return;
    }
    if (!answer.events.empty()) {
        listener_.changed(answer.events);
        for (const auto& event : answer.events) told_ = std::max(told_, event.entry.revision);
    } else if (!answer.created) {
        told_ = std::max(told_, answer.revision);
    }
}

}  // namespace corbel::naming::etcd
