// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

namespace corbel::adapter {

/// The direct calls that a thread is in. It notes them in places of its own without a lock, a read-modify-write or a
/// fence, as a call costs less than these. The price is with those who wait for the end of calls: they ask the
/// operating system for a barrier in all threads (membarrier(2)) between what they change and their look at the places.
///
/// Who begins a call writes its place, then reads whether the call may be; who forbids calls writes that, then
/// settle(), then reads the places. One of them sees the other. The same holds at the end of a call, where the place is
/// cleared before it is read whether somebody waits.
class CallsInProgress {
public:
    /// What one call relies on: memory that must stay, an object that must not be let go, a POA that must not end.
    struct Place {
        std::atomic<const void*> kept{nullptr};
        std::atomic<const void*> object{nullptr};
        std::atomic<const void*> poa{nullptr};
    };

    /// A place of this thread for as long as this lives; none where calls nest too deep, the thread ends, or the
    /// operating system has no such barrier.
    class Taken {
    public:
        Taken() noexcept : thread_{of_thread_ ? of_thread_ : enroll()} {
            if (thread_ && thread_->depth_ == thread_->places_.size()) thread_ = nullptr;
            if (thread_) place_ = &thread_->places_[thread_->depth_++];
        }
        ~Taken() {
            if (!thread_) return;
            note(place_->kept, nullptr);
            --thread_->depth_;
        }
        Taken(const Taken&) = delete;
        Taken& operator=(const Taken&) = delete;

        explicit operator bool() const noexcept { return thread_ != nullptr; }
        Place* operator->() const noexcept { return place_; }

    private:
        CallsInProgress* thread_;
        Place* place_ = nullptr;
    };

    /// Writes into a place of this thread; what is read after it is not read before.
    static void note(std::atomic<const void*>& into, const void* what) noexcept {
        into.store(what, std::memory_order_release);
        std::atomic_signal_fence(std::memory_order_seq_cst);  // for the compiler; the processor is told by settle()
    }

    /// After this, calls that this thread does not see in the places see what this thread has written.
    static void settle() noexcept;
    /// Whether a call relies on the object or the POA.
    static bool any(const void* object_or_poa) noexcept;

    /// Lets `memory` go when no call relies on it: now, or at a later release().
    static void release(std::shared_ptr<const void> memory) noexcept;

private:
    class Enrolled;
    friend class Enrolled;

    static CallsInProgress* enroll() noexcept;

    static inline constinit thread_local CallsInProgress* of_thread_ = nullptr;

    std::array<Place, 16> places_;
    std::size_t depth_ = 0;
};

}  // namespace corbel::adapter
