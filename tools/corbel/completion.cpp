// SPDX-License-Identifier: BSL-1.0
// corbel completion: what a shell may offer behind the words that are there.
#include <iostream>
#include <set>

#include "tools/corbel/idl.hpp"
#include "tools/corbel/tool.hpp"
#include "tools/corbel/verbs.hpp"

namespace corbel::tool {
namespace {

constexpr const char* examples =
    "  source <(corbel completion bash)                                    # in ~/.bashrc\n"
    "  corbel completion zsh > ~/.zfunc/_corbel                            # in a folder of fpath\n"
    "  corbel completion fish > ~/.config/fish/completions/corbel.fish\n"
    "Verbs and options are completed, and with --idl or --types interfaces and operations.";

constexpr const char* bash = R"(# bash completion of corbel
_corbel() {
    local IFS=$'\n'
    COMPREPLY=($(corbel completion candidates -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
COMP_WORDBREAKS=${COMP_WORDBREAKS//:}
complete -o default -F _corbel corbel
)";

constexpr const char* zsh = R"(#compdef corbel
_corbel() {
    local -a candidates
    candidates=("${(@f)$(corbel completion candidates -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n $candidates[1] ]]; then
        compadd -- $candidates
    else
        _files
    fi
}
compdef _corbel corbel
)";

constexpr const char* fish = R"(# fish completion of corbel
complete -c corbel -a '(corbel completion candidates -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
)";

struct Place {
    const CLI::App* verb;
    IdlOptions idl;
    std::vector<std::string> positionals;
    std::string option;  // the last word is its argument
};

void take_option(IdlOptions& idl, const std::string& option, const std::string& word) {
    if (option == "--idl") idl.files.push_back(word);
    else if (option == "--types") idl.type_libraries.push_back(word);
    else if (option == "-I") idl.options.include_folders.push_back(word);
    else if (option == "-D") idl.options.definitions.push_back(word);
    else if (option == "--case-clash") set_case_clash(idl, word);
}

Place place_of(const CLI::App& app, const std::vector<std::string>& words) {
    Place place{&app, {}, {}, {}};
    place.idl.options.builtin_folders = own_folders();
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        const auto& word = words[i];
        if (word.starts_with('-') && word.size() > 1) {
            if (word == "--idl4") place.idl.options.idl4 = true;
            const auto equals = word.find('=');
            if (equals != word.npos) take_option(place.idl, word.substr(0, equals), word.substr(equals + 1));
            if (!takes_word(*place.verb, word)) continue;
            if (i + 2 >= words.size()) place.option = word;
            else take_option(place.idl, word, words[i + 1]);
            ++i;
        } else if (const auto* inner = inner_verb(*place.verb, word)) {
            place.verb = inner;
        } else {
            place.positionals.push_back(word);
        }
    }
    return place;
}

std::vector<std::string> options_of(const CLI::App& verb) {
    std::vector<std::string> all;
    for (const auto* each : verb.get_options()) {
        for (const auto& name : each->get_lnames()) all.push_back("--" + name);
        for (const auto& name : each->get_snames()) all.push_back("-" + name);
    }
    return all;
}

void add_interfaces(const dynamic::Model& model, std::vector<std::string>& all) {
    for (const auto& each : model.interfaces()) all.push_back(each.name);
}

/// Interfaces where one may be named, operations and attributes behind a reference.
void add_names(const Place& place, std::vector<std::string>& all) {
    const auto verb = place.verb->get_name();
    const auto model = load_files(place.idl).model();
    if (verb == "list" || verb == "describe" || place.option == "--interface") return add_interfaces(model, all);
    if (verb != "call" && verb != "bench" && verb != "shell") return;
    const auto& words = place.positionals;
    if (words.size() == 1) {
        for (const auto& each : model.interfaces())
            for (auto& name : names_of(model, each)) all.push_back(std::move(name));
        add_interfaces(model, all);
    } else if (words.size() == 2) {
        if (const auto* interface = find_interface(model, words[1])) all = names_of(model, *interface);
    }
}

std::vector<std::string> verbs_of(const CLI::App& app) {
    std::vector<std::string> all;
    for (const auto* each : app.get_subcommands([](const CLI::App*) { return true; })) all.push_back(each->get_name());
    return all;
}

/// What may stand at the place; begins with `word` or not.
std::vector<std::string> offers(const Place& place, const std::string& word) {
    if (place.option == "--case-clash") return {"error", "warn", "ignore"};
    if (!place.option.empty() && place.option != "--interface") return {};
    if (place.option.empty() && word.starts_with('-')) return options_of(*place.verb);
    auto all = place.option.empty() ? verbs_of(*place.verb) : std::vector<std::string>{};
    try {
        if (!place.idl.empty()) add_names(place, all);
    } catch (const std::exception&) {
        // IDL that is wrong or not there has no names to offer; the verb itself will say why.
    }
    return all;
}

void candidates(const CLI::App& app, std::vector<std::string> words) {
    if (words.empty()) words.emplace_back();
    std::set<std::string> told;
    for (const auto& each : offers(place_of(app, words), words.back()))
        if (each.starts_with(words.back()) && told.insert(each).second) std::cout << each << '\n';
}

}  // namespace

void add_completion(CLI::App& app, Tool&) {
    auto* verb = add_verb(app, "completion", "Print the completion of a shell", examples);
    verb->require_subcommand(1);
    const auto prints = [&](const char* name, const char* text) {
        auto* shell = verb->add_subcommand(name, std::string{"The completion of "} + name);
        shell->callback([text] { std::cout << text; });
    };
    prints("bash", bash);
    prints("zsh", zsh);
    prints("fish", fish);
    auto words = std::make_shared<std::vector<std::string>>();
    auto* action = verb->add_subcommand("candidates", "What may stand for the last word");
    action->add_option("WORDS", *words, "The words behind corbel");
    action->callback([&app, words] { candidates(app, *words); });
}

}  // namespace corbel::tool
