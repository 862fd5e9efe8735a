# SPDX-License-Identifier: BSL-1.0
"""`corbel trace` between two omniORB programs that call every operation of everything.idl.

usage: trace_test.py CORBEL EVERYTHING.IDL SERVER CLIENT GIOP [CLIENT_OPTION...]
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import LOOPBACK, references_of, written  # noqa: E402
from processes import Process, fail, skip  # noqa: E402

CORBEL, IDL, SERVER, CLIENT, VERSION, *OPTIONS = sys.argv[1:]
for path in (SERVER, CLIENT):
    if not os.path.exists(path):
        skip(f"{path} is not there: peers of omniORB are built where it is installed")
# omniORB sends a long double as its processor holds it: its padding differs from call to call.
LONG_DOUBLES = ("echo_longdouble", "echo_long_doubles", "echo_wide_mixed", "echo_mixed")


def traced_line(path):
    with open(path, encoding="ascii") as file:
        return file.read().strip()


with tempfile.TemporaryDirectory() as folder:
    references = os.path.join(folder, "references")
    paths = {name: os.path.join(folder, name) for name in ("Server", "Global", "log.Server", "log.Global")}
    with Process(SERVER, references, *LOOPBACK, "-ORBmaxGIOPVersion", VERSION) as server:
        server.wait_for_file(references)
        targets = references_of(references)
        traces = []
        try:
            for name, target in targets.items():
                log = open(os.path.join(folder, f"log.{name}"), "w+b")
                traced = os.path.join(folder, f"ior.{name}")
                trace = Process(CORBEL, "--json", "trace", "--idl", IDL, "--ior-file", traced, target, stdout=log)
                traces.append((trace, log))
                trace.wait_for_file(traced)
                targets[name] = traced_line(traced)
            new = written(os.path.join(folder, "traced"),
                          "".join(f"{name} {target}\n" for name, target in targets.items()))
            done = subprocess.run([CLIENT, new, "-ORBmaxGIOPVersion", VERSION, *OPTIONS, *LOOPBACK],
                                  stdin=subprocess.DEVNULL, capture_output=True, timeout=100, check=False)
        finally:
            for trace, _ in traces:
                trace.__exit__()
    if done.returncode != 0:
        fail(f"the client through the trace: {done.stdout.decode()[-2000:]}")
    calls = []
    for trace, log in traces:
        if trace.child.returncode != 0:
            fail(f"corbel trace ended with {trace.child.returncode}")
        log.seek(0)
        calls += [json.loads(line) for line in log.read().decode().splitlines()[1:]]
        log.close()
    # omniORB sends an exception in an any without the repository id that belongs in front of it.
    errors = [call for call in calls if "error" in call and call.get("operation") != "echo_any"]
    if errors:
        fail(f"not understood: {json.dumps(errors[0])}")
    operations = {call["operation"]: call for call in calls if "operation" in call}
    versions = {call["giop"] for call in operations.values()}
    if versions != {VERSION}:
        fail(f"GIOP {VERSION} expected, found {versions}")
    for call in operations.values():
        name = call["operation"]
        if call["interface"] != "Everything::Types" or "answer" not in call or name in LONG_DOUBLES:
            continue
        arguments = call.get("arguments", {})
        if "a" in arguments and call["answer"].get("b") != arguments["a"]:
            fail(f"{name}: b is a: {json.dumps(call)[:2000]}")
    back = [call for call in calls if call.get("operation") == "whoami" and call.get("answer") == {"return": "client"}]
    if not back:
        fail("the server's call to an object of the client was not seen")
    seen = [name for name in operations if name.startswith("echo_")]
    if len(seen) < 60 or "fail" not in operations:
        fail(f"{len(seen)} operations seen")
    print(f"{len(calls)} messages, {len(operations)} operations")
