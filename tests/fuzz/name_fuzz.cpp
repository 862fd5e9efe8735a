// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/name.hpp"
#include "tests/fuzz/target.hpp"

// The text of a name: one that is understood means the same when it is written and read again.
using namespace corbel;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{as_text({data, size})};
    naming::Name name;
    try {
        name = naming::parse_name(text);
    } catch (const naming::BadName&) {
        return 0;
    }
    naming::check(name);
    fuzz::require(naming::parse_name(naming::to_string(name)) == name);
    try {
        fuzz::require(!naming::to_url(":host:2809", text).empty());
        naming::to_url(text, "a");
    } catch (const naming::BadAddress&) {
    } catch (const naming::BadName&) {
    }
    return 0;
}
