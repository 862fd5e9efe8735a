// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/invocation/invoker.hpp"

#include <algorithm>

#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/asynchronous_call.hpp"
#include "orb/engine/invocation/course.hpp"

namespace corbel {

Invoker::Invoker(std::vector<std::shared_ptr<ChannelProvider>> providers, Settings settings)
    : providers_{std::move(providers)}, settings_{settings} {}

Reply Invoker::call(const Reference& target, std::string_view operation, Encoder arguments) {
    Course course{*this, target};
    for (;;) {
        course.find_route();
        std::optional<Reply> reply;
        try {
            reply = course.route().channel->call(course.head(operation), arguments, course.deadline());
        } catch (const SystemError& error) {
            course.failed(error);
            continue;
        }
        if (course.settled(*reply, operation)) return std::move(*reply);
    }
}

void Invoker::send(const Reference& target, std::string_view operation, Encoder arguments) {
    Course course{*this, target};
    for (;;) {
        course.find_route();
        try {
            return course.route().channel->send(course.head(operation, false), arguments, course.deadline());
        } catch (const SystemError& error) {
            course.failed(error);
        }
    }
}

void Invoker::call_async(const Reference& target, std::string_view operation, Encoder arguments, Channel::Done done) {
    std::make_shared<AsynchronousCall>(*this, target, operation, std::move(done))->begin(arguments);
}

Location::Status Invoker::locate(const Reference& target) {
    Course course{*this, target};
    for (;;) {
        course.find_route();
        std::optional<Location> location;
        try {
            location = course.route().channel->locate(course.route().profile, course.deadline());
        } catch (const SystemError& error) {
            course.failed(error);
            continue;
        }
        if (location->status != Location::Status::object_forward) return location->status;
        course.forward(std::move(location->forward), false);
    }
}

void Invoker::shut_down() { closed_ = true; }

std::shared_ptr<const Route> Invoker::find_route(Reference::State& state, Deadline deadline) const {
    const auto [ior, forwarded] = state.target();
    const auto until = settings_.connect_timeout.count() > 0 ? std::min(deadline, Clock::now() + settings_.connect_timeout)
                                                             : deadline;
    std::optional<SystemError> failure;
    std::string tried;
    for (auto& profile : giop::iiop_profiles(*ior)) {
        for (const auto& provider : providers_) {
            try {
                auto channel = provider->channel_for(profile, until);
                if (!channel) continue;
                return std::make_shared<const Route>(Route{std::move(profile), std::move(channel), ior, forwarded});
            } catch (const SystemError& error) {
                tried += (tried.empty() ? "" : "; ") + std::string{error.what()};
                failure.emplace(error.error(), error.minor(), Completion::no, tried);
            }
            break;
        }
    }
    if (failure) throw *failure;
    throw SystemError{Error::transient, minor::no_usable_profile,
                      "the reference (type " + escaped(ior->type_id) + ") has " + std::to_string(ior->profiles.size()) +
                          " profiles and none of them is an IIOP profile that can be used"};
}

}  // namespace corbel
