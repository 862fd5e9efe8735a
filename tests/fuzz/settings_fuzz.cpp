// SPDX-License-Identifier: BSL-1.0
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "orb/engine/core/settings.hpp"
#include "tests/fuzz/target.hpp"

// The text of a file of settings. What is accepted can be shown, and means the same when it is set as it is shown.
using namespace corbel;
using namespace corbel::core;

namespace {

/// A file without a place in the file system.
class MemoryFile {
public:
    explicit MemoryFile(ByteView text) : fd_{::memfd_create("settings", MFD_CLOEXEC)} {
        fuzz::require(fd_ >= 0 && ::write(fd_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
    ~MemoryFile() { ::close(fd_); }
    std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

private:
    int fd_;
};

Options parse(const Options::Values& program) {
    int count = 0;
    return Options::parse(count, nullptr, program);
}

/// `configFile` itself is given on the command line only; several values of one name are shown beside each other.
bool can_be_set_again(const EffectiveSetting& setting) {
    return !setting.value.empty() && setting.name != "configFile" && setting.name != "InitRef" &&
           setting.name != "endPoint" && setting.name != "endPointNoListen";
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const MemoryFile file{{data, size}};
    std::string program = "fuzz", option = "-ORBconfigFile", path = file.path();
    char* arguments[] = {program.data(), option.data(), path.data(), nullptr};
    fuzz::accepted([&] {
        int count = 3;
        const auto options = Options::parse(count, arguments);
        fuzz::require(count == 1);
        Options::Values shown;
        for (const auto& each : effective_settings(options))
            if (can_be_set_again(each)) shown.emplace_back(each.name, each.value);
        const auto again = effective_settings(parse(shown));
        for (const auto& each : effective_settings(options))
            if (can_be_set_again(each))
                fuzz::require(std::any_of(again.begin(), again.end(), [&](const auto& other) {
                    return other.name == each.name && other.value == each.value;
                }));
    });
    fuzz::accepted([&] { parse_endpoint(as_text({data, size})); });
    return 0;
}
