// SPDX-License-Identifier: BSL-1.0
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string_view>

#include "conformance/captures/capture.hpp"
#include "orb/engine/cdr/reader.hpp"
#include "tests/fuzz/target.hpp"

// Runs a fuzz target without libFuzzer: over messages of other ORBs and some texts, many of them cut short or with
// octets changed. `replay --seeds FOLDER` writes them as files for libFuzzer instead; `replay FILE...` runs files.
using namespace corbel;

namespace {

constexpr std::string_view texts[]{
    "corbaloc:iiop:1.2@host.example:4000,:[::1]:2809/key%20%00", "corbaloc:rir:/NameService",
    "corbaname:iiop:1.1@h:1/Root#a.kind/b%2fc", "corbaname:rir:#x", "file:///tmp/my%20object.ior",
    "IOR:010000001200000049444c3a44656d6f2f4563686f3a312e3000000001000000000000000c000000010100000100000068000100",
    "# settings\nendPoint = giop:tcp:[::1]:0\nendPoint=giop:unix:/tmp/x\nInitRef = A=corbaloc::h/k\n"
    "clientCallTimeOutPeriod = 5000\nmaxGIOPVersion=1.1\nlog = giop=trace,orb=info\nservantExceptionText = always\n",
    R"({"name": "a\u00e9\ud83d\ude00", "children": [{"name": "", "children": []}], "n": -1.5e300, "b": [true, null]})",
    R"({"type": "sequence<string<5>, 3>", "value": ["a", "b"]})", R"("red")", "[[1, 2], [3, 4]]", R"("-123456.789")",
    R"({"kind": "struct", "id": "IDL:S:1.0", "name": "S", "members": [{"name": "x", "type": "long"}]})",
    "root.context/a\\/b.kind\\./.end/."};

// Valuetypes of omniORB behind their byte order.
constexpr std::string_view values[]{
    "0100ffff7f020000006100510700ffff7f0700000073686172656400b50000000000ffff7f0200000062000000ffffffffdcffffffff"
    "ffffffd4ffffff00000000",
    "0100ffff7f0500000072696e670000000000ffff7f0600000072696e6732006400ffffffffdcffffff",
    "007fffff000000000572696e67000000007fffff000000000672696e6732006400ffffffffffffffdc",
    "010effff7f020000001700000049444c3a56616c7565732f536176696e67733a312e3000001700000049444c3a56616c7565732f4163"
    "636f756e743a312e3000000800000004000000626f6200100000006400000000000000000000000000e03fffffffffffffffff98ffff"
    "ff4d000000",
    "010effff7f020000001700000049444c3a56616c7565732f577261707065723a312e3000001400000049444c3a56616c7565732f4e6f"
    "64653a312e300006000000020000007700000404000000000000000affff7fffffffffccffffff08000000020000006100ffff0affff"
    "7fffffffffb4ffffff1000000007000000736861726564000000000000feffffff040000002a0000000affff7f1400000049444c3a56"
    "616c7565732f546578743a312e300009000000050000006e6f746500270000feffffff08000000ffffffff9cffffffffffffffffffff"
    "ff90ffffff4d000000",
    "010effff7f020000001700000049444c3a56616c7565732f577261707065723a312e3000001400000049444c3a56616c7565732f4e6f"
    "64653a312e30000800000003000000773200040effff7fffffffffb4ffffff0c0000000200000077000000000000000affff7fffffff"
    "ffb8ffffff0800000002000000610000000affff7fffffffffa0ffffff1000000007000000736861726564007f00000000fdffffff04"
    "0000002a0000000affff7f1400000049444c3a56616c7565732f546578743a312e300009000000050000006e6f746500fffffffdffff"
    "ff08000000ffffffff9cfffffffeffffff18000000ffffffff58ffffff2a00000000000000ffffffff48ffffffffffffff4d000000"};

Octets bytes_of(std::string_view hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    Octets bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(digit(hex[i]) << 4 | digit(hex[i + 1])));
    return bytes;
}

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

std::uint32_t word(const Octets& message, std::size_t at) {
    cdr::Reader in{ByteView{message}.subspan(at, 4), {.order = static_cast<ByteOrder>(message[6] & 1)}};
    return in.get<std::uint32_t>();
}

// What begins like a TypeCode with parameters or like a list of service contexts, behind the message's byte order.
void add_parts(const Octets& message, std::vector<Octets>& seeds) {
    constexpr std::uint32_t first_complex = 14, last_complex = 33, most_contexts = 8, last_context = 32;
    for (std::size_t at = 12; at + 12 <= message.size(); at += 4) {
        const auto first = word(message, at), second = word(message, at + 4), third = word(message, at + 8);
        const auto left = message.size() - at;
        const bool type = first >= first_complex && first <= last_complex && second > 8 && second <= left - 8;
        const bool contexts = first > 0 && first <= most_contexts && second <= last_context && third >= 8 &&
                              third <= left - 12;
        if (type || contexts)
            seeds.push_back(with_front({std::uint8_t(message[6] & 1), 0, 0, 0}, ByteView{message}.subspan(at)));
    }
}

std::vector<Octets> seeds() {
    std::vector<Octets> all;
    for (auto text : texts) all.push_back(to_octets(as_bytes(text)));
    for (auto value : values) all.push_back(bytes_of(value));
    for (const auto& capture : conformance::read_captures())
        for (const auto& conversation : capture.conversations) {
            Octets begin{7};
            for (const auto& piece : conversation) {
                if (piece.bytes.size() > 4096) continue;
                all.push_back(with_front({0}, piece.bytes));
                if (piece.side == '<') add_references(piece.bytes, all);
                if (piece.bytes.size() > 12) add_parts(piece.bytes, all);
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
            i < std::size(texts) + std::size(values) || i % sample == 0 ? run_changed(all[i]) : run(all[i]);
        std::cout << all.size() << " seeds\n";
    }
}
