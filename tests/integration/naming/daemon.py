# SPDX-License-Identifier: BSL-1.0
"""The naming daemon as tests use it: on a port of the kernel's choice, in a folder that goes with the test."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
from processes import Process, fail, free_port, skip  # noqa: E402,F401  (for the tests)


class Daemon(Process):
    def __init__(self, program, *options, port=0):
        super().__init__(program, "--port", port, *options, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def __enter__(self):
        found = self.wait_for_text(r"ready at (corbaloc::([^/\s]+):(\d+)/NameService)\n")
        self.url, self.host, self.port = found.group(1), found.group(2), int(found.group(3))
        return self


def expect(what, condition, found=None):
    if not condition:
        fail(what if found is None else f"{what}; found: {found}")
    print(f"ok   {what}", flush=True)


def expect_match(what, pattern, text):
    expect(what, re.search(pattern, text, re.S), text)
