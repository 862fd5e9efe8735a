// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <utility>

namespace corbel::transport {

/// Whether a thread that waits for its peer gives its processor away, once, before it sleeps. Where both share a core
/// it finds what it waits for when it comes back, and neither side had to call the other. That is left out for a number
/// of waits after it came back late, because others want the core too, or with nothing, because the peer runs on
/// another core or takes its time. Of one thread at a time; knows no clock.
class Yielding {
public:
    /// Longer than a small call takes, much shorter than a time slice.
    static constexpr std::chrono::microseconds late{50};
    /// A late one is excused if it took no more than this often what those in time took since the one before: other
    /// processes take the core from those who sleep, too. Where who yields is served last, it is far more than that.
    static constexpr int tolerance = 8;
    /// What counts as taken in time at first.
    static constexpr std::chrono::milliseconds advance{1};
    /// What one that is not excused adds to a wait, averaged over those of the pause after it. Each in a row makes the
    /// pause longer by `growth`, `most_growths` times at most.
    static constexpr std::chrono::nanoseconds late_share{400};
    static constexpr unsigned growth = 4, most_growths = 4;
    /// Waits without it: at first, as nobody knows whether a connection is in use for long, and after many in vain.
    static constexpr std::uint32_t first_pause = 64, longest_pause_in_vain = 4095;

    /// Before each wait. `allowed` is asked at first and after every long pause whether the thread may.
    template <class Allowed>
    bool is_due(Allowed allowed) {
        if (pause_ != 0) return --pause_, false;
        if (!allowed_) allowed_ = allowed();
        if (!allowed_) pause_ = longest_pause_in_vain;
        return allowed_;
    }

    /// Afterwards: whether something has come, and how long it took.
    void done(bool found, std::chrono::nanoseconds took) noexcept {
        if (took >= late) {
            came_late(took);
        } else if (found) {
            in_vain_ = 0;
            in_time_ += took;
        } else {
            pause_ = in_vain_ = std::min(2 * in_vain_ + 1, longest_pause_in_vain);
        }
        if (pause_ >= first_pause) allowed_ = false;
    }

    std::uint32_t pause() const noexcept { return pause_; }  ///< waits that are left of it

private:
    void came_late(std::chrono::nanoseconds took) noexcept {
        const auto excused = tolerance * std::exchange(in_time_, std::chrono::nanoseconds{});
        if (took <= excused) {
            in_a_row_ = 0;
            return;
        }
        std::int64_t waits = took / late_share;
        for (unsigned i = 0; i < in_a_row_; ++i) waits *= growth;
        pause_ = static_cast<std::uint32_t>(std::min<std::int64_t>(waits, std::numeric_limits<std::uint32_t>::max()));
        in_a_row_ = std::min(in_a_row_ + 1, most_growths);
    }

    std::uint32_t pause_ = first_pause;
    std::chrono::nanoseconds in_time_{advance};  // what those took that found something, since the last late one
    std::uint32_t in_vain_ = 0;                  // the pause after the last one in vain
    unsigned in_a_row_ = 0;                      // late ones that were not excused, up to `most_growths`
    bool allowed_ = false;
};

}  // namespace corbel::transport
