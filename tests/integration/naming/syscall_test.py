#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""SIGKILL at each system call that touches the store, from the start over writing to the end.

usage: syscall_test.py COS-NAMING
"""
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from daemon import Daemon, Process, fail, skip
from names_peer import Names, Writer

CALLS = ["openat", "pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "flock", "fcntl", "write", "rename"]
CHANGES = 12


class Traced(Process):
    def __init__(self, program, store, call, number):
        inject = f"inject={call}:signal=SIGKILL:when={number}"
        super().__init__("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject, program,
                         "--port", 0, "--store", store, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def end(self):
        """SIGTERM to the daemon; strace ends with its status."""
        with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="ascii") as file:
            for child in file.read().split():
                os.kill(int(child), signal.SIGTERM)

    def address(self):
        """Where it serves; None if it was killed before."""
        text, deadline = "", time.monotonic() + 30
        while time.monotonic() < deadline:
            if select.select([self.child.stdout], [], [], 0.1)[0]:
                chunk = os.read(self.child.stdout.fileno(), 4096).decode()
                text += chunk
                found = re.search(r"corbaloc::([^/\s]+):(\d+)/NameService\n", text)
                if found:
                    return found.group(1), int(found.group(2))
                if not chunk:
                    return None
        return None


def run(program, call, number):
    """True if the daemon went through everything without being killed."""
    with tempfile.TemporaryDirectory() as folder:
        store = "sqlite:" + os.path.join(folder, "names.db")
        writer = None
        with Traced(program, store, call, number) as traced:
            address = traced.address()
            if address:
                writer = Writer(address, 1, {}, number, CHANGES)
                writer.start()
                writer.join()
            traced.end()
            killed = traced.wait(30) != 0
        with Daemon(program, "--store", store) as daemon:
            found = Names((daemon.host, daemon.port)).all()
            wrong = writer.settle(found) if writer else (found and f"{found} out of nowhere")
            if wrong:
                fail(f"killed at {call} {number}: {wrong}")
        return not killed and writer is not None and writer.done == CHANGES


def main():
    if not shutil.which("strace"):
        skip("strace is not installed")
    if subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL, check=False).returncode:
        skip("strace may not trace here")
    for call in CALLS:
        number = 1
        while number < 300 and not run(sys.argv[1], call, number):
            number += 1 if number < 40 else 7
        print(f"ok   {call}: killed at each up to the {number - 1}th", flush=True)


main()
