// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "orb/engine/adapter/object_adapter.hpp"
#include "orb/engine/base/turn.hpp"
#include "orb/engine/core/options.hpp"
#include "orb/engine/core/work_queue.hpp"
#include "orb/engine/giop/object_url.hpp"
#include "orb/engine/invocation/callbacks.hpp"
#include "orb/engine/invocation/invoker.hpp"
#include "orb/engine/invocation/reference.hpp"

namespace corbel::transport {
class ClientTransport;
class ServerTransport;
}  // namespace corbel::transport

namespace corbel::core {

/// Thrown where IDL says CORBA::ORB::InvalidName.
class InvalidName : public std::exception {
public:
    explicit InvalidName(std::string text) : text_{std::move(text)} {}
    const char* what() const noexcept override { return text_.c_str(); }

private:
    std::string text_;
};

/// An ORB without a language mapping: builds the parts of the engine and connects them. Several in a process do not
/// know of each other. After shutdown() nothing new can be served: root_poa() throws BAD_INV_ORDER (OMG minor 4); calls
/// to other servers are possible until destroy().
class Orb final : private adapter::Host {
public:
    /// When the last reference goes, destroy(): where that is within an upcall of this ORB or within what its end
    /// calls, on another thread.
    static std::shared_ptr<Orb> create(Options options = {});

    const std::string& id() const noexcept { return options_.id; }
    const Options& options() const noexcept { return options_; }
    const std::shared_ptr<Invoker>& invoker() const noexcept { return invoker_; }
    ConnectPolicy& connect_policy() noexcept { return *connect_policy_; }
    adapter::ObjectAdapter& adapter() noexcept { return *adapter_; }

    /// The root POA. Opens the endpoints: INITIALIZE with a text that names the one that cannot be opened.
    std::shared_ptr<adapter::Poa> root_poa();

    /// The addresses this ORB's references carry. Opens the endpoints.
    const std::vector<giop::Address>& addresses();

    std::string object_to_string(const Reference& reference) const;

    /// IOR:, corbaloc:, corbaname: (asks the naming service), file: or a path, whose file holds one of the others. A
    /// nil reference for a nil IOR. BAD_PARAM with the OMG minor codes 7 to 10 for what cannot be read or found.
    Reference string_to_object(std::string_view url);

    /// What -ORBInitRef, register_initial_reference and -ORBDefaultInitRef say, in this order; NameService is
    /// corbaloc::127.0.0.1:2809/NameService if they do not. InvalidName for other names. Not for RootPOA and
    /// POACurrent.
    Reference resolve_initial_references(const std::string& name);

    /// InvalidName for one that is registered; BAD_PARAM for a nil reference.
    void register_initial_reference(const std::string& name, const Reference& reference);
    std::vector<std::string> list_initial_services() const;

    /// See adapter::ObjectAdapter::bind_key.
    void register_object_key(const std::string& key, const Reference& target) { adapter_->bind_key(key, target); }

    /// Where other processes serve the same objects, under the same keys: references made from now on carry these
    /// addresses behind the ORB's own, and references that carry only these count as the ORB's own.
    void set_replicas(std::vector<giop::Address> addresses);

    /// Returns when the ORB has shut down; does the work of main-thread POAs until then, and where the ORB has no
    /// threads of its own (Options::max_threads 0) that of its connections. Any number of threads.
    void run();
    /// Whether perform_work() would find something to do now.
    bool work_pending() const;
    /// Does one piece of work, if there is one; returns at once if not.
    void perform_work();
    /// For an ORB without threads: a descriptor that is readable while there is work, for the program's own loop. Opens
    /// the endpoints.
    int work_descriptor();

    /// Requests that run end and are answered; new ones are refused; asynchronous calls under way fail, and their
    /// callers are told while there are POAs; then these are destroyed, run() returns. With `wait`, returns when
    /// all that has happened; BAD_INV_ORDER (OMG minor 3), and nothing has begun, from an upcall of this ORB, from its
    /// servant managers and interceptors, and from what is called while it ends.
    void shutdown(bool wait);
    bool has_shut_down() const noexcept { return stopping_; }

    /// shutdown(true) and the end of all calls: BAD_INV_ORDER from then on, and where shutdown(true) is. Any number of
    /// threads.
    void destroy();

private:
    explicit Orb(Options options);
    ~Orb() override;
    static void end(Orb* orb) noexcept;
    std::shared_ptr<adapter::Host> lend();
    Reference make_reference(std::string_view type_id, ByteView object_key,
                             std::span<const giop::Tagged> components) override;
    bool is_own_address(const giop::Address& address) const noexcept override;
    void post(std::function<void()> work) override { work_.post(std::move(work)); }
    void post_later(std::chrono::nanoseconds delay, std::function<void()> work) override {
        work_.post_at(Clock::now() + delay, std::move(work));
    }
    bool has_threads() const noexcept override { return options_.max_threads != 0; }
    void post_to_main(std::function<void()> work) override;
    bool is_main_thread() const noexcept override;

    void require_running() const;
    void open_endpoints();
    std::vector<giop::Address> listen(const std::vector<Endpoint>& endpoints);
    Reference url_to_object(std::string_view url, unsigned depth);
    Reference corbaloc(const giop::Corbaloc& url, unsigned depth);
    Reference corbaname(const giop::Corbaname& url, unsigned depth);
    Reference file(const std::string& path, unsigned depth);
    Reference initial_reference(const std::string& name, unsigned depth);
    Reference follow(const std::string& what, const std::string& url, unsigned depth);
    bool do_main_work(std::unique_lock<std::mutex>& lock);
    void do_as_main(const std::function<void()>& work);
    void begin_stop();
    void finish_stop();
    void tell_callers();

    const Options options_;
    std::future<void> given_back_;          // of host_ and whoever has taken it for a moment
    std::shared_ptr<adapter::Host> host_;   // this ORB
    std::shared_ptr<adapter::ObjectAdapter> adapter_;
    const std::shared_ptr<ConnectPolicy> connect_policy_ = std::make_shared<ConnectPolicy>(options_.connect_rules);
    std::shared_ptr<transport::ClientTransport> client_;
    std::shared_ptr<Invoker> invoker_;
    const std::shared_ptr<Callbacks> callbacks_;
    std::unique_ptr<transport::ServerTransport> server_;
    WorkQueue work_;
    WorkQueue telling_;  // of callbacks_: the threads of work_ may all be in operations that take long

    std::mutex opening_;
    std::atomic<bool> open_{false};
    std::vector<giop::Address> published_;  // both written once, before open_
    std::vector<giop::Address> listening_;
    std::vector<giop::Tagged> components_;
    mutable std::shared_mutex replicas_mutex_;
    std::vector<giop::Address> replicas_;  // under replicas_mutex_

    std::atomic<bool> stopping_{false};
    Turn ending_;
    bool stopped_ = false;  // under ending_

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::map<std::string, Reference, std::less<>> registered_;
    std::deque<std::function<void()>> main_work_;
    bool main_busy_ = false;
};

}  // namespace corbel::core
