// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/servant.hpp"

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/invocation/server_request.hpp"
#include "orb/engine/types/root_type.hpp"

namespace corbel::dynamic {
namespace {

const Interface& known(const Model& model, std::string_view name) {
    if (const auto* found = model.interface(name)) return *found;
    throw SystemError{Error::bad_param, minor::bad_typecode, "the IDL has no interface " + std::string{name}};
}

void write_results(cdr::Writer& out, const Operation& operation, const Outcome& outcome) {
    encode(out, *operation.result, outcome.result);
    for (std::size_t i = 0; i < operation.parameters.size(); ++i)
        if (operation.parameters[i].direction != Direction::in)
            encode(out, *operation.parameters[i].type, outcome.parameters.at(i));
}

}  // namespace

Servant::Servant(std::shared_ptr<const Model> model, std::string_view interface, Perform perform, Describe describe)
    : model_{std::move(model)}, interface_{known(*model_, interface)}, perform_{std::move(perform)},
      describe_{std::move(describe)} {}

bool Servant::is_a(std::string_view repository_id) const {
    if (repository_id == types::object_id) return true;
    for (const auto* each : model_->lineage(interface_))
        if (each->id == repository_id) return true;
    return false;
}

giop::Ior Servant::description() const {
    if (!describe_)
        throw SystemError{Error::intf_repos, minor::no_interface_repository, "the server has no interface repository"};
    return describe_();
}

bool Servant::answer_of_every_object(ServerRequest& request) const {
    const auto name = request.operation();
    if (!name.starts_with('_')) return false;
    const auto answer = [&](auto write) {
        request.end_of_arguments();
        request.reply(write);
        return true;
    };
    if (name == "_is_a") {
        const bool is = is_a(request.arguments().string());
        return answer([=](cdr::Writer& out) { out.boolean(is); });
    }
    if (name == "_non_existent" || name == "_not_existent")
        return answer([](cdr::Writer& out) { out.boolean(false); });
    if (name == "_repository_id") return answer([&](cdr::Writer& out) { out.string(interface_.id); });
    if (name == "_component") return answer([](cdr::Writer& out) { giop::Ior{}.write(out); });
    if (name == "_domain_managers") return answer([](cdr::Writer& out) { out.put(std::uint32_t{0}); });
    if (name == "_interface") {
        const auto found = description();
        return answer([&](cdr::Writer& out) { found.write(out); });
    }
    return false;
}

void Servant::_invoke(ServerRequest& request) {
    if (answer_of_every_object(request)) return;
    const auto operation = model_->operation(interface_, request.operation());
    if (!operation)
        throw SystemError{Error::bad_operation, minor::unknown_operation,
                          interface_.name + " has no operation " + escaped(request.operation(), 80)};
    auto arguments = read_arguments(request.arguments(), *operation, model_->finder());
    const LastUse last{arguments};
    if (operation->context.empty()) request.end_of_arguments();
    const auto outcome = perform_(*operation, arguments);
    if (outcome.ok()) return request.reply([&](cdr::Writer& out) { write_results(out, *operation, outcome); });
    request.reply_user_exception(outcome.exception, [&](cdr::Writer& out) {
        if (outcome.exception_type) encode_members(out, *outcome.exception_type, outcome.exception_members);
    });
}

}  // namespace corbel::dynamic
