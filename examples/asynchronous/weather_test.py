#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""All places are asked for before the first has answered, and each answer comes.

usage: weather_test.py WEATHER_SERVER WEATHER_CLIENT
"""
import subprocess
import sys

server_program, client_program = sys.argv[1:3]
server = subprocess.Popen([server_program, "-ORBendPoint", "giop:tcp:127.0.0.1:"], stdout=subprocess.PIPE, text=True)
try:
    reference = server.stdout.readline().strip()
    done = subprocess.run([client_program, reference, "--stop", "-ORBendPoint", "giop:tcp:127.0.0.1:"],
                          capture_output=True, text=True, timeout=60, check=False)
    ended = server.wait(timeout=60)
    print(done.stdout + done.stderr)
    expected = ["Rome: 4.50 degrees", "Oslo: 4.50 degrees", "Atlantis: there is no station in Atlantis",
                "Reykjavik: 9.50 degrees"]
    if done.returncode != 0 or done.stdout.splitlines() != expected or ended != 0:
        sys.exit(1)
finally:
    if server.poll() is None:
        server.kill()
        server.wait()
