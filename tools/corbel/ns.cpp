// SPDX-License-Identifier: BSL-1.0
// corbel ns: the names of any naming service, and the store files of ours.
#include <fnmatch.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>

#include "CorbelNaming.hpp"
#include "CorbelNaming_skel.hpp"
#include "cos-naming/sqlite_store.hpp"
#include "orb/json/document.hpp"
#include "tools/corbel/ns_names.hpp"
#include "tools/corbel/omninames_log.hpp"
#include "tools/corbel/tool.hpp"

namespace corbel::tool {
namespace {

using json::Node;
using Clock = std::chrono::steady_clock;

constexpr const char* examples =
    "  corbel ns tree                                  # of 127.0.0.1:2809, or what -ORBInitRef NameService=URL says\n"
    "  corbel ns -s corbaloc::host:2809/NameService ls plant.area\n"
    "  corbel ns bind plant.area/pump file:pump.ior -p # creates plant.area where it is missing\n"
    "  corbel ns check --prune                         # removes the names of objects that are gone\n"
    "  corbel ns export names.json; corbel ns -s corbaloc::other:2809/NameService import names.json\n"
    "  corbel ns wait plant.area/pump --timeout 30";

struct Arguments {
    std::string service;
    std::string name;
    std::string reference;
    std::string file;
    std::string copy;
    bool parents = false;
    unsigned lease = 0;  // seconds
    bool ends_with_server = false;
    bool hold = false;
    bool poll = false;
    bool prune = false;
    unsigned jobs = 16;
    unsigned timeout = 10;     // seconds of wait
    unsigned watch_for = 0;    // seconds
    unsigned interval = 1000;  // milliseconds
    unsigned patience = 2000;  // milliseconds
};

/// Prints the changes a watch tells of.
class ChangePrinter final : public virtual CORBA::servant_traits<Corbel::Naming::Listener>::base_type {
public:
    using Say = std::function<void(const char* what, const std::string& name)>;

    explicit ChangePrinter(Say say) : say_{std::move(say)} {}

    void changed(std::uint64_t first, const Corbel::Naming::ChangeList& changes) override {
        constexpr const char* kinds[] = {"bound", "rebound", "unbound"};
        const std::lock_guard lock{mutex_};
        if (first > next_) say_("lost", std::to_string(first - next_) + " changes");
        for (const auto& change : changes)
            say_(kinds[static_cast<std::size_t>(change.kind())], naming::to_string(to_plain(change.name())));
        next_ = first + changes.size();
    }

    /// The numbers begin with 1 again, for a new watch.
    void begin_again() {
        const std::lock_guard lock{mutex_};
        say_("lost", "the changes of a moment");
        next_ = 1;
    }

private:
    const Say say_;
    std::mutex mutex_;
    std::uint64_t next_ = 1;
};

class Ns {
public:
    Ns(Tool& tool, const Arguments& arguments) : tool_{tool}, arguments_{arguments} {
        auto& references = tool.options().initial_references;
        if (!arguments.service.empty()) references.emplace(references.begin(), "NameService", arguments.service);
    }

    // -- The verbs

    void ls() {
        for (const auto& entry : list(start())) show(entry);
    }

    void tree() {
        if (!tool_.json) std::cout << (arguments_.name.empty() ? "/" : arguments_.name) << '\n';
        walk(orb(), start(), false, [&](const Entry& entry) {
            if (tool_.json) return show(entry);
            std::cout << std::string(2 * entry.path.size(), ' ') << naming::to_string({entry.path.back()})
                      << (entry.is_context ? "/" : "") << remark(entry) << '\n';
        });
    }

    void find() {
        walk(orb(), start(), false, [&](const Entry& entry) {
            if (::fnmatch(arguments_.reference.c_str(), entry.text().c_str(), 0) == 0) show(entry);
        });
    }

