// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/cdr/value_reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/cdr/value_table.hpp"

namespace corbel::cdr {
namespace {

constexpr std::int32_t indirection_tag = -1;

// Of a value tag (CORBA 2.6, 15.3.4.1).
constexpr std::int32_t has_codebase = 1, type_bits = 6, single_id = 2, list_of_ids = 6, is_chunked = 8;
constexpr std::int32_t known_bits = has_codebase | type_bits | is_chunked;

[[noreturn]] void malformed(std::string text) { throw SystemError{Error::marshal, minor::bad_value, std::move(text)}; }

ValueTable& table_of(std::shared_ptr<ValueTable>& table) {
    if (!table) table = std::make_shared<ValueTable>();
    return *table;
}

}  // namespace

ValueReader::ValueReader(Reader& in) : in_{in}, table_{table_of(in.values_)} { in_.complete(); }

ValueHeader ValueReader::begin() {
    auto& chunks = in_.chunks_;
    if (chunks.level == 0) {
        const auto tag = in_.get<std::int32_t>();
        return tag == indirection_tag ? indirection(true) : state(tag);
    }
    if (chunks.open < chunks.level) malformed("the state of a valuetype ends before its last member");
    if (in_.aligned(4) < chunks.end) {
        const auto tag = in_.get<std::int32_t>();
        if (tag == 0) return {};
        if (tag == indirection_tag) return indirection(true);
        malformed("a valuetype begins within a chunk of another one");
    }
    const auto tag = in_.tag_outside_chunks();
    if (tag == indirection_tag) return indirection(false);
    if (tag < 0) malformed("the state of a valuetype ends before its last member");
    if (tag == 0 || tag >= first_value_tag) return state(tag);
    if (static_cast<std::size_t>(tag) > in_.remaining()) malformed("a chunk ends behind the message");
    chunks.end = in_.position_ + static_cast<std::size_t>(tag);
    in_.find_limit();
    return begin();
}

// The position an indirection leads to; its offset, which is read, counts from its own place.
std::size_t ValueReader::target() {
    const auto offset = in_.get<std::int32_t>();
    const auto at = static_cast<std::int64_t>(in_.position_) - 4;
    if (offset >= -4 || at + offset < 0)
        malformed("an indirection of " + std::to_string(offset) + " bytes does not lead back into the message");
    const auto to = static_cast<std::size_t>(at + offset);
    table_.lowest_target = std::min(table_.lowest_target, to);
    return to;
}

ValueHeader ValueReader::indirection(bool in_chunk) {
    const auto chunks = in_.chunks_;
    if (!in_chunk) in_.chunks_ = {}, in_.find_limit();
    ValueHeader header;
    header.kind = ValueHeader::Kind::indirection;
    header.position = target();
    if (!in_chunk) in_.chunks_ = chunks, in_.find_limit();
    if (!table_.values.find(header.position))
        malformed("an indirection leads to offset " + std::to_string(header.position) + ", where no value begins");
    return header;
}

// The tag has been read; the reader stands outside of chunks.
ValueHeader ValueReader::state(std::int32_t tag) {
    if (tag == 0) return {};
    if (tag < first_value_tag || (tag & 0xff & ~known_bits) != 0)
        malformed(std::to_string(tag) + " is no tag of a valuetype");
    const auto around = in_.chunks_.level;
    if (around != 0 && !(tag & is_chunked)) malformed("a valuetype within a chunked one is not chunked itself");

    ValueHeader header;
    header.kind = ValueHeader::Kind::state;
    header.position = in_.position_ - 4;
    auto& entry = table_.values.at(header.position);
    if (entry.complete && entry.object) {  // again, in a value that has been gone back to
        in_.position_ = entry.after.position;
        in_.chunks_ = entry.after.chunks;
        in_.find_limit();
        header.kind = ValueHeader::Kind::indirection;
        return header;
    }
    entry.level = around;
    if (++in_.value_depth_ > Reader::max_value_depth)
        malformed("valuetypes are nested deeper than " + Reader::max_value_depth.text());
    ++table_.met;

    in_.chunks_ = {};
    in_.find_limit();
    if (tag & has_codebase) header.codebase = text();
    if ((tag & type_bits) == single_id) header.ids.push_back(text());
    if ((tag & type_bits) == list_of_ids) header.ids = id_list();
    if ((tag & type_bits) == (type_bits & ~single_id)) malformed("a valuetype has type information of no known kind");
    if (tag & is_chunked) {
        header.level = around + 1;
        in_.chunks_ = {around + 1, around + 1, 0};
        in_.find_limit();
    }
    return header;
}

std::string_view ValueReader::text() {
    in_.align(4);
    const auto start = in_.position_;
    if (in_.get<std::int32_t>() == indirection_tag) {
        const auto* known = table_.texts.find(target());
        if (!known) malformed("an indirection for a repository id leads to none");
        return *known;
    }
    in_.seek(start);
    return table_.texts.at(start) = in_.identifier();
}

std::vector<std::string_view> ValueReader::id_list() {
    in_.align(4);
    const auto start = in_.position_;
    const auto count = in_.get<std::int32_t>();
    if (count == indirection_tag) {
        const auto* known = table_.id_lists.find(target());
        if (!known) malformed("an indirection for a list of repository ids leads to none");
        return *known;
    }
    if (count < 1 || static_cast<std::size_t>(count) > max_ids)
        malformed("a valuetype has a list of " + std::to_string(count) + " repository ids");
    std::vector<std::string_view> ids;
    for (std::int32_t i = 0; i < count; ++i) ids.push_back(text());
    return table_.id_lists.at(start) = std::move(ids);
}

void ValueReader::end(const ValueHeader& header) {
    auto& chunks = in_.chunks_;
    const auto depth = in_.value_depth_;
    while (header.level != 0 && chunks.open >= header.level) {
        const auto tag = in_.tag_outside_chunks();
        if (tag >= first_value_tag) {  // skipped, but an indirection may lead to it
            state(tag);
        } else if (tag > 0) {
            if (static_cast<std::size_t>(tag) > in_.remaining()) malformed("a chunk ends behind the message");
            chunks.end = in_.position_ + static_cast<std::size_t>(tag);
            in_.find_limit();
        } else if (tag < 0) {
            const auto level = -static_cast<std::int64_t>(tag);
            if (level > chunks.level)
                malformed("an end tag of level " + std::to_string(level) + " stands in level " +
                          std::to_string(chunks.level));
            chunks.open = static_cast<std::uint32_t>(level - 1);
            if (chunks.open < header.level) break;
            chunks.level = chunks.open;
            in_.value_depth_ = static_cast<std::uint16_t>(depth + chunks.level - header.level);
        }
    }
    if (header.level != 0) {
        chunks.level = header.level - 1;
        chunks.end = 0;
        in_.find_limit();
    }
    in_.value_depth_ = static_cast<std::uint16_t>(depth - 1);
    auto& entry = table_.values.at(header.position);
    entry.after = in_.mark();
    entry.complete = true;
}

const std::shared_ptr<void>& ValueReader::known(std::size_t position) const {
    return table_.values.at(position).object;
}

void ValueReader::remember(std::size_t position, std::shared_ptr<void> object, void (*release)(void* object)) {
    auto& entry = table_.values.at(position);
    entry.object = std::move(object);
    entry.release = release;
}

void ValueReader::revisit(std::size_t position) {
    auto& entry = table_.values.at(position);
    entry.complete = false;
    in_.position_ = position;
    in_.chunks_ = {entry.level, entry.level, 0};
    in_.find_limit();
}

Making::Making(Reader& in) : table_{table_of(in.values_)} { ++table_.being_made; }

Making::~Making() {
    if (--table_.being_made == 0 && !done_) table_.release_all();
}

void release_values(Reader& in) noexcept {
    if (in.values_) in.values_->release_all();
}

ValueTargets::ValueTargets(Reader& in) : in_{in} {
    if (!in.values_) return;
    met_ = in.values_->met;
    in.values_->lowest_target = ValueTable::no_target;
}

bool ValueTargets::met() const noexcept { return in_.values_ && in_.values_->met != met_; }

bool ValueTargets::lead_before(std::size_t position) const noexcept {
    return in_.values_ && in_.values_->lowest_target < position;
}

}  // namespace corbel::cdr
