# SPDX-License-Identifier: BSL-1.0
"""The corbel command as tests run it: how it ends is checked, what it prints is given back."""
import contextlib
import json
import subprocess

from processes import Process, fail

DONE, FAILED, USER, SYSTEM, USAGE = 0, 1, 3, 4, 64  # exit statuses
LOOPBACK = ("-ORBendPoint", "giop:tcp:127.0.0.1:0")


def run(*command, status=DONE, given="", seconds=60):
    """The program must end with this status, any if it is None; `given` stands on its standard input."""
    done = subprocess.run(command, input=given, capture_output=True, timeout=seconds, check=False, text=True,
                          encoding="utf-8")
    if status is not None and done.returncode != status:
        fail(f"{' '.join(command)}: status {done.returncode}, not {status}\n{done.stdout}\n{done.stderr}")
    return done


class Corbel:
    """`corbel("list", "--idl", file)` runs that, as run() does."""

    def __init__(self, program):
        self.program = program

    def __call__(self, *words, **ending):
        return run(self.program, *words, **ending)

    def said(self, *words, **ending):
        """What it prints on standard output."""
        return self(*words, **ending).stdout

    def json(self, *words, **ending):
        """What it prints with --json: one value."""
        return json.loads(self.said("--json", *words, **ending))

    def operations(self, idl, interface):
        """The names of its operations; attributes are not among them."""
        return [line.split("(")[0].split()[-1] for line in self.json("list", "--idl", idl, interface)]

    def says(self, texts, *words, status=USAGE, given=""):
        """It fails, and the text, or each of a list, is in what it says on standard error: all of that."""
        told = self(*words, status=status, given=given).stderr
        for each in (texts,) if isinstance(texts, str) else texts:
            if each not in told:
                fail(f"corbel {' '.join(words)[:300]}: expected {each!r} in {told!r}")
        return told

    @contextlib.contextmanager
    def mock(self, idl, *interfaces, replies, ior, words=(), **streams):
        """Serves the interfaces until the block ends, for this machine only; the reference stands in the file `ior`."""
        served = [word for each in interfaces for word in ("--interface", each)]
        with Process(self.program, "mock", "--idl", idl, *served, "--replies", replies, "--ior-file", ior, *words,
                     *LOOPBACK, **{"stdout": subprocess.DEVNULL, **streams}) as process:
            process.wait_for_file(ior)
            yield process

    @contextlib.contextmanager
    def repository(self, idl, ior):
        """Serves an interface repository as mock() serves objects; gives the URL of it."""
        with Process(self.program, "ifr", "serve", "--idl", idl, "--ior-file", ior, *LOOPBACK,
                     stdout=subprocess.DEVNULL) as process:
            process.wait_for_file(ior)
            port = self.json("ior", "show", ior)["profiles"][0]["port"]
            yield f"corbaloc::127.0.0.1:{port}/InterfaceRepository"


def written(path, content):
    """The path, of a file that holds this text now, or this value as JSON."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(content if isinstance(content, str) else json.dumps(content))
    return path


def references_of(path):
    """The references by their names, of the file that a server of conformance/interop has written."""
    with open(path, encoding="utf-8") as file:
        return dict(line.split() for line in file)
