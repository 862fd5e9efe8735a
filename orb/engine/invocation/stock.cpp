// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/stock.hpp"

#include <array>

namespace corbel {
namespace {

// Nested calls (a call made by an upcall) take one each; what is deeper than this goes back to the heap.
constexpr std::size_t places = 8;
constexpr std::size_t largest_kept = 1024 * 1024;

/// Trivially destructible, so that it can still be asked when the thread ends.
struct Stock {
    std::array<cdr::Writer*, places> writers{};
    std::size_t held = 0;
    bool closed = false;
};

thread_local constinit Stock stock;

struct End {
    ~End() {
        stock.closed = true;
        while (stock.held != 0) delete stock.writers[--stock.held];
    }
};

std::unique_ptr<cdr::Writer> new_writer() {
    thread_local const End end;
    return std::make_unique<cdr::Writer>();
}

}  // namespace

[[gnu::hot]] StockWriter::StockWriter(cdr::Encoding encoding) {
    writer_.reset(stock.held != 0 ? stock.writers[--stock.held] : new_writer().release());
    writer_->encoding(encoding);
}

[[gnu::hot]] StockWriter::~StockWriter() {
    writer_->clear();
    writer_->borrowing(false);
    if (stock.closed || stock.held == places || writer_->capacity() > largest_kept) return;
    stock.writers[stock.held++] = writer_.release();
}

}  // namespace corbel
