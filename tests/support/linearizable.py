# SPDX-License-Identifier: BSL-1.0
"""Whether what clients saw of a name could have happened one after the other: each operation at one moment between its
call and its return (Herlihy and Wing). A name is a register that holds a value or nothing."""
import collections

# outcome: DONE, REFUSED (bind: it was bound; unbind, resolve: it was not), or UNKNOWN: done at any time or never
DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"

Operation = collections.namedtuple("Operation", "client start end name kind value outcome")


def step(state, operation):
    """The states after `operation` in `state`: none if what its client saw cannot be, the same if it did nothing."""
    kind, value, outcome = operation.kind, operation.value, operation.outcome
    if kind == "resolve":
        return [state] if state == (value if outcome == DONE else None) else []
    if kind == "rebind":
        return [value]
    possible = state is None if kind == "bind" else state is not None
    if outcome == UNKNOWN:
        return [value if kind == "bind" else None] if possible else [state]
    if possible != (outcome == DONE):
        return []
    return [state] if outcome == REFUSED else [value if kind == "bind" else None]


def contradiction(operations):
    """None if the operations on one name can be put in an order; else the one after which no order is left."""
    operations = [each for each in operations if not (each.outcome == UNKNOWN and each.kind == "resolve")]
    events = []
    for number, each in enumerate(operations):
        events.append((each.start, 0, number))
        if each.outcome != UNKNOWN:
            events.append((each.end, 1, number))
    # A configuration: the state, and which of the operations under way have had their moment.
    configurations, under_way = {(None, frozenset())}, set()
    for _, is_return, number in sorted(events):
        if not is_return:
            under_way.add(number)
            continue
        configurations = after_return(operations, configurations, under_way, number)
        under_way.discard(number)
        if not configurations:
            return operations[number]
    return None


def after_return(operations, configurations, under_way, number):
    """The configurations in which operation `number` has had its moment, without it."""
    found, seen, todo = set(), set(configurations), list(configurations)
    while todo:
        state, had = todo.pop()
        if number in had:
            found.add((state, had - {number}))
            continue
        for other in under_way - had:
            for after in step(state, operations[other]):
                configuration = after, had | {other}
                if configuration not in seen:
                    seen.add(configuration)
                    todo.append(configuration)
    return found


def contradictions(history):
    """Lines that tell what cannot be, name by name; none for a history that is linearizable."""
    names = collections.defaultdict(list)
    for operation in history:
        names[operation.name].append(operation)
    for name, operations in sorted(names.items()):
        wrong = contradiction(operations)
        if wrong is None:
            continue
        yield f"{name}: no order explains {describe(wrong)}, given"
        for each in sorted(operations, key=lambda each: each.start):
            if each.start <= wrong.end:
                yield "    " + describe(each)


def describe(operation):
    value = "" if operation.value is None else " " + operation.value
    return (f"{operation.start:.4f}-{operation.end:.4f} client {operation.client}: {operation.kind}{value}: "
            f"{operation.outcome}")
