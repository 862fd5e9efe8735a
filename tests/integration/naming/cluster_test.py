#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Three daemons on three members of etcd while one after the other is killed or cut off. Clients go on with another
daemon when they have waited for half of the bound; what they saw of each name is checked against a register; none is
without an answer for longer than the bound.
usage: cluster_test.py COS-NAMING CORBEL ETCD SECONDS BOUND"""
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from daemon import Daemon, expect, fail
from etcd import Etcd, Valve, free_ports, require
from names_peer import Lost, Names, value_of
from processes import Process
import giop
import linearizable
from linearizable import DONE, REFUSED, UNKNOWN, Operation

CLIENTS, NAMES, SECONDS_OF_A_NAME = 6, 4, 3


class Client(threading.Thread):
    """Changes and reads names that others change as well, at one daemon until that is gone, then at the next."""

    def __init__(self, number, addresses, start, patience):
        super().__init__(daemon=True)
        self.number, self.addresses, self.start_of_test = number, addresses, start
        self.random, self.patience = random.Random(number), patience
        self.names, self.at, self.values = None, number, 0
        self.history, self.answers, self.failures = [], [], []
        self.stopping = False

    def run(self):
        self.answers.append(time.monotonic())
        while not self.stopping:
            self.operate(self.some_name(), self.random.choice(["bind", "bind", "rebind", "unbind", "resolve",
                                                               "resolve"]))
        self.answers.append(time.monotonic())

    # Names change in the course of time, so that few operations whose outcome is not known concern one.
    def some_name(self):
        return f"{int((time.monotonic() - self.start_of_test) / SECONDS_OF_A_NAME)}-{self.random.randrange(NAMES)}"

    def operate(self, name, kind):
        if not self.names and not self.connect():
            return
        value = None
        if kind in ("bind", "rebind"):
            self.values += 1
            value = f"{self.number}.{self.values}"
        start = time.monotonic()
        outcome, value = self.perform(name, kind, value)
        end = time.monotonic()
        if outcome is not None:
            self.history.append(Operation(self.number, start, end, name, kind, value, outcome))
        if outcome in (DONE, REFUSED):
            self.answers.append(end)
        else:
            self.failures.append((start, end, self.at, kind))

    def connect(self):
        self.at = (self.at + 1) % len(self.addresses)
        try:
            self.names = Names(self.addresses[self.at], timeout=self.patience)
            return True
        except OSError as error:
            self.failures.append((time.monotonic(), time.monotonic(), self.at, str(error)))
            time.sleep(0.02)
            return False

    def leave(self):
        if self.names:
            self.names.connection.socket.close()
        self.names = None

    def perform(self, name, kind, value):
        """The outcome, None if it certainly had none, and the value that was bound or read."""
        arguments = (name,) if value is None else (name, value)
        try:
            status, result = getattr(self.names, kind)(*arguments)
        except Lost:
            self.leave()
            return UNKNOWN, value
        if status == 0:
            return DONE, value_of(result) if kind == "resolve" else value
        if status == giop.USER_EXCEPTION and ("AlreadyBound" in result or "NotFound" in result):
            return REFUSED, value
        self.failures.append((time.monotonic(), time.monotonic(), self.at, result))
        self.leave()  # another daemon may reach etcd
        return (None if "TRANSIENT" in result else UNKNOWN), value

    def waits(self):
        return [after - before for before, after in zip(self.answers, self.answers[1:])]

    def longest_wait(self):
        """Its length, and what happened in it."""
        length, before, after = max((after - before, before, after)
                                    for before, after in zip(self.answers, self.answers[1:]))
        begin = before - self.start_of_test
        story = [f"    {start - before:5.2f} to {end - before:5.2f} daemon {at}: {what}"
                 for start, end, at, what in self.failures if before <= end <= after]
        title = f"client {self.number}: {length:.2f} s without an answer from {begin:.2f} on"
        return length, "\n".join([title, *story])


class Place:
    """Where a daemon is started again and again."""

    def __init__(self, program, store, port, folder):
        self.command = (program, "--store", store, "--ior-file", os.path.join(folder, f"{port}.ior"))
        self.port, self.ior_file = port, self.command[4]
        self.daemon = None
        self.start()

    def start(self):
        self.daemon = Daemon(*self.command, port=self.port).__enter__()

    def kill(self):
        self.daemon.child.kill()
        self.daemon.wait()

    def stop(self):
        self.daemon.child.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.daemon.child.send_signal(signal.SIGCONT)


def disturb(places, valves, etcd, seconds, log):
    """One fault after the other; each is over, and everybody back, before the next."""
    end = time.monotonic() + seconds
    rounds = 0
    while time.monotonic() < end:
        victims = [("a daemon is killed", places[rounds % 3]), ("the leader of etcd is killed", None),
                   ("a member of etcd is cut off", etcd.members[rounds % 3]),
                   ("a daemon is cut off", places[(rounds + 2) % 3]),
                   ("a daemon is cut off from etcd", valves[(rounds + 1) % 3]),
                   ("a member of etcd is killed", etcd.members[(rounds + 1) % 3]), ("the leader is cut off", None)]
        what, victim = victims[rounds % len(victims)]
        rounds += 1
        victim = victim or etcd.wait_for_leader()
        log(what)
        if "cut off" in what:
            victim.stop()
            time.sleep(1.5)
            victim.go_on()
        else:
            victim.kill()
            time.sleep(0.7)
            victim.start()
        etcd.wait_until_whole()
        time.sleep(0.5)
    return rounds


def clients_of(corbel, ior):
    """Commands that list what is bound in the context `ior`."""
    yield [corbel, "ns", "-s", ior, "ls"]
    if shutil.which("nameclt"):
        yield ["nameclt", "-ORBInitRef", "NameService=" + ior, "list"]


def check_reference(place, others, corbel):
    """The root's reference has the addresses of all daemons, and clients use them."""
    deadline = time.monotonic() + 20
    while True:
        with open(place.ior_file, encoding="ascii") as file:
            data = bytes.fromhex(file.read().strip()[4:])
        found = [port for port in others if port.to_bytes(2, "little") in data]
        if len(found) == len(others):
            break
        if time.monotonic() > deadline:
            fail(f"the root's reference has {found} of {others}")
        time.sleep(0.1)
    expect("the root's reference has the addresses of all daemons", True)
    place.kill()
    for command in clients_of(corbel, "IOR:" + data.hex()):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                              check=False)
        expect(f"{os.path.basename(command[0])} goes on when its first daemon is dead", done.returncode == 0,
               done.stderr)
    place.start()


