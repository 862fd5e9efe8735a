# SPDX-License-Identifier: BSL-1.0
"""Valuetypes, abstract interfaces and fixed as JSON, sent to a server of values.idl and back.

usage: values_test.py CORBEL SERVER VALUES.IDL
"""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import LOOPBACK, Corbel  # noqa: E402
from processes import Process, check, fail, skip  # noqa: E402

corbel, SERVER, IDL = Corbel(sys.argv[1]), *sys.argv[2:4]
if not os.path.exists(SERVER):
    skip(f"{SERVER} is not there: the server of another ORB is built where that ORB is installed")


def valuetype(kind, number=None, **state):
    """As it is printed: "_id" only where a value is shared."""
    return {"_value": f"IDL:interop/Exchange/{kind}:1.0", **({"_id": number} if number else {}), **state}


def node(name, following=None, number=None):
    return valuetype("Node", number, name=name, next=following)


CYCLE = node("one", node("two", {"_ref": 1}), 1)
SAVINGS = valuetype("Savings", owner="Ann", cents="9007199254740993", rate=0.5, history=node("old"))
VALUES = [
    ("echo_node", None), ("echo_node", node("a", node("b"))), ("echo_node", CYCLE),
    ("echo_nodes", [node("shared", None, 1), {"_ref": 1}, None]),
    ("echo_account", valuetype("Account", owner="Ben", cents=-1)), ("echo_account", SAVINGS),
    ("echo_text", valuetype("Text", value="boxed")), ("echo_text", None),
    ("echo_spot", valuetype("Spot", value={"x": 1, "y": 2.5})),
    ("echo_points", valuetype("Points", value=[{"x": 1, "y": 2.5}])),
    ("echo_described", valuetype("Label", words="w")), ("echo_described", None),
    ("echo_any", {"_type": "Exchange::Node", "value": CYCLE}),
    ("echo_amount", "-1234567.89"), ("echo_tiny", "0.0000000000000000000000000000001"),
    ("echo_price", {"cost": "0.05", "pieces": "12"}),
]

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "references")
    with Process(SERVER, path, *LOOPBACK) as process:
        process.wait_for_file(path)
        with open(path, encoding="utf-8") as file:
            reference = file.read().split()[1]
        calls = "".join(json.dumps({"operation": name, "arguments": {"value": value}}) + "\n" for name, value in VALUES)
        lines = corbel.said("call", "--idl", IDL, reference, "-", given=calls)
        answers = [json.loads(line) for line in lines.splitlines()]
        for (name, value), answer in zip(VALUES, answers):
            if answer != {"return": value}:
                fail(f"{name}: expected {json.dumps(value)}\n  found {json.dumps(answer)}")
        check("answers", len(answers), len(VALUES))
        corbel("call", "--idl", IDL, reference, "shutdown")
        check("status of the server", process.wait(20), 0)
