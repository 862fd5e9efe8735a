// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/type_library.hpp"
#include "tests/fuzz/target.hpp"

// The payload of a type library; the header of a whole one is skipped. What is accepted is used as corbel uses it.
using namespace corbel;

namespace {

void use(const dynamic::Repository& repository, const dynamic::Definition& container) {
    for (const auto& each : container.contents) {
        fuzz::accepted([&] { repository.type(*each); });
        fuzz::accepted([&] { repository.type(each->type); });
        fuzz::require(!each->scoped_name().empty() || each->name.empty());
        use(repository, *each);
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t header = 20;
    const bool whole = size > header && data[0] == 0x89;
    const ByteView payload{data + (whole ? header : 0), size - (whole ? header : 0)};
    fuzz::accepted([&] {
        const auto repository = dynamic::read_type_payload(payload);
        use(repository, repository.root());
        repository.model();
    });
    return 0;
}
