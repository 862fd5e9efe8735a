// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <string>

#include "idlc/frontend/compile.hpp"
#include "idlc/frontend/dump.hpp"

namespace corbel::idl {

/// A compilation out of memory: main.idl and what it includes.
struct Compiled {
    explicit Compiled(std::string text, std::map<std::string, std::string> others = {}, const Options& options = {}) {
        MemoryLoader loader{std::move(others)};
        loader.add("main.idl", std::move(text));
        compilation = compile("main.idl", loader, sink, options);
    }

    bool ok() const { return compilation.ok; }
    /// "4:8: error: ..." of the first message, empty if there is none.
    std::string first() const {
        return sink.diagnostics.empty() ? std::string{} : headline(sink.diagnostics.front());
    }
    const Declaration* find(const std::string& scoped_name) const {
        for (const auto& each : compilation.specification.declarations)
            if (each->scoped_name() == scoped_name && each->kind != Kind::forward) return each.get();
        return nullptr;
    }
    template <class D>
    const D& get(const std::string& scoped_name) const {
        return dynamic_cast<const D&>(*find(scoped_name));
    }
    std::string id(const std::string& scoped_name) const { return find(scoped_name)->repository_id; }
    std::string value(const std::string& scoped_name) const { return to_text(get<Constant>(scoped_name).value); }

    CollectingSink sink;
    Compilation compilation;
};

}  // namespace corbel::idl
