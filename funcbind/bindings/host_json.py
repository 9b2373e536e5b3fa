"""host.json: the extension bundle and the extensions' sections."""

from __future__ import annotations

import os

from funcbind._record import Record
from funcbind.bindings.json_files import read_json
from funcbind.dotnet.text import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from funcbind.diagnostics import Diagnostic


class Host(Record):
    """What host.json says; everything is empty when it is not there or cannot be read.

    Attributes:
        path: the file, empty when there is none.
        content: the parsed object, ``None`` when there is none.
        bundle_id: id of the extension bundle.
        bundle: its version range.
        problems: why the file could not be read.
    """

    path: str = ""
    content: Mapping[str, object] | None = None
    bundle_id: str = ""
    bundle: str = ""
    problems: tuple[Diagnostic, ...] = ()


def read_host(folder: str) -> Host:
    """Read an app's host.json; never raises."""
    path = os.path.join(folder, "host.json")
    if not os.path.lexists(path):
        return Host()
    read = read_json(path, "the host cannot start with it")
    if read.problems and not read.value:
        return Host(path, problems=read.problems)
    bundle = section(member(read.value, "extensionBundle"))
    return Host(path, read.value, _text(bundle, "id"), _text(bundle, "version"), read.problems)


def section(value: object) -> Mapping[str, object]:
    """Return an object of host.json, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def member(holder: Mapping[str, object] | None, name: str) -> object:
    """Return a member of an object, its name in any letter case as .NET's configuration reads it."""
    key = key_of(holder, name)
    return None if holder is None or key is None else holder[key]


def key_of(holder: Mapping[str, object] | None, name: str) -> str | None:
    """Return the key of :func:`member`: of several that differ in letter case the last."""
    folded = fold(name)
    return next((key for key in reversed(tuple(holder or ())) if fold(key) == folded), None)


def _text(holder: Mapping[str, object], name: str) -> str:
    value = member(holder, name)
    return value if isinstance(value, str) else ""
