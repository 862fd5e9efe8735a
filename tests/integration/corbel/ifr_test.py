# SPDX-License-Identifier: BSL-1.0
"""`corbel ifr serve`, and the verbs that ask it.

usage: ifr_test.py CORBEL EVERYTHING.IDL SERVER
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from processes import Process, fail  # noqa: E402

CORBEL, IDL, SERVER = sys.argv[1:4]


def run(*words, status=0):
    done = subprocess.run([CORBEL, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    if done.returncode != status:
        fail(f"corbel {words}: status {done.returncode}, not {status}\n{done.stdout.decode()}\n{done.stderr.decode()}")
    return done.stdout.decode()


def check(what, found, expected):
    if found != expected:
        fail(f"{what}: expected {expected!r}, found {found!r}")


with tempfile.TemporaryDirectory() as folder:
    ior, references = os.path.join(folder, "ir.ior"), os.path.join(folder, "references")
    command = [CORBEL, "ifr", "serve", "--idl", IDL, "--ior-file", ior, "-ORBendPoint", "giop:tcp:127.0.0.1:0"]
    with Process(*command, stdout=subprocess.PIPE) as repository:
        repository.wait_for_file(ior)
        profile = json.loads(run("--json", "ior", "show", ior))["profiles"][0]
        url = f"corbaloc::127.0.0.1:{profile['port']}/InterfaceRepository"
        for reference in (ior, url):
            check("interfaces", run("list", "--ifr", reference), run("list", "--idl", IDL))
        for name in ("Everything::Types", "Everything::Server", "Everything::Segment", "Everything::ByLong",
                     "Everything::Detailed", "Everything::Colour", "Everything::Tree"):
            check(name, run("describe", "--ifr", url, name), run("describe", "--idl", IDL, name))
        check("all", sorted(run("describe", "--ifr", url).splitlines()), sorted(run("describe", "--idl", IDL).splitlines()))
        check("the initial reference",
              run("list", "--ifr", "InterfaceRepository", "-ORBInitRef", f"InterfaceRepository={url}"),
              run("list", "--idl", IDL))
        with Process(SERVER, references, "-ORBendPoint", "giop:tcp:127.0.0.1:0",
                     "-ORBInitRef", f"InterfaceRepository={url}") as server:
            server.wait_for_file(references)
            with open(references, encoding="ascii") as file:
                target = dict(line.split() for line in file.read().splitlines())["Server"]
            segment = {"from": {"x": 1, "y": -2}, "to": {"x": 3, "y": 4}, "shade": "blue", "label": "l"}
            run("call", "--ifr", url, target, "line=" + json.dumps(segment))
            check("call", json.loads(run("call", "--ifr", url, target, "line")), {"return": segment})
            check("call without IDL", json.loads(run("call", target, "line")), {"return": segment})
            check("describe an object", run("describe", target), run("describe", "--idl", IDL, "Everything::Server"))
            failed = json.loads(run("call", target, "fail", '{"how":1,"why":"w"}', status=3))
            check("exception", failed["members"]["why"], "w")
        empty = subprocess.run([CORBEL, "ifr", "serve"], capture_output=True, timeout=60, check=False)
        check("nothing to serve", empty.returncode, 64)
