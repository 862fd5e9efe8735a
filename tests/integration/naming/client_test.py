#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Our client against two daemons, one of them reached through the other. usage: client_test.py COS-NAMING CLIENT"""
import os
import subprocess
import sys

from daemon import Daemon, fail


def main():
    with Daemon(sys.argv[1]) as first, Daemon(sys.argv[1]) as second, Daemon(sys.argv[1]) as mortal:
        environment = dict(os.environ, NAMING=first.url, NAMING_ELSEWHERE=second.url, NAMING_MORTAL=mortal.url,
                           NAMING_MORTAL_PID=str(mortal.pid))
        done = subprocess.run(sys.argv[2:], env=environment, timeout=100, check=False)
        for daemon in (first, second):
            if not daemon.running():
                fail("a daemon ended during the test")
        sys.exit(done.returncode)


main()
