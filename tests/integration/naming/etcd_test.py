#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The daemon on one member of etcd: names outlive both, errors tell what is wrong.
usage: etcd_test.py COS-NAMING STORE-TEST ETCD"""
import os
import subprocess
import sys
import tempfile

from daemon import Daemon, expect, expect_match, fail
from etcd import Etcd, require
from names_peer import Names, value_of


def refused(daemon, store):
    """What the daemon says when it does not start with this store."""
    done = subprocess.run([daemon, "--port", "0", "--store", store], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=60, check=False)
    if done.returncode == 0:
        fail(f"the daemon starts with {store}")
    return done.stderr


def check_command_line(daemon):
    for store, pattern in (("etcd:", "a member is http://host:port"),
                           ("etcd:https://h:1,http://h:2", "all members are http, or all https"),
                           ("etcd:http://127.0.0.1", "is not host:port"),
                           ("etcd:http://127.0.0.1:1/a b", "name"),
                           ("etcd:http://127.0.0.1:1/a,http://127.0.0.1:2", "behind the last member")):
        expect_match(f"--store {store} is refused", pattern, refused(daemon, store))
    text = refused(daemon, "etcd:http://127.0.0.1:1,http://127.0.0.1:2")
    for member in ("http://127.0.0.1:1: Connection refused", "http://127.0.0.1:2: Connection refused"):
        expect_match("etcd that is not there: the error has each member and why", member, text)


def check_names(daemon, etcd):
    store = etcd.store() + "/plant.1"
    with Daemon(daemon, "--store", store) as first:
        names = Names((first.host, first.port))
        expect("a bind is done", names.bind("pump", "one")[0] == 0)
        expect_match("a second one is refused", "AlreadyBound", names.bind("pump", "two")[1])
    etcd.members[0].kill()
    etcd.members[0].start()
    etcd.wait_for_leader()
    with Daemon(daemon, "--store", store) as second, Daemon(daemon, "--store", etcd.store()) as other:
        found = value_of(Names((second.host, second.port)).resolve("pump")[1])
        expect("names outlive the daemon and etcd", found == "one", found)
        expect("another store has none of them", Names((other.host, other.port)).resolve("pump")[0] == 1)
        etcd.members[0].kill()
        expect_match("without etcd a call is TRANSIENT", "TRANSIENT",
                     Names((second.host, second.port)).resolve("pump")[1])
        etcd.members[0].start()
        etcd.wait_for_leader()
        found = value_of(Names((second.host, second.port)).resolve("pump")[1])
        expect("and goes on when it is back", found == "one", found)


def check_format(daemon, etcd):
    with Daemon(daemon, "--store", etcd.store() + "/newer"):
        pass
    key, value = "L2NvcmJlbC9uYW1pbmcvbmV3ZXIvZm9ybWF0", "OTk="
    subprocess.run([sys.executable, "-c",
                    "import sys, urllib.request as u; u.urlopen(sys.argv[1] + '/v3/kv/put', sys.argv[2].encode())",
                    etcd.members[0].url, f'{{"key": "{key}", "value": "{value}"}}'], check=True, timeout=30)
    expect_match("a store of another layout is refused", "another version of cos-naming",
                 refused(daemon, etcd.store() + "/newer"))


def main():
    daemon, store_test, program = sys.argv[1:4]
    check_command_line(daemon)
    with tempfile.TemporaryDirectory() as folder, Etcd(require(program), folder, 1) as etcd:
        check_names(daemon, etcd)
        check_format(daemon, etcd)
        environment = dict(os.environ, ETCD=etcd.members[0].url)
        done = subprocess.run([store_test], env=environment, timeout=100, check=False)
        expect("the tests of stores pass", done.returncode == 0)


main()
