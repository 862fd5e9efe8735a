# SPDX-License-Identifier: BSL-1.0
"""`corbel ior` on references written by hand, and beside omniORB's catior where that is installed.

usage: ior_test.py CORBEL
"""
import os
import shutil
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import FAILED, Corbel, run  # noqa: E402
from processes import check, fail  # noqa: E402

corbel = Corbel(sys.argv[1])


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


def ior(*words, **ending):
    return corbel.json("ior", *words, **ending)


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
shown = ior("show", text)
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


def capsule(*parts):
    """An encapsulation of (alignment, bytes)."""
    data = b"\1"
    for size, part in parts:
        data = aligned(data, size) + part
    return data


def short(*values):
    return [(2, struct.pack("<H", value)) for value in values]


def long(*values):
    return [(4, struct.pack("<I", value)) for value in values]


def text_of(value):
    return [(4, string(value))]


def bytes_of(value):
    return [(4, octets(value))]


GSSUP = bytes.fromhex("0606678102010101")
TLS = capsule(*short(0x66, 0x60), *long(1), *text_of(b"tls.test"), *short(4003))
MECHANISM = [*short(0x20), *long(36), *bytes_of(TLS), *short(0x40, 0x40), *bytes_of(GSSUP), *bytes_of(b"realm"),
             *short(0x400, 0), *long(1, 7), *bytes_of(b"authority"), *long(1), *bytes_of(GSSUP), *long(3)]
POLICIES = [(23, capsule(*short(1))), (24, capsule(*short(2))), (25, capsule(*short(1, 5))),
            (28, capsule((8, struct.pack("<Q", 0x01b21dd213814000 + 10_000_000)))),
            (31, capsule((8, struct.pack("<Q", 20_000)))), (33, capsule(*short(0, 2))), (34, capsule(*short(3))),
            (35, capsule(*short(6))), (37, capsule(*short(1))), (40, capsule(*long(1), *short(9))),
            (45, capsule(*long(1), *short(0, 10))), (64, capsule((1, b"\1"))), (65, capsule(*long(1), *short(4, 6))),
            (66, capsule(*long(512))), (67, capsule((4, struct.pack("<f", 0.5)))), (4711, b"\1\2"), (24, b"\1")]
ALL = {
    2: capsule(*long(len(POLICIES)), *[part for kind, value in POLICIES for part in (*long(kind), *bytes_of(value))]),
    5: capsule(*bytes_of(b"ke\0y")), 6: capsule(*short(2, 8)), 12: capsule((1, b"\2")), 13: capsule(*short(0x66, 0x60)),
    14: capsule(*bytes_of(b"name\0")), 17: capsule(*short(0x66, 0x60), *long(2), *short(1, 2), *bytes_of(b"krb")),
    22: capsule(*bytes_of(GSSUP), *bytes_of(b"d"), *long(1, 13), *bytes_of(capsule(*short(2, 4)))),
    25: capsule(*text_of(b"http://x/y")), 26: capsule(*short(3)), 28: capsule((1, b"\1")), 29: capsule((1, b"\0")),
    27: capsule((1, b"\1\0"), *text_of(b"dom"), (8, struct.pack("<Q", 5)), *long(6)), 31: capsule(*short(1)),
    32: capsule(*short(1)), 33: capsule((1, b"\1"), *long(1), *MECHANISM), 34: b"",
    35: capsule(*short(2, 2), *bytes_of(GSSUP), *bytes_of(b"target"), *long(1), *text_of(b"s.test"), *short(4004)),
    36: TLS, 37: capsule(*short(1)), 38: capsule((1, b"\2")), 100: b"ncacn_ip_tcp:h[1]\0",
    101: capsule(*long(3), *text_of(b"/.:/e"), *text_of(b"uuid")), 102: b"", 103: capsule(*short(1), *long(0)),
    0x54414f02: capsule(*long(1), *text_of(b"tao.test"), *short(4005, 7)), 0x54414f77: b"x",
    0x49424d0a: b"\0\0\0\0\x14\0\0\5", 0x4a414311: b"x",
}
found = {}
for part in ior("show", reference(list(ALL.items())))["profiles"][0]["components"]:
    if "damaged" in part or ("data_hex" in part and part["data"] not in ("x", "d")):
        fail(f"not decoded: {part}")
    found[part.pop("tag")] = part
