// SPDX-License-Identifier: BSL-1.0
// What the ORB has for requests that are made at run time.
#include "orb/engine/dynamic/model.hpp"
#include "orb/mapping/cpp11/dii.hpp"
#include "orb/mapping/cpp11/orb_parts.hpp"

namespace CORBA {
namespace {

Flags flags_of(corbel::dynamic::Direction direction) {
    switch (direction) {
        case corbel::dynamic::Direction::in: return ARG_IN;
        case corbel::dynamic::Direction::out: return ARG_OUT;
        default: return ARG_INOUT;
    }
}

}  // namespace

void ORB::create_list(std::int32_t count, corbel::object_reference<NVList>& new_list) {
    if (count < 0) throw BAD_PARAM{0, COMPLETED_NO, "create_list: " + std::to_string(count) + " items"};
    new_list = make_reference<NVList>();
    for (; count > 0; --count) new_list->add(ARG_IN);
}

void ORB::create_operation_list(const corbel::dynamic::Operation& operation,
                                corbel::object_reference<NVList>& new_list) {
    new_list = make_reference<NVList>();
    for (const auto& each : operation.parameters)
        new_list->add_value(each.name, Any{each.type, nullptr}, flags_of(each.direction));
}

void ORB::create_named_value(corbel::object_reference<NamedValue>& new_value) {
    new_value = make_reference<NamedValue>(std::string{}, Any{}, ARG_OUT);
}

void ORB::create_exception_list(corbel::object_reference<ExceptionList>& new_list) {
    new_list = make_reference<ExceptionList>();
}

void ORB::create_context_list(corbel::object_reference<ContextList>& new_list) {
    new_list = make_reference<ContextList>();
}

void ORB::get_default_context(corbel::object_reference<Context>& context) { context = parts_->default_context; }

void ORB::send_multiple_requests_oneway(const std::vector<corbel::object_reference<Request>>& requests) {
    for (const auto& each : requests) each->send_oneway();
}

void ORB::send_multiple_requests_deferred(const std::vector<corbel::object_reference<Request>>& requests) {
    parts_->deferred_requests.send(requests);
}

bool ORB::poll_next_response() { return parts_->deferred_requests.poll(); }

void ORB::get_next_response(corbel::object_reference<Request>& request) { request = parts_->deferred_requests.next(); }

}  // namespace CORBA
