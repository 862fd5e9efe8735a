#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Starts a server of everything.idl, runs a client against it, and exits as the client does.

usage: run.py --server PROGRAM --client PROGRAM --giop 1.x [--server-options="..."] [-- client options]
"""
import argparse
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../tests/support"))
from processes import Process  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--server", required=True)
parser.add_argument("--client", required=True)
parser.add_argument("--giop", required=True)
parser.add_argument("--server-options", default="", help="for the server alone, separated by spaces")
parser.add_argument("options", nargs="*")
arguments = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    references = os.path.join(folder, "references")
    # Both spellings are omniORB's; Corbel takes them too.
    common = ["-ORBendPoint", "giop:tcp:127.0.0.1:0", "-ORBmaxGIOPVersion", arguments.giop]
    with Process(arguments.server, references, *arguments.server_options.split(), *common) as server:
        server.wait_for_file(references)
        client = subprocess.run([arguments.client, references, *arguments.options, *common],
                                stdin=subprocess.DEVNULL, timeout=100, check=False)
        status = client.returncode
        if status == 0 and server.wait(10) != 0:
            print(f"FAIL the server ended with status {server.child.returncode}")
            status = 1
sys.exit(status)
