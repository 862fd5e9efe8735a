// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <fstream>
#include <mutex>
#include <string>

namespace corbel::naming {

/// Lines for the operator, on standard error or in a file. Usable from many threads.
class Log {
public:
    enum class Form { text, json };

    struct Settings {
        std::string file;  ///< empty: standard error
        Form form = Form::text;
        friend bool operator==(const Settings&, const Settings&) = default;
    };

    /// Throws std::runtime_error if the file cannot be written.
    explicit Log(Settings settings);

    /// Goes on with these settings, and opens the file anew: it was renamed, say by logrotate. If that fails, throws
    /// and goes on as before.
    void reopen(Settings settings);

    /// As "cos-naming: WHAT", or as {"time": "2026-01-31T12:00:00.000Z", "program": "cos-naming", "text": "WHAT"}.
    void say(const std::string& what);

private:
    Settings settings_;
    std::mutex mutex_;
    std::ofstream file_;
};

}  // namespace corbel::naming
