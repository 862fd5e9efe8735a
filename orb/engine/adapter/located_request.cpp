// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/located_request.hpp"

#include "orb/engine/base/minor.hpp"

namespace corbel::adapter {
namespace {

SystemError unexpected() {
    return {Error::unknown, minor::servant_threw, Completion::yes,
            "postinvoke of the servant locator threw an exception that is not CORBA's: " + what_was_thrown()};
}

}  // namespace

/// False if postinvoke has failed and that is the answer.
bool LocatedRequest::conclude() noexcept {
    if (std::exchange(concluded_, true)) return true;
    try {
        postinvoke_();
        return true;
    } catch (const SystemError& error) {
        answer_instead(error);
    } catch (...) {
        answer_instead(unexpected());
    }
    return false;
}

void LocatedRequest::answer_instead(const SystemError& error) noexcept {
    try {
        if (!answered()) request_->reply_system_exception(error);
    } catch (...) {  // The client is gone or memory is: nobody is left to be told.
    }
}

void LocatedRequest::reply(Encoder results) {
    if (conclude()) request_->reply(results);
}

void LocatedRequest::reply_user_exception(std::string_view repository_id, Encoder members) {
    if (conclude()) request_->reply_user_exception(repository_id, members);
}

void LocatedRequest::reply_system_exception(const SystemError& error) {
    if (conclude()) request_->reply_system_exception(error);
}

void LocatedRequest::reply_forward(const giop::Ior& target, bool permanent) {
    if (conclude()) request_->reply_forward(target, permanent);
}

std::shared_ptr<ServerRequest> LocatedRequest::defer() {
    auto deferred = request_->defer();
    deferred_ = true;
    return deferred;
}

}  // namespace corbel::adapter
