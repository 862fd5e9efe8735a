// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "orb/engine/cdr/writer.hpp"

namespace corbel::cdr {

/// Writes the form that values have on the wire (CORBA 2.6, 15.3.4). Values are told apart by an address; a value that
/// this message or encapsulation has already is written as an indirection, as are repository ids.
class ValueWriter {
public:
    explicit ValueWriter(Writer& out);

    void null() { out_.put(std::int32_t{0}); }

    /// Writes where the value stands; false if this message does not have it yet.
    bool refer(const void* identity);

    /// Begins a value: its state is written next, then end(). `owner` keeps it alive as long as the message is written.
    /// What stands within a chunked value is chunked. IMP_LIMIT for nesting beyond Reader::max_value_depth.
    void begin(std::shared_ptr<const void> owner, const void* identity, std::span<const std::string_view> ids,
               bool chunked, std::string_view codebase = {});
    void end();


private:
    void indirection(std::size_t position);
    void text(std::string_view text);
    void id_list(std::span<const std::string_view> ids);
    void open_chunk();
    void close_chunk();

    Writer& out_;
    ValueRecord& record_;
};

}  // namespace corbel::cdr
