"""Which settings an app is checked against, and why these: the only place of the commands that reads them."""

from __future__ import annotations

import os
import sys

from funcbind.check import Given
from funcbind.cli.tracked import tracked
from funcbind.configuration import Configuration
from funcbind.redaction import shown_name
from funcbind.settings import environment_source, find_local_settings, layered, read_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.cli.arguments import Arguments
    from funcbind.settings import SettingsSource

_KINDS = {"local": "a local.settings.json", "dotenv": "a .env file", "export": "exported settings"}
_SAMPLES = ("local.settings.sample.json", "local.settings.example.json")


class Inputs:
    """The settings that the command line asks for; files given by name are read once, for every app."""

    def __init__(self, arguments: Arguments) -> None:
        self.arguments = arguments
        self.named = tuple(read_source(path) for path in arguments.settings)
        self.deployed = tuple(read_source(path) for path in arguments.deployed)

    def givens(self, folder: str) -> tuple[Given, ...]:
        """Return everything that the app in ``folder`` is checked against, one after the other.

        Who names the settings in Azure need not have local ones.
        """
        here = self.given(folder)
        if not self.deployed:
            return (here,)
        return (self._in_azure(),) if here.problem and not here.sources else (here, self._in_azure())

    def _in_azure(self) -> Given:
        sources, system = self.deployed, self.arguments.os or "linux"
        problem = "" if any(source.settings or source.usable for source in sources) else _nothing_in(sources)
        configuration = Configuration(layered(sources, None, os=system), os=system)
        return Given(
            sources,
            configuration,
            "deployed",
            system,
            problem=problem,
            plan=self.arguments.plan,
            tracked=tracked(sources),
            unknown=_unknown(sources),
        )

    def given(self, folder: str) -> Given:
        """Return what the app in ``folder`` is checked against."""
        notes: list[str] = []
        problem = ""
        sources = self.named
        if not sources:
            sources, note, problem = _own_settings(folder)
            notes += [note] if note else []
        arguments = self.arguments
        if arguments.environ:
            problem = ""
        elif sources and not any(source.settings or source.usable for source in sources):
            problem = _nothing_in(sources)
        deployed = [source for source in sources if source.target == "deployed"]
        target = arguments.target or ("deployed" if deployed else "local")
        guessed = ""
        if not arguments.target and self.deployed:
            target = "local"
        elif not arguments.target and sources:
            guessed = _KINDS.get((deployed or sources)[-1].kind, "the settings")
        system = arguments.os or ("windows" if target == "local" and sys.platform == "win32" else "linux")
        names: tuple[str, ...] = ()
        variables = None
        if arguments.environ:
            variables = environment_source(os.environ)
        elif target == "local":
            names = tuple(os.environ)
        settings = layered(sources, variables, os=system)
        sources = (*sources, variables) if variables is not None else sources
        return Given(
            sources,
            Configuration(settings, os=system),
            target,
            system,
            guessed,
            names,
            tuple(notes),
            problem,
            arguments.plan,
            tracked(sources),
            _unknown(sources),
        )


def _unknown(sources: Iterable[SettingsSource]) -> tuple[str, ...]:
    """Names whose values only Azure will know."""
    return tuple(name for source in sources for name, _ in source.unknown)


def _nothing_in(sources: Iterable[SettingsSource]) -> str:
    return "no setting could be read from " + ", ".join(shown_name(source.name) for source in sources)


def _own_settings(folder: str) -> tuple[tuple[SettingsSource, ...], str, str]:
    """The app's own settings file: the sources, a note about the choice, and why there is none."""
    path = find_local_settings(folder)
    if path is not None and os.path.lexists(path):
        return (read_source(path),), "", ""
    path = path or os.path.join(folder, "local.settings.json")
    for sample in _SAMPLES:
        beside = os.path.join(os.path.dirname(path), sample)
        if os.path.lexists(beside):
            return (read_source(beside),), f"there is no {shown_name(path)}; its sample is used in its place", ""
    looked = ", ".join(("local.settings.json", *_SAMPLES[:-1])) + f" or {_SAMPLES[-1]}"
    where = shown_name(os.path.dirname(path)) or "the current folder"
    return (), "", f"there is no settings file: looked for {looked} in {where}"
