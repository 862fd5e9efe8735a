# SPDX-License-Identifier: BSL-1.0
"""A device of Tango, a control system on omniORB: state, attributes, a command, DevFailed, with `corbel call`, or with
a client of its own.

usage: tango_test.py CORBEL TANGO.IDL FETCHED [CLIENT]     FETCHED: where scripts/fetch-tango puts the server
"""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import USER, Corbel  # noqa: E402
from processes import Process, check, fail, free_port, skip  # noqa: E402

corbel, IDL, FETCHED, *CLIENT = Corbel(sys.argv[1]), *sys.argv[2:]
FETCHED_SERVER = os.path.join(FETCHED, "usr/lib/tango/TangoTest")
SERVER = next((path for path in (FETCHED_SERVER, shutil.which("TangoTest"), "/usr/lib/tango/TangoTest")
               if path and os.path.exists(path)), None)
if not SERVER:
    skip(f"there is no TangoTest: scripts/fetch-tango {FETCHED} gets it")
if not os.path.exists(IDL):
    skip(f"{IDL} is not there")
LIBRARIES = glob.glob(os.path.join(FETCHED, "usr/lib/*-linux-gnu")) if SERVER == FETCHED_SERVER else []


def call(*words, **ending):
    return corbel.json("call", "--idl", IDL, *words, **ending)


with tempfile.TemporaryDirectory() as folder:
    port = free_port()
    command = [SERVER, "test", "-nodb", "-dlist", "test/corbel/1", "-ORBendPoint", f"giop:tcp:127.0.0.1:{port}"]
    environment = {**os.environ, "LD_LIBRARY_PATH": ":".join(LIBRARIES)}
    with Process(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env=environment) as server:
        reference = f"corbaloc:iiop:1.2@127.0.0.1:{port}/test/corbel/1"
        deadline = time.monotonic() + 60
        while corbel("ping", "-c", "1", reference, status=None).returncode != 0:
            if not server.running() or time.monotonic() > deadline:
                fail("the device server does not answer")
            time.sleep(0.1)
        if CLIENT:
            sys.exit(subprocess.run([*CLIENT, reference], stdin=subprocess.DEVNULL, timeout=60, check=False).returncode)
        device = "Tango::Device_5"
        check("state", call(reference, device, "state"), {"return": "RUNNING"})
        status = call(reference, device, "status")["return"]
        if "RUNNING" not in status:
            fail(f"status: {status}")
        names = call(reference, device, "get_attribute_config_5", '{"names": ["All attributes_3"]}')["return"]
        if "double_scalar" not in [each["name"] for each in names]:
            fail(f"attributes: {names}")
        client = {"_d": "CPP", "cpp_clnt": 1}
        source = json.dumps({"names": ["double_scalar", "State"], "source": "DEV", "cl_ident": client})
        values = call(reference, device, "read_attributes_5", source)["return"]
        check("names", [each["name"] for each in values], ["double_scalar", "State"])
        check("value", list(values[0]["value"])[1], "double_att_value")
        number = {"_type": "double", "value": 2.5}
        double = json.dumps({"command": "DevDouble", "argin": number})
        check("command", call(reference, device, "command_inout", double), {"return": number})
        failed = call(reference, device, "command_inout",
                      json.dumps({"command": "NoSuchCommand", "argin": {"_type": "null", "value": None}}), status=USER)
        check("exception", failed["exception"], "IDL:Tango/DevFailed:1.0")
        check("reason", failed["members"]["errors"][0]["reason"], "API_CommandNotFound")
        print(json.dumps(failed["members"]["errors"][0], indent=2))
