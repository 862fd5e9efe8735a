// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/log.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <stdexcept>

namespace corbel::naming {
namespace {

std::string time_of_day() {
    const auto now = std::chrono::system_clock::now();
    const auto seconds = std::chrono::system_clock::to_time_t(now);
    const auto thousandths = now.time_since_epoch() / std::chrono::milliseconds{1} % 1000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> text;
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::array<char, 8> rest;
    std::snprintf(rest.data(), rest.size(), ".%03dZ", static_cast<int>(thousandths));
    return std::string{text.data(), length} + rest.data();
}

// What is not UTF-8 in a name or a path must not break a reader of JSON: such bytes are shown as \xNN.
std::string json_string(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (byte < 0x20 || byte >= 0x7f) {
            std::array<char, 8> escape;
            std::snprintf(escape.data(), escape.size(), byte < 0x20 ? "\\u%04x" : "\\\\x%02x", byte);
            quoted += escape.data();
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::ofstream open(const std::string& path) {
    std::ofstream file;
    if (path.empty()) return file;
    file.open(path, std::ios::app);
    if (!file) throw std::runtime_error{"cannot write the log " + path};
    return file;
}

}  // namespace

Log::Log(Settings settings) : settings_{std::move(settings)}, file_{open(settings_.file)} {}

void Log::reopen(Settings settings) {
    auto file = open(settings.file);
    const std::lock_guard lock{mutex_};
    file_ = std::move(file);
    settings_ = std::move(settings);
}

void Log::say(const std::string& what) {
    const std::lock_guard lock{mutex_};
    auto& out = file_.is_open() ? static_cast<std::ostream&>(file_) : std::cerr;
    if (settings_.form == Form::text) {
        out << "cos-naming: " << what << std::endl;
    } else {
        out << R"({"time": ")" << time_of_day() << R"(", "program": "cos-naming", "text": )" << json_string(what) << "}"
            << std::endl;
    }
}

}  // namespace corbel::naming
