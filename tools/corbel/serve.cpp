// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/serve.hpp"

#include <cstdio>
#include <fstream>
#include <iostream>

namespace corbel::tool {

Serving::Serving() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void Serving::wait(Tool& tool) {
    int signal = 0;
    sigwait(&signals_, &signal);
    tool.orb()->shutdown(true);
}

void Serving::wait(Tool& tool, const std::string& reference, const std::string& file) {
    write_reference(file, reference);
    if (tool.json) tool.print(json::Node::string(reference));
    else std::cout << reference << '\n';
    std::cout.flush();
    wait(tool);
}

void write_reference(const std::string& path, const std::string& reference) {
    if (path.empty()) return;
    const auto half = path + ".new";
    std::ofstream out{half, std::ios::trunc};
    if (!(out << reference << '\n' << std::flush) || std::rename(half.c_str(), path.c_str()) != 0)
        throw UsageError{"the file " + path + " cannot be written"};
}

}  // namespace corbel::tool
