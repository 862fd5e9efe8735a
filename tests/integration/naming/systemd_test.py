#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""This test plays systemd: notifications, sockets that are passed, the watchdog, reload. And the log.

usage: systemd_test.py COS-NAMING UNIT-FILES...
"""
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from daemon import Process, expect, expect_match, fail
from names_peer import Names

PROGRAM, UNITS = sys.argv[1], sys.argv[2:]


class Notifications:
    """The socket of NOTIFY_SOCKET."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.settimeout(20)

    def next(self):
        try:
            return self.socket.recv(4096).decode()
        except TimeoutError:
            fail("the daemon told nothing")

    def wait_for(self, text):
        while self.next() != text:
            pass


# Becomes the daemon as systemd does it: the sockets are descriptors 3 and up, LISTEN_PID is the process itself.
LAUNCHER = """
import os, sys
given = [int(each) for each in sys.argv[1].split(",") if each]
for at, descriptor in enumerate(given):
    os.dup2(descriptor, 3 + at)
    os.close(descriptor)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(given)))
os.execv(sys.argv[2], sys.argv[2:])
"""


def start(notifications, *options, sockets=(), environment=None):
    given = [fcntl.fcntl(each.fileno(), fcntl.F_DUPFD, 20) for each in sockets]
    command = [PROGRAM, "--store", "memory", *options]
    if given:
        command = [sys.executable, "-c", LAUNCHER, ",".join(map(str, given)), *command]
    process = Process(*command, env=dict(os.environ, NOTIFY_SOCKET=notifications.path, **(environment or {})),
                      pass_fds=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for descriptor in given:
        os.close(descriptor)
    return process


def passed_sockets(folder):
    notifications = Notifications(folder)
    path = os.path.join(folder, "passed.sock")
    with socket.socket() as tcp, socket.socket(socket.AF_UNIX) as unix:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        unix.bind(path)
        unix.listen()
        port = tcp.getsockname()[1]
        # A client that connects before the daemon has started, as socket activation promises.
        early = Names(("127.0.0.1", port))
        answers = []
        client = threading.Thread(target=lambda: answers.append(early.bind("early", "one")))
        client.start()
        with start(notifications, "--port", "2809", sockets=(tcp, unix)) as daemon:
            notifications.wait_for("READY=1")
            client.join(20)
            expect("a client that was early is answered", answers and answers[0][0] == 0, answers)
            daemon.wait_for_text(rf"ready at corbaloc::127\.0\.0\.1:{port}/NameService\n(.*\n)*")
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(path)
            daemon.child.terminate()
            notifications.wait_for("STOPPING=1")
            expect("it ends with status 0", daemon.wait() == 0)
            expect_match("the first log line names the sockets", rf"127\.0\.0\.1:{port}, unix:{path}",
                         daemon.child.stderr.readline().decode())
        probe = socket.create_connection(("127.0.0.1", port), 5)  # systemd keeps the socket: nobody is refused
        probe.close()
    with open(os.path.join(folder, "file"), "w", encoding="ascii") as file:
        with start(notifications, sockets=(file,)) as daemon:
            expect("what is no socket ends it with status 1", daemon.wait() == 1)
            expect_match("and is said", "descriptor 3", daemon.child.stderr.read().decode())
    notifications.socket.close()
    os.unlink(notifications.path)


def watchdog(folder):
    notifications = Notifications(folder)
    with start(notifications, "--port", "0", environment={"WATCHDOG_USEC": "200000"}) as daemon:
        notifications.wait_for("READY=1")
        for _ in range(3):
            notifications.wait_for("WATCHDOG=1")
        print("ok   the watchdog is told", flush=True)
        daemon.child.send_signal(signal.SIGSTOP)
        time.sleep(0.5)
        notifications.socket.settimeout(0.5)
        told = 0
        try:
            while notifications.socket.recv(4096):
                told += 1
        except TimeoutError:
            pass
        expect("a daemon that stands still tells it no more", told < 6, told)
        daemon.child.send_signal(signal.SIGCONT)
    notifications.socket.close()
    os.unlink(notifications.path)


def reload(folder):
    notifications = Notifications(folder)
    settings, log = os.path.join(folder, "cos-naming.conf"), os.path.join(folder, "naming.log")

    def write(text):
        with open(settings, "w", encoding="ascii") as file:
            file.write(text)

    write(f'port = 0\nlog = "{log}"\n')
    with start(notifications, "--config", settings) as daemon:
        notifications.wait_for("READY=1")
        port = int(daemon.wait_for_text(r"127\.0\.0\.1:(\d+)/").group(1))
        names = Names(("127.0.0.1", port))
        expect("a file of settings is read", names.bind("a", "one")[0] == 0)
        os.rename(log, log + ".1")
        write(f'log = "{log}"\nlog-format = "json"\nread-only-from = "127.0.0.0/8"\n')
        daemon.child.send_signal(signal.SIGHUP)
        expect_match("a reload is told", "^RELOADING=1\nMONOTONIC_USEC=[0-9]+$", notifications.next())
        notifications.wait_for("READY=1")
        with open(log, encoding="utf-8") as file:
            line = json.loads(file.readline())
        expect("the log is opened anew, as JSON now",
               line["program"] == "cos-naming" and "SIGHUP" in line["text"], line)
        expect("who may write is read anew", names.bind("b", "two")[1] == "IDL:omg.org/CORBA/NO_PERMISSION:1.0")
        write("read-only-from = nonsense\n")
        daemon.child.send_signal(signal.SIGHUP)
        notifications.wait_for("READY=1")
        with open(log, encoding="utf-8") as file:
            expect_match("wrong settings are said, and change nothing", "as they were", file.read().splitlines()[-1])
        expect("it serves on", names.resolve("a")[0] == 0)
    notifications.socket.close()
    os.unlink(notifications.path)


def drains(folder):
    """SIGTERM while many call: every call is answered, or its connection ended in good order before it was begun."""
    notifications = Notifications(folder)
    with start(notifications, "--port", "0") as daemon:
        port = int(daemon.wait_for_text(r"127\.0\.0\.1:(\d+)/").group(1))
        odd = []

        def call(number):
            names = Names(("127.0.0.1", port))
            for i in range(100_000):
                names.connection.send(names.request("bind", f"{number}-{i}", "x"))
                answer = names.connection.receive()
                if answer is None or answer[0] == 5:  # CloseConnection
                    return
                if answer[0] != 1:
                    odd.append(answer)

        threads = [threading.Thread(target=call, args=(i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        daemon.child.terminate()
        for thread in threads:
            thread.join(20)
        expect("SIGTERM answers what is under way", not odd and not any(t.is_alive() for t in threads), odd)
        expect("and ends with status 0", daemon.wait() == 0)
    notifications.socket.close()
    os.unlink(notifications.path)


def verifies_units(folder):
    if not shutil.which("systemd-analyze"):
        print("systemd-analyze is not installed: the unit files are not verified")
        return
    copies = []
    for unit in UNITS:
        copies.append(os.path.join(folder, os.path.basename(unit)))
        with open(unit, encoding="ascii") as source, open(copies[-1], "w", encoding="ascii") as copy:
            copy.write(source.read().replace("/usr/bin/cos-naming", PROGRAM))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *copies], capture_output=True, text=True,
                          check=False)
    if "Failed to " in done.stderr and "manager" in done.stderr:
        print(f"systemd-analyze does not work here: {done.stderr.strip()}")
        return
    ours = [line for line in done.stderr.splitlines() if "cos-naming" in line]
    expect("systemd has no complaint about the unit files", done.returncode == 0 and not ours, done.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        passed_sockets(folder)
        watchdog(folder)
        reload(folder)
        drains(folder)
        verifies_units(folder)


main()
