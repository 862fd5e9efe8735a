#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Clients as there are: Java ORBs ask _is_a before anything else and speak GIOP 1.0 or 1.1 to a corbaloc; Tango's
clients locate the object first and keep one connection. By hand, in both byte orders.

usage: dialects_test.py COS-NAMING
"""
import os
import socket
import struct
import sys
import tempfile

from daemon import Daemon, expect

REQUEST, REPLY, LOCATE_REQUEST, LOCATE_REPLY = 0, 1, 3, 4
CODE_SETS = 1


class Client:
    def __init__(self, daemon, minor, order):
        self.socket = socket.create_connection((daemon.host, daemon.port), 10)
        self.minor, self.order, self.last = minor, order, 0

    def number(self, data, value):
        data += b"\0" * (-len(data) % 4)
        return data + struct.pack(self.order + "I", value)

    def octets(self, data, value):
        return self.number(data, len(value)) + value

    def text(self, data, value):
        return self.octets(data, value.encode() + b"\0")

    def exchange(self, kind, body):
        flags = 1 if self.order == "<" else 0
        head = b"GIOP" + bytes([1, self.minor, flags, kind]) + struct.pack(self.order + "I", len(body))
        self.socket.sendall(head + body)
        head = self.exactly(12)
        order = "<" if head[6] & 1 else ">"
        expect("the answer has the version of the request", head[:6] == b"GIOP" + bytes([1, self.minor]), head)
        return head[7], order, self.exactly(struct.unpack(order + "I", head[8:])[0])

    def exactly(self, count):
        data = b""
        while len(data) < count:
            chunk = self.socket.recv(count - len(data))
            expect_quietly(chunk)
            data += chunk
        return data

    def call(self, operation, arguments=lambda client, data: data):
        """The status and the body behind the header of the reply."""
        self.last += 1
        # A Java ORB sends its code sets with the first request, and a context of its vendor that nobody knows.
        data = self.number(b"", 2)
        inner = self.number(self.number(bytes([0, 0, 0, 0]) if self.order == ">" else bytes([1, 0, 0, 0]), 0x00010001),
                            0x00010109)
        data = self.octets(self.number(data, CODE_SETS), inner)
        data = self.octets(self.number(data, 0x53554e00), b"\0\1\2")
        data = self.number(data, self.last) + b"\1"
        if self.minor == 1:
            data += b"\0\0\0"
        data = self.octets(data, b"NameService")
        data = self.octets(self.text(data, operation), b"")  # the principal
        kind, order, body = self.exchange(REQUEST, arguments(self, data))
        expect_quietly(kind == REPLY)
        (contexts,) = struct.unpack_from(order + "I", body)
        at = 4
        for _ in range(contexts):
            at += -at % 4
            at += 8 + struct.unpack_from(order + "I", body, at + 4)[0]
        at += -at % 4
        number, status = struct.unpack_from(order + "II", body, at)
        expect_quietly(number == self.last)
        return status, body[at + 8:]

    def locate(self):
        self.last += 1
        kind, order, body = self.exchange(LOCATE_REQUEST, self.octets(self.number(b"", self.last), b"NameService"))
        return kind == LOCATE_REPLY and struct.unpack_from(order + "I", body, 4)[0] == 1


def expect_quietly(condition):
    if not condition:
        expect("an answer of the right form", False)


def add_name(client, data, *components):
    data = client.number(data, len(components))
    for ident, kind in components:
        data = client.text(client.text(data, ident), kind)
    return data


def speaks(daemon, minor, order, locates):
    client = Client(daemon, minor, order)
    title = f"GIOP 1.{minor}, {'little' if order == '<' else 'big'}-endian"
    if locates:
        expect(f"{title}: LocateRequest finds the root", client.locate())
    for interface in ("IDL:omg.org/CosNaming/NamingContext:1.0", "IDL:omg.org/CosNaming/NamingContextExt:1.0"):
        status, body = client.call("_is_a", lambda c, d, i=interface: c.text(d, i))
        expect(f"{title}: _is_a {interface}", status == 0 and body[0] == 1, (status, body))
    status, body = client.call("_non_existent")
    expect(f"{title}: _non_existent", status == 0 and body[0] == 0, (status, body))
    status, body = client.call("bind_new_context", lambda c, d: add_name(c, d, (f"plant{minor}{order}", "area")))
    expect(f"{title}: bind_new_context", status == 0 and b"NamingContext" in body, (status, body))
    status, body = client.call("resolve", lambda c, d: add_name(c, d, (f"plant{minor}{order}", "area")))
    expect(f"{title}: resolve", status == 0 and b"NamingContext" in body, (status, body))
    status, body = client.call("resolve", lambda c, d: add_name(c, d, (f"plant{minor}{order}", "area"), ("x", "")))
    expect(f"{title}: NotFound", status == 1 and b"NamingContext/NotFound:1.0" in body, (status, body))
    status, body = client.call("list", lambda c, d: c.number(d, 100))
    expect(f"{title}: list", status == 0 and f"plant{minor}{order}".encode() in body, (status, body))


def main():
    with tempfile.TemporaryDirectory() as folder:
        with Daemon(sys.argv[1], "--store", "sqlite:" + os.path.join(folder, "names.db")) as daemon:
            for minor in (0, 1):
                for order in "<>":
                    speaks(daemon, minor, order, locates=minor == 0)


main()
