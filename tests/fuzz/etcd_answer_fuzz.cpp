// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <string>

#include "cos-naming/etcd_layout.hpp"
#include "cos-naming/etcd_messages.hpp"
#include "cos-naming/http_client.hpp"
#include "tests/fuzz/target.hpp"

// What comes from an etcd, or from whatever listens at its address: HTTP, JSON, base64, and what stands in the keys and
// values. The bytes come in one piece and in small ones, and mean the same.
using namespace corbel;
using namespace corbel::naming;

namespace {

struct Seen {
    bool complete = false;
    HttpAnswer answer = {};
};

Seen read(std::string_view bytes, std::size_t piece) {
    Seen seen;
    try {
        HttpAnswerReader reader{1 << 20};
        for (std::size_t at = 0; at < bytes.size() && !reader.is_complete(); at += piece)
            reader.feed(bytes.substr(at, piece));
        if (!reader.is_complete()) reader.feed_end();
        seen.complete = reader.is_complete();
        if (seen.complete) seen.answer = reader.take();
    } catch (const BadHttp&) {
    }
    return seen;
}

void look_at(const etcd::RangeAnswer& range) {
    for (const auto& entry : range.entries) {
        if (const auto lease = etcd::lease_in(entry.value)) fuzz::require(etcd::value_of(*lease) == entry.value);
        if (const auto bound = etcd::bound_in(entry.value)) fuzz::require(etcd::value_of(*bound) == entry.value);
        for (std::size_t at = 0; at <= std::min<std::size_t>(entry.key.size(), 48); ++at)
            etcd::name_in(entry.key, std::string_view{entry.key}.substr(0, at));
    }
}

void look_at(const etcd::TransactionAnswer& transaction) {
    for (const auto& answer : transaction.answers) {
        if (const auto* range = std::get_if<etcd::RangeAnswer>(&answer.is)) look_at(*range);
        if (const auto* inner = std::get_if<etcd::TransactionAnswer>(&answer.is)) look_at(*inner);
    }
}

void look_at(const etcd::WatchAnswer& answer) {
    const etcd::Layout layout{"s"};
    for (const auto& event : answer.events) {
        const auto prefix = layout.all_bindings();
        if (const auto place = etcd::Layout::place_in(event.entry.key, prefix))
            fuzz::require(layout.binding(place->first, place->second) == event.entry.key);
        if (const auto lease = etcd::lease_in(event.entry.value))
            fuzz::require(etcd::value_of(*lease) == event.entry.value);
    }
}

template <class Read>
void attempt(Read read) {
    try {
        read();
    } catch (const etcd::BadAnswer&) {
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto whole = read(bytes, std::max<std::size_t>(size, 1)), pieces = read(bytes, 7);
    fuzz::require(whole.complete == pieces.complete && whole.answer.status == pieces.answer.status &&
                  whole.answer.body == pieces.answer.body);
    for (const auto text : {std::string_view{whole.answer.body}, bytes}) {
        attempt([&] { look_at(etcd::read_transaction(text)); });
        attempt([&] { look_at(etcd::read_range(text)); });
        attempt([&] { etcd::read_lease(text); });
        attempt([&] { etcd::read_keep_alive(text); });
        attempt([&] { look_at(etcd::read_watch(text)); });
        attempt([&] { etcd::read_token(text); });
        attempt([&] {
            const auto refusal = etcd::read_refusal(text);
            refusal.may_pass();
            refusal.wants_token();
        });
    }
    return 0;
}
