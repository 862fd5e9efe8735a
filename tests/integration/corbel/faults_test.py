# SPDX-License-Identifier: BSL-1.0
"""What corbel says, and with which status it ends, where the command line, the IDL, the JSON or the server is at fault.

usage: faults_test.py CORBEL
"""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../support"))
from corbel_command import SYSTEM, USAGE, Corbel, written  # noqa: E402
from processes import check, fail  # noqa: E402

corbel = Corbel(sys.argv[1])
says = corbel.says
NOWHERE = ("-ORBInitRef", "NameService=corbaloc::127.0.0.1:1/NameService")

CLASHING = "module N { interface Policy { void g(); }; interface I { void set(in Policy policy); }; };\n"
IDL = """
#include <orb.idl>
#pragma prefix "example.org"
module T {
  typedef string Word;
  struct Part { Word id; Word kind; };
  typedef sequence<Part> Name;
  valuetype V { public long x; };
  valuetype Box Part;
  interface Obj {
    attribute long count;
    long add(in long first, in long second);
    Name find(in Name n);
    V keep(in V val);
    CORBA::TypeCode type_of(in CORBA::TypeCode t);
    void refuse();
  };
};
"""
NAMES = """
#pragma prefix "omg.org"
module CosNaming {
  struct NameComponent { string id; string kind; };
  typedef sequence<NameComponent> Name;
  interface NamingContext {
    enum NotFoundReason { missing_node, not_context, not_object };
    exception NotFound { NotFoundReason why; Name rest; };
    Object resolve(in Name n) raises (NotFound);
  };
};
"""
IDL4 = "module F { struct S { int8 small; }; };\n"


def check_case_clash(clashing, four):
    way_out = "--case-clash=warn takes such names for different ones"
    for words in (["list", "--idl", clashing], ["describe", "--idl", clashing], ["call", "--idl", clashing, "x", "y"],
                  ["mock", "--idl", clashing, "--interface", "I"]):
        says(["differs", "only in case", "note:", way_out], *words)
    for verb in (["list"], ["describe"]):
        told = corbel(*verb, "--idl", clashing, "--case-clash=warn")
        if "warning:" not in told.stderr or "N::" not in told.stdout and "interface Policy" not in told.stdout:
            fail(f"--case-clash=warn: {told}")
        check("--case-clash=ignore", corbel(*verb, "--idl", clashing, "--case-clash", "ignore").stderr, "")
    says("--case-clash", "list", "--idl", clashing, "--case-clash=perhaps")
    says("--idl4 takes", "list", "--idl", four)
    check("--idl4", corbel("list", "--idl4", "--idl", four).stderr, "")
    offered = corbel("completion", "candidates", "--", "mock", "--case-clash", "warn", "--idl", clashing, "--interface",
                     "N::").stdout.split()
    check("completion of --interface", offered, ["N::Policy", "N::I"])
    offered = corbel("completion", "candidates", "--", "list", "--case-clash", "w").stdout
    check("completion of --case-clash", offered, "warn\n")


def check_describe(idl, folder):
    says(["the IDL has no T::Obk", "did you mean T::Obj?"], "describe", "--idl", idl, "T::Obk")
    says("the IDL has no IDL:T/Obj:9.0", "describe", "--idl", idl, "IDL:T/Obj:9.0")
    says("the IDL has no Nothing", "describe", "--idl", idl, "Nothing", *NOWHERE)
    check("the file itself", corbel("describe", idl).stdout, corbel("describe", "--idl", idl).stdout)
    other = written(os.path.join(folder, "notes.txt"), "not a reference\n")
    says(["holds no reference, but: not a reference", "expected IOR:"], "describe", other)
    says("IDL is given with --idl", "call", idl, "add")


