// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "orb/engine/adapter/object_adapter.hpp"
#include "orb/engine/core/options.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/engine/invocation/reference.hpp"

namespace corbel::transport {
class ClientTransport;
class ServerTransport;
}  // namespace corbel::transport

namespace corbel::core {

/// Thrown where IDL says CORBA::ORB::InvalidName.
struct InvalidName {
    std::string name;
};

/// An ORB without a language mapping: builds the parts of the engine and connects them. Several in a process do not
/// know of each other. All operations but destroy() throw BAD_INV_ORDER (minor OMG 4) after shutdown().
class Orb : public std::enable_shared_from_this<Orb>, private adapter::Host {
public:
    static std::shared_ptr<Orb> create(Options options = {});
    ~Orb() override;  ///< destroy()

    const std::string& id() const noexcept { return options_.id; }
    const Options& options() const noexcept { return options_; }
    const std::shared_ptr<Invoker>& invoker() const noexcept { return invoker_; }
    adapter::ObjectAdapter& adapter() noexcept { return *adapter_; }

    /// The root POA. The first call opens the endpoints: INITIALIZE with a text that names the one that cannot be.
    std::shared_ptr<adapter::Poa> root_poa();

    /// The addresses listened at; empty before the first reference is made or the root POA is asked for.
    std::vector<giop::Address> addresses() const;

    std::string object_to_string(const Reference& reference) const;

    /// IOR:, corbaloc:, corbaname: (asks the naming service), file: and http-less relative paths are read as the URL in
    /// the file. A nil reference for a nil IOR. BAD_PARAM with the OMG minor codes 7 to 10 for what cannot be read;
    /// the text says which part.
    Reference string_to_object(std::string_view url);

    /// -ORBInitRef, register_initial_reference, -ORBDefaultInitRef, then the built-in NameService. InvalidName for a
    /// name none of them knows. Not for the objects of this ORB such as RootPOA.
    Reference resolve_initial_references(const std::string& name);
    void register_initial_reference(const std::string& name, const Reference& reference);
    std::vector<std::string> list_initial_services() const;

    /// See adapter::ObjectAdapter::bind_key.
    void register_object_key(const std::string& key, const Reference& target);

    /// Serves until shutdown(); does the work of main-thread POAs meanwhile. Any number of threads.
    void run();
    bool work_pending() const;
    void perform_work();

    /// Stops serving: running requests end and are answered, POAs are destroyed, run() returns. With `wait`, returns
    /// when all that has happened; BAD_INV_ORDER (minor OMG 3) from an upcall of this ORB.
    void shutdown(bool wait);
    bool has_shut_down() const noexcept { return stopping_.load(); }

    /// shutdown(true), then lets everything go. Calls fail with BAD_INV_ORDER from then on. From an upcall: BAD_INV_ORDER.
    void destroy();

private:
    explicit Orb(Options options);
    void connect_parts();

    Reference make_reference(std::string_view type_id, ByteView object_key) override;
    bool is_own_address(const giop::Address& address) const noexcept override;
    void post(std::function<void()> work) override;
    void post_to_main(std::function<void()> work) override;
    bool is_main_thread() const noexcept override;

    void require_running() const;
    void open_endpoints();
    Octets iiop_profile(ByteView object_key) const;
    Reference url_to_object(std::string_view url, unsigned depth);
    Reference corbaloc(std::string_view rest, unsigned depth);
    Reference corbaname(std::string_view url, std::string_view rest, unsigned depth);
    Reference from_file(std::string_view path, unsigned depth);
    Reference resolve_initial(const std::string& name, unsigned depth);
    Reference resolve_name(const Reference& context, std::string_view name, const std::string& where);
    void work();
    void stop();

    Options options_;
    std::shared_ptr<Invoker> invoker_;
    std::shared_ptr<adapter::ObjectAdapter> adapter_;
    std::shared_ptr<transport::ClientTransport> client_;
    std::unique_ptr<transport::ServerTransport> server_;

    std::once_flag endpoints_once_;
    std::vector<giop::Address> own_addresses_;  // written once, before endpoints_open_
    std::vector<giop::Address> published_;
    std::atomic<bool> endpoints_open_{false};

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::map<std::string, Reference> registered_;
    std::deque<std::function<void()>> main_work_;
    std::deque<std::function<void()>> work_;
    std::thread worker_;
    bool worker_ends_ = false;
    bool stopped_ = false;
    std::atomic<bool> stopping_{false};
};

}  // namespace corbel::core
