// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/message_reader.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define CORBEL_NO_FENCES
#endif
#endif
#ifdef __SANITIZE_THREAD__
#define CORBEL_NO_FENCES
#endif

namespace corbel::giop {
namespace {

constexpr std::size_t first_chunk = 1024;
constexpr std::size_t largest_read_ahead = 64 * 1024;
constexpr std::size_t room_worth_reading_into = 256;
constexpr std::size_t large = 16 * 1024;
constexpr std::size_t step_elsewhere = 128 * 1024;  // memory grows by it
constexpr std::size_t most_kept = 4u << 20;  // a larger chunk is given back when its message is done

// Room behind a message, so that a short last fragment (omniORB's habit) joins the first one where it lies.
constexpr std::size_t room_behind = 1024;

constexpr std::size_t id_length = 4;
constexpr auto no_limit = std::numeric_limits<std::size_t>::max();

// Of a message over the limit: the header of a request within the limits of its parts, but for huge service contexts.
constexpr std::size_t refused_part = 8 * 1024;

std::size_t part_of_refused(std::size_t limit) { return std::min(limit, refused_part); }

// A size that no limit could be raised to is nonsense and says nothing of where the message ends.
bool may_be_refused(const MessageHeader& header) {
    return header.total() <= std::numeric_limits<std::int32_t>::max() &&
           (header.type == MessageType::request || header.type == MessageType::reply ||
            header.type == MessageType::fragment);
}

[[noreturn]] void bad_fragment(std::string text, std::uint32_t minor = minor::bad_message) {
    throw SystemError{Error::marshal, minor, std::move(text)};
}

std::uint32_t load(const std::uint8_t* at, ByteOrder order) {
    std::uint32_t value;
    std::memcpy(&value, at, sizeof value);
    return order == native_order ? value : cdr::byte_swapped(value);
}

// What a header claims, right or wrong: next() judges it.
std::size_t claimed_total(const std::uint8_t* header) {
    return MessageHeader::length + std::size_t{load(header + 8, static_cast<ByteOrder>(header[6] & 1))};
}

}  // namespace

/// Memory that is received into and that messages share. Begins with a cache line: some processors copy out of the
/// kernel three times as fast to there.
struct MessageReader::Chunk {
    explicit Chunk(std::size_t size)
        : bytes{static_cast<std::uint8_t*>(::operator new(size, alignment))}, capacity{size} {}
    ~Chunk() { ::operator delete(bytes, alignment); }
    Chunk(const Chunk&) = delete;
    Chunk& operator=(const Chunk&) = delete;

    std::uint8_t* at(std::size_t offset) { return bytes + offset; }