    void resolve() {
        const auto object = root()->resolve(name());
        const auto text = orb()->object_to_string(object);
        if (tool_.json) {
            print({{"name", arguments_.name}, {"reference", text}});
        } else {
            std::cout << text << '\n';
        }
    }

    void bind() {
        make_parents();
        if (!has_terms()) return root()->bind(name(), object());
        hold(extended_root()->bind_leased(name(), object(), terms()));
    }

    void rebind() {
        make_parents();
        if (!has_terms()) return root()->rebind(name(), object());
        hold(extended_root()->rebind_leased(name(), object(), terms()));
    }

    void describe_name() {
        const auto details = extended_root()->describe(name());
        constexpr const char* states[] = {"not asked", "alive", "dead", "unreachable"};
        const bool is_context = details.type() == CosNaming::BindingType::ncontext;
        Node node = Node::object();
        node.add("name", Node::string(arguments_.name));
        node.add("type", Node::string(is_context ? "context" : "object"));
        if (details.lease() != 0) {
            node.add("lease", Node::string(std::to_string(details.lease())));
            if (details.on().time_to_live() > 0) {
                node.add("time_to_live_ms", Node::number(static_cast<long long>(details.on().time_to_live())));
                node.add("time_left_ms", Node::number(static_cast<long long>(details.time_left())));
            }
            node.add("ends_with_server", Node::boolean(details.on().ends_with_server()));
        }
        node.add("state", Node::string(states[static_cast<std::size_t>(details.state())]));
        if (details.state() != Corbel::Naming::Liveness::not_asked)
            node.add("asked_ms_ago", Node::number(static_cast<long long>(details.asked())));
        tool_.print(node);
    }

    void unbind() { root()->unbind(name()); }

    void mkctx() {
        make_parents();
        root()->bind_new_context(name());
    }

    void rmctx() {
        const auto context = IDL::traits<CosNaming::NamingContext>::narrow(root()->resolve(name()));
        if (!context) throw UsageError{"\"" + arguments_.name + "\" is no context; corbel ns unbind removes the name"};
        context->destroy();
        root()->unbind(name());
    }

    void export_names() {
        Node all = Node::array();
        walk(orb(), start(), true, [&](const Entry& entry) { all.items.push_back(node_of(entry)); });
        Node document = Node::object();
        document.add("names", std::move(all));
        const auto text = json::to_pretty_text(document) + "\n";
        if (arguments_.file.empty() || arguments_.file == "-") {
            std::cout << text;
            return;
        }
        std::ofstream file{arguments_.file, std::ios::binary};
        file << text;
        if (!file.flush()) throw std::runtime_error{"cannot write " + arguments_.file};
    }

    void import_names() {
        std::ifstream file{arguments_.file, std::ios::binary};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        if (!file) throw UsageError{"cannot read " + arguments_.file};
        const auto document = is_omninames_log(text) ? names_of_omninames_log(text) : json::parse(text);
        const auto* names = document.find("names");
        if (!names || !names->is(Node::Kind::array))
            throw UsageError{arguments_.file + " has no list \"names\", as corbel ns export writes it"};
        std::size_t count = 0;
        for (const auto& entry : names->items) count += import(entry);
        if (!tool_.json) std::cout << count << " names\n";
    }

    void check() {
        std::vector<Entry> entries;
        walk(orb(), start(), true, [&](const Entry& entry) { entries.push_back(entry); });
        std::vector<std::string> states(entries.size());
        std::atomic<std::size_t> next{0};
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < arguments_.jobs; ++i)
            threads.emplace_back([&] {
                for (auto at = next++; at < entries.size(); at = next++) states[at] = state_of(entries[at]);
            });
        for (auto& thread : threads) thread.join();
        // From the last to the first: a context comes after what is in it.
        for (std::size_t i = entries.size(); i-- > 0;) {
            if (states[i] == "alive") continue;
            tool_.status = failed;
            if (arguments_.prune) prune(entries[i], states[i]);
        }
        for (std::size_t i = 0; i < entries.size(); ++i) show(entries[i], states[i]);
    }

