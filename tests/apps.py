"""Writing small apps for the tests of the readers."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from funcbind.bindings import App, read_app
from funcbind.connections import Binding

HEAD = """
import os
import azure.functions as func
app = func.FunctionApp()
"""


def write(folder: Path, files: dict[str, str]) -> str:
    """Write files into a folder, a host.json too unless it is given, and return the folder."""
    for name, text in {"host.json": '{"version": "2.0"}', **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(textwrap.dedent(text).encode())
    return str(folder)


def app_of(folder: Path, source: str, others: dict[str, str] | None = None) -> App:
    """Read an app with this function_app.py and other files."""
    return read_app(write(folder, {"function_app.py": HEAD + textwrap.dedent(source), **(others or {})}))


def only(app: App) -> Binding:
    """Return the app's single binding."""
    (binding,) = app.bindings
    return binding


def connections(app: App) -> dict[str, Any]:
    """Return what each function's bindings name, by function; ``?`` for what cannot be read."""
    found: dict[str, Any] = {}
    for binding in app.bindings:
        value = "?" if "connection" in binding.unresolved else binding.connection
        found[binding.function] = value if binding.function not in found else [found[binding.function], value]
    return found


def messages(app: App) -> list[str]:
    """Return the messages of the app's problems."""
    return [problem.message for problem in app.problems]
