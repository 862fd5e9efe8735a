# SPDX-License-Identifier: BSL-1.0
"""A device of Tango, a control system on omniORB: state, attributes, a command, DevFailed, with `corbel call`, or with a
client of its own.

usage: tango_test.py CORBEL TANGO.IDL FETCHED [CLIENT]     FETCHED: where scripts/fetch-tango puts the server
"""
import glob
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from processes import SKIPPED, Process, fail  # noqa: E402

CORBEL, IDL, FETCHED, *CLIENT = sys.argv[1:]
FETCHED_SERVER = os.path.join(FETCHED, "usr/lib/tango/TangoTest")
SERVER = next((path for path in (FETCHED_SERVER, shutil.which("TangoTest"), "/usr/lib/tango/TangoTest")
               if path and os.path.exists(path)), None)
if not SERVER:
    print(f"there is no TangoTest: scripts/fetch-tango {FETCHED} gets it")
    sys.exit(SKIPPED)
if not os.path.exists(IDL):
    print(f"{IDL} is not there")
    sys.exit(SKIPPED)
LIBRARIES = glob.glob(os.path.join(FETCHED, "usr/lib/*-linux-gnu")) if SERVER == FETCHED_SERVER else []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(reference, *words, status=0):
    done = subprocess.run([CORBEL, "--json", "call", "--idl", IDL, reference, *words], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=60, check=False)
    if done.returncode != status:
        fail(f"{words}: status {done.returncode}, not {status}\n{done.stdout.decode()}\n{done.stderr.decode()}")
    return json.loads(done.stdout)


def check(what, found, expected):
    if found != expected:
        fail(f"{what}: expected {expected}, found {found}")


with tempfile.TemporaryDirectory() as folder:
    port = free_port()
    command = [SERVER, "test", "-nodb", "-dlist", "test/corbel/1", "-ORBendPoint", f"giop:tcp:127.0.0.1:{port}"]
    environment = {**os.environ, "LD_LIBRARY_PATH": ":".join(LIBRARIES)}
    with Process(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env=environment) as server:
        reference = f"corbaloc:iiop:1.2@127.0.0.1:{port}/test/corbel/1"
        deadline = time.monotonic() + 60
        while subprocess.run([CORBEL, "ping", "-c", "1", reference], capture_output=True, check=False).returncode != 0:
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
        check("command", call(reference, device, "command_inout", json.dumps({"command": "DevDouble", "argin": number})),
              {"return": number})
        failed = call(reference, device, "command_inout",
                      json.dumps({"command": "NoSuchCommand", "argin": {"_type": "null", "value": None}}), status=3)
        check("exception", failed["exception"], "IDL:Tango/DevFailed:1.0")
        check("reason", failed["members"]["errors"][0]["reason"], "API_CommandNotFound")
        print(json.dumps(failed["members"]["errors"][0], indent=2))