    void watch() {
        const auto context = arguments_.poll ? nullptr : IDL::traits<ExtendedContext>::narrow(start());
        if (!context) return poll();
        try {
            listen(context);
        } catch (const CORBA::NO_IMPLEMENT&) {  // its store tells nobody of changes
            poll();
        }
    }

    // What CosNaming has no word for: the service is asked again and again.
    void poll() {
        auto before = snapshot();
        const auto end = Clock::now() + std::chrono::seconds{arguments_.watch_for};
        while (arguments_.watch_for == 0 || Clock::now() < end) {
            std::this_thread::sleep_for(std::chrono::milliseconds{arguments_.interval});
            auto now = snapshot();
            for (const auto& [name, reference] : before)
                if (!now.contains(name)) say_change("unbound", name);
            for (const auto& [name, reference] : now) {
                const auto old = before.find(name);
                if (old == before.end()) say_change("bound", name);
                else if (old->second != reference) say_change("rebound", name);
            }
            before = std::move(now);
        }
    }

    void wait() {
        const auto end = Clock::now() + std::chrono::seconds{arguments_.timeout};
        while (true) {
            std::string why;
            try {
                const auto object = root()->resolve(name());
                if (!tool_.json) std::cout << orb()->object_to_string(object) << '\n';
                return;
            } catch (const CORBA::UserException& error) {
                why = describe(error);
            } catch (const CORBA::SystemException& error) {
                why = error.what();
            }
            if (Clock::now() >= end) {
                std::cerr << "corbel: waited " << arguments_.timeout << " s for " << arguments_.name << "; " << why
                          << '\n';
                tool_.status = failed;
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
        }
    }

    void backup() { naming::copy_store(arguments_.file, arguments_.copy); }

    void restore() { naming::restore_store(arguments_.copy, arguments_.file); }

private:
    // -- Where

    const OrbRef& orb() {
        if (!orb_) orb_ = CORBA::make_reference<CORBA::ORB>(tool_.orb());
        return orb_;
    }

    const ContextRef& root() {
        if (root_) return root_;
        const auto object = arguments_.service.empty() ? orb()->resolve_initial_references("NameService")
                                                       : orb()->string_to_object(arguments_.service);
        root_ = IDL::traits<CosNaming::NamingContext>::narrow(object);
        if (!root_) throw UsageError{"the object is no naming service"};
        return root_;
    }

    /// The context that NAME says; the root without it.
    ContextRef start() {
        if (arguments_.name.empty()) return root();
        auto context = IDL::traits<CosNaming::NamingContext>::narrow(root()->resolve(name()));
        if (!context) throw UsageError{"\"" + arguments_.name + "\" is no context; corbel ns resolve shows its object"};
        return context;
    }

    CosNaming::Name name() const { return idl_name(arguments_.name); }

    /// What REF says; a name is one of this naming service.
    ObjectRef object() { return make_object_reference<CORBA::Object>(tool_.reference(arguments_.reference)); }

    // -- Beyond CosNaming

    using ExtendedContext = Corbel::Naming::NamingContext;
    using ExtendedRef = IDL::traits<ExtendedContext>::ref_type;

    ExtendedRef extended_root() {
        auto context = IDL::traits<ExtendedContext>::narrow(root());
        if (!context) throw UsageError{"this naming service knows no leases: they are an addition of cos-naming"};
        return context;
    }

    bool has_terms() const { return arguments_.lease > 0 || arguments_.ends_with_server; }

    Corbel::Naming::Terms terms() const { return {arguments_.lease * 1000, arguments_.ends_with_server}; }

    /// Says the number of the lease; with --hold renews it until somebody ends this program.
    void hold(Corbel::Naming::LeaseNumber lease) {
        if (tool_.json) print({{"name", arguments_.name}, {"lease", std::to_string(lease)}});
        else std::cout << "lease " << lease << '\n';
        std::cout.flush();
        while (arguments_.hold) {
            std::this_thread::sleep_for(std::chrono::milliseconds{arguments_.lease * 1000 / 3});
            extended_root()->renew(name(), lease);
        }
    }

    /// Is told of changes until --timeout; asks now and then whether the service has forgotten us, and begins anew, by
    /// another daemon of these names if there is one.
    void listen(const ExtendedRef& context) {
        const auto poa = IDL::traits<PortableServer::POA>::narrow(orb()->resolve_initial_references("RootPOA"));
        const auto printer = CORBA::make_reference<ChangePrinter>(
            [this](const char* what, const std::string& name) { say_change(what, name); });
        poa->the_POAManager()->activate();
        const auto listener = IDL::traits<Corbel::Naming::Listener>::narrow(poa->servant_to_reference(printer));
        auto watch = context->begin_watch(listener, true);
        const auto end = Clock::now() + std::chrono::seconds{arguments_.watch_for};
        while (arguments_.watch_for == 0 || Clock::now() < end) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
            const std::chrono::milliseconds look{2000};
            std::this_thread::sleep_for(arguments_.watch_for == 0 ? look : std::min(look, left));
            try {
                watch->last_change();
            } catch (const CORBA::SystemException&) {
                watch = context->begin_watch(listener, true);
                printer->begin_again();
            }
        }
        watch->destroy();
    }

