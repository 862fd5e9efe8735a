#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""How the daemon starts, ends, and bears bad input. usage: daemon_test.py COS-NAMING"""
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile

from daemon import Daemon, expect, expect_match


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return done.returncode, done.stdout + done.stderr


def starts_and_ends(program):
    for which in (signal.SIGTERM, signal.SIGINT):
        with Daemon(program) as daemon:
            expect("the default is loopback", daemon.host == "127.0.0.1")
            daemon.child.send_signal(which)
            expect(f"{which.name} ends it with status 0", daemon.wait() == 0)
            first = daemon.child.stderr.readline().decode()
            expect_match("the first log line names the endpoint and who can reach it",
                         rf"127\.0\.0\.1:{daemon.port}.*this machine only", first)


def refuses_bad_starts(program):
    with Daemon(program) as daemon:
        code, text = run(program, "--port", str(daemon.port))
        expect("a port in use is exit status 1", code == 1, (code, text))
        expect("it is said in one line", text.count("\n") == 1, text)
        expect_match("the line names the address", rf"127\.0\.0\.1:{daemon.port}", text)
        expect("the daemon at work goes on", alive(daemon))
    code, text = run(program, "--port", "70000")
    expect("a wrong option is exit status 64", code == 64, (code, text))
    code, text = run(program, "--help")
    expect("--help is exit status 0", code == 0 and "NameService" in text, text)
    code, text = run(program, "-ORBnoSuchOption", "1")
    expect("a wrong -ORB option is exit status 1", code == 1 and "ORBnoSuchOption" in text, (code, text))


def writes_files(program):
    with tempfile.TemporaryDirectory() as folder:
        ior, log = os.path.join(folder, "ns.ior"), os.path.join(folder, "ns.log")
        with Daemon(program, "--ior-file", ior, "--log", log):
            with open(ior, encoding="ascii") as file:
                expect_match("--ior-file holds the reference", r"^IOR:[0-9a-f]+\n$", file.read())
            with open(log, encoding="utf-8") as file:
                expect_match("--log holds the first line", "reachable at", file.read())
        code, text = run(program, "--port", "0", "--log", os.path.join(folder, "no", "log"))
        expect("a log that cannot be written is exit status 1", code == 1 and "cannot write" in text, text)
    with Daemon(program, "-ORBendPoint", "giop:tcp:127.0.0.1:0") as daemon:
        expect("-ORBendPoint replaces --host and --port", alive(daemon))


# -- GIOP by hand

def message(kind, body, version=(1, 2), size=None, magic=b"GIOP"):
    return magic + bytes([*version, 0, kind]) + struct.pack(">I", len(body) if size is None else size) + body


def request(operation, arguments=b"", key=b"NameService", request_id=7):
    name = operation.encode() + b"\0"
    body = struct.pack(">IB3xHxxI", request_id, 3, 0, len(key)) + key
    body += b"\0" * (-len(body) % 4) + struct.pack(">I", len(name)) + name
    body += b"\0" * (-len(body) % 4) + struct.pack(">I", 0)
    if arguments:
        body += b"\0" * (-(len(body) + 12) % 8) + arguments
    return message(0, body)


def receive(connection):
    header = read(connection, 12)
    if len(header) < 12:
        return None
    order = "<" if header[6] & 1 else ">"
    return header[7], order, read(connection, struct.unpack(order + "I", header[8:])[0])


def read(connection, count):
    data = b""
    while len(data) < count:
        chunk = connection.recv(count - len(data))
        if not chunk:
            break
        data += chunk
    return data


def ask(daemon, data):
    """The answer to `data` and the end of sending: (kind, order, body), or None for a closed connection."""
    with socket.create_connection((daemon.host, daemon.port), 10) as connection:
        connection.settimeout(10)
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return receive(connection)
        except (ConnectionResetError, BrokenPipeError):
            return None


def alive(daemon):
    string = b"IDL:omg.org/CosNaming/NamingContextExt:1.0\0"
    answer = ask(daemon, request("_is_a", struct.pack(">I", len(string)) + string))
    return answer is not None and answer[0] == 1 and answer[2][-1] == 1 and reply_status(answer) == 0


def reply_status(answer):
    return struct.unpack(answer[1] + "I", answer[2][4:8])[0]


def exception_id(answer):
    return answer[2][answer[2].find(b"IDL:"):].split(b"\0")[0].decode()


def is_refusal(answer):
    """The end of the connection, CloseConnection, MessageError, or a reply that is an exception."""
    return answer is None or answer[0] in (5, 6) or (answer[0] == 1 and reply_status(answer) != 0)


def allowed_growth(program):
    """In KiB. A sanitizer keeps freed memory to find who uses it, or notes who used it."""
    with open(program, "rb") as file:
        code = file.read()
    return 128 * 1024 if b"__asan_init" in code or b"__tsan_init" in code else 4096


def bears_bad_input(program):
    with Daemon(program) as daemon:
        expect("it answers _is_a", alive(daemon))
        rubbish = {
            "garbage": os.urandom(64),
            "text": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "half a header": b"GIOP\1\2",
            "a wrong magic": message(0, b"\0" * 16, magic=b"POIG"),
            "a length of 4 GB": message(0, b"\0" * 16, size=0xffffffff),
            "a length that is not sent": message(0, b"\0" * 16, size=4096),
            "an unknown version": message(0, b"", version=(9, 9)),
            "an unknown kind": message(99, b""),
            "an empty request": message(0, b""),
            "a reply to nothing": message(1, struct.pack(">III", 1, 0, 0)),
            "a name of 4 G components": request("resolve", struct.pack(">I", 0xffffffff)),
            "a string without NUL": request("resolve_str", struct.pack(">I", 3) + b"abc"),
            "a cut-off argument": request("resolve", struct.pack(">I", 2) + b"\0\0"),
        }
        before = 0
        for round_ in range(40):
            for what, data in rubbish.items():
                answer = ask(daemon, data)
                if round_ == 0:
                    expect(f"{what} gets an answer or a closed connection", is_refusal(answer), answer)
            if round_ == 5:
                before = daemon.resident_kib()
        expect("it goes on serving", alive(daemon))
        grown = daemon.resident_kib() - before
        expect(f"its memory stays flat (grown by {grown} KiB)", grown < allowed_growth(program))

        answer = ask(daemon, request("no_such_operation"))
        expect("an unknown operation is BAD_OPERATION", exception_id(answer) == "IDL:omg.org/CORBA/BAD_OPERATION:1.0")
        answer = ask(daemon, request("_is_a", key=b"no such key"))
        expect("an unknown key is OBJECT_NOT_EXIST", exception_id(answer) == "IDL:omg.org/CORBA/OBJECT_NOT_EXIST:1.0")
        answer = ask(daemon, request("resolve_str", struct.pack(">I", 3) + b"a.\0"))
        expect("a malformed name is InvalidName",
               exception_id(answer) == "IDL:omg.org/CosNaming/NamingContext/InvalidName:1.0")
        locate = ask(daemon, message(3, struct.pack(">IHxxI", 1, 0, 11) + b"NameService"))
        expect("LocateRequest finds the root context, in eight bytes",
               locate[0] == 4 and reply_status(locate) == 1 and len(locate[2]) == 8, locate)


def main():
    program = sys.argv[1]
    starts_and_ends(program)
    refuses_bad_starts(program)
    writes_files(program)
    bears_bad_input(program)


main()
