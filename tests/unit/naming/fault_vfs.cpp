// SPDX-License-Identifier: BSL-1.0
#include "tests/unit/naming/fault_vfs.hpp"

#include <sqlite3.h>

#include <cstring>
#include <fstream>
#include <random>

namespace {

constexpr std::size_t sector = 512;

FaultDisk* disk = nullptr;
sqlite3_vfs* real_vfs = nullptr;

struct OpenFile {
    sqlite3_file base;
    const char* path;  // SQLite's, which lives as long as the file is open
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

OpenFile& self(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return self(file).real(); }
const sqlite3_io_methods& methods(sqlite3_file* file) { return *real(file)->pMethods; }

void write_at(std::string& bytes, std::int64_t at, const char* data, std::size_t size) {
    const auto end = static_cast<std::size_t>(at) + size;
    if (bytes.size() < end) bytes.resize(end);
    bytes.replace(static_cast<std::size_t>(at), size, data, size);
}

}  // namespace

struct FaultDisk::Operations {
    static File* watched(sqlite3_file* file) {
        const char* path = self(file).path;
        return path && disk->watches(path) ? &disk->files_[path] : nullptr;
    }

    static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
        const std::lock_guard lock{disk->mutex_};
        auto* seen = watched(file);
        const auto* bytes = static_cast<const char*>(data);
        const bool is_full = seen && disk->fails_now(Fault::full);
        if (is_full) size /= 2;
        if (seen && disk->fails_now(Fault::write_error)) return SQLITE_IOERR_WRITE;
        if (seen) seen->pending.push_back({false, at, std::string(bytes, static_cast<std::size_t>(size))});
        const int code = methods(file).xWrite(real(file), data, size, at);
        return is_full ? SQLITE_FULL : code;
    }

    static int truncate(sqlite3_file* file, sqlite3_int64 size) {
        const std::lock_guard lock{disk->mutex_};
        if (auto* seen = watched(file)) seen->pending.push_back({true, size, {}});
        return methods(file).xTruncate(real(file), size);
    }

    static int sync(sqlite3_file* file, int flags) {
        const std::lock_guard lock{disk->mutex_};
        auto* seen = watched(file);
        if (!seen) return methods(file).xSync(real(file), flags);
        if (disk->fails_now(Fault::sync_error)) return SQLITE_IOERR_FSYNC;
        seen->exists = true;
        for (const auto& pending : seen->pending) {
            if (pending.truncates) {
                seen->durable.resize(static_cast<std::size_t>(pending.at));
            } else {
                write_at(seen->durable, pending.at, pending.bytes.data(), pending.bytes.size());
            }
        }
        seen->pending.clear();
        return SQLITE_OK;
    }

    static int remove(sqlite3_vfs*, const char* path, int sync_folder) {
        const std::lock_guard lock{disk->mutex_};
        disk->files_.erase(path);
        return real_vfs->xDelete(real_vfs, path, sync_folder);
    }

    static int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
        static const sqlite3_io_methods forwarding = make_methods();
        auto& opened = self(file);
        opened.path = path;
        opened.base.pMethods = nullptr;
        const int code = real_vfs->xOpen(real_vfs, path, opened.real(), flags, out_flags);
        if (opened.real()->pMethods) opened.base.pMethods = &forwarding;
        return code;
    }

    static sqlite3_io_methods make_methods() {
        sqlite3_io_methods all{};
        all.iVersion = 2;
        all.xClose = [](sqlite3_file* f) { return methods(f).xClose(real(f)); };
        all.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
            return methods(f).xRead(real(f), to, size, at);
        };
        all.xWrite = write;
        all.xTruncate = truncate;
        all.xSync = sync;
        all.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return methods(f).xFileSize(real(f), size); };
        all.xLock = [](sqlite3_file* f, int level) { return methods(f).xLock(real(f), level); };
        all.xUnlock = [](sqlite3_file* f, int level) { return methods(f).xUnlock(real(f), level); };
        all.xCheckReservedLock = [](sqlite3_file* f, int* out) { return methods(f).xCheckReservedLock(real(f), out); };
        all.xFileControl = [](sqlite3_file* f, int what, void* value) {
            return methods(f).xFileControl(real(f), what, value);
        };
        all.xSectorSize = [](sqlite3_file* f) { return methods(f).xSectorSize(real(f)); };
        all.xDeviceCharacteristics = [](sqlite3_file* f) { return methods(f).xDeviceCharacteristics(real(f)); };
        all.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** to) {
            return methods(f).xShmMap(real(f), page, size, extend, to);
        };
        all.xShmLock = [](sqlite3_file* f, int at, int count, int flags) {
            return methods(f).xShmLock(real(f), at, count, flags);
        };
        all.xShmBarrier = [](sqlite3_file* f) { methods(f).xShmBarrier(real(f)); };
        all.xShmUnmap = [](sqlite3_file* f, int remove) { return methods(f).xShmUnmap(real(f), remove); };
        return all;
    }
};

namespace {
sqlite3_vfs fault_vfs;
}

FaultDisk::FaultDisk(std::filesystem::path folder) : folder_{std::move(folder)} {
    disk = this;
    real_vfs = sqlite3_vfs_find("unix");
    fault_vfs = *real_vfs;
    fault_vfs.zName = "fault";
    fault_vfs.pNext = nullptr;
    fault_vfs.szOsFile = static_cast<int>(sizeof(OpenFile)) + real_vfs->szOsFile;
    fault_vfs.xOpen = Operations::open;
    fault_vfs.xDelete = Operations::remove;
    sqlite3_vfs_register(&fault_vfs, 1);
}

FaultDisk::~FaultDisk() {
    sqlite3_vfs_register(real_vfs, 1);
    sqlite3_vfs_unregister(&fault_vfs);
    disk = nullptr;
}

bool FaultDisk::watches(const std::string& path) const { return path.starts_with(folder_.string() + "/"); }

void FaultDisk::fail(Fault fault, int after, int times) {
    const std::lock_guard lock{mutex_};
    fault_ = fault;
    after_ = after;
    times_ = times;
}

bool FaultDisk::fails_now(Fault fault) {
    if (fault != fault_ || after_-- > 0 || times_ <= 0) return false;
    --times_;
    return true;
}

void FaultDisk::cut_power(const std::filesystem::path& target, std::uint64_t seed) {
    const std::lock_guard lock{mutex_};
    std::mt19937_64 random{seed};
    const auto survives = [&] { return random() % 2 == 0; };
    for (const auto& [path, file] : files_) {
        if (!file.exists && survives()) continue;
        auto bytes = file.durable;
        for (const auto& pending : file.pending) {
            if (pending.truncates) {
                if (survives()) bytes.resize(static_cast<std::size_t>(pending.at));
                continue;
            }
            for (std::size_t from = 0; from < pending.bytes.size(); from += sector)
                if (survives())
                    write_at(bytes, pending.at + static_cast<std::int64_t>(from), pending.bytes.data() + from,
                             std::min(sector, pending.bytes.size() - from));
        }
        std::ofstream{target / std::filesystem::path{path}.filename(), std::ios::binary} << bytes;
    }
}