    void make_parents() {
        if (arguments_.parents) make_contexts(name());
    }

    void make_contexts(const CosNaming::Name& path) {
        for (std::size_t length = 1; length < path.size(); ++length) {
            try {
                root()->bind_new_context({path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length)});
            } catch (const CosNaming::NamingContext::AlreadyBound&) {
            }
        }
    }

    // -- Output

    void print(const std::vector<std::pair<std::string, std::string>>& members) const {
        Node node = Node::object();
        for (const auto& [name, value] : members) node.add(name, Node::string(value));
        std::cout << json::to_text(node) << '\n';
    }

    static std::string remark(const Entry& entry) {
        if (!entry.same_as.empty()) return "  -> " + entry.same_as;
        return entry.failure.empty() ? "" : "  (" + entry.failure + ")";
    }

    void show(const Entry& entry, const std::string& state = {}) {
        if (tool_.json) {
            auto node = node_of(entry);
            if (!state.empty()) node.add("state", Node::string(state));
            std::cout << json::to_text(node) << '\n';
        } else {
            if (!state.empty()) std::cout << state << "  ";
            std::cout << entry.text() << (entry.is_context ? "/" : "") << remark(entry) << '\n';
        }
    }

    Node node_of(const Entry& entry) {
        Node node = Node::object();
        node.add("name", Node::string(entry.text()));
        node.add("type", Node::string(entry.is_context ? "context" : "object"));
        if (!entry.same_as.empty()) node.add("same_as", Node::string(entry.same_as));
        if (!entry.failure.empty()) node.add("failure", Node::string(entry.failure));
        if (entry.object) node.add("reference", Node::string(orb()->object_to_string(entry.object)));
        return node;
    }

    void say_change(const char* what, const std::string& name) const {
        if (tool_.json) print({{"event", what}, {"name", name}});
        else std::cout << what << "  " << name << '\n';
        std::cout.flush();
    }

    // -- Import

    static std::string member(const Node& entry, const char* which) {
        const auto* found = entry.find(which);
        return found && found->is(Node::Kind::string) ? found->text : std::string{};
    }

