"""One source of settings as it was read: its settings, and everything that was wrong with it."""

from __future__ import annotations

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.model import Origin, Setting


class SettingsSource(Record):
    """A settings file, standard input or the process environment, after reading.

    Attributes:
        name: the path as the user gave it, ``-`` for standard input, or ``environment``.
        kind: ``local`` (local.settings.json), ``dotenv``, ``export``, ``environment`` or ``memory``.
        target: ``local`` or ``deployed``: where such settings belong.
        settings: what the app may be checked with. Where Core Tools would drop a file whole, these are the values that
            can be read all the same, and one of ``problems`` says that the host sees none of them.
        problems: everything that is wrong, with its place.
        usable: whether the program that normally reads this source would take its settings.
        empty: settings without a value that ``func start`` exports on Windows only.
        members: names as they are written, those of null and empty values included, with their places.
    """

    name: str
    kind: str
    target: str
    settings: tuple[Setting, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    usable: bool = True
    empty: tuple[Setting, ...] = ()
    members: tuple[tuple[str, Origin], ...] = ()

    def exported(self, os: str) -> tuple[Setting, ...]:
        """Return the settings that reach the host on an operating system."""
        return (*self.settings, *self.empty) if os == "windows" else self.settings


def layered(sources: Iterable[SettingsSource], environment: SettingsSource | None, *, os: str) -> list[Setting]:
    """Return the settings of several sources in ascending precedence, as ``func start`` layers them.

    Files come first, a later one over an earlier one. A variable of the process wins over them unless it is empty.
    """
    settings = [setting for source in sources for setting in source.exported(os)]
    if environment is None:
        return settings

    def variable(setting: Setting) -> str:
        return setting.name if os == "linux" else setting.name.upper()

    written = {variable(setting) for setting in settings if setting.value}
    return settings + [one for one in environment.settings if one.value or variable(one) not in written]
