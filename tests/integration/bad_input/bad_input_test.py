#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Says wrong things to the hello server and to the naming daemon. Each gets the right GIOP answer or a closed
connection; the server goes on serving, and its memory stays where it was.

usage: bad_input_test.py COS_NAMING HELLO_SERVER [--sanitized]
"""
import os
import random
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
import giop  # noqa: E402
from processes import Process, fail  # noqa: E402

naming, hello_server = sys.argv[1:3]
sanitized = "--sanitized" in sys.argv  # a sanitizer keeps freed memory
ROUNDS = 1500
ALLOWED_GROWTH_KIB = 4096


def system_exception(name):
    return (giop.SYSTEM_EXCEPTION, f"IDL:omg.org/CORBA/{name}:1.0")


class Victim:
    """A server under test and a call that must always work."""

    def __init__(self, name, process, address, key, operation, arguments):
        self.name, self.process, self.address, self.key = name, process, address, key
        self.operation, self.arguments = operation, arguments

    def good(self):
        return giop.request(self.key, self.operation, self.arguments)

    def ask(self, data):
        """The answer to `data`; None for a closed connection."""
        with giop.Connection(self.address) as connection:
            try:
                connection.send(data)
                return connection.receive()
            except (ConnectionResetError, BrokenPipeError):
                return None
            except socket.timeout:
                fail(f"{self.name}: no answer and no close within 5 seconds to {data[:40]!r}")

    def must_serve(self, after):
        answer = self.ask(self.good())
        if answer is None or giop.reply_of(answer)[0] != giop.NO_EXCEPTION:
            fail(f"{self.name}: does not serve any more after {after}: {answer}")

    def expect_refused(self, what, data):
        """MessageError or a closed connection."""
        answer = self.ask(data)
        if answer is not None and answer[0] not in (giop.MESSAGE_ERROR, giop.CLOSE_CONNECTION):
            fail(f"{self.name}: {what}: answered {answer}")
        self.must_serve(what)
        print(f"PASS {self.name}: {what}")

    def expect_reply(self, what, data, wanted):
        answer = self.ask(data)
        if answer is None or giop.reply_of(answer) != wanted:
            fail(f"{self.name}: {what}: wanted {wanted}, got {answer}")
        self.must_serve(what)
        print(f"PASS {self.name}: {what}")

    def fuzz(self, rounds, seed):
        dice = random.Random(seed)
        for _ in range(rounds):
            data = bytearray(self.good())
            for _ in range(dice.choice((1, 1, 2, 5))):
                data[dice.randrange(len(data))] = dice.choice((0, 1, 0x7f, 0x80, 0xff, dice.randrange(256)))
            if dice.random() < 0.2:
                del data[dice.randrange(1, len(data)):]
            with giop.Connection(self.address) as connection:
                try:
                    connection.send(bytes(data))
                    connection.socket.shutdown(socket.SHUT_WR)
                    while connection.receive() is not None:
                        pass
                except (ConnectionResetError, BrokenPipeError):
                    pass
                except socket.timeout:
                    fail(f"{self.name}: holds a connection that its peer has ended, after {bytes(data).hex()}")
        self.must_serve("fuzz")


def check(victim):
    good = victim.good()
    victim.must_serve("nothing")
    noise = random.Random(1).randbytes(400)
    victim.expect_refused("garbage", noise)
    victim.expect_refused("an HTTP request", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    victim.expect_refused("wrong magic", b"GIOX" + good[4:])
    victim.expect_refused("GIOP 1.3", giop.message(giop.REQUEST, good[12:], version=(1, 3)))
    victim.expect_refused("GIOP 2.0", giop.message(giop.REQUEST, good[12:], version=(2, 0)))
    victim.expect_refused("message type 9", giop.message(9, b""))
    victim.expect_refused("a length of 4 GB", giop.message(giop.REQUEST, b"", size=0xffffffff))
    victim.expect_refused("a length of 2 GB", giop.message(giop.REQUEST, b"", size=0x7fffffff))
    victim.expect_refused("a fragment of nothing", giop.message(7, b"\1\0\0\0"))
    victim.expect_refused("a request without a body", giop.message(giop.REQUEST, b""))

    unfinished = [giop.Connection(victim.address) for _ in range(20)]
    for number, connection in enumerate(unfinished):
        connection.send(good[:1 + number])
    victim.must_serve("twenty open connections with half a header")
    for connection in unfinished:
        connection.socket.close()
    victim.must_serve("their end")
    print(f"PASS {victim.name}: half a header")

    victim.expect_reply("an unknown object key", giop.request(b"no such key", victim.operation, victim.arguments),
                        system_exception("OBJECT_NOT_EXIST"))
    victim.expect_reply("an empty object key", giop.request(b"", victim.operation, victim.arguments),
                        system_exception("OBJECT_NOT_EXIST"))
    victim.expect_reply("an unknown operation", giop.request(victim.key, "no_such_operation"),
                        system_exception("BAD_OPERATION"))
    victim.expect_reply("a string longer than the message",
                        giop.request(victim.key, victim.operation, b"\xff\xff\xff\xff"), system_exception("MARSHAL"))
    victim.expect_reply("arguments that are missing", giop.request(victim.key, victim.operation),
                        system_exception("MARSHAL"))
    victim.expect_reply("bytes after the arguments",
                        giop.request(victim.key, victim.operation, victim.arguments + b"\0" * 20),
                        system_exception("MARSHAL"))
    kind, body = victim.ask(giop.locate_request(b"no such key"))
    if kind != giop.LOCATE_REPLY or body[4:8] != b"\0\0\0\0":
        fail(f"{victim.name}: LocateRequest of an unknown key: {kind} {body}")
    print(f"PASS {victim.name}: LocateRequest of an unknown key")

    victim.fuzz(ROUNDS // 3, seed=2)
    before = victim.process.resident_kib()
    victim.fuzz(ROUNDS, seed=3)
    growth = victim.process.resident_kib() - before
    if growth > ALLOWED_GROWTH_KIB and not sanitized:
        fail(f"{victim.name}: grew by {growth} KiB in {ROUNDS} bad messages")
    print(f"PASS {victim.name}: {ROUNDS} changed messages, {growth} KiB more")


quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL} if not sanitized else {"stdout": subprocess.PIPE}
with Process(naming, "--port", "0", **quiet) as daemon:
    host, port = daemon.wait_for_text(r"corbaloc::?([\w.]+):(\d+)/NameService").groups()
    initial = f"NameService=corbaloc::{host}:{port}/NameService"
    with Process(hello_server, "-ORBInitRef", initial, "-ORBendPoint", "giop:tcp:127.0.0.1:0", **quiet) as server:
        address, key = giop.address_and_key(server.wait_for_text(r"IOR:[0-9a-f]+\n").group(0))
        check(Victim("hello_server", server, address, key, "greet", giop.string(b"", "Ada")))
        check(Victim("cos-naming", daemon, (host, int(port)), b"NameService", "_is_a",
                     giop.string(b"", "IDL:omg.org/CosNaming/NamingContext:1.0")))
        for process in (server, daemon):
            if not process.running():
                fail(f"{process.command[0]} has ended")
