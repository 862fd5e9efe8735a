#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A client and a server of echo.idl, one of them Tcl Combat's. Exits as the client does.

usage: run.py corbel-to-combat|combat-to-corbel --combat FOLDER --tclsh P --omniidl P --client P --server P
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../tests/support"))
from processes import Process, fail  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("direction")
for option in ("combat", "tclsh", "omniidl", "client", "server"):
    parser.add_argument("--" + option, required=True)
options = parser.parse_args()
combat = pathlib.Path(options.combat).resolve()


def tcl_programs(folder):
    """The Tcl programs read echo.tcl from where they stand: links to them, and the IDL in Combat's own form."""
    for name in ("client.tcl", "server.tcl", "loopback.tcl"):
        (folder / name).symlink_to(combat / name)
    translated = subprocess.run([options.omniidl, f"-p{combat}", "-bcombat_be", str(combat / "echo.idl")],
                                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True,
                                check=True)
    (folder / "echo.tcl").write_text(translated.stdout, encoding="utf-8")


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    tcl_programs(folder)
    reference = folder / "reference"
    if options.direction == "corbel-to-combat":
        server = [options.tclsh, folder / "server.tcl", reference, "-ORBHostName", "127.0.0.1"]
        client = [options.client, reference]
    else:
        # Combat chooses UTF-8 where it is offered, and then sends the bytes of ISO-8859-1.
        server = [options.server, reference, "-ORBendPoint", "giop:tcp:127.0.0.1:0",
                  "-ORBnativeCharCodeSet", "ISO-8859-1"]
        client = [options.tclsh, folder / "client.tcl", "-ORBHostName", "127.0.0.1", reference]
    with Process(*server) as running:
        running.wait_for_file(reference)
        while not reference.read_text(encoding="ascii").endswith("\n"):
            if not running.running():
                fail("the server ended")
        done = subprocess.run([str(word) for word in client], stdin=subprocess.DEVNULL, timeout=50, check=False)
sys.exit(done.returncode)
