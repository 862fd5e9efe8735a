// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/adapter/request_hook.hpp"

#include <utility>

#include "orb/engine/base/minor.hpp"

namespace corbel::adapter {

WatchedRequest::WatchedRequest(ServerRequest& request, RequestHook& hook)
    : WrappedRequest{request}, hook_{hook}, passage_{*this, {}, {}} {}

WatchedRequest::WatchedRequest(std::shared_ptr<ServerRequest> request, WatchedRequest& from)
    : WrappedRequest{*request},
      own_{std::move(request)},
      hook_{from.hook_},
      passage_{*this, std::move(from.passage_.reply_contexts), std::move(from.passage_.state)} {}

WatchedRequest::~WatchedRequest() {
    if (answered()) return;
    try {
        if (response_expected())
            reply_system_exception(
                {Error::no_response, 0, Completion::maybe, "the servant has given the request up unanswered"});
        else
            announce({.answer = RequestHook::Answer::none});
    } catch (...) {  // The client is gone or memory is: nobody is left to be told.
    }
}

bool WatchedRequest::arrive() {
    try {
        hook_.arrived(passage_);
        return true;
    } catch (const Forwarded& forward) {
        request_->reply_forward(forward.target, false);
    } catch (const SystemError& error) {
        put_contexts();
        request_->reply_system_exception(error);
    }
    return false;
}

/// False if the hook has changed the answer, which is sent then.
bool WatchedRequest::announce(RequestHook::Answering answering) {
    if (!response_expected()) {
        if (std::exchange(announced_, true)) return false;
        answering = {.answer = RequestHook::Answer::none};
    }
    try {
        hook_.answering(passage_, answering);
        put_contexts();
        return true;
    } catch (const Forwarded& forward) {
        put_contexts();
        request_->reply_forward(forward.target, false);
    } catch (const SystemError& error) {
        put_contexts();
        request_->reply_system_exception(error);
    }
    return false;
}

void WatchedRequest::put_contexts() {
    for (auto& context : std::exchange(passage_.reply_contexts, {})) request_->add_reply_context(std::move(context));
}

void WatchedRequest::reply(Encoder results) {
    if (!answered() && announce({.answer = RequestHook::Answer::reply})) request_->reply(results);
}

void WatchedRequest::reply_user_exception(std::string_view repository_id, Encoder members) {
    if (!answered() && announce({.answer = RequestHook::Answer::user_exception, .exception_id = repository_id}))
        request_->reply_user_exception(repository_id, members);
}

void WatchedRequest::reply_system_exception(const SystemError& error) {
    if (!answered() && announce({.answer = RequestHook::Answer::system_exception, .error = &error}))
        request_->reply_system_exception(error);
}

void WatchedRequest::reply_forward(const giop::Ior& target, bool permanent) {
    if (!answered() && announce({.answer = RequestHook::Answer::forward, .forward = &target}))
        request_->reply_forward(target, permanent);
}

std::shared_ptr<ServerRequest> WatchedRequest::defer() {
    auto inner = request_->defer();
    deferred_ = true;
    return std::shared_ptr<WatchedRequest>{new WatchedRequest{std::move(inner), *this}};
}

}  // namespace corbel::adapter
