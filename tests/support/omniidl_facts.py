# SPDX-License-Identifier: BSL-1.0
"""A back end of omniidl that prints what a specification declares, a line for each fact, in sorted order: two files
that print the same declare the same under the same repository ids, in whatever order they do it.

usage: omniidl -p FOLDER_OF_THIS_FILE -b omniidl_facts FILE.IDL
"""
from omniidl import idlast, idltype


def type_text(kind):
    if isinstance(kind, idltype.Declared):
        return "::".join(kind.scopedName())
    if isinstance(kind, idltype.Sequence):
        return f"sequence<{type_text(kind.seqType())},{kind.bound()}>"
    if isinstance(kind, (idltype.String, idltype.WString)):
        return f"text {kind.kind()} {kind.bound()}"
    if isinstance(kind, idltype.Fixed):
        return f"fixed<{kind.digits()},{kind.scale()}>"
    return f"basic {kind.kind()}"


def declarators(member):
    return [f"{type_text(member.memberType())} {each.identifier()}{each.sizes()}" for each in member.declarators()]


def names(declarations):
    return ["::".join(each.scopedName()) for each in declarations]


def parameters(operation):
    return [(each.direction(), type_text(each.paramType()), each.identifier()) for each in operation.parameters()]


def label(value):
    return "default" if value.default() else getattr(value.value(), "scopedName", value.value)()


def facts_of(node):
    """What is told of a declaration; None for a forward one."""
    if isinstance(node, idlast.Interface):
        return names(node.inherits()), node.abstract(), node.local()
    if isinstance(node, idlast.Const):
        value = node.value()
        shown = value.scopedName() if hasattr(value, "scopedName") else value
        return type_text(node.constType()) if not isinstance(node.constType(), idltype.Fixed) else "fixed", shown
    if isinstance(node, (idlast.Struct, idlast.Exception)):
        return [each for one in node.members() for each in declarators(one)]
    if isinstance(node, idlast.Union):
        return type_text(node.switchType()), [
            ([label(each) for each in case.labels()], type_text(case.caseType()), case.declarator().identifier(),
             case.declarator().sizes()) for case in node.cases()]
    if isinstance(node, idlast.Enum):
        return [each.identifier() for each in node.enumerators()]
    if isinstance(node, idlast.Value):
        return (names(node.inherits()), node.truncatable(), names(node.supports()), node.custom(),
                [(each.memberAccess(), declarators(each)) for each in node.statemembers()],
                sorted((each.identifier(), parameters(each), names(each.raises())) for each in node.factories()))
    if isinstance(node, idlast.ValueAbs):
        return names(node.inherits()), names(node.supports())
    if isinstance(node, idlast.ValueBox):
        return type_text(node.boxedType())
    if isinstance(node, idlast.Operation):
        return (node.oneway(), type_text(node.returnType()), parameters(node), names(node.raises()),
                [each.context() if hasattr(each, "context") else each for each in node.contexts()])
    return None


def inside(node):
    for getter in ("definitions", "contents", "callables", "declarations"):
        if hasattr(node, getter):
            yield from getattr(node, getter)()
    for getter in ("members", "cases", "statemembers"):
        if hasattr(node, getter):
            for each in getattr(node, getter)():
                for typed in ("memberType", "caseType"):
                    if hasattr(each, typed) and each.constrType():
                        yield getattr(each, typed)().decl()


def collect(node, facts):
    if isinstance(node, idlast.Typedef):
        if node.constrType():
            collect(node.aliasType().decl(), facts)
        for each in node.declarators():
            name = "::".join(each.scopedName())
            facts.add(f"{each.repoId()} typedef {type_text(node.aliasType())} {name}{each.sizes()}")
        return
    if isinstance(node, idlast.Attribute):
        for each in node.declarators():
            facts.add(f"{each.repoId()} attribute {node.readonly()} {type_text(node.attrType())}")
        return
    told = facts_of(node)
    if told is not None:
        facts.add(f"{node.repoId()} {type(node).__name__} {'::'.join(node.scopedName())} {told}")
    for each in inside(node):
        collect(each, facts)


def run(tree, _arguments):
    facts = set()
    for each in tree.declarations():
        collect(each, facts)
    print("\n".join(sorted(facts)))
