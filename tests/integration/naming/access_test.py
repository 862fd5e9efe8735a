#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Who may change names: networks that may only read, and users of a Unix-domain socket.

usage: access_test.py COS-NAMING CORBEL
"""
import os
import re
import subprocess
import sys
import tempfile

from daemon import Daemon, Process, expect, expect_match
from names_peer import Names

PROGRAM, CORBEL = sys.argv[1:3]
NOBODY = "corbaloc::127.0.0.1:1/nobody"
NO_PERMISSION = "IDL:omg.org/CORBA/NO_PERMISSION:1.0"


def networks():
    with Daemon(PROGRAM, "--read-only-from", "127.0.0.2,10.0.0.0/8") as daemon:
        names = Names((daemon.host, daemon.port))
        expect("other hosts may write", names.bind("a", "one")[0] == 0)
        reader = Names((daemon.host, daemon.port), source="127.0.0.2")
        for operation, answer in (("bind", reader.bind("b", "x")), ("rebind", reader.rebind("a", "x")),
                                  ("unbind", reader.unbind("a")), ("destroy", reader.call("destroy", b"")),
                                  ("new_context", reader.call("new_context", b""))):
            expect(f"{operation} from a network that may only read is NO_PERMISSION", answer[1] == NO_PERMISSION,
                   answer)
        expect("it reads", reader.all() == {"a": "one"} and reader.resolve("a")[0] == 0)
    with Daemon(PROGRAM, "--read-only-from", "0.0.0.0/0,::/0") as daemon:
        expect("all networks are all but this machine", Names((daemon.host, daemon.port)).bind("a", "one")[0] == 0)
    done = subprocess.run([PROGRAM, "--port", "0", "--read-only-from", "10.1/16"], capture_output=True, text=True,
                          timeout=20, check=False)
    expect_match("what is no network is said", r"10\.1/16.* is no network", done.stderr)
    expect("with status 64", done.returncode == 64)


def users(folder):
    path = os.path.join(folder, "naming.sock")

    def ns(url, *arguments):
        done = subprocess.run([CORBEL, "ns", "-s", url, *arguments], capture_output=True, text=True, timeout=20,
                              check=False)
        return done.returncode, done.stdout + done.stderr

    command = [PROGRAM, "--no-tcp", "--unix", path, "--store", "memory"]
    for writers, may in ((str(os.getuid()), True), (str(os.getuid() + 1), False)):
        with Process(*command, "--unix-writers", writers, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as daemon:
            url = daemon.wait_for_text(r"ready at (corbaloc:unix:\S+)").group(1)
            expect("the socket is named as a URL has it",
                   url == f"corbaloc:unix:{path.replace('/', '%2F')}/NameService", url)
            code, text = ns(url, "bind", "a", NOBODY)
            expect(f"user {os.getuid()} {'may' if may else 'may not'} write where {writers} may", (code == 0) == may,
                   text)
            if not may:
                expect_match("and is told", "NO_PERMISSION", text)
            code, text = ns(url, "ls")
            expect("all may read", code == 0 and text == ("a\n" if may else ""), text)
            sockets = subprocess.run(["ss", "-tlnp"], capture_output=True, text=True, check=False)
            if sockets.returncode == 0:
                expect("--no-tcp listens at no port", not re.search(rf"pid={daemon.pid},", sockets.stdout),
                       sockets.stdout)
    with Daemon(PROGRAM, "--unix", path, "--read-only-from", "127.0.0.0/8") as daemon:
        expect("TCP may be for reading alone",
               Names((daemon.host, daemon.port)).bind("a", "one")[1] == NO_PERMISSION)
        code, text = ns(url, "bind", "b", NOBODY)
        expect("while the socket writes", code == 0 and Names((daemon.host, daemon.port)).all().keys() == {"b"}, text)


def main():
    networks()
    if os.path.exists("/proc/net/unix"):
        with tempfile.TemporaryDirectory() as folder:
            users(folder)


main()
