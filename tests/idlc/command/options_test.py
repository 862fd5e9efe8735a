# SPDX-License-Identifier: BSL-1.0
"""Every option of idlc."""
import json
import os
import re
import shutil
import subprocess
import unittest

from command import CommandTest

GOOD = "module Demo { interface Hello { string greet(in string name); }; };\n"
WARNED = "#pragma strange\n#define A 1\n#define A 2\n" + GOOD


class Outputs(CommandTest):
    FILES = ["a.cpp", "a.hpp", "a_skel.cpp", "a_skel.hpp"]

    def test_files_go_into_the_named_folder(self):
        self.write("in/a.idl", GOOD)
        os.mkdir(self.path("out"))
        for option in (["-o", "out"], ["-Cout"], ["--output=out"]):
            self.idlc(*option, "in/a.idl")
            self.assertEqual(self.names("out"), self.FILES)
        self.assertEqual(self.names(), ["in", "out"])

    def test_list_and_deps_and_m(self):
        self.write("a.idl", '#include "b.idl"\n' + GOOD)
        self.write("b.idl", "typedef long B;\n")
        self.assertEqual(self.idlc("--list", "-o", "x", "a.idl").out.split(), ["x/" + each for each in
                         ["a.hpp", "a.cpp", "a_skel.hpp", "a_skel.cpp"]])
        self.assertEqual(self.idlc("--deps", "a.idl").out, "a.idl\nb.idl\n")
        self.assertEqual(self.idlc("-M", "a.idl").out,
                         "a.hpp a.cpp a_skel.hpp a_skel.cpp: \\\n  a.idl \\\n  b.idl\n")
        self.assertEqual(self.names(), ["a.idl", "b.idl"])

    def test_rule_beside_the_output(self):
        self.write("a.idl", GOOD)
        self.idlc("-MD", "a.idl")
        rule = self.read("a.d")
        self.idlc("-MD", "-MF", "rule of a", "a.idl")
        self.assertEqual(self.read("rule of a"), rule)
        self.idlc("-MD", "-MF", "a.idl", "a.idl", status=1)
        self.assertEqual(self.read("a.idl"), GOOD)

    def test_check_writes_nothing(self):
        self.write("a.idl", GOOD)
        self.assertEqual(self.idlc("--check", "a.idl").out, "")
        self.assertEqual(self.names(), ["a.idl"])

    def test_dump(self):
        self.write("a.idl", GOOD)
        self.assertIn("IDL:Demo/Hello:1.0", self.idlc("--dump-ast", "a.idl").out)

    def test_an_unchanged_file_is_not_touched(self):
        self.write("a.idl", GOOD)
        self.idlc("a.idl")
        os.utime(self.path("a.hpp"), (1, 1))
        self.idlc("a.idl")
        self.assertEqual(os.stat(self.path("a.hpp")).st_mtime, 1)

    def test_errors_that_can_be_warnings(self):
        for name, text in (("fixed-literal", "const fixed<3, 2> f = 3.14;\n"),
                           ("narrow-literal", "const wchar c = 'x';\nconst wstring s = \"x\";\n"),
                           ("version-range", "typedef long T;\n#pragma version T 70000.1\n")):
            self.write("a.idl", text)
            self.assertIn("-Wno-error=" + name, self.idlc("--check", "a.idl", status=1).err)
            self.assertIn("[-W" + name + "]", self.idlc("--check", "-Wno-error=" + name, "a.idl").err)
            self.assertEqual(self.idlc("--check", "-Wno-" + name, "a.idl").err, "")

    def test_a_name_that_changes_its_meaning(self):
        self.write("a.idl", "typedef long T;\nmodule M { struct S { T x; }; typedef string T; struct R { T x; }; };\n")
        self.assertIn("a.idl:2:46: error: 'T' has been used here", self.idlc("a.idl", status=1).err)
        self.assertIn("a.idl:2:46: warning: 'T' has been used here",
                      self.idlc("-Wno-error=name-changes-meaning", "a.idl").err)
        self.assertIn("    ::T x_{};\n", self.read("a.hpp"))
        self.assertIn("    T x_{};\n", self.read("a.hpp"))
        self.assertEqual(self.idlc("-Wno-name-changes-meaning", "a.idl").err, "")
        self.write("b.idl", "typedef long T;\ninterface I { void f(in T x); typedef string T; };\n")
        self.idlc("-Wno-name-changes-meaning", "b.idl", status=1)

    def test_a_factory_class_gives_way_in_its_own_file_only(self):
        value = "module M { valuetype V { public long x; factory make(in long x); }; };\n"
        name = "module M { interface V_init {}; };\n"
        self.write("a.idl", value + name)
        self.idlc("a.idl")
        self.assertIn("class V_init_ :", self.read("a.hpp"))
        for first, second in ((value, name), (name, value)):
            self.write("part.idl", first)
            self.write("whole.idl", '#include "part.idl"\n' + second)
            error = self.idlc("whole.idl", status=1).err
            self.assertIn("whole.idl:2:22: error: 'M::V_init' is what the C++ class of the factories of valuetype "
                          "'M::V' is called, which another file declares", error)
        self.idlc("--check", "whole.idl")

    def test_files_whose_outputs_would_have_one_name(self):
        part = "struct S { long x; };\n"
        self.write("one/part.idl", part)
        self.write("two/part.idl", part.replace("S", "T"))
        told = self.idlc(self.write("part.idl", '#include "one/part.idl"\ninterface I { S f(); };\n'), status=1).err
        self.assertIn("part.idl:1:1: error: the C++ of 'part.idl' and of 'one/part.idl', which is included, would both "
                      "be 'part.hpp'; give one of them another name", told)
        self.idlc("--check", "part.idl")
        told = self.idlc(self.write("both.idl", '#include "one/part.idl"\n#include "two/part.idl"\n'), status=1).err
        self.assertIn("the C++ of 'one/part.idl' and of 'two/part.idl'", told)
        self.write("one/part.idl", "#pragma once\n" + part)
        self.idlc(self.write("twice.idl", '#include "one/part.idl"\n#include "./one/part.idl"\n'))
        told = self.idlc(self.write("Components.idl", "component C {};\n"), status=1).err
        self.assertIn("the C++ of 'Components.idl' and of '<Components.idl>'", told)
        self.idlc("--check", "Components.idl")
        self.idlc(self.write("other/Components.idl", "module Components { interface CCMObject {}; };\n"
                                                       "component C {};\n"))

    def test_same_input_same_bytes(self):
        self.write("one/a.idl", GOOD)
        self.write("two/a.idl", GOOD)
        for folder in ("one", "two"):
            self.idlc("-o", folder, folder + "/a.idl")
        for name in self.FILES:
            self.assertEqual(self.read("one/" + name), self.read("two/" + name))


