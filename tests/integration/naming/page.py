# SPDX-License-Identifier: BSL-1.0
"""A daemon with its page, and questions to it."""
import http.client
import json
import os
import re
import time
import urllib.parse

from daemon import Daemon, fail
from names_peer import Names


class PageDaemon(Daemon):
    """A daemon in memory whose page is at `place`; `names` is a client of it."""

    def __init__(self, program, folder, *options):
        self.log = os.path.join(folder, "log")
        super().__init__(program, "--store", "memory", "--http", "0", "--log", self.log, *options)

    def __enter__(self):
        super().__enter__()
        deadline = time.monotonic() + 10
        while True:
            with open(self.log, encoding="utf-8") as log:
                found = re.search(r"the page is at http://127\.0\.0\.1:(\d+)/", log.read())
            if found:
                break
            if time.monotonic() > deadline:
                fail("the log does not say where the page is")
            time.sleep(0.05)
        self.place = ("127.0.0.1", int(found.group(1)))
        self.names = Names((self.host, self.port))
        return self

    def ask(self, path, method="GET", headers=None, body=None):
        """(status, headers, body)"""
        connection = http.client.HTTPConnection(*self.place, timeout=20)
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def api(self, path, **parameters):
        status, _, text = self.ask(f"/api/{path}?" + urllib.parse.urlencode(parameters))
        if status != 200:
            fail(f"/api/{path} {parameters}: {status} {text}")
        return json.loads(text)
