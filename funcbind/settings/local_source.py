"""A local.settings.json as a source of settings, with everything ``func start`` would say about it."""

from __future__ import annotations

from funcbind.settings.func_start import start
from funcbind.settings.local_settings import parse_local_settings
from funcbind.settings.model import Setting
from funcbind.settings.source import SettingsSource, limited


def read_local_settings(name: str, text: str) -> SettingsSource:
    """Read a local.settings.json; any text gives an answer.

    Where Core Tools takes nothing of the file, the settings are those that can be read all the same.
    """
    file = parse_local_settings(name, text)
    started = start(file, {})
    usable = not file.dropped and not started.refused
    hidden = file.encrypted  # also true for a dropped file
    settings = tuple(
        Setting(value.name, value.value or "", value.origin)
        for value in (started.settings if usable else file.readable)
        if usable or (value.name and value.value and not (hidden and value.is_ciphertext))
    )
    return SettingsSource(
        name,
        "local",
        "local",
        settings,
        limited((*file.problems, *started.problems)),
        usable,
        tuple(Setting(value.name, "", value.origin) for value in file.readable if value.name and value.value == ""),
        tuple((value.name, value.origin) for value in file.readable),
        tuple((value.name, value.origin) for value in file.readable if hidden and value.is_ciphertext),
    )
