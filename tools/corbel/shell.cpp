// SPDX-License-Identifier: BSL-1.0
// corbel shell: calls typed one after the other.
#include <iostream>

#include "orb/engine/base/minor_text.hpp"
#include "orb/engine/dynamic/idl_source.hpp"
#include "tools/corbel/caller.hpp"
#include "tools/corbel/idl_text.hpp"
#include "tools/corbel/line_editor.hpp"

namespace corbel::tool {
namespace {

using json::Node;

constexpr const char* examples =
    "  corbel shell --idl bank.idl file:server.ior\n"
    "  Bank::Account> balance                       # an attribute\n"
    "  Bank::Account> deposit 7 \"12.50\"             # by position; or {\"account\": 7, \"amount\": \"12.50\"}\n"
    "  Bank::Account> owner=\"Ann\"\n"
    "  Bank::Account> use $                         # the object that the last answer returned\n"
    "The tabulator key completes operations. help lists the shell's own words.";

constexpr const char* help =
    "OPERATION [ARGUMENTS]    call; a JSON object by name, a JSON array or words by position\n"
    "ATTRIBUTE                read; ATTRIBUTE=VALUE sets\n"
    "use REF [INTERFACE]      go to another object; $ is the reference in the last answer\n"
    "list                     the operations and attributes of this object\n"
    "describe NAME            the IDL of a name\n"
    "help, quit\n"
    "# ...                    a comment\n";

struct Words {
    IdlOptions idl;
    std::string reference;
    std::string interface;
};

/// The words of a line: JSON texts, objects and arrays are one word each.
std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> words;
    std::string word;
    int depth = 0;
    bool quoted = false, begun = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted) {
            if (c == '\\' && i + 1 < line.size()) word += line[i++];
            else if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (depth <= 0 && (c == ' ' || c == '\t')) {
            if (begun) words.push_back(std::move(word));
            word.clear();
            begun = false;
            continue;
        }
        word += line[i];
        begun = true;
    }
    if (begun) words.push_back(std::move(word));
    return words;
}

class Shell {
public:
    Shell(Tool& tool, const Words& words)
        : tool_{tool}, definitions_{load_repository(tool, words.idl)},
          model_{std::make_shared<dynamic::Model>(definitions_.model())},
          editor_{[this](const std::string& line, bool first) { return completions(line, first); }} {
        if (!words.reference.empty()) use(words.reference, words.interface);
    }

    void run() {
        while (const auto line = editor_.line(prompt())) {
            const auto words = split(*line);
            if (words.empty() || words[0].starts_with('#')) continue;
            if (words[0] == "quit" || words[0] == "exit") return;
            int status = ok;
            try {
                perform(words, status);
            } catch (const SystemError& error) {
                status = system_exception;
                complain(describe(error), in_words(error));
            } catch (const std::runtime_error& error) {
                status = usage;
                auto node = Node::object();
                node.add("error", Node::string(error.what()));
                complain(node, error.what());
            }
            std::cout.flush();
            if (status != ok && tool_.status == ok && !editor_.interactive()) tool_.status = status;
        }
        if (editor_.interactive()) std::cout << '\n';
    }

private:
    std::string prompt() const {
        return (caller_ && caller_->interface() ? caller_->interface()->name : std::string{"corbel"}) + "> ";
    }

    void perform(const std::vector<std::string>& words, int& status) {
        if (words[0] == "help") {
            std::cout << help;
        } else if (words[0] == "use") {
            if (words.size() < 2 || words.size() > 3) throw UsageError{"use REF [INTERFACE]"};
            use(words[1], words.size() > 2 ? words[2] : std::string{});
        } else if (words[0] == "list") {
            list();
        } else if (words[0] == "describe" && words.size() == 2) {
            describe_name(words[1]);
        } else {
            const auto wanted = caller().wanted(words);
            auto answer = caller().answer(wanted.operation, wanted.arguments, status);
            std::cout << (tool_.for_people() ? json::to_pretty_text(answer) : json::to_text(answer)) << '\n';
            last_ = std::move(answer);
        }
    }

    void use(const std::string& reference, const std::string& interface) {
        const auto* returned = last_.find("return");
        if (reference == "$" && (!returned || !returned->is(Node::Kind::string)))
            throw UsageError{"the last answer has returned no reference"};
        auto made = std::make_unique<Caller>(tool_, model_,
                                             tool_.reference(reference == "$" ? returned->text : reference));
        made->choose_interface_if_known(interface);
        caller_ = std::move(made);
    }

    void list() {
        const auto* interface = caller().interface();
        if (!interface) throw UsageError{"the interface of the object is not known: use REF INTERFACE"};
        for (const auto* each : model_->lineage(*interface)) {
            for (const auto& one : each->attributes) std::cout << idl_of(one, *model_) << '\n';
            for (const auto& one : each->operations) std::cout << idl_of(one, *model_) << '\n';
        }
    }

    void describe_name(const std::string& name) {
        const auto* found = definition_named(definitions_, name);
        if (!found) throw UsageError{"the IDL has no " + name};
        std::cout << dynamic::idl_declaration(definitions_, *found);
    }

    Caller& caller() {
        if (!caller_) throw UsageError{"no object is chosen: use REF"};
        return *caller_;
    }

    void complain(const Node& node, const std::string& text) const {
        if (tool_.json || !editor_.interactive()) std::cout << json::to_text(node) << '\n';
        else std::cout << (tool_.colours() ? "\033[31m" + text + "\033[0m" : text) << '\n';
    }

    std::vector<std::string> completions(const std::string& line, bool first) const {
        std::vector<std::string> all;
        if (first) {
            all = {"describe", "help", "list", "quit", "use"};
            if (caller_ && caller_->interface())
                for (auto& each : names_of(*model_, *caller_->interface())) all.push_back(std::move(each));
        } else if (line.starts_with("describe ") || line.starts_with("use ")) {
            for (const auto& each : model_->interfaces()) all.push_back(each.name);
            if (line.starts_with("describe "))
                for (const auto& each : model_->types()) all.push_back(each.name);
        }
        return all;
    }

    Tool& tool_;
    const dynamic::Repository definitions_;
    const std::shared_ptr<const dynamic::Model> model_;
    LineEditor editor_;
    std::unique_ptr<Caller> caller_;
    Node last_;
};

}  // namespace

void add_shell(CLI::App& app, Tool& tool) {
    auto words = std::make_shared<Words>();
    auto* verb = add_verb(app, "shell", "Call operations from a prompt", examples);
    add_idl_options(*verb, words->idl);
    verb->add_option("REF", words->reference, reference_help);
    verb->add_option("INTERFACE", words->interface, "Its interface, if the reference does not say it");
    verb->callback([&tool, words] { Shell{tool, *words}.run(); });
}

}  // namespace corbel::tool
