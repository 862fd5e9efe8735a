#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Several clients change and read the same names; what each saw must fit one order of all operations, in which each
takes place between its call and its answer (linearizability, Herlihy and Wing 1990).

usage: history_test.py COS-NAMING [SEED]
"""
import math
import random
import sys
import tempfile
import threading
import time

from daemon import Daemon, expect, fail
from names_peer import Names, value_of

CLIENTS, OPERATIONS, NAMES = 6, 120, 3


class Operation:
    def __init__(self, kind, value):
        self.kind, self.value = kind, value
        self.called, self.answered, self.result = time.monotonic(), None, None


def perform(names, ident, operation):
    if operation.kind == "resolve":
        status, answer = names.resolve(ident)
        operation.result = value_of(answer) if status == 0 else None
    elif operation.kind == "unbind":
        operation.result = names.unbind(ident)[0] == 0
    else:
        status, _ = getattr(names, operation.kind)(ident, operation.value)
        operation.result = status == 0
    operation.answered = time.monotonic()


def client(address, number, seed, history):
    chance, names = random.Random(seed), Names(address)
    for i in range(OPERATIONS):
        ident = f"n{chance.randrange(NAMES)}"
        operation = Operation(chance.choice(["bind", "rebind", "unbind", "resolve", "resolve"]), f"{number}.{i}")
        history[ident].append(operation)
        perform(names, ident, operation)


def after(state, operation):
    """The state behind the operation if it gives its result in `state`, else False."""
    kind, result = operation.kind, operation.result
    if kind == "resolve":
        return state if result == state else False
    if kind == "unbind":
        return (None if result else state) if result == (state is not None) else False
    if kind == "bind":
        return (operation.value if result else state) if result == (state is None) else False
    return operation.value if result else False


def is_linear(operations):
    """Looks for an order, depth first; what has been tried in vain is remembered."""
    operations = sorted(operations, key=lambda each: each.called)
    tried, stack = set(), [(0, frozenset(), None)]
    while stack:
        first, ahead, state = stack.pop()  # all before `first` are done, and those in `ahead`
        while first in ahead:
            ahead -= {first}
            first += 1
        if (first, ahead, state) in tried:
            continue
        tried.add((first, ahead, state))
        if first == len(operations):
            return True
        end, may_be_next = math.inf, []
        for i in range(first, len(operations)):
            if operations[i].called > end:
                break
            if i not in ahead:
                end = min(end, operations[i].answered)
                may_be_next.append(i)
        for i in may_be_next:
            behind = after(state, operations[i])
            if behind is not False:
                stack.append((first, ahead | {i}, behind))
    return False


def finds_faults():
    """The check itself: histories that fit, and that do not."""
    def history(*steps):
        made = []
        for kind, value, called, answered, result in steps:
            made.append(Operation(kind, value))
            made[-1].called, made[-1].answered, made[-1].result = called, answered, result
        return made
    expect("two that overlap may be in any order",
           is_linear(history(("bind", "a", 0, 3, True), ("resolve", "", 1, 2, None), ("resolve", "", 4, 5, "a"))))
    expect("two successful binds are a fault",
           not is_linear(history(("bind", "a", 0, 1, True), ("bind", "b", 2, 3, True))))
    expect("an old value is a fault",
           not is_linear(history(("rebind", "a", 0, 1, True), ("rebind", "b", 2, 3, True), ("resolve", "", 4, 5, "a"))))
    expect("a value that vanishes is a fault",
           not is_linear(history(("bind", "a", 0, 1, True), ("resolve", "", 2, 3, None))))


def main():
    finds_faults()
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for store in ("memory", f"sqlite:{folder}/names.db"):
            history = {f"n{i}": [] for i in range(NAMES)}
            with Daemon(sys.argv[1], "--store", store) as daemon:
                address = (daemon.host, daemon.port)
                threads = [threading.Thread(target=client, args=(address, number, seed + number, history))
                           for number in range(CLIENTS)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
            for ident, operations in history.items():
                if any(each.answered is None for each in operations):
                    fail(f"{ident}: an operation has no answer")
                expect(f"{store.split(':')[0]}: {len(operations)} operations of {CLIENTS} clients fit an order",
                       is_linear(operations), ident)


main()
