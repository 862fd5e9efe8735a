# SPDX-License-Identifier: BSL-1.0
"""Just enough GIOP 1.2, little-endian, to say wrong things to a server and to read its answer."""
import binascii
import re
import socket
import struct

REQUEST, REPLY, LOCATE_REQUEST, LOCATE_REPLY, CLOSE_CONNECTION, MESSAGE_ERROR = 0, 1, 3, 4, 5, 6
NO_EXCEPTION, USER_EXCEPTION, SYSTEM_EXCEPTION = 0, 1, 2


def align(data, boundary):
    return data + b"\0" * (-len(data) % boundary)


def ulong(data, value):
    return align(data, 4) + struct.pack("<I", value)


def octets(data, value):
    return ulong(data, len(value)) + value


def string(data, text):
    return octets(data, text.encode() + b"\0")


def message(kind, body, version=(1, 2), magic=b"GIOP", flags=1, size=None):
    return magic + bytes([*version, flags, kind]) + struct.pack("<I", len(body) if size is None else size) + body


def request(key, operation, arguments=b"", request_id=1):
    """`arguments` must be written as if they began at a multiple of 8."""
    body = struct.pack("<IB3xH2x", request_id, 3, 0)
    body = octets(body, key)
    body = string(body, operation)
    body = ulong(body, 0)
    if arguments:
        body += b"\0" * (-(len(body) + 12) % 8)
    return message(REQUEST, body + arguments)


def locate_request(key, request_id=1):
    return message(LOCATE_REQUEST, octets(struct.pack("<IH2x", request_id, 0), key))


class Connection:
    def __init__(self, address, timeout=5, source=None):
        self.socket = socket.create_connection(address, timeout, (source, 0) if source else None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def receive(self):
        """(message type, body), or None when the server has closed the connection."""
        head = self._exactly(12)
        if head is None:
            return None
        order = "<" if head[6] & 1 else ">"
        (size,) = struct.unpack(order + "I", head[8:])
        return head[7], self._exactly(size)

    def _exactly(self, size):
        data = b""
        while len(data) < size:
            try:
                chunk = self.socket.recv(size - len(data))
            except ConnectionResetError:
                return None
            if not chunk:
                return None
            data += chunk
        return data


def reply_of(answer):
    """(status, repository id or results) of a reply whose service contexts are empty or skipped."""
    kind, body = answer
    assert kind == REPLY, f"message type {kind} instead of a reply"
    _, status, contexts = struct.unpack_from("<III", body)
    at = 12
    for _ in range(contexts):
        at += -at % 4
        _, length = struct.unpack_from("<II", body, at)
        at += 8 + length
    at += -(at + 12) % 8 if at < len(body) else 0
    if status in (USER_EXCEPTION, SYSTEM_EXCEPTION):
        (length,) = struct.unpack_from("<I", body, at)
        return status, body[at + 4:at + 4 + length - 1].decode()
    return status, body[at:]


def address_and_key(ior):
    """((host, port), object key) of the first IIOP profile of a stringified reference."""
    data = binascii.unhexlify(re.match(r"IOR:([0-9a-fA-F]+)", ior).group(1))
    order = "<" if data[0] else ">"
    at = 4
    (length,) = struct.unpack_from(order + "I", data, at)
    at += 4 + length
    at += -at % 4
    at += 4  # the number of profiles
    _, length = struct.unpack_from(order + "II", data, at)
    profile = data[at + 8:at + 8 + length]
    order = "<" if profile[0] else ">"
    (length,) = struct.unpack_from(order + "I", profile, 4)
    host = profile[8:8 + length - 1].decode()
    at = 8 + length
    at += -at % 2
    (port,) = struct.unpack_from(order + "H", profile, at)
    at += 2
    at += -at % 4
    (length,) = struct.unpack_from(order + "I", profile, at)
    return (host, port), profile[at + 4:at + 4 + length]
