# SPDX-License-Identifier: BSL-1.0
"""A component, its home and its events, called by who has nothing but their IDL.

usage: components_test.py CORBEL SERVER PLANT.IDL
"""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import DONE, LOOPBACK, USER, Corbel  # noqa: E402
from processes import Process, check  # noqa: E402

corbel, SERVER, IDL = Corbel(sys.argv[1]), *sys.argv[2:4]


def call(reference, operation, *, status=DONE, **arguments):
    given = json.dumps({"operation": operation, "arguments": arguments}) + "\n"
    return json.loads(corbel.said("call", "--idl", IDL, reference, "-", given=given, status=status))


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "references")
    with Process(SERVER, path, *LOOPBACK) as process:
        process.wait_for_file(path)
        with open(path, encoding="utf-8") as file:
            references = dict(line.split() for line in file)
        home, control = references["PumpHome"], references["Control"]
        pump = call(home, "fast", label="one", speed=50)["return"]
        check("count", call(home, "_get_count"), {"return": 1})
        check("label", call(pump, "_get_label"), {"return": "one"})
        check("found", call(call(home, "by_speed", speed=50)["return"], "_get_speed"), {"return": 50})
        check("key", call(home, "get_primary_key", comp=pump),
              {"return": {"_value": "IDL:interop/Plant/PumpKey:1.0", "name": "one"}})
        reading = {"_value": "IDL:interop/Plant/Reading:1.0", "value": 70, "unit": "rpm"}
        call(call(pump, "get_consumer_commands")["return"], "push_Reading", the_Reading=reading)
        check("obeyed", call(pump, "_get_speed"), {"return": 70})
        check("event", call(control, "echo", event=reading), {"return": reading})
        check("nothing connected", call(pump, "disconnect_inlet", status=USER),
              {"exception": "IDL:omg.org/Components/NoConnection:1.0", "members": {}})
        check("no such facet", call(pump, "provide_facet", name="inlet", status=USER),
              {"exception": "IDL:omg.org/Components/InvalidName:1.0", "members": {}})
        corbel("call", "--idl", IDL, control, "shutdown")
        check("status of the server", process.wait(20), 0)
