// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace interop {

/// Numbers in a file, one a line, that outlives its writers.
class Ledger {
public:
    /// Appends to the file; null: to none.
    explicit Ledger(const char* path)
        : file_{::open(path ? path : "/dev/null", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)} {
        if (file_ >= 0) return;
        std::cerr << "the ledger " << path << " cannot be opened\n";
        std::exit(EXIT_FAILURE);
    }
    ~Ledger() { ::close(file_); }
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    void add(unsigned long number) {
        const auto line = std::to_string(number) + '\n';
        if (::write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size())) return;
        std::cerr << "the ledger cannot be written\n";
        std::abort();
    }

private:
    int file_;
};

}  // namespace interop
