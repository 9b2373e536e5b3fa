"""The thing that a name stands for: a module, a class, a function, a call, or something outside the app."""

from __future__ import annotations

import _ast
import os

from funcbind._record import Record
from funcbind.bindings.scopes import FUNCTION, Each, Given, Import, Scope, collect, function_scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings.modules import Module, Modules
    from funcbind.bindings.scopes import Meaning

_DEEPEST = 40


class Thing(Record):
    """What an expression stands for.

    Attributes:
        kind: ``external`` (a dotted name outside the app), ``module``, ``class``, ``function``, ``call``,
            ``parameter`` (a function's, with ``node`` its annotation) or ``value`` (any other expression).
        dotted: the dotted name of an ``external`` thing.
        module: the app's module.
        node: the syntax of a class, function, call, parameter or value.
        scope: where that syntax stands.
    """

    kind: str
    dotted: str = ""
    module: Module | None = None
    node: _ast.AST | None = None
    scope: Scope | None = None


class Things:
    """Finds what expressions of one app stand for, following names, attributes and imports."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        # by node and scope; a scope is kept with its entry so that no other can take its identity
        self._inner: dict[tuple[int, int], tuple[Scope, Scope]] = {}
        self._things: dict[tuple[int, int], tuple[Scope, Thing | None]] = {}

    def thing(self, node: _ast.AST | None, scope: Scope, depth: int = 0) -> Thing | None:
        """Return what an expression stands for, ``None`` when the source does not say."""
        names: list[str] = []
        while isinstance(node, _ast.Attribute):
            names.append(node.attr)
            node = node.value
        if depth > _DEEPEST or len(names) > _DEEPEST:
            return None
        found: Thing | None
        if isinstance(node, _ast.Name):
            found = self._named(node.id, (node.lineno, node.col_offset), scope, depth)
        elif isinstance(node, _ast.Call):
            found = self._imported_by_call(node) or Thing("call", node=node, scope=scope)
        else:
            found = Thing("value", node=node, scope=scope) if node is not None else None
        while names and found is not None:
            found = self._attribute(found, names.pop(), depth + 1)
        return found

    def dotted(self, node: _ast.AST | None, scope: Scope) -> str:
        """Return the dotted name of something outside the app (``azure.functions.FunctionApp``), else ``""``."""
        thing = self.thing(node, scope)
        return thing.dotted if thing is not None and thing.kind == "external" else ""

    def _named(self, name: str, position: tuple[int, int] | None, scope: Scope, depth: int) -> Thing | None:
        found = scope.lookup(name, position)
        if found is None:
            return self._starred(name, scope, depth)
        owner, meanings = found
        for meaning in meanings:
            thing = self.meant(meaning, owner, depth + 1)
            if thing is not None:
                return thing
        return None

    def meant(self, meaning: Meaning, scope: Scope, depth: int) -> Thing | None:
        if isinstance(meaning, Import):
            return self._imported(meaning, scope.module, depth)
        if isinstance(meaning, _ast.arg):
            return Thing("parameter", node=meaning.annotation, scope=scope.parent)
        if isinstance(meaning, _ast.ClassDef):
            return Thing("class", node=meaning, scope=scope)
        if isinstance(meaning, FUNCTION):
            return Thing("function", node=meaning, scope=scope)
        if isinstance(meaning, (Each, Given)):
            return None
        key = (id(meaning), id(scope))
        if key not in self._things:
            self._things[key] = (scope, None)  # what is defined by itself stands for nothing
            self._things[key] = (scope, self.thing(meaning, scope, depth))
        return self._things[key][1]

    def _imported(self, imported: Import, module: Module, depth: int) -> Thing | None:
        base, dotted = self.modules.base_of(module, imported)
        path = self.modules.locate(base, dotted)
        inner = self.modules.find(path) if path else None
        if imported.name:
            if inner is not None and depth <= _DEEPEST:
                thing = self._named(imported.name, None, inner.scope, depth + 1)
                if thing is not None:
                    return thing
            path = self.modules.locate(base, f"{dotted}.{imported.name}" if dotted else imported.name)
            inner = self.modules.find(path) if path else None
            if inner is None and not imported.level:
                return Thing("external", dotted=f"{imported.module}.{imported.name}")
        if inner is not None:
            return Thing("module", module=inner)
        return None if imported.level else Thing("external", dotted=imported.module)

    def _starred(self, name: str, scope: Scope, depth: int) -> Thing | None:
        if name.startswith("_") or depth > _DEEPEST:
            return None
        outside = ""
        for imported in scope.module.scope.stars:
            path = self.modules.locate(*self.modules.base_of(scope.module, imported))
            inner = self.modules.find(path) if path else None
            if inner is not None:
                thing = self._named(name, None, inner.scope, depth + 1)
                if thing is not None:
                    return thing
            elif not imported.level:
                outside = f"{imported.module}.{name}"
        return Thing("external", dotted=outside) if outside else None

    def _imported_by_call(self, call: _ast.Call) -> Thing | None:
        """Follow ``importlib.import_module("name")``."""
        name = call.func.attr if isinstance(call.func, _ast.Attribute) else getattr(call.func, "id", "")
        if name not in ("import_module", "__import__") or not call.args:
            return None
        dotted = getattr(call.args[0], "value", None)
        path = self.modules.locate(self.modules.root, dotted) if isinstance(dotted, str) else ""
        return Thing("module", module=self.modules.load(path)) if path else None

    def _attribute(self, thing: Thing, name: str, depth: int) -> Thing | None:
        if thing.kind == "external":
            return self._below(thing, name)
        if thing.kind == "module" and thing.module is not None:
            found = self._named(name, None, thing.module.scope, depth)
            if found is not None:
                return found
            folder, file = os.path.split(thing.module.path)
            path = self.modules.locate(folder, name) if file == "__init__.py" else ""
            inner = self.modules.find(path) if path else None
            return Thing("module", module=inner) if inner is not None else None
        if thing.kind == "class" and isinstance(thing.node, _ast.ClassDef) and thing.scope is not None:
            inside = self.class_scope(thing.node, thing.scope)
            return self._named(name, None, inside, depth) if name in inside.names else None
        return None

    def _below(self, thing: Thing, name: str) -> Thing:
        dotted = f"{thing.dotted}.{name}"
        # "import shared.settings" binds "shared", a folder without __init__.py: the module is the app's after all
        path = self.modules.locate(self.modules.root, dotted)
        inner = self.modules.find(path) if path else None
        return Thing("external", dotted=dotted) if inner is None else Thing("module", module=inner)

    def class_scope(self, node: _ast.ClassDef, around: Scope) -> Scope:
        """Return the names of a class body."""
        key = (id(node), id(around))
        if key not in self._inner:
            scope = Scope(around.module, around)
            collect(scope, node.body)
            self._inner[key] = (around, scope)
        return self._inner[key][1]

    def function_scope(self, node: _ast.FunctionDef | _ast.AsyncFunctionDef, around: Scope) -> Scope:
        """Return the names of a function's body, its parameters included."""
        key = (id(node), id(around))
        if key not in self._inner:
            self._inner[key] = (around, function_scope(node, around))
        return self._inner[key][1]
