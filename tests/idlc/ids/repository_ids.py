# SPDX-License-Identifier: BSL-1.0
"""A back end of omniidl: the repository id of each declaration, a line `scoped name<TAB>id` for each."""
from omniidl import idlast

cpp_args = []


def walk(node):
    if isinstance(node, (idlast.Attribute, idlast.Typedef)):
        if isinstance(node, idlast.Typedef) and node.constrType():
            walk(node.aliasType().decl())
        for each in node.declarators():
            show(each)
    elif isinstance(node, idlast.StateMember):
        for each in node.declarators():
            show(each)
    elif isinstance(node, (idlast.Member, idlast.UnionCase)):
        if node.constrType():
            walk((node.caseType() if isinstance(node, idlast.UnionCase) else node.memberType()).decl())
    elif not isinstance(node, (idlast.Forward, idlast.StructForward)):
        show(node)
        if isinstance(node, idlast.Union) and node.constrType():
            walk(node.switchType().decl())
        inner = next((getattr(node, name) for name in ("definitions", "contents", "members", "cases")
                      if hasattr(node, name)), list)
        for each in inner():
            walk(each)


def show(node):
    if hasattr(node, "repoId") and hasattr(node, "scopedName"):
        print("::".join(node.scopedName()) + "\t" + node.repoId())


def run(tree, arguments):
    for each in tree.declarations():
        walk(each)
