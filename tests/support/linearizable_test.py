#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The checker of histories finds what is wrong, and nothing in what is right."""
import sys

from linearizable import DONE, REFUSED, UNKNOWN, Operation, contradictions

RIGHT = {
    "one after the other": ["0 1 bind a done", "2 3 resolve a done", "4 5 unbind - done", "6 7 resolve - refused"],
    "a read beside a write sees the old or the new": ["0 1 bind a done", "2 9 rebind b done", "3 4 resolve a done",
                                                      "5 6 resolve b done"],
    "one of two binds": ["0 5 bind a done", "1 4 bind b refused", "6 7 resolve a done"],
    "a lost bind that shows late": ["0 1 bind a unknown", "2 3 resolve - refused", "4 5 resolve a done"],
    "a lost bind that never shows": ["0 1 bind a unknown", "2 3 bind b done", "4 5 resolve b done"],
    "a lost unbind between": ["0 1 bind a done", "2 3 unbind - unknown", "4 5 bind b done"],
    "many that overlap": [f"0 9 rebind v{i} done" for i in range(6)] + ["10 11 resolve v3 done"],
}
WRONG = {
    "both binds succeed": ["0 5 bind a done", "1 4 bind b done"],
    "a change is lost": ["0 1 bind a done", "2 3 resolve - refused"],
    "a stale read": ["0 1 bind a done", "2 3 rebind b done", "4 5 resolve a done"],
    "back and forth": ["0 1 bind a done", "2 9 rebind b done", "3 4 resolve b done", "5 6 resolve a done"],
    "a value from nowhere": ["0 1 bind a done", "2 3 resolve c done"],
    "a lost bind that shows twice": ["0 1 bind a unknown", "2 3 resolve a done", "4 5 unbind - done",
                                     "6 7 resolve a done"],
    "a refused bind that shows": ["0 1 bind a done", "2 3 bind b refused", "4 5 unbind - done", "6 7 resolve b done"],
    "unbound twice": ["0 1 bind a done", "2 5 unbind - done", "3 4 unbind - done"],
}


def history(lines):
    for client, line in enumerate(lines):
        start, end, kind, value, outcome = line.split()
        assert outcome in (DONE, REFUSED, UNKNOWN)
        yield Operation(client, float(start), float(end), "name", kind, None if value == "-" else value, outcome)


failed = [name for name, lines in RIGHT.items() if list(contradictions(history(lines)))]
failed += [name for name, lines in WRONG.items() if not list(contradictions(history(lines)))]
print(f"{len(RIGHT)} right and {len(WRONG)} wrong histories; told wrongly: {failed}")
sys.exit(1 if failed else 0)
