#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The repository ids that idlc gives are those of omniidl.

    ids_test.py IDLC FILE.idl|FILE.i [-I FOLDER...]
"""
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
QUALIFIERS = {"abstract", "custom", "local", "included", "truncatable"}


def lines(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    if done.returncode:
        sys.exit(f"{command[0]} ended with {done.returncode}:\n{done.stderr.decode('latin-1')}")
    return done.stdout.decode("latin-1").splitlines()


def of_omniidl(file, options):
    ids = {}
    if file.endswith(".i"):  # of a preprocessor: no other runs
        options = ["-N", *options]
    for line in lines("omniidl", "-nf", "-p" + HERE, "-brepository_ids", *options, file):
        name, repository_id = line.split("\t")
        ids.setdefault(name, repository_id)  # a module has that of its first opening
    return ids


def name_of(declaration):
    """Of a line of --dump-ast, without the id at its end."""
    before = re.split(r" = | switch | (?:get|set)?raises \(| context \(|\(", declaration)[0].split()
    words = [each for each in before if each not in QUALIFIERS]
    return words[-1]


def of_idlc(idlc, file, options):
    ids, scopes = {}, []
    for line in lines(idlc, "--dump-ast", *options, file):
        found = re.fullmatch(r"( *)(.*?)  \[(\S+)\](?: included)?", line)
        if not found or found[2].startswith("forward "):
            continue
        del scopes[len(found[1]) // 2:]
        scopes.append(name_of(found[2]))
        ids["::".join(scopes)] = found[3]
    return ids


def main():
    idlc, file, options = sys.argv[1], sys.argv[2], sys.argv[3:]
    if not shutil.which("omniidl"):
        print("omniidl is not installed")
        return 77
    theirs, ours = of_omniidl(file, options), of_idlc(idlc, file, options)
    wrong = 0
    for name in sorted(theirs.keys() | ours.keys()):
        if theirs.get(name) != ours.get(name):
            print(f"{name}: omniidl {theirs.get(name)}, idlc {ours.get(name)}")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
