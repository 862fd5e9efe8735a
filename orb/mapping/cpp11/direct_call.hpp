// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "orb/engine/giop/service_context.hpp"
#include "orb/engine/invocation/direct_way.hpp"
#include "orb/mapping/cpp11/call.hpp"

namespace corbel {

/// One call of a stub whose servant is in this process and takes the values themselves: between the two, what a request
/// and its reply are otherwise. The servant gets copies, and sees none of the caller's variables change.
class DirectCall {
public:
    DirectCall(const CalledOperation& operation, OutgoingList arguments, IncomingList results) noexcept
        : operation_{operation}, arguments_{arguments}, results_{results} {}

    /// False if the call must be made by messages, now at least.
    bool perform(DirectWay& way) {
        return can_assign(results_) && can_pass(arguments_) &&
               way.perform(operation_.interface,
                           [this](const auto& facet, const auto& answering) { perform(facet, answering); });
    }

    /// The answer to read instead, if the results are not in their variables already.
    std::optional<Reply>& reply() noexcept { return reply_; }

    // -- for ServerCall

    std::string_view operation() const noexcept { return operation_.name; }
    void read(IncomingList arguments) const { assign(arguments, arguments_); }
    void send(OutgoingList results) {
        answered_ = true;
        if (!can_pass(results)) return send_by_message(results);
        assign(results_, results);
    }

private:
    static bool can_assign(IncomingList list) noexcept {
        for (const auto& each : list)
            if (!each.type->assign) return false;
        return true;
    }
    static bool can_pass(OutgoingList list) {
        for (const auto& [value, type] : list)
            if (type->direct != Direct::always && (type->direct == Direct::never || !type->is_sound(value)))
                return false;
        return true;
    }
    static void assign(IncomingList to, OutgoingList from) {
        const auto* value = from.begin();
        for (const auto& each : to) each.type->assign(each.value, (value++)->value);
    }

    void send_by_message(OutgoingList results);
    void perform(const Facet& facet, const DirectWay::Answering& answering);

    const CalledOperation& operation_;
    const OutgoingList arguments_;
    const IncomingList results_;
    const DirectWay::Answering* answering_ = nullptr;
    bool answered_ = false;
    std::optional<Reply> reply_;
};

}  // namespace corbel
