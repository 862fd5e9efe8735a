# SPDX-License-Identifier: BSL-1.0
"""A device of Tango, a control system on omniORB, read with `corbel call`: state, attributes, a command, DevFailed.

usage: tango_test.py CORBEL TANGO.IDL
"""
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

CORBEL, IDL = sys.argv[1:3]
SERVER = shutil.which("TangoTest") or "/usr/lib/tango/TangoTest"
for path, what in ((SERVER, "the package tango-test"), (IDL, "tango.idl")):
    if not os.path.exists(path):
        print(f"{path} is not there: {what} is not installed")
        sys.exit(SKIPPED)


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
    with Process(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder) as server:
        reference = f"corbaloc:iiop:1.2@127.0.0.1:{port}/test/corbel/1"
        deadline = time.monotonic() + 60
        while subprocess.run([CORBEL, "ping", "-c", "1", reference], capture_output=True, check=False).returncode != 0:
            if not server.running() or time.monotonic() > deadline:
                fail("the device server does not answer")
            time.sleep(0.1)
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
