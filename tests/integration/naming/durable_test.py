#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The daemon and its store: restarts, another address, a second daemon, no room, damage.

usage: durable_test.py COS-NAMING
"""
import os
import resource
import signal
import subprocess
import sys
import tempfile

from daemon import Daemon, expect, expect_match
from names_peer import Names


def names_of(daemon):
    return Names((daemon.host, daemon.port))


def survives(program, folder):
    store = "sqlite:" + os.path.join(folder, "names.db")
    with Daemon(program, "--store", store) as daemon:
        expect("a name is bound", names_of(daemon).bind("kept", "treasure")[0] == 0)
        first_port = daemon.port
    with Daemon(program, "--store", store, "--host", "127.0.0.2") as daemon:
        expect("it is there after a restart at another address and port",
               names_of(daemon).all() == {"kept": "treasure"} and daemon.host != "127.0.0.1", first_port)
        done = subprocess.run([program, "--port", "0", "--store", store], capture_output=True, text=True, timeout=20,
                              check=False)
        expect("a second daemon on the store is exit status 1", done.returncode == 1, done)
        expect_match("it says who has it and what helps", rf"process {daemon.pid} .*names\.db.*--store", done.stderr)


def bears_no_room(program, folder):
    """RLIMIT_FSIZE as a disk that is full."""
    store = "sqlite:" + os.path.join(folder, "small.db")
    with Daemon(program, "--store", store) as daemon:
        names = names_of(daemon)
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))
        bound, failed = {}, None
        for i in range(200):
            status, answer = names.bind(f"n{i}", "x" * 200)
            if status != 0:
                failed = answer
                break
            bound[f"n{i}"] = "x" * 200
        expect("a change without room is PERSIST_STORE", failed == "IDL:omg.org/CORBA/PERSIST_STORE:1.0", failed)
        expect("reads go on", names.all() == bound)
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        expect("with room changes go on", names.bind("later", "y")[0] == 0)
        bound["later"] = "y"
        daemon.child.send_signal(signal.SIGKILL)
    with Daemon(program, "--store", store) as daemon:
        expect("nothing acknowledged is lost", names_of(daemon).all() == bound)


def tells_damage(program, folder):
    path = os.path.join(folder, "names.db")
    with open(path, "r+b") as file:
        at = file.read().find(b"treasure")
        file.seek(at)
        file.write(b"T")
    command = [program, "--port", "0", "--store", "sqlite:" + path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    expect("a damaged store is exit status 1", done.returncode == 1, done)
    expect_match("it is said, and what helps", r"kept.*--recover", done.stderr)
    with Daemon(program, "--store", "sqlite:" + path, "--recover") as daemon:
        expect("--recover serves what is whole", names_of(daemon).all() == {})


def knows_omninames_options(program, folder):
    with Daemon(program, "-start", "0", "-datadir", folder, "-always", "-ignoreport") as daemon:
        expect("the options of omniNames start it", names_of(daemon).bind("theirs", "v")[0] == 0)
        daemon.child.terminate()
        daemon.wait()
        text = daemon.child.stderr.read().decode()
        expect_match("with a hint at ours", r"-datadir of omniNames is --store sqlite:.*names\.db", text)


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        survives(program, folder)
        bears_no_room(program, folder)
        tells_damage(program, folder)
        knows_omninames_options(program, folder)
        state = dict(os.environ, STATE_DIRECTORY=os.path.join(folder, "state"))
        text = subprocess.run([program, "--help"], env=state, capture_output=True, text=True, check=True).stdout
        expect_match("--help shows the default store", "state/2809.db", text)


main()