class Preprocessing(CommandTest):
    def test_macros_and_folders(self):
        self.write("a.idl", "#if defined(YES) && N == 4 && !defined(NO)\n#include <lib.idl>\ntypedef L M;\n#endif\n"
                            "typedef M Used;\n")
        self.write("lib/lib.idl", "typedef long L;\n")
        self.idlc("-Ilib", "-DYES", "-D", "N=4", "-DNO", "-UNO", "--check", "a.idl")
        self.idlc("-Ilib", "--check", "a.idl", status=1)

    def test_preprocessed_text_is_idl_again(self):
        self.write("a.idl", '#define T long\n#include "b.idl"\ntypedef T A;\n')
        self.write("b.idl", "typedef long B;\n")
        text = self.idlc("-E", "a.idl").out
        self.assertIn("typedef long A;", text)
        self.idlc("--check", self.write("again.idl", text))

    def write_parts(self):
        self.write("lib/a.idl", """
#ifndef A
#define A
#pragma prefix "a.org"
// about a module
module a { struct S { long x; }; };
#endif
""")
        self.write("part.idl", "struct Part { long p; };\n")
        self.write("x.idl", """#pragma prefix "x.org"
#include "a.idl"
#include <a.idl>
#define N 5
module M {
#include "part.idl"
    // about an interface
    interface I {
        /* about an operation */
        a::S f(in Part p, in long long_name_of_the_second_parameter);
    };












    typedef long numbers[N];
};
""")

    def outputs(self, folder, *arguments, **options):
        os.mkdir(self.path(folder))
        self.idlc("-o", folder, "-MF", folder + ".d", "-MD", *arguments, **options)
        self.assertEqual(self.names(folder), ["x.cpp", "x.hpp", "x_skel.cpp", "x_skel.hpp"])
        return {each: self.read(os.path.join(folder, each)) for each in self.names(folder)}

    @unittest.skipUnless(shutil.which("cpp"), "cpp is not installed")
    def test_the_output_of_a_preprocessor(self):
        self.write_parts()
        plain = self.outputs("plain", "-Ilib", "x.idl")
        self.assertIn("about an operation", plain["x.hpp"])
        text = subprocess.run(["cpp", "-C", "-Ilib", "x.idl"], cwd=self.folder.name, stdout=subprocess.PIPE, check=True)
        self.write("x.i", text.stdout)
        self.assertEqual(self.outputs("of_file", "x.i"), plain)
        self.assertEqual(self.outputs("of_input", "-", input=text.stdout), plain)
        self.assertEqual(self.idlc("--deps", "x.i").out.split(), ["x.i", "x.idl", "lib/a.idl", "part.idl"])
        self.assertEqual(self.read("of_input.d").split("\\\n")[1:], ["  x.idl ", "  lib/a.idl ", "  part.idl\n"])

    def test_its_own_preprocessed_text_is_the_same(self):
        self.write_parts()
        comments = re.compile(r"^ *///.*\n", re.MULTILINE)
        plain = {name: comments.sub("", text) for name, text in self.outputs("plain", "-Ilib", "x.idl").items()}
        text = self.idlc("-E", "-Ilib", "x.idl").out
        self.assertEqual(self.outputs("again", "-", input=text.encode()), plain)

    def test_standard_input(self):
        self.assertEqual(self.idlc("--list", "-", input=GOOD.encode()).out.split()[0], "stdin.hpp")
        self.assertEqual(self.idlc("--deps", "-", input=GOOD.encode()).out, "")
        fault = self.idlc("--check", "-", input=b"typedef Missing A;\n", status=1).err
        self.assertTrue(fault.startswith("<stdin>:1:9: error: 'Missing' is not declared"), fault)
        self.write("a.idl", '#include "-"\n')
        self.assertIn("in none of the folders", self.idlc("--check", "a.idl", input=b"", status=1).err)

    def test_a_source_keeps_its_name_whatever_it_is_made_of(self):
        self.write("a.idl", '#line 1 "a.idl.in"\n' + GOOD)
        self.assertEqual(self.idlc("--list", "a.idl").out.split()[0], "a.hpp")


