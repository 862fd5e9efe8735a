#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""One scenario of load, size, time or errors between a client and a server of load.idl.

usage: run.py SCENARIO CLIENT_ORB CLIENT SERVER_ORB SERVER [argument of the scenario]

The ORBs are "corbel" and "omniorb"; what each of them must show differs where the two differ.
"""
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../tests/support"))
from processes import Process, fail, free_port, skip  # noqa: E402

scenario, client_orb, client_program, server_orb, server_program = sys.argv[1:6]
argument = sys.argv[6] if len(sys.argv) > 6 else None
LOOPBACK = ["-ORBendPoint", "giop:tcp:127.0.0.1:"]
LARGE = 100 * 1000 * 1000
folder = tempfile.TemporaryDirectory()
references = os.path.join(folder.name, "references")


class Server(Process):
    """What omniORB finds wrong with our messages is a failure, even if calls succeed."""

    def __init__(self, *options, program=server_program, file=references):
        self.log = tempfile.TemporaryFile("w+")
        super().__init__(program, file, *options, stdout=self.log, stderr=self.log)
        self.wait_for_file(file)

    def __exit__(self, *what):
        super().__exit__(*what)
        self.log.seek(0)
        text = self.log.read()
        print(text, end="", flush=True)
        refuse_protocol_errors(text)


def refuse_protocol_errors(text):
    if re.search("protocol error|Invalid GIOP", text):
        fail("omniORB finds a message wrong")
    if "asks again" in text:
        fail("a permanent forward was not remembered")


def start_server(*options, **other):
    return Server(*options, **other)


def client_command(*words):
    return [client_program, references, *[str(word) for word in words]]


def call(*words, seconds=100):
    """What the client prints."""
    done = subprocess.run(client_command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=seconds, check=False)
    print(" ".join(str(word) for word in words), "->", done.stdout, flush=True)
    refuse_protocol_errors(done.stdout)
    if done.returncode != 0:
        fail(f"the client ended with status {done.returncode}")
    return done.stdout


def expect(text, *patterns):
    for pattern in patterns:
        if not re.search(pattern, text, re.S):
            fail(f"expected {pattern!r}")


def both_echoes(text):
    expect(text, "same octets", "same samples")


def references_text():
    with open(references, encoding="ascii") as file:
        return {line.split()[0]: bytes.fromhex(line.split()[1][4:]) for line in file}


def ipv6():
    if not socket.has_ipv6:
        skip("no IPv6 here")
    try:
        socket.socket(socket.AF_INET6, socket.SOCK_STREAM).bind(("::1", 0))
    except OSError as error:
        skip(f"no IPv6 loopback: {error}")
    with start_server("-ORBendPoint", "giop:tcp:[::1]:"):
        if b"::1\0" not in references_text()["Worker"]:
            fail("the reference does not carry ::1")
        both_echoes(call("large", 100000))


def unix():
    path = os.path.join(folder.name, "server.sock")
    with start_server("-ORBendPoint", f"giop:unix:{path}"):
        if path.encode() not in references_text()["Worker"]:
            fail("the reference does not carry the path")
        both_echoes(call("large", 100000))


def shm():
    """Who knows nothing of the memory that the reference offers calls over the socket beside it."""
    path = os.path.join(folder.name, "server.sock")
    for endpoints in ([], LOOPBACK):
        with start_server("-ORBendPoint", f"giop:shm:{path}", *endpoints):
            if path.encode() not in references_text()["Worker"]:
                fail("the reference does not carry the path")
            both_echoes(call("large", 100000))
        os.remove(references)


def alternate():
    """The first address of the reference is dead, the second one is not."""
    dead = f"giop:tcp:127.0.0.1:{free_port()}"
    with start_server(*LOOPBACK, "-ORBendPointPublish", f"{dead},addr"):
        both_echoes(call("large", 1000))


def forward():
    with start_server(*LOOPBACK):
        both_echoes(call("forward", 1000))


def moved():
    """LOCATION_FORWARD_PERM: the client does not come back to the old place."""
    with start_server(*LOOPBACK):
        both_echoes(call("moved", 1000))


def crowd():
    """Fifty slow calls at once. An omniORB client has one call at a time on a connection and opens as many connections
    as it is allowed to."""
    with start_server(*LOOPBACK):
        if client_orb == "corbel":
            expect(call("crowd", 50, 1500), "^50 at once")
        else:
            expect(call("crowd", 20, 200), "^5 at once")
            expect(call("crowd", 50, 1500, "-ORBmaxGIOPConnectionPerServer", 50), "^50 at once")


def large():
    raised = ["-ORBgiopMaxMsgSize", str(2 * LARGE)]
    with start_server(*LOOPBACK, *raised):
        both_echoes(call("large", LARGE, *raised))


def limits():
    """Who refuses says why, and the connection lives on."""
    raised = ["-ORBgiopMaxMsgSize", str(2 * LARGE)]
    size = 3 * 1000 * 1000
    told = r"MARSHAL.*\b\d{7}\b.*limit of 1000000 bytes.*-ORBgiopMaxMsgSize"
    lowered = ["-ORBgiopMaxMsgSize", "1000000"]
    if client_orb == "corbel":  # this side refuses
        with start_server(*LOOPBACK, *raised):
            text = call("over", size, *lowered)
            expect(text, f"request: [^\n]*{told}", f"reply: [^\n]*{told}")
            if text.count("after: no exception") != 2:
                fail("the connection did not survive")
        os.remove(references)
    if server_orb == "corbel":  # the other side is told
        with start_server(*LOOPBACK, *lowered):
            text = call("over", size, *raised)
            wanted = told if client_orb == "corbel" else "MARSHAL"
            expect(text, f"request: [^\n]*{wanted}", f"reply: [^\n]*{wanted}")
            if text.count("after: no exception") != 2:
                fail("the connection did not survive")
    else:  # what omniORB does about its own limit is explained
        with start_server(*LOOPBACK, *lowered):
            text = call("over", size, *raised)
            expect(text, "request: [^\n]*(MARSHAL|COMM_FAILURE)", "limit")


def errors():
    """What a servant's std::exception says reaches a client of this ORB, and does not disturb another."""
    why = "the disk is full" + (": Gr\u00f6\u00dfe" if client_orb == server_orb else "")
    for option, told in (("loopback", True), ("always", True), ("never", False)):
        options = ["-ORBservantExceptionText", option] if server_orb == "corbel" else []
        with start_server(*LOOPBACK, *options):
            text = call("fail", why)
            expect(text, "fail: [^\n]*UNKNOWN")
            if client_orb == server_orb and (why in text) != told:
                fail(f"servantExceptionText {option}: {text}")
        os.remove(references)


