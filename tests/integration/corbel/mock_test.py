# SPDX-License-Identifier: BSL-1.0
"""`corbel mock` serves everything.idl from a file of replies; `corbel call` is its client.

usage: mock_test.py CORBEL EVERYTHING.IDL
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from processes import Process, fail  # noqa: E402

CORBEL, IDL = sys.argv[1:3]
REPLIES = {
    "*": {"return": "$a", "b": "$a", "c": "$b"},
    "_get_echo": {"return": "mock:Everything::Types"},
    "_get_line": {},
    "_get_noted": [{"return": 1}, {"return": 2}],
    "fail": {"exception": "Everything::Detailed", "members": {
        "code": 1, "why": "mock", "where": {"x": 1, "y": 2}, "shades": [], "choice": {"_d": 2, "text": "t"},
        "extra": {"_type": "long", "value": 1}, "vector": [1, 2, 3], "brief": ""}},
    "call_back": {"system_exception": "TRANSIENT", "minor": 5, "completed": "maybe", "delay_ms": 20},
}


def call(reference, *words, status=0):
    done = subprocess.run([CORBEL, "--json", "call", "--idl", IDL, reference, *words], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=60, check=False)
    if done.returncode != status:
        fail(f"{words}: status {done.returncode}, not {status}\n{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout)


def check(what, found, expected):
    if found != expected:
        fail(f"{what}: expected {expected}, found {found}")


with tempfile.TemporaryDirectory() as folder:
    replies, log, ior = (os.path.join(folder, name) for name in ("replies.json", "log", "object.ior"))
    with open(replies, "w", encoding="utf-8") as file:
        json.dump(REPLIES, file)
    with Process(CORBEL, "mock", "--idl", IDL, "--interface", "Everything::Server", "--interface", "Types", "--replies",
                 replies, "--log", log, "--ior-file", ior, "-ORBendPoint", "giop:tcp:127.0.0.1:0",
                 stdout=subprocess.DEVNULL) as mock:
        mock.wait_for_file(ior)
        echo = call(ior, "echo")["return"]
        tree = {"value": 1, "children": [{"value": 2, "children": []}]}
        other = {"value": 0, "children": []}
        check("echo", call(echo, "echo_tree", json.dumps({"a": tree, "b": other})), {"return": tree, "b": tree, "c": other})
        check("first", call(ior, "noted"), {"return": 1})
        check("second", call(ior, "noted"), {"return": 2})
        check("the last stays", call(ior, "noted"), {"return": 2})
        check("left out", call(ior, "line")["return"]["shade"], "red")
        check("exception", call(ior, "fail", "1", "x", status=3)["members"]["why"], "mock")
        error = call(ior, "call_back", "null", "1", status=4)
        check("system exception", (error["system_exception"], error["minor"], error["completed"]), ("TRANSIENT", 5, "maybe"))
    with open(log, encoding="utf-8") as file:
        calls = [json.loads(line) for line in file]
    check("log", calls[1], {"interface": "Everything::Types", "operation": "echo_tree", "arguments": {"a": tree, "b": other}})
    if mock.child.returncode != 0:
        fail(f"the mock ended with status {mock.child.returncode}")
