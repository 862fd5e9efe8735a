# SPDX-License-Identifier: BSL-1.0
"""What corbel describe prints is IDL: idlc and omniidl make of it what they make of the original.

usage: describe_test.py CORBEL IDLC SERVER EVERYTHING.IDL FILE.IDL...
"""
import os
import shutil
import sys
import tempfile

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../support")
sys.path.insert(0, SUPPORT)
from corbel_command import LOOPBACK, Corbel, references_of, run, written  # noqa: E402
from processes import Process, check, fail, skip  # noqa: E402

corbel, IDLC, SERVER, EVERYTHING, *FILES = Corbel(sys.argv[1]), *sys.argv[2:]
INCLUDE = os.path.join(os.path.dirname(SUPPORT), "../idlc/include")
# Prefixes, ids, versions, modules opened again, forward structs, types in types, escaped words, names that hide others.
TRICKY = r"""
#pragma prefix "acme.example"
module Shop {
    typedef long Number;
    struct Late;
    typedef sequence<Late> Lates;
    interface Later;
    valuetype Item;
    struct Late { Lates inner; Later seller; Number price; };
    module Tills { struct Coin { Number value; }; };
    exception Closed { string why; };
#pragma ID Closed "IDL:shop.example/Closed:2.0"
};
#pragma prefix "other.example"
module Books {
    struct Book {
        Shop::Tills::Coin price;
        struct Author { string name; enum Kind { person, group } sort; } first[2], editor;
        union Cover switch (boolean) { case TRUE: string paper; case FALSE: long weight; } outside;
    };
    union Choice switch (enum Size { small, large }) { case small: octet o; default: fixed<5, 2> f; };
    const Choice::Size usual = Choice::large;
    const wstring title = L"a\u00e9\u20ac\"";
    const string bytes = "\xe9\0011";
    const long double deep = 1.0e-300;
    const fixed price = -12.50d;
    const Shop::Number least = -7;
    interface Number { readonly attribute Shop::Number value; };
#pragma version Number 3.4
};
#pragma prefix "acme.example"
module Shop {
    interface Later { void sell(in Item sold, in Lates others) raises (Closed); };
    valuetype Item { public Books::Book book; private Later seller; factory make(in long count); };
    valuetype Special : truncatable Item supports Later { public Tills::Coin coin; };
    typedef sequence<sequence<Books::Number> > Numbers;
    valuetype Box Numbers;
    custom valuetype Own : Item { void touch(); };
    abstract valuetype Shape { attribute double area; };
    abstract interface Any_shape { void _attribute(in string _struct) context ("a", "b*"); };
    interface _module : Any_shape { oneway void _raises(); attribute short Short_; };
    local interface Here { void get(); };
#pragma ID Later::sell "IDL:shop.example/sell:2.0"
#pragma version Shape::area 1.7
#pragma ID _module "IDL:shop.example/module:1.0"
};
module Yard {
#pragma prefix "yard.example"
    interface Gate { void open(); };
    module Shed { struct Spade { long number; }; };
};
native Handle;
interface Outside { void use(in Handle held); };
"""


def facts(file):
    """What omniidl says that the file declares."""
    return run("omniidl", "-nf", "-p", SUPPORT, "-bomniidl_facts", "-I" + INCLUDE, file).stdout.splitlines()


def compare(what, found, expected):
    if not expected or found != expected:
        lines = [f"- {each}" for each in expected if each not in found]
        lines += [f"+ {each}" for each in found if each not in expected]
        fail(f"{what} declares something else:\n" + "\n".join(lines[:20]))


def described(folder, *words):
    return written(os.path.join(folder, "described.idl"), corbel.said("describe", *words))


def check_library(what, folder, found, expected):
    """The type library of what is described has the same declarations; its order of modules is that of the text."""
    libraries = [os.path.join(folder, name) for name in ("found.otl", "expected.otl")]
    for library, source in zip(libraries, (found, expected)):
        run(IDLC, "-I", INCLUDE, "--typelib", library, source)
    texts = [corbel.said("describe", "--types", library) for library in libraries]
    compare(f"{what}, read by idlc,", *[text.splitlines() for text in texts])


def check_files(folder):
    for file in FILES:
        found = described(folder, "-I", INCLUDE, "--idl", file)
        check_library(os.path.basename(file), folder, found, file)
        compare(os.path.basename(file), facts(found), facts(file))


def check_parts(folder):
    """One definition comes with what it needs, and no more."""
    file = written(os.path.join(folder, "tricky.idl"), TRICKY)
    everything = facts(file)
    for name in ("Later", "Books::Book", "Shop::Special", "Choice", "IDL:acme.example/Shop/Box:1.0", "Shop::Tills"):
        found = facts(described(folder, "--idl", file, name))
        if not found or not set(found) <= set(everything):
            fail(f"{name}: " + "\n".join(set(found) - set(everything)))
    alone = corbel.said("describe", "--alone", "--idl", file, "Coin").split()
    check("Coin alone", " ".join(alone),
          '#pragma prefix "acme.example" module Shop { module Tills { struct Coin { Number value; }; }; };')


def check_repository(folder):
    """The interface repository, and an object that names it. It does not know what attributes raise."""
    file, ior, references = (os.path.join(folder, name) for name in ("all.idl", "ir.ior", "references"))
    shutil.copy(EVERYTHING, file)
    with open(file, "a", encoding="utf-8") as out:
        out.write(TRICKY.replace(r"\xe9\001", "octets that are no text cannot travel "))
    with corbel.repository(file, ior) as url:
        found = described(folder, "--ifr", ior)
        compare("the repository", facts(found), facts(file))
        run(IDLC, "--check", found)
        if not os.path.exists(SERVER):
            return
        with Process(SERVER, references, *LOOPBACK, "-ORBInitRef", f"InterfaceRepository={url}") as server:
            server.wait_for_file(references)
            target = references_of(references)["Server"]
            found = described(folder, target)
            compare("an object", facts(found), facts(described(folder, "--idl", EVERYTHING, "Everything::Server")))
            run(IDLC, "--check", found)
            if not set(facts(found)) <= set(facts(EVERYTHING)):
                fail("an object has what its IDL has not")


if not shutil.which("omniidl"):
    skip("omniidl is not installed")
with tempfile.TemporaryDirectory() as scratch:
    FILES.append(written(os.path.join(scratch, "first.idl"), TRICKY))
    check_files(scratch)
    check_parts(scratch)
    check_repository(scratch)
