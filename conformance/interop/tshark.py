#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Captures a client of everything.idl and its server on the loopback device and lets tshark read what they said: no
frame may be malformed, and all kinds of message that a call needs must be there.

usage: tshark.py --tshark P --dumpcap P --server P --client P
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../tests/support"))
from processes import Process, fail, skip  # noqa: E402

parser = argparse.ArgumentParser()
for option in ("tshark", "dumpcap", "server", "client"):
    parser.add_argument("--" + option, required=True)
options = parser.parse_args()


def listening_ports(pid):
    inodes = set()
    for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(link)
        except OSError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = []
    for line in pathlib.Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if fields[3] == "0A" and fields[9] in inodes:
            found.append(int(fields[1].split(":")[1], 16))
    return found


def tshark(capture, port, *arguments):
    done = subprocess.run([options.tshark, "-r", str(capture), "-d", f"tcp.port=={port},giop", *arguments],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        fail(f"tshark: {done.stderr}")
    return done.stdout


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    references, capture = folder / "references", folder / "capture.pcap"
    with Process(options.server, references, "-ORBendPoint", "giop:tcp:127.0.0.1:0") as server:
        server.wait_for_file(references)
        port = listening_ports(server.pid)[0]
        with Process(options.dumpcap, "-q", "-i", "lo", "-B", "64", "-f", f"tcp port {port}", "-P", "-w", capture,
                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as recorder:
            deadline = time.monotonic() + 5
            while not capture.exists() and recorder.running() and time.monotonic() < deadline:
                time.sleep(0.02)
            time.sleep(0.3)  # dumpcap makes the file before it listens
            if not recorder.running():
                skip(f"capturing is not permitted here: {recorder.child.stderr.read().decode().strip()}")
            client = subprocess.run([options.client, str(references)], stdin=subprocess.DEVNULL, capture_output=True,
                                    text=True, timeout=60, check=False)
            time.sleep(0.5)
    if client.returncode != 0:
        fail(f"the client: {client.stdout}{client.stderr}")
    kinds = set(tshark(capture, port, "-Y", "giop", "-T", "fields", "-e", "giop.type").replace(",", "\n").split())
    if not {"0", "1"} <= kinds:
        fail(f"no requests and replies were captured, only messages of the types {kinds}")
    malformed = tshark(capture, port, "-Y", "_ws.malformed")
    if malformed:
        fail(f"tshark finds malformed frames:\n{malformed}")
    messages = len(tshark(capture, port, "-Y", "giop").splitlines())
    print(f"PASS {messages} frames with GIOP, none malformed; message types {sorted(kinds, key=int)}")
