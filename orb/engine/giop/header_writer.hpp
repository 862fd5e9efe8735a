// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "orb/engine/giop/message.hpp"

namespace corbel::giop {

/// What request and reply headers have in common while they are written. Nothing of a header is borrowed: it must stay
/// patchable, and its keys and contexts need not outlive it.
class HeaderWriter {
public:
    HeaderWriter(cdr::Writer& out, const cdr::Encoding& encoding, MessageType type)
        : out_{out}, borrowing_{out.borrowing()} {
        out.borrowing(false);
        begin_message(out, encoding, type);
    }
    ~HeaderWriter() { out_.borrowing(borrowing_); }
    HeaderWriter(const HeaderWriter&) = delete;
    HeaderWriter& operator=(const HeaderWriter&) = delete;

    void id(std::uint32_t id) {
        out_.align(4);
        draft_.id_at = out_.size();
        out_.put(id);
    }

    /// Call when the header is written.
    Draft body() {
        draft_.header_end = out_.size();
        if (out_.encoding().giop_minor >= 2) out_.align(8);
        draft_.body_at = out_.size();
        return draft_;
    }

private:
    cdr::Writer& out_;
    bool borrowing_;
    Draft draft_;
};

}  // namespace corbel::giop
