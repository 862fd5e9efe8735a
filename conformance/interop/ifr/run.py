#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A client of the interface repository, and the program that has it. Exits as the client does.

usage: run.py --server P --idl SHOP.IDL [--omniorb P] [--tclsh P --script CLIENT.TCL]
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../tests/support"))
from processes import Process  # noqa: E402

parser = argparse.ArgumentParser()
for option in ("server", "idl", "omniorb", "tclsh", "script"):
    parser.add_argument("--" + option)
options = parser.parse_args()

with tempfile.TemporaryDirectory() as name:
    path = pathlib.Path(name) / "references"
    with Process(options.server, path, options.idl, "-ORBendPoint", "giop:tcp:127.0.0.1:0") as server:
        server.wait_for_file(path)
        repository, counter = path.read_text(encoding="ascii").split()
        if options.omniorb:
            client = [options.omniorb, repository, counter]
        else:
            client = [options.tclsh, options.script, counter, "-ORBHostName", "127.0.0.1",
                      "-ORBInitRef", f"InterfaceRepository={repository}"]
        done = subprocess.run(client, stdin=subprocess.DEVNULL, timeout=50, check=False)
sys.exit(done.returncode)