for tag, expected in {
        "TAG_COMPLETE_OBJECT_KEY": {"object_key": "ke\\x00y", "object_key_hex": b"ke\0y".hex()},
        "TAG_ENDPOINT_ID_POSITION": {"begin": 2, "end": 8},
        "TAG_LOCATION_POLICY": {"value": "LOCATE_OPERATION"},
        "TAG_ASSOCIATION_OPTIONS": {
            "supports": ["Integrity", "Confidentiality", "EstablishTrustInTarget", "EstablishTrustInClient"],
            "requires": ["EstablishTrustInTarget", "EstablishTrustInClient"]},
        "TAG_SEC_NAME": {"name": "name"},
        "TAG_TRANSACTION_POLICY": {"value": "Allows_unshared"}, "TAG_OTS_POLICY": {"value": "REQUIRES"},
        "TAG_INV_POLICY": {"value": "SHARED"}, "TAG_FT_PRIMARY": {"primary": True},
        "TAG_FT_HEARTBEAT_ENABLED": {"enabled": False}, "TAG_NULL_TAG": {},
        "TAG_FT_GROUP": {"version": "1.0", "domain": "dom", "group": 5, "group_version": 6},
        "TAG_SECIOP_SEC_TRANS": {"supports": ["Integrity"], "requires": ["Integrity"], "mechanism": "2.23.130.1.1.1",
                                 "target": "target", "target_hex": b"target".hex(),
                                 "addresses": [{"host": "s.test", "port": 4004}]},
        "TAG_RMI_CUSTOM_MAX_STREAM_FORMAT": {"value": 2},
        "TAG_DCE_STRING_BINDING": {"binding": "ncacn_ip_tcp:h[1]"},
        "TAG_DCE_BINDING_NAME": {"syntax": 3, "entry": "/.:/e", "object_uuid": "uuid"},
        "TAG_DCE_SEC_MECH": {"authorization": "DCEAuthorizationName", "components": []},
        "TAO_TAG_ENDPOINTS": {"endpoints": [{"host": "tao.test", "port": 4005, "priority": 7}]},
        "TAG_IBM_PARTNER_VERSION": {"major": "0x1400", "minor": 5},
        "0x54414f77": {"vendor": "TAO", "data": "x", "data_hex": "78"},
        "0x4a414311": {"vendor": "JacORB", "data": "x", "data_hex": "78"}}.items():
    check(tag, found[tag], expected)
kerberos = found["TAG_KERBEROSV5_SEC_MECH"]
check("Kerberos", (kerberos["cryptographic_profiles"], kerberos["name"]), ([1, 2], "krb"))
check("generic mechanism", found["TAG_GENERIC_SEC_MECH"]["components"],
      [{"tag": "TAG_ASSOCIATION_OPTIONS", "supports": ["Integrity"], "requires": ["Confidentiality"]}])
mechanism = found["TAG_CSI_SEC_MECH_LIST"]["mechanisms"][0]
check("CSIv2 transport", (mechanism["transport"]["tag"], mechanism["transport"]["addresses"]),
      ("TAG_TLS_SEC_TRANS", [{"host": "tls.test", "port": 4003}]))
check("CSIv2 authentication", (mechanism["authentication"]["mechanism"], mechanism["authentication"]["target"]),
      ("2.23.130.1.1.1", "realm"))
check("CSIv2 attributes", (mechanism["attributes"]["naming_mechanisms"], mechanism["attributes"]["identity_types"],
                           mechanism["attributes"]["authorities"][0]["name"]),
      (["2.23.130.1.1.1"], ["Anonymous", "PrincipalName"], "authority"))
check("policies", [{name: value for name, value in each.items() if not name.endswith("_hex")}
                   for each in found["TAG_POLICIES"]["policies"]],
      [{"type": "RebindPolicy", "value": "NO_REBIND"}, {"type": "SyncScopePolicy", "value": "SYNC_WITH_SERVER"},
       {"type": "RequestPriorityPolicy", "min": 1, "max": 5},
       {"type": "RequestEndTimePolicy", "time_100ns": 0x01b21dd213814000 + 10_000_000, "unix_seconds": 1},
       {"type": "RelativeRequestTimeoutPolicy", "time_100ns": 20000, "milliseconds": 2},
       {"type": "RoutingPolicy", "min": "ROUTE_NONE", "max": "ROUTE_STORE_AND_FORWARD"},
       {"type": "MaxHopsPolicy", "value": 3},
       {"type": "QueueOrderPolicy", "value": ["ORDER_TEMPORAL", "ORDER_PRIORITY"]},
       {"type": "BidirectionalPolicy", "value": "BOTH"},
       {"type": "PriorityModelPolicy", "value": "SERVER_DECLARED", "priority": 9},
       {"type": "PriorityBandedConnectionPolicy", "bands": [{"min": 0, "max": 10}]},
       {"type": "CompressionEnablingPolicy", "value": True},
       {"type": "CompressorIdLevelListPolicy", "compressors": [{"compressor": "ZLIB", "level": 6}]},
       {"type": "CompressionLowValuePolicy", "value": 512}, {"type": "CompressionMinRatioPolicy", "value": 0.5},
       {"type": "4711", "value": "\\x01\\x02"},
       {"type": "SyncScopePolicy", "damaged": found["TAG_POLICIES"]["policies"][-1]["damaged"], "value": "\\x01"}])

made = ior("make", "corbaloc:iiop:1.2@host.test:4000/ke%00y", "--type", "IDL:A/B:1.0")
differences = ior("diff", text, made, status=FAILED)
check("diff", any("type_id" in path or "port" == path for path in differences), False)
check("no difference", ior("diff", made, made), {})
primary = [reference([(28, capsule((1, flag))), (3, capsule(*text_of(b"o"), *short(port)))])
           for flag, port in ((b"\1", 1), (b"\0", 2))]
differences = ior("diff", *primary, status=FAILED)
differences.pop("corbaloc")
check("values of a difference", differences, {
    "profiles[0].components[0].primary": {"first": True, "second": False},
    "profiles[0].components[1].port": {"first": 1, "second": 2}})
probed = ior("probe", "corbaloc:iiop:1.2@127.0.0.1:1/key", status=FAILED)
check("probe", (probed[0]["resolves"], probed[0]["connects"]), (["127.0.0.1"], False))

if shutil.which("catior"):
    theirs = run("catior", text, status=None).stdout
    for part in parts[:6]:
        if part["tag"] not in theirs:
            fail(f"catior does not show {part['tag']}, but:\n{theirs}")
