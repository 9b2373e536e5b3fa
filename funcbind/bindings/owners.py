"""The object a decorator belongs to: a function app, a blueprint, or something of another library."""

from __future__ import annotations

import _ast

from funcbind._record import Record
from funcbind.bindings.decorators import APP_CLASSES
from funcbind.bindings.scopes import FUNCTION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings.scopes import Scope
    from funcbind.bindings.things import Thing
    from funcbind.bindings.values import Reader

_DEEPEST = 10


class Owner(Record):
    """An object whose decorators add bindings.

    Attributes:
        key: identity of the call that makes it, 0 when only its class is known.
        kind: its class (``azure.functions.Blueprint``), empty for an object of another library.
        call: the call that makes it.
        scope: where that call stands.
    """

    key: int
    kind: str
    call: _ast.Call | None = None
    scope: Scope | None = None

    @property
    def indexed(self) -> bool:
        """Whether functions are found on it without being registered."""
        return APP_CLASSES.get(self.kind, False)


FOREIGN = Owner(-1, "")


def owner_of(reader: Reader, node: _ast.AST | None, scope: Scope) -> Owner | None:
    """Return the owner that an expression stands for, ``FOREIGN`` for another library's, ``None`` when unknown."""
    thing = reader.things.thing(node, scope)
    return None if thing is None else _owner(reader, thing, 0)


def _owner(reader: Reader, thing: Thing, depth: int) -> Owner | None:
    if depth > _DEEPEST or thing.scope is None:
        return FOREIGN if thing.kind == "module" else None
    if thing.kind == "call" and isinstance(thing.node, _ast.Call):
        made_by = reader.things.thing(thing.node.func, thing.scope)
        if made_by is None:
            return None
        if made_by.kind == "function" and isinstance(made_by.node, FUNCTION) and made_by.scope is not None:
            return _returned(reader, made_by, depth)
        kind = _class(reader, made_by, depth)
        return Owner(id(thing.node), kind, thing.node, thing.scope) if kind else _elsewhere(made_by)
    if thing.kind == "parameter" and thing.node is not None:
        annotation = reader.things.thing(thing.node, thing.scope)
        kind = _class(reader, annotation, depth) if annotation is not None else ""
        return Owner(0, kind) if kind else (None if annotation is None else _elsewhere(annotation))
    return FOREIGN if thing.kind in ("class", "function") else None


def _elsewhere(thing: Thing) -> Owner | None:
    """A class of another library is foreign; a name of azure-functions that the table lacks is merely unknown."""
    return None if thing.dotted.startswith("azure.") else FOREIGN


def _class(reader: Reader, thing: Thing, depth: int) -> str:
    """Return the class of azure-functions that a class is or descends from, empty when it is none."""
    if thing.kind == "external":
        package, _, name = thing.dotted.rpartition(".")
        for known in ("azure.functions", "azure.durable_functions"):
            if package == known or package.startswith(known + "."):
                kind = f"{known}.{name}"
                return kind if kind in APP_CLASSES else ""
    elif thing.kind == "class" and isinstance(thing.node, _ast.ClassDef) and thing.scope is not None:
        for base in thing.node.bases:
            found = reader.things.thing(base, thing.scope)
            kind = _class(reader, found, depth + 1) if found is not None and depth < _DEEPEST else ""
            if kind:
                return kind
    return ""


def _returned(reader: Reader, factory: Thing, depth: int) -> Owner | None:
    """Return what a factory function of the app returns, when its source says so."""
    function, around = factory.node, factory.scope
    if not isinstance(function, FUNCTION) or around is None:
        return None
    scope = reader.things.function_scope(function, around)
    for statement in reversed(function.body):
        if isinstance(statement, _ast.Return):
            thing = reader.things.thing(statement.value, scope)
            return None if thing is None else _owner(reader, thing, depth + 1)
    return None
