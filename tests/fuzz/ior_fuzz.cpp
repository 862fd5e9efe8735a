// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/giop/limits.hpp"
#include "orb/engine/giop/object_url.hpp"
#include "tests/fuzz/target.hpp"

// The bytes of a reference: what is read is kept, and can be used, written and read again.
using namespace corbel;
using namespace corbel::giop;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Octets bytes(data, data + size);
    fuzz::accepted([&] {
        auto in = cdr::Reader::of_encapsulation(bytes);
        const auto ior = Ior::read(in);
        fuzz::require(Ior::from_string(ior.to_string()) == ior || ior.to_string().size() > limits::stringified_ior);
        for (const auto& profile : iiop_profiles(ior)) {
            const auto copy = IiopProfile::read(profile.write());
            fuzz::require(copy.object_key == profile.object_key && copy.components == profile.components);
            fuzz::accepted([&] { negotiate(profile.code_sets, profile.version, cdr::CodeSet::utf_8); });
        }
        to_corbaloc(ior);
    });
    fuzz::accepted([&] { IiopProfile::read(bytes); });
    fuzz::accepted([&] { read_code_sets_component(bytes); });
    return 0;
}
