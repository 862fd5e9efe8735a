# SPDX-License-Identifier: BSL-1.0
"""`corbel shell` on a pipe and on a terminal, and what the shell's own completion is given.

usage: shell_test.py CORBEL EVERYTHING.IDL
"""
import json
import os
import pty
import re
import select
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import USAGE, Corbel, run, written  # noqa: E402
from processes import check, fail  # noqa: E402

CORBEL, IDL = sys.argv[1:3]
corbel = Corbel(CORBEL)


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, *command):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", NO_COLOR="1")
            os.execv(command[0], command)
        self.seen = ""

    def send(self, text):
        os.write(self.fd, text.encode())

    def expect(self, pattern, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            match = re.search(pattern, self.seen)
            if match:
                self.seen = self.seen[match.end():]
                return
            if select.select([self.fd], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.fd, 4096).decode(errors="replace")
                except OSError:
                    break
        fail(f"{pattern} was not printed, but {self.seen!r}")

    def close(self):
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


def completed_by_bash(*words):
    script = f"""
        corbel() {{ {CORBEL} "$@"; }}
        source <(corbel completion bash)
        COMP_WORDS=(corbel "$@"); COMP_CWORD=$#
        _corbel
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return run("bash", "-c", script, "bash", *words).stdout.split()


with tempfile.TemporaryDirectory() as folder:
    ior = os.path.join(folder, "mock.ior")
    replies = written(os.path.join(folder, "replies.json"),
                      {"turn_left": {"return": -5}, "_get_kind": {"return": "round"}})
    with corbel.mock(IDL, "Everything::Diamond", replies=replies, ior=ior):
        lines = ["kind", "turn_left 5", 'turn_left {"a": 5}', "nonsense", "use nowhere", "list", "quit"]
        # The status is that of the first error.
        answers = corbel.said("shell", "--idl", IDL, ior, given="\n".join(lines), status=USAGE).splitlines()
        check("an attribute", json.loads(answers[0]), {"return": "round"})
        check("by position", json.loads(answers[1]), {"return": -5})
        if "error" not in json.loads(answers[3]) or "has no operation" not in answers[3]:
            fail(f"an unknown operation: {answers[3]}")
        if not any("turn_left(" in line for line in answers[5:]):
            fail(f"list: {answers}")

        terminal = Terminal(CORBEL, "shell", "--idl", IDL, ior)
        terminal.expect("Everything::Diamond> ")
        terminal.send("turn_l\t 5\n")
        terminal.expect('"return": -5')
        terminal.send("des\tEverything::Seg\t\n")
        terminal.expect("struct Segment {")
        terminal.send("nonsense\n")
        terminal.expect("has no operation or attribute nonsense")
        terminal.send("quit\n")
        check("status on a terminal", terminal.close(), 0)

        check("verbs", completed_by_bash("ca"), ["call"])
        check("verbs in verbs", completed_by_bash("ior", "pr"), ["probe"])
        check("options", completed_by_bash("call", "--id"), ["--idl", "--idl4"])
        check("interfaces", completed_by_bash("list", "--idl", IDL, "Everything::Dia"), ["Everything::Diamond"])
        check("operations", completed_by_bash("call", "--idl", IDL, ior, "turn_l"), ["turn_left"])
        check("operations of an interface",
              completed_by_bash("call", "--idl", IDL, ior, "Everything::Diamond", "turn_l"), ["turn_left"])
        check("files are left to bash", completed_by_bash("call", "--idl", "x"), [])
for shell in ("zsh", "fish"):
    if "corbel completion candidates" not in corbel.said("completion", shell):
        fail(f"the completion of {shell} asks nobody")