    bool import(const Node& entry) {
        const auto path = idl_name(member(entry, "name"));
        make_contexts(path);
        if (member(entry, "type") != "context") {
            root()->rebind(path, orb()->string_to_object(member(entry, "reference")));
        } else if (const auto same_as = member(entry, "same_as"); !same_as.empty()) {
            const auto object = same_as == "/" ? ObjectRef{root()} : root()->resolve(idl_name(same_as));
            root()->rebind_context(path, IDL::traits<CosNaming::NamingContext>::narrow(object));
        } else if (entry.find("elsewhere")) {
            const auto object = orb()->string_to_object(member(entry, "reference"));
            root()->rebind_context(path, IDL::traits<CosNaming::NamingContext>::narrow(object));
        } else {
            try {
                root()->bind_new_context(path);
            } catch (const CosNaming::NamingContext::AlreadyBound&) {
            }
        }
        return true;
    }

    // -- Check and watch

    static std::string state_of(const Entry& entry) {
        if (!entry.failure.empty()) return "unreachable";
        if (!entry.object) return "nil";
        try {
            return entry.object->_non_existent() ? "dead" : "alive";
        } catch (const CORBA::Exception&) {
            return "unreachable";
        }
    }

    void prune(const Entry& entry, std::string& state) {
        try {
            root()->unbind(idl_name((arguments_.name.empty() ? "" : arguments_.name + "/") + entry.text()));
            state += ", removed";
        } catch (const CORBA::UserException& error) {
            state += ", " + describe(error);
        }
    }

    std::map<std::string, std::string> snapshot() {
        std::map<std::string, std::string> all;
        walk(orb(), start(), true, [&](const Entry& entry) {
            all[entry.text()] = entry.object ? orb()->object_to_string(entry.object) : "";
        });
        return all;
    }

    Tool& tool_;
    const Arguments& arguments_;
    OrbRef orb_;
    ContextRef root_;
};

/// Adds the verbs below `corbel ns`; each is a method of Ns.
class Verbs {
public:
    Verbs(CLI::App& ns, Tool& tool, std::shared_ptr<Arguments> arguments)
        : ns_{ns}, tool_{tool}, arguments_{std::move(arguments)} {}

    CLI::App* add(const char* verb, const char* purpose, void (Ns::*method)()) {
        auto* command = ns_.add_subcommand(verb, purpose)->fallthrough();
        command->callback([&tool = tool_, arguments = arguments_, method] { run(tool, *arguments, method); });
        return command;
    }

    Arguments& arguments() { return *arguments_; }

private:
    static void run(Tool& tool, const Arguments& arguments, void (Ns::*method)()) {
        try {
            Ns ns{tool, arguments};
            (ns.*method)();
        } catch (const CORBA::UserException& error) {
            std::cerr << "corbel: " << describe(error) << '\n';
            tool.status = user_exception;
        }
    }

    CLI::App& ns_;
    Tool& tool_;
    std::shared_ptr<Arguments> arguments_;
};

void add_reading(Verbs& verbs) {
    auto& to = verbs.arguments();
    const char* context = "The context, as in plant.area/hall 1; the root without it";
    verbs.add("ls", "List a context", &Ns::ls)->add_option("NAME", to.name, context);
    verbs.add("tree", "Show all names below a context", &Ns::tree)->add_option("NAME", to.name, context);
    auto* find = verbs.add("find", "List the names that a pattern matches", &Ns::find);
    find->add_option("PATTERN", to.reference, "Of the whole name; * and ? match '/' too")->required();
    find->add_option("NAME", to.name, context);
    verbs.add("resolve", "Print the reference of a name", &Ns::resolve)->add_option("NAME", to.name)->required();
    auto* wait = verbs.add("wait", "Wait until a name is bound, and print its reference", &Ns::wait);
    wait->add_option("NAME", to.name)->required();
    wait->add_option("--timeout", to.timeout, "Seconds")->capture_default_str();
    verbs.add("describe", "Show the lease of a name, and whether its object is alive; of cos-naming alone",
              &Ns::describe_name)
        ->add_option("NAME", to.name)
        ->required();
    auto* watch = verbs.add("watch", "Print the names that come, change and go", &Ns::watch);
    watch->add_option("NAME", to.name, context);
    watch->add_flag("--poll", to.poll, "Look again and again, as is done for services that cannot tell of changes");
    watch->add_option("--interval", to.interval, "Milliseconds between two looks of --poll")->capture_default_str();
    watch->add_option("--timeout", to.watch_for, "End after so many seconds; 0: never")->capture_default_str();
}

