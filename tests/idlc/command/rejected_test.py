#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Wrong IDL written by others: each file of a folder with an INDEX.tsv (file, what is expected, rule) gets an error
where one is expected, and ends soon without a crash in any case.

usage: rejected_test.py IDLC FOLDER
"""
import concurrent.futures
import csv
import os
import subprocess
import sys


def verdict(idlc, folder, row):
    """Empty if all is well."""
    try:
        done = subprocess.run([idlc, "--check", row["file"]], cwd=folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60)
    except subprocess.TimeoutExpired:
        return "does not end"
    text = done.stderr.decode("latin-1")
    if done.returncode not in (0, 1):
        return f"ends with {done.returncode}"
    if row["expect"] == "reject" and (done.returncode == 0 or "error: " not in text):
        return "is accepted: " + row["rule"]
    if text.count("error: ") > 100:
        return "gets more than 100 errors"
    return ""


def main():
    idlc, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    if not os.path.exists(os.path.join(folder, "INDEX.tsv")):
        print(f"{folder} is not here: skipped")
        return 77
    faults = 0
    for index in ("INDEX.tsv", "stress/INDEX.tsv"):
        with open(os.path.join(folder, index), newline="") as table:
            rows = list(csv.DictReader(table, delimiter="\t"))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for row, fault in zip(rows, pool.map(lambda row: verdict(idlc, folder, row), rows)):
                if fault:
                    faults += 1
                    print(f"{row['file']} {fault}")
        print(f"{len(rows)} files of {index}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
