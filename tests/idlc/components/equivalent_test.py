#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Two IDL files mean the same, to the last repository id.

    equivalent_test.py IDLC FILE.idl OTHER.idl
"""
import difflib
import subprocess
import sys


def dump(idlc, file):
    done = subprocess.run([idlc, "--dump-ast", file], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    if done.returncode or done.stderr:
        sys.exit(f"idlc {file}:\n{done.stderr.decode()}")
    return done.stdout.decode().splitlines()


idlc, *files = sys.argv[1:]
difference = list(difflib.unified_diff(*(dump(idlc, each) for each in files), *files, lineterm=""))
print("\n".join(difference))
sys.exit(1 if difference else 0)
