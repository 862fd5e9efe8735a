#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""corbel ns against our daemon, and against omniNames where it is installed. usage: ns_test.py COS-NAMING CORBEL"""
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from daemon import Daemon, Process, expect, expect_match, fail, free_port

PROGRAM = sys.argv[1]
OBJECT = "corbaloc::127.0.0.1:1/nobody"


class Service:
    def __init__(self, what, corbel, url):
        self.what, self.command = what, [corbel, "ns", "-s", url]

    def run(self, *arguments):
        done = subprocess.run([*self.command, *arguments], capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def __call__(self, *arguments):
        code, out, error = self.run(*arguments)
        expect(f"{self.what}: ns {' '.join(arguments)[:60]}", code == 0, (code, out, error))
        return out

    def fails(self, code, pattern, *arguments):
        got, out, error = self.run(*arguments)
        expect(f"{self.what}: ns {' '.join(arguments)} is status {code}", got == code, (got, out, error))
        expect_match(f"{self.what}: and says why", pattern, error)


def references(ns, folder):
    """REF of bind and rebind, as every verb takes it."""
    path = os.path.join(folder, "object.ior")
    with open(path, "w", encoding="ascii") as file:
        file.write(OBJECT)
    relative = os.path.relpath(path)
    ns("bind", "first", OBJECT)
    for text in (path, relative, "file:" + relative, "file://" + path, "first"):  # the last is a name of this service
        ns("rebind", "told", text)
        expect(f"{text} is a reference", ns("resolve", "told") == ns("resolve", "first"))
    ns.fails(64, "there is no file", "bind", "wrong", "file:nowhere.ior")
    ns.fails(64, "is a nil reference", "bind", "wrong", "IOR:01000000010000000000000000000000")
    for each in ("told", "first"):
        ns("unbind", each)


def changes(ns):
    ns("bind", "-p", "plant.area/hall 1/pump.device", OBJECT)
    ns("mkctx", "plant.area/hall 2")
    ns("bind", r"odd\/name\.x", OBJECT)
    expect("ls", ns("ls").split("\n")[:-1] == [r"odd\/name\.x", "plant.area/"])
    expect("tree", ns("tree", "plant.area") == "plant.area\n  hall 1/\n    pump.device\n  hall 2/\n")
    expect("find", ns("find", "*pump*") == "plant.area/hall 1/pump.device\n")
    expect_match("resolve", "^IOR:", ns("resolve", "plant.area/hall 1/pump.device"))
    lines = [json.loads(line) for line in ns("--json", "ls", "plant.area").splitlines()]
    expect("--json", lines == [{"name": "hall 1", "type": "context"}, {"name": "hall 2", "type": "context"}], lines)
    ns.fails(3, "AlreadyBound", "bind", "plant.area/hall 1/pump.device", OBJECT)
    ns("rebind", "plant.area/hall 1/pump.device", OBJECT + "2")
    ns.fails(3, 'nothing is bound from "x/y"', "resolve", "plant.area/x/y")
    ns.fails(64, "empty component at character 3", "resolve", "a//b")
    ns.fails(3, "NotEmpty", "rmctx", "plant.area")
    ns("rmctx", "plant.area/hall 2")
    ns("unbind", r"odd\/name\.x")


def copies(ns, folder):
    file, again = os.path.join(folder, "names.json"), os.path.join(folder, "again.json")
    ns("bind", "alive", ns("resolve", "plant.area").strip())
    ns("export", file)
    with open(file, encoding="utf-8") as text:
        names = json.load(text)["names"]
    expect("export", [n["name"] for n in names] ==
           ["alive", "plant.area", "plant.area/hall 1", "plant.area/hall 1/pump.device"], names)
    ns("unbind", "plant.area/hall 1/pump.device")
    ns("import", file)
    ns("export", again)
    with open(file, encoding="utf-8") as one, open(again, encoding="utf-8") as two:
        expect("import brings the names back", one.read() == two.read())
    ns.fails(64, "cannot read", "import", os.path.join(folder, "nothing"))


def checks(ns):
    code, out, _ = ns.run("check", "--timeout", "5000")
    expect("check finds the dead", code == 1 and "unreachable  plant.area/hall 1/pump.device" in out, out)
    expect("and the living", "alive  alive" in out, out)
    code, out, _ = ns.run("check", "--prune")
    expect("check --prune removes them", code == 1 and "pump.device" not in ns("tree"), out)
    ns("check")


def waits(ns):
    ns.fails(1, "waited 1 s.*late", "wait", "late", "--timeout", "1")
    binder = threading.Timer(0.5, lambda: ns.run("bind", "late", OBJECT))
    binder.start()
    expect_match("wait", "^IOR:", ns("wait", "late", "--timeout", "30"))
    binder.join()
    with Process(*ns.command, "watch", "--interval", "50", stdout=subprocess.PIPE) as watch:
        for attempt in range(100):
            ns.run("rebind", "seen", OBJECT + str(attempt))
            if wait_for_line(watch):
                break
        else:
            fail("watch did not tell of a name")
    print("ok   watch")


def wait_for_line(process):
    return select.select([process.child.stdout], [], [], 0.3)[0] and b"bound  seen" in process.child.stdout.readline()


def backs_up(program, corbel, folder):
    store, copy = os.path.join(folder, "names.db"), os.path.join(folder, "copy.db")
    with Daemon(program, "--store", "sqlite:" + store) as daemon:
        ns = Service("cos-naming", corbel, daemon.url)
        ns("bind", "kept", OBJECT)
        ns("backup", store, copy)
        ns.fails(1, "exists already", "backup", store, copy)
        ns("bind", "later", OBJECT)
        ns.fails(1, "process .* serves", "restore", copy, store)
    with Daemon(program, "--store", "sqlite:" + copy) as daemon:
        expect("a backup is served", Service("cos-naming", corbel, daemon.url)("ls") == "kept\n")
    with open(store, "rb") as file:
        damaged = bytearray(file.read())
    damaged[4096:4196] = b"x" * 100
    bad = os.path.join(folder, "bad.db")
    with open(bad, "wb") as file:
        file.write(damaged)
    ns.fails(1, "damaged|malformed|not a", "restore", bad, store)
    with Daemon(program, "--store", "sqlite:" + store) as daemon:
        listed = Service("cos-naming", corbel, daemon.url)("ls")
        expect("a restore that fails changes nothing", listed == "kept\nlater\n", listed)
    ns("restore", copy, store)
    with Daemon(program, "--store", "sqlite:" + store) as daemon:
        ns = Service("cos-naming", corbel, daemon.url)
        expect("a backup is restored in its place", ns("ls") == "kept\n")
        ns("bind", "anew", OBJECT)
    expect("what was there stays", [each for each in os.listdir(folder) if ".before-" in each])


def everything(ns):
    with tempfile.TemporaryDirectory() as folder:
        references(ns, folder)
        changes(ns)
        copies(ns, folder)
        checks(ns)
        waits(ns)


def against_omninames(corbel):
    if not shutil.which("omniNames"):
        print("omniNames is not installed")
        return
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, Process(
            "omniNames", "-start", port, "-datadir", folder, "-ORBendPoint", f"giop:tcp:127.0.0.1:{port}",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        ns = Service("omniNames", corbel, f"corbaloc::127.0.0.1:{port}/NameService")
        deadline = time.monotonic() + 20
        while ns.run("ls")[0] != 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        everything(ns)
        takes_over(ns, folder)


def takes_over(ns, folder):
    """The data file of omniNames becomes names of ours."""
    ns("bind", "-p", r"moved.x/a \\b\/c", OBJECT)
    ns("mkctx", "moved.x/empty")
    ns("bind", "gone", OBJECT)
    ns("unbind", "gone")
    data = [name for name in os.listdir(folder) if name.endswith(".dat")][0]
    with Daemon(PROGRAM) as daemon:
        ours = Service("cos-naming", ns.command[0], daemon.url)
        ours("import", os.path.join(folder, data))
        expect("the names of omniNames are here", ours("find", "moved*") == ns("find", "moved*"), ours("tree"))
        expect("and only those that were bound", "gone" not in ours("tree"))


def main():
    program, corbel = PROGRAM, sys.argv[2]
    with Daemon(program) as daemon:
        everything(Service("cos-naming", corbel, daemon.url))
    with tempfile.TemporaryDirectory() as folder:
        backs_up(program, corbel, folder)
    against_omninames(corbel)


main()
