# SPDX-License-Identifier: BSL-1.0
"""`corbel mock` as a naming service: a client of omniORB narrows, binds, resolves and lists; what every object answers.

usage: mock_names_test.py CORBEL COSNAMING.IDL
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from processes import Process, fail  # noqa: E402

CORBEL, IDL = sys.argv[1:3]
CONTEXT = "IDL:omg.org/CosNaming/NamingContext:1.0"
EXTENDED = "IDL:omg.org/CosNaming/NamingContextExt:1.0"
BINDINGS = [{"binding_name": [{"id": "printer", "kind": "dev"}], "binding_type": "nobject"},
            {"binding_name": [{"id": "rooms", "kind": ""}], "binding_type": "ncontext"}]
REPLIES = {
    # Narrowing must not meet this one.
    "*": {"return": 1},
    # nameclt asks for none at first, and then the iterator.
    "list": {"bl": [], "bi": "mock:CosNaming::BindingIterator"},
    "next_n": [{"return": True, "bl": BINDINGS}, {"return": False}],
    "next_one": [{"return": True, "b": each} for each in BINDINGS] + [{"return": False}],
    "destroy": {},
    "resolve": {"return": "mock:CosNaming::BindingIterator"},
    "bind": {}, "rebind": {},
    "unbind": {"exception": "NotFound", "members": {"why": "missing_node", "rest_of_name": [{"id": "x", "kind": ""}]}},
}


def run(*words, status=0):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    if status is not None and done.returncode != status:
        fail(f"{words}: status {done.returncode}, not {status}\n{done.stdout}\n{done.stderr}")
    return done.stdout.decode()


def check(what, found, expected):
    if found != expected:
        fail(f"{what}: expected {expected!r}, found {found!r}")


def check_implicit(ior):
    """What every object answers, whatever the replies say."""
    ask = lambda *words: json.loads(run(CORBEL, "--json", "call", ior, *words))["return"]
    for identifier, expected in [(EXTENDED, True), (CONTEXT, True), ("IDL:omg.org/CORBA/Object:1.0", True),
                                 ("IDL:omg.org/CosNaming/BindingIterator:1.0", False)]:
        check(f"_is_a {identifier}", ask("_is_a", identifier), expected)
    check("_non_existent", ask("_non_existent"), False)
    check("_not_existent", ask("_not_existent"), False)
    check("_repository_id", ask("_repository_id"), EXTENDED)
    check("_component", ask("_component"), None)
    check("_domain_managers", ask("_domain_managers"), [])
    definition = ask("_interface")
    check("_interface", json.loads(run(CORBEL, "--json", "ior", "show", definition))["type_id"],
          "IDL:omg.org/CORBA/InterfaceDef:1.0")
    run(CORBEL, "ping", ior, "--count", "1")
    # The object's own IDL serves calls and descriptions.
    check("call without IDL", json.loads(run(CORBEL, "--json", "call", ior, "list", "10"))["bl"], [])
    if "interface NamingContextExt : NamingContext" not in run(CORBEL, "describe", ior):
        fail("the object is not described by its own repository")


with tempfile.TemporaryDirectory() as folder:
    replies, ior, log = (os.path.join(folder, name) for name in ("replies.json", "names.ior", "log"))
    with open(replies, "w", encoding="utf-8") as file:
        json.dump(REPLIES, file)
    with Process(CORBEL, "mock", "--idl", IDL, "--interface", "CosNaming::NamingContextExt", "--interface",
                 "CosNaming::BindingIterator", "--replies", replies, "--ior-file", ior, "--log", log, "-ORBendPoint",
                 "giop:tcp:127.0.0.1:0", stdout=subprocess.DEVNULL) as mock:
        mock.wait_for_file(ior)
        with open(ior, encoding="ascii") as file:
            reference = file.read().strip()
        check_implicit(ior)
        if shutil.which("nameclt"):
            nameclt = lambda *words, status=0: run("nameclt", "-ORBInitRef", f"NameService={reference}", *words,
                                                   status=status)
            check("nameclt list", nameclt("list").split(), ["printer.dev", "rooms/"])
            if not nameclt("resolve", "printer.dev").startswith("IOR:"):
                fail("nameclt resolve prints no reference")
            nameclt("bind", "here", reference)
            nameclt("unbind", "x", status=None)
        else:
            print("nameclt of omniORB is not installed: only corbel was the client")
    with open(log, encoding="utf-8") as file:
        logged = [json.loads(line)["operation"] for line in file]
    if [name for name in logged if name.startswith("_")]:
        fail(f"the log has what every object answers: {logged}")
    if shutil.which("nameclt") and not {"list", "next_one", "destroy", "resolve", "bind"} <= set(logged):
        fail(f"the log has {logged}")
