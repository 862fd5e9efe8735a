# SPDX-License-Identifier: BSL-1.0
"""`corbel mock` serves everything.idl from a file of replies; `corbel call` is its client.

usage: mock_test.py CORBEL EVERYTHING.IDL
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import SYSTEM, USAGE, USER, Corbel, written  # noqa: E402
from processes import check, fail  # noqa: E402

corbel, IDL = Corbel(sys.argv[1]), sys.argv[2]
REPLIES = {
    "*": {"return": "$a", "b": "$a", "c": "$b"},
    "_get_echo": {"return": "mock:Everything::Types"},
    "_get_line": {},
    "_get_noted": [{"return": 1}, {"return": 2}],
    "fail": {"exception": "Everything::Detailed", "members": {
        "code": 1, "why": "mock", "where": {"x": 1, "y": 2}, "shades": [], "choice": {"_d": 2, "text": "t"},
        "extra": {"_type": "long", "value": 1}, "vector": [1, 2, 3], "brief": ""}},
    "call_back": {"system_exception": "TRANSIENT", "minor": 5, "completed": "maybe", "delay_ms": 20},
}


def call(*words, **ending):
    return corbel.json("call", "--idl", IDL, *words, **ending)


def refused(text, message, folder):
    """Replies that the mock does not start with."""
    path = written(os.path.join(folder, "wrong.json"), text)
    done = corbel("mock", "--idl", IDL, "--interface", "Everything::Server", "--interface", "Everything::Types",
                  "--replies", path, status=USAGE)
    if done.stdout or message not in done.stderr or path not in done.stderr:
        fail(f"{text}: expected {message!r}, found {done}")


def check_refused(folder):
    for replies, message in [
            ("[]", "an object with a member for each operation, found an array"),
            ("{", "line 1, column 2"),
            ({"bogus": {}}, "at bogus: no interface that is served has this operation"),
            ({"echo_lon": {}}, 'did you mean "echo_long"?'),
            ({"Everything::Types::echo_lon": {}}, 'did you mean "Everything::Types::echo_long"?'),
            ({"noted": {"return": 1}}, 'an attribute is answered by "_get_noted" and "_set_noted"'),
            ({"_is_a": {"return": True}}, "every object answers it by itself"),
            ({"echo_long": {"retrun": 3}},
             'at echo_long: a reply of echo_long has no "retrun"; there are "return", "b"'),
            ({"echo_long": 5}, "at echo_long: expected an object"),
            ({"echo_long": []}, "at echo_long: expected replies, found an empty array"),
            ({"echo_long": {"return": "x"}}, "at echo_long.return: expected a whole number of type long"),
            ({"echo_point": [{}, {"return": {"x": 1, "y": "q"}}]}, "at echo_point[1].return.y: expected"),
            ({"echo_long": {"return": "$zz"}},
             'at echo_long.return: echo_long takes no argument "$zz"; there are "$a"'),
            ({"echo_long": {"delay_ms": -1}}, "at echo_long.delay_ms: expected a whole number"),
            ({"fail": {"exception": "Nope"}}, 'at fail.exception: there is no exception Nope; there are "Everything::'),
            ({"echo_long": {"exception": "Nope"}}, "echo_long raises no user exceptions"),
            ({"fail": {"exception": "Everything::Detailed", "members": {"code": 1}}}, "at fail.members: the member"),
            ({"fail": {"system_exception": "TRANSIEN"}}, 'did you mean "TRANSIENT"?'),
            ({"fail": {"system_exception": "TRANSIENT", "completed": "perhaps"}}, 'at fail.completed: expected "yes"'),
            ({"fail": {"system_exception": "TRANSIENT", "minor": "x"}}, "at fail.minor: expected"),
            ({"_get_echo": {"return": "mock:Types"}}, "no --interface Types is served; there are"),
            ({"*": {"retrun": 3}}, 'at *: a reply has no "retrun"')]:
        refused(replies, message, folder)


def check_wrong_at_call(folder):
    """A reply of "*" need not fit: the caller, standard error and the log hear of it."""
    paths = replies, log, ior = [os.path.join(folder, name) for name in ("all.json", "all.log", "all.ior")]
    written(replies, {"*": {"return": "text"}, "echo_string": {"return": "$$a"}})
    with corbel.mock(IDL, "Everything::Types", replies=replies, ior=ior, words=["--log", log],
                     stderr=subprocess.PIPE) as mock:
        check("$$", call(ior, "echo_string", "x", "y"), {"return": "$a", "b": "y", "c": ""})
        error = call(ior, "echo_long", "1", "2", status=SYSTEM)
        mock.child.terminate()
        told = mock.child.stderr.read().decode()
    sentence = f"the reply for echo_long in {replies} is wrong: at *.return: expected a whole number of type long"
    check("wrong reply", error["system_exception"], "INTERNAL")
    with open(log, encoding="utf-8") as file:
        logged = [json.loads(line) for line in file][-1]
    for where, text in [("the answer", error["reason"]), ("standard error", told),
                        ("the log", logged.get("error", ""))]:
        if sentence not in text:
            fail(f"{where} does not say {sentence!r}, but {text!r} ({paths})")


with tempfile.TemporaryDirectory() as folder:
    check_refused(folder)
    check_wrong_at_call(folder)
    replies, log, ior = (os.path.join(folder, name) for name in ("replies.json", "log", "object.ior"))
    written(replies, REPLIES)
    with corbel.mock(IDL, "Everything::Server", "Types", replies=replies, ior=ior, words=["--log", log]) as mock:
        echo = call(ior, "echo")["return"]
        tree = {"value": 1, "children": [{"value": 2, "children": []}]}
        other = {"value": 0, "children": []}
        check("echo", call(echo, "echo_tree", json.dumps({"a": tree, "b": other})),
              {"return": tree, "b": tree, "c": other})
        check("first", call(ior, "noted"), {"return": 1})
        check("second", call(ior, "noted"), {"return": 2})
        check("the last stays", call(ior, "noted"), {"return": 2})
        check("left out", call(ior, "line")["return"]["shade"], "red")
        check("exception", call(ior, "fail", "1", "x", status=USER)["members"]["why"], "mock")
        error = call(ior, "call_back", "null", "1", status=SYSTEM)
        check("system exception", (error["system_exception"], error["minor"], error["completed"]),
              ("TRANSIENT", 5, "maybe"))
    with open(log, encoding="utf-8") as file:
        calls = [json.loads(line) for line in file]
    check("log", calls[1],
          {"interface": "Everything::Types", "operation": "echo_tree", "arguments": {"a": tree, "b": other}})
    if mock.child.returncode != 0:
        fail(f"the mock ended with status {mock.child.returncode}")
