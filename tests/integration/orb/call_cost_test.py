# SPDX-License-Identifier: BSL-1.0
"""What a call costs in system calls: a send and a receive, with a time limit of whatever kind or without one.

usage: call_cost_test.py counting_server repeated_calls
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from processes import Process, fail, skip  # noqa: E402

server_program, client_program = sys.argv[1:3]
FEW, MANY = 100, 1100


def system_calls(*words):
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log")
        done = subprocess.run(["strace", "-f", "-qq", "-e", "signal=none", "-o", log, client_program, *words],
                              stderr=subprocess.PIPE, text=True, timeout=120, check=False)
        if "ptrace" in done.stderr:
            skip(f"strace may not trace here: {done.stderr.strip()}")
        if done.returncode != 0:
            fail(f"{words}: {done.stderr}")
        with open(log, encoding="utf-8", errors="replace") as file:
            return sum(" resumed>" not in line for line in file)


if not shutil.which("strace"):
    skip("strace is not installed")
with Process(server_program, "-ORBendPoint", "giop:tcp:127.0.0.1:", stdout=subprocess.PIPE) as server:
    reference = server.wait_for_text(r"IOR:[0-9a-f]+").group(0)
    for level, options in (("none", ["-ORBclientCallTimeOutPeriod", "0"]), ("none", []), ("orb", []), ("thread", []),
                           ("reference", [])):
        few, many = (system_calls(reference, str(count), level, *options) for count in (FEW, MANY))
        each = (many - few) / (MANY - FEW)
        print(f"time limit {level} {' '.join(options)}: {each:.3f} system calls a call")
        # Seldom a receive is interrupted or a timer is read; one more for each call would show.
        if not 1.9 <= each <= 2.2:
            fail("a call is a send and a receive")
