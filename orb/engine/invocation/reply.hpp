// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "orb/engine/base/shared_ptr.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "orb/engine/giop/reply_status.hpp"

namespace corbel::giop {
struct ServiceContext;
}

namespace corbel {

/// The end of a reply that its body is continued by. Gone, it leaves the connection to others.
class ReplyTail : public cdr::Tail {
public:
    virtual ~ReplyTail() = default;
};

/// The answer to a request, read up to its body. Owns the bytes it is read from; moved, not copied.
struct Reply {
    giop::ReplyStatus status = giop::ReplyStatus::no_exception;
    std::vector<giop::ServiceContext> service_contexts;  ///< empty in the common case
    cdr::Reader body;                                    ///< at the results or at the exception's repository id
    std::shared_ptr<const void> storage;                 ///< keeps what `body` reads alive
    std::unique_ptr<ReplyTail> tail = nullptr;           ///< of a body that is continued
    /// Set by a caller who reads the body at once and does nothing else before: only then it may be continued.
    bool read_at_once = false;
};

}  // namespace corbel
