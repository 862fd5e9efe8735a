# SPDX-License-Identifier: BSL-1.0
"""What the tests of idlc's command line share: a folder of their own and the program in it."""
import os
import subprocess
import sys
import tempfile
import unittest

IDLC = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "idlc"


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="corbel_idlc.")
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        data = text if isinstance(text, bytes) else text.encode()
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(data)
        return name

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read().decode()

    def names(self, folder="."):
        return sorted(os.listdir(self.path(folder)))

    def idlc(self, *arguments, status=0, **options):
        """Runs idlc in the folder; it must end with this status (None: 0 or 1), and never by a signal."""
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        done = subprocess.run([IDLC, *arguments], cwd=self.folder.name, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=120, **options)
        done.out, done.err = done.stdout.decode(), done.stderr.decode()
        self.assertIn(done.returncode, (0, 1) if status is None else (status,), done.err[:2000] + done.out[:500])
        return done

    def refused(self, name, *words, arguments=()):
        """The file is refused with one message that holds these words."""
        done = self.idlc(*arguments, name, status=1)
        for word in words:
            self.assertIn(word, done.err)
        self.assertEqual(done.err.count("error: "), 1, done.err[:2000])
        return done
