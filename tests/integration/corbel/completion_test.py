# SPDX-License-Identifier: BSL-1.0
"""Completion in the shells themselves, as far as they are installed: verbs, options, interfaces, operations, files.

usage: completion_test.py CORBEL EVERYTHING.IDL
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from processes import fail, skip  # noqa: E402

CORBEL, IDL = sys.argv[1:]

BASH = """
source <(corbel completion bash)
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
$(complete -p corbel | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
printf '%s\\n' "${COMPREPLY[@]}"
"""

# The builtins of zsh's completion work in its line editor only: these say what they would have been given.
ZSH = """
compdef() { registered=$* }
compadd() { shift; print -rl -- "$@" }
_files() { print -r -- FILES }
source <(corbel completion zsh)
[[ $registered == '_corbel corbel' ]] || exit 1
words=("$@")
CURRENT=${#words}
_corbel
"""

FISH = """
corbel completion fish | source
complete -C (string join -- ' ' $argv)
"""

SHELLS = {"bash": ["bash", "--norc", "-c", BASH, "bash"], "zsh": ["zsh", "-f", "-c", ZSH, "zsh"],
          "fish": ["fish", "--no-config", "-c", FISH]}

CASES = [
    (["ca"], {"call"}, {"config", "list"}),
    (["i"], {"ifr", "ior"}, {"list"}),
    (["ior", ""], {"show", "make", "probe", "diff"}, {"call"}),
    (["call", "--i"], {"--idl", "--ifr", "--idl4"}, {"--json", "call"}),
    (["list", "--idl", IDL, "Everything::Di"], {"Everything::Diamond"}, {"Everything::Types"}),
    (["call", "--idl", IDL, "file:x", "echo_long"], {"echo_long", "echo_longlong"}, {"echo_short"}),
    (["call", "--idl", IDL, "file:x", "Diamond", "turn"], {"turn_left", "turn_right"}, {"echo_long"}),
]


def offered(shell, words, folder):
    environment = dict(os.environ, PATH=f"{os.path.dirname(CORBEL)}:{os.environ['PATH']}", HOME=folder,
                       XDG_CONFIG_HOME=folder, XDG_DATA_HOME=folder, TERM="dumb")
    done = subprocess.run([*SHELLS[shell], "corbel", *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          env=environment, cwd=folder, check=False)
    if done.returncode != 0 or done.stderr:
        fail(f"{shell} with {words}: status {done.returncode}, {done.stderr.decode()}")
    # fish says what a candidate is behind a tab.
    return {line.split("\t")[0] for line in done.stdout.decode().splitlines()}


there = [shell for shell in SHELLS if shutil.which(shell)]
if not there:
    skip("no shell is installed that corbel has a completion for")
with tempfile.TemporaryDirectory() as home:
    for name in there:
        for line, expected, others in CASES:
            found = offered(name, line, home)
            if not expected <= found or found & others:
                fail(f"{name} offers {sorted(found)} behind {line}, expected {sorted(expected)}")
    with open(os.path.join(home, "object.ior"), "w", encoding="ascii"):
        pass
    if "zsh" in there and offered("zsh", ["call", "obj"], home) != {"FILES"}:
        fail("zsh does not complete files where there are no candidates")
    if "fish" in there and "object.ior" not in offered("fish", ["call", "obj"], home):
        fail("fish does not complete files where there are no candidates")
print("in " + ", ".join(there))
