#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""omniORB's nameclt works against our daemon unchanged. usage: nameclt_test.py COS-NAMING"""
import shutil
import subprocess
import sys

from daemon import Daemon, expect, expect_match, skip

NIL = "IOR:01000000010000000000000000000000"


def main():
    if not shutil.which("nameclt"):
        skip("nameclt is not installed (Debian package omniorb)")
    with Daemon(sys.argv[1]) as daemon:
        def nameclt(*arguments, fails=False):
            command = ["nameclt", "-ORBInitRef", f"NameService={daemon.url}", *arguments]
            done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
            text = (done.stdout + done.stderr).strip()
            if not fails:
                expect(f"nameclt {' '.join(arguments)[:60]}", done.returncode == 0, text)
            return text

        expect("a new daemon has no names", nameclt("list") == "")
        context = nameclt("bind_new_context", "plant.area")
        expect_match("bind_new_context gives a reference", r"^IOR:[0-9a-fA-F]+$", context)
        nameclt("bind_new_context", "plant.area/hall 1")
        nameclt("bind", "plant.area/pump.device", context)
        nameclt("bind", "top", context)
        expect_match("list shows objects and contexts", r"plant\.area/.*top|top.*plant\.area/", nameclt("list"))
        expect_match("list of a context", r"hall 1/.*pump\.device|pump\.device.*hall 1/", nameclt("list", "plant.area"))
        expect("resolve gives what was bound", same(nameclt("resolve", "plant.area/pump.device"), context))

        expect_match("bind of a taken name", "AlreadyBound", nameclt("bind", "top", context, fails=True))
        expect_match("resolve of no name", "NotFound", nameclt("resolve", "nothing", fails=True))
        expect_match("a context with names is not removed", "not empty|NotEmpty",
                     nameclt("remove_context", "plant.area", fails=True))

        nameclt("-advanced", "rebind", "top", nameclt("resolve", "plant.area/hall 1"))
        free = nameclt("-advanced", "new_context")
        nameclt("-advanced", "bind_context", "plant.area/free", free)
        nameclt("-advanced", "rebind_context", "plant.area/free", free)
        nameclt("bind", "plant.area/free/deep", context)
        expect("a bound context is gone through", same(nameclt("resolve", "plant.area/free/deep"), context))
        nameclt("unbind", "plant.area/free/deep")
        nameclt("remove_context", "plant.area/free")
        nameclt("-advanced", "-ior", nameclt("-advanced", "new_context"), "destroy")

        nameclt("unbind", "plant.area/pump.device")
        nameclt("remove_context", "plant.area/hall 1")
        nameclt("remove_context", "plant.area")
        nameclt("unbind", "top")
        expect("in the end no name is left", nameclt("list") == "")

        # More than one reply of a list carries.
        for i in range(150):
            subprocess.run(["nameclt", "-ORBInitRef", f"NameService={daemon.url}", "bind", f"n{i}", context],
                           check=True, capture_output=True, timeout=20)
        expect("a long list comes whole", len(nameclt("list").split()) == 150)


def same(one, other):
    """References of one object: what differs is only how a peer wrote them."""
    return one == other or (one.startswith("IOR:") and other.startswith("IOR:") and key(one) == key(other))


def key(ior):
    # The object key and the address stand in the profile; the type id and byte order may be written anew.
    return ior[-120:].lower()


main()
