# SPDX-License-Identifier: BSL-1.0
"""Input that is meant to break a compiler: it ends, soon, with a message, and nothing is written elsewhere."""
import os
import re
import resource
import signal
import subprocess
import time
import unittest

from command import IDLC, CommandTest

GOOD = "interface A { void f(); };\n"


class Reading(CommandTest):
    def test_a_file_that_includes_itself(self):
        self.refused(self.write("a.idl", '#include "a.idl"\n'), "nested more than 200 deep")

    def test_files_that_include_each_other(self):
        self.write("b.idl", '#include "a.idl"\n')
        self.refused(self.write("a.idl", '#include "b.idl"\n'), "nested more than 200 deep")

    def test_a_long_chain(self):
        for i in range(1000):
            self.write(f"c{i}.idl", f'#include "c{i + 1}.idl"\n')
        self.refused("c0.idl", "nested more than 200 deep")

    def test_a_chain_that_is_allowed(self):
        for i in range(150):
            self.write(f"c{i}.idl", f'#include "c{i + 1}.idl"\n')
        self.write("c150.idl", "typedef long T;\n")
        self.idlc("--check", "c0.idl")

    def test_what_is_no_file(self):
        os.mkfifo(self.path("pipe.idl"))
        os.mkdir(self.path("folder.idl"))
        for name, words in (("pipe.idl", "not a regular file"), ("folder.idl", "it is a folder"),
                            ("/dev/zero", "not a regular file"), ("none.idl", "No such file")):
            self.refused(name, words)
            self.idlc("--check", self.write("a.idl", f'#include "{name}"\n'), status=1)

    def test_a_file_too_large(self):
        self.write("a.idl", "")
        os.truncate(self.path("a.idl"), (64 << 20) + 1)
        self.refused("a.idl", "larger than 64 MiB")

    def test_includes_too_large_together(self):
        self.write("big.idl", b"/" * 79 + b"\n")
        with open(self.path("big.idl"), "ab") as file:
            file.write((b"/" * 79 + b"\n") * 300_000)
        for i in range(4):
            os.link(self.path("big.idl"), self.path(f"big{i}.idl"))
        self.write("a.idl", "".join(f'#include "big{i}.idl"\n' for i in range(4)))
        self.assertIn("64 MiB", self.idlc("--check", "a.idl", status=1).err)


class Macros(CommandTest):
    def test_doubling(self):
        text = "#define A0 x x\n" + "".join(f"#define A{i} A{i - 1} A{i - 1}\n" for i in range(1, 60))
        self.refused(self.write("a.idl", text + "A59\n"), "macros expand to more than")

    def test_doubling_of_arguments(self):
        text = "#define D(x) x x\n" + "const long a = " + "D(" * 40 + "1" + ")" * 40 + ";\n"
        self.refused(self.write("a.idl", text), "macros expand to more than")

    def test_a_macro_that_names_itself(self):
        self.idlc("--check", self.write("a.idl", "#define T U\n#define U T\ntypedef long T;\n"))

    def test_abuse_of_the_operators(self):
        for text in ("#define C(a, b) a ## b\nC(;, ;)\n", "#define C(a) #a ## #a\nconst string s = C(x);\n",
                     "#define C ##\nC\n", "#define F(x\nF(1)\n", "#define F(x) x\nF(1\n", "#define\n", "#if\n#endif\n",
                     "#if 1 /\n#endif\n", "#elif 1\n", "#include\n", "#define defined\n", "#undef\n",
                     "#if 1/0\n#endif\n", "#if " + "(" * 5000 + "1" + ")" * 5000 + "\n#endif\n"):
            with self.subTest(text[:40]):
                self.idlc("--check", self.write("a.idl", text), status=1)


