#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Several clients change and read the same names; what each saw must fit one order of all operations, in which each
takes place between its call and its answer.

usage: history_test.py COS-NAMING [SEED]
"""
import random
import sys
import tempfile
import threading
import time

from daemon import Daemon, expect
from names_peer import Names, value_of
import linearizable
from linearizable import DONE, REFUSED, Operation

CLIENTS, OPERATIONS, NAMES = 6, 120, 3


def perform(names, ident, kind, value):
    """What came of it, and the value that was bound or read."""
    arguments = (ident, value) if kind in ("bind", "rebind") else (ident,)
    status, answer = getattr(names, kind)(*arguments)
    if kind == "resolve":
        value = value_of(answer) if status == 0 else None
    return DONE if status == 0 else REFUSED, value


def client(address, number, seed, history):
    chance, names = random.Random(seed), Names(address)
    for i in range(OPERATIONS):
        ident = f"n{chance.randrange(NAMES)}"
        kind = chance.choice(["bind", "rebind", "unbind", "resolve", "resolve"])
        start = time.monotonic()
        outcome, value = perform(names, ident, kind, f"{number}.{i}")
        history.append(Operation(number, start, time.monotonic(), ident, kind, value, outcome))


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for store in ("memory", f"sqlite:{folder}/names.db"):
            history = []
            with Daemon(sys.argv[1], "--store", store) as daemon:
                address = (daemon.host, daemon.port)
                threads = [threading.Thread(target=client, args=(address, number, seed + number, history))
                           for number in range(CLIENTS)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
            kind = store.split(":")[0]
            expect(f"{kind}: each operation has an answer", len(history) == CLIENTS * OPERATIONS, len(history))
            wrong = list(linearizable.contradictions(history))
            expect(f"{kind}: {len(history)} operations of {CLIENTS} clients fit an order", not wrong, "\n".join(wrong))


main()