def check_references(idl):
    for words in (["call", "IOR:zz", "a"], ["call", "IOR:00", "a"], ["ping", "IOR:00"], ["ior", "show", "IOR:0"],
                  ["ior", "make", "corbaloc::h:99999/x"], ["ior", "probe", "corbaloc:bad"]):
        corbel(*words, status=USAGE)
    says("did you mean corbaloc:?", "call", "corbalok::host/x", "a")
    says("there is no file", "call", "file:/nowhere/at/all.ior", "a")
    says("IIOP 1.5 is not known", "ior", "make", "corbaloc:iiop:1.5@h/x")
    says("IIOP 1.3 is not known", "ior", "make", "corbaloc::a,:1.3@h/x")
    corbel("ior", "make", "corbaloc:iiop:1.1@h/x")
    says("there is no file", "call", "--idl", idl, "nobody", "a", *NOWHERE, status=SYSTEM)


def check_calls(idl, ior):
    call = ["call", "--idl", idl, ior]
    says('add has no in or inout parameter "z"; there are "first" and "second"', *call, "add", '{"z":1}')
    says('the argument "second" of add (long) is missing', *call, "add", "1")
    says('the argument "n" of find (T::Name) is missing', *call, "find")
    says('at n[0]: the member "kind" (T::Word) is missing', *call, "find", '{"n":[{"id":"x"}]}')
    says('at n[0]: Part has no member "z"; there are "id" and "kind"', *call, "find", '[[{"z":"x"}]]')
    says('at val._value: expected the valuetype T::V', *call, "keep", '{"val":{"_value":"T::Box","value":{}}}')
    says("at t: ", *call, "type_of", "fixed<40,2>")
    says(["the IDL has no interface T::Bad", "did you mean T::Obj?"], *call, "T::Bad", "add")
    says("an operation or attribute of T::Obj is to follow", *call, "T::Obj")
    says("the name of a member in quotation marks", *call, "add", "{x:1}")
    lines = corbel(*call, "-", given='{"operation":"add","arguments":5}\n', status=USAGE).stdout
    check("arguments of another form", json.loads(lines)["error"],
          "the arguments of add are an object by name or an array by position, found the number 5")
    check("apart", json.loads(corbel(*call, "count", "=", "8").stdout), {})
    lines = "# a comment\ncount = 8\ncount= 9\n  # another\ncount\n"
    shell = corbel("--json", "shell", "--idl", idl, ior, given=lines).stdout
    check("shell", [json.loads(line) for line in shell.splitlines()], [{}, {}, {"return": 5}])


def check_system_exceptions(idl, ior):
    told = says(["NO_PERMISSION: raised by ", "in answer to refuse", "(OMG minor 3, COMPLETED_MAYBE)"], "call", "--idl",
                idl, ior, "refuse", status=SYSTEM)
    check("the name once", told.count("NO_PERMISSION"), 1)
    says(["TRANSIENT: ", "(Corbel minor 23, COMPLETED_NO)", "is the server running"], "ping",
         "corbaloc::127.0.0.1:1/x", "--count", "1", status=SYSTEM)


def check_naming():
    """The naming service is named by its place."""
    with tempfile.TemporaryDirectory() as folder:
        ior = os.path.join(folder, "names.ior")
        idl = written(os.path.join(folder, "n.idl"), NAMES)
        replies = written(os.path.join(folder, "r.json"), {"resolve": {"exception": "NotFound"}})
        with corbel.mock(idl, "CosNaming::NamingContext", replies=replies, ior=ior):
            told = says(["the naming service at 127.0.0.1:", 'has no "nobody"'], "call", "nobody", "a", "-ORBInitRef",
                        f"NameService=file://{ior}", status=SYSTEM)
            if "naming service at the naming service" in told:
                fail(told)


with tempfile.TemporaryDirectory() as temporary:
    clash, idl, four = (written(os.path.join(temporary, name), text)
                       for name, text in [("clash.idl", CLASHING), ("t.idl", IDL), ("four.idl", IDL4)])
    check_case_clash(clash, four)
    check_describe(idl, temporary)
    check_references(idl)
    check_naming()
    replies = written(os.path.join(temporary, "replies.json"), {
        "_get_count": {"return": 5},
        "refuse": {"system_exception": "NO_PERMISSION", "minor": 0x4f4d0003, "completed": "maybe"}})
    ior = os.path.join(temporary, "object.ior")
    with corbel.mock(idl, "T::Obj", replies=replies, ior=ior):
        check_calls(idl, ior)
        check_system_exceptions(idl, ior)
