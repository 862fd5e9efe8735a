# SPDX-License-Identifier: BSL-1.0
"""A naming client of a few lines, and writers that keep their own log of what was acknowledged."""
import os
import random
import struct
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import giop  # noqa: E402


def name_of(ident):
    return giop.string(giop.string(struct.pack("<I", 1), ident), "")


def reference_of(value):
    """An object whose key is `value`."""
    profile = giop.string(b"\x01\x01\x00\x00", "127.0.0.1")
    profile = giop.octets(giop.align(profile, 2) + struct.pack("<H", 1), value.encode())
    return struct.pack("<IBxxxII", 1, 0, 1, 0) + struct.pack("<I", len(profile)) + profile


def value_of(results):
    """The key of the object that `resolve` gave."""
    ior = "IOR:" + (b"\x01\0\0\0" + results).hex()
    return giop.address_and_key(ior)[1].decode()


class Lost(Exception):
    """The connection ended; whether the operation was performed is not known."""


class Names:
    """The root context of a naming service. Raises Lost, and returns an exception's repository id or the results."""

    def __init__(self, address, source=None, timeout=30):
        self.connection = giop.Connection(address, timeout, source)

    def call(self, operation, arguments):
        try:
            self.connection.send(giop.request(b"NameService", operation, arguments))
            answer = self.connection.receive()
        except OSError as error:
            raise Lost from error
        if answer is None or answer[1] is None or answer[0] != giop.REPLY:
            raise Lost
        return giop.reply_of(answer)

    def bind(self, ident, value):
        return self.call("bind", giop.align(name_of(ident), 4) + reference_of(value))

    @staticmethod
    def request(operation, ident, value):
        return giop.request(b"NameService", operation, giop.align(name_of(ident), 4) + reference_of(value))

    def rebind(self, ident, value):
        return self.call("rebind", giop.align(name_of(ident), 4) + reference_of(value))

    def unbind(self, ident):
        return self.call("unbind", name_of(ident))

    def resolve(self, ident):
        return self.call("resolve", name_of(ident))

    def all(self):
        """Every name and its value."""
        status, body = self.call("list", struct.pack("<I", 10000))
        assert status == 0, body
        (count,) = struct.unpack_from("<I", body)
        at, found = 4, {}
        for _ in range(count):
            at += -at % 4
            (components,) = struct.unpack_from("<I", body, at)
            assert components == 1
            at += 4
            texts = []
            for _ in range(2):
                at += -at % 4
                (length,) = struct.unpack_from("<I", body, at)
                texts.append(body[at + 4:at + 3 + length].decode())
                at += 4 + length
            at += -at % 4
            at += 4  # the type
            status, value = self.resolve(texts[0])
            assert status == 0, value
            found[texts[0]] = value_of(value)
        return found


class Writer(threading.Thread):
    """Changes names of its own until the service is gone. `known` is what is certain, `open` the change it has no
    answer to: (name, value), the value None for an unbind."""

    def __init__(self, address, number, known, seed, count=1 << 30):
        super().__init__(daemon=True)
        self.address, self.number, self.known, self.count = address, number, dict(known), count
        self.random = random.Random(seed)
        self.open, self.done, self.wrong = None, 0, None

    def run(self):
        try:
            names = Names(self.address)
            for _ in range(self.count):
                self.change(names)
                self.open = None
                self.done += 1
        except (Lost, OSError):
            pass

    def change(self, names):
        ident = f"w{self.number}-{self.random.randrange(10)}"
        value = f"{self.random.getrandbits(60):x}" * self.random.choice([1, 1, 1, 20])
        kind = self.random.choice(["bind", "rebind", "unbind"])
        bound = ident in self.known
        if kind == "unbind":
            self.open = (ident, None)
            status, _ = names.unbind(ident)
            self.expect(status == 0, bound, kind, ident)
            self.known.pop(ident, None)
        else:
            changes = kind == "rebind" or not bound
            self.open = (ident, value) if changes else None
            status, _ = names.bind(ident, value) if kind == "bind" else names.rebind(ident, value)
            self.expect(status == 0, changes, kind, ident)
            if changes:
                self.known[ident] = value

    def expect(self, found, wanted, kind, ident):
        if found != wanted:
            self.wrong = f"{kind} of {ident} gave {found} instead of {wanted}"

    def settle(self, found):
        """What is wrong with the names that were found after a restart, or None; takes them over."""
        mine = {ident: value for ident, value in found.items() if ident.startswith(f"w{self.number}-")}
        allowed = [self.known]
        if self.open:
            changed = dict(self.known)
            ident, value = self.open
            if value is None:
                changed.pop(ident, None)
            else:
                changed[ident] = value
            allowed.append(changed)
        if self.wrong:
            return self.wrong
        if mine not in allowed:
            return f"writer {self.number} knows {self.known}, open {self.open}, and finds {mine}"
        self.known = mine
        return None
