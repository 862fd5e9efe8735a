// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/direct_call.hpp"

#include "orb/mapping/cpp11/server_call.hpp"

namespace corbel {

void DirectCall::perform(const Facet& facet, const DirectWay::Answering& answering) {
    answering_ = &answering;
    ServerCall call{*this};
    try {
        facet.perform(facet.servant, facet.operations, operation_.index, &call);
    } catch (...) {
        if (answered_) return;  // what is thrown after the reply has gone out is lost
        const auto raises = operation_at(facet.operations, operation_.index).raises;
        reply_ = answering.reply(operation_.name, [&](ServerRequest& request) {
            ServerCall{request}.perform([] { throw; }, raises);
        });
    }
}

/// Results that a message cannot carry are sent by one: its writer or reader says what is wrong with them.
void DirectCall::send_by_message(OutgoingList results) {
    reply_ = answering_->reply(operation_.name, [&](ServerRequest& request) {
        ServerCall call{request};
        call.perform([&] { call.reply_listed(results); }, {});
    });
}

}  // namespace corbel
