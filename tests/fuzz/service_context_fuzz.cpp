// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/giop/service_context.hpp"
#include "orb/engine/giop/system_exception.hpp"
#include "tests/fuzz/target.hpp"

// The first octet is the byte order, then come three that keep the alignment and a list of service contexts, or what a
// context or a component of a reference holds: the code sets of each side, the words of an exception.
using namespace corbel;
using namespace corbel::giop;

namespace {

void check_contexts(const std::vector<ServiceContext>& contexts) {
    cdr::Writer out;
    write_service_contexts(out, contexts);
    const auto bytes = out.copy();
    cdr::Reader again{bytes, out.encoding()};
    std::vector<ServiceContext> copy;
    read_service_contexts(again, copy);
    fuzz::require(again.at_end() && copy == contexts);
}

void check_code_sets_context(const ServiceContext& context) {
    auto encoding = default_encoding({1, 2}, cdr::CodeSet::utf_8);
    if (!fuzz::accepted([&] { apply_code_sets_context(context, encoding); })) return;
    auto again = default_encoding({1, 2}, cdr::CodeSet::utf_8);
    apply_code_sets_context(code_sets_context(encoding), again);
    fuzz::require(again.chars == encoding.chars);
}

void check_exception_detail(const ServiceContext& context) {
    if (const auto text = read_exception_detail(context))
        fuzz::require(read_exception_detail(exception_detail(*text)) == text);
}

void check_code_sets_component(ByteView data) {
    const auto sets = read_code_sets_component(data);
    const auto copy = read_code_sets_component(code_sets_component(sets).data);
    fuzz::require(copy.chars.native == sets.chars.native && copy.chars.conversions == sets.chars.conversions);
    fuzz::require(copy.wide_chars.native == sets.wide_chars.native &&
                  copy.wide_chars.conversions == sets.wide_chars.conversions);
    for (std::uint8_t minor : {0, 1, 2})
        for (auto native : {cdr::CodeSet::utf_8, cdr::CodeSet::iso_8859_1})
            fuzz::accepted([&] { negotiate(sets, {1, minor}, native); });
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t front = 4;
    if (size < front) return 0;
    const Octets bytes(data + front, data + size);
    const cdr::Encoding encoding{.order = static_cast<ByteOrder>(data[0] & 1)};
    std::vector<ServiceContext> contexts;
    fuzz::accepted([&] {
        cdr::Reader in{bytes, encoding};
        read_service_contexts(in, contexts);
        check_contexts(contexts);
    });
    contexts.push_back({context_id::code_sets, bytes});
    for (const auto& context : contexts) {
        check_code_sets_context(context);
        check_exception_detail(context);
        fuzz::accepted([&] { check_code_sets_component(context.data); });
    }
    fuzz::accepted([&] {
        cdr::Reader in{bytes, encoding};
        read_system_exception(in);
    });
    return 0;
}
