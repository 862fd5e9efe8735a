// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

namespace interop {

/// Prints a PASS or FAIL line for each check and counts them.
class Checks {
public:
    void operator()(const std::string& name, bool ok, const std::string& found = {}) {
        std::cout << (ok ? "PASS " : "FAIL ") << name << (ok || found.empty() ? "" : ": " + found) << std::endl;
        ++(ok ? passed_ : failed_);
    }

    /// Prints the sum; the exit status of the program.
    int finish() const {
        std::cout << passed_ << " passed, " << failed_ << " failed" << std::endl;
        return failed_ == 0 && passed_ > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    }

private:
    int passed_ = 0;
    int failed_ = 0;
};

/// What the client was asked for beside options of its ORB:
/// client REFERENCES [--without-wide] [--without-large] [--with-omniorb]
struct Options {
    std::string references;
    bool wide = true;      ///< GIOP 1.0 has no wide characters
    bool large = true;     ///< no message above 8 KiB, where omniORB would begin to send fragments
    bool omniorb = false;  ///< one of the two is omniORB: without what it does in its own way (see README.md)

    Options(int argc, char** argv) {
        for (int i = 1; i < argc; ++i) {
            const std::string argument = argv[i];
            if (argument == "--without-wide") {
                wide = false;
            } else if (argument == "--without-large") {
                large = false;
            } else if (argument == "--with-omniorb") {
                omniorb = true;
            } else {
                references = argument;
            }
        }
    }

    /// Operations carry in their names what they need.
    bool covers(const std::string& operation) const {
        const auto needs = [&](const char* word) { return operation.find(word) != std::string::npos; };
        if (!wide && (needs("wide") || needs("wchar") || needs("wstring"))) return false;
        return !omniorb || !(needs("longdouble") || needs("long_double"));
    }
};

/// Name and stringified reference of each object of a server, one a line, in a file.
using References = std::map<std::string, std::string>;

inline References read_references(const std::string& path) {
    References references;
    std::ifstream file{path};
    for (std::string name, reference; file >> name >> reference;) references[name] = reference;
    return references;
}

/// The file appears complete or not at all.
inline void write_references(const std::string& path, const References& references) {
    const auto unfinished = path + ".unfinished";
    {
        std::ofstream file{unfinished};
        for (const auto& [name, reference] : references) file << name << ' ' << reference << '\n';
    }
    if (std::rename(unfinished.c_str(), path.c_str()) != 0) std::exit(EXIT_FAILURE);
}

}  // namespace interop
