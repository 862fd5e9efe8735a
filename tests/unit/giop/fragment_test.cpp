// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/control.hpp"
#include "orb/engine/giop/fragment.hpp"
#include "tests/unit/giop/support.hpp"

using namespace corbel;
using namespace corbel::giop;

namespace {

Octets joined(std::span<const ByteView> chunks) {
    Octets all;
    for (auto chunk : chunks) all = all + chunk;
    return all;
}

}  // namespace

TEST_CASE("a message is cut so that a reader puts the same together") {
    for (auto order : {ByteOrder::big_endian, ByteOrder::little_endian})
        for (std::size_t size : {0, 1, 40, 100, 1000, 5001})
            for (std::size_t fragment : {1, 32, 40, 47, 1024, 100'000}) {
                const auto whole = request_bytes(3, size, 2, order);
                const ByteView pieces[]{ByteView{whole}.first(20), ByteView{whole}.subspan(20, 3),
                                        ByteView{whole}.subspan(23)};
                const FragmentedMessage message{pieces, fragment};
                const auto sent = joined(message.chunks());
                MessageReader reader;
                reader.feed(sent);
                const auto read = reader.next();
                REQUIRE(read);
                CHECK(as_text(read->bytes().subspan(12)) == as_text(ByteView{whole}.subspan(12)));
                CHECK_FALSE(reader.next());
                const auto limit = std::max<std::size_t>(fragment & ~std::size_t{7}, 32);
                CHECK(message.parts() >= whole.size() / limit);
                for (ByteView rest{sent}; !rest.empty();) {
                    const auto header = MessageHeader::parse(rest.first(12));
                    CHECK(header.total() <= limit);
                    if (header.more_fragments) CHECK(header.total() % 8 == 0);
                    rest = rest.subspan(header.total());
                }
            }
}

TEST_CASE("only GIOP 1.2 is cut, and only what may be") {
    for (int minor : {0, 1}) {
        const auto whole = request_bytes(3, 5000, minor);
        const ByteView pieces[]{whole};
        const FragmentedMessage message{pieces, 100};
        CHECK(message.parts() == 1);
        CHECK(joined(message.chunks()) == whole);
    }
}