def stop_process(pid):
    """Returns when no thread of it runs any more."""
    os.kill(pid, signal.SIGSTOP)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        states = []
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/stat", encoding="ascii", errors="replace") as file:
                states.append(file.read().rsplit(")", 1)[1].split()[0])
        if set(states) == {"T"}:
            return
        time.sleep(0.01)
    fail("the server does not stop")


class Lateness:
    """How much later than it wanted to a thread wakes on this machine, at worst, while the block runs."""

    def __enter__(self):
        self.worst = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.measure)
        self.thread.start()
        return self

    def measure(self):
        while not self.over.is_set():
            wanted = time.monotonic() + 0.005
            time.sleep(0.005)
            self.worst = max(self.worst, time.monotonic() - wanted)

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def stopped():
    """A server that stands still lets the call end at its deadline, within a tenth of a second and what a busy machine
    adds to that. The figures are printed."""
    with start_server(*LOOPBACK) as server:
        client = subprocess.Popen(client_command("stopped", "-ORBclientCallTimeOutPeriod", 2000), stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True)
        try:
            if client.stdout.readline() != "ready\n":
                fail("the client is not ready")
            stop_process(server.pid)
            with Lateness() as lateness:
                text, _ = client.communicate("\n", timeout=60)
        finally:
            os.kill(server.pid, signal.SIGCONT)
            client.kill()
            client.wait()
        print(text, f"threads wake {lateness.worst:.3f} s late at worst")
        expect(text, "call: [^\n]*TIMEOUT")
        took = float(re.search(r"took ([\d.]+) s", text).group(1))
        if not 1.9 <= took <= 2.1 + 3 * lateness.worst:
            fail(f"the call took {took} s")