def change_until(names, what, condition, seconds=30):
    """Changes a name again and again until whoever watches has told of it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        names.rebind("watched", f"{time.monotonic_ns()}")
        if condition():
            print(f"ok   {what}", flush=True)
            return
    fail(what)


def check_watch(watched, other, corbel):
    """What one daemon does is told by another, and by the next one when that is dead."""
    with open(watched.ior_file, encoding="ascii") as file:
        url = file.read().strip()
    names = Names((other.daemon.host, other.daemon.port))
    with Process(corbel, "ns", "-s", url, "watch", "--timeout", "90", stdout=subprocess.PIPE,
                 env=dict(os.environ, LC_ALL="C")) as watch:
        change_until(names, "a watch tells what another daemon does", lambda: watch.has_output(0.3))
        names.unbind("watched")
        watch.wait_for_text(r"unbound  watched\n", 30)
        watched.kill()
        watch.wait_for_text(r"lost .*\n", 30)
        change_until(names, "a watch goes on with another daemon", lambda: watch.has_output(0.3))
        watch.wait_for_text(r"bound  watched\n")
    names.unbind("watched")
    watched.start()


def check_lease(places, corbel):
    """A lease that one daemon gave is renewed by another, and ends when the one that gave it is dead."""
    with open(places[1].ior_file, encoding="ascii") as file:
        url = file.read().strip()
    names = Names((places[2].daemon.host, places[2].daemon.port))
    nobody = "corbaloc::127.0.0.1:1/nobody"
    with Process(corbel, "ns", "-s", url, "bind", "held", nobody, "--lease", "3", "--hold",
                 stdout=subprocess.PIPE) as holder:
        holder.wait_for_text("lease", 30)
        places[1].kill()
        time.sleep(4)
        expect("a lease is renewed by another daemon when its own is dead", names.resolve("held")[0] == 0)
        places[1].start()
    deadline = time.monotonic() + 20
    while names.resolve("held")[0] == 0:
        if time.monotonic() > deadline:
            fail("a lease that nobody renews does not end")
        time.sleep(0.1)
    expect("and ends when nobody renews it", True)


def final_reads(clients, addresses):
    """What each daemon has of each name in the end."""
    names = sorted({operation.name for client in clients for operation in client.history})
    for number, address in enumerate(addresses):
        reader = Names(address)
        for name in names:
            start = time.monotonic()
            status, result = reader.resolve(name)
            outcome, value = (DONE, value_of(result)) if status == 0 else (REFUSED, None)
            yield Operation(f"reader {number}", start, time.monotonic(), name, "resolve", value, outcome)


def main():
    program, corbel, etcd_program = sys.argv[1], sys.argv[2], require(sys.argv[3])
    seconds, bound = float(sys.argv[4]), float(sys.argv[5])
    start = time.monotonic()

    def log(text):
        print(f"{time.monotonic() - start:7.2f} {text}", flush=True)

    with tempfile.TemporaryDirectory() as folder, Etcd(etcd_program, folder, 3) as etcd:
        ports = free_ports(3)
        valves = [Valve(etcd) for _ in ports]
        places = [Place(program, valves[i].store(i), port, folder) for i, port in enumerate(ports)]
        addresses = [("127.0.0.1", port) for port in ports]
        try:
            check_reference(places[0], ports, corbel)
            check_watch(places[1], places[2], corbel)
            check_lease(places, corbel)
            clients = [Client(number, addresses, start, bound / 2) for number in range(CLIENTS)]
            for client in clients:
                client.start()
            time.sleep(1)
            rounds = disturb(places, valves, etcd, seconds, log)
            for client in clients:
                client.stopping = True
            for client in clients:
                client.join(30)
            history = [operation for client in clients for operation in client.history]
            history += final_reads(clients, addresses)
        finally:
            for place in places:
                place.daemon.child.kill()
                place.daemon.child.wait()
            for valve in valves:
                valve.child.kill()
                valve.child.wait()
    report(clients, history, rounds, bound)


def report(clients, history, rounds, bound):
    counts = {outcome: sum(each.outcome == outcome for each in history) for outcome in (DONE, REFUSED, UNKNOWN)}
    print(f"{rounds} faults, {len(history)} operations: {counts}")
    wrong = list(linearizable.contradictions(history))
    print("\n".join(wrong[:60]))
    expect("what the clients saw could have happened one after the other", not wrong)
    expect("changes were made", counts[DONE] > 10 * rounds, counts)
    waits = [wait for client in clients for wait in client.waits()]
    print("waits of clients:", ", ".join(f"{sum(wait > length for wait in waits)} over {length} s"
                                         for length in (0.5, 1, 1.5, bound)))
    longest, story = max(client.longest_wait() for client in clients)
    print("the longest wait:", story)
    expect(f"clients go on within {bound} s", longest < bound)


main()
