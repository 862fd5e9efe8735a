# SPDX-License-Identifier: BSL-1.0
"""Two processes that share memory: calls go through it, and either of them may be killed or stopped at any moment.

usage: shared_memory_test.py counting_server counting_client [rounds]
"""
import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from processes import Process, fail  # noqa: E402

server_program, client_program = sys.argv[1:3]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 6
LIMIT = 60
THREADS = 8  # of the client
NOBODY = 65534


def start_server(folder, name="socket", *options):
    server = Process(server_program, "-ORBendPoint", f"giop:shm:{folder}/{name}", "-ORBshmRingSize", "4096", *options,
                     stdout=subprocess.PIPE)
    return server, server.wait_for_text(r"IOR:[0-9a-f]+").group(0)


def start_client(reference, *options, **user):
    client = subprocess.Popen([client_program, reference, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, **user)
    if client.stdout.readline().strip() != "calling":
        fail(f"the client does not call: {client.stderr.read()}")
    return client


@contextlib.contextmanager
def placed(number):
    """Processes that are started here run anywhere, on one processor, or on one that a third one keeps busy."""
    everywhere = os.sched_getaffinity(0)
    busy = None
    try:
        if number % 3 != 0:
            os.sched_setaffinity(0, {min(everywhere)})
        if number % 3 == 2:
            busy = subprocess.Popen(["sh", "-c", "while :; do :; done"])
        yield
    finally:
        os.sched_setaffinity(0, everywhere)
        if busy:
            busy.kill()
            busy.wait()


def shares_memory(pid):
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
        return "memfd:corbel" in maps.read()


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def eventually(condition, what):
    end = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > end:
            fail(what)
        time.sleep(0.02)


def outcome(client):
    """How the calls of a client ended whose server has gone."""
    output, errors = client.communicate(timeout=LIMIT)
    done, not_executed, perhaps, wrong = (int(word) for word in output.split())
    print(f"  done {done}, not executed {not_executed}, perhaps {perhaps}, wrong {wrong}, exit {client.returncode}")
    if client.returncode != 0 or wrong != 0 or not_executed + perhaps != THREADS:
        fail(f"an outcome that cannot be: {errors}")
    return done, perhaps, errors


def server_is_killed(folder, number):
    server, reference = start_server(folder, f"killed{number}")
    with server:
        client = start_client(reference)
        eventually(lambda: shares_memory(server.pid) and shares_memory(client.pid), "no memory is shared")
        time.sleep(random.uniform(0, 0.2))
        server.child.kill()
        begin = time.monotonic()
        _, perhaps, errors = outcome(client)
        if time.monotonic() - begin > 20:
            fail("the clients of a server that was killed noticed it late")
        if len(re.findall("COMM_FAILURE", errors)) < perhaps:
            fail(f"other errors than COMM_FAILURE: {errors}")


def client_is_killed(server, reference, before):
    client = start_client(reference)
    eventually(lambda: shares_memory(server.pid), "no memory is shared")
    time.sleep(random.uniform(0, 0.2))
    client.kill()
    client.communicate()
    eventually(lambda: descriptors(server.pid) <= before and not shares_memory(server.pid),
               "the server keeps what a client left behind that was killed")


def server_is_stopped(server, reference):
    client = start_client(reference, "-ORBclientCallTimeOutPeriod", "300")
    eventually(lambda: shares_memory(client.pid), "no memory is shared")
    server.child.send_signal(signal.SIGSTOP)
    try:
        _, perhaps, errors = outcome(client)
    finally:
        server.child.send_signal(signal.SIGCONT)
    if len(re.findall("TIMEOUT", errors)) < perhaps or perhaps == 0:
        fail(f"other errors than TIMEOUT: {errors}")


def client_is_stopped(server, reference):
    stopped = start_client(reference)
    eventually(lambda: shares_memory(stopped.pid), "no memory is shared")
    stopped.send_signal(signal.SIGSTOP)
    other = start_client(reference, "-ORBclientCallTimeOutPeriod", "20000")
    time.sleep(0.3)
    if other.poll() is not None:
        fail("a client that is stopped holds up another one")
    other.kill()
    other.communicate()
    stopped.kill()
    stopped.communicate()


def server_is_stopped_before(folder):
    """A client that asks a stopped server for memory calls it over the socket, and is answered once it goes on."""
    server, reference = start_server(folder, "asleep")
    with server:
        server.child.send_signal(signal.SIGSTOP)
        client = start_client(reference)
        time.sleep(1.5)
        if client.poll() is not None:
            fail(f"a client does not wait for a server that is stopped: {client.stderr.read()}")
        server.child.send_signal(signal.SIGCONT)
        time.sleep(0.5)
        server.child.terminate()
        done, perhaps, _ = outcome(client)
        if done == 0 or perhaps != 0:
            fail("a server that was stopped loses calls")


def another_user(folder):
    """Calls of another user's client go over the socket unless the server admits it to the memory."""
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    if os.geteuid() != 0:
        print("  left out: only root can be another user")
        return
    os.chmod(folder, 0o755)
    if subprocess.run(["test", "-x", client_program], **user, check=False).returncode != 0:
        print(f"  left out: another user cannot start {client_program}")
        return
    for admitted in (False, True):
        server, reference = start_server(folder, f"admits{admitted:d}", "-ORBshmForeignUsers", f"{admitted:d}")
        with server:
            os.chmod(f"{folder}/admits{admitted:d}", 0o777)
            client = start_client(reference, **user)
            if admitted:
                eventually(lambda: shares_memory(client.pid), "memory is not shared with a user who is admitted")
            time.sleep(0.3)
            if shares_memory(client.pid) != admitted:
                fail("memory is shared with another user")
            server.child.terminate()
            done, perhaps, _ = outcome(client)
            if done == 0 or perhaps != 0:
                fail("another user's calls are lost")


seed = int(os.environ.get("CORBEL_SEED", time.time_ns() % 10**6))
random.seed(seed)
print(f"CORBEL_SEED={seed}")
with tempfile.TemporaryDirectory() as scratch:
    for i in range(rounds):
        print(f"the server is killed, round {i}")
        with placed(i):
            server_is_killed(scratch, i)
    process, ior = start_server(scratch)
    with process:
        client_is_killed(process, ior, 10**6)  # the first connection brings threads and their descriptors
        baseline = descriptors(process.pid)
        for i in range(rounds):
            print(f"a client is killed, round {i}")
            with placed(i):
                client_is_killed(process, ior, baseline)
        print("the server is stopped before a client comes")
        server_is_stopped_before(scratch)
        print("the client is another user's")
        another_user(scratch)
        print("the server is stopped")
        server_is_stopped(process, ior)
        print("a client is stopped")
        client_is_stopped(process, ior)
        last = start_client(ior)
        time.sleep(0.1)
        process.child.terminate()
        count = outcome(last)
        if process.wait(LIMIT) != 0 or count[1] != 0 or count[0] == 0:
            fail("a server that ends in order loses calls")
    if os.path.exists(f"{scratch}/socket"):
        fail("the socket's file is left behind")
