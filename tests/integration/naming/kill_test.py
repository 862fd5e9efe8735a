#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""kill -9 at random moments under several writers: what was acknowledged is there after the restart, and nothing else.

usage: kill_test.py COS-NAMING ROUNDS [SEED]
"""
import os
import random
import signal
import sys
import tempfile
import time

from daemon import Daemon, fail
from names_peer import Names, Writer

WRITERS = 6


def main():
    program, rounds = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time())
    print(f"seed {seed}", flush=True)
    chance = random.Random(seed)
    known = {number: {} for number in range(WRITERS)}
    done = lost = 0
    with tempfile.TemporaryDirectory() as folder:
        store = "sqlite:" + os.path.join(folder, "names.db")
        writers = []
        for round_ in range(rounds + 1):
            with Daemon(program, "--store", store) as daemon:
                address = (daemon.host, daemon.port)
                found = Names(address).all()
                for writer in writers:
                    wrong = writer.settle(found)
                    if wrong:
                        fail(f"round {round_}: {wrong}")
                    known[writer.number] = writer.known
                strangers = [name for name in found if name not in set().union(*known.values())]
                if strangers:
                    fail(f"round {round_}: names that nobody bound: {strangers}")
                if round_ == rounds:
                    break
                writers = [Writer(address, number, known[number], chance.getrandbits(60)) for number in known]
                for writer in writers:
                    writer.start()
                time.sleep(chance.random() * 0.15)
                daemon.child.send_signal(signal.SIGKILL)
                for writer in writers:
                    writer.join()
                done += sum(writer.done for writer in writers)
                lost += sum(writer.open is not None for writer in writers)
            kill_at_start(program, store, chance)
    print(f"ok   {rounds} rounds: {done} changes acknowledged and found, {lost} under way when the daemon was killed")


def kill_at_start(program, store, chance):
    """Now and then it is killed again while it reads and moves the log."""
    if chance.random() > 0.2:
        return
    starting = Daemon(program, "--store", store)
    time.sleep(chance.random() * 0.03)
    starting.child.kill()
    starting.__exit__()


main()
