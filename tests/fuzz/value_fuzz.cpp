// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/cdr/value_reader.hpp"
#include "orb/engine/types/value.hpp"
#include "tests/fuzz/target.hpp"

// The first octet is the byte order, the rest are valuetypes one after the other, read without their types and then by
// a TypeCode. What is accepted and copied to the other byte order must be accepted again.
using namespace corbel;
using namespace corbel::types;

namespace {

TypeCodePtr value_type() {
    const auto node = TypeCode::recursive("IDL:Values/Node:1.0");
    return TypeCode::value("IDL:Values/Node:1.0", "Node", ValueModifier::none, nullptr,
                           {{"name", TypeCode::string()},
                            {"next", node},
                            {"numbers", TypeCode::sequence(TypeCode::primitive(TCKind::tk_double))},
                            {"nodes", TypeCode::sequence(node)},
                            {"any", TypeCode::primitive(TCKind::tk_any)},
                            {"box", TypeCode::value_box("IDL:B:1.0", "B", TypeCode::wstring())},
                            {"a", TypeCode::abstract_interface("IDL:A:1.0", "A")}});
}

// A reader that knows no types: strings and values in turn.
void walk(cdr::Reader& in, unsigned steps) {
    cdr::ValueReader values{in};
    const auto header = values.begin();
    if (header.kind == cdr::ValueHeader::Kind::indirection && !values.known(header.position) && steps < 8) {
        const auto here = in.mark();
        values.revisit(header.position);
        walk(in, steps + 1);
        in.reset(here);
    }
    if (header.kind != cdr::ValueHeader::Kind::state) return;
    values.remember(header.position, std::make_shared<int>());
    if (steps < 3) {
        std::string text;
        in.string(text);
        walk(in, steps + 1);
    }
    values.end(header);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    static const auto type = value_type();
    const auto order = static_cast<ByteOrder>(data[0] & 1);
    const Octets bytes(data + 1, data + size);
    fuzz::accepted([&] {
        cdr::Reader in{bytes, {.order = order}};
        while (!in.at_end()) walk(in, 0);
    });
    cdr::Writer copy{{.order = static_cast<ByteOrder>(1 - (data[0] & 1))}};
    const auto read = [&](cdr::Reader in) { skip(in, *type); };
    fuzz::accepted([&] { read(cdr::Reader{bytes, {.order = order}}); });
    const bool copied = fuzz::accepted([&] {
        cdr::Reader in{bytes, {.order = order}};
        transcode(in, copy, *type);
    });
    if (copied) fuzz::require(fuzz::accepted([&] { read(cdr::Reader{copy.contiguous(), copy.encoding()}); }));
    return 0;
}
