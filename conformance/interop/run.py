#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Starts a server of everything.idl, runs a client against it, and exits as the client does.

usage: run.py --server PROGRAM --client PROGRAM --giop 1.x [--bridge PROGRAM] [--server-options="..."]
       [--server-endpoint giop:...] [-- client options]
"""
import argparse
import contextlib
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../tests/support"))
from processes import Process  # noqa: E402

IDL = os.path.join(os.path.dirname(__file__), "everything.idl")
parser = argparse.ArgumentParser()
parser.add_argument("--server", required=True)
parser.add_argument("--client", required=True)
parser.add_argument("--giop", required=True)
parser.add_argument("--bridge", help="serves the client, and calls the server in its place")
parser.add_argument("--server-options", default="", help="for the server alone, separated by spaces")
parser.add_argument("--server-endpoint", default="giop:tcp:127.0.0.1:0")
parser.add_argument("options", nargs="*")
arguments = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    references = os.path.join(folder, "references")
    # Both spellings are omniORB's; Corbel takes them too.
    common = ["-ORBmaxGIOPVersion", arguments.giop, "-ORBendPoint"]
    with contextlib.ExitStack() as stack:
        def start(program, *options, endpoint="giop:tcp:127.0.0.1:0"):
            process = stack.enter_context(Process(program, references, *options, *common, endpoint))
            process.wait_for_file(references)
            return process

        servers = [start(arguments.server, *arguments.server_options.split(),
                         endpoint=arguments.server_endpoint)]
        if arguments.bridge:
            behind, references = references, references + ".bridge"
            servers.append(start(arguments.bridge, behind, IDL))
        client = subprocess.run([arguments.client, references, *arguments.options, *common, "giop:tcp:127.0.0.1:0"],
                                stdin=subprocess.DEVNULL, timeout=100, check=False)
        status = client.returncode
        for server in servers:
            if status == 0 and server.wait(10) != 0:
                print(f"FAIL {server.command[0]} ended with status {server.child.returncode}")
                status = 1
sys.exit(status)
