// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

struct sqlite3_file;

/// A disk that loses its power or its room. While one lives, SQLite's files below `folder` are on it: what is written
/// there is durable once synced and may be lost in any part until then. One at a time.
class FaultDisk {
public:
    explicit FaultDisk(std::filesystem::path folder);
    ~FaultDisk();
    FaultDisk(const FaultDisk&) = delete;
    FaultDisk& operator=(const FaultDisk&) = delete;

    /// Writes the files into `target` as the disk may hold them if the power goes now: what was synced, and of the rest
    /// any sectors.
    void cut_power(const std::filesystem::path& target, std::uint64_t seed);

    enum class Fault { none, full, write_error, sync_error };
    /// From the `after`-th write (sync) on, `times` of them fail.
    void fail(Fault fault, int after = 0, int times = 1'000'000'000);

    struct Operations;  // what SQLite calls

private:
    friend struct Operations;
    struct Pending {
        bool truncates = false;
        std::int64_t at = 0;
        std::string bytes;
    };
    struct File {
        bool exists = false;
        std::string durable;
        std::vector<Pending> pending;
    };

    bool watches(const std::string& path) const;
    bool fails_now(Fault fault);

    const std::filesystem::path folder_;
    std::mutex mutex_;
    std::map<std::string, File> files_;
    Fault fault_ = Fault::none;
    int after_ = 0;
    int times_ = 0;
};
