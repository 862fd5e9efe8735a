// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>
#include <sstream>
#include <thread>

#include "tests/unit/idlc/compiled.hpp"

using namespace corbel::idl;

namespace {

/// All that a compilation says and makes, as text.
std::string result(unsigned number) {
    std::string text = "#define N " + std::to_string(number + 1) +
                       "\n#include \"p.idl\"\n"
                       "module M { struct S { long a[N]; P p; }; interface I { S f(in S s); }; };\n";
    if (number % 2) text += "typedef Missing" + std::to_string(number) + " T;\ninterface J { void f( };\n";
    for (unsigned i = 0; i < 50; ++i) text += "const long c" + std::to_string(i) + " = (N << 2) + 1;\n";
    const Compiled idl{text, {{"p.idl", "#pragma prefix \"p" + std::to_string(number) + "\"\ntypedef string P;\n"}}};
    std::ostringstream out;
    for (const auto& each : idl.sink.diagnostics) out << headline(each) << '\n';
    dump(idl.compilation.specification, out);
    return out.str();
}

}  // namespace

TEST_CASE("compilations at once in several threads do not know of each other") {
    constexpr unsigned count = 4;
    std::vector<std::string> together(count);
    {
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < count; ++i)
            threads.emplace_back([&together, i] {
                for (int round = 0; round < 3; ++round) together[i] = result(i);
            });
        for (auto& each : threads) each.join();
    }
    for (unsigned i = 0; i < count; ++i) CHECK(together[i] == result(i));
}
