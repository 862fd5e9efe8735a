// SPDX-License-Identifier: BSL-1.0
#include "idlc/frontend/source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>

namespace corbel::idl {

namespace {

constexpr off_t largest_file = off_t{64} << 20;

class Descriptor {
public:
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    explicit Descriptor(const std::string& path)
        : number_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)} {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    operator int() const noexcept { return number_; }

private:
    int number_;
};

SourceLoader::Result failed(std::string problem) { return {std::nullopt, std::move(problem)}; }

SourceLoader::Result all_of_standard_input() {
    std::string text;
    char piece[1 << 16];
    for (;;) {
        const auto count = ::read(STDIN_FILENO, piece, sizeof piece);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed(std::strerror(errno));
        if (count == 0) return {std::move(text), {}};
        text.append(piece, static_cast<std::size_t>(count));
        if (text.size() > static_cast<std::size_t>(largest_file)) return failed("it is larger than 64 MiB");
    }
}

}  // namespace

SourceLoader::Result FileLoader::load(const std::string& path) {
    if (path == standard_input) return all_of_standard_input();
    if (path.find('\0') != std::string::npos) return failed("the name contains a NUL");
    const Descriptor file{path};
    if (file < 0) return failed(std::strerror(errno));
    struct stat status {};
    if (::fstat(file, &status) != 0) return failed(std::strerror(errno));
    if (S_ISDIR(status.st_mode)) return failed("it is a folder");
    if (!S_ISREG(status.st_mode)) return failed("it is not a regular file");
    if (status.st_size > largest_file) return failed("it is larger than 64 MiB");
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t got = 0;
    while (got < text.size()) {
        const auto count = ::read(file, text.data() + got, text.size() - got);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed(std::strerror(errno));
        if (count == 0) break;
        got += static_cast<std::size_t>(count);
    }
    text.resize(got);
    return {std::move(text), {}};
}

bool FileLoader::exists(const std::string& path) {
    struct stat status {};
    if (path == standard_input) return false;
    return path.find('\0') == std::string::npos && ::stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

std::string FileLoader::canonical(const std::string& path) {
    std::error_code ignored;
    auto name = std::filesystem::canonical(path, ignored);
    return ignored ? path : name.string();
}

SourceLoader::Result MemoryLoader::load(const std::string& path) {
    const auto found = texts_.find(path);
    if (found == texts_.end()) return failed("No such file or directory");
    return {found->second, {}};
}

std::uint32_t SourceFiles::add(std::string name, std::string text) {
    std::vector<std::size_t> lines{0};
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) lines.push_back(at + 1);
    names_.push_back(std::move(name));
    texts_.push_back({std::move(text), std::move(lines)});
    return static_cast<std::uint32_t>(texts_.size() - 1);
}

std::string SourceFiles::line(std::uint32_t file, std::uint32_t number) const {
    if (auto above = held_.upper_bound({file, number}); above != held_.begin()) {
        const auto& [named, holder] = *std::prev(above);
        if (named.first == file) {
            number = holder.second + (number - named.second);
            file = holder.first;
        }
    }
    if (file >= texts_.size() || number == 0 || number > texts_[file].lines.size()) return {};
    const auto& [text, lines] = texts_[file];
    const auto begin = lines[number - 1];
    return text.substr(begin, text.find('\n', begin) - begin);
}

std::string folder_of(std::string_view path) {
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) return {};
    return std::string{path.substr(0, slash == 0 ? 1 : slash)};
}

std::string join(std::string_view folder, std::string_view name) {
    if (folder.empty() || name.starts_with('/')) return std::string{name};
    auto path = std::string{folder};
    if (!path.ends_with('/')) path += '/';
    return path.append(name);
}

}  // namespace corbel::idl
