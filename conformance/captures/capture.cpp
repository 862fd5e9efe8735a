// SPDX-License-Identifier: BSL-1.0
#include "conformance/captures/capture.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace corbel::conformance {
namespace {

Capture read_capture(const std::filesystem::path& path) {
    Capture capture{path.stem().string(), {}};
    std::ifstream file{path};
    if (!file) throw std::runtime_error{path.string() + ": cannot be opened"};
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (line.starts_with("# connection")) capture.conversations.emplace_back();
        if (line.empty() || line[0] == '#') continue;
        if ((line[0] != '>' && line[0] != '<') || capture.conversations.empty())
            throw std::runtime_error{path.string() + ":" + std::to_string(number) + ": expected '>' or '<' and bytes"};
        capture.conversations.back().push_back({line[0], unfold(line.substr(1))});
    }
    return capture;
}

}  // namespace

Octets unfold(const std::string& line) {
    Octets bytes;
    std::istringstream words{line};
    for (std::string word; words >> word;) {
        const auto star = word.find('*');
        const auto count = star == word.npos ? 1 : std::stoul(word.substr(star + 1));
        Octets unit;
        for (std::size_t i = 0; i + 1 < std::min(star, word.size()); i += 2)
            unit.push_back(static_cast<std::uint8_t>(std::stoul(word.substr(i, 2), nullptr, 16)));
        for (std::size_t i = 0; i < count; ++i) bytes.insert(bytes.end(), unit.begin(), unit.end());
    }
    return bytes;
}

Capture read_capture(const std::string& name) {
    return read_capture(std::filesystem::path{CORBEL_CAPTURES} / name);
}

std::vector<Capture> read_captures() {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator{CORBEL_CAPTURES})
        if (entry.path().extension() == ".hex") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<Capture> captures;
    for (const auto& path : paths) captures.push_back(read_capture(path));
    return captures;
}

}  // namespace corbel::conformance
