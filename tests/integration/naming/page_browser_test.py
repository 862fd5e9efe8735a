#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The page in a browser: names are shown, and names that are HTML do nothing.
usage: page_browser_test.py COS-NAMING [FOLDER]   with a folder: leaves screenshots in it"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from daemon import expect, expect_match, skip
from page import PageDaemon

OTHER_LETTERS = "Gr\u00fc\u00dfe"  # UTF-8 from a peer that has not said so is read as ISO-8859-1
EVIL = ["<img src=x onerror=\"document.title='owned'\">", "<script>document.title='owned'</script>",
        "\"><svg onload=document.title='owned'>", "javascript:document.title='owned'", "{{constructor}}"]


def browse(browser, folder, url, *options):
    done = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                           "--no-first-run", f"--user-data-dir={folder}/profile", "--virtual-time-budget=6000",
                           "--window-size=1280,800", *options, url], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=150, check=False)
    return done.stdout


def picture(browser, folder, url, file, *options):
    browse(browser, folder, url, f"--screenshot={file}", *options)
    print(f"     {file}")


def main():
    browser = shutil.which("chromium")
    if not browser:
        skip("chromium is not installed")
    pictures = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as folder, PageDaemon(sys.argv[1], folder) as daemon:
        for ident in ["pump", "valve 3", "temperature", OTHER_LETTERS, *EVIL]:
            expect(f"bind {ident}", daemon.names.bind(ident, "key")[0] == 0)
        url = "http://127.0.0.1:%d/" % daemon.place[1]
        document = browse(browser, folder, url, "--dump-dom")
        expect_match("the page shows a name", r'class="name"[^>]*>pump<', document)
        expect_match("and one in other letters", OTHER_LETTERS.encode().decode("latin-1"), document)
        expect_match("and how many there are", r'id="bindings">9<', document)
        expect_match("a name that is HTML is text", r"&lt;img src=x onerror=", document)
        expect("and no element", not re.search(r"<img|<svg|<script>", document), document)
        expect_match("none of the names has run", r"<title>cos-naming</title>", document)
        document = browse(browser, folder, url + "#" + urllib.parse.quote("VALVE"), "--dump-dom")
        expect("a search shows what it finds", re.search(r'class="name"[^>]*>valve 3<', document)
               and not re.search(r'class="name"[^>]*>pump<', document), document)
        for what in ("127\\.0\\.0\\.1:1", "1\\.0", "key"):
            expect_match(f"and what is in the reference of the only one: {what}", f"<td>{what}</td>", document)
        if pictures:
            picture(browser, folder, url, os.path.join(pictures, "light.png"))
            picture(browser, folder, url, os.path.join(pictures, "dark.png"), "--force-dark-mode",
                    "--blink-settings=preferredColorScheme=0")


main()
