"""Every function of a module and the bindings its decorators add.

Statements are followed as Python would run them: conditions that are constant are decided, loops over a known list
are run through, code whose running nobody can tell is read and marked. A decorator of the table that ends up applied
to nothing readable is reported, never dropped.
"""

from __future__ import annotations

import _ast
from bisect import bisect_left

from funcbind._record import Record
from funcbind.bindings.decorators import COMMON_WORDS, is_decorator
from funcbind.bindings.emit import Arguments, pieces_of
from funcbind.bindings.owners import FOREIGN, owner_of
from funcbind.bindings.scopes import FUNCTION, Given, Scope, blocks, collect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings.emit import Piece
    from funcbind.bindings.modules import Module
    from funcbind.bindings.owners import Owner
    from funcbind.bindings.values import Reader

_MOST_TURNS = 500


class Function(Record):
    """One function with at least one binding.

    Attributes:
        name: its name in the app.
        pieces: its bindings, in the order azure-functions adds them: the lowest decorator first.
        owner: what the decorators belong to, ``None`` when that cannot be told.
        module: where it is.
        node: its definition or, in call form, the call.
        definition: its definition, ``None`` when it is not in the app's source.
        scope: where the definition stands.
        why: why it may not exist at run time: ``condition``, ``loop``, ``function``; empty when nothing speaks for it.
    """

    name: str
    pieces: tuple[Piece, ...]
    owner: Owner | None
    module: Module
    node: _ast.stmt | _ast.expr
    definition: _ast.AST | None
    scope: Scope
    why: str = ""


