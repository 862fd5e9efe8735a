// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/cdr/reader.hpp"
#include "tests/fuzz/target.hpp"

// The first bytes are a program of reads, the rest is what is read.
using namespace corbel;

namespace {

void step(cdr::Reader& in, std::uint8_t operation, int level) {
    std::uint64_t values[4];
    std::wstring wide;
    std::string text;
    switch (operation % 16) {
    case 0: in.get<std::uint8_t>(); break;
    case 1: in.get<std::uint16_t>(); break;
    case 2: in.get<std::uint32_t>(); break;
    case 3: in.get<double>(); break;
    case 4: in.boolean(); break;
    case 5: in.character(); break;
    case 6: in.wide_character(); break;
    case 7: in.long_double(); break;
    case 8: in.string(text); break;
    case 9: in.wide_string(wide); break;
    case 10: in.identifier(); break;
    case 11: in.octets(); break;
    case 12: in.get_array(values, 4); break;
    case 13: in.length(operation / 16); break;
    case 14: in.align(std::size_t{1} << (operation / 64)); break;
    case 15: {
        auto inner = in.encapsulation();
        if (level < 4)
            while (!inner.at_end()) step(inner, inner.get<std::uint8_t>(), level + 1);
        break;
    }
    }
    fuzz::require(in.position() + in.remaining() == in.position() + in.rest().size());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 10) return 0;
    const ByteView program{data, 8};
    const auto shape = data[8], seam = data[9];
    const Octets bytes(data + 10, data + size);  // apart, so that a read beyond the end is seen
    cdr::Encoding encoding;
    encoding.order = static_cast<ByteOrder>(shape & 1);
    encoding.giop_minor = static_cast<std::uint8_t>((shape >> 1) % 3);
    encoding.chars = shape & 8 ? cdr::CodeSet::utf_8 : cdr::CodeSet::iso_8859_1;
    encoding.native_chars = shape & 16 ? cdr::CodeSet::utf_8 : cdr::CodeSet::iso_8859_1;
    cdr::Reader in{bytes, encoding};
    const std::size_t seams[]{seam, seam + std::size_t{13}};
    if (shape & 32 && seams[1] < bytes.size() && seam > 0) in.seams(seams, 12);
    fuzz::accepted([&] {
        for (std::size_t i = 0; i < 64 && !in.at_end(); ++i) step(in, program[i % program.size()], 0);
    });
    return 0;
}
