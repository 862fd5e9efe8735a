#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The checks of conformance/interop through a proxy that treats the bytes badly; exits as the client does.

usage: run.py --server PROGRAM --client PROGRAM --mishap split|delay|stall [-- client options]

split: pieces of one to a few bytes. delay: a moment between pieces. stall: now and then nothing for a while.
Whatever arrives late or in pieces arrives: the results must be those of an undisturbed run.
"""
import argparse
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../support"))
from processes import Process, fail  # noqa: E402

HOST = "127.0.0.1"


class Lane(threading.Thread):
    """Passes the bytes of one direction."""

    def __init__(self, source, sink, mishap, seed):
        super().__init__(daemon=True)
        self.source, self.sink, self.mishap, self.random = source, sink, mishap, random.Random(seed)

    def run(self):
        try:
            while chunk := self.source.recv(65536):
                self.treat(memoryview(chunk))
            self.sink.shutdown(socket.SHUT_WR)
        except OSError:
            self.source.close()
            self.sink.close()

    def treat(self, chunk):
        if self.mishap == "stall" and self.random.random() < 0.05:
            time.sleep(0.1)
        while chunk:
            size = self.piece(len(chunk))
            self.sink.sendall(chunk[:size])
            chunk = chunk[size:]
            if self.mishap == "delay":
                time.sleep(self.random.uniform(0, 0.0005))

    def piece(self, left):
        """Long bodies go on in larger pieces, so that the test ends in time."""
        if left > 8192:
            return self.random.randint(1, left)
        return self.random.choice((1, 1, 2, 3, 4, 7, 8, 11, 12, 13, 29))


class Proxy:
    """Connects everybody who comes to the server."""

    def __init__(self, port, mishap):
        self.server, self.mishap = port, mishap
        self.listener = socket.create_server((HOST, 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        for number in range(10_000):
            client, _ = self.listener.accept()
            server = socket.create_connection((HOST, self.server))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            Lane(client, server, self.mishap, 2 * number).start()
            Lane(server, client, self.mishap, 2 * number + 1).start()


def port_of(ior):
    """Offset and value of the port in the first profile of a stringified reference: it follows the host."""
    data = bytes.fromhex(ior[4:])
    at = data.index(HOST.encode() + b"\0") + len(HOST) + 1
    at += at % 2
    order = "<" if struct.unpack("<I", data[at_length(data):at_length(data) + 4])[0] == len(HOST) + 1 else ">"
    return data, at, order, struct.unpack_from(order + "H", data, at)[0]


def at_length(data):
    return data.index(HOST.encode() + b"\0") - 4


def through(ior, proxies, mishap):
    """The reference with the address of a proxy for its server."""
    data, at, order, port = port_of(ior)
    if port not in proxies:
        proxies[port] = Proxy(port, mishap)
    changed = bytearray(data)
    struct.pack_into(order + "H", changed, at, proxies[port].port)
    return "IOR:" + changed.hex()


def rewrite(source, target, mishap):
    proxies = {}
    with open(source, encoding="ascii") as references, open(target, "w", encoding="ascii") as changed:
        for line in references:
            words = [through(word, proxies, mishap) if word.startswith("IOR:") else word for word in line.split()]
            changed.write(" ".join(words) + "\n")
    if not proxies:
        fail("the server wrote no references")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--client", required=True)
    parser.add_argument("--mishap", required=True, choices=("split", "delay", "stall"))
    parser.add_argument("options", nargs="*")
    arguments = parser.parse_args()
    common = ["-ORBendPoint", f"giop:tcp:{HOST}:0"]
    with tempfile.TemporaryDirectory() as folder:
        own, changed = os.path.join(folder, "references"), os.path.join(folder, "proxied")
        with Process(arguments.server, own, *common) as server:
            server.wait_for_file(own)
            rewrite(own, changed, arguments.mishap)
            client = subprocess.run([arguments.client, changed, *arguments.options, *common],
                                    stdin=subprocess.DEVNULL, timeout=110, check=False)
            status = client.returncode
            if status == 0 and server.wait(10) != 0:
                print(f"FAIL the server ended with status {server.child.returncode}")
                status = 1
    sys.exit(status)


main()