class Warnings(CommandTest):
    def errors(self, *arguments, status=0):
        return self.idlc("--check", *arguments, self.write("a.idl", WARNED), status=status).err

    def test_named(self):
        text = self.errors()
        self.assertIn("warning: #pragma strange is unknown and ignored [-Wunknown-pragma]", text)
        self.assertIn("[-Wmacro-redefined]", text)
        self.assertEqual(self.errors("-Wall", "-Wextra"), text)

    def test_off(self):
        self.assertEqual(self.errors("-w"), "")
        text = self.errors("-Wno-unknown-pragma")
        self.assertNotIn("strange", text)
        self.assertIn("macro", text)
        self.assertIn("strange", self.errors("-Wno-unknown-pragma", "-Wunknown-pragma"))

    def test_errors(self):
        text = self.errors("-Werror=unknown-pragma", status=1)
        self.assertIn("error: #pragma strange is unknown and ignored [-Werror=unknown-pragma]", text)
        self.assertIn("warning: macro", text)
        self.assertEqual(self.errors("-Werror", status=1).count("error: "), 2)
        self.assertEqual(self.errors("-Werror", "-Wno-error=unknown-pragma", status=1).count("error: "), 1)

    def test_unknown_names(self):
        self.assertIn("did you mean 'unknown-pragma'?", self.errors("-Wno-unknown-pragmas", status=2))
        self.assertIn("macro-redefined", self.errors("-Wxyz", status=2))


