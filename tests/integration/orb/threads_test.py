# SPDX-License-Identifier: BSL-1.0
"""A server that gets no more threads (pthread_create: EAGAIN) goes on with those it has and says so; when there are
threads again it uses them.

usage: threads_test.py CORBEL ECHO.IDL
"""
import os
import re
import resource
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import Corbel, written  # noqa: E402
from processes import fail  # noqa: E402

corbel, IDL = Corbel(sys.argv[1]), sys.argv[2]
CALLERS = 12


def status(pid, name):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(rf"{name}:\s+(\d+)", file.read()).group(1))


def calls(ior):
    """All answered? Each takes 50 ms in the server."""
    corbel("bench", "--idl", IDL, "-c", str(CALLERS), "-n", "60", ior, "twice", '{"n": 4}', seconds=100)


with tempfile.TemporaryDirectory() as folder:
    ior, replies, words = (os.path.join(folder, name) for name in ("ior", "replies.json", "stderr"))
    written(replies, {"twice": {"delay_ms": 50, "return": 8}})
    with open(words, "w+", encoding="utf-8") as log, \
            corbel.mock(IDL, "Test::Echo", replies=replies, ior=ior, stderr=log) as server:
        size = status(server.pid, "VmSize") * 1024
        before = status(server.pid, "Threads")
        # Room for what calls need, none for another stack.
        resource.prlimit(server.pid, resource.RLIMIT_AS, (size + 2 * 1024 * 1024, resource.RLIM_INFINITY))
        calls(ior)
        few = status(server.pid, "Threads")
        if few > before:
            fail(f"the server had {before} threads and has {few}: there was no shortage")
        log.seek(0)
        if "no thread can be started, requests wait for those" not in log.read():
            fail("the server does not say that it gets no threads")
        resource.prlimit(server.pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        calls(ior)
        many = status(server.pid, "Threads")
        if many <= few:
            fail(f"{many} threads when there are some again, as before")
        if not server.running():
            fail("the server has ended")
print(f"{before} threads, {few} in the shortage, {many} after it")