    static constexpr std::align_val_t alignment{64};
    std::uint8_t* const bytes;
    std::size_t capacity;
    std::vector<std::size_t> seams;  // of the GIOP 1.1 message that was put together here
};

namespace {

// True if nobody else holds it; then all that its last holder did has happened before. ThreadSanitizer knows no fences,
// but understands a copy of the pointer, which reads and writes the count that the holder's release wrote.
template <class Pointer>
bool unshared(const Pointer& chunk) {
    if (!chunk || chunk.use_count() != 1) return false;
#ifdef CORBEL_NO_FENCES
    [[maybe_unused]] const Pointer synchronises = chunk;
#else
    std::atomic_thread_fence(std::memory_order_acquire);
#endif
    return true;
}

}  // namespace

MessageReader::MessageReader() : MessageReader{Limits{}} {}
MessageReader::MessageReader(Limits limits) : limits_{limits} {}
MessageReader::MessageReader(MessageReader&&) noexcept = default;
MessageReader& MessageReader::operator=(MessageReader&&) noexcept = default;
MessageReader::~MessageReader() = default;

[[gnu::hot]] std::span<std::uint8_t> MessageReader::prepare(std::size_t min_hint) {
    const auto pending = end_ - begin_;
    if (pending == 0 && unshared(current_)) {
        begin_ = end_ = 0;
        if (current_->capacity > most_kept)
            current_ = nullptr;
        else if (min_hint == 0)  // the usual case of what follows
            return {current_->at(0), std::min(std::max(read_ahead_, first_chunk), current_->capacity)};
    }
    read_ahead_ = std::max(read_ahead_, std::min(min_hint, largest_read_ahead));
    const auto lacking = std::max({missing(), min_hint, std::size_t{1}});
    const auto least = pending == 0 ? std::max(lacking, room_worth_reading_into) : lacking;
    if (!current_ || current_->capacity - end_ < least) make_room(pending + lacking);
    // No more of a large message that may follow than its beginning: the rest goes where its reader wants it.
    const auto most = pending == 0 ? std::max({read_ahead_, first_chunk, lacking}) : current_->capacity;
    return {current_->at(end_), std::min(most, current_->capacity - end_)};
}

// A message that is not whole does not fit behind what is before it, or nothing worth it does.
void MessageReader::make_room(std::size_t wanted) {
    const auto pending = end_ - begin_;
    if (begin_ > 0 && wanted <= current_->capacity && unshared(current_)) {
        std::memmove(current_->at(0), current_->at(begin_), pending);
    } else if (pending > 0 && begin_ == 0 && end_ < current_->capacity) {
        return;  // First fill what is there: a large message earns its memory by the bytes that have come.
    } else {
        auto chunk = take_chunk(pending, wanted);
        if (pending > 0) std::memcpy(chunk->at(0), current_->at(begin_), pending);
        std::swap(current_, chunk);
        keep(std::move(chunk));
    }
    begin_ = 0;
    end_ = pending;
}

// A chunk with room for more than `filled` bytes: one that is left over if it is large enough, else a new one whose
// size the bytes received so far have earned.
MessageReader::ChunkPtr MessageReader::take_chunk(std::size_t filled, std::size_t wanted) {
    const auto earned = std::max({first_chunk, 2 * filled, read_ahead_});
    const auto size = wanted <= earned ? std::max(wanted + room_behind, std::max(first_chunk, read_ahead_)) : earned;
    for (auto& spare : spare_)
        if (unshared(spare) && spare->capacity >= std::min(wanted, size)) return std::exchange(spare, nullptr);
    return std::make_shared<Chunk>(size);
}

// Puts a chunk aside for later, in the place of one that is of less use.
void MessageReader::keep(ChunkPtr chunk) {
    if (!chunk || chunk->capacity > most_kept) return;
    const auto use = [](const ChunkPtr& spare) { return spare ? spare->capacity : 0; };
    const auto least =
        std::min_element(spare_.begin(), spare_.end(), [&](auto& a, auto& b) { return use(a) < use(b); });
    if (use(*least) <= chunk->capacity) *least = std::move(chunk);
}

[[gnu::hot]] void MessageReader::commit(std::size_t count) {
    end_ += count;
    const bool filled = end_ == current_->capacity || end_ - begin_ >= std::max(read_ahead_, first_chunk);
    if (filled && !is_large()) read_ahead_ = std::clamp(2 * end_, read_ahead_, largest_read_ahead);
}

/// Whether the message that has begun is a large one.
bool MessageReader::is_large() const noexcept {
    return end_ - begin_ >= MessageHeader::length && claimed_total(current_->at(begin_)) >= large;
}

std::optional<Message> MessageReader::begun() const {
    if (pass_over_ != 0 || !is_large() || buffered()) return std::nullopt;
    const auto* const at = current_->at(begin_);
    const auto header = MessageHeader::parse({at, MessageHeader::length}, no_limit);
    const bool wanted = header.type == MessageType::request || header.type == MessageType::reply;
    if (!wanted || header.more_fragments || header.version.minor < 2 || header.total() > limits_.message)
        return std::nullopt;
    return Message{header, {at, end_ - begin_}, {}, current_};
}

Message MessageReader::receive_rest(Source source) {
    while (!buffered()) commit(source(prepare()));
    return *next();
}

void MessageReader::receive_end(std::size_t count, cdr::Tail::Memory memory, Source source) {
    const auto pending = end_ - begin_;
    const auto here = count - (claimed_total(current_->at(begin_)) - pending);
    auto done = here;
    std::memcpy(memory(here), current_->at(end_ - here), here);
    try {
        while (done < count) {
            const auto next = std::min(count, done + step_elsewhere);
            done += source({memory(next) + done, next - done});
        }
    } catch (...) {
        feed({memory(done) + here, done - here});
        throw;
    }
    begin_ = end_;
}

void MessageReader::skip_begun() noexcept {
    pass_over_ = claimed_total(current_->at(begin_)) - (end_ - begin_);
    begin_ = end_;
}

void MessageReader::feed(ByteView bytes) {
    while (!bytes.empty()) {
        const auto room = prepare();
        const auto count = std::min(room.size(), bytes.size());
        std::memcpy(room.data(), bytes.data(), count);
        commit(count);
        bytes = bytes.subspan(count);
    }
}

bool MessageReader::buffered() const noexcept {
    const auto pending = end_ - begin_;
    return pending >= MessageHeader::length && claimed_total(current_->at(begin_)) <= pending;
}

std::size_t MessageReader::missing() const noexcept {
    const auto pending = end_ - begin_;
    if (pending == 0) return 0;
    if (pending < MessageHeader::length) return MessageHeader::length - pending;
    const auto claimed = claimed_total(current_->at(begin_));
    const auto total = claimed <= limits_.message ? claimed : part_of_refused(limits_.message);
    return total > pending ? total - pending : 0;
}

void MessageReader::trim() {
    spare_ = {};
    read_ahead_ = 0;
    if (begin_ == end_) {
        current_ = nullptr;
        begin_ = end_ = 0;
    }
}

[[gnu::hot]] ByteView MessageReader::usual(MessageType type) const noexcept {
    const auto pending = end_ - begin_;
    if (pass_over_ != 0 || pending < MessageHeader::length) return {};
    const auto* const at = current_->at(begin_);
    std::uint64_t beginning;
    std::memcpy(&beginning, at, sizeof beginning);
    if (beginning != usual_beginning(type)) return {};
    const auto total = MessageHeader::length + std::size_t{load(at + sizeof beginning, native_order)};
    if (total > pending || total > limits_.message) return {};
    return {at, total};
}

[[gnu::hot]] std::optional<Message> MessageReader::next() {
    for (const auto type : {MessageType::request, MessageType::reply})
        if (const auto bytes = usual(type); !bytes.empty()) {
            pass(bytes);
            const auto size = static_cast<std::uint32_t>(bytes.size() - MessageHeader::length);
            return Message{{{1, 2}, native_order, false, type, size}, bytes, {}, current_};
        }
    return next_of_any_kind();
}

std::optional<Message> MessageReader::next_of_any_kind() {
    while (pass_over() && end_ - begin_ >= MessageHeader::length) {
        const auto header = MessageHeader::parse({current_->at(begin_), MessageHeader::length}, no_limit);
        const bool refused = header.total() > limits_.message;
        if (refused && !may_be_refused(header)) throw over_limit_error(header, limits_.message);
        const auto needed = refused ? part_of_refused(limits_.message) : header.total();
        if (end_ - begin_ < needed) break;
        const auto at = std::exchange(begin_, begin_ + needed);
        pass_over_ = header.total() - needed;
        if (header.type == MessageType::fragment) {
            if (is_of_refused(header, at)) continue;
            if (auto message = refused ? refuse_fragment(header, at) : append(header, at)) return message;
        } else if (refused) {
            return refuse(header, at);
        } else if (header.more_fragments) {
            open_train(header, at);
        } else {
            const ByteView bytes{current_->at(at), header.total()};
            if (header.type == MessageType::cancel_request) drop_train(header, bytes);
            return Message{header, bytes, {}, current_};
        }
    }
    return std::nullopt;
}

// -- Over the limit

/// True if nothing of a refused message is left to come.
bool MessageReader::pass_over() noexcept {
    const auto count = std::min(pass_over_, end_ - begin_);
    begin_ += count;
    pass_over_ -= count;
    return pass_over_ == 0;
}

Message MessageReader::refuse(const MessageHeader& header, std::size_t at) {
    if (header.more_fragments) refuse_rest({header.version, train_id(header, at)});
    Message message{header, {current_->at(at), part_of_refused(limits_.message)}, {}, current_};
    message.over_limit_ = true;
    return message;
}

/// The train whose fragment `header` takes it over the limit.
Message MessageReader::refuse_train(Trains::iterator train, const MessageHeader& header) {
    if (header.more_fragments) refuse_rest({train->header.version, train->id});
    const auto size = train->header.size + (train->end - train->begin - train->header.total()) + header.size;
    auto message = close_train(train);
    message.header_.size = static_cast<std::uint32_t>(std::min<std::size_t>(size, 0xffffffff));
    message.over_limit_ = true;
    return message;
}

std::optional<Message> MessageReader::refuse_fragment(const MessageHeader& header, std::size_t at) {
    const auto train = find_train(header.version, train_id(header, at));
    if (train == trains_.end()) bad_fragment("a fragment of a message that did not begin or that is complete");
    return refuse_train(train, header);
}

void MessageReader::refuse_rest(TrainId train) {
    if (refused_.size() == limits_.trains)
        bad_fragment("more than " + std::to_string(limits_.trains) +
                     " fragmented messages over the limit are incomplete", minor::too_many_fragments);
    refused_.push_back(train);
}

bool MessageReader::is_of_refused(const MessageHeader& header, std::size_t at) {
    if (refused_.empty()) return false;
    const auto train = std::find(refused_.begin(), refused_.end(), TrainId{header.version, train_id(header, at)});
    if (train == refused_.end()) return false;
    if (!header.more_fragments) refused_.erase(train);
    return true;
}

// -- Fragments

// GIOP 1.1 fragments have no id: they belong to the one train there is (CORBA 2.6, 15.4.9).
std::uint32_t MessageReader::train_id(const MessageHeader& header, std::size_t at) const {
    if (header.version.minor < 2) return 0;
    if (header.size < id_length) bad_fragment("a fragment of GIOP 1.2 is too short for its request id");
    return load(current_->at(at + MessageHeader::length), header.order);
}

auto MessageReader::find_train(Version version, std::uint32_t id) noexcept -> Trains::iterator {
    return std::find_if(trains_.begin(), trains_.end(),
                        [&](auto& train) { return train.header.version == version && train.id == id; });
}

void MessageReader::open_train(const MessageHeader& header, std::size_t at) {
    const auto id = train_id(header, at);
    if (find_train(header.version, id) != trains_.end())
        bad_fragment("a fragmented message begins before the one with the same request id is complete");
    if (trains_.size() == limits_.trains)
        bad_fragment("more than " + std::to_string(limits_.trains) + " fragmented messages are incomplete at once",
                     minor::too_many_fragments);
    std::erase(refused_, TrainId{header.version, id});  // another message under the id of one that was given up
    charge(header.total());
    trains_.push_back({header, id, current_, at, at + header.total(), at + header.total()});
}

void MessageReader::charge(std::size_t more) {
    if (more > limits_.reassembly - reassembling_)
        bad_fragment("the incomplete fragmented messages of a connection are over the limit of " +
                         std::to_string(limits_.reassembly) + " bytes",
                     minor::too_many_fragments);
    reassembling_ += more;
}

std::optional<Message> MessageReader::append(const MessageHeader& header, std::size_t at) {
    const auto train = find_train(header.version, train_id(header, at));
    if (train == trains_.end()) bad_fragment("a fragment of a message that did not begin or that is complete");
    if (train->header.order != header.order) bad_fragment("a fragment changes the byte order of its message");
    const auto skipped = MessageHeader::length + (header.version.minor < 2 ? 0 : id_length);
    const auto data = at + skipped;
    const auto count = header.total() - skipped;
    if (count > limits_.message - (train->end - train->begin)) return refuse_train(train, header);
    charge(count);
    if (train->chunk == current_ && train->owned_end == at && header.version.minor >= 2)
        std::memmove(current_->at(train->end), current_->at(data), count);
    else
        copy_behind(*train, {current_->at(data), count});
    train->end += count;
    train->owned_end = at + header.total();
    if (header.more_fragments) return std::nullopt;
    return close_train(train);
}

// The train's own chunk, which no other message lies in, grows with what has come.
void MessageReader::copy_behind(Train& train, ByteView data) {
    const auto length = train.end - train.begin;
    const bool apart = train.apart;
    if (!apart || train.chunk->capacity - train.end < data.size()) {
        const auto needed = length + data.size();
        auto chunk = take_chunk(needed, std::min(2 * needed, limits_.message));
        std::memcpy(chunk->at(0), train.chunk->at(train.begin), length);
        if (apart) chunk->seams.swap(train.chunk->seams);
        else chunk->seams.clear();
        std::swap(train.chunk, chunk);
        if (apart) keep(std::move(chunk));
        train.begin = 0;
        train.end = length;
        train.apart = true;
    }
    std::memcpy(train.chunk->at(train.end), data.data(), data.size());
    if (train.header.version.minor < 2) train.chunk->seams.push_back(train.end);
}

Message MessageReader::close_train(Trains::iterator train) {
    const auto length = train->end - train->begin;
    auto header = train->header;
    header.more_fragments = false;
    header.size = static_cast<std::uint32_t>(length - MessageHeader::length);
    const ByteView bytes{train->chunk->at(train->begin), length};
    std::span<const std::size_t> seams;
    if (header.version.minor < 2) seams = train->chunk->seams;
    Message whole{header, bytes, seams, train->chunk};
    if (train->apart) keep(std::move(train->chunk));
    remove_train(train);
    return whole;
}

void MessageReader::remove_train(Trains::iterator train) {
    reassembling_ -= train->end - train->begin;
    *train = std::move(trains_.back());
    trains_.pop_back();
}

// A request that is cancelled before its last fragment gets no more of them (CORBA 2.6, 15.4.9).
void MessageReader::drop_train(const MessageHeader& header, ByteView cancel) {
    if (header.size < id_length || header.version.minor < 2) return;
    const auto id = load(cancel.data() + MessageHeader::length, header.order);
    std::erase(refused_, TrainId{header.version, id});
    if (const auto train = find_train(header.version, id); train != trains_.end()) remove_train(train);
}

}  // namespace corbel::giop
