#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The daemon on an etcd that speaks TLS, wants certificates of its clients, and a user with a password.
usage: etcd_secure_test.py COS-NAMING CORBEL ETCD"""
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time

from daemon import Daemon, Process, expect, expect_match, fail, skip
from etcd import Etcd, require
from names_peer import Names, value_of

PASSWORD, ESCAPED = "p@ss:w/rd", "p%40ss%3Aw%2Frd"


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=60)


class Authority:
    """Signs certificates for 127.0.0.1."""

    def __init__(self, folder, name):
        self.folder = folder
        self.ca, self.key = (os.path.join(folder, name + end) for end in (".pem", ".key"))
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-days", "2",
                "-keyout", self.key, "-out", self.ca)

    def sign(self, name, address="127.0.0.1"):
        """The certificate and its key."""
        certificate, key, request, extension = (os.path.join(self.folder, name + end)
                                                for end in (".pem", ".key", ".csr", ".ext"))
        with open(extension, "w", encoding="ascii") as file:
            file.write(f"subjectAltName=IP:{address}\nextendedKeyUsage=serverAuth,clientAuth\n")
        # etcd refuses a client whose certificate has a common name, if it has users as well.
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/O=" + name, "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.key, "-CAcreateserial", "-days", "2",
                "-extfile", extension, "-out", certificate)
        return certificate, key


def enable_users(member):
    for user, password in (("root", "r"), ("naming", PASSWORD)):
        member.ask("auth/user/add", name=user, password=password, seconds=10)
    member.ask("auth/role/add", name="root")
    member.ask("auth/role/add", name="names")
    member.ask("auth/role/grant", name="names", perm={
        "permType": "READWRITE", "key": "L2NvcmJlbC9uYW1pbmcv", "range_end": "L2NvcmJlbC9uYW1pbmcw"})  # /corbel/naming/
    member.ask("auth/user/grant", user="root", role="root")
    member.ask("auth/user/grant", user="naming", role="names")
    member.ask("auth/enable")
    member.token = member.ask("auth/authenticate", name="root", password="r", seconds=10)["token"]


def refused(*command):
    done = subprocess.run([str(each) for each in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60, check=False)
    if done.returncode == 0:
        fail(f"{command} starts")
    expect("no password is shown", PASSWORD not in done.stderr and ESCAPED not in done.stderr, done.stderr)
    return done.stderr


def check_refusals(daemon, member, files, folder):
    """What is said when something of it is missing or wrong."""
    place = member.url.removeprefix("https://")
    start = [daemon, "--port", 0, "--store"]
    good = f"etcd:https://naming:{ESCAPED}@{place}"
    expect_match("etcd's certificate is not trusted", "certificate is not trusted", refused(*start, good))
    other = Authority(folder, "other")
    expect_match("nor by another CA", "certificate is not trusted", refused(*start, good, "--etcd-ca", other.ca))
    expect_match("a client without a certificate is refused", "TLS|reset|ended",
                 refused(*start, good, "--etcd-ca", files[1]))
    expect_match("no file", "/no/such.pem", refused(*start, good, "--etcd-ca", "/no/such.pem"))
    expect_match("a certificate without a key", "--etcd-key", refused(*start, good, "--etcd-cert", files[3]))
    expect_match("a wrong password", "does not accept the user naming",
                 refused(*start, f"etcd:https://naming:wrong@{place}", *files))
    expect_match("no user at all", "user name is empty|permission denied",
                 refused(*start, f"etcd:https://{place}", *files))
    expect_match("http where etcd speaks https", "does not answer", refused(*start, f"etcd:http://{place}", *files))
    wrong_name = f"etcd:https://naming:{ESCAPED}@localhost:{place.rpartition(':')[2]}"
    expect_match("a certificate for another host", "certificate is not trusted", refused(*start, wrong_name, *files))


def check_work(daemon, corbel, etcd, files):
    member = etcd.members[0]
    store = member.url.replace("https://", f"etcd:https://naming:{ESCAPED}@")
    with Daemon(daemon, "--store", store, *files) as first, Daemon(daemon, "--store", store, *files) as second:
        names, others = Names((first.host, first.port)), Names((second.host, second.port))
        expect("a name is bound", names.bind("pump", "one")[0] == 0)
        expect("and seen by another daemon", value_of(others.resolve("pump")[1]) == "one")
        with Process(corbel, "ns", "-s", second.url, "watch", "--timeout", "60", stdout=subprocess.PIPE,
                     env=dict(os.environ, LC_ALL="C")) as watch:
            deadline = time.monotonic() + 30
            while not watch.has_output(0.2) and time.monotonic() < deadline:
                names.rebind("watched", f"{time.monotonic_ns()}")
            watch.wait_for_text(r"bound  watched\n")
            member.kill()  # its tokens are gone with it
            member.start()
            etcd.wait_for_leader()
            deadline = time.monotonic() + 30
            while names.rebind("watched", "after")[0] != 0:
                if time.monotonic() > deadline:
                    fail("no change after etcd came back")
                time.sleep(0.2)
            watch.wait_for_text(r"bound  watched\n", 30)
        expect("names and watches go on when etcd has come back", value_of(others.resolve("watched")[1]) == "after")
        first.child.terminate()
        first.wait(20)
        text = first.child.stderr.read().decode()
        expect("the log shows the user, and no password", "naming:...@" in text and ESCAPED not in text, text)


def main():
    daemon, corbel, program = sys.argv[1], sys.argv[2], require(sys.argv[3])
    if not shutil.which("openssl"):
        skip("openssl is not here")
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(folder, "authority")
        certificate, key = authority.sign("server")
        own = authority.sign("client")
        context = ssl.create_default_context(cafile=authority.ca)
        context.load_cert_chain(*own)
        options = ("--cert-file", certificate, "--key-file", key, "--trusted-ca-file", authority.ca,
                   "--client-cert-auth")
        files = ("--etcd-ca", authority.ca, "--etcd-cert", own[0], "--etcd-key", own[1])
        with Etcd(program, folder, 1, (options, context)) as etcd:
            enable_users(etcd.members[0])
            check_refusals(daemon, etcd.members[0], files, folder)
            check_work(daemon, corbel, etcd, files)


main()
