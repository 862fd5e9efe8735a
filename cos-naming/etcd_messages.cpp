// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/etcd_messages.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <boost/json.hpp>

#include "orb/json/base64.hpp"

namespace corbel::naming::etcd {
namespace {

namespace json = boost::json;

// -- Requests. Numbers of 64 bits are strings in the JSON of protocol buffers.

std::string base64(std::string_view bytes) {
    return corbel::json::to_base64({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

json::object form(const Compare& compare) {
    json::object form{{"key", base64(compare.key)}, {"result", "EQUAL"}};
    if (!compare.end.empty()) form["range_end"] = base64(compare.end);
    switch (compare.kind) {
        case Compare::Kind::exists:
            form["result"] = "GREATER";
            [[fallthrough]];
        case Compare::Kind::absent:
            form["target"] = "CREATE";
            form["create_revision"] = "0";
            break;
        case Compare::Kind::revision:
            form["target"] = "MOD";
            form["mod_revision"] = std::to_string(compare.revision);
            break;
        case Compare::Kind::value:
        case Compare::Kind::value_before:
        case Compare::Kind::value_behind:
            if (compare.kind == Compare::Kind::value_before) form["result"] = "LESS";
            if (compare.kind == Compare::Kind::value_behind) form["result"] = "GREATER";
            form["target"] = "VALUE";
            form["value"] = base64(compare.value);
            break;
    }
    return form;
}

json::object form(const Put& put) {
    json::object form{{"key", base64(put.key)}, {"value", base64(put.value)}};
    if (put.lease != 0) form["lease"] = std::to_string(put.lease);
    return form;
}

json::object form(const Delete& erasure) {
    json::object form{{"key", base64(erasure.key)}};
    if (!erasure.end.empty()) form["range_end"] = base64(erasure.end);
    return form;
}

json::object form(const Range& range) {
    json::object form{{"key", base64(range.key)}};
    if (!range.end.empty()) form["range_end"] = base64(range.end);
    if (range.limit != 0) form["limit"] = std::to_string(range.limit);
    if (range.revision != 0) form["revision"] = std::to_string(range.revision);
    if (range.only_keys) form["keys_only"] = true;
    if (range.only_count) form["count_only"] = true;
    return form;
}

json::object form(const Transaction& transaction);

json::object form(const Operation& operation) {
    static constexpr const char* names[] = {"request_put", "request_delete_range", "request_range", "request_txn"};
    const auto body = std::visit([](const auto& is) { return form(is); }, operation.is);
    return {{names[operation.is.index()], body}};
}

template <class Parts>
json::array forms(const Parts& parts) {
    json::array all;
    for (const auto& part : parts) all.push_back(form(part));
    return all;
}

json::object form(const Transaction& transaction) {
    return {{"compare", forms(transaction.conditions)},
            {"success", forms(transaction.then)},
            {"failure", forms(transaction.otherwise)}};
}

// -- Answers. What has its default value is left out of them.

[[noreturn]] void bad(const std::string& what) { throw BadAnswer{"the answer is not one of etcd: " + what}; }

json::object parse(std::string_view text) {
    json::parse_options options;
    options.max_depth = 32;
    json::error_code error;
    auto value = json::parse({text.data(), text.size()}, error, {}, options);
    if (error) bad("it is not JSON (" + error.message() + ")");
    if (!value.is_object()) bad("it is not a JSON object");
    return std::move(value.get_object());
}

const json::object* object_in(const json::object& form, const char* name) {
    const auto* member = form.if_contains(name);
    if (!member) return nullptr;
    if (!member->is_object()) bad(std::string{name} + " is not an object");
    return &member->get_object();
}

std::string_view text_in(const json::object& form, const char* name) {
    const auto* member = form.if_contains(name);
    if (!member) return {};
    if (!member->is_string()) bad(std::string{name} + " is not a string");
    return {member->get_string().data(), member->get_string().size()};
}

std::int64_t number_in(const json::object& form, const char* name) {
    const auto* member = form.if_contains(name);
    if (!member) return 0;
    if (member->is_int64()) return member->get_int64();
    const auto text = text_in(form, name);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) bad(std::string{name} + " is not a number");
    return number;
}

bool flag_in(const json::object& form, const char* name) {
    const auto* member = form.if_contains(name);
    if (!member) return false;
    if (!member->is_bool()) bad(std::string{name} + " is neither true nor false");
    return member->get_bool();
}

std::string bytes_in(const json::object& form, const char* name) {
    const auto bytes = corbel::json::from_base64(text_in(form, name));
    if (!bytes) bad(std::string{name} + " is not base64");
    return {bytes->begin(), bytes->end()};
}

template <class Read>
void for_each_in(const json::object& form, const char* name, Read read) {
    const auto* member = form.if_contains(name);
    if (!member) return;
    if (!member->is_array()) bad(std::string{name} + " is not an array");
    for (const auto& element : member->get_array()) {
        if (!element.is_object()) bad(std::string{"an element of "} + name + " is not an object");
        read(element.get_object());
    }
}

std::int64_t revision_of(const json::object& form) {
    const auto* header = object_in(form, "header");
    if (!header) bad("it has no header");
    return number_in(*header, "revision");
}

KeyValue entry_of(const json::object& form) {
    return {bytes_in(form, "key"), bytes_in(form, "value"), number_in(form, "mod_revision")};
}

RangeAnswer range(const json::object& form) {
    RangeAnswer answer;
    answer.revision = revision_of(form);
    answer.count = number_in(form, "count");
    answer.more = flag_in(form, "more");
    for_each_in(form, "kvs", [&](const json::object& entry) { answer.entries.push_back(entry_of(entry)); });
    if (answer.count < static_cast<std::int64_t>(answer.entries.size())) bad("it counts less than it has");
    return answer;
}

TransactionAnswer transaction(const json::object& form) {
    TransactionAnswer answer;
    answer.held = flag_in(form, "succeeded");
    answer.revision = revision_of(form);
    for_each_in(form, "responses", [&](const json::object& response) {
        OperationAnswer& next = answer.answers.emplace_back();
        if (const auto* is_range = object_in(response, "response_range")) next.is = range(*is_range);
        if (const auto* is_transaction = object_in(response, "response_txn")) next.is = transaction(*is_transaction);
    });
    return answer;
}

Event event_of(const json::object& form) {
    const auto* entry = object_in(form, "kv");
    if (!entry) bad("an event without a key");
    Event event;
    event.entry = entry_of(*entry);
    if (const auto type = text_in(form, "type"); type == "DELETE") event.kind = Event::Kind::deleted;
    else if (!type.empty() && type != "PUT") bad("an event of type " + std::string{type});
    else if (number_in(*entry, "version") == 1) event.kind = Event::Kind::created;
    if (const auto* before = object_in(form, "prev_kv")) event.before = entry_of(*before);
    return event;
}

LeaseAnswer lease(const json::object& form) { return {number_in(form, "ID"), number_in(form, "TTL")}; }

}  // namespace

std::string to_json(const Transaction& transaction) { return json::serialize(form(transaction)); }

std::string to_json(const Range& range) { return json::serialize(form(range)); }

std::string lease_request(std::int64_t seconds) {
    return json::serialize(json::object{{"TTL", std::to_string(seconds)}});
}

std::string keep_alive_request(std::int64_t lease) {
    return json::serialize(json::object{{"ID", std::to_string(lease)}});
}

std::string revoke_request(std::int64_t lease) { return keep_alive_request(lease); }

std::string to_json(const Watch& watch) {
    return json::serialize(json::object{{"create_request",
                                         {{"key", base64(watch.key)},
                                          {"range_end", base64(watch.end)},
                                          {"start_revision", std::to_string(watch.from)},
                                          {"progress_notify", true},
                                          {"prev_kv", true}}}});
}

std::string authentication_request(std::string_view user, std::string_view password) {
    return json::serialize(json::object{{"name", user}, {"password", password}});
}

TransactionAnswer read_transaction(std::string_view json) { return transaction(parse(json)); }

RangeAnswer read_range(std::string_view json) { return range(parse(json)); }

LeaseAnswer read_lease(std::string_view json) {
    const auto answer = lease(parse(json));
    if (answer.id == 0) bad("a lease without ID");
    return answer;
}

LeaseAnswer read_keep_alive(std::string_view json) {
    const auto form = parse(json);
    const auto* result = object_in(form, "result");
    if (!result) bad("it has no result");
    return lease(*result);
}

std::string read_token(std::string_view json) {
    std::string token{text_in(parse(json), "token")};
    const auto is_plain = [](unsigned char c) { return c > 0x20 && c < 0x7f; };
    if (token.empty() || !std::all_of(token.begin(), token.end(), is_plain)) bad("it has no token");
    return token;
}

WatchAnswer read_watch(std::string_view json) {
    const auto form = parse(json);
    WatchAnswer answer;
    if (const auto* error = object_in(form, "error")) {
        answer.ended = text_in(*error, "message");
        if (answer.ended.empty()) answer.ended = "an error without a text";
        return answer;
    }
    const auto* result = object_in(form, "result");
    if (!result) bad("it has no result");
    answer.revision = revision_of(*result);
    answer.created = flag_in(*result, "created");
    for_each_in(*result, "events", [&](const json::object& event) { answer.events.push_back(event_of(event)); });
    answer.compacted = number_in(*result, "compact_revision");
    if (flag_in(*result, "canceled") || answer.compacted != 0) {
        answer.ended = text_in(*result, "cancel_reason");
        if (answer.ended.empty()) answer.ended = "the watch was cancelled";
    }
    return answer;
}

Refusal read_refusal(std::string_view json) {
    const auto form = parse(json);
    Refusal refusal{number_in(form, "code"), std::string{text_in(form, "error")}};
    if (refusal.text.empty()) refusal.text = text_in(form, "message");
    return refusal;
}

bool Refusal::wants_token() const {
    constexpr std::int64_t invalid_argument = 3, permission_denied = 7, unauthenticated = 16;
    if (code == unauthenticated || code == permission_denied) return true;
    return code == invalid_argument && (text.find("user name is empty") != text.npos ||
                                        text.find("revision of auth store is old") != text.npos);
}

bool Refusal::may_pass() const {
    constexpr std::int64_t invalid_argument = 3, not_found = 5, already_exists = 6, permission_denied = 7,
                           resource_exhausted = 8, failed_precondition = 9, out_of_range = 11, unimplemented = 12,
                           unauthenticated = 16;
    switch (code) {
        case invalid_argument:
        case not_found:
        case already_exists:
        case permission_denied:
        case failed_precondition:
        case out_of_range:
        case unimplemented:
        case unauthenticated: return false;
        case resource_exhausted: return text.find("too many requests") != text.npos;
        default: return true;
    }
}

}  // namespace corbel::naming::etcd
