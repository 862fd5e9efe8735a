#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What a client says when it cannot reach its object: four faults, four texts, each with the address that was tried.

usage: client_errors_test.py COS_NAMING HELLO_CLIENT
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from processes import Process, fail, free_port  # noqa: E402

naming, client = sys.argv[1:3]


def error_of(url):
    """The text of the client that fails to call `url`."""
    done = subprocess.run([client, url], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
                          check=False)
    if done.returncode != 1 or done.stdout or not done.stderr.startswith("hello_client: "):
        fail(f"{url}: status {done.returncode}, {done.stdout!r}, {done.stderr!r}")
    return done.stderr.strip()


with Process(naming, "--port", "0", stdout=subprocess.PIPE) as daemon:
    port = daemon.wait_for_text(r"corbaloc::?[\w.]+:(\d+)/NameService").group(1)
    wrong = free_port()
    expected = {
        f"corbaloc::127.0.0.1:{wrong}/Hello": [f"127.0.0.1:{wrong}"],
        "corbaloc::no-such-host.invalid:2809/Hello": ["no-such-host.invalid:2809"],
        f"corbaname::127.0.0.1:{port}#nobody": [f"127.0.0.1:{port}", "nobody"],
        f"corbaloc::127.0.0.1:{port}/WrongKey": [f"127.0.0.1:{port}"],
    }
    texts = set()
    for url, words in expected.items():
        text = error_of(url)
        for word in words:
            if word not in text:
                fail(f"{url}: '{word}' is not in: {text}")
        for variable in (port, str(wrong)):
            text = text.replace(variable, "PORT")
        texts.add(text)
        print(f"PASS {url}\n     {text}")
    if len(texts) != len(expected):
        fail(f"only {len(texts)} different texts: {texts}")
