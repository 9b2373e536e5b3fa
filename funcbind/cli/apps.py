"""Finding and reading the apps that a command is about."""

from __future__ import annotations

import os

from funcbind.bindings import find, read_app
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings import App
    from funcbind.diagnostics import Diagnostic


def read_apps(path: str) -> tuple[tuple[App, ...], tuple[Diagnostic, ...], str]:
    """Return the apps at or below ``path``, what could not be looked into, and why there is no app."""
    shown = shown_name(path)
    if not os.path.lexists(path):
        return (), (), f"{shown} does not exist"
    if not os.path.isdir(path):
        return (), (), f"{shown} is not a folder; give the folder of the app, the one with its host.json"
    found = find(path)
    missing = ""
    if not found.apps:
        missing = (
            f"there is no function app in {shown}: looked for a host.json there and in the folders below "
            "(.venv, node_modules and .git left out)"
        )
    return tuple(map(read_app, found.apps)), found.problems, missing