class Size(CommandTest):
    def test_flat_and_long(self):
        cases = {
            "structs": "".join(f"struct S{i} {{ long a; string b; }};\n" for i in range(3000)),
            "enum": "enum E {" + ",".join(f"e{i}" for i in range(20000)) + "};\n",
            "one line": "".join(f"const long c{i} = {i};" for i in range(10000)),
            "comment": "/*" + "x" * 5_000_000 + "*/ typedef long T;\n",
            "sum": "const long s = " + "+".join(["0"] * 20000) + ";\n",
        }
        for name, text in cases.items():
            with self.subTest(name):
                begin = time.monotonic()
                self.idlc("--check", self.write("a.idl", text))
                self.assertLess(time.monotonic() - begin, 60)

    def test_deep(self):
        for text in ("module M {" * 10000, "const long c = " + "(" * 100000, "typedef " + "sequence<" * 10000,
                     "const long c = " + "-" * 100000 + "1;", "const long c = " + "~(" * 100000,
                     "typedef long A" + "[2]" * 10000 + ";", "typedef A" + "::A" * 20000 + " B;"):
            with self.subTest(text[:20]):
                self.idlc("--check", self.write("a.idl", text), status=1)

    def test_a_time_limit(self):
        self.write("a.idl", "".join(f"struct S{i} {{ long a; string b; }};\n" for i in range(100000)))
        begin = time.monotonic()
        done = self.idlc("--time-limit", "1", "--check", "a.idl", status=None)
        if time.monotonic() - begin > 2:
            self.assertIn("stopped after 1 seconds", done.err)

    def test_long_names(self):
        self.refused(self.write("a.idl", "typedef long " + "x" * (1 << 20) + ";\n"), "at most 1024 characters")

    def test_words_longer_than_a_line(self):
        word = "x" * 1000
        self.idlc(self.write("a.idl", f"/** {'y' * 3000} */\n"
                                      f"interface I {{ void {word}(in long {word}1, in string {word}2); }};\n"
                                      f"enum {word}E {{ {', '.join(word + str(i) for i in range(50))} }};\n"
                                      f"struct {word}S {{ sequence<sequence<{word}E> > a; }};\n"))
        self.assertIn(word, self.read("a.hpp"))

    def test_little_memory(self):
        self.write("a.idl", "".join(f"struct S{i} {{ long a; string b; }};\n" for i in range(60000)))

        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (120 << 20, 120 << 20))
        if os.environ.get("ASAN_OPTIONS") is None and "asan" not in IDLC and "tsan" not in IDLC:
            self.assertIn("out of memory", self.idlc("a.idl", status=1, preexec_fn=limit).err)
            self.assertEqual(self.names(), ["a.idl"])


class Text(CommandTest):
    def test_encodings(self):
        for text in (b"\xef\xbb\xbftypedef long T;\n", b"typedef long T;\r\ntypedef T U;\r\n",
                     b"typedef long T;\rtypedef T U;\r", b"// \xe9\xff\ntypedef long T;", b"typedef long T; // end"):
            with self.subTest(text):
                self.idlc("--check", self.write("a.idl", text))
        self.refused(self.write("a.idl", "typedef long T;".encode("utf-16")), "UTF-16")
        self.refused(self.write("a.idl", b"typedef\0long T;"), "NUL")
        self.refused(self.write("a.idl", b"typedef long \xe9;"), "is not allowed in IDL")

    def test_what_is_not_closed(self):
        self.refused(self.write("a.idl", "typedef long T;\n/* for ever\n"))
        self.refused(self.write("a.idl", 'const string s = "open\n;'), "no closing quote")
        self.refused(self.write("a.idl", "const char s = 'o"), "no closing quote")

    def test_random_bytes(self):
        import random
        noise = random.Random(1)
        for _ in range(20):
            self.write("a.idl", bytes(noise.randrange(1, 256) for _ in range(3000)))
            self.idlc("--check", "a.idl", status=1)

    def test_terminals_are_not_steered(self):
        name = "a\x1b[2J\n.idl"
        done = self.idlc("--check", self.write(name, "#error \x1b[31m\x07\u009b\ntypedef \x1b T;\n"), status=1)
        for byte in ("\x1b", "\x07", "\u009b"):
            self.assertNotIn(byte, done.err)


