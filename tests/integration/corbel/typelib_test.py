# SPDX-License-Identifier: BSL-1.0
"""Type libraries say what the IDL says, and damaged ones say what is wrong.

usage: typelib_test.py IDLC CORBEL IDL4_FILE.IDL FILE.IDL...
"""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import Corbel, run, written  # noqa: E402
from processes import fail  # noqa: E402

IDLC, _, IDL4, *FILES = sys.argv[1:]
corbel = Corbel(sys.argv[2])


def describe(*options):
    return corbel.said("describe", *options)


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
    source, library = written(os.path.join(folder, "ids.idl"), IDS), os.path.join(folder, "ids.otl")
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
    both = corbel.json("list", "--types", library)
    for file in FILES:
        missing = set(corbel.json("list", "--idl", file)) - set(both)
        if missing:
            fail(f"the library of all files lacks {missing}")
    with open(library, "rb") as file:
        good = file.read()
    run(IDLC, "--typelib", library, *FILES)
    with open(library, "rb") as file:
        if file.read() != good:
            fail("the same IDL gives other bytes")
    for bytes_, text in [(good[:-1], "it has been cut"), (good[:-1] + b"\xff", "checksum"),
                         (b"module X {};", "does not begin like one"), (b"", "does not begin"),
                         (good[:8] + b"\x02" + good[9:], "its version is 2")]:
        with open(library, "wb") as file:
            file.write(bytes_)
        corbel.says([text, "x.otl"], "list", "--types", library)
    corbel.says("No such file", "list", "--types", os.path.join(folder, "none.otl"))
    print(f"{len(good)} bytes for {len(FILES)} files")
