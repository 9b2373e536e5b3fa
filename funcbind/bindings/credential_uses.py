"""Credentials of azure-identity that a function makes anew in each of its invocations.

What the function keeps for the next one (in a global name, an attribute, a mapping) or makes only when there is none
yet is left out, and so is what an inner function does.
"""

from __future__ import annotations

import _ast

from funcbind._record import Record
from funcbind.bindings.scopes import FUNCTION, WITH, children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.bindings.scopes import Scope
    from funcbind.bindings.values import Reader
    from funcbind.settings.model import Origin

_PACKAGE = "azure.identity."
_ENTERS = frozenset({"enter_async_context", "enter_context", "push_async_exit", "aclosing", "closing"})
_INNER = (*FUNCTION, _ast.ClassDef, _ast.Lambda)


class CredentialUse(Record):
    """One credential that is made in a function with bindings.

    Attributes:
        function: the function's name in the app.
        name: its class as a dotted name (``azure.identity.aio.DefaultAzureCredential``).
        closed: whether the function closes it, or may do so by handing it on.
        origin: where it is made.
    """

    function: str
    name: str
    closed: bool
    origin: Origin

    @property
    def is_async(self) -> bool:
        """Whether it is one of the asynchronous credentials, which hold a session open until they are closed."""
        return self.name.startswith(f"{_PACKAGE}aio.")


def credential_uses(
    function: str, definition: _ast.AST | None, scope: Scope, reader: Reader
) -> Iterator[CredentialUse]:
    """Yield the credentials that each run of a function makes.

    Args:
        function: its name in the app.
        definition: its definition, ``None`` when that is not in the app's source.
        scope: where the definition stands.
        reader: reads the app's expressions.
    """
    module = scope.module
    if not isinstance(definition, FUNCTION) or not any("azure" in one.module or one.level for one in module.imports):
        return
    body = _Body(definition, reader.things.function_scope(definition, scope), reader)
    for call, dotted, variable in body.made:
        closed = id(call) in body.entered or (bool(variable) and variable in body.handed_on)
        yield CredentialUse(function, dotted, closed, module.origin(call))


class _Body:
    """One function's body.

    ``made`` holds each call that makes a credential, its class and the local name it gets; ``entered`` the calls whose
    credential something closes right there; ``handed_on`` the local names that are closed or leave the function.
    """

    def __init__(self, definition: _ast.FunctionDef | _ast.AsyncFunctionDef, scope: Scope, reader: Reader) -> None:
        self.made: list[tuple[_ast.Call, str, str]] = []
        self.entered: set[int] = set()
        self.handed_on: set[str] = set()
        self._scope = scope
        self._reader = reader
        self._shared: set[str] = set()
        self._variables: dict[int, str] = {}
        waiting: list[_ast.AST] = list(reversed(definition.body))
        while waiting:
            waiting += reversed(self._node(waiting.pop()))
        self.made = [one for one in self.made if one[2] not in self._shared]

    def _node(self, node: _ast.AST) -> list[_ast.AST]:
        """Look at one node and return those inside it that run with it."""
        match node:
            case _ if isinstance(node, (*_INNER, _ast.BoolOp, _ast.IfExp)):
                self._hand_on(node)
                return []
            case _ast.Global() | _ast.Nonlocal():
                self._shared.update(node.names)
            case _ast.Assign() | _ast.AnnAssign() | _ast.NamedExpr():
                return self._assigned(node)
            case _ast.Call():
                return self._called(node)
            case _ast.Return(value=_ast.Name(id=name)):
                self.handed_on.add(name)
            case _ast.Attribute(value=_ast.Name(id=name), attr="close" | "aclose" | "__aexit__"):
                self.handed_on.add(name)
            case _ast.Tuple() | _ast.List() | _ast.Set() | _ast.Dict():
                self._hand_on(node)
                return []
            case _ if isinstance(node, WITH):
                for item in node.items:
                    self._enter(item.context_expr)
        return children(node)

    def _assigned(self, node: _ast.Assign | _ast.AnnAssign | _ast.NamedExpr) -> list[_ast.AST]:
        targets = node.targets if isinstance(node, _ast.Assign) else [node.target]
        value = node.value
        if value is None:
            return []
        if len(targets) != 1 or not isinstance(targets[0], _ast.Name):
            self._hand_on(value)  # it is kept somewhere: in an attribute, a mapping, a tuple
            return []
        if isinstance(value, _ast.Name):
            self.handed_on.add(value.id)
        self._variables[id(value)] = targets[0].id
        return [value]

    def _called(self, call: _ast.Call) -> list[_ast.AST]:
        dotted = self._reader.things.dotted(call.func, self._scope)
        if dotted.startswith(_PACKAGE) and dotted.endswith("Credential"):
            self.made.append((call, dotted, self._variables.get(id(call), "")))
        name = call.func.attr if isinstance(call.func, _ast.Attribute) else getattr(call.func, "id", "")
        arguments = [*call.args, *(word.value for word in call.keywords)]
        for argument in arguments:
            if name in _ENTERS:
                self._enter(argument)
            elif not dotted.startswith("azure."):
                self._enter(argument)  # code of others may close it
        return [call.func, *arguments]

    def _enter(self, node: _ast.AST) -> None:
        if isinstance(node, _ast.Name):
            self.handed_on.add(node.id)
        elif isinstance(node, _ast.Call):
            self.entered.add(id(node))

    def _hand_on(self, node: _ast.AST) -> None:
        """Every name in a node leaves the function, or is used there in a way that is not looked at."""
        waiting = [node]
        while waiting:
            inside = waiting.pop()
            if isinstance(inside, _ast.Name):
                self.handed_on.add(inside.id)
            waiting += children(inside)
