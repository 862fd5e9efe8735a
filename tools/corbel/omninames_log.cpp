// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/omninames_log.hpp"

#include <map>
#include <sstream>
#include <vector>

#include "cos-naming/name.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

using json::Node;

// A line's words; a backslash takes the next character as it is, and a word may be empty.
std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> words(1);
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == ' ') {
            words.emplace_back();
        } else {
            if (line[at] == '\\' && at + 1 < line.size()) ++at;
            words.back() += line[at];
        }
    }
    return words;
}

/// Plays the changes of the file over again.
class Log {
public:
    void play(const std::vector<std::string>& words, std::size_t line) {
        const auto& what = words[0];
        if (what == "create" && words.size() == 2) {
            if (created_.empty()) root_key_ = words[1];
            created_.push_back(words[1]);
        } else if (what == "bind" && words.size() == 6) {
            context(words[1])[{words[2], words[3]}] = {words[4] == "ncontext", words[5]};
        } else if (what == "unbind" && words.size() == 4) {
            context(words[1]).erase({words[2], words[3]});
        } else if (what != "port" && what != "persistent" && what != "destroy" && what != "ver" && !what.empty()) {
            throw UsageError{"line " + std::to_string(line) + " of the omniNames file begins with \"" + what +
                             "\", which is not understood"};
        }
    }

    Node names() {
        Node all = Node::array();
        for (const auto& [reference, bindings] : contexts_)
            if (reference.find(root_key_) != reference.npos) {
                seen_[reference] = "/";
                add(bindings, {}, all);
                break;
            }
        Node document = Node::object();
        document.add("names", std::move(all));
        return document;
    }

private:
    struct Target {
        bool is_context = false;
        std::string reference;
    };
    using Bindings = std::map<naming::Component, Target>;

    Bindings& context(const std::string& reference) { return contexts_[reference]; }

    void add(const Bindings& bindings, const naming::Name& path, Node& all) {
        for (const auto& [component, target] : bindings) {
            auto name = path;
            name.push_back(component);
            const auto text = naming::to_string(name);
            Node entry = Node::object();
            entry.add("name", Node::string(text));
            entry.add("type", Node::string(target.is_context ? "context" : "object"));
            const auto before = seen_.find(target.reference);
            const bool is_own = is_created(target.reference);
            if (target.is_context && before != seen_.end()) entry.add("same_as", Node::string(before->second));
            if (target.is_context && !is_own) entry.add("elsewhere", Node::boolean(true));
            entry.add("reference", Node::string(target.reference));
            all.items.push_back(std::move(entry));
            if (!target.is_context || !is_own || before != seen_.end()) continue;
            seen_[target.reference] = text;
            add(contexts_[target.reference], name, all);
        }
    }

    // The file names contexts by their keys, which are a part of their references.
    bool is_created(const std::string& reference) const {
        for (const auto& key : created_)
            if (reference.find(key) != reference.npos) return true;
        return false;
    }

    std::string root_key_;
    std::vector<std::string> created_;
    std::map<std::string, Bindings> contexts_;
    std::map<std::string, std::string> seen_;
};

}  // namespace

bool is_omninames_log(const std::string& text) { return text.starts_with("port ") || text.starts_with("ver "); }

Node names_of_omninames_log(const std::string& text) {
    Log log;
    std::istringstream lines{text};
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) log.play(words_of(line), ++number);
    return log.names();
}

}  // namespace corbel::tool
