// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "orb/engine/transport/shm_ring.hpp"
#include "orb/engine/transport/socket.hpp"

namespace corbel::transport::shm {

inline constexpr std::uint32_t least_capacity = 4096;
inline constexpr std::uint32_t most_capacity = 16 * 1024 * 1024;

/// Of a ring: a power of two between the two above.
bool is_capacity(std::uint32_t bytes) noexcept;

/// Two rings of one size in memory without a name, which nobody can make smaller: the first carries what the client
/// says, the second what the server says. Owns the mapping, not the descriptor.
class Memory {
public:
    Memory() = default;
    Memory(Memory&& other) noexcept;
    Memory& operator=(Memory&& other) noexcept;
    ~Memory();

    /// New memory; `descriptor` is what the other side maps. Empty and `why` if the system gives none.
    static Memory create(std::uint32_t capacity, Fd& descriptor, std::string& why);

    /// Memory from a peer. Empty and `why` unless it is sealed against shrinking and as large as it must be.
    static Memory map(const Fd& descriptor, std::uint32_t capacity, std::string& why);

    explicit operator bool() const noexcept { return base_ != nullptr; }
    RingPlace ring(unsigned number) const noexcept;

    static std::size_t size_for(std::uint32_t capacity) noexcept;

private:
    Memory(void* base, std::uint32_t capacity) noexcept
        : base_{static_cast<std::uint8_t*>(base)}, capacity_{capacity} {}
    static Memory map_shared(int descriptor, std::uint32_t capacity, std::string& why);

    std::uint8_t* base_ = nullptr;
    std::uint32_t capacity_ = 0;
};

/// What the two sides say on the socket before anything else, 16 bytes each. Whoever knows nothing of it takes the
/// question for a GIOP header that is wrong.
inline constexpr std::size_t message_length = 16;
using MessageBytes = std::array<std::uint8_t, message_length>;

struct Question {
    std::uint8_t version = 1;

    MessageBytes write() const noexcept;
    static std::optional<Question> read(ByteView bytes) noexcept;
    static bool may_begin(ByteView bytes) noexcept;  ///< whether more bytes may make a question of them
};

/// Comes with the descriptor of the memory if it is accepted.
struct Answer {
    bool accepted = false;
    std::uint32_t capacity = 0;

    MessageBytes write() const noexcept;
    /// Nothing for what is none, or a capacity that cannot be.
    static std::optional<Answer> read(ByteView bytes) noexcept;
};

/// Sends the bytes, with the descriptor if it is not -1, as one message without waiting: false if that is not possible.
bool send_with(int socket, ByteView bytes, int descriptor) noexcept;

/// Receives what is there, as receive_now(), and at most one descriptor with it; further ones are closed.
long receive_with(int socket, std::span<std::uint8_t> room, Fd& descriptor) noexcept;

}  // namespace corbel::transport::shm
