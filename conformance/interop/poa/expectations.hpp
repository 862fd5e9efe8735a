// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <future>
#include <string>

#include "conformance/interop/checks.hpp"

namespace interop {

/// What to say of a system exception: its name, and its minor code where that is the OMG's. Who asks by a LocateRequest
/// first, as omniORB does, does not learn why an object does not exist.
inline std::string exception_in_words(const std::string& name, unsigned long minor) {
    constexpr unsigned long omg = 0x4f4d0000, vendor_bits = 0xfffff000;
    if (name == "OBJECT_NOT_EXIST" || (minor & vendor_bits) != omg) return name;
    return name + ' ' + std::to_string(minor & ~vendor_bits);
}

/// What a client must see, by its `side`: work(name of a subject, how), work_apart() by a connection of its own,
/// calls(), govern(what), destroy_activated(), wait_within().
template <class Side>
void check_managed(Checks& checks, Side& side, bool server_is_omniorb) {
    const auto expect = [&](const std::string& what, const std::string& is, const std::string& must_be) {
        checks(what, is == must_be, is);
    };
    side.calls();
    expect("a locator", side.work("located", "well"), "done");
    expect("a locator's calls", side.calls(), "preinvoke work postinvoke ");
    expect("Current", side.work("located", "who"), "located");
    side.calls();
    expect("a locator and a servant that throws", side.work("located", "refuse"), "NO_PERMISSION");
    expect("its calls", side.calls(), "preinvoke work postinvoke ");
    expect("postinvoke that takes its time", side.work("slow", "well"), "done");
    expect("its calls, before the answer", side.calls(), "preinvoke work postinvoke ");
    if (!server_is_omniorb) {  // calls postinvoke in a destructor, which ends the server where it throws
        expect("postinvoke that throws", side.work("undone", "well"), "TRANSACTION_ROLLEDBACK");
        expect("its calls", side.calls(), "preinvoke work postinvoke ");
    }
    expect("preinvoke that throws", side.work("forbidden", "well"), "NO_RESOURCES");
    expect("its calls", side.calls(), "preinvoke ");
    expect("an activator that forwards", side.work("forwarded", "who"), "located");
    expect("its calls", side.calls(), "preinvoke work postinvoke ");

    expect("an adapter activator", side.work("first", "who"), "first");
    expect("its calls", side.calls(), "unknown_adapter work ");
    expect("a default servant", side.work("second", "who"), "second");
    expect("its calls", side.calls(), "work ");
    expect("a POA that no activator makes", side.work("unborn", "who"), "OBJECT_NOT_EXIST");
    expect("its calls", side.calls(), "unknown_adapter ");

    side.govern("hold");
    auto held = std::async(std::launch::async, [&] { return side.work_apart("held", "well"); });
    checks("a request that is held", held.wait_for(std::chrono::milliseconds{300}) == std::future_status::timeout);
    side.govern("activate");
    expect("it goes on", held.get(), "done");
    side.govern("discard");
    expect("a request that is discarded", side.work("held", "well"), "TRANSIENT 1");
    side.govern("activate");
    expect("a manager that is active again", side.work("held", "well"), "done");
    side.calls();
    side.govern("deactivate");
    expect("what is etherealized at the end of the manager", side.calls(), "held- ");
    expect("a request for an inactive manager", side.work("held", "well"), "OBJ_ADAPTER 1");

    for (const auto* name : {"a", "b", "c"}) expect("an activator", side.work(name, "well"), "done");
    side.calls();
    side.destroy_activated();
    auto calls = side.calls();
    for (auto& each : calls) {
        if (each >= 'a' && each <= 'c') each = '*';        // in any order
        if (each == '+' && server_is_omniorb) each = '-';  // by the state of its map, which it empties apart from this
    }
    expect("remaining_activations at the end", calls, server_is_omniorb ? "*- *- *- " : "*+ *+ *- ");
    expect("an object whose POA is gone", side.work("a", "well"), "OBJECT_NOT_EXIST");
    expect("destroy within a request", std::to_string(side.wait_within()), "3");
}

}  // namespace interop