class Scan:
    """What was found in one module: its functions, and the decorators that could not be read."""

    def __init__(self, module: Module, reader: Reader) -> None:
        self.module = module
        self.functions: list[Function] = []
        self._reader = reader
        self._consumed: set[int] = set()
        self._turns = 0
        self._lines = [node.lineno for node in module.decorators]
        self._follow()

    def leftovers(self) -> list[_ast.Attribute]:
        """Return the uses of decorators of the table that belong to no function that was found."""
        return [node for node in self.module.decorators if id(node) not in self._consumed and self._suspicious(node)]

    def indirect(self) -> list[_ast.Call]:
        """Return the calls that get a decorator or a module by a name that the source does not give away."""
        return [call for call in self.module.indirect if call.args and self._hides(call)]

    def _hides(self, call: _ast.Call) -> bool:
        if getattr(call.func, "id", "") != "getattr":
            return not isinstance(call.args[0], _ast.Constant)
        owner = owner_of(self._reader, call.args[0], self.module.scope)
        if owner is None or owner is FOREIGN or len(call.args) < 2:
            return False
        name = self._reader.text(call.args[1], self.module.scope)
        return name is None or is_decorator(name)

    def _suspicious(self, node: _ast.Attribute) -> bool:
        owner = owner_of(self._reader, node.value, self.module.scope)
        if owner is None:
            return node.attr not in COMMON_WORDS or uses_azure(self.module)
        return owner.kind != ""

    # --- statements -----------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        waiting: list[tuple[_ast.stmt, Scope, str]] = [
            (statement, self.module.scope, "") for statement in reversed(self.module.body)
        ]
        while waiting:
            statement, scope, why = waiting.pop()
            waiting += reversed(self._statement(statement, scope, why))

    def _statement(self, statement: _ast.stmt, scope: Scope, why: str) -> list[tuple[_ast.stmt, Scope, str]]:
        """Read one statement and return those inside it that are to be read next."""
        if isinstance(statement, FUNCTION):
            self._definition(statement, scope, why)
            if self._matters(statement.body):
                inner = self._reader.things.function_scope(statement, scope)
                return [(inside, inner, why or "function") for inside in statement.body]
        elif isinstance(statement, _ast.ClassDef):
            if self._matters(statement.body):
                inner = self._reader.things.class_scope(statement, scope)
                return [(inside, inner, why) for inside in statement.body]
        elif isinstance(statement, (_ast.Expr, _ast.Assign, _ast.AnnAssign, _ast.Return)):
            if isinstance(statement.value, _ast.Call):
                self._call_form(statement.value, scope, why)
        elif isinstance(statement, (_ast.For, _ast.AsyncFor)):
            return self._loop(statement, scope, why)
        elif isinstance(statement, _ast.If):
            decided = self._decided(statement.test, scope)
            if decided is not None:
                body = statement.body if decided else statement.orelse
                return [(inside, scope, why) for inside in body]
        return [(inside, scope, why or reason) for block, reason in blocks(statement) for inside in block]

    def _matters(self, body: list[_ast.stmt]) -> bool:
        """Whether a block holds a use of a decorator's name."""
        decorators = getattr(body[0], "decorator_list", None)  # they stand above the line of "def"
        at = bisect_left(self._lines, decorators[0].lineno if decorators else body[0].lineno)
        end = body[-1].end_lineno or body[-1].lineno
        return at < len(self._lines) and self._lines[at] <= end

    def _decided(self, test: _ast.expr, scope: Scope) -> bool | None:
        """Return what a condition is when it is the same in every run of the host."""
        if isinstance(test, _ast.Compare) and isinstance(test.left, _ast.Name) and test.left.id == "__name__":
            return not isinstance(test.ops[0], _ast.Eq)  # the worker imports function_app.py, it does not run it
        if isinstance(test, (_ast.Name, _ast.Attribute)) and self._reader.things.dotted(test, scope).endswith(
            ".TYPE_CHECKING"
        ):
            return False
        value = self._reader.value(test, scope)
        return value if isinstance(value, bool) else None

    def _loop(self, loop: _ast.For | _ast.AsyncFor, scope: Scope, why: str) -> list[tuple[_ast.stmt, Scope, str]]:
        items = self._reader.value(loop.iter, scope) if self._matters(loop.body) else []
        known = isinstance(items, list) and self._turns + len(items) <= _MOST_TURNS
        turns = [self._turn(loop, item, scope) for item in items] if known and isinstance(items, list) else [None]
        if None in turns:
            found = [(inside, scope, why or "loop") for inside in loop.body]
        else:
            self._turns += len(turns)
            found = [(inside, turn, why) for turn in turns if turn is not None for inside in loop.body]
        return [*found, *((inside, scope, why or "condition") for inside in loop.orelse)]

    def _turn(self, loop: _ast.For | _ast.AsyncFor, item: object, scope: Scope) -> Scope | None:
        turn = Scope(self.module, scope, inline=True)
        place = (loop.lineno, loop.col_offset)
        if isinstance(loop.target, _ast.Name):
            turn.bind(loop.target.id, place, Given(item))
        elif (
            isinstance(loop.target, (_ast.Tuple, _ast.List))
            and isinstance(item, list)
            and len(item) == len(loop.target.elts)
            and all(isinstance(element, _ast.Name) for element in loop.target.elts)
        ):
            for element, value in zip(loop.target.elts, item, strict=True):
                turn.bind(getattr(element, "id", ""), place, Given(value))
        else:
            return None
        collect(turn, loop.body)
        return turn

    # --- functions ------------------------------------------------------------------------------------------------

    def _definition(self, node: _ast.FunctionDef | _ast.AsyncFunctionDef, scope: Scope, why: str) -> None:
        if node.decorator_list:
            self._add(node.name, list(reversed(node.decorator_list)), node, node, scope, why)

    def _call_form(self, call: _ast.Call, scope: Scope, why: str) -> None:
        """Read ``app.queue_trigger(...)(function)``, also with several decorators around one function."""
        decorators: list[_ast.expr] = []
        inner: _ast.expr = call
        while isinstance(inner, _ast.Call) and len(inner.args) == 1 and not inner.keywords:
            if not isinstance(inner.func, _ast.Call) and self._use(inner.func, scope) is None:
                break
            decorators.append(inner.func)
            inner = inner.args[0]
        if decorators:
            thing = self._reader.things.thing(inner, scope)
            definition = thing.node if thing is not None and thing.kind == "function" else None
            name = definition.name if isinstance(definition, FUNCTION) else getattr(inner, "id", "")
            around = thing.scope if thing is not None and thing.scope is not None else scope
            self._add(name, list(reversed(decorators)), call, definition, around, why, scope)

    def _add(
        self,
        name: str,
        decorators: list[_ast.expr],
        node: _ast.stmt | _ast.expr,
        definition: _ast.AST | None,
        around: Scope,
        why: str,
        scope: Scope | None = None,
    ) -> None:
        """Record a function when one of its decorators, the innermost first, adds a binding."""
        scope = scope or around
        owner: Owner | None = None
        uses: list[tuple[str, _ast.Call, Scope]] = []
        named = ""
        for decorator in decorators:
            if _method(decorator) == "function_name":
                named = named or self._given_name(decorator, scope)
                continue
            use = self._use(decorator, scope)
            if use is None:
                continue
            attribute, call, where = use
            found = owner_of(self._reader, attribute.value, where)
            if found is None and attribute.attr in COMMON_WORDS:
                continue
            self._consumed.add(id(attribute))
            if found is FOREIGN:
                continue
            owner = owner or found
            uses.append((attribute.attr, call, where))
        if uses:
            pieces = tuple(
                piece
                for decorator_name, call, where in uses
                for piece in pieces_of(decorator_name, call, self._reader, where, name)
            )
            self.functions.append(Function(named or name, pieces, owner, self.module, node, definition, around, why))

    def _given_name(self, decorator: _ast.expr, scope: Scope) -> str:
        if not isinstance(decorator, _ast.Call):
            return ""
        name = Arguments(decorator, ("name",), self._reader, scope).take("name")
        return name if isinstance(name, str) else ""

    def _use(self, decorator: _ast.expr, scope: Scope) -> tuple[_ast.Attribute, _ast.Call, Scope] | None:
        """Return the attribute and the call that a decorator comes from: itself, or what its name stands for."""
        if isinstance(decorator, _ast.Call):
            function: object = decorator.func
            if isinstance(function, _ast.Name):
                found = scope.lookup(function.id, (function.lineno, function.col_offset))
                function = found[1][0] if found is not None else None
            if isinstance(function, _ast.Attribute) and is_decorator(function.attr):
                return function, decorator, scope
        elif isinstance(decorator, (_ast.Name, _ast.Attribute)):
            thing = self._reader.things.thing(decorator, scope)
            if thing is not None and isinstance(thing.node, _ast.Call) and thing.scope is not None:
                call = thing.node
                if isinstance(call.func, _ast.Attribute) and is_decorator(call.func.attr):
                    return call.func, call, thing.scope
        return None


def uses_azure(module: Module) -> bool:
    """Whether a module imports azure-functions itself."""
    return any(f"{imported.module}.{imported.name}".startswith("azure.") for imported in module.imports)


def _method(decorator: _ast.expr) -> str:
    function = decorator.func if isinstance(decorator, _ast.Call) else decorator
    return function.attr if isinstance(function, _ast.Attribute) else ""
