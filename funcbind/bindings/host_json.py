"""host.json: the extension bundle and the extensions' sections."""

from __future__ import annotations

import os

from funcbind._record import Record
from funcbind.bindings.json_files import read_json

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
    if not isinstance(read.value, dict):
        return Host(path, problems=read.problems)
    bundle = section(member(read.value, "extensionBundle"))
    return Host(path, read.value, _text(bundle, "id"), _text(bundle, "version"), read.problems)


def section(value: object) -> Mapping[str, object]:
    """Return an object of host.json, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def member(holder: Mapping[str, object] | None, name: str) -> object:
    """Return a member of an object, its name in any letter case as .NET's configuration reads it."""
    lowered = name.lower()
    found: object = None
    for key, value in (holder or {}).items():
        if key.lower() == lowered:
            found = value
    return found


def _text(holder: Mapping[str, object], name: str) -> str:
    value = member(holder, name)
    return value if isinstance(value, str) else ""
