#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Who may include whom: docs/architecture.md as a test. Names file:line and the row that it breaks.

usage: layout_test.py SOURCE_FOLDER
"""
import pathlib
import re
import sys

# A part, the parts it may include, and what it may not include of the world outside.
# The first row whose folder begins the path of a file counts.
ASIO, ANTLR, WAVE, SQLITE, IOSTREAM = "boost/asio", "antlr4", "boost/wave", "sqlite3.h", "iostream"
PUBLIC = ["orb/engine/base", "orb/engine/cdr", "orb/engine/types", "orb/engine/giop", "orb/engine/invocation"]
ROWS = [
    ("orb/engine/base", [], [ASIO, ANTLR, WAVE, SQLITE]),
    ("orb/engine/cdr", ["orb/engine/base"], [ASIO, ANTLR, WAVE, SQLITE]),
    ("orb/engine/types", ["orb/engine/base", "orb/engine/cdr"], [ASIO, ANTLR, WAVE, SQLITE]),
    ("orb/engine/giop", ["orb/engine/base", "orb/engine/cdr"], [ASIO, "thread", "mutex", ANTLR, WAVE, SQLITE]),
    ("orb/engine/invocation", ["orb/engine/base", "orb/engine/cdr", "orb/engine/giop"], [ASIO, ANTLR, WAVE, SQLITE]),
    ("orb/engine/transport", ["orb/engine/base", "orb/engine/cdr", "orb/engine/giop", "orb/engine/invocation"],
     [ANTLR, WAVE, SQLITE]),
    ("orb/engine/adapter", ["orb/engine/base", "orb/engine/cdr", "orb/engine/giop", "orb/engine/invocation"],
     [ASIO, ANTLR, WAVE, SQLITE]),
    ("orb/engine/dynamic", ["orb/engine/base", "orb/engine/cdr", "orb/engine/types", "orb/engine/giop",
                            "orb/engine/invocation"],
     [ASIO, ANTLR, WAVE, SQLITE]),
    ("orb/engine/core", ["orb/engine"], [ANTLR, WAVE, SQLITE]),
    ("orb/mapping/cpp11", ["orb/include", *PUBLIC, "orb/engine/adapter", "orb/engine/core", "orb/engine/dynamic"],
     [ASIO, ANTLR, WAVE, SQLITE, IOSTREAM]),
    ("orb/include", ["orb/mapping/cpp11"], [ASIO, ANTLR, WAVE, SQLITE, IOSTREAM]),
    ("orb/ifr", ["orb/include", "orb/mapping/cpp11", "orb/engine/base", "orb/engine/cdr", "orb/engine/types",
                 "orb/engine/dynamic"],
     [ASIO, ANTLR, WAVE, SQLITE]),
    ("orb/idl_loader", ["orb/engine/base", "orb/engine/types", "orb/engine/dynamic", "idlc/frontend",
                        "idlc/backend/typelib"],
     [ASIO, ANTLR, WAVE, SQLITE]),
    ("orb/json", ["orb/engine/base", "orb/engine/cdr", "orb/engine/types", "orb/engine/giop", "orb/engine/dynamic"],
     [ASIO, ANTLR, WAVE, SQLITE]),
    ("idlc/frontend", [], [ASIO, SQLITE]),
    ("idlc/backend/typelib", ["idlc/frontend"], [ASIO, ANTLR, WAVE, SQLITE]),
    ("idlc/backend/cpp11", ["idlc/frontend"], [ASIO, ANTLR, WAVE, SQLITE]),
    ("idlc", ["idlc"], [ASIO, ANTLR, WAVE, SQLITE]),
    ("cos-naming", ["orb/include", "orb/mapping/cpp11", "orb/json"], [ASIO, ANTLR, WAVE]),
    ("examples/event_loop", ["orb/include"], [ANTLR, WAVE, SQLITE, "orb/"]),  # the user's own loop is Asio's
    ("examples/naming_inside", ["cos-naming", "orb/include"], [ASIO, ANTLR, WAVE, SQLITE, "orb/"]),
    ("examples", ["orb/include"], [ASIO, ANTLR, WAVE, SQLITE, "orb/", "boost/"]),
]

# What only these files may include, wherever they stand.
ONLY_IN = {
    ASIO: re.compile(r"orb/engine/transport/|examples/event_loop/|bench/|tests/"),
    ANTLR: re.compile(r"idlc/frontend/(parser|tree|.*parse).*|tests/"),
    WAVE: re.compile(r"tests/"),
    SQLITE: re.compile(r"cos-naming/sqlite\.(hpp|cpp)|tests/"),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
SOURCES = {".hpp", ".cpp", ".h"}
NEEDS_LICENCE = SOURCES | {".py", ".cmake"}
FOLDERS = ["orb", "idlc", "cos-naming", "tools", "tests", "examples", "conformance", "bench", "cmake"]


def part_of(name, include=False):
    """The row's folder that a path stands in; <corbel/x.hpp> is a header of orb/include."""
    if include and name.startswith("corbel/"):
        return "orb/include"
    return next((row[0] for row in ROWS if name.startswith(row[0] + "/")), None)


def errors_of(root, path):
    name = path.relative_to(root).as_posix()
    text = path.read_text(encoding="utf-8")
    if path.suffix in NEEDS_LICENCE and "SPDX-License-Identifier: BSL-1.0" not in "\n".join(text.splitlines()[:3]):
        yield f"{name}:1: error: no SPDX-License-Identifier: BSL-1.0 in the first three lines"
    if path.suffix not in SOURCES:
        return
    if path.suffix == ".hpp" and "#pragma once" not in text:
        yield f"{name}:1: error: a header without #pragma once"
    row = next((row for row in ROWS if name.startswith(row[0] + "/")), None)
    for match in INCLUDE.finditer(text):
        included = match.group(1)
        place = f"{name}:{text.count(chr(10), 0, match.start(1)) + 1}"
        for library, allowed in ONLY_IN.items():
            if included.startswith(library) and not allowed.match(name):
                yield f"{place}: error: {included} may be included in {allowed.pattern} only"
        if row is None:
            continue
        part, may, must_not = row
        for unknown in must_not:
            if included == unknown or included.startswith(unknown.rstrip("/") + "/"):
                yield f"{place}: error: {part} must not know {unknown}, but includes {included}"
        other = part_of(included, include=True)
        if other and other != part and not any((other + "/").startswith(folder + "/") for folder in may):
            yield f"{place}: error: {part} may include {', '.join(may) or 'no other part'}, but includes {included}"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    files = [path for folder in FOLDERS for path in sorted((root / folder).rglob("*"))
             if path.is_file() and path.suffix in NEEDS_LICENCE and "golden" not in path.parts]
    errors = [error for path in files for error in errors_of(root, path)]
    print("\n".join(errors) if errors else f"{len(files)} files keep the rules")
    return 1 if errors else 0


sys.exit(main())
