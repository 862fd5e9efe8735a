# SPDX-License-Identifier: BSL-1.0
"""Processes of a test: started, waited for, and always ended."""
import contextlib
import os
import re
import select
import socket
import subprocess
import sys
import time

SKIPPED = 77  # exit status that ctest counts as skipped


class Process:
    """A child that ends with the `with` block: by itself, by SIGTERM, or after five seconds by SIGKILL."""

    def __init__(self, *command, **options):
        self.command = [str(part) for part in command]
        self.child = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.terminate()
        try:
            self.child.wait(5)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        for stream in (self.child.stdout, self.child.stderr):
            if stream:
                stream.close()

    @property
    def pid(self):
        return self.child.pid

    def running(self):
        return self.child.poll() is None

    def wait(self, seconds=10):
        """The exit status."""
        return self.child.wait(seconds)

    def wait_for_file(self, path, seconds=10):
        """Returns once `path` exists; fails when the process ends first."""
        deadline = time.monotonic() + seconds
        while not os.path.exists(path):
            if not self.running() or time.monotonic() > deadline:
                fail(f"{self.command[0]} did not write {path}")
            time.sleep(0.01)

    def wait_for_text(self, pattern, seconds=10):
        """The match of `pattern` in a line of standard output, which must be a pipe."""
        deadline = time.monotonic() + seconds
        seen = ""
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self.child.stdout], [], [], 0.1)
            if ready:
                chunk = os.read(self.child.stdout.fileno(), 4096).decode(errors="replace")
                if not chunk:
                    break
                seen += chunk
                match = re.search(pattern, seen)
                if match:
                    return match
        fail(f"{self.command[0]} did not print {pattern}, but: {seen}")

    def has_output(self, seconds):
        """Whether there is something to read on standard output, which must be a pipe."""
        return bool(select.select([self.child.stdout], [], [], seconds)[0])

    def resident_kib(self):
        """Resident memory; Linux."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))


def free_ports(count):
    """TCP ports of the loopback interface that nobody listens at, now."""
    with contextlib.ExitStack() as probes:
        sockets = [probes.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def free_port():
    return free_ports(1)[0]


def check(what, found, expected):
    if found != expected:
        fail(f"{what}: expected {expected!r}\n  found {found!r}")


def fail(text):
    print(f"FAIL {text}", flush=True)
    sys.exit(1)


def skip(text):
    print(f"skipped: {text}", flush=True)
    sys.exit(SKIPPED)
