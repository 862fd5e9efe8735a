#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Names that go on in omniNames, and names of omniNames that go on in ours. usage: federation_test.py COS-NAMING"""
import shutil
import subprocess
import sys
import tempfile
import time

from daemon import Daemon, Process, expect, fail, free_port, skip


def nameclt(service, *arguments):
    command = ["nameclt", "-ORBInitRef", f"NameService={service}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def succeed(what, service, *arguments):
    code, text = nameclt(service, *arguments)
    expect(what, code == 0, text)
    return text


def wait_until_served(service):
    deadline = time.monotonic() + 10
    while nameclt(service, "list")[0] != 0:
        if time.monotonic() > deadline:
            fail(f"omniNames does not answer at {service}")
        time.sleep(0.05)


def main():
    if not shutil.which("nameclt") or not shutil.which("omniNames"):
        skip("omniNames and nameclt are not installed (Debian packages omniorb-nameserver, omniorb)")
    port = free_port()
    theirs = f"corbaloc::127.0.0.1:{port}/NameService"
    with tempfile.TemporaryDirectory() as folder, Daemon(sys.argv[1]) as daemon, Process(
            "omniNames", "-start", port, "-datadir", folder, "-ORBendPoint", f"giop:tcp:127.0.0.1:{port}",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        wait_until_served(theirs)
        ours = daemon.url
        for what, near, far in (("omniNames", ours, theirs), ("cos-naming", theirs, ours)):
            context = succeed(f"a context of {what}", far, "bind_new_context", "shared")
            succeed("bound elsewhere", near, "-advanced", "bind_context", "far", context)
            succeed(f"bind goes on in {what}", near, "bind", "far/x.kind", context)
            succeed(f"{what} has the name", far, "resolve", "shared/x.kind")
            succeed(f"resolve goes on in {what}", near, "resolve", "far/x.kind")
            code, text = nameclt(near, "resolve", "far/y")
            expect(f"{what} says that there is no name", code != 0 and "NotFound" in text, text)
            succeed(f"unbind goes on in {what}", near, "unbind", "far/x.kind")
            expect(f"{what} has the name no more", succeed("list", far, "list", "shared") == "")
            succeed("and the context is removed", far, "remove_context", "shared")


main()
