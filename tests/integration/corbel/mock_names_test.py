# SPDX-License-Identifier: BSL-1.0
"""`corbel mock` as a naming service: a client of omniORB narrows, binds, resolves and lists; what every object answers.

usage: mock_names_test.py CORBEL COSNAMING.IDL
"""
import json
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import Corbel, run, written  # noqa: E402
from processes import check, fail  # noqa: E402

corbel, IDL = Corbel(sys.argv[1]), sys.argv[2]
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


def check_implicit(ior):
    """What every object answers, whatever the replies say."""
    ask = lambda *words: corbel.json("call", ior, *words)["return"]
    for identifier, expected in [(EXTENDED, True), (CONTEXT, True), ("IDL:omg.org/CORBA/Object:1.0", True),
                                 ("IDL:omg.org/CosNaming/BindingIterator:1.0", False)]:
        check(f"_is_a {identifier}", ask("_is_a", identifier), expected)
    check("_non_existent", ask("_non_existent"), False)
    check("_not_existent", ask("_not_existent"), False)
    check("_repository_id", ask("_repository_id"), EXTENDED)
    check("_component", ask("_component"), None)
    check("_domain_managers", ask("_domain_managers"), [])
    definition = ask("_interface")
    check("_interface", corbel.json("ior", "show", definition)["type_id"], "IDL:omg.org/CORBA/InterfaceDef:1.0")
    corbel("ping", ior, "--count", "1")
    # The object's own IDL serves calls and descriptions.
    check("call without IDL", corbel.json("call", ior, "list", "10")["bl"], [])
    if "interface NamingContextExt : NamingContext" not in corbel.said("describe", ior):
        fail("the object is not described by its own repository")


with tempfile.TemporaryDirectory() as folder:
    replies, ior, log = (os.path.join(folder, name) for name in ("replies.json", "names.ior", "log"))
    written(replies, REPLIES)
    with corbel.mock(IDL, "CosNaming::NamingContextExt", "CosNaming::BindingIterator", replies=replies, ior=ior,
                     words=["--log", log]):
        with open(ior, encoding="ascii") as file:
            reference = file.read().strip()
        check_implicit(ior)
        if shutil.which("nameclt"):
            nameclt = lambda *words, **ending: run("nameclt", "-ORBInitRef", f"NameService={reference}", *words,
                                                   **ending).stdout
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
