"""The bindings of ``function_app.py`` and of what it imports from its folder."""

from __future__ import annotations

import _ast

from funcbind._record import Record
from funcbind.bindings.decorators import NAMING_PROPERTIES
from funcbind.bindings.emit import Arguments
from funcbind.bindings.registration import Registry
from funcbind.bindings.scan import Scan
from funcbind.bindings.sdk_types import sdk_types
from funcbind.connections import Binding
from funcbind.diagnostics import of_kind
from funcbind.extensions import extension_of
from funcbind.redaction import shown_name
from funcbind.settings.model import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings.credential_uses import CredentialUse
    from funcbind.bindings.emit import Piece
    from funcbind.bindings.host_json import Host
    from funcbind.bindings.modules import Module
    from funcbind.bindings.owners import Owner
    from funcbind.bindings.scan import Function
    from funcbind.bindings.values import Reader
    from funcbind.diagnostics import Diagnostic

_MAYBE = {
    "condition": "stands under a condition, so it exists only when that holds",
    "loop": "is made in a loop that cannot be followed, so there may be several or none",
    "function": "is made inside a function, so it exists only when that is called",
}


class PythonApp(Record):
    """What the decorators of an app say: its bindings, its functions' names, and what could not be read.

    ``credential_uses`` are the credentials that the functions make in every invocation.
    """

    bindings: tuple[Binding, ...]
    functions: tuple[str, ...]
    problems: tuple[Diagnostic, ...]
    credential_uses: tuple[CredentialUse, ...] = ()


def read_python(entry: Module, reader: Reader, host: Host) -> PythonApp:
    """Return the bindings that decorators declare in a module and in the modules it imports from the app.

    Args:
        entry: ``function_app.py``.
        reader: reads the app's expressions; its modules are all of the app's.
        host: host.json, handed on to each binding.
    """
    scans = [Scan(module, reader) for module in tuple(reader.modules)]
    # The source says it in one word, and a word too many only costs time.
    signs_in = any(module.mentions(b"identity") for module in reader.modules)
    registry = Registry(entry, tuple(reader.modules), reader)
    level = _auth_level(registry.apps[0], reader) if registry.apps else "FUNCTION"
    bindings: list[Binding] = []
    functions: dict[str, None] = {}
    problems: list[Diagnostic] = []
    strangers: dict[object, Function] = {}
    uses: list[CredentialUse] = []
    for owner in registry.apps:
        bindings += _web_app(owner, reader, host)
    functions.update(dict.fromkeys(binding.function for binding in bindings))
    for scan in scans:
        for function in scan.functions:
            functions[function.name] = None
            types = sdk_types(function.definition, function.scope, reader)
            if signs_in:
                uses += _credential_uses(function, reader)
            for piece in function.pieces:
                problems += _unread(function, piece)
                if piece.type:
                    bindings.append(_binding(function, piece, host, level, types))
            if function.why:
                problems.append(_note(function, f'the function "{shown_name(function.name)}" {_MAYBE[function.why]}'))
            if function.owner is None or not registry.knows(function.owner):
                strangers.setdefault(function.owner and function.owner.key, function)
        problems += [_leftover(scan.module, node) for node in scan.leftovers()]
        problems += [_indirect(scan.module, node) for node in scan.indirect()]
    problems += [_stranger(function, registry) for function in strangers.values()]
    if not registry.apps and entry.body:
        problems.append(
            of_kind(
                "unreadable_binding",
                "no function app is found among the names of function_app.py; without one the host sees no function",
                severity="info",
                hint="write app = func.FunctionApp() in it",
                origin=Origin(entry.path),
            )
        )
    return PythonApp(tuple(bindings), tuple(functions), tuple(problems), tuple(dict.fromkeys(uses)))


def _binding(function: Function, piece: Piece, host: Host, level: str, types: dict[str, str]) -> Binding:
    properties = dict(piece.properties)
    if piece.type == "httpTrigger":
        # get_functions() fills both in when the app is indexed
        if "route" not in piece.unread:
            properties.setdefault("route", function.name)
        if level and "authLevel" not in piece.unread:
            properties.setdefault("authLevel", level)
    return Binding(
        piece.type,
        connection_of(piece.type, properties),
        piece.direction,
        properties,
        function.name,
        piece.name,
        piece.scope.module.origin(piece.node),
        host.bundle,
        unresolved=tuple(piece.unread),
        sdk_type=types.get(piece.name, ""),
        host=host.content or {},
    )


