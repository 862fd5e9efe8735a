#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Daemons that announce themselves on this machine, and `corbel ns discover`.
usage: discover_test.py COS-NAMING CORBEL"""
import json
import socket
import struct
import subprocess
import sys
import threading
import time

from daemon import Daemon, expect, expect_match, skip

GROUP, PORT = "239.255.40.9", 2809


def discover(corbel, *options):
    done = subprocess.run([corbel, "ns", "discover", "--json", "--timeout", "900", *options], capture_output=True,
                          text=True, timeout=60, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


class Liar(threading.Thread):
    """Answers questions with what nobody should believe, and sends what is no answer at all."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((GROUP, PORT))
        self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                               struct.pack("4s4s", socket.inet_aton(GROUP), socket.inet_aton("127.0.0.1")))
        self.question = None

    def run(self):
        while True:
            question, sender = self.socket.recvfrom(2000)
            self.question = question
            number = question[20:36]
            for lie in (b"", b"\0" * 1400, b"corbel-naming 1 at " + number, b"corbel-naming 1 at " + number + b" 0",
                        b"corbel-naming 1 at " + number + b" 99999", b"corbel-naming 1 at " + number + b" 80 x",
                        b"corbel-naming 1 at 0123456789abcdef 81", b"corbel-naming 1 at " + number + b" 1"):
                self.socket.sendto(lie, sender)


def ask(question, times=1):
    """The answers to a datagram, the last one half a second after the one before."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        asker.bind(("127.0.0.1", 0))
        asker.settimeout(0.5)
        for _ in range(times):
            asker.sendto(question, (GROUP, PORT))
        answers = []
        try:
            while True:
                answers.append(asker.recv(2000))
        except TimeoutError:
            return answers


def main():
    daemon, corbel = sys.argv[1:3]
    try:
        liar = Liar()
    except OSError as error:
        skip(f"no multicast on the loopback interface: {error}")
    status, found, _ = discover(corbel)
    expect("a service that was not told to answer is not found", status == 1 and found == [], found)
    with Daemon(daemon, "--announce") as first, Daemon(daemon, "--announce", "127.0.0.1") as second, Daemon(daemon):
        wanted = sorted(f"corbaloc::127.0.0.1:{each.port}/NameService" for each in (first, second))
        status, found, _ = discover(corbel)
        if status == 1 and not found:
            skip("multicast does not work on the loopback interface here")
        expect("those that were are", status == 0 and sorted(each["url"] for each in found) == wanted, found)
        expect("and answer", all(each["state"] == "answers" for each in found), found)
        question = b"corbel-naming 1 ask 00000000000000ff".ljust(64)
        answers = ask(question)
        expect("an answer is for its question, and shorter",
               len(answers) == 2 and all(b" 00000000000000ff " in each and len(each) < len(question)
                                         for each in answers), answers)
        for wrong in (b"", question[:63], question + b" ", question[:40].ljust(64, b"x"), b"\xff" * 64, b"x" * 1400,
                      question.replace(b"ask", b"ASK")):
            expect(f"no answer to {wrong[:40]}", ask(wrong) == [])
        time.sleep(1.2)
        flood = len(ask(question, 400))
        expect("a flood of questions is not answered in full", 0 < flood < 400, flood)
        liar.start()
        time.sleep(1.2)
        start = time.monotonic()
        status, found, _ = discover(corbel)
        expect("lies are no services", sorted(each["url"] for each in found if each["state"] == "answers") == wanted,
               found)
        expect("one that can be no lie by its form does not answer",
               [each["url"] for each in found if each["state"] != "answers"] ==
               ["corbaloc::127.0.0.1:1/NameService"], found)
        expect("and it ends in time", time.monotonic() - start < 20)
    done = subprocess.run([daemon, "--port", "0", "--announce", "192.0.2.1"], capture_output=True, text=True,
                          timeout=20, check=False)
    expect_match("--announce to others of a service for this machine only is refused", "cannot reach", done.stderr)
    status, _, error = discover(corbel, "--interface", "192.0.2.1")
    expect("an interface that is not there is told", status == 64 and "address" in error, error)


main()
