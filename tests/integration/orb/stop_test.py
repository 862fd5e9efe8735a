# SPDX-License-Identifier: BSL-1.0
"""A server that is told to stop under load loses no call: what its clients saw done is what it has performed, and every
other call is known not to have been executed.

usage: stop_test.py counting_server counting_client [rounds]
"""
import signal
import subprocess
import sys
import time

server_program, client_program = sys.argv[1:3]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
LIMIT = 60


def round_of(number):
    server = subprocess.Popen([server_program, "-ORBendPoint", "giop:tcp:127.0.0.1:"], stdout=subprocess.PIPE,
                              text=True)
    client = None
    try:
        reference = server.stdout.readline().strip()
        client = subprocess.Popen([client_program, reference], stdout=subprocess.PIPE, text=True)
        assert client.stdout.readline().strip() == "calling"
        time.sleep(0.05 * (1 + number % 5))
        server.send_signal(signal.SIGTERM)
        answered, _ = client.communicate(timeout=LIMIT)
        count, _ = server.communicate(timeout=LIMIT)
        done, not_executed, perhaps, wrong = (int(word) for word in answered.split())
        print(f"round {number}: performed {count.strip()}, done {done}, not executed {not_executed}, "
              f"perhaps {perhaps}, wrong {wrong}, exit {server.returncode}")
        return server.returncode == 0 and int(count) == done and perhaps == 0 and wrong == 0
    finally:
        for process in (server, client):
            if process and process.poll() is None:
                process.kill()
                process.wait()


sys.exit(0 if all([round_of(number) for number in range(rounds)]) else 1)
