# SPDX-License-Identifier: BSL-1.0
"""`corbel mock` serves everything.idl to a client of omniORB: every operation that echoes its arguments.

usage: mock_peer_test.py CORBEL EVERYTHING.IDL CLIENT
"""
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import Corbel, written  # noqa: E402
from processes import fail, skip  # noqa: E402

corbel, IDL, CLIENT = Corbel(sys.argv[1]), *sys.argv[2:4]
if not os.path.exists(CLIENT):
    skip(f"{CLIENT} is not there: peers of omniORB are built where it is installed")
REPLIES = {"*": {}, "_get_echo": {"return": "mock:Everything::Types"},
           "_get_gem": {"return": "mock:Everything::Diamond"}}


with tempfile.TemporaryDirectory() as folder:
    replies, ior, log = (os.path.join(folder, name) for name in ("replies.json", "ior", "log"))
    operations = corbel.operations(IDL, "Everything::Types")
    echoing = {name: {"return": "$a", "b": "$a", "c": "$b"} for name in operations if name.startswith("echo_")}
    written(replies, {**REPLIES, **echoing})
    with corbel.mock(IDL, "Everything::Server", "Everything::Types", "Everything::Diamond", replies=replies, ior=ior,
                     words=["--log", log]):
        references = os.path.join(folder, "references")
        with open(references, "w", encoding="ascii") as file, open(ior, encoding="ascii") as reference:
            file.write("Server " + reference.read())
        # What the client asks of a real server's sense (callbacks, other objects) fails here, and may.
        done = subprocess.run([CLIENT, references, "--with-omniorb"], stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=100, check=False)
    lines = done.stdout.decode(errors="replace")
    failed = [line for line in lines.splitlines() if re.match(r"FAIL (echo_|any/)", line)]
    passed = {match.group(1) for match in re.finditer(r"^PASS (echo_\w+)", lines, re.MULTILINE)}
    if "PASS any/" in lines:
        passed.add("echo_any")
    if failed:
        fail("\n".join(failed[:10]))
    missing = {name for name in echoing if "longdouble" not in name and "long_double" not in name} - passed
    if missing:
        fail(f"not called, or not answered: {sorted(missing)}\n{lines[-1500:]}\n{done.stderr.decode()[-500:]}")
    with open(log, encoding="utf-8") as file:
        logged = {json.loads(line)["operation"] for line in file}
    if not set(echoing) - {"echo_longdouble", "echo_long_doubles"} <= logged:
        fail("the log lacks calls")
    print(f"{len(passed)} operations served to omniORB")
