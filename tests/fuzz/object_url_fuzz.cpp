// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/object_url.hpp"
#include "tests/fuzz/target.hpp"

// The text of an object URL: a corbaloc that is understood means the same when it is written and read again.
using namespace corbel;
using namespace corbel::giop;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{as_text({data, size})};
    fuzz::accepted([&] {
        const auto url = parse_object_url(text);
        const auto* loc = std::get_if<Corbaloc>(&url);
        if (!loc) return;
        const auto ior = loc->to_ior();
        fuzz::require(ior.profiles.size() == loc->endpoints.size());
        for (const auto& profile : iiop_profiles(ior)) fuzz::require(profile.object_key == loc->key);
    });
    return 0;
}
