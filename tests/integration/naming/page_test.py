#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The page of the daemon as HTTP: what it shows, and to whom. usage: page_test.py COS-NAMING"""
import re
import socket
import subprocess
import sys
import tempfile
import time

from daemon import expect, expect_match
from page import PageDaemon

HOSTILE = "<img src=x onerror=alert(1)>\"'&\\/."


def check_names(daemon):
    for ident in ("pump", "valve", HOSTILE):
        expect(f"bind {ident}", daemon.names.bind(ident, "key of " + ident)[0] == 0)
    expect("a second bind is refused", daemon.names.bind("pump", "x")[0] == 1)
    listed = [binding["id"] for binding in daemon.api("list")["bindings"]]
    expect("the list has all names", sorted(listed) == sorted(["pump", "valve", HOSTILE]), listed)
    rest = [binding["id"] for binding in daemon.api("list", after_id="pump", after_kind="")["bindings"]]
    expect("a list goes on behind a name", rest == ["valve"], rest)
    item = daemon.api("item", id=HOSTILE)
    expect("an object has its reference", item["reference"].startswith("IOR:") and item["type"] == "object", item)
    found = daemon.api("search", text="UM")
    expect("a search finds parts of names", [each["path"][-1]["id"] for each in found["found"]] == ["pump"], found)
    expect("and says that it is complete", found["complete"] is True)
    alive = daemon.api("alive", id="pump")
    expect("an object that is not there is told from one that is", alive["state"] == "silent", alive)
    for path, wanted in (("/api/item?id=nobody", 404), ("/api/list?context=nowhere", 404), ("/api/search", 400),
                         ("/api/alive?id=nobody", 404), ("/nothing", 404), ("/../etc/passwd", 404)):
        status = daemon.ask(path)[0]
        expect(f"{path} is {wanted}", status == wanted, status)


def check_metrics(daemon):
    status, headers, text = daemon.ask("/metrics")
    expect("/metrics answers", status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4"))
    line = re.compile(r'(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"\\\n]*"(,\w+="[^"\\\n]*")*\})? [0-9.e+-]+)$')
    wrong = [each for each in text.splitlines() if not line.match(each)]
    expect("each line is one of the text format", not wrong, wrong)
    for name, value in ((r"cos_naming_bindings", "3"), (r"cos_naming_contexts", "1"), (r"cos_naming_store_up", "1"),
                        (r"cos_naming_watches", "0"),
                        (r'cos_naming_requests_total\{operation="bind",outcome="ok"\}', "3"),
                        (r'cos_naming_requests_total\{operation="bind",outcome="AlreadyBound"\}', "1"),
                        (r'cos_naming_request_seconds_bucket\{operation="bind",le="\+Inf"\}', "4"),
                        (r'cos_naming_request_seconds_count\{operation="bind"\}', "4")):
        expect_match(f"{name} is {value}", f"(?m)^{name} {value}$", text)
    for name in ("process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds",
                 "cos_naming_uptime_seconds"):
        expect_match(name, f"(?m)^{name} [0-9.]+", text)
    daemon.names.call("no_such_operation", b"")
    text = daemon.ask("/metrics")[2]
    expect("what peers call operations makes no lines", "no_such_operation" not in text)


def check_who_may_ask(daemon):
    port = daemon.place[1]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}", f"10.1.2.3:{port}"):
        expect(f"asked as {host} it answers", daemon.ask("/api/list", headers={"Host": host})[0] == 200)
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", "",
                 f"localhost.evil:{port}", f"127.0.0.1.evil.example:{port}"):
        expect(f"asked as {host or 'nobody'} it does not", daemon.ask("/api/list", headers={"Host": host})[0] == 421)
    for site, wanted in (("same-origin", 200), ("none", 200), ("cross-site", 403), ("same-site", 403)):
        status = daemon.ask("/api/status", headers={"Sec-Fetch-Site": site})[0]
        expect(f"asked by a page of {site}: {wanted}", status == wanted, status)
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        expect(f"{method} is refused", daemon.ask("/api/list", method)[0] == 405)
    expect("a body is refused", daemon.ask("/", "POST", body="x" * 100)[0] in (405, 413))
    status, headers, text = daemon.ask("/", "HEAD")
    expect("HEAD has no body", status == 200 and text == "" and int(headers["Content-Length"]) > 500)
    policy = daemon.ask("/")[1]["Content-Security-Policy"]
    expect_match("scripts come from the page alone", r"default-src 'none'; script-src 'self';", policy)
    expect("and none stands in the page", "unsafe" not in policy)


def raw(daemon, data, seconds=10):
    with socket.create_connection(daemon.place, seconds) as connection:
        connection.sendall(data)
        answer = b""
        while chunk := connection.recv(4096):
            answer += chunk
        return answer


def check_bad_requests(daemon):
    expect_match("what is not HTTP is 400", r"HTTP/1\.1 400 ",
                 raw(daemon, b"\x16\x03\x01\x02\x00\x01\r\n\r\n").decode())
    expect_match("a request without Host is refused", r"HTTP/1\.1 421 ",
                 raw(daemon, b"GET / HTTP/1.1\r\n\r\n").decode())
    with socket.create_connection(daemon.place, 10) as connection:
        try:
            connection.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 20000)
            answer = connection.recv(100)
        except ConnectionError:
            answer = b"HTTP/1.1 431 "  # it was told, and did not read it
    expect("a header that is too long is refused", answer.startswith(b"HTTP/1.1 431 "), answer)
    idle = [socket.create_connection(daemon.place, 10) for _ in range(5)]
    start = time.monotonic()
    expect("clients that say nothing hold up others for a short time only", daemon.ask("/api/status")[0] == 200)
    print(f"     {time.monotonic() - start:.1f} s")
    for connection in idle:
        connection.close()


def check_command_line(program):
    for place in ("somewhere", "127.0.0.1:99999", "a b:80"):
        done = subprocess.run([program, "--port", "0", "--http", place], capture_output=True, text=True, timeout=20,
                              check=False)
        expect(f"--http {place} is refused", done.returncode == 64 and "HOST:PORT" in done.stderr, done.stderr)


def main():
    check_command_line(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder, PageDaemon(sys.argv[1], folder) as daemon:
        check_names(daemon)
        check_metrics(daemon)
        check_who_may_ask(daemon)
        check_bad_requests(daemon)
        expect("the naming service is well", daemon.names.resolve("pump")[0] == 0)


main()