class Messages(CommandTest):
    def test_json(self):
        self.write("a.idl", b'typedef long T;\ntypedef long T; // \xe9\n#pragma x\ntypedef sring S;\n')
        done = self.idlc("--diagnostics=json", "--check", "a.idl", status=1)
        messages = [json.loads(line) for line in done.err.splitlines()]
        self.assertEqual([m["severity"] for m in messages], ["error", "warning", "error"])
        first = messages[0]
        self.assertEqual((first["file"], first["line"], first["column"], first["length"]), ("a.idl", 2, 14, 1))
        self.assertEqual(first["code"], "redefined")
        self.assertEqual(first["notes"][0]["line"], 1)
        self.assertEqual(messages[2]["message"], "'sring' is not declared; did you mean 'string'?")

    def test_json_of_latin_1_names(self):
        name = b"\xe9.idl"
        self.write("plain.idl", "")
        with open(os.path.join(self.folder.name.encode(), name), "w") as file:
            file.write("typedef x y;")
        done = self.idlc("--diagnostics=json", "--check", name, status=1)
        self.assertEqual(json.loads(done.err)["file"], "\u00e9.idl")

    def test_most_errors(self):
        self.write("a.idl", "".join(f"typedef gone{i} t{i};\n" for i in range(300)))
        for option, count in (([], 100), (["--max-errors=7"], 7), (["--max-errors", "0"], 300)):
            done = self.idlc(*option, "--check", "a.idl", status=1)
            self.assertEqual(done.err.count("error: "), count)
            self.assertEqual("stopped after" in done.err, count < 300)

    def test_range_under_wide_characters(self):
        done = self.idlc("--check", self.write("a.idl", "/* \u00e4\u00f6 */ typedef gone A;\n"), status=1)
        line, caret = done.err.splitlines()[1:3]
        self.assertEqual(line.index("gone"), caret.index("^~~~"))


class Language(CommandTest):
    def test_case_clash(self):
        self.write("a.idl", "typedef long T; typedef long t;\n")
        self.assertIn("error: ", self.idlc("--check", "a.idl", status=1).err)


class Spellings(CommandTest):
    def test_of_omniidl(self):
        self.write("a.idl", GOOD)
        self.idlc("-bcxx", "-N", "-Wba", "-nf", "-C.", "-I.", "a.idl")
        self.assertIn("a.hpp", self.names())

    def test_hints(self):
        self.write("a.idl", GOOD)
        for option, words in (("-bpython", "one back end"), ("-Wbuse_quotes", "idlc's own"), ("-Wp,-P", "built in"),
                              ("-p/x", "no back ends")):
            self.assertIn(words, self.idlc(option, "a.idl", status=2).err)

    def test_unknown_warning(self):
        self.write("a.idl", GOOD)
        self.assertIn("no warning is called 'bogus'; there are: ", self.idlc("-Wbogus", "a.idl", status=2).err)
        self.assertIn("did you mean 'unknown-pragma'?", self.idlc("-Wunknown-pragmas", "a.idl", status=2).err)

    def test_wrong_options(self):
        self.write("a.idl", GOOD)
        for arguments in (["--nonsense", "a.idl"], [], ["--idl=5", "a.idl"], ["--case-clash=maybe", "a.idl"],
                          ["--diagnostics=xml", "a.idl"]):
            self.idlc(*arguments, status=2)
        self.assertIn("idlc (Corbel)", self.idlc("-V").out)
        self.assertIn("--case-clash", self.idlc("--help").out)


if __name__ == "__main__":
    unittest.main()
