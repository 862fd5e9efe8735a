// SPDX-License-Identifier: BSL-1.0
#include "idlc/output_folder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace corbel::idl {

namespace {

[[noreturn]] void fail(const std::string& path, const std::string& problem) {
    throw std::runtime_error{"cannot write '" + path + "': " + problem};
}

bool is_plain(const std::string& name) {
    constexpr auto allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-+";
    return !name.empty() && name[0] != '.' && name.find_first_not_of(allowed) == std::string::npos;
}

class File {
public:
    explicit File(int descriptor) : descriptor_{descriptor} {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    operator int() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

bool write_all(int file, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const auto count = ::write(file, text.data() + done, text.size() - done);
        if (count < 0 && errno != EINTR) return false;
        if (count > 0) done += static_cast<std::size_t>(count);
    }
    return true;
}

/// No signal that ends the program is delivered while this lives: no temporary file stays behind.
class Uninterrupted {
public:
    Uninterrupted() {
        sigset_t signals;
        sigemptyset(&signals);
        for (const int each : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&signals, each);
        pthread_sigmask(SIG_BLOCK, &signals, &before_);
    }
    ~Uninterrupted() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    Uninterrupted(const Uninterrupted&) = delete;
    Uninterrupted& operator=(const Uninterrupted&) = delete;

private:
    sigset_t before_;
};

}  // namespace

OutputFolder::OutputFolder(std::string path)
    : path_{std::move(path)}, folder_{::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)} {
    if (folder_ < 0) throw std::runtime_error{"cannot use the output folder '" + path_ + "': " + std::strerror(errno)};
}

OutputFolder::~OutputFolder() { ::close(folder_); }

bool OutputFolder::has(const std::string& name) const {
    struct stat existing {};
    return ::fstatat(folder_, name.c_str(), &existing, AT_SYMLINK_NOFOLLOW) == 0;
}

bool OutputFolder::holds(const std::string& name, const std::string& text) const {
    const File file{::openat(folder_, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)};
    struct stat status {};
    if (file < 0 || ::fstat(file, &status) != 0 || !S_ISREG(status.st_mode) ||
        static_cast<std::size_t>(status.st_size) != text.size())
        return false;
    std::string present(text.size(), '\0');
    std::size_t got = 0;
    while (got < present.size()) {
        const auto count = ::read(file, present.data() + got, present.size() - got);
        if (count <= 0) return false;
        got += static_cast<std::size_t>(count);
    }
    return present == text;
}

void OutputFolder::write(const std::string& name, const std::string& text,
                         const std::vector<std::string>& inputs) const {
    if (!is_plain(name)) fail(path_ + '/' + name, "the name may hold letters, digits and _ . - + only");
    refuse_inputs(name, inputs);
    replace(name, text);
}

void OutputFolder::refuse_inputs(const std::string& name, const std::vector<std::string>& inputs) const {
    struct stat existing {};
    if (::fstatat(folder_, name.c_str(), &existing, AT_SYMLINK_NOFOLLOW) != 0) return;
    for (const auto& each : inputs) {
        struct stat input {};
        if (::stat(each.c_str(), &input) == 0 && input.st_dev == existing.st_dev && input.st_ino == existing.st_ino)
            fail(path_ + '/' + name, "it is an input");
    }
    if (S_ISDIR(existing.st_mode)) fail(path_ + '/' + name, "it is a folder");
}

void OutputFolder::replace(const std::string& name, const std::string& text) const {
    if (holds(name, text)) return;
    const auto path = path_ + '/' + name;
    const auto temporary = '.' + name.substr(0, 200) + '.' + std::to_string(::getpid());
    const Uninterrupted uninterrupted;
    int problem = 0;
    {
        constexpr auto flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
        const File file{::openat(folder_, temporary.c_str(), flags, 0666)};
        if (file < 0) fail(path, std::strerror(errno));
        if (!write_all(file, text)) problem = errno;
    }
    if (problem == 0 && ::renameat(folder_, temporary.c_str(), folder_, name.c_str()) == 0) return;
    if (problem == 0) problem = errno;
    ::unlinkat(folder_, temporary.c_str(), 0);
    fail(path, std::strerror(problem));
}

void write_file(const std::string& path, const std::string& text, const std::vector<std::string>& inputs) {
    struct stat existing {};
    if (::stat(path.c_str(), &existing) == 0 && !S_ISREG(existing.st_mode)) {
        if (S_ISDIR(existing.st_mode)) fail(path, "it is a folder");
        const File file{::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY)};
        if (file < 0 || !write_all(file, text)) fail(path, std::strerror(errno));
        return;
    }
    const auto slash = path.rfind('/');
    const auto name = slash == std::string::npos ? path : path.substr(slash + 1);
    if (name.empty()) fail(path, "it is a folder");
    const OutputFolder folder{slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash)};
    folder.refuse_inputs(name, inputs);
    folder.replace(name, text);
}

}  // namespace corbel::idl
