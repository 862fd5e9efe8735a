// SPDX-License-Identifier: BSL-1.0
// Random operations of many threads on one tree of POAs, each answer compared with what a plain model says it must be.
//
//     adapter_model steps [seed]
//
// Requests go as messages and directly, as the reference has it. The POAs and the POAManager are shared; object ids and
// child POAs belong to one thread each, so that a model without locks knows every answer. The manager is put on hold
// and activated all the time; servants, incarnations and cookies are counted and must come out even.
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <random>

#include "orb/engine/adapter/current.hpp"
#include "orb/engine/invocation/route.hpp"
#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {
namespace {

using namespace policy;

constexpr unsigned thread_count = 6;
constexpr unsigned ids_per_thread = 4;
constexpr std::string_view everybodys = "everybody's";  // an id that all threads call and deactivate

struct Counts {
    std::atomic<long> servants{0}, incarnated{0}, etherealized{0}, before{0}, after{0}, direct{0};
};

/// What an operation ended in: a text for a result, the name of the fault or error otherwise.
std::string outcome(const std::function<std::string()>& operation) {
    try {
        return operation();
    } catch (const AdapterError& error) {
        return "fault " + std::to_string(static_cast<int>(error.fault()));
    } catch (const SystemError& error) {
        return std::string{name_of(error.error())};
    }
}

std::string fault(Fault fault) { return "fault " + std::to_string(static_cast<int>(fault)); }

class Named final : public TestServant {
public:
    Named(Counts& counts, std::string text)
        : TestServant{[this](ServerRequest& request) { perform(request); }}, counts_{counts}, text_{std::move(text)} {
        ++counts_.servants;
    }
    ~Named() override {
        text_ = "called after its end";
        --counts_.servants;
    }

    std::vector<Facet> _facets() override { return {{&facet, this, nullptr, nullptr}}; }

    std::string perform(std::string_view operation) {
        const auto* upcall = Upcall::current();
        const std::string id{as_text(upcall->object_id())};
        if (upcall->is_direct()) ++counts_.direct;
        if (operation == "end") upcall->poa().deactivate(to_octets(upcall->object_id()));
        if (operation == "visit") {
            std::this_thread::sleep_for(std::chrono::microseconds{50});  // so that it is deactivated meanwhile
            call(upcall->poa().create_reference(adapter::id(everybodys), ""));
        }
        return id + "=" + text_;
    }

    static constexpr char facet{};

private:
    void perform(ServerRequest& request) {
        const auto said = perform(request.operation());
        request.reply([&](cdr::Writer& out) { out.string(said); });
    }

    Counts& counts_;
    std::string text_;
};

struct Activator final : ServantActivator {
    Counts& counts;
    std::atomic<int> inside{0};
    std::mutex mutex;
    std::map<ObjectId, bool> incarnations;

    explicit Activator(Counts& counts) : counts{counts} {}

    ServantPtr incarnate(const ObjectId& id, Poa&) override {
        if (inside++ != 0) throw std::logic_error{"incarnate beside another call"};
        {
            const std::lock_guard lock{mutex};
            if (std::exchange(incarnations[id], true)) throw std::logic_error{"incarnated twice"};
        }
        ++counts.incarnated;
        --inside;
        return std::make_shared<Named>(counts, "incarnated");
    }
    void etherealize(const ObjectId& id, Poa&, const ServantPtr&, bool, bool) override {
        if (inside++ != 0) std::abort();
        {
            const std::lock_guard lock{mutex};
            if (!std::exchange(incarnations[id], false)) std::abort();
        }
        ++counts.etherealized;
        --inside;
    }
};

struct Locator final : ServantLocator {
    Counts& counts;
    explicit Locator(Counts& counts) : counts{counts} {}

    ServantPtr preinvoke(const ObjectId& id, Poa&, std::string_view, Cookie& cookie) override {
        ++counts.before;
        cookie = id;
        return std::make_shared<Named>(counts, "located");
    }
    void postinvoke(const ObjectId& id, Poa&, std::string_view, const Cookie& cookie, const ServantPtr&) override {
        if (std::any_cast<ObjectId>(cookie) == id) ++counts.after;
    }
};

struct Tree {
    SmallOrb orb;
    Counts counts;
    std::shared_ptr<Poa> plain, serial, incarnating, incarnating_serially, locating, defaulted, nursery;

