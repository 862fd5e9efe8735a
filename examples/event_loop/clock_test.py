#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The clock ticks and is called in one thread.

usage: clock_test.py CLOCK_SERVER CLOCK_CLIENT
"""
import subprocess
import sys

server_program, client_program = sys.argv[1:3]
server = subprocess.Popen([server_program, "-ORBendPoint", "giop:tcp:127.0.0.1:"], stdout=subprocess.PIPE, text=True)
try:
    reference = server.stdout.readline().strip()
    text = subprocess.run([client_program, reference], capture_output=True, text=True, timeout=60, check=True).stdout
    with open(f"/proc/{server.pid}/status", encoding="ascii") as status:
        threads = next(line.split()[1] for line in status if line.startswith("Threads:"))
    subprocess.run([client_program, reference, "--stop"], stdout=subprocess.DEVNULL, timeout=60, check=True)
    ended = server.wait(timeout=60)
    print(f"{text.strip()}; threads of the server: {threads}; it ended with {ended}")
    if "ticked" not in text or threads != "1" or ended != 0:
        sys.exit(1)
finally:
    if server.poll() is None:
        server.kill()
        server.wait()
