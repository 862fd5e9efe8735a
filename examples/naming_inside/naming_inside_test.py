#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The example serves names, and has them again after its end.

usage: naming_inside_test.py PROGRAM NAMING-TESTS-FOLDER
"""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, sys.argv[2])
from daemon import Process, expect  # noqa: E402
from names_peer import Names  # noqa: E402


def run(*arguments):
    return Process(sys.argv[1], *arguments, "-ORBendPoint", "giop:tcp:127.0.0.1:0", stdout=subprocess.PIPE)


def names_of(process):
    return Names(("127.0.0.1", int(process.wait_for_text(r"corbaloc::127\.0\.0\.1:(\d+)/").group(1))))


with run() as program:
    names = names_of(program)
    expect("names in memory", names.bind("a", "one")[0] == 0 and names.all() == {"a": "one"})
with tempfile.TemporaryDirectory() as folder:
    store = os.path.join(folder, "names.db")
    with run(store) as program:
        expect("names in a file", names_of(program).bind("a", "one")[0] == 0)
    with run(store) as program:
        expect("they survive the end of the program", names_of(program).all() == {"a": "one"})