    Tree() {
        orb.active_root();
        plain = orb.child("plain", {user_id, multiple});
        serial = orb.child("serial", {user_id, single_thread, persistent});
        incarnating = orb.child("incarnating", {user_id, servant_manager});
        incarnating->servant_activator(std::make_shared<Activator>(counts));
        // With a manager of its own: what its objects call of it must not be held where that waits for its requests.
        incarnating_serially = orb.root()->create_child("incarnating serially", nullptr,
                                                        std::array{user_id, single_thread, servant_manager});
        incarnating_serially->manager()->activate();
        incarnating_serially->servant_activator(std::make_shared<Activator>(counts));
        locating = orb.child("locating", {user_id, servant_manager, non_retain});
        locating->servant_locator(std::make_shared<Locator>(counts));
        defaulted = orb.child("defaulted", {user_id, multiple, default_servant});
        defaulted->default_servant(std::make_shared<Named>(counts, "default"));
        nursery = orb.child("nursery", {});
    }
};

/// One thread's part of the world, and what must be true in it.
class Actor {
public:
    Actor(Tree& tree, unsigned number, unsigned seed) : tree_{tree}, number_{number}, random_{seed * 977 + number} {}

    void step() {
        const auto name = std::to_string(number_) + "." + std::to_string(random_() % ids_per_thread);
        switch (random_() % 8) {
            case 0: return with_map(*tree_.plain, plain_, name);
            case 1: return with_map(*tree_.serial, serial_, name);
            case 2: return with_activator(*tree_.incarnating, incarnated_, name);
            case 3: return with_activator(*tree_.incarnating_serially, incarnated_serially_, name);
            case 4: return with_everybodys(random_() % 2 == 0 ? *tree_.incarnating : *tree_.incarnating_serially);
            case 5: return expect(ask(*tree_.locating, name), name + "=located");
            case 6: return with_default(name);
            default: return with_child();
        }
    }

private:
    using Model = std::map<std::string, std::string>;  // active objects: id and what the servant says

    void expect(const std::string& is, const std::string& must_be) {
        if (is != must_be) throw std::logic_error{"\"" + is + "\" instead of \"" + must_be + "\""};
    }
    std::string ask(Poa& poa, const std::string& name, std::string_view operation = "ask") {
        return outcome([&] {
            auto& reference = references_[poa.name() + "/" + name];
            if (!reference || random_() % 64 == 0) reference = poa.create_reference(id(name), "");
            std::string said;
            auto* const way = reference.state()->direct();
            const bool direct = way && way->perform(&Named::facet, [&](const Facet& facet, const auto&) {
                said = static_cast<Named*>(facet.servant)->perform(operation);
            });
            return direct ? said : call(reference, operation).body.string();
        });
    }
    static std::string said(const Model& model, const std::string& name, const std::string& absent) {
        const auto at = model.find(name);
        return at == model.end() ? absent : name + "=" + at->second;
    }

    void activate(Poa& poa, Model& model, const std::string& name) {
        const auto text = std::to_string(++serial_number_);
        const auto is = outcome([&] {
            return poa.activate(id(name), std::make_shared<Named>(tree_.counts, text)), "done";
        });
        expect(is, model.emplace(name, text).second ? "done" : fault(Fault::object_already_active));
    }
    void deactivate(Poa& poa, Model& model, const std::string& name) {
        const auto is = outcome([&] { return poa.deactivate(id(name)), "done"; });
        expect(is, model.erase(name) ? "done" : fault(Fault::object_not_active));
    }

    void with_map(Poa& poa, Model& model, const std::string& name) {
        switch (random_() % 6) {
            case 0: return activate(poa, model, name);
            case 1: return deactivate(poa, model, name);
            case 2: return expect(outcome([&] { return poa.id_to_servant(id(name)), "done"; }),
                                  model.contains(name) ? "done" : fault(Fault::object_not_active));
            case 3: return expect(outcome([&] {
                        const auto reference = poa.id_to_reference(id(name));
                        return std::string{as_text(poa.reference_to_id(reference))};
                    }), model.contains(name) ? name : fault(Fault::object_not_active));
            case 4: expect(ask(poa, name, "end"), said(model, name, "OBJECT_NOT_EXIST")); model.erase(name); return;
            default: return expect(ask(poa, name), said(model, name, "OBJECT_NOT_EXIST"));
        }
    }

