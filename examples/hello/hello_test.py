#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The example as its README runs it. usage: hello_test.py COS_NAMING HELLO_SERVER HELLO_CLIENT"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../tests/support"))
from processes import Process, fail  # noqa: E402

naming, server, client = sys.argv[1:4]


def run(*arguments):
    done = subprocess.run([client, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20,
                          check=False)
    return done.returncode, done.stdout + done.stderr


def expect(what, wanted, got):
    if got != wanted:
        fail(f"{what}: wanted {wanted}, got {got}")
    print(f"PASS {what}")


with Process(naming, "--port", "0", stdout=subprocess.PIPE) as daemon:
    address = daemon.wait_for_text(r"corbaloc::?([\w.]+:\d+)/NameService").group(1)
    hello = f"corbaname::{address}#hello"
    initial = f"NameService=corbaloc::{address}/NameService"
    with Process(server, "-ORBInitRef", initial, "-ORBendPoint", "giop:tcp:127.0.0.1:0",
                 stdout=subprocess.PIPE) as hello_server:
        hello_server.wait_for_text("serving IOR:")
        expect("a call", (0, "Hello, Ada! (1 greeted so far)\n"), run(hello, "Ada"))
        expect("text that is not ASCII", (0, "Hello, J\u00fcrgen! (2 greeted so far)\n"), run(hello, "J\u00fcrgen"))
        expect("a user exception", (2, "hello_client: not welcome: who is it?\n"), run(hello, ""))
        expect("shutdown", (0, ""), run(hello, "--shutdown"))
        expect("the server's end", 0, hello_server.wait())
