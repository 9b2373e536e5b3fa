"""Environment variables that the app's own code cannot do without: reading one that is missing ends in KeyError.

A read under a condition, inside of ``try``, of a name that the code also tests or sets, or in a function that nothing
calls is not among them: whether it happens, or fails, is for the app to know.
"""

from __future__ import annotations

import _ast

from funcbind.bindings.scopes import FUNCTION, TRY, WITH, children
from funcbind.bindings.values import is_environ

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings.modules import Module
    from funcbind.bindings.values import Reader
    from funcbind.settings.model import Origin

# Libraries that may add variables of files that nobody named here.
_LOADERS = ("dotenv", "environs", "environ", "dynaconf")
_COMPREHENSIONS = (_ast.ListComp, _ast.SetComp, _ast.DictComp, _ast.GeneratorExp)


def required_reads(reader: Reader) -> tuple[tuple[str, Origin], ...]:
    """Return the names that ``os.environ[name]`` reads whenever the code around it runs, each with its place."""
    found: list[tuple[str, Origin, tuple[str, ...]]] = []
    optional: set[str] = set()
    for module in reader.modules:
        if any(one.module.partition(".")[0] in _LOADERS for one in module.imports if not one.level):
            return ()
        if not module.reads:
            continue
        walk = _Walk(module, reader)
        if walk.overwritten:
            return ()
        for node, argument in module.reads:
            name = reader.text(argument, module.scope)
            if name is None:
                continue
            if not isinstance(node, _ast.Subscript):
                optional.add(name)
            elif id(node) in walk.sure:
                found.append((name, module.origin(node), walk.sure[id(node)]))
        optional |= walk.optional
    called = _mentioned(reader) if any(functions for _, _, functions in found) else set()
    return tuple(
        (name, origin) for name, origin, functions in found if name not in optional and called.issuperset(functions)
    )


def _mentioned(reader: Reader) -> set[str]:
    """Return every name that the app's code uses; ``main`` is what the host calls in a function.json folder."""
    names = {"main"}
    waiting: list[_ast.AST] = [statement for module in reader.modules for statement in module.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _ast.Name):
            names.add(node.id)
        elif isinstance(node, _ast.Attribute):
            names.add(node.attr)
        waiting += children(node)
    return names


class _Walk:
    """One walk over a module: which reads happen for sure, and which names the code tests or sets.

    ``sure`` has, for each such read, the functions around it that only run when something calls them.
    """

    def __init__(self, module: Module, reader: Reader) -> None:
        self.module = module
        self.reader = reader
        self.sure: dict[int, tuple[str, ...]] = {}
        self.optional: set[str] = set()
        self.overwritten = False
        waiting: list[tuple[_ast.AST, bool, tuple[str, ...]]] = [(statement, False, ()) for statement in module.body]
        while waiting:
            node, guarded, functions = waiting.pop()
            if isinstance(node, _ast.Subscript):
                if not guarded:
                    self.sure[id(node)] = functions
                if not isinstance(node.ctx, _ast.Load) and self._environ(node.value):
                    self._name(node.slice)
            elif isinstance(node, _ast.Compare):
                if isinstance(node.ops[-1], (_ast.In, _ast.NotIn)) and self._environ(node.comparators[-1]):
                    self._name(node.left)
            elif isinstance(node, _ast.Call):
                function = node.func
                if isinstance(function, _ast.Attribute) and function.attr == "update" and self._environ(function.value):
                    self.overwritten = True
            elif isinstance(node, _ast.AugAssign) and self._environ(node.target):
                self.overwritten = True
            if isinstance(node, FUNCTION) and not node.decorator_list and not node.name.startswith("__"):
                functions = (*functions, node.name)
            waiting += [(inner, unsure, functions) for inner, unsure in _inside(node, guarded)]

    def _environ(self, node: _ast.AST) -> bool:
        return is_environ(self.reader, node, self.module.scope)

    def _name(self, node: _ast.AST) -> None:
        name = self.reader.text(node, self.module.scope)
        if name is not None:
            self.optional.add(name)


def _inside(node: _ast.AST, guarded: bool) -> list[tuple[_ast.AST, bool]]:
    """The nodes directly inside a node, each with whether it may be left out when the node runs."""
    sure: list[object] = []
    match node:
        case _ast.If() | _ast.While() | _ast.IfExp():
            sure = [node.test]
        case _ast.BoolOp():
            sure = [node.values[0]]
        case _ast.Match():
            sure = [node.subject]
        case _ast.Lambda():
            pass
        case _ if isinstance(node, TRY):
            sure = [*([] if node.handlers else node.body), *node.finalbody]
        case _ if isinstance(node, WITH):
            sure = [*node.items, *([] if any(map(_suppresses, node.items)) else node.body)]
        case _ if isinstance(node, _COMPREHENSIONS):
            sure = [node.generators[0]]
        case _:
            return [(child, guarded) for child in children(node)]
    certain = {id(one) for one in sure}
    return [(child, guarded or id(child) not in certain) for child in children(node)]


def _suppresses(item: _ast.withitem) -> bool:
    call = item.context_expr
    if not isinstance(call, _ast.Call):
        return False
    name = call.func.attr if isinstance(call.func, _ast.Attribute) else getattr(call.func, "id", "")
    return bool(name == "suppress")
