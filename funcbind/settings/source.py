"""One source of settings as it was read: its settings, and everything that was wrong with it."""

from __future__ import annotations

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.local_settings import LocalSettings
    from funcbind.settings.model import Setting


class SettingsSource(Record):
    """A settings file, standard input or the process environment, after reading.

    Attributes:
        name: the path as the user gave it, ``-`` for standard input, or ``environment``.
        kind: ``local`` (local.settings.json), ``dotenv``, ``export``, ``environment`` or ``memory``.
        target: ``local`` or ``deployed``: where such settings belong.
        settings: what the program that normally reads the source hands to the host: nothing, where Core Tools drops the
            whole file or refuses to start.
        problems: everything that is wrong, with its place. What makes ``settings`` and ``readable`` differ is an error.
        usable: whether all of the source could be read, so that what is not in ``readable`` is not in the source.
        readable: the settings that could be read all the same.
        local: what Core Tools makes of a local.settings.json, for :func:`funcbind.settings.local_environment`.
    """

    name: str
    kind: str
    target: str
    settings: tuple[Setting, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    usable: bool = True
    readable: tuple[Setting, ...] = ()
    local: LocalSettings | None = None
