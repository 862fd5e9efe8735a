// SPDX-License-Identifier: BSL-1.0
#include <sstream>
#include <string>

#include "idlc/backend/cpp11/generate.hpp"
#include "idlc/frontend/compile.hpp"
#include "idlc/frontend/dump.hpp"
#include "tests/fuzz/target.hpp"

// Any text as IDL, up to the C++ that is made of it. Behind a byte 1 stands the text of "b.idl".
using namespace corbel;
using namespace corbel::idl;

namespace {

MemoryLoader files_of(const std::string& text) {
    const auto split = text.find('\1');
    MemoryLoader files;
    files.add("a.idl", text.substr(0, split));
    if (split != std::string::npos) files.add("b.idl", text.substr(split + 1));
    return files;
}

bool has_error(const CollectingSink& sink) {
    for (const auto& each : sink.diagnostics)
        if (each.severity == Severity::error) return true;
    return false;
}

/// What -E prints is the same source again, but for the comments.
std::string dumped(const std::string& preprocessed, const Options& options) {
    MemoryLoader files;
    files.add("a.i", preprocessed);
    CollectingSink sink;
    std::ostringstream out;
    dump(compile("a.i", files, sink, options).specification, out);
    return out.str();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto files = files_of(std::string(reinterpret_cast<const char*>(data), size));
    CollectingSink sink;
    Options options;
    const std::string_view source{reinterpret_cast<const char*>(data), size};
    options.idl4 = size % 2 || source.find("--idl 4") != source.npos;
    if (size % 3 == 0) options.case_clash = CaseClash::ignored;
    const auto compilation = compile("a.idl", files, sink, options);
    fuzz::require(compilation.ok != has_error(sink));
    for (const auto& each : sink.diagnostics) fuzz::require(headline(each).find('\n') == std::string::npos);
    std::ostringstream out;
    dump(compilation.specification, out);
    if (!compilation.ok) return 0;
    cpp11::Options all;
    all.ties = all.samples = true;
    if (cpp11::unsupported(compilation.specification).empty()) cpp11::generate(compilation.specification, all);
    std::string text;
    fuzz::require(preprocess("a.idl", files, sink, options, text));
    if (source.find("@CORBA") == source.npos) fuzz::require(dumped(text, options) == out.str());
    return 0;
}
