// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/types/value.hpp"
#include "tests/fuzz/target.hpp"

// The first octet is the byte order, then come three that keep the alignment, a TypeCode and values of it. A TypeCode
// that is accepted is written and read again as the same; a value that is copied to the other byte order is copied back
// to the same octets.
using namespace corbel;
using namespace corbel::types;

namespace {

constexpr std::size_t front = 4;

void check_type(const TypeCodePtr& type) {
    fuzz::require(!type->to_string().empty());
    cdr::Writer out;
    type->write(out);
    const auto bytes = out.copy();
    cdr::Reader again{bytes, out.encoding()};
    const auto copy = TypeCode::read(again);
    fuzz::require(again.at_end() && copy->equal(*type) && type->equivalent(*copy));
    fuzz::require(copy->min_size() == type->min_size());
}

void check_value(cdr::Reader in, const TypeCode& type) {
    const auto order = in.encoding().order;
    cdr::Writer there{{.order = static_cast<ByteOrder>(1 - static_cast<int>(order))}}, back{{.order = order}};
    if (!fuzz::accepted([&] { transcode(in, there, type); })) return;
    const auto bytes = there.copy();
    cdr::Reader copy{bytes, there.encoding()};
    fuzz::require(fuzz::accepted([&] { transcode(copy, back, type); }) && copy.at_end());
    fuzz::require(back.size() == there.size());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < front) return 0;
    const Octets bytes(data + front, data + size);
    fuzz::accepted([&] {
        cdr::Reader in{bytes, {.order = static_cast<ByteOrder>(data[0] & 1)}};
        while (!in.at_end()) {
            const auto type = TypeCode::read(in);
            check_type(type);
            check_value(in, *type);
        }
    });
    return 0;
}
