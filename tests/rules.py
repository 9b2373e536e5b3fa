"""Run an example of a rule through the whole check: settings, resolver, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from funcbind.bindings import App, read_app
from funcbind.check import Given
from funcbind.configuration import Configuration
from funcbind.connections import Binding, resolve
from funcbind.rules.run import comment
from funcbind.settings import read_source
from funcbind.settings.model import Origin, Setting
from funcbind.settings.source import SettingsSource

if TYPE_CHECKING:
    from pathlib import Path

    from funcbind.diagnostics import Diagnostic
    from funcbind.rules.model import Example

SETTINGS = {"local": "local.settings.json", "deployed": "deployed.json"}


def app_of(example: Example, folder: Path) -> App:
    """The app of an example: its code if it has any, else one function a binding."""
    if example.code:
        (folder / "host.json").write_text(f'{{"version": "2.0", "extensionBundle": {{"version": "{example.bundle}"}}}}')
        (folder / "function_app.py").write_text(example.code)
        return read_app(str(folder))
    bindings = tuple(
        Binding(
            str(one[0]),
            one[1] if len(one) > 1 else None,  # type: ignore[arg-type]
            properties=one[2] if len(one) > 2 else {},  # type: ignore[arg-type]
            function=f"f{index}",
            name="x",
            origin=Origin("function_app.py", index, 1),
            bundle=example.bundle,
        )
        for index, one in enumerate(example.bindings, 1)
    )
    return App(
        str(folder), bindings, tuple(f"f{index}" for index in range(1, len(bindings) + 1)), bundle=example.bundle
    )


def source_of(example: Example, folder: Path) -> SettingsSource:
    """The settings of an example, one a line of its file."""
    name = SETTINGS[example.target]
    if example.file:
        path = folder / name
        path.write_text(example.file)
        return read_source(str(path))
    settings = tuple(
        Setting(key, value, Origin(name, line, 5)) for line, (key, value) in enumerate(example.settings.items(), 4)
    )
    kind = "local" if example.target == "local" else "export"
    return SettingsSource(name, kind, example.target, settings)


def findings(example: Example, folder: Path) -> list[Diagnostic]:
    """Everything the rules say about an example."""
    app, source = app_of(example, folder), source_of(example, folder)
    tracked = frozenset({source.name}) if example.tracked else frozenset()
    configuration = Configuration(source.settings, os=example.os)
    given = Given((source,), configuration, example.target, example.os, plan=example.plan, tracked=tracked)
    return comment(app, given, [resolve(configuration, binding) for binding in app.bindings])
