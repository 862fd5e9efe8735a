// SPDX-License-Identifier: BSL-1.0
#include <string_view>

#include "cos-naming/discovery.hpp"
#include "tests/fuzz/target.hpp"

// Datagrams from anybody. What is read is written the same; an answer is never longer than its question.
using namespace corbel;
using namespace corbel::naming;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    if (const auto number = discovery::read_question(bytes)) {
        fuzz::require(discovery::read_question(discovery::question(*number)) == number);
        fuzz::require(discovery::answer(*number, 65535).size() <= bytes.size());
    }
    constexpr std::uint64_t number = 0x0123456789abcdef;
    if (const auto port = discovery::read_answer(bytes, number))
        fuzz::require(*port != 0 && discovery::read_answer(discovery::answer(number, *port), number) == port);
    return 0;
}
