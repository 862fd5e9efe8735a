// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/store_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cos-naming/naming_store.hpp"
#include "cos-naming/record.hpp"

namespace corbel::naming {
namespace {

// "identity changes sum\n", each of 16 hexadecimal digits, then the line with the owner's process id.
constexpr std::size_t note_size = 51;

std::uint64_t sum_of_note(const StoreLock::Note& note) { return sum_of({note.identity, note.changes}); }

std::string owner_of(int file) {
    std::array<char, 64> text{};
    const auto count = ::pread(file, text.data(), text.size() - 1, note_size);
    const std::string line{text.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
    return line.starts_with("process ") ? line.substr(0, line.find('\n')) : "another process";
}

}  // namespace

StoreLock::StoreLock(const std::string& store_path) {
    const auto path = store_path + "-lock";
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file_ < 0) throw StoreError{"cannot write " + path + ": " + std::strerror(errno)};
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
        const auto owner = owner_of(file_);
        ::close(file_);
        throw StoreError{owner + " serves the names of " + store_path +
                         "; end it, or name another store with --store sqlite:FILE"};
    }
    std::array<char, 32> line;
    const int size = std::snprintf(line.data(), line.size(), "process %-10d\n", static_cast<int>(::getpid()));
    // For the message above alone: a disk without room need not hinder the start.
    [[maybe_unused]] const auto written = ::pwrite(file_, line.data(), static_cast<std::size_t>(size), note_size);
}

StoreLock::~StoreLock() { ::close(file_); }

std::optional<StoreLock::Note> StoreLock::read() const {
    std::array<char, note_size + 1> text{};
    if (::pread(file_, text.data(), note_size, 0) != static_cast<ssize_t>(note_size)) return std::nullopt;
    unsigned long long identity = 0;
    unsigned long long changes = 0;
    unsigned long long sum = 0;
    if (std::sscanf(text.data(), "%16llx %16llx %16llx\n", &identity, &changes, &sum) != 3) return std::nullopt;
    const Note note{identity, changes};
    if (sum_of_note(note) != sum) return std::nullopt;
    return note;
}

void StoreLock::write(const Note& note) noexcept {
    std::array<char, note_size + 1> text;
    std::snprintf(text.data(), text.size(), "%016llx %016llx %016llx\n",
                  static_cast<unsigned long long>(note.identity), static_cast<unsigned long long>(note.changes),
                  static_cast<unsigned long long>(sum_of_note(note)));
    [[maybe_unused]] const auto written = ::pwrite(file_, text.data(), note_size, 0);
}

}  // namespace corbel::naming
