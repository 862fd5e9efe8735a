// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/core/orb.hpp"

#include <poll.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>
#include <variant>

#include "orb/engine/adapter/colocated.hpp"
#include "orb/engine/adapter/current.hpp"
#include "orb/engine/base/log.hpp"
#include "orb/engine/base/minor.hpp"
#include "orb/engine/core/naming.hpp"
#include "orb/engine/giop/code_sets.hpp"
#include "orb/engine/giop/limits.hpp"
#include "orb/engine/transport/client_transport.hpp"
#include "orb/engine/transport/server_transport.hpp"
#include "orb/engine/transport/socket.hpp"
#include "orb/engine/types/typecode.hpp"

namespace corbel::core {
namespace {

constexpr std::string_view default_name_service = "corbaloc::127.0.0.1:2809/NameService";
constexpr std::uint32_t orb_type = 0x43424c00;  // "CBL": what TAG_ORB_TYPE says of this ORB
constexpr unsigned max_depth = 8;               // of URLs that lead to URLs

thread_local const Orb* main_thread_of = nullptr;

adapter::ObjectAdapter::Settings adapter_settings(const Options& options) {
    adapter::ObjectAdapter::Settings settings;
    settings.native_chars = options.native_chars;
    settings.hold_time = options.hold_time;
    settings.held_requests = options.held_requests;
    settings.direct_calls = options.direct_calls;
    return settings;
}

Invoker::Settings invoker_settings(const Options& options) {
    Invoker::Settings settings;
    settings.call_timeout = options.call_timeout;
    settings.connect_timeout = options.connect_timeout;
    settings.restart_patience = options.restart_patience;
    settings.max_retries = options.max_retries;
    settings.max_forwards = options.max_forwards;
    return settings;
}

transport::Limits limits(const Options& options) {
    transport::Limits limits;
    limits.message = options.max_message_size;
    limits.fragment_trains = options.fragment_trains;
    limits.fragment_bytes = options.fragment_bytes;
    if (!options.sources.contains("fragmentBufferSize"))
        limits.fragment_bytes = std::max(limits.fragment_bytes, 2 * options.max_message_size);
    return limits;
}

transport::ClientSettings client_settings(const Options& options, const std::shared_ptr<ConnectPolicy>& policy) {
    transport::ClientSettings settings;
    settings.may_connect = [policy](const giop::Address& address) { return (*policy)(address); };
    settings.write_timeout = options.client_write_timeout;
    settings.keep_alive = std::chrono::duration_cast<std::chrono::seconds>(options.keep_alive);
    settings.limits = limits(options);
    settings.fragment_size = options.fragment_size;
    settings.connect_timeout = options.connect_timeout;
    settings.native_chars = options.native_chars;
    settings.max_version = options.max_giop_version;
    settings.max_connections = options.max_connections;
    settings.max_connections_in_all = options.client_connections;
    settings.idle_timeout = options.client_idle;
    settings.spin = options.spin;
    return settings;
}

transport::ServerSettings server_settings(const Options& options) {
    transport::ServerSettings settings;
    settings.limits = limits(options);
    settings.fragment_size = options.fragment_size;
    settings.native_chars = options.native_chars;
    settings.max_threads = options.max_threads;
    settings.thread_wait = options.thread_wait;
    settings.exception_text = static_cast<transport::Audience>(options.exception_text);
    settings.idle_timeout = options.server_idle;
    settings.spin = options.spin;
    settings.shared_memory = {options.ring_size, options.shm_connections, options.shm_foreign_users};
    settings.max_connections = options.server_connections;
    settings.max_connections_per_source = options.source_connections;
    settings.max_in_flight = options.requests_in_flight;
    settings.send_queue = options.send_queue;
    settings.header_timeout = options.server_header_timeout;
    settings.progress_timeout = options.server_progress_timeout;
    settings.write_timeout = options.server_write_timeout;
    settings.keep_alive = std::chrono::duration_cast<std::chrono::seconds>(options.keep_alive);
    if (options.server_timeout.count() > 0)
        settings.header_timeout = settings.progress_timeout = settings.write_timeout = options.server_timeout;
    return settings;
}

/// Levels hold for the process: an ORB without the setting leaves them alone.
void set_log_levels(const Options& options) {
    if (const auto levels = log::parse_levels(options.log)) log::set_levels(*levels);
}

/// Limits hold for the process: an ORB that is not given one leaves it alone.
void set_limits(const Options& options) {
    const Options built_in;
    const auto set = [&](Limit& limit, std::uint32_t Options::*member) {
        const auto value = options.*member;
        if (value != built_in.*member || options.sources.contains(limit.setting())) limit.set(value);
    };
    set(cdr::Reader::max_depth, &Options::max_nesting);
    set(cdr::Reader::max_value_depth, &Options::max_value_nesting);
    set(cdr::Reader::default_budget, &Options::max_empty_elements);
    set(types::TypeCode::max_depth, &Options::max_typecode_nesting);
    set(types::TypeCode::max_nodes, &Options::max_typecode_parts);
    set(giop::limits::service_contexts, &Options::max_service_contexts);
    set(giop::limits::profiles, &Options::max_profiles);
    set(giop::limits::components, &Options::max_components);
    set(giop::limits::object_key, &Options::max_object_key);
    set(giop::limits::stringified_ior, &Options::max_stringified_ior);
}

giop::Tagged orb_type_component() {
    auto out = cdr::Writer::begin_encapsulation();
    out.put(orb_type);
    return {giop::tag::orb_type, out.copy()};
}

/// Colocated calls and those over the transport, whose readers' environment it is itself.
std::shared_ptr<Invoker> make_invoker(const std::shared_ptr<adapter::ObjectAdapter>& adapter,
                                      const std::shared_ptr<transport::ClientTransport>& client,
                                      Invoker::Settings settings) {
    const auto self = std::make_shared<Invoker*>(nullptr);  // those who have the providers have the invoker
    const auto timers = std::make_shared<Timers>();
    auto colocated = adapter::make_colocated_provider(adapter, [self] { return *self; }, timers);
    auto invoker = std::make_shared<Invoker>(
        std::vector<std::shared_ptr<ChannelProvider>>{std::move(colocated), client}, settings, timers);
    *self = invoker.get();
    return invoker;
}

bool has_scheme(std::string_view url) {
    const auto end = url.find_first_of(":/.");
    return end != url.npos && url[end] == ':' && end > 1;
}

[[noreturn]] void not_found(std::string text) {
    throw SystemError{Error::bad_param, minor::no_initial_reference, std::move(text)};
}

std::string first_line(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        not_found("the file " + escaped(path) + " cannot be read: " +
                  (error ? error.message() : std::string{"it is not a regular file"}));
    std::ifstream in{path};
    std::string line(giop::limits::stringified_ior, '\0');
    in.read(line.data(), static_cast<std::streamsize>(line.size()));
    line.resize(static_cast<std::size_t>(in.gcount()));
    line.resize(std::min(line.size(), line.find_first_of("\r\n")));
    if (line.empty()) not_found("the file " + escaped(path) + " cannot be read or its first line is empty");
    return line;
}

}  // namespace

Orb::Orb(Options options)
    : options_{std::move(options)},
      host_{lend()},
      adapter_{std::make_shared<adapter::ObjectAdapter>(host_, adapter_settings(options_))},
      client_{std::make_shared<transport::ClientTransport>(client_settings(options_, connect_policy_))},
      invoker_{make_invoker(adapter_, client_, invoker_settings(options_))},
      callbacks_{std::make_shared<Callbacks>([this](auto work) {
          auto told = [adapter = adapter_, work = std::move(work)] {
              const adapter::UserCode handler{*adapter};
              work();
          };
          has_threads() ? telling_.post(std::move(told)) : post_to_main(std::move(told));
      })},
      server_{std::make_unique<transport::ServerTransport>(*adapter_, server_settings(options_))},
      components_{orb_type_component(), giop::code_sets_component(giop::own_code_sets(options_.native_chars))} {
    set_log_levels(options_);
    set_limits(options_);
    invoker_->callbacks(callbacks_);
    client_->environment(invoker_.get());
    server_->environment(invoker_.get());
}

/// POAs, references and calls that outlive the ORB ask it through what is lent here; none does when ~Orb() is through.
std::shared_ptr<adapter::Host> Orb::lend() {
    const auto back = std::make_shared<std::promise<void>>();
    given_back_ = back->get_future();
    return {static_cast<adapter::Host*>(this), [back](adapter::Host*) { back->set_value(); }};
}

Orb::~Orb() {
    destroy();
    host_.reset();
    given_back_.wait();
}

std::shared_ptr<Orb> Orb::create(Options options) { return {new Orb{std::move(options)}, end}; }

/// For the last reference.
void Orb::end(Orb* orb) noexcept {
    if (!adapter::is_in_user_code(*orb->adapter_) && !orb->ending_.is_mine()) return delete orb;
    orb->begin_stop();
    try {
        std::thread{[orb] { delete orb; }}.detach();
    } catch (const std::system_error&) {  // It stays as it is, stopped: nobody can wait for its end.
    }
}

// -- serving

void Orb::require_running() const {
    if (stopping_)
        throw SystemError{Error::bad_inv_order, minor::orb_has_shut_down, "the ORB has been shut down"};
}

std::shared_ptr<adapter::Poa> Orb::root_poa() {
    require_running();
    open_endpoints();
    return adapter_->root();
}

const std::vector<giop::Address>& Orb::addresses() {
    open_endpoints();
    return published_;
}

void Orb::open_endpoints() {
    if (open_) return;
    const std::lock_guard lock{opening_};
    if (open_) return;
    require_running();
    auto wanted = options_.endpoints;
    if (wanted.empty() && options_.inherited_sockets.empty()) wanted.push_back({});
    for (auto& each : wanted)
        if ((each.shared_memory || each.any_path) && each.unix_path.empty())
            each.unix_path = transport::free_socket_path();
    std::vector<giop::Address> listening;
    for (const auto& each : wanted) listening.push_back(each.address());
    if (!wanted.empty()) publish(options_.published, listening);  // refuses what cannot be before anything is opened
    listening = listen(wanted);
    published_ = publish(options_.published, listening);
    published_.insert(published_.end(), options_.not_listened_at.begin(), options_.not_listened_at.end());
    loopback_last(published_);
    if (log::enabled(log::Channel::orb, log::Level::warning))
        for (const auto& doubt : doubts(published_, listening))
            log::write(log::Channel::orb, log::Level::warning, doubt);
    open_ = true;
    server_->start();
}

/// At the inherited sockets and all endpoints, or nowhere. The hosts as they were given, the ports real.
std::vector<giop::Address> Orb::listen(const std::vector<Endpoint>& endpoints) {
    std::vector<giop::Address> listening;
    listening_.clear();
    try {
        for (const auto each : options_.inherited_sockets) {
            listening_.push_back(server_->adopt(each));
            listening.push_back(listening_.back());
        }
        for (const auto& each : endpoints) {
            listening_.push_back(server_->listen(each.address(), each.last_port));
            listening.push_back({each.host, listening_.back().port, each.unix_path, each.shared_memory});
        }
    } catch (const SystemError&) {
        server_->unlisten();
        throw;
    }
    if (log::enabled(log::Channel::orb, log::Level::info))
        for (const auto& each : listening_)
            log::write(log::Channel::orb, log::Level::info, "listens at " + each.to_string());
    return listening;
}

Reference Orb::make_reference(std::string_view type_id, ByteView object_key,
                              std::span<const giop::Tagged> components) {
    open_endpoints();
    giop::Ior ior{std::string{type_id}, {}};
    auto addresses = published_;
    {
        const std::shared_lock lock{replicas_mutex_};
        addresses.insert(addresses.end(), replicas_.begin(), replicas_.end());
    }
    giop::IiopProfile profile{options_.max_giop_version, addresses, to_octets(object_key), {}, {}};
    const auto add = [&] { ior.profiles.push_back({giop::tag::internet_iop, profile.write()}); };
    if (profile.version.minor > 0) {
        profile.components = components_;
        profile.components.insert(profile.components.end(), components.begin(), components.end());
        add();
        return {std::move(ior), invoker_};
    }
    for (const auto& address : addresses) {  // IIOP 1.0 has no components for other addresses
        profile.addresses = {address};
        add();
    }
    return {std::move(ior), invoker_};
}

bool Orb::is_own_address(const giop::Address& address) const noexcept {
    if (!open_) return false;
    const auto is_in = [&](const auto& some) { return std::find(some.begin(), some.end(), address) != some.end(); };
    if (is_in(published_) || is_in(listening_)) return true;
    const std::shared_lock lock{replicas_mutex_};
    return is_in(replicas_);
}

void Orb::set_replicas(std::vector<giop::Address> addresses) {
    open_endpoints();
    std::erase_if(addresses, [&](const auto& each) {
        return std::find(published_.begin(), published_.end(), each) != published_.end();
    });
    const std::unique_lock lock{replicas_mutex_};
    replicas_ = std::move(addresses);
}

// -- references and their text

std::string Orb::object_to_string(const Reference& reference) const {
    return reference ? reference.ior().to_string() : giop::Ior{}.to_string();
}

Reference Orb::string_to_object(std::string_view url) { return url_to_object(url, 0); }

Reference Orb::url_to_object(std::string_view url, unsigned depth) {
    if (depth > max_depth)
        not_found("\"" + escaped(url) + "\" leads back to itself through files or initial references");
    if (!has_scheme(url) && !url.empty()) return file(std::string{url}, depth);
    struct Visitor {
        Orb& orb;
        unsigned depth;
        Reference operator()(const giop::Ior& ior) { return {ior, orb.invoker_}; }
        Reference operator()(const giop::Corbaloc& url) { return orb.corbaloc(url, depth); }
        Reference operator()(const giop::Corbaname& url) { return orb.corbaname(url, depth); }
        Reference operator()(const giop::FileUrl& url) { return orb.file(url.path, depth); }
    };
    return std::visit(Visitor{*this, depth}, giop::parse_object_url(url));
}

Reference Orb::corbaloc(const giop::Corbaloc& url, unsigned depth) {
    if (!url.rir) return {url.to_ior(), invoker_};
    try {
        return initial_reference(std::string{as_text(url.key)}, depth + 1);
    } catch (const InvalidName& error) {
        not_found(error.what());
    }
}

Reference Orb::corbaname(const giop::Corbaname& url, unsigned depth) {
    const auto context = corbaloc(url.context, depth);
    return url.name.empty() ? context : resolve_name(context, url.name, url.context.to_string());
}

Reference Orb::file(const std::string& path, unsigned depth) { return url_to_object(first_line(path), depth + 1); }

// -- initial references

Reference Orb::resolve_initial_references(const std::string& name) { return initial_reference(name, 0); }

Reference Orb::initial_reference(const std::string& name, unsigned depth) {
    for (const auto& [known, url] : options_.initial_references)
        if (known == name) return follow("-ORBInitRef " + name + "=" + url, url, depth);
    {
        const std::lock_guard lock{mutex_};
        if (const auto at = registered_.find(name); at != registered_.end()) return at->second;
    }
    if (const auto& prefix = options_.default_initial_reference; !prefix.empty()) {
        const auto url = prefix + (prefix.ends_with('/') || prefix.ends_with('#') ? "" : "/") + name;
        return follow("-ORBDefaultInitRef: " + url, url, depth);
    }
    if (name == "NameService") return url_to_object(default_name_service, depth);
    throw InvalidName{"there is no initial reference \"" + escaped(name, 80) +
                      "\"; -ORBInitRef name=url and -ORBDefaultInitRef give more"};
}

Reference Orb::follow(const std::string& what, const std::string& url, unsigned depth) {
    try {
        return url_to_object(url, depth + 1);
    } catch (const SystemError& error) {
        throw SystemError{error.error(), error.minor(), error.completed(), what + ": " + error.what()};
    }
}

void Orb::register_initial_reference(const std::string& name, const Reference& reference) {
    if (!reference)
        throw SystemError{Error::bad_param, minor::nil_reference, "a nil reference cannot be an initial reference"};
    const std::lock_guard lock{mutex_};
    if (name.empty() || !registered_.emplace(name, reference).second)
        throw InvalidName{"the initial reference \"" + escaped(name, 80) +
                          "\" is registered already, or without a name"};
}

std::vector<std::string> Orb::list_initial_services() const {
    std::vector<std::string> names{"CodecFactory", "DynAnyFactory", "NameService",   "ORBPolicyManager",
                                   "PICurrent",    "POACurrent",    "PolicyCurrent", "RootPOA"};
    for (const auto& [name, url] : options_.initial_references) names.push_back(name);
    {
        const std::lock_guard lock{mutex_};
        for (const auto& [name, reference] : registered_) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

// -- running and stopping

void Orb::post_to_main(std::function<void()> work) {
    const std::lock_guard lock{mutex_};
    if (stopping_) return;
    main_work_.push_back(std::move(work));
    changed_.notify_all();
    if (!has_threads()) server_->wake();
}

bool Orb::is_main_thread() const noexcept { return main_thread_of == this; }

bool Orb::do_main_work(std::unique_lock<std::mutex>& lock) {
    if (main_work_.empty() || main_busy_) return false;
    main_busy_ = true;
    {
        const auto work = std::move(main_work_.front());
        main_work_.pop_front();
        lock.unlock();
        do_as_main(work);
    }
    lock.lock();
    main_busy_ = false;
    changed_.notify_all();
    return true;
}

void Orb::do_as_main(const std::function<void()>& work) {
    const auto* const outer = std::exchange(main_thread_of, this);
    work();
    main_thread_of = outer;
}

void Orb::run() {
    {
        std::unique_lock lock{mutex_};
        while (!stopping_) {
            if (do_main_work(lock)) continue;
            if (has_threads()) {
                changed_.wait(lock, [&] { return stopping_ || (!main_work_.empty() && !main_busy_); });
            } else {
                lock.unlock();
                server_->poll(std::chrono::milliseconds{-1});
                lock.lock();
            }
        }
    }
    finish_stop();
}

bool Orb::work_pending() const {
    require_running();
    {
        const std::lock_guard lock{mutex_};
        if (!main_work_.empty()) return true;
    }
    pollfd readable{server_->descriptor(), POLLIN, 0};
    return !has_threads() && ::poll(&readable, 1, 0) > 0;
}

int Orb::work_descriptor() {
    open_endpoints();
    return server_->descriptor();
}

void Orb::perform_work() {
    require_running();
    {
        std::unique_lock lock{mutex_};
        if (do_main_work(lock)) return;
    }
    if (!has_threads()) server_->poll(std::chrono::milliseconds{0});
}

void Orb::shutdown(bool wait) {
    if (wait) adapter::require_outside_of_upcalls(*adapter_, "ORB::shutdown");
    if (wait && ending_.is_mine())
        throw SystemError{Error::bad_inv_order, minor::orb_shutdown_from_upcall,
                          "ORB::shutdown cannot wait within what the end of the ORB calls"};
    begin_stop();
    if (wait) finish_stop();
}

void Orb::begin_stop() {
    std::deque<std::function<void()>> never_done;  // its requests answer NO_RESPONSE, outside of the lock
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        never_done.swap(main_work_);
        changed_.notify_all();
    }
    never_done.clear();
    callbacks_->end();
    server_->begin_stop();
}

void Orb::finish_stop() {
    const std::lock_guard turn{ending_};
    if (stopped_) return;
    tell_callers();
    adapter_->destroy(true, false);  // answers what POAManagers hold
    server_->stop();
    adapter_->destroy(true, true);
    work_.stop();
    telling_.stop();
    stopped_ = true;
}

/// Their handlers may be objects that only the main thread calls: nobody else is that now.
void Orb::tell_callers() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return !main_busy_; });
    main_busy_ = true;
    lock.unlock();
    do_as_main([&] { callbacks_->finish(); });
    lock.lock();
    main_busy_ = false;
    changed_.notify_all();
}

void Orb::destroy() {
    shutdown(true);
    {
        const std::lock_guard turn{ending_};
        client_->shut_down();
        invoker_->shut_down();
    }
    std::map<std::string, Reference, std::less<>> registered;
    const std::lock_guard lock{mutex_};
    registered.swap(registered_);
}

}  // namespace corbel::core
