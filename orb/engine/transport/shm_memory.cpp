// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/transport/shm_memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

namespace corbel::transport::shm {
namespace {

// The controls of both rings have a page to themselves.
constexpr std::size_t data_offset = 4096;
constexpr int seals = F_SEAL_SHRINK | F_SEAL_GROW;

constexpr std::uint8_t magic[] = {'C', 'o', 'r', 'b', 'e', 'l', 'S', 'M'};
constexpr std::uint8_t version = 1;

int anonymous_file() noexcept {
    const auto file = ::memfd_create("corbel", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
    // Linux before 6.3 does not know the last of these.
    return file >= 0 || errno != EINVAL ? file : ::memfd_create("corbel", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

MessageBytes message(std::uint8_t third, std::uint32_t number) noexcept {
    MessageBytes bytes{};
    std::memcpy(bytes.data(), magic, sizeof magic);
    bytes[8] = version;
    bytes[9] = third;
    std::memcpy(bytes.data() + 12, &number, sizeof number);
    return bytes;
}

bool has_magic(ByteView bytes) noexcept {
    return bytes.size() == message_length && std::memcmp(bytes.data(), magic, sizeof magic) == 0;
}

}  // namespace

bool is_capacity(std::uint32_t bytes) noexcept {
    return std::has_single_bit(bytes) && bytes >= least_capacity && bytes <= most_capacity;
}

Memory::Memory(Memory&& other) noexcept
    : base_{std::exchange(other.base_, nullptr)}, capacity_{std::exchange(other.capacity_, 0)} {}

Memory& Memory::operator=(Memory&& other) noexcept {
    std::swap(base_, other.base_);
    std::swap(capacity_, other.capacity_);
    return *this;
}

Memory::~Memory() {
    if (base_) ::munmap(base_, size_for(capacity_));
}

std::size_t Memory::size_for(std::uint32_t capacity) noexcept { return data_offset + 2 * std::size_t{capacity}; }

Memory Memory::map_shared(int descriptor, std::uint32_t capacity, std::string& why) {
    auto* base = ::mmap(nullptr, size_for(capacity), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (base == MAP_FAILED) return why = "mmap: " + error_text(errno), Memory{};
    return {base, capacity};
}

Memory Memory::create(std::uint32_t capacity, Fd& descriptor, std::string& why) {
    descriptor = Fd{anonymous_file()};
    if (!descriptor) return why = "memfd_create: " + error_text(errno), Memory{};
    if (::ftruncate(descriptor.get(), static_cast<off_t>(size_for(capacity))) != 0 ||
        ::fcntl(descriptor.get(), F_ADD_SEALS, seals | F_SEAL_SEAL) != 0)
        return why = error_text(errno), Memory{};
    auto memory = map_shared(descriptor.get(), capacity, why);
    if (memory)
        for (unsigned i = 0; i < 2; ++i) new (memory.ring(i).control) RingControl;
    return memory;
}

Memory Memory::map(const Fd& descriptor, std::uint32_t capacity, std::string& why) {
    // A file that can be made smaller would end this process by SIGBUS.
    const auto sealed = ::fcntl(descriptor.get(), F_GET_SEALS);
    if (sealed < 0 || (sealed & seals) != seals) return why = "the memory is not sealed", Memory{};
    struct stat status {};
    if (!is_capacity(capacity) || ::fstat(descriptor.get(), &status) != 0 ||
        static_cast<std::size_t>(status.st_size) != size_for(capacity))
        return why = "the memory has a wrong size", Memory{};
    return map_shared(descriptor.get(), capacity, why);
}

RingPlace Memory::ring(unsigned number) const noexcept {
    return {std::launder(reinterpret_cast<RingControl*>(base_ + number * sizeof(RingControl))),
            base_ + data_offset + std::size_t{number} * capacity_, capacity_};
}

MessageBytes Question::write() const noexcept {
    auto bytes = message(0, 0);
    bytes[8] = version;
    return bytes;
}

std::optional<Question> Question::read(ByteView bytes) noexcept {
    if (!has_magic(bytes)) return std::nullopt;
    return Question{bytes[8]};
}

bool Question::may_begin(ByteView bytes) noexcept {
    const auto first = bytes.first(std::min(bytes.size(), sizeof magic));
    return bytes.size() <= message_length && std::equal(first.begin(), first.end(), magic);
}

MessageBytes Answer::write() const noexcept { return message(accepted ? 1 : 0, capacity); }

std::optional<Answer> Answer::read(ByteView bytes) noexcept {
    if (!has_magic(bytes) || bytes[8] != version || bytes[9] > 1) return std::nullopt;
    Answer answer{bytes[9] == 1, 0};
    std::memcpy(&answer.capacity, bytes.data() + 12, sizeof answer.capacity);
    if (answer.accepted && !is_capacity(answer.capacity)) return std::nullopt;
    return answer;
}

bool send_with(int socket, ByteView bytes, int descriptor) noexcept {
    iovec piece{const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    if (descriptor >= 0) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        auto* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof descriptor);
        std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(bytes.size());
}

long receive_with(int socket, std::span<std::uint8_t> room, Fd& descriptor) noexcept {
    iovec piece{room.data(), room.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    ssize_t count = 0;
    do count = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (count < 0 && errno == EINTR);
    if (count < 0) return -(errno == EWOULDBLOCK ? EAGAIN : errno);
    // Padding may have room for a second descriptor, which the system has opened then.
    for (auto* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        for (std::size_t at = 0; CMSG_LEN(at + sizeof(int)) <= header->cmsg_len; at += sizeof(int)) {
            int received = -1;
            std::memcpy(&received, CMSG_DATA(header) + at, sizeof received);
            descriptor = Fd{received};
        }
    }
    return count;
}

}  // namespace corbel::transport::shm
