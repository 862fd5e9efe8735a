// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/page.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <set>

#include <boost/json.hpp>

namespace corbel::naming {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::size_t most_listed = 200, most_found = 200, most_searched = 100'000;
constexpr auto search_time = 2s;
constexpr TimeBase::TimeT alive_time = 15'000'000;  // 1.5 s, in units of 100 ns

HttpResponse as_json(const json::value& value) {
    return {.type = "application/json", .body = json::serialize(value)};
}

HttpResponse not_there(const std::string& what) { return {.status = 404, .body = what + "\n"}; }

std::string parameter(const HttpRequest& request, const char* name, const std::string& otherwise = {}) {
    const auto found = request.parameters.find(name);
    return found == request.parameters.end() ? otherwise : found->second;
}

const char* text_of(BindingType type) { return type == BindingType::context ? "context" : "object"; }

json::object form(const Binding& binding) {
    return {{"id", binding.name.id}, {"kind", binding.name.kind}, {"type", text_of(binding.type)}};
}

bool has_ignoring_case(const std::string& text, const std::string& part) {
    const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

/// Goes through the contexts of a store, each once, as far as the limits allow.
class Search {
public:
    Search(NamingStore& store, std::string text) : store_{store}, text_{std::move(text)} {}

    json::object run() {
        visit_later({NamingStore::root, {}});
        for (; !waiting_.empty() && !is_over(); waiting_.pop_front()) look_through(waiting_.front());
        return {{"found", std::move(found_)}, {"complete", waiting_.empty() && !is_over()}};
    }

private:
    struct Place {
        ContextId context;
        json::array path;
    };

    bool is_over() const {
        return found_.size() >= most_found || searched_ >= most_searched ||
               std::chrono::steady_clock::now() > end_;
    }

    void visit_later(Place place) {
        if (seen_.insert(place.context).second) waiting_.push_back(std::move(place));
    }

    void look_through(const Place place) {
        std::optional<Component> after;
        while (!is_over()) {
            const auto some = store_.list(place.context, after, most_listed);
            for (const auto& binding : some) look_at(place, binding);
            if (some.size() < most_listed) return;
            after = some.back().name;
        }
    }

    void look_at(const Place& place, const Binding& binding) {
        if (is_over()) return;
        ++searched_;
        auto path = place.path;
        path.push_back(form(binding));
        if (has_ignoring_case(binding.name.id, text_) || has_ignoring_case(binding.name.kind, text_))
            found_.push_back({{"context", place.context}, {"path", path}});
        if (binding.type != BindingType::context) return;
        Bound bound;
        if (store_.find(place.context, binding.name, bound) == Outcome::done && !bound.context.empty())
            visit_later({bound.context, std::move(path)});
    }

    NamingStore& store_;
    const std::string text_;
    const std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + search_time;
    std::deque<Place> waiting_;
    std::set<ContextId> seen_;
    std::size_t searched_ = 0;
    json::array found_;
};

}  // namespace

WebPage::WebPage(IDL::traits<CORBA::ORB>::ref_type orb, NamingStore& store, const Metrics& metrics, About about)
    : orb_{std::move(orb)}, store_{store}, metrics_{metrics}, about_{std::move(about)} {}

HttpResponse WebPage::respond(const HttpRequest& request) const {
    const auto& path = request.path;
    try {
        if (path == "/") return {.type = "text/html; charset=utf-8", .body = std::string{page_html}};
        if (path == "/page.css") return {.type = "text/css; charset=utf-8", .body = std::string{page_css}};
        if (path == "/page.js") return {.type = "text/javascript; charset=utf-8", .body = std::string{page_js}};
        if (path == "/metrics") return metrics();
        if (path == "/api/status") return status();
        if (path == "/api/list") return list(request);
        if (path == "/api/item") return item(request);
        if (path == "/api/alive") return alive(request);
        if (path == "/api/search") return search(request);
    } catch (const StoreError& error) {
        return {.status = 503, .body = std::string{error.what()} + "\n"};
    }
    return not_there("There is no such page; / is for people and /metrics for Prometheus.");
}

HttpResponse WebPage::list(const HttpRequest& request) const {
    const auto context = parameter(request, "context", NamingStore::root);
    std::optional<Component> after;
    if (request.parameters.contains("after_id"))
        after = Component{parameter(request, "after_id"), parameter(request, "after_kind")};
    const auto some = store_.list(context, after, most_listed + 1);
    if (some.empty() && !store_.exists(context)) return not_there("This context is not there (any more).");
    json::array bindings;
    for (std::size_t i = 0; i < std::min(some.size(), most_listed); ++i) bindings.push_back(form(some[i]));
    return as_json(json::object{{"bindings", std::move(bindings)}, {"more", some.size() > most_listed}});
}

HttpResponse WebPage::item(const HttpRequest& request) const {
    Bound bound;
    const Component name{parameter(request, "id"), parameter(request, "kind")};
    if (store_.find(parameter(request, "context", NamingStore::root), name, bound) != Outcome::done)
        return not_there("This name is not bound (any more).");
    json::object form{{"type", text_of(bound.type)}, {"context", bound.context}, {"reference", bound.reference}};
    return as_json(form);
}

// The object is asked: it answers, it does not exist, or nobody answers for it in time.
HttpResponse WebPage::alive(const HttpRequest& request) const {
    Bound bound;
    const Component name{parameter(request, "id"), parameter(request, "kind")};
    if (store_.find(parameter(request, "context", NamingStore::root), name, bound) != Outcome::done)
        return not_there("This name is not bound (any more).");
    const auto says = [](const char* state, const std::string& text) {
        return as_json(json::object{{"state", state}, {"text", text}});
    };
    if (!bound.context.empty()) return says("alive", "a context of this service");
    try {
        CORBA::Any limit;
        limit <<= alive_time;
        const auto policy = orb_->create_policy(Messaging::RELATIVE_RT_TIMEOUT_POLICY_TYPE, limit);
        const auto object = orb_->string_to_object(bound.reference);
        if (!object) return says("gone", "a nil reference");
        const auto hurried = object->_set_policy_overrides({policy}, CORBA::SetOverrideType::ADD_OVERRIDE);
        return hurried->_non_existent() ? says("gone", "its server says that it does not exist")
                                        : says("alive", "it answers");
    } catch (const CORBA::OBJECT_NOT_EXIST& error) {
        return says("gone", error.what());
    } catch (const CORBA::SystemException& error) {
        return says("silent", error.what());
    }
}

HttpResponse WebPage::search(const HttpRequest& request) const {
    const auto text = parameter(request, "text");
    if (text.empty()) return {.status = 400, .body = "What is searched for stands in text=...\n"};
    return as_json(Search{store_, text}.run());
}

std::optional<StoreSize> WebPage::size() const {
    try {
        return store_.size();
    } catch (const StoreError&) {
        return std::nullopt;
    }
}

HttpResponse WebPage::status() const {
    const auto size = this->size();
    const auto totals = metrics_.totals();
    json::object form{{"endpoints", about_.endpoints},   {"store", about_.store},
                      {"seconds", metrics_.age().count()}, {"requests", totals.requests},
                      {"changes", totals.changes},       {"errors", totals.errors},
                      {"store_answers", size.has_value()}};
    if (size) {
        form["bindings"] = size->bindings;
        form["contexts"] = size->contexts;
    }
    return as_json(form);
}

HttpResponse WebPage::metrics() const {
    return {.type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics_.to_text(size(), about_.watches())};
}

}  // namespace corbel::naming
