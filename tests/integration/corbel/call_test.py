# SPDX-License-Identifier: BSL-1.0
"""Calls every operation of everything.idl with `corbel call` and compares what comes back with what was sent.

usage: call_test.py CORBEL SERVER EVERYTHING.IDL
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import LOOPBACK, SYSTEM, USAGE, USER, Corbel, references_of, written  # noqa: E402
from processes import Process, check, fail, skip  # noqa: E402

corbel, SERVER, IDL = Corbel(sys.argv[1]), *sys.argv[2:4]
OMNIORB = "omniorb" in os.path.basename(SERVER)
if not os.path.exists(SERVER):
    skip(f"{SERVER} is not there: the server of another ORB is built where that ORB is installed")

POINT = {"x": 1, "y": -2}
OTHER = {"x": 2147483647, "y": -2147483648}
SEGMENT = {"from": POINT, "to": OTHER, "shade": "blue", "label": "a \"quoted\" text, ü"}
MIXED = {"first": 255, "second": 0.1, "third": "c", "fourth": "-9223372036854775808", "fifth": True, "sixth": -32768,
         "seventh": 1.5, "eighth": 0, "ninth": "18446744073709551615", "tenth": "€", "eleventh": 65535,
         "twelfth": 4294967295, "thirteenth": 2.5}
LISTS = {"bytes": "AAEC/w==", "flags": [True, False], "texts": ["one", ""], "places": [POINT], "few": [1, 2, 3, 4],
         "direction": [1, 2.5, -3], "cells": [[1, 2, 3], [4, 5, 6]], "brief": "12345678", "shades": ["red", "blue"],
         "pair": [1, -1]}
EMPTY_LISTS = {"bytes": "", "flags": [], "texts": [], "places": [], "few": [], "direction": [0, 0, 0],
               "cells": [[0, 0, 0], [0, 0, 0]], "brief": "", "shades": [], "pair": [0, 0]}
TREE = {"value": 1, "children": [
    {"value": 2, "children": [{"value": 3, "children": []}]}, {"value": 4, "children": []}]}
NODE = {"_d": 1, "branches": [{"_d": 0, "leaf": 7}, {"_d": 2, "pair": [{"_d": 0, "leaf": 8}]}]}
ANY = {"_type": "Everything::Segment", "value": SEGMENT}
LONG_ANY = {"_type": "sequence<long>", "value": [1, 2, 3]}
UNKNOWN = {"kind": "struct", "id": "IDL:Nobody/Knows:1.0", "name": "Knows",
           "members": [{"name": "a", "type": "long"}, {"name": "b", "type": "sequence<string<5>,2>"}]}
UNKNOWN_ANY = {"_type": UNKNOWN, "value": {"a": 1, "b": ["x", "y"]}}
TREE_TYPE = {"kind": "struct", "id": "IDL:Other/Tree:1.0", "name": "Tree", "members": [
    {"name": "children", "type": {"kind": "sequence", "element": {"kind": "recursive", "id": "IDL:Other/Tree:1.0"}}}]}
RECURSIVE_ANY = {"_type": TREE_TYPE, "value": {"children": [{"children": []}]}}
UNION_TYPE = {"kind": "union", "id": "IDL:Other/U:1.0", "name": "U", "discriminator": "char", "members": [
    {"label": "a", "name": "one", "type": "short"}, {"default": True, "name": "two", "type": "string"}]}

# operation: (a, b). Filled in below with references.
VALUES = {
    "echo_short": (-32768, 32767), "echo_ushort": (65535, 0), "echo_long": (-2147483648, 2147483647),
    "echo_ulong": (4294967295, 0), "echo_longlong": ("-9223372036854775808", 9007199254740991),
    "echo_ulonglong": ("18446744073709551615", 0), "echo_float": (1.5, "-Infinity"),
    "echo_double": (1 / 3, 1.7976931348623157e308), "echo_char": ("'", "z"), "echo_wchar": ("€", "a"),
    "echo_boolean": (True, False), "echo_octet": (255, 0), "echo_any": (ANY, LONG_ANY),
    "echo_typecode": ("Everything::Tree", UNKNOWN), "echo_string": ("grüße € \t\n\"", ""),
    "echo_wstring": ("wide € 𝄞", ""), "echo_name": ("n", ""), "echo_wide_name": ("w", ""),
    "echo_distance": (0.1, -0.0), "echo_colour": ("blue", "red"), "echo_point": (POINT, OTHER),
    "echo_segment": (SEGMENT, SEGMENT),
    "echo_wide_mixed": (MIXED, MIXED), "echo_wide": (
        {"text": "€", "brief": "12345678", "name": "", "letter": "x"},
        {"text": "", "brief": "", "name": "long enough", "letter": "ü"}),
    "echo_empty_lists": (LISTS, EMPTY_LISTS), "echo_tree": (TREE, {"value": 0, "children": []}),
    "echo_by_long": ({"_d": 4, "place": POINT}, {"_d": 99, "other": 1.5}),
    "echo_by_short": ({"_d": -32768, "low": 1}, {"_d": 32767, "high": 2}),
    "echo_by_ushort": ({"_d": 65535, "bytes": "AQI="}, {"_d": 0, "shade": "green"}),
    "echo_by_ulong": ({"_d": 4294967295, "top": "t"}, {"_d": 0, "zero": 0}),
    "echo_by_longlong": ({"_d": "-9223372036854775807", "low": "l"}, {"_d": 5, "value": LONG_ANY}),
    "echo_by_ulonglong": ({"_d": "18446744073709551615", "top": "t"}, {"_d": 1, "vector": [1, 2, 3]}),
    "echo_by_char": ({"_d": "b", "letter": 1}, {"_d": "\n", "line": "l"}),
    "echo_by_boolean": ({"_d": True, "yes": "y"}, {"_d": False, "no": 0}),
    "echo_by_colour": ({"_d": "red", "warm": 1}, {"_d": "blue", "cold": "c"}),
    "echo_full_colour": ({"_d": "blue", "b": [POINT]}, {"_d": "green", "g": ""}),
    "echo_without_default": ({"_d": "green", "inner": {"_d": 2, "text": "t"}}, {"_d": "red"}),
    "echo_node": (NODE, {"_d": 0, "leaf": 1}), "echo_octets": ("AAECAwT/", ""),
    "echo_booleans": ([True, False, True], []), "echo_chars": (["a", "~"], []), "echo_wchars": (["€", "b"], []),
    "echo_shorts": ([1, -1], []), "echo_ushorts": ([1, 65535], []), "echo_longs": ([1, -1], []),
    "echo_ulongs": ([1, 4294967295], []), "echo_long_longs": ([1, -1], []), "echo_ulong_longs": ([1, 2], []),
    "echo_floats": ([0.1, "NaN"], []), "echo_doubles": ([0.1, 2e-308, "Infinity"], []),
    "echo_strings": (["a", "", "c"], []), "echo_wide_strings": (["€", ""], []), "echo_colours": (["red", "blue"], []),
    "echo_points": ([POINT, OTHER], []),
    "echo_anys": ([ANY, UNKNOWN_ANY, RECURSIVE_ANY, {"_type": "null", "value": None}], []),
    "echo_matrix": ([[1, 2], [], [3]], []), "echo_few_longs": ([1, 2, 3, 4], []), "echo_few_names": (["a", "b"], []),
    "echo_few_points": ([POINT, OTHER], []), "echo_bounded_names": (["12345678"], []),
    "echo_vector3": ([1, 2, 3], [0.5, 0, -1]), "echo_grid": ([[1, 2, 3], [4, 5, 6]], [[0, 0, 0], [0, 0, 0]]),
    "echo_names3": (["a", "b", "c"], ["", "", ""]), "echo_points2": ([POINT, OTHER], [OTHER, POINT]),
    "echo_pixels": (["AAAAAA==", "AQIDBA==", "/////w==", "AAAAAQ=="], ["AAAAAA=="] * 4),
    "echo_rows": ([[1, 2, 3], [4, 5, 6]], [[0, 0, 0], [0, 0, 1]]), "echo_segments": ([SEGMENT], []),
    "echo_unions": ([{"_d": -1, "number": 5}, {"_d": 3, "text": "t"}], []), "echo_short_name": ("12345678", ""),
    "echo_short_wide_name": ("€€€€€€€€", ""),
}
if not OMNIORB:  # it sends a long double as its processor holds it
    VALUES["echo_longdouble"] = ("0.1", 2.5)
    VALUES["echo_long_doubles"] = ([1.5, -2], [])


class Calls:
    """`corbel call REF -`: a call and its answer on each line."""

    def __init__(self, reference):
        self.child = subprocess.Popen([corbel.program, "call", "--idl", IDL, reference, "-"], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def __call__(self, operation, arguments=None):
        self.child.stdin.write(json.dumps({"operation": operation, "arguments": arguments or {}}) + "\n")
        self.child.stdin.flush()
        line = self.child.stdout.readline()
        if not line:
            fail(f"no answer to {operation}")
        return json.loads(line)

    def close(self):
        self.child.stdin.close()
        self.child.wait(20)
        self.child.stdout.close()


def once(*words, **ending):
    """One `corbel call` by itself: its answer."""
    return json.loads(corbel.said("call", "--idl", IDL, *words, **ending))


def fails(text, status, *words):
    """One `corbel call` that says why it fails."""
    corbel.says(text, "call", "--idl", IDL, *words, status=status)


def check_types(server):
    echo = server("_get_echo")["return"]
    gem = server("_get_gem")["return"]
    holder = {"owner": gem, "gem": None, "thing": echo, "content": UNKNOWN_ANY, "type": UNION_TYPE}
    values = dict(VALUES, echo_object=(echo, None), echo_base=(gem, None), echo_diamond=(gem, None),
                  echo_diamonds=([gem, None], []), echo_objects=([echo, None], []), echo_holder=(holder, holder))
    call = Calls(echo)
    done = 0
    for operation in corbel.operations(IDL, "Everything::Types"):  # so that none is forgotten
        if operation == "mixed_order":
            check(operation,
                  call(operation, {"count": 3, "text": "a", "suffix": "b", "where": POINT, "total": 1.5, "flag": True}),
                  {"return": 3, "first": 1, "text": "ab", "last": POINT, "total": 4.5, "flag": False})
        elif OMNIORB and operation in ("echo_longdouble", "echo_long_doubles"):
            continue
        else:
            if operation not in values:
                fail(f"there is no value for {operation}")
            a, b = values[operation]
            answer = call(operation, {"a": a, "b": b})
            if OMNIORB and operation == "echo_wide_mixed":
                answer = {name: dict(value, thirteenth=a["thirteenth"]) for name, value in answer.items()}
            check(operation, answer, {"return": a, "b": a, "c": b})
        done += 1
    call.close()
    print(f"{done} operations of Types")


def check_rest(reference, server):
    check("_is_a", once(reference, "_is_a", "IDL:Everything/Server:1.0"), {"return": True})
    check("attribute", once(reference, "noted"), {"return": 0})
    check("oneway", server("note", {"value": 5}), {})
    check("oneway by position", server("note_text", ["abc", [POINT, POINT]]), {})
    check("attribute of a struct", server("_set_line", [SEGMENT]), {})
    check("attribute of a struct", server("_get_line"), {"return": SEGMENT})
    check("attribute=value", once(reference, "anything=" + json.dumps(UNKNOWN_ANY)), {})
    check("attribute", once(reference, "anything"), {"return": UNKNOWN_ANY})
    check("noted", server("_get_noted"), {"return": 10})
    check("user exception", once(reference, "fail", "0", "why", status=USER),
          {"exception": "IDL:Everything/Plain:1.0", "members": {}})
    check("fields of an exception", once(reference, "fail", '{"how":1,"why":"ü"}', status=USER),
          {"exception": "IDL:Everything/Detailed:1.0", "members": {
              "code": 1, "why": "ü", "where": {"x": 2, "y": 3}, "shades": ["blue", "red"],
              "choice": {"_d": 2, "text": "text"}, "extra": {"_type": "long", "value": 42}, "vector": [1, 2, 3],
              "brief": "brief"}})
    fails("NO_PERMISSION", SYSTEM, reference, "fail", "3", "x")
    error = server("fail", {"how": 3, "why": ""})
    check("system exception", (error["system_exception"], error["minor"], error["completed"]),
          ("NO_PERMISSION", 77, "yes"))
    inner = Calls(server("_get_further")["return"])
    report = {"now": "busy", "text": "t", "history": ["idle", "busy"]}
    check("inherited operation", inner("echo_report", {"a": report, "b": report}),
          {"return": report, "b": report, "c": report})
    check("summary", inner("summary", {"now": "busy"})["return"]["text"], "inner")
    check("raises", inner("fail", {"now": "busy", "why": "w"})["members"], {"now": "busy", "why": "w"})
    inner.close()
    diamond = Calls(server("_get_gem")["return"])
    check("readonly", "readonly" in diamond("_set_kind", ["x"])["error"], True)
    check("turn_left", diamond("turn_left", [5]), {"return": -5})
    diamond.close()


def check_words(reference, server, folder):
    """References and arguments as people write them."""
    echo = server("_get_echo")["return"]
    for words in (("1", "-2"), ("1", "--", "-2"), ("[1, -2]",), ('{"b": -2, "a": 1}',), (" 1", '"-2"')):
        check(f"echo_long {words}", once(echo, "echo_long", *words), {"return": 1, "b": 1, "c": -2})
    check("text behind --", once(echo, "echo_string", "--", "-x", "y"), {"return": "-x", "b": "-x", "c": "y"})
    path = written(os.path.join(folder, "server.ior"), reference + "\n")
    for name in (path, "file:" + path, "file://" + path):
        check(f"reference {name}", once(name, "_is_a", "IDL:Everything/Server:1.0"), {"return": True})
    fails("there is no file", USAGE, os.path.join(folder, "nowhere.ior"), "noted", "-ORBInitRef",
          "NameService=corbaloc::127.0.0.1:1/NameService")


def check_messages(server):
    echo = server("_get_echo")["return"]
    for words, expected in [
            (("echo_long", '{"a":1}'), 'the argument "b" of echo_long (long) is missing'),
            (("echo_short", "40000", "1"),
             "at a: expected a whole number of type short (-32768 to 32767), found the number 40000"),
            (("echo_colour", "gren", "red"), 'did you mean "green"?'),
            (("echo_segment", '{"a":{"from":{"x":1,"y":"q"},"to":{"x":1,"y":1},"shade":"red","label":""},"b":0}'),
             'at a.from.y: expected a whole number of type long'),
            (("echo_tree", '{"a":{"value":1,"children":[{"value":2}]},"b":0}'),
             'at a.children[0]: the member "children"'),
            (("echo_by_long", '{"a":{"_d":2,"number":1},"b":0}'), 'selects the member "text", found "number"'),
            (("echo_short_name", '"123456789"', ""), "expected at most 8 bytes of UTF-8, found 9"),
            (("echo_point", "[{", "1"), "line 1, column 3"),
            (("echo_pont", "1", "1"), "did you mean echo_point?"),
            (("echo_octets", "***", ""), "expected base64")]:
        fails(expected, USAGE, echo, *words)


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "references")
    with Process(SERVER, path, *LOOPBACK, "-ORBnativeCharCodeSet", "UTF-8") as process:
        process.wait_for_file(path)
        references = references_of(path)
        reference = references["Server"]
        server = Calls(reference)
        check_types(server)
        check_rest(reference, server)
        check_words(reference, server, folder)
        check_messages(server)
        server.close()
        check("global", once(references["Global"], "echo_global", '{"a":{"z":5}}'), {"return": {"z": 5}})
        once(reference, "shutdown")
        check("status of the server", process.wait(20), 0)
