// SPDX-License-Identifier: BSL-1.0
#include <catch2/catch.hpp>

#include <atomic>
#include <random>

#include "tests/unit/adapter/small_orb.hpp"

namespace corbel::adapter {
namespace {

using namespace policy;

template <class Action>
void in_parallel(int threads, Action action) {
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) all.emplace_back([=] { action(i); });
    for (auto& thread : all) thread.join();
}

}  // namespace

TEST_CASE("threads: a single-thread POA performs one request at a time, its own nested ones included") {
    SmallOrb orb;
    orb.active_root();
    const auto poa = orb.child("a", {user_id, single_thread});
    int inside = 0, most = 0, count = 0;
    poa->activate(id("inner"), servant());
    const auto inner = poa->id_to_reference(id("inner"));
    poa->activate(id("x"), servant([&](ServerRequest& request) {
        most = std::max(most, ++inside);
        ++count;
        call(inner);
        --inside;
        request.reply([](cdr::Writer&) {});
    }));
    const auto reference = poa->id_to_reference(id("x"));
    in_parallel(4, [&](int) {
        for (int i = 0; i < 200; ++i) call(reference);
    });
    CHECK(most == 1);
    CHECK(count == 800);
}

TEST_CASE("threads: activation and deactivation beside calls") {
    SmallOrb orb;
    orb.active_root();
    const auto poa = orb.child("a", {user_id, multiple});
    std::atomic<int> alive{0}, done{0}, absent{0};
    struct Counted : TestServant {
        std::atomic<int>& alive;
        std::atomic<bool> gone{false};
        explicit Counted(std::atomic<int>& alive)
            : TestServant{[this](ServerRequest& request) {
                  if (gone) throw std::runtime_error{"called after its end"};
                  request.reply([](cdr::Writer&) {});
              }},
              alive{alive} {
            ++alive;
        }
        ~Counted() override {
            gone = true;
            --alive;
        }
    };
    in_parallel(4, [&](int thread) {
        std::minstd_rand random{static_cast<unsigned>(thread + 1)};
        for (int i = 0; i < 3000; ++i) {
            const auto name = id(std::string(1, static_cast<char>('a' + random() % 4)));
            try {
                if (random() % 3 == 0)
                    poa->activate(name, std::make_shared<Counted>(alive));
                else if (random() % 3 == 0)
                    poa->deactivate(name);
                else
                    call(poa->create_reference(name, "")), ++done;
            } catch (const AdapterError&) {
            } catch (const SystemError& error) {
                if (error.error() != Error::object_not_exist) throw;
                ++absent;
            }
        }
    });
    poa->destroy(true, true);
    CHECK(alive == 0);
    CHECK(done + absent > 0);
}

TEST_CASE("threads: each incarnation is etherealized once") {
    struct Counting : ServantActivator {
        std::atomic<int> incarnated{0}, etherealized{0}, inside{0}, most{0};
        ServantPtr incarnate(const ObjectId&, Poa&) override {
            most = std::max(most.load(), ++inside);
            ++incarnated;
            --inside;
            return servant();
        }
        void etherealize(const ObjectId&, Poa&, const ServantPtr&, bool, bool) override {
            most = std::max(most.load(), ++inside);
            ++etherealized;
            --inside;
        }
    };
    SmallOrb orb;
    orb.active_root();
    const auto poa = orb.child("a", {user_id, servant_manager});
    const auto activator = std::make_shared<Counting>();
    poa->servant_activator(activator);
    in_parallel(4, [&](int thread) {
        const auto reference = poa->create_reference(id("x"), "");
        for (int i = 0; i < 1000; ++i) {
            call(reference);
            if (i % 4 != thread) continue;
            try {
                poa->deactivate(id("x"));
            } catch (const AdapterError&) {
            }
        }
    });
    poa->destroy(true, true);
    CHECK(activator->incarnated == activator->etherealized);
    CHECK(activator->incarnated > 1);
    CHECK(activator->most == 1);
}

TEST_CASE("threads: POAs come and go beside calls") {
    SmallOrb orb;
    orb.active_root();
    std::atomic<bool> over{false};
    const auto make = [&] {  // when the requests of the last one have ended
        for (;; std::this_thread::yield()) {
            try {
                return orb.child("a", {user_id, persistent});
            } catch (const AdapterError&) {
            }
        }
    };
    std::thread builder{[&] {
        for (int i = 0; i < 300; ++i) {
            const auto poa = make();
            poa->activate(id("x"), says("here"));
            std::this_thread::yield();
            poa->destroy(true, i % 2 == 0);
        }
        over = true;
    }};
    const auto key = ObjectKey::compose(ObjectKey::persistent_adapter({"a"}), id("x"));
    const auto reference = orb.make_reference("", key);
    in_parallel(2, [&](int) {
        while (!over) {
            try {
                if (ask(reference) != "here") over = true;
            } catch (const SystemError& error) {
                if (error.error() != Error::object_not_exist) throw;
            }
        }
    });
    builder.join();
    SUCCEED();
}

}  // namespace corbel::adapter
