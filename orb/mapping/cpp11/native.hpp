// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <iosfwd>
#include <utility>

#include "orb/engine/base/shared_ptr.hpp"
#include "orb/mapping/cpp11/codec.hpp"

namespace corbel {

/// Base of what idlc writes for `native N;`: a handle for something of the program's that never leaves the process.
/// Copies share it. Sending one is MARSHAL (minor 4, OMG).
class Native {
public:
    Native() = default;
    template <class T>
    explicit Native(std::shared_ptr<T> content) noexcept : content_{std::move(content)} {}

    /// The content, which must have been given as a T.
    template <class T>
    std::shared_ptr<T> as() const noexcept {
        return std::static_pointer_cast<T>(content_);
    }

    explicit operator bool() const noexcept { return content_ != nullptr; }
    friend bool operator==(const Native&, const Native&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Native& value);

private:
    std::shared_ptr<void> content_;
};

/// MARSHAL: a native has no form on the wire.
[[noreturn]] void native_on_wire();

template <class T>
    requires std::is_base_of_v<Native, T>
struct Codec<T> {
    static constexpr std::size_t min_size = 0;
    static void encode(cdr::Writer&, const T&) { native_on_wire(); }
    static void decode(cdr::Reader&, T&) { native_on_wire(); }
};

}  // namespace corbel
