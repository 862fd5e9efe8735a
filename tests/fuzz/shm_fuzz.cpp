// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "orb/engine/giop/message_reader.hpp"
#include "orb/engine/transport/shm_link.hpp"
#include "tests/fuzz/target.hpp"

// A peer that writes to shared memory what the input says, at any moment, between the steps of the side that is tested:
// what is taken is never more than a ring holds, bytes come from the ring alone, and the messages made of them end in
// messages or a SystemError. The same bytes are the words of the set-up.
using namespace corbel;
using namespace corbel::transport::shm;

namespace {

constexpr std::uint32_t capacity = 64;

/// Both sides of a ring in memory of exactly its size, so that a step beside it is found.
struct Ring {
    std::unique_ptr<RingControl> control = std::make_unique<RingControl>();
    std::unique_ptr<std::uint8_t[]> data = std::make_unique<std::uint8_t[]>(capacity);
    RingPlace place{control.get(), data.get(), capacity};
};

struct Input {
    ByteView left;
    std::uint8_t byte() {
        if (left.empty()) return 0;
        const auto first = left[0];
        left = left.subspan(1);
        return first;
    }
    std::uint32_t word() {
        std::uint32_t value = 0;
        for (int i = 0; i < 4; ++i) value = value << 8 | byte();
        return value;
    }
};

void set_up(ByteView bytes) {
    const auto words = bytes.first(std::min(bytes.size(), message_length));
    Question::may_begin(words);
    Question::read(words);
    const auto answer = Answer::read(words);
    if (answer && answer->accepted)
        fuzz::require(is_capacity(answer->capacity) && answer->write().size() == words.size());
}

/// What the peer does to the memory of the ring.
void meddle(Ring& ring, std::uint8_t what, Input& input) {
    auto& control = *ring.control;
    std::atomic<std::uint32_t>* const words[] = {&control.written, &control.read, &control.writer_waits,
                                                 &control.reader_waits, &control.reader_gone};
    switch (what % 8) {
    case 0: case 1: case 2: case 3: case 4: *words[what % 8] = input.word(); return;
    case 5: control.written += input.byte() % (capacity + 2); return;
    case 6: control.read += input.byte() % (capacity + 2); return;
    default: ring.data[input.byte() % capacity] = input.byte(); return;
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    set_up({data, size});
    Input input{{data, size}};
    Ring incoming, outgoing;
    RingReader reader{incoming.place};
    RingWriter writer{outgoing.place};
    giop::MessageReader messages{{.message = 1 << 16, .reassembly = 1 << 16, .trains = 4}};
    bool readable = true, writable = true;
    while (!input.left.empty() && (readable || writable)) {
        const auto step = input.byte();
        auto call = Call::none;
        switch (step % 4) {
        case 0: meddle(incoming, step / 4, input); break;
        case 1: meddle(outgoing, step / 4, input); break;
        case 2:
            readable = readable && fuzz::accepted([&] {
                auto room = messages.prepare();
                room = room.first(std::min<std::size_t>(room.size(), step / 4 + 1u));
                const auto count = reader.take(room, call);
                fuzz::require(count == -EBADMSG ||
                              (count >= 0 && count <= std::min<long>(capacity, static_cast<long>(room.size()))));
                if (count < 0) return void(readable = false);
                messages.commit(static_cast<std::size_t>(count));
                while (messages.next()) {}
            }) && readable;
            break;
        default: {
            const Octets bytes(step / 4u * 3u);
            const auto count = writer.put(bytes);
            writable = count >= 0;
            fuzz::require(count == -EBADMSG || count == -EPIPE ||
                          (count >= 0 && count <= static_cast<long>(bytes.size())));
            if (step % 8 == 3) writer.publish();
        }
        }
    }
    return 0;
}
