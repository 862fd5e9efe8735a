// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/metrics.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace corbel::naming {
namespace {

constexpr std::string_view changes[] = {"bind",        "bind_context",   "bind_new_context", "destroy",
                                        "rebind",      "rebind_context", "new_context",      "unbind",
                                        "bind_leased", "rebind_leased",  "renew"};
constexpr std::string_view questions[] = {"resolve",   "resolve_str",   "list",        "next_one", "next_n",
                                          "to_string", "to_name",       "to_url",      "_is_a",    "describe",
                                          "_non_existent", "begin_watch", "last_change"};

template <class Names>
bool is_in(const Names& names, std::string_view name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

void head(std::ostream& out, const char* name, const char* type, const char* help) {
    out << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n';
}

template <class Value>
void single(std::ostream& out, const char* name, const char* type, const char* help, Value value) {
    head(out, name, type, help);
    out << name << ' ' << value << '\n';
}

// The fields of /proc/self/stat behind the name of the program, which may hold anything (proc(5)).
std::vector<std::string> process_fields() {
    std::ifstream file{"/proc/self/stat"};
    std::string line;
    std::getline(file, line);
    std::istringstream in{line.substr(std::min(line.rfind(')') + 1, line.size()))};
    std::vector<std::string> fields;
    for (std::string field; in >> field;) fields.push_back(field);
    return fields;
}

void process(std::ostream& out) {
    constexpr std::size_t user_time = 11, system_time = 12, resident_pages = 21;
    const auto fields = process_fields();
    if (fields.size() <= resident_pages) return;
    const auto number = [&](std::size_t at) { return std::strtod(fields[at].c_str(), nullptr); };
    single(out, "process_cpu_seconds_total", "counter", "Processor time of the daemon.",
           (number(user_time) + number(system_time)) / static_cast<double>(::sysconf(_SC_CLK_TCK)));
    single(out, "process_resident_memory_bytes", "gauge", "Resident memory of the daemon.",
           static_cast<std::uint64_t>(number(resident_pages)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)));
    std::error_code error;
    const std::filesystem::directory_iterator descriptors{"/proc/self/fd", error};
    if (!error)
        single(out, "process_open_fds", "gauge", "Open file descriptors.",
               std::distance(begin(descriptors), end(descriptors)));
}

}  // namespace

void Metrics::count(std::string_view operation, const Outcome& outcome, Seconds took) {
    const std::string name{is_in(changes, operation) || is_in(questions, operation) ? operation : "other"};
    const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), took.count()) - bounds.begin();
    const std::lock_guard lock{mutex_};
    ++requests_[{name, outcome}];
    auto& latency = latencies_[name];
    ++latency.counts[static_cast<std::size_t>(bucket)];
    latency.sum += took.count();
}

Metrics::Totals Metrics::totals() const {
    Totals totals;
    const std::lock_guard lock{mutex_};
    for (const auto& [what, count] : requests_) {
        totals.requests += count;
        if (is_in(changes, what.first)) totals.changes += count;
        if (what.second.is_error) totals.errors += count;
    }
    return totals;
}

std::string Metrics::to_text(const std::optional<StoreSize>& size, std::size_t watches) const {
    std::ostringstream out;
    single(out, "cos_naming_store_up", "gauge", "Whether the store of names answers.", size ? 1 : 0);
    if (size) {
        single(out, "cos_naming_bindings", "gauge", "Names that are bound.", size->bindings);
        single(out, "cos_naming_contexts", "gauge", "Naming contexts, the root included.", size->contexts);
    }
    single(out, "cos_naming_watches", "gauge", "Watches of clients that are told of changes.", watches);
    single(out, "cos_naming_uptime_seconds", "gauge", "Time since the daemon was started.", age().count());
    process(out);
    const std::lock_guard lock{mutex_};
    head(out, "cos_naming_requests_total", "counter", "Requests answered, by operation and outcome.");
    std::uint64_t store_errors = 0;
    for (const auto& [what, count] : requests_) {
        out << "cos_naming_requests_total{operation=\"" << what.first << "\",outcome=\"" << what.second.name << "\"} "
            << count << '\n';
        if (what.second.name == "PERSIST_STORE" || what.second.name == "TRANSIENT") store_errors += count;
    }
    single(out, "cos_naming_store_errors_total", "counter", "Requests that failed because of the store.", store_errors);
    head(out, "cos_naming_request_seconds", "histogram", "Time from the arrival of a request to its answer.");
    for (const auto& [operation, latency] : latencies_) show(out, operation, latency);
    return out.str();
}

void Metrics::show(std::ostream& out, const std::string& operation, const Latency& latency) {
    const auto start = [&](const char* what) -> std::ostream& {
        return out << "cos_naming_request_seconds_" << what << "{operation=\"" << operation << '"';
    };
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i)
        start("bucket") << ",le=\"" << bounds[i] << "\"} " << (sum += latency.counts[i]) << '\n';
    sum += latency.counts.back();
    start("bucket") << ",le=\"+Inf\"} " << sum << '\n';
    start("sum") << "} " << latency.sum << '\n';
    start("count") << "} " << sum << '\n';
}

}  // namespace corbel::naming
