# SPDX-License-Identifier: BSL-1.0
"""Type libraries say what the IDL says, and damaged ones say what is wrong.

usage: typelib_test.py IDLC CORBEL IDL4_FILE.IDL FILE.IDL...
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from processes import fail  # noqa: E402

IDLC, CORBEL, IDL4, *FILES = sys.argv[1:]


def run(*command, status=0):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    if done.returncode != status:
        fail(f"{command}: status {done.returncode}, not {status}\n{done.stdout.decode()}\n{done.stderr.decode()}")
    return done.stdout if status == 0 else done.stderr.decode()


def describe(*options):
    return run(CORBEL, "describe", *options).decode()


# Ids of parts come from their scoped names, whatever the interface's id; modules may share one.
IDS = """module M { interface I { void f(); void g(); attribute long a; }; };
#pragma ID M::I "IDL:other.org/I:3.0"
#pragma ID M::I::g "IDL:other.org/g:1.0"
#pragma version M::I::a 2.7
module N {
#pragma prefix ""
    module Same { struct S { long x; }; };
};
module O {
#pragma prefix ""
    module Same { struct T { long x; }; };
};
"""


def check_ids(folder):
    source, library = os.path.join(folder, "ids.idl"), os.path.join(folder, "ids.otl")
    with open(source, "w", encoding="ascii") as file:
        file.write(IDS)
    run(IDLC, "--typelib", library, source)
    text = describe("--types", library)
    for line in ('#pragma ID I "IDL:other.org/I:3.0"', '#pragma ID I::g "IDL:other.org/g:1.0"',
                 '#pragma ID I::a "IDL:M/I/a:2.7"', '#pragma ID Same "IDL:Same:1.0"', '#pragma ID T "IDL:Same/T:1.0"'):
        if line not in [each.strip() for each in text.splitlines()]:
            fail(f"{line} is missing in\n{text}")
    if "I::f " in text:
        fail(f"the id of f is the usual one:\n{text}")
    if "module O {\n    module Same {" not in text:
        fail(f"O::Same is missing in\n{text}")


with tempfile.TemporaryDirectory() as folder:
    check_ids(folder)
    library = os.path.join(folder, "x.otl")
    for file in FILES:
        run(IDLC, "--typelib", library, file)
        expected = describe("--idl", file)
        if len(expected) < 200 or describe("--types", library) != expected:
            fail(f"{file}: its type library says something else")
    run(IDLC, "--idl", "4", "--typelib", library, IDL4)
    expected = describe("--idl4", "--idl", IDL4)
    for line in ("typedef map<string, long> Counts;", "@optional string name;", "@optional double height;",
                 "typedef unsigned long Rights;", "union Choice switch (octet) {"):
        if line not in [each.strip() for each in expected.splitlines()]:
            fail(f"{line} is missing in\n{expected}")
    if describe("--types", library) != expected:
        fail(f"{IDL4}: its type library says something else")
    run(IDLC, "--typelib", library, *FILES)
    both = json.loads(run(CORBEL, "--json", "list", "--types", library))
    for file in FILES:
        missing = set(json.loads(run(CORBEL, "--json", "list", "--idl", file))) - set(both)
        if missing:
            fail(f"the library of all files lacks {missing}")
    with open(library, "rb") as file:
        good = file.read()
    run(IDLC, "--typelib", library, *FILES)
    with open(library, "rb") as file:
        if file.read() != good:
            fail("the same IDL gives other bytes")
    for what, bytes_, text in [("cut", good[:-1], "it has been cut"), ("damaged", good[:-1] + b"\xff", "checksum"),
                               ("text", b"module X {};", "does not begin like one"), ("empty", b"", "does not begin"),
                               ("other version", good[:8] + b"\x02" + good[9:], "its version is 2")]:
        with open(library, "wb") as file:
            file.write(bytes_)
        found = run(CORBEL, "list", "--types", library, status=64)
        if text not in found or "x.otl" not in found:
            fail(f"{what}: expected {text!r} in {found!r}")
    if "No such file" not in run(CORBEL, "list", "--types", os.path.join(folder, "none.otl"), status=64):
        fail("a file that is not there is not named")
    print(f"{len(good)} bytes for {len(FILES)} files")