class Output(CommandTest):
    def everything(self, stem="a"):
        return "".join(self.read(stem + end) for end in (".hpp", ".cpp", "_skel.hpp", "_skel.cpp"))

    def test_names_of_line_directives_stay_out(self):
        self.write("a.idl", '#line 7 "../../ev\\012il\\".idl"\n' + GOOD + '# 9 "a/../b.idl" 1\n')
        self.idlc("a.idl")
        named = re.findall(r".*\bev.*", self.everything())
        self.assertTrue(named and all(each.strip().endswith("(ev_il_.idl:7)") for each in named), named)
        self.assertIn('#include "b.hpp"\n', self.everything())
        self.assertEqual(self.names(), ["a.cpp", "a.hpp", "a.idl", "a_skel.cpp", "a_skel.hpp"])

    def test_an_included_name_that_does_not_fit_is_refused(self):
        for name in (r'x\"y.idl', r"x\\.idl", r"x\012int y;.idl"):
            self.refused(self.write("a.idl", '# 9 "%s" 1\n' % name), "cannot be included")
        self.write('x"y.idl', GOOD)
        self.refused(self.write("a.idl", '#include <x"y.idl>\n'), "cannot be included", arguments=["-I."])

    def test_pragmas_stay_out(self):
        self.write("a.idl", "#pragma GCC poison std\n#pragma omp parallel\n" + GOOD)
        self.assertIn("unknown-pragma", self.idlc("a.idl").err)
        self.assertNotIn("pragma GCC", self.everything())
        self.assertNotIn("omp", self.everything())

    def test_annotations_stay_out(self):
        self.write("a.idl", '@secret("*/ #error") module M {'
                            ' @verbatim(text="} int main(") struct S { @odd long x; }; };\n')
        done = self.idlc("--idl", "4", "a.idl")
        self.assertIn("unknown-annotation", done.err)
        for word in ("secret", "#error", "main(", "odd"):
            self.assertNotIn(word, self.everything())

    def test_texts_are_written_from_their_value(self):
        self.write("a.idl", r'''const string s = "\"\\\?\?/\n*/ // %s )\" R\x80";
const char c = '\'';
const char d = '\\';
// a comment that goes on \
/* and ends */ interface A { /** *\/ /* // \ */ void f(); };
''')
        self.idlc("a.idl")
        text = self.everything()
        self.assertNotIn("??/", text)
        for line in text.splitlines():
            if line.lstrip().startswith("//"):
                self.assertFalse(line.rstrip().endswith("\\"), line)

    def test_repository_ids(self):
        for id in ('IDL:a\\"b:1.0', "IDL:a\\nb:1.0", "no format", "IDL:x", "IDL:x:1", "IDL:" + "x" * (1 << 20) + ":z"):
            for text in (f'#pragma ID A "{id}"\n', f'typeid A "{id}";\n'):
                with self.subTest(text[:30]):
                    done = self.idlc("--check", self.write("a.idl", GOOD + text), status=1)
                    self.assertLess(len(done.err), 3 << 20)
        for prefix in ('a\\"b', "a b", "a\\nb", ":"):
            self.idlc("--check", self.write("a.idl", f'#pragma prefix "{prefix}"\n' + GOOD), status=1)

    def test_places_elsewhere(self):
        os.makedirs(self.path("deep/er"))
        self.write("x.idl", GOOD)
        self.idlc("-o", "deep/er", "deep/er/../../x.idl")
        self.assertEqual(self.names(), ["deep", "x.idl"])
        self.assertEqual(len(self.names("deep/er")), 4)

    def test_a_name_that_is_no_name(self):
        for name in ("a b.idl", "a;b.idl", "$(x).idl"):
            with self.subTest(name):
                done = self.idlc("--", self.write(name, GOOD), status=1)
                self.assertIn("letters, digits", done.err)

    def test_links_are_replaced_not_followed(self):
        self.write("a.idl", GOOD)
        self.write("precious", "keep")
        os.symlink("precious", self.path("a.hpp"))
        self.idlc("a.idl")
        self.assertEqual(self.read("precious"), "keep")
        self.assertFalse(os.path.islink(self.path("a.hpp")))

    def test_no_input_is_overwritten(self):
        self.write("b_skel.hpp", "typedef long B;\n")
        self.write("b.idl", '#include "b_skel.hpp"\n' + GOOD)
        self.assertIn("it is an input", self.idlc("b.idl", status=1).err)
        self.assertEqual(self.read("b_skel.hpp"), "typedef long B;\n")

    def test_guards_of_names_alike(self):
        for name in ("a-b.idl", "a_b.idl", "a.b.idl"):
            self.idlc(self.write(name, GOOD))
        guards = set()
        for name in ("a-b.hpp", "a_b.hpp", "a.b.hpp"):
            head = [line for line in self.read(name).splitlines() if line.startswith(("#ifndef", "#pragma once"))][0]
            guards.add(head)
        self.assertTrue(len(guards) == 3 or guards == {"#pragma once"}, guards)

    def test_a_full_disk_leaves_no_half_file(self):
        self.write("a.idl", "".join(f"struct S{i} {{ long a; string b; }};\n" for i in range(200)))

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        self.assertIn("cannot write", self.idlc("a.idl", status=1, preexec_fn=limit).err)
        self.assertEqual(self.names(), ["a.idl"])
        if os.path.exists("/dev/full"):
            with open("/dev/full", "w") as full:
                done = subprocess.run([IDLC, "-E", self.path("a.idl")], stdout=full, stderr=subprocess.PIPE)
            self.assertEqual(done.returncode, 1)

    def test_a_reader_that_goes_away(self):
        self.write("a.idl", "".join(f"struct S{i} {{ long a; string b; }};\n" for i in range(5000)))
        process = subprocess.Popen([IDLC, "-E", self.path("a.idl")], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.close()
        process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(60), 1)

    def test_an_interrupt(self):
        self.write("a.idl", "".join(f"struct S{i} {{ long a; string b; }};\n" for i in range(20000)))
        process = subprocess.Popen([IDLC, "a.idl"], cwd=self.folder.name, stderr=subprocess.PIPE)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        process.stderr.close()
        if process.wait(120) != 0:
            for name in self.names():
                self.assertFalse(name.startswith("."), self.names())


class Commands(CommandTest):
    def test_no_shell_and_no_program(self):
        self.write("a.idl", "#ifdef X\n#endif\n" + GOOD)
        self.write("cpp", "#!/bin/sh\ntouch called\n")
        os.chmod(self.path("cpp"), 0o755)
        os.mkdir(self.path("out"))
        environment = dict(os.environ, PATH=self.folder.name, IDL_PREPROCESSOR="cpp")
        self.idlc("-I$(touch called)", "-DX=`touch called`", "-o", "out", "a.idl", env=environment)
        self.assertEqual(self.names(), ["a.idl", "cpp", "out"])


if __name__ == "__main__":
    unittest.main()