void add_writing(Verbs& verbs) {
    auto& to = verbs.arguments();
    for (const auto& [verb, purpose, method] :
         {std::tuple{"bind", "Bind an object to a free name", &Ns::bind},
          std::tuple{"rebind", "Bind an object to a name, free or not", &Ns::rebind}}) {
        auto* command = verbs.add(verb, purpose, method);
        command->add_option("NAME", to.name)->required();
        command->add_option("REF", to.reference, reference_help)->required();
        auto* lease = command->add_option(
            "--lease", to.lease, "Seconds until the name goes unless the lease is renewed; of cos-naming alone");
        lease->check(CLI::Range(1u, 4'000'000u));
        command->add_flag("--ends-with-server", to.ends_with_server, "The name goes when its object's server is gone");
        command->add_flag("--hold", to.hold, "Stay, and renew the lease until this program ends")->needs(lease);
        command->add_flag("-p,--parents", to.parents, "Create the contexts on the way");
    }
    verbs.add("unbind", "Remove a name", &Ns::unbind)->add_option("NAME", to.name)->required();
    auto* mkctx = verbs.add("mkctx", "Create a context", &Ns::mkctx);
    mkctx->add_option("NAME", to.name)->required();
    mkctx->add_flag("-p,--parents", to.parents, "Create the contexts on the way");
    verbs.add("rmctx", "Remove an empty context and its name", &Ns::rmctx)->add_option("NAME", to.name)->required();
}

void add_whole(Verbs& verbs, Tool& tool) {
    auto& to = verbs.arguments();
    auto* check = verbs.add("check", "Ask every object whether it is there; status 1 unless all are", &Ns::check);
    check->add_option("NAME", to.name, "Of a context; the root without it");
    check->add_flag("--prune", to.prune, "Remove the names of objects that do not answer");
    check->add_option("--jobs", to.jobs, "Objects asked at the same time")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    check->add_option("--timeout", to.patience, "Milliseconds for each object")->capture_default_str();
    check->parse_complete_callback([&tool, &to] {
        tool.options().call_timeout = tool.options().connect_timeout = std::chrono::milliseconds{to.patience};
    });
    auto* out = verbs.add("export", "Write all names as JSON", &Ns::export_names);
    out->add_option("FILE", to.file, "- or nothing: standard output");
    auto* in =
        verbs.add("import", "Bind the names of an exported file, or of a data file of omniNames", &Ns::import_names);
    in->add_option("FILE", to.file)->required();
    auto* backup = verbs.add("backup", "Copy the store file of a cos-naming that may be running", &Ns::backup);
    backup->add_option("STORE", to.file, "As in --store sqlite:STORE")->required();
    backup->add_option("COPY", to.copy, "A new file; cos-naming --store sqlite:COPY serves it")->required();
    auto* restore = verbs.add("restore", "Put a copy in the place of the store of a cos-naming that has ended",
                              &Ns::restore);
    restore->add_option("COPY", to.copy, "Made by backup")->required();
    restore->add_option("STORE", to.file, "What was there stays as STORE.before-TIME")->required();
}

}  // namespace

void add_ns(CLI::App& app, Tool& tool) {
    auto arguments = std::make_shared<Arguments>();
    auto* ns = add_verb(app, "ns", "The names of a naming service", examples);
    ns->require_subcommand(1);
    ns->add_option("-s,--service", arguments->service, "The naming service, as a URL");
    Verbs verbs{*ns, tool, arguments};
    add_reading(verbs);
    add_writing(verbs);
    add_whole(verbs, tool);
    add_ns_discover(*ns, tool);
}

}  // namespace corbel::tool
