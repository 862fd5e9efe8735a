// SPDX-License-Identifier: BSL-1.0
#include "orb/json/value_form.hpp"
#include "tests/fuzz/target.hpp"

// As in typecode_fuzz.cpp, a byte order, a TypeCode and a value of it. What is decoded is encoded to what decodes to
// the same octets, and has a JSON form.
using namespace corbel;
using namespace corbel::types;

namespace {

constexpr std::size_t front = 4;

Octets encoded(const TypeCode& type, const dynamic::Value& value) {
    cdr::Writer out;
    dynamic::encode(out, type, value);
    return out.copy();
}

void check(cdr::Reader in, const TypeCode& type) {
    dynamic::Value value;
    if (!fuzz::accepted([&] { value = dynamic::decode(in, type); })) return;
    Octets bytes;
    // What has no meaning without its model (a valuetype of an unknown type) may be refused here.
    if (!fuzz::accepted([&] { bytes = encoded(type, value); })) return;
    cdr::Reader again{bytes, {}};
    const auto copy = dynamic::decode(again, type);
    fuzz::require(again.at_end() && encoded(type, copy) == bytes);
    try {
        const auto node = json::to_json(value, type);
        fuzz::require(json::parse(json::to_text(node)) == node);
    } catch (const SystemError&) {
    } catch (const json::Error&) {
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < front) return 0;
    const Octets bytes(data + front, data + size);
    fuzz::accepted([&] {
        cdr::Reader in{bytes, {.order = static_cast<ByteOrder>(data[0] & 1)}};
        const auto type = TypeCode::read(in);
        check(in, *type);
    });
    return 0;
}
