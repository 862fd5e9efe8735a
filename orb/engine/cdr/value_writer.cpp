// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/cdr/value_writer.hpp"

#include <string>
#include <utility>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/value_table.hpp"

namespace corbel::cdr {
namespace {

ValueRecord& record_of(std::shared_ptr<ValueRecord>& record) {
    if (!record) record = std::make_shared<ValueRecord>();
    return *record;
}

}  // namespace

ValueWriter::ValueWriter(Writer& out) : out_{out}, record_{record_of(out.values_)} {}

bool ValueWriter::refer(const void* identity) {
    const auto known = record_.values.find(identity);
    if (known == record_.values.end()) return false;
    indirection(known->second);
    return true;
}

void ValueWriter::indirection(std::size_t position) {
    out_.put(std::int32_t{-1});
    out_.put(static_cast<std::int32_t>(static_cast<std::int64_t>(position) - static_cast<std::int64_t>(out_.size())));
}

void ValueWriter::begin(std::shared_ptr<const void> owner, const void* identity, std::span<const std::string_view> ids,
                        bool chunked, std::string_view codebase) {
    if (++record_.depth > Reader::max_value_depth)
        throw SystemError{Error::imp_limit, minor::nesting_too_deep,
                          "valuetypes are nested deeper than " + Reader::max_value_depth.text()};
    const auto in_chunks = record_.level != 0;
    if (in_chunks) close_chunk();
    out_.align(4);
    record_.values.emplace(identity, out_.size());
    record_.owners.push_back(std::move(owner));
    const auto type = ids.empty() ? 0 : ids.size() == 1 ? 2 : 6;
    out_.put(first_value_tag | (codebase.empty() ? 0 : 1) | type | (chunked || in_chunks ? 8 : 0));
    if (!codebase.empty()) text(codebase);
    if (ids.size() == 1) text(ids[0]);
    if (ids.size() > 1) id_list(ids);
    if (!chunked && !in_chunks) return;
    ++record_.level;
    open_chunk();
}

void ValueWriter::end() {
    --record_.depth;
    if (record_.level == 0) return;
    close_chunk();
    // One end tag for values that end together: omniORB reads no other form (CORBA 2.6, 15.3.4.6 allows both).
    if (out_.used_ == record_.end_tag) out_.used_ -= 4;
    out_.put(-static_cast<std::int32_t>(record_.level));
    record_.end_tag = out_.used_;
    if (--record_.level != 0) open_chunk();
}

void ValueWriter::text(std::string_view text) {
    out_.align(4);
    const auto [known, added] = record_.ids.try_emplace(std::string{text}, out_.size());
    if (!added) return indirection(known->second);
    out_.identifier(text);
}

void ValueWriter::id_list(std::span<const std::string_view> ids) {
    std::string key;
    for (const auto id : ids) (key += id) += '\0';
    out_.align(4);
    const auto [known, added] = record_.id_lists.try_emplace(std::move(key), out_.size());
    if (!added) return indirection(known->second);
    out_.length(ids.size());
    for (const auto id : ids) text(id);
}

void ValueWriter::open_chunk() {
    record_.chunk_before = out_.used_;
    out_.put(std::int32_t{0});
    record_.chunk_size_at = out_.used_ - 4;
    record_.chunk_start = out_.size();
}

// A chunk of no bytes must not be (CORBA 2.6, 15.3.4.6).
void ValueWriter::close_chunk() {
    const auto size = out_.size() - record_.chunk_start;
    if (size == 0) {
        out_.used_ = record_.chunk_before;
    } else {
        out_.patch(record_.chunk_size_at, static_cast<std::uint32_t>(size));
    }
}

}  // namespace corbel::cdr