def connection_of(type_: str, properties: dict[str, object]) -> str | None:
    """Return the connection name among a binding's properties, ``None`` when the extension's default counts."""
    extension = extension_of(type_)
    name = properties.get(extension.property) if extension is not None and extension.property else None
    return name if isinstance(name, str) else None


def _auth_level(owner: Owner, reader: Reader) -> str:
    """Return the level that HTTP triggers of an app have unless they say otherwise, empty when it cannot be read."""
    if owner.call is None or owner.scope is None:
        return ""
    first = "app" if owner.kind.endswith("giFunctionApp") else "http_auth_level"
    arguments = Arguments(owner.call, (first, "http_auth_level"), reader, owner.scope)
    level = arguments.take("http_auth_level", "FUNCTION")
    name = getattr(level, "name", level)
    return name if isinstance(name, str) else ""


def _web_app(owner: Owner, reader: Reader, host: Host) -> list[Binding]:
    """Return the function that ``AsgiFunctionApp`` and ``WsgiFunctionApp`` add by themselves."""
    if not owner.kind.endswith("giFunctionApp") or owner.call is None or owner.scope is None:
        return []
    arguments = Arguments(owner.call, ("app", "http_auth_level", "function_name"), reader, owner.scope)
    name = arguments.take("function_name", "http_app_func")
    level = _auth_level(owner, reader)
    # every method there is, which differs between versions of azure-functions; without the list it is the same
    trigger: dict[str, object] = {"route": "/{*route}", "authLevel": level}
    function = name if isinstance(name, str) else "http_app_func"
    origin = owner.scope.module.origin(owner.call)
    return [
        Binding("httpTrigger", None, "in", trigger, function, "req", origin, host.bundle),
        Binding("http", None, "out", {}, function, "$return", origin, host.bundle),
    ]


def _note(function: Function, message: str, hint: str = "") -> Diagnostic:
    origin = function.module.origin(function.node)
    return of_kind(
        "unreadable_binding", message, severity="info", hint=hint, origin=origin, function=shown_name(function.name)
    )


def _unread(function: Function, piece: Piece) -> list[Diagnostic]:
    """Report what cannot be read of a binding: its type, and properties that name a connection or a setting."""
    found = []
    for name, value in piece.unread.items():
        if name != "type" and name not in NAMING_PROPERTIES:
            continue
        variable = f' variable "{shown_name(value.variable)}"' if value.variable else ""
        hint = "write the name itself, as text or as a constant"
        if value.variable:
            hint = f'"{name}" takes the name of a setting, not its value; ' + hint
        found.append(
            of_kind(
                "unreadable_binding",
                f'"{name}" cannot be read from the source: {value.why}{variable}',
                severity="info",
                hint=hint,
                origin=piece.scope.module.origin(piece.node),
                function=shown_name(function.name),
                binding=shown_name(piece.name or piece.type),
            )
        )
    if not piece.type and "type" not in piece.unread:
        found.append(_note(function, "a generic binding without a type cannot be checked"))
    return found


def _leftover(module: Module, node: _ast.Attribute) -> Diagnostic:
    return of_kind(
        "unreadable_binding",
        f'"{node.attr}" is used here, but not in a way that shows which function it belongs to',
        severity="info",
        hint="write it as a decorator right above the function",
        origin=module.origin(node),
    )


def _indirect(module: Module, node: _ast.Call) -> Diagnostic:
    return of_kind(
        "unreadable_binding",
        "what is got here by a name computed at run time cannot be followed; bindings behind it are not checked",
        severity="info",
        hint="write the name where it is used: app.queue_trigger(...), import module",
        origin=module.origin(node),
    )


def _stranger(function: Function, registry: Registry) -> Diagnostic:
    owner = function.owner
    if owner is None:
        return _note(
            function,
            "what this decorator belongs to cannot be read from the source; the host may not see the function",
        )
    place = owner.scope.module.origin(owner.call) if owner.scope is not None and owner.call is not None else None
    if owner.indexed:
        message = "this function app is not among the names of function_app.py, so the host does not see its functions"
    elif registry.complete:
        message = "this blueprint is never registered, so the host does not see its functions"
    else:
        message = "whether this blueprint is registered is unknown: some registrations cannot be read from the source"
    return of_kind(
        "unreadable_binding",
        message,
        severity="info",
        hint="register it by name in function_app.py: app.register_functions(blueprint)",
        origin=place or function.module.origin(function.node),
        function=shown_name(function.name),
    )


def _credential_uses(function: Function, reader: Reader) -> tuple[CredentialUse, ...]:
    from funcbind.bindings.credential_uses import credential_uses  # only for apps that import azure.identity

    return tuple(credential_uses(function.name, function.definition, function.scope, reader))
