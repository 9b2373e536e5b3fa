"""Finding and reading the apps that a command is about."""

from __future__ import annotations

import os

from funcbind.bindings import find, read_app
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings import App
    from funcbind.cli.config_values import Config
    from funcbind.diagnostics import Diagnostic


def read_apps(path: str, config: Config | None = None) -> tuple[tuple[App, ...], tuple[Diagnostic, ...], str]:
    """Return the apps at or below ``path``, what could not be looked into, and why there is no app.

    ``config`` may name the apps of its folder and leave out others.
    """
    shown = shown_name(path)
    if not os.path.lexists(path):
        return (), (), f"{shown} does not exist"
    if not os.path.isdir(path):
        return (), (), f"{shown} is not a folder; give the folder of the app, the one with its host.json"
    named = config.paths("apps") if config is not None and _same(path, config.folder) else []
    for folder in named:
        if not os.path.isdir(folder):
            return (), (), f"the configuration names {shown_name(folder)}, which is not a folder"
    found = [find(folder) for folder in named or [path]]
    apps = dict.fromkeys(app for one in found for app in one.apps)
    problems = tuple(problem for one in found for problem in one.problems)
    left_out = config.paths("exclude") if config is not None else []
    kept = [app for app in apps if not any(_matches(app, pattern) for pattern in left_out)]
    missing = ""
    if not kept:
        missing = (
            f"there is no function app in {shown}: looked for a host.json there and in the folders below "
            "(.venv, node_modules and .git left out)"
        )
        missing += "; the configuration names or leaves out folders" if named or left_out else ""
    return tuple(map(read_app, kept)), problems, missing


def _same(left: str, right: str) -> bool:
    return os.path.abspath(left) == os.path.abspath(right)


def _matches(app: str, pattern: str) -> bool:
    """Whether an app lies at or below a folder, which may have ``*`` in it."""
    from fnmatch import fnmatchcase

    folder, pattern = os.path.abspath(app), os.path.abspath(pattern)
    return fnmatchcase(folder, pattern) or fnmatchcase(folder, os.path.join(pattern, "*"))
