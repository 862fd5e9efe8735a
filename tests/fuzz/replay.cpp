// SPDX-License-Identifier: BSL-1.0
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string_view>

#include "conformance/captures/capture.hpp"
#include "tests/fuzz/target.hpp"

// Runs a fuzz target without libFuzzer: over messages of other ORBs and some texts, many of them cut short or with
// octets changed. `replay --seeds FOLDER` writes them as files for libFuzzer instead; `replay FILE...` runs files.
using namespace corbel;

namespace {

constexpr std::string_view texts[]{
    "corbaloc:iiop:1.2@host.example:4000,:[::1]:2809/key%20%00", "corbaloc:rir:/NameService",
    "corbaname:iiop:1.1@h:1/Root#a.kind/b%2fc", "corbaname:rir:#x", "file:///tmp/my%20object.ior",
    "IOR:010000001200000049444c3a44656d6f2f4563686f3a312e3000000001000000000000000c000000010100000100000068000100"};

Octets with_front(Octets front, ByteView bytes) {
    front.insert(front.end(), bytes.begin(), bytes.end());
    return front;
}

// References inside a message: from a repository id's length on, as an encapsulation of the message's byte order.
void add_references(const Octets& message, std::vector<Octets>& seeds) {
    const auto text = as_text(message);
    for (auto at = text.find("IDL:"); at != text.npos; at = text.find("IDL:", at + 1))
        if (at >= 4)
            seeds.push_back(with_front({std::uint8_t(message[6] & 1), 0, 0, 0}, ByteView{message}.subspan(at - 4)));
}

std::vector<Octets> seeds() {
    std::vector<Octets> all;
    for (auto text : texts) all.push_back(to_octets(as_bytes(text)));
    for (const auto& capture : conformance::read_captures())
        for (const auto& conversation : capture.conversations) {
            Octets begin{7};
            for (const auto& piece : conversation) {
                if (piece.bytes.size() > 4096) continue;
                all.push_back(with_front({0}, piece.bytes));
                if (piece.side == '<') add_references(piece.bytes, all);
                if (begin.size() < 4096) begin.insert(begin.end(), piece.bytes.begin(), piece.bytes.end());
            }
            all.push_back(begin);
        }
    return all;
}

void run(const Octets& bytes) {
    const Octets exact = bytes;  // its own allocation, so that a read beyond the end is seen
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

// Deterministic: the same inputs in every run.
void run_changed(const Octets& seed) {
    run(seed);
    for (std::size_t size = 0; size < seed.size(); size += 1 + seed.size() / 16)
        run(Octets(seed.begin(), seed.begin() + static_cast<std::ptrdiff_t>(size)));
    for (std::size_t i = 0; i < std::min<std::size_t>(seed.size(), 96); ++i) {
        auto changed = seed;
        for (std::uint8_t value : {0x00, 0x01, 0x7f, 0xff}) {
            changed[i] = value;
            run(changed);
        }
    }
}

void write_seeds(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    int number = 0;
    for (const auto& seed : seeds())
        std::ofstream{folder / std::to_string(number++), std::ios::binary} << as_text(seed);
}

}  // namespace

int main(int count, char** arguments) {
    if (count == 3 && std::string_view{arguments[1]} == "--seeds") {
        write_seeds(arguments[2]);
    } else if (count > 1) {
        for (int i = 1; i < count; ++i) {
            std::ifstream file{arguments[i], std::ios::binary};
            run(Octets{std::istreambuf_iterator<char>{file}, {}});
        }
    } else {
        const auto all = seeds();
        constexpr std::size_t sample = 64;  // of the captures' messages, which are much alike
        for (std::size_t i = 0; i < all.size(); ++i)
            i < std::size(texts) || i % sample == 0 ? run_changed(all[i]) : run(all[i]);
        std::cout << all.size() << " seeds\n";
    }
}
