// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/stock.hpp"

#include <array>

namespace corbel {
namespace {

// Nested calls (a call made by an upcall) take one each; what is deeper than this goes back to the heap.
constexpr std::size_t places = 8;
constexpr std::size_t largest_kept = 1024 * 1024;

/// Trivially destructible, so that it can still be asked when the thread's stock is gone.
thread_local bool closed = false;

struct Stock {
    std::array<std::unique_ptr<cdr::Writer>, places> writers;
    std::size_t held = 0;
    ~Stock() { closed = true; }
};

thread_local Stock stock;

}  // namespace

StockWriter::StockWriter(cdr::Encoding encoding) {
    if (!closed && stock.held != 0) writer_ = std::move(stock.writers[--stock.held]);
    if (!writer_) writer_ = std::make_unique<cdr::Writer>();
    writer_->encoding(encoding);
}

StockWriter::~StockWriter() {
    writer_->clear();
    writer_->borrowing(false);
    if (closed || stock.held == places || writer_->capacity() > largest_kept) return;
    stock.writers[stock.held++] = std::move(writer_);
}

}  // namespace corbel
