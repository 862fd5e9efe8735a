// SPDX-License-Identifier: BSL-1.0
#include "tools/corbel/verbs.hpp"

#include "orb/json/value_form.hpp"

namespace corbel::tool {
namespace {

std::vector<const CLI::App*> inner_verbs(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

}  // namespace

const CLI::App* inner_verb(const CLI::App& app, const std::string& name) {
    for (const auto* each : inner_verbs(app))
        if (each->get_name() == name) return each;
    return nullptr;
}

bool takes_word(const CLI::App& app, const std::string& word) {
    const auto* option = app.get_option_no_throw(word);
    return option && option->get_items_expected_max() > 0;
}

void require_verbs(const CLI::App& app, const std::vector<std::string>& words) {
    const auto* verb = &app;
    for (std::size_t i = 0; i < words.size() && !inner_verbs(*verb).empty(); ++i) {
        const auto& word = words[i];
        if (word.starts_with('-')) {
            if (takes_word(*verb, word)) ++i;
            continue;
        }
        const auto* inner = inner_verb(*verb, word);
        if (!inner) {
            std::vector<std::string> names;
            for (const auto* each : inner_verbs(*verb)) names.push_back(each->get_name());
            const auto hint = json::nearest(word, names);
            throw UsageError{verb->get_name() + " has no verb " + word +
                             (hint.empty() ? "" : "; did you mean " + hint + "?")};
        }
        verb = inner;
    }
}

}  // namespace corbel::tool
