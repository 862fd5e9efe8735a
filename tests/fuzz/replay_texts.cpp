// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/target.hpp"

// Runs a fuzz target without libFuzzer over the files of folders: each as it is, cut short, and with a piece left out
// or doubled. The same inputs in every run.
namespace {

void run(const std::string& text) {
    const std::vector<std::uint8_t> exact(text.begin(), text.end());  // so that a read beyond the end is seen
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

void run_changed(const std::string& seed) {
    constexpr std::size_t pieces = 6;
    run(seed);
    for (std::size_t i = 1; i < pieces; ++i) {
        const auto from = seed.size() * (i - 1) / pieces, to = seed.size() * i / pieces;
        run(seed.substr(0, to));
        run(seed.substr(0, from) + seed.substr(to));
        run(seed.substr(0, to) + seed.substr(from));
    }
}

}  // namespace

int main(int count, char** arguments) {
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < count; ++i) {
        if (!std::filesystem::is_directory(arguments[i])) files.emplace_back(arguments[i]);
        else
            for (const auto& each : std::filesystem::directory_iterator{arguments[i]})
                if (each.path().extension() == ".idl") files.push_back(each.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& each : files) {
        std::ifstream file{each, std::ios::binary};
        run_changed({std::istreambuf_iterator<char>{file}, {}});
    }
    std::cout << files.size() << " seeds\n";
    return files.empty() ? 1 : 0;
}