    void with_activator(Poa& poa, Model& model, const std::string& name) {
        switch (random_() % 4) {
            case 0: return activate_incarnated(poa, model, name);
            case 1: return deactivate(poa, model, name);
            default:
                expect(ask(poa, name, poa.policies().thread == Thread::single_thread ? "visit" : "ask"),
                       said(model, name, name + "=incarnated"));
                model.emplace(name, "incarnated");
        }
    }
    void activate_incarnated(Poa& poa, Model& model, const std::string& name) {
        // An activation of the program's own is etherealized too; the activator counts only its own.
        if (!model.contains(name)) return;
        expect(outcome([&] { return poa.activate(id(name), servant()), "done"; }), fault(Fault::object_already_active));
    }

    /// Whatever the others do with it, it answers.
    void with_everybodys(Poa& poa) {
        const std::string name{everybodys};
        if (random_() % 2 == 0) return expect(ask(poa, name), name + "=incarnated");
        const auto is = outcome([&] { return poa.deactivate(id(name)), "done"; });
        if (is != fault(Fault::object_not_active)) expect(is, "done");
    }

    void with_default(const std::string& name) {
        auto& poa = *tree_.defaulted;
        switch (random_() % 4) {
            case 0: return activate(poa, defaulted_, name);
            case 1: return deactivate(poa, defaulted_, name);
            default: return expect(ask(poa, name), said(defaulted_, name, name + "=default"));
        }
    }

    void with_child() {
        const auto name = "child " + std::to_string(number_);
        const auto find = [&] { return outcome([&] { return tree_.nursery->find_child(name, true)->name(); }); };
        if (child_) {
            expect(find(), name);
            if (random_() % 2 == 0) return with_map(*child_, childs_, std::to_string(number_) + ".0");
            expect(outcome([&] { return child_->destroy(true, random_() % 2 == 0), "done"; }), "done");
            expect(outcome([&] { return child_->create_reference(id("x"), ""), "done"; }), "OBJECT_NOT_EXIST");
            childs_.clear();
            child_.reset();
            references_.erase(name + "/" + std::to_string(number_) + ".0");
        } else {
            expect(find(), fault(Fault::adapter_non_existent));
            const auto policies = std::array{user_id, multiple};
            child_ = tree_.nursery->create_child(name, tree_.orb.root()->manager(), policies);
            expect(outcome([&] { return tree_.nursery->create_child(name, nullptr, policies)->name(); }),
                   fault(Fault::adapter_already_exists));
        }
    }

    Tree& tree_;
    const unsigned number_;
    std::minstd_rand random_;
    unsigned serial_number_ = 0;
    Model plain_, serial_, incarnated_, incarnated_serially_, defaulted_, childs_;
    std::shared_ptr<Poa> child_;
    std::map<std::string, Reference> references_;
};

int run(unsigned steps, unsigned seed) {
    Tree tree;
    std::atomic<bool> over{false}, failed{false};
    std::thread tap{[&] {
        auto& manager = *tree.orb.root()->manager();
        for (std::minstd_rand random{seed}; !over;
             std::this_thread::sleep_for(std::chrono::microseconds{random() % 2000})) {
            manager.hold_requests(random() % 4 == 0);
            std::this_thread::yield();
            manager.activate();
        }
    }};
    std::vector<std::thread> threads;
    for (unsigned number = 0; number < thread_count; ++number)
        threads.emplace_back([&, number] {
            Actor actor{tree, number, seed};
            for (unsigned i = 0; i < steps / thread_count && !failed; ++i) {
                try {
                    actor.step();
                } catch (const std::exception& error) {
                    failed = true;
                    std::cerr << "seed " << seed << ", thread " << number << ", step " << i << ": " << error.what()
                              << '\n';
                }
            }
        });
    for (auto& thread : threads) thread.join();
    over = true;
    tap.join();
    tree.orb.adapter->destroy(true, true);
    const auto& counts = tree.counts;
    const bool even = counts.servants == 0 && counts.incarnated == counts.etherealized &&
                      counts.before == counts.after && counts.direct > 0;
    std::cout << steps << " steps, seed " << seed << ": " << counts.incarnated << " incarnated, " << counts.etherealized
              << " etherealized, " << counts.direct << " called directly, " << counts.before << " located, "
              << counts.after << " told so, " << counts.servants << " servants left\n";
    return even && !failed ? 0 : 1;
}

}  // namespace
}  // namespace corbel::adapter

int main(int argc, char* argv[]) {
    const auto number = [&](int at, unsigned otherwise) {
        return argc > at ? static_cast<unsigned>(std::strtoul(argv[at], nullptr, 10)) : otherwise;
    };
    return corbel::adapter::run(number(1, 6000), number(2, 1));
}
