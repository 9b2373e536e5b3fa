"""``function.json`` folders, the first programming model."""

from __future__ import annotations

import os

from funcbind._record import Record
from funcbind.bindings.host_json import key_of, member
from funcbind.bindings.json_files import read_json
from funcbind.bindings.python_app import connection_of
from funcbind.connections import Binding
from funcbind.diagnostics import of_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings.host_json import Host
    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.model import Origin

_SCRIPTS = ("__init__.py", "main.py")
_OWN = frozenset({"type", "name", "direction"})


class FunctionFolder(Record):
    """One function's folder.

    Attributes:
        path: its function.json.
        bindings: the bindings in it.
        scripts: the Python file it runs, when there is one.
        problems: what is wrong with the file.
    """

    path: str
    bindings: tuple[Binding, ...] = ()
    scripts: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


def read_function(root: str, name: str, host: Host) -> FunctionFolder:
    """Read one function's folder; never raises.

    Args:
        root: the app's folder.
        name: the function's folder in it, which is the function's name.
        host: host.json, handed on to each binding.
    """
    folder = os.path.join(root, name)
    path = os.path.join(folder, "function.json")
    read = read_json(path, "the host cannot load this function")
    problems = list(read.problems)
    key = key_of(read.value, "bindings") or "bindings"
    listed = read.value.get(key)
    bindings: list[Binding] = []
    for index, given in enumerate(listed if isinstance(listed, list) else []):
        origin = read.origin(key, index)
        if isinstance(given, dict) and isinstance(member(given, "type"), str):
            bindings.append(_binding(given, name, host, origin))
        else:
            problems.append(_untyped(origin, name))
    if not isinstance(listed, list) and not problems:
        problems.append(_unbound(read.origin(key), name))
    return FunctionFolder(path, tuple(bindings), _scripts(folder, member(read.value, "scriptFile")), tuple(problems))


def _binding(given: dict[str, object], function: str, host: Host, origin: Origin) -> Binding:
    properties = {key: value for key, value in given.items() if key.lower() not in _OWN}
    type_ = str(member(given, "type"))
    direction, argument = member(given, "direction"), member(given, "name")
    return Binding(
        type_,
        connection_of(type_, properties),
        direction.lower() if isinstance(direction, str) else "",
        properties,
        function,
        argument if isinstance(argument, str) else "",
        origin,
        host.bundle,
        host=host.content or {},
    )


def _unbound(origin: Origin, function: str) -> Diagnostic:
    return of_kind(
        "unreadable_binding",
        "this function has no list of bindings, so the host does not load it",
        hint='give it "bindings": [...] with a trigger in it',
        origin=origin,
        function=function,
    )


def _untyped(origin: Origin, function: str) -> Diagnostic:
    return of_kind(
        "unreadable_binding",
        "this entry of bindings has no type, so the host cannot load the function",
        hint='give it a "type", such as "queueTrigger"',
        origin=origin,
        function=function,
    )


def _scripts(folder: str, script: object) -> tuple[str, ...]:
    names = (script,) if isinstance(script, str) else _SCRIPTS
    for name in names:
        path = os.path.normpath(os.path.join(folder, name))
        if name.endswith(".py") and os.path.isfile(path):
            return (path,)
    return ()
