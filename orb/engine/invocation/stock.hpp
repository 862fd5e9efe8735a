// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "orb/engine/cdr/writer.hpp"

namespace corbel {

/// A Writer from a stock of this thread, so that messages in the steady state are written without allocating: its
/// buffer keeps its capacity from one message to the next. Empty at first, borrowing off.
/// Destroyed on the thread that took it.
class StockWriter {
public:
    explicit StockWriter(cdr::Encoding encoding = {});
    ~StockWriter();
    StockWriter(const StockWriter&) = delete;
    StockWriter& operator=(const StockWriter&) = delete;

    cdr::Writer& operator*() noexcept { return *writer_; }
    cdr::Writer* operator->() noexcept { return writer_.get(); }

private:
    std::unique_ptr<cdr::Writer> writer_;
};

}  // namespace corbel
