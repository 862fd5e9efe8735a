# SPDX-License-Identifier: BSL-1.0
"""`corbel ior` on references written by hand, and beside omniORB's catior where that is installed.

usage: ior_test.py CORBEL
"""
import json
import os
import shutil
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from processes import fail  # noqa: E402

CORBEL = sys.argv[1]


def aligned(data, size=4):
    return data + b"\0" * (-len(data) % size)


def string(text):
    return struct.pack("<I", len(text) + 1) + text + b"\0"


def octets(data):
    return struct.pack("<I", len(data)) + data


def reference(components):
    profile = aligned(b"\1\1\2\0" + string(b"host.test"), 2) + struct.pack("<H", 4000)
    profile = aligned(aligned(profile) + octets(b"ke\0y")) + struct.pack("<I", len(components))
    for tag, data in components:
        profile = aligned(profile) + struct.pack("<I", tag) + octets(data)
    whole = aligned(b"\1\0\0\0" + string(b"IDL:A/B:1.0")) + struct.pack("<II", 1, 0) + octets(profile)
    return "IOR:" + whole.hex()


def corbel(*words, status=0):
    done = subprocess.run([CORBEL, "--json", "ior", *words], capture_output=True, timeout=60, check=False)
    if done.returncode != status:
        fail(f"{words}: status {done.returncode}, not {status}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def check(what, found, expected):
    if found != expected:
        fail(f"{what}: expected {expected}, found {found}")


COMPONENTS = [
    (0, b"\1\0\0\0" + struct.pack("<I", 0x41545400)),
    (1, b"\1\0\0\0" + struct.pack("<IIIII", 0x10001, 1, 0x5010001, 0x10109, 0)),
    (3, aligned(b"\1\0\0\0" + string(b"other"), 2) + struct.pack("<H", 4001)),
    (20, b"\1\0" + struct.pack("<HHH", 0x66, 0x60, 4002)),
    (0x41545401, b"\1\0\0\0" + string(b"from")),
    (0x41545402, aligned(b"\1\0\0\0" + string(b"h")) + string(b"/tmp/x")),
    (0x12345678, b"abc"),
    (3, b"\1\0"),
]
text = reference(COMPONENTS)
shown = corbel("show", text)
check("type", shown["type_id"], "IDL:A/B:1.0")
profile = shown["profiles"][0]
check("profile", (profile["profile"], profile["host"], profile["port"]), ("IIOP 1.2", "host.test", 4000))
check("key", profile["object_key_hex"], b"ke\0y".hex())
parts = profile["components"]
check("tags", [part["tag"] for part in parts],
      ["TAG_ORB_TYPE", "TAG_CODE_SETS", "TAG_ALTERNATE_IIOP_ADDRESS", "TAG_SSL_SEC_TRANS", "TAG_OMNIORB_BIDIR",
       "TAG_OMNIORB_UNIX_TRANS", "0x12345678", "TAG_ALTERNATE_IIOP_ADDRESS"])
check("orb", parts[0]["orb"], "omniORB")
check("code sets", parts[1]["char"]["native"], "ISO-8859-1 (0x00010001)")
check("alternate", (parts[2]["host"], parts[2]["port"]), ("other", 4001))
check("ssl", (parts[3]["port"], "Confidentiality" in parts[3]["supports"]), (4002, True))
check("sender", parts[4]["from"], "from")
check("unix", parts[5]["path"], "/tmp/x")
check("unknown", parts[6]["data_hex"], b"abc".hex())
if "damaged" not in parts[7]:
    fail(f"a damaged component is not named so: {parts[7]}")

made = corbel("make", "corbaloc:iiop:1.2@host.test:4000/ke%00y", "--type", "IDL:A/B:1.0")
differences = corbel("diff", text, made, status=1)
check("diff", any("type_id" in path or "port" == path for path in differences), False)
check("no difference", corbel("diff", made, made), {})
probed = corbel("probe", "corbaloc:iiop:1.2@127.0.0.1:1/key", status=1)
check("probe", (probed[0]["resolves"], probed[0]["connects"]), (["127.0.0.1"], False))

if shutil.which("catior"):
    theirs = subprocess.run(["catior", text], capture_output=True, timeout=60, check=False).stdout.decode()
    for part in parts[:6]:
        if part["tag"] not in theirs:
            fail(f"catior does not show {part['tag']}, but:\n{theirs}")
