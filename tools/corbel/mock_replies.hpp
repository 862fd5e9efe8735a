// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "orb/engine/base/error.hpp"
#include "orb/engine/dynamic/call.hpp"
#include "orb/json/value_form.hpp"

/// The answers of corbel mock.
namespace corbel::tool {

/// What a reply says: a system exception, else results or a user exception, after a delay.
struct MockAnswer {
    std::chrono::milliseconds delay{0};
    std::optional<SystemError> error;
    dynamic::Outcome outcome;
};

/// One reply, {"return": 1, "b": "$a"} or {"exception": ...}, read as an answer to one call.
///
/// json::Error, with the path inside the file, for what is no reply of the operation: an unknown member, exception or
/// argument, a value of another type. `context` must outlive it.
class MockReply {
public:
    /// `for_all`: a reply of "*", which need not fit: what the operation does not have is left out.
    MockReply(const dynamic::Operation& operation, dynamic::Values arguments, const json::Context& context,
              std::string path, bool for_all)
        : operation_{operation}, arguments_(std::move(arguments)), context_{context},
          path_{std::move(path)}, for_all_{for_all} {}

    MockAnswer read(const json::Node& reply) const;

private:
    SystemError system_exception(const json::Node& reply, const json::Node& name) const;
    dynamic::Outcome user_exception(const json::Node& reply, const json::Node& name) const;
    types::TypeCodePtr exception_named(const json::Node& name) const;
    dynamic::Outcome results(const json::Node& reply) const;
    dynamic::Value result(const json::Node* node, const types::TypeCode& type, const std::string& name,
                          const dynamic::Value* came) const;
    std::optional<dynamic::Value> argument(const std::string& name, const types::TypeCode& type,
                                           const std::string& path) const;
    std::uint32_t number(const json::Node& reply, const char* name) const;
    [[noreturn]] void refuse(const std::string& path, const std::string& what) const;

    const dynamic::Operation& operation_;
    const dynamic::Values arguments_;
    const json::Context& context_;
    const std::string path_;
    const bool for_all_;
};

/// Replies by operation; those of an array are handed out one by one. Usable from many threads.
class MockReplies {
public:
    struct Reply {
        const json::Node* node;  ///< lives as long as this object
        std::string path;        ///< "withdraw[1]"
        bool for_all;            ///< it is of "*"
    };

    using Interfaces = std::vector<const dynamic::Interface*>;

    /// json::Error for JSON of another form: `file` and what is wrong.
    MockReplies(json::Node all, std::string file);

    /// json::Error, with the file and the path inside it, for a reply that none of the interfaces has a use for, or
    /// that does not fit its operation.
    void check(const dynamic::Model& model, const Interfaces& interfaces, const json::Context& context) const;

    /// The one whose turn it is; an empty object if there is none.
    Reply next(const std::string& interface, const std::string& operation);
    const std::string& file() const noexcept { return file_; }

private:
    struct Served;

    static std::vector<Served> served_by(const dynamic::Model& model, const Interfaces& interfaces);
    std::vector<const Served*> meant_by(const std::string& key, const std::vector<Served>& served) const;
    void check_key(const std::string& key, const std::vector<Served>& served, const dynamic::Model& model) const;
    void check_reply(const json::Node& reply, const std::string& path, const std::vector<const Served*>& meant,
                     const json::Context& context) const;

    const json::Node all_;
    const std::string file_;
    std::mutex mutex_;
    std::map<std::string, std::size_t> used_;
};

}  // namespace corbel::tool
