"""Parameters whose annotation makes the Python worker hand over a client of the Azure SDK.

The extension packages are ``azurefunctions-extensions-bindings-*``; such a client reads the app settings itself, in
the worker and not in the host.
"""

from __future__ import annotations

import _ast

from funcbind.bindings.scopes import FUNCTION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings.scopes import Scope
    from funcbind.bindings.values import Reader

_PACKAGE = "azurefunctions.extensions.bindings."
_LONGEST = 500
_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST
_DEEPEST = 8


def sdk_types(definition: _ast.AST | None, scope: Scope, reader: Reader) -> dict[str, str]:
    """Return the parameters of a function that get an SDK client: name -> ``blob.BlobClient``."""
    if not isinstance(definition, FUNCTION):
        return {}
    arguments = definition.args
    found = {}
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if argument.annotation is not None:
            name = _sdk_type(argument.annotation, scope, reader, 0)
            if name:
                found[argument.arg] = name
    return found


def _sdk_type(annotation: _ast.expr, scope: Scope, reader: Reader, depth: int) -> str:
    if depth > _DEEPEST:
        return ""
    inner: list[_ast.expr] = []
    match annotation:
        case _ast.Name() | _ast.Attribute():
            dotted = reader.things.dotted(annotation, scope)
            return dotted.removeprefix(_PACKAGE) if dotted.startswith(_PACKAGE) else ""
        case _ast.Constant(value=str() as text):
            inner = _parsed(text)
        case _ast.Subscript(slice=_ast.Tuple(elts=[*parts])):  # Annotated[X, ...], Union[X, None]
            inner = parts
        case _ast.Subscript():  # Optional[X], list[X]
            inner = [annotation.slice]
        case _ast.BinOp():  # X | None
            inner = [annotation.left, annotation.right]
    return next((name for part in inner if (name := _sdk_type(part, scope, reader, depth + 1))), "")


def _parsed(text: str) -> list[_ast.expr]:
    """Return the expression of a quoted annotation, nothing when it is none."""
    if len(text) > _LONGEST:
        return []
    try:
        return [compile(text, "<annotation>", "eval", _ONLY_AST, True).body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
