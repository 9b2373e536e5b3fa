"""What a name stands for: every binding of a name in a block of statements, in order, without running anything."""

from __future__ import annotations

import _ast
from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from funcbind.bindings.modules import Module

    Position: TypeAlias = tuple[int, int]
    Meaning: TypeAlias = "_ast.AST | Import | Each | Given | None"

TRY = (_ast.Try, getattr(_ast, "TryStar", _ast.Try))
FUNCTION = (_ast.FunctionDef, _ast.AsyncFunctionDef)
LOOP = (_ast.For, _ast.AsyncFor, _ast.While)
WITH = (_ast.With, _ast.AsyncWith)


class Import:
    """A name that an import brings in; ``name`` is empty when it stands for a module."""

    __slots__ = ("level", "module", "name")

    def __init__(self, module: str, name: str = "", level: int = 0) -> None:
        self.module = module
        self.name = name
        self.level = level


class Each:
    """A loop's variable: an element of ``source``, of each element the one at ``index`` when that is not negative."""

    __slots__ = ("index", "source")

    def __init__(self, source: _ast.expr, index: int = -1) -> None:
        self.source = source
        self.index = index


class Given:
    """A value that is already known: a loop's variable while the loop is followed."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


class Names:
    """Everything one name is bound to in a scope, in source order."""

    __slots__ = ("conditional", "meanings", "positions")

    def __init__(self) -> None:
        self.positions: list[Position] = []
        self.meanings: list[Meaning] = []
        self.conditional: list[bool] = []

    def add(self, position: Position, meaning: Meaning, conditional: bool) -> None:
        self.positions.append(position)
        self.meanings.append(meaning)
        self.conditional.append(conditional)

    def at(self, position: Position | None) -> list[Meaning]:
        """Return what the name may stand for at a place, ``None`` for the end of the block: the last first."""
        end = len(self.positions) if position is None else bisect_left(self.positions, position)
        if end == 0:
            end = len(self.positions)  # used before its first binding: only a later call can do that
        found = []
        for index in range(end - 1, -1, -1):
            found.append(self.meanings[index])
            if not self.conditional[index] or len(found) > _MOST_MEANINGS:
                break
        return found


_MOST_MEANINGS = 20


class Scope:
    """The names of a module, a class body, a function, or one turn of a loop.

    Attributes:
        module: the module it lies in.
        parent: the scope around it, ``None`` for a module's.
        inline: whether its statements run in line with the parent's, as a loop's do.
        names: what is bound here.
        stars: ``from ... import *`` of a module's scope.
    """

    __slots__ = ("inline", "module", "names", "parent", "stars")

    def __init__(self, module: Module, parent: Scope | None = None, *, inline: bool = False) -> None:
        self.module = module
        self.parent = parent
        self.inline = inline
        self.names: dict[str, Names] = {}
        self.stars: list[Import] = []

    def bind(self, name: str, position: Position, meaning: Meaning, conditional: bool = False) -> None:
        names = self.names.get(name)
        if names is None:
            names = self.names[name] = Names()
        names.add(position, meaning, conditional)

    def lookup(self, name: str, position: Position | None) -> tuple[Scope, list[Meaning]] | None:
        """Return the scope that binds a name and what it may stand for; ``None`` when no scope binds it."""
        scope: Scope | None = self
        while scope is not None:
            names = scope.names.get(name)
            if names is not None:
                return scope, names.at(position)
            if not scope.inline:
                position = None  # code of an inner scope runs later than all of the outer one's
            scope = scope.parent
        return None


def blocks(statement: _ast.stmt) -> list[tuple[list[_ast.stmt], str]]:
    """Return the statements inside a compound statement, each block with why it may not run once (or ``""``)."""
    if isinstance(statement, _ast.If):
        return [(statement.body, "condition"), (statement.orelse, "condition")]
    if isinstance(statement, LOOP):
        return [(statement.body, "loop"), (statement.orelse, "condition")]
    if isinstance(statement, WITH):
        return [(statement.body, "")]
    if isinstance(statement, TRY):
        handlers = [(handler.body, "condition") for handler in statement.handlers]
        return [(statement.body, ""), *handlers, (statement.orelse, ""), (statement.finalbody, "")]
    if isinstance(statement, _ast.Match):
        return [(case.body, "condition") for case in statement.cases]
    return []


def collect(scope: Scope, body: Iterable[_ast.stmt]) -> None:
    """Bind what the statements of a block bind, in source order; functions and classes are not entered."""
    waiting = [(statement, False) for statement in reversed(list(body))]
    while waiting:
        statement, conditional = waiting.pop()
        _bind(scope, statement, conditional)
        for block, why in reversed(blocks(statement)):
            waiting += [(inner, conditional or bool(why)) for inner in reversed(block)]


def _bind(scope: Scope, statement: _ast.stmt, conditional: bool) -> None:
    position = (statement.lineno, statement.col_offset)
    if isinstance(statement, _ast.Assign):
        for target in statement.targets:
            _bind_target(scope, target, statement.value, position, conditional)
    elif isinstance(statement, _ast.AnnAssign):
        if statement.value is not None:
            _bind_target(scope, statement.target, statement.value, position, conditional)
    elif isinstance(statement, _ast.AugAssign):
        if isinstance(statement.target, _ast.Name):
            scope.bind(statement.target.id, position, _augmented(statement, statement.target), conditional)
    elif isinstance(statement, (_ast.Import, _ast.ImportFrom)):
        for name, imported in imports_of(statement):
            if name == "*":
                scope.stars.append(imported)
            else:
                scope.bind(name, position, imported, conditional)
    elif isinstance(statement, (*FUNCTION, _ast.ClassDef)):
        scope.bind(statement.name, position, statement, conditional)
    elif isinstance(statement, (_ast.For, _ast.AsyncFor)):
        _bind_loop(scope, statement, position, conditional)
    elif isinstance(statement, WITH):
        for item in statement.items:
            if isinstance(item.optional_vars, _ast.Name):
                scope.bind(item.optional_vars.id, position, None, conditional)
    elif isinstance(statement, _ast.Delete):
        for target in statement.targets:
            if isinstance(target, _ast.Name):
                scope.bind(target.id, position, None, conditional)


def _bind_target(
    scope: Scope, target: _ast.expr, value: _ast.expr | None, position: Position, conditional: bool
) -> None:
    if isinstance(target, _ast.Name):
        scope.bind(target.id, position, value, conditional)
    elif isinstance(target, (_ast.Tuple, _ast.List)):
        values: list[_ast.expr | None] = [None] * len(target.elts)
        if (
            isinstance(value, (_ast.Tuple, _ast.List))
            and len(value.elts) == len(target.elts)
            and not any(isinstance(element, _ast.Starred) for element in (*value.elts, *target.elts))
        ):
            values = list(value.elts)
        for element, part in zip(target.elts, values, strict=True):
            inner = element.value if isinstance(element, _ast.Starred) else element
            _bind_target(scope, inner, part, position, conditional)


def _bind_loop(scope: Scope, loop: _ast.For | _ast.AsyncFor, position: Position, conditional: bool) -> None:
    if isinstance(loop.target, _ast.Name):
        scope.bind(loop.target.id, position, Each(loop.iter), conditional)
    elif isinstance(loop.target, (_ast.Tuple, _ast.List)):
        for index, element in enumerate(loop.target.elts):
            if isinstance(element, _ast.Name):
                scope.bind(element.id, position, Each(loop.iter, index), conditional)


def _augmented(statement: _ast.AugAssign, target: _ast.Name) -> _ast.BinOp:
    place = {"lineno": statement.lineno, "col_offset": statement.col_offset}
    before = _ast.Name(id=target.id, ctx=_ast.Load(), **place)
    return _ast.BinOp(left=before, op=statement.op, right=statement.value, **place)


def imports_of(statement: _ast.Import | _ast.ImportFrom) -> list[tuple[str, Import]]:
    """Return the names an import statement binds; ``*`` stands for all names of a module."""
    if isinstance(statement, _ast.ImportFrom):
        module = statement.module or ""
        return [(alias.asname or alias.name, Import(module, alias.name, statement.level)) for alias in statement.names]
    found = []
    for alias in statement.names:
        # "import a.b" binds a; "import a.b as c" binds the inner module
        name = alias.asname or alias.name.partition(".")[0]
        found.append((name, Import(alias.name if alias.asname else name)))
    return found


def children(node: _ast.AST) -> list[_ast.AST]:
    """Return the nodes directly inside a node, in source order."""
    found: list[_ast.AST] = []
    for value in node.__dict__.values():
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, _ast.AST)]
        elif isinstance(value, _ast.AST):
            found.append(value)
    return found


def function_scope(function: _ast.FunctionDef | _ast.AsyncFunctionDef, around: Scope) -> Scope:
    """Return the scope of a function's body; a parameter stands for its annotation's class at best."""
    scope = Scope(around.module, around)
    place = (function.lineno, function.col_offset)
    arguments = function.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        scope.bind(argument.arg, place, argument)
    for rest in (arguments.vararg, arguments.kwarg):
        if rest is not None:
            scope.bind(rest.arg, place, None)
    collect(scope, function.body)
    return scope
