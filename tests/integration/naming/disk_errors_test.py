#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A disk that fails, is full, or takes a second for each sync, as strace makes it.

usage: disk_errors_test.py COS-NAMING
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from daemon import Daemon, expect, fail, skip
from names_peer import Names

PERSIST_STORE = "IDL:omg.org/CORBA/PERSIST_STORE:1.0"
FAULTS = [("pwrite64", "error=EIO"), ("pwrite64", "error=ENOSPC"), ("pwrite64", "error=EROFS"),
          ("fdatasync,fsync", "error=EIO"), ("fdatasync,fsync", "error=ENOSPC")]


class Fault:
    """What system calls of the daemon do within the `with` block."""

    def __init__(self, daemon, calls, what):
        self.daemon = daemon
        self.command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e",
                        f"inject={calls}:{what}", "-p", str(daemon.pid)]

    def __enter__(self):
        self.strace = subprocess.Popen(self.command)
        end = time.monotonic() + 20
        while not all(self.traced(task) for task in os.listdir(f"/proc/{self.daemon.pid}/task")):
            if time.monotonic() > end:
                fail("strace does not attach")
            time.sleep(0.01)

    def traced(self, task):
        try:
            with open(f"/proc/{self.daemon.pid}/task/{task}/status", encoding="ascii") as file:
                return "TracerPid:\t0\n" not in file.read()
        except FileNotFoundError:  # the thread has ended
            return True

    def __exit__(self, *_):
        self.strace.send_signal(signal.SIGINT)
        self.strace.wait(20)


def bears_faults(program, folder):
    for number, (calls, what) in enumerate(FAULTS):
        store = "sqlite:" + os.path.join(folder, f"{number}.db")
        title = f"{calls} {what}"
        with Daemon(program, "--store", store) as daemon:
            names = Names((daemon.host, daemon.port))
            bound = {}
            for i in range(5):
                expect(f"{title}: before", names.bind(f"before{i}", "x")[0] == 0)
                bound[f"before{i}"] = "x"
            with Fault(daemon, calls, what):
                for i in range(3):
                    status, answer = names.bind(f"during{i}", "x")
                    expect(f"{title}: a change is PERSIST_STORE", status != 0 and answer == PERSIST_STORE, answer)
                expect(f"{title}: reads go on, nothing of it is seen", names.all() == bound)
            expect(f"{title}: afterwards changes go on", names.bind("after", "x")[0] == 0)
            bound["after"] = "x"
            maybe = "sync" in calls  # COMPLETED_MAYBE: what the system did not sync may be there all the same
            expect(f"{title}: and nothing of the failed ones is seen", maybe or names.all() == bound)
            daemon.child.kill()
        with Daemon(program, "--store", store) as daemon:
            found = Names((daemon.host, daemon.port)).all()
            unexpected = {name for name in found if name not in bound and not (maybe and name.startswith("during"))}
            expect(f"{title}: after a crash all that was acknowledged is there, and nothing else",
                   bound.items() <= found.items() and not unexpected, found)


def bears_slow_syncs(program, folder):
    """Each sync takes a second: changes that come together are written together, and reads do not wait."""
    with Daemon(program, "--store", "sqlite:" + os.path.join(folder, "slow.db")) as daemon:
        address = (daemon.host, daemon.port)
        reader = Names(address)
        reader.bind("read", "x")
        clients = [Names(address) for _ in range(16)]
        answers = []
        with Fault(daemon, "fdatasync", "delay_enter=1000000"):
            begin = time.monotonic()
            threads = [threading.Thread(target=lambda c=client, n=number: answers.append(c.bind(f"n{n}", "x")[0]))
                       for number, client in enumerate(clients)]
            for thread in threads:
                thread.start()
            longest = reads = 0
            while any(thread.is_alive() for thread in threads):
                before = time.monotonic()
                expect_quietly(reader.resolve("read")[0] == 0)
                longest = max(longest, time.monotonic() - before)
                reads += 1
            took = time.monotonic() - begin
        expect(f"16 changes are written together: {took:.1f} s", answers == [0] * 16 and took < 10, (took, answers))
        expect(f"reads did not wait: {reads}, the longest {longest * 1000:.0f} ms", reads > 20 and longest < 0.9)


def expect_quietly(condition):
    if not condition:
        fail("a read failed")


def main():
    if not shutil.which("strace"):
        skip("strace is not installed")
    if subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL, check=False).returncode:
        skip("strace may not trace here")
    with open(sys.argv[1], "rb") as file:
        if b"__tsan_init" in file.read():
            skip("ThreadSanitizer and a tracer that attaches do not go together")
    with tempfile.TemporaryDirectory() as folder:
        bears_faults(sys.argv[1], folder)
        bears_slow_syncs(sys.argv[1], folder)


main()
