// SPDX-License-Identifier: BSL-1.0
// Encodes or decodes a value of a type over and over, for scripts/instructions to count.
// usage: codecs_corbel encode|decode TYPE TIMES
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <string>

#include "bench.hpp"

namespace {

using Work = std::function<void(bool encode, std::size_t times)>;

template <class T>
Work work(const T& value) {
    return [=](bool encode, std::size_t times) {
        corbel::cdr::Writer out;
        corbel::encode(out, value);
        const auto bytes = out.copy();
        T back;
        for (std::size_t i = 0; i < times; ++i) {
            if (encode) {
                out.clear();
                corbel::encode(out, value);
            } else {
                corbel::cdr::Reader in{bytes};
                corbel::decode(in, back);
            }
        }
    };
}

CORBA::Any any_of(const Bench::Point& point) {
    CORBA::Any any;
    any <<= point;
    return any;
}

const std::map<std::string, Work>& works() {
    static const Bench::Point point{1, 0.5, 0.25, Bench::Colour::blue, "a point"};
    static const std::map<std::string, Work> all{
        {"long", work(std::int32_t{1})},
        {"double", work(0.5)},
        {"boolean", work(true)},
        {"string", work(std::string{"sixteen letters."})},
        {"string-utf8", work(std::string{"\xc3\xa9t\xc3\xa9 \xe2\x82\xac 100 \xe2\x80\x93 ja"})},
        {"wstring", work(std::wstring{L"sixteen letters."})},
        {"enum", work(Bench::Colour::green)},
        {"struct", work(point)},
        {"any", work(any_of(point))},
        {"octets:1000", work(Bench::Octets(1000))},
        {"longs:1000", work(std::vector<std::int32_t>(1000))},
        {"doubles:1000", work(Bench::Doubles(1000))},
        {"booleans:1000", work(std::vector<bool>(1000))},
        {"strings:100", work(Bench::Strings(100, "short one"))},
        {"points:100", work(Bench::Points(100, point))},
        {"exception", work(Bench::Refused{1, "because"})},
    };
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::string{argv[1]} == "list") {
        for (const auto& [name, work] : works()) std::cout << name << '\n';
        return 0;
    }
    const auto found = argc == 4 ? works().find(argv[2]) : works().end();
    if (found == works().end()) {
        std::cerr << "usage: codecs_corbel encode|decode TYPE TIMES | list\n";
        return 1;
    }
    found->second(std::string{argv[1]} == "encode", static_cast<std::size_t>(std::atol(argv[3])));
}
