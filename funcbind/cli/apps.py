"""Finding and reading the apps that a command is about."""

from __future__ import annotations

import os

from funcbind.bindings import find_apps, read_app
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings import App


def read_apps(path: str) -> tuple[tuple[App, ...], tuple[str, ...]]:
    """Return the apps at or below ``path``, and what is wrong when there is none."""
    shown = shown_name(path)
    if not os.path.lexists(path):
        return (), (f"{shown} does not exist",)
    if not os.path.isdir(path):
        return (), (f"{shown} is not a folder; give the folder of the app, the one with its host.json",)
    apps = tuple(read_app(folder) for folder in find_apps(path))
    if not apps:
        return (), (
            f"no function app in {shown}: looked for a host.json there and in the folders below "
            "(.venv, node_modules and .git left out)",
        )
    return apps, ()