def slow_reader():
    """A client that stands still again and again while it receives a large answer gets it, and disturbs no other one.
    """
    size = 15 * 1000 * 1000
    raised = ["-ORBgiopMaxMsgSize", str(2 * size)]
    with start_server(*LOOPBACK, *raised):
        slow = subprocess.Popen(client_command("large", size, *raised), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            time.sleep(0.05)
            for _ in range(8):
                slow.send_signal(signal.SIGSTOP)
                expect(call("crowd", 1, 1), "^1 at once")
                slow.send_signal(signal.SIGCONT)
                time.sleep(0.02)
            text, _ = slow.communicate(timeout=100)
        finally:
            slow.kill()
            slow.wait()
        print(text)
        both_echoes(text)


def drip():
    """Headers that do not come to an end cost the server no thread, and are given up."""
    with start_server(*LOOPBACK, "-ORBserverHeaderTimeout", "1000"):
        host, port = re.search(rb"(127\.0\.0\.1)\0(..)", references_text()["Worker"], re.S).groups()
        ports = {int.from_bytes(port, order) for order in ("little", "big")}
        drips = []
        for each in ports:
            try:
                drips += [socket.create_connection((host.decode(), each)) for _ in range(200)]
            except ConnectionRefusedError:
                pass
        if len(drips) < 200:
            fail("the server's port was not found")
        for each in drips:
            each.sendall(b"GIOP\1")
        expect(call("crowd", 4, 50), "at once")
        for each in drips:
            each.settimeout(30)
            if each.recv(1) != b"":
                fail("half a header was answered")


def leave():
    """A server that ends while it is called: each call was answered, or is known not to have been executed."""
    with start_server(*LOOPBACK):
        with subprocess.Popen(client_command("until_gone"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True) as caller:
            if caller.stdout.readline() != "calling\n":
                fail("the client does not call")
            time.sleep(0.3)
            call("shutdown")
            text, _ = caller.communicate(timeout=60)
        print(text)
        known = "COMPLETED_NO" if client_orb == "corbel" else r"(TRANSIENT|COMM_FAILURE) \S+ \w+ 1"
        expect(text, f"gone: [^\n]*{known}", "[1-9][0-9]* answered")


def given_up():
    """A call whose time is over is cancelled, and the connection lives on."""
    with start_server(*LOOPBACK):
        expect(call("given_up"), "hurried: [^\n]*TIMEOUT", "patient: no exception")


def idle():
    """The server closes an unused connection, or the client does; the next call opens another one."""
    def scan(direction, orb):
        return [f"-ORB{direction}ConScanPeriod", "1"] + (["-ORBscanGranularity", "1"] if orb == "omniorb" else [])

    with start_server(*LOOPBACK, *scan("in", server_orb)):
        expect(call("pause", 3500), "before: no exception", "after: no exception")
    os.remove(references)
    port = free_port()
    with start_server("-ORBendPoint", f"giop:tcp:127.0.0.1:{port}"):
        with subprocess.Popen(client_command("pause", 6000, *scan("out", client_orb)), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as client:
            await_connections(client, port, 1)
            await_connections(client, port, 0)
            text, _ = client.communicate(timeout=60)
        print(text)
        refuse_protocol_errors(text)
        expect(text, "before: no exception", "after: no exception")


def await_connections(client, port, count):
    """Returns when so many clients are connected to the port; the client must not have ended before."""
    while client.poll() is None:
        with open("/proc/net/tcp", encoding="ascii") as file:
            rows = [line.split() for line in file.readlines()[1:]]
        if sum(row[1].endswith(f":{port:04X}") and row[3] == "01" for row in rows) == count:
            return
        time.sleep(0.01)
    fail(f"there were never {count} connections")


def circle():
    """Calls that go round between a server of few threads and one of another ORB (the argument is its program), each
    within the one before: what cannot get a thread is refused, all the others end, and the servers go on."""
    others = references + ".other"
    few = ["-ORBmaxServerThreadPoolSize", 4, "-ORBserverThreadWait", 300]
    with start_server(*LOOPBACK, *few), start_server(*LOOPBACK, program=argument, file=others):
        expect(call("around", others, 8), "^8 calls")
        began = time.monotonic()
        text = call("around", others, 40)
        if client_orb == "corbel":
            expect(text, "around: [^\n]*TRANSIENT[^\n]*Corbel minor 39: no thread[^\n]*COMPLETED_NO")
        else:
            expect(text, "around: TRANSIENT[^\n]* 43420027 1\n")
        if time.monotonic() - began > 30:
            fail("the calls ended at their deadline")
        expect(call("around", others, 8), "^8 calls")


def restarts():
    """A server with a persistent object ends and comes back again and again (the argument: how often) while it is
    called. No call that may be repeated fails, and what counts is noted once. An omniORB server that ends or begins
    answers for a moment that its objects do not exist, and closes connections without a word: it is killed, and the
    program helps its ORB. Whether a call under way was executed cannot be known then, and is said so."""
    ledger = os.path.join(folder.name, "ledger")
    endpoint = ["-ORBendPoint", f"giop:tcp:127.0.0.1:{free_port()}"]
    patience = ["-ORBclientRestartPatience", 30000] if client_orb == "corbel" else []
    server = start_server(ledger, *endpoint)
    helped = ["help"] if server_orb == "omniorb" else []
    with subprocess.Popen(client_command("restarts", *helped, *patience), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as caller:
        if caller.stdout.readline() != "calling\n":
            fail("the client does not call")
        for _ in range(int(argument)):
            with server:
                wait_for_more(ledger)
                if server_orb == "omniorb":
                    os.kill(server.pid, signal.SIGKILL)
                else:
                    call("shutdown")
                server.wait(30)
            os.remove(references)
            server = start_server(ledger, *endpoint)
        with server:
            wait_for_more(ledger)
            text, _ = caller.communicate(timeout=100)
    print(text)
    failed = re.findall(r"failed note (\d+): ([^\n]*)", text)
    if "failed read" in text or any(server_orb != "omniorb" or "COMPLETED_MAYBE" not in why for _, why in failed):
        fail("calls have failed")
    made = set(range(1, int(re.search(r"(\d+) notes", text).group(1)) + 1))
    with open(ledger, encoding="ascii") as file:
        noted = [int(line) for line in file]
    twice, missing = len(noted) - len(set(noted)), made - set(noted) - {int(number) for number, _ in failed}
    print(f"{argument} restarts: {len(made)} notes, {len(missing)} missing, {twice} twice, {len(failed)} unknown")
    if twice or missing or set(noted) - made:
        fail("the ledger is wrong")


def wait_for_more(ledger):
    size, deadline = os.path.getsize(ledger), time.monotonic() + 60
    while os.path.getsize(ledger) < size + 200:
        if time.monotonic() > deadline:
            fail("the calls do not go on")
        time.sleep(0.01)


def scopes():
    with start_server(*LOOPBACK):
        expect(call("scopes"), *(f"scope {scope}: posted {100 + scope}" for scope in range(4)))


globals()[scenario]()
