#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Corbel::Naming through `corbel ns`: leases, liveness, watches. usage: extension_test.py COS-NAMING CORBEL"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from daemon import Daemon, Process, expect, expect_match, fail
from names_peer import Names, giop

PROGRAM, CORBEL = sys.argv[1:3]
NOBODY = "corbaloc::127.0.0.1:1/nobody"


def ns(daemon, *arguments, status=0):
    done = subprocess.run([CORBEL, "ns", "-s", daemon.url, *arguments], capture_output=True, text=True, timeout=60,
                          check=False)
    expect(f"ns {' '.join(arguments)[:70]}", done.returncode == status, done)
    return done.stdout + done.stderr


def wait_until(what, condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            fail(f"not in {seconds} s: {what}")
        time.sleep(0.05)
    print(f"ok   {what}", flush=True)


def names_of(daemon):
    return set(Names((daemon.host, daemon.port)).all())


def asks_by_is_a(daemon):
    names = Names((daemon.host, daemon.port))
    for interface, is_one in (("IDL:Corbel/Naming/NamingContext:1.0", 1), ("IDL:Corbel/Naming/Watch:1.0", 0),
                              ("IDL:omg.org/CosNaming/NamingContextExt:1.0", 1)):
        status, results = names.call("_is_a", giop.string(b"", interface))
        expect(f"_is_a {interface} is {is_one}", status == 0 and results[0] == is_one, (status, results))


def leases(folder):
    store = "sqlite:" + os.path.join(folder, "leases.db")
    with Daemon(PROGRAM, "--store", store) as daemon:
        asks_by_is_a(daemon)
        ns(daemon, "bind", "forever", NOBODY)
        expect_match("a lease has a number", r"^lease [1-9]\d*\n", ns(daemon, "bind", "brief", NOBODY, "--lease", "1"))
        ns(daemon, "bind", "long", NOBODY, "--lease", "600")
        expect_match("AlreadyBound with a lease", "AlreadyBound",
                     ns(daemon, "bind", "long", NOBODY, "--lease", "600", status=3))
        about = json.loads(ns(daemon, "--json", "describe", "long"))
        expect("describe tells the time that is left", 500_000 < about["time_left_ms"] <= 600_000, about)
        about = json.loads(ns(daemon, "--json", "describe", "forever"))
        expect("a name without a lease has none", "lease" not in about, about)
        wait_until("the name goes with its lease", lambda: names_of(daemon) == {"forever", "long"})
        holder = [CORBEL, "ns", "-s", daemon.url, "bind", "held", NOBODY, "--lease", "2", "--hold"]
        with Process(*holder, stdout=subprocess.PIPE) as holds:
            holds.wait_for_text("lease")
            time.sleep(3)
            expect("a lease that is renewed goes on", "held" in names_of(daemon))
            holds.child.kill()
            wait_until("and ends when nobody renews it", lambda: "held" not in names_of(daemon))
        ns(daemon, "rebind", "long", NOBODY + "2", "--lease", "300")
        daemon.child.send_signal(signal.SIGKILL)
    with Daemon(PROGRAM, "--store", store) as daemon:
        about = json.loads(ns(daemon, "--json", "describe", "long"))
        expect("a lease survives a crash with its time", 200_000 < about["time_left_ms"] <= 300_000, about)
        ns(daemon, "rebind", "long", NOBODY)
        expect("rebind without a lease ends it", "lease" not in json.loads(ns(daemon, "--json", "describe", "long")))


def liveness():
    with Daemon(PROGRAM, "--check", "1") as daemon:
        gone = f"corbaloc::127.0.0.1:{daemon.port}/no-such-object"
        ns(daemon, "bind", "alive", daemon.url)
        ns(daemon, "bind", "alive.leased", daemon.url, "--ends-with-server")
        ns(daemon, "bind", "dead", gone)
        ns(daemon, "bind", "dead.leased", gone, "--ends-with-server")
        ns(daemon, "bind", "silent", NOBODY)
        wait_until("a name goes when its object does not exist", lambda: "dead.leased" not in names_of(daemon))
        for name, state in (("alive", "alive"), ("alive.leased", "alive"), ("dead", "dead"), ("silent", "unreachable")):
            wait_until(f"{name} is {state}",
                       lambda n=name, s=state: json.loads(ns(daemon, "--json", "describe", n))["state"] == s)


def watches():
    with Daemon(PROGRAM) as daemon:
        ns(daemon, "mkctx", "plant")
        with Process(CORBEL, "ns", "-s", daemon.url, "watch", "plant", stdout=subprocess.PIPE) as watch:
            wait_until("somebody is told", lambda: tells(daemon, watch))
            ns(daemon, "bind", "outside", NOBODY)
            ns(daemon, "bind", "-p", "plant/hall/pump", NOBODY)
            ns(daemon, "rebind", "plant/hall/pump", NOBODY + "2")
            ns(daemon, "bind", "plant/brief", NOBODY, "--lease", "1")
            ns(daemon, "unbind", "plant/hall/pump")
            seen = watch.wait_for_text(r"(?s)bound  hall\n.*unbound  brief\n").group(0).split("\n")
            expect("a watch tells of bind, rebind, unbind and of leases that end",
                   sorted(line for line in seen if "probe" not in line) ==
                   sorted(["bound  hall", "bound  hall/pump", "rebound  hall/pump", "bound  brief",
                           "unbound  hall/pump", "unbound  brief", ""]), seen)
            daemon.child.kill()
            expect("a watch says when the service is gone", watch.wait(30) == 4)
        expect("nothing was told of other contexts", "outside" not in "\n".join(seen))


def tells(daemon, watch):
    """The watch may not have begun yet: makes changes until it tells of one."""
    ns(daemon, "rebind", "plant/probe", f"corbaloc::127.0.0.1:1/{time.monotonic_ns()}")
    return watch.has_output(0.2)


def main():
    with tempfile.TemporaryDirectory() as folder:
        leases(folder)
    liveness()
    watches()


main()
