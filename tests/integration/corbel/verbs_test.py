# SPDX-License-Identifier: BSL-1.0
"""What all verbs of corbel have in common: help that teaches by example, JSON on every line of --json, exit statuses.

usage: verbs_test.py CORBEL EVERYTHING.IDL
"""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import DONE, FAILED, SYSTEM, USAGE, USER, Corbel, written  # noqa: E402
from processes import fail  # noqa: E402

corbel, IDL = Corbel(sys.argv[1]), sys.argv[2]


def verbs_of(*before):
    text = corbel(*before, "--help").stdout
    if "Subcommands:" not in text:
        return []
    lines = text.split("Subcommands:\n")[1].split("\n\n")[0].splitlines()
    return [line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ")]


def walk(*before):
    for verb in verbs_of(*before):
        if before != ("completion",):  # one example for all shells
            yield (*before, verb)
        yield from walk(*before, verb)


def check_help():
    count = 0
    for verb in walk():
        text = corbel(*verb, "--help").stdout
        examples = text.split("Examples:\n")[1] if "Examples:\n" in text else ""
        if f"corbel {verb[0]}" not in examples:
            fail(f"corbel {' '.join(verb)} --help has no example of itself:\n{text}")
        for line in text.split("Options:\n")[1].split("\n\n")[0].splitlines():
            if line.startswith("  -") and len(line) < 31:
                fail(f"corbel {' '.join(verb)} --help does not explain {line}")
        count += 1
    return count


def check_constants(folder):
    """Constants are described as IDL has them."""
    file = os.path.join(folder, "constants.idl")
    lines = [r"const char quote = '\'';", r"const char tab = '\t';", r"const char back = '\\';",
             r"const char low = '\033';", r"const wchar wide = L'\'';", "const char plain = 'p';",
             "const fixed price = 12.5d;"]
    with open(file, "w", encoding="ascii") as out:
        out.write("\n".join(lines) + "\n")
    told = corbel("describe", "--idl", file).stdout.splitlines()
    for line in lines:
        if line not in told:
            fail(f"corbel describe does not say {line}, but\n" + "\n".join(told))


def check_json(reference, folder):
    """Every verb that ends by itself."""
    here, ior = written(os.path.join(folder, "copy.ior"), reference), "corbaloc:iiop:1.2@127.0.0.1:1/nobody"
    idl = ["--idl", IDL]
    nowhere = ["-ORBInitRef", "NameService=corbaloc::127.0.0.1:1/NameService"]
    for words, status in [
            (["list", *idl], DONE), (["list", *idl, "Everything::Diamond"], DONE), (["describe", *idl], DONE),
            (["describe", *idl, "Everything::Diamond"], DONE), (["describe", *idl, reference], DONE),
            (["call", *idl, reference, "turn_left", "5"], DONE), (["call", *idl, here, "fail_right", "why"], USER),
            (["call", *idl, reference, "turn_right", "5"], SYSTEM),
            (["call", *idl, ior, "Diamond", "turn_left", "5"], SYSTEM),
            (["call", *idl, reference, "turn_left", "x"], USAGE), (["call", *idl, reference, "turn_lef", "5"], USAGE),
            (["bench", *idl, "-n", "20", reference, "turn_left", "5"], DONE),
            (["ping", reference, "--count", "2"], DONE), (["ping", ior, "--count", "1"], SYSTEM),
            (["ior", "show", reference], DONE), (["ior", "make", ior], DONE), (["ior", "probe", reference], DONE),
            (["ior", "probe", ior], FAILED), (["ior", "diff", reference, here], DONE),
            (["ior", "diff", reference, ior], FAILED), (["config"], DONE),
            (["ns", "ls", *nowhere], SYSTEM), (["ns", "discover", "--timeout", "10"], FAILED)]:
        for front in (["--json", *words], [*words, "--json"]):
            done = corbel(*front, status=status)
            for line in done.stdout.splitlines():
                try:
                    json.loads(line)
                except ValueError:
                    fail(f"corbel {' '.join(front)[:200]} prints what is no JSON: {line[:200]}")
            if status in (USER,) and not done.stdout:
                fail(f"corbel {' '.join(front)[:200]} says nothing")
            if status in (USAGE, SYSTEM) and not done.stderr and not done.stdout:
                fail(f"corbel {' '.join(front)[:200]} fails and gives no reason")
    lines = corbel("--json", "shell", *idl, reference, given="turn_left 5\nturn_right 5\nkind\nquit\n", status=SYSTEM)
    for line in lines.stdout.splitlines():
        json.loads(line)


def check_words():
    for words, hint in [(["cal"], "did you mean call"), (["nonsense"], "nonsense"),
                        (["ior", "shwo", "x"], "did you mean show"), ([], "subcommand"), (["call"], "REF"),
                        (["list", "--ild", "x"], "--ild")]:
        corbel.says(hint, *words)


with tempfile.TemporaryDirectory() as temporary:
    ior_file = os.path.join(temporary, "mock.ior")
    answers = written(os.path.join(temporary, "replies.json"), {
        "turn_left": {"return": -5}, "fail_right": {"exception": "Everything::Plain"},
        "turn_right": {"system_exception": "NO_PERMISSION", "minor": 7, "completed": "no"}})
    with corbel.mock(IDL, "Everything::Diamond", replies=answers, ior=ior_file):
        with open(ior_file, encoding="ascii") as lines_of:
            check_json(lines_of.read().strip(), temporary)
            check_constants(temporary)
    check_words()
    print(f"{check_help()} verbs")
