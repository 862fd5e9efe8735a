// SPDX-License-Identifier: BSL-1.0
#include "orb/mapping/cpp11/reply_handler.hpp"

namespace POA_Messaging {

bool ReplyHandler::_dispatch(corbel::ServerCall&) { return false; }

bool ReplyHandler::is_a(std::string_view id) const { return id == Messaging::ReplyHandler::_repository_id_; }

std::string_view ReplyHandler::repository_id() const { return Messaging::ReplyHandler::_repository_id_; }

IDL::traits<Messaging::ReplyHandler>::ref_type ReplyHandler::_this() {
    return corbel::this_reference<Messaging::ReplyHandler>(*this);
}

}  // namespace POA_Messaging
