# SPDX-License-Identifier: BSL-1.0
"""Members of etcd, on loopback ports of their own, in a folder that goes with the test."""
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
from processes import Process, fail, free_ports, skip  # noqa: E402


class Member(Process):
    """`secure`: the options of TLS, and the context with which tests ask."""

    def __init__(self, program, folder, number, ports, cluster, secure=None):
        options, self.context = secure or ((), None)
        client, peer = f"http{'s' if secure else ''}://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}"
        self.arguments = [program, "--name", f"m{number}", "--data-dir", os.path.join(folder, f"m{number}"),
                          "--listen-client-urls", client, "--advertise-client-urls", client,
                          "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                          "--initial-cluster", cluster, "--heartbeat-interval", "25", "--election-timeout", "300",
                          "--pre-vote", "--log-level", "fatal", *options]
        self.url, self.token = client, None
        self.start()

    def start(self):
        super().__init__(*self.arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self):
        self.child.kill()
        self.child.wait()

    def stop(self):
        self.child.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.child.send_signal(signal.SIGCONT)

    def ask(self, what, seconds=1, **form):
        request = urllib.request.Request(f"{self.url}/v3/{what}", data=json.dumps(form).encode())
        if self.token:
            request.add_header("Authorization", self.token)
        with urllib.request.urlopen(request, timeout=seconds, context=self.context) as answer:
            return json.load(answer)

    def answers(self):
        """With the others: it knows what a majority knows."""
        try:
            return "header" in self.ask("kv/range", key="Lw==", count_only=True)
        except OSError:
            return False

    def is_leader(self):
        try:
            status = self.ask("maintenance/status")
        except OSError:
            return False
        return status.get("leader") == status["header"]["member_id"]


class Valve(Process):
    """What lies between a daemon and etcd."""

    def __init__(self, etcd):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "valve.py")
        super().__init__(sys.executable, script, *(member.url.rpartition(":")[2] for member in etcd.members),
                         stdout=subprocess.PIPE)
        self.ports = self.wait_for_text(r"(\d+ )*\d+\n", 30).group(0).split()

    def store(self, first):
        urls = [f"http://127.0.0.1:{port}" for port in self.ports]
        return "etcd:" + ",".join(urls[first:] + urls[:first])

    def stop(self):
        self.child.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.child.send_signal(signal.SIGCONT)


class Etcd:
    """`count` members that work together once the block begins."""

    def __init__(self, program, folder, count, secure=None):
        ports = free_ports(2 * count)
        cluster = ",".join(f"m{i}=http://127.0.0.1:{ports[2 * i + 1]}" for i in range(count))
        self.members = [Member(program, folder, i, ports[2 * i:2 * i + 2], cluster, secure) for i in range(count)]

    def __enter__(self):
        self.wait_for_leader()
        return self

    def __exit__(self, *_):
        for member in self.members:
            member.go_on()
            member.kill()

    def wait_for_leader(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for member in self.members:
                if member.running() and member.is_leader():
                    return member
            time.sleep(0.1)
        fail("etcd has no leader")

    def wait_until_whole(self, seconds=60):
        deadline = time.monotonic() + seconds
        while not all(member.answers() for member in self.members):
            if time.monotonic() > deadline:
                fail("a member of etcd does not come back")
            time.sleep(0.05)

    def store(self, first=0):
        """The --store of a daemon that asks member `first` first."""
        urls = [member.url for member in self.members]
        return "etcd:" + ",".join(urls[first:] + urls[:first])


def require(program):
    if not program or not os.path.exists(program):
        skip("etcd is not here; scripts/unpack-packages gets it")
    return program
