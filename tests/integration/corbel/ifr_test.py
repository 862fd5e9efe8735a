# SPDX-License-Identifier: BSL-1.0
"""`corbel ifr serve`, and the verbs that ask it.

usage: ifr_test.py CORBEL EVERYTHING.IDL SERVER
"""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import LOOPBACK, USAGE, USER, Corbel, references_of  # noqa: E402
from processes import Process, check  # noqa: E402

IDL, SERVER = sys.argv[2:4]
corbel = Corbel(sys.argv[1])
said = corbel.said


with tempfile.TemporaryDirectory() as folder:
    ior, references = os.path.join(folder, "ir.ior"), os.path.join(folder, "references")
    with corbel.repository(IDL, ior) as url:
        for reference in (ior, url):
            check("interfaces", said("list", "--ifr", reference), said("list", "--idl", IDL))
        for name in ("Everything::Types", "Everything::Server", "Everything::Segment", "Everything::ByLong",
                     "Everything::Detailed", "Everything::Colour", "Everything::Tree"):
            check(name, said("describe", "--ifr", url, name), said("describe", "--idl", IDL, name))
        check("all", sorted(said("describe", "--ifr", url).splitlines()),
              sorted(said("describe", "--idl", IDL).splitlines()))
        check("the initial reference",
              said("list", "--ifr", "InterfaceRepository", "-ORBInitRef", f"InterfaceRepository={url}"),
              said("list", "--idl", IDL))
        with Process(SERVER, references, *LOOPBACK, "-ORBInitRef", f"InterfaceRepository={url}") as server:
            server.wait_for_file(references)
            target = references_of(references)["Server"]
            segment = {"from": {"x": 1, "y": -2}, "to": {"x": 3, "y": 4}, "shade": "blue", "label": "l"}
            said("call", "--ifr", url, target, "line=" + json.dumps(segment))
            check("call", json.loads(said("call", "--ifr", url, target, "line")), {"return": segment})
            check("call without IDL", json.loads(said("call", target, "line")), {"return": segment})
            check("describe an object", said("describe", target), said("describe", "--idl", IDL, "Everything::Server"))
            failed = json.loads(said("call", target, "fail", '{"how":1,"why":"w"}', status=USER))
            check("exception", failed["members"]["why"], "w")
        corbel("ifr", "serve", status=USAGE)  # nothing to serve
