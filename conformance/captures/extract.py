#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Turns captures of GIOP traffic (pcap, also .xz) into the hex files of this folder.

    extract.py OUTPUT_FOLDER CAPTURE...

Each TCP connection of a capture becomes a block of the file NAME.hex:

    # connection 1
    > 47494f50 ...       bytes from the side that opened the connection
    < 47494f50 ...       bytes of the other side

A line is one GIOP message (what is left over, if the capture ends in one). Long runs are folded: 41*5000 is the
octet 41 five thousand times, and (0001..)*40 a pattern forty times. Bytes are never changed.
"""
import lzma
import pathlib
import struct
import sys

LINK_ETHERNET, LINK_RAW, LINK_SLL, LINK_NULL, LINK_SLL2 = 1, 101, 113, 0, 276
LINK_HEADER = {LINK_ETHERNET: 14, LINK_RAW: 0, LINK_SLL: 16, LINK_NULL: 4, LINK_SLL2: 20}


def pcap_frames(data):
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    link = struct.unpack(order + "I", data[20:24])[0] & 0xFFFF
    at = 24
    while at + 16 <= len(data):
        length = struct.unpack(order + "I", data[at + 8:at + 12])[0]
        yield link, data[at + 16:at + 16 + length]
        at += 16 + length


def pcapng_frames(data):
    order, links, at = "<", [], 0
    while at + 12 <= len(data):
        if data[at:at + 4] == b"\n\r\r\n":  # section header
            order, links = "<" if data[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">", []
        kind, length = struct.unpack(order + "II", data[at:at + 8])
        if kind == 1:  # interface
            links.append(struct.unpack(order + "H", data[at + 8:at + 10])[0])
        elif kind == 6:  # enhanced packet
            interface, _, _, captured = struct.unpack(order + "IIII", data[at + 8:at + 24])
            yield links[interface], data[at + 28:at + 28 + captured]
        elif kind == 3:  # simple packet
            yield links[0], data[at + 12:at + length - 4]
        at += length


def frames(data):
    """(link type, bytes) of each frame of a pcap or pcapng file."""
    return pcapng_frames(data) if data[:4] == b"\n\r\r\n" else pcap_frames(data)


def segments(data):
    """(source, destination, flags, sequence number, payload) of each TCP segment over IPv4 or IPv6."""
    for link, frame in frames(data):
        packet = frame[LINK_HEADER[link]:]
        if packet[0] >> 4 == 4:
            if packet[9] != 6:
                continue
            header, total = (packet[0] & 15) * 4, struct.unpack(">H", packet[2:4])[0]
            hosts, tcp = (packet[12:16], packet[16:20]), packet[header:total or len(packet)]
        elif packet[0] >> 4 == 6 and packet[6] == 6:
            hosts, tcp = (packet[8:24], packet[24:40]), packet[40:40 + struct.unpack(">H", packet[4:6])[0]]
        else:
            continue
        ports = struct.unpack(">HH", tcp[:4])
        sequence = struct.unpack(">I", tcp[4:8])[0]
        yield (hosts[0], ports[0]), (hosts[1], ports[1]), tcp[13], sequence, tcp[(tcp[12] >> 4) * 4:]


class Connection:
    def __init__(self, opener):
        self.opener = opener
        self.expected = {}
        self.early = {}
        self.log = []  # (direction, bytes) as the bytes became whole

    def add(self, source, flags, sequence, payload):
        side = ">" if source == self.opener else "<"
        if flags & 2:
            self.expected[side] = (sequence + 1) & 0xFFFFFFFF
            return
        expected = self.expected.setdefault(side, sequence)
        ahead = (sequence - expected) & 0xFFFFFFFF
        if ahead >= 1 << 31:  # seen before, at least in part
            payload = payload[(1 << 32) - ahead:]
        elif ahead:
            self.early[side, sequence] = payload
            return
        while payload:
            self.log.append((side, payload))
            self.expected[side] = (self.expected[side] + len(payload)) & 0xFFFFFFFF
            payload = self.early.pop((side, self.expected[side]), b"")

    def messages(self):
        """(direction, one GIOP message) in the order in which they became whole."""
        pending = {">": b"", "<": b""}
        for side, payload in self.log:
            pending[side] += payload
            while len(pending[side]) >= 12:
                size = struct.unpack("<I" if pending[side][6] & 1 else ">I", pending[side][8:12])[0] + 12
                if len(pending[side]) < size:
                    break
                yield side, pending[side][:size]
                pending[side] = pending[side][size:]
        for side, rest in pending.items():
            if rest:
                yield side, rest


def fold(data, at=0, shortest=64):
    """Hex of the data with its long repetitions folded."""
    words, plain = [], bytearray()
    while at < len(data):
        for width in (1, 2, 4, 8, 16, 256):
            unit = data[at:at + width]
            count = 1
            while data[at + count * width:at + (count + 1) * width] == unit:
                count += 1
            if len(unit) == width and count > 1 and count * width >= max(shortest, 2 * width):
                if plain:
                    words.append(plain.hex())
                    plain.clear()
                words.append(f"{unit.hex()}*{count}")
                at += count * width
                break
        else:
            plain.append(data[at])
            at += 1
    if plain:
        words.append(plain.hex())
    return " ".join(words)


def connections(data):
    """Connections in the order in which they were opened."""
    open_now, found = {}, []
    for source, destination, flags, sequence, payload in segments(data):
        pair = frozenset((source, destination))
        if (flags & 0x12) == 2 or pair not in open_now:
            open_now[pair] = Connection(source)
            found.append(open_now[pair])
        open_now[pair].add(source, flags, sequence, payload)
    return [connection for connection in found if connection.log]


def extract(capture, folder):
    path = pathlib.Path(capture)
    data = lzma.open(path).read() if path.suffix == ".xz" else path.read_bytes()
    name = path.name.split(".")[0]
    lines = [f"# {name}: {' to '.join(name.split('_to_'))}"]
    for number, connection in enumerate(connections(data), 1):
        lines.append(f"# connection {number}")
        lines += [f"{side} {fold(message)}" for side, message in connection.messages()]
    (folder / f"{name}.hex").write_text("\n".join(lines) + "\n")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    for capture in sys.argv[2:]:
        extract(capture, pathlib.Path(sys.argv[1]))


if __name__ == "__main__":
    main()
